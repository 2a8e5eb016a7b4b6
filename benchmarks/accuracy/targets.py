"""What the project set out to reach, and whether it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.markdown import number, share, table
from benchmarks.accuracy.recognition import RIGHT, with_verdicts
from benchmarks.accuracy.stats import agreement
from benchmarks.accuracy.table import visible

__all__ = ["TARGETS", "Target", "coverage_by_metric", "targets_section"]

_COVERAGE: Final = (0.92, 0.98)
"""A 95 % interval is right where it holds the truth in so many cases."""
_RIGHT_SHARE: Final = 0.98
_MIN_READINGS: Final = 20
"""Fewer intervals say nothing of their coverage."""


@dataclass(frozen=True, slots=True)
class Target:
    """One aim.

    Attributes:
        what: In words.
        wanted: The limit, in words.
        value: Its figure from a half's rows of one model; None where there is nothing to tell from.
        met: Whether a figure is good enough.
        shown: The figure as printed.
    """

    what: str
    wanted: str
    value: Callable[[Rows], float | None]
    met: Callable[[float], bool]
    shown: Callable[[float | None], str]


def coverage_by_metric(rows: Rows) -> pl.DataFrame:
    """Coverage of every metric that is reported with enough readings, at the bottom or over the rep."""
    chosen = rows.readings.filter(pl.col("at").is_in(["bottom", "rep"]) & visible())
    found = agreement(chosen, ["metric"])
    # A count has no interval to speak of.
    return found.filter((pl.col("n") >= _MIN_READINGS) & (pl.col("metric") != "foot_touches"))


def targets_section(rows: Rows, model: str = "full") -> str:
    """The aims, with the figures of both halves; whether they are met is decided on the check half."""
    halves = [rows.of_half(half).of_model(model) for half in ("check", "development")]
    lines = []
    for target in TARGETS:
        check, development = (target.value(half) for half in halves)
        verdict = "" if check is None else "met" if target.met(check) else "**missed**"
        lines.append([target.what, target.wanted, target.shown(check), target.shown(development), verdict])
    return table(("aim", "wanted", ">check half", ">development half", ""), lines)


def _right(name: str) -> Callable[[Rows], float | None]:
    def value(rows: Rows) -> float | None:
        return _mean(with_verdicts(rows.clips)[name])

    return value


def _mean(values: pl.Series) -> float | None:
    known = values.drop_nulls().cast(pl.Float64).drop_nans()
    return float(known.mean()) if len(known) else None  # type: ignore[arg-type]


def _mae(metric: str, views: tuple[str, ...], max_yaw_deg: float) -> Callable[[Rows], float | None]:
    def value(rows: Rows) -> float | None:
        chosen = rows.readings.filter(
            (pl.col("metric") == metric)
            & (pl.col("at") == "bottom")
            & (pl.col("status") == "measured")
            & pl.col("view").is_in(views)
            & (pl.col("yaw_deg").abs() <= max_yaw_deg)
        )
        return _mean((chosen["value"] - chosen["truth"]).abs())

    return value


def _error_of(name: str, views: tuple[str, ...]) -> Callable[[Rows], float | None]:
    def value(rows: Rows) -> float | None:
        chosen = rows.clips.filter(
            (pl.col("expected_movement") != "unknown")
            & pl.col("expected_view").is_in(views)
            & (pl.col("expected_view") == pl.col("seen_view"))
        )
        return _mean((chosen[f"seen_{name}_deg"] - chosen[f"{name}_deg"]).abs())

    return value


def _covered(rows: Rows) -> float | None:
    coverages = coverage_by_metric(rows)["coverage"]
    return _mean(coverages.is_between(*_COVERAGE)) if len(coverages) else None


def _falsely_marked(rows: Rows) -> float | None:
    graded = rows.readings.filter((pl.col("deserved") == "good") & (pl.col("grade") != ""))
    return float((graded["grade"] == "marked").sum()) if len(graded) else None


def _degrees(value: float | None) -> str:
    return f"{number(value, decimals=2)}°" if value is not None else ""


def _count(value: float | None) -> str:
    return number(value, decimals=0)


def _below(limit: float) -> Callable[[float], bool]:
    return lambda value: value <= limit


_FRONTAL: Final = ("front", "back")
TARGETS: Final = (
    *(
        Target(f"{name} right", f"at least {100 * _RIGHT_SHARE:.0f} % of clips", _right(name), lambda v: v >= _RIGHT_SHARE, share)
        for name in RIGHT
    ),
    Target("knee inward (FPPA) at the bottom, yaw up to 3°", "MAE ≤ 2.0°", _mae("knee_fppa_deg", _FRONTAL, 3.0), _below(2.0), _degrees),
    Target("… yaw up to 15°, where not withheld", "MAE ≤ 4.0°", _mae("knee_fppa_deg", _FRONTAL, 15.0), _below(4.0), _degrees),
    Target("trunk lean at the bottom, yaw up to 3°", "MAE ≤ 1.0°", _mae("trunk_lean_deg", _FRONTAL, 3.0), _below(1.0), _degrees),
    Target("… yaw up to 15°, where not withheld", "MAE ≤ 2.0°", _mae("trunk_lean_deg", _FRONTAL, 15.0), _below(2.0), _degrees),
    Target("knee flexion at the bottom, from the side", "MAE ≤ 3°", _mae("knee_flexion_deg", ("side",), 180.0), _below(3.0), _degrees),
    Target("camera yaw, front and back", "MAE ≤ 4°", _error_of("yaw", _FRONTAL), _below(4.0), _degrees),
    Target("camera roll", "MAE ≤ 1°", _error_of("roll", (*_FRONTAL, "side", "oblique")), _below(1.0), _degrees),
    Target("metrics whose 95 % intervals hold the truth in 92 to 98 % of cases", "all", _covered, lambda v: v >= 1.0, share),
    Target("reps graded marked whose truth is good", "none", _falsely_marked, _below(0.0), _count),
)  # fmt: skip
"""The aims, in the order they are printed."""
