"""Painting people out of a picture, so that a model that finds one person finds another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import cv2
import numpy as np

from hipcheck.backends.base import Image
from hipcheck.backends.tracking import place_of
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import FACE, SKELETON, TORSO, Landmark

__all__ = ["without"]

_LIMB_SIZES: Final = 0.35
"""Thickness of a painted limb, in body sizes. Convention: at 0.25 edges remain that the detector takes for people."""
_HEAD_SIZES: Final = 0.4
"""Radius of a painted head. Convention."""
_KEPT_SIZES: Final = 0.6
"""Thickness of the limbs that are kept. Convention: more than is painted, as the person has moved on since."""
_MAX_PX: Final = 100_000.0
"""Landmarks far outside the picture are drawn at this distance, within what OpenCV's integers hold."""


def without(image_rgb: Image, people: Iterable[FloatArray], keep: FloatArray | None = None) -> Image:
    """A copy of the picture with some people painted over in its mean colour.

    Args:
        image_rgb: Shape (H, W, 3).
        people: Landmarks of each person to paint over, shape (33, 2), pixels.
        keep: Landmarks of somebody whose own outline stays, whoever is painted over in front of or behind it.

    Returns:
        The painted copy, same shape.
    """
    painted = image_rgb.copy()
    colour = tuple(round(float(c)) for c in image_rgb[::16, ::16].mean(axis=(0, 1)))
    for xy_px in people:
        _draw(painted, xy_px, colour, _LIMB_SIZES)
    if keep is not None:
        mask = np.zeros(image_rgb.shape[:2], dtype=np.uint8)
        _draw(mask, keep, (255,), _KEPT_SIZES)
        cv2.copyTo(image_rgb, mask, painted)
    return painted


def _draw(canvas: Image, xy_px: FloatArray, colour: tuple[int, ...], limb_sizes: float) -> None:
    """Draw somebody's outline, filled: limbs as thick lines, trunk as a polygon, head as a disc."""
    size_px = place_of(xy_px).size_px
    thickness_px = max(1, round(limb_sizes * size_px))
    points = np.rint(np.clip(xy_px, -_MAX_PX, _MAX_PX)).astype(np.int32)
    face = points[list(FACE)].mean(axis=0).astype(np.int32)
    neck = points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=0).astype(np.int32)
    shade: Any = colour  # OpenCV's stubs know only floats
    cv2.fillConvexPoly(canvas, cv2.convexHull(points[list(TORSO)]), shade)
    for a, b in ((points[a], points[b]) for a, b in SKELETON):
        cv2.line(canvas, a.tolist(), b.tolist(), shade, thickness_px)
    cv2.line(canvas, neck.tolist(), face.tolist(), shade, thickness_px)
    head_px = max(1, round((_HEAD_SIZES + limb_sizes - _LIMB_SIZES) * size_px))
    cv2.circle(canvas, face.tolist(), head_px, shade, cv2.FILLED)
