"""The warm-up in a live picture: what to do, on which side, how long, and what comes then."""

from __future__ import annotations

import math
from typing import Final

from hipcheck.live import shades
from hipcheck.live.brush import CAP, HIGH, MEDIUM, WIDE, Box, Brush, fitted
from hipcheck.live.hud_words import BODY_TOP, MARGIN, band, sentence, side_chip
from hipcheck.live.palette import MUTED, RIGHT, TRACK
from hipcheck.live.scene import Clock, CueKind, Phase, Scene
from hipcheck.reports.canvas import WHITE

__all__ = ["draw_clock", "draw_small_clock", "time_text"]

_RING: Final = (132.0, 50.0)
_RADIUS: Final = 37.0
_THICK: Final = 6.5
_DIGITS: Final = 36.0
_ROUNDS: Final = 6.5


def time_text(left_s: float, of_s: float) -> str:
    """Seconds to go, rounded up so that the last one is 1: "23", or "1:05" where a minute and more was given."""
    seconds = max(0, math.ceil(left_s - 1e-6))
    return f"{seconds // 60}:{seconds % 60:02d}" if of_s > 60.0 else str(seconds)


def _share(clock: Clock) -> float:
    return min(max(clock.left_s / clock.of_s, 0.0), 1.0) if clock.of_s > 0.0 else 0.0


def _rounds(clock: Clock) -> str:
    return f"Round {clock.round_number} of {clock.rounds}"


def draw_clock(brush: Brush, scene: Scene) -> None:
    """Draw an exercise that is timed, or the rest before the next one."""
    clock = scene.clock
    assert clock is not None
    rest = scene.phase is Phase.REST
    shades.from_left(brush, 100.0)
    shades.from_right(brush, 100.0)
    above = _rounds(clock)
    headline, detail = _words(scene, clock)
    if clock.title.lower() not in f"{headline} {detail}".lower():
        above = f"{clock.title}  ·  {above[0].lower()}{above[1:]}"
    size, (above, *_) = fitted(above, 86.0, HIGH, _ROUNDS, weight=MEDIUM)
    brush.text(above, (MARGIN, MARGIN + CAP * _ROUNDS), size, MUTED, weight=MEDIUM)
    chip = 11.0
    bottom = HIGH - MARGIN - (11.0 if clock.then else 0.0)
    if clock.side:
        side_chip(brush, clock.side, clock.part, (MARGIN, bottom - 1.45 * chip), chip)
        bottom -= 1.45 * chip + 4.0
    said = scene.cue is not None and scene.cue.kind is not CueKind.TELL  # which says what the headline says
    sentence(brush, headline, detail, Box(MARGIN, BODY_TOP if said else 14.0, 80.0, bottom))
    if clock.then:
        size, (then, *_) = fitted(clock.then, 82.0, HIGH, _ROUNDS, weight=MEDIUM)
        brush.text(then, (MARGIN, HIGH - MARGIN - 1.0), size, MUTED, weight=MEDIUM)
    _draw_ring(brush, clock, rest=rest)
    if scene.cue and said:
        band(brush, scene.cue.text, scene.cue.kind)


def _words(scene: Scene, clock: Clock) -> tuple[str, str]:
    """What stands large, and below it."""
    if scene.headline:
        return scene.headline, scene.detail
    note = "" if clock.measured or scene.phase is Phase.REST else "Timed, not measured"
    return clock.title, scene.detail or note


def _draw_ring(brush: Brush, clock: Clock, *, rest: bool) -> None:
    brush.ring(_RING, _RADIUS, _THICK, _share(clock), (MUTED if rest else RIGHT, TRACK))
    digits = time_text(clock.left_s, clock.of_s)
    size, _ = fitted(digits, 1.5 * _RADIUS, HIGH, _DIGITS)
    brush.text(digits, (_RING[0], _RING[1] + CAP * size / 2.0), size, WHITE, align="centre")


def draw_small_clock(brush: Brush, clock: Clock, corner: tuple[float, float]) -> None:
    """Draw the timer in a corner, for exercises that are measured; `corner` is its right and top."""
    right, top = corner
    time = time_text(clock.left_s, clock.of_s)
    brush.text(time, (right, top + CAP * 15.0), 15.0, align="right")
    brush.text(_rounds(clock), (right, top + 20.5), _ROUNDS, MUTED, weight=MEDIUM, align="right")
    share = _share(clock)
    brush.box(Box(0.0, 0.0, WIDE, 1.5), TRACK)
    if share > 0.0:
        brush.box(Box(0.0, 0.0, share * WIDE, 1.5), RIGHT)
