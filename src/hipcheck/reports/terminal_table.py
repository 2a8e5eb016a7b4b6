"""The table of reps in the terminal: a row per rep, a column per metric, as many as fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hipcheck.catalog import At, Basis
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.judged import second_signs, thresholds_of
from hipcheck.reports.wording import (
    MISSING,
    at_words,
    compared_with,
    format_plus_minus,
    join_words,
    side_name,
)
from hipcheck.results import Analysis, Grade, MeasuredRep, Measurement, SetSummary

__all__ = ["rep_table"]

_COLUMNS: Final = (
    "depth_deg", "knee_flexion_deg", "knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "hinge_ratio",
    "hip_flexion_deg", "pelvis_opening_deg", "knee_ankle_separation", "trunk_forward_lean_deg", "heel_rise",
    "t_line_deg", "hip_shift", "knee_over_foot", "hip_adduction_deg", "shank_angle_deg", "knee_wobble",
)  # fmt: skip
"""Metrics worth a column, most telling first."""

_SAYS_NOTHING_ON_BOTH_LEGS: Final = frozenset({"knee_fppa_deg"})
"""With the toes turned out, knees that follow them read as far outward. It stands in the report and in reps.csv."""

_ANY_WIDTH: Final = 10_000
"""Characters: wider than any table, so that rich tells what the table wants and not what it would be cut to."""

MarkOf = Callable[[Grade | None], Text]


@dataclass(frozen=True, slots=True)
class _Column:
    """One metric of one side, read where it is graded.

    Attributes:
        metric: Metric id.
        side: None where it is the rep's own side; a leg where both work.
        at: Where in the rep.
        basis: Which number is shown: the one that is graded.
    """

    metric: str
    side: Side | None
    at: At
    basis: Basis

    @property
    def heading(self) -> str:
        """In short lines, as the numbers below are narrow."""
        short = METRICS[self.metric].short
        return (f"{short} {self.side}" if self.side else short).replace(" ", "\n")


def rep_table(analysis: Analysis, console: Console, mark: MarkOf) -> tuple[Table, list[str]]:
    """A row per rep and a median per leg, with as many columns as the console is wide.

    Args:
        analysis: With one rep or more.
        console: Where it will be shown.
        mark: The symbol for a grade, empty for none.

    Returns:
        The table, and sentences on what its numbers are: where they are read, against what, and what ± means.
    """
    columns = _columns(analysis)
    unbounded = console.options.update(width=_ANY_WIDTH)
    shown = len(columns)
    while shown > 1:
        table = _table(analysis, columns[:shown], mark)
        if console.measure(table, options=unbounded).maximum <= console.width:
            break
        shown -= 1
    notes = _notes(analysis, columns[:shown])
    if shown < len(columns):
        notes.append("More metrics are in the report and in reps.csv.")
    return _table(analysis, columns[:shown], mark), notes


def _table(analysis: Analysis, columns: Sequence[_Column], mark: MarkOf) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Rep", justify="right")
    table.add_column("Leg")
    for column in columns:
        table.add_column(column.heading, justify="right", no_wrap=True)
    table.add_column("Down\n/ up", justify="right", no_wrap=True)
    for number, measured in enumerate(analysis.reps):
        cells = [_cell(column, measured, mark, first=number == 0) for column in columns]
        table.add_row(str(measured.rep.index), side_name(measured.rep.side), *cells, _tempo(measured))
    table.add_section()
    for side in dict.fromkeys(measured.rep.side for measured in analysis.reps):
        medians = [_median(analysis, column, side, mark) for column in columns]
        if any(medians):
            table.add_row("median", side_name(side), *(m or Text(MISSING, "dim") for m in medians), "")
    return table


def _notes(analysis: Analysis, columns: Sequence[_Column]) -> list[str]:
    read: dict[str, list[str]] = {}
    for column in columns:
        if _measured_somewhere(analysis, column) and column.at is not At.REP:
            name = METRICS[column.metric].short
            how = f"{at_words(column.at)}, {compared_with(column.metric, _shown_basis(analysis, column))}"
            if name not in read.setdefault(how, []):
                read[how].append(name)
    notes = [f"{join_words(names)}: {how}." for how, names in read.items()]
    notes += second_signs(analysis, {column.metric for column in columns})
    return [*notes, "± is half of the 95 % interval: in 19 of 20 cases the truth lies within it."]


def _columns(analysis: Analysis) -> list[_Column]:
    """What was measured; and the pelvis where it should have been seen, as people look for it."""
    withheld = {m.metric for m in analysis.not_measured} | {
        m.metric for measured in analysis.reps for m in measured.not_measured
    }
    frontal = analysis.view is not None and analysis.view.frontal
    columns: list[_Column] = []
    for metric in _COLUMNS:
        if metric in _SAYS_NOTHING_ON_BOTH_LEGS and all(rep.rep.side is None for rep in analysis.reps):
            continue
        found = [
            (m, measured.rep.side)
            for measured in analysis.reps
            for m in measured.measurements
            if m.metric == metric
        ]
        at, basis = _graded_reading(analysis, metric, [m for m, _ in found])
        sides = dict.fromkeys(None if m.side is own else m.side for m, own in found)
        columns += [_Column(metric, side, at, basis) for side in sides]
        if metric == "pelvic_drop_deg" and metric in withheld and not found and frontal:
            columns.append(_Column(metric, None, at, basis))
    return columns


def _graded_reading(analysis: Analysis, metric: str, found: Sequence[Measurement]) -> tuple[At, Basis]:
    """Place and basis that the metric is graded at; without a grade, the value at the bottom or over the rep."""
    graded = {m.at for m in found if m.grade}
    for threshold in thresholds_of(analysis):
        if threshold.metric == metric and threshold.at in graded:
            return threshold.at, threshold.basis
    over_rep = bool(found) and all(m.at is At.REP for m in found)
    compared = any(finding.metric == metric for finding in analysis.findings)  # left and right, from standing
    return (At.REP if over_rep else At.BOTTOM), Basis.EXCURSION if compared else Basis.ABSOLUTE


def _reading(column: _Column, measured: MeasuredRep) -> Measurement | None:
    return measured.get(column.metric, column.at, column.side)


def _measured_somewhere(analysis: Analysis, column: _Column) -> bool:
    return any(_reading(column, measured) for measured in analysis.reps)


def _shown_basis(analysis: Analysis, column: _Column) -> Basis:
    """The excursion is shown only where there is one."""
    readings = [m for measured in analysis.reps if (m := _reading(column, measured))]
    return column.basis if any(m.excursion is not None for m in readings) else Basis.ABSOLUTE


def _cell(column: _Column, measured: MeasuredRep, mark: MarkOf, *, first: bool) -> Text:
    m = _reading(column, measured)
    if m is None:
        return Text("not measured" if first else MISSING, "dim")
    return _value(format_plus_minus(m, basis=column.basis), mark(m.grade))


def _median(analysis: Analysis, column: _Column, side: Side | None, mark: MarkOf) -> Text | None:
    """The set's value; None where there is none, or where there is only one rep and so nothing new."""
    summary = _summary(analysis, column, side)
    if summary is None or summary.reps < 2:
        return None
    grade = next(
        (
            f.grade
            for f in analysis.findings
            if f.threshold and f.metric == column.metric and f.side is summary.side
        ),
        None,
    )
    return _value(format_plus_minus(summary, basis=column.basis), mark(grade))


def _summary(analysis: Analysis, column: _Column, side: Side | None) -> SetSummary | None:
    wanted = (column.metric, column.side or side, column.at)
    return next((s for s in analysis.summary if (s.metric, s.side, s.at) == wanted), None)


def _value(text: str, mark: Text) -> Text:
    return Text.assemble(text, " ", mark) if mark else Text(text)


def _tempo(measured: MeasuredRep) -> str:
    """Time down and up with the larger of their margins: "0.9 / 1.1 ±0.1 s"."""
    down, up = (measured.get(metric, At.REP) for metric in ("descent_s", "ascent_s"))
    if down is None or up is None:
        return MISSING
    wider = max(down, up, key=lambda m: m.half_width)
    value, _, margin = format_plus_minus(down).partition(" ")
    _, _, margin = format_plus_minus(wider).partition(" ")
    return f"{value} / {format_plus_minus(up).partition(' ')[0]} {margin}"
