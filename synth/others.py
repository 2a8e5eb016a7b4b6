"""Movements that hipcheck does not know and must call unknown: lunging, sitting down, waving; walking is all gait."""

from __future__ import annotations

from typing import Final

import numpy as np

from synth.boxes import SEAT_M, boxes_of
from synth.exercises import stance_leg, trunk_and_pelvis
from synth.people import SIDES
from synth.plans import Plan
from synth.script import Script
from synth.skeleton import Skeleton
from synth.spec import MovementSpec, RepSpec
from synth.timing import FloatArray, RepTimes, bump
from synth.turns import UP

__all__ = ["write_other"]

_LUNGE_LEGS: Final = 0.76
"""How far the foot is put forward, in leg lengths."""
_LUNGE_SHANK_DEG: Final = 10.0
_LUNGE_HEEL_DEG: Final = 48.0
_STEP_SHARE: Final = 0.5
"""The lunging foot is on its way for this share of the descent, and of the ascent."""
_FORWARD_SHARE: Final = 0.65
"""The hips are over their place before they are down."""
_STEP_LIFT_M: Final = 0.06
_HIPS_OVER_SEAT_M: Final = 0.09
_BACK_ON_SEAT_M: Final = 0.02
_RISING_LEAN_DEG: Final = 34.0
"""Forward lean of the trunk halfway between standing and sitting."""
_SEATED_LEAN_DEG: Final = 3.0
_WAVE_RISE_S: Final = 1.0
_WAVE_HZ: Final = 1.3
_WAVE_DEG: Final = 24.0


def write_other(
    script: Script, skeleton: Skeleton, spec: MovementSpec, course: Plan, time_s: FloatArray
) -> None:
    """A lunge, sitting down or waving, on top of standing; a walk needs nothing more."""
    if spec.kind == "wave":
        start_s = course.schedule.end_s
        end_s = start_s + spec.duration_s
        script.wave += bump(time_s, start_s, start_s + _WAVE_RISE_S, end_s - _WAVE_RISE_S, end_s)
        script.wave_deg += _WAVE_DEG * script.wave * np.sin(2.0 * np.pi * _WAVE_HZ * (time_s - start_s))
    for rep, times in course.schedule.reps:
        if spec.kind == "lunge":
            _lunge(script, skeleton, spec, course, rep, times, time_s)
        elif spec.kind == "sit_down":
            _sit(script, skeleton, spec, course, times, time_s)


def _place_hips(script: Script, place_m: FloatArray, over: FloatArray, down: FloatArray) -> None:
    """The middle between the hips goes to a place and comes back, over the floor and in height."""
    there = (over > 0.0) | (down > 0.0)
    script.placed_m[there] = place_m
    script.placed_xy[there] = over[there]
    script.placed_z[there] = down[there]


def _lunge(
    script: Script,
    skeleton: Skeleton,
    spec: MovementSpec,
    course: Plan,
    rep: RepSpec,
    times: RepTimes,
    time_s: FloatArray,
) -> None:
    """One foot steps forward, both knees bend, and back."""
    depth = times.depth(time_s)
    side = SIDES.index(rep.side or "right")
    front, rear = script.legs[side], script.legs[1 - side]
    trunk_and_pelvis(script, skeleton, spec, rep, depth)
    stance_leg(front, side, spec, rep, depth)
    out_s = times.leave_s + _STEP_SHARE * (times.hold_s - times.leave_s)
    back_s = times.back_s - _STEP_SHARE * (times.back_s - times.rise_s)
    step_m = _LUNGE_LEGS * float(skeleton.leg_m[side])
    home_m = course.home.foot_m(side) + skeleton.ankle_height_m[side] * UP
    front.place_m[:, 1] -= step_m * bump(time_s, times.leave_s, out_s, back_s, times.back_s)
    for start_s, end_s in ((times.leave_s, out_s), (back_s, times.back_s)):
        middle_s = (start_s + end_s) / 2.0
        front.lift_m += _STEP_LIFT_M * bump(time_s, start_s, middle_s, middle_s, end_s)
    front.reaching += bump(time_s, times.leave_s, out_s, back_s, times.back_s) * (1.0 - depth)
    rear.pitch_deg += _LUNGE_HEEL_DEG * depth
    rear.steered -= depth
    shank, thigh = np.radians([_LUNGE_SHANK_DEG, rep.knee_flexion_deg - _LUNGE_SHANK_DEG])
    shank_m, thigh_m = skeleton.shank_m[side], skeleton.thigh_m[side]
    forward_m = step_m + shank_m * np.sin(shank) - thigh_m * np.sin(thigh)
    up_m = shank_m * np.cos(shank) + thigh_m * np.cos(thigh)
    hip_m = np.array([course.home.x_m, home_m[1] - forward_m, home_m[2] + up_m])
    early_s = _FORWARD_SHARE * (times.hold_s - times.leave_s)
    late_s = times.back_s - _FORWARD_SHARE * (times.back_s - times.rise_s)
    over = bump(time_s, times.leave_s, times.leave_s + early_s, late_s, times.back_s)
    _place_hips(script, hip_m, over, depth)


def _sit(
    script: Script,
    skeleton: Skeleton,
    spec: MovementSpec,
    course: Plan,
    times: RepTimes,
    time_s: FloatArray,
) -> None:
    """Down onto a stool, bent forward on the way."""
    depth = times.depth(time_s)
    (seat,) = boxes_of(spec, skeleton, course.home)
    leaning = 4.0 * depth * (1.0 - depth)
    script.trunk_forward_deg += _RISING_LEAN_DEG * leaning + _SEATED_LEAN_DEG * depth
    script.pelvis_forward_deg += 0.8 * _RISING_LEAN_DEG * leaning
    for leg in script.legs:
        leg.steered -= depth
    place_m = np.array([course.home.x_m, seat.centre_m[1] - _BACK_ON_SEAT_M, SEAT_M + _HIPS_OVER_SEAT_M])
    _place_hips(script, place_m, depth, depth)
