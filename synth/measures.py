"""The angles and ratios of a person whose joints are known, in any upright plane.

The definitions and signs are hipcheck's (docs/metrics.md, docs/conventions.md); the formulas are written anew, so that
each checks the other. Points in a frontal plane are (to the person's left, up), in a sagittal plane (forward, up), of
any unit, shape (T, 2). Results have shape (T,); angles in degrees, ratios in standing lengths of the same clip.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

import numpy as np

from synth.people import SIDES, Side
from synth.timing import FloatArray

__all__ = ["BODY_METRICS", "LEG_METRICS", "Points", "frontal", "sagittal", "spatial"]

Points: TypeAlias = Mapping[str, FloatArray]
"""Of each joint that `synth.rig.joints_m` names, and of `left_iliac` and `right_iliac`, the front hip bones themselves: the
skin over them (`asis`) slides as the thigh bends."""

LEG_METRICS: Final = {
    "frontal": (
        "knee_fppa_deg",
        "knee_over_foot",
        "hip_adduction_deg",
        "pelvic_drop_deg",
        "pelvis_opening_deg",
        "hip_line_deg",
        "trunk_lean_deg",
        "depth_deg",
    ),
    "sagittal": ("knee_flexion_deg", "hip_flexion_deg", "shank_angle_deg", "t_line_deg", "heel_rise"),
    "spatial": ("knee_flexion_deg", "hip_flexion_deg"),
}
"""Metrics that each leg has, or that count from a stance leg."""
BODY_METRICS: Final = {
    "frontal": ("knee_ankle_separation", "hip_shift"),
    "sagittal": ("trunk_forward_lean_deg",),
}
"""Metrics of the whole body."""

_STANDING: Final = 95  # percentile over the clip that counts as a length in standing
_FLAT: Final = 75  # percentile over the clip at which a foot counts as flat on the floor
_SECOND_TOE: Final = 0.04  # lateral of the toe, in shanks
_FOOT: Final = 0.6  # its length, in shanks
_HEEL_TO_ANKLE: Final = 0.12  # in shanks
_OUTWARD: Final[dict[Side, float]] = {"left": 1.0, "right": -1.0}


def frontal(points: Points, side: Side) -> dict[str, FloatArray]:
    """Metrics of a frontal plane, for a stance leg."""
    hip, knee, ankle, heel, toe = (
        points[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle", "heel", "toe")
    )
    outward = _OUTWARD[side]
    drop = _drop_deg(points, "iliac", side)
    return {
        "knee_fppa_deg": outward * _turn_deg(hip - knee, knee - ankle),
        "knee_over_foot": -outward * _beside_foot(knee, ankle, heel, toe, outward),
        "hip_adduction_deg": outward * _lean_deg(hip - knee) + drop,
        "pelvic_drop_deg": drop,
        "pelvis_opening_deg": -drop,
        "hip_line_deg": _drop_deg(points, "hip", side),
        "trunk_lean_deg": outward * _lean_deg(_middle(points, "shoulder") - _middle(points, "hip")),
        "depth_deg": 2.0 * _shortened_deg((hip - ankle)[:, 1]),
        "knee_ankle_separation": _apart(points, "knee") / _apart(points, "ankle"),
        "hip_shift": (_middle(points, "hip") - _middle(points, "ankle"))[:, 0] / _apart(points, "ankle"),
    }


def sagittal(points: Points, side: Side) -> dict[str, FloatArray]:
    """Metrics of a sagittal plane, for a stance leg."""
    knee, ankle = points[f"{side}_knee"], points[f"{side}_ankle"]
    free = SIDES[1 - SIDES.index(side)]
    trunk = _middle(points, "shoulder") - _middle(points, "hip")
    sole = (points[f"{side}_toe"] - points[f"{side}_heel"])[:, 1]  # how much lower the heel is
    return {
        **spatial(points, side),
        "shank_angle_deg": _lean_deg(knee - ankle),
        "t_line_deg": _between_deg(trunk, points[f"{free}_ankle"] - _middle(points, "hip")),
        "heel_rise": (np.percentile(sole, _FLAT) - sole) / _standing(np.linalg.norm(knee - ankle, axis=1)),
        "trunk_forward_lean_deg": _lean_deg(trunk),
    }


def spatial(points: Points, side: Side) -> dict[str, FloatArray]:
    """Flexion of knee and hip, in a plane or, with points of shape (T, 3), in space."""
    shoulder, hip, knee, ankle = (points[f"{side}_{joint}"] for joint in ("shoulder", "hip", "knee", "ankle"))
    return {
        "knee_flexion_deg": _between_deg(hip - knee, knee - ankle),
        "hip_flexion_deg": _between_deg(shoulder - hip, hip - knee),
    }


def _middle(points: Points, joint: str) -> FloatArray:
    return np.asarray((points[f"left_{joint}"] + points[f"right_{joint}"]) / 2.0, dtype=np.float64)


def _apart(points: Points, joint: str) -> FloatArray:
    return np.asarray(np.abs((points[f"left_{joint}"] - points[f"right_{joint}"])[:, 0]), dtype=np.float64)


def _lean_deg(line: FloatArray) -> FloatArray:
    """Of an upward line from the vertical, + towards the first axis."""
    return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 1])), dtype=np.float64)


def _turn_deg(to: FloatArray, start: FloatArray) -> FloatArray:
    """From one line to another, + towards the first axis when both point up."""
    cross = to[:, 0] * start[:, 1] - to[:, 1] * start[:, 0]
    return np.asarray(np.degrees(np.arctan2(cross, np.sum(to * start, axis=1))), dtype=np.float64)


def _between_deg(one: FloatArray, other: FloatArray) -> FloatArray:
    """Between two lines, 0 to 180, from half-angle lengths, which lose no digits near 0 and 180."""
    a = one / np.linalg.norm(one, axis=1, keepdims=True)
    b = other / np.linalg.norm(other, axis=1, keepdims=True)
    half = np.arctan2(np.linalg.norm(a - b, axis=1), np.linalg.norm(a + b, axis=1))
    return np.asarray(np.degrees(2.0 * half), dtype=np.float64)


def _drop_deg(points: Points, joint: str, side: Side) -> FloatArray:
    """How far the other side's point is lower."""
    left_lower = points[f"right_{joint}"][:, 1] - points[f"left_{joint}"][:, 1]
    return np.asarray(
        -_OUTWARD[side] * np.degrees(np.arctan2(left_lower, _apart(points, joint))), dtype=np.float64
    )


def _standing(lengths: FloatArray) -> float:
    return float(np.percentile(lengths, _STANDING))


def _shortened_deg(heights: FloatArray) -> FloatArray:
    return np.asarray(
        np.degrees(np.arccos(np.clip(heights / _standing(heights), -1.0, 1.0))), dtype=np.float64
    )


def _beside_foot(
    knee: FloatArray, ankle: FloatArray, heel: FloatArray, toe: FloatArray, outward: float
) -> FloatArray:
    """How far the knee is to the left of its foot's line, heel to second toe, where it is over that line, in shanks."""
    shank = _standing(np.linalg.norm(knee - ankle, axis=1))
    upright = np.clip((knee - ankle)[:, 1] / shank, -1.0, 1.0)
    ahead = np.sin(np.arccos(upright))  # of the ankle, in shanks
    share = np.clip((ahead + _HEEL_TO_ANKLE) / _FOOT, 0.0, 1.0)
    second_toe = toe[:, 0] + outward * _SECOND_TOE * shank
    return np.asarray(
        (knee[:, 0] - (1.0 - share) * heel[:, 0] - share * second_toe) / shank, dtype=np.float64
    )
