"""Letters and shapes of a live picture, placed in units of a hundredth of its height.

A layout is written once and looks the same in every size: `u` is one unit, the picture is 100 units high and `WIDE`
wide. Nothing here knows what is drawn.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

import cv2
import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.reports.canvas import WHITE, Colour, Image

__all__ = ["BOLD", "CAP", "HIGH", "MEDIUM", "WIDE", "Box", "Brush", "fitted", "width"]

HIGH: Final = 100.0
WIDE: Final = HIGH * 16.0 / 9.0
"""A picture is as wide as a laptop's screen or a television."""
CAP: Final = 0.75
"""Height of a capital letter as a share of the font's size, measured on the font."""
BOLD: Final = 720
MEDIUM: Final = 560
"""Weights of the variable font, of 400 (regular) to 800."""
LEADING: Final = 1.12
"""From one line to the next, in sizes of the font."""

_MEASURED_PX: Final = 200
"""Texts are measured at this size; widths grow in proportion."""
_SHIFT: Final = 4
"""Bits of the fractions of a pixel that OpenCV draws shapes with."""
_STEP_U: Final = 0.25
_LEGIBLE_U: Final = HIGH / 12.0 / CAP
"""Of a headline: its capitals are a twelfth of the picture high, 14 mm on a 13-inch laptop."""
_LITTLE_LESS: Final = 0.84
"""Letters that much smaller are worth a line less: "Step back" is not torn apart."""
_SMALLEST_U: Final = 0.5

Align = Literal["left", "centre", "right"]


class Box(NamedTuple):
    """A rectangle in units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Of the rectangle."""
        return (self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0

    def inside(self, across: float, down: float | None = None) -> Box:
        """The rectangle without its margins."""
        down = across if down is None else down
        return Box(self.left + across, self.top + down, self.right - across, self.bottom - down)


@cache
def _font() -> cv2.FontFace:
    return cv2.FontFace("sans")


@lru_cache(maxsize=1024)
def _measured_px(text: str, weight: int) -> int:
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), _MEASURED_PX, weight)[2])


def width(text: str, size: float, weight: int = BOLD) -> float:
    """Width of a text in the unit of its size."""
    return _measured_px(text, weight) * size / _MEASURED_PX


def _balanced(text: str, across: float, size: float, weight: int) -> list[str]:
    """Lines of about the same length, as few as fit."""
    lines = _wrapped(text, across, size, weight)
    while True:
        across = max(width(line, size, weight) for line in lines) - 0.01 * size
        closer = _wrapped(text, across, size, weight)
        if len(closer) > len(lines) or any(width(line, size, weight) > across for line in closer):
            return lines
        lines = closer


def _wrapped(text: str, across: float, size: float, weight: int) -> list[str]:
    """As many words to a line as fit; a word that is too long has its own."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, weight) > across:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@lru_cache(maxsize=512)
def fitted(
    text: str, across: float, down: float, largest: float, *, lines: int = 1, weight: int = BOLD
) -> tuple[float, tuple[str, ...]]:
    """The largest size in which a text fits, and its lines.

    Args:
        text: Words.
        across: Room for a line.
        down: Room for all lines, their leading included.
        largest: Size to begin with.
        lines: At most so many.
        weight: Of the letters.
    """
    size = _largest(text, across, down, largest, lines, weight)
    for fewer in range(1, lines):
        smaller = _largest(text, across, down, largest, fewer, weight)
        if smaller >= max(_LITTLE_LESS * size, min(size, _LEGIBLE_U)):
            size = smaller
            break
    return size, tuple(_balanced(text, across, size, weight))


def _largest(text: str, across: float, down: float, largest: float, lines: int, weight: int) -> float:
    """The largest size in which a text fits."""
    size = largest
    while size > _SMALLEST_U:
        wrapped = _wrapped(text, across, size, weight)
        widest = max(width(line, size, weight) for line in wrapped)
        if len(wrapped) <= lines and widest <= across and len(wrapped) * LEADING * size <= down:
            break
        size -= _STEP_U
    return size


class Brush:
    """Draws on an image, in place.

    Attributes:
        image: Shape (H, W, 3), RGB.
        u: Pixels of a unit.
    """

    def __init__(self, image: Image, unit_px: float | None = None) -> None:
        self.image = image
        self.u = unit_px or image.shape[0] / HIGH

    def text(
        self,
        text: str,
        at: tuple[float, float],
        size: float,
        colour: Colour = WHITE,
        *,
        weight: int = BOLD,
        align: Align = "left",
    ) -> None:
        """Write a line.

        Args:
            text: Words; all of Latin is there.
            at: Where it begins, is centred or ends, and its baseline.
            size: Of the font; a capital is `CAP` of it high.
            colour: Of the letters.
            weight: Of the letters.
            align: What `at` means.
        """
        size_px = max(1, round(size * self.u))
        shift_px = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * width(text, size_px, weight)
        place = round(at[0] * self.u - shift_px), round(at[1] * self.u)
        cv2.putText(self.image, text, place, colour, _font(), size_px, weight)

    def lines(
        self,
        lines: tuple[str, ...],
        at: tuple[float, float],
        size: float,
        colour: Colour = WHITE,
        *,
        weight: int = BOLD,
        align: Align = "left",
    ) -> float:
        """Write lines below one another; `at` is the top of the first one's capitals. Returns the last baseline."""
        baseline = at[1] + CAP * size
        for i, line in enumerate(lines):
            self.text(line, (at[0], baseline + i * LEADING * size), size, colour, weight=weight, align=align)
        return baseline + (len(lines) - 1) * LEADING * size

    def box(self, box: Box, colour: Colour, *, corner: float = 0.0) -> None:
        """Fill a rectangle with round corners."""
        across = max(0.0, min(corner, box.width / 2.0, box.height / 2.0))
        inner = box.inside(across)
        self.polygon(
            np.array(
                [
                    (inner.left, box.top), (inner.right, box.top), (box.right, inner.top), (box.right, inner.bottom),
                    (inner.right, box.bottom), (inner.left, box.bottom), (box.left, inner.bottom), (box.left, inner.top),
                ]
            ),
            colour,
        )  # fmt: skip
        if across:
            for x in (inner.left, inner.right):
                for y in (inner.top, inner.bottom):
                    self.disc((x, y), across, colour)

    def polygon(self, points: FloatArray, colour: Colour) -> None:
        """Fill a shape, of points (n, 2)."""
        cv2.fillPoly(self.image, [self._fixed(points)], colour, cv2.LINE_AA, _SHIFT)

    def stroke(self, points: FloatArray, colour: Colour, thick: float, *, closed: bool = False) -> None:
        """Draw a line through points (n, 2)."""
        cv2.polylines(
            self.image, [self._fixed(points)], closed, colour, self._thick(thick), cv2.LINE_AA, _SHIFT
        )

    def strokes(self, lines: list[FloatArray], colour: Colour, thick: float) -> None:
        """Draw several lines at once."""
        fixed = [self._fixed(line) for line in lines]
        cv2.polylines(self.image, fixed, False, colour, self._thick(thick), cv2.LINE_AA, _SHIFT)

    def disc(self, centre: tuple[float, float], radius: float, colour: Colour) -> None:
        """Fill a circle."""
        x, y = self._fixed(np.array([centre]))[0, 0].tolist()
        fixed = round(radius * self.u * (1 << _SHIFT))
        cv2.circle(self.image, (x, y), fixed, colour, cv2.FILLED, cv2.LINE_AA, _SHIFT)

    def ring(
        self,
        centre: tuple[float, float],
        radius: float,
        thick: float,
        share: float,
        colours: tuple[Colour, Colour],
    ) -> None:
        """Draw a ring that fills clockwise from the top.

        Args:
            centre: Of the ring.
            radius: Of the middle of its line.
            thick: Of its line.
            share: How much is full, 0 to 1.
            colours: Of what is full, and of the rest.
        """
        full, rest = colours
        inner, outer = radius - thick / 2.0, radius + thick / 2.0
        edges = [self._fixed(_arc(centre, edge, 1.0)) for edge in (inner, outer)]
        cv2.fillPoly(self.image, edges, rest, cv2.LINE_AA, _SHIFT)
        if share > 0.0:
            ends = [_arc(centre, edge, min(share, 1.0)) for edge in (inner, outer)]
            self.polygon(np.concatenate([ends[0], ends[1][::-1]]), full)

    def tint(self, points: FloatArray, colour: Colour, share: float) -> None:
        """Colour a shape, of points (n, 2), so that the picture still shows through."""
        low, high = points.min(axis=0), points.max(axis=0)
        box = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        region = self.part(box)
        if region.size:
            filled = Brush(region.copy(), self.u)
            filled.polygon(points - np.maximum(0, np.rint(low * self.u)) / self.u, colour)
            cv2.addWeighted(filled.image, share, region, 1.0 - share, 0.0, dst=region)

    def veil(self, box: Box, light: float) -> None:
        """Darken a rectangle: `light` is what is let through."""
        region = self.part(box)
        if region.size:
            region[:] = cv2.convertScaleAbs(region, alpha=light)

    def part(self, box: Box) -> Image:
        """A view of a rectangle of the image, cut off at its edges."""
        left, top, right, bottom = (max(0, round(edge * self.u)) for edge in box)
        return self.image[top:bottom, left:right]

    def _thick(self, thick: float) -> int:
        return max(1, round(thick * self.u))

    def _fixed(self, points: FloatArray) -> cv2.typing.MatLike:
        return np.rint(points * (self.u * (1 << _SHIFT))).astype(np.int32).reshape(-1, 1, 2)


def _arc(centre: tuple[float, float], radius: float, share: float) -> FloatArray:
    """Points of an arc, clockwise from the top, one every 3° or so."""
    angles = np.linspace(0.0, share * 2.0 * np.pi, 2 + int(share * 120))
    return np.asarray(centre + radius * np.stack([np.sin(angles), -np.cos(angles)], axis=1))
