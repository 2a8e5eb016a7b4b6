"""The signs of a live picture as shapes: they stay sharp at a third of the picture's height.

One shape per grade, the same as the letters of the reports (`GRADE_SYMBOLS`), so that colour is never its only carrier.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.live.brush import Box, Brush
from hipcheck.reports.canvas import Colour
from hipcheck.results import Grade

__all__ = ["check", "grade_sign", "pause"]

_CHECK: Final = np.array([(0.12, 0.54), (0.40, 0.82), (0.90, 0.22)])
_TRIANGLE: Final = np.array([(0.5, 0.08), (0.98, 0.92), (0.02, 0.92)])
_DIAMOND: Final = np.array([(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)])
_ACROSS: Final = np.linspace(0.06, 0.94, 33)
_TILDE: Final = np.stack([_ACROSS, 0.5 - 0.2 * np.sin((_ACROSS - 0.06) / 0.88 * 2.0 * np.pi)], axis=1)
_THICK: Final = 0.17
"""Of a line, as a share of the sign."""


def _placed(shape: FloatArray, centre: tuple[float, float], size: float) -> FloatArray:
    return np.asarray(centre + (shape - 0.5) * size)


def check(brush: Brush, centre: tuple[float, float], size: float, colour: Colour) -> None:
    """Draw a tick."""
    _line(brush, _placed(_CHECK, centre, size), size, colour)


def grade_sign(brush: Brush, grade: Grade, centre: tuple[float, float], size: float, colour: Colour) -> None:
    """Draw a grade's sign: tick, tilde, triangle or diamond.

    Args:
        brush: What to draw with.
        grade: Whose sign.
        centre: Of the square that it fills.
        size: Side of the square.
        colour: Of the sign.
    """
    if grade is Grade.GOOD:
        check(brush, centre, size, colour)
    elif grade is Grade.BORDERLINE:
        _line(brush, _placed(_TILDE, centre, size), size, colour)
    else:
        shape = _TRIANGLE if grade is Grade.MILD else _DIAMOND
        brush.polygon(_placed(shape, centre, size), colour)


def pause(brush: Brush, centre: tuple[float, float], size: float, colour: Colour) -> None:
    """Draw two upright bars."""
    x, y = centre
    for left in (x - 0.4 * size, x + 0.12 * size):
        bar = Box(left, y - 0.5 * size, left + 0.28 * size, y + 0.5 * size)
        brush.box(bar, colour, corner=0.04 * size)


def _line(brush: Brush, points: FloatArray, size: float, colour: Colour) -> None:
    thick = _THICK * size
    brush.stroke(points, colour, thick)
    for end in (points[0], points[-1]):
        brush.disc((float(end[0]), float(end[1])), thick / 2.0, colour)
