from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.readings import TruthReader, deserved_grade
from benchmarks.accuracy.truth import JOINTS, expected_view
from hipcheck.catalog import At, load_catalog
from hipcheck.landmarks import Side
from hipcheck.results import Grade, ViewKind
from hipcheck.settings import Settings, ViewSettings
from tests.benchmarks.stand_in import FILMED_FROM, on_both, on_one_leg, truth_of
from tests.stick_figure import bent, standing_on
from tests.stick_motions import deadlift_bottom, single_leg_bottom

MOVEMENTS = load_catalog().movements


def bottom(side, **posture):
    return on_one_leg(side, single_leg_bottom(side, 65.0, **posture))


def read(truth, metric, side, at=At.BOTTOM, plane=None, movement="single_leg_squat"):
    return TruthReader(truth, MOVEMENTS[movement], Settings()).value(metric, side, truth.reps[0], at, plane)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("yaw_deg", [-40.0, 0.0, 15.0, 170.0])
def test_the_persons_own_plane_does_not_know_the_camera(side, yaw_deg):
    truth = truth_of(
        bottom(side, inward_deg=12.0, lean_deg=5.0, drop_deg=7.0),
        replace(FILMED_FROM, yaw_deg=yaw_deg, roll_deg=4.0),
    )
    assert read(truth, "knee_fppa_deg", side) == pytest.approx(12.0, abs=1e-6)
    assert read(truth, "trunk_lean_deg", side) == pytest.approx(5.0, abs=1e-6)
    assert read(truth, "pelvic_drop_deg", side) == pytest.approx(7.0, abs=1e-6)


@pytest.mark.parametrize("side", Side)
def test_somebody_who_stands_turned_is_judged_in_their_own_plane(side):
    straight = truth_of(bottom(side, inward_deg=12.0, lean_deg=5.0))
    turn = np.radians(30.0)
    about_z = np.array(
        [[np.cos(turn), np.sin(turn), 0.0], [-np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]]
    )
    turned = replace(straight, joints_m=straight.joints_m @ about_z, facing_deg=30.0)
    assert read(turned, "knee_fppa_deg", side) == pytest.approx(12.0, abs=1e-6)
    assert turned.bearing_deg == pytest.approx(straight.bearing_deg - 30.0, abs=0.5)
    forward_deg = read(turned, "trunk_forward_lean_deg", side)
    assert forward_deg == pytest.approx(read(straight, "trunk_forward_lean_deg", side), abs=1e-6)


def test_the_picture_shows_the_false_valgus_of_a_turned_camera():
    truth = truth_of(bottom(Side.LEFT), replace(FILMED_FROM, yaw_deg=10.0, distance_m=200.0))
    from hipcheck.geometry import yaw_false_fppa_deg

    assert read(truth, "knee_fppa_deg", Side.LEFT) == pytest.approx(0.0, abs=1e-6)
    seen = read(truth, "knee_fppa_deg", Side.LEFT, plane="image")
    assert seen == pytest.approx(float(yaw_false_fppa_deg(65.0, 10.0)), abs=0.5)


def test_the_picture_is_levelled_before_it_is_read():
    tilted = truth_of(bottom(Side.RIGHT, lean_deg=6.0), replace(FILMED_FROM, roll_deg=7.0, distance_m=200.0))
    assert tilted.roll_deg == pytest.approx(7.0)
    assert read(tilted, "trunk_lean_deg", Side.RIGHT, plane="image") == pytest.approx(6.0, abs=0.1)


def test_the_plane_of_the_pelvis_turns_with_it():
    truth = truth_of(bottom(Side.LEFT, inward_deg=10.0, pelvis_turn_deg=15.0))
    own, pelvis = (read(truth, "knee_fppa_deg", Side.LEFT, plane=plane) for plane in (None, "pelvis"))
    assert own == pytest.approx(10.0, abs=1e-6)
    assert abs(pelvis - own) > 10.0


def test_knee_flexion_is_the_angle_in_space_from_wherever_it_is_read():
    truth = truth_of(bottom(Side.RIGHT), replace(FILMED_FROM, yaw_deg=25.0))
    expected = truth.knee_flexion_deg(Side.RIGHT).max()
    assert 64.0 < expected < 66.0
    for metric in ("knee_flexion_deg", "depth_deg"):
        assert read(truth, metric, Side.RIGHT) == pytest.approx(expected, abs=0.1)


def test_side_metrics_are_those_of_a_camera_squarely_at_the_side():
    performed = on_one_leg(Side.LEFT, deadlift_bottom(Side.LEFT, 70.0))
    truth = truth_of(performed, replace(FILMED_FROM, yaw_deg=70.0))
    lean_deg = read(truth, "trunk_forward_lean_deg", Side.LEFT, movement="single_leg_deadlift")
    assert lean_deg == pytest.approx(70.0, abs=1e-6)


def test_the_change_from_standing_is_taken_from_standing():
    truth = truth_of(bottom(Side.LEFT, inward_deg=12.0))
    reader = TruthReader(truth, MOVEMENTS["single_leg_squat"], Settings())
    assert reader.excursion("knee_fppa_deg", Side.LEFT, truth.reps[0], At.BOTTOM) == pytest.approx(
        12.0, abs=1e-6
    )
    assert np.isnan(reader.excursion("depth_deg", Side.LEFT, truth.reps[0], At.BOTTOM))


def test_a_squats_separation_changes_as_a_ratio():
    truth = truth_of(on_both(standing_on(None, leg=bent(80.0, inward_deg=12.0))))
    reader = TruthReader(truth, MOVEMENTS["squat"], Settings())
    ratio = reader.excursion("knee_ankle_separation", None, truth.reps[0], At.BOTTOM)
    value = reader.value("knee_ankle_separation", None, truth.reps[0], At.BOTTOM)
    assert ratio == pytest.approx(value, rel=1e-6), "in standing it is 1"
    assert ratio < 0.9


def test_matched_depth_is_where_the_true_knee_passes_it():
    truth = truth_of(bottom(Side.LEFT, inward_deg=12.0))
    reader = TruthReader(truth, MOVEMENTS["single_leg_squat"], Settings())
    moment_s = reader.moment_s("knee_fppa_deg", Side.LEFT, truth.reps[0], At.MATCHED)
    assert np.interp(moment_s, truth.time_s, truth.knee_flexion_deg(Side.LEFT)) == pytest.approx(
        60.0, abs=3.0
    )
    assert truth.reps[0].start_s < moment_s < truth.reps[0].bottom_start_s
    shallow = truth_of(on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT, 50.0)))
    assert np.isnan(read(shallow, "knee_fppa_deg", Side.LEFT, At.MATCHED))


def test_tempo_is_as_commanded():
    truth = truth_of(bottom(Side.LEFT))
    tempo = [read(truth, metric, Side.LEFT, At.REP) for metric in ("descent_s", "pause_s", "ascent_s")]
    assert tempo == pytest.approx([1.0, 0.3, 0.9])


@pytest.mark.parametrize("yaw_deg", [-160.0, -90.0, -10.0, 0.0, 33.0, 90.0, 180.0])
def test_the_bearing_is_where_the_camera_was_put(yaw_deg):
    truth = truth_of(bottom(Side.LEFT), replace(FILMED_FROM, yaw_deg=yaw_deg))
    apart = (truth.bearing_deg - yaw_deg + 180.0) % 360.0 - 180.0
    assert apart == pytest.approx(0.0, abs=1e-6)


def test_standing_off_the_axis_counts_as_yaw():
    truth = truth_of(bottom(Side.LEFT), replace(FILMED_FROM, aside_m=0.5))
    assert truth.bearing_deg == pytest.approx(np.degrees(np.arctan2(0.5, 3.0)), abs=1e-6)


@pytest.mark.parametrize(
    ("bearing_deg", "kind", "yaw_deg"),
    [
        (0.0, ViewKind.FRONT, 0.0),
        (-12.0, ViewKind.FRONT, -12.0),
        (170.0, ViewKind.BACK, 10.0),
        (-172.0, ViewKind.BACK, -8.0),
        (88.0, ViewKind.SIDE, 88.0),
        (-100.0, ViewKind.SIDE, -100.0),
        (45.0, ViewKind.OBLIQUE, 45.0),
        (-135.0, ViewKind.OBLIQUE, -135.0),
    ],
)
def test_views_are_named_by_bearing(bearing_deg, kind, yaw_deg):
    seen, yaw = expected_view(bearing_deg, ViewSettings())
    assert (seen, yaw) == (kind, pytest.approx(yaw_deg))


def test_grades_follow_the_cut_offs():
    inward, _, _, _, lean, _, depth, *_ = MOVEMENTS["single_leg_squat"].thresholds
    assert (inward.metric, lean.metric, depth.metric) == ("knee_fppa_deg", "trunk_lean_deg", "depth_deg")
    graded = [deserved_grade(99.0, excursion, inward) for excursion in (9.9, 10.1, 15.1)]
    assert graded == [Grade.GOOD, Grade.MILD, Grade.MARKED], "the change from standing is what counts"
    assert deserved_grade(10.1, float("nan"), inward) is Grade.MILD
    assert [deserved_grade(v, float("nan"), depth) for v in (61.0, 59.0, 44.0)] == [
        Grade.GOOD,
        Grade.MILD,
        Grade.MARKED,
    ]
    assert deserved_grade(float("nan"), float("nan"), depth) is None


def test_parts_that_do_not_belong_together_are_refused():
    truth = truth_of(bottom(Side.LEFT))
    with pytest.raises(ValueError, match="joints_px must have shape"):
        replace(truth, joints_px=truth.joints_px[:-1])
    assert truth.joints_m.shape[1] == len(JOINTS) == 14
