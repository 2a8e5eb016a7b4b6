"""Soft shadows under the letters: dark where words stand, none where the person does."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from hipcheck.live.brush import Box, Brush
from hipcheck.reports.canvas import Image

__all__ = ["LIGHT", "from_left", "from_right", "from_top"]

LIGHT: Final = 0.2
"""What is let through where words stand: white letters keep a contrast above 10:1 on any picture."""
_DARK_SHARE: Final = 0.62
"""Of a shadow's width that is as dark as it gets; from there it fades out."""


@lru_cache(maxsize=8)
def _fading(across_px: int, down_px: int, *, turned: bool) -> Image:
    """What is let through, shape (down, across, 3), out of 255: dark on the left, or on top where turned."""
    count = down_px if turned else across_px
    beyond = np.clip((np.arange(count) / count - _DARK_SHARE) / (1.0 - _DARK_SHARE), 0.0, 1.0)
    soft = beyond * beyond * (3.0 - 2.0 * beyond)
    shares = np.rint(255.0 * (LIGHT + (1.0 - LIGHT) * soft)).astype(np.uint8)
    line = shares[:, None, None] if turned else shares[None, :, None]
    return np.ascontiguousarray(np.broadcast_to(line, (down_px, across_px, 3)))


@lru_cache(maxsize=4)
def _fading_right(across_px: int, down_px: int) -> Image:
    return np.ascontiguousarray(_fading(across_px, down_px, turned=False)[:, ::-1])


def _darken(region: Image, shares: Image) -> None:
    cv2.multiply(region, shares, dst=region, scale=1.0 / 255.0)


def from_left(brush: Brush, reach: float) -> None:
    """Darken the left of the picture, up to `reach` units from its edge."""
    region = brush.part(Box(0.0, 0.0, reach, 100.0))
    _darken(region, _fading(region.shape[1], region.shape[0], turned=False))


def from_right(brush: Brush, reach: float) -> None:
    """Darken the right of the picture, up to `reach` units from its edge."""
    wide = brush.image.shape[1] / brush.u
    region = brush.part(Box(wide - reach, 0.0, wide, 100.0))
    _darken(region, _fading_right(region.shape[1], region.shape[0]))


def from_top(brush: Brush, reach: float) -> None:
    """Darken the top of the picture, up to `reach` units from its edge."""
    region = brush.part(Box(0.0, 0.0, brush.image.shape[1] / brush.u, reach))
    _darken(region, _fading(region.shape[1], region.shape[0], turned=True))
