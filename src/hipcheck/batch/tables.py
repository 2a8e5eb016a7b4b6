"""Tables of a whole results folder, for spreadsheets and statistics.

`summary.csv` and `summary.parquet` have a row for each clip with results, `reps.parquet` one for each rep, `failures.csv` one
for everything that needs a look. Their columns are described in docs/csv.md. The same results give the same bytes.

The CSV files are for spreadsheets: they begin with a byte order mark, without which Excel takes UTF-8 for something else and
spoils every accent; and a text that a spreadsheet would take for a formula begins with an apostrophe. The Parquet files have the
texts as they are.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import polars as pl

from hipcheck.batch.legs import MAIN_ANGLES, Leg
from hipcheck.batch.outcomes import Result, Trouble
from hipcheck.catalog import At
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.base import whole_file
from hipcheck.reports.csv_report import REP_COLUMNS, metric_column
from hipcheck.reports.json_document import AnalysisDocument, Measurement, NotMeasured, Rep
from hipcheck.results import Finding

__all__ = [
    "CLIP_COLUMNS",
    "CLIP_COLUMNS_AFTER",
    "FAILURE_COLUMNS",
    "LEG_COLUMNS",
    "Tables",
    "rep_columns",
    "report_path",
]

_DECIMALS: Final = 4

CLIP_COLUMNS: Final = {
    "clip": "the clip's name: its path below what was given to `hipcheck batch`",
    "id": "names its folder, `clips/<id>`",
    "athlete": "as the roster or the file's name says; empty where neither does",
    "date": "of filming, likewise, `YYYY-MM-DD`",
    "movement": "movement id",
    "movement_recognised": "`true` where nobody said which movement it is",
    "variant": "how it was done, such as where the free leg was held; empty where not known",
    "legs": "the legs it shows reps on: `left`, `right`, `left right`, or `both` where both work",
    "view": "`front`, `back`, `side` or `oblique`; empty where it could not be told",
    "yaw_deg": "how far the camera stood from straight in front of (or behind) the person; + towards the person's left",
    "yaw_sd_deg": "standard deviation of that estimate",
    "roll_deg": "tilt of the camera; + picture turned clockwise",
    "roll_sd_deg": "standard deviation of that estimate",
    "step_height_cm": "of the step, as somebody said it",
    "pain": "0 to 10, as somebody said it",
    "note": "as somebody wrote it",
    "reps": "how many were found",
}
"""Columns of the summary before those of the legs, with their meaning."""

CLIP_COLUMNS_AFTER: Final = {
    "asymmetry_metric": "what differs most between the legs, beyond its own noise first; metric id",
    "asymmetry_value": "left less right, in the metric's unit; for `hip_shift`, towards the left",
    "asymmetry_limit": "the smallest difference that is more than noise",
    "asymmetry_grade": "`good` within noise, `borderline`, or `mild` beyond it",
    "worst_grade": "the worst grade of either leg; empty where nothing, or less than half of the movement, was graded",
    "flaws": "flaws found for certain, worst first, as `flaw/leg/grade`, separated by spaces",
    "not_judged": "flaws that belong to the movement but could not be judged on a leg, as `flaw/leg`",
    "warnings": "codes of what limits the result, separated by spaces",
    "report": "the clip's report, from the results folder",
    "sha256": "checksum of the clip",
    "hipcheck": "version that measured",
    "model": "pose model",
    "model_sha256": "its checksum",
}

LEG_COLUMNS: Final = {
    "reps": "reps on this leg",
    "{angle}_metric": "what the finding rests on, a metric id: its suffix is the unit of the next three columns",
    "{angle}_value": "median over the reps of what was graded",
    "{angle}_low": "lower end of its 95 % interval",
    "{angle}_high": "upper end",
    "{angle}_grade": "`good`, `borderline`, `mild` or `marked`",
    "grade": "the worst grade of this leg; empty where nothing, or less than half of the movement, was graded",
}
"""Columns of the summary for each leg (`left_`, `right_`, `both_`), where {angle} is each of `MAIN_ANGLES`."""

FAILURE_COLUMNS: Final = {
    "clip": "the file's name, as in the summary",
    "kind": "`failed`: it has no results · `name does not fit`: it has, but nobody knows whose · `copy`: the same clip under "
    "another name, analysed once · `left out`: it is no clip, or may not be read",
    "athlete": "whom it shows, where known",
    "reason": "what is wrong",
    "what_to_do": "what to do about it; empty where nothing helps",
    "attempts": "how often it was tried; 0 where it was not",
}
"""Columns of `failures.csv`, with their meaning."""

_WHO_COLUMNS: Final = ("clip", "id", "athlete", "date")
_LEGS: Final[tuple[Side | None, ...]] = (*Side, None)
_NUMBERS: Final = (
    "_deg", "_s", "_cm", "_value", "_low", "_high", "_limit",
)  # fmt: skip
_COUNTS: Final = ("reps", "rep", "pain", "attempts")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula or a command, by OWASP's list for CSV injection."""

Row: TypeAlias = dict[str, Any]
_Key: TypeAlias = tuple[str, Side | None, At, str]


def report_path(clip_id: str) -> str:
    """A clip's report, from the results folder."""
    return f"clips/{clip_id}/report.html"


class Tables:
    """Takes results as they are read, and writes the tables at the end."""

    def __init__(self) -> None:
        self._clips: list[Row] = []
        self._reps: list[Row] = []
        self._metrics: set[_Key] = set()
        self._troubles: list[Row] = []

    def add(self, result: Result, legs: Sequence[Leg]) -> None:
        """Take a clip's results."""
        self._clips.append(_clip_row(result, legs))
        who = {name: self._clips[-1][name] for name in _WHO_COLUMNS}
        for rep in result.document.reps:
            cells = _metric_cells(rep)
            missing = (*rep.not_measured, *_withheld(result.document, rep))
            self._metrics |= cells.keys() | {key for m in missing for key in _keys_of_missing(m, rep.side)}
            named = {_column(key): value for key, value in cells.items()}
            about = _rep_row(result.document, rep) | {"not_measured": _reasons(missing)}
            self._reps.append(who | about | named)

    def add_trouble(self, trouble: Trouble) -> None:
        """Take something that needs a look."""
        t = trouble
        cells = (t.name, t.kind.value, t.athlete, t.reason, t.remedy, t.attempts)
        self._troubles.append(dict(zip(FAILURE_COLUMNS, cells, strict=True)))

    def write(self, folder: Path) -> None:
        """Write all tables into a results folder, each whole or not at all.

        Raises:
            OutputError: One cannot be written.
        """
        summary = _summary_columns()
        metrics = [_column(key) for key in sorted(self._metrics, key=_key_order)]
        _write_csv(folder / "summary.csv", summary, self._clips)
        _write_parquet(folder / "summary.parquet", summary, self._clips)
        _write_parquet(folder / "reps.parquet", [*rep_columns(), *metrics, "not_measured"], self._reps)
        _write_csv(folder / "failures.csv", list(FAILURE_COLUMNS), self._troubles)


def rep_columns() -> list[str]:
    """Columns of `reps.parquet` before the metrics; those of `reps.csv`, with the clip and whom it shows in place of `video`."""
    return [*_WHO_COLUMNS, *(name for name in REP_COLUMNS if name != "video")]


def _summary_columns() -> list[str]:
    legs = (f"{_leg_name(side)}_{column}" for side in _LEGS for column in _leg_columns())
    return [*CLIP_COLUMNS, *legs, *CLIP_COLUMNS_AFTER]


def _leg_columns() -> Iterable[str]:
    """The columns of a leg, in the order of `LEG_COLUMNS` for each angle in turn."""
    of_angles = [column for column in LEG_COLUMNS if "{angle}" in column]
    yield "reps"
    yield from (column.format(angle=angle) for angle in MAIN_ANGLES for column in of_angles)
    yield "grade"


def _leg_name(side: Side | None) -> str:
    return side.value if side else "both"


def _clip_row(result: Result, legs: Sequence[Leg]) -> Row:
    state, document = result.state, result.document
    who, view, made = state.who, document.view, document.provenance
    before = (
        state.name, state.id, who.athlete, who.date, document.movement.id, document.movement.detected,
        document.movement.variant, " ".join(_leg_name(leg.side) for leg in legs), view.kind.value if view else "",
        *((view.yaw_deg, view.yaw_sd_deg, view.roll_deg, view.roll_sd_deg) if view else (None,) * 4),
        who.step_height_cm, who.pain, who.note, len(document.reps),
    )  # fmt: skip
    after = (
        *_asymmetry_cells(legs), _worst(legs), " ".join(_flaws(legs)),
        " ".join(f"{flaw.value}/{_leg_name(leg.side)}" for leg in legs for flaw in leg.withheld),
        " ".join(dict.fromkeys(warning.code for warning in document.warnings)), report_path(state.id), state.sha256,
        made.hipcheck, made.model, made.model_sha256,
    )  # fmt: skip
    row = dict(zip(CLIP_COLUMNS, before, strict=True))
    for leg in legs:
        row |= {f"{_leg_name(leg.side)}_{column}": value for column, value in _leg_cells(leg).items()}
    return row | dict(zip(CLIP_COLUMNS_AFTER, after, strict=True))


def _leg_cells(leg: Leg) -> Row:
    cells: Row = {"reps": len(leg.reps)}
    for angle in MAIN_ANGLES:
        found = leg.main(angle)
        if found is not None:
            values = (found.metric, found.value, _known(found.low), _known(found.high), found.grade.value)
            parts = ("metric", "value", "low", "high", "grade")
            cells |= {f"{angle}_{part}": value for part, value in zip(parts, values, strict=True)}
    return cells | {"grade": leg.grade.value if leg.grade else ""}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _asymmetry_cells(legs: Sequence[Leg]) -> tuple[Any, ...]:
    found = next((finding for leg in legs for finding in leg.asymmetries), None)
    return (found.metric, found.value, found.limit, found.grade.value) if found else ("", None, None, "")


def _worst(legs: Sequence[Leg]) -> str:
    grade = max((leg.grade for leg in legs if leg.grade), key=lambda grade: grade.severity, default=None)
    return grade.value if grade else ""


def _flaws(legs: Sequence[Leg]) -> list[str]:
    """Each flaw once, named with its own side where it has one."""
    found: list[tuple[Finding, Side | None]] = [(f, f.side or leg.side) for leg in legs for f in leg.flaws]
    found.sort(key=lambda pair: -pair[0].grade.severity)
    return list(dict.fromkeys(f"{f.flaw.value}/{_leg_name(side)}/{f.grade.value}" for f, side in found))


def _rep_row(document: AnalysisDocument, rep: Rep) -> Row:
    return {
        "rep": rep.index,
        "side": _leg_name(rep.side) if rep.side else "",
        "movement": document.movement.id,
        "variant": document.movement.variant,
        "view": document.view.kind.value if document.view else "",
        "start_s": rep.start_s,
        "pause_start_s": rep.pause_start_s,
        "bottom_s": rep.bottom_s,
        "pause_end_s": rep.pause_end_s,
        "end_s": rep.end_s,
        "duration_s": round(rep.end_s - rep.start_s, _DECIMALS),
    }


def _metric_cells(rep: Rep) -> dict[_Key, Any]:
    cells: dict[_Key, Any] = {}
    for m in rep.measurements:
        side = None if m.side is rep.side else m.side
        cells |= {(m.metric, side, m.at, part): value for part, value in _parts(m).items()}
    return cells


def _parts(m: Measurement) -> Row:
    parts: Row = {"": m.value, "low": m.low, "high": m.high}
    if m.excursion is not None:
        parts["excursion"] = m.excursion
    if m.grade is not None:
        parts["grade"] = m.grade.value
    return parts


def _withheld(document: AnalysisDocument, rep: Rep) -> Iterable[NotMeasured]:
    """What was withheld for the whole clip and is not said again for the rep."""
    said = {m.metric for m in rep.not_measured}
    return (
        m
        for m in document.not_measured
        if m.metric not in said and (m.side is None or rep.side in (None, m.side))
    )


def _keys_of_missing(missing: NotMeasured, rep_side: Side | None) -> Iterable[_Key]:
    """Empty columns, so that a table has them whether or not the clips could show the metric."""
    known = METRICS.get(missing.metric)
    over_time = known is not None and known.function is not None
    side = None if missing.side is rep_side else missing.side
    return (
        (missing.metric, side, at, "")
        for at in ((At.BOTTOM, At.MATCHED, At.PEAK) if over_time else (At.REP,))
    )


def _reasons(missing: Iterable[NotMeasured]) -> str:
    return " | ".join(f"{m.metric}{f' ({m.side.value})' if m.side else ''}: {m.reason}" for m in missing)


def _column(key: _Key) -> str:
    metric, side, at, part = key
    return metric_column(metric, "" if at is At.REP else at.value, part, side=side)


def _key_order(key: _Key) -> tuple[Any, ...]:
    """As in `reps.csv`; metrics that this hipcheck does not know come last."""
    metric, side, at, part = key
    order, parts = list(METRICS), ("", "low", "high", "excursion", "grade")
    place = order.index(metric) if metric in METRICS else len(order)
    return place, metric, _LEGS.index(side), list(At).index(at), parts.index(part)


def _kind(column: str) -> type[pl.DataType]:
    """A column's type, which its name tells."""
    if column == "date":
        return pl.Date
    if column == "movement_recognised":
        return pl.Boolean
    if column in _COUNTS or column.endswith("_reps"):
        return pl.Int64
    texts = (*CLIP_COLUMNS, *CLIP_COLUMNS_AFTER, *REP_COLUMNS, "not_measured")
    if column.endswith(_NUMBERS) or not (column in texts or column.endswith(("_grade", "_metric"))):
        return pl.Float64
    return pl.String


def _write_parquet(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    kinds = {column: _kind(column) for column in columns}
    table = pl.DataFrame(
        {
            column: pl.Series(column, [_typed(row.get(column), kind) for row in rows], kind)
            for column, kind in kinds.items()
        }
    )
    content = io.BytesIO()
    table.write_parquet(content, compression="zstd")
    with whole_file(path) as partial:
        partial.write_bytes(content.getvalue())


def _typed(value: Any, kind: type[pl.DataType]) -> Any:
    """As the column holds it: nothing where there is nothing, also for an empty word."""
    if value is None or value == "":
        return None
    return float(value) if kind is pl.Float64 else value


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with whole_file(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(round(value, _DECIMALS) + 0.0)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
