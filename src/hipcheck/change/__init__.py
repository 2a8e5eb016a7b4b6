"""Is a change between two sessions real, within noise, or not comparable at all?

Sessions are compared leg by leg, metric by metric, at the same depth and under like conditions. A change counts as real
only beyond the smallest one that is more than noise (docs/change.md).
"""

from __future__ import annotations

from hipcheck.change.comparing import compare, compare_value, place_of
from hipcheck.change.conditions import doubts, what_differs
from hipcheck.change.detectable import NORMAL_95, day_to_day_sem, detectable_change, error_of_session
from hipcheck.change.merging import merged
from hipcheck.change.model import (
    Change,
    Comparison,
    Conditions,
    Direction,
    Graded,
    Session,
    SessionValue,
    Trend,
    TrendPoint,
    Verdict,
)
from hipcheck.change.trends import series_of, trends_of

__all__ = [
    "NORMAL_95",
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
    "compare",
    "compare_value",
    "day_to_day_sem",
    "detectable_change",
    "doubts",
    "error_of_session",
    "merged",
    "place_of",
    "series_of",
    "trends_of",
    "what_differs",
]
