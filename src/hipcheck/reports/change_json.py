"""Comparisons and trends for other programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from hipcheck.change import NORMAL_95, Change, Comparison, Conditions, Session, SessionValue, Trend
from hipcheck.kinematics import METRICS

__all__ = ["SCHEMA_VERSION", "comparisons_json", "trends_json"]

SCHEMA_VERSION: Final = 1
_DECIMALS: Final = 4
"""As in analysis.json."""


def comparisons_json(comparisons: Sequence[Comparison]) -> bytes:
    """Comparisons as JSON, `{"schema_version": 1, "comparisons": […]}`.

    Numbers are in each metric's unit; what is not known is null.
    """
    return _encoded({"schema_version": SCHEMA_VERSION, "comparisons": [_comparison(c) for c in comparisons]})


def trends_json(athlete: str, series: Sequence[tuple[Session, Sequence[Trend]]]) -> bytes:
    """An athlete's trends as JSON, `{"schema_version": 1, "athlete": …, "series": […]}`.

    Args:
        athlete: Name or code.
        series: For each series of like sessions its first session, and the trends.
    """
    told = [
        {"conditions": _conditions(first.conditions), "trends": [_trend(trend) for trend in trends]}
        for first, trends in series
    ]
    return _encoded({"schema_version": SCHEMA_VERSION, "athlete": athlete, "series": told})


def _encoded(document: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "before": _session(comparison.before),
        "after": _session(comparison.after),
        "comparable": not comparison.reason,
        "reason": comparison.reason,
        "doubts": list(comparison.doubts),
        "changes": [
            {"metric": c.metric, "side": c.side, "at": c.at, "basis": c.basis, **_change(c)}
            for c in comparison.changes
        ],
    }


def _session(session: Session) -> dict[str, Any]:
    date = session.date.isoformat() if session.date else None
    return {"label": session.label, "date": date, "conditions": _conditions(session.conditions)}


def _conditions(c: Conditions) -> dict[str, Any]:
    return {
        "movement": c.movement, "variant": c.variant, "view": c.view, "step_height_cm": c.step_height_cm,
        "hipcheck": c.hipcheck, "model": c.model,
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {
        "before": _value(change.before),
        "after": _value(change.after),
        "difference": _number(change.difference),
        "detectable": _number(change.limit),
        "verdict": change.verdict,
        "direction": change.direction,
        "reason": change.reason,
        "flaw": change.flaw,
        "grade_before": change.grade_before,
        "grade_after": change.grade_after,
    }


def _value(value: SessionValue | None) -> dict[str, Any] | None:
    if value is None:
        return None
    half = NORMAL_95 * value.standard_error
    return {
        "value": _number(value.value), "low": _number(value.value - half), "high": _number(value.value + half),
        "reps": value.reps,
    }  # fmt: skip


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "metric": trend.metric,
        "label": METRICS[trend.metric].label,
        "side": trend.side,
        "at": trend.at,
        "basis": trend.basis,
        "main": trend.main,
        "sessions": [
            {
                "label": point.session.label,
                "date": point.session.date.isoformat() if point.session.date else None,
                "value": _value(point.value),
                "grade": graded.grade if (graded := point.session.grade(trend.metric, trend.side)) else None,
                "from_baseline": _change(point.from_baseline) if point.from_baseline else None,
                "from_last": _change(point.from_last) if point.from_last else None,
            }
            for point in trend.points
        ],
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, _DECIMALS) + 0.0
