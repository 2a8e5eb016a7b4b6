"""A person doing what a spec says: the pose at any time, and when the reps are.

    performance = perform(load_person("woman_average"), MovementSpec(), frame_times)

Everything is worked out facing forward and turned by `facing_deg` in the end. What each `RepSpec` commands is reached
exactly at its bottom; between, it grows with depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from hipcheck.errors import SettingsError
from synth.boxes import Box, boxes_of
from synth.exercises import HINGE_DEG, stand, write_exercise
from synth.gait import Station, put_feet
from synth.others import write_other
from synth.people import SIDES, Person
from synth.plans import ONE_LEG, STEP_DOWNS, Plan, add_sway, com_ahead_m, home, plan, toes_out
from synth.posture import Body, solve
from synth.rig import Limbs, Pose, Segments, arm_rotations, foot_rotation, leg_rotations, pose_from_segments
from synth.script import Script
from synth.skeleton import OUTWARD, Skeleton, measured
from synth.spec import LegSide, MovementSpec, RepSpec
from synth.timing import FloatArray, RepTimes
from synth.turns import FORWARD, UP, about_axis, about_x, about_z, apply, between, unit

__all__ = ["Performance", "PerformedRep", "duration_s", "perform"]

BoolArray: TypeAlias = npt.NDArray[np.bool_]

_EXERCISES: Final = (*ONE_LEG, "squat")
_PARTIAL_SHARE: Final = 0.6
"""A rep that bends less than this share of the clip's deepest is a partial one. Convention."""
_TOUCH_M: Final = 0.005
"""A foot less than this above the floor touches it: less than the sole of a shoe gives."""
_FOOT_TURNS_SHANK: Final = 0.5
"""The shank faces midway between where the knee bends and where the foot points: both knee and ankle give."""


@dataclass(frozen=True, slots=True)
class PerformedRep:
    """When a rep was.

    Attributes:
        index: From 1.
        side: Stance leg (front leg of a lunge); None on both.
        times: Its phases; `start_s` and `end_s` are where the depth passes 5 % of the rep's own.
        spec: What was commanded.
        depth_share: Its commanded bend against the deepest of the clip: of the knee, in a deadlift of the trunk.
        partial: `depth_share` is below 0.6.
    """

    index: int
    side: LegSide | None
    times: RepTimes
    spec: RepSpec
    depth_share: float
    partial: bool

    @property
    def start_s(self) -> float:
        """Leaves standing."""
        return self.times.start_s

    @property
    def bottom_s(self) -> float:
        """Middle of the time at the bottom."""
        return self.times.bottom_s

    @property
    def end_s(self) -> float:
        """Back in standing."""
        return self.times.end_s


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """A person moving.

    Attributes:
        time_s: Shape (T,).
        poses: One per time.
        reps: In time order, whether or not the times cover them.
        boxes: What is stood or sat on.
        standing: Shape (T,). True while standing still on both feet.
        com_m: Shape (T, 3). The centre of mass of an average body in these poses.
    """

    time_s: FloatArray
    poses: tuple[Pose, ...]
    reps: tuple[PerformedRep, ...]
    boxes: tuple[Box, ...]
    standing: BoolArray
    com_m: FloatArray


def duration_s(spec: MovementSpec) -> float:
    """How long the clip is, whoever does it."""
    return plan(spec, Station(0.0, 0.0, 0.0)).duration_s


def perform(person: Person, spec: MovementSpec, time_s: FloatArray) -> Performance:
    """A person's movement.

    Args:
        person: Who.
        spec: What.
        time_s: Shape (T,), from 0 to `duration_s(spec)`, in any order; the pose at a time does not depend on the others.

    Raises:
        SettingsError: The spec asks for what no body can do; says what.
    """
    time_s = np.asarray(time_s, dtype=np.float64)
    skeleton = measured(person)
    course = plan(spec, home(spec, skeleton))
    _check_touches(skeleton, spec, course)
    script, walking = _script(skeleton, spec, course, time_s)
    body = solve(skeleton, script, spec.arms)
    facing = about_z(spec.facing_deg)
    return Performance(
        time_s=time_s,
        poses=_poses(skeleton, script, body, facing),
        reps=_reps(spec, course),
        boxes=tuple(_faced(box, spec.facing_deg) for box in boxes_of(spec, skeleton, course.home)),
        standing=_standing(course, walking, time_s),
        com_m=body.com_m @ facing.T,
    )


def _script(
    skeleton: Skeleton, spec: MovementSpec, course: Plan, time_s: FloatArray
) -> tuple[Script, FloatArray]:
    """What the body is to do, and how far it is walking, 0 to 1."""
    script = Script.blank(len(time_s))
    put_feet(script, skeleton, course.walks, time_s, com_ahead_m(skeleton))
    walking = script.placed_z.copy()
    toes_out(script, spec)
    stand(script, skeleton)
    add_sway(script, skeleton, spec, time_s)
    write = write_exercise if spec.kind in _EXERCISES else write_other
    write(script, skeleton, spec, course, time_s)
    return script, walking


def _check_touches(skeleton: Skeleton, spec: MovementSpec, course: Plan) -> None:
    """A foot that is to touch the floor beside or before a step must reach it."""
    touching = [(rep, times) for rep, times in course.schedule.reps if rep.foot_touch]
    if spec.kind not in STEP_DOWNS or not touching:
        return
    script, _ = _script(skeleton, spec, course, np.array([times.bottom_s for _, times in touching]))
    ankles = solve(skeleton, script, spec.arms).legs.ankles_m
    for moment, (rep, _) in enumerate(touching):
        free = int(rep.side == "left")
        above_m = ankles[moment, free, 2] - script.legs[free].place_m[moment, 2]
        if above_m > _TOUCH_M:
            raise SettingsError(
                f"foot_touch: with {rep.knee_flexion_deg:.0f}° of knee flexion the free foot stays"
                f" {100 * above_m:.0f} cm above the floor; make box_height_m lower than {spec.box_height_m:.2f}"
            )


def _standing(course: Plan, walking: FloatArray, time_s: FloatArray) -> BoolArray:
    busy = walking > 0.0
    for stance in course.schedule.stances:
        busy |= (time_s > stance.begin_s) & (time_s < stance.end_s)
    for _, times in course.schedule.reps:
        busy |= (time_s > times.leave_s) & (time_s < times.back_s)
    return np.asarray(~busy, dtype=np.bool_)


def _reps(spec: MovementSpec, course: Plan) -> tuple[PerformedRep, ...]:
    """The reps with what makes them partial."""
    bends = [_bend_deg(spec, rep) for rep in spec.reps]
    return tuple(
        PerformedRep(
            index=number,
            side=None if spec.kind in {"squat", "sit_down"} else rep.side,
            times=times,
            spec=rep,
            depth_share=bend / max(bends),
            partial=bend / max(bends) < _PARTIAL_SHARE,
        )
        for number, ((rep, times), bend) in enumerate(zip(course.schedule.reps, bends, strict=False), start=1)
    )


def _bend_deg(spec: MovementSpec, rep: RepSpec) -> float:
    if spec.kind == "single_leg_deadlift":
        return HINGE_DEG if rep.trunk_flexion_deg is None else rep.trunk_flexion_deg
    return rep.knee_flexion_deg


def _faced(box: Box, facing_deg: float) -> Box:
    return Box(about_z(facing_deg) @ box.centre_m, box.size_m, facing_deg)


def _poses(skeleton: Skeleton, script: Script, body: Body, facing: FloatArray) -> tuple[Pose, ...]:
    limbs = [_Limb(skeleton, script, body, side) for side in range(len(SIDES))]
    poses = []
    for moment in range(len(script.heading_deg)):
        left, right = (limb.at(moment) for limb in limbs)
        segments = Segments(
            pelvis=body.pelvis[moment],
            thorax=body.thorax[moment],
            head=body.head[moment],
            left=left,
            right=right,
        )
        carrying = int(script.legs[1].carries[moment] > script.legs[0].carries[moment])
        pose = pose_from_segments(
            skeleton.person,
            segments,
            joint=f"{SIDES[carrying]}_ankle",
            at_m=body.legs.ankles_m[moment, carrying],
        )
        poses.append(Pose(facing @ pose.rotations, pose.heads_m @ facing.T))
    return tuple(poses)


class _Limb:
    """One side's limbs over time."""

    def __init__(self, skeleton: Skeleton, script: Script, body: Body, side: int) -> None:
        self.person, self.side, self.body = skeleton.person, SIDES[side], body
        self.leg = leg = script.legs[side]
        legs = body.legs
        hip, knee, ankle = (points[:, side] for points in (legs.hips_m, legs.knees_m, legs.ankles_m))
        self.thigh, self.shank = hip - knee, knee - ankle
        bend = legs.bends[:, side]
        turn = about_axis(unit(self.thigh), -OUTWARD[side] * leg.rotation_deg)
        self.thigh_front = apply(turn, bend)
        self.flat = about_z(leg.yaw_deg)
        self.pitched = self.flat @ about_x(leg.pitch_deg)
        ahead = apply(self.flat, FORWARD)
        self.shank_front = bend + ((1.0 - leg.held) * _FOOT_TURNS_SHANK)[:, None] * (ahead - bend)
        self.upper_arm, self.forearm = body.upper_arms[:, side], body.forearms[:, side]

    def at(self, moment: int) -> Limbs:
        """Rotations at one moment."""
        thigh, shank = leg_rotations(
            self.person,
            self.side,
            knee_to_hip=self.thigh[moment],
            ankle_to_knee=self.shank[moment],
            thigh_forward=self.thigh_front[moment],
            shank_forward=self.shank_front[moment],
        )
        upper_arm, forearm, hand = arm_rotations(
            self.person,
            self.side,
            self.body.thorax[moment],
            shoulder_to_elbow=self.upper_arm[moment],
            elbow_to_wrist=self.forearm[moment],
        )
        foot, toes = self._foot(moment, shank)
        return Limbs(
            thigh=thigh, shank=shank, foot=foot, toes=toes, upper_arm=upper_arm, forearm=forearm, hand=hand
        )

    def _foot(self, moment: int, shank: FloatArray) -> tuple[FloatArray, FloatArray | None]:
        """The foot, and the toes where they stay flat while the heel rises."""
        held = float(self.leg.held[moment])
        standing = self._pointed(self.pitched[moment])
        if held > 0.0:
            aloft = shank @ about_x(float(self.leg.point_deg[moment]))
            # Near the floor the foot is level, so that neither toes nor heel dig in.
            return between(standing[None], aloft[None], held**2)[0], None
        return standing, self._pointed(self.flat[moment]) if self.leg.pitch_deg[moment] > 0.0 else None

    def _pointed(self, turn: FloatArray) -> FloatArray:
        return foot_rotation(self.person, self.side, forward=turn @ FORWARD, up=turn @ UP)
