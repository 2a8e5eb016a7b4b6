"""Which movement this is, which leg is tested, and where its reps are.

Every movement hipcheck knows lowers the shoulders towards a foot that stays where it is. So first every such dip is
found, for either foot; then it is seen which foot carries, or whether both do; then all dips on one leg together are told
apart by what the free foot and the trunk do, as nobody changes the exercise within a set. What fits none of them (walking,
sitting down, waving) is unknown and has no reps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.catalog import DepthSignal, Movement
from hipcheck.dips import Look, drop_over, look_at, overlap, spans_over
from hipcheck.geometry import BoolArray
from hipcheck.kinematics import body_drop, knee_flexion_deg, leg_px, levelled, trunk_forward_lean_deg
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence
from hipcheck.reps import REST_SHARE, RepSpan, detect_reps, timed
from hipcheck.results import Facing, MovementResult, Rep, View, ViewKind
from hipcheck.settings import RepSettings
from hipcheck.support import STILL_SPEED, foot_speed, median_of

__all__ = ["UNKNOWN", "Dip", "find_dips", "name_movement", "reps_of", "stance_rest"]

UNKNOWN: Final = "unknown"

_MIN_SQUAT_DROP: Final = 0.12
"""Share of leg length the shoulders must come down in a squat on both legs, so that a bow or a shift of weight is none."""
_STILL_PATH: Final = 0.15
"""Leg lengths that a standing foot's landmark may stray within a rep. Convention."""
_SQUAT_PATH: Final = 0.12
"""Leg lengths that a foot may stray in a squat: further is a hop, or a step."""
_SQUAT_RETURN: Final = 0.1
"""Leg lengths by which the hips may end away from where they began in a squat, as no foot moves: 0.03 and less."""
_LOWERED: Final = 0.07
"""Leg lengths by which the free foot comes down from where it lay, in a step down: 0.08 and more, unless it is reached far
forward. A foot held up in front comes to lie 0.06 lower in the image, as it comes nearer to the camera."""
_BELOW_FRONT: Final = 0.03
"""Leg lengths by which it then lies below the standing one in a level picture from the front."""
_BELOW: Final = 0.08
"""From elsewhere it may lie higher by this much, as the far foot does."""
_FREE_BENT_DEG: Final = 40.0
"""Flexion of the free knee by the world landmarks from which it does not reach for the floor: up to 31° in step-downs; 24 to 48°
in squats on one leg with the other held in front, else 39° and more, mostly 60 to 110°."""
_BESIDE: Final = 0.09
"""Leg lengths between the feet, seen from the side, up to which the free foot hangs beside the standing one: 0.04 in step-downs
to the side, 0.38 and more in squats on one leg, whose free foot goes in front or behind so as not to touch the floor."""
_TRAVEL: Final = 0.6
"""Leg lengths by which the hips may move over the standing foot and come back: 0.5 in a deadlift seen from the side; walking
passes 0.7 over it."""
_SQUAT_TRAVEL_FRONTAL: Final = 0.15
"""The same in a squat seen from front or back, where hips stay between the feet: 0.03 and less; farther, they go to a seat."""
_RETURN: Final = 0.4
"""Leg lengths by which the hips may end away from where they began."""
_SAME_MOMENT: Final = 0.3
"""Share of the shorter one by which two dips overlap that are one. Convention."""
_HINGE_DEG: Final = 25.0
"""Trunk inclination that a deadlift exceeds. Rendered ones show 30° and more. Convention."""
_HINGE_PER_KNEE: Final = 0.8
"""And so per knee bend as it looks from front or back, where hips that go back look like a knee that bends as far. Rendered
deadlifts come to 0.96, squats on one leg to 0.5, one that leans far forward to 0.73."""
_HINGE_PER_KNEE_SIDE: Final = 1.5
"""The same from the side, where trunk and knee are seen as they are."""
_RISES: Final = 0.1
"""Leg lengths by which the free foot of a deadlift rises above the standing one, while a squat takes it down."""
_HINGE_PER_KNEE_RISING: Final = 0.6
"""Where it does, less of a hinge is enough: deadlifts done half as squats come to 0.7, squats to 0.5."""
_SQUAT_KNEE_DEG: Final = 40.0
"""Knee flexion that a squat exceeds; in a bow the shoulders come down, but not the hips. Convention."""
_BENT_DEG: Final = 20.0
"""Flexion of the standing knee that a squat on one leg and a step down exceed; who only lifts a foot sways. Shallow step-downs
bend it by 30°."""
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
    seen = [(side, look_at(poses, view, span)) for side in Side for span in spans_over(poses, side, settings)]
    looks = _one_per_moment([x for x in seen if x[0] is x[1].feet.stance or not _on_its_own(x[1], view)])
    on_one_leg = [look for look in looks if _on_its_own(look, view)]
    deepest = max((look.span.depth for look in on_one_leg), default=0.0)
    on_one_leg = [look for look in on_one_leg if look.span.depth >= settings.min_peak_share * deepest]
    usually = _on_one_leg(_pooled(on_one_leg), view)
    dips = []
    for look in looks:
        if any(look is other for other in on_one_leg):
            movement = usually
        else:
            movement = UNKNOWN if _on_its_own(look, view) else _on_both_legs(look, view)
        dips.append(Dip(look.span, look.feet.stance, movement, _variant(look, movement, view)))
    return dips


def _one_per_moment(seen: list[tuple[Side, Look]]) -> list[Look]:
    """Of dips at the same time, one whose feet stand; of those, the one found over the foot that carries."""

    def rank(item: tuple[Side, Look]) -> tuple[bool, bool, float]:
        side, look = item
        return not _stands(look), side is not look.feet.stance, -look.span.depth

    kept: list[Look] = []
    for _, look in sorted(seen, key=rank):
        if not any(overlap(look.span, other.span) > _SAME_MOMENT for other in kept):
            kept.append(look)
    return sorted(kept, key=lambda look: look.span.start_s)


def _stands(look: Look) -> bool:
    """Whether a foot stays, and the hips come back over it. What is not seen decides nothing."""
    return not (look.feet.stance_path > _STILL_PATH or look.travel > _TRAVEL or look.returned > _RETURN)


def _on_its_own(look: Look, view: View) -> bool:
    """Whether one foot stays and carries everything."""
    sits = look.seated and look.feet.level(frontal=view.frontal)
    return _stands(look) and not sits and look.feet.alone(frontal=view.frontal)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the dips on one leg look like together, each the middle of them; see `Look` and `Feet`."""

    raised: float
    rises: float
    lowered: float
    free_bend_deg: float
    apart: float
    hinge_deg: float
    knee_deg: float


def _pooled(looks: list[Look]) -> _Usual:
    def usual(values: Iterable[float]) -> float:
        return median_of(np.array(list(values), dtype=np.float64))

    return _Usual(
        raised=usual(look.feet.raised for look in looks),
        rises=usual(look.feet.rises for look in looks),
        lowered=usual(look.lowered for look in looks),
        free_bend_deg=usual(look.free_bend_deg for look in looks),
        apart=usual(look.feet.apart for look in looks),
        hinge_deg=usual(look.hinge_deg for look in looks),
        knee_deg=usual(look.knee_deg for look in looks),
    )


def _on_one_leg(usual: _Usual, view: View) -> str:
    """The movement that dips on one leg look like."""
    if _hinged(usual, view):
        return "single_leg_deadlift"
    if usual.knee_deg < _BENT_DEG:
        return UNKNOWN
    if usual.free_bend_deg > _FREE_BENT_DEG:
        return "single_leg_squat"
    # The far foot lies higher in the image: the one away from a camera at the side, or the one in front, seen from behind.
    below = usual.raised < (-_BELOW_FRONT if view.kind is ViewKind.FRONT else _BELOW)
    lowered = np.fmax(usual.lowered, -usual.rises) > _LOWERED
    hangs = view.kind is ViewKind.SIDE and usual.apart < _BESIDE
    return "step_down" if below and (lowered or hangs) else "single_leg_squat"


def _on_both_legs(look: Look, view: View) -> str:
    """Whether a dip not on one leg looks like a squat."""
    if look.seated or not _stands(look):
        return UNKNOWN
    if view.frontal and look.travel > _SQUAT_TRAVEL_FRONTAL:
        return UNKNOWN
    shallow = look.span.depth < _MIN_SQUAT_DROP or look.knee_deg < _SQUAT_KNEE_DEG
    moved = max(look.feet.stance_path, look.feet.free_path) > _SQUAT_PATH or look.returned > _SQUAT_RETURN
    return UNKNOWN if shallow or moved or not look.feet.level(frontal=view.frontal) else "squat"


def _hinged(usual: _Usual, view: View) -> bool:
    """Whether the trunk goes forward rather than down. What is not seen decides nothing."""
    per_knee = _HINGE_PER_KNEE_SIDE if view.kind is ViewKind.SIDE else _HINGE_PER_KNEE
    if usual.rises > _RISES:
        per_knee = _HINGE_PER_KNEE_RISING
    return usual.hinge_deg > _HINGE_DEG and not usual.hinge_deg < per_knee * usual.knee_deg


def _variant(look: Look, movement: str, view: View) -> str:
    if movement == "step_down" and view.frontal:
        return "lateral" if look.feet.apart > 0.2 else "forward"
    if movement == "single_leg_squat" and view.frontal and np.isfinite(look.reach_m):
        reach_m = look.reach_m if view.facing is Facing.CAMERA else -look.reach_m
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
            if overlap(span, dip.span) > 0.5:
                return timed(span, poses.time_s, function(poses, dip.side))
    # Shoulders come down with the square of the angle that a joint has bent by.
    return timed(dip.span, poses.time_s, drop_over(poses, dip.side), REST_SHARE**2)


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
        with np.errstate(invalid="ignore"):
            quiet &= (body_drop(poses, s) < 0.03) & (foot_speed(poses, s) < STILL_SPEED / 2)
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
