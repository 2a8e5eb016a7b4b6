"""What a camera in front of or behind the person shows. Frontal metrics expect a level picture (`levelled`)."""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics.anatomy import (
    inclination_deg,
    left_x,
    medial_x,
    mid_hip,
    mid_of,
    mid_shoulder,
    point,
    ratio,
    standing_length,
)
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence

__all__ = [
    "hip_adduction_deg",
    "hip_line_deg",
    "hip_shift",
    "knee_ankle_separation",
    "knee_fppa_deg",
    "knee_over_foot",
    "pelvic_drop_deg",
    "pelvis_opening_deg",
    "trunk_lean_deg",
]

SECOND_TOE_SHANKS: Final = 0.04
"""How far the second toe lies lateral of MediaPipe's foot index, in shank lengths (1 to 2 cm; convention)."""
FOOT_SHANKS: Final = 0.6
"""Length of a foot in shank lengths (convention)."""
HEEL_TO_ANKLE_SHANKS: Final = 0.12
"""How far the ankle lies in front of the heel landmark, in shank lengths (about 5 cm; convention)."""


HIP_MEDIAL_WIDTHS: Final = 0.14
HIP_BELOW_WIDTHS: Final = 0.30
"""Where the middle of a hip joint lies from the front hip bone of its side, in distances between the two front hip bones
(Bell, Pedersen and Brand 1990, J Biomech 23:617)."""


def knee_fppa_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Frontal-plane projection angle of the knee: thigh line against shank line in the image.

    Returns:
        Degrees, shape (T,). + knee medial of the hip-ankle line (valgus). Not changed by camera roll, scale or
        mirroring; strongly changed by yaw. Source: Willson 2006, Herrington 2014.
    """
    leg, medial = LEGS[side], medial_x(poses, side)
    hip, knee, ankle = (point(poses, p) for p in (leg.hip, leg.knee, leg.ankle))
    thigh = inclination_deg(knee, hip, -medial)
    shank = inclination_deg(ankle, knee, medial)
    return np.asarray(thigh + shank, dtype=np.float64)


def knee_over_foot(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the knee lies inside of the line of its own foot, in standing shank lengths.

    The line runs from the heel to the second toe, and is read where the knee is over it: above the ankle in standing,
    above the toes at the bottom. So toes that are turned out do not make a knee that follows them look inward.

    Returns:
        Ratio, shape (T,), + knee medial. How far forward the knee is follows from how much shorter the shank looks than
        in standing; the second toe is taken `SECOND_TOE_SHANKS` lateral of the foot index.
    """
    leg, medial = LEGS[side], medial_x(poses, side)
    knee, ankle, heel, toe = (point(poses, p) for p in (leg.knee, leg.ankle, leg.heel, leg.toe))
    shank_px = standing_length(length(knee - ankle))
    forward = np.sqrt(np.clip(1.0 - ((ankle - knee)[:, 1] / shank_px) ** 2, 0.0, 1.0))
    along = np.clip((HEEL_TO_ANKLE_SHANKS + forward) / FOOT_SHANKS, 0.0, 1.0)
    second_toe_x = toe[:, 0] - medial * SECOND_TOE_SHANKS * shank_px
    foot_x = heel[:, 0] + along * (second_toe_x - heel[:, 0])
    return np.asarray(medial * (knee[:, 0] - foot_x) / shank_px, dtype=np.float64)


def hip_line_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Tilt of the line through the two hip landmarks: written down for study, never graded.

    Returns:
        Degrees, shape (T,), + hip of the free leg lower. This is not the pelvis: on rendered people it shows about
        15 % of a true drop, and leaning the trunk turns its sign (docs/limits.md).
    """
    return _line_drop_deg(point(poses, LEGS[side].hip), point(poses, LEGS[side.other].hip))


def _line_drop_deg(stance: FloatArray, free: FloatArray) -> FloatArray:
    across = np.abs(free[:, 0] - stance[:, 0])
    return np.asarray(np.degrees(np.arctan2(free[:, 1] - stance[:, 1], across)), dtype=np.float64)


def pelvic_drop_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Contralateral pelvic drop, from stickers on the front hip bones.

    Returns:
        Degrees, shape (T,), + hip of the free leg lower. NaN without stickers: hip landmarks do not show it.
    """
    assert poses.asis_px is not None
    left, right = poses.asis_px[:, 0], poses.asis_px[:, 1]
    return _line_drop_deg(left, right) if side is Side.LEFT else _line_drop_deg(right, left)


def pelvis_opening_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the pelvis opens in a single-leg deadlift seen along the trunk, from stickers.

    Returns:
        Degrees, shape (T,), + hip of the free leg higher. NaN without stickers, as for the pelvic drop.
    """
    return -pelvic_drop_deg(poses, side)


def hip_adduction_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Thigh against pelvis in the frontal plane: thigh inclination plus the drop of the pelvis.

    Returns:
        Degrees, shape (T,), + adduction. The pelvis is the line through the stickers, and the thigh starts where a hip
        joint lies beside and below them; NaN without stickers.
    """
    knee = point(poses, LEGS[side].knee)
    thigh = inclination_deg(knee, _hip_by_stickers(poses, side), -medial_x(poses, side))
    return np.asarray(thigh + pelvic_drop_deg(poses, side), dtype=np.float64)


def _hip_by_stickers(poses: PoseSequence, side: Side) -> FloatArray:
    """The middle of a hip joint, pixels, shape (T, 2), from the stickers on the front hip bones."""
    assert poses.asis_px is not None
    own, other = (0, 1) if side is Side.LEFT else (1, 0)
    across = poses.asis_px[:, other] - poses.asis_px[:, own]
    down = np.stack([-across[:, 1], across[:, 0]], axis=1) * np.sign(across[:, :1])
    return np.asarray(poses.asis_px[:, own] + HIP_MEDIAL_WIDTHS * across + HIP_BELOW_WIDTHS * down)


def trunk_lean_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Lean of the line mid-hip to mid-shoulder from the vertical of a level picture.

    Returns:
        Degrees, shape (T,), + towards the stance leg.
    """
    return inclination_deg(mid_hip(poses), mid_shoulder(poses), -medial_x(poses, side))


def knee_ankle_separation(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one value for both legs
    """Distance between the knees over distance between the ankles, both horizontal.

    Returns:
        Ratio, shape (T,). 1 knees over ankles, smaller inward. Not changed by yaw to first order, nor by scale.
    """
    knees = np.abs(poses.xy_px[:, Landmark.LEFT_KNEE, 0] - poses.xy_px[:, Landmark.RIGHT_KNEE, 0])
    ankles = np.abs(poses.xy_px[:, Landmark.LEFT_ANKLE, 0] - poses.xy_px[:, Landmark.RIGHT_ANKLE, 0])
    return ratio(knees, ankles)


def hip_shift(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one value for both legs
    """Sideways place of the hips between the feet, in distances between the ankles.

    Returns:
        Ratio, shape (T,). 0 midway, + towards the person's left foot, 0.5 above it.
    """
    ankles = mid_of(poses, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
    apart = np.abs(poses.xy_px[:, Landmark.LEFT_ANKLE, 0] - poses.xy_px[:, Landmark.RIGHT_ANKLE, 0])
    return ratio(left_x(poses) * (mid_hip(poses) - ankles)[:, 0], apart)
