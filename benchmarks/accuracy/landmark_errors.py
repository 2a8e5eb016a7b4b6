"""Where landmarks lie beside the joints they stand for, and what the signs of the camera's yaw say one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from benchmarks.accuracy.rows import as_frame
from benchmarks.accuracy.store import ClipRecord, ModelName
from benchmarks.accuracy.truth import JOINTS, expected_view
from hipcheck.geometry import BoolArray, FloatArray, length
from hipcheck.kinematics import FOOT_SHANKS
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.settings import ViewSettings
from hipcheck.yaw import seen_heading_deg

__all__ = ["HeadingRow", "LandmarkRow", "heading_rows", "landmark_rows"]

_JOINTS: Final = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
_BOTTOM_S: Final = 0.1
"""Frames around the bottom of each rep that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkRow:
    """Mean offset of one landmark from its joint over the frames of one phase of a clip.

    Attributes:
        role: "stance", "free", or "both" in a movement on two legs.
        phase: "standing" or "bottom".
        outward_mm: Away from the person's midline in the picture, at the person's distance; NaN from the side.
        down_mm: Down in the picture.
        forward_mm: In front in the picture of a side view; NaN from elsewhere.
        jitter_mm: Standard deviation of the offset over these frames.
    """

    clip: str
    model: str
    half: str
    person: str
    movement: str
    view: str
    joint: str
    side: str
    role: str
    phase: str
    outward_mm: float
    down_mm: float
    forward_mm: float
    jitter_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingRow:
    """What one sign says of where the camera stands, in quiet standing, and the truth. Degrees, + to the person's left."""

    clip: str
    model: str
    half: str
    view: str
    sign: str
    seen_deg: float
    bearing_deg: float


def landmark_rows(record: ClipRecord, model: ModelName) -> pl.DataFrame:
    """Offsets of one clip's landmarks; without rows where the person was not found."""
    poses = _followed(record, model)
    return as_frame(LandmarkRow, [] if poses is None else list(_offsets(record, model, poses)))


def heading_rows(record: ClipRecord, model: ModelName) -> pl.DataFrame:
    """What shoulders, hips and feet say of the camera's bearing; without rows where the person was not found."""
    poses, still = _followed(record, model), record.truth.standing()
    if poses is None or not still.any():
        return as_frame(HeadingRow, [])
    standing = poses.take(still)
    view, _ = expected_view(record.truth.bearing_deg, ViewSettings())
    signs = {
        "shoulders": seen_heading_deg(standing, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
        "hips": seen_heading_deg(standing, Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
        "feet": _feet_deg(standing),
        "feet in the picture": _feet_in_picture_deg(standing),
    }
    return as_frame(
        HeadingRow,
        [
            HeadingRow(
                clip=record.spec.name,
                model=model,
                half=record.half,
                view=view.value,
                sign=sign,
                seen_deg=seen_deg,
                bearing_deg=record.truth.bearing_deg,
            )
            for sign, seen_deg in signs.items()
        ],
    )


def _followed(record: ClipRecord, model: ModelName) -> PoseSequence | None:
    """The landmarks of the person whose joints are known: those that lie nearest."""
    people = record.recordings[model].people
    middle = record.truth.joints_px.mean(axis=1)
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    apart = [length(person.xy_px[:, hips].mean(axis=1) - middle) for person in people]
    known = [float(np.nanmedian(a)) if np.isfinite(a).any() else np.inf for a in apart]
    return people[int(np.argmin(known))] if known else None


def _offsets(record: ClipRecord, model: ModelName, poses: PoseSequence) -> Iterator[LandmarkRow]:
    truth = record.truth
    view, _ = expected_view(truth.bearing_deg, ViewSettings())
    stance = truth.reps[0].side if truth.reps else None
    for phase, frames in {"standing": truth.standing(), "bottom": _bottoms(record)}.items():
        if not frames.any():
            continue
        for side in Side:
            for joint in _JOINTS:
                known = truth.joints_px[frames, JOINTS.index(f"{side.value}_{joint}")]
                off_mm = (poses.xy_px[frames, getattr(LEGS[side], joint)] - known) * _mm_per_px(
                    record, frames
                )
                # Seen from the front the person's left is the picture's right, and so is its outside.
                left_x = {"front": 1.0, "back": -1.0}.get(view.value, np.nan)
                ahead_x = -np.sign(truth.bearing_deg) if view.value == "side" else np.nan
                yield LandmarkRow(
                    clip=record.spec.name,
                    model=model,
                    half=record.half,
                    person=record.spec.look.person,
                    movement=record.spec.movement.kind,
                    view=view.value,
                    joint=joint,
                    side=side.value,
                    role="both" if stance is None else "stance" if side is stance else "free",
                    phase=phase,
                    outward_mm=_mean(off_mm[:, 0]) * left_x * (1.0 if side is Side.LEFT else -1.0),
                    down_mm=_mean(off_mm[:, 1]),
                    forward_mm=_mean(off_mm[:, 0]) * ahead_x,
                    jitter_mm=float(np.nanstd(off_mm)) if np.isfinite(off_mm).any() else float("nan"),
                )


def _bottoms(record: ClipRecord) -> BoolArray:
    time_s = record.truth.time_s
    near = np.zeros(len(time_s), dtype=np.bool_)
    for rep in record.truth.whole_reps:
        near |= np.abs(time_s - rep.bottom_s) <= _BOTTOM_S
    return near


def _mm_per_px(record: ClipRecord, frames: BoolArray) -> float:
    """Scale of the picture where the person stands, from the height of the shoulders over the ankles."""
    shoulders, ankles = (
        [JOINTS.index(f"{side.value}_{joint}") for side in Side] for joint in ("shoulder", "ankle")
    )

    def apart(points: FloatArray) -> float:
        return float(np.median(length(points[:, shoulders].mean(axis=1) - points[:, ankles].mean(axis=1))))

    tall = record.truth.standing()
    tall = tall if tall.any() else frames
    return 1000.0 * apart(record.truth.joints_m[tall]) / apart(record.truth.joints_px[tall])


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def _feet_deg(poses: PoseSequence) -> float:
    """Bearing of the camera by where both feet point in the world landmarks."""
    ahead = np.concatenate(
        [poses.world_m[:, LEGS[side].toe] - poses.world_m[:, LEGS[side].heel] for side in Side]
    )
    known = ahead[np.isfinite(ahead[:, 0])]
    if not len(known):
        return float("nan")
    across, away = np.median(known[:, 0]), np.median(known[:, 2])
    # Feet that point at the camera point to smaller z; towards the picture's left is a camera to the person's left.
    return float(np.degrees(np.arctan2(-across, -away)))


def _feet_in_picture_deg(poses: PoseSequence) -> float:
    """The same from the picture alone, by the usual length of a foot; toes turned out alike cancel."""
    shanks = [length(poses.xy_px[:, leg.knee] - poses.xy_px[:, leg.ankle]) for leg in LEGS.values()]
    across = [poses.xy_px[:, leg.toe, 0] - poses.xy_px[:, leg.heel, 0] for leg in LEGS.values()]
    share = _mean(np.mean(across, axis=0) / np.fmax(*shanks)) / FOOT_SHANKS
    return float(-np.degrees(np.arcsin(np.clip(share, -1.0, 1.0))))
