"""One person's landmarks in one picture, and how they are drawn. What the colours mean: docs/drawing.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.landmarks import LEGS, SKELETON, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.reports.canvas import Canvas, Colour, rgb
from hipcheck.settings import IdentitySettings

__all__ = ["BODY_COLOUR", "LEG_COLOURS", "Body", "body_at", "draw_skeleton"]

LEG_COLOURS: Final[dict[Side, Colour]] = {Side.LEFT: rgb("#56b4e9"), Side.RIGHT: rgb("#f0e442")}
"""Sky blue and yellow of the palette of Okabe and Ito (Wong 2011, Nature Methods 8:441): told apart with any of the
common colour blindnesses, and none of them is the colour of a grade."""
BODY_COLOUR: Final[Colour] = (225, 225, 225)

_TESTED_WIDTH: Final = 1.7
_FREE_WIDTH: Final = 0.8
_FREE_LIGHT: Final = 0.75
"""The free leg's colour, darkened a little: the leg that is tested stands out by width and by light."""
_MIN_VISIBILITY: Final = IdentitySettings().min_visibility


@dataclass(frozen=True, slots=True)
class Body:
    """One person in one picture.

    Attributes:
        xy_px: Shape (33, 2), NaN where missing.
        sure: Shape (33,), False where the model is not sure to see the landmark.
        asis_px: Shape (2, 2), left and right front hip bone, NaN without stickers.
    """

    xy_px: FloatArray
    sure: BoolArray
    asis_px: FloatArray

    def moved(self, origin_px: FloatArray, scale: float) -> Self:
        """The same in a picture that was cut out at `origin_px` and then scaled."""
        return replace(
            self, xy_px=(self.xy_px - origin_px) * scale, asis_px=(self.asis_px - origin_px) * scale
        )

    def middle(self, left: Landmark, right: Landmark) -> FloatArray:
        """Midpoint of a left and a right landmark, or the one that is known: the far one is often hidden."""
        pair = self.xy_px[[left, right]]
        known = np.isfinite(pair[:, 0])
        return np.asarray(pair[known].mean(axis=0) if known.any() else pair[0])


def body_at(poses: PoseSequence, time_s: float) -> Body | None:
    """The landmarks of the frame at a time; None where the poses have no frame within half a frame of it."""
    if not len(poses):
        return None
    i = int(np.argmin(np.abs(poses.time_s - time_s)))
    tolerance_s = 0.5 / poses.frame_rate_hz if len(poses) > 1 else 0.0
    if abs(poses.time_s[i] - time_s) > tolerance_s + 1e-3:  # containers round times to the millisecond
        return None
    assert poses.asis_px is not None
    return Body(poses.xy_px[i], poses.visibility[i] >= _MIN_VISIBILITY, poses.asis_px[i])


def draw_skeleton(canvas: Canvas, body: Body, tested: tuple[Side, ...]) -> None:
    """Draw the skeleton: each leg in its colour, the tested leg thick, unsure parts dashed.

    Args:
        canvas: What to draw on.
        body: Whose skeleton; nothing is drawn where a landmark is NaN.
        tested: Legs to emphasise.
    """
    groups: dict[tuple[Side | None, bool], list[FloatArray]] = {}
    for a, b in SKELETON:
        key = (_leg_side(a, b), bool(body.sure[a] and body.sure[b]))
        groups.setdefault(key, []).append(body.xy_px[[a, b]])
    for (side, sure), lines in sorted(groups.items(), key=lambda item: item[0][0] in tested):
        colour, width = _leg_style(side, tested)
        canvas.lines(lines, colour, width=width if sure else _FREE_WIDTH, dashed=not sure)
    for side in Side:
        colour, width = _leg_style(side, tested)
        leg = LEGS[side]
        for joint in (leg.hip, leg.knee, leg.ankle):
            if body.sure[joint]:
                canvas.disc(body.xy_px[joint], 1.1 * width, colour)


def _leg_side(a: Landmark, b: Landmark) -> Side | None:
    """The leg a line of the skeleton belongs to; None for trunk and arms."""
    if min(a, b) < Landmark.LEFT_HIP or {a, b} == {Landmark.LEFT_HIP, Landmark.RIGHT_HIP}:
        return None
    return Side.LEFT if a.name.startswith("LEFT") else Side.RIGHT


def _leg_style(side: Side | None, tested: tuple[Side, ...]) -> tuple[Colour, float]:
    if side is None:
        return BODY_COLOUR, _FREE_WIDTH
    if side in tested:
        return LEG_COLOURS[side], _TESTED_WIDTH
    red, green, blue = (round(part * _FREE_LIGHT) for part in LEG_COLOURS[side])
    return (red, green, blue), _FREE_WIDTH
