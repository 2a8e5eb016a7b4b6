"""Measures of a person's skeleton, taken once, that movements are worked out with.

Arrays of two are (left, right).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np

from synth.people import SIDES, Person, side_bone
from synth.rig import Limbs, Segments, foot_rotation, pose_from_segments
from synth.timing import FloatArray
from synth.turns import FORWARD, about_x, unit

__all__ = ["OUTWARD", "STANDING_KNEE_DEG", "Skeleton", "measured"]

OUTWARD: Final = np.array([1.0, -1.0])
"""Lateral direction along x: left, right."""
STANDING_KNEE_DEG: Final = 6.0
"""Knee flexion of quiet standing: a knee is hardly ever straight. Convention."""
_BENT_DEG: Final = 60.0
_BALL_BONE: Final = "toe2-1"


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Lengths and offsets, metres. Offsets are those at rest, with the feet level and pointing forward.

    Attributes:
        person: Whose.
        hips_m: Shape (2, 3). Hip joints, from the middle between them.
        thigh_m: Shape (2,).
        shank_m: Shape (2,).
        ankle_height_m: Shape (2,). Of the ankle joint over the floor, in shoes.
        balls_m: Shape (2, 3). From the ankle joint to the ball of the foot, about which the heel rises.
        heels_m: Shape (2, 3). From the ankle joint to the lower edge of the heel.
        toes_m: Shape (2, 3). From the ankle joint to the lower edge of the big toe.
        trunk: From the middle between the hips to where the shoulder girdle begins, in the middle: how far each part of
            the way turns with the thorax (0 pelvis, 1 thorax), and the part, shape (3,).
        girdle: On from there to the shoulder joints: how far each part turns with the upper arm (0 thorax, 1 arm), and
            the part, shape (2, 3).
        arms_down: Shape (2, 3). Directions of the upper arms at rest.
        upper_arm_m: Shape (2,).
        forearm_m: Shape (2,).
    """

    person: Person
    hips_m: FloatArray
    thigh_m: FloatArray
    shank_m: FloatArray
    ankle_height_m: FloatArray
    balls_m: FloatArray
    heels_m: FloatArray
    toes_m: FloatArray
    trunk: tuple[tuple[float, FloatArray], ...]
    girdle: tuple[tuple[float, FloatArray], ...]
    arms_down: FloatArray
    upper_arm_m: FloatArray
    forearm_m: FloatArray

    @property
    def hip_width_m(self) -> float:
        """Between the hip joints."""
        return float(self.hips_m[0, 0] - self.hips_m[1, 0])

    @property
    def leg_m(self) -> FloatArray:
        """Shape (2,). Thigh and shank."""
        return self.thigh_m + self.shank_m

    @property
    def standing_lean_deg(self) -> float:
        """Forward lean of the line from mid-hip to mid-shoulder at rest."""
        trunk = sum((part for _, part in self.trunk), np.zeros(3))
        trunk = sum((part.mean(axis=0) for _, part in self.girdle), trunk)
        return float(np.degrees(np.arctan2(-trunk[1], trunk[2])))

    def hip_to_ankle_m(self, side: int, knee_flexion_deg: FloatArray) -> FloatArray:
        """Distance of hip and ankle at a knee flexion (law of cosines)."""
        thigh, shank = self.thigh_m[side], self.shank_m[side]
        bend = np.cos(np.radians(knee_flexion_deg))
        return np.asarray(np.sqrt(thigh**2 + shank**2 + 2.0 * thigh * shank * bend), dtype=np.float64)


@lru_cache(maxsize=32)
def measured(person: Person) -> Skeleton:
    """A person's measures."""
    joints = {
        kind: np.stack([person.joint_m(f"{side}_{kind}") for side in SIDES])
        for kind in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist", "heel", "toe")
    }
    hips, shoulders, elbows = joints["hip"], joints["shoulder"], joints["elbow"]
    trunk, girdle = _trunk(person)
    balls = np.stack([person.head_m(side_bone(_BALL_BONE, side)) for side in SIDES])
    heels, toes = (joints[kind] * [1.0, 1.0, 0.0] + [0.0, 0.0, person.sole_m] for kind in ("heel", "toe"))
    return Skeleton(
        person=person,
        hips_m=hips - hips.mean(axis=0),
        thigh_m=_lengths(hips, joints["knee"]),
        shank_m=_lengths(joints["knee"], joints["ankle"]),
        ankle_height_m=joints["ankle"][:, 2] - person.sole_m,
        balls_m=_pointing_forward(person, balls - joints["ankle"]),
        heels_m=_pointing_forward(person, heels - joints["ankle"]),
        toes_m=_pointing_forward(person, toes - joints["ankle"]),
        trunk=trunk,
        girdle=girdle,
        arms_down=unit(elbows - shoulders),
        upper_arm_m=_lengths(shoulders, elbows),
        forearm_m=_lengths(elbows, joints["wrist"]),
    )


def _lengths(start: FloatArray, end: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(end - start, axis=-1), dtype=np.float64)


def _pointing_forward(person: Person, offsets_m: FloatArray) -> FloatArray:
    turns = [foot_rotation(person, side, forward=FORWARD) for side in SIDES]
    return np.stack([turn @ offset for turn, offset in zip(turns, offsets_m, strict=True)])


_Parts: TypeAlias = tuple[tuple[float, FloatArray], ...]


def _trunk(person: Person) -> tuple[_Parts, _Parts]:
    """The way from mid-hip to the shoulders: what follows the thorax, and what also follows the arm.

    How spine and shoulder girdle share out a bend is the rig's business, so it is read off a person with a bent back and
    off one with raised arms.
    """
    with_thorax, with_arm = _leans_deg(person, _BENT_DEG, _BENT_DEG), _leans_deg(person, 0.0, _BENT_DEG)
    trunk: dict[float, FloatArray] = {}
    girdle: dict[float, FloatArray] = {}
    for number, side in enumerate(SIDES):
        for stem, sign in (("upperarm01", 0.5), ("upperleg01", -0.5)):
            for parent, offset_m in _way_to(person, side_bone(stem, side)):
                follows = round(with_arm[parent] / _BENT_DEG, 6)
                if follows > 0.0:
                    girdle.setdefault(follows, np.zeros((2, 3)))[number] += offset_m
                else:
                    share = round(with_thorax[parent] / _BENT_DEG, 6)
                    trunk[share] = trunk.get(share, np.zeros(3)) + sign * offset_m
    return tuple(sorted(trunk.items())), tuple(sorted(girdle.items()))


def _leans_deg(person: Person, thorax_deg: float, arms_deg: float) -> list[float]:
    """How far each bone leans forward with the thorax and the arms, the rest upright."""
    rest, thorax, arms = np.eye(3), about_x(thorax_deg), about_x(arms_deg)
    limbs = Limbs(thigh=rest, shank=rest, foot=rest, upper_arm=arms, forearm=arms, hand=arms)
    segments = Segments(pelvis=rest, thorax=thorax, head=thorax, left=limbs, right=limbs)
    turned = pose_from_segments(person, segments, joint="root", at_m=np.zeros(3)).rotations
    return [float(np.degrees(np.arctan2(bone[2, 1], bone[2, 2]))) for bone in turned]


def _way_to(person: Person, bone: str) -> list[tuple[int, FloatArray]]:
    """The bones from the root to where a bone begins, and the offset that each of them carries."""
    way = []
    child = person.bone_index[bone]
    while (parent := int(person.bone_parents[child])) >= 0:
        way.append((parent, person.bone_heads_m[child] - person.bone_heads_m[parent]))
        child = parent
    return way
