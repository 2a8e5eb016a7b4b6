"""What a live picture shows during the reps: how many, how deep, how good.

The person keeps the middle. On the left stands what counts, on the right what is judged, above what to do about it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hipcheck.live import shades
from hipcheck.live.brush import CAP, HIGH, LEADING, MEDIUM, WIDE, Box, Brush, fitted, width
from hipcheck.live.hud_clock import draw_small_clock
from hipcheck.live.hud_gauges import draw_gauge
from hipcheck.live.hud_words import BODY_TOP, MARGIN, band, side_chip
from hipcheck.live.palette import GRADE, MUTED, RIGHT, TRACK
from hipcheck.live.scene import CueKind, RepVerdict, Scene
from hipcheck.live.symbols import check, grade_sign
from hipcheck.reports.canvas import DARK, WHITE, letters_on
from hipcheck.reports.wording import grade_word
from hipcheck.results import Grade

__all__ = ["FRESH_S", "draw_set"]

FRESH_S: Final = 4.0
"""So long a verdict has the right of the picture for itself; then it makes room for the gauges."""
_FLASH_S: Final = 1.5
_FLASH: Final = 1.6

_BOTTOM: Final = HIGH - MARGIN
_LEFT: Final = Box(MARGIN, BODY_TOP, 50.0, _BOTTOM)
_RIGHT: Final = Box(WIDE - MARGIN - 48.0, BODY_TOP, WIDE - MARGIN, _BOTTOM)
_DEPTH: Final = Box(54.0, BODY_TOP, 60.0, _BOTTOM)
_DEPTH_END: Final = 1.2
"""Depth at the bar's lower end, as a share of the depth asked for."""
_NUMBER: Final = 46.0
_OF_SHARE: Final = 0.37
_LONG_OF_SHARE: Final = 0.26
"""Size of how many are asked for, in that of the number; in two digits they would squeeze it."""
_CHIP: Final = 12.0
_GAUGE: Final = 13.6
_PITCH: Final = 17.2
_SHOWN_GAUGES: Final = 3


def draw_set(brush: Brush, scene: Scene) -> None:
    """Draw everything around the person during the reps."""
    shades.from_left(brush, 80.0)
    shades.from_right(brush, 80.0)
    _draw_number(brush, scene)
    _draw_depth(brush, scene.depth)
    if scene.to_go:
        size, (words, *_) = fitted(scene.to_go, _LEFT.width, HIGH, 8.5)
        brush.text(words, (_LEFT.left, _BOTTOM - 0.5), size)
    _draw_judgement(brush, scene)
    _draw_top(brush, scene)
    if scene.verdict and scene.time_s - scene.verdict.at_s < _FLASH_S:
        _draw_flash(brush, scene.verdict.grade)


def _draw_top(brush: Brush, scene: Scene) -> None:
    """What to do, in a band; else the name of the movement and the warm-up's timer."""
    if scene.cue:
        band(brush, scene.cue.text, scene.cue.kind)
    elif scene.headline:
        band(brush, scene.headline, CueKind.TELL)
    else:
        size, lines = fitted(scene.title, 56.0, 21.0, 9.0, lines=2)
        brush.lines(lines, (MARGIN, MARGIN + 1.0), size)
        if scene.clock:
            draw_small_clock(brush, scene.clock, (_RIGHT.right, MARGIN + 1.0))


def _draw_number(brush: Brush, scene: Scene) -> None:
    reps, of = str(scene.reps), f"/{scene.wanted}" if scene.wanted else ""
    size, of_share = _NUMBER, _OF_SHARE if len(of) < 3 else _LONG_OF_SHARE
    while width(reps, size) + width(of, of_share * size) > _LEFT.width:
        size -= 0.5
    baseline = _LEFT.top + CAP * _NUMBER
    brush.text(reps, (_LEFT.left - 0.02 * size, baseline), size)
    brush.text(of, (_LEFT.left + width(reps, size), baseline), of_share * size, MUTED)
    if scene.stance:
        side_chip(brush, scene.stance, "leg", (_LEFT.left, baseline + 4.0), 7.5)


def _draw_depth(brush: Brush, depth: float) -> None:
    """A bar that fills downwards as the body sinks, with a mark where to go."""
    brush.box(_DEPTH, TRACK, corner=1.5)
    known = math.isfinite(depth)
    there = known and depth >= 1.0
    mark = _DEPTH.top + _DEPTH.height / _DEPTH_END
    if known and depth > 0.0:
        end = _DEPTH.top + _DEPTH.height * min(depth, _DEPTH_END) / _DEPTH_END
        full = Box(_DEPTH.left, _DEPTH.top, _DEPTH.right, end)
        brush.box(full, RIGHT if there else WHITE, corner=1.5)
    brush.stroke(np.array([(_DEPTH.left - 2.0, mark), (_DEPTH.right + 2.0, mark)]), DARK, 1.6)
    brush.stroke(np.array([(_DEPTH.left - 2.0, mark), (_DEPTH.right + 2.0, mark)]), WHITE, 0.8)
    if there:
        check(brush, (_DEPTH.centre[0], mark - 5.0), 4.5, letters_on(RIGHT))


def _draw_judgement(brush: Brush, scene: Scene) -> None:
    """The last rep's verdict, large while it is new; then small, with the gauges below."""
    verdict = scene.verdict
    fresh = verdict and scene.time_s - verdict.at_s < FRESH_S
    if verdict and (fresh or not scene.gauges):
        _draw_verdict(brush, verdict)
        return
    top = _RIGHT.top
    if verdict:
        _draw_verdict_chip(brush, verdict, Box(_RIGHT.left, top, _RIGHT.right, top + _CHIP))
        top += _CHIP + 2.0
    shown = scene.gauges[:_SHOWN_GAUGES]
    for i, gauge in enumerate(shown):
        bottom = _BOTTOM - 1.0 - (len(shown) - 1 - i) * _PITCH
        draw_gauge(brush, gauge, Box(_RIGHT.left, max(top, bottom - _GAUGE), _RIGHT.right, bottom))


def _draw_verdict(brush: Brush, verdict: RepVerdict) -> None:
    ground = GRADE[verdict.grade]
    letters = letters_on(ground)
    brush.box(_RIGHT, ground, corner=2.0)
    inner = _RIGHT.inside(4.0)
    below = _below(verdict)
    room = inner.height - (9.0 if below else 0.0)
    size, lines = fitted(verdict.text, inner.width, 27.0, 15.0, lines=2)
    sign = min(27.0, room - len(lines) * LEADING * size - 3.0)
    grade_sign(brush, verdict.grade, (inner.left + sign / 2.0, inner.top + sign / 2.0), sign, letters)
    brush.lines(lines, (inner.left, inner.top + sign + 4.0), size, letters)
    if below:
        small, (line, *_) = fitted(below, inner.width, HIGH, 7.0, weight=MEDIUM)
        brush.text(line, (inner.left, inner.bottom), small, letters, weight=MEDIUM)


def _below(verdict: RepVerdict) -> str:
    """The grade as a word where the text does not say it yet, and the number."""
    word = grade_word(verdict.grade)
    named = verdict.text.lower().startswith(word)
    return "  ".join(part for part in ("" if named else word, verdict.value_text) if part)


def _draw_verdict_chip(brush: Brush, verdict: RepVerdict, box: Box) -> None:
    ground = GRADE[verdict.grade]
    letters = letters_on(ground)
    brush.box(box, ground, corner=2.0)
    grade_sign(brush, verdict.grade, (box.left + 7.5, box.centre[1]), 8.0, letters)
    size, (text, *_) = fitted(verdict.text, box.width - 17.0, HIGH, 7.5)
    brush.text(text, (box.left + 14.5, box.centre[1] + CAP * size / 2.0), size, letters)


def _draw_flash(brush: Brush, grade: Grade) -> None:
    """A frame around everything, for the corner of the eye."""
    half = _FLASH / 2.0
    edge = np.array([(half, half), (WIDE - half, half), (WIDE - half, HIGH - half), (half, HIGH - half)])
    brush.stroke(edge, GRADE[grade], _FLASH, closed=True)
