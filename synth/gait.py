"""Steps: feet that stand where they were put until they are lifted, and a body carried along over them.

A walk is a row of stations, places and directions of the body; at each of them one foot comes down, left and right in
turn. Between the stations everything follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from synth.script import Script
from synth.skeleton import OUTWARD, STANDING_KNEE_DEG, Skeleton
from synth.timing import FloatArray, bump, minimum_jerk
from synth.turns import FORWARD, UP, about_z, apply

__all__ = ["STEP_S", "Station", "Walk", "put_feet", "stations_along", "turning", "walking"]

STEP_S: Final = 0.56
"""From one foot's lifting to the other's: about 107 steps a minute, an easy walk."""
_SWING_S: Final = 0.42
_SETTLE_S: Final = 0.35
"""From the last landing until the body has come to rest."""
_ARMS_S: Final = 0.8
"""Before and after a walk the arms need so long between hanging and what they do else."""
_STEP_M: Final = 0.46
"""A step's length, short for tall and long for small people, so that a clip's duration is the same for all."""
_TURN_DEG: Final = 45.0
"""Most that a body turns with a step."""
_HALF_WIDTH_M: Final = 0.06
_CLEARANCE_M: Final = 0.035
_HEEL_OFF_DEG, _TOES_UP_DEG = 26.0, -12.0
_HEEL_OFF_S, _FOOT_FLAT_S = 0.24, 0.12
_OVER_STANCE: Final = 0.62
"""Where the body passes over a step: this much of the way from the swinging foot to the standing one."""
_LOW_LEGS, _HIGH_LEGS = 0.062, 0.025
"""How much lower than in standing the hips are with both feet down, and over one: leg lengths."""
_REACHING: Final = 1.0
_SWING_DEG_PER_M: Final = 34.0
"""Arms swing against the legs, by the distance of the feet."""


@dataclass(frozen=True, slots=True)
class Station:
    """Where a foot comes down.

    Attributes:
        x_m: Of the body.
        y_m: Of the ankles.
        heading_deg: Where the body faces, + to the left.
        half_width_m: Of the ankle from the middle.
        z_m: Height of what is stepped on.
    """

    x_m: float
    y_m: float
    heading_deg: float
    half_width_m: float = _HALF_WIDTH_M
    z_m: float = 0.0

    def foot_m(self, side: int) -> FloatArray:
        """Where that side's ankle goes, at the height of the floor stepped on."""
        aside = about_z(self.heading_deg) @ np.array([OUTWARD[side] * self.half_width_m, 0.0, 0.0])
        return np.asarray(np.array([self.x_m, self.y_m, self.z_m]) + aside, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Step:
    """One foot put down somewhere else."""

    side: int
    lift_s: float
    land_s: float
    station: Station


@dataclass(slots=True)
class Walk:
    """A row of steps.

    Attributes:
        first: Where both feet stand before.
        steps: In time order.
    """

    first: Station
    steps: list[Step] = field(default_factory=list)

    @property
    def start_s(self) -> float:
        """The first foot is lifted."""
        return self.steps[0].lift_s

    @property
    def end_s(self) -> float:
        """The body has come to rest."""
        return self.steps[-1].land_s + _SETTLE_S


def stations_along(start: Station, end: Station) -> list[Station]:
    """Stations on a straight way, the start left out, facing along it until the last, which faces as asked for."""
    way = np.array([end.x_m - start.x_m, end.y_m - start.y_m])
    along_deg = float(np.degrees(np.arctan2(way[0], -way[1])))
    count = max(1, int(np.ceil(np.hypot(*way) / _STEP_M)))
    places = [np.array([start.x_m, start.y_m]) + way * (k + 1) / count for k in range(count)]
    stations = [Station(float(x), float(y), along_deg) for x, y in places[:-1]]
    before = stations[-1] if stations else start
    return [*stations, *turning(Station(end.x_m, end.y_m, before.heading_deg), end)]


def turning(start: Station, end: Station) -> list[Station]:
    """Stations on the spot until the body faces as at the end, the end itself last and twice, for both feet."""
    turn = end.heading_deg - start.heading_deg
    count = max(1, int(np.ceil(abs(turn) / _TURN_DEG)))
    headings = [start.heading_deg + turn * (k + 1) / count for k in range(count - 1)]
    on_the_way = [Station(start.x_m, start.y_m, heading, end.half_width_m, end.z_m) for heading in headings]
    return [*on_the_way, end, end]


def walking(first: Station, stations: Sequence[Station], start_s: float, side: int) -> Walk:
    """One step to each station, beginning with the foot of that side."""
    steps = [
        Step((side + number) % 2, start_s + number * STEP_S, start_s + number * STEP_S + _SWING_S, station)
        for number, station in enumerate(stations)
    ]
    return Walk(first, steps)


def put_feet(
    script: Script, skeleton: Skeleton, walks: Sequence[Walk], time_s: FloatArray, ahead_m: float
) -> None:
    """Write where feet, hips and centre of mass are on the walks, and between them standing.

    Args:
        script: Written to: places, lifts and pitches of the feet, heading, centre of mass, hips' height, arm swing.
        skeleton: Whose.
        walks: In time order; each begins where the one before ended.
        time_s: Shape (T,).
        ahead_m: How far before the ankles the centre of mass is in standing.
    """
    script.posed += 1.0
    for walk in walks:
        if walk.steps:
            away = bump(
                time_s, walk.start_s - _ARMS_S, walk.start_s, walk.end_s - _SETTLE_S, walk.end_s + _ARMS_S
            )
            script.posed -= away
    for side, leg in enumerate(script.legs):
        place = np.broadcast_to(walks[0].first.foot_m(side), (len(time_s), 3)).copy()
        leg.yaw_deg += walks[0].first.heading_deg
        before = walks[0].first
        for step in (step for walk in walks for step in walk.steps if step.side == side):
            share = minimum_jerk((time_s - step.lift_s) / (step.land_s - step.lift_s))
            place += share[:, None] * (step.station.foot_m(side) - before.foot_m(side))
            leg.yaw_deg += share * (step.station.heading_deg - before.heading_deg)
            middle_s = (step.lift_s + step.land_s) / 2.0
            leg.lift_m += _CLEARANCE_M * bump(time_s, step.lift_s, middle_s, middle_s, step.land_s)
            leg.pitch_deg += _step_pitch_deg(step, time_s)
            before = step.station
        leg.place_m += place + skeleton.ankle_height_m[side] * UP
    if any(walk.steps for walk in walks):
        _carry_along(script, skeleton, [walk for walk in walks if walk.steps], time_s, ahead_m)
    else:
        com_m, heading_deg, _ = _over([walks[0].first] * 2, None, ahead_m)
        script.com_m += com_m
        script.heading_deg += heading_deg


def _step_pitch_deg(step: Step, time_s: FloatArray) -> FloatArray:
    """The heel comes off, the toes come up, the foot comes down flat."""
    middle_s = step.lift_s + 0.55 * (step.land_s - step.lift_s)
    heel_off = bump(time_s, step.lift_s - _HEEL_OFF_S, step.lift_s + 0.04, step.lift_s + 0.04, middle_s)
    toes_up = bump(time_s, middle_s, step.land_s - 0.02, step.land_s - 0.02, step.land_s + _FOOT_FLAT_S)
    return _HEEL_OFF_DEG * heel_off + _TOES_UP_DEG * toes_up


def _carry_along(
    script: Script, skeleton: Skeleton, walks: Sequence[Walk], time_s: FloatArray, ahead_m: float
) -> None:
    standing_m = _standing_hips_m(skeleton, walks[-1])
    feet = [walks[0].first, walks[0].first]
    keys = [_Key(walks[0].start_s - 0.1, *_over(feet, None, ahead_m), 0.0)]
    for walk in walks:
        keys += _keys_of(walk, feet, skeleton, ahead_m)
    key_s = np.array([key.time_s for key in keys])
    within = np.clip(time_s, key_s[0], key_s[-1])
    script.com_m += CubicSpline(key_s, [key.com_m for key in keys], bc_type="clamped")(within)
    script.heading_deg += PchipInterpolator(key_s, [key.heading_deg for key in keys])(within)
    heights = [standing_m + key.floor_m - key.sunk_m for key in keys]
    script.placed_m[:, 2] += PchipInterpolator(key_s, heights)(within)
    for walk in walks:
        script.placed_z += bump(time_s, walk.start_s - 0.3, walk.start_s, walk.end_s - _SETTLE_S, walk.end_s)
    for leg in script.legs:
        leg.reaching += _REACHING * script.placed_z
    apart = script.legs[1].place_m - script.legs[0].place_m
    forward = np.sum(apart * apply(about_z(script.heading_deg), FORWARD), axis=-1)
    swing = _SWING_DEG_PER_M * forward * script.placed_z
    script.arm_swing_deg += np.stack([swing, -swing], axis=-1)


@dataclass(frozen=True, slots=True)
class _Key:
    """Where the body is at one moment of a walk."""

    time_s: float
    com_m: FloatArray
    heading_deg: float
    floor_m: float
    sunk_m: float


def _keys_of(walk: Walk, feet: list[Station], skeleton: Skeleton, ahead_m: float) -> list[_Key]:
    """Over every foot while the other swings, low with both feet down, at rest in the end; `feet` are brought along."""
    leg_m = float(skeleton.leg_m.mean())
    keys = []
    for number, step in enumerate(walk.steps):
        middle_s = (step.lift_s + step.land_s) / 2.0
        keys.append(_Key(middle_s, *_over(feet, step, ahead_m), _HIGH_LEGS * leg_m))
        feet[step.side] = step.station
        if number + 1 < len(walk.steps):
            both_s = (step.land_s + walk.steps[number + 1].lift_s) / 2.0
            keys.append(_Key(both_s, *_over(feet, None, ahead_m), _LOW_LEGS * leg_m))
    keys.append(_Key(walk.end_s, *_over(feet, None, ahead_m), 0.0))
    return keys


def _over(feet: list[Station], step: Step | None, ahead_m: float) -> tuple[FloatArray, float, float]:
    """Centre of mass (2,), heading and floor: midway between the feet, or more over the one that stands."""
    places = [foot.foot_m(side) for side, foot in enumerate(feet)]
    headings = [foot.heading_deg for foot in feet]
    shares = [0.5, 0.5]
    if step is not None:
        places[step.side] = (places[step.side] + step.station.foot_m(step.side)) / 2.0
        headings[step.side] = (headings[step.side] + step.station.heading_deg) / 2.0
        shares = [_OVER_STANCE, 1.0 - _OVER_STANCE] if step.side == 1 else [1.0 - _OVER_STANCE, _OVER_STANCE]
    place = shares[0] * places[0] + shares[1] * places[1]
    heading = shares[0] * headings[0] + shares[1] * headings[1]
    ahead = ahead_m * apply(about_z(heading), FORWARD)
    return (place + ahead)[:2], float(heading), float(place[2])


def _standing_hips_m(skeleton: Skeleton, walk: Walk) -> float:
    """Height of the hip joints in quiet standing over the floor."""
    last = walk.steps[-1].station if walk.steps else walk.first
    aside = last.half_width_m - skeleton.hip_width_m / 2.0
    reach = skeleton.hip_to_ankle_m(0, np.array(STANDING_KNEE_DEG))
    return float(skeleton.ankle_height_m.mean() + np.sqrt(reach**2 - aside**2))
