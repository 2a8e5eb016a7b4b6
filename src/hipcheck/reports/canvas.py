"""Lines, wedges and words on an RGB image, in sizes that suit it: from 270 to 3840 pixels.

Points are pixels of the image, origin top left, y down; fractions count, so that a moving line does not jump from
pixel to pixel. Where a point is NaN nothing is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray

__all__ = ["DARK", "WHITE", "Canvas", "Colour", "Image", "rgb", "suitable_text_px", "text_width_px"]

Image: TypeAlias = npt.NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]

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


def _drawable(*points: FloatArray) -> bool:
    """False where a coordinate is NaN or too far out for OpenCV's fixed-point numbers."""
    return all(bool(np.abs(p).max() < _FAR_PX) for p in points)


class Canvas:
    """An image that is drawn on in place.

    Attributes:
        image: Shape (H, W, 3), RGB.
        text_px: Height of the text.
        line_px: Width of a line.

    Raises:
        ValueError: The image is not a writable, contiguous (H, W, 3) array of bytes.
    """

    def __init__(self, image: Image, text_px: int | None = None) -> None:
        """Take an image to draw on.

        Args:
            image: Shape (H, W, 3), RGB.
            text_px: Height of the text; chosen to suit the image where not given.
        """
        if (
            image.ndim != 3
            or image.shape[2] != 3
            or image.dtype != np.uint8
            or not (image.flags.c_contiguous and image.flags.writeable)
        ):
            raise ValueError(
                "image must be a writable, contiguous array of bytes of shape (H, W, 3), but is "
                f"{image.dtype} of shape {image.shape}"
            )
        self.image = image
        self.text_px = text_px or suitable_text_px(self.width_px, self.height_px)
        self.line_px = max(1, round(self.text_px / 9))

    @property
    def width_px(self) -> int:
        """Of the image."""
        return int(self.image.shape[1])

    @property
    def height_px(self) -> int:
        """Of the image."""
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
        if not dashed:
            rim = thick + 2 * max(1, self.line_px // 3)
            cv2.polylines(self.image, fixed, False, DARK, rim, cv2.LINE_AA, _SHIFT)
        cv2.polylines(self.image, fixed, False, colour, thick, cv2.LINE_AA, _SHIFT)

    def disc(self, centre: FloatArray, radius: float, colour: Colour) -> None:
        """Draw a filled circle with a dark rim; the radius is in `line_px`."""
        if not _drawable(centre):
            return
        x, y = _fixed(centre)[0, 0].tolist()
        one = 1 << _SHIFT
        radius_px = radius * self.line_px
        for grown, fill in ((max(1, self.line_px // 3), DARK), (0, colour)):
            cv2.circle(
                self.image, (x, y), round((radius_px + grown) * one), fill, cv2.FILLED, cv2.LINE_AA, _SHIFT
            )

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
        region = self.image[low[1] : high[1], low[0] : high[0]]
        if region.size:
            filled = region.copy()
            cv2.fillPoly(filled, [_fixed(outline - low)], colour, cv2.LINE_AA, _SHIFT)
            cv2.addWeighted(filled, _WEDGE_ALPHA, region, 1.0 - _WEDGE_ALPHA, 0.0, dst=region)
        self.lines([arc], colour)

    def plate(self, left: int, top: int, right: int, bottom: int) -> None:
        """Darken a rectangle so that text on it can be read; the part outside of the image is left out."""
        region = self.image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        if region.size:
            region[:] = cv2.convertScaleAbs(region, alpha=_PLATE_LIGHT)

    def text(self, text: str, left: float, baseline: float, colour: Colour = WHITE) -> None:
        """Write a text with its baseline at a height; all of Latin, the degree sign and the minus are there."""
        cv2.putText(self.image, text, (round(left), round(baseline)), colour, _font(), self.text_px, _WEIGHT)

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
            self.image[top : top + height, left : left + width] = chip
        letters = WHITE if chip is None else _letters_on(chip)
        self.text(text, left + 0.3 * self.text_px, top + height - 0.3 * self.text_px, letters)

    def label_size_px(self, text: str) -> tuple[int, int]:
        """Width and height of a label."""
        return text_width_px(text, self.text_px) + round(0.6 * self.text_px), round(1.3 * self.text_px)


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1, of an sRGB colour. Source: WCAG 2.2, definition of relative luminance."""
    shares = [part / 255.0 for part in colour]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _letters_on(ground: Colour) -> Colour:
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
