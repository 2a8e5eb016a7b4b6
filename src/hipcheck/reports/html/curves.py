"""The curves of an analysis.

Two kinds: a metric over the clip's time, and all reps of a leg laid over one another from 0 to 100 % of the rep.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.catalog import At, Basis, Threshold
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import Band, Chart, ChartKind, Limit, Line, LineStyle, Span
from hipcheck.reports.wording import (
    at_words,
    compared_with,
    format_interval,
    format_value,
    leg_name,
    scale_of,
)
from hipcheck.results import Analysis, Finding, Grade, MeasuredRep, Rep, SetSummary, Trace

__all__ = ["build_charts", "cut_off_label", "rep_label"]

MAX_POINTS: Final = 900
"""Points of a curve: more than twice the pixels that a phone gives a chart."""
PERCENT: Final = np.linspace(0.0, 100.0, 101)
DEPTH_METRICS: Final = ("depth_deg", "knee_flexion_deg", "trunk_forward_lean_deg")
"""What shows how deep a rep goes, best first; one of them is always drawn."""
HEADROOM: Final = 0.06
"""Share of the span of values that is left free above and below."""


def cut_off_label(metric: str, threshold: Threshold, grade: Grade) -> str:
    """A cut-off in words: "mild from 10°", "marked below 45°"."""
    value = threshold.marked if grade is Grade.MARKED else threshold.mild
    return f"{grade.value} {'from' if threshold.above else 'below'} {format_value(metric, value)}"


def build_charts(analysis: Analysis) -> tuple[Chart, ...]:
    """All charts of an analysis: for each metric with a trace, over time and over the rep.

    Those of graded metrics and of depth come first and are `main`, in the order of `METRICS`.
    """
    traced = {trace.metric for trace in analysis.traces}
    seen = [f.metric for f in analysis.findings if f.threshold or f.grade is not Grade.GOOD]
    main = set(seen) & traced
    main |= set([metric for metric in DEPTH_METRICS if metric in traced][:1])
    ordered = [metric for metric in METRICS if metric in main]
    ordered += [metric for metric in METRICS if metric in traced - main]
    built = (_MetricCharts(analysis, metric, main=metric in main) for metric in ordered)
    return tuple(chart for charts in built for chart in (charts.over_time(), charts.over_reps()) if chart)


class _MetricCharts:
    """The two charts of one metric, sharing basis, cut-offs and caption."""

    def __init__(self, analysis: Analysis, metric: str, *, main: bool) -> None:
        self.analysis = analysis
        self.metric = METRICS[metric]
        self.scale = scale_of(metric)
        self.main = main
        self.traces = [t for t in analysis.traces if t.metric == metric]
        self.findings = [f for f in analysis.findings if f.metric == metric and f.threshold]
        self.reps = {trace.side: _reps_of(analysis, trace.side) for trace in self.traces}
        self.basis = self._basis()

    def _basis(self) -> Basis:
        """The change from standing, where that is graded and known in every rep that is drawn."""
        graded = any(f.basis is Basis.EXCURSION for f in self.findings)
        known = all(
            standing_value(rep, self.metric.id, side) is not None
            for side, reps in self.reps.items()
            for rep in reps
        )
        return Basis.EXCURSION if graded and known else Basis.ABSOLUTE

    def _standing(self, reps: list[MeasuredRep], side: Side | None) -> float | None:
        """What the change is reckoned from; None where the curves show the values as seen."""
        values = [standing_value(rep, self.metric.id, side) for rep in reps]
        known = [value for value in values if value is not None]
        return float(np.median(known)) if known and self.basis is Basis.EXCURSION else None

    def _change(self, values: FloatArray, standing: float | None) -> FloatArray:
        """The values, or their change from standing, as they are shown."""
        if standing is not None:
            values = values / standing if self.metric.excursion == "ratio" else values - standing
        return self.scale.factor * values

    def _width(self, half: FloatArray, standing: float | None) -> FloatArray:
        """Half of an interval, in the unit of the change."""
        if standing and self.metric.excursion == "ratio":
            half = half / abs(standing)
        return self.scale.factor * half

    def over_time(self) -> Chart | None:
        """The metric over the clip, with its interval; a leg's curve pauses while the other leg is tested."""
        lines, bands = [], []
        for trace in self.traces:
            standing = self._standing(self.reps[trace.side], trace.side)
            shown = slice(None, None, max(1, -(-len(trace.time_s) // MAX_POINTS)))
            hidden = _other_leg_works(self.analysis, trace)
            y = self._change(np.where(hidden, np.nan, trace.values)[shown], standing)
            time_s, half = trace.time_s[shown], self._width(trace.half_width[shown], standing)
            lines.append(Line(trace.side, LineStyle.CURVE, leg_name(trace.side).capitalize(), time_s, y))
            bands.append(Band(trace.side, time_s, y - half, y + half))
        ends = [float(t) for trace in self.traces for t in (*trace.time_s[:1], *trace.time_s[-1:])]
        if not ends:
            return None
        spans = tuple(
            Span(r.rep.side, r.rep.start_s, r.rep.end_s, rep_label(r.rep)) for r in self.analysis.reps
        )
        return self._chart(ChartKind.TIME, (min(ends), max(ends)), lines, bands, spans)

    def over_reps(self) -> Chart | None:
        """Every rep, their mean, and one standard deviation between reps around it."""
        lines: list[Line] = []
        bands: list[Band] = []
        for trace in self.traces:
            reps = self.reps[trace.side]
            curves = [self._change(_on_percent(trace, m.rep), self._standing([m], trace.side)) for m in reps]
            style = LineStyle.REP if len(curves) > 1 else LineStyle.CURVE
            lines += [
                Line(trace.side, style, f"Rep {m.rep.index}", PERCENT, curve, m.rep)
                for m, curve in zip(reps, curves, strict=True)
            ]
            if len(curves) > 1:
                mean, sd = np.mean(curves, axis=0), np.std(curves, axis=0, ddof=1)
                name = f"{leg_name(trace.side).capitalize()}, mean"
                lines.append(Line(trace.side, LineStyle.MEAN, name, PERCENT, mean))
                bands.append(Band(trace.side, PERCENT, mean - sd, mean + sd))
        if not lines:
            return None
        lines.sort(key=lambda line: line.style is LineStyle.MEAN)
        return self._chart(ChartKind.REPS, (0.0, 100.0), lines, bands, ())

    def _chart(
        self,
        kind: ChartKind,
        x_range: tuple[float, float],
        lines: list[Line],
        bands: list[Band],
        spans: tuple[Span, ...],
    ) -> Chart | None:
        threshold = self._threshold()
        values = [line.y for line in lines] + [edge for band in bands for edge in (band.low, band.high)]
        cut_offs = [threshold.mild, threshold.marked] if threshold else []
        y_range = _y_range(values, [self.scale.factor * value for value in cut_offs])
        if y_range is None:
            return None
        versus = compared_with(self.metric.id, self.basis) if self.findings else ""
        return Chart(
            id=f"{kind.value}-{self.metric.id}",
            kind=kind,
            metric=self.metric.id,
            title=self.metric.label,
            y_label=", ".join(part for part in (self.scale.unit.strip(), versus) if part),
            x_range=x_range,
            y_range=y_range,
            lines=tuple(lines),
            bands=tuple(bands),
            spans=spans,
            limits=_limits(self.metric.id, threshold, y_range) if threshold else (),
            sides=tuple(dict.fromkeys(line.side for line in lines)),
            caption=self._caption(),
            main=self.main,
        )

    def _threshold(self) -> Threshold | None:
        """The cut-offs of the metric; None where they are for another number than the curves show."""
        return next((f.threshold for f in self.findings if f.basis is self.basis), None)

    def _caption(self) -> str:
        graded = [f for f in self.findings if f.basis is self.basis]
        rows: list[Finding] | list[SetSummary] = graded or [
            s for s in self.analysis.summary if s.metric == self.metric.id and s.at is At.BOTTOM
        ]
        if not rows:
            return ""
        place = at_words(graded[0].threshold.at if graded and graded[0].threshold else At.BOTTOM)
        each = "; ".join(f"{leg_name(row.side)} {format_interval(row)}" for row in rows)
        return f"Median {place}: {each}."


def _limits(metric: str, threshold: Threshold, y_range: tuple[float, float]) -> tuple[Limit, ...]:
    mild, marked = (scale_of(metric).factor * value for value in (threshold.mild, threshold.marked))
    edge = y_range[1] if threshold.above else y_range[0]
    return (
        Limit(mild, marked, Grade.MILD, cut_off_label(metric, threshold, Grade.MILD)),
        Limit(marked, edge, Grade.MARKED, cut_off_label(metric, threshold, Grade.MARKED)),
    )


def rep_label(rep: Rep) -> str:
    """A rep in two characters: "L1", "R4", or "2" where both legs work."""
    return f"{rep.side.value[0].upper() if rep.side else ''}{rep.index}"


def standing_value(rep: MeasuredRep, metric: str, side: Side | None) -> float | None:
    """The metric in quiet standing, from which the excursion of this rep was reckoned; None where it was not."""
    for m in rep.measurements:
        if m.metric == metric and m.side is side and m.excursion:
            return m.value / m.excursion if METRICS[metric].excursion == "ratio" else m.value - m.excursion
    return None


def _reps_of(analysis: Analysis, side: Side | None) -> list[MeasuredRep]:
    """The reps in which this leg works: its own, and those on both legs."""
    return [r for r in analysis.reps if side is None or r.rep.side in (side, None)]


def _other_leg_works(analysis: Analysis, trace: Trace) -> BoolArray:
    """Shape (T,): True where the curve of this leg is not about the leg that stands."""
    hidden = np.zeros(len(trace.time_s), dtype=np.bool_)
    for measured in analysis.reps:
        rep = measured.rep
        if trace.side and rep.side is trace.side.other:
            hidden |= (trace.time_s >= rep.start_s) & (trace.time_s <= rep.end_s)
    return hidden


def _on_percent(trace: Trace, rep: Rep) -> FloatArray:
    """The trace over one rep, shape (101,), NaN beside a gap."""
    at_s = rep.start_s + PERCENT / 100.0 * rep.duration_s
    values = np.interp(at_s, trace.time_s, trace.values, left=np.nan, right=np.nan)
    return np.asarray(values, dtype=np.float64)


def _y_range(values: list[FloatArray], limits: list[float]) -> tuple[float, float] | None:
    """Room for everything finite; None where nothing is."""
    known = np.concatenate(values)
    known = known[np.isfinite(known)]
    if not known.size:
        return None
    low, high = min([float(known.min()), *limits]), max([float(known.max()), *limits])
    room = HEADROOM * (high - low) or 1.0
    return low - room, high + room
