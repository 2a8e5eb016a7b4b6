"""What an analysis says about one instant of its clip: rep, phase, values and flaws, before anything is drawn.

Nothing is measured here. Values are read off the traces, flaws are those that the findings name, and they are shown
while the trace lies beyond the cut-off that graded the rep. What is compared with standing as a ratio is shown as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from hipcheck.catalog import At, Flaw, Threshold
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.wording import format_plus_minus
from hipcheck.results import Analysis, Finding, Grade, MeasuredRep, Measurement, Rep, Trace

__all__ = ["SHOWN", "Flag", "LiveValue", "Moment", "Moments", "Phase", "value_at"]

SHOWN: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "knee_fppa_deg",
        "pelvic_drop_deg",
        "pelvis_opening_deg",
        "trunk_lean_deg",
        "depth_deg",
        "knee_flexion_deg",
        "hip_flexion_deg",
        "trunk_forward_lean_deg",
        "t_line_deg",
    ),
    2: (
        "knee_ankle_separation",
        "knee_over_foot",
        "depth_deg",
        "knee_flexion_deg",
        "hip_flexion_deg",
        "trunk_forward_lean_deg",
    ),
}
"""Metrics that a viewer can follow by eye, for sets on one leg and on both, in the order they are listed.

The projection angle of the knee is left out on both legs: with the toes turned out it says nothing there."""


class Phase(StrEnum):
    """Which part of a rep it is."""

    STANDING = "standing"
    """Between two reps; before the first and after the last nobody knows."""
    DOWN = "down"
    HOLD = "hold"
    UP = "up"


@dataclass(frozen=True, slots=True)
class LiveValue:
    """A metric at one instant.

    Attributes:
        metric: Metric id.
        side: The leg it belongs to; None where it belongs to both.
        value: In the metric's unit; NaN where missing.
        half_width: Half of the 95 % interval; NaN where missing.
    """

    metric: str
    side: Side | None
    value: float
    half_width: float

    @property
    def text(self) -> str:
        """The value with its margin, worded as every report words one: "13 ±6°", or a dash."""
        low, high = self.value - self.half_width, self.value + self.half_width
        return format_plus_minus(
            Measurement(self.metric, self.side, At.REP, self.value, low, high, None, 1.0)
        )


@dataclass(frozen=True, slots=True)
class Flag:
    """A flaw that shows at one instant."""

    flaw: Flaw
    metric: str
    side: Side | None
    grade: Grade

    @property
    def words(self) -> str:
        """The flaw as a few words, such as "knee inward"."""
        return self.flaw.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Moment:
    """What can be said about one instant.

    Attributes:
        legs: The legs that are tested: of the rep that is under way, else of the rep nearest in time; none
            where there is no rep.
        begun: Reps on these legs that have begun.
        total: Reps on these legs.
        phase: Part of the rep; None before the first and after the last.
        values: One per metric and leg that is shown, missing ones too, so that a table keeps its rows.
        flags: Flaws that show right now, worst first.
    """

    legs: tuple[Side, ...]
    begun: int
    total: int
    phase: Phase | None
    values: tuple[LiveValue, ...]
    flags: tuple[Flag, ...]

    def value(self, metric: str, side: Side) -> LiveValue | None:
        """The value of a metric for a leg, or for both; None where it is missing."""
        for value in self.values:
            if value.metric == metric and value.side in (side, None) and np.isfinite(value.value):
                return value
        return None

    def grade(self, metric: str, side: Side) -> Grade | None:
        """Grade of the flaw that a metric shows right now, if it does."""
        return next((f.grade for f in self.flags if f.metric == metric and f.side in (side, None)), None)


@dataclass(frozen=True, slots=True)
class _RepFlag:
    """A flaw of one rep, and when it shows."""

    flag: Flag
    rep: Rep
    trace: Trace | None
    cut_off: float

    def applies(self, time_s: float) -> bool:
        if not self.rep.start_s <= time_s <= self.rep.end_s:
            return False
        if self.trace is None:  # a number of the whole rep is known once its bottom is
            return time_s >= self.rep.bottom_s
        return value_at(self.trace, time_s)[0] >= self.cut_off


def value_at(trace: Trace, time_s: float) -> tuple[float, float]:
    """A trace's value and the half-width of its interval, interpolated between its samples.

    Returns:
        NaN for both outside of the trace and next to a missing sample.
    """
    value, half = (
        float(np.interp(time_s, trace.time_s, samples, left=np.nan, right=np.nan))
        for samples in (trace.values, trace.half_width)
    )
    return value, half


def legs_of(side: Side | None) -> tuple[Side, ...]:
    """The legs a rep tests: its stance leg, or both."""
    return (side,) if side else tuple(Side)


class Moments:
    """Looks up what an analysis says at any time of its clip."""

    def __init__(self, analysis: Analysis) -> None:
        self._reps = tuple(measured.rep for measured in analysis.reps)
        self._measured = {measured.rep.index: measured for measured in analysis.reps}
        self._shown = {
            side: _shown_traces(analysis, side) for side in {measured.rep.side for measured in analysis.reps}
        }
        self._flags = _rep_flags(analysis)

    def tables(self) -> tuple[Moment, ...]:
        """One moment of each stance: together they have every row that the clip's moments list."""
        return tuple(self._describe(rep, rep.bottom_s) for rep in {r.side: r for r in self._reps}.values())

    def at(self, time_s: float) -> Moment:
        """What can be said at a time of the clip, in seconds."""
        rep = self._nearest(time_s)
        return self._describe(rep, time_s) if rep else Moment((), 0, 0, None, (), ())

    def bottom_of(self, measured: MeasuredRep) -> Moment:
        """The bottom of a rep, with the values that were measured there instead of the traces' own."""
        rep = measured.rep
        shown = {(trace.metric, trace.side) for trace in self._shown[rep.side]}
        order = SHOWN[len(legs_of(rep.side))]
        at_bottom = [m for m in measured.measurements if m.at is At.BOTTOM and (m.metric, m.side) in shown]
        of_standing = [(m, _per_standing(measured, m.metric, m.side)) for m in at_bottom]
        return replace(
            self._describe(rep, rep.bottom_s),
            values=tuple(
                LiveValue(m.metric, m.side, factor * m.value, factor * m.half_width)
                for m, factor in sorted(of_standing, key=lambda pair: order.index(pair[0].metric))
            ),
            flags=_worst_first(f.flag for f in self._flags if f.rep is rep),
        )

    def _describe(self, rep: Rep, time_s: float) -> Moment:
        same = [other for other in self._reps if other.side is rep.side]
        measured = self._measured[rep.index]
        return Moment(
            legs=legs_of(rep.side),
            begun=sum(other.start_s <= time_s for other in same),
            total=len(same),
            phase=self._phase(rep, time_s),
            values=tuple(_live_value(trace, measured, time_s) for trace in self._shown[rep.side]),
            flags=_worst_first(f.flag for f in self._flags if f.applies(time_s)),
        )

    def _nearest(self, time_s: float) -> Rep | None:
        """The rep under way, or the one nearest in time."""
        return min(
            self._reps, key=lambda rep: max(rep.start_s - time_s, time_s - rep.end_s, 0.0), default=None
        )

    def _phase(self, rep: Rep, time_s: float) -> Phase | None:
        if time_s < self._reps[0].start_s or time_s > self._reps[-1].end_s:
            return None
        if not rep.start_s <= time_s <= rep.end_s:
            return Phase.STANDING
        if time_s < rep.pause_start_s:
            return Phase.DOWN
        return Phase.HOLD if time_s < rep.pause_end_s else Phase.UP


def _shown_traces(analysis: Analysis, side: Side | None) -> tuple[Trace, ...]:
    """Traces to follow in a rep; of two legs not seen from the front or back, the nearer one, which hides the other."""
    legs = legs_of(side)
    view = analysis.view
    if side is None and view and not view.frontal:
        legs = (Side.LEFT if view.yaw_deg > 0 else Side.RIGHT,)
    shown = SHOWN[len(legs_of(side))]
    return tuple(
        t for metric in shown for t in analysis.traces if t.metric == metric and t.side in (*legs, None)
    )


def _live_value(trace: Trace, measured: MeasuredRep, time_s: float) -> LiveValue:
    value, half = value_at(trace, time_s)
    factor = _per_standing(measured, trace.metric, trace.side)
    return LiveValue(trace.metric, trace.side, factor * value, factor * half)


def _per_standing(measured: MeasuredRep, metric: str, side: Side | None) -> float:
    """What turns a value into a share of standing, where that is how the metric changes and standing is known; else 1."""
    if METRICS[metric].excursion != "ratio":
        return 1.0
    rows = (m for m in measured.measurements if (m.metric, m.side) == (metric, side))
    return next((m.excursion / m.value for m in rows if m.excursion and m.value), 1.0)


def _worst_first(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(sorted(flags, key=lambda flag: -flag.grade.severity))


def _rep_flags(analysis: Analysis) -> tuple[_RepFlag, ...]:
    return tuple(
        flag
        for finding in analysis.findings
        if finding.threshold is not None
        for measured in analysis.reps
        if measured.rep.index in finding.shown_in
        for flag in _flags_in(measured, finding, finding.threshold, analysis)
    )


def _flags_in(
    measured: MeasuredRep, finding: Finding, threshold: Threshold, analysis: Analysis
) -> list[_RepFlag]:
    rep = measured.rep
    found = measured.get(finding.metric, threshold.at, finding.side)
    if found is None or found.grade not in (Grade.MILD, Grade.MARKED):
        return []
    flag = Flag(finding.flaw, finding.metric, finding.side or rep.side, found.grade)
    # Too little of something (depth) is known only at the bottom, not while it is still growing.
    trace = analysis.trace(finding.metric, found.side) if threshold.above else None
    return [_RepFlag(flag, rep, trace, _cut_off(found, threshold))]


def _cut_off(found: Measurement, threshold: Threshold) -> float:
    """The cut-off on the scale of the trace, which knows no quiet standing."""
    graded = found.basis_value(threshold.basis)
    if METRICS[found.metric].excursion == "ratio" and graded:
        return threshold.mild * found.value / graded
    return threshold.mild + found.value - graded
