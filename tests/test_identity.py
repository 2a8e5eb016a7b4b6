"""Exchanged legs, arms and trunks are put right; what was right stays; what cannot be is not believed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.identity import believable, height_px, mask_unbelievable, repair_sides
from hipcheck.landmarks import LEGS, LIMB_PAIRS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.settings import IdentitySettings
from tests.stick_figure import FREE_LEG, SHANK_M, THIGH_M, Camera, LegPosture, bent, standing_on
from tests.stick_motions import (
    ARM_PAIRS,
    BODY_PAIRS,
    STANDING,
    TRUNK_PAIRS,
    Motion,
    alone_on,
    exchanged,
    film,
    hidden,
    noisy,
    repeated,
    single_leg_deadlifts,
    single_leg_squats,
    squats,
    standing_still,
    step_downs,
    walking,
    waving,
)

SETTINGS = IdentitySettings()
NOISE_PX = 2.0  # 4 mm at this scale


def crossing(side: Side = Side.LEFT) -> Motion:
    """A curtsy: the free foot goes behind the standing one and past it."""
    free = LegPosture(thigh_forward_deg=-15.0, shank_forward_deg=45.0, thigh_in_deg=25.0, shank_in_deg=-25.0)
    bottom = standing_on(side, leg=bent(50.0, over_foot_deg=6.0), free=free, forward_deg=15.0)
    return repeated(alone_on(side, FREE_LEG["behind"]), bottom)


MOTIONS = {
    "squat": squats(),
    "single-leg squat": single_leg_squats(Side.LEFT),
    "step-down": step_downs(Side.RIGHT),
    "deadlift": single_leg_deadlifts(Side.LEFT),
    "crossing": crossing(),
}
CAMERAS = {
    "front": Camera(distance_m=3.5),
    "back": Camera(yaw_deg=180.0, distance_m=3.5),
    "oblique": Camera(yaw_deg=35.0, distance_m=3.5),
}


def filmed(motion: str, camera: str, rate_hz: float = 30.0) -> PoseSequence:
    return noisy(film(MOTIONS[motion], CAMERAS[camera], rate_hz=rate_hz), NOISE_PX, seed=8)


@pytest.mark.parametrize("rate_hz", [24.0, 60.0])
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("motion", MOTIONS)
def test_what_is_right_stays(motion, camera, rate_hz):
    poses = filmed(motion, camera, rate_hz)
    repaired = repair_sides(poses)
    assert not repaired.exchanged.any()
    np.testing.assert_array_equal(repaired.poses.xy_px, poses.xy_px)


@pytest.mark.parametrize(
    "motion", [walking(), waving(), standing_still()], ids=["walking", "waving", "standing"]
)
def test_what_is_right_stays_in_other_movements(motion):
    poses = noisy(film(motion, Camera(yaw_deg=20.0, distance_m=6.0)), NOISE_PX, seed=9)
    np.testing.assert_array_equal(repair_sides(poses).poses.xy_px, poses.xy_px)


@pytest.mark.parametrize("pairs", [LIMB_PAIRS, BODY_PAIRS], ids=["legs", "whole body"])
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("motion", MOTIONS)
@pytest.mark.parametrize("length", [1, 2, 13, 40])
def test_an_exchange_of_up_to_forty_frames_is_undone_wherever_it_is(length, motion, camera, pairs):
    poses = filmed(motion, camera, rate_hz=60.0)
    starts = np.linspace(1, len(poses) - length - 1, 5).astype(int)
    for start in starts:
        frames = slice(int(start), int(start) + length)
        repaired = repair_sides(exchanged(poses, frames, pairs))
        np.testing.assert_array_equal(np.flatnonzero(repaired.exchanged), np.arange(start, start + length))
        np.testing.assert_array_equal(repaired.poses.xy_px, poses.xy_px)
        np.testing.assert_array_equal(repaired.poses.world_m, poses.world_m)


@pytest.mark.parametrize("pairs", [ARM_PAIRS, TRUNK_PAIRS], ids=["arms", "trunk"])
@pytest.mark.parametrize("length", [1, 8, 30])
def test_arms_and_trunk_are_put_right_on_their_own(length, pairs):
    poses = filmed("single-leg squat", "front")
    repaired = repair_sides(exchanged(poses, slice(100, 100 + length), pairs))
    assert not repaired.exchanged.any()  # that names the legs
    np.testing.assert_array_equal(repaired.poses.xy_px, poses.xy_px)


def test_legs_arms_and_trunk_may_be_exchanged_at_slightly_different_frames():
    poses = filmed("single-leg squat", "front")
    spoiled = exchanged(poses, slice(100, 120))
    spoiled = exchanged(spoiled, slice(97, 118), ARM_PAIRS)
    spoiled = exchanged(spoiled, slice(103, 121), TRUNK_PAIRS)
    np.testing.assert_array_equal(repair_sides(spoiled).poses.xy_px, poses.xy_px)


def test_many_exchanges_in_one_clip():
    poses = filmed("single-leg squat", "front")
    spoiled = poses
    frames = [(20, 23), (60, 61), (100, 118), (119, 120), (150, 175), (200, 201), (202, 203)]
    for start, stop in frames:
        spoiled = exchanged(spoiled, slice(start, stop))
    repaired = repair_sides(spoiled)
    assert repaired.exchanged.sum() == sum(stop - start for start, stop in frames)
    np.testing.assert_array_equal(repaired.poses.xy_px, poses.xy_px)


@pytest.mark.parametrize("frames", [slice(0, 10), slice(-10, None)], ids=["start", "end"])
def test_an_exchange_at_the_edge_of_the_clip(frames):
    poses = filmed("single-leg squat", "front")
    np.testing.assert_array_equal(repair_sides(exchanged(poses, frames)).poses.xy_px, poses.xy_px)


@pytest.mark.parametrize("pairs", [LIMB_PAIRS, BODY_PAIRS], ids=["legs", "whole body"])
def test_a_clip_labelled_one_way_throughout_stays(pairs):
    """Whether left is left cannot be told from jumps: the model's constant opinion is kept."""
    poses = exchanged(filmed("single-leg squat", "front"), slice(None), pairs)
    repaired = repair_sides(poses)
    assert not repaired.exchanged.any()
    np.testing.assert_array_equal(repaired.poses.xy_px, poses.xy_px)


def test_visibility_is_exchanged_with_its_landmark():
    poses = filmed("single-leg squat", "front")
    poses = replace(poses, visibility=np.where(np.arange(33) % 2 == 1, 0.9, 0.6) * np.ones((len(poses), 1)))
    repaired = repair_sides(exchanged(poses, slice(100, 120)))
    np.testing.assert_array_equal(repaired.poses.visibility, poses.visibility)


def test_frames_in_which_nobody_was_found_do_not_matter():
    poses = filmed("single-leg squat", "front")
    nobody = np.zeros((len(poses), 33), dtype=bool)
    nobody[[40, 41, 42, 110, 111]] = True
    repaired = repair_sides(exchanged(poses, slice(100, 120)).masked(nobody))
    expected = poses.masked(nobody)
    np.testing.assert_array_equal(repaired.poses.xy_px, expected.xy_px)
    assert not repaired.exchanged[110]


@pytest.mark.parametrize("frames", [0, 1, 2, 3])
def test_very_short_clips_come_back(frames):
    poses = filmed("squat", "front")[:frames]
    np.testing.assert_array_equal(repair_sides(poses).poses.xy_px, poses.xy_px)


def test_nobody_at_all_comes_back():
    poses = filmed("squat", "front")
    nobody = poses.masked(np.ones((len(poses), 33), dtype=bool))
    assert np.isnan(repair_sides(nobody).poses.xy_px).all()
    assert np.isnan(height_px(nobody))
    assert not believable(nobody, SETTINGS)


def test_height_is_that_of_the_landmarks():
    poses = film(standing_still())
    eyes_to_soles_m = THIGH_M + SHANK_M + 0.50 + 0.23 + 0.07
    assert height_px(poses) == pytest.approx(eyes_to_soles_m * 480.0)


@pytest.mark.parametrize(("visibility", "kept"), [(0.29, False), (0.3, True), (0.9, True), (np.nan, False)])
def test_landmarks_of_low_visibility_are_masked(visibility, kept):
    poses = film(squats(1))
    doubtful = poses.visibility.copy()
    doubtful[10:20, Landmark.LEFT_KNEE] = visibility
    out = mask_unbelievable(replace(poses, visibility=doubtful), SETTINGS)
    assert np.isfinite(out.xy_px[10:20, Landmark.LEFT_KNEE]).all() == kept
    assert np.isfinite(np.delete(out.xy_px, np.arange(10, 20), axis=0)).all()


@pytest.mark.parametrize("part", ["knee", "ankle"])
@pytest.mark.parametrize("side", Side)
def test_a_bone_longer_than_it_can_be_is_masked_at_its_lower_end(side, part):
    poses = film(squats(2))
    xy = poses.xy_px.copy()
    landmark = getattr(LEGS[side], part)
    xy[50:53, landmark, 0] += 250.0
    out = mask_unbelievable(replace(poses, xy_px=xy), SETTINGS)
    missing = np.isnan(out.xy_px[..., 0])
    assert missing[50:53, landmark].all()
    assert not missing[np.r_[0:50, 53 : len(poses)]].any()


def test_foreshortened_bones_are_believed():
    close = film(squats(2, bottom=standing_on(None, leg=bent(130.0))), Camera(distance_m=2.0))
    assert np.isfinite(mask_unbelievable(close, SETTINGS).xy_px).all()


def test_somebody_seen_for_long_enough_with_a_bodys_proportions_is_a_person():
    assert believable(film(single_leg_squats(Side.LEFT)), SETTINGS)
    assert believable(film(squats(), Camera(yaw_deg=90.0)), SETTINGS)
    assert believable(film(standing_still(1.0)), SETTINGS)


def test_somebody_seen_only_briefly_is_none():
    poses = film(standing_still(5.0))
    nobody = np.ones((len(poses), 33), dtype=bool)
    nobody[30 : 30 + int(0.7 * 30)] = False
    assert not believable(poses.masked(nobody), SETTINGS)


@pytest.mark.parametrize("stretch", [0.2, 4.0])
def test_limbs_out_of_proportion_are_no_person(stretch):
    def stretched(joints, _time_s):
        out = joints.copy()
        for leg in LEGS.values():
            for part in (leg.knee, leg.ankle, leg.heel, leg.toe):
                out[:, part] = joints[:, leg.hip] + stretch * (joints[:, part] - joints[:, leg.hip])
        return out

    assert not believable(film(standing_still(), moved=stretched), SETTINGS)


def test_somebody_cut_off_at_the_shins_is_a_person_still():
    feet = [mark for leg in LEGS.values() for mark in (leg.ankle, leg.heel, leg.toe)]
    poses = mask_unbelievable(hidden(film(standing_still()), feet), SETTINGS)
    assert believable(poses, SETTINGS)


def test_somebody_without_legs_is_not_believed():
    legs = [mark for leg in LEGS.values() for mark in (leg.knee, leg.ankle, leg.heel, leg.toe)]
    poses = mask_unbelievable(hidden(film(standing_still()), legs), SETTINGS)
    assert not believable(poses, SETTINGS)


def test_turning_round_is_no_exchange():
    """Who turns their back has left and right on the other side of the image from then on."""
    front = Motion.starting(STANDING).hold(3.0)

    def turned(joints, time_s):
        angle = np.pi * np.clip((time_s - 1.5) / 1.0, 0.0, 1.0)
        x, z = joints[..., 0], joints[..., 2]
        cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
        return np.stack([x * cos + z * sin, joints[..., 1], z * cos - x * sin], axis=-1)

    poses = film(front.hold(2.0), Camera(distance_m=3.5), moved=turned)
    assert poses.xy_px[0, Landmark.LEFT_HIP, 0] > poses.xy_px[0, Landmark.RIGHT_HIP, 0]
    assert poses.xy_px[-1, Landmark.LEFT_HIP, 0] < poses.xy_px[-1, Landmark.RIGHT_HIP, 0]
    np.testing.assert_array_equal(repair_sides(poses).poses.xy_px, poses.xy_px)


def test_exchanges_at_the_bottom_of_every_rep_are_undone():
    """Where models exchange legs most: the deepest fifth of a clip, in several stretches."""
    poses = filmed("single-leg squat", "back", rate_hz=60.0)
    hip_y = poses.xy_px[:, Landmark.LEFT_HIP, 1]
    deep = np.flatnonzero(hip_y > np.percentile(hip_y, 80))
    repaired = repair_sides(exchanged(poses, deep))
    np.testing.assert_array_equal(np.flatnonzero(repaired.exchanged), deep)


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
@pytest.mark.parametrize("side", Side)
def test_legs_that_drift_into_each_other_are_told_by_the_foot_that_stands(side, yaw_deg):
    """From the side, the model lets go of one leg and slides over to the other within half a second: nothing jumps."""
    poses = film(single_leg_deadlifts(side), Camera(yaw_deg=yaw_deg, distance_m=3.5))
    wrong = exchanged(poses, slice(None))
    share = np.interp(poses.time_s, [2.6, 3.1, 3.9, 4.4], [0.0, 1.0, 1.0, 0.0])[:, None, None]
    drifted = replace(poses, xy_px=(1.0 - share) * poses.xy_px + share * wrong.xy_px)
    repaired = repair_sides(drifted)
    deep = (poses.time_s > 3.15) & (poses.time_s < 3.85)
    assert repaired.exchanged[deep].all()
    assert not repaired.exchanged[(poses.time_s < 2.6) | (poses.time_s > 4.4)].any()
    np.testing.assert_allclose(repaired.poses.xy_px[deep], poses.xy_px[deep])
