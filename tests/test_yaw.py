"""Signs of the camera's yaw, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.geometry import yaw_false_fppa_deg
from hipcheck.kinematics import knee_fppa_deg
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.yaw import (
    NO_DEPTH_BIAS,
    YawSign,
    depth_bias,
    feet_yaw,
    from_front_or_back,
    fused,
    heading_deg,
    heading_yaw,
    squat_yaw,
)
from tests.stick_figure import Camera, bent, snapshot, standing_on

SHIPPED = ["pose_landmarker_lite", "pose_landmarker_full", "pose_landmarker_heavy"]
NO_BIAS = replace(NO_DEPTH_BIAS, front_sd_deg=5.0)
BIASED = replace(NO_BIAS, shoulders_deg=6.0, hips_deg=-10.0)
SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def standing(camera_deg: float) -> PoseSequence:
    return snapshot(standing_on(None), Camera(yaw_deg=camera_deg))


def misjudged(poses: PoseSequence, pair: tuple[Landmark, Landmark], yaw_by_deg: float) -> PoseSequence:
    """The world landmarks of one pair turned, so that their yaw against front or back grows by so much."""
    world_m = poses.world_m.copy()
    left, right = world_m[:, pair[0]], world_m[:, pair[1]]
    across, middle = (left - right) / 2.0, (left + right) / 2.0
    away = np.sign(across[0, 0])  # the heading is 180° less the yaw for a person who is seen from behind
    turn = np.radians(-away * yaw_by_deg)
    x, z = across[:, 0].copy(), across[:, 2].copy()
    across[:, 0], across[:, 2] = x * np.cos(turn) - z * np.sin(turn), x * np.sin(turn) + z * np.cos(turn)
    world_m[:, pair[0]], world_m[:, pair[1]] = middle + across, middle - across
    return replace(poses, world_m=world_m)


@pytest.mark.parametrize("camera_deg", [0.0, 12.0, -12.0, 60.0, 90.0, -120.0, 168.0, -168.0, 180.0])
def test_without_bias_the_heading_is_the_cameras_bearing(camera_deg: float) -> None:
    seen_deg = heading_deg(standing(camera_deg), NO_BIAS)
    assert (seen_deg - camera_deg + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("camera_deg", [0.0, 180.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_a_model_misjudges_from_the_front_and_from_behind_is_taken_out(
    camera_deg: float, mirrored: bool
) -> None:
    side = -1.0 if mirrored else 1.0
    poses = misjudged(standing(camera_deg), SHOULDERS, side * BIASED.shoulders_deg)
    poses = misjudged(poses, HIPS, side * BIASED.hips_deg)
    assert abs(from_front_or_back(heading_deg(poses, NO_BIAS))) == pytest.approx(2.0, abs=0.1)
    # What remains is that the bias fades with what the landmarks say, not with the truth.
    assert abs(from_front_or_back(heading_deg(poses, BIASED, mirrored=mirrored))) < 0.8


def test_from_the_side_nothing_is_taken_out() -> None:
    assert heading_deg(standing(90.0), BIASED) == pytest.approx(90.0, abs=0.01)


@pytest.mark.parametrize("seen_deg", [-20.0, -5.0, 5.0, 20.0])
@pytest.mark.parametrize("behind", [False, True])
def test_a_yaw_that_is_drawn_to_the_front_is_moved_away_from_it(seen_deg: float, behind: bool) -> None:
    drawn = replace(NO_BIAS, gain=0.8)
    sign = heading_yaw(heading_deg(standing(180.0 - seen_deg if behind else seen_deg), drawn), drawn)
    share = 1.0 + 0.8 * (1.0 - abs(seen_deg) / 45.0)
    assert sign.yaw_deg == pytest.approx(share * seen_deg, abs=0.01)
    assert sign.sd_deg == (NO_BIAS.back_sd_deg if behind else NO_BIAS.front_sd_deg)


@pytest.mark.parametrize("model", SHIPPED)
def test_larger_angles_stay_larger(model: str) -> None:
    yaws_deg = [heading_yaw(seen_deg, depth_bias(model)).yaw_deg for seen_deg in np.arange(0.0, 91.0, 3.0)]
    assert np.all(np.diff(yaws_deg) >= -1e-9)


@pytest.mark.parametrize("model", SHIPPED)
def test_every_model_that_is_shipped_was_measured(model: str) -> None:
    assert depth_bias(model) != depth_bias("something else")
    assert depth_bias(model).hips_deg != 0.0


def test_a_model_that_was_never_measured_is_taken_as_it_is() -> None:
    bias = depth_bias("something else")
    assert heading_deg(standing(10.0), bias) == pytest.approx(10.0, abs=0.01)
    assert bias.front_sd_deg > depth_bias("pose_landmarker_full").front_sd_deg


def test_nobody_has_no_heading_and_no_feet() -> None:
    poses = standing(0.0)
    gone = poses.masked(np.ones(poses.visibility.shape, dtype=bool))
    assert np.isnan(heading_deg(gone, NO_BIAS))
    assert feet_yaw(gone, 4.0) is None


@pytest.mark.parametrize("camera_deg", [-15.0, 0.0, 15.0])
@pytest.mark.parametrize(("behind", "shanks"), [(False, 0.53), (True, 0.25)])
def test_feet_point_to_where_the_camera_is_not(camera_deg: float, behind: bool, shanks: float) -> None:
    sign = feet_yaw(standing(180.0 - camera_deg if behind else camera_deg), 4.0, behind=behind)
    assert sign is not None
    longer = 0.6 / shanks  # the figure's foot, and what a model sees of one
    assert np.sin(np.radians(sign.yaw_deg)) == pytest.approx(
        longer * np.sin(np.radians(camera_deg)), abs=0.02
    )
    assert sign.sd_deg == 4.0


def test_one_foot_alone_tells_nothing() -> None:
    poses = standing(0.0)
    missing = np.zeros(poses.visibility.shape, dtype=bool)
    missing[:, LEGS[Side.LEFT].toe] = True
    assert feet_yaw(poses.masked(missing), 4.0) is None


def test_signs_count_by_their_certainty() -> None:
    both = fused([YawSign(2.0, 4.0), YawSign(5.0, 8.0)])
    assert both.yaw_deg == pytest.approx((2.0 / 16.0 + 5.0 / 64.0) / (1.0 / 16.0 + 1.0 / 64.0))


@pytest.mark.parametrize("yaw_deg", [-9.0, -3.0, 0.0, 4.0, 10.0])
@pytest.mark.parametrize("flexion_deg", [50.0, 80.0, 100.0])
@pytest.mark.parametrize("behind", [False, True])
def test_a_squat_tells_the_yaw_from_its_two_knees(flexion_deg, yaw_deg, behind):
    camera = Camera(yaw_deg=180.0 - yaw_deg if behind else yaw_deg)
    poses = snapshot(standing_on(None, leg=bent(flexion_deg, inward_deg=4.0)), camera)
    fppa = [float(knee_fppa_deg(poses, side)[0]) for side in Side]
    sign = squat_yaw(*fppa, flexion_deg, behind=behind)
    assert sign is not None
    assert sign.yaw_deg == pytest.approx(yaw_deg, abs=0.05)


@pytest.mark.parametrize("yaw_deg", [-10.0, 4.0])
def test_a_model_that_shows_a_part_of_what_yaw_makes_of_a_squat_is_known_to(yaw_deg):
    bias = depth_bias("pose_landmarker_full")
    fppa = [float(yaw_false_fppa_deg(80.0, sign * bias.squat_share * yaw_deg)) for sign in (1.0, -1.0)]
    sign = squat_yaw(*fppa, 80.0, bias=bias)
    assert sign is not None
    assert sign.yaw_deg == pytest.approx(yaw_deg, abs=1e-9)
    plain = squat_yaw(*fppa, 80.0)
    assert plain is not None
    assert sign.sd_deg / plain.sd_deg == pytest.approx(sign.yaw_deg / plain.yaw_deg)
    behind = squat_yaw(*fppa, 80.0, behind=True, bias=bias)
    assert behind == squat_yaw(*fppa, 80.0, behind=True)


def test_a_squat_formula_by_hand():
    left_deg, right_deg = (float(yaw_false_fppa_deg(60.0, yaw)) for yaw in (5.0, -5.0))
    sign = squat_yaw(left_deg, right_deg, 60.0)
    assert sign is not None
    assert sign.yaw_deg == pytest.approx(5.0, abs=1e-9)


@pytest.mark.parametrize(
    ("left_deg", "right_deg", "flexion_deg"),
    [(10.0, -10.0, 39.0), (float("nan"), 0.0, 90.0), (0.0, 0.0, float("nan")), (170.0, -170.0, 50.0)],
    ids=["shallow", "a knee unseen", "depth unknown", "more than yaw can do"],
)
def test_a_squat_that_tells_nothing(left_deg, right_deg, flexion_deg):
    assert squat_yaw(left_deg, right_deg, flexion_deg) is None
