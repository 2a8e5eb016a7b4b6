r"""The smallest change that is more than noise.

Two sessions of a person who has not changed differ by the errors of both. Where these are independent with standard
errors s1 and s2, the difference has the standard deviation √(s1² + s2²) and lies within 1.96 times that in 19 of 20 cases:

    MDC95 = 1.96 · √(s1² + s2²),   for s1 = s2 = SEM the usual 1.96 · √2 · SEM.

What is s of a session? Test-retest studies say what it is at least, however well the clip was filmed: the day-to-day SEM.
The clip's own interval says what it is at least, however steady the person: camera off the axis, few or uneven reps, loose
clothes. Both count the same camera set up twice and the same reps, so that adding them would count it double; neither can
be below the other's word. So s is the larger of the two.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.stats import norm

from hipcheck.catalog import At
from hipcheck.catalog.reliability import load_reliability
from hipcheck.change.model import SessionValue

__all__ = ["NORMAL_95", "day_to_day_sem", "detectable_change", "error_of_session"]

NORMAL_95: Final = float(norm.ppf(0.975))
"""1.96: half of the interval that holds 95 % of a normal distribution, in standard deviations."""


def day_to_day_sem(metric: str, at: At, typical: float, reps: int) -> float | None:
    """The standard error of one session by itself: what repeats of the person and the set-up give.

    `SEM² · (shared² + (1 - shared²) · n₀/n)`, for n reps where the SEM is that of n₀: what is shared between reps does not
    average out, so that no number of reps brings it below `shared · SEM`.

    Args:
        metric: Metric id.
        at: Where in the rep.
        typical: Its value, of which the error of some metrics is a share.
        reps: How many reps the session's value is the typical one of, 1 or more.

    Returns:
        In the metric's unit; None where nothing is known of it.
    """
    table = load_reliability()
    entry = table.of(metric, at)
    if entry is None:
        return None
    sem = float(np.hypot(entry.sem, entry.share * typical))
    return sem * float(np.sqrt(table.shared**2 + (1.0 - table.shared**2) * table.reps / max(reps, 1)))


def error_of_session(value: SessionValue, typical: float) -> float | None:
    """The standard error that a session's value has in a comparison: the larger of day-to-day SEM and its own.

    Args:
        value: With the standard error of its own interval.
        typical: The metric's value over the sessions compared, for errors that are a share of it.

    Returns:
        In the metric's unit; None where either is not known.
    """
    sem = day_to_day_sem(value.metric, value.at, typical, value.reps)
    if sem is None or not np.isfinite(value.standard_error):
        return None
    return max(sem, value.standard_error)


def detectable_change(before: SessionValue, after: SessionValue) -> float | None:
    """The smallest difference between two sessions that is more than noise, with 95 % confidence (MDC95).

    Args:
        before: The same metric, leg, place and basis as
        after: the other session's.

    Returns:
        In the metric's unit; None where it is not known how much the metric differs from day to day by itself.
    """
    typical = (abs(before.value) + abs(after.value)) / 2.0
    first, second = (error_of_session(value, typical) for value in (before, after))
    return None if first is None or second is None else NORMAL_95 * float(np.hypot(first, second))
