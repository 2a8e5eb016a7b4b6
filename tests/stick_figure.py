"""A made-up person before a made-up camera: every angle is known exactly, because it was put in.

    poses = snapshot(standing_on(Side.LEFT, left=bent(60.0, inward_deg=12.0)), Camera(yaw_deg=10.0))

`Posture` says how the joints are held, `joints_m` turns it into points in space, `Camera` turns those into pixels, and
`snapshot` and `film` (in `tests.stick_motions`) make a `PoseSequence` of them, with MediaPipe's conventions.

Space: metres, origin on the line between the ankles in standing, x towards the person's left, y down, z behind the
person. Seen squarely from the front this is the image's x, y and the distance, so a frontal angle of a joint is the
angle in the image. Angles are anatomical and mean the same for both legs. All fields may be numbers or arrays (T,).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TypeAlias

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence

Number: TypeAlias = float | FloatArray

THIGH_M = SHANK_M = 0.43  # of the table of facts, clinical reference 9.1
TRUNK_M = 0.50
HIPS_M = 0.20
SHOULDERS_M = 0.36
ARM_M = 0.55
ANKLE_HEIGHT_M = 0.07
FOOT_M = 0.6 * SHANK_M  # heel to second toe
HEEL_M = 0.12 * SHANK_M  # heel behind ankle
BIG_TOE_M = 0.04 * SHANK_M  # foot index medial of the second toe
ASIS_M = HIPS_M / (1.0 - 2.0 * 0.14)  # distance of the front hip bones, from where hip joints lie (Bell 1990)
UPRIGHT = FrameSize(1080, 1920)
LEFTWARD = {Side.LEFT: 1.0, Side.RIGHT: -1.0}  # lateral direction along x


@dataclass(frozen=True)
class LegPosture:
    """How one leg is held. All zero: straight, upright, toes forward.

    Attributes:
        thigh_forward_deg: Knee in front of the hip, in the leg's plane; 90 is a horizontal thigh.
        shank_forward_deg: Knee in front of the ankle.
        thigh_in_deg: Knee medial of the hip, as seen squarely from the front.
        shank_in_deg: Knee medial of the ankle, likewise.
        turn_out_deg: The plane in which the knee bends, turned outward about the vertical through the ankle.
        toe_out_deg: The foot, turned outward.
        heel_lift_deg: The foot, raised about its toes.
    """

    thigh_forward_deg: Number = 0.0
    shank_forward_deg: Number = 0.0
    thigh_in_deg: Number = 0.0
    shank_in_deg: Number = 0.0
    turn_out_deg: Number = 0.0
    toe_out_deg: Number = 0.0
    heel_lift_deg: Number = 0.0


@dataclass(frozen=True)
class Posture:
    """How a person is held.

    Attributes:
        stance: The leg that carries; None for both.
        left: The left leg.
        right: The right leg.
        drop_deg: Hip of the free leg lower; without meaning on both legs.
        lean_deg: Trunk towards the stance leg as seen squarely from the front; towards the left on both legs.
        forward_deg: Trunk bent forward, 90 is horizontal.
        pelvis_turn_deg: Pelvis turned about the vertical, + free hip forward.
        left_arm_deg: Left arm raised sideways, 0 hanging, 180 overhead.
        right_arm_deg: Right arm.
        apart_m: Distance between the ankles in standing.
        lift_m: Both feet off the floor.
    """

    stance: Side | None = None
    left: LegPosture = field(default_factory=LegPosture)
    right: LegPosture = field(default_factory=LegPosture)
    drop_deg: Number = 0.0
    lean_deg: Number = 0.0
    forward_deg: Number = 0.0
    pelvis_turn_deg: Number = 0.0
    left_arm_deg: Number = 15.0
    right_arm_deg: Number = 15.0
    apart_m: Number = HIPS_M
    lift_m: Number = 0.0

    def leg(self, side: Side) -> LegPosture:
        """The leg of a side."""
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and what it does to the picture.

    Attributes:
        yaw_deg: Round the person, + towards their left: 0 front, 90 their left side, 180 behind.
        roll_deg: + picture turned clockwise as seen.
        pitch_deg: + looks down.
        distance_m: To the point between the ankles; infinite for parallel rays, with `px_per_m` as the scale.
        height_m: Of the lens above the ankles.
        aside_m: Camera moved to its own right without turning: the person appears off-centre to the left.
        size: Of the image.
        px_per_m: Scale of parallel rays.
        hfov_deg: Field of view along the longer side; 67 is a phone's main camera (26 mm) without stabilisation.
    """

    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    pitch_deg: float = 0.0
    distance_m: float = inf
    height_m: float = 0.95
    aside_m: float = 0.0
    size: FrameSize = UPRIGHT
    px_per_m: float = 480.0
    hfov_deg: float = 67.0

    @property
    def axes(self) -> FloatArray:
        """The camera's right, down and away as rows, in the person's space; without roll."""
        yaw, pitch = np.radians(self.yaw_deg), np.radians(self.pitch_deg)
        right = np.array([np.cos(yaw), 0.0, np.sin(yaw)])
        level = np.array([-np.sin(yaw), 0.0, np.cos(yaw)])
        down = np.array([0.0, 1.0, 0.0])
        away = np.cos(pitch) * level + np.sin(pitch) * down
        return np.stack([right, np.cross(away, right), away])

    @property
    def roll(self) -> FloatArray:
        """Turns (x, y) row vectors clockwise as seen, by multiplication from the right."""
        angle = np.radians(self.roll_deg)
        return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    @property
    def focal_px(self) -> float:
        """Focal length in pixels of this image."""
        longer = max(self.size.width_px, self.size.height_px)
        return float(longer / 2.0 / np.tan(np.radians(self.hfov_deg) / 2.0))

    def pixels(self, points_m: FloatArray) -> FloatArray:
        """Points (..., 3) of the person's space in the image, (..., 2)."""
        lens = np.array([0.0, -self.height_m, 0.0])
        x, y, away = np.moveaxis((points_m - lens) @ self.axes.T, -1, 0)
        x = x - self.aside_m
        scale = self.px_per_m if np.isinf(self.distance_m) else self.focal_px / (away + self.distance_m)
        centre = np.array([self.size.width_px, self.size.height_px]) / 2.0
        return np.stack([x * scale, y * scale], axis=-1) @ self.roll + centre

    def world_m(self, points_m: FloatArray) -> FloatArray:
        """Points as MediaPipe's world landmarks: origin mid-hip, axes of a camera that looks straight at the person.

        The network sees only the person's crop, so a person off-centre is as if turned.
        """
        centred = (
            points_m - (points_m[..., [Landmark.LEFT_HIP], :] + points_m[..., [Landmark.RIGHT_HIP], :]) / 2.0
        )
        off_axis = 0.0 if np.isinf(self.distance_m) else np.degrees(np.arctan(self.aside_m / self.distance_m))
        seen = centred @ replace(self, yaw_deg=self.yaw_deg + off_axis).axes.T
        return np.concatenate([seen[..., :2] @ self.roll, seen[..., 2:]], axis=-1)


def bent(
    flexion_deg: Number, *, inward_deg: Number = 0.0, over_foot_deg: Number = 0.0, thigh_share: float = 0.5,
    turn_out_deg: Number = 0.0, toe_out_deg: Number = 0.0, heel_lift_deg: Number = 0.0,
) -> LegPosture:  # fmt: skip
    """A standing leg bent at the knee.

    Args:
        flexion_deg: Of the knee, 0 straight.
        inward_deg: Frontal-plane projection angle, half of it in the thigh and half in the shank.
        over_foot_deg: The whole leg inclined sideways, hip lateral of the ankle: about 6° bring the middle of the hips
            over the foot, as it must be for balance on one leg.
        thigh_share: Share of the flexion that inclines the thigh.
        turn_out_deg: See `LegPosture`; with the same `toe_out_deg` the knee follows the foot.
        toe_out_deg: See `LegPosture`.
        heel_lift_deg: See `LegPosture`.
    """
    return LegPosture(
        thigh_forward_deg=thigh_share * flexion_deg,
        shank_forward_deg=(1.0 - thigh_share) * flexion_deg,
        thigh_in_deg=inward_deg / 2.0 + over_foot_deg,
        shank_in_deg=inward_deg / 2.0 - over_foot_deg,
        turn_out_deg=turn_out_deg,
        toe_out_deg=toe_out_deg,
        heel_lift_deg=heel_lift_deg,
    )


FREE_LEG = {
    "middle": LegPosture(thigh_forward_deg=55.0, shank_forward_deg=55.0),
    "behind": LegPosture(thigh_forward_deg=0.0, shank_forward_deg=90.0),
    "in front": LegPosture(thigh_forward_deg=65.0, shank_forward_deg=-55.0),
    "on the floor": LegPosture(),
}
"""How the free leg may be held, by where its foot is; behind with an upright thigh."""


def standing_on(
    stance: Side | None, *, leg: LegPosture | None = None, free: LegPosture | None = None, **rest: Number
) -> Posture:
    """A posture by stance and free leg, so that one line makes it for either side.

    Args:
        stance: The leg that carries; None for both, which are then held alike.
        leg: The leg or legs that carry, straight by default.
        free: The other leg, by default bent with its foot below the hip.
        rest: Further fields of `Posture`.
    """
    leg = leg or LegPosture()
    if stance is None:
        return Posture(None, leg, leg, **rest)
    free = free or FREE_LEG["middle"]
    left, right = (leg, free) if stance is Side.LEFT else (free, leg)
    return Posture(stance, left, right, **rest)


def joints_m(
    posture: Posture, ankles_m: dict[Side, FloatArray] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Where everything is.

    Args:
        posture: Of one moment, or of T moments.
        ankles_m: Where the feet stand, shape (3,) each; beside each other by default.

    Returns:
        Landmarks (T, 33, 3) and front hip bones (T, 2, 3) left first, metres.
    """
    frames = np.broadcast_shapes(*(np.shape(v) for v in _numbers(posture)), (1,))
    points = np.zeros((*frames, LANDMARK_COUNT, 3))
    legs = {side: _leg(posture.leg(side), side) for side in Side}
    hips = _hips(posture, legs, ankles_m or _side_by_side(posture))
    for side in Side:
        _place_leg(points, side, posture, legs[side], hips[side])
    asis = _place_trunk(points, posture, hips)
    offset = np.array([0.0, -1.0, 0.0]) * np.asarray(posture.lift_m)[..., None]
    return points + offset[..., None, :], asis + offset[..., None, :]


def _numbers(posture: Posture) -> list[Number]:
    own = [v for k, v in vars(posture).items() if k not in ("stance", "left", "right")]
    return own + list(vars(posture.left).values()) + list(vars(posture.right).values())


def _vector(x: Number, y: Number, z: Number) -> FloatArray:
    return np.stack(
        np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float), np.asarray(z, float)), axis=-1
    )


def _unit(vector: FloatArray) -> FloatArray:
    return vector / np.linalg.norm(vector, axis=-1, keepdims=True)


def _turned(vector: FloatArray, leftward_deg: Number) -> FloatArray:
    """A vector turned about the vertical, its forward end towards the person's left."""
    angle = np.radians(leftward_deg)
    x, y, z = np.moveaxis(vector, -1, 0)
    return _vector(x * np.cos(angle) - z * np.sin(angle), y, x * np.sin(angle) + z * np.cos(angle))


def _line(forward_deg: Number, sideways_deg: Number, *, leftward: float) -> FloatArray:
    """Unit vector upward, inclined by a sagittal and a frontal angle, each as seen squarely in its plane."""
    forward, sideways = np.radians(forward_deg), np.radians(sideways_deg)
    return _unit(_vector(leftward * np.tan(sideways) * np.cos(forward), -np.cos(forward), -np.sin(forward)))


@dataclass(frozen=True)
class _Leg:
    """One leg's bones as vectors, metres: ankle to knee, knee to hip."""

    shank: FloatArray
    thigh: FloatArray


def _leg(leg: LegPosture, side: Side) -> _Leg:
    medial, out = -LEFTWARD[side], LEFTWARD[side] * np.asarray(leg.turn_out_deg)
    shank = _line(leg.shank_forward_deg, leg.shank_in_deg, leftward=medial)
    thigh = _line(-np.asarray(leg.thigh_forward_deg), leg.thigh_in_deg, leftward=-medial)
    return _Leg(SHANK_M * _turned(shank, out), THIGH_M * _turned(thigh, out))


def _side_by_side(posture: Posture) -> dict[Side, FloatArray]:
    return {side: _vector(LEFTWARD[side] * np.asarray(posture.apart_m) / 2.0, 0.0, 0.0) for side in Side}


def _hips(posture: Posture, legs: dict[Side, _Leg], ankles: dict[Side, FloatArray]) -> dict[Side, FloatArray]:
    """Both hips: each over its own foot, or the free one beside the other."""
    over = {side: ankles[side] + legs[side].shank + legs[side].thigh for side in Side}
    if posture.stance is None:
        return over
    stance, free = posture.stance, posture.stance.other
    drop = np.radians(posture.drop_deg)
    across = _vector(LEFTWARD[free] * np.cos(drop), np.sin(drop), 0.0)
    across = _turned(across, LEFTWARD[stance] * np.asarray(posture.pelvis_turn_deg))
    return {stance: over[stance], free: over[stance] + HIPS_M * across}


def _place_leg(points: FloatArray, side: Side, posture: Posture, leg: _Leg, hip: FloatArray) -> None:
    marks, held = LEGS[side], posture.leg(side)
    ankle = hip - leg.thigh - leg.shank
    points[..., marks.hip, :], points[..., marks.knee, :] = hip, hip - leg.thigh
    points[..., marks.ankle, :] = ankle
    lateral = LEFTWARD[side]
    forward = _turned(np.array([0.0, 0.0, -1.0]), lateral * np.asarray(held.toe_out_deg))
    sole = ankle + _vector(0.0, ANKLE_HEIGHT_M, 0.0)
    toe = sole + (FOOT_M - HEEL_M) * forward
    lift = np.radians(held.heel_lift_deg)
    back = -forward * np.cos(lift)[..., None] + _vector(0.0, -np.sin(lift), 0.0)
    points[..., marks.heel, :] = toe + FOOT_M * back
    points[..., marks.toe, :] = toe + np.array([-lateral * BIG_TOE_M, 0.0, 0.0])


def _place_trunk(points: FloatArray, posture: Posture, hips: dict[Side, FloatArray]) -> FloatArray:
    """Everything above the hips; returns the front hip bones."""
    towards = LEFTWARD[posture.stance] if posture.stance else 1.0
    up = _line(posture.forward_deg, posture.lean_deg, leftward=towards)
    middle = (hips[Side.LEFT] + hips[Side.RIGHT]) / 2.0
    pelvis = _unit(hips[Side.LEFT] - hips[Side.RIGHT])  # towards the person's left
    ahead = np.cross(up, pelvis)
    neck = middle + TRUNK_M * up
    across = _unit(np.cross(ahead, up))
    for side, arm_deg in ((Side.LEFT, posture.left_arm_deg), (Side.RIGHT, posture.right_arm_deg)):
        shoulder = neck + LEFTWARD[side] * SHOULDERS_M / 2.0 * across
        points[..., LEGS[side].shoulder, :] = shoulder
        angle = np.radians(arm_deg)
        along = LEFTWARD[side] * np.sin(angle)[..., None] * across - np.cos(angle)[..., None] * up
        _place_arm(points, side, shoulder, along)
    _place_head(points, neck, up, across, ahead)
    upright = _vector(0.0, -1.0, 0.0)
    over = _unit(upright - np.sum(upright * pelvis, axis=-1, keepdims=True) * pelvis)
    from_hips = ASIS_M * (0.30 * over + 0.22 * np.cross(pelvis, over))
    asis = [middle + LEFTWARD[side] * ASIS_M / 2.0 * pelvis + from_hips for side in Side]
    return np.stack(np.broadcast_arrays(*asis, points[..., 0, :])[:2], axis=-2)


def _place_arm(points: FloatArray, side: Side, shoulder: FloatArray, along: FloatArray) -> None:
    name = side.name
    points[..., Landmark[f"{name}_ELBOW"], :] = shoulder + 0.55 * ARM_M * along
    points[..., Landmark[f"{name}_WRIST"], :] = shoulder + ARM_M * along
    for finger, share in (("PINKY", 1.15), ("INDEX", 1.2), ("THUMB", 1.1)):
        points[..., Landmark[f"{name}_{finger}"], :] = shoulder + share * ARM_M * along


def _place_head(
    points: FloatArray, neck: FloatArray, up: FloatArray, across: FloatArray, ahead: FloatArray
) -> None:
    at = {"NOSE": (0.0, 0.20, 0.10), "MOUTH_LEFT": (0.03, 0.15, 0.09), "MOUTH_RIGHT": (-0.03, 0.15, 0.09)}
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        at[f"{side}_EAR"] = (sign * 0.08, 0.20, 0.0)
        for part, x in (("EYE_INNER", 0.02), ("EYE", 0.03), ("EYE_OUTER", 0.04)):
            at[f"{side}_{part}"] = (sign * x, 0.23, 0.08)
    for name, (x, y, z) in at.items():
        points[..., Landmark[name], :] = neck + x * across + y * up + z * ahead


def seen_by(
    camera: Camera, points_m: FloatArray, asis_m: FloatArray, time_s: FloatArray, *, stickers: bool = True
) -> PoseSequence:
    """What a pose model without faults would report of these points."""
    return PoseSequence(
        xy_px=camera.pixels(points_m),
        world_m=camera.world_m(points_m),
        visibility=np.full(points_m.shape[:2], 0.95),
        time_s=time_s,
        frame_size=camera.size,
        asis_px=camera.pixels(asis_m) if stickers else None,
    )


def snapshot(posture: Posture, camera: Camera | None = None, *, stickers: bool = True) -> PoseSequence:
    """A single frame (or, of a posture of arrays, one frame each, a second apart)."""
    points, asis = joints_m(posture)
    return seen_by(camera or Camera(), points, asis, np.arange(len(points), dtype=float), stickers=stickers)
