"""The picture of a live session: the camera as a mirror, and what a scene says, in letters readable from three metres.

The frame is mirrored first, so that the person's left is on the left of the picture; points are moved along, letters are
not mirrored. The picture is always as wide as a laptop's screen, whatever the camera gives: a frame of another shape
stands in its middle.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.live.brush import HIGH, WIDE, Brush
from hipcheck.live.figure import draw_figure
from hipcheck.live.hud_clock import draw_clock
from hipcheck.live.hud_end import draw_end, draw_pause
from hipcheck.live.hud_set import draw_set
from hipcheck.live.hud_setup import draw_countdown, draw_setup, draw_switch
from hipcheck.live.scene import Phase, Scene
from hipcheck.poses import FrameSize
from hipcheck.reports.canvas import Image

__all__ = ["Picture", "picture_size"]

_LEAST_PX: Final = 720
_MOST_PX: Final = 1080
"""Height of a picture: letters are sharp also over a coarse camera, and drawing stays quick over a fine one."""


def picture_size(frame: FrameSize) -> FrameSize:
    """Size of the picture for frames of a size: as high as their shorter side, from 720 to 1080 pixels, and 16:9."""
    high = min(max(min(frame.width_px, frame.height_px), _LEAST_PX), _MOST_PX)
    high -= high % 2
    return FrameSize(round(high * WIDE / HIGH / 2.0) * 2, high)


_GLOW: Final = (4, 24)
_GLOW_LIGHT: Final = 0.3
"""Size and light of the frame as it shines beside itself."""


class _Place(NamedTuple):
    """Where a frame is in the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int


class Picture:
    """Draws scenes.

    Attributes:
        size: Of every picture.
    """

    def __init__(self, frame: FrameSize) -> None:
        """Prepare pictures.

        Args:
            frame: Size of the camera's frames; single ones may differ, as when a phone is turned.
        """
        self.size = picture_size(frame)

    def draw(self, image_rgb: Image, scene: Scene) -> Image:
        """Make the picture of a moment.

        Args:
            image_rgb: The frame as filmed, shape (H, W, 3); it is left as it is.
            scene: What to show.

        Returns:
            An RGB image of the picture's size.
        """
        place = self._place(image_rgb)
        picture = self._mirrored(image_rgb, place)
        frame_px = image_rgb.shape[1]
        xy_px = _moved(scene.xy_px, frame_px, place)
        brush = Brush(picture)
        if scene.phase not in (Phase.DONE, Phase.PAUSED):
            asis_px = _moved(scene.asis_px, frame_px, place)
            draw_figure(picture, scene, xy_px, asis_px, angles=scene.phase is Phase.MOVE)
        if scene.phase in (Phase.GUIDE, Phase.STAND):
            frame = (place.left, place.top, place.left + place.width, place.top + place.height)
            left, top, right, bottom = (edge / brush.u for edge in frame)
            draw_setup(brush, scene, xy_px / brush.u, (left, top, right, bottom))
        else:
            _LAYOUTS[scene.phase](brush, scene)
        return picture

    def _place(self, image: Image) -> _Place:
        """The whole frame as large as it fits, in the middle."""
        high, wide = image.shape[:2]
        scale = min(self.size.width_px / wide, self.size.height_px / high)
        width = min(self.size.width_px, round(wide * scale))
        height = min(self.size.height_px, round(high * scale))
        return _Place((self.size.width_px - width) // 2, (self.size.height_px - height) // 2, width, height)

    def _mirrored(self, image: Image, place: _Place) -> Image:
        picture = np.empty((self.size.height_px, self.size.width_px, 3), dtype=np.uint8)
        region = picture[place.top : place.top + place.height, place.left : place.left + place.width]
        if image.shape == region.shape:
            cv2.flip(image, 1, dst=region)
        else:
            cv2.resize(cv2.flip(image, 1), (place.width, place.height), dst=region)
        if (place.width, place.height) != (self.size.width_px, self.size.height_px):
            _glow(picture, place)
        return picture


def _glow(picture: Image, place: _Place) -> None:
    """Fill what the frame leaves free with its own colours, dim and out of focus."""
    frame = picture[place.top : place.top + place.height, place.left : place.left + place.width]
    blurred = cv2.convertScaleAbs(cv2.resize(frame, _GLOW, interpolation=cv2.INTER_AREA), alpha=_GLOW_LIGHT)
    high, wide = picture.shape[:2]
    free = (
        (slice(0, high), slice(0, place.left)),
        (slice(0, high), slice(place.left + place.width, wide)),
        (slice(0, place.top), slice(0, wide)),
        (slice(place.top + place.height, high), slice(0, wide)),
    )
    for rows, columns in free:
        part = picture[rows, columns]
        if part.size:
            part[:] = cv2.resize(blurred, part.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def _moved(points_px: FloatArray, frame_px: int, place: _Place) -> FloatArray:
    """Points of the frame as filmed, where they are in the picture: mirrored, scaled, moved."""
    scale = place.width / frame_px
    x = place.left + (frame_px - 0.5 - points_px[:, 0]) * scale - 0.5
    y = place.top + (points_px[:, 1] + 0.5) * scale - 0.5
    return np.stack([x, y], axis=1)


_LAYOUTS: Final = {
    Phase.COUNTDOWN: draw_countdown,
    Phase.MOVE: draw_set,
    Phase.SWITCH: draw_switch,
    Phase.TIMED: draw_clock,
    Phase.REST: draw_clock,
    Phase.PAUSED: draw_pause,
    Phase.DONE: draw_end,
}
