"""Every metric gives back what was put into the stick figure, for both legs, from every view it is meant for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.kinematics import (
    HEEL_TO_ANKLE_SHANKS,
    METRICS,
    SECOND_TOE_SHANKS,
    body_drop,
    depth_deg,
    depth_on_leg_deg,
    facing_x,
    hip_adduction_deg,
    knee_fppa_deg,
    knee_over_foot,
    left_x,
    leg_px,
    levelled,
    sided,
    trunk_lean_deg,
    trunk_shortening_deg,
    trunk_tilt_deg,
    without_stickers,
)
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from tests.stick_figure import (
    FOOT_M,
    HEEL_M,
    HIPS_M,
    SHANK_M,
    THIGH_M,
    TRUNK_M,
    Camera,
    LegPosture,
    Posture,
    bent,
    standing_on,
)
from tests.stick_motions import STANDING, Motion, film, hidden, single_leg_squats

SIDES = pytest.mark.parametrize("side", Side)
SERIES = {name: metric for name, metric in METRICS.items() if metric.function is not None}


def held(posture: Posture, camera: Camera | None = None, *, stickers: bool = True) -> PoseSequence:
    """Two seconds of standing, then the posture, which is that of the last frame."""
    return film(Motion.starting(STANDING).hold(2.0).to(posture, 1.0), camera, stickers=stickers)


def at_end(metric: str, poses: PoseSequence, side: Side) -> float:
    """A metric in the last frame."""
    function = METRICS[metric].function
    assert function is not None
    return float(function(poses, side)[-1])


def on_one_leg(side: Side, *, free: LegPosture | None = None, **rest: float) -> Posture:
    """Half a squat on one leg with every fault that is not named at a size of its own."""
    leg = {"flexion_deg": 50.0, "inward_deg": 6.0, "over_foot_deg": 4.0, "heel_lift_deg": 0.0} | {
        key: rest.pop(key) for key in list(rest) if key in ("flexion_deg", "inward_deg", "heel_lift_deg")
    }
    flexion_deg = leg.pop("flexion_deg")
    rest = {"drop_deg": 3.0, "lean_deg": 5.0, "forward_deg": 25.0} | rest
    return standing_on(side, leg=bent(flexion_deg, **leg), free=free, **rest)


FRONTAL_TRUTH = {
    "knee_fppa_deg": (lambda side, x: on_one_leg(side, inward_deg=x), (-12.0, 0.0, 12.0, 25.0)),
    "hip_adduction_deg": (lambda side, x: on_one_leg(side, inward_deg=6.0, drop_deg=x - 3.0 - 4.0), (2.0, 10.0, 18.0)),
    "pelvic_drop_deg": (lambda side, x: on_one_leg(side, drop_deg=x), (-8.0, 0.0, 8.0)),
    "pelvis_opening_deg": (lambda side, x: on_one_leg(side, drop_deg=-x), (-5.0, 0.0, 15.0)),
    "hip_line_deg": (lambda side, x: on_one_leg(side, drop_deg=x), (-8.0, 0.0, 8.0)),
    "trunk_lean_deg": (lambda side, x: on_one_leg(side, lean_deg=x), (-9.0, 0.0, 9.0, 20.0)),
    "depth_deg": (lambda side, x: standing_on(side, leg=bent(x)), (0.0, 30.0, 60.0, 90.0)),
}  # fmt: skip
"""Metric: a posture that has this value of it, and the values to try."""

SIDE_TRUTH = {
    "knee_flexion_deg": (lambda side, x: standing_on(side, leg=bent(x)), (0.0, 45.0, 90.0, 130.0)),
    "hip_flexion_deg": (lambda side, x: on_one_leg(side, flexion_deg=40.0, forward_deg=x - 20.0, drop_deg=0.0), (20.0, 75.0)),
    "trunk_forward_lean_deg": (lambda side, x: on_one_leg(side, forward_deg=x), (-5.0, 0.0, 40.0, 85.0)),
    "shank_angle_deg": (lambda side, x: standing_on(side, leg=LegPosture(shank_forward_deg=x)), (-10.0, 0.0, 30.0)),
    "t_line_deg": (
        lambda side, x: standing_on(
            side, leg=bent(15.0), forward_deg=70.0,
            free=LegPosture(thigh_forward_deg=-70.0 + 180.0 - x, shank_forward_deg=70.0 - 180.0 + x),
        ),
        (150.0, 165.0, 179.0),
    ),
    "heel_rise": (
        lambda side, x: on_one_leg(side, heel_lift_deg=float(np.degrees(np.arcsin(x * SHANK_M / FOOT_M)))),
        (0.0, 0.06, 0.2),
    ),
}  # fmt: skip


def cases(truth: dict) -> list:
    return [(metric, value) for metric, (_, values) in truth.items() for value in values]


@pytest.mark.parametrize(
    "camera", [Camera(), Camera(yaw_deg=180.0), Camera(px_per_m=140.0)], ids=["front", "back", "far"]
)
@SIDES
@pytest.mark.parametrize(("metric", "value"), cases(FRONTAL_TRUTH))
def test_frontal_metrics_come_back_from_front_and_back(metric, value, side, camera):
    posture = FRONTAL_TRUTH[metric][0](side, value)
    assert at_end(metric, held(posture, camera), side) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0], ids=["from the left", "from the right"])
@SIDES
@pytest.mark.parametrize(("metric", "value"), cases(SIDE_TRUTH))
def test_side_metrics_come_back_from_both_sides(metric, value, side, yaw_deg):
    posture = SIDE_TRUTH[metric][0](side, value)
    # Arc cosines near 0 and 180 lose digits.
    assert at_end(metric, held(posture, Camera(yaw_deg=yaw_deg)), side) == pytest.approx(value, abs=1e-5)


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@pytest.mark.parametrize(("metric", "value"), cases(FRONTAL_TRUTH))
def test_frontal_metrics_survive_a_tilted_and_mirrored_picture(metric, value, side, yaw_deg):
    posture = FRONTAL_TRUTH[metric][0](side, value)
    poses = levelled(held(posture, Camera(yaw_deg=yaw_deg, roll_deg=11.0)), 11.0)
    assert at_end(metric, poses, side) == pytest.approx(value, abs=1e-6)
    assert at_end(metric, poses.mirrored(), side.other) == pytest.approx(value, abs=1e-6)


@SIDES
def test_only_roll_free_metrics_ignore_an_uncorrected_roll(side):
    posture = on_one_leg(side)
    level, rolled = held(posture), held(posture, Camera(roll_deg=7.0))
    assert at_end("knee_fppa_deg", rolled, side) == pytest.approx(
        at_end("knee_fppa_deg", level, side), abs=1e-9
    )
    for metric in ("trunk_lean_deg", "pelvic_drop_deg", "hip_line_deg"):
        change = at_end(metric, rolled, side) - at_end(metric, level, side)
        assert abs(change) == pytest.approx(7.0, abs=1e-6)


@SIDES
@pytest.mark.parametrize("shank_in_deg", [-8.0, 0.0, 8.0])
@pytest.mark.parametrize("flexion_deg", [0.0, 60.0])
def test_knee_over_foot_is_the_way_inside_of_a_straight_foot(side, flexion_deg, shank_in_deg):
    leg = replace(bent(flexion_deg), shank_in_deg=shank_in_deg)
    poses = held(standing_on(side, leg=leg))
    # The shank's share that goes sideways, with its sagittal inclination taken into account.
    sideways = np.tan(np.radians(shank_in_deg)) * np.cos(np.radians(flexion_deg / 2.0))
    assert at_end("knee_over_foot", poses, side) == pytest.approx(
        sideways / np.hypot(1.0, sideways), abs=1e-6
    )


@SIDES
@pytest.mark.parametrize("toe_out_deg", [0.0, 10.0, 20.0])
def test_a_knee_that_follows_its_turned_out_foot_is_over_it(side, toe_out_deg):
    turned = bent(70.0, turn_out_deg=toe_out_deg, toe_out_deg=toe_out_deg)
    follows = held(standing_on(None, leg=turned))
    # 4 % of a shin are the tolerance for telling the toes' width; a knee straight ahead is far inside of them.
    assert at_end("knee_over_foot", follows, side) == pytest.approx(0.0, abs=0.04)
    if toe_out_deg == 20.0:
        ahead = held(standing_on(None, leg=replace(turned, turn_out_deg=0.0)))
        assert at_end("knee_over_foot", ahead, side) > 0.15


def test_the_stick_figures_foot_is_the_one_that_the_metric_assumes():
    heel_m = HEEL_TO_ANKLE_SHANKS * SHANK_M
    assert heel_m == pytest.approx(HEEL_M)
    toe = (
        held(STANDING).xy_px[-1, LEGS[Side.LEFT].toe, 0] - held(STANDING).xy_px[-1, LEGS[Side.LEFT].ankle, 0]
    )
    assert -toe / Camera().px_per_m / SHANK_M == pytest.approx(SECOND_TOE_SHANKS)


@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@pytest.mark.parametrize("inward_deg", [-10.0, 0.0, 14.0])
def test_knee_ankle_separation_compares_the_widths(inward_deg, yaw_deg):
    poses = held(standing_on(None, leg=bent(80.0, inward_deg=inward_deg)), Camera(yaw_deg=yaw_deg))
    sideways = np.tan(np.radians(inward_deg / 2.0)) * np.cos(np.radians(40.0))
    knee_in_m = SHANK_M * sideways / np.hypot(1.0, sideways)
    expected = (HIPS_M - 2.0 * knee_in_m) / HIPS_M
    for side in Side:
        assert at_end("knee_ankle_separation", poses, side) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("camera", [Camera(yaw_deg=15.0), Camera(yaw_deg=-15.0)])
def test_knee_ankle_separation_hardly_minds_yaw(camera):
    posture = standing_on(None, leg=bent(80.0, inward_deg=8.0))
    square, off = (at_end("knee_ankle_separation", held(posture, c), Side.LEFT) for c in (Camera(), camera))
    assert off == pytest.approx(square, abs=0.01)


@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@pytest.mark.parametrize("tilt_deg", [-6.0, 0.0, 6.0])
def test_hip_shift_is_towards_the_persons_left(tilt_deg, yaw_deg):
    # Both legs inclined to the same side: the left one outward, the right one inward, or the other way round.
    legs = {
        "left": LegPosture(0.0, 0.0, tilt_deg, -tilt_deg),
        "right": LegPosture(0.0, 0.0, -tilt_deg, tilt_deg),
    }
    poses = held(Posture(None, **legs), Camera(yaw_deg=yaw_deg))
    expected = (THIGH_M + SHANK_M) * np.sin(np.radians(tilt_deg)) / HIPS_M
    for side in Side:
        assert at_end("hip_shift", poses, side) == pytest.approx(expected, abs=1e-6)


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0, 45.0])
def test_body_drop_is_how_far_the_shoulders_come_down(side, yaw_deg):
    poses = held(standing_on(None, leg=bent(60.0)), Camera(yaw_deg=yaw_deg))
    leg_m = THIGH_M + SHANK_M
    down_m = leg_m * (1.0 - np.cos(np.radians(30.0)))
    # A distance, not a height: the half hip's width off the foot is seen from the front and not from the side.
    tolerance = 0.005
    assert body_drop(poses, side)[-1] == pytest.approx(down_m / leg_m, abs=tolerance)
    assert body_drop(poses, side)[0] == pytest.approx(0.0, abs=1e-9)
    assert leg_px(poses, side) == pytest.approx(leg_m * Camera().px_per_m, abs=1e-6)


@pytest.mark.parametrize(("yaw_deg", "expected"), [(0.0, 1.0), (180.0, -1.0), (20.0, 1.0), (-160.0, -1.0)])
def test_left_lies_right_in_the_image_from_the_front(yaw_deg, expected):
    assert (left_x(held(STANDING, Camera(yaw_deg=yaw_deg))) == expected).all()


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_from_the_side_there_is_no_left_in_the_image(yaw_deg):
    poses = held(STANDING, Camera(yaw_deg=yaw_deg))
    assert np.isnan(left_x(poses)).all()
    assert np.isnan(knee_fppa_deg(poses, Side.LEFT)).all()


def test_a_frame_that_exchanges_the_trunk_does_not_turn_the_sign():
    poses = held(on_one_leg(Side.LEFT))
    trunk = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    xy = poses.xy_px.copy()
    xy[40:43, trunk] = xy[40:43, [trunk[1], trunk[0], trunk[3], trunk[2]]]
    assert (left_x(replace(poses, xy_px=xy)) == 1.0).all()


def test_a_shoulder_hidden_for_a_moment_does_not_take_the_knee_away():
    poses = held(on_one_leg(Side.LEFT))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[50:60, Landmark.RIGHT_SHOULDER] = True
    np.testing.assert_allclose(
        knee_fppa_deg(poses.masked(missing), Side.LEFT), knee_fppa_deg(poses, Side.LEFT)
    )
    missing[5:, Landmark.RIGHT_SHOULDER] = True
    assert np.isnan(left_x(poses.masked(missing))[-1])  # hidden for seconds: they may have turned round


@pytest.mark.parametrize(("yaw_deg", "expected"), [(90.0, -1.0), (-90.0, 1.0)])
def test_a_camera_on_the_left_sees_the_person_look_to_the_images_left(yaw_deg, expected):
    assert facing_x(held(STANDING, Camera(yaw_deg=yaw_deg))) == expected


def test_facing_is_unknown_without_feet():
    missing = np.zeros((len(held(STANDING)), 33), dtype=bool)
    missing[:, [LEGS[s].toe for s in Side]] = True
    assert np.isnan(facing_x(held(STANDING).masked(missing)))


@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_trunk_inclination_along_the_view_comes_from_its_shortening(yaw_deg):
    forward = held(standing_on(None, forward_deg=50.0), Camera(yaw_deg=yaw_deg))
    assert trunk_shortening_deg(forward)[-1] == pytest.approx(50.0, abs=1e-6)
    assert trunk_tilt_deg(forward, Side.LEFT)[-1] == pytest.approx(50.0, abs=1e-6)
    sideways = held(standing_on(Side.LEFT, lean_deg=30.0), Camera(yaw_deg=yaw_deg))
    assert trunk_shortening_deg(sideways)[-1] == pytest.approx(0.0, abs=1e-5)
    assert trunk_tilt_deg(sideways, Side.LEFT)[-1] == pytest.approx(30.0, abs=1e-6)


@SIDES
def test_hip_adduction_is_read_against_the_stickers_alone(side):
    poses = held(on_one_leg(side, inward_deg=6.0, drop_deg=3.0), stickers=True)
    astray = np.array(poses.xy_px)
    astray[:, [LEGS[one].hip for one in Side]] += [9.0, -14.0]  # as the model's hip points do
    np.testing.assert_allclose(
        hip_adduction_deg(replace(poses, xy_px=astray), side), hip_adduction_deg(poses, side), atol=1e-9
    )
    assert np.isnan(hip_adduction_deg(without_stickers(poses), side)).all()


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_stickers_get_their_sides_from_the_body(side, yaw_deg):
    poses = held(on_one_leg(side), Camera(yaw_deg=yaw_deg), stickers=True)
    np.testing.assert_array_equal(sided(poses).asis_px, poses.asis_px)
    exchanged = replace(poses, asis_px=poses.asis_px[:, ::-1])
    np.testing.assert_array_equal(sided(exchanged).asis_px, poses.asis_px)
    assert np.isnan(sided(without_stickers(poses)).asis_px).all()


@SIDES
def test_without_stickers_there_is_no_pelvic_drop(side):
    poses = held(on_one_leg(side, drop_deg=8.0), stickers=False)
    assert np.isnan(METRICS["pelvic_drop_deg"].function(poses, side)).all()
    assert np.isnan(METRICS["pelvis_opening_deg"].function(poses, side)).all()


def own(side: Side, *parts: str) -> set[Landmark]:
    return {getattr(LEGS[side], part) for part in parts}


def both(*parts: str) -> set[Landmark]:
    return own(Side.LEFT, *parts) | own(Side.RIGHT, *parts)


def needed_by(metric: str, side: Side) -> set[Landmark]:
    """Landmarks without which a metric cannot be there, by what it is."""
    return {
        "knee_fppa_deg": own(side, "hip", "knee", "ankle"),
        "knee_over_foot": own(side, "knee", "ankle", "heel", "toe"),
        "hip_adduction_deg": own(side, "knee"),  # and the stickers
        "pelvic_drop_deg": set(),
        "pelvis_opening_deg": set(),
        "trunk_lean_deg": both("shoulder", "hip"),
        "knee_ankle_separation": both("knee", "ankle"),
        "hip_shift": both("hip", "ankle"),
        "depth_deg": own(side, "hip", "ankle"),
        "knee_flexion_deg": own(side, "hip", "knee", "ankle"),
        "hip_flexion_deg": own(side, "shoulder", "hip", "knee"),
        "trunk_forward_lean_deg": set(),  # either shoulder and either hip will do
        "shank_angle_deg": own(side, "knee", "ankle"),
        "t_line_deg": own(side.other, "ankle"),
        "heel_rise": own(side, "heel", "toe"),
        "hip_line_deg": both("hip"),
    }[metric]


@SIDES
@pytest.mark.parametrize("name", SERIES)
def test_a_missing_landmark_takes_away_what_needs_it_and_only_there(name, side):
    camera = Camera(yaw_deg=90.0) if METRICS[name].plane == "side" else Camera()
    poses = held(on_one_leg(side), camera)
    function = METRICS[name].function
    whole, frame = function(poses, side), 70
    assert whole.shape == (len(poses),)
    assert np.isfinite(whole).all()
    for landmark in Landmark:
        missing = np.zeros((len(poses), 33), dtype=bool)
        missing[frame, landmark] = True
        values = function(poses.masked(missing), side)
        assert np.isnan(values[frame]) == (landmark in needed_by(name, side)), landmark
        np.testing.assert_allclose(np.delete(values, frame), np.delete(whole, frame), atol=1e-9)


@SIDES
@pytest.mark.parametrize("name", SERIES)
def test_metrics_of_nothing_are_nothing(name, side):
    poses = held(STANDING)
    nobody = replace(poses.masked(np.ones((len(poses), 33), dtype=bool)), asis_px=None)
    assert np.isnan(METRICS[name].function(nobody, side)).all()
    assert METRICS[name].function(poses[:0], side).shape == (0,)
    assert METRICS[name].function(poses[:1], side).shape == (1,)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_what_it_is(name):
    metric = METRICS[name]
    assert metric.id == name
    assert all((metric.label, metric.short, metric.positive))
    assert len(metric.short) <= len(metric.label)
    unit = {"deg": "°", "s": "s"}.get(name.rsplit("_", 1)[-1], "")
    assert metric.unit == unit
    assert metric.plane in ("frontal", "side", "any")
    assert metric.legs in (0, 1, 2)
    assert not (metric.legs == 1 and metric.per_leg)
    assert metric.excursion == "none" or metric.function is not None


def test_hidden_landmarks_are_not_masked_by_the_metrics_themselves():
    # Belief is decided once, before measuring: `mask_unbelievable`.
    poses = held(on_one_leg(Side.LEFT))
    doubtful = hidden(poses, [LEGS[Side.LEFT].knee])
    np.testing.assert_array_equal(knee_fppa_deg(doubtful, Side.LEFT), knee_fppa_deg(poses, Side.LEFT))


def on_a_lowered_hip(share: float) -> PoseSequence:
    """Single-leg squats on the left as a model sees them that draws the hip lower while the other foot is up."""
    poses = film(single_leg_squats(Side.LEFT, 2))
    xy_px = np.array(poses.xy_px)
    lifted = xy_px[:, Landmark.LEFT_ANKLE, 1] - xy_px[:, Landmark.RIGHT_ANKLE, 1] > 20.0
    xy_px[lifted, Landmark.LEFT_HIP, 1] += share * leg_px(poses, Side.LEFT)
    return replace(poses, xy_px=xy_px)


def test_depth_counts_from_standing_on_that_leg():
    """A hip 2 % lower on one leg than on two takes nothing away from the depth: 65° are found within 1°."""
    poses = on_a_lowered_hip(0.02)
    depth, as_on_two = depth_on_leg_deg(poses, Side.LEFT, [2.5, 4.7]), depth_deg(poses, Side.LEFT)
    assert depth.max() == pytest.approx(65.0, abs=1.0)
    assert as_on_two.max() > 69.0


def test_who_is_low_where_a_rep_ends_does_not_stand_there():
    """Of a rep cut off at its bottom, the other end counts; of one that has no standing at all, none."""
    poses = on_a_lowered_hip(0.02)
    bottom_s = float(poses.time_s[np.argmax(depth_deg(poses, Side.LEFT))])
    whole = depth_on_leg_deg(poses, Side.LEFT, [2.5])
    np.testing.assert_allclose(depth_on_leg_deg(poses, Side.LEFT, [2.5, bottom_s]), whole)
    for moments_s in ([bottom_s], []):
        np.testing.assert_array_equal(
            depth_on_leg_deg(poses, Side.LEFT, moments_s), depth_deg(poses, Side.LEFT)
        )


@SIDES
def test_depth_and_lean_do_not_mind_each_other(side):
    upright, leaning = (held(on_one_leg(side, lean_deg=lean)) for lean in (0.0, 25.0))
    np.testing.assert_allclose(depth_deg(upright, side), depth_deg(leaning, side), atol=1e-9)
    assert trunk_lean_deg(leaning, side)[-1] - trunk_lean_deg(upright, side)[-1] == pytest.approx(25.0)


def test_knee_over_foot_is_a_share_of_the_shin_whatever_the_scale():
    near, far = (held(on_one_leg(Side.LEFT, inward_deg=14.0), Camera(px_per_m=s)) for s in (480.0, 120.0))
    np.testing.assert_allclose(knee_over_foot(near, Side.LEFT), knee_over_foot(far, Side.LEFT), atol=1e-9)


def test_the_trunk_is_as_long_as_it_was_made():
    poses = held(STANDING)
    shoulders = poses.xy_px[-1, [11, 12]].mean(axis=0)
    hips = poses.xy_px[-1, [23, 24]].mean(axis=0)
    assert np.linalg.norm(shoulders - hips) == pytest.approx(TRUNK_M * Camera().px_per_m)
