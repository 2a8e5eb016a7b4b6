"""A live picture that holds still: paused, or at the end."""

from __future__ import annotations

from typing import Final

from hipcheck.live.brush import CAP, HIGH, LEADING, MEDIUM, WIDE, Box, Brush, fitted
from hipcheck.live.hud_words import MARGIN
from hipcheck.live.palette import GRADE, MUTED
from hipcheck.live.scene import Scene
from hipcheck.live.symbols import grade_sign, pause
from hipcheck.reports.canvas import WHITE, letters_on
from hipcheck.results import Grade

__all__ = ["draw_end", "draw_pause"]

_ALL: Final = Box(0.0, 0.0, WIDE, HIGH)
_KEYS: Final = 6.5
_HEADLINE: Final = 16.0
_LINE: Final = 10.0
_ROW: Final = 15.0


def draw_pause(brush: Brush, scene: Scene) -> None:
    """Draw that nothing counts now, and how to go on."""
    brush.veil(_ALL, 0.25)
    pause(brush, (WIDE / 2.0, 34.0), 44.0, WHITE)
    size, (words, *_) = fitted(scene.headline or "Paused", WIDE - 2 * MARGIN, HIGH, _HEADLINE)
    brush.text(words, (WIDE / 2.0, 76.0), size, align="centre")
    _keys(brush, scene.detail or "space: go on   ·   q: end")


def draw_end(brush: Brush, scene: Scene) -> None:
    """Draw what the session gave: a line each, with its grade's sign on its colour."""
    brush.veil(_ALL, 0.16)
    head, (title, *_) = fitted(scene.headline or "Done", WIDE - 4 * MARGIN, HIGH, _HEADLINE)
    baseline = 2.0 * MARGIN + CAP * head
    brush.text(title, (2.0 * MARGIN, baseline), head)
    room = HIGH - MARGIN - _KEYS - baseline - 10.0
    row = min(_ROW, room / max(1, len(scene.summary)))
    for i, (line, grade) in enumerate(scene.summary):
        top = baseline + 6.0 + i * row
        box = Box(2.0 * MARGIN, top, WIDE - 2.0 * MARGIN, top + 0.87 * row)
        if grade:
            _finding(brush, line, grade, box)
        else:
            _remark(brush, line, box)
    _keys(brush, "q closes")


def _remark(brush: Brush, line: str, box: Box) -> None:
    """A line without a grade: what was counted."""
    size, lines = fitted(line, box.width, box.height, _KEYS, lines=2, weight=MEDIUM)
    high = (len(lines) - 1) * LEADING * size + CAP * size
    brush.lines(lines, (box.left, box.centre[1] - high / 2.0), size, MUTED, weight=MEDIUM)


def _finding(brush: Brush, line: str, grade: Grade, box: Box) -> None:
    side, ground = box.height, GRADE[grade]
    brush.box(Box(box.left, box.top, box.left + side, box.bottom), ground, corner=0.15 * side)
    middle = box.left + side / 2.0, box.centre[1]
    grade_sign(brush, grade, middle, 0.62 * side, letters_on(ground))
    left = box.left + side + 4.0
    size, lines = fitted(line, box.right - left, box.height, min(_LINE, box.height / LEADING), lines=2)
    high = (len(lines) - 1) * LEADING * size + CAP * size
    brush.lines(lines, (left, box.centre[1] - high / 2.0), size)


def _keys(brush: Brush, text: str) -> None:
    size, (words, *_) = fitted(text, WIDE - 4 * MARGIN, HIGH, _KEYS, weight=MEDIUM)
    brush.text(words, (WIDE / 2.0, HIGH - MARGIN - 1.0), size, MUTED, weight=MEDIUM, align="centre")
