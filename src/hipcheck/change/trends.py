"""Sessions over time: which belong together, and what became of each metric since the first and since the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.catalog.reliability import load_reliability
from hipcheck.change.comparing import basis_of, compare_value, graded_place_of, place_of
from hipcheck.change.conditions import what_differs
from hipcheck.change.model import Session, Trend, TrendPoint, Verdict
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side

__all__ = ["series_of", "trends_of"]

_MAIN: Final = (Flaw.KNEE_INWARD, Flaw.PELVIC_DROP, Flaw.TRUNK_LEAN, Flaw.POOR_HINGE, Flaw.PELVIS_OPENING)
"""Flaws whose first measured metric is shown first. Depth is shown with them."""
_DEPTHS: Final = ("depth_deg", "knee_flexion_deg")


def series_of(sessions: Iterable[Session]) -> tuple[tuple[Session, ...], ...]:
    """Sessions sorted into series under like conditions, each in the order given.

    A session joins the first series whose baseline it can be compared with.
    """
    series: list[list[Session]] = []
    for session in sessions:
        fitting = (one for one in series if not what_differs(one[0], session))
        one = next(fitting, None)
        if one is None:
            series.append([session])
        else:
            one.append(session)
    return tuple(map(tuple, series))


def trends_of(series: Sequence[Session]) -> tuple[Trend, ...]:
    """The trend of each metric and leg over sessions under like conditions.

    Args:
        series: In time order, one or more, as `series_of` gives them.

    Returns:
        A trend for each metric that has a cut-off or tells the depth, and each leg, left first. It begins with the first
        session that has it. All points are read at one place: at the matched depth or where it is graded, whichever lets
        more sessions be compared with the first.
    """
    keys = {(v.metric, v.side) for session in series for v in session.values if _followed(v.metric, series)}
    order, legs = list(METRICS), [*Side, None]
    main = {(metric, side) for side in legs for metric in _main_metrics(series, side)}
    ranked = sorted(keys, key=lambda key: (legs.index(key[1]), key not in main, order.index(key[0])))
    trends = (_trend(series, metric, side, (metric, side) in main) for metric, side in ranked)
    return tuple(trend for trend in trends if trend is not None)


def _followed(metric: str, series: Sequence[Session]) -> bool:
    known = any(load_reliability().of(metric, at) for at in At)
    return known and (metric in _DEPTHS or any(session.threshold(metric) for session in series))


def _main_metrics(series: Sequence[Session], side: Side | None) -> list[str]:
    """Of each main flaw the first metric that was measured on this leg, and the depth."""
    measured = {v.metric for session in series for v in session.values if v.side is side}
    found: list[str] = [metric for metric in _DEPTHS if metric in measured]
    for flaw in _MAIN:
        metrics = [t.metric for session in series for t in session.thresholds if t.flaw is flaw]
        found += [metric for metric in metrics if metric in measured][:1]
    return found


def _trend(series: Sequence[Session], metric: str, side: Side | None, main: bool) -> Trend | None:
    """None where no session has the metric at a place that is compared."""
    places = ((session, place_of(metric, side, session)) for session in series)
    found = ((session, at) for session, at in places if session.get(metric, side, at, Basis.ABSOLUTE))
    baseline, matched = next(found, (None, None))
    if baseline is None or matched is None:
        return None
    later = series[series.index(baseline) :]
    graded = graded_place_of(metric, side, baseline)
    kept = [at for at in dict.fromkeys((matched, graded)) if baseline.get(metric, side, at, Basis.ABSOLUTE)]
    trends = [_trend_at(later, metric, side, at, main) for at in kept]
    return max(trends, key=_compared)  # of two alike the first: at the matched depth


def _trend_at(sessions: Sequence[Session], metric: str, side: Side | None, at: At, main: bool) -> Trend:
    baseline = sessions[0]
    basis = basis_of(metric, side, at, *(s for s in sessions if s.get(metric, side, at, Basis.ABSOLUTE)))
    points: list[TrendPoint] = []
    last: Session | None = None
    for session in sessions:
        value = session.get(metric, side, at, basis)
        since = [
            None if earlier is None else compare_value(earlier, session, metric, side, at=at, basis=basis)
            for earlier in (None if session is baseline else baseline, last)
        ]
        points.append(TrendPoint(session, value, *since))
        last = last if value is None else session
    return Trend(metric, side, at, basis, main, tuple(points))


def _compared(trend: Trend) -> int:
    """How many sessions can be held against the first."""
    changes = [point.from_baseline for point in trend.points if point.from_baseline]
    return sum(change.verdict is not Verdict.NOT_COMPARABLE for change in changes)
