"""The tables a physio reads: every rep with every number, and each metric over the reps of each leg."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.html.marks import mark, rep_moment
from hipcheck.reports.html.model import (
    Cell,
    Column,
    RepGroup,
    RepRow,
    RepTable,
    SummaryGroup,
    SummaryRow,
)
from hipcheck.reports.wording import (
    MISSING,
    at_words,
    basis_words,
    format_interval,
    format_plus_minus,
    format_value,
    join_words,
    leg_name,
    side_name,
)
from hipcheck.results import Analysis, Finding, MeasuredRep, Measurement, SetSummary

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
    graded_change = {f.metric for f in analysis.findings if f.basis is Basis.EXCURSION}
    columns: dict[tuple[str, Side | None], list[_Key]] = {}
    for key in keys:
        columns.setdefault((key.metric, key.side), []).append(key)
    return RepTable(
        columns=tuple(_column(group, graded_change) for group in columns.values()),
        width=len(keys),
        placed=any(key.at is not At.REP for key in keys),
        groups=tuple(
            RepGroup(
                leg_name(side).capitalize(),
                tuple(_row(rep, keys, graded_change, video_src) for rep in analysis.reps_of(side)),
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


def _column(keys: list[_Key], graded_change: set[str]) -> Column:
    metric, side = METRICS[keys[0].metric], keys[0].side
    return Column(
        title=f"{metric.short}, {side_name(side)}" if side else metric.short,
        note=basis_words(Basis.EXCURSION) if metric.id in graded_change else "",
        places=tuple(PLACES[key.at] for key in keys),
    )


def _row(rep: MeasuredRep, keys: list[_Key], graded_change: set[str], video_src: str) -> RepRow:
    read = {_key(rep, m): m for m in rep.measurements}
    return RepRow(
        moment=rep_moment(rep, video_src),
        cells=tuple(_cell(read.get(key), changes=key.metric in graded_change) for key in keys),
    )


def _cell(m: Measurement | None, *, changes: bool) -> Cell:
    if m is None:
        return Cell(MISSING)
    graded = mark(m.grade) if m.grade else None
    if not changes:
        return Cell(format_plus_minus(m), graded)
    if m.excursion is None:
        return Cell(MISSING, None, f"{format_plus_minus(m)} as seen")
    seen = f"{format_value(m.metric, m.value)} as seen"
    return Cell(format_plus_minus(m, basis=Basis.EXCURSION), graded, seen)


def _notes(analysis: Analysis) -> tuple[str, ...]:
    """Why a number is missing in some reps, where the whole clip did not already lack it."""
    everywhere = {missing.metric for missing in analysis.not_measured}
    reps: dict[tuple[str, str], list[str]] = {}
    for measured in analysis.reps:
        for missing in measured.not_measured:
            if missing.metric not in everywhere:
                key = (METRICS[missing.metric].label, missing.reason)
                reps.setdefault(key, []).append(str(measured.rep.index))
    return tuple(
        f"{label}, {'rep' if len(found) == 1 else 'reps'} {join_words(list(dict.fromkeys(found)))}: {reason}."
        for (label, reason), found in reps.items()
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
        excursion=format_value(row.metric, row.excursion, sign=True),
        sd=format_value(row.metric, row.sd),
        best=format_value(row.metric, row.best),
        worst=format_value(row.metric, row.worst),
        reps=row.reps,
    )


def _difference(analysis: Analysis, group: list[SetSummary]) -> str:
    """Right minus left: judged where it was tested against what the camera alone can do, else only told."""
    by_side = {row.side: row for row in group}
    left, right = by_side.get(Side.LEFT), by_side.get(Side.RIGHT)
    if not left or not right:
        return ""
    tested = _tested(analysis, left)
    if tested is None or tested.limit is None:
        gap = right.median - left.median
        text = format_value(left.metric, gap, sign=True)
        return (
            ""
            if not math.isfinite(gap)
            else f"Right minus left {text}; not tested against the camera's error."
        )
    limit = format_value(left.metric, tested.limit)
    verdict = "more than noise" if tested.shown_in or tested.grade.severity >= 1.0 else "within noise"
    return f"Legs differ by {format_interval(tested)}: {verdict}, which reaches to {limit}."


def _tested(analysis: Analysis, row: SetSummary) -> Finding | None:
    for finding in analysis.findings:
        if finding.flaw is Flaw.ASYMMETRY and finding.metric == row.metric and row.at is At.BOTTOM:
            return finding
    return None
