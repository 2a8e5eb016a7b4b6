"""Colours as a camera sees them: what a sticker differs by from what is round it.

All colours are the a and b of CIELAB, in its own units, without the lightness: shade and exposure change that most. And
all are held against what lies round them, so that a wrong white balance shifts both alike.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray

__all__ = ["Ab", "alike", "chroma", "hex_of", "likeness", "parse_hex", "to_ab", "to_colours", "to_lab"]

Ab = npt.NDArray[np.float32]
"""Colours, shape (..., 2)."""

_NEUTRAL: Final = 128.0
"""Of a and b in OpenCV's 8-bit Lab."""
_OFFSET: Final = np.array([0.0, _NEUTRAL, _NEUTRAL], dtype=np.float32)
_SCALE: Final = np.array([100.0 / 255.0, 1.0, 1.0], dtype=np.float32)
_OFF_LINE: Final = 0.6
"""A colour that lies farther from the line between a sticker's and its ground's, in lengths of that line, is neither nor
a mixture of both. Convention."""


def to_lab(image_rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """An image in OpenCV's 8-bit CIELAB, same shape."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image_rgb), cv2.COLOR_RGB2LAB), dtype=np.uint8)


def to_ab(lab: npt.NDArray[np.uint8]) -> Ab:
    """The a and b of an 8-bit Lab image, in CIELAB's own units."""
    return lab[..., 1:].astype(np.float32) - np.float32(_NEUTRAL)


def to_colours(lab: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """All of an 8-bit Lab image in CIELAB's own units, shape (..., 3)."""
    return (lab.astype(np.float32) - _OFFSET) * _SCALE


def chroma(ab: Ab) -> float:
    """How far one colour is from grey."""
    return float(np.hypot(ab[0], ab[1]))


def alike(one: Ab, other: Ab, max_hue_deg: float, min_ratio: float) -> bool:
    """Whether two colours can be one in different light.

    Args:
        one: Shape (2,).
        other: Shape (2,).
        max_hue_deg: Largest angle between their hues.
        min_ratio: Smallest chroma, as a share of the larger.
    """
    a, b = chroma(one), chroma(other)
    if min(a, b) < max(min_ratio * max(a, b), 1e-6):
        return False
    return float(one @ other) >= float(np.cos(np.radians(max_hue_deg))) * a * b


def likeness(
    colours: npt.NDArray[np.float32], sticker: npt.NDArray[np.float32], ground: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """How much of a sticker there is in each pixel.

    Args:
        colours: Shape (H, W, n), with or without their lightness.
        sticker: Its colour, shape (n,).
        ground: What lies round it, shape (n,).

    Returns:
        Shape (H, W): 0 the ground and anything of another hue, 1 the sticker in full colour, more where it is in
        better light.
    """
    step = sticker - ground
    length2 = float(step @ step)
    if length2 == 0.0:
        return np.zeros(colours.shape[:2], dtype=np.float32)
    away = colours - ground
    along = (away @ step) / np.float32(length2)
    aside2 = np.maximum((away * away).sum(axis=-1) / np.float32(length2) - along * along, 0.0)
    return np.where(aside2 <= (_OFF_LINE * np.maximum(along, 0.0)) ** 2, np.maximum(along, 0.0), 0.0).astype(
        np.float32
    )


def parse_hex(colour: str) -> Ab:
    """The a and b of a colour written "#rrggbb"."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    pixel = np.array([[[red, green, blue]]], dtype=np.uint8)
    return np.asarray(to_ab(to_lab(pixel))[0, 0])


def hex_of(rgb: FloatArray) -> str:
    """A colour, shape (3,) from 0 to 255, as "#rrggbb"."""
    red, green, blue = (round(float(np.clip(v, 0.0, 255.0))) for v in rgb)
    return f"#{red:02x}{green:02x}{blue:02x}"
