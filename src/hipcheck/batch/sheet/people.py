"""The second tab: everybody with all their sessions, left against right, and what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from hipcheck.batch.legs import Leg, Level, Urgency
from hipcheck.batch.outcomes import Result
from hipcheck.batch.places import natural_key
from hipcheck.batch.tables import report_path
from hipcheck.change import (
    Change,
    Session,
    Trend,
    TrendPoint,
    Verdict,
    merged,
    series_of,
    trends_of,
    what_differs,
)
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.change_words import (
    change_text,
    conditions_sentence,
    limit_text,
    read_how,
    value_text,
    verdict_text,
)
from hipcheck.reports.change_words import sentence as change_sentence
from hipcheck.reports.saved import session_of
from hipcheck.reports.wording import MISSING
from hipcheck.results import Grade

__all__ = ["People"]

Card: TypeAlias = dict[str, Any]

_UNDATED: Final = "no date"
_LEGS: Final[tuple[Side | None, ...]] = (*Side, None)


@dataclass(slots=True)
class _Person:
    """What is kept of somebody until all clips are read."""

    urgencies: list[Urgency] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    reports: list[tuple[str, str, str]] = field(default_factory=list)
    """Label, movement and address of each clip's report."""
    legs: list[tuple[str, str]] = field(default_factory=list)
    """Label, and what was said of the legs against each other, unless that is within noise."""
    seen: set[str] = field(default_factory=set)


class People:
    """Takes results as they are read, and tells of everybody at the end."""

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}
        self.nameless = 0
        """Clips of nobody knows whom, which are in no card."""

    def add(self, result: Result, legs: Sequence[Leg]) -> None:
        """Take a clip's results."""
        who, document = result.state.who, result.document
        if not who.athlete:
            self.nameless += 1
            return
        person = self._people.setdefault(who.athlete, _Person())
        label = who.date.isoformat() if who.date else _UNDATED
        person.urgencies += [leg.urgency for leg in legs]
        person.reports.append((label, document.movement.name, quote(report_path(result.state.id))))
        if result.state.sha256 in person.seen:  # the same clip under another name is no second session
            return
        person.seen.add(result.state.sha256)
        uneven = {f.text for leg in legs for f in leg.asymmetries if f.grade is not Grade.GOOD}
        person.legs += [(f"{document.movement.name}, {label}", text) for text in sorted(uneven)]
        session = session_of(document, label, date=who.date, step_height_cm=who.step_height_cm)
        person.sessions.append(session)

    def cards(self) -> list[Card]:
        """Everybody, the most urgent first."""
        order = sorted(self._people, key=lambda name: (min(self._people[name].urgencies), natural_key(name)))
        return [_card(name, self._people[name]) for name in order]


def _card(name: str, person: _Person) -> Card:
    dated = [session for session in person.sessions if session.date]
    series = series_of(_by_day(dated))
    undated = [(session,) for session in person.sessions if not session.date]
    return {
        "name": name,
        "level": Level(min(person.urgencies)[0]).name.lower(),
        "sessions": len({session.date for session in dated}),
        "clips": len(person.reports),
        "reports": [list(report) for report in sorted(person.reports)],
        "legs": [list(pair) for pair in sorted(person.legs)],
        "series": [_table(sessions) for sessions in (*series, *undated)],
        "apart": _why_apart(series),
    }


def _by_day(sessions: Iterable[Session]) -> list[Session]:
    """Clips of one day, filmed alike, as one session; in time order."""
    days: dict[Any, list[Session]] = {}
    for session in sessions:
        days.setdefault(session.date, []).append(session)
    return [merged(alike) for date in sorted(days) for alike in series_of(days[date])]


def _table(sessions: Sequence[Session]) -> Card:
    """Sessions under like conditions: a row for each of the main metrics and each leg, left above right."""
    order = list(METRICS)
    trends = sorted(
        (trend for trend in trends_of(sessions) if trend.main),
        key=lambda trend: (order.index(trend.metric), _LEGS.index(trend.side)),
    )
    return {
        "title": conditions_sentence(sessions[0].conditions),
        "dates": [session.label for session in sessions],
        "rows": [_row(trend, sessions) for trend in trends],
    }


def _row(trend: Trend, sessions: Sequence[Session]) -> Card:
    points = {id(point.session): point for point in trend.points}
    return {
        "metric": METRICS[trend.metric].short,
        "how": read_how(trend.metric, trend.at, trend.basis),
        "leg": trend.side.value if trend.side else "both",
        "cells": [_cell(points.get(id(session)), trend) for session in sessions],
        "change": _change(_last_change(trend)),
    }


def _last_change(trend: Trend) -> Change | None:
    """What became of it since the first session, in the last one that has it."""
    found = (point.from_baseline for point in reversed(trend.points) if point.value is not None)
    return next(found, None)


def _cell(point: TrendPoint | None, trend: Trend) -> list[str]:
    """The value with its interval, and the grade that was told by this metric, if any."""
    if point is None or point.value is None:
        return [MISSING, ""]
    graded = point.session.grade(trend.metric, trend.side)
    return [value_text(point.value), graded.grade.value if graded else ""]


def _change(change: Change | None) -> Card | None:
    if change is None:
        return None
    real = change.verdict is Verdict.REAL
    how = change.direction.value if real and change.direction else change.verdict.name.lower()
    return {
        "text": change_text(change),
        "verdict": verdict_text(change),
        "noise": "" if change.limit is None else f"noise {limit_text(change)}",
        "say": change_sentence(change),
        "how": how,
    }


def _why_apart(series: Sequence[Sequence[Session]]) -> list[str]:
    """Of sessions of one movement that stand in several tables: why they are not compared."""
    reasons = []
    for number, sessions in enumerate(series):
        for later in series[number + 1 :]:
            if sessions[0].conditions.movement == later[0].conditions.movement:
                what = sessions[0].conditions.movement_name
                reasons.append(
                    f"{what} of {sessions[0].label} and {later[0].label}: not compared, because {what_differs(sessions[0], later[0])}."
                )
    return reasons
