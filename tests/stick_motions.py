"""Movements of the stick figure over time, and how recordings of them are spoiled.

    poses = film(squats(3), Camera(yaw_deg=5.0), rate_hz=30.0)
    poses = noisy(exchanged(poses, slice(40, 60)), sd_px=2.0, seed=1)

A `Motion` is a chain of postures, each reached by a minimum-jerk movement: the smoothest there is, at rest at both
ends. Feet that carry stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from hipcheck.geometry import FloatArray, IntArray
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, LIMB_PAIRS, Landmark, Side
from hipcheck.poses import PoseSequence
from tests.stick_figure import (
    FREE_LEG,
    LEFTWARD,
    Camera,
    LegPosture,
    Number,
    Posture,
    bent,
    joints_m,
    seen_by,
    standing_on,
)


def minimum_jerk(share: FloatArray) -> FloatArray:
    """Way covered, 0 to 1, over time, 0 to 1, by the smoothest movement from rest to rest (Flash and Hogan 1985)."""
    s = np.clip(share, 0.0, 1.0)
    return np.asarray(s**3 * (10.0 - 15.0 * s + 6.0 * s**2), dtype=np.float64)


@dataclass(frozen=True)
class Motion:
    """Postures and the times at which they are reached.

    Attributes:
        postures: In time order.
        times_s: Of each; the first is 0.
    """

    postures: tuple[Posture, ...]
    times_s: tuple[float, ...] = (0.0,)

    @classmethod
    def starting(cls, posture: Posture) -> Motion:
        """A motion that begins in a posture."""
        return cls((posture,))

    @property
    def duration_s(self) -> float:
        """Seconds until the last posture is reached."""
        return self.times_s[-1]

    def to(self, posture: Posture, seconds: float) -> Motion:
        """The same, then moving to a posture within so many seconds."""
        return Motion((*self.postures, posture), (*self.times_s, self.duration_s + seconds))

    def hold(self, seconds: float) -> Motion:
        """The same, then staying as it is."""
        return self.to(self.postures[-1], seconds)

    def then(self, other: Motion, seconds: float = 0.5) -> Motion:
        """The same, then another, begun by moving to its first posture."""
        moved = self.to(other.postures[0], seconds)
        later = tuple(moved.duration_s + time_s for time_s in other.times_s[1:])
        return Motion((*moved.postures, *other.postures[1:]), (*moved.times_s, *later))


def _carrying(before: Posture, after: Posture) -> Side | None:
    """The feet that carry on the way from one posture to another: a lifted foot is lifted all the way."""
    return before.stance or after.stance


def _between(before: Posture, after: Posture, share: FloatArray) -> Posture:
    stance = _carrying(before, after)

    def mixed(a: Number, b: Number) -> FloatArray:
        return np.asarray(a + (np.asarray(b) - a) * share)

    def towards(posture: Posture) -> float:
        return LEFTWARD[posture.stance] if posture.stance else 1.0

    numbers = {
        name: mixed(value, getattr(after, name))
        for name, value in vars(before).items()
        if name not in ("stance", "left", "right")
    }
    # A lean is measured towards the stance leg, so it is turned where the stance leg changes.
    lean = mixed(towards(before) * np.asarray(before.lean_deg), towards(after) * np.asarray(after.lean_deg))
    numbers["lean_deg"] = lean * (LEFTWARD[stance] if stance else 1.0)
    legs = {
        side.value: LegPosture(
            **{
                name: mixed(value, getattr(after.leg(side), name))
                for name, value in vars(before.leg(side)).items()
            }
        )
        for side in Side
    }
    return Posture(stance, **legs, **numbers)


def joints_over_time(motion: Motion, time_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Landmarks (T, 33, 3) and front hip bones (T, 2, 3) at given times, metres."""
    points, bones = np.full((len(time_s), LANDMARK_COUNT, 3), np.nan), np.full((len(time_s), 2, 3), np.nan)
    ankles: dict[Side, FloatArray] | None = None
    steps = zip(
        motion.postures[:-1], motion.postures[1:], motion.times_s[:-1], motion.times_s[1:], strict=True
    )
    for number, (before, after, start_s, end_s) in enumerate(steps, start=1):
        last = number == len(motion.times_s) - 1
        here = (time_s >= start_s) & ((time_s < end_s) | last)
        shares = np.append((time_s[here] - start_s) / (end_s - start_s), 1.0)  # the end too, for the feet
        joints, asis = joints_m(_between(before, after, minimum_jerk(shares)), ankles)
        points[here], bones[here] = joints[:-1], asis[:-1]
        floor = np.array([0.0, np.ravel(after.lift_m)[-1], 0.0])
        ankles = {side: joints[-1, LEGS[side].ankle] + floor for side in Side}
    return points, bones


def film(
    motion: Motion, camera: Camera | None = None, *, rate_hz: float = 30.0, time_s: FloatArray | None = None,
    stickers: bool = False, moved: Callable[[FloatArray, FloatArray], FloatArray] | None = None,
) -> PoseSequence:  # fmt: skip
    """What a pose model without faults would report of a motion.

    Args:
        motion: What the person does.
        camera: Where it stands; squarely in front by default, with parallel rays.
        rate_hz: Frames a second.
        time_s: The frames' times, where they are not uniform.
        stickers: Whether the front hip bones are marked.
        moved: Changes the joints (T, 33, 3), given the times (T,), before they are filmed.
    """
    if time_s is None:
        time_s = np.arange(round(motion.duration_s * rate_hz) + 1) / rate_hz
    joints, asis = joints_over_time(motion, time_s)
    joints = moved(joints, time_s) if moved else joints
    return seen_by(camera or Camera(), joints, asis, time_s, stickers=stickers)


def phone_times(duration_s: float, rate_hz: float, seed: int) -> FloatArray:
    """Times of a phone that varies its frame rate: steps of half to double the usual, the mean as asked for."""
    steps = np.random.default_rng(seed).uniform(0.5, 1.5, round(duration_s * rate_hz))
    return np.concatenate([[0.0], np.cumsum(steps) * duration_s / steps.sum()])


STANDING = standing_on(None)
OVER_FOOT_DEG = 6.0
"""Inclination of a leg that stands alone; see `bent`."""


def repeated(
    rest: Posture, bottom: Posture, reps: int = 3, *, down_s: float = 1.0, pause_s: float = 0.2, up_s: float = 1.0,
    rest_s: float = 0.4, still_s: float = 1.5,
) -> Motion:  # fmt: skip
    """Standing still, so many reps, standing still."""
    motion = Motion.starting(STANDING).hold(still_s).to(rest, 0.6).hold(0.4)
    for number in range(reps):
        motion = motion.to(bottom, down_s).hold(pause_s).to(rest, up_s)
        if number < reps - 1 and rest_s > 0:
            motion = motion.hold(rest_s)
    return motion.hold(0.4).to(STANDING, 0.6).hold(still_s)


def squat_bottom(flexion_deg: float = 95.0, *, toe_out_deg: float = 0.0, **more: Number) -> Posture:
    """Both knees bent, over their feet; `more` as `Posture` and `bent` name it."""
    forward_deg = more.pop("forward_deg", 25.0)
    lean_deg = more.pop("lean_deg", 0.0)
    leg = bent(flexion_deg, toe_out_deg=toe_out_deg, turn_out_deg=toe_out_deg, **more)
    return standing_on(None, leg=leg, forward_deg=forward_deg, lean_deg=lean_deg)


def squats(reps: int = 3, *, bottom: Posture | None = None, **timing: float) -> Motion:
    """Squats on both legs."""
    return repeated(STANDING, bottom or squat_bottom(), reps, **timing)


def single_leg_bottom(
    side: Side, flexion_deg: float = 65.0, *, inward_deg: float = 0.0, free: str = "middle", **rest: Number
) -> Posture:
    """The bottom of a single-leg squat; `rest` as `Posture` names it."""
    rest.setdefault("forward_deg", 20.0)
    leg = bent(flexion_deg, inward_deg=inward_deg, over_foot_deg=OVER_FOOT_DEG)
    return standing_on(side, leg=leg, free=FREE_LEG[free], **rest)


def alone_on(side: Side, free: LegPosture) -> Posture:
    """Standing straight on one leg, hips over the foot."""
    return standing_on(side, leg=bent(0.0, over_foot_deg=OVER_FOOT_DEG), free=free)


def single_leg_squats(
    side: Side, reps: int = 3, *, free: str = "middle", bottom: Posture | None = None, **timing: float
) -> Motion:
    """Single-leg squats on one leg."""
    rest = alone_on(side, FREE_LEG[free])
    return repeated(rest, bottom or single_leg_bottom(side, free=free), reps, **timing)


def step_downs(side: Side, reps: int = 3, *, bottom: Posture | None = None, **timing: float) -> Motion:
    """Lateral step-downs from a step under the stance leg; the free leg hangs straight."""
    hanging = LegPosture(thigh_in_deg=-10.0, shank_in_deg=10.0)  # beside the step
    lowered = standing_on(side, leg=bent(65.0, over_foot_deg=OVER_FOOT_DEG), free=hanging, forward_deg=15.0)
    return repeated(alone_on(side, hanging), bottom or lowered, reps, **timing)


def deadlift_bottom(
    side: Side, trunk_deg: float = 75.0, *, knee_deg: float = 15.0, **rest: Number
) -> Posture:
    """The bottom of a single-leg deadlift, free leg in line with the trunk."""
    free = LegPosture(thigh_forward_deg=-trunk_deg, shank_forward_deg=trunk_deg)
    leg = bent(knee_deg, thigh_share=1.0, over_foot_deg=OVER_FOOT_DEG)
    return standing_on(side, leg=leg, free=free, forward_deg=trunk_deg, **rest)


def single_leg_deadlifts(
    side: Side, reps: int = 3, *, bottom: Posture | None = None, **timing: float
) -> Motion:
    """Single-leg deadlifts."""
    rest = alone_on(side, LegPosture(thigh_forward_deg=-5.0, shank_forward_deg=25.0))
    return repeated(rest, bottom or deadlift_bottom(side), reps, **timing)


def walking(steps: int = 8, step_s: float = 0.55) -> Motion:
    """Walking forward, one foot after the other."""
    ahead, passing = LegPosture(25.0, -22.0), LegPosture(20.0, 40.0)
    behind, under = LegPosture(-15.0, 25.0), bent(8.0)

    def posture(stance: Side, carrying: LegPosture, swinging: LegPosture) -> Posture:
        return standing_on(stance, leg=carrying, free=swinging)

    motion = Motion.starting(posture(Side.LEFT, ahead, behind))
    for number in range(steps):
        stance = Side.LEFT if number % 2 == 0 else Side.RIGHT
        motion = motion.to(posture(stance, under, passing), step_s / 2)
        motion = motion.to(posture(stance, behind, ahead), step_s / 2).to(
            posture(stance.other, ahead, behind), 1e-3
        )
    return motion


def hopping(hops: int = 4, low_deg: float = 40.0) -> Motion:
    """Hops on both legs, 20 cm high, from knees bent so far."""
    low, air = standing_on(None, leg=bent(low_deg)), standing_on(None, lift_m=0.2)
    motion = Motion.starting(STANDING).hold(1.0)
    for _ in range(hops):
        motion = motion.to(low, 0.25).to(air, 0.25).to(low, 0.25)
    return motion.to(STANDING, 0.3).hold(1.0)


def sitting_down() -> Motion:
    """Onto a chair, and staying there."""
    seated = standing_on(None, leg=bent(95.0, thigh_share=0.9), forward_deg=5.0)
    return Motion.starting(STANDING).hold(1.5).to(seated, 1.2).hold(4.0)


def waving() -> Motion:
    """One arm up and to and fro."""
    motion = Motion.starting(STANDING).hold(1.0).to(replace(STANDING, right_arm_deg=150.0), 0.6)
    for _ in range(4):
        motion = motion.to(replace(STANDING, right_arm_deg=110.0), 0.4)
        motion = motion.to(replace(STANDING, right_arm_deg=150.0), 0.4)
    return motion.to(STANDING, 0.6).hold(1.0)


def bowing(bows: int = 3) -> Motion:
    """Bending the trunk on straight legs."""
    return repeated(STANDING, replace(STANDING, forward_deg=55.0), bows)


def standing_still(seconds: float = 5.0) -> Motion:
    """Nothing but standing."""
    return Motion.starting(STANDING).hold(seconds)


def noisy(poses: PoseSequence, sd_px: float, seed: int) -> PoseSequence:
    """With white noise of so many pixels on each coordinate of each landmark and sticker."""
    random = np.random.default_rng(seed)
    assert poses.asis_px is not None
    return replace(
        poses,
        xy_px=poses.xy_px + random.normal(0.0, sd_px, poses.xy_px.shape),
        asis_px=poses.asis_px + random.normal(0.0, sd_px, poses.asis_px.shape),
    )


ARM_PAIRS = tuple(
    (Landmark[f"LEFT_{part}"], Landmark[f"RIGHT_{part}"])
    for part in ("ELBOW", "WRIST", "PINKY", "INDEX", "THUMB")
)
TRUNK_PAIRS = ((Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER), (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))
BODY_PAIRS = (*LIMB_PAIRS, *ARM_PAIRS, *TRUNK_PAIRS)


def exchanged(
    poses: PoseSequence, frames: slice | IntArray, pairs: Iterable[tuple[Landmark, Landmark]] = LIMB_PAIRS
) -> PoseSequence:
    """With left and right exchanged in some frames, by default of the legs."""
    arrays = {name: getattr(poses, name).copy() for name in ("xy_px", "world_m", "visibility")}
    for array in arrays.values():
        for left, right in pairs:
            array[frames, left], array[frames, right] = (
                array[frames, right].copy(),
                array[frames, left].copy(),
            )
    return replace(poses, **arrays)


def hidden(poses: PoseSequence, landmarks: Iterable[Landmark], frames: slice = slice(None)) -> PoseSequence:
    """With landmarks that the model itself hardly believes in."""
    visibility = poses.visibility.copy()
    visibility[frames, list(landmarks)] = 0.1
    return replace(poses, visibility=visibility)


def misjudged_heading(poses: PoseSequence, error_deg: float) -> PoseSequence:
    """With world landmarks turned about the image's vertical, as a pose model misjudges depth."""
    angle = np.radians(error_deg)
    x, y, z = np.moveaxis(poses.world_m, -1, 0).transpose(0, 2, 1)
    turned = np.stack([x * np.cos(angle) + z * np.sin(angle), y, z * np.cos(angle) - x * np.sin(angle)])
    return replace(poses, world_m=turned.transpose(2, 1, 0))
