"""Which movement this is, which leg is tested, and where its reps are.

Every movement hipcheck knows lowers the shoulders towards a foot that stays where it is. So first every such dip is
found, for either foot; then each is told apart by what the other foot and the trunk do; and what fits none of them
(walking, sitting down, waving) is unknown and has no reps.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.catalog import DepthSignal, Movement
from hipcheck.geometry import BoolArray, FloatArray, length
from hipcheck.kinematics import (
    body_drop,
    depth_deg,
    hip_shift,
    knee_flexion_deg,
    leg_px,
    levelled,
    trunk_forward_lean_deg,
    trunk_shortening_deg,
    trunk_tilt_deg,
)
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.reps import REST_SHARE, RepSpan, detect_reps, timed
from hipcheck.results import Facing, MovementResult, Rep, View, ViewKind
from hipcheck.settings import RepSettings

__all__ = ["UNKNOWN", "Dip", "find_dips", "name_movement", "reps_of", "stance_rest"]

UNKNOWN: Final = "unknown"

_MIN_DROP: Final = 0.05
"""Share of leg length the shoulders must come down: 36° of knee flexion with an upright trunk. Convention."""
_MIN_SQUAT_DROP: Final = 0.12
"""The same for a squat on both legs, so that a bow or a shift of weight is none."""
_STILL_SPEED: Final = 0.6
"""Leg lengths a second below which a foot counts as standing; a step's foot moves at 2 and more. Convention."""
_STILL_PATH: Final = 0.2
"""Leg lengths that a standing foot's landmark may stray within a rep. Convention."""
_FREE_PATH: Final = 0.08
"""Leg lengths by which a free foot moves, at least, and twice as far as the standing one; the feet's landmarks stray by
up to 0.06 in a squat on both legs."""
_SQUAT_PATH: Final = 0.12
"""Leg lengths that a foot may stray in a squat: further is a hop."""
_RAISED: Final = 0.25
"""Leg lengths by which a foot that is held up lies above the standing one in the image. An even stance seen from 60°
to the side shows 0.17, as the far foot lies higher in the image."""
_RAISED_FRONTAL: Final = 0.15
"""The same from front or back, where feet side by side lie level: squats on both legs show up to 0.05. A foot held at
knee height behind the body, filmed from behind at hip height, shows 0.20."""
_LOWERED: Final = 0.06
"""Leg lengths by which a foot that steps down comes to lie below the one on the step."""
_OVER_FOOT: Final = 0.3
"""Distances between the ankles by which the hips lie off the middle when one leg carries the weight."""
_OVER_STANCE: Final = 0.85
"""Of the way from the free foot to the standing one, seen from the side: hips so far over one foot stand on it."""
_FEET_APART: Final = 0.15
"""Leg lengths; with the ankles closer together in the image the place of the hips between them says nothing."""
_SHARED: Final = 0.62
"""Of the way from the free foot to the standing one: hips that stay short of it have put weight on both, as in a lunge.
A step down to the side comes to 0.72. Convention."""
_TRAVEL: Final = 0.45
"""Leg lengths by which the hips may move over the standing foot and come back; walking passes 0.7 over it."""
_RETURN: Final = 0.4
"""Leg lengths by which the hips may end away from where they began."""
_HINGE_DEG: Final = 45.0
"""Trunk inclination that makes a rep on one leg a deadlift, if the knee bends less than the trunk. Convention; seen
from the front, where the knee's bend follows from the hips' height, a deadlift at 15° of knee bend shows up to 57°."""
_HINGE_PER_KNEE: Final = 0.85
"""Trunk inclination per knee bend, as seen from front or back, from which a rep is a deadlift: in one, hips that go back
look like a knee that bends as far; a squat that leans far forward comes to 0.73. Convention."""
_HINGE_SIDE_DEG: Final = 25.0
"""The same seen from the side, where trunk and knee are seen as they are: the trunk leans half as far again as the
knee bends."""
_HINGE_OBLIQUE_DEG: Final = 65.0
"""The same seen at an angle, where a trunk that leans sideways looks inclined as well. Convention."""
_SQUAT_KNEE_DEG: Final = 40.0
"""Knee flexion that a squat exceeds; in a bow the shoulders come down, but not the hips. Convention."""
_REACH_M: Final = 0.15
"""Metres that the free foot lies before or behind the standing one to be named so (world landmarks)."""


@dataclass(frozen=True, slots=True)
class Dip:
    """A stretch in which the shoulders come down over a foot that stays, and go up again.

    Attributes:
        span: When.
        side: The foot that stays; of a squat, either.
        movement: What it looks like, or "unknown".
        variant: See `MovementResult.variant`.
    """

    span: RepSpan
    side: Side
    movement: str
    variant: str


def find_dips(poses: PoseSequence, view: View, settings: RepSettings) -> list[Dip]:
    """All dips of a clip, each on the foot that carries it, in time order.

    Args:
        poses: Smoothed landmarks on a uniform time base.
        view: Where the camera stands.
        settings: What makes a rep.
    """
    if view.frontal and view.roll_known:  # which foot is the higher one is seen in a level picture
        poses = levelled(poses, view.roll_deg)
    found: list[tuple[float, Dip]] = []
    for side in Side:
        leg = leg_px(poses, side)
        if not np.isfinite(leg) or leg <= 0:
            continue
        for span in detect_reps(poses.time_s, _drop_over(poses, side), _MIN_DROP, settings):
            features = _features(poses, view, span, side, leg)
            movement = _classify(features, view)
            dip = Dip(span, side, movement, _variant(features, movement, view))
            found.append((features.free_path - features.stance_path, dip))
    return _one_per_moment(found)


def _drop_over(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the shoulders have come down over a foot, shape (T,), in leg lengths; NaN where the foot does not stand."""
    still = _ankle_speed(poses, side) / leg_px(poses, side) < _STILL_SPEED
    return _bridged(np.where(still, body_drop(poses, side), np.nan), poses.time_s)


def _one_per_moment(found: list[tuple[float, Dip]]) -> list[Dip]:
    """Of dips at the same time on both feet, the named one; of two, the one whose other foot moves more."""
    kept: list[Dip] = []
    ranked = sorted(found, key=lambda item: (item[1].movement == UNKNOWN, -item[0]))
    for _, dip in ranked:
        if not any(_overlap(dip.span, other.span) > 0.3 for other in kept):
            kept.append(dip)
    return sorted(kept, key=lambda dip: dip.span.start_s)


def _overlap(a: RepSpan, b: RepSpan) -> float:
    """Shared time as a share of the shorter one."""
    shared = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return shared / max(min(a.end_s - a.start_s, b.end_s - b.start_s), 1e-9)


def _ankle_speed(poses: PoseSequence, side: Side) -> FloatArray:
    """Pixels a second over a quarter of a second, shape (T,): slow enough not to see single frames."""
    ankle = poses.xy_px[:, LEGS[side].ankle]
    half = max(1, round(0.125 * poses.frame_rate_hz))
    index = np.arange(len(poses))
    before, after = np.maximum(index - half, 0), np.minimum(index + half, len(poses) - 1)
    elapsed = poses.time_s[after] - poses.time_s[before]
    return np.asarray(length(ankle[after] - ankle[before]) / elapsed, dtype=np.float64)


def _bridged(values: FloatArray, time_s: FloatArray) -> FloatArray:
    """Fill gaps of up to a fifth of a second linearly: a foot that trembles for a moment still stands."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return values
    filled = np.interp(time_s, time_s[known], values[known], left=np.nan, right=np.nan)
    seen_s = time_s[known]
    after = np.clip(np.searchsorted(seen_s, time_s, side="left"), 1, len(seen_s) - 1)
    wide = (seen_s[after] - seen_s[after - 1]) > 0.2
    return np.where(known | ~wide, filled, np.nan)


@dataclass(frozen=True, slots=True)
class _Features:
    """What a dip looks like; lengths in leg lengths, see `_features`."""

    stance_path: float
    free_path: float
    raised: float
    lowered_by: float
    over_foot: float
    over_stance: float
    feet_apart: float
    travel: float
    returned: float
    hinge_deg: float
    knee_deg: float
    reach_m: float
    free_hidden: float
    drop: float


def _features(poses: PoseSequence, view: View, span: RepSpan, side: Side, leg: float) -> _Features:
    rep = poses.between(span.start_s, span.end_s)
    deep = poses.between((span.start_s + span.bottom_s) / 2, (span.bottom_s + span.end_s) / 2)
    start = poses.between(span.start_s, span.start_s + 0.1)
    stance, free = LEGS[side].ankle, LEGS[side.other].ankle
    hips = (rep.xy_px[:, Landmark.LEFT_HIP, 0] + rep.xy_px[:, Landmark.RIGHT_HIP, 0]) / 2.0
    over = hips - rep.xy_px[:, stance, 0]
    apart = deep.xy_px[:, free] - deep.xy_px[:, stance]
    hips_deep = (deep.xy_px[:, Landmark.LEFT_HIP, 0] + deep.xy_px[:, Landmark.RIGHT_HIP, 0]) / 2.0
    toward = 1.0 if side is Side.LEFT else -1.0
    return _Features(
        stance_path=_path(rep.xy_px[:, stance]) / leg,
        free_path=_path(rep.xy_px[:, free]) / leg,
        raised=-_median(apart[:, 1]) / leg,
        lowered_by=(_median(apart[:, 1]) - _median(start.xy_px[:, free, 1] - start.xy_px[:, stance, 1]))
        / leg,
        over_foot=toward * _median(hip_shift(deep, side)),
        over_stance=_share(hips_deep - deep.xy_px[:, free, 0], -apart[:, 0]),
        feet_apart=abs(_median(apart[:, 0])) / leg,
        travel=float(np.nanmax(over) - np.nanmin(over)) / leg if np.isfinite(over).any() else float("nan"),
        returned=abs(float(over[-1] - over[0])) / leg,
        hinge_deg=_median(_during(_hinge_deg(poses, view, side), poses, span)),
        knee_deg=_median(_during(_bend_deg(poses, view, side), poses, span)),
        reach_m=_median(deep.world_m[:, free, 2] - deep.world_m[:, stance, 2]),
        free_hidden=float(np.mean(np.isnan(deep.xy_px[:, free, 0]))),
        drop=span.depth,
    )


def _hinge_deg(poses: PoseSequence, view: View, side: Side) -> FloatArray:
    """How far the trunk is bent forward, as far as this view shows it, shape (T,)."""
    if view.kind is ViewKind.SIDE:
        return trunk_forward_lean_deg(poses, side)
    return trunk_shortening_deg(poses) if view.frontal else trunk_tilt_deg(poses, side)


def _bend_deg(poses: PoseSequence, view: View, side: Side) -> FloatArray:
    """How far the knee is bent, as far as this view shows it, shape (T,)."""
    return knee_flexion_deg(poses, side) if view.kind is ViewKind.SIDE else depth_deg(poses, side)


def _during(values: FloatArray, poses: PoseSequence, span: RepSpan) -> FloatArray:
    """Values around the bottom of a dip."""
    near = np.abs(poses.time_s - span.bottom_s) <= 0.1
    return np.asarray(values[near], dtype=np.float64)


def _share(part: FloatArray, whole: FloatArray) -> float:
    """Median of one over the other; NaN where the other is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _median(part / whole)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def _path(xy_px: FloatArray) -> float:
    """How far a point strays from its middle: 90th percentile, pixels."""
    known = xy_px[np.isfinite(xy_px[:, 0])]
    if not len(known):
        return float("nan")
    return float(np.percentile(length(known - np.median(known, axis=0)), 90))


def _classify(f: _Features, view: View) -> str:
    """The movement a dip looks like. A comparison with NaN is False, so what is not seen decides nothing."""
    if f.stance_path > _STILL_PATH or f.travel > _TRAVEL or f.returned > _RETURN:
        return UNKNOWN
    raised = _RAISED_FRONTAL if view.frontal else _RAISED
    # Seen from the side, the far foot lies higher in the image than the near one.
    lowered = f.lowered_by > _LOWERED and f.raised < (-_LOWERED / 2.0 if view.frontal else _LOWERED)
    one_leg = (
        f.free_path > max(_FREE_PATH, 2.0 * f.stance_path)
        or f.raised > raised
        or f.free_hidden > 0.5  # held up behind the body, out of the camera's sight
        or (view.frontal and f.feet_apart > _FEET_APART and f.over_foot > _OVER_FOOT)
        or (view.kind is ViewKind.SIDE and f.feet_apart > _FEET_APART and f.over_stance > _OVER_STANCE)
    )
    if not one_leg and not lowered:
        shallow = f.drop < _MIN_SQUAT_DROP or f.knee_deg < _SQUAT_KNEE_DEG
        moved = f.stance_path > _SQUAT_PATH
        aloft = f.raised < -raised  # the foot that stays is the one held up
        return UNKNOWN if shallow or moved or aloft else "squat"
    if _hinged(f, view):
        return "single_leg_deadlift"
    if f.raised < raised and f.feet_apart > _FEET_APART and f.over_stance < _SHARED:
        return UNKNOWN
    return "step_down" if lowered else "single_leg_squat"


def _hinged(f: _Features, view: View) -> bool:
    """Whether the trunk goes forward rather than down."""
    if view.kind is ViewKind.SIDE:
        return f.hinge_deg > _HINGE_SIDE_DEG and f.hinge_deg > 1.5 * f.knee_deg
    hinged_deg = _HINGE_OBLIQUE_DEG if view.kind is ViewKind.OBLIQUE else _HINGE_DEG
    return f.hinge_deg > hinged_deg and not f.hinge_deg < _HINGE_PER_KNEE * f.knee_deg


def _variant(f: _Features, movement: str, view: View) -> str:
    if movement == "step_down" and view.frontal:
        return "lateral" if f.feet_apart > 0.2 else "forward"
    if movement == "single_leg_squat" and view.frontal and np.isfinite(f.reach_m):
        reach_m = f.reach_m if view.facing is Facing.CAMERA else -f.reach_m
        if abs(reach_m) < _REACH_M:
            return "free leg in the middle"
        return "free leg behind" if reach_m > 0 else "free leg in front"
    return ""


def name_movement(dips: list[Dip], names: dict[str, str]) -> MovementResult:
    """The movement most dips look like.

    Args:
        dips: From `find_dips`.
        names: Movement ids and how people call them.
    """
    known = Counter(dip.movement for dip in dips if dip.movement in names)
    if not known:
        return MovementResult(UNKNOWN, "Unknown movement", detected=True, confidence=0.0)
    movement, count = known.most_common(1)[0]
    variants = Counter(dip.variant for dip in dips if dip.movement == movement and dip.variant)
    variant = variants.most_common(1)[0][0] if variants else ""
    return MovementResult(movement, names[movement], True, count / sum(known.values()), variant)


def reps_of(
    dips: list[Dip],
    movement: Movement,
    poses: PoseSequence,
    view: View,
    settings: RepSettings,
    side: Side | None = None,
) -> tuple[Rep, ...]:
    """The reps among the dips, with their final times.

    Args:
        dips: From `find_dips`.
        movement: The movement they are to be reps of.
        poses: Smoothed landmarks.
        view: Where the camera stands.
        settings: What makes a rep.
        side: The tested leg where the user names it.

    Returns:
        Reps in time order, numbered from 1. Where the movement was named by the user, all dips that happen over a
        standing foot count, as the user knows better.
    """
    named = [dip for dip in dips if dip.movement == movement.id]
    chosen = named or [dip for dip in dips if dip.movement != UNKNOWN]
    spans = [(_refined(dip, movement, poses, view, settings), dip.side) for dip in chosen]
    reps = [
        Rep(
            index=number,
            side=None if movement.legs == 2 else (side or stance),
            start_s=span.start_s,
            bottom_s=span.bottom_s,
            end_s=span.end_s,
            pause_start_s=span.pause_start_s,
            pause_end_s=span.pause_end_s,
        )
        for number, (span, stance) in enumerate(spans, start=1)
    ]
    return tuple(reps)


def _refined(dip: Dip, movement: Movement, poses: PoseSequence, view: View, settings: RepSettings) -> RepSpan:
    """The dip's times by the movement's own depth signal in this view, where that sees the same rep."""
    signal = movement.depth.get("side" if view.kind is ViewKind.SIDE else "frontal")
    if signal is not None and signal is not DepthSignal.BODY_DROP:
        function = knee_flexion_deg if signal is DepthSignal.KNEE_FLEXION else trunk_forward_lean_deg
        around = poses.between(dip.span.start_s - 0.5, dip.span.end_s + 0.5)
        for span in detect_reps(around.time_s, function(around, dip.side), movement.min_depth_deg, settings):
            if _overlap(span, dip.span) > 0.5:
                return timed(span, poses.time_s, function(poses, dip.side))
    # Shoulders come down with the square of the angle that a joint has bent by.
    return timed(dip.span, poses.time_s, _drop_over(poses, dip.side), REST_SHARE**2)


def stance_rest(poses: PoseSequence, reps: tuple[Rep, ...], side: Side | None, min_s: float) -> BoolArray:
    """Frames of quiet standing that the reps of a stance leg are compared with.

    Args:
        poses: Smoothed landmarks on a uniform time base.
        reps: All reps of the clip.
        side: The stance leg; None where both legs work.
        min_s: Time on both feet that is enough of a baseline.

    Returns:
        Shape (T,), True outside all reps, within two seconds of one of this leg, where the shoulders are high and the
        feet still: on both feet, or on the stance leg alone where there is not enough of that.
    """
    sides = tuple(Side) if side is None else (side,)
    quiet = np.ones(len(poses), dtype=bool)
    for s in sides:
        leg = leg_px(poses, s)
        with np.errstate(invalid="ignore"):
            quiet &= (body_drop(poses, s) < 0.03) & (_ankle_speed(poses, s) / leg < _STILL_SPEED / 2)
    near = np.zeros(len(poses), dtype=bool)
    for rep in reps:
        if rep.side is side:
            near |= (poses.time_s > rep.start_s - 2.0) & (poses.time_s < rep.end_s + 2.0)
    for rep in reps:
        quiet &= ~((poses.time_s > rep.start_s) & (poses.time_s < rep.end_s))
    on_both = quiet & near & _feet_level(poses)
    return on_both if on_both.sum() / poses.frame_rate_hz >= min_s else quiet & near


def _feet_level(poses: PoseSequence) -> BoolArray:
    """Whether both feet are on the floor, as seen from front or back, shape (T,)."""
    left, right = (poses.xy_px[:, LEGS[side].ankle, 1] for side in Side)
    leg = max(leg_px(poses, side) for side in Side)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(left - right) < _LOWERED * leg, dtype=bool)
