"""What is exactly known of a rendered clip: joint centres in space and in the picture, reps, where the camera stood.

A metric's truth is the metric's own formula, applied to the true joint centres as seen by a camera that has no fault:
infinitely far away, level, and squarely in front of the person (or squarely at their side). That is "the person's own
frontal plane". Knee flexion is the exception: its truth is the angle in space, whatever it is read from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from hipcheck.geometry import BoolArray, FloatArray, angle_from_up_deg, included_angle_deg
from hipcheck.kinematics import levelled
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import ViewKind
from hipcheck.settings import ViewSettings

__all__ = ["JOINTS", "ClipTruth", "Plane", "TrueRep", "expected_view"]

JOINTS: Final[tuple[str, ...]] = tuple(
    f"{side}_{joint}"
    for joint in ("shoulder", "hip", "knee", "ankle", "heel", "toe", "iliac")
    for side in ("left", "right")
)
"""Order of the joints in `ClipTruth`. `iliac` is the front hip bone itself, not the skin over it."""

Plane: TypeAlias = Literal["frontal", "pelvis", "side", "image"]
"""Where a truth is taken: the person's own frontal plane, the upright plane through the hip joints, the person's own
sagittal plane, or the picture as filmed, turned level."""

_PX_PER_M: Final = 1000.0
"""Scale of the faultless camera; angles and ratios do not depend on it."""
_CANVAS: Final = FrameSize(4000, 4000)
_LEVEL_M: Final = 0.02
"""Feet whose ankles differ by less in height stand both on the floor."""
_HIGH_M: Final = 0.02
"""Shoulders within this of their highest are those of somebody who stands."""
_NEAR_S: Final = 2.0
"""Who stands so long before or after a rep stands for it; earlier they may be walking in."""


@dataclass(frozen=True, slots=True)
class TrueRep:
    """One repetition as it was commanded.

    Attributes:
        side: Stance leg; None in a squat on both legs.
        start_s: The descent begins.
        bottom_start_s: The lowest point is reached.
        bottom_end_s: The ascent begins.
        end_s: Standing again.
        partial: Too shallow to count.
    """

    side: Side | None
    start_s: float
    bottom_start_s: float
    bottom_end_s: float
    end_s: float
    partial: bool = False

    @property
    def bottom_s(self) -> float:
        """Middle of the time at the bottom."""
        return (self.bottom_start_s + self.bottom_end_s) / 2.0


@dataclass(frozen=True, slots=True, eq=False)
class ClipTruth:
    """The truth of one clip.

    Attributes:
        time_s: Shape (T,), of the clip's own frames.
        joints_m: Shape (T, 14, 3), joints in the order of `JOINTS`. X to the left, -Y forward and Z up of a person
            whose `facing_deg` is 0; metres.
        joints_px: Shape (T, 14, 2), pixels of the upright picture.
        frame_size: Of the picture.
        camera_m: Shape (3,), the lens, same axes.
        up_px: Shape (2,), which way up is in the picture where the person stands: a unit vector in pixels, y down.
        facing_deg: The person turned to their left about the vertical.
        reps: In time order, partial ones too.
    """

    time_s: FloatArray
    joints_m: FloatArray
    joints_px: FloatArray
    frame_size: FrameSize
    camera_m: FloatArray
    up_px: FloatArray
    facing_deg: float
    reps: tuple[TrueRep, ...]

    def __post_init__(self) -> None:
        """Check that the parts belong together."""
        frames = len(self.time_s)
        for name, shape in (
            ("joints_m", (frames, len(JOINTS), 3)),
            ("joints_px", (frames, len(JOINTS), 2)),
            ("camera_m", (3,)),
            ("up_px", (2,)),
        ):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} must have shape {shape}, but has {getattr(self, name).shape}")

    @property
    def whole_reps(self) -> tuple[TrueRep, ...]:
        """The reps that count."""
        return tuple(rep for rep in self.reps if not rep.partial)

    @property
    def bearing_deg(self) -> float:
        """Where the camera stood as seen from the person, 0 in front, + towards their left, in (-180, 180].

        Seen from between the hips in quiet standing before and after the exercise, so that standing off the middle of the
        camera's axis is part of it.
        """
        near = np.zeros(len(self.time_s), dtype=np.bool_)
        for rep in self.reps:
            near |= (self.time_s > rep.start_s - _NEAR_S) & (self.time_s < rep.end_s + _NEAR_S)
        still = self.standing() & near
        return self._bearing_deg(still if still.any() else np.ones_like(still))

    def bearing_at_deg(self, time_s: float) -> float:
        """The same at a moment: on one leg the hips have moved over the foot."""
        return self._bearing_deg(np.arange(len(self.time_s)) == np.argmin(np.abs(self.time_s - time_s)))

    def _bearing_deg(self, frames: BoolArray) -> float:
        hips = (self.joint_m("left_hip") + self.joint_m("right_hip")) / 2.0
        away = self.camera_m - np.median(hips[frames], axis=0)
        left, front = self._axes()
        return float(np.degrees(np.arctan2(away @ left, away @ front)))

    @property
    def roll_deg(self) -> float:
        """How far the picture is turned clockwise as seen."""
        return float(angle_from_up_deg(self.up_px))

    def joint_m(self, name: str) -> FloatArray:
        """One joint over time, shape (T, 3), metres."""
        return np.asarray(self.joints_m[:, JOINTS.index(name)], dtype=np.float64)

    def _axes(self) -> tuple[FloatArray, FloatArray]:
        """The person's left and front, unit vectors, shape (3,) each."""
        turn = np.radians(self.facing_deg)
        left = np.array([np.cos(turn), np.sin(turn), 0.0])
        return left, np.array([np.sin(turn), -np.cos(turn), 0.0])

    def poses(self, plane: Plane) -> PoseSequence:
        """The joints as landmarks before a camera that has no fault; everything else NaN."""
        if plane == "image":
            return levelled(self._sequence(self.joints_px, self.frame_size), self.roll_deg)
        left, front = self._axes()
        if plane == "pelvis":
            across = (self.joint_m("left_hip") - self.joint_m("right_hip")) * np.array([1.0, 1.0, 0.0])
            sideways = across / np.linalg.norm(across, axis=1, keepdims=True)
        else:
            sideways = np.broadcast_to(left if plane == "frontal" else -front, (len(self.time_s), 3))
        x = np.einsum("tjk,tk->tj", self.joints_m, sideways)
        flat = np.stack([x, -self.joints_m[..., 2]], axis=-1) * _PX_PER_M
        return self._sequence(flat + _CANVAS.width_px / 2.0, _CANVAS)

    def _sequence(self, joints_px: FloatArray, size: FrameSize) -> PoseSequence:
        frames = len(self.time_s)
        xy = np.full((frames, LANDMARK_COUNT, 2), np.nan)
        for side in Side:
            leg = LEGS[side]
            for joint in ("shoulder", "hip", "knee", "ankle", "heel", "toe"):
                xy[:, getattr(leg, joint)] = joints_px[:, JOINTS.index(f"{side.value}_{joint}")]
        bones = joints_px[:, [JOINTS.index("left_iliac"), JOINTS.index("right_iliac")]]
        return PoseSequence(
            xy_px=xy,
            world_m=np.full((frames, LANDMARK_COUNT, 3), np.nan),
            visibility=np.where(np.isnan(xy[..., 0]), np.nan, 1.0),
            time_s=self.time_s,
            frame_size=size,
            asis_px=bones,
        )

    def knee_flexion_deg(self, side: Side) -> FloatArray:
        """Angle of the knee in space, shape (T,), 0 straight."""
        points = (self.joint_m(f"{side.value}_{joint}") for joint in ("hip", "knee", "ankle"))
        return 180.0 - included_angle_deg(*points)

    def standing(self) -> BoolArray:
        """Frames of quiet standing, shape (T,): outside all reps, upright, on both feet; else on the one foot."""
        shoulders = (self.joint_m("left_shoulder") + self.joint_m("right_shoulder"))[:, 2] / 2.0
        feet = self.joint_m("left_ankle")[:, 2] - self.joint_m("right_ankle")[:, 2]
        upright = shoulders > shoulders.max() - _HIGH_M
        for rep in self.reps:
            upright &= (self.time_s <= rep.start_s) | (self.time_s >= rep.end_s)
        on_both = upright & (np.abs(feet) < _LEVEL_M)
        return np.asarray(on_both if on_both.any() else upright, dtype=np.bool_)


def expected_view(bearing_deg: float, settings: ViewSettings) -> tuple[ViewKind, float]:
    """What a camera at this bearing should be called, and its yaw as hipcheck counts it.

    Returns:
        The kind, and the yaw against front or back, whichever is nearer; for a side or oblique view the bearing itself.
    """
    behind = abs(bearing_deg) > 90.0
    folded = float(np.sign(bearing_deg)) * 180.0 - bearing_deg if behind else bearing_deg
    if abs(folded) >= settings.side_min_yaw_deg:
        return ViewKind.SIDE, bearing_deg
    if abs(folded) > settings.frontal_max_yaw_deg:
        return ViewKind.OBLIQUE, bearing_deg
    return (ViewKind.BACK if behind else ViewKind.FRONT), folded
