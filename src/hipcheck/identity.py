"""Whose landmarks these are: which person is analysed, which leg is which, and which points to believe.

MediaPipe sometimes exchanges a person's left and right for a few frames, most often at the deepest point of a
single-leg squat, and is as confident as ever. Continuity tells: a swap makes both legs jump at once, and exchanging
the labels undoes the jump.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d

from hipcheck.geometry import BoolArray, FloatArray, IntArray, length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence, handed_over
from hipcheck.settings import IdentitySettings

__all__ = ["Repaired", "believable", "height_px", "mask_unbelievable", "repair_sides"]

_Pairs: TypeAlias = tuple[tuple[int, int], ...]

_TRUNK: Final[_Pairs] = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
)
_LEGS: Final[_Pairs] = (
    (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
    (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
    (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL),
    (Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX),
)
_ARMS: Final[_Pairs] = (
    (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW),
    (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST),
    (Landmark.LEFT_PINKY, Landmark.RIGHT_PINKY),
    (Landmark.LEFT_INDEX, Landmark.RIGHT_INDEX),
    (Landmark.LEFT_THUMB, Landmark.RIGHT_THUMB),
)
"""Pairs that are exchanged together. Mostly the whole body is, but at slightly different frames; the trunk's landmarks
jump least and are never far out, so legs and arms take their cue from it where their own jumps do not tell."""

_JUMP_CAP: Final = 0.15
"""Share of body height beyond which a jump counts no more: one wild landmark must not decide."""
_CHANGE_COST: Final = 0.02
"""Cost of starting or ending an exchange, in shares of body height: more than jitter, less than a real jump."""
_EXCHANGED_COST_PER_S: Final = 0.02
"""Cost of a second in which the trunk counts as exchanged: between two explanations the model's own labels win."""
_DISAGREE_COST_PER_S: Final = 0.15
"""Cost of a second in which legs or arms are labelled otherwise than the trunk."""
_OWN_LABEL_COST_PER_S: Final = 0.03
"""Cost of a second in which the legs are labelled otherwise than the model did, whatever the trunk is: from the side the trunk
tells nothing, and legs that swing out of one another may take either label along. Enough to break a tie; from 0.25 on,
exchanges that last half a rep are believed."""
_CROSSED_COST_PER_S: Final = 2.0
"""Cost of a second in which thighs that go to the other side's knee are longer by a body height."""
_TURNED_COST_PER_S: Final = 3.0
"""Cost of a second with the left shoulder and hip on the other side of the right ones than in the seconds around:
nobody turns their back for a moment."""
_PLANTED_COST_PER_S: Final = 3.0
"""Cost of a second with a planted foot's landmarks a body height away from where it stands."""
_PLANTED_WINDOW_S: Final = 4.0
"""A foot that stands does so for most of this, or longer: more than a rep."""
_PLANTED_SHARE: Final = 0.8
"""Share of that time in which one of the two ankles, whichever, must lie in a place for a foot to stand there."""
_PLANTED_HEIGHTS: Final = 0.05
"""Body heights that a standing foot's ankle may lie from its place: a tenth of a leg."""
_TURN_WINDOW_S: Final = 2.0
"""Who faces the other way for longer than half of this has turned round."""


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
    y = poses.xy_px[here, :, 1].astype(np.float64)
    return float(np.median(np.nanmax(y, axis=1) - np.nanmin(y, axis=1)))


def repair_sides(poses: PoseSequence) -> Repaired:
    """Undo exchanges of left and right.

    For trunk, legs and arms the cheapest sequence of "as labelled" and "exchanged" is found over the whole clip
    (Viterbi): cost is how far the landmarks jump from frame to frame, plus a little for every change, for time in
    which the trunk or the legs are exchanged, and for time in which legs or arms are labelled otherwise than the trunk.

    Returns:
        The landmarks, and in which frames the legs were exchanged.
    """
    here = np.flatnonzero(poses.present)
    exchanged = np.zeros(len(poses), dtype=bool)
    height = height_px(poses)
    if len(here) < 3 or height <= 0.0:
        return Repaired(poses, exchanged)
    seen = poses.in_picture().take(here).widened()
    trunk = _cheapest_labels(seen, _TRUNK, height, _facing_cost_per_s(seen))
    like_trunk = np.stack([trunk, ~trunk], axis=1).astype(np.float64) * _DISAGREE_COST_PER_S
    own_side = _own_side_cost_per_s(_swapped(seen, [(_TRUNK, np.flatnonzero(trunk))]), height)
    planted = _planted_cost_per_s(seen, height)
    own_label = np.array([0.0, _OWN_LABEL_COST_PER_S])
    legs = _cheapest_labels(seen, _LEGS, height, like_trunk + own_label + own_side + planted)
    arms = _cheapest_labels(seen, _ARMS, height, like_trunk)
    exchanged[here[legs]] = True
    swaps = [(_TRUNK, here[trunk]), (_LEGS, here[legs]), (_ARMS, here[arms])]
    return Repaired(_swapped(poses, swaps), exchanged)


def _swapped(poses: PoseSequence, swaps: Sequence[tuple[_Pairs, IntArray]]) -> PoseSequence:
    """Landmarks with some pairs exchanged in some frames each."""

    def swapped(values: FloatArray) -> FloatArray:
        out = values.copy()
        for pairs, frames in swaps:
            left, right = (np.array(side) for side in zip(*pairs, strict=True))
            mine, other = np.ix_(frames, left), np.ix_(frames, right)
            out[mine], out[other] = out[other], out[mine]
        return handed_over(out)

    return replace(
        poses,
        xy_px=swapped(poses.xy_px),
        world_m=swapped(poses.world_m),
        visibility=swapped(poses.visibility),
    )


def _facing_cost_per_s(poses: PoseSequence) -> FloatArray:
    """Cost of a second of each labelling of the trunk, shape (T, 2): as labelled, exchanged.

    From which way the person's left lies in the image, against what it is in the seconds around; nothing in a side
    view, where shoulders and hips overlap.
    """
    across = np.sum([poses.xy_px[:, left, 0] - poses.xy_px[:, right, 0] for left, right in _TRUNK], axis=0)
    across = np.nan_to_num(across)
    usual = float(np.median(np.abs(across))) or 1.0
    window = max(3, round(_TURN_WINDOW_S * poses.frame_rate_hz)) | 1
    agrees = np.clip(np.sign(median_filter(across, size=window, mode="nearest")) * across / usual, -1.0, 1.0)
    cost = _TURNED_COST_PER_S * np.stack([np.maximum(-agrees, 0.0), np.maximum(agrees, 0.0)], axis=1)
    return np.asarray(cost + np.array([0.0, _EXCHANGED_COST_PER_S]), dtype=np.float64)


def _own_side_cost_per_s(poses: PoseSequence, height: float) -> FloatArray:
    """Cost of a second of each labelling of the legs, shape (T, 2): as labelled, exchanged.

    Thighs that go from each hip to the other side's knee are longer than those that do not; nothing in a side view,
    where the hips overlap, and nothing where a hip or knee is missing.
    """
    hips, knees = (poses.xy_px[:, [left, right]] for left, right in (_TRUNK[1], _LEGS[0]))
    longer = np.nan_to_num((length(hips - knees) - length(hips - knees[:, ::-1])).sum(axis=1) / height)
    return _CROSSED_COST_PER_S * np.stack([np.maximum(longer, 0.0), np.maximum(-longer, 0.0)], axis=1)


def _planted_cost_per_s(poses: PoseSequence, height: float) -> FloatArray:
    """Cost of a second of each labelling of the legs, shape (T, 2): as labelled, exchanged.

    Where in nearly every frame of some seconds one of the two ankles, whichever, lies in the same place, a foot stands there,
    and it is the foot whose label is there most of the time. Nothing where both feet stand or both move.
    """
    ankles = poses.xy_px[:, list(_LEGS[1])]
    window = max(3, round(_PLANTED_WINDOW_S * poses.frame_rate_hz)) | 1
    cost = np.zeros((len(poses), 2))
    for foot in (0, 1):
        known = np.isfinite(ankles[:, foot, 0])
        if not known.any():
            continue
        here = np.flatnonzero(known)
        filled = ankles[here[np.clip(np.searchsorted(here, np.arange(len(poses))), 0, len(here) - 1)], foot]
        place = median_filter(filled, size=(window, 1), mode="reflect")
        away = np.nan_to_num(length(ankles - place[:, None]) / height, nan=np.inf)
        there = away.min(axis=1) < _PLANTED_HEIGHTS
        stands = uniform_filter1d(there.astype(np.float64), window, mode="reflect") >= _PLANTED_SHARE
        far = np.where(stands[:, None], np.minimum(away, _JUMP_CAP), 0.0)
        cost += _PLANTED_COST_PER_S * far[:, [foot, 1 - foot]]
    return cost


def _cheapest_labels(poses: PoseSequence, pairs: _Pairs, height: float, cost_per_s: FloatArray) -> BoolArray:
    """Viterbi over two labellings: True where exchanged.

    Args:
        poses: Frames in which the person was found.
        pairs: Landmarks that are exchanged together.
        height: Body height, pixels.
        cost_per_s: Shape (T, 2), cost of a second as labelled and exchanged.

    Returns:
        Shape (T,). What holds for most of the clip is the model's constant opinion, and counts as not exchanged.
    """
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    pair = np.stack([poses.xy_px[:, left], poses.xy_px[:, right]], axis=1)  # (T, side, pairs, 2)
    kept, crossed = _jump(pair[:-1], pair[1:], height), _jump(pair[:-1], pair[1:, ::-1], height)
    elapsed_s = np.minimum(np.diff(poses.time_s, prepend=poses.time_s[0]), 0.1)
    unary = elapsed_s[:, None] * cost_per_s
    states = _cheapest_path(kept, crossed + _CHANGE_COST, unary)
    return ~states if states.mean() > 0.5 else states


def _cheapest_path(stay: FloatArray, change: FloatArray, unary: FloatArray) -> BoolArray:
    """The cheapest sequence of two states, shape (T,), given the costs of each step (T - 1,) and state (T, 2)."""
    (plain, other), *rest = unary.tolist()
    came_from = []
    for stay_cost, change_cost, (plain_cost, other_cost) in zip(
        stay.tolist(), change.tolist(), rest, strict=True
    ):
        came_from.append((other + change_cost < plain + stay_cost, other + stay_cost <= plain + change_cost))
        plain, other = (
            min(plain + stay_cost, other + change_cost) + plain_cost,
            min(plain + change_cost, other + stay_cost) + other_cost,
        )
    states = [other < plain]
    for step in reversed(came_from):
        states.append(step[states[-1]])
    return np.array(states[::-1])


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
    too_long = np.zeros_like(missing)
    for side in Side:
        leg = LEGS[side]
        for upper, lower in ((leg.hip, leg.knee), (leg.knee, leg.ankle)):
            ends = poses.xy_px[:, [upper, lower]].astype(np.float64)
            bone = length(ends[:, 0] - ends[:, 1])
            bone[missing[:, upper] | missing[:, lower]] = np.nan
            if np.isfinite(bone).sum() < 5:
                continue
            limit = np.nanpercentile(bone, 90) * (1.0 + settings.max_bone_change)
            with np.errstate(invalid="ignore"):
                too_long[bone > limit, lower] = True
    return poses.masked(missing | too_long)


def believable(poses: PoseSequence, settings: IdentitySettings) -> bool:
    """Whether this can be a person: found for long enough, with a body's proportions that stay put.

    A pose reported on a wall, a tree or a floor has limbs that change length from frame to frame, or no limbs of a
    body's proportions at all. The limits are wide: leg (thigh and shank) 0.5 to 2.6 trunk lengths; adults standing
    measure 1.1 to 1.7 in the image, a deep squat seen from the front 0.6.
    """
    here = poses.present
    if here.sum() < 3 or np.sum(np.diff(poses.time_s)[here[1:]]) < settings.min_person_s:
        return False
    seen = poses.in_picture().take(here).widened()
    shoulders = seen.xy_px[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    hips = seen.xy_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    trunk = length(shoulders - hips)
    legs = []
    for side in Side:
        leg = LEGS[side]
        thigh = length(seen.xy_px[:, leg.hip] - seen.xy_px[:, leg.knee])
        shank = length(seen.xy_px[:, leg.knee] - seen.xy_px[:, leg.ankle])
        legs.append(thigh + np.where(np.isnan(shank), thigh, shank))  # feet out of the picture are no proof
    longest = np.fmax(legs[0], legs[1])
    ratios = longest / np.maximum(trunk, 1e-6)
    known = ratios[np.isfinite(ratios)]
    return bool(known.size >= 3 and 0.5 <= np.median(known) <= 2.6)
