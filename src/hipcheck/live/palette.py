"""The few colours of a live picture; those of legs and grades are the reports'."""

from __future__ import annotations

from typing import Final

from hipcheck.reports.canvas import Colour, rgb
from hipcheck.reports.wording import GRADE_COLOURS
from hipcheck.results import Grade

__all__ = ["GRADE", "GROUND", "MUTED", "RIGHT", "TRACK"]

GROUND: Final[Colour] = (16, 18, 22)
"""Beside a picture that does not fill the window, and behind letters."""
MUTED: Final[Colour] = (196, 200, 206)
"""Words that come second."""
TRACK: Final[Colour] = (74, 78, 86)
"""What is not filled yet: of a ring, of a bar."""
RIGHT: Final[Colour] = rgb("#009e73")
"""Something is as it should be: bluish green of the palette of Okabe and Ito, which is no leg's and no grade's."""
GRADE: Final[dict[Grade, Colour]] = {grade: rgb(colour) for grade, colour in GRADE_COLOURS.items()}
