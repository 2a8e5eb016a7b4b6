"""Which rep found is which true one."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.accuracy.truth import TrueRep
from hipcheck.results import MeasuredRep

__all__ = ["matched_reps", "outside_bottom_s"]

_SAME_REP: Final = 0.5
"""Share of the shorter one's time that a rep found must share with a true one to be the same."""


def matched_reps(
    true_reps: tuple[TrueRep, ...], seen: tuple[MeasuredRep, ...]
) -> list[tuple[TrueRep, MeasuredRep | None]]:
    """Each true rep with the rep found at its time, each of which is used once."""
    shared = np.array([[_shared(rep, found) for found in seen] for rep in true_reps]).reshape(
        len(true_reps), len(seen)
    )
    partner: dict[int, MeasuredRep] = {}
    for row, column in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[row, column] >= _SAME_REP:
            partner[int(row)] = seen[int(column)]
    return [(rep, partner.get(number)) for number, rep in enumerate(true_reps)]


def _shared(rep: TrueRep, found: MeasuredRep) -> float:
    """Time in common as a share of the shorter one."""
    common_s = min(rep.end_s, found.rep.end_s) - max(rep.start_s, found.rep.start_s)
    return max(common_s, 0.0) / max(min(rep.end_s - rep.start_s, found.rep.duration_s), 1e-9)


def outside_bottom_s(bottom_s: float, rep: TrueRep) -> float:
    """How far a moment lies before (-) or after (+) the time at the bottom."""
    return min(bottom_s - rep.bottom_start_s, 0.0) + max(bottom_s - rep.bottom_end_s, 0.0)
