"""How often noise alone passes for a real change: clips of one rendered person, compared as sessions are.

Two clips of a person from like views differ in camera, room, light, clothes and arms, and in what the person does, which is
known. Reps of these clips differ on purpose, far more than a person's: so a clip's own error is taken from the intervals of
its single reps, and not from that of the set, which such a spread would widen. A pair counts as wrong where the change that was measured is off the true change by more than the limit, beyond which
`hipcheck compare` calls a change real. That should happen in one of twenty pairs. What it leaves out: rendered people do not
have better and worse days.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl

from benchmarks.accuracy.collect import DATA, shards
from benchmarks.accuracy.compare import compare as held_against_truth
from benchmarks.accuracy.compare import movement_of
from benchmarks.accuracy.markdown import number, share, table
from benchmarks.accuracy.store import ClipRecord, ModelName, read_shard
from hipcheck.catalog import At, Basis
from hipcheck.change import (
    NORMAL_95,
    Change,
    Session,
    SessionValue,
    Verdict,
    compare_value,
    day_to_day_sem,
    place_of,
    what_differs,
)
from hipcheck.errors import NoPersonError
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import to_json_dict
from hipcheck.reports.saved import error_of_change, session_of
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings

__all__ = ["ChangeRow", "TrueSession", "change_rows", "changes_table", "collect_changes"]

_MODEL: Final[ModelName] = "full"
_LEAST_PAIRS: Final = 20
"""Fewer tell nothing of one in twenty."""


@dataclass(frozen=True, slots=True)
class TrueSession:
    """A clip as a session, with the truth.

    Attributes:
        person: Who.
        half: Of the design.
        session: As `hipcheck compare` would see it.
        truth: True typical values by metric, leg, place and basis, over the same reps.
    """

    person: str
    half: str
    session: Session
    truth: dict[tuple[str, str, str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One metric of one leg in a pair of clips of one person.

    Attributes:
        off: Measured change less true change.
        limit: What is called the smallest real change.
        by_days_alone: What it would be if the clips' own intervals did not count.
    """

    person: str
    half: str
    metric: str
    at: str
    off: float
    limit: float
    by_days_alone: float


def collect_changes(folder: Path = DATA) -> pl.DataFrame:
    """All pairs of kept clips, a row for each metric and leg."""
    paths = shards(folder)
    context = multiprocessing.get_context("spawn")  # polars has threads, which do not survive a fork
    with ProcessPoolExecutor(max(1, min(os.cpu_count() or 1, len(paths))), mp_context=context) as pool:
        sessions = [session for part in pool.map(_of_shard, paths) for session in part]
    return pl.DataFrame(list(change_rows(sessions)))


def _of_shard(path: Path) -> list[TrueSession]:
    return [session for record in read_shard(path) if (session := _session(record)) is not None]


def _session(record: ClipRecord) -> TrueSession | None:
    """None where nothing of the clip can be compared: nobody seen, another movement recognised."""
    movement = movement_of(record)
    try:
        analysis = analyze_recording(record.recordings[_MODEL], settings=Settings())
    except NoPersonError:
        return None
    if movement is None or analysis.movement.id != movement.id or not analysis.reps:
        return None
    document = msgspec.convert(to_json_dict(analysis), AnalysisDocument)
    session = session_of(document, record.spec.name)
    session = replace(
        session, clips=(), values=tuple(_as_of_single_reps(v, document) for v in session.values)
    )
    truths: dict[tuple[str, str, str, str], list[float]] = {}
    for row in held_against_truth(record, _MODEL).readings:
        if row.status == "measured":
            for basis, value in ((Basis.ABSOLUTE, row.truth), (Basis.EXCURSION, row.truth_excursion)):
                truths.setdefault((row.metric, row.side, row.at, basis), []).append(value)
    medians = {key: float(np.median(values)) for key, values in truths.items() if np.isfinite(values).all()}
    return TrueSession(record.spec.look.person, record.half, session, medians)


def _as_of_single_reps(value: SessionValue, document: AnalysisDocument) -> SessionValue:
    """The value with the standard error that its single reps have."""
    of_reps = [
        (m.high - m.value) / NORMAL_95
        for rep in document.reps
        for m in rep.measurements
        if (m.metric, m.side, m.at) == (value.metric, value.side, value.at) and m.high is not None
    ]
    error = float(np.mean(of_reps))
    shared = METRICS[value.metric].excursion == "ratio" or value.basis is Basis.ABSOLUTE
    return replace(value, standard_error=error if shared else error_of_change(value.metric, error))


def change_rows(sessions: list[TrueSession]) -> Iterator[ChangeRow]:
    """What `hipcheck compare` says of every pair of one person's clips that it would compare."""
    for one, other in combinations(sessions, 2):
        if one.person != other.person or what_differs(_any_way(one.session), _any_way(other.session)):
            continue
        keys = {(v.metric, v.side) for v in one.session.values} & {
            (v.metric, v.side) for v in other.session.values
        }
        for metric, side in sorted(keys, key=str):
            for at in _places(metric, side, one.session, other.session):
                change = compare_value(_any_way(one.session), _any_way(other.session), metric, side, at=at)
                row = _row(change, one, other)
                if row is not None:
                    yield row


def _places(metric: str, side: Side | None, one: Session, other: Session) -> list[At]:
    """Where the two are compared, and where they would be without a matched depth."""
    threshold = one.threshold(metric)
    graded = [threshold.at] if threshold else []
    return list(dict.fromkeys([place_of(metric, side, one, other), *graded]))


def _any_way(session: Session) -> Session:
    """Where the free leg was held is what these clips vary; it does not count here."""
    return replace(session, conditions=replace(session.conditions, variant=""))


def _row(change: Change, one: TrueSession, other: TrueSession) -> ChangeRow | None:
    if (
        change.verdict is Verdict.NOT_COMPARABLE
        or change.limit is None
        or change.before is None
        or change.after is None
    ):
        return None
    key = (change.metric, _side_name(change.side), change.at.value, change.basis.value)
    if key not in one.truth or key not in other.truth or change.difference is None:
        return None
    typical = (abs(change.before.value) + abs(change.after.value)) / 2.0
    first, second = (
        day_to_day_sem(change.metric, change.at, typical, v.reps) or 0.0
        for v in (change.before, change.after)
    )
    return ChangeRow(
        person=one.person, half=one.half, metric=change.metric, at=change.at.value,
        off=change.difference - (other.truth[key] - one.truth[key]),
        limit=change.limit,
        by_days_alone=NORMAL_95 * float(np.hypot(first, second)),
    )  # fmt: skip


def _side_name(side: Side | None) -> str:
    return side.value if side else "both"


def changes_table(rows: pl.DataFrame) -> str:
    """A Markdown table: each metric and place with enough pairs."""
    order = list(METRICS)
    groups = (
        rows.group_by("metric", "at")
        .agg(
            pairs=pl.len(),
            people=pl.col("person").n_unique(),
            limit=pl.col("limit").median(),
            wrong=(pl.col("off").abs() > pl.col("limit")).mean(),
            wrong_by_days=(pl.col("off").abs() > pl.col("by_days_alone")).mean(),
        )
        .filter(pl.col("pairs") >= _LEAST_PAIRS)
        .sort(pl.col("metric").replace_strict({m: i for i, m in enumerate(order)}), "at")
    )
    places = {At.BOTTOM.value: "bottom", At.MATCHED.value: "60°", At.REP.value: "rep", At.PEAK.value: "worst"}
    return table(
        ["metric", "at", ">pairs", ">people", ">median limit", ">wrongly real", ">by the day-to-day error alone"],
        [
            [METRICS[g["metric"]].label, places[g["at"]], str(g["pairs"]), str(g["people"]),
             f"{number(g['limit'], g['metric'])}{METRICS[g['metric']].unit}", share(g["wrong"]), share(g["wrong_by_days"])]
            for g in groups.iter_rows(named=True)
        ],
    )  # fmt: skip
