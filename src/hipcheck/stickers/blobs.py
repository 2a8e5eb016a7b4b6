"""Small round spots of a colour of their own in a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.stickers.colour import Ab, likeness, to_ab, to_colours, to_lab

__all__ = ["Blob", "Window", "blobs_in", "measure"]

_HALF: Final = 0.5
"""Likeness at the edge of a sticker: halfway between its colour and the ground's."""
_FAINTEST: Final = 0.35
"""A picture nowhere more like a sticker than this has none: deep shade and blur leave half of its colour. Convention."""
_RIM: Final = 0.5
"""Breadth of what is taken for the ground close by, in diameters. Convention."""
_SQUARE: Final = np.ones((3, 3), dtype=np.uint8)
_CONNECTIVITY: Final = 4
_MOST_PEAKS: Final = 12
"""Spots looked at in one picture, the most colourful first. Convention."""
_INNER: Final = 0.6
"""Side of the square that a spot's colour is averaged over, in its diameters: well inside, for all that compression
smears it."""
_OUTER: Final = 3.0
"""Side of the square that the surroundings are averaged over: so that the spot fills a tenth of it."""
_WINDOW: Final = 1.9
"""Half the side of what is looked at round a spot, in the diameters expected."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A piece cut out of a frame.

    Attributes:
        rgb: Shape (H, W, 3).
        origin_px: Shape (2,), where its first pixel's upper left corner lies in the frame.
    """

    rgb: npt.NDArray[np.uint8]
    origin_px: FloatArray

    @classmethod
    def cut(cls, image_rgb: npt.NDArray[np.uint8], low_px: FloatArray, high_px: FloatArray) -> Window | None:
        """What of the box from `low_px` to `high_px` lies in a frame; None where less than 5 pixels do."""
        height, width = image_rgb.shape[:2]
        left, top = (max(0, int(np.floor(v))) for v in low_px)
        right, bottom = min(width, int(np.ceil(high_px[0]))), min(height, int(np.ceil(high_px[1])))
        if right - left < 5 or bottom - top < 5:
            return None
        return cls(image_rgb[top:bottom, left:right], np.array([left, top], dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """A spot.

    Attributes:
        centre_px: Shape (2,), in the frame; pixels are counted from its upper left corner.
        diameter_px: Of a disc of the same area.
        roundness: Smaller over larger standard deviation of its shape: 1 a disc.
        ab: Its colour, shape (2,).
        ground: The colour round it, shape (2,).
        rgb: Its colour as the camera gives it, shape (3,).
    """

    centre_px: FloatArray
    diameter_px: float
    roundness: float
    ab: Ab
    ground: Ab
    rgb: FloatArray

    @property
    def contrast(self) -> float:
        """How far its colour is from the ground's."""
        return float(np.hypot(*(self.ab - self.ground)))


def blobs_in(window: Window, diameter_px: float, min_contrast: float, scale: float = 1.0) -> list[Blob]:
    """Spots of about a size.

    Args:
        window: Where to look.
        diameter_px: Size to expect; spots of a third to three times that are found.
        min_contrast: Smallest difference of colour from the ground.
        scale: The picture is reduced by this first, where it is less than 1: saves time, costs sharpness.
    """
    rgb = window.rgb
    if scale < 1.0:
        rgb = np.asarray(
            cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
        diameter_px *= scale
    per_px = np.array([window.rgb.shape[1] / rgb.shape[1], window.rgb.shape[0] / rgb.shape[0]])
    lab = to_lab(rgb)
    ab = to_ab(lab)
    half = max(4, round(_WINDOW * diameter_px))
    found = []
    for x, y in _peaks(ab, diameter_px, min_contrast):
        left, top = max(0, x - half), max(0, y - half)
        part = np.s_[top : y + half + 1, left : x + half + 1]
        origin_px = np.array([left, top], dtype=np.float64)
        near = np.array([x - left + 0.5, y - top + 0.5])
        blob = measure(Window(rgb[part], origin_px), lab[part], _mean_at(ab, x, y), near)
        if blob is not None and blob.contrast >= min_contrast:
            found.append(_enlarged(blob, window.origin_px, per_px))
    return found


def _enlarged(blob: Blob, origin_px: FloatArray, per_px: FloatArray) -> Blob:
    return replace(
        blob,
        centre_px=origin_px + blob.centre_px * per_px,
        diameter_px=blob.diameter_px * float(per_px.mean()),
    )


def _mean_at(ab: Ab, x: int, y: int) -> Ab:
    return np.asarray(ab[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].mean(axis=(0, 1)), dtype=np.float32)


def _peaks(ab: Ab, diameter_px: float, min_contrast: float) -> Iterator[tuple[int, int]]:
    """Pixels in the middle of what differs most from its surroundings, the most different first."""
    inner, outer = (max(1, round(share * diameter_px)) | 1 for share in (_INNER, _OUTER))
    away = cv2.blur(ab, (inner, inner)) - cv2.blur(ab, (outer, outer))
    contrast = cv2.magnitude(np.ascontiguousarray(away[..., 0]), np.ascontiguousarray(away[..., 1]))
    side = max(3, round(diameter_px)) | 1
    highest = cv2.dilate(contrast, np.ones((side, side), dtype=np.uint8))
    ys, xs = np.nonzero((contrast >= highest) & (contrast >= min_contrast * 0.75))
    order = np.argsort(-contrast[ys, xs], kind="stable")[:_MOST_PEAKS]
    for i in order:
        yield int(xs[i]), int(ys[i])


def measure(window: Window, lab: npt.NDArray[np.uint8], sticker: Ab, near: FloatArray) -> Blob | None:
    """The spot of a colour nearest to a place.

    Args:
        window: What is looked at; its edge must be ground.
        lab: The same in 8-bit Lab, shape (H, W, 3).
        sticker: The colour looked for, shape (2,).
        near: The place, shape (2,), pixels of the window.

    Returns:
        The spot, its centre weighted by how much of its colour is in each pixel; None where there is none, or where it
        runs out of the window.
    """
    ab = to_ab(lab)
    ground = _ground(ab)
    like = likeness(ab, sticker, ground)
    fullest = float(like.max())
    if fullest < _FAINTEST:
        return None
    mask = (like >= _HALF * min(1.0, fullest)).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=_CONNECTIVITY)
    best, best_px = 0, np.inf
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] < 3:
            continue
        apart_px = float(np.hypot(*(centres[label] + 0.5 - near)))
        if apart_px < best_px:
            best, best_px = label, apart_px
    if best == 0:
        return None
    left, top, width, height = stats[best, :4]
    if left == 0 or top == 0 or left + width == ab.shape[1] or top + height == ab.shape[0]:
        return None
    return _blob(window, lab, like, labels == best, ground, stats[best])


def _ground(colours: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    edge = np.concatenate([colours[0], colours[-1], colours[1:-1, 0], colours[1:-1, -1]])
    return np.asarray(np.median(edge, axis=0), dtype=np.float32)


def _blob(
    window: Window,
    lab: npt.NDArray[np.uint8],
    like: npt.NDArray[np.float32],
    inside: npt.NDArray[np.bool_],
    ground: Ab,
    stats: npt.NDArray[np.int32],
) -> Blob | None:
    """A spot with its soft edge: the pixels round it count by how much of the sticker they have.

    Video keeps lightness in twice the detail of colour, so here both tell, against the cloth or skin close by.
    """
    left, top, width, height = (int(v) for v in stats[:4])
    rim = max(2, round(_RIM * float(np.sqrt(stats[cv2.CC_STAT_AREA]))))
    low_x, low_y = max(0, left - rim - 1), max(0, top - rim - 1)
    part = np.s_[low_y : top + height + rim + 1, low_x : left + width + rim + 1]
    core = inside[part].astype(np.uint8)
    grown = cv2.dilate(core, _SQUARE)
    wide = cv2.dilate(grown, np.ones((2 * rim + 1, 2 * rim + 1), dtype=np.uint8))
    round_it = wide > cv2.dilate(grown, _SQUARE)
    colours = to_colours(lab[part])
    level = float(np.median(like[inside]))
    heart = (core > 0) & (like[part] >= level)
    if not round_it.any():
        return None
    near_ground = np.asarray(np.median(colours[round_it], axis=0), dtype=np.float32)
    full = np.asarray(colours[heart].mean(axis=0), dtype=np.float32)
    weights = np.where(grown > 0, np.minimum(likeness(colours, full, near_ground), 1.0), 0.0)
    moments = cv2.moments(weights.astype(np.float32))
    area = moments["m00"]
    if area <= 0.0:
        return None
    x, y = moments["m10"] / area, moments["m01"] / area
    xx, yy, xy = (moments[key] / area for key in ("mu20", "mu02", "mu11"))
    middle, spread = (xx + yy) / 2.0, float(np.hypot((xx - yy) / 2.0, xy))
    return Blob(
        centre_px=window.origin_px + np.array([low_x + x + 0.5, low_y + y + 0.5]),
        diameter_px=float(np.sqrt(4.0 / np.pi * area)),
        roundness=float(np.sqrt(max(middle - spread, 0.0) / max(middle + spread, 1e-9))),
        ab=full[1:],
        ground=ground,
        rgb=np.asarray(window.rgb[part][heart].mean(axis=0), dtype=np.float64),
    )
