"""Where a live session is shown: in a window, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

import numpy as np

from hipcheck.live.keys import Key
from hipcheck.live.picture import Picture
from hipcheck.live.scene import Scene
from hipcheck.live.window import Window
from hipcheck.poses import FrameSize
from hipcheck.video import RgbImage

__all__ = ["NoScreen", "Screen", "WindowScreen"]

_BLANK: Final = FrameSize(1280, 720)
"""Size of the dark picture before the first frame."""


class Screen(Protocol):
    """Shows a session, and hears its keys."""

    @property
    def shows(self) -> bool:
        """Whether anybody sees anything."""
        ...

    @property
    def closed(self) -> bool:
        """Whether the user has closed it."""
        ...

    def show(self, image_rgb: RgbImage | None, scene: Scene, stats: str) -> None:
        """Draw a scene on a frame, None before the first, and show it, with a line of figures for who wants to see it."""
        ...

    def pressed(self) -> Iterable[Key]:
        """What was pressed since the last call."""
        ...


class WindowScreen:
    """Shows a session in a window. See `Screen`.

    Args:
        window: Opened.
    """

    shows: Final = True

    def __init__(self, window: Window) -> None:
        self._window = window
        self._picture: Picture | None = None

    @property
    def closed(self) -> bool:
        """See `Screen.closed`."""
        return self._window.closed

    def show(self, image_rgb: RgbImage | None, scene: Scene, stats: str) -> None:
        """See `Screen.show`."""
        if image_rgb is None:
            dark = np.zeros((_BLANK.height_px, _BLANK.width_px, 3), np.uint8)
            self._window.show(Picture(_BLANK).draw(dark, scene), stats)
            return
        if self._picture is None:
            self._picture = Picture(FrameSize(image_rgb.shape[1], image_rgb.shape[0]))
        self._window.show(self._picture.draw(image_rgb, scene), stats)

    def pressed(self) -> Iterable[Key]:
        """See `Screen.pressed`."""
        return self._window.keys()


class NoScreen:
    """Shows nothing. See `Screen`."""

    shows: Final = False
    closed: Final = False

    def show(self, image_rgb: RgbImage | None, scene: Scene, stats: str) -> None:
        """Show nothing."""

    def pressed(self) -> Iterable[Key]:
        """Nothing is pressed where there is no window."""
        return ()
