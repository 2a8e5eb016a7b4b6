"""Which foot carries: the one that stays where it is, with the body's centre of mass above it.

Whoever stands on one leg without falling has their centre of mass over that foot, and whoever stands on two has it
between them. That holds from every side, however the free leg is held, and does not need the free foot to be seen well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import binary_opening

from hipcheck.geometry import BoolArray, FloatArray, length, mid
from hipcheck.kinematics import knee_flexion_deg, leg_px
from hipcheck.kinematics.anatomy import ratio, standing_length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence

__all__ = [
    "STILL_SPEED",
    "Feet",
    "centre_of_mass_px",
    "feet_of",
    "foot_px",
    "foot_speed",
    "median_of",
    "planted_ankle_px",
    "seated",
]

STILL_SPEED: Final = 0.6
"""Leg lengths a second below which a foot counts as standing; a step's foot moves at 2 and more. Convention."""
_HANGING: Final = 0.4
"""Leg lengths above the other ankle from which a foot hangs in the air. The far one of two feet on the floor lies up to 0.17
higher in the image, and a step of 20 cm is 0.23 of a leg."""
_STAND_S: Final = 0.2
"""A foot stands for at least so long; a landmark that flies about may be in one place for a moment. Convention."""
_SAME_PLACE: Final = 0.1
"""Leg lengths: a foot no farther from where it stood before has been there all the time. Less than the shortest step, and
twice what a standing foot's landmark strays."""

_BESIDE_FRONTAL: Final = 0.12
"""Leg lengths between the feet in the image, from front or back, from which it shows whether the centre of mass is over one
of them; that is seen to within 0.05."""
_BESIDE: Final = 0.25
"""The same from elsewhere, where heels or toes that carry more look like one foot that does: over two feet the centre of mass
may lie 0.07 to the front or back."""
_BALANCED_FRONTAL: Final = 0.1
"""Leg lengths sideways from the foot that carries up to which the centre of mass may seem to be: half a foot's breadth, and the
0.05 to which it is seen. In a squat shifted to one side it is farther from either foot."""
_BALANCED: Final = 0.15
"""The same from elsewhere, where along the foot it may be at heel or toes. Convention."""
_UPRIGHT_SHANKS: Final = 0.9
"""Height of the knees over their ankles as a share of that in standing: in a squat knees come forward, and it is mostly 0.7 to
0.9; of people who sit it is 0.92 to 1."""
_UNBALANCED: Final = 0.2
"""Leg lengths off the feet at which the centre of mass lies over a seat: 0.21 to 0.5 of people who sit, up to 0.19 and mostly
below 0.1 in squats."""
_UNBALANCED_FRONTAL: Final = 0.33
"""The same from front or back, where how far the hips lie behind the feet is the model's guess: of good squats up to 0.30."""
_OVER_ONE_FRONTAL: Final = 0.65
"""Of the way from the free foot to the standing one: with the centre of mass beyond, one foot carries. From front or back
squats on both legs come to 0.57; on one leg it is 0.72 at least, mostly 1."""
_OVER_ONE: Final = 0.75
"""The same from elsewhere: squats on both legs, seen from 60°, come to 0.71."""
_ON_BOTH: Final = 0.6
"""With the centre of mass short of this, both feet carry."""
_FOOT_BREADTH: Final = 0.09
"""Leg lengths: feet side by side on the floor are at least a foot's breadth apart, 9 to 10 cm. Feet that look closer from
front or back are not beside each other."""
_RAISED: Final = 0.25
"""Leg lengths by which a foot that is held up lies above the standing one in the image. An even stance seen from 60°
to the side shows 0.17, as the far foot lies higher in the image."""
_UNEVEN_DEG: Final = 15.0
"""Degrees by which one knee is bent more than the other, as seen from the side, when only one foot carries: 20 and more but for
deadlifts, and up to 5 in squats on both legs. At an angle, knees that turn out look bent unlike each other."""
_UNEVEN_DEG_PER_LEG: Final = 100.0
"""Degrees of that which weigh as much as one leg length amiss: of two feet side by side, the bent leg's stands higher, and
the straight one hangs down. Convention."""
_RAISED_FRONTAL: Final = 0.15
"""The same from front or back, where feet side by side lie level: squats on both legs show up to 0.05. A foot held at
knee height behind the body, filmed from behind at hip height, shows 0.20."""
_FREE_PATH_FRONTAL: Final = 0.06
"""Leg lengths by which a free foot moves, at least, and twice as far as the standing one; squats on both legs show 0.03."""
_FREE_PATH: Final = 0.1
"""The same from elsewhere, where the landmarks of the far foot stray by 0.08."""
_STANDS: Final = 0.035
"""Leg lengths that the landmark of a foot on the floor strays: 0.01 to 0.03 of people who sit down or squat. Held up, 0.03 to
0.3, but then it has carried nothing before."""
_FREE_SINKS: Final = 0.08
"""Leg lengths by which a free foot sinks against the standing one, as it goes down with the body; of two feet on the floor one
sinks by up to 0.06, mostly 0.02."""

# Share of the body's mass, and where its centre lies from the first joint to the second: Winter, Biomechanics and Motor
# Control of Human Movement, 4th ed., table 4.1.
_HEAD_ARMS_TRUNK: Final = (0.678, 0.626)  # hip to shoulder
_THIGH: Final = (0.100, 0.433)  # hip to knee
_SHANK_FOOT: Final = (0.061, 0.606)  # knee to ankle


def centre_of_mass_px(poses: PoseSequence) -> FloatArray:
    """The body's centre of mass in the image, shape (T, 2).

    A knee or ankle that is not seen is taken to be where the joint above it is; NaN where shoulders or hips are not seen.
    """
    return _centre_of_mass(poses.xy_px)


def _centre_of_mass(points: FloatArray) -> FloatArray:
    """The same of landmarks of any unit, shape (T, 33, k) to (T, k)."""
    hips, shoulders = (
        mid(points[:, left], points[:, right])
        for left, right in (
            (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
            (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
        )
    )
    share, along = _HEAD_ARMS_TRUNK
    total = share * (hips + along * (shoulders - hips))
    for leg in LEGS.values():
        hip, knee, ankle = (points[:, joint] for joint in (leg.hip, leg.knee, leg.ankle))
        knee = np.where(np.isnan(knee), hip, knee)
        ankle = np.where(np.isnan(ankle), knee, ankle)
        for (mass, way), upper, lower in ((_THIGH, hip, knee), (_SHANK_FOOT, knee, ankle)):
            total = total + mass * (upper + way * (lower - upper))
    return np.asarray(total, dtype=np.float64)


def foot_px(poses: PoseSequence, side: Side) -> FloatArray:
    """The middle of a foot's sole in the image, shape (T, 2): between heel and toes, or the ankle where they are not seen."""
    leg = LEGS[side]
    sole = mid(poses.xy_px[:, leg.heel], poses.xy_px[:, leg.toe])
    return np.where(np.isnan(sole), poses.xy_px[:, leg.ankle], sole)


def foot_speed(poses: PoseSequence, side: Side) -> FloatArray:
    """Of an ankle in leg lengths a second, shape (T,), over a quarter of a second: too slow to see single frames."""
    ankle = poses.xy_px[:, LEGS[side].ankle]
    half = max(1, round(0.125 * poses.frame_rate_hz))
    index = np.arange(len(poses))
    before, after = np.maximum(index - half, 0), np.minimum(index + half, len(poses) - 1)
    elapsed_s = poses.time_s[after] - poses.time_s[before]
    return ratio(length(ankle[after] - ankle[before]), elapsed_s * leg_px(poses, side))


def planted_ankle_px(poses: PoseSequence, side: Side) -> FloatArray:
    """Where a foot's ankle is while the foot stands, shape (T, 2); NaN where it does not.

    A foot that is in the same place before and after has been there in between, whatever its landmark did: models lose or
    exchange feet at the bottom of a rep.
    """
    ankle, other = poses.xy_px[:, LEGS[side].ankle], poses.xy_px[:, LEGS[side.other].ankle]
    leg = leg_px(poses, side)
    with np.errstate(invalid="ignore"):
        stands = foot_speed(poses, side) < STILL_SPEED
        stands &= ~((other - ankle)[:, 1] / leg > _HANGING)
    stands &= np.isfinite(ankle[:, 0])
    stands = binary_opening(stands, np.ones(max(1, round(_STAND_S * poses.frame_rate_hz)), dtype=bool))
    return _where_it_was(np.where(stands[:, None], ankle, np.nan), stands, _SAME_PLACE * leg)


def _where_it_was(ankle: FloatArray, stands: BoolArray, near_px: float) -> FloatArray:
    """Gaps filled linearly where both ends lie near each other."""
    out = ankle.copy()
    known = np.flatnonzero(stands)
    gaps = np.flatnonzero(np.diff(known) > 1)
    for before, after in zip(known[gaps], known[gaps + 1], strict=True):
        if length(ankle[after] - ankle[before]) < near_px:
            way = np.linspace(0.0, 1.0, after - before + 1)[1:-1, None]
            out[before + 1 : after] = ankle[before] + way * (ankle[after] - ankle[before])
    return out


@dataclass(frozen=True, slots=True)
class Feet:
    """What a person's feet do over some time; lengths in leg lengths.

    Attributes:
        stance: The foot that carries; of two that do, either.
        stance_path: How far it strays from its place.
        free_path: How far the other one does.
        raised: How far the other one lies above it in the image, in the middle of the time.
        rises: How much farther that is than at the start.
        apart: How far they are apart sideways in the image then.
        share: Where the centre of mass is on the way from the other (0) to it (1); NaN where a foot is not seen.
        free_hidden: Share of the time in which the other one is not seen.
        uneven_deg: By how much more its knee is bent, seen from the side, than the other one; NaN in other views.
        share_before: `share` at the start.
    """

    stance: Side
    stance_path: float
    free_path: float
    raised: float
    rises: float
    apart: float
    share: float
    free_hidden: float
    uneven_deg: float
    share_before: float

    def alone(self, *, frontal: bool) -> bool:
        """Whether the stance foot carries alone. What is not seen decides nothing: a comparison with NaN is False."""
        if self.free_hidden > 0.5:  # held up behind the body, out of the camera's sight
            return True
        if abs(self.uneven_deg) > _UNEVEN_DEG:
            return True
        over_one = self.over_one(frontal=frontal)
        if over_one or (self._apart(frontal=frontal) and self.share < _ON_BOTH):
            return over_one
        return (
            (frontal and self.apart < _FOOT_BREADTH)
            or self.raised > (_RAISED_FRONTAL if frontal else _RAISED)
            or self.rises < -_FREE_SINKS
            or self.free_path > max(_FREE_PATH_FRONTAL if frontal else _FREE_PATH, 2.0 * self.stance_path)
        )

    def level(self, *, frontal: bool) -> bool:
        """Whether both feet can stand on one floor."""
        return not abs(self.raised) > (_RAISED_FRONTAL if frontal else _RAISED)

    def over_one(self, *, frontal: bool) -> bool:
        """Whether the centre of mass lies over the stance foot and not between the feet."""
        beside = abs(self.share - 1.0) * self.apart
        stood_on_both = self.free_path < _STANDS and self.share_before < _ON_BOTH
        if stood_on_both:
            return False
        limit, balanced = (_OVER_ONE_FRONTAL, _BALANCED_FRONTAL) if frontal else (_OVER_ONE, _BALANCED)
        return self._apart(frontal=frontal) and self.share > limit and beside < balanced

    def _apart(self, *, frontal: bool) -> bool:
        """Whether the feet are so far apart that the place of the centre of mass says something."""
        return self.apart > (_BESIDE_FRONTAL if frontal else _BESIDE)

    @property
    def planted(self) -> bool:
        """Whether neither foot moves."""
        return max(self.stance_path, self.free_path) <= _FREE_PATH


def feet_of(rep: PoseSequence, deep: PoseSequence, leg_lengths_px: float, *, side_on: bool) -> Feet:
    """What the feet do in a dip.

    The foot that carries is the one for which least is amiss: the centre of mass beside it, the foot straying, the foot
    lying higher above the other one than a step and a view from the side explain, and the leg hanging straight beside a bent
    one. All are lengths, and are added up.

    Args:
        rep: The whole of it.
        deep: Its middle.
        leg_lengths_px: The unit.
        side_on: Whether it is seen from the side, where the image shows how far each knee is bent.
    """
    path = {side: _stray(rep.xy_px[:, LEGS[side].ankle]) / leg_lengths_px for side in Side}
    bend = {side: median_of(knee_flexion_deg(deep, side)) if side_on else float("nan") for side in Side}
    amiss = {side: _amiss(deep, side, leg_lengths_px, bend) + path[side] for side in Side}
    stance = min(Side, key=lambda side: amiss[side] if np.isfinite(amiss[side]) else np.inf)
    free = stance.other
    first = rep.between(rep.time_s[0], rep.time_s[0] + 0.1)
    raised = _above_px(deep, free, stance) / leg_lengths_px
    return Feet(
        stance=stance,
        stance_path=path[stance],
        free_path=path[free],
        raised=raised,
        rises=raised - _above_px(first, free, stance) / leg_lengths_px,
        apart=abs(median_of((foot_px(deep, stance) - foot_px(deep, free))[:, 0])) / leg_lengths_px,
        share=_share(deep, stance),
        free_hidden=float(np.mean(np.isnan(deep.xy_px[:, LEGS[free].ankle, 0]))) if len(deep) else 1.0,
        uneven_deg=bend[stance] - bend[free],
        share_before=_share(first, stance),
    )


def _above_px(poses: PoseSequence, side: Side, other: Side) -> float:
    """How far an ankle lies above the other one in the image."""
    return median_of(poses.xy_px[:, LEGS[other].ankle, 1] - poses.xy_px[:, LEGS[side].ankle, 1])


def _share(poses: PoseSequence, stance: Side) -> float:
    """See `Feet.share`."""
    at, from_ = foot_px(poses, stance)[:, 0], foot_px(poses, stance.other)[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return median_of((centre_of_mass_px(poses)[:, 0] - from_) / (at - from_))


def _amiss(deep: PoseSequence, side: Side, leg_lengths_px: float, bend_deg: Mapping[Side, float]) -> float:
    """What speaks against this foot carrying, in leg lengths; NaN where that is not seen."""
    sole = {each: foot_px(deep, each)[:, 0] for each in Side}
    beside = abs(median_of(centre_of_mass_px(deep)[:, 0] - sole[side])) / leg_lengths_px
    above = _above_px(deep, side, side.other) / leg_lengths_px
    together = abs(median_of(sole[Side.LEFT] - sole[Side.RIGHT])) < _FOOT_BREADTH * leg_lengths_px
    straighter_deg = bend_deg[side.other] - bend_deg[side]
    hangs = together and abs(above) < _RAISED_FRONTAL and straighter_deg > _UNEVEN_DEG
    return (
        beside
        + float(np.fmax(above - _HANGING, 0.0))
        + (straighter_deg / _UNEVEN_DEG_PER_LEG if hangs else 0.0)
    )


def seated(poses: PoseSequence, deep: PoseSequence, *, frontal: bool) -> bool:
    """Whether something else than the feet carries: both shanks upright, and the centre of mass not over the feet.

    Without a seat that is a fall: knees come forward as the hips go back.

    Args:
        poses: The whole clip, which knows how high knees are in standing.
        deep: The lowest part of a dip.
        frontal: Whether it is seen from front or back.
    """
    shanks = []
    for leg in LEGS.values():
        low, always = (p.xy_px[:, leg.ankle, 1] - p.xy_px[:, leg.knee, 1] for p in (deep, poses))
        shanks.append(median_of(ratio(low, np.full_like(low, standing_length(always)))))
    off = median_of(_off_support(poses, deep))
    limit = _UNBALANCED_FRONTAL if frontal else _UNBALANCED
    return bool(median_of(np.array(shanks)) > _UPRIGHT_SHANKS and off > limit)


def _off_support(poses: PoseSequence, deep: PoseSequence) -> FloatArray:
    """Leg lengths from the centre of mass to the line between the feet, on the floor, shape (T,).

    Sideways as the image shows it; away from the camera as the world landmarks have it, which is all there is.
    """
    leg = np.fmax(leg_px(poses, Side.LEFT), leg_px(poses, Side.RIGHT))
    units = np.array([leg, _leg_m(poses)])

    def on_floor(image: FloatArray, world: FloatArray) -> FloatArray:
        return ratio(np.stack([image[:, 0], world[:, 2]], axis=-1), units)

    mass = on_floor(_centre_of_mass(deep.xy_px), _centre_of_mass(deep.world_m))
    one, other = (
        on_floor(*(mid(points[:, leg.heel], points[:, leg.toe]) for points in (deep.xy_px, deep.world_m)))
        for leg in LEGS.values()
    )
    between = other - one
    way = ratio(np.sum((mass - one) * between, axis=-1), np.sum(between**2, axis=-1))
    return length(mass - one - np.clip(way, 0.0, 1.0)[:, None] * between)


def _leg_m(poses: PoseSequence) -> float:
    """The same as `leg_px` in world landmarks, the longer of both legs."""
    return max(
        standing_length(length(poses.world_m[:, leg.ankle] - poses.world_m[:, leg.hip]))
        for leg in LEGS.values()
    )


def median_of(values: FloatArray) -> float:
    """The median of what is known, or NaN."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def _stray(xy_px: FloatArray) -> float:
    """How far a point strays from its middle: 90th percentile, pixels."""
    known = xy_px[np.isfinite(xy_px[:, 0])]
    if not len(known):
        return float("nan")
    return float(np.percentile(length(known - np.median(known, axis=0)), 90))
