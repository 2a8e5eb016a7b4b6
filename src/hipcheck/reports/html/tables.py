"""The tables a physio reads: every rep with every number, and each metric over the reps of each leg."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.html.marks import mark, rep_moment
from hipcheck.reports.html.table_model import (
    Cell,
    Column,
    RepGroup,
    RepRow,
    RepTable,
    SummaryGroup,
    SummaryRow,
)
from hipcheck.reports.judged import second_signs
from hipcheck.reports.wording import (
    MISSING,
    at_words,
    format_interval,
    format_plus_minus,
    format_value,
    join_words,
    leg_name,
    scale_of,
    side_name,
)
from hipcheck.results import Analysis, Grade, MeasuredRep, Measurement, SetSummary

__all__ = ["rep_table", "summary_groups"]

PLACES: Final = {At.REP: "", At.BOTTOM: "bottom", At.MATCHED: "at 60°"}
"""Where a metric is read, as a table's head says it. The largest value of the rep is in the JSON and CSV files."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A sub-column: a metric, the leg where reps are on both, and the place."""

    metric: str
    side: Side | None
    at: At


def rep_table(analysis: Analysis, video_src: str) -> RepTable:
    """Every rep, and everything read off it."""
    keys = _keys(analysis)
    changes = {f.metric for f in analysis.findings if f.threshold and f.basis is Basis.EXCURSION}
    columns: dict[tuple[str, Side | None], list[_Key]] = {}
    for key in keys:
        columns.setdefault((key.metric, key.side), []).append(key)
    return RepTable(
        columns=tuple(_column(group, changes) for group in columns.values()),
        width=len(keys),
        placed=any(key.at is not At.REP for key in keys),
        groups=tuple(
            RepGroup(
                leg_name(side).capitalize(),
                tuple(_row(analysis, rep, keys, video_src) for rep in analysis.reps_of(side)),
            )
            for side in (Side.LEFT, Side.RIGHT, None)
            if analysis.reps_of(side)
        ),
        notes=_notes(analysis),
    )


def _keys(analysis: Analysis) -> list[_Key]:
    seen = {_key(rep, m) for rep in analysis.reps for m in rep.measurements if m.at in PLACES}
    metrics, places, sides = list(METRICS), list(PLACES), [None, *Side]
    return sorted(seen, key=lambda k: (metrics.index(k.metric), sides.index(k.side), places.index(k.at)))


def _key(rep: MeasuredRep, m: Measurement) -> _Key:
    return _Key(m.metric, m.side if rep.rep.side is None else None, m.at)


def _column(keys: list[_Key], changes: set[str]) -> Column:
    metric, side = METRICS[keys[0].metric], keys[0].side
    return Column(
        title=f"{metric.short}, {side_name(side)}" if side else metric.short,
        note="graded by Δ" if metric.id in changes else "",
        places=tuple(PLACES[key.at] for key in keys),
    )


def _row(analysis: Analysis, rep: MeasuredRep, keys: list[_Key], video_src: str) -> RepRow:
    read = {_key(rep, m): m for m in rep.measurements}
    return RepRow(
        moment=rep_moment(analysis, rep, video_src),
        cells=tuple(_cell(read[key]) if key in read else Cell(MISSING) for key in keys),
    )


def _cell(m: Measurement) -> Cell:
    """The value as seen with its margin, and below it the change from standing, which may be what is graded."""
    text, unit = format_plus_minus(m), scale_of(m.metric).unit
    if unit.startswith(" ") and text.endswith(
        unit
    ):  # on paper the table is narrow: a unit stays with its number
        text = f"{text.removesuffix(unit)}\N{NO-BREAK SPACE}{unit.strip()}"
    return Cell(text, mark(m.grade) if m.grade else None, _change(m.metric, m.excursion))


def _change(metric: str, excursion: float | None) -> str:
    """The change from standing as the tables show it: "Δ +12°", or "82 % of standing" where it is a ratio."""
    if excursion is None:
        return ""
    if METRICS[metric].excursion == "ratio":
        return f"{format_value(metric, excursion)} of standing"
    return f"Δ {format_value(metric, excursion, sign=True)}"


def _notes(analysis: Analysis) -> tuple[str, ...]:
    """Which grades decide, and why a number is missing in some reps, where the whole clip did not already lack it."""
    everywhere = {missing.metric for missing in analysis.not_measured}
    reps: dict[tuple[str, str], list[str]] = {}
    for measured in analysis.reps:
        for missing in measured.not_measured:
            if missing.metric not in everywhere:
                key = (METRICS[missing.metric].label, missing.reason)
                reps.setdefault(key, []).append(str(measured.rep.index))
    missing_in_some = tuple(
        f"{label}, {'rep' if len(found) == 1 else 'reps'} {join_words(list(dict.fromkeys(found)))}: {reason}."
        for (label, reason), found in reps.items()
    )
    return (*_fppa_note(analysis), *second_signs(analysis, METRICS), *missing_in_some)


def _fppa_note(analysis: Analysis) -> tuple[str, ...]:
    """Why an angle that is graded on one leg is not on both."""
    both = [rep for rep in analysis.reps if rep.rep.side is None]
    if not any(m.metric == "knee_fppa_deg" for rep in both for m in rep.measurements):
        return ()
    short = METRICS["knee_fppa_deg"].short
    return (
        f"“{short}” is not graded on both legs: with the toes turned out, knees that follow them read as outward.",
    )


def summary_groups(analysis: Analysis) -> tuple[SummaryGroup, ...]:
    """Each metric over the reps of each leg, and right against left."""
    groups: dict[tuple[str, At], list[SetSummary]] = {}
    metrics, places = list(METRICS), list(PLACES)
    rows = [row for row in analysis.summary if row.at in PLACES]
    for row in sorted(rows, key=lambda r: (metrics.index(r.metric), places.index(r.at), side_name(r.side))):
        groups.setdefault((row.metric, row.at), []).append(row)
    return tuple(
        SummaryGroup(
            title=f"{METRICS[metric].label}, {at_words(at)}",
            rows=tuple(map(_summary_row, group)),
            difference=_difference(analysis, group),
        )
        for (metric, at), group in groups.items()
    )


def _summary_row(row: SetSummary) -> SummaryRow:
    return SummaryRow(
        leg=side_name(row.side),
        median=format_interval(row),
        change=_change(row.metric, row.excursion) or MISSING,
        sd=format_value(row.metric, row.sd),
        best=format_value(row.metric, row.best),
        worst=format_value(row.metric, row.worst),
        reps=row.reps,
    )


def _difference(analysis: Analysis, group: list[SetSummary]) -> str:
    """Right against left. A finding speaks of it only where it is more than the camera alone can cause."""
    by_side = {row.side: row for row in group}
    left, right = by_side.get(Side.LEFT), by_side.get(Side.RIGHT)
    if not left or not right or not math.isfinite(right.median - left.median):
        return ""
    gap = format_value(left.metric, right.median - left.median, sign=True)
    found = any(
        f.flaw is Flaw.ASYMMETRY and f.metric == left.metric and f.grade is not Grade.GOOD
        for f in analysis.findings
    )
    if found and left.at is At.BOTTOM:
        return f"Right minus left {gap}: more than the camera's error."
    return f"Right minus left {gap}, which may be no more than the camera's error."
