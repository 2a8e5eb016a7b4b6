"""A clip from its first to its last moment: coming in, standing, the reps, standing, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from synth.gait import Station, Walk, stations_along, turning, walking
from synth.script import Script
from synth.skeleton import OUTWARD, Skeleton
from synth.spec import MovementSpec
from synth.stances import Schedule, schedule
from synth.timing import FloatArray, Noise

__all__ = ["ONE_LEG", "STEP_DOWNS", "Plan", "add_sway", "com_ahead_m", "home", "plan", "sum_of", "toes_out"]

ONE_LEG: Final = ("single_leg_squat", "lateral_step_down", "forward_step_down", "single_leg_deadlift")
STEP_DOWNS: Final = ("lateral_step_down", "forward_step_down")

_COME_FROM_M: Final = (-1.9, 1.1)
_LEAVE_TO_M: Final = (1.9, 1.1)
"""Out of an upright picture, from the front as from the side, and still inside of a small room."""
_LED_BY: Final = 1  # the right foot steps first
_WALK_SPAN_M: Final = (1.1, -0.9)
_COM_AHEAD_BALLS: Final = 0.35
"""How far the centre of mass lies before the ankles, of the way to the balls of the feet: about 5 cm; convention."""
_SWAY_HZ: Final = (0.1, 0.7)
_COM_HEIGHT: Final = 0.56  # of a person's height, standing: de Leva 1996
_SIDEWAYS, _FORWARD = 11, 12


@dataclass(frozen=True, slots=True)
class Plan:
    """When what happens.

    Attributes:
        home: Where the movement is done.
        walks: Coming in and leaving, or walking all the time; the first one may have no steps.
        schedule: The reps.
        duration_s: Of the clip.
    """

    home: Station
    walks: tuple[Walk, ...]
    schedule: Schedule
    duration_s: float


def com_ahead_m(skeleton: Skeleton) -> float:
    """How far the centre of mass lies before the ankles in standing."""
    return float(-_COM_AHEAD_BALLS * skeleton.balls_m[:, 1].mean())


def home(spec: MovementSpec, skeleton: Skeleton) -> Station:
    """Where the movement is done: the origin is under the middle of the person, or before the one ankle that is tested."""
    width_m = skeleton.hip_width_m if spec.stance_width_m is None else spec.stance_width_m
    sides = {rep.side for rep in spec.reps}
    aside_m = 0.0
    if spec.kind in ONE_LEG and len(sides) == 1:
        aside_m = -width_m / 2.0 * (1.0 if "left" in sides else -1.0)
    floor_m = spec.box_height_m if spec.kind in STEP_DOWNS else 0.0
    return Station(aside_m, com_ahead_m(skeleton), 0.0, width_m / 2.0, floor_m)


def plan(spec: MovementSpec, at: Station) -> Plan:
    """The clip's course; its times do not depend on where or by whom it is done."""
    if spec.kind == "walk":
        return _walk_to_and_fro(spec, at)
    come = Walk(at)
    if spec.walk_in:
        x, y = _COME_FROM_M
        start = Station(x, y, float(np.degrees(np.arctan2(at.x_m - x, y - at.y_m))))
        come = walking(start, stations_along(start, at), 0.0, _LED_BY)
    now_s = (come.end_s if come.steps else 0.0) + spec.stand_before_s
    reps = () if spec.kind == "wave" else spec.reps
    course = schedule(reps, now_s, one_leg=spec.kind in ONE_LEG)
    now_s = course.end_s + spec.stand_after_s + (spec.duration_s if spec.kind == "wave" else 0.0)
    if not spec.walk_out:
        return Plan(at, (come,), course, now_s)
    x, y = _LEAVE_TO_M
    away = Station(x, y, float(np.degrees(np.arctan2(x - at.x_m, at.y_m - y))))
    turned = turning(at, Station(at.x_m, at.y_m, away.heading_deg))[:-1]
    leave = walking(at, [*turned, *stations_along(turned[-1], away)], now_s + 0.2, _LED_BY)
    return Plan(at, (come, leave), course, leave.end_s)


def _walk_to_and_fro(spec: MovementSpec, at: Station) -> Plan:
    near, far = (Station(0.0, y, 0.0) for y in reversed(_WALK_SPAN_M))
    stations: list[Station] = []
    here = far
    first = far
    while len(stations) * 0.5 < spec.duration_s + 2.0:
        forward = here.heading_deg == 0.0
        there = near if forward else Station(far.x_m, far.y_m, 180.0)
        stations += stations_along(here, there)[:-1]
        here = Station(there.x_m, there.y_m, 180.0 if forward else 0.0)
        stations += turning(there, here)[:-1]
    walk = walking(first, stations, 0.0, _LED_BY)
    return Plan(at, (walk,), schedule((), 0.0, one_leg=False), spec.duration_s)


def add_sway(script: Script, skeleton: Skeleton, spec: MovementSpec, time_s: FloatArray) -> None:
    """The centre of mass wanders, as in quiet standing."""
    size_m = _COM_HEIGHT * skeleton.person.info.height_m * float(np.tan(np.radians(spec.sway_deg)))
    still = 1.0 - script.placed_z
    for axis, part in enumerate((_SIDEWAYS, _FORWARD)):
        script.com_m[:, axis] += still * Noise(size_m, *_SWAY_HZ, (spec.seed, part))(time_s)


def toes_out(script: Script, spec: MovementSpec) -> None:
    """Both feet turned outwards."""
    for side, leg in enumerate(script.legs):
        leg.yaw_deg += OUTWARD[side] * spec.toe_out_deg


def sum_of(curves: Sequence[FloatArray], time_s: FloatArray) -> FloatArray:
    """Their sum, zero where there are none."""
    return np.asarray(sum(curves, np.zeros(len(time_s))), dtype=np.float64)
