"""The movements that hipcheck knows, written down as scripts: every angle of a `RepSpec` is reached at the bottom."""

from __future__ import annotations

from typing import Final

import numpy as np

from synth.boxes import EDGE_M, step_edges_m
from synth.people import SIDES
from synth.plans import STEP_DOWNS, Plan, sum_of
from synth.script import LegScript, Script
from synth.skeleton import OUTWARD, STANDING_KNEE_DEG, Skeleton
from synth.spec import MovementSpec, RepSpec
from synth.timing import FloatArray, bump, minimum_jerk, tremor

__all__ = ["HINGE_DEG", "stance_leg", "stand", "trunk_and_pelvis", "write_exercise"]

_LEAN_PER_KNEE: Final = {
    "squat": 0.42,
    "single_leg_squat": 0.36,
    "lateral_step_down": 0.24,
    "forward_step_down": 0.20,
    "lunge": 0.12,
}
"""Forward lean of the trunk that goes with a degree of knee flexion, where it is not commanded. Convention."""
HINGE_DEG: Final = 70.0
"""Forward lean of a deadlift's trunk where it is not commanded."""
_PELVIS_SHARE, _HINGE_PELVIS_SHARE = 0.85, 0.94
"""How much of the trunk's forward lean the pelvis makes. Convention."""
_HEAD_SHARE, _HINGE_HEAD_SHARE = 0.35, 0.75
"""How much of it the head does not take back to look ahead. Convention."""
_CENTRED_FROM: Final = 0.15
"""Depth from which on the hips of a squat are midway between the feet."""
_TOUCH, _HINGE_TOUCH = (0.02, 0.42, 0.50, 0.98), (0.15, 0.64, 0.72, 1.00)
"""The free foot comes down and goes up again within the ascent: shares of its time."""
_BESIDE_STEP_M: Final = 0.085
"""From the step's side edge to the ankle of the foot that comes down beside it: the foot clears the step."""
_BEFORE_STEP_M: Final = 0.09
"""From its front edge to the heel of the foot that comes down before it."""
_HOVER_M: Final = 0.02
"""How far over the floor a foot is aimed that does not touch it."""
_LIFT_OVER_STEP_M: Final = 0.05
_TOES_UP_DEG: Final = {"lateral_step_down": -3.0, "forward_step_down": -10.0}
_WOBBLE: Final = 21


def stand(script: Script, skeleton: Skeleton) -> None:
    """Quiet standing on both feet, wherever the body is not being walked along."""
    still = 1.0 - script.placed_z
    script.trunk_forward_deg += skeleton.standing_lean_deg
    script.head_share += _HEAD_SHARE
    for leg in script.legs:
        leg.carries += 0.5
        leg.flexion_deg += STANDING_KNEE_DEG
        leg.steered += still


def write_exercise(
    script: Script, skeleton: Skeleton, spec: MovementSpec, course: Plan, time_s: FloatArray
) -> None:
    """A squat, single-leg squat, step-down or single-leg deadlift, on top of standing."""
    depths = course.schedule.depths(time_s)
    for number, ((rep, times), depth) in enumerate(zip(course.schedule.reps, depths, strict=True)):
        trunk_and_pelvis(script, skeleton, spec, rep, depth)
        for side, leg in enumerate(script.legs):
            if spec.kind == "squat" or SIDES[side] == rep.side:
                stance_leg(leg, side, spec, rep, depth)
                leg.fppa_deg += tremor(time_s, times, rep.wobble_deg, (spec.seed, _WOBBLE, number, side))
    if spec.kind == "squat":
        script.centred += minimum_jerk(sum_of(depths, time_s) / _CENTRED_FROM)
        return
    _over_to_one_leg(script, course, time_s)
    for side in range(len(SIDES)):
        if spec.kind in STEP_DOWNS:
            _reach_down(script, side, skeleton, spec, course, time_s)
        else:
            _hold(script, side, spec, course, time_s)


def trunk_and_pelvis(
    script: Script, skeleton: Skeleton, spec: MovementSpec, rep: RepSpec, depth: FloatArray
) -> None:
    """What a rep does above the legs, as deep as it is."""
    hinge = spec.kind == "single_leg_deadlift"
    # A squat has no stance leg: sideways commands are then read as for the right.
    towards = OUTWARD[0] if rep.side == "left" else OUTWARD[1]
    standing_deg = skeleton.standing_lean_deg
    forward_deg = rep.trunk_flexion_deg
    if forward_deg is None:
        bent_deg = rep.knee_flexion_deg - STANDING_KNEE_DEG
        forward_deg = HINGE_DEG if hinge else standing_deg + _LEAN_PER_KNEE.get(spec.kind, 0.0) * bent_deg
    lean_deg = (forward_deg - standing_deg) * depth
    script.trunk_forward_deg += lean_deg
    script.pelvis_forward_deg += (_HINGE_PELVIS_SHARE if hinge else _PELVIS_SHARE) * lean_deg
    script.head_share += (_HINGE_HEAD_SHARE - _HEAD_SHARE) * depth * hinge
    script.trunk_left_deg += towards * rep.trunk_lean_deg * depth
    script.pelvis_left_deg -= towards * rep.pelvic_drop_deg * depth
    (script.pelvis_twist_deg if hinge else script.pelvis_turn_deg)[:] += (
        towards * rep.pelvis_rotation_deg * depth
    )
    script.trunk_twist_deg += towards * (rep.pelvis_rotation_deg + rep.trunk_rotation_deg) * depth
    if rep.ankle_dorsiflexion_deg is not None:
        script.shank_share += depth
        script.shank_deg += rep.ankle_dorsiflexion_deg * (depth > 0.0)


def stance_leg(leg: LegScript, side: int, spec: MovementSpec, rep: RepSpec, depth: FloatArray) -> None:
    """What a rep does with a leg that carries."""
    own = rep.fppa_left_deg if spec.kind == "squat" and SIDES[side] == "left" else None
    leg.fppa_deg += (rep.knee_fppa_deg if own is None else own) * depth
    leg.flexion_deg += (rep.knee_flexion_deg - STANDING_KNEE_DEG) * depth
    leg.rotation_deg += rep.hip_rotation_deg * depth
    leg.pitch_deg += rep.heel_rise_deg * depth


def _over_to_one_leg(script: Script, course: Plan, time_s: FloatArray) -> None:
    """The weight goes over to the stance leg; the free leg's knee is let go."""
    for stance in course.schedule.stances:
        side = SIDES.index(stance.side)
        weight, aloft = stance.weight(time_s), stance.aloft(time_s)
        script.com_m[:, 0] += weight * OUTWARD[side] * course.home.half_width_m
        script.legs[side].carries += 0.5 * weight
        script.legs[1 - side].carries -= 0.5 * weight
        script.legs[1 - side].steered -= aloft


def _touches(spec: MovementSpec, course: Plan, time_s: FloatArray, side: int) -> FloatArray:
    """How far the free foot of that side is put down within reps, 0 to 1."""
    shares = np.array(_HINGE_TOUCH if spec.kind == "single_leg_deadlift" else _TOUCH)
    total = np.zeros(len(time_s))
    for rep, times in course.schedule.reps:
        if rep.foot_touch and rep.side == SIDES[1 - side]:
            total += bump(time_s, *(times.rise_s + shares * (times.back_s - times.rise_s)))
    return total


def _aloft(course: Plan, side: int, time_s: FloatArray) -> FloatArray:
    stances = [stance for stance in course.schedule.stances if stance.side == SIDES[1 - side]]
    return sum_of([stance.aloft(time_s) for stance in stances], time_s)


def _hold(script: Script, side: int, spec: MovementSpec, course: Plan, time_s: FloatArray) -> None:
    """The free leg in the air, as far as it is one: in front, in the middle or behind; in a deadlift stretched back."""
    leg = script.legs[side]
    leg.held += _aloft(course, side, time_s) * (1.0 - _touches(spec, course, time_s, side))
    bent_deg = script.legs[1 - side].flexion_deg - STANDING_KNEE_DEG
    if spec.kind == "single_leg_deadlift":
        back_deg = script.pelvis_forward_deg
        leg.thigh_deg += -6.0 - 1.02 * back_deg
        leg.knee_deg += 8.0 + 26.0 * np.exp(-back_deg / 22.0)
        leg.out_deg += 1.0
        leg.point_deg += 8.0 - 34.0 * np.exp(-back_deg / 20.0)
    elif spec.free_leg == "front":
        leg.thigh_deg += 27.0 + 0.40 * bent_deg
        leg.knee_deg += 36.0 - 0.20 * bent_deg
        leg.out_deg += 3.0
        leg.point_deg += 6.0
    elif spec.free_leg == "middle":
        leg.thigh_deg += 4.0 + 0.18 * bent_deg
        leg.knee_deg += 84.0 + 0.20 * bent_deg
        leg.out_deg += 2.0
        leg.point_deg += 14.0
    else:
        leg.thigh_deg += -9.0 + 0.20 * bent_deg
        leg.knee_deg += 72.0 + 0.35 * bent_deg
        leg.out_deg += 2.0
        leg.point_deg += 14.0


def _reach_down(
    script: Script, side: int, skeleton: Skeleton, spec: MovementSpec, course: Plan, time_s: FloatArray
) -> None:
    """The free foot goes out beside or before the step, and down towards the floor with the depth."""
    leg = script.legs[side]
    aloft = _aloft(course, side, time_s)
    if spec.kind == "lateral_step_down":
        out_m = OUTWARD[side] * (EDGE_M + _BESIDE_STEP_M)
        leg.place_m += aloft[:, None] * np.array([out_m, 0.0, 0.0])
    else:
        front_m, _ = step_edges_m(spec, skeleton, course.home)
        heel_m = float(skeleton.heels_m[side, 1])
        leg.place_m[:, 1] += aloft * (front_m - _BEFORE_STEP_M - heel_m - course.home.y_m)
    leg.reaching += aloft
    leg.lift_m += _LIFT_OVER_STEP_M * np.sin(np.pi * aloft) ** 2
    leg.pitch_deg += _TOES_UP_DEG[spec.kind] * aloft
    for rep, times in course.schedule.reps:
        if rep.side == SIDES[1 - side]:
            above_m = 0.0 if rep.foot_touch else _HOVER_M
            leg.place_m[:, 2] -= (spec.box_height_m - above_m) * times.depth(time_s)
            leg.reaching -= rep.foot_touch * times.depth(time_s)
            leg.pitch_deg -= rep.foot_touch * _TOES_UP_DEG[spec.kind] * times.depth(time_s)
