"""Angles come back whatever the camera's place, once its place is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from hipcheck.geometry import FloatArray
from hipcheck.kinematics import hip_adduction_deg, hip_shift, knee_fppa_deg, knee_over_foot, trunk_lean_deg
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.perspective import focal_length_px, squared
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import Facing, View, ViewKind
from hipcheck.yaw import depth_bias
from tests.stick_figure import FREE_LEG, TRUNK_M, Camera, Posture, bent, standing_on
from tests.stick_motions import Motion, alone_on, film, single_leg_bottom, single_leg_squats, squats

SIZE = FrameSize(1080, 1920)
HFOV_DEG = 67.0
METRICS = [knee_fppa_deg, hip_adduction_deg, trunk_lean_deg]
BIAS = depth_bias("pose_landmarker_full")


def seen_from(camera: Camera, yaw_deg: float) -> View:
    behind = abs(camera.yaw_deg) > 90.0
    kind, facing = (ViewKind.BACK, Facing.AWAY) if behind else (ViewKind.FRONT, Facing.CAMERA)
    return View(kind, facing, yaw_deg, 1.0, 0.0, 1.0)


def ray_yaw_deg(poses: PoseSequence, camera: Camera) -> float:
    """Angle between the person's front (or back) and the line of sight to them, + camera to their left."""
    hips_px = poses.xy_px[:15, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 0].mean()
    aside_deg = float(np.degrees(np.arctan2(hips_px - SIZE.width_px / 2.0, focal_length_px(SIZE, HFOV_DEG))))
    if abs(camera.yaw_deg) > 90.0:
        return (180.0 - camera.yaw_deg) + aside_deg
    return camera.yaw_deg - aside_deg


def at_the_bottom(poses: PoseSequence) -> np.ndarray:
    shoulders_px = poses.xy_px[:, Landmark.LEFT_SHOULDER, 1]
    return shoulders_px >= shoulders_px.max() - 2.0


def standing_still(poses: PoseSequence) -> np.ndarray:
    return poses.time_s < poses.time_s[0] + 1.0


def test_the_field_of_view_runs_along_the_longer_side() -> None:
    assert focal_length_px(FrameSize(1080, 1920), 90.0) == pytest.approx(960.0)
    assert focal_length_px(FrameSize(1920, 1080), 90.0) == pytest.approx(960.0)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("off_deg", [-12.0, 0.0, 12.0])
@pytest.mark.parametrize("aside_m", [-0.4, 0.0, 0.4])
@pytest.mark.parametrize("inward_deg", [0.0, 20.0])
def test_a_near_camera_off_the_front_reads_what_a_far_one_squarely_in_front_does(
    side: Side, behind: bool, off_deg: float, aside_m: float, inward_deg: float
) -> None:
    """Within 1.3° at the bottom and in standing, where the image itself is up to 35° off."""
    around_deg = 180.0 if behind else 0.0
    bottom = single_leg_bottom(side, 65.0, inward_deg=inward_deg, lean_deg=5.0)
    motion = single_leg_squats(side, 1, bottom=bottom)
    camera = Camera(distance_m=2.75, aside_m=aside_m, yaw_deg=around_deg + off_deg)
    near, far = film(motion, camera), film(motion, Camera(yaw_deg=around_deg))
    view = seen_from(camera, ray_yaw_deg(near, camera))
    seen = squared(near, view, side, focal_length_px(SIZE, HFOV_DEG))
    for metric in METRICS:
        for when in (at_the_bottom(near), standing_still(near)):
            np.testing.assert_allclose(
                metric(seen, side)[when], metric(far, side)[when], atol=1.3, err_msg=metric.__name__
            )


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("off_deg", [-10.0, 10.0])
@pytest.mark.parametrize("free", ["behind", "middle", "in front"])
def test_hips_that_move_over_the_foot_do_not_turn_the_person(side: Side, off_deg: float, free: str) -> None:
    """The yaw is against the line of sight to where the person stood on both feet, however long they stay on one."""
    alone, bottom = alone_on(side, FREE_LEG[free]), single_leg_bottom(side, 65.0, inward_deg=10.0, free=free)
    on_both = Motion.starting(standing_on(None, apart_m=0.4)).hold(1.0)
    motion = on_both.to(alone, 0.5).hold(3.0).to(bottom, 1.0).hold(0.2).to(alone, 1.0).hold(3.0)
    camera = Camera(distance_m=2.2, yaw_deg=off_deg)
    near, far = film(motion, camera), film(motion, Camera())
    view = seen_from(camera, ray_yaw_deg(near, camera))
    seen = squared(near, view, side, focal_length_px(SIZE, HFOV_DEG))
    when = at_the_bottom(near)
    np.testing.assert_allclose(knee_fppa_deg(seen, side)[when], knee_fppa_deg(far, side)[when], atol=1.3)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("off_deg", [-10.0, 0.0, 10.0])
def test_both_knees_of_a_squat_come_back(side: Side, off_deg: float) -> None:
    deep = Posture(None, bent(80.0, inward_deg=15.0), bent(80.0), apart_m=0.3, forward_deg=20.0)
    camera = Camera(distance_m=2.75, yaw_deg=off_deg)
    near, far = (film(squats(1, bottom=deep), c) for c in (camera, Camera()))
    seen = squared(near, seen_from(camera, off_deg), None, focal_length_px(SIZE, HFOV_DEG))
    when = at_the_bottom(near)
    np.testing.assert_allclose(knee_fppa_deg(seen, side)[when], knee_fppa_deg(far, side)[when], atol=1.3)


def hips_ahead(stance: Side | None) -> Callable[[FloatArray, FloatArray], FloatArray]:
    """Marks the hips where a pose model does that sees them from the front."""

    def moved(joints_m: FloatArray, _time_s: FloatArray) -> FloatArray:
        points = joints_m.copy()
        for side in Side:
            leg = LEGS[stance or side]
            behind_m = np.maximum(joints_m[:, leg.hip, 2] - joints_m[:, leg.knee, 2], 0.0)
            ahead_m = BIAS.hips_ahead_trunks * TRUNK_M + BIAS.hips_ahead_share * behind_m
            points[:, LEGS[side].hip, 2] -= ahead_m
        return points

    return moved


@pytest.mark.parametrize("side", list(Side))
def test_hips_that_a_model_sees_ahead_of_their_joints_come_back(side: Side) -> None:
    """Where the points are taken for the joints, cameras to the left and to the right read two angles."""
    bottom = single_leg_bottom(side, 65.0, inward_deg=10.0, lean_deg=5.0)
    motion, focal_px = single_leg_squats(side, 1, bottom=bottom), focal_length_px(SIZE, HFOV_DEG)
    far = film(motion, Camera())
    when = at_the_bottom(far)
    as_joints = []
    for off_deg in (-12.0, 12.0):
        camera = Camera(distance_m=2.75, yaw_deg=off_deg)
        near = film(motion, camera, moved=hips_ahead(side))
        view = seen_from(camera, ray_yaw_deg(near, camera))
        seen = squared(near, view, side, focal_px, BIAS)
        for metric in (knee_fppa_deg, trunk_lean_deg):
            np.testing.assert_allclose(metric(seen, side)[when], metric(far, side)[when], atol=1.3)
        as_joints.append(squared(near, view, side, focal_px))
    for metric, apart_deg in ((knee_fppa_deg, 5.0), (trunk_lean_deg, 3.0)):
        left, right = (float(metric(seen, side)[when].mean()) for seen in as_joints)
        assert abs(left - right) > apart_deg


@pytest.mark.parametrize("off_deg", [-10.0, 10.0])
def test_a_squat_does_not_shift_to_the_side_of_the_camera(off_deg: float) -> None:
    deep = Posture(None, bent(100.0), bent(100.0), apart_m=0.3, forward_deg=30.0)
    motion, camera = squats(1, bottom=deep), Camera(distance_m=2.75, yaw_deg=off_deg)
    near = film(motion, camera, moved=hips_ahead(None))
    view, focal_px = seen_from(camera, off_deg), focal_length_px(SIZE, HFOV_DEG)
    when = at_the_bottom(near)
    assert np.abs(hip_shift(squared(near, view, None, focal_px, BIAS), Side.LEFT)[when]).max() < 0.03
    assert np.abs(hip_shift(squared(near, view, None, focal_px), Side.LEFT)[when]).min() > 0.06


def test_from_behind_hip_points_are_taken_for_the_joints() -> None:
    camera = Camera(distance_m=2.75, yaw_deg=170.0)
    poses = film(single_leg_squats(Side.LEFT, 1), camera)
    plain, told = (
        squared(poses, seen_from(camera, 10.0), Side.LEFT, 1400.0, *bias) for bias in ((), (BIAS,))
    )
    np.testing.assert_array_equal(told.xy_px, plain.xy_px)


@pytest.mark.parametrize("forward_deg", [10.0, 40.0])
def test_a_trunk_is_bent_as_its_length_says_rather_than_as_is_usual(forward_deg: float) -> None:
    """At 65° of the knee 21° is usual; 12° off, a degree of bend that is wrong makes 0.2° of lean or more."""
    bottom = replace(single_leg_bottom(Side.LEFT, 65.0), forward_deg=forward_deg)
    motion, camera = single_leg_squats(Side.LEFT, 1, bottom=bottom), Camera(distance_m=2.75, yaw_deg=12.0)
    near, far = film(motion, camera), film(motion, Camera())
    view = seen_from(camera, ray_yaw_deg(near, camera))
    seen = squared(near, view, Side.LEFT, focal_length_px(SIZE, HFOV_DEG))
    when = at_the_bottom(near)
    np.testing.assert_allclose(
        trunk_lean_deg(seen, Side.LEFT)[when], trunk_lean_deg(far, Side.LEFT)[when], atol=1.5
    )


def test_a_far_camera_squarely_in_front_needs_no_change() -> None:
    poses = film(single_leg_squats(Side.RIGHT, 1), Camera())
    seen = squared(poses, seen_from(Camera(), 0.0), Side.RIGHT, focal_length_px(SIZE, 0.0))
    np.testing.assert_allclose(seen.xy_px, poses.xy_px, atol=0.01)


def test_the_knee_stays_over_its_foot_from_a_camera_off_the_front() -> None:
    motion = single_leg_squats(Side.LEFT, 1)
    camera = Camera(distance_m=2.75, yaw_deg=10.0)
    near, far = film(motion, camera), film(motion, Camera())
    view = seen_from(camera, ray_yaw_deg(near, camera))
    seen = squared(near, view, Side.LEFT, focal_length_px(SIZE, HFOV_DEG))
    np.testing.assert_allclose(
        knee_over_foot(seen, Side.LEFT), knee_over_foot(far, Side.LEFT), atol=0.04
    )  # 2 cm


def test_a_mirrored_picture_gives_the_mirrored_body() -> None:
    camera = Camera(distance_m=2.75, yaw_deg=7.0, aside_m=0.2)
    poses = film(single_leg_squats(Side.LEFT, 1), camera)
    focal_px = focal_length_px(SIZE, HFOV_DEG)
    plain = squared(poses, seen_from(camera, 7.0), Side.LEFT, focal_px)
    turned = squared(poses.mirrored(), seen_from(camera, -7.0), Side.RIGHT, focal_px)
    np.testing.assert_allclose(turned.mirrored().xy_px, plain.xy_px, atol=1e-6)


def test_a_landmark_that_is_hidden_takes_no_other_with_it() -> None:
    camera = Camera(distance_m=2.75)
    poses = film(single_leg_squats(Side.LEFT, 1), camera)
    missing = np.zeros(poses.visibility.shape, dtype=bool)
    missing[20:60, Landmark.LEFT_KNEE] = True
    hidden = np.isnan(squared(poses.masked(missing), seen_from(camera, 0.0), Side.LEFT, 1400.0).xy_px[..., 0])
    np.testing.assert_array_equal(hidden, missing)


def test_nobody_is_nowhere() -> None:
    poses = film(single_leg_squats(Side.LEFT, 1), Camera(distance_m=2.75))
    gone = poses.masked(np.ones(poses.visibility.shape, dtype=bool))
    assert np.isnan(squared(gone, seen_from(Camera(), 0.0), Side.LEFT, 1400.0).xy_px).all()


def test_nothing_but_the_picture_is_changed() -> None:
    poses = film(single_leg_squats(Side.LEFT, 1), Camera(distance_m=2.75))
    seen = squared(poses, seen_from(Camera(), 5.0), Side.LEFT, 1400.0)
    again = replace(seen, xy_px=poses.xy_px, asis_px=poses.asis_px)
    for name in ("world_m", "visibility", "time_s"):
        np.testing.assert_array_equal(getattr(again, name), getattr(poses, name))
