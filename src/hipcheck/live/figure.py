"""The person in a live picture: the skeleton, and the angles that are watched, where they are."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from hipcheck.catalog import Flaw
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.live.hud_gauges import zone
from hipcheck.live.palette import GRADE
from hipcheck.live.scene import Gauge, Scene
from hipcheck.reports.canvas import WHITE, Canvas, Colour, Image
from hipcheck.reports.skeleton import Body, draw_skeleton
from hipcheck.results import Grade

__all__ = ["draw_figure"]

_LINES: Final = 18
"""Text height that the width of the lines follows is the picture's height over this: 4 px on 720. Seen from three metres
they must be twice as wide as in a clip that is looked at from near."""
_REACH: Final = 0.9
"""Of a wedge, as a share of the shorter limb: a small angle needs a long wedge."""
_UP: Final = np.array([0.0, -1.0])


def draw_figure(image: Image, scene: Scene, xy_px: FloatArray, asis_px: FloatArray, *, angles: bool) -> None:
    """Draw the skeleton and the angles.

    Args:
        image: What to draw on, in place.
        scene: Which leg is tested and which gauges there are.
        xy_px: Landmarks (33, 2) on this image, mirrored as it is.
        asis_px: Stickers (2, 2), likewise.
        angles: Whether to draw angles.
    """
    if not np.isfinite(xy_px).any():
        return
    canvas = Canvas(image, text_px=max(13, image.shape[0] // _LINES))
    body = Body(xy_px, np.isfinite(xy_px[:, 0]), asis_px)
    tested = (scene.stance,) if scene.stance else tuple(Side)
    draw_skeleton(canvas, body, tested)
    if angles:
        for rank, gauge in enumerate(scene.gauges):
            _draw_angle(canvas, body, gauge, tested, always=rank == 0)


def _draw_angle(canvas: Canvas, body: Body, gauge: Gauge, tested: tuple[Side, ...], *, always: bool) -> None:
    """Draw what a gauge reads: the most important one always, the others when there is something to see."""
    if not math.isfinite(gauge.value):
        return
    grade = zone(gauge)
    if grade is Grade.GOOD and not always:
        return
    colour = WHITE if grade is Grade.GOOD else GRADE[grade]
    if gauge.flaw is Flaw.KNEE_INWARD and len(tested) == 1:  # of two legs the turned-out toes would show
        _knee(canvas, body, tested[0], colour)
    elif gauge.flaw is Flaw.TRUNK_LEAN:
        _trunk(canvas, body, colour)
    elif gauge.flaw is Flaw.PELVIC_DROP and len(tested) == 1:
        _pelvis(canvas, body, tested[0], colour)


def _knee(canvas: Canvas, body: Body, side: Side, colour: Colour) -> None:
    """Draw the shank against the thigh, carried on straight beyond the knee."""
    leg = LEGS[side]
    hip, knee, ankle = body.xy_px[[leg.hip, leg.knee, leg.ankle]]
    thigh_px, shank_px = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
    if not (np.isfinite(thigh_px + shank_px) and thigh_px > 0):
        return
    straight_on = (knee - hip) / thigh_px * _REACH * min(thigh_px, shank_px)
    canvas.wedge(knee, knee + straight_on, ankle, colour)
    _reference(canvas, knee, knee + straight_on * 1.1)


def _trunk(canvas: Canvas, body: Body, colour: Colour) -> None:
    """Draw the line from mid-hip to mid-shoulder against the vertical of the picture."""
    hip = body.middle(Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    shoulder = body.middle(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    upright = _UP * float(np.linalg.norm(shoulder - hip))
    if np.isfinite(upright).all():
        canvas.wedge(hip, hip + upright * _REACH, shoulder, colour)
        _reference(canvas, hip, hip + upright)


def _pelvis(canvas: Canvas, body: Body, side: Side, colour: Colour) -> None:
    """Draw the line through the stickers against the horizontal through the one of the tested leg."""
    left, right = body.asis_px
    stance, free = (left, right) if side is Side.LEFT else (right, left)
    across = free - stance
    if not np.isfinite(across).all():
        return
    level = np.array([math.copysign(float(np.linalg.norm(across)), float(across[0])), 0.0])
    canvas.wedge(stance, stance + level, free, colour)
    canvas.lines([np.stack([stance, free])], colour)
    _reference(canvas, stance, stance + level * 1.2)


def _reference(canvas: Canvas, start: FloatArray, end: FloatArray) -> None:
    canvas.lines([np.stack([start, end])], WHITE, width=0.6, dashed=True)
