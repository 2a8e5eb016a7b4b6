"""The window of a live session: it shows pictures, and hears keys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

import cv2
import numpy as np

from hipcheck.errors import HipcheckError
from hipcheck.live.brush import CAP, HIGH, LEADING, MEDIUM, WIDE, Box, Brush, fitted, width
from hipcheck.live.keys import Key
from hipcheck.reports.canvas import WHITE, Image

__all__ = ["DisplayError", "Window"]

_KEYS: Final[Mapping[int, Key]] = {
    ord(" "): Key.PAUSE,
    ord("n"): Key.NEXT,
    ord("q"): Key.QUIT,
    27: Key.QUIT,  # escape
    ord("f"): Key.FULL_SCREEN,
    ord("s"): Key.STATS,
}
_FIRST_PX: Final = (1280, 720)
"""Size of a new window, which fits on a laptop's screen."""
_FIRST_PLACE_PX: Final = (40, 30)
"""A window that has grown where a small one was placed may reach beyond the screen."""
_STATS: Final = 3.2
"""Size of the letters: for somebody who sits before the screen."""

_TRY: Final = "import cv2; cv2.namedWindow('hipcheck', cv2.WINDOW_NORMAL)"
_PATIENCE_S: Final = 20.0


class DisplayError(HipcheckError):
    """There is no screen to show a window on."""


class Window:
    """A window that is shown at once. To be used from the main thread alone, as every system's windows must.

    Attributes:
        closed: Whether the user has closed it; it stays so.

    Raises:
        DisplayError: There is no display.
    """

    def __init__(self, title: str, *, full_screen: bool = False) -> None:
        """Open a window.

        Args:
            title: Above it.
            full_screen: Begin in full screen; the key f changes it.
        """
        _require_display()
        self.closed = False
        self._title = title
        self._pressed: list[Key] = []
        self._full_screen = False
        self._stats = False
        try:
            cv2.namedWindow(title, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        except cv2.error as error:  # OpenCV built without windows
            raise DisplayError(_sentence("OpenCV cannot open a window")) from error
        cv2.resizeWindow(title, *_FIRST_PX)
        cv2.moveWindow(title, *_FIRST_PLACE_PX)
        cv2.pollKey()
        if full_screen:
            self._toggle_full_screen()

    def show(self, image_rgb: Image, stats: str = "") -> None:
        """Show a picture, and hear what was pressed. Does nothing once the window is closed.

        Args:
            image_rgb: Shape (H, W, 3), of any size; its shape is kept. It is not changed.
            stats: A line of figures, shown while the user wants it (the key s).
        """
        if self.closed:
            return
        image = np.empty_like(image_rgb)
        cv2.cvtColor(image_rgb, cv2.COLOR_RGB2BGR, dst=image)
        if self._stats and stats:
            _write_stats(image, stats)
        cv2.imshow(self._title, image)
        self._listen()

    def keys(self) -> tuple[Key, ...]:
        """What was pressed since the last call, in order; what is the window's own affair it has done already."""
        if not self.closed:
            self._listen()
        pressed, self._pressed = tuple(self._pressed), []
        return pressed

    def close(self) -> None:
        """Close the window; nothing happens where the user has."""
        if not self.closed:
            self.closed = True
            cv2.destroyWindow(self._title)
            cv2.pollKey()  # lets the system take it away

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _listen(self) -> None:
        """Let the system work, which draws and hands over a key at a time."""
        while (code := cv2.pollKey()) >= 0:
            key = _key(code)
            if key is Key.FULL_SCREEN:
                self._toggle_full_screen()
            elif key is Key.STATS:
                self._stats = not self._stats
            elif key is not None:
                self._pressed.append(key)
        self.closed = not self._is_open()

    def _is_open(self) -> bool:
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:  # so says Qt when the last window is gone
            return False

    def _toggle_full_screen(self) -> None:
        self._full_screen = not self._full_screen
        state = cv2.WINDOW_FULLSCREEN if self._full_screen else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, state)


def _key(code: int) -> Key | None:
    """The key of a code; None for those that mean nothing, such as shift, whose lowest byte is a space."""
    return _KEYS.get(ord(chr(code).lower())) if code < 128 else None


def _write_stats(image: Image, stats: str) -> None:
    brush = Brush(image)
    size, lines = fitted(stats, WIDE - 2.0, HIGH, _STATS, lines=2, weight=MEDIUM)
    across = max(width(line, size, MEDIUM) for line in lines)
    high = (len(lines) - 1) * LEADING * size + CAP * size
    brush.veil(Box(0.0, HIGH - high - 2.0, across + 2.0, HIGH), 0.2)
    brush.lines(lines, (1.0, HIGH - high - 1.0), size, WHITE, weight=MEDIUM)


def _require_display() -> None:
    """Find out whether a window can be opened, before OpenCV tries to and ends the whole program where it cannot.

    On Linux the windows of OpenCV's packages speak to an X server only, of which also Wayland desktops have one.
    """
    if not sys.platform.startswith("linux"):
        return
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")  # of fonts that the window does not use
    if not os.environ.get("DISPLAY"):
        raise DisplayError(_sentence("there is no display (DISPLAY is not set)"))
    try:
        tried = subprocess.run(  # noqa: S603
            [sys.executable, "-c", _TRY], capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise DisplayError(_sentence(f"the display {os.environ['DISPLAY']} does not answer")) from None
    if tried.returncode:
        raise DisplayError(_sentence(f"no window can be opened on the display {os.environ['DISPLAY']}"))


def _sentence(what: str) -> str:
    return f"{what[0].upper()}{what[1:]}: run this on a machine with a screen, or without a window by adding --no-window."
