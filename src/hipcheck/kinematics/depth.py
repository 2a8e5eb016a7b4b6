"""How deep a movement is, from how much shorter the body looks: what finds the reps, in any view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics.anatomy import leg_px, mid_hip, mid_shoulder, point, standing_length, tilt_deg
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence

__all__ = [
    "body_drop",
    "depth_deg",
    "depth_on_leg_deg",
    "thigh_share",
    "trunk_shortening_deg",
    "trunk_tilt_deg",
]

_STOOD_SHARE: Final = 0.95
"""Of the hip's height in standing: whoever is lower at the end of a rep has a knee that is bent by more than 30°, and does not
stand there."""


def depth_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion implied by how far the hip of the stance leg has come down towards its ankle.

    `2·acos(height / standing height)`, exact where thigh and shank incline equally.

    Returns:
        Degrees, shape (T,), 0 in standing. One percent of height is 2.3° at 60°.
    """
    return _below_deg(_hip_height_px(poses, side), leg_px(poses, side))


def depth_on_leg_deg(poses: PoseSequence, side: Side, stood_s: Sequence[float]) -> FloatArray:
    """The same, counted from standing on that leg alone.

    As the other foot leaves the floor, pose models draw the hip of the leg that stands 2 % of its height lower than it
    comes to lie, which reads as 5° of flexion more than the 60° that are there.

    Args:
        poses: Landmarks.
        side: The leg.
        stood_s: When the person stood on it, as a rep begins and as it ends, seconds. Moments at which the hip is
            clearly lower than in standing on both legs do not count.

    Returns:
        Degrees, shape (T,); as `depth_deg` where no moment counts.
    """
    height_px, standing_px = _hip_height_px(poses, side), leg_px(poses, side)
    known = np.isfinite(height_px)
    if known.any() and len(stood_s):
        stood_px = np.interp(stood_s, poses.time_s[known], height_px[known])
        stood_px = stood_px[stood_px >= _STOOD_SHARE * standing_px]
        standing_px = float(np.median(stood_px)) if stood_px.size else standing_px
    return _below_deg(height_px, standing_px)


def _hip_height_px(poses: PoseSequence, side: Side) -> FloatArray:
    """Height of the hip above the ankle, shape (T,)."""
    leg = LEGS[side]
    return np.asarray((point(poses, leg.ankle) - point(poses, leg.hip))[:, 1], dtype=np.float64)


def _below_deg(height_px: FloatArray, standing_px: float) -> FloatArray:
    share = np.clip(height_px / standing_px, -1.0, 1.0)
    return np.asarray(2.0 * np.degrees(np.arccos(share)), dtype=np.float64)


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
