"""`reps.csv`, one row per rep, and `frames.csv`, one row per frame, for spreadsheets and statistics.

Every column is described in docs/csv.md. A cell is empty where there is no value; why is in the column `not_measured`.
Numbers use a decimal point, cells are separated by commas, the text is UTF-8, and the unit ends the column's name.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from hipcheck.catalog import At
from hipcheck.geometry import FloatArray
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.base import whole_file
from hipcheck.results import Analysis, MeasuredRep, Measurement, NotMeasured, Trace

__all__ = ["FRAME_COLUMNS", "REP_COLUMNS", "FramesCsv", "RepsCsv", "metric_column", "reps_table"]

REP_COLUMNS: Final = {
    "video": "the clip's name as given, empty where there was none",
    "rep": "number of the rep, counted from 1 over the clip",
    "side": "stance leg, `left` or `right`; empty where both legs work",
    "movement": "movement id",
    "variant": "how it was done, such as where the free leg was held; empty where not known",
    "view": "`front`, `back`, `side` or `oblique`; empty where it could not be told",
    "start_s": "the descent begins",
    "pause_start_s": "the descent is over",
    "bottom_s": "deepest point",
    "pause_end_s": "the ascent begins",
    "end_s": "the ascent ends",
    "duration_s": "`end_s` minus `start_s`",
}
"""Columns of `reps.csv` before the metrics, with their meaning. `not_measured` is the last one."""

FRAME_COLUMNS: Final = {
    "time_s": "presentation time of the frame",
    "rep": "number of the rep it belongs to; empty between reps",
    "legs_exchanged": "1 where the pose model had confused the legs and they were put right, else 0",
}
"""Columns of `frames.csv` before the metrics, with their meaning."""

_PLACES: Final = {At.BOTTOM: "bottom", At.MATCHED: "60deg", At.PEAK: "peak", At.REP: ""}
_PARTS: Final = ("", "low", "high", "excursion", "grade")
_UNITS: Final = ("deg", "s")
_DECIMALS: Final = 4

_Row = dict[str, str]
_Key = tuple[str, Side | None, At, str]


def metric_column(metric: str, *parts: str, side: Side | None = None) -> str:
    """Name of a metric's column: side, name, parts, unit, joined by underscores.

    `metric_column("knee_fppa_deg", "bottom", "low", side=Side.LEFT)` is "left_knee_fppa_bottom_low_deg".

    Args:
        metric: Metric id.
        parts: What the column holds of it; empty ones are left out. A grade has no unit.
        side: Only where the column's side is not the rep's own.
    """
    stem, _, unit = metric.rpartition("_")
    if unit not in _UNITS:
        stem, unit = metric, ""
    if "grade" in parts:
        unit = ""
    return "_".join(part for part in (side.value if side else "", stem, *parts, unit) if part)


def reps_table(analyses: Iterable[Analysis]) -> tuple[list[str], list[_Row]]:
    """The rows of `reps.csv`, of one clip or of many under common columns.

    Returns:
        All columns in order, and one row per rep. A row lacks the columns it has no value for.
    """
    rows: list[_Row] = []
    keys: set[_Key] = set()
    for analysis in analyses:
        for measured in analysis.reps:
            cells = _metric_cells(measured)
            missing = (*measured.not_measured, *_withheld(analysis, measured))
            keys |= cells.keys()
            keys |= {key for m in missing for key in _keys_of_missing(m, measured.rep.side)}
            named = {_column(key): text for key, text in cells.items()}
            rows.append(_rep_cells(analysis, measured) | named | {"not_measured": _reasons(missing)})
    columns = [_column(key) for key in sorted(keys, key=_key_order)]
    return [*REP_COLUMNS, *columns, "not_measured"], rows


class RepsCsv:
    """Writes `reps.csv`: a row per rep, a column per metric, place and part."""

    filename = "reps.csv"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the file; it holds only the heading where no rep was found.

        Raises:
            OutputError: It cannot be written.
        """
        return _write(folder / self.filename, *reps_table([analysis]))


class FramesCsv:
    """Writes `frames.csv`: a row per frame, two columns per curve."""

    filename = "frames.csv"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the file.

        Raises:
            OutputError: It cannot be written.
        """
        columns = _frame_columns(analysis)
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        return _write(folder / self.filename, list(columns), rows)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Path:
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        # One line end on every system, so that the same analysis gives the same bytes.
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _cell(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return ""
    return str(round(float(value), _DECIMALS) + 0.0)  # + 0.0 turns -0.0 into 0.0


def _column(key: _Key) -> str:
    metric, side, at, part = key
    return metric_column(metric, _PLACES[at], part, side=side)


def _key_order(key: _Key) -> tuple[int, ...]:
    metric, side, at, part = key
    sides = (None, *Side)
    return (list(METRICS).index(metric), sides.index(side), list(_PLACES).index(at), _PARTS.index(part))


def _own_side(side: Side | None, rep_side: Side | None) -> Side | None:
    """The side to name in the column: none where it is the rep's own."""
    return None if side is rep_side else side


def _rep_cells(analysis: Analysis, measured: MeasuredRep) -> _Row:
    rep = measured.rep
    times = {name: _cell(getattr(rep, name)) for name in REP_COLUMNS if name.endswith("_s")}
    return times | {
        "video": analysis.source.path if analysis.source else "",
        "rep": str(rep.index),
        "side": rep.side.value if rep.side else "",
        "movement": analysis.movement.id,
        "variant": analysis.movement.variant,
        "view": analysis.view.kind.value if analysis.view else "",
    }


def _metric_cells(measured: MeasuredRep) -> dict[_Key, str]:
    cells: dict[_Key, str] = {}
    for m in measured.measurements:
        side = _own_side(m.side, measured.rep.side)
        cells |= {(m.metric, side, m.at, part): text for part, text in _parts(m).items()}
    return cells


def _parts(m: Measurement) -> dict[str, str]:
    parts = {"": _cell(m.value), "low": _cell(m.low), "high": _cell(m.high)}
    if m.excursion is not None:
        parts["excursion"] = _cell(m.excursion)
    if m.grade is not None:
        parts["grade"] = m.grade.value
    return parts


def _withheld(analysis: Analysis, measured: MeasuredRep) -> tuple[NotMeasured, ...]:
    """What was withheld for the whole clip and is not said again for the rep."""
    said = {m.metric for m in measured.not_measured}
    return tuple(
        m
        for m in analysis.not_measured
        if m.metric not in said and (m.side is None or measured.rep.side in (None, m.side))
    )


def _keys_of_missing(missing: NotMeasured, rep_side: Side | None) -> list[_Key]:
    """Empty columns, so that a table has them whether or not the clip could show the metric."""
    over_time = METRICS[missing.metric].function is not None
    places = (At.BOTTOM, At.MATCHED, At.PEAK) if over_time else (At.REP,)
    return [(missing.metric, _own_side(missing.side, rep_side), at, "") for at in places]


def _reasons(missing: Iterable[NotMeasured]) -> str:
    return " | ".join(f"{m.metric}{f' ({m.side})' if m.side else ''}: {m.reason}" for m in missing)


def _frame_columns(analysis: Analysis) -> dict[str, Iterable[str]]:
    """Cells by column, each made when its row is written: all at once would take more memory than the curves."""
    time_s = analysis.poses.time_s
    columns: dict[str, Iterable[str]] = {
        "time_s": map(_cell, time_s),
        "rep": _rep_numbers(analysis, time_s),
        "legs_exchanged": (str(int(exchanged)) for exchanged in analysis.landmark_sides_exchanged),
    }
    order = list(METRICS)
    for trace in sorted(analysis.traces, key=lambda t: (order.index(t.metric), t.side or "")):
        _check_time_base(trace, time_s)
        columns[metric_column(trace.metric, side=trace.side)] = map(_cell, trace.values)
        half_width = metric_column(trace.metric, "half_width", side=trace.side)
        columns[half_width] = map(_cell, trace.half_width)
    return columns


def _rep_numbers(analysis: Analysis, time_s: FloatArray) -> list[str]:
    numbers = [""] * len(time_s)
    for measured in analysis.reps:
        inside = (time_s >= measured.rep.start_s) & (time_s <= measured.rep.end_s)
        for frame in np.flatnonzero(inside):
            numbers[frame] = str(measured.rep.index)
    return numbers


def _check_time_base(trace: Trace, time_s: FloatArray) -> None:
    if not np.array_equal(trace.time_s, time_s):
        raise ValueError(
            f"trace {trace.metric} must be on the {len(time_s)} frames of the clip, "
            f"but has {len(trace.time_s)} other times"
        )
