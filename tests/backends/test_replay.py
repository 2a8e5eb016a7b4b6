from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.backends.base import RecordingBuilder
from hipcheck.backends.replay import FORMAT_VERSION, ReplayEstimator, load_recording, save_recording
from hipcheck.errors import InputError, OutputError
from hipcheck.poses import FrameSize, PoseSequence, Recording, Stickers
from hipcheck.session import analyze_recording
from tests.factories import make_poses

SIZE = FrameSize(1080, 1920)
IMAGE = np.zeros((4, 6, 3), np.uint8)
FRAMES = 12


def sequence(seed: int, *, single: bool = True, stickers: bool = False) -> PoseSequence:
    """Landmarks with every digit in use, some of them missing."""
    random = np.random.default_rng(seed)
    kind = np.float32 if single else np.float64
    xy, world = (
        random.normal(500, 300, (FRAMES, 33, 2)).astype(kind),
        random.normal(0, 1, (FRAMES, 33, 3)).astype(kind),
    )
    visibility = random.random((FRAMES, 33)).astype(kind)
    for values in (xy, world, visibility):
        values[3] = np.nan
    # Times as containers have them: thirtieths of a second, which no float holds exactly.
    return PoseSequence(
        xy,
        world,
        visibility,
        np.arange(FRAMES) / 30,
        SIZE,
        random.random((FRAMES, 2, 2)) if stickers else None,
    )


def recording(*people: PoseSequence) -> Recording:
    return Recording(people, "mediapipe 0.10.33", "pose_landmarker_full", "b" * 64, "e" * 64)


def assert_same(a: Recording, b: Recording) -> None:
    assert (a.backend, a.model, a.model_sha256) == (b.backend, b.model, b.model_sha256)
    assert len(a.people) == len(b.people)
    for mine, yours in zip(a.people, b.people, strict=True):
        assert mine.frame_size == yours.frame_size
        for name in ("xy_px", "world_m", "visibility", "time_s", "asis_px"):
            np.testing.assert_array_equal(
                getattr(mine.widened(), name), getattr(yours.widened(), name), strict=True
            )


@pytest.mark.parametrize(
    "people",
    [
        (),
        (sequence(1),),
        (sequence(1), sequence(2)),
        (sequence(1, single=False),),
        (sequence(1, stickers=True),),
    ],
    ids=["nobody", "one", "two", "finer than 32 bits", "stickers"],
)
def test_loading_gives_exactly_what_was_saved(people, tmp_path):
    path = tmp_path / "landmarks.npz"
    save_recording(recording(*people), path)
    assert_same(load_recording(path), recording(*people))
    assert load_recording(path).clip_sha256 == "e" * 64
    assert [file.name for file in tmp_path.iterdir()] == ["landmarks.npz"], "nothing is left beside it"


def test_what_is_known_of_stickers_is_kept(tmp_path):
    path = tmp_path / "landmarks.npz"
    kept = [None, Stickers("#31a44c"), Stickers("#bc4572", lost_s=4.0 / 3.0)]
    people = [
        replace(sequence(n, stickers=known is not None), stickers=known) for n, known in enumerate(kept)
    ]
    save_recording(recording(*people), path)
    assert [person.stickers for person in load_recording(path).people] == kept


def test_files_from_before_stickers_still_load(tmp_path):
    path = tmp_path / "landmarks.npz"
    save_recording(recording(sequence(1), sequence(2)), path)
    with np.load(path) as archive:
        older = {name: archive[name] for name in archive.files if not name.startswith("sticker_")}
    np.savez_compressed(path, **older)
    assert_same(load_recording(path), recording(sequence(1), sequence(2)))


@pytest.mark.parametrize("hfov_deg", [None, 62.362540799605235])
def test_the_field_of_view_is_kept_to_the_last_bit(hfov_deg, tmp_path):
    path = tmp_path / "landmarks.npz"
    save_recording(replace(recording(sequence(1)), hfov_deg=hfov_deg), path)
    assert load_recording(path).hfov_deg == hfov_deg


def test_a_field_of_view_that_no_camera_has_is_damage(tmp_path):
    path = tmp_path / "landmarks.npz"
    save_recording(recording(sequence(1)), path)
    with np.load(path) as archive:
        np.savez(path, **{**archive, "hfov_deg": np.array(-64.0)})
    with pytest.raises(InputError, match="is damaged"):
        load_recording(path)


@pytest.mark.parametrize(("name", "unknown"), [("clip_sha256", ""), ("hfov_deg", None)])
def test_a_file_from_before_something_was_saved_still_loads(name, unknown, tmp_path):
    path = tmp_path / "landmarks.npz"
    save_recording(replace(recording(sequence(1)), hfov_deg=62.0), path)
    with np.load(path) as archive:
        np.savez(path, **{n: values for n, values in archive.items() if n != name})
    assert_same(load_recording(path), recording(sequence(1)))
    assert getattr(load_recording(path), name) == unknown


def test_what_estimators_find_is_saved_in_32_bits(tmp_path):
    save_recording(recording(sequence(1)), tmp_path / "landmarks.npz")
    with np.load(tmp_path / "landmarks.npz") as archive:
        assert {name: archive[name].dtype for name in ("xy_px", "world_m", "visibility")} == {
            "xy_px": np.float32,
            "world_m": np.float32,
            "visibility": np.float32,
        }
        assert archive["time_s"].dtype == np.float64


def test_playing_back_builds_the_recording_again():
    original = recording(sequence(1), sequence(2))
    with ReplayEstimator(original) as estimator:
        builder = RecordingBuilder(estimator)
        for time_s in original.people[0].time_s:
            builder.add(estimator.estimate(IMAGE, time_s), time_s)
    assert_same(builder.build(SIZE), original)


def test_a_time_that_was_not_recorded_shows_nobody():
    with ReplayEstimator(recording(sequence(1))) as estimator:
        assert estimator.estimate(IMAGE, 0.01) == ()
        assert len(estimator.estimate(IMAGE, 1 / 30)) == 1


def test_saved_landmarks_analyse_to_exactly_the_same_numbers(tmp_path):
    """As found while filming, with digits that 32 bits do not hold, and as loaded later."""
    poses = make_poses(8.0)
    with ReplayEstimator(recording(poses)) as estimator:
        builder = RecordingBuilder(estimator)
        for time_s in poses.time_s:
            builder.add(estimator.estimate(IMAGE, time_s), time_s)
    live = builder.build(poses.frame_size)
    assert not np.array_equal(live.people[0].xy_px, poses.xy_px), "32 bits do not hold them"
    save_recording(live, tmp_path / "landmarks.npz")
    one, other = (analyze_recording(it) for it in (live, load_recording(tmp_path / "landmarks.npz")))
    assert one.reps
    assert one.reps == other.reps
    assert one.summary == other.summary
    for mine, yours in zip(one.traces, other.traces, strict=True):
        np.testing.assert_array_equal(mine.values, yours.values)


@pytest.mark.parametrize(
    ("backend", "named"), [("mediapipe 0.10.33", ("mediapipe", "0.10.33")), ("perfect", ("perfect", ""))]
)
def test_it_stands_in_for_the_recorded_backend(backend, named):
    estimator = ReplayEstimator(Recording((), backend, "model", "d" * 64))
    assert (estimator.name, estimator.version) == named
    assert (estimator.model, estimator.model_sha256) == ("model", "d" * 64)


def write_text(path):
    path.write_text("frame,x,y\n")


def write_nothing(path):
    path.touch()


def write_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def write_other_archive(path):
    np.savez(path, poses=np.zeros(3))


def write_pickle(path):
    np.savez(path, format=np.array([{}], dtype=object))


def write_cut(path):
    save_recording(recording(sequence(1)), path)
    path.write_bytes(path.read_bytes()[:-200])


def write_flipped(path):
    save_recording(recording(sequence(1)), path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def change(path, **arrays):
    save_recording(recording(sequence(1)), path)
    with np.load(path) as archive:
        np.savez(path, **{**archive, **arrays})


def write_shorter_time(path):
    change(path, time_s=np.arange(3.0))


def write_two_people_for_one(path):
    change(path, xy_px=np.zeros((2, FRAMES, 33, 2)))


@pytest.mark.parametrize(
    "write",
    [write_text, write_nothing, write_array, write_other_archive, write_pickle, write_cut, write_flipped,
     write_shorter_time, write_two_people_for_one],
    ids=lambda write: write.__name__[6:],
)  # fmt: skip
def test_anything_else_is_told_in_one_sentence(write, tmp_path):
    path = tmp_path / "landmarks.npz"
    write(path)
    with pytest.raises(InputError) as told:
        load_recording(path)
    assert str(told.value) == (
        f"{path}: is damaged or was not written by hipcheck; give a landmark file that hipcheck saved."
    )


def test_a_newer_format_is_told(tmp_path):
    path = tmp_path / "landmarks.npz"
    change(path, version=np.array(FORMAT_VERSION + 1))
    with pytest.raises(
        InputError, match="has landmarks in format 2, but this hipcheck reads format 1; update"
    ):
        load_recording(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.npz: cannot be read \(No such file or directory\)"):
        load_recording(tmp_path / "nowhere.npz")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match=r"cannot be written \(No such file or directory\)"):
        save_recording(recording(sequence(1)), tmp_path / "nowhere" / "landmarks.npz")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "landmarks.npz"
    save_recording(recording(sequence(1)), path)
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OutputError, match="No space left on device"):
        save_recording(recording(sequence(2)), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["landmarks.npz"]
