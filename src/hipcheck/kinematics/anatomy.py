"""Parts of the body as lines in the image, and which way is medial or forward: what the metrics are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.ndimage import distance_transform_edt, median_filter

from hipcheck.geometry import FloatArray, angle_from_up_deg, length, mid
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence, frame_blocks, handed_over

__all__ = [
    "facing_x",
    "inclination_deg",
    "left_x",
    "leg_px",
    "levelled",
    "medial_x",
    "mid_hip",
    "mid_of",
    "mid_shoulder",
    "near_of",
    "point",
    "ratio",
    "standing_length",
    "tilt_deg",
]

_MIN_WIDTH_TRUNKS: Final = 0.1
"""Shoulders and hips narrower than this, in trunk lengths, are seen from the side: no left and right in the image."""
_STANDING_PERCENTILE: Final = 95
"""A body length as seen in standing: this percentile over the clip, which a few wild frames do not move."""


def point(poses: PoseSequence, landmark: Landmark) -> FloatArray:
    """One landmark over time, pixels, shape (T, 2)."""
    return poses.xy_px[:, landmark]


def mid_shoulder(poses: PoseSequence) -> FloatArray:
    """The middle between the shoulders, pixels, shape (T, 2)."""
    return mid_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)


def mid_hip(poses: PoseSequence) -> FloatArray:
    """The middle between the hips, pixels, shape (T, 2)."""
    return mid_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def mid_of(poses: PoseSequence, left: Landmark, right: Landmark) -> FloatArray:
    """The middle between two landmarks, pixels, shape (T, 2); NaN where either is."""
    return mid(poses.xy_px[:, left], poses.xy_px[:, right])


def near_of(poses: PoseSequence, left: Landmark, right: Landmark) -> FloatArray:
    """The midpoint of two landmarks, or the one that is known: from the side the far one is often hidden."""
    a, b = poses.xy_px[:, left], poses.xy_px[:, right]
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, mid(a, b)))


def standing_length(values: FloatArray) -> float:
    """What a length measures in standing: a high percentile over the clip; NaN where it is never known."""
    known = values[np.isfinite(values)]
    return float(np.percentile(known, _STANDING_PERCENTILE)) if known.size else float("nan")


def levelled(poses: PoseSequence, roll_deg: float) -> PoseSequence:
    """The same person in a picture turned back by the camera's roll.

    Args:
        poses: Landmarks as filmed.
        roll_deg: Camera roll, + picture turned clockwise as seen.

    Returns:
        Landmarks turned by -roll about the image centre.
    """
    angle = np.radians(-roll_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = np.array([poses.frame_size.width_px, poses.frame_size.height_px]) / 2.0
    assert poses.asis_px is not None

    def turned(points_px: FloatArray) -> FloatArray:
        out = np.empty(points_px.shape)
        for some in frame_blocks(len(out)):
            out[some] = (points_px[some] - centre) @ turn + centre
        return handed_over(out)

    return replace(poses, xy_px=turned(poses.xy_px), asis_px=turned(poses.asis_px))


def left_x(poses: PoseSequence) -> FloatArray:
    """Which way the person's left lies in the image: +1 right (seen from the front), -1 left (from behind).

    Returns:
        Shape (T,). Taken from shoulders and hips together over about a second, so that neither one frame nor a
        landmark hidden for a moment decides; NaN where they overlap, as in a side view, and where none of them was
        seen within a second.
    """
    shoulders = poses.xy_px[:, Landmark.LEFT_SHOULDER, 0] - poses.xy_px[:, Landmark.RIGHT_SHOULDER, 0]
    hips = poses.xy_px[:, Landmark.LEFT_HIP, 0] - poses.xy_px[:, Landmark.RIGHT_HIP, 0]
    trunk_px = standing_length(length(mid_shoulder(poses) - mid_hip(poses)))
    width = np.asarray(shoulders + hips, dtype=np.float64)
    known = np.isfinite(width)
    if not known.any():
        return np.full(len(poses), np.nan)
    window = max(1, int(poses.frame_rate_hz)) | 1 if len(poses) > 1 else 1
    seen = np.flatnonzero(known)
    steady = np.interp(np.arange(len(poses)), seen, median_filter(width[known], size=window, mode="nearest"))
    steady[distance_transform_edt(~known) > window] = np.nan
    steady[np.abs(steady) < _MIN_WIDTH_TRUNKS * trunk_px] = np.nan
    return np.asarray(np.sign(steady), dtype=np.float64)


def medial_x(poses: PoseSequence, side: Side) -> FloatArray:
    """Image direction from the stance leg towards the midline: +1 right, -1 left, shape (T,)."""
    return left_x(poses) if side is Side.RIGHT else -left_x(poses)


def facing_x(poses: PoseSequence) -> float:
    """Which way a person seen from the side looks: +1 the image's right, -1 its left; NaN where unknown.

    From the feet, over the whole clip: toes lie in front of heels.
    """
    feet = np.concatenate([poses.xy_px[:, LEGS[s].toe, 0] - poses.xy_px[:, LEGS[s].heel, 0] for s in Side])
    known = feet[np.isfinite(feet)]
    return float(np.sign(np.median(known))) if known.size else float("nan")


def inclination_deg(lower: FloatArray, upper: FloatArray, direction: FloatArray | float) -> FloatArray:
    """Lean of the line from lower to upper point from the vertical, + towards `direction` (±1) in the image."""
    return np.asarray(direction * angle_from_up_deg(upper - lower), dtype=np.float64)


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """One length over another; NaN where the other is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, part / whole, np.nan), dtype=np.float64)


def leg_px(poses: PoseSequence, side: Side) -> float:
    """Height of the hip above the ankle in standing, pixels; NaN where never seen."""
    leg = LEGS[side]
    return standing_length(point(poses, leg.ankle)[:, 1] - point(poses, leg.hip)[:, 1])


def tilt_deg(height: FloatArray) -> FloatArray:
    """Inclination of a line out of the plane in which it stood, from how much shorter it looks: degrees, 0 standing."""
    share = np.clip(height / standing_length(height), -1.0, 1.0)
    return np.asarray(np.degrees(np.arccos(share)), dtype=np.float64)
