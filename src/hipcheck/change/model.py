"""What is compared, and what comes of it: facts, no sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hipcheck.catalog import At, Basis, Flaw, Threshold
from hipcheck.landmarks import Side
from hipcheck.results import Grade, ViewKind

__all__ = [
    "Change",
    "Comparison",
    "Conditions",
    "Direction",
    "Graded",
    "Session",
    "SessionValue",
    "Trend",
    "TrendPoint",
    "Verdict",
]


class Verdict(StrEnum):
    """What can be said of a change."""

    REAL = "real"
    """Larger than what noise makes in 19 of 20 cases."""
    WITHIN_NOISE = "within noise"
    """It may be there or not; this cannot tell."""
    NOT_COMPARABLE = "not comparable"
    """The two numbers are not of the same thing; a reason says why."""


class Direction(StrEnum):
    """Which way a change went."""

    BETTER = "better"
    WORSE = "worse"
    MORE = "more"
    """Up, where no cut-off says whether that is better."""
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a session was done, filmed and measured. Sessions are compared only where these are alike.

    Attributes:
        movement: Movement id.
        movement_name: As shown.
        variant: How it was done, or "" where that is not known.
        view: Where the camera stood; None where it could not be told.
        step_height_cm: None where it is not written down, or there is no step.
        hipcheck: Version that measured.
        model: Name of the pose model.
        model_sha256: Its checksum, "" where there is none.
        settings: The engineering constants, by table, as `analysis.json` has them.
    """

    movement: str
    movement_name: str
    variant: str
    view: ViewKind | None
    step_height_cm: float | None
    hipcheck: str
    model: str
    model_sha256: str
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionValue:
    """A metric over the reps of one leg in one session, at one place.

    Attributes:
        metric: Metric id.
        side: Leg; None for both.
        at: Where in the rep.
        basis: As seen, or as a change from quiet standing.
        value: Typical value, in the metric's unit.
        standard_error: Of that value by the clip's own interval; NaN where the interval is not known.
        reps: How many reps it is the typical value of.
    """

    metric: str
    side: Side | None
    at: At
    basis: Basis
    value: float
    standard_error: float
    reps: int


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade that a session gave a flaw on one leg, and the metric that it was told by."""

    flaw: Flaw
    side: Side | None
    metric: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Session:
    """What one session found of one movement: a clip, or several alike of one day.

    Attributes:
        label: As people call it: a date, or a file.
        conditions: Under which it was made.
        values: Metrics by leg, place and basis.
        grades: Of the flaws.
        thresholds: The cut-offs it was graded by; they say which way is worse.
        date: None where it is not known.
        clips: Checksums of its clips, where known.
    """

    label: str
    conditions: Conditions
    values: tuple[SessionValue, ...]
    grades: tuple[Graded, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    date: dt.date | None = None
    clips: tuple[str, ...] = ()

    def get(self, metric: str, side: Side | None, at: At, basis: Basis) -> SessionValue | None:
        """The value for exactly this metric, leg, place and basis; None where there is none."""
        key = (metric, side, at, basis)
        return next((v for v in self.values if (v.metric, v.side, v.at, v.basis) == key), None)

    def grade(self, metric: str, side: Side | None) -> Graded | None:
        """The grade that was told by this metric on this leg, or None."""
        return next((g for g in self.grades if (g.metric, g.side) == (metric, side)), None)

    def threshold(self, metric: str) -> Threshold | None:
        """The first cut-off for a metric; None where it is not graded."""
        return next((t for t in self.thresholds if t.metric == metric), None)


@dataclass(frozen=True, slots=True)
class Change:
    """One metric of one leg in two sessions.

    Attributes:
        metric: Metric id.
        side: Leg; None for both.
        at: The place that was compared.
        basis: The kind of number that was compared.
        before: None where the first session has no such number.
        after: Likewise of the second.
        verdict: What can be said.
        limit: The smallest change that is more than noise, in the metric's unit; None where nothing can be said.
        direction: Which way it went, by the flaw's cut-off; None where it did not change or cannot be compared. It
            stands also for a change within noise, of which it says nothing certain.
        reason: Completes "not comparable, because …"; "" for the other verdicts.
        grade_before: The flaw's grade in the first session, told by this metric; None where there is none.
        grade_after: Likewise in the second.
        flaw: What the metric tells of; None where it has no cut-off.
    """

    metric: str
    side: Side | None
    at: At
    basis: Basis
    before: SessionValue | None
    after: SessionValue | None
    verdict: Verdict
    limit: float | None = None
    direction: Direction | None = None
    reason: str = ""
    grade_before: Grade | None = None
    grade_after: Grade | None = None
    flaw: Flaw | None = None

    @property
    def difference(self) -> float | None:
        """After less before, in the metric's unit; None where one of them is missing."""
        if self.before is None or self.after is None:
            return None
        return self.after.value - self.before.value

    @property
    def grade_changed(self) -> bool:
        """Whether the flaw's grade is another one."""
        return None not in (self.grade_before, self.grade_after) and self.grade_before is not self.grade_after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions held against each other.

    Attributes:
        before: The earlier one.
        after: The later one.
        reason: Why nothing of them can be compared, a clause; "" where it can.
        doubts: Clauses on what is not known of their conditions, though nothing speaks against comparing them.
        changes: One for each metric and leg that either session graded or measured at that place, in the movement's order.
    """

    before: Session
    after: Session
    reason: str
    doubts: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session in a trend.

    Attributes:
        session: The session.
        value: None where the metric was not measured there.
        from_baseline: The change since the first session of the trend; None for that one itself.
        from_last: The change since the session before; None for the first.
    """

    session: Session
    value: SessionValue | None
    from_baseline: Change | None
    from_last: Change | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One metric of one leg over like sessions; the first is the baseline.

    Attributes:
        metric: Metric id.
        side: Leg; None for both.
        at: The place at which all are read.
        basis: As seen, or as a change from quiet standing.
        main: Whether it is one of the few to show first.
        points: In time order; the first has a value.
    """

    metric: str
    side: Side | None
    at: At
    basis: Basis
    main: bool
    points: tuple[TrendPoint, ...]

    @property
    def baseline(self) -> TrendPoint:
        """The first session."""
        return self.points[0]
