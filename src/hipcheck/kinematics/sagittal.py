"""What a camera at the person's side shows."""

from __future__ import annotations

import numpy as np

from hipcheck.geometry import FloatArray, included_angle_deg, length
from hipcheck.kinematics.anatomy import facing_x, inclination_deg, near_of, point, standing_length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence

__all__ = [
    "heel_rise",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "shank_angle_deg",
    "t_line_deg",
    "trunk_forward_lean_deg",
]


def knee_flexion_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion in the image, for a side view.

    Returns:
        Degrees, shape (T,), 0 straight, + bent. Seen 20° off the side, 60° reads 57°.
    """
    leg = LEGS[side]
    return 180.0 - included_angle_deg(*(point(poses, p) for p in (leg.hip, leg.knee, leg.ankle)))


def hip_flexion_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Hip flexion in the image (shoulder, hip, knee of the stance side), for a side view.

    Returns:
        Degrees, shape (T,), 0 straight, + bent. The lumbar spine is part of it: no landmark lies between.
    """
    leg = LEGS[side]
    return 180.0 - included_angle_deg(*(point(poses, p) for p in (leg.shoulder, leg.hip, leg.knee)))


def trunk_forward_lean_deg(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one trunk
    """Inclination of the trunk in a side view.

    Returns:
        Degrees, shape (T,), 0 upright, + forward, 90 horizontal.
    """
    shoulder = near_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    hip = near_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    return inclination_deg(hip, shoulder, facing_x(poses))


def shank_angle_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Inclination of the shin in a side view.

    Returns:
        Degrees, shape (T,), 0 upright, + knee in front of the ankle.
    """
    leg = LEGS[side]
    return inclination_deg(point(poses, leg.ankle), point(poses, leg.knee), facing_x(poses))


def t_line_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Angle at the hip between trunk and free leg in a side view.

    Returns:
        Degrees, shape (T,). 180 in one line, as in the bottom of a good single-leg deadlift.
    """
    shoulder = near_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    hip = near_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    return included_angle_deg(shoulder, hip, point(poses, LEGS[side.other].ankle))


def heel_rise(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the heel has come up against the toes, in standing shank lengths.

    Returns:
        Ratio, shape (T,), 0 flat on the floor, + up.
    """
    leg = LEGS[side]
    sole = (point(poses, leg.heel) - point(poses, leg.toe))[:, 1]  # + heel lower in the image
    shank_px = standing_length(length(point(poses, leg.knee) - point(poses, leg.ankle)))
    known = sole[np.isfinite(sole)]
    flat = float(np.percentile(known, 75)) if known.size else float("nan")
    return np.asarray((flat - sole) / shank_px, dtype=np.float64)
