"""What is exactly known of a clip: joints, angles, reps, and where the camera stood.

    truth = truth_of(person, spec.movement, performance, cameras)
    truth.write(folder, spec.name)

Every metric is known in three planes: `image`, the picture turned level; `world`, the person's own frontal or sagittal
plane, upright and turned with `facing_deg`; `pelvis`, the upright plane through the hip joints, or across it. `space` has
the angles between bones themselves. The formulas are in `synth.measures`, the files are described in synth/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from hipcheck.settings import ViewSettings
from synth.cameras import Camera
from synth.measures import BODY_METRICS, LEG_METRICS, Points, frontal, sagittal, spatial
from synth.movements import BoolArray, Performance, PerformedRep
from synth.people import SIDES, Person, Side
from synth.rig import Pose, joints_m
from synth.spec import MovementSpec
from synth.stickers import StickerTrack
from synth.timing import FloatArray
from synth.turns import FORWARD, UP, about_z

__all__ = ["HIPCHECK_MOVEMENTS", "TrueView", "Truth", "ViewKind", "truth_of"]

ViewKind: TypeAlias = Literal["front", "back", "side", "oblique"]

HIPCHECK_MOVEMENTS: Final = {
    "squat": "squat",
    "single_leg_squat": "single_leg_squat",
    "lateral_step_down": "step_down",
    "forward_step_down": "step_down",
    "single_leg_deadlift": "single_leg_deadlift",
}
"""What hipcheck should call a movement; what is not here it should call unknown."""
_UPRIGHT_M: Final = 0.2
"""Length of the upright at the hips whose picture tells how far the camera is rolled."""
_MIN_BEND_DEG: Final = 3.0
"""With less change of the knee a hinge ratio has no meaning; hipcheck's limit."""
_DIGITS: Final = 6
_WRITTEN: Final = ("hip", "knee", "ankle", "heel", "toe", "shoulder", "iliac")
"""Joints of the table: those that metrics are made of."""
_DERIVED: Final = "pelvis_opening_deg"
"""Not in the table, being minus the drop."""


@dataclass(frozen=True, slots=True)
class TrueView:
    """Where the camera stood, in hipcheck's terms and signs.

    Attributes:
        kind: Front, back, side or oblique, by hipcheck's limits.
        bearing_deg: Of the camera as seen from between the hips, 0 straight ahead, + to the person's left, up to ±180.
        yaw_deg: The same against front or back, whichever is nearer; of a side or oblique view the bearing itself.
        roll_deg: How far what is upright at the hips is turned clockwise in the picture.
    """

    kind: ViewKind
    bearing_deg: float
    yaw_deg: float
    roll_deg: float

    def shows(self, family: str) -> bool:
        """Whether metrics of that family, frontal or sagittal, mean something in the picture."""
        if self.kind == "oblique":
            return True
        return (self.kind == "side") == (family == "sagittal")


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The truth of one clip.

    Attributes:
        time_s: Shape (T,).
        standing: Shape (T,). True while standing still on both feet.
        joints_m: By name, shape (T, 3); `asis` is on the skin, where a sticker is, `iliac` the bone under it. World axes: x to the left, -y forward, z up of a person who faces 0°.
        joints_px: By name, shape (T, 2). Pixels of the picture as filmed, y down.
        metrics: By column name (`left_knee_fppa_deg_world`), shape (T,); NaN where it means nothing in that view.
        view: Where the camera stood in quiet standing.
        movement: hipcheck's id of it, or "unknown".
        kind: What it is.
        reps: As performed.
        bearings_deg: Of each rep, the camera's bearing at its bottom.
        stickers_seen: By name (`left_sticker`, among the joints too), how much of it the camera sees, 0 to 1, shape (T,).
    """

    time_s: FloatArray
    standing: BoolArray
    joints_m: dict[str, FloatArray]
    joints_px: dict[str, FloatArray]
    metrics: dict[str, FloatArray]
    view: TrueView
    movement: str
    kind: str
    reps: tuple[PerformedRep, ...]
    bearings_deg: tuple[float, ...]
    stickers_seen: dict[str, FloatArray] = field(default_factory=dict)

    @property
    def leg(self) -> str | None:
        """The stance leg of all reps; "both" if it changes, None if there is none."""
        sides = {rep.side for rep in self.reps}
        return "both" if len(sides) > 1 else next(iter(sides), None)

    def at(self, column: str, time_s: float) -> float:
        """A metric at a moment, between frames linearly; NaN where unknown."""
        return float(np.interp(time_s, self.time_s, self.metrics[column]))

    def summary(self) -> dict[str, Any]:
        """What is not a curve, for the clip's JSON file."""
        return {
            "movement": self.movement,
            "kind": self.kind,
            "leg": self.leg,
            "view": {name: _rounded(value) for name, value in asdict(self.view).items()},
            "reps": [
                self._rep(rep, bearing) for rep, bearing in zip(self.reps, self.bearings_deg, strict=True)
            ],
        }

    def write(self, folder: Path, stem: str) -> dict[str, Any]:
        """Write `<stem>_truth.csv`, one row a frame, no finer than a clip can be compared with.

        Left out is what follows from the rest: metrics in the plane of the pelvis, and of a leg that never stands.

        Returns:
            `summary()`, for whoever writes the JSON file.
        """
        columns: dict[str, Sequence[Any]] = {
            "time_s": [f"{time:.6f}" for time in self.time_s],
            "standing": [int(still) for still in self.standing],
            "rep": self._rep_numbers(),
        }
        joints = [f"{side}_{joint}" for joint in _WRITTEN for side in SIDES]
        for name in (*joints, *self.stickers_seen):
            for axis, values in zip("xy", self.joints_px[name].T, strict=True):
                columns[f"{name}_{axis}_px"] = _cells(values, decimals=1)
            for axis, values in zip("xyz", self.joints_m[name].T, strict=True):
                columns[f"{name}_{axis}_mm"] = _cells(1000.0 * values, decimals=0)
        columns |= {f"{name}_seen": _cells(seen, decimals=2) for name, seen in self.stickers_seen.items()}
        for name in self._written_metrics():
            columns[name] = _cells(self.metrics[name], decimals=2 if "_deg_" in name else 3)
        with (folder / f"{stem}_truth.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return self.summary()

    def _written_metrics(self) -> list[str]:
        standing = {rep.side for rep in self.reps}
        idle = () if None in standing or not standing else tuple(f"{s}_" for s in SIDES if s not in standing)
        return [
            name
            for name in self.metrics
            if not (name.startswith(idle) or name.endswith("_pelvis") or _DERIVED in name)
        ]

    def _rep_numbers(self) -> list[int | str]:
        numbers: list[int | str] = [""] * len(self.time_s)
        for rep in self.reps:
            for frame in np.flatnonzero((self.time_s >= rep.start_s) & (self.time_s <= rep.end_s)):
                numbers[frame] = rep.index
        return numbers

    def _rep(self, rep: PerformedRep, bearing_deg: float) -> dict[str, Any]:
        times = rep.times
        sides: tuple[Side, ...] = SIDES if rep.side is None else (rep.side,)
        free = {f"{side}_" for side in SIDES if side not in sides}
        bottom = {
            name: _rounded(self.at(name, rep.bottom_s))
            for name in self.metrics
            if not name.startswith(tuple(free))
        }
        bottom |= {
            f"{side}_hinge_ratio_{plane}": _rounded(self._hinge_ratio(side, plane, rep))
            for side in sides
            for plane in ("image", "world", "pelvis")
        }
        return {
            "index": rep.index,
            "side": rep.side,
            "start_s": _rounded(rep.start_s),
            "bottom_s": _rounded(rep.bottom_s),
            "end_s": _rounded(rep.end_s),
            "phases_s": {name: _rounded(value) for name, value in asdict(times).items()},
            "partial": rep.partial,
            "depth_share": _rounded(rep.depth_share),
            "foot_touches": int(rep.spec.foot_touch),
            "bearing_deg": _rounded(bearing_deg),
            "bottom": bottom,
        }

    def _hinge_ratio(self, side: Side, plane: str, rep: PerformedRep) -> float:
        """Degrees of hip flexion a degree of knee flexion, from the start to the bottom."""
        hip, knee = (
            self.at(f"{side}_{joint}_flexion_deg_{plane}", rep.bottom_s)
            - self.at(f"{side}_{joint}_flexion_deg_{plane}", rep.start_s)
            for joint in ("hip", "knee")
        )
        return hip / knee if knee >= _MIN_BEND_DEG else float("nan")


def truth_of(
    person: Person,
    spec: MovementSpec,
    performance: Performance,
    cameras: Sequence[Camera],
    stickers: Mapping[Side, StickerTrack] = MappingProxyType({}),
) -> Truth:
    """The truth of a performance seen by cameras, one per time.

    Args:
        person: Who performs.
        spec: What.
        performance: How.
        cameras: One per time.
        stickers: Of whoever wears some, by side.
    """
    moments = [joints_m(person, pose) | _iliac_m(person, pose) for pose in performance.poses]
    joints = {name: np.stack([moment[name] for moment in moments]) for name in moments[0]}
    names = list(joints)
    seen = np.stack(
        [camera.project(np.stack(list(at.values()))) for camera, at in zip(cameras, moments, strict=True)]
    )
    pixels = {name: seen[:, number] for number, name in enumerate(names)}
    for side, track in stickers.items():
        joints[f"{side}_sticker"] = track.middle_m
        pixels[f"{side}_sticker"] = np.stack(
            [camera.project(middle_m) for camera, middle_m in zip(cameras, track.middle_m, strict=True)]
        )
    hips = (joints["left_hip"] + joints["right_hip"]) / 2.0
    away = np.stack([camera.centre_m for camera in cameras]) - hips
    still = performance.standing if performance.standing.any() else np.ones_like(performance.standing)
    view = _view(np.median(away[still], axis=0), spec.facing_deg, _roll_deg(cameras, hips))
    bottoms = [int(np.argmin(np.abs(performance.time_s - rep.bottom_s))) for rep in performance.reps]
    return Truth(
        time_s=performance.time_s,
        standing=performance.standing,
        joints_m=joints,
        joints_px=pixels,
        metrics=_metrics(joints, pixels, view, spec.facing_deg),
        view=view,
        movement=HIPCHECK_MOVEMENTS.get(spec.kind, "unknown"),
        kind=spec.kind,
        reps=performance.reps,
        bearings_deg=tuple(_bearing_deg(away[frame], spec.facing_deg) for frame in bottoms),
        stickers_seen={f"{side}_sticker": track.seen for side, track in stickers.items()},
    )


def _iliac_m(person: Person, pose: Pose) -> dict[str, FloatArray]:
    """The front hip bones, which move with the pelvis alone: where they are under the skin at rest, carried along."""
    root = person.bone_index["root"]
    turn, at_m = pose.rotations[root], pose.heads_m[root]
    return {
        f"{side}_iliac": at_m + turn @ (person.joint_m(f"{side}_asis") - person.head_m("root"))
        for side in SIDES
    }


def _bearing_deg(away_m: FloatArray, facing_deg: float) -> float:
    own = about_z(-facing_deg) @ away_m
    return float(np.degrees(np.arctan2(own[0], -own[1])))


def _view(away_m: FloatArray, facing_deg: float, roll_deg: float) -> TrueView:
    """Named as hipcheck names it."""
    limits = ViewSettings()
    bearing = _bearing_deg(away_m, facing_deg)
    behind = abs(bearing) > 90.0
    folded = float(np.copysign(180.0, bearing)) - bearing if behind else bearing
    if abs(folded) >= limits.side_min_yaw_deg:
        return TrueView("side", bearing, bearing, roll_deg)
    if abs(folded) > limits.frontal_max_yaw_deg:
        return TrueView("oblique", bearing, bearing, roll_deg)
    return TrueView("back" if behind else "front", bearing, folded, roll_deg)


def _roll_deg(cameras: Sequence[Camera], hips_m: FloatArray) -> float:
    """How far what is upright at the hips leans to the picture's right, over the whole clip."""
    uprights = [
        camera.project(hip + _UPRIGHT_M * UP) - camera.project(hip)
        for camera, hip in zip(cameras, hips_m, strict=True)
    ]
    right, down = np.nanmean(uprights, axis=0)
    return float(np.degrees(np.arctan2(right, -down)))


def _metrics(joints: Points, pixels: Points, view: TrueView, facing_deg: float) -> dict[str, FloatArray]:
    """Every metric in every plane, by column name."""
    found: dict[str, FloatArray] = {}
    for plane, (across, along) in _planes(joints, pixels, view, facing_deg).items():
        for side in SIDES:
            families = {"frontal": frontal(across, side), "sagittal": sagittal(along, side)}
            for family, values in families.items():
                sighted = (
                    plane != "image"
                    or view.kind == "oblique"
                    or (family == "sagittal") == (view.kind == "side")
                )
                for name in LEG_METRICS[family]:
                    found[f"{side}_{name}_{plane}"] = values[name] if sighted else values[name] * np.nan
                for name in BODY_METRICS[family]:
                    found[f"{name}_{plane}"] = values[name] if sighted else values[name] * np.nan
    for side in SIDES:
        for name, values_deg in spatial(joints, side).items():
            found[f"{side}_{name}_space"] = values_deg
    return found


def _planes(
    joints: Points, pixels: Points, view: TrueView, facing_deg: float
) -> dict[str, tuple[Points, Points]]:
    """Of each plane, the points in its frontal and its sagittal version."""
    left, ahead = about_z(facing_deg) @ np.array([1.0, 0.0, 0.0]), about_z(facing_deg) @ FORWARD
    hip_line = (joints["left_hip"] - joints["right_hip"]) * [1.0, 1.0, 0.0]
    own_left = hip_line / np.linalg.norm(hip_line, axis=1, keepdims=True)
    own_ahead = np.cross(own_left, UP)
    roll = np.radians(view.roll_deg)
    level_right, level_up = np.array([np.cos(roll), np.sin(roll)]), np.array([np.sin(roll), -np.cos(roll)])
    # From behind the left side is at the picture's left; from the person's left they look to the picture's left.
    to_left = -1.0 if abs(view.bearing_deg) > 90.0 else 1.0
    to_front = -1.0 if view.bearing_deg > 0.0 else 1.0

    def upright(axis: FloatArray) -> Points:
        return {name: np.stack([np.sum(p * axis, axis=1), p[:, 2]], axis=1) for name, p in joints.items()}

    def pictured(sign: float) -> Points:
        return {
            name: np.stack([sign * (p @ level_right), p @ level_up], axis=1) for name, p in pixels.items()
        }

    return {
        "image": (pictured(to_left), pictured(to_front)),
        "world": (upright(left), upright(ahead)),
        "pelvis": (upright(own_left), upright(own_ahead)),
    }


def _rounded(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None


def _cells(values: FloatArray, decimals: int) -> list[str]:
    """Without zeros at the end; "+ 0.0": never "-0"."""
    return [f"{round(value, decimals) + 0.0:.12g}" if np.isfinite(value) else "" for value in values.tolist()]
