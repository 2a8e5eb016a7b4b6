"""A sheet of stickers to print and cut out, true to scale, with a drawing of where they go."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final, Literal, TypeAlias

__all__ = ["DIAMETER_MM", "WHERE", "Paper", "sheet_svg", "where_svg"]

Paper: TypeAlias = Literal["a4", "letter"]

DIAMETER_MM: Final = 25.0
WHERE: Final = (
    (
        "Put your hands on your hips, thumbs back: at the front, your fingertips find two bony points, a hand's breadth below the "
        "waist and about 25 cm apart. These are the front hip bones."
    ),
    (
        "Stick one disc on each, in the middle of the bone, both alike and level, on skin or on a tight waistband. A loose shirt "
        "moves by itself: tuck it in."
    ),
    "Take a colour that nothing near your hips has, and keep hands and arms clear of the discs while you are filmed.",
    "Stand still on both feet for three seconds before the first repetition. hipcheck finds the stickers by itself and says so.",
)
"""What to do, a sentence or two for each step."""

_SIZES_MM: Final[dict[Paper, tuple[float, float]]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_COLOURS: Final = ("#16a34a", "#f97316", "#ec4899", "#2563eb", "#facc15", "#06b6d4")
"""Far apart in hue, and from skin."""
_ROWS: Final = 4
_PITCH_MM: Final = 30.0
_TOP_MM: Final = 128.0
_LINE_CHARACTERS: Final = 62

_BODY: Final = (
    "M 30 0 C 29 14 26 24 24 33 C 21 42 20 50 21 58 L 27 92 L 49 92 L 50 66 L 51 92 L 73 92 L 79 58 "
    "C 80 50 79 42 76 33 C 74 24 71 14 70 0"
)
"""Outline of a body from the ribs to the knees, in a field of 100 by 92."""
_BONES: Final = (
    "M 32 40 C 26 30 33 25 41 29 C 45 31 47 35 50 35 C 53 35 55 31 59 29 C 67 25 74 30 68 40 C 66 46 60 48 57 54 "
    "C 55 57 45 57 43 54 C 40 48 34 46 32 40 Z"
)
"""Outline of a pelvis in the same field."""
_POINTS: Final = ((33.5, 38.0), (66.5, 38.0))
"""The front hip bones in the same field."""


def where_svg() -> str:
    """The drawing alone, as an SVG document."""
    body = "\n".join(_drawing())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 92" width="400" height="368" role="img" '
        'aria-label="A body from the front with a disc on each front hip bone">\n'
        f'<rect width="100" height="92" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def sheet_svg(paper: Paper) -> str:
    """A page to print at 100 %.

    Args:
        paper: Its size.

    Returns:
        An SVG document whose lengths are millimetres.
    """
    width_mm, height_mm = _SIZES_MM[paper]
    body = "\n".join([*_head(), *_discs(width_mm), *_ruler(width_mm, height_mm)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm}mm" height="{height_mm}mm" '
        f'viewBox="0 0 {width_mm} {height_mm}" font-family="sans-serif" fill="#1f2937">\n'
        f'<rect width="{width_mm}" height="{height_mm}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _drawing() -> Iterator[str]:
    yield f'<path d="{_BODY}" fill="#f3f4f6" stroke="#374151" stroke-width="0.8"/>'
    yield f'<path d="{_BONES}" fill="none" stroke="#9ca3af" stroke-width="0.6" stroke-dasharray="1.6 1.2"/>'
    (left, y), (right, _) = _POINTS
    yield f'<path d="M {left} {y} H {right}" stroke="{_COLOURS[0]}" stroke-width="0.6"/>'
    for x, height in _POINTS:
        yield f'<circle cx="{x}" cy="{height}" r="3" fill="{_COLOURS[0]}"/>'


def _head() -> Iterator[str]:
    yield '<text x="15" y="20" font-size="7" font-weight="bold">Stickers for the front hip bones</text>'
    yield '<g transform="translate(8 26) scale(0.82)">'
    yield from _drawing()
    yield "</g>"
    y = 32.0
    for number, step in enumerate(WHERE, start=1):
        for i, line in enumerate(wrap(step, _LINE_CHARACTERS, break_on_hyphens=False)):
            yield f'<text x="{88 if i == 0 else 92}" y="{y:.1f}" font-size="3.6">{f"{number}. " if i == 0 else ""}{line}</text>'
            y += 4.8
        y += 2.0


def _discs(width_mm: float) -> Iterator[str]:
    left_mm = (width_mm - _PITCH_MM * len(_COLOURS)) / 2.0
    for column, colour in enumerate(_COLOURS):
        for row in range(_ROWS):
            x, y = left_mm + _PITCH_MM * (column + 0.5), _TOP_MM + _PITCH_MM * (row + 0.5)
            yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{DIAMETER_MM / 2}" fill="{colour}"/>'


def _ruler(width_mm: float, height_mm: float) -> Iterator[str]:
    x, y = width_mm / 2.0 - 50.0, height_mm - 18.0
    yield f'<path d="M {x} {y} h 100 m -100 -2 v 4 m 50 -4 v 4 m 50 -4 v 4" stroke="#1f2937" stroke-width="0.4" fill="none"/>'
    yield (
        f'<text x="{width_mm / 2.0}" y="{y + 7}" font-size="3.6" text-anchor="middle">'
        "This line must measure 100 mm: print at 100 %, not fitted to the page. Discs: 25 mm.</text>"
    )
