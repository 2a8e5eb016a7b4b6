from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.compare import compare
from benchmarks.accuracy.store import StoreError, add_to_shard, read_shard, read_specs
from hipcheck.landmarks import Side
from hipcheck.poses import Recording
from hipcheck.session import analyze_recording
from tests.benchmarks.stand_in import on_both, on_one_leg, record_of
from tests.stick_motions import single_leg_bottom, squat_bottom

SQUAT = on_both(squat_bottom(90.0))
ONE_LEG = on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT, 65.0, inward_deg=10.0, lean_deg=6.0))


@pytest.fixture(scope="module")
def record():
    return record_of(ONE_LEG, sd_px=2.0, models=("full", "heavy"))


@pytest.fixture(scope="module")
def stored(record, tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "clips.zip"
    add_to_shard(path, record)
    [back] = read_shard(path)
    return back


def test_a_clip_comes_back_as_it_was(record, stored):
    assert (stored.spec, stored.half, stored.picture_jpeg) == (record.spec, record.half, record.picture_jpeg)
    assert stored.truth.reps == record.truth.reps
    assert list(stored.recordings) == ["full", "heavy"]
    for name in ("backend", "model", "model_sha256"):
        assert getattr(stored.recordings["full"], name) == getattr(record.recordings["full"], name)


@pytest.mark.parametrize(
    ("name", "off"), [("xy_px", 1 / 32), ("world_m", 0.0005), ("visibility", 0.5 / 255), ("time_s", 0.5e-6)]
)
def test_landmarks_come_back_half_a_step_off_at_most(record, stored, name, off):
    for model in ("full", "heavy"):
        before, after = (getattr(r.recordings[model].people[0], name) for r in (record, stored))
        np.testing.assert_allclose(after, before, rtol=0.0, atol=off * (1 + 1e-6))


@pytest.mark.parametrize(("name", "off"), [("joints_m", 0.00005), ("joints_px", 1 / 32), ("time_s", 0.5e-6)])
def test_the_truth_comes_back_half_a_step_off_at_most(record, stored, name, off):
    before, after = (getattr(r.truth, name) for r in (record, stored))
    np.testing.assert_allclose(after, before, rtol=0.0, atol=off * (1 + 1e-6))


def test_the_analysis_of_what_is_stored_is_that_of_the_original(record, stored):
    before, after = (analyze_recording(r.recordings["full"]) for r in (record, stored))
    assert after.movement == before.movement
    assert [r.rep.side for r in after.reps] == [r.rep.side for r in before.reps] == [Side.LEFT]
    for found, original in zip(after.reps, before.reps, strict=True):
        assert abs(found.rep.bottom_s - original.rep.bottom_s) <= 1 / 60 + 1e-9
        for m, n in zip(found.measurements, original.measurements, strict=True):
            assert (m.metric, m.at, m.side) == (n.metric, n.at, n.side)
            if m.metric.endswith("_deg"):
                assert abs(m.value - n.value) < 0.1, m.metric
                assert abs(m.half_width - n.half_width) < 0.1, m.metric


def test_the_comparison_of_what_is_stored_is_that_of_the_original(record, stored):
    before, after = (compare(r, "full").readings for r in (record, stored))
    assert len(after) == len(before) > 30
    for a, b in zip(after, before, strict=True):
        assert (a.metric, a.at, a.status, a.deserved) == (b.metric, b.at, b.status, b.deserved)
        if a.metric.endswith("_deg"):
            np.testing.assert_allclose(
                [a.truth, a.truth_image], [b.truth, b.truth_image], atol=0.1, err_msg=a.metric
            )


def test_frames_without_the_person_stay_without(record, tmp_path):
    poses = record.recordings["full"].people[0]
    hidden = np.zeros((len(poses), 33), dtype=bool)
    hidden[:7] = hidden[40:43] = True
    gone = replace(record, recordings={"full": Recording((poses.masked(hidden),), "perfect 1.0", "stick")})
    add_to_shard(tmp_path / "a.zip", gone)
    [back] = read_shard(tmp_path / "a.zip")
    assert (back.recordings["full"].people[0].present == ~hidden[:, 0]).all()
    assert len(back.recordings["full"].people[0]) == len(poses)


def test_a_clip_in_which_nobody_was_found_is_kept(record, tmp_path):
    nobody = replace(record, recordings={"full": Recording((), "perfect 1.0", "stick")})
    add_to_shard(tmp_path / "a.zip", nobody)
    [back] = read_shard(tmp_path / "a.zip")
    assert back.recordings["full"].people == ()
    assert compare(back, "full").clip.seen_movement == "nobody"


def test_a_shard_holds_many_and_a_clip_recorded_anew_replaces_itself(tmp_path):
    path = tmp_path / "clips.zip"
    first, second = record_of(ONE_LEG, "d001_one"), record_of(SQUAT, "d002_two", kind="squat")
    for record in (second, first):
        add_to_shard(path, record)
    assert [r.spec.name for r in read_shard(path)] == ["d001_one", "d002_two"]
    before = path.read_bytes()
    add_to_shard(path, first)
    assert path.read_bytes() == before, "the same clips give the same file, in whatever order they came"
    add_to_shard(path, record_of(ONE_LEG, "d001_one", models=("full", "lite")))
    assert read_specs(path)["d001_one"][1] == {"full", "lite"}
    assert read_specs(path)["d002_two"] == (second.spec, {"full"})
    assert [p.name for p in tmp_path.iterdir()] == ["clips.zip"], "nothing half-written is left"


def test_a_damaged_shard_says_so(tmp_path):
    path = tmp_path / "clips.zip"
    path.write_bytes(b"not a shard")
    with pytest.raises(StoreError, match=r"clips.zip: cannot be read"):
        read_shard(path)


def test_a_clip_takes_little_space(tmp_path):
    path = tmp_path / "clips.zip"
    add_to_shard(path, record_of(ONE_LEG, sd_px=2.0))
    frames = len(record_of(ONE_LEG).truth.time_s)
    # 33 landmarks with 6 numbers each would take 792 bytes a frame as 32-bit floats.
    assert path.stat().st_size < 220 * frames
