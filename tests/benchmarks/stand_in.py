"""Records of clips that were never rendered: a stick figure before a faultless camera and a pose model without faults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from benchmarks.accuracy.store import ClipRecord
from benchmarks.accuracy.truth import JOINTS, ClipTruth, TrueRep
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence, Recording
from synth.spec import CameraSpec, ClipSpec, FilmSpec, LookSpec, MovementSpec, RepSpec
from tests.stick_figure import Camera, Posture
from tests.stick_motions import STANDING, Motion, alone_on, film, joints_over_time, noisy

RATE_HZ = 30.0
STILL_S, STEP_S, DOWN_S, PAUSE_S, UP_S, REST_S = 1.2, 0.6, 1.0, 0.3, 0.9, 0.4
FILMED_FROM = Camera(distance_m=3.0, height_m=0.9)


@dataclass(frozen=True)
class Set:
    """A set of reps: the postures at rest and at the bottom of each, and which leg carries."""

    rest: Posture
    bottoms: tuple[Posture, ...]
    side: Side | None

    def motion(self) -> Motion:
        motion = Motion.starting(STANDING).hold(STILL_S).to(self.rest, STEP_S).hold(REST_S)
        for bottom in self.bottoms:
            motion = motion.to(bottom, DOWN_S).hold(PAUSE_S).to(self.rest, UP_S).hold(REST_S)
        return motion.to(STANDING, STEP_S).hold(STILL_S)

    def reps(self) -> tuple[TrueRep, ...]:
        first_s, each_s = STILL_S + STEP_S + REST_S, DOWN_S + PAUSE_S + UP_S + REST_S
        starts_s = [first_s + number * each_s for number in range(len(self.bottoms))]
        return tuple(
            TrueRep(self.side, s, s + DOWN_S, s + DOWN_S + PAUSE_S, s + DOWN_S + PAUSE_S + UP_S)
            for s in starts_s
        )


def truth_of(performed: Set, camera: Camera = FILMED_FROM) -> ClipTruth:
    motion = performed.motion()
    time_s = np.arange(round(motion.duration_s * RATE_HZ) + 1) / RATE_HZ
    points, asis = joints_over_time(motion, time_s)
    joints = np.empty((len(time_s), len(JOINTS), 3))
    for number, name in enumerate(JOINTS):
        side, joint = name.split("_")
        if joint == "iliac":
            joints[:, number] = asis[:, 0 if side == "left" else 1]
        else:
            joints[:, number] = points[:, getattr(LEGS[Side(side)], joint)]
    right, _, away = camera.axes
    lens = np.array([0.0, -camera.height_m, 0.0]) - camera.distance_m * away + camera.aside_m * right
    return ClipTruth(
        time_s=time_s,
        joints_m=_upright(joints),
        joints_px=camera.pixels(joints),
        frame_size=camera.size,
        camera_m=_upright(lens),
        up_px=np.array([np.sin(np.radians(camera.roll_deg)), -np.cos(np.radians(camera.roll_deg))]),
        facing_deg=0.0,
        reps=performed.reps(),
    )


def _upright(points: np.ndarray) -> np.ndarray:
    """From the stick figure's axes (y down, z behind) to the truth's (-Y forward, Z up)."""
    x, down, behind = np.moveaxis(points, -1, 0)
    return np.stack([x, behind, -down], axis=-1)


def seen_of(performed: Set, camera: Camera = FILMED_FROM, sd_px: float = 0.0, seed: int = 0) -> PoseSequence:
    return noisy(film(performed.motion(), camera, rate_hz=RATE_HZ), sd_px, seed)


def as_found(poses: PoseSequence) -> Recording:
    """As a backend delivers it: 32-bit floats, no stickers."""
    single = {name: getattr(poses, name).astype(np.float32) for name in ("xy_px", "world_m", "visibility")}
    return Recording((replace(poses, asis_px=None, **single),), "perfect 1.0", "stick", "0" * 64)


def record_of(
    performed: Set,
    name: str = "d000_stick",
    *,
    kind: Literal["squat", "single_leg_squat", "single_leg_deadlift", "wave"] = "single_leg_squat",
    camera: Camera = FILMED_FROM,
    half: Literal["development", "check"] = "development",
    sd_px: float = 0.5,
    models: tuple[Literal["full", "lite", "heavy"], ...] = ("full",),
) -> ClipRecord:
    side = performed.side.value if performed.side else None
    movement = MovementSpec(kind=kind, reps=tuple(RepSpec(side=side) for _ in performed.bottoms))
    size = camera.size
    spec = ClipSpec(
        name=name,
        movement=movement,
        look=LookSpec(person="woman_average"),
        camera=CameraSpec(yaw_deg=camera.yaw_deg, width_px=size.width_px, height_px=size.height_px),
        film=FilmSpec(frame_rate_hz=RATE_HZ),
    )
    recordings = {
        model: as_found(seen_of(performed, camera, sd_px, seed)) for seed, model in enumerate(models)
    }
    return ClipRecord(spec, half, truth_of(performed, camera), recordings, b"jpeg")


def on_one_leg(side: Side, *bottoms: Posture, free: str = "middle") -> Set:
    from tests.stick_figure import FREE_LEG

    return Set(alone_on(side, FREE_LEG[free]), bottoms, side)


def on_both(*bottoms: Posture) -> Set:
    return Set(STANDING, bottoms, None)
