"""Lines, wedges and words on a picture, in sizes that suit it: from 270 to 3840 pixels.

The same on an RGB image and on the planes of a video picture. Points are pixels of the picture, origin top left, y down; fractions count, so that a moving line does not jump from
pixel to pixel. Where a point is NaN nothing is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.reports.layers import Colour, Image, Layer, VideoPicture, layers_of

__all__ = [
    "DARK",
    "WHITE",
    "Canvas",
    "Colour",
    "Image",
    "letters_on",
    "rgb",
    "suitable_text_px",
    "text_width_px",
]

WHITE: Final[Colour] = (255, 255, 255)
DARK: Final[Colour] = (20, 20, 20)

_TEXT_SHARE: Final = 34.0
"""Text is the image's geometric mean side over this: 42 px high on 1080x1920, upright or lying. Tried by eye."""
_MIN_TEXT_PX: Final = 13
"""Smaller letters of the font are not legible after video compression. Tried by eye."""
_PLATE_LIGHT: Final = 0.3
"""What a plate lets through of the picture: white text on it keeps a contrast above 7:1 on any background."""
_WEDGE_ALPHA: Final = 0.4
_SHIFT: Final = 4
"""Bits of the fractions of a pixel that OpenCV draws lines with."""
_FAR_PX: Final = 30_000.0
"""A wild point this far out is taken as missing: OpenCV's fixed-point coordinates overflow beyond."""
_WEIGHT: Final = 560
"""Of the variable font, between regular (400) and bold (700): thin strokes drown on a busy background."""


@cache
def _font() -> cv2.FontFace:
    """OpenCV's own TrueType font: its older Hershey fonts have no degree sign."""
    return cv2.FontFace("sans")


@lru_cache(maxsize=1024)
def text_width_px(text: str, size_px: int) -> int:
    """Width of a text that is `size_px` high."""
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), size_px, _WEIGHT)[2])


def suitable_text_px(width_px: int, height_px: int) -> int:
    """Height of text that can be read on an image of this size."""
    return max(_MIN_TEXT_PX, round(math.sqrt(width_px * height_px) / _TEXT_SHARE))


def rgb(colour: str) -> Colour:
    """The colour "#0072b2" as red, green and blue."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _fixed(points: FloatArray) -> npt.NDArray[np.int32]:
    return np.rint(points * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)


def _shift(layer: Layer) -> int:
    """Bits of the fractions in a layer's own pixels, so that the same numbers are the same place."""
    return _SHIFT + layer.step // 2


def _offset(layer: Layer) -> int:
    """From the middle of a picture's pixel to that of the layer's pixel which holds it, in fixed-point numbers."""
    return (layer.step - 1) * (1 << _SHIFT) // 2


@dataclass(frozen=True, slots=True)
class _Letters:
    """How much of each pixel of a coarser layer a text covers.

    Attributes:
        left: Of the first column, from where the text begins.
        top: Of the first row, from the baseline.
        covered: Shape (h, w), 0 to 1.
        rest: What is left of 1.
    """

    left: int
    top: int
    covered: npt.NDArray[np.float32]
    rest: npt.NDArray[np.float32]


@lru_cache(maxsize=256)
def _letters(text: str, size_px: int, x: int, y: int, step: int) -> _Letters:
    """A text that begins `x` pixels right of a coarse pixel's edge, its baseline `y` below one."""
    margin = step * size_px  # ample, and whole coarse pixels
    width = 2 * margin + -(-text_width_px(text, size_px) // step) * step
    drawn = np.zeros((2 * margin, width), dtype=np.uint8)
    cv2.putText(drawn, text, (margin + x, margin + y), (255,), _font(), size_px, _WEIGHT)
    coarse = cv2.resize(drawn, (width // step, 2 * margin // step), interpolation=cv2.INTER_AREA)
    left, top, across, down = cv2.boundingRect(coarse)
    covered = coarse[top : top + down, left : left + across].astype(np.float32) / 255.0
    return _Letters(left - margin // step, top - margin // step, covered, 1.0 - covered)


def _drawable(*points: FloatArray) -> bool:
    """False where a coordinate is NaN or too far out for OpenCV's fixed-point numbers."""
    return all(bool(np.abs(p).max() < _FAR_PX) for p in points)


class Canvas:
    """A picture that is drawn on in place.

    Attributes:
        text_px: Height of the text.
        line_px: Width of a line.

    Raises:
        ValueError: The picture is an array that cannot be drawn on (see `layers_of`).
    """

    def __init__(self, picture: Image | VideoPicture, text_px: int | None = None) -> None:
        """Take a picture to draw on.

        Args:
            picture: An RGB image of shape (H, W, 3), or a picture of a video.
            text_px: Height of the text; chosen to suit the picture where not given.
        """
        self._layers = layers_of(picture)
        self.text_px = text_px or suitable_text_px(self.width_px, self.height_px)
        self.line_px = max(1, round(self.text_px / 9))

    @property
    def image(self) -> Image:
        """The RGB image, shape (H, W, 3); of a video picture its brightness, shape (H, W)."""
        return self._layers[0].pixels

    @property
    def width_px(self) -> int:
        """Of the picture."""
        return int(self.image.shape[1])

    @property
    def height_px(self) -> int:
        """Of the picture."""
        return int(self.image.shape[0])

    def lines(
        self, polylines: Sequence[FloatArray], colour: Colour, *, width: float = 1.0, dashed: bool = False
    ) -> None:
        """Draw lines with a dark rim, so that they are seen on any background.

        Args:
            polylines: Each of shape (n, 2). One with a missing point is left out.
            colour: Of the line.
            width: In `line_px`.
            dashed: Interrupted, without the rim: less sure, or a reference.
        """
        known = [line for line in polylines if _drawable(line)]
        if dashed:
            known = [dash for line in known for dash in _dashes(line, 4.0 * self.line_px + 2.0)]
        thick = max(1, round(width * self.line_px))
        fixed = [_fixed(line) for line in known]
        strokes = [(colour, thick)] if dashed else [(DARK, thick + 2 * self._rim_px), (colour, thick)]
        for layer in self._layers:
            placed = [line - _offset(layer) for line in fixed]
            for ink, stroke in strokes:
                # OpenCV's soft edges make a line a pixel wider, here of the layer's coarser pixels.
                wide = max(1, (stroke - layer.step + 1) // layer.step)
                cv2.polylines(layer.pixels, placed, False, layer.ink(ink), wide, cv2.LINE_AA, _shift(layer))

    def disc(self, centre: FloatArray, radius: float, colour: Colour) -> None:
        """Draw a filled circle with a dark rim; the radius is in `line_px`."""
        if not _drawable(centre):
            return
        place = _fixed(centre)[0, 0]
        discs = [
            (ink, round((radius * self.line_px + grown) * (1 << _SHIFT)))
            for ink, grown in ((DARK, self._rim_px), (colour, 0))
        ]
        for layer in self._layers:
            offset, shift = _offset(layer), _shift(layer)
            middle = (place - offset).tolist()
            for ink, size in discs:
                rounded = max(0, size - offset)  # as for lines
                cv2.circle(layer.pixels, middle, rounded, layer.ink(ink), cv2.FILLED, cv2.LINE_AA, shift)

    def wedge(self, vertex: FloatArray, start: FloatArray, end: FloatArray, colour: Colour) -> None:
        """Draw the angle between two directions: an arc, and the translucent wedge it closes.

        Args:
            vertex: Point of the angle.
            start: Where the arc starts; its distance from the vertex is the radius.
            end: A point in the direction where the arc ends, the short way round.
            colour: Of arc and wedge.
        """
        if not _drawable(vertex, start, end):
            return
        arc = _arc(vertex, start, end)
        outline = np.concatenate([vertex[None], arc])
        low = np.floor(outline.min(axis=0)).astype(int).clip(0, [self.width_px, self.height_px])
        high = np.ceil(outline.max(axis=0)).astype(int).clip(low, [self.width_px, self.height_px])
        for layer in self._layers:
            region = layer.part(*low.tolist(), *high.tolist())
            if region.size:
                filled = region.copy()
                shape = _fixed(outline - low // layer.step * layer.step) - _offset(layer)
                cv2.fillPoly(filled, [shape], layer.ink(colour), cv2.LINE_AA, _shift(layer))
                cv2.addWeighted(filled, _WEDGE_ALPHA, region, 1.0 - _WEDGE_ALPHA, 0.0, dst=region)
        self.lines([arc], colour)

    @property
    def _rim_px(self) -> int:
        return max(1, self.line_px // 3)

    def plate(self, left: int, top: int, right: int, bottom: int) -> None:
        """Darken a rectangle so that text on it can be read; the part outside of the picture is left out."""
        for layer in self._layers:
            region = layer.part(left, top, right, bottom)
            if region.size:
                rest = layer.black * (1.0 - _PLATE_LIGHT)
                region[:] = cv2.convertScaleAbs(region, alpha=_PLATE_LIGHT, beta=rest)

    def text(self, text: str, left: float, baseline: float, colour: Colour = WHITE) -> None:
        """Write a text with its baseline at a height; all of Latin, the degree sign and the minus are there."""
        place = round(left), round(baseline)
        for layer in self._layers:
            if layer.step == 1:
                cv2.putText(layer.pixels, text, place, layer.ink(colour), _font(), self.text_px, _WEIGHT)
            else:
                self._tint(layer, text, place, colour)

    def _tint(self, layer: Layer, text: str, place: tuple[int, int], colour: Colour) -> None:
        """Give a text its colour on a coarser layer, where it is blended in by how much of each pixel it covers."""
        x, y = place
        letters = _letters(text, self.text_px, x % layer.step, y % layer.step, layer.step)
        left, top = x // layer.step + letters.left, y // layer.step + letters.top
        rows = slice(max(0, -top), max(0, layer.pixels.shape[0] - top))
        columns = slice(max(0, -left), max(0, layer.pixels.shape[1] - left))
        covered, rest = letters.covered[rows, columns], letters.rest[rows, columns]
        if covered.size:
            height, width = covered.shape
            region = layer.pixels[max(0, top) :, max(0, left) :][:height, :width]
            ink = np.full_like(region, layer.ink(colour))
            region[:] = cv2.blendLinear(region, ink, rest, covered)

    def label(self, text: str, centre: FloatArray, chip: Colour | None = None) -> None:
        """Write a short text around a point, moved inwards where it would leave the image.

        Args:
            text: What to write.
            centre: Shape (2,), middle of the label.
            chip: Colour of a solid ground; a dark translucent plate where there is none.
        """
        if not _drawable(centre):
            return
        width, height = self.label_size_px(text)
        left = round(min(max(float(centre[0]) - width / 2, 0.0), max(0.0, self.width_px - width)))
        top = round(min(max(float(centre[1]) - height / 2, 0.0), max(0.0, self.height_px - height)))
        if chip is None:
            self.plate(left, top, left + width, top + height)
        else:
            for layer in self._layers:
                layer.part(left, top, left + width, top + height)[:] = layer.ink(chip)
        letters = WHITE if chip is None else letters_on(chip)
        self.text(text, left + 0.3 * self.text_px, top + height - 0.3 * self.text_px, letters)

    def label_size_px(self, text: str) -> tuple[int, int]:
        """Width and height of a label."""
        return text_width_px(text, self.text_px) + round(0.6 * self.text_px), round(1.3 * self.text_px)


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, of an sRGB colour. Source: WCAG 2.2, definition of relative luminance."""
    shares = [part / 255.0 for part in colour]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def letters_on(ground: Colour) -> Colour:
    """White or dark, whichever stands out more from the ground (contrast ratio of WCAG 2.2)."""
    light = _luminance(ground) + 0.05
    return WHITE if 1.05 / light > light / (_luminance(DARK) + 0.05) else DARK


def _dashes(line: FloatArray, dash_px: float) -> list[FloatArray]:
    """The drawn parts of a dashed line: as long as the gaps, and beginning and ending with a dash."""
    dashes = []
    for start, end in pairwise(line):
        span_px = float(np.linalg.norm(end - start))
        parts = 2 * int(span_px / dash_px / 2) + 1
        stops = start + np.linspace(0.0, 1.0, parts + 1)[:, None] * (end - start)
        dashes += [stops[i : i + 2] for i in range(0, parts, 2)]
    return dashes


def _arc(vertex: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """Points of the arc around `vertex` from `start` to the direction of `end`, one every 4° or so."""
    out, towards = start - vertex, end - vertex
    first = math.atan2(out[1], out[0])
    turn = math.remainder(math.atan2(towards[1], towards[0]) - first, math.tau)
    angles = first + np.linspace(0.0, turn, 2 + int(abs(math.degrees(turn)) / 4.0))
    radius_px = float(np.linalg.norm(out))
    return np.asarray(vertex + radius_px * np.stack([np.cos(angles), np.sin(angles)], axis=1))
