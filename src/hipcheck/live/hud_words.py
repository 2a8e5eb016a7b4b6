"""Sentences in a live picture: the headline beside the person, the band above them, the chip with a leg."""

from __future__ import annotations

from typing import Final

from hipcheck.landmarks import Side
from hipcheck.live.brush import CAP, LEADING, MEDIUM, WIDE, Box, Brush, fitted, width
from hipcheck.live.palette import GROUND, MUTED, RIGHT
from hipcheck.live.scene import CueKind
from hipcheck.live.symbols import check
from hipcheck.reports.canvas import DARK, WHITE, Colour, letters_on
from hipcheck.reports.skeleton import LEG_COLOURS

__all__ = ["BODY_TOP", "MARGIN", "band", "sentence", "side_chip"]

MARGIN: Final = 4.0
"""Around everything, in units."""
BODY_TOP: Final = 32.0
"""Below the band, where the columns beside the person begin."""

_HEADLINE: Final = 17.0
_DETAIL: Final = 6.5
_BAND_LETTERS: Final = 15.0
_CORNER: Final = 2.0
_BANDS: Final[dict[CueKind, tuple[Colour, Colour]]] = {
    CueKind.FIX: (WHITE, DARK),
    CueKind.PRAISE: (RIGHT, letters_on(RIGHT)),
    CueKind.TELL: (GROUND, WHITE),
}
"""Ground and letters: a correction is what stands out most."""


def sentence(brush: Brush, headline: str, detail: str, box: Box) -> None:
    """Write a headline as large as it fits, and the detail below it, both centred on the height of the box."""
    room = box.height - (2.0 * LEADING * _DETAIL + 4.0 if detail else 0.0)
    size, lines = fitted(headline, box.width, room, _HEADLINE, lines=5)
    small, more = fitted(detail, box.width, 2.5 * LEADING * _DETAIL, _DETAIL, lines=2, weight=MEDIUM)
    high = len(lines) * LEADING * size + (len(more) * LEADING * small + 4.0 if detail else 0.0)
    top = box.top + max(0.0, box.height - high) / 2.0
    last = brush.lines(lines, (box.left, top), size)
    if detail:
        brush.lines(more, (box.left, last + 0.35 * size + 2.0), small, MUTED, weight=MEDIUM)


def band(brush: Brush, text: str, kind: CueKind) -> None:
    """Write one thing to say above the person, on a ground that tells correction, praise and instruction apart."""
    ground, letters = _BANDS[kind]
    box = Box(MARGIN, MARGIN - 1.0, WIDE - MARGIN, BODY_TOP - 2.0)
    aside = 18.0 if kind is CueKind.PRAISE else 0.0
    size, lines = fitted(text, box.width - 2 * MARGIN - aside, box.height - 0.5, _BAND_LETTERS, lines=2)
    high = (len(lines) - 1) * LEADING * size + CAP * size
    brush.box(box, ground, corner=_CORNER)
    brush.lines(lines, (box.left + MARGIN + aside, box.centre[1] - high / 2.0 - 0.05 * size), size, letters)
    if kind is CueKind.PRAISE:
        check(brush, (box.left + MARGIN + 6.0, box.centre[1]), 13.0, letters)


def side_chip(brush: Brush, side: Side, part: str, at: tuple[float, float], size: float) -> None:
    """Name a side of the body on the colour in which its leg is drawn.

    Args:
        brush: What to draw with.
        side: Which.
        part: Of the body: "leg".
        at: Left and top.
        size: Of the letters.
    """
    ground = LEG_COLOURS[side]
    words = f"{side.value} {part}".capitalize()
    right = at[0] + width(words, size) + 0.9 * size
    brush.box(Box(at[0], at[1], right, at[1] + 1.45 * size), ground, corner=0.25 * size)
    brush.text(words, (at[0] + 0.45 * size, at[1] + 1.1 * size), size, letters_on(ground))
