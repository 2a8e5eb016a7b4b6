from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.compare import compare
from benchmarks.accuracy.truth import TrueRep
from hipcheck.landmarks import Side
from hipcheck.poses import Recording
from tests.benchmarks.stand_in import FILMED_FROM, as_found, on_both, on_one_leg, record_of, seen_of
from tests.stick_figure import Camera
from tests.stick_motions import BODY_PAIRS, exchanged, single_leg_bottom, squat_bottom

TURNED = replace(FILMED_FROM, yaw_deg=6.0, roll_deg=2.0)
KNEES_DEG = (4.0, 16.0)
SET = on_one_leg(
    Side.RIGHT, *(single_leg_bottom(Side.RIGHT, 66.0, inward_deg=d, lean_deg=d / 2) for d in KNEES_DEG)
)
FAR = Camera(distance_m=40.0, height_m=0.9, size=replace(FILMED_FROM.size), hfov_deg=5.0)


@pytest.fixture(scope="module")
def comparison():
    return compare(record_of(SET, camera=TURNED, sd_px=0.3), "full")


def of(comparison, metric, at="bottom"):
    return [row for row in comparison.readings if row.metric == metric and row.at == at]


def test_what_was_filmed_is_what_is_expected(comparison):
    clip = comparison.clip
    assert (clip.expected_movement, clip.expected_sides, clip.expected_view) == (
        "single_leg_squat", "right right", "front",
    )  # fmt: skip
    assert (clip.seen_movement, clip.seen_sides, clip.seen_view) == (
        "single_leg_squat", "right right", "front",
    )  # fmt: skip
    assert clip.expected_reps == clip.seen_reps == 2
    assert clip.yaw_deg == pytest.approx(6.0, abs=1e-6)
    assert clip.roll_deg == pytest.approx(2.0, abs=1e-6)
    assert clip.seen_roll_deg == pytest.approx(2.0, abs=0.5)
    assert clip.right_person


def test_each_true_rep_is_read_at_its_own_bottom(comparison):
    rows = of(comparison, "knee_fppa_deg")
    assert [row.truth for row in rows] == pytest.approx(KNEES_DEG, abs=1e-6)
    assert [row.truth_excursion for row in rows] == pytest.approx(KNEES_DEG, abs=1e-6)
    assert [row.deserved for row in rows] == ["good", "marked"]
    assert all(row.low < row.value < row.high for row in rows)
    leans = [row.truth for row in of(comparison, "trunk_lean_deg")]
    assert leans == pytest.approx([2.0, 8.0], abs=1e-6)


def test_a_far_camera_shows_the_truth():
    rows = of(compare(record_of(SET, camera=FAR, sd_px=0.0), "full"), "knee_fppa_deg")
    assert [row.truth_image for row in rows] == pytest.approx(KNEES_DEG, abs=0.5)


def test_perfect_landmarks_give_nearly_the_truth():
    for metric, off_deg in (("knee_fppa_deg", 3.0), ("trunk_lean_deg", 1.0)):
        for row in of(compare(record_of(SET, sd_px=0.0), "full"), metric):
            assert row.value == pytest.approx(row.truth, abs=off_deg), metric


def test_side_metrics_are_withheld_from_the_front_and_say_so(comparison):
    rows = of(comparison, "knee_flexion_deg")
    assert {row.status for row in rows} == {"withheld"}
    assert all("front" in row.reason and np.isnan(row.value) for row in rows)


def test_every_metric_of_the_movement_is_there_for_every_rep(comparison):
    from hipcheck.catalog import load_catalog

    metrics = load_catalog().movements["single_leg_squat"].metrics
    for number in (1, 2):
        assert {row.metric for row in comparison.readings if row.rep == number} == set(metrics) - {
            "hinge_ratio"
        }


def test_frames_carry_value_doubt_and_truth(comparison):
    knees = [row for row in comparison.frames if row.metric == "knee_fppa_deg"]
    assert {row.rep for row in knees} == {1, 2}
    deepest = max(knees, key=lambda row: row.truth)
    assert deepest.truth == pytest.approx(16.0, abs=1e-3)
    assert all(row.half_width > 0 for row in knees)


def test_findings_deserve_the_middle_grade_of_their_reps(comparison):
    knee = next(row for row in comparison.findings if row.metric == "knee_fppa_deg")
    assert knee.deserved == "good", "of a good and a marked rep, the milder"


def test_a_partial_rep_is_none_that_counts():
    record = record_of(SET, camera=TURNED)
    shallow = replace(record.truth.reps[0], partial=True)
    clip = compare(
        replace(record, truth=replace(record.truth, reps=(shallow, record.truth.reps[1]))), "full"
    ).clip
    assert (clip.expected_reps, clip.expected_sides) == (1, "right")


def test_a_rep_that_was_not_found_is_missed_in_all_its_numbers():
    record = record_of(SET, camera=TURNED)
    last = record.truth.reps[-1]
    never = TrueRep(Side.RIGHT, last.end_s + 0.1, last.end_s + 0.2, last.end_s + 0.25, last.end_s + 0.3)
    seen = compare(replace(record, truth=replace(record.truth, reps=(*record.truth.reps, never))), "full")
    assert [row.found for row in seen.reps] == [True, True, False]
    assert {row.status for row in seen.readings if row.rep == 3} == {"missed"}
    assert {row.rep for row in seen.frames} == {1, 2}


def test_legs_taken_for_each_other_make_no_reading():
    record = record_of(SET, camera=TURNED)
    wrong = exchanged(seen_of(SET, TURNED), slice(None), BODY_PAIRS)
    seen = compare(replace(record, recordings={"full": as_found(wrong)}), "full")
    assert "left" in seen.clip.seen_sides
    assert {row.status for row in seen.readings} == {"missed"}
    assert seen.frames == []


def test_what_is_no_exercise_has_nothing_but_a_clip():
    wave = record_of(on_both(), kind="wave")
    seen = compare(wave, "full")
    assert (seen.clip.expected_movement, seen.clip.expected_reps) == ("unknown", 0)
    assert (seen.clip.seen_movement, seen.clip.seen_reps) == ("unknown", 0)
    assert not seen.readings
    assert not seen.reps


def test_somebody_else_is_not_the_right_person():
    record = record_of(SET)
    aside = as_found(replace(seen_of(SET), xy_px=seen_of(SET).xy_px + np.array([400.0, 0.0])))
    assert not compare(replace(record, recordings={"full": aside}), "full").clip.right_person


def test_nobody_found_is_told_apart_from_an_unknown_movement():
    seen = compare(replace(record_of(SET), recordings={"full": Recording((), "x 1", "m")}), "full")
    assert seen.clip.seen_movement == "nobody"
    assert {row.status for row in seen.readings} == {"missed"}


def test_both_legs_of_a_squat_are_read():
    seen = compare(record_of(on_both(squat_bottom(90.0, inward_deg=8.0)), kind="squat"), "full")
    assert [row.side for row in of(seen, "knee_fppa_deg")] == ["left", "right"]
    assert [row.truth for row in of(seen, "knee_fppa_deg")] == pytest.approx([8.0, 8.0], abs=1e-6)
    assert [row.side for row in of(seen, "depth_deg")] == ["both"]


def test_the_error_in_time_is_none_within_the_time_at_the_bottom(comparison):
    assert [row.bottom_error_s for row in comparison.reps] == pytest.approx([0.0, 0.0], abs=0.02)
    assert all(row.found for row in comparison.reps)
