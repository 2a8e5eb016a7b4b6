"""Hips put where a thigh of constant length wants them, for views from the side.

A bone keeps its length. Seen from the side, the thigh between a pose model's hip and knee grows shorter by a tenth as
the hip bends: the model cuts the corner between trunk and thigh, so that its hip lies in front of the joint, the knee
reads too straight, and the trunk too upright. How much shorter than in standing tells how far, whoever is filmed and
whichever model looks; a thigh that keeps its length stays where it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics.anatomy import point
from hipcheck.landmarks import LEGS, Leg, Side
from hipcheck.poses import PoseSequence, handed_over

__all__ = ["with_rigid_thighs"]

_UPRIGHT_PERCENTILE: Final = 80
"""The fifth of the frames in which the shoulder is highest above the ankle shows the thigh as it is in standing."""
_LENGTH_DOUBT: Final = 0.3
"""How far a thigh's seen length may be off, over how far its hip may be off the joint: 3 % of the thigh over 10 %. On
rendered people (development half) 0.2 to 0.4 do alike."""
_FARTHEST: Final = 0.25
"""No hip is farther off its joint than this share of the thigh, 10 cm: a thigh that then still looks shorter points out of
the picture's plane, or is not seen well. Convention."""


def with_rigid_thighs(poses: PoseSequence) -> PoseSequence:
    """The same person, each hip moved away from the line between shoulder and knee until its thigh is as long as in standing.

    Where that line runs through the hip, as in standing, the thigh's length says nothing of how far beside it the joint
    lies, and the hip stays: it is moved to the most probable place, given how far it and the length may be off.

    Args:
        poses: Landmarks in a level picture, from the side.

    Returns:
        The same frames, hips changed in `xy_px`. A hip stays where shoulder or knee is missing, and where its leg is never
        seen whole.
    """
    xy_px = np.array(poses.xy_px, dtype=np.float64)
    for side in Side:
        leg = LEGS[side]
        shoulder, hip, knee = (point(poses, landmark) for landmark in (leg.shoulder, leg.hip, leg.knee))
        moved = _joint(shoulder, hip, knee, _standing_px(poses, leg))
        xy_px[:, leg.hip] = np.where(np.isfinite(moved), moved, hip)
    return replace(poses, xy_px=handed_over(xy_px))


def _standing_px(poses: PoseSequence, leg: Leg) -> float:
    """Length of a thigh in standing, pixels; NaN where the leg is never seen whole."""
    thigh = length(point(poses, leg.hip) - point(poses, leg.knee))
    height = (point(poses, leg.ankle) - point(poses, leg.shoulder))[:, 1]
    known = np.isfinite(thigh) & np.isfinite(height)
    if not known.any():
        return float("nan")
    upright = height[known] >= np.percentile(height[known], _UPRIGHT_PERCENTILE)
    return float(np.median(thigh[known][upright]))


def _joint(shoulder: FloatArray, hip: FloatArray, knee: FloatArray, thigh_px: float) -> FloatArray:
    """The hip joint's most probable place, shape (T, 2); NaN where it cannot be told."""
    with np.errstate(invalid="ignore", divide="ignore"):
        line = (shoulder - knee) / length(shoulder - knee)[:, None]
        seen = hip - knee
        off = seen - np.sum(seen * line, axis=1, keepdims=True) * line
        off_px, seen_px = length(off), length(seen)
        # As far along `off` as makes the thigh as long as it is.
        shift_px = np.sqrt(np.maximum(off_px**2 + thigh_px**2 - seen_px**2, 0.0)) - off_px
        told = (off_px / seen_px) ** 2  # how much longer a hip that moves on makes the thigh, squared
        shift_px = np.clip(
            shift_px * told / (told + _LENGTH_DOUBT**2), -_FARTHEST * thigh_px, _FARTHEST * thigh_px
        )
        return np.asarray(hip + (shift_px / off_px)[:, None] * off, dtype=np.float64)
