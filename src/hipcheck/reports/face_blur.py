"""Makes faces unrecognisable, for good, before a picture is drawn on or saved.

Where the face is not seen, the shoulders say where the head must be; where nothing is known for longer, the picture
is given up rather than the face. People whom no model has found are not hidden: nobody knows of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from hipcheck.geometry import BoolArray, FloatArray, length
from hipcheck.landmarks import FACE, Landmark
from hipcheck.poses import PoseSequence
from hipcheck.reports.layers import Image, Layer, VideoPicture, layers_of

__all__ = ["FaceBlur"]

CELLS: Final = 4
"""A region keeps this many averages across and down. The face is about half as wide as its region, so two or three
averages are left of it, too few to be put together again from many frames."""

# Shares of body height: Drillis and Contini 1966, as drawn in Winter, "Biomechanics and Motor Control of Human
# Movement": shoulders 0.259 apart and 0.818 high, hip 0.530, chin 0.870, crown 1.
_SHOULDERS_WIDE: Final = 0.259
_TRUNK_LONG: Final = 0.818 - 0.530
_HEAD_ABOVE_SHOULDERS: Final = (0.870 + 1.0) / 2 - 0.818
_HEAD_HALF: Final = (1.0 - 0.870) / 2

_FACE_RADIUS: Final = 1.7 * _HEAD_HALF
"""Clearly larger than the face. Convention."""
_FACE_SPREADS: Final = 2.2
"""The same for a head that is nearer to the camera than the body: in distances from the middle of the face to its
outermost landmark. Convention."""
_SHOULDER_RADIUS: Final = 2.6 * _HEAD_HALF
"""Larger, as shoulders tell less well where the head is. Convention."""
_HOLD_S: Final = 0.5
"""How long a face that is not seen is assumed to be where it was. Convention."""
_DRIFT_PER_S: Final = 0.3
"""How far it may move meanwhile, in body heights a second: half a metre, as in a brisk squat. Convention."""
_SAME_FRAME_S: Final = 1e-3
"""Containers round times to the millisecond."""


@dataclass(frozen=True, slots=True)
class _Head:
    """Where one person's head is: a circle per frame, NaN where that is not known."""

    time_s: FloatArray
    centre_px: FloatArray
    radius_px: FloatArray

    @property
    def known(self) -> BoolArray:
        return np.isfinite(self.radius_px)


class FaceBlur:
    """Hides the faces of everybody whose landmarks are known."""

    def __init__(self, poses: PoseSequence, others: tuple[PoseSequence, ...] = ()) -> None:
        """Find out where the faces are.

        Args:
            poses: The person who is analysed. Frames in which they cannot be placed are hidden altogether, or down
                to the hips where those are seen.
            others: Other people in the picture, hidden where their landmarks are known.
        """
        self._head = _held(_seen(poses))
        self._others = tuple(_held(_seen(other)) for other in others)
        self._hips_px = _most(poses.xy_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1])

    def hide(self, picture: Image | VideoPicture, time_s: float) -> None:
        """Make the faces in a frame unrecognisable, in place.

        Args:
            picture: An RGB image of shape (H, W, 3) or a video's picture.
            time_s: Presentation time of the frame.

        Raises:
            ValueError: The image cannot be drawn on (see `layers_of`).
        """
        for layer in layers_of(picture):
            self._hide(layer, time_s)

    def _hide(self, layer: Layer, time_s: float) -> None:
        frames = _frames_at(self._head.time_s, time_s)
        if not frames:
            _smear(layer.pixels)
        for i in frames:
            if self._head.known[i]:
                _hide_circle(layer, self._head.centre_px[i], float(self._head.radius_px[i]))
            elif np.isfinite(self._hips_px[i]):
                hips = -(-int(self._hips_px[i]) // layer.step)
                _smear(layer.pixels[: max(0, hips)])
            else:
                _smear(layer.pixels)
        for head in self._others:
            for i in _frames_at(head.time_s, time_s):
                if head.known[i]:
                    _hide_circle(layer, head.centre_px[i], float(head.radius_px[i]))


def _frames_at(times_s: FloatArray, time_s: float) -> list[int]:
    """The pose frame at a time, or its neighbours on either side, unless they are too far off to say anything."""
    after = int(np.searchsorted(times_s, time_s - _SAME_FRAME_S))
    if after < len(times_s) and times_s[after] <= time_s + _SAME_FRAME_S:
        return [after]
    return [i for i in (after - 1, after) if 0 <= i < len(times_s) and abs(times_s[i] - time_s) <= _HOLD_S]


def _seen(poses: PoseSequence) -> _Head:
    """Heads where the face is seen, or else the shoulders."""
    shoulders = poses.xy_px[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    hips = poses.xy_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    neck, pelvis = _mean_known(shoulders), _mean_known(hips)
    height_px = _height_px(shoulders, neck - pelvis)
    face = poses.xy_px[:, list(FACE)]
    centre = _mean_known(face)
    spread_px = _most(length(face - centre[:, None]))
    radius_px = np.fmax(_FACE_SPREADS * spread_px, _FACE_RADIUS * height_px)
    # A trunk that leans at the camera looks short, and the head is then as near to the shoulders.
    rise = (neck - pelvis) * (_HEAD_ABOVE_SHOULDERS / _TRUNK_LONG)
    upright = np.stack([np.zeros_like(height_px), -_HEAD_ABOVE_SHOULDERS * height_px], axis=1)
    from_shoulders = neck + np.where(np.isfinite(rise), rise, upright)
    no_face = ~np.isfinite(centre[:, 0])
    centre[no_face] = from_shoulders[no_face]
    radius_px[no_face] = (_SHOULDER_RADIUS * height_px)[no_face]
    radius_px[~np.isfinite(centre[:, 0])] = np.nan
    return _Head(poses.time_s, centre, radius_px)


def _height_px(shoulders: FloatArray, trunk: FloatArray) -> FloatArray:
    """Body height in pixels from what is seen, and never less than usual in the clip: turning only shortens."""
    wide = length(shoulders[:, 0] - shoulders[:, 1]) / _SHOULDERS_WIDE
    height_px = np.fmax(wide, length(trunk) / _TRUNK_LONG)
    known = height_px[np.isfinite(height_px)]
    return np.asarray(np.fmax(height_px, np.median(known))) if known.size else height_px


def _mean_known(points: FloatArray) -> FloatArray:
    """Mean over the second axis of the points that are known, shape (T, 2); NaN where none is."""
    known = np.isfinite(points[..., 0])
    total = np.where(known[..., None], points, 0.0).sum(axis=1)
    number = known.sum(axis=1)[:, None]
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))


def _most(values: FloatArray) -> FloatArray:
    """Largest known value of each row; NaN where none is."""
    most = np.nan_to_num(values, nan=-np.inf).max(axis=1)
    return np.where(np.isfinite(most), most, np.nan)


def _held(head: _Head) -> _Head:
    """Short gaps filled: the circle moves straight through them, and grows with the time since it was seen."""
    known = head.known
    if known.all() or not known.any():
        return head
    time_s, seen_s = head.time_s, head.time_s[known]
    after = np.searchsorted(seen_s, time_s).clip(1, max(1, len(seen_s) - 1))
    nearest = np.stack([seen_s[after - 1], seen_s[after.clip(max=len(seen_s) - 1)]])
    unseen_s = np.abs(time_s - nearest).min(axis=0)
    centre, radius_px = head.centre_px.copy(), head.radius_px.copy()
    gap = ~known & (unseen_s <= _HOLD_S)
    for axis in (0, 1):
        centre[gap, axis] = np.interp(time_s[gap], seen_s, head.centre_px[known, axis])
    height_px = float(np.median(radius_px[known])) / _FACE_RADIUS
    radius_px[gap] = (
        np.interp(time_s[gap], seen_s, radius_px[known]) + _DRIFT_PER_S * unseen_s[gap] * height_px
    )
    return _Head(time_s, centre, radius_px)


def _hide_circle(layer: Layer, centre_px: FloatArray, radius_px: float) -> None:
    centre, radius = centre_px / layer.step, radius_px / layer.step
    size = np.array([layer.pixels.shape[1], layer.pixels.shape[0]])
    low = np.floor(centre - radius).clip(0, size).astype(int)
    high = np.ceil(centre + radius + 1).clip(0, size).astype(int)
    region = layer.pixels[low[1] : high[1], low[0] : high[0]]
    if not region.size:
        return
    hidden = region.copy()
    _smear(hidden)
    mask = np.zeros(region.shape[:2], dtype=np.uint8)
    x, y = np.round(centre - low).astype(int).tolist()
    cv2.circle(mask, (x, y), int(np.ceil(radius)), 255, cv2.FILLED)
    cv2.copyTo(hidden, mask, region)


def _smear(region: Image) -> None:
    """Replace a region by a few averages, blended into one another."""
    if region.size:
        cells = cv2.resize(region, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        region[:] = cv2.resize(cells, (region.shape[1], region.shape[0]), interpolation=cv2.INTER_LINEAR)
