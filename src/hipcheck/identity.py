"""Whose landmarks these are: which person is analysed, which leg is which, and which points to believe.

MediaPipe sometimes exchanges a person's left and right for a few frames, most often at the deepest point of a
single-leg squat, and is as confident as ever. Continuity tells: a swap makes both legs jump at once, and exchanging
the labels undoes the jump.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hipcheck.geometry import BoolArray, FloatArray, length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.settings import IdentitySettings

__all__ = ["Repaired", "believable", "height_px", "mask_unbelievable", "repair_sides"]

_GROUPS: Final[tuple[tuple[tuple[int, int], ...], ...]] = (
    (
        (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
        (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
        (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL),
        (Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX),
    ),
    (
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
        (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    ),
    (
        (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW),
        (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST),
        (Landmark.LEFT_PINKY, Landmark.RIGHT_PINKY),
        (Landmark.LEFT_INDEX, Landmark.RIGHT_INDEX),
        (Landmark.LEFT_THUMB, Landmark.RIGHT_THUMB),
    ),
)
"""Pairs that are exchanged together: legs, trunk, arms. The model exchanges them at slightly different frames."""

_JUMP_CAP: Final = 0.15
"""Share of body height beyond which a jump counts no more: one wild landmark must not decide."""
_CHANGE_COST: Final = 0.02
"""Cost of starting or ending an exchange, in shares of body height: more than jitter, less than a real jump."""
_EXCHANGED_COST_PER_S: Final = 0.02
"""Cost of a second spent exchanged: between two explanations the model's own labels win."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Landmarks with left and right put right.

    Attributes:
        poses: The repaired landmarks.
        exchanged: Shape (T,), True where the legs' labels were exchanged back.
    """

    poses: PoseSequence
    exchanged: BoolArray


def height_px(poses: PoseSequence) -> float:
    """Median over the frames of the vertical extent of all landmarks; NaN where nobody was found."""
    here = poses.present
    if not here.any():
        return float("nan")
    y = poses.xy_px[here, :, 1]
    return float(np.median(np.nanmax(y, axis=1) - np.nanmin(y, axis=1)))


def repair_sides(poses: PoseSequence) -> Repaired:
    """Undo exchanges of left and right.

    For each of legs, trunk and arms the cheapest sequence of "as labelled" and "exchanged" is found over the whole
    clip (Viterbi): cost is how far the landmarks jump from frame to frame, plus a little for every change and for
    time spent exchanged. What is exchanged for most of the clip is the model's constant opinion, and kept.

    Returns:
        The landmarks, and in which frames the legs were exchanged.
    """
    here = np.flatnonzero(poses.present)
    exchanged = np.zeros(len(poses), dtype=bool)
    if len(here) < 3:
        return Repaired(poses, exchanged)
    height = height_px(poses)
    xy, world, visibility = poses.xy_px.copy(), poses.world_m.copy(), poses.visibility.copy()
    for number, pairs in enumerate(_GROUPS):
        left, right = (np.array(side) for side in zip(*pairs, strict=True))
        swap = _cheapest_labels(xy[here], poses.time_s[here], left, right, height)
        if swap.mean() > 0.5:
            swap = ~swap
        frames = here[swap]
        for array in (xy, world, visibility):
            array[np.ix_(frames, left)], array[np.ix_(frames, right)] = (
                array[np.ix_(frames, right)],
                array[np.ix_(frames, left)],
            )
        if number == 0:
            exchanged[frames] = True
    return Repaired(replace(poses, xy_px=xy, world_m=world, visibility=visibility), exchanged)


def _cheapest_labels(
    xy: FloatArray, time_s: FloatArray, left: np.ndarray, right: np.ndarray, height: float
) -> BoolArray:
    """Viterbi over two labellings; True where exchanged. Shapes: xy (T, 33, 2), result (T,)."""
    pair = np.stack([xy[:, left], xy[:, right]], axis=1)  # (T, side, pairs, 2)
    kept = _jump(pair[:-1], pair[1:], height)
    crossed = _jump(pair[:-1], pair[1:, ::-1], height)
    stay_cost = _EXCHANGED_COST_PER_S * np.diff(time_s, prepend=time_s[0])
    cost = np.array([0.0, stay_cost[0]])
    came_from = np.zeros((len(xy), 2), dtype=np.int8)
    for t in range(1, len(xy)):
        to_plain = cost + np.array([kept[t - 1], crossed[t - 1] + _CHANGE_COST])
        to_exchanged = cost + np.array([crossed[t - 1] + _CHANGE_COST, kept[t - 1]])
        came_from[t] = int(np.argmin(to_plain)), int(np.argmin(to_exchanged))
        cost = np.array([to_plain.min(), to_exchanged.min() + stay_cost[t]])
    state = int(np.argmin(cost))
    states = np.zeros(len(xy), dtype=bool)
    for t in range(len(xy) - 1, -1, -1):
        states[t] = bool(state)
        state = int(came_from[t, state])
    return states


def _jump(before: FloatArray, after: FloatArray, height: float) -> FloatArray:
    """Mean distance moved by the pairs of a group, in body heights, each capped; 0 where nothing is known."""
    distance = np.minimum(length(after - before) / height, _JUMP_CAP)
    known = np.isfinite(distance)
    total = np.where(known, distance, 0.0).sum(axis=(1, 2))
    return np.asarray(total / np.maximum(known.sum(axis=(1, 2)), 1), dtype=np.float64)


def mask_unbelievable(poses: PoseSequence, settings: IdentitySettings) -> PoseSequence:
    """Mask landmarks of low visibility, and the ends of bones that are longer than that bone can be.

    A bone can look shorter than it is, by foreshortening, but hardly longer; so each thigh and shank is held
    against its own 90th percentile over the clip.
    """
    with np.errstate(invalid="ignore"):
        missing = ~(poses.visibility >= settings.min_visibility)
    out = poses.masked(missing)
    too_long = np.zeros_like(missing)
    for side in Side:
        leg = LEGS[side]
        for upper, lower in ((leg.hip, leg.knee), (leg.knee, leg.ankle)):
            bone = length(out.xy_px[:, upper] - out.xy_px[:, lower])
            if np.isfinite(bone).sum() < 5:
                continue
            limit = np.nanpercentile(bone, 90) * (1.0 + settings.max_bone_change)
            with np.errstate(invalid="ignore"):
                too_long[bone > limit, lower] = True
    return out.masked(too_long)


def believable(poses: PoseSequence, settings: IdentitySettings) -> bool:
    """Whether this can be a person: found for long enough, with a body's proportions that stay put.

    A pose reported on a wall, a tree or a floor has limbs that change length from frame to frame, or no limbs of a
    body's proportions at all. The limits are wide: leg (thigh and shank) 0.5 to 2.6 trunk lengths; adults standing
    measure 1.1 to 1.7 in the image, a deep squat seen from the front 0.6.
    """
    here = poses.present
    if here.sum() < 3 or np.sum(np.diff(poses.time_s)[here[1:]]) < settings.min_person_s:
        return False
    seen = poses.take(here)
    shoulders = seen.xy_px[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    hips = seen.xy_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    trunk = length(shoulders - hips)
    legs = []
    for side in Side:
        leg = LEGS[side]
        thigh = length(seen.xy_px[:, leg.hip] - seen.xy_px[:, leg.knee])
        shank = length(seen.xy_px[:, leg.knee] - seen.xy_px[:, leg.ankle])
        legs.append(thigh + shank)
    longest = np.fmax(legs[0], legs[1])
    ratios = longest / np.maximum(trunk, 1e-6)
    known = ratios[np.isfinite(ratios)]
    return bool(known.size >= 3 and 0.5 <= np.median(known) <= 2.6)
