"""Where the camera stands, measured on the person: front, back, side or oblique; yaw and roll with their doubt.

Yaw is the great liar of frontal video: at 60° of knee flexion, ten degrees of it make a perfectly aligned leg read
11.5° of valgus. So it is estimated from several signs, each with its own standard deviation, and never believed beyond
what they allow. It is the angle between the person's front and the line of sight to the person, which is what a knee
angle in the image depends on; how far off-centre the person stands is thereby part of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.ndimage import binary_opening

from hipcheck.geometry import BoolArray, FloatArray, angle_from_up_deg, length, mid
from hipcheck.landmarks import Landmark
from hipcheck.poses import PoseSequence
from hipcheck.results import Facing, View, ViewKind
from hipcheck.settings import ViewSettings
from hipcheck.yaw import YawSign, depth_bias, feet_yaw, from_front_or_back, fused, heading_deg, heading_yaw

__all__ = ["as_named", "estimate_view", "quiet_standing", "view_frames", "with_sign"]

_SIDE_SD_DEG: Final = 7.0
"""Doubt of the heading from the side and obliquely: rendered people read up to 13° off."""
_FEET_SD_DEG: Final = 4.5
"""Doubt of where the feet point: 3° about the truth on rendered people, whose toes are turned out alike, and 3.5° because
people's are not. Convention."""
_FEET_BEHIND_SD_DEG: Final = 9.0
"""Likewise from behind, where they lie 8° about the truth on rendered people."""
_QUIET_S: Final = 0.2
"""Shortest stand. Convention."""
_LEVEL_LEGS: Final = 0.04
"""Knees, and ankles, whose heights differ by less are level, in body heights: 7 cm, more than a camera's roll makes of
feet under the hips. Convention."""
_ROLL_WEIGHTS: Final = (0.60, 0.15, 0.25)
"""Of the lines of trunk, shoulders and hips: by how little they scatter about the roll on rendered people (0.9, 2.0 and 1.8°,
development half) and as many degrees on others."""
_ROLLS_AGREE_DEG: Final = 5.0
"""A line farther from the trunk's is a low shoulder or a hip that is out of line, and tells nothing. Convention."""
_STANDING_ROLL_SD_DEG: Final = 1.0
"""Doubt of the roll where the person stood still on both feet."""
_MOVING_ROLL_SD_DEG: Final = 4.0
"""Doubt of the roll where nobody stood still: a lean looks like a tilted camera."""


def quiet_standing(poses: PoseSequence) -> BoolArray:
    """Frames in which the person stands upright and still, both feet on the floor as far as can be told.

    Returns:
        Shape (T,). True where hips and shoulders are in the upper part of their range and the trunk moves slower
        than a tenth of body height a second, for long enough to be more than the turn between two reps.
    """
    hips = mid(poses.xy_px[:, Landmark.LEFT_HIP], poses.xy_px[:, Landmark.RIGHT_HIP])
    shoulders = mid(poses.xy_px[:, Landmark.LEFT_SHOULDER], poses.xy_px[:, Landmark.RIGHT_SHOULDER])
    known = np.isfinite(hips[:, 1]) & np.isfinite(shoulders[:, 1])
    quiet = np.zeros(len(poses), dtype=bool)
    if known.sum() < 5:
        return quiet
    height = _body_height_px(poses)
    rate_hz = poses.frame_rate_hz
    speed = np.full(len(poses), np.nan)
    torso = mid(hips, shoulders)
    step = max(1, round(0.1 * rate_hz))
    speed[step:-step] = length(torso[2 * step :] - torso[: -2 * step]) * rate_hz / (2 * step)
    with np.errstate(invalid="ignore"):
        high = [p[:, 1] <= np.nanpercentile(p[:, 1], 40) + 0.02 * height for p in (hips, shoulders)]
        quiet = known & high[0] & high[1] & (speed < 0.1 * height)
    lasting = np.ones(max(1, round(_QUIET_S * rate_hz)), dtype=bool)
    return np.asarray(binary_opening(quiet, lasting), dtype=bool)


def _body_height_px(poses: PoseSequence) -> float:
    here = poses.present
    y = poses.xy_px[here, :, 1]
    return float(np.median(np.nanmax(y, axis=1) - np.nanmin(y, axis=1))) if here.any() else float("nan")


def estimate_view(
    poses: PoseSequence, settings: ViewSettings, *, model: str = "", mirrored: bool = False
) -> View | None:
    """Where the camera stands.

    Measured in quiet standing; where nobody stands still, in the upright third of the frames, with more doubt.

    Args:
        poses: Smoothed landmarks.
        settings: Limits between the views, prior.
        model: The pose model that saw them, whose misjudged depth is taken out where it is known.
        mirrored: That model was shown the mirror image of these poses.

    Returns:
        The view, or None where shoulders and hips are never seen together.
    """
    frames, stood = view_frames(poses)
    if not frames.any():
        return None
    standing = poses.take(frames)
    bias = depth_bias(model)
    heading = heading_deg(standing, bias, mirrored=mirrored)
    if not np.isfinite(heading):
        return None
    kind = _kind(heading, settings)
    if kind in (ViewKind.FRONT, ViewKind.BACK):
        front = kind is ViewKind.FRONT
        feet = feet_yaw(standing, _FEET_SD_DEG if front else _FEET_BEHIND_SD_DEG, behind=not front)
        signs = [heading_yaw(heading, bias), YawSign(0.0, settings.prior_yaw_sd_deg)]
        yaw = fused([*signs, feet] if feet else signs)
    else:
        yaw = YawSign(heading, _SIDE_SD_DEG)
    return View(
        kind=kind,
        facing=_facing(heading, kind),
        yaw_deg=yaw.yaw_deg,
        yaw_sd_deg=yaw.sd_deg,
        roll_deg=_roll_deg(standing, frontal=kind in (ViewKind.FRONT, ViewKind.BACK)),
        roll_sd_deg=_STANDING_ROLL_SD_DEG if stood else _MOVING_ROLL_SD_DEG,
    )


def view_frames(poses: PoseSequence) -> tuple[BoolArray, bool]:
    """The frames that tell where the camera stands.

    Returns:
        Shape (T,), and whether the person stood still in them; else they are the upright third.
    """
    enough = max(5, 0.2 * poses.frame_rate_hz)
    still = quiet_standing(poses)
    for frames in (still & _on_both_feet(poses), still):
        if frames.sum() >= enough:
            return frames, True
    return _most_upright(poses), False


def _on_both_feet(poses: PoseSequence) -> BoolArray:
    """Frames in which no leg is lifted: on one leg the hips move over that foot, and the pelvis turns.

    A foot lifted behind is seen by the ankles, one lifted towards a near camera by the knees alone: it is drawn lower
    by as much as it is higher.
    """
    y = poses.xy_px[..., 1]
    apart = [
        np.abs(y[:, Landmark.LEFT_ANKLE] - y[:, Landmark.RIGHT_ANKLE]),
        np.abs(y[:, Landmark.LEFT_KNEE] - y[:, Landmark.RIGHT_KNEE]),
    ]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.maximum(*apart) < _LEVEL_LEGS * _body_height_px(poses), dtype=bool)


def _most_upright(poses: PoseSequence) -> BoolArray:
    y = mid(poses.xy_px[:, Landmark.LEFT_HIP], poses.xy_px[:, Landmark.RIGHT_HIP])[:, 1]
    known = np.isfinite(y)
    if not known.any():
        return np.zeros(len(poses), dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.asarray(y <= np.percentile(y[known], 33), dtype=bool)


def _kind(heading_deg: float, settings: ViewSettings) -> ViewKind:
    yaw_deg = from_front_or_back(heading_deg)
    if abs(yaw_deg) >= settings.side_min_yaw_deg:
        return ViewKind.SIDE
    if abs(yaw_deg) > settings.frontal_max_yaw_deg:
        return ViewKind.OBLIQUE
    return ViewKind.BACK if abs(heading_deg) > 90.0 else ViewKind.FRONT


def _facing(heading_deg: float, kind: ViewKind) -> Facing:
    if kind is ViewKind.SIDE:
        # A camera to the person's left sees the person look to the image's left.
        return Facing.IMAGE_LEFT if heading_deg > 0 else Facing.IMAGE_RIGHT
    return Facing.AWAY if abs(heading_deg) > 90.0 else Facing.CAMERA


def as_named(view: View, kind: ViewKind, settings: ViewSettings) -> View:
    """The view as the user names it: whoever filmed knows better where the camera stood.

    Where that is not what was seen, the yaw that was seen means nothing, and people are taken to have stood as those do
    who are asked to stand so.
    """
    if kind is view.kind:
        return view
    if kind in (ViewKind.FRONT, ViewKind.BACK):
        facing = Facing.CAMERA if kind is ViewKind.FRONT else Facing.AWAY
        return replace(view, kind=kind, facing=facing, yaw_deg=0.0, yaw_sd_deg=settings.prior_yaw_sd_deg)
    yaw_deg = float(np.copysign(90.0 if kind is ViewKind.SIDE else 45.0, view.yaw_deg))
    return replace(view, kind=kind, facing=_facing(yaw_deg, kind), yaw_deg=yaw_deg, yaw_sd_deg=_SIDE_SD_DEG)


def with_sign(view: View, sign: YawSign | None) -> View:
    """The view with one more sign of its yaw taken into account."""
    if sign is None or not view.frontal:
        return view
    both = fused([YawSign(view.yaw_deg, view.yaw_sd_deg), sign])
    return replace(view, yaw_deg=both.yaw_deg, yaw_sd_deg=both.sd_deg)


def _roll_deg(standing: PoseSequence, *, frontal: bool) -> float:
    """Camera roll: the trunk's line, and in a frontal view the lines of shoulders and hips where they agree with it."""
    hips = mid(standing.xy_px[:, Landmark.LEFT_HIP], standing.xy_px[:, Landmark.RIGHT_HIP])
    shoulders = mid(standing.xy_px[:, Landmark.LEFT_SHOULDER], standing.xy_px[:, Landmark.RIGHT_SHOULDER])
    trunk_deg = _median(angle_from_up_deg(shoulders - hips))
    if not frontal:
        return trunk_deg
    rolls_deg = [trunk_deg]
    for left, right in (
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
        (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    ):
        across = standing.xy_px[:, left] - standing.xy_px[:, right]
        across = across * np.sign(across[:, :1])  # from the image's left to its right
        line_deg = _median(np.asarray(np.degrees(np.arctan2(across[:, 1], across[:, 0]))))
        rolls_deg.append(line_deg if abs(line_deg - trunk_deg) <= _ROLLS_AGREE_DEG else trunk_deg)
    return float(np.average(rolls_deg, weights=_ROLL_WEIGHTS))


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else 0.0
