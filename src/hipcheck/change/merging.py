"""Several clips of one day, filmed alike, as one session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hipcheck.change.model import Graded, Session, SessionValue

__all__ = ["merged"]


def merged(sessions: Sequence[Session]) -> Session:
    """One session out of several under like conditions.

    Values are means weighted by reps. What the clips' own intervals say does not shrink, as camera and day are shared;
    where the clips differ by more than that among themselves, their spread over the root of their number counts instead. Of
    grades the worst stands.

    Args:
        sessions: One or more; label, date, conditions and cut-offs are those of the first.
    """
    first = sessions[0]
    if len(sessions) == 1:
        return first
    groups: dict[tuple[object, ...], list[SessionValue]] = {}
    for session in sessions:
        for v in session.values:
            groups.setdefault((v.metric, v.side, v.at, v.basis), []).append(v)
    return replace(
        first,
        values=tuple(map(_mean, groups.values())),
        grades=_worst([g for session in sessions for g in session.grades]),
        clips=tuple(clip for session in sessions for clip in session.clips),
    )


def _mean(values: list[SessionValue]) -> SessionValue:
    if len(values) == 1:
        return values[0]
    weights = np.array([v.reps for v in values], dtype=np.float64)
    numbers = np.array([v.value for v in values])
    own = float(np.sqrt(np.average([v.standard_error**2 for v in values], weights=weights)))
    spread = float(numbers.std(ddof=1) / np.sqrt(len(numbers)))
    return replace(
        values[0],
        value=float(np.average(numbers, weights=weights)),
        standard_error=max(own, spread),  # NaN stays NaN: `max` keeps the first of what cannot be compared
        reps=int(weights.sum()),
    )


def _worst(grades: list[Graded]) -> tuple[Graded, ...]:
    worst: dict[tuple[object, ...], Graded] = {}
    for graded in grades:
        key = (graded.flaw, graded.side, graded.metric)
        if key not in worst or graded.grade.severity > worst[key].grade.severity:
            worst[key] = graded
    return tuple(worst.values())
