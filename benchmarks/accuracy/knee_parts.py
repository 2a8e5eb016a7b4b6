"""Where the error of the knee's inward angle comes from: perspective, the camera's yaw, or the pose model's landmarks.

At the bottom of each single-leg squat and step-down seen from front or back, whether or not hipcheck would have shown the
angle: each part alone, with everything else as it truly was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from benchmarks.accuracy.markdown import number, table
from benchmarks.accuracy.store import ClipRecord, ModelName
from benchmarks.accuracy.truth import TrueRep, expected_view
from hipcheck.kinematics import knee_fppa_deg, levelled
from hipcheck.landmarks import Side
from hipcheck.perspective import focal_length_px, squared
from hipcheck.poses import PoseSequence
from hipcheck.results import Analysis, View
from hipcheck.settings import Settings
from hipcheck.yaw import NO_DEPTH_BIAS, DepthBias, depth_bias

__all__ = ["PARTS", "KneePartRow", "knee_part_rows", "knee_parts_section"]

PARTS: Final = {
    "joints": "true joints, true yaw: what taking out perspective leaves, with the lens as assumed",
    "landmarks": "landmarks against the joints, both in the picture: the pose model's own error",
    "true yaw": "landmarks, true yaw",
    "estimated yaw": "landmarks, estimated yaw: as hipcheck reads it",
    "picture": "landmarks, nothing taken out: as the picture shows it",
}
"""What is held against the true angle, by name."""
_MOVEMENTS: Final = ("single_leg_squat", "lateral_step_down", "forward_step_down")
_WINDOW_S: Final = 0.1
"""Around the middle of the time at the bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KneePartRow:
    """One part of the error at the bottom of one rep, degrees; `yaw_deg` is the camera's, in quiet standing."""

    clip: str
    model: str
    half: str
    view: str
    yaw_deg: float
    rep: int
    part: str
    error_deg: float


def knee_part_rows(
    record: ClipRecord, model: ModelName, analysis: Analysis, settings: Settings
) -> list[KneePartRow]:
    """All parts of a clip's knee angles; none of a clip whose view or movement has none.

    Args:
        record: The clip.
        model: Whose landmarks.
        analysis: What hipcheck made of them.
        settings: The assumed lens.
    """
    kind, yaw_deg = expected_view(record.truth.bearing_deg, settings.view)
    seen = analysis.view
    if (
        record.spec.movement.kind not in _MOVEMENTS
        or seen is None
        or seen.kind is not kind
        or not seen.frontal
    ):
        return []
    true_view = replace(seen, yaw_deg=yaw_deg, roll_deg=record.truth.roll_deg)
    bias = depth_bias(record.recordings[model].model)
    reader = _Reader(record, analysis.poses, true_view, seen, settings, bias)
    return [
        KneePartRow(
            clip=record.spec.name,
            model=model,
            half=record.half,
            view=kind.value,
            yaw_deg=yaw_deg,
            rep=index,
            part=part,
            error_deg=error_deg,
        )
        for index, rep in enumerate(record.truth.whole_reps, start=1)
        for part, error_deg in reader.errors_deg(rep)
    ]


class _Reader:
    """Reads knee angles off one clip, with the camera where it was or where hipcheck took it to be."""

    def __init__(
        self,
        record: ClipRecord,
        seen: PoseSequence,
        true_view: View,
        seen_view: View,
        settings: Settings,
        bias: DepthBias,
    ) -> None:
        self.truth, self.seen, self.bias = record.truth, seen, bias
        self.true_view, self.seen_view = true_view, seen_view
        self.focal_px = focal_length_px(seen.frame_size, settings.view.assumed_hfov_deg)

    def errors_deg(self, rep: TrueRep) -> Iterator[tuple[str, float]]:
        """Each part's error at the bottom of a rep, NaN where the leg was not seen."""
        side = rep.side
        assert side is not None
        true_deg = self._at(rep, self.truth.poses("frontal"), side)
        joints = self.truth.poses("image")
        landmarks = levelled(self.seen, self.true_view.roll_deg)
        picture_deg = self._at(rep, landmarks, side)
        yield (
            "joints",
            self._at(rep, self._squared(joints, self.true_view, side, NO_DEPTH_BIAS), side) - true_deg,
        )
        yield "landmarks", picture_deg - self._at(rep, joints, side)
        yield (
            "true yaw",
            self._at(rep, self._squared(landmarks, self.true_view, side, self.bias), side) - true_deg,
        )
        as_seen = self._squared(levelled(self.seen, self.seen_view.roll_deg), self.seen_view, side, self.bias)
        yield "estimated yaw", self._at(rep, as_seen, side) - true_deg
        yield "picture", picture_deg - true_deg

    def _squared(self, poses: PoseSequence, view: View, side: Side, bias: DepthBias) -> PoseSequence:
        return squared(poses, view, side, self.focal_px, bias)

    def _at(self, rep: TrueRep, poses: PoseSequence, side: Side) -> float:
        values = knee_fppa_deg(poses, side)[np.abs(poses.time_s - rep.bottom_s) <= _WINDOW_S / 2.0]
        known = values[np.isfinite(values)]
        return float(known.mean()) if known.size else float("nan")


def knee_parts_section(rows: pl.DataFrame, model: str = "full") -> str:
    """Bias and mean absolute error of each part, near the front or back and further off."""
    known = rows.filter((pl.col("model") == model) & pl.col("error_deg").is_finite())
    bins = (
        ("front, up to 3°", (pl.col("view") == "front") & (pl.col("yaw_deg").abs() <= 3.0)),
        (
            "front, 3 to 15°",
            (pl.col("view") == "front") & pl.col("yaw_deg").abs().is_between(3.0, 15.0, closed="right"),
        ),
        ("back, up to 15°", (pl.col("view") == "back") & (pl.col("yaw_deg").abs() <= 15.0)),
    )
    head = ["what is read", *(f">{name}: {what}" for name, _ in bins for what in ("reps", "bias", "MAE"))]
    lines = []
    for part, words in PARTS.items():
        cells = [words]
        for _, within in bins:
            errors = known.filter((pl.col("part") == part) & within)["error_deg"]
            cells += [
                str(len(errors)),
                number(_float(errors.mean()), sign=True),
                number(_float(errors.abs().mean())),
            ]
        lines.append(cells)
    return table(head, lines)


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
