"""Painting people out of a picture, so that a model that finds one person finds another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias, cast

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.backends.base import Image
from hipcheck.backends.tracking import place_of
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import FACE, SKELETON, TORSO, Landmark

__all__ = ["without"]

Mask: TypeAlias = npt.NDArray[np.uint8]
"""Shape (H, W), one byte a pixel."""

_LIMB_SIZES: Final = 0.35
"""Thickness of a painted limb, in body sizes. Convention: at 0.25 edges remain that the detector takes for people."""
_HEAD_SIZES: Final = 0.4
"""Radius of a painted head. Convention."""
_KEPT_SIZES: Final = 0.6
"""Thickness of the limbs that are kept. Convention: more than is painted, as the person has moved on since."""
_COARSE_PX: Final = 96
"""What is painted is made up on a picture reduced to about this many pixels: it has no detail."""
_AROUND_SIZES: Final = 0.8
"""Width, in body sizes, of the window that colours are averaged over. Convention: of the rendered clips' and the phones'
pictures, a detector takes 6 % of those painted like this for a person, and 30 % of those painted in one colour, in
which the person stands out as a silhouette."""
_FAINT: Final = 1e-3
"""Weight of the whole picture's mean, for places that see nothing else."""
_MAX_PX: Final = 100_000.0
"""Landmarks far outside the picture are drawn at this distance, within what OpenCV's integers hold."""


def without(image_rgb: Image, people: Iterable[FloatArray], keep: FloatArray | None = None) -> Image:
    """A copy of the picture with some people painted over in the colours around them.

    Args:
        image_rgb: Shape (H, W, 3).
        people: Landmarks of each person to paint over, shape (33, 2), pixels.
        keep: Landmarks of somebody whose own outline stays, whoever is painted over in front of or behind it.

    Returns:
        The painted copy, same shape.
    """
    hidden = np.zeros(image_rgb.shape[:2], dtype=np.uint8)
    sizes_px = [_draw(hidden, xy_px, (255,), _LIMB_SIZES) for xy_px in people]
    painted = image_rgb.copy()
    if not hidden.any():
        return painted
    ground = _ground(image_rgb, hidden, _AROUND_SIZES * max(sizes_px))
    if keep is not None:
        _draw(hidden, keep, (0,), _KEPT_SIZES)
    cv2.copyTo(ground, hidden, painted)
    return painted


def _ground(image_rgb: Image, hidden: Mask, around_px: float) -> Image:
    """The picture as it may look behind what is hidden: the mean of what is seen around each place, without detail.

    Args:
        image_rgb: Shape (H, W, 3).
        hidden: Shape (H, W), 0 where the picture is to be seen.
        around_px: Width of the window that is averaged over.
    """
    height, width = hidden.shape
    step = max(1, max(height, width) // _COARSE_PX)
    colours = image_rgb[::step, ::step].astype(np.float32)
    weights = (hidden[::step, ::step] == 0).astype(np.float32)
    everywhere = colours[weights > 0].mean(axis=0) if weights.any() else colours.mean(axis=(0, 1))
    window = (2 * round(around_px / step / 2) + 1,) * 2
    # Blurred twice, so that no edge of a window is seen.
    seen = cv2.blur(cv2.blur(colours * weights[..., None], window), window)
    share = cv2.blur(cv2.blur(weights, window), window)[..., None]
    ground = (seen + _FAINT * everywhere) / (share + _FAINT)
    size = ground.shape[1] * step, ground.shape[0] * step
    return cast("Image", cv2.resize(ground.astype(np.uint8), size)[:height, :width])


def _draw(canvas: Mask, xy_px: FloatArray, colour: tuple[int, ...], limb_sizes: float) -> float:
    """Draw somebody's outline, filled: limbs as thick lines, trunk as a polygon, head as a disc.

    Returns:
        Their body size in pixels.
    """
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
    return size_px
