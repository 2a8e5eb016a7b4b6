"""The cameras of this machine, through OpenCV and each system's own interface."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final, Protocol, cast

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.errors import InputError
from hipcheck.video.frame import RgbImage
from hipcheck.video.shot import Shot

__all__ = ["Camera", "Capture", "open_camera"]

_WIDTH_PX: Final = 1280
_HEIGHT_PX: Final = 720
_RATE_HZ: Final = 30.0
"""What is asked for; what comes is taken. Pose models look at 256 pixels, so more would only cost time."""
_BACKENDS: Final = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_DSHOW}
"""DirectShow, as Media Foundation takes from seconds to minutes to open some cameras (OpenCV issue 17687)."""
_PATIENCE_S: Final = 1.0
"""Cameras miss a picture now and then; one that gives none for so long is gone. Convention."""


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether there is a camera."""
        ...

    def grab(self) -> bool:
        """Take the next picture; False where none came."""
        ...

    def retrieve(self) -> tuple[bool, npt.NDArray[np.uint8]]:
        """The picture taken, BGR; False where it cannot be decoded."""
        ...

    def set(self, prop: int, value: float, /) -> bool:
        """Ask for something; False where the camera has none of it."""
        ...

    def release(self) -> None:
        """Give the camera back."""
        ...


class Camera:
    """A camera that is filming.

    Args:
        number: As the system counts them, from 0.
        capture: Opened.
    """

    def __init__(self, number: int, capture: Capture) -> None:
        self._capture = capture
        self.name: Final = f"camera {number}"

    def shots(self) -> Generator[Shot, None, None]:
        """Pictures as they come. Waits for each.

        Raises:
            InputError: The camera gives no more, as when it is unplugged.
        """
        last_s = time.perf_counter()
        while True:
            taken = self._capture.grab()
            now_s = time.perf_counter()
            decoded, image = self._capture.retrieve() if taken else (False, np.empty(0, np.uint8))
            if decoded:
                last_s = now_s
                yield Shot(cast("RgbImage", cv2.cvtColor(image, cv2.COLOR_BGR2RGB)), now_s)
            elif now_s - last_s > _PATIENCE_S:
                raise InputError(
                    f"{self.name}: it gives no more pictures; check its cable, and that no other program took it."
                )
            else:
                time.sleep(0.01)

    def close(self) -> None:
        """Give the camera back. Not while `shots` waits for a picture in another thread."""
        self._capture.release()


def open_camera(number: int) -> Camera:
    """Open a camera of this machine. To be called in the main thread: macOS asks the user for leave there.

    Args:
        number: As the system counts them, from 0.

    Raises:
        InputError: There is no such camera, it is in use, or hipcheck may not use it.
    """
    with _silent():
        capture = cv2.VideoCapture(number, _BACKENDS.get(sys.platform, cv2.CAP_ANY))
        if not capture.isOpened():
            raise InputError(_why_not(number))
        # As JPEG, where the camera can: over USB 2, raw pictures of this size come ten a second.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH_PX)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT_PX)
        capture.set(cv2.CAP_PROP_FPS, _RATE_HZ)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # no old pictures, where the driver can do without
    return Camera(number, cast("Capture", capture))


@contextmanager
def _silent() -> Iterator[None]:
    """Without OpenCV's log on standard error: the error says it better."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)


def _why_not(number: int) -> str:
    name = f"camera {number}"
    other = "choose another with --camera, or give a clip with --source"
    if sys.platform == "linux":
        device = f"/dev/video{number}"
        if not os.path.exists(device):  # noqa: PTH110 - a device, not a file
            return f"{name}: there is none ({device}); plug it in, {other}."
        if not os.access(device, os.R_OK | os.W_OK):
            return f"{name}: hipcheck is not allowed to use {device}; add yourself to the group `video` and log in again."
        return f"{name}: it cannot be used; close other programs that use it, or {other}."
    places = {
        "darwin": "System Settings, Privacy & Security, Camera",
        "win32": "Settings, Privacy & security, Camera",
    }
    allow = f" allow it under {places[sys.platform]}," if sys.platform in places else ""
    return f"{name}: it cannot be used; plug it in, close other programs that use it,{allow} or {other}."
