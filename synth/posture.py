"""From a script to the body that does it: feet stay where they are put, angles come out exact, the body balances.

The height of the pelvis follows from the knee flexion of the legs that carry it, its place over the floor from keeping
the centre of mass where the script has it, the knee's place from the frontal-plane angle, the thorax from how the line
from mid-hip to mid-shoulder is to lean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from hipcheck.errors import SettingsError
from synth.arms import arm_directions
from synth.legs import Legs, place_legs, planted_m, shank_lean_deg
from synth.script import Script
from synth.skeleton import Skeleton
from synth.spec import ArmsKind
from synth.timing import FloatArray
from synth.turns import FORWARD, about_axis, about_x, about_y, about_z, apply, between, tan_deg, unit

__all__ = ["Body", "solve"]

_LEAN_STEPS: Final = 5
_NUDGE: Final = 1e-4  # radians
_NUDGES: Final = _NUDGE * np.eye(2)
_BALANCE_STEPS: Final = 6
_SHANK_STEPS: Final = 8

# Shares of the body's mass and places of the parts' centres from their upper ends, mean of both sexes, rounded: de Leva
# 1996, table 4. The forearm's includes the hand.
_HEAD, _TRUNK, _UPPER_ARM, _FOREARM, _THIGH, _SHANK, _FOOT = 0.068, 0.430, 0.026, 0.021, 0.145, 0.045, 0.014
_UPPER_ARM_CENTRE, _FOREARM_CENTRE, _THIGH_CENTRE, _SHANK_CENTRE = 0.58, 0.68, 0.39, 0.44
_TRUNK_CENTRE: Final = 0.57  # of the way from mid-hip to mid-shoulder
_HEAD_CENTRE: Final = 1.45
_FOOT_CENTRE: Final = 0.4  # of the way from the ankle to the ball


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Where the body is, in the script's axes.

    Attributes:
        pelvis: Shape (T, 3, 3), rotation against rest, as all of these.
        thorax: Shape (T, 3, 3).
        head: Shape (T, 3, 3).
        legs: Joints of the legs.
        upper_arms: Shape (T, 2, 3). Directions from shoulder to elbow.
        forearms: Shape (T, 2, 3). From elbow to wrist.
        com_m: Shape (T, 3). The centre of mass, by the shares of an average body.
    """

    pelvis: FloatArray
    thorax: FloatArray
    head: FloatArray
    legs: Legs
    upper_arms: FloatArray
    forearms: FloatArray
    com_m: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Upper:
    """What does not depend on where the pelvis is: rotations, and offsets from mid-hip."""

    pelvis: FloatArray
    thorax: FloatArray
    hips_m: FloatArray
    mass_m: FloatArray
    """Shape (T, 3). Mass share times place, of everything above the hips."""
    upper_arms: FloatArray
    forearms: FloatArray


def solve(skeleton: Skeleton, script: Script, arms: ArmsKind) -> Body:
    """The body that does what the script says.

    Raises:
        SettingsError: No body can: the trunk bent beyond the horizontal, or a knee turned further than its bend allows.
    """
    upper = _upper(skeleton, script, arms)
    middle = _balanced(skeleton, script, upper)
    middle = _with_shank(skeleton, script, upper, middle)
    legs = place_legs(skeleton, script, middle[:, None] + upper.hips_m)
    share = script.head_share
    head = between(about_z(script.heading_deg), upper.thorax, share)
    com = middle * (1.0 - _leg_share()) + upper.mass_m + _leg_mass(skeleton, script, legs)
    return Body(upper.pelvis, upper.thorax, head, legs, upper.upper_arms, upper.forearms, com)


def _pelvis(script: Script) -> FloatArray:
    """Rotation of the pelvis; the drop is that of the hip line seen from the front, however the pelvis is turned."""
    drop = np.degrees(np.arctan(tan_deg(script.pelvis_left_deg) * np.cos(np.radians(script.pelvis_turn_deg))))
    turned = about_z(script.heading_deg + script.pelvis_turn_deg) @ about_y(drop)
    return np.asarray(
        turned @ about_x(script.pelvis_forward_deg) @ about_z(script.pelvis_twist_deg), dtype=np.float64
    )


def _shoulders_m(
    skeleton: Skeleton, pelvis: FloatArray, thorax: FloatArray, upper_arms: FloatArray
) -> FloatArray:
    """Shoulder joints from mid-hip, shape (T, 2, 3)."""
    middle = np.zeros((len(pelvis), 3))
    for share, part_m in skeleton.trunk:
        middle += apply(between(pelvis, thorax, share), part_m)
    shoulders = np.repeat(middle[:, None], 2, axis=1)
    for side in range(2):
        down = apply(thorax, skeleton.arms_down[side])
        axis = np.cross(down, upper_arms[:, side])
        sine = np.linalg.norm(axis, axis=-1)
        raised_deg = np.degrees(np.arctan2(sine, np.sum(down * upper_arms[:, side], axis=-1)))
        axis /= np.maximum(sine, 1e-12)[:, None]
        for share, parts_m in skeleton.girdle:
            shoulders[:, side] += apply(about_axis(axis, share * raised_deg) @ thorax, parts_m[side])
    return shoulders


def _thorax(skeleton: Skeleton, script: Script, pelvis: FloatArray, arms: ArmsKind) -> FloatArray:
    """The thorax that makes the line from mid-hip to mid-shoulder lean as commanded: Newton steps across that line."""
    if (np.abs(script.trunk_forward_deg) >= 89.0).any() or (np.abs(script.trunk_left_deg) >= 89.0).any():
        raise SettingsError(
            "a trunk that leans 89° or more has no sideways lean; make trunk_flexion_deg and trunk_lean_deg smaller"
        )
    heading = about_z(script.heading_deg)
    left, forward = tan_deg(script.trunk_left_deg), tan_deg(script.trunk_forward_deg)
    wanted = unit(apply(heading, np.stack([left, -forward, np.ones_like(left)], axis=-1)))
    aside = unit(np.cross(wanted, apply(heading, FORWARD)))
    across = np.stack([aside, np.cross(aside, wanted)], axis=-2)  # (T, 2, 3)

    tilted = about_y(script.trunk_left_deg) @ about_x(script.trunk_forward_deg)
    first = heading @ tilted @ about_z(script.trunk_twist_deg)

    def turned(by: FloatArray) -> FloatArray:
        turn = Rotation.from_rotvec(np.einsum("ti,tij->tj", by, across)).as_matrix()
        return np.asarray(turn @ first, dtype=np.float64)

    def missed(by: FloatArray) -> FloatArray:
        thorax = turned(by)
        upper_arms, _ = arm_directions(script, thorax, arms)
        middle = _shoulders_m(skeleton, pelvis, thorax, upper_arms).mean(axis=1)
        return np.asarray(np.einsum("tij,tj->ti", across, unit(middle)), dtype=np.float64)

    by = np.zeros((len(first), 2))
    for _ in range(_LEAN_STEPS):
        miss = missed(by)
        slopes = np.stack([(missed(by + nudge) - miss) / _NUDGE for nudge in _NUDGES], axis=-1)
        by = by - np.linalg.solve(slopes, miss[..., None])[..., 0]
    return turned(by)


def _upper(skeleton: Skeleton, script: Script, arms: ArmsKind) -> _Upper:
    pelvis = _pelvis(script)
    thorax = _thorax(skeleton, script, pelvis, arms)
    upper_arms, forearms = arm_directions(script, thorax, arms)
    shoulders = _shoulders_m(skeleton, pelvis, thorax, upper_arms)
    arm_m = skeleton.upper_arm_m[:, None] * upper_arms
    forearm_m = skeleton.forearm_m[:, None] * forearms
    mass = (_TRUNK * _TRUNK_CENTRE + _HEAD * _HEAD_CENTRE) * shoulders.mean(axis=1)
    mass += np.sum(_UPPER_ARM * (shoulders + _UPPER_ARM_CENTRE * arm_m), axis=1)
    mass += np.sum(_FOREARM * (shoulders + arm_m + _FOREARM_CENTRE * forearm_m), axis=1)
    hips = apply(pelvis[:, None], skeleton.hips_m)
    return _Upper(pelvis, thorax, hips, mass, upper_arms, forearms)


def _leg_share() -> float:
    return 2.0 * (_THIGH + _SHANK + _FOOT)


def _leg_mass(skeleton: Skeleton, script: Script, legs: Legs) -> FloatArray:
    """Mass share times place of both legs, shape (T, 3)."""
    thigh = legs.hips_m + _THIGH_CENTRE * (legs.knees_m - legs.hips_m)
    shank = legs.knees_m + _SHANK_CENTRE * (legs.ankles_m - legs.knees_m)
    mass = np.sum(_THIGH * thigh + _SHANK * shank + _FOOT * legs.ankles_m, axis=1)
    for side, leg in enumerate(script.legs):
        mass += _FOOT * _FOOT_CENTRE * apply(about_z(leg.yaw_deg), skeleton.balls_m[side])
    return np.asarray(mass, dtype=np.float64)


def _with_height(
    skeleton: Skeleton, script: Script, upper: _Upper, over: FloatArray, feet: list[FloatArray]
) -> FloatArray:
    """Mid-hip over a place on the floor, shape (T, 2): as high as the legs that carry have it."""
    height = np.zeros(len(over))
    for side, leg in enumerate(script.legs):
        reach = skeleton.hip_to_ankle_m(side, leg.flexion_deg)
        aside = over + upper.hips_m[:, side, :2] - feet[side][:, :2]
        upwards = np.sqrt(np.maximum(reach**2 - np.sum(aside**2, axis=-1), 1e-6))
        height += leg.carries * (feet[side][:, 2] + upwards - upper.hips_m[:, side, 2])
    height += script.placed_z * (script.placed_m[:, 2] - height)
    return np.concatenate([over, height[:, None]], axis=-1)


def _balanced(skeleton: Skeleton, script: Script, upper: _Upper) -> FloatArray:
    """Mid-hip such that the centre of mass is where the script has it, shape (T, 3)."""
    feet = [planted_m(skeleton, side, leg) for side, leg in enumerate(script.legs)]
    between_feet = (feet[0] + feet[1])[:, 0] / 2.0
    over = script.com_m.copy()
    placed = script.placed_xy[:, None]

    def settled(over: FloatArray) -> FloatArray:
        over = over + placed * (script.placed_m[:, :2] - over)
        over[:, 0] += script.centred * (between_feet - over[:, 0])
        return _with_height(skeleton, script, upper, over, feet)

    for _ in range(_BALANCE_STEPS):
        middle = settled(over)
        legs = place_legs(skeleton, script, middle[:, None] + upper.hips_m, steer=False)
        com = middle * (1.0 - _leg_share()) + upper.mass_m + _leg_mass(skeleton, script, legs)
        over = over + (1.0 - placed) * (script.com_m - com[:, :2])
    return settled(over)


def _with_shank(skeleton: Skeleton, script: Script, upper: _Upper, middle: FloatArray) -> FloatArray:
    """Mid-hip moved forward or back until the carrying shank leans as commanded: secant steps."""
    if not script.shank_share.any():
        return middle
    feet = [planted_m(skeleton, side, leg) for side, leg in enumerate(script.legs)]
    ahead = apply(about_z(script.heading_deg), FORWARD)[:, :2]

    def moved(forward_m: FloatArray) -> FloatArray:
        return _with_height(skeleton, script, upper, middle[:, :2] + forward_m[:, None] * ahead, feet)

    def lean(forward_m: FloatArray) -> FloatArray:
        legs = place_legs(skeleton, script, moved(forward_m)[:, None] + upper.hips_m)
        return shank_lean_deg(legs, script)

    before = np.zeros(len(middle))
    lean_before = lean(before)
    wanted = lean_before + script.shank_share * (script.shank_deg - lean_before)
    now = before + 0.01
    for _ in range(_SHANK_STEPS):
        lean_now = lean(now)
        rise = lean_now - lean_before
        step = np.where(
            np.abs(rise) > 1e-9, (wanted - lean_now) * (now - before) / np.where(rise, rise, 1.0), 0.0
        )
        before, lean_before, now = now, lean_now, now + np.clip(step, -0.1, 0.1)
    return moved(now)
