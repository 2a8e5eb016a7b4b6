"""Which foot carries, by where the centre of mass is; a made-up person knows which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.kinematics import leg_px
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.support import Feet, centre_of_mass_px, feet_of, foot_px, planted_ankle_px, seated
from tests.stick_figure import FREE_LEG, Camera, bent, snapshot, standing_on
from tests.stick_motions import (
    STANDING,
    Motion,
    film,
    hidden,
    single_leg_squats,
    squat_bottom,
    squats,
    walking,
)

SIDES = pytest.mark.parametrize("side", Side)
CENTRE_X, PX_PER_M = 540.0, 480.0


def still(posture, camera: Camera | None = None, seconds: float = 1.0) -> PoseSequence:
    return film(Motion.starting(posture).hold(seconds), camera)


def feet(poses: PoseSequence, *, side_on: bool = False) -> Feet:
    return feet_of(poses, poses, leg_px(poses, Side.LEFT), side_on=side_on)


def test_the_centre_of_mass_of_somebody_upright_is_above_the_hips():
    """At 0.626 of the way to the shoulders lie 67.8 %, and the legs below: just over the hips, in the middle."""
    poses = snapshot(STANDING)
    x, y = centre_of_mass_px(poses)[0]
    hip, shoulder, ankle = (
        poses.xy_px[0, mark, 1] for mark in (LEGS[Side.LEFT].hip, 11, LEGS[Side.LEFT].ankle)
    )
    assert x == pytest.approx(CENTRE_X)
    thigh_share, shank_share = (
        2 * 0.1 * 0.433 * 0.5,
        2 * 0.061 * (0.5 + 0.606 * 0.5),
    )  # of thigh and shank alike
    expected = hip + 0.678 * 0.626 * (shoulder - hip) + (thigh_share + shank_share) * (ankle - hip)
    assert y == pytest.approx(expected)
    assert y < hip


def test_a_knee_that_is_not_seen_weighs_where_the_hip_is():
    poses = snapshot(STANDING)
    unseen = np.zeros((1, 33), dtype=bool)
    unseen[0, [LEGS[Side.LEFT].knee, LEGS[Side.LEFT].ankle]] = True
    assert np.isfinite(centre_of_mass_px(poses.masked(unseen))).all()
    unseen[0, Landmark.LEFT_HIP] = True
    assert np.isnan(centre_of_mass_px(poses.masked(unseen))).all()


def test_a_foot_is_where_its_ankle_is_when_heel_or_toe_is_hidden():
    poses = snapshot(STANDING, Camera(yaw_deg=90.0))
    leg = LEGS[Side.LEFT]
    middle = (poses.xy_px[0, leg.heel] + poses.xy_px[0, leg.toe]) / 2.0
    np.testing.assert_allclose(foot_px(poses, Side.LEFT)[0], middle)
    unseen = np.zeros((1, 33), dtype=bool)
    unseen[0, leg.heel] = True
    np.testing.assert_allclose(foot_px(poses.masked(unseen), Side.LEFT)[0], poses.xy_px[0, leg.ankle])


@SIDES
@pytest.mark.parametrize("free", ["middle", "behind", "in front"])
@pytest.mark.parametrize("yaw_deg", [0.0, 20.0, 180.0])
def test_who_stands_on_one_leg_has_the_mass_over_it(yaw_deg, free, side):
    posture = standing_on(side, leg=bent(50.0, over_foot_deg=6.0), free=FREE_LEG[free])
    seen = feet(still(posture, Camera(yaw_deg=yaw_deg, distance_m=4.0)))
    assert seen.stance is side
    assert seen.alone(frontal=True)


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0, 45.0, 60.0, 90.0, 180.0, -120.0])
def test_who_squats_on_two_legs_has_it_between_them(yaw_deg):
    frontal = yaw_deg in (0.0, 20.0, 180.0)
    seen = feet(still(squat_bottom(), Camera(yaw_deg=yaw_deg, distance_m=3.0)), side_on=abs(yaw_deg) == 90.0)
    assert not seen.alone(frontal=frontal)
    assert not seen.over_one(frontal=frontal)


def test_feet_too_close_to_stand_beside_each_other_do_not_both_stand():
    """Seen from in front, 4 cm apart: one of them is behind the other, in the air."""
    behind = FREE_LEG["behind"]
    posture = standing_on(
        Side.LEFT, leg=bent(40.0, over_foot_deg=4.0), free=replace(behind, thigh_in_deg=9.0)
    )
    seen = feet(still(posture, Camera(distance_m=4.0)))
    assert replace(seen, raised=0.0, rises=0.0, free_path=0.0, apart=0.05, share=0.5).alone(frontal=True)
    assert not replace(seen, raised=0.0, rises=0.0, free_path=0.0, apart=0.05, share=0.5).alone(frontal=False)


def test_what_is_not_seen_decides_nothing():
    nan = float("nan")
    unknown = Feet(Side.LEFT, nan, nan, nan, nan, nan, nan, free_hidden=0.0, uneven_deg=nan, share_before=nan)
    assert not unknown.alone(frontal=True)
    assert not unknown.planted
    assert unknown.level(frontal=True)


def test_a_foot_hidden_most_of_the_time_is_held_up():
    poses = still(squat_bottom())
    unseen = hidden(poses, [LEGS[Side.RIGHT].ankle])
    seen = feet(unseen.masked(unseen.visibility < 0.5))
    assert (seen.stance, seen.free_hidden) == (Side.LEFT, 1.0)
    assert seen.alone(frontal=True)


@SIDES
@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_beside_a_bent_leg_the_straight_one_hangs_down(yaw_deg, side):
    """From the side the feet of a step down to the side look like one: the knees tell."""
    posture = standing_on(side, leg=bent(50.0, over_foot_deg=6.0), free=FREE_LEG["on the floor"])
    seen = feet(still(posture, Camera(yaw_deg=yaw_deg)), side_on=True)
    assert seen.stance is side
    assert seen.uneven_deg == pytest.approx(50.0, abs=1.0)
    assert seen.alone(frontal=False)


def test_from_in_front_the_image_of_a_knee_tells_nothing():
    assert np.isnan(feet(still(squat_bottom())).uneven_deg)


def test_feet_that_both_carried_and_have_not_moved_both_carry():
    """Who sits down before a camera that stands at an angle seems to come over one foot."""
    seen = feet(still(standing_on(Side.LEFT, leg=bent(50.0), free=FREE_LEG["middle"])))
    planted = replace(seen, apart=0.24, share=0.92, stance_path=0.02, free_path=0.03, share_before=0.5)
    assert not planted.over_one(frontal=True)
    assert replace(planted, share_before=0.9).over_one(frontal=True)
    assert replace(planted, free_path=0.2).over_one(frontal=True)


# A foot that is in the same place before and after has been there in between


def test_a_standing_foot_is_where_it_was_while_its_landmark_flies_about():
    poses = film(single_leg_squats(Side.LEFT), Camera(yaw_deg=90.0, distance_m=3.5), rate_hz=60.0)
    ankle = LEGS[Side.LEFT].ankle
    xy = poses.xy_px.copy()
    bottom = slice(int(3.0 * 60), int(3.7 * 60))
    xy[bottom, ankle] += np.random.default_rng(1).normal(0.0, 100.0, xy[bottom, ankle].shape)
    planted = planted_ankle_px(replace(poses, xy_px=xy), Side.LEFT)
    off_px = np.linalg.norm(planted - poses.xy_px[:, ankle], axis=1)
    assert np.isfinite(off_px[bottom]).mean() > 0.9
    assert np.nanmedian(off_px[bottom]) < 0.02 * leg_px(poses, Side.LEFT)


def test_a_foot_that_moves_on_stands_nowhere_on_the_way():
    poses = film(walking(), Camera(yaw_deg=90.0, distance_m=5.0), rate_hz=60.0)
    planted = planted_ankle_px(poses, Side.LEFT)
    assert np.isnan(planted[:, 0]).any()
    steps = np.abs(np.diff(planted[:, 0]))
    assert np.nanmax(steps) < 0.05 * leg_px(poses, Side.LEFT)


# A seat


SEATED = standing_on(None, leg=bent(90.0, thigh_share=1.0), forward_deg=10.0)


@pytest.mark.parametrize("yaw_deg", [0.0, 30.0, 90.0, 180.0, -110.0])
def test_who_sits_is_carried_by_a_seat(yaw_deg):
    camera = Camera(yaw_deg=yaw_deg, distance_m=3.0)
    clip = film(Motion.starting(STANDING).hold(2.0).to(SEATED, 1.0).hold(1.0), camera)
    assert seated(clip, clip.between(3.2, 4.0), frontal=yaw_deg in (0.0, 30.0, 180.0))


@pytest.mark.parametrize("yaw_deg", [0.0, 30.0, 90.0, 180.0, -110.0])
@pytest.mark.parametrize("flexion_deg", [70.0, 95.0, 115.0])
def test_who_squats_is_not(flexion_deg, yaw_deg):
    clip = film(
        squats(1, bottom=squat_bottom(flexion_deg, forward_deg=35.0)), Camera(yaw_deg=yaw_deg, distance_m=3.0)
    )
    lowest_s = float(clip.time_s[np.nanargmax(clip.xy_px[:, Landmark.LEFT_HIP, 1])])
    assert not seated(clip, clip.between(lowest_s - 0.1, lowest_s + 0.1), frontal=False)


def test_somebody_whose_place_in_space_is_not_known_is_not_seated():
    clip = film(Motion.starting(STANDING).hold(2.0).to(SEATED, 1.0).hold(1.0))
    flat = replace(clip, world_m=np.zeros_like(clip.world_m))
    assert not seated(flat, flat.between(3.2, 4.0), frontal=True)
