"""The truths that depend on where a rendered person's hip joint is taken to be, with it in another place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.accuracy.hip_centres import with_laboratory_hips
from benchmarks.accuracy.readings import TruthReader
from benchmarks.accuracy.store import ClipRecord
from hipcheck.catalog import At, Movement
from hipcheck.kinematics import METRICS
from hipcheck.series import sides_of
from hipcheck.settings import Settings

__all__ = ["HipRow", "hip_rows"]

_METRICS: Final = (
    "knee_fppa_deg",
    "trunk_lean_deg",
    "depth_deg",
    "knee_flexion_deg",
    "hip_flexion_deg",
    "trunk_forward_lean_deg",
    "t_line_deg",
)
"""Angles that have a hip joint or the middle between both at one end of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HipRow:
    """The truth of one metric at the bottom of one rep, with the hip joint where a laboratory would put it."""

    clip: str
    half: str
    rep: int
    side: str
    metric: str
    truth_laboratory: float


def hip_rows(record: ClipRecord, movement: Movement, settings: Settings) -> list[HipRow]:
    """All metrics of all whole reps of a clip that depend on the hip joint."""
    reader = TruthReader(with_laboratory_hips(record).truth, movement, settings)
    rows = []
    for index, rep in enumerate(record.truth.whole_reps, start=1):
        for name in (name for name in movement.metrics if name in _METRICS):
            rows += [
                HipRow(
                    clip=record.spec.name,
                    half=record.half,
                    rep=index,
                    side=side.value if side else "both",
                    metric=name,
                    truth_laboratory=reader.value(name, side, rep, At.BOTTOM),
                )
                for side in sides_of(METRICS[name], rep.side)
            ]
    return rows
