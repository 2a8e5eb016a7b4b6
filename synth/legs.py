"""Where the legs are once hips and feet are known: two bones, a knee on a circle, a knee angle that comes out exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.errors import SettingsError
from synth.script import LegScript, Script
from synth.skeleton import OUTWARD, Skeleton
from synth.timing import FloatArray
from synth.turns import FORWARD, UP, about_x, about_z, apply, from_up

__all__ = ["Legs", "fppa_deg", "place_legs", "planted_m", "shank_lean_deg"]

_GIVES_WAY_DEG: Final = ((2.0, 0.5), (24.0, 7.0))
"""A leg too short for its foot's place gives way between these knee flexions, and takes the foot along: standing on that
foot, and reaching, where a knee that snaps straight would look wrong."""
_MAX_SWIVEL_DEG: Final = 85.0
_BISECTIONS: Final = 48  # halves 170° to below 1e-12°
_TOLERANCE_DEG: Final = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Joints and directions of both legs, shape (T, 2, 3) each, in the script's axes.

    Attributes:
        hips_m: Hip joints.
        knees_m: Knee joints.
        ankles_m: Ankle joints.
        bends: Where the knee bends to: across the line from hip to ankle, length 1.
    """

    hips_m: FloatArray
    knees_m: FloatArray
    ankles_m: FloatArray
    bends: FloatArray


def planted_m(skeleton: Skeleton, side: int, leg: LegScript) -> FloatArray:
    """The ankle joint of a foot on the floor: the heel rises about the ball, the toes about the heel; shape (T, 3)."""
    pivot = np.where((leg.pitch_deg >= 0.0)[:, None], skeleton.balls_m[side], skeleton.heels_m[side])
    turned = apply(about_x(leg.pitch_deg), -pivot)
    return np.asarray(leg.place_m + apply(about_z(leg.yaw_deg), pivot + turned), dtype=np.float64)


def place_legs(skeleton: Skeleton, script: Script, hips_m: FloatArray, *, steer: bool = True) -> Legs:
    """Both legs.

    Args:
        skeleton: Whose.
        script: What they do.
        hips_m: Shape (T, 2, 3).
        steer: False leaves the knees straight ahead, which is quicker and hardly moves any mass.

    Raises:
        SettingsError: A frontal-plane angle is larger than the knee's flexion allows.
    """
    knees, ankles, bends = (np.empty_like(hips_m) for _ in range(3))
    for side, leg in enumerate(script.legs):
        hip = hips_m[:, side]
        foot = _foot_m(skeleton, side, leg, hip, script.heading_deg)
        ankles[:, side], circle = _circle(skeleton, side, leg, hip, foot, script.heading_deg)
        swivel = np.zeros(len(hip))
        if steer and leg.steered.any():
            swivel = leg.steered * _swivel_deg(circle, side, hip, ankles[:, side], leg, script.heading_deg)
        knees[:, side], bends[:, side] = circle.at(swivel)
    return Legs(hips_m, knees, ankles, bends)


def _foot_m(
    skeleton: Skeleton, side: int, leg: LegScript, hip: FloatArray, heading_deg: FloatArray
) -> FloatArray:
    """Where the ankle is wanted."""
    standing = np.asarray(planted_m(skeleton, side, leg) + leg.lift_m[:, None] * UP, dtype=np.float64)
    if not leg.held.any():
        return standing
    thigh = np.radians(leg.thigh_deg)
    shank = np.radians(leg.thigh_deg - leg.knee_deg)
    out = OUTWARD[side] * np.sin(np.radians(leg.out_deg))
    along = []
    for angle in (thigh, shank):
        flat = np.cos(np.radians(leg.out_deg))
        along.append(np.stack([out, -np.sin(angle) * flat, -np.cos(angle) * flat], axis=-1))
    reach = skeleton.thigh_m[side] * along[0] + skeleton.shank_m[side] * along[1]
    aloft = hip + apply(about_z(heading_deg), reach)
    return np.asarray(standing + leg.held[:, None] * (aloft - standing), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Circle:
    """Where a knee can be: about the line from ankle to hip."""

    centre_m: FloatArray
    radius_m: FloatArray
    ahead: FloatArray
    inward: FloatArray

    def at(self, swivel_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The knee, and the direction in which it bends, turned inward from straight ahead."""
        angle = np.radians(swivel_deg)[:, None]
        bend = np.asarray(np.cos(angle) * self.ahead + np.sin(angle) * self.inward, dtype=np.float64)
        return np.asarray(self.centre_m + self.radius_m[:, None] * bend, dtype=np.float64), bend


def _circle(
    skeleton: Skeleton,
    side: int,
    leg: LegScript,
    hip: FloatArray,
    foot: FloatArray,
    heading_deg: FloatArray,
) -> tuple[FloatArray, _Circle]:
    """The ankle, moved to where the leg reaches, and the knee's circle."""
    thigh, shank = skeleton.thigh_m[side], skeleton.shank_m[side]
    apart = np.linalg.norm(hip - foot, axis=-1)
    up = (hip - foot) / apart[:, None]
    standing, reaching = np.array(_GIVES_WAY_DEG)
    from_m, most_m = skeleton.hip_to_ankle_m(
        side, standing[:, None] + np.outer(reaching - standing, leg.reaching)
    )
    room = most_m - from_m
    beyond = np.maximum(apart - from_m, 0.0)
    reach = np.where(beyond > 0.0, from_m + room * -np.expm1(-beyond / room), apart)
    ankle = np.where((beyond > 0.0)[:, None], hip - up * reach[:, None], foot)
    along = (shank**2 - thigh**2 + reach**2) / (2.0 * reach)
    radius = np.sqrt(np.maximum(shank**2 - along**2, 0.0))
    ahead = apply(from_up(apply(about_z(-heading_deg), up)), np.broadcast_to(FORWARD, up.shape))
    ahead = apply(about_z(heading_deg), ahead)
    inward = -OUTWARD[side] * np.cross(up, ahead)
    return ankle, _Circle(ankle + up * along[:, None], radius, ahead, inward)


def fppa_deg(
    side: int, hip: FloatArray, knee: FloatArray, ankle: FloatArray, heading_deg: FloatArray
) -> FloatArray:
    """Frontal-plane projection angle in the frontal plane of the heading, + knee inward, shape (T,)."""
    inward = -OUTWARD[side] * apply(about_z(heading_deg), np.array([1.0, 0.0, 0.0]))
    thigh = np.arctan2(np.sum((knee - hip) * inward, axis=-1), (hip - knee)[:, 2])
    shank = np.arctan2(np.sum((knee - ankle) * inward, axis=-1), (knee - ankle)[:, 2])
    return np.asarray(np.degrees(thigh + shank), dtype=np.float64)


def _swivel_deg(
    circle: _Circle,
    side: int,
    hip: FloatArray,
    ankle: FloatArray,
    leg: LegScript,
    heading_deg: FloatArray,
) -> FloatArray:
    """How far the knee turns inward on its circle for its frontal-plane angle, which grows with it: bisection."""
    low, high = np.full(len(hip), -_MAX_SWIVEL_DEG), np.full(len(hip), _MAX_SWIVEL_DEG)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        above = fppa_deg(side, hip, circle.at(middle)[0], ankle, heading_deg) > leg.fppa_deg
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    swivel = (low + high) / 2.0
    missed = np.abs(fppa_deg(side, hip, circle.at(swivel)[0], ankle, heading_deg) - leg.fppa_deg)
    wrong = (missed > _TOLERANCE_DEG) & (leg.steered >= 1.0)
    if wrong.any():
        at = int(np.argmax(wrong))
        bend = 2.0 * np.degrees(np.arctan2(2.0 * circle.radius_m[at], np.linalg.norm(hip[at] - ankle[at])))
        raise SettingsError(
            f"a frontal-plane angle of {leg.fppa_deg[at]:.1f}° is more than a knee bent by about {bend:.0f}° can show;"
            " bend it further or turn it less"
        )
    return np.asarray(swivel, dtype=np.float64)


def shank_lean_deg(legs: Legs, script: Script) -> FloatArray:
    """Forward lean of the shanks seen from the side, by how much each leg carries, shape (T,)."""
    ahead = apply(about_z(script.heading_deg), FORWARD)
    total = np.zeros(len(ahead))
    for side, leg in enumerate(script.legs):
        shank = legs.knees_m[:, side] - legs.ankles_m[:, side]
        total += leg.carries * np.degrees(np.arctan2(np.sum(shank * ahead, axis=-1), shank[:, 2]))
    return total
