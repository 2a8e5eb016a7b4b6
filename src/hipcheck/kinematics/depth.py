"""How deep a movement is, from how much shorter the body looks: what finds the reps, in any view."""

from __future__ import annotations

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics.anatomy import leg_px, mid_hip, mid_shoulder, point, standing_length, tilt_deg
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence

__all__ = ["body_drop", "depth_deg", "thigh_share", "trunk_shortening_deg", "trunk_tilt_deg"]


def depth_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion implied by how far the hip of the stance leg has come down towards its ankle.

    `2·acos(height / standing height)`, exact where thigh and shank incline equally.

    Returns:
        Degrees, shape (T,), 0 in standing. One percent of height is 2.3° at 60°.
    """
    leg = LEGS[side]
    height = point(poses, leg.ankle)[:, 1] - point(poses, leg.hip)[:, 1]
    return np.asarray(2.0 * tilt_deg(height), dtype=np.float64)


def body_drop(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the shoulders have come down towards the ankle of the stance leg: the signal that finds reps.

    Every movement hipcheck knows lowers the shoulders, and no landmarks are steadier. It is the straight distance
    that counts, not the height, so that neither a tilted camera nor a sideways lean looks like a rep.

    Returns:
        Share of the standing hip-ankle height, shape (T,), 0 in standing, + down.
    """
    distance = length(mid_shoulder(poses) - point(poses, LEGS[side].ankle))
    return np.asarray((standing_length(distance) - distance) / leg_px(poses, side), dtype=np.float64)


def thigh_share(poses: PoseSequence, side: Side) -> FloatArray:
    """Height of the hip above the knee, as a share of that in standing, shape (T,); 0 where the thigh is level."""
    leg = LEGS[side]
    height_px = (point(poses, leg.knee) - point(poses, leg.hip))[:, 1]
    return np.asarray(height_px / standing_length(height_px), dtype=np.float64)


def trunk_shortening_deg(poses: PoseSequence) -> FloatArray:
    """Inclination of the trunk towards or away from the camera, from how much shorter its line looks.

    Returns:
        Degrees, shape (T,), 0 in the plane of the image, no sign. Leaning sideways does not change it.
    """
    return tilt_deg(length(mid_hip(poses) - mid_shoulder(poses)))


def trunk_tilt_deg(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one trunk
    """Inclination of the trunk implied by how much shorter it looks than in standing, for views along it.

    Returns:
        Degrees, shape (T,), 0 upright, 90 horizontal; no sign.
    """
    return tilt_deg(mid_hip(poses)[:, 1] - mid_shoulder(poses)[:, 1])
