"""Colours that stickers are sold in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from synth.spec import StickerColour

__all__ = ["STICKER_COLOURS"]

STICKER_COLOURS: Mapping[StickerColour, tuple[float, float, float]] = MappingProxyType(
    {
        "blue": (0.015, 0.17, 0.72),
        "green": (0.04, 0.55, 0.09),
        "orange": (0.90, 0.21, 0.015),
        "pink": (0.88, 0.06, 0.36),
        "purple": (0.27, 0.03, 0.52),
        "red": (0.74, 0.018, 0.03),
        "turquoise": (0.02, 0.52, 0.56),
        "yellow": (0.88, 0.70, 0.02),
    }
)
"""Linear albedo; convention."""
