"""Angles of all movements on one scale, so that a column of them can be compared at a glance.

The mild and the marked cut-off stand at the same place in every row, whatever the metric and the movement; distances are in
multiples of that between the two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hipcheck.results import Finding

__all__ = ["MARKED_AT", "MILD_AT", "Place", "place"]

_FIRST, _LAST = -2.5, 3.5
"""Ends of the scale, in distances from the mild to the marked cut-off beyond the mild one: with the usual cut-offs of the
frontal angles, standing still (0°) is just inside the left end. Convention."""


def _per_cent(steps: float) -> float:
    return round(100.0 * (min(max(steps, _FIRST), _LAST) - _FIRST) / (_LAST - _FIRST), 1)


MILD_AT: Final = _per_cent(0.0)
MARKED_AT: Final = _per_cent(1.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding lies on the scale.

    Attributes:
        low: End of the interval that is further from the fault, in per cent of the scale's length.
        value: The value.
        high: The other end.
        beyond: "left" or "right" where the value itself lies off the scale, else "".
        steps: The value in distances from the mild to the marked cut-off: what to sort by.
    """

    low: float
    value: float
    high: float
    beyond: str
    steps: float


def place(finding: Finding) -> Place | None:
    """A finding on the scale; None where it has no cut-offs, or its interval is not known."""
    threshold = finding.threshold
    if threshold is None or not (math.isfinite(finding.low) and math.isfinite(finding.high)):
        return None
    step = threshold.marked - threshold.mild
    low, value, high = ((v - threshold.mild) / step for v in (finding.low, finding.value, finding.high))
    low, high = sorted((low, high))
    beyond = "left" if value < _FIRST else "right" if value > _LAST else ""
    return Place(_per_cent(low), _per_cent(value), _per_cent(high), beyond, round(value, 3))
