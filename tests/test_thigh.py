"""Hips go back to where a thigh of constant length wants them, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics import hip_flexion_deg, knee_flexion_deg, trunk_forward_lean_deg, with_rigid_thighs
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from tests.stick_figure import Camera
from tests.stick_motions import film, single_leg_deadlifts, single_leg_squats, squats, standing_still

FROM_THE_LEFT = Camera(yaw_deg=90.0)
BENT_DEG = 60.0


def off_line(poses: PoseSequence, side: Side) -> tuple[FloatArray, FloatArray]:
    """From the line between shoulder and knee to the hip, pixels, shape (T, 2), and the thigh's length, shape (T,)."""
    leg = LEGS[side]
    shoulder, hip, knee = (poses.xy_px[:, landmark] for landmark in (leg.shoulder, leg.hip, leg.knee))
    line = (shoulder - knee) / length(shoulder - knee)[:, None]
    return (hip - knee) - np.sum((hip - knee) * line, axis=1, keepdims=True) * line, length(hip - knee)


def cutting_corners(poses: PoseSequence, share: float) -> PoseSequence:
    """Poses as a model sees them that puts a bent hip nearer to the line between shoulder and knee than it lies."""
    xy_px = np.array(poses.xy_px)
    for side in Side:
        off, _ = off_line(poses, side)
        xy_px[:, LEGS[side].hip] -= share * off
    return replace(poses, xy_px=xy_px)


def without(poses: PoseSequence, landmark: Landmark, frames: slice = slice(None)) -> PoseSequence:
    """Poses in which a landmark is missing for some frames."""
    missing = np.zeros((len(poses), LANDMARK_COUNT), dtype=bool)
    missing[frames, landmark] = True
    return poses.masked(missing)


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_thighs_that_keep_their_length_stay_where_they_are(yaw_deg):
    poses = film(squats(2), Camera(yaw_deg=yaw_deg))
    np.testing.assert_allclose(with_rigid_thighs(poses).xy_px, poses.xy_px, atol=1e-6)


@pytest.mark.parametrize("motion", [single_leg_squats(Side.LEFT, 2), single_leg_deadlifts(Side.LEFT, 2)])
def test_a_leg_that_stands_alone_hardly_moves(motion):
    """It inclines sideways by 6°, so that the side view shows its thigh 0.5 % shorter than in standing."""
    poses = film(motion, FROM_THE_LEFT)
    found = with_rigid_thighs(poses)
    for angle in (knee_flexion_deg, hip_flexion_deg, trunk_forward_lean_deg):
        np.testing.assert_allclose(angle(found, Side.LEFT), angle(poses, Side.LEFT), atol=1.0)


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_a_hip_that_cuts_the_corner_goes_back(share):
    """A hip that is bent by 60° or more shows well how far it is off: at least seven tenths of it are taken back."""
    true = film(squats(2), FROM_THE_LEFT)
    seen = cutting_corners(true, share)
    found = with_rigid_thighs(seen)
    bent = hip_flexion_deg(true, Side.LEFT) >= BENT_DEG
    hip = LEGS[Side.LEFT].hip
    off_px = length(seen.xy_px[bent, hip] - true.xy_px[bent, hip])
    left_px = length(found.xy_px[bent, hip] - true.xy_px[bent, hip])
    assert bent.any()
    assert np.all(left_px < 0.3 * off_px)
    for angle in (knee_flexion_deg, hip_flexion_deg, trunk_forward_lean_deg):
        error_deg, left_deg = (
            np.abs(angle(p, Side.LEFT) - angle(true, Side.LEFT))[bent].max() for p in (seen, found)
        )
        assert left_deg < 0.35 * error_deg


def test_both_legs_are_put_right_each_by_its_own_thigh():
    true = film(squats(1), FROM_THE_LEFT)
    xy_px = np.array(true.xy_px)
    right = LEGS[Side.RIGHT].hip
    xy_px[:, right] = cutting_corners(true, 0.2).xy_px[:, right]
    found = with_rigid_thighs(replace(true, xy_px=xy_px))
    left = LEGS[Side.LEFT].hip
    np.testing.assert_allclose(found.xy_px[:, left], true.xy_px[:, left], atol=1e-6)
    assert length(found.xy_px[:, right] - xy_px[:, right]).max() > 5.0


def test_a_hip_that_is_straight_stays_however_long_its_thigh_looks():
    poses = film(standing_still(3.0), FROM_THE_LEFT)
    xy_px = np.array(poses.xy_px)
    leg = LEGS[Side.LEFT]
    xy_px[-10:, leg.hip] += 0.1 * (xy_px[-10:, leg.knee] - xy_px[-10:, leg.hip])
    found = with_rigid_thighs(replace(poses, xy_px=xy_px))
    assert length(found.xy_px[:, leg.hip] - xy_px[:, leg.hip]).max() < 1.0


def test_no_hip_goes_farther_than_a_quarter_of_its_thigh():
    poses = film(squats(1), FROM_THE_LEFT)
    xy_px = np.array(poses.xy_px)
    leg = LEGS[Side.LEFT]
    bent = hip_flexion_deg(poses, Side.LEFT) >= BENT_DEG
    thigh_px = length(xy_px[0, leg.hip] - xy_px[0, leg.knee])
    xy_px[bent, leg.hip] += 0.7 * (xy_px[bent, leg.knee] - xy_px[bent, leg.hip])
    found = with_rigid_thighs(replace(poses, xy_px=xy_px))
    moved_px = length(found.xy_px[:, leg.hip] - xy_px[:, leg.hip])
    assert moved_px.max() == pytest.approx(0.25 * thigh_px, rel=1e-3)


@pytest.mark.parametrize("missing", ["shoulder", "knee"])
def test_a_hip_stays_while_what_tells_is_hidden(missing):
    landmark = getattr(LEGS[Side.LEFT], missing)
    seen = without(cutting_corners(film(squats(1), FROM_THE_LEFT), 0.2), landmark, slice(60, 90))
    found = with_rigid_thighs(seen)
    hip = LEGS[Side.LEFT].hip
    np.testing.assert_array_equal(found.xy_px[60:90, hip], seen.xy_px[60:90, hip])
    assert np.isfinite(found.xy_px[:, hip]).all()


def test_a_leg_that_is_never_seen_whole_stays():
    seen = without(cutting_corners(film(squats(1), FROM_THE_LEFT), 0.2), Landmark.LEFT_ANKLE)
    found = with_rigid_thighs(seen)
    np.testing.assert_array_equal(found.xy_px[:, Landmark.LEFT_HIP], seen.xy_px[:, Landmark.LEFT_HIP])


def test_nothing_but_hips_is_touched():
    seen = cutting_corners(film(squats(1), FROM_THE_LEFT), 0.2)
    found = with_rigid_thighs(seen)
    others = [mark for mark in Landmark if mark not in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)]
    np.testing.assert_array_equal(found.xy_px[:, others], seen.xy_px[:, others])
    np.testing.assert_array_equal(found.world_m, seen.world_m)
