"""What a live picture shows until the reps begin, and between the legs: where to stand, how long, what comes."""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.live import outline, shades
from hipcheck.live.brush import HIGH, WIDE, Box, Brush, fitted
from hipcheck.live.hud_words import BODY_TOP, MARGIN, band, sentence
from hipcheck.live.palette import RIGHT, TRACK
from hipcheck.live.scene import CueKind, Scene
from hipcheck.live.symbols import check
from hipcheck.reports.canvas import DARK, WHITE, letters_on
from hipcheck.reports.skeleton import LEG_COLOURS

__all__ = ["draw_countdown", "draw_setup", "draw_switch"]

_WORDS: Final = Box(MARGIN, 8.0, 67.0, HIGH - 8.0)
_RING: Final = (149.0, 50.0)
_RING_RADIUS: Final = 20.0
_OUTLINE: Final = 0.9
_TINT: Final = 0.25
"""How much of its white an empty outline is filled with."""
_DIGIT: Final = 106.0
"""Size of a digit that fills the picture: four fifths of its height."""


def draw_setup(brush: Brush, scene: Scene, xy: FloatArray, frame: tuple[float, float, float, float]) -> None:
    """Draw what is to change, the outline to step into, and the ring of quiet standing.

    Args:
        brush: What to draw with.
        scene: What to show.
        xy: Landmarks (33, 2) in units.
        frame: Left, top, right and bottom of the camera's frame in units.
    """
    if scene.headline:
        shades.from_left(brush, 88.0)
        sentence(brush, scene.headline, scene.detail, _WORDS)
    if scene.outline:
        _draw_outline(brush, scene, xy, frame)
    if scene.progress is not None:
        _draw_progress(brush, scene)
    elif scene.outline and scene.fits:
        brush.disc(_RING, 0.62 * _RING_RADIUS, RIGHT)
        check(brush, _RING, 0.75 * _RING_RADIUS, letters_on(RIGHT))


def _draw_outline(
    brush: Brush, scene: Scene, xy: FloatArray, frame: tuple[float, float, float, float]
) -> None:
    """Dashed and white while it is empty; green, closed and around the person who stands in it."""
    body = outline.around(xy, side_on=scene.side_on) if scene.fits else None
    edge = body if body is not None else outline.at_rest(frame, side_on=scene.side_on)
    if scene.fits:
        brush.stroke(edge, DARK, _OUTLINE + 0.6, closed=True)
        brush.stroke(edge, RIGHT, _OUTLINE, closed=True)
        return
    brush.tint(edge, WHITE, _TINT)
    parts = outline.dashes(edge)
    brush.strokes(parts, DARK, _OUTLINE + 0.6)
    brush.strokes(parts, WHITE, _OUTLINE)


def _draw_progress(brush: Brush, scene: Scene) -> None:
    """A ring that fills, with somebody standing in it."""
    assert scene.progress is not None
    shades.from_right(brush, 76.0)
    brush.ring(_RING, _RING_RADIUS, 5.0, scene.progress, (RIGHT, TRACK))
    high = 1.25 * _RING_RADIUS
    small = outline.silhouette(side_on=scene.side_on) * high + np.array([_RING[0], _RING[1] - high / 2.0])
    brush.polygon(small, WHITE)


def draw_countdown(brush: Brush, scene: Scene) -> None:
    """Draw the seconds to go, as high as the picture."""
    brush.veil(Box(0.0, 0.0, WIDE, HIGH), 0.4)
    digit = str(scene.countdown)
    size, _ = fitted(digit, 0.6 * WIDE, 2.0 * HIGH, _DIGIT)
    place = WIDE / 2.0, HIGH / 2.0 + 0.375 * size
    brush.text(digit, place, size, WHITE, align="centre")
    if scene.headline:
        sentence(brush, scene.headline, scene.detail, Box(MARGIN, 8.0, 54.0, HIGH - 8.0))


def draw_switch(brush: Brush, scene: Scene) -> None:
    """Draw that the other leg is next, on its colour."""
    shades.from_left(brush, 88.0)
    sentence(brush, scene.headline or "Change legs", scene.detail, _WORDS)
    if scene.stance:
        ground = LEG_COLOURS[scene.stance]
        box = Box(WIDE - MARGIN - 48.0, BODY_TOP, WIDE - MARGIN, HIGH - MARGIN)
        brush.box(box, ground, corner=2.0)
        letters = letters_on(ground)
        size, words = fitted(
            f"{scene.stance.value.capitalize()} leg", box.width - 8.0, box.height, 22.0, lines=2
        )
        high = (len(words) - 1) * 1.12 * size + 0.75 * size
        brush.lines(words, (box.left + 4.0, box.centre[1] - high / 2.0), size, letters)
    if scene.cue and scene.cue.kind is not CueKind.TELL:  # which says what the headline says
        band(brush, scene.cue.text, scene.cue.kind)
