"""The rows that the tables are made of, one dataclass for each kind, and the data frames that hold them.

`clip` and `model` say where a row comes from; what is known of a clip itself (body, clothes, camera, …) stands once, in
`clip_facts`. NaN is missing. Units are suffixes; `value`, `truth` and what else has none are in the metric's unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import polars as pl

from benchmarks.accuracy.truth import ClipTruth
from hipcheck.geometry import length
from synth.spec import ClipSpec, StickerSpec

__all__ = ["ClipRow", "FindingRow", "FrameRow", "ReadingRow", "RepRow", "as_frame", "clip_facts"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRow:
    """What was recognised in a clip. Yaw and roll as hipcheck counts them; sides in time order, parted by spaces.

    `stickers` tells whether two were found on the person analysed.
    """

    clip: str
    model: str
    half: str
    expected_movement: str
    seen_movement: str
    expected_sides: str
    seen_sides: str
    expected_reps: int
    seen_reps: int
    expected_view: str
    seen_view: str
    yaw_deg: float
    seen_yaw_deg: float
    yaw_sd_deg: float
    roll_deg: float
    seen_roll_deg: float
    roll_sd_deg: float
    right_person: bool
    people: int
    stickers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepRow:
    """One true rep, and how far off in time it was found. The error of the bottom is 0 within the time spent there."""

    clip: str
    model: str
    half: str
    movement: str
    view: str
    rep: int
    found: bool
    start_error_s: float
    bottom_error_s: float
    end_error_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One metric at one place of one true rep.

    Attributes:
        yaw_deg: Of the camera at the bottom of the rep; in quiet standing it may be another by a degree or two.
        status: "measured", "withheld" (with a reason, by hipcheck), or "missed" (the rep, movement or leg was not found).
        truth: In the person's own plane.
        truth_image: In the picture as filmed, turned level.
        truth_pelvis: In the upright plane through the hip joints; NaN for metrics of other planes.
        grade: "" where there is none.
        deserved: The grade of the truth.
        knee_deg: True knee flexion at the bottom of the rep.
        trunk_deg: True forward inclination of the trunk there.
        lean_deg: True lean of the trunk there, towards the stance leg.
        drop_deg: True drop of the free side's hip there.
    """

    clip: str
    model: str
    half: str
    movement: str
    view: str
    yaw_deg: float
    rep: int
    metric: str
    side: str
    at: str
    status: str
    reason: str
    value: float
    low: float
    high: float
    excursion: float
    truth: float
    truth_image: float
    truth_pelvis: float
    truth_excursion: float
    flaw: str
    grade: str
    deserved: str
    knee_deg: float
    trunk_deg: float
    lean_deg: float
    drop_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One flaw of one leg over the whole set, and the middle one of the grades that the true reps deserve."""

    clip: str
    model: str
    half: str
    movement: str
    view: str
    flaw: str
    metric: str
    side: str
    grade: str
    deserved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """One metric in one frame of a rep."""

    clip: str
    model: str
    half: str
    movement: str
    view: str
    yaw_deg: float
    rep: int
    metric: str
    side: str
    time_s: float
    value: float
    half_width: float
    truth: float
    truth_image: float
    knee_deg: float


_TYPES: dict[str, Any] = {"str": pl.String, "int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean}


def as_frame(kind: type[T], rows: Sequence[T]) -> pl.DataFrame:
    """Rows of one kind as a data frame, whose columns are there even without rows."""
    # `from __future__ import annotations` keeps types as their names.
    schema = {field.name: _TYPES[str(field.type)] for field in fields(kind)}  # type: ignore[arg-type]
    return pl.DataFrame({name: [getattr(row, name) for row in rows] for name in schema}, schema=schema)


def _stickers(spec: StickerSpec | None) -> str:
    """What a person wears: "two", "one", or "none", as most do."""
    if spec is None or spec.missing == "both":
        return "none"
    return "one" if spec.missing else "two"


def clip_facts(spec: ClipSpec, truth: ClipTruth, half: str) -> dict[str, str | float | bool]:
    """What is known of a clip itself, as one row."""
    movement, look, camera, room, film = spec.movement, spec.look, spec.camera, spec.room, spec.film
    hips = (truth.joint_m("left_hip") + truth.joint_m("right_hip")) / 2.0
    return {
        "clip": spec.name,
        "half": half,
        "kind": movement.kind,
        "free_leg": movement.free_leg,
        "arms": movement.arms,
        "toe_out_deg": movement.toe_out_deg,
        "walks": movement.walk_in or movement.walk_out,
        "both_legs": len({rep.side for rep in truth.reps}) > 1,
        "person": look.person,
        "skin": float(look.skin),
        "hair": look.hair,
        "top": look.top,
        "top_tucked": look.top_tucked,
        "bottom": look.bottom,
        "pattern": look.pattern,
        "stickers": _stickers(look.stickers),
        "bearing_deg": truth.bearing_deg,
        "camera_roll_deg": truth.roll_deg,
        "camera_height_m": float(truth.camera_m[2]),
        "distance_m": float(np.median(length((truth.camera_m - hips)[:, :2]))),
        "focal_ratio": camera.focal_ratio,
        "offset_x": camera.offset_x,
        "shake_deg": camera.shake_deg,
        "width_px": float(truth.frame_size.width_px),
        "height_px": float(truth.frame_size.height_px),
        "room": room.kind,
        "light": room.light,
        "brightness": room.brightness,
        "bystander": room.bystander,
        "frame_rate_hz": film.frame_rate_hz,
        "rate_jitter": film.rate_jitter,
        "shutter_s": film.shutter_s,
        "noise_sd": film.noise_sd,
        "crf": float(film.crf),
    }
