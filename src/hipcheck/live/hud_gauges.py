"""A flaw's gauge: three zones with their signs, and a needle. No digits: what is shown is not what is graded."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np

from hipcheck.live.brush import CAP, MEDIUM, Box, Brush, fitted
from hipcheck.live.palette import GRADE, MUTED, TRACK
from hipcheck.live.scene import Gauge
from hipcheck.live.symbols import grade_sign
from hipcheck.reports.canvas import DARK, WHITE, letters_on
from hipcheck.results import Grade

__all__ = ["draw_gauge", "zone"]

_NOT_SEEN: Final = "not seen"
_TITLE: Final = 6.5
_ASIDE: Final = 4.5
_BAR: Final = 5.0
_GAP: Final = 0.5
_ZONES: Final = (Grade.GOOD, Grade.MILD, Grade.MARKED)


def zone(gauge: Gauge) -> Grade:
    """In which zone the needle stands; the value must be a number."""
    if gauge.value < gauge.mild:
        return Grade.GOOD
    return Grade.MILD if gauge.value < gauge.marked else Grade.MARKED


def _share(gauge: Gauge, value: float) -> float:
    """Where a value is on the bar, which begins at nothing or a zone below mild, and ends a zone above marked."""
    step = gauge.marked - gauge.mild
    low, high = min(0.0, gauge.mild - step), gauge.marked + step
    return min(max((value - low) / (high - low), 0.0), 1.0)


def draw_gauge(brush: Brush, gauge: Gauge, box: Box) -> None:
    """Draw a gauge: its title above its bar.

    Args:
        brush: What to draw with.
        gauge: What to show; a value that is not a number is said not to be seen.
        box: Where.
    """
    seen = math.isfinite(gauge.value)
    size, (title, *_) = fitted(gauge.title, box.width, box.height, _TITLE, weight=MEDIUM)
    place = box.left, box.top + CAP * _TITLE
    brush.text(title, place, size, WHITE if seen else MUTED, weight=MEDIUM)
    bar = Box(box.left, box.bottom - _BAR, box.right, box.bottom)
    if not seen:
        brush.box(bar, TRACK, corner=0.6)
        middle = bar.centre[0], bar.bottom - (_BAR - CAP * _ASIDE) / 2.0
        brush.text(_NOT_SEEN, middle, _ASIDE, MUTED, weight=MEDIUM, align="centre")
        return
    edges = (0.0, _share(gauge, gauge.mild), _share(gauge, gauge.marked), 1.0)
    for grade, (start, end) in zip(_ZONES, pairwise(edges), strict=True):
        colour = GRADE[grade]
        part = Box(bar.left + start * bar.width, bar.top, bar.left + end * bar.width - _GAP, bar.bottom)
        brush.box(part, colour, corner=0.6)
        if part.width > _BAR:
            grade_sign(brush, grade, part.centre, 0.55 * _BAR, letters_on(colour))
    _draw_needle(brush, bar, _share(gauge, gauge.value))


def _draw_needle(brush: Brush, bar: Box, share: float) -> None:
    """An arrow onto the bar, with its head above it."""
    x = bar.left + share * bar.width
    shape = np.array(
        [
            (x - 1.8, bar.top - 2.4),
            (x + 1.8, bar.top - 2.4),
            (x + 0.7, bar.top - 0.4),
            (x + 0.7, bar.bottom + 0.8),
            (x - 0.7, bar.bottom + 0.8),
            (x - 0.7, bar.top - 0.4),
        ]
    )
    brush.stroke(shape, DARK, 0.9, closed=True)
    brush.polygon(shape, WHITE)
