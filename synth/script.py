"""What a body is to do at every moment, before it is worked out where that puts each of its parts.

Angles in degrees, in the axes of `synth.turns` where they are signed towards the left or forward; metres; T moments.
Pairs and arrays of two are (left, right).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from synth.timing import FloatArray

__all__ = ["LegScript", "Script"]


@dataclass(slots=True)
class LegScript:
    """What one leg does; shape (T,) unless said otherwise.

    Attributes:
        place_m: Shape (T, 3). Where the ankle joint is while the foot stands level.
        yaw_deg: Where the foot points, + to the left.
        pitch_deg: + the heel leaves the floor, - the toes do.
        lift_m: Height of the foot above its place.
        held: 0 standing in its place, 1 held in the air by the angles below; between is the way.
        thigh_deg: Held: knee in front of the hip.
        out_deg: Held: thigh outwards.
        knee_deg: Held: knee flexion.
        point_deg: Held: toes pointed away from the shin.
        reaching: 1 where a leg too short for its foot's place gives way gently and early, 0 at the last moment.
        carries: Share of the pelvis' height that this leg decides; both together 1.
        flexion_deg: Carrying: knee flexion.
        fppa_deg: Steered: frontal-plane projection angle, + medial.
        steered: 1 the knee obeys `fppa_deg`, 0 it points straight ahead.
        rotation_deg: Internal rotation of the thigh beyond the plane in which the knee bends.
    """

    place_m: FloatArray
    yaw_deg: FloatArray
    pitch_deg: FloatArray
    lift_m: FloatArray
    held: FloatArray
    thigh_deg: FloatArray
    out_deg: FloatArray
    knee_deg: FloatArray
    point_deg: FloatArray
    reaching: FloatArray
    carries: FloatArray
    flexion_deg: FloatArray
    fppa_deg: FloatArray
    steered: FloatArray
    rotation_deg: FloatArray

    @classmethod
    def blank(cls, moments: int) -> LegScript:
        """All zero."""
        return cls(*(np.zeros((moments, 3) if f.name == "place_m" else moments) for f in fields(cls)))


_SHAPES = {"com_m": (2,), "placed_m": (3,), "arm_swing_deg": (2,)}


@dataclass(slots=True)
class Script:
    """What the whole body does; shape (T,) unless said otherwise.

    Attributes:
        legs: Left, right.
        heading_deg: Where the body faces, + to the left: what forward and sideways mean below.
        com_m: Shape (T, 2). Where the centre of mass is to be, seen from above.
        centred: 1 the hips stay midway between the feet sideways, whatever the balance says.
        placed_m: Shape (T, 3). Where the middle between the hips is put instead, as far as the next two say.
        placed_xy: Over the floor, 0 to 1.
        placed_z: In height, 0 to 1.
        pelvis_turn_deg: To the left about the vertical.
        pelvis_left_deg: Hip line seen from the front, + left hip lower.
        pelvis_forward_deg: Tilt.
        pelvis_twist_deg: To the left about its own long axis.
        trunk_forward_deg: Mid-hip to mid-shoulder seen from the side.
        trunk_left_deg: The same seen from the front.
        trunk_twist_deg: Thorax, to the left about its own long axis.
        shank_deg: Forward lean of the carrying shank where `shank_share` is 1.
        shank_share: 0 the lean that the balance brings, 1 `shank_deg`, by moving the hips forward or back.
        head_share: How far the head goes along with the thorax' lean.
        arm_swing_deg: Shape (T, 2). Hanging upper arms forward.
        posed: 0 the arms hang, 1 they do what the clip says.
        wave: Shape (T,). 1 the right arm is raised to wave.
        wave_deg: Its forearm to the left while waving.
    """

    legs: tuple[LegScript, LegScript]
    heading_deg: FloatArray
    com_m: FloatArray
    centred: FloatArray
    placed_m: FloatArray
    placed_xy: FloatArray
    placed_z: FloatArray
    pelvis_turn_deg: FloatArray
    pelvis_left_deg: FloatArray
    pelvis_forward_deg: FloatArray
    pelvis_twist_deg: FloatArray
    trunk_forward_deg: FloatArray
    trunk_left_deg: FloatArray
    trunk_twist_deg: FloatArray
    shank_deg: FloatArray
    shank_share: FloatArray
    head_share: FloatArray
    arm_swing_deg: FloatArray
    posed: FloatArray
    wave: FloatArray
    wave_deg: FloatArray

    @classmethod
    def blank(cls, moments: int) -> Script:
        """All zero."""
        legs = (LegScript.blank(moments), LegScript.blank(moments))
        names = [f.name for f in fields(cls) if f.name != "legs"]
        return cls(legs, *(np.zeros((moments, *_SHAPES.get(name, ()))) for name in names))
