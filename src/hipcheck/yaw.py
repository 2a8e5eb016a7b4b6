"""Signs of the camera's yaw, each with its own doubt, and what they come to together.

The pose models judge depth from one picture, and each does so with an error of its own that has a side: shown the
mirror image of a picture, they do not report the mirror image of the body. That error is the same on filmed people and
on rendered ones, so it is taken out.

What they mark from the front is what is to be seen there. The joint of a bent hip lies behind the thigh, and the point
that stands for it in front: a camera to the side moves that point less than the joint, and with it a part of what yaw
makes of a knee and of a leaning trunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hipcheck.geometry import length
from hipcheck.landmarks import LEGS, Landmark
from hipcheck.poses import PoseSequence

__all__ = [
    "NO_DEPTH_BIAS",
    "DepthBias",
    "YawSign",
    "depth_bias",
    "feet_yaw",
    "from_front_or_back",
    "fused",
    "heading_deg",
    "heading_yaw",
    "seen_heading_deg",
    "squat_yaw",
]

_SQUAT_SD_DEG: Final = 4.0
"""Half the difference between the knees in a double-leg squat, as it is seen; 1 to 2° for a symmetric person. Convention."""
_TOGETHER_FLOOR_DEG: Final = 3.0
"""Several signs together are not better than this: their errors are not independent."""
_FOOT_SHANKS: Final = 0.53
"""Distance from heel to foot index as a pose model sees it from the front, in shank lengths: on rendered people the feet
then tell the yaw with a slope of 1 (`python -m benchmarks.accuracy calibrate`)."""
_FOOT_SHANKS_BEHIND: Final = 0.25
"""The same from behind, where heels hide the toes, and the model puts them nearer to the heels than they are."""
_FADED_DEG: Final = 45.0
"""From this heading on, depth is judged without bias: on rendered people, and in a picture and its mirror image."""


@dataclass(frozen=True, slots=True)
class YawSign:
    """One estimate of the yaw.

    Attributes:
        yaw_deg: + camera towards the person's left.
        sd_deg: Its standard deviation.
    """

    yaw_deg: float
    sd_deg: float


@dataclass(frozen=True, slots=True)
class DepthBias:
    """How a pose model misjudges depth before a camera near the person's front or back.

    Attributes:
        shoulders_deg: Yaw that the shoulders of a person who squarely faces the camera, or faces away, seem to have.
        hips_deg: The same of their hips.
        gain: How much more than it seems they are turned, as a share, for small angles.
        front_sd_deg: Doubt of the corrected heading from the front.
        back_sd_deg: Likewise from behind.
        hips_ahead_trunks: How far in front of their joints the hip points lie in standing, seen from the front, in trunk
            lengths.
        hips_ahead_share: How much farther, as a share of how far the hips have gone behind the knees.
        squat_share: What is left of the difference that yaw makes between the knees of a squat, seen from the front.
    """

    shoulders_deg: float
    hips_deg: float
    gain: float
    front_sd_deg: float
    back_sd_deg: float
    hips_ahead_trunks: float
    hips_ahead_share: float
    squat_share: float


_MEASURED: Final = DepthBias(
    shoulders_deg=0.0,
    hips_deg=0.0,
    gain=0.0,
    front_sd_deg=5.0,
    back_sd_deg=12.0,
    hips_ahead_trunks=0.07,
    hips_ahead_share=0.3,
    squat_share=0.63,
)
"""What the three models have in common."""
_DEPTH_BIAS: Final = {
    "pose_landmarker_lite": replace(_MEASURED, shoulders_deg=0.5, hips_deg=3.5, gain=0.8),
    "pose_landmarker_full": replace(_MEASURED, shoulders_deg=-4.0, hips_deg=-3.7, gain=0.7),
    "pose_landmarker_heavy": replace(_MEASURED, shoulders_deg=7.5, hips_deg=-17.0, gain=1.0),
}
"""Bias: mean of rendered people (development half) and of four filmed people and their mirror images, which agree within 2°,
lite's hips within 4°. Gain: rendered people; 1 is the most that keeps larger angles larger. Doubt: 4° about the truth on
rendered people, more on others. Hips: what makes the error of trunk lean and knee angle the same from wherever in front they
are filmed; sideways the points move with yaw as if 4 cm ahead in standing, 9 at the bottom on one leg, 17 in a deep squat.
Squat: slope over the true yaw. Both on rendered people (development half), all models alike."""
NO_DEPTH_BIAS: Final = DepthBias(
    shoulders_deg=0.0,
    hips_deg=0.0,
    gain=0.0,
    front_sd_deg=7.0,
    back_sd_deg=10.0,
    hips_ahead_trunks=0.0,
    hips_ahead_share=0.0,
    squat_share=1.0,
)
"""Of a model that was never measured: rendered people who faced the camera read up to 9° off. Its points are the joints."""


def depth_bias(model: str) -> DepthBias:
    """What is known of a pose model's depth.

    Args:
        model: Name of the model, as a recording names it: "pose_landmarker_full".
    """
    return _DEPTH_BIAS.get(model, NO_DEPTH_BIAS)


def heading_deg(poses: PoseSequence, bias: DepthBias, *, mirrored: bool = False) -> float:
    """Heading of shoulders and hips in the world landmarks: 0 towards the camera, ±180 away, + camera to the left.

    Args:
        poses: Frames of quiet standing.
        bias: Of the model that saw them; taken out.
        mirrored: The model was shown the mirror image of these poses.

    Returns:
        Degrees in (-180, 180]; NaN where neither is known.
    """
    side = -1.0 if mirrored else 1.0
    pairs = (
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, bias.shoulders_deg),
        (Landmark.LEFT_HIP, Landmark.RIGHT_HIP, bias.hips_deg),
    )
    headings = [
        _unbiased_deg(seen_deg, side * bias_deg)
        for left, right, bias_deg in pairs
        if np.isfinite(seen_deg := seen_heading_deg(poses, left, right))
    ]
    if not headings:
        return float("nan")
    return float(np.degrees(np.angle(np.mean(np.exp(1j * np.radians(headings))))))


def seen_heading_deg(poses: PoseSequence, left: Landmark, right: Landmark) -> float:
    """Heading of one pair of landmarks, as the model sees it.

    Args:
        poses: Frames of quiet standing.
        left: Of the person's left side.
        right: The same landmark of the right side.

    Returns:
        As of `heading_deg`; NaN where the pair is never seen.
    """
    axis = poses.world_m[:, left] - poses.world_m[:, right]
    known = np.isfinite(axis[:, 0])
    if not known.any():
        return float("nan")
    across, away = np.median(axis[known, 0]), np.median(axis[known, 2])
    # MediaPipe's z grows away from the camera: a camera to the person's left has the left side nearer.
    return float(np.degrees(np.arctan2(-away, across)))


def _unbiased_deg(heading_deg: float, bias_deg: float) -> float:
    """A heading without its model's bias, which is largest squarely in front or behind and fades towards the side.

    Returns:
        Degrees in (-180, 180].
    """
    by_deg = bias_deg * _nearness(from_front_or_back(heading_deg))
    turned_deg = heading_deg - (by_deg if abs(heading_deg) <= 90.0 else -by_deg)
    return 180.0 - (180.0 - turned_deg) % 360.0


def heading_yaw(heading_deg: float, bias: DepthBias) -> YawSign:
    """Yaw from a heading that is near the front or back, moved away from them by as much as its model draws it there.

    Args:
        heading_deg: From `heading_deg`.
        bias: Of the model.
    """
    yaw_deg = from_front_or_back(heading_deg)
    sd_deg = bias.front_sd_deg if abs(heading_deg) <= 90.0 else bias.back_sd_deg
    return YawSign(yaw_deg * (1.0 + bias.gain * _nearness(yaw_deg)), sd_deg)


def _nearness(yaw_deg: float) -> float:
    """1 squarely in front or behind, 0 from `_FADED_DEG` on."""
    return max(0.0, 1.0 - abs(yaw_deg) / _FADED_DEG)


def from_front_or_back(heading_deg: float) -> float:
    """Yaw against whichever of front and back faces the camera, + camera towards the person's left."""
    if abs(heading_deg) <= 90.0:
        return heading_deg
    return 180.0 - heading_deg if heading_deg > 0 else -180.0 - heading_deg


def feet_yaw(standing: PoseSequence, sd_deg: float, *, behind: bool = False) -> YawSign | None:
    """Yaw from where the feet point in the picture, both together, so that toes turned out alike cancel.

    Args:
        standing: Frames of quiet standing.
        sd_deg: Its standard deviation.
        behind: Whether the camera stands behind the person.

    Returns:
        None where a foot is never seen.
    """
    shares = []
    shanks = [length(standing.xy_px[:, leg.knee] - standing.xy_px[:, leg.ankle]) for leg in LEGS.values()]
    shank = np.fmax(*shanks)  # of a lifted leg it may point at the camera
    for leg in LEGS.values():
        across = (standing.xy_px[:, leg.toe, 0] - standing.xy_px[:, leg.heel, 0]) / shank
        known = across[np.isfinite(across)]
        if known.size:
            shares.append(float(np.median(known)))
    if len(shares) < len(LEGS):
        return None
    foot_shanks = _FOOT_SHANKS_BEHIND if behind else _FOOT_SHANKS
    turned = np.clip(np.mean(shares) / foot_shanks, -1.0, 1.0)
    # From the front and from behind, feet that point to the image's left belong to a camera on the person's left.
    return YawSign(float(-np.degrees(np.arcsin(turned))), sd_deg)


def squat_yaw(
    left_fppa_deg: float,
    right_fppa_deg: float,
    flexion_deg: float,
    *,
    behind: bool = False,
    bias: DepthBias = NO_DEPTH_BIAS,
) -> YawSign | None:
    """Yaw from a double-leg squat: a turned camera makes one knee read inward and the other outward.

    `asin(tan((left - right) / 4) / tan(flexion / 2))` for knees that move alike.

    Args:
        left_fppa_deg: At the bottom.
        right_fppa_deg: At the bottom.
        flexion_deg: Of the knees at the bottom.
        behind: Whether the camera stands behind the person, where knees that come forward move the other way.
        bias: Of the model that saw them.

    Returns:
        None for squats too shallow to tell (under 40°) or knees that cannot be explained by yaw.
    """
    if not flexion_deg >= 40.0 or not np.isfinite(left_fppa_deg - right_fppa_deg):
        return None
    sine = np.tan(np.radians(left_fppa_deg - right_fppa_deg) / 4.0) / np.tan(np.radians(flexion_deg) / 2.0)
    if abs(sine) > 1.0:
        return None
    seen_deg = float(np.degrees(np.arcsin(sine)))
    share = 1.0 if behind else bias.squat_share
    return YawSign((-seen_deg if behind else seen_deg) / share, _SQUAT_SD_DEG / share)


def fused(signs: Sequence[YawSign]) -> YawSign:
    """Weighted mean of the signs, with more doubt where they contradict each other.

    Their standard deviations are then too small by what their scatter is too large (Birge ratio, as the Particle Data
    Group averages measurements).
    """
    yaws = np.array([sign.yaw_deg for sign in signs])
    weights = np.array([sign.sd_deg for sign in signs]) ** -2.0
    yaw = float(np.sum(weights * yaws) / weights.sum())
    scatter = float(np.sqrt(np.sum(weights * (yaws - yaw) ** 2) / max(len(signs) - 1, 1)))
    return YawSign(yaw, max(float(weights.sum() ** -0.5) * max(scatter, 1.0), _TOGETHER_FLOOR_DEG))
