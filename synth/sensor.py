"""What a camera's sensor adds to the light that falls on it: noise, and blur of what moves while it is exposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["Sensor", "exposed"]

Picture = npt.NDArray[np.uint8]

_SPARE_PX: Final = 64
_COLOURED: Final = 0.5  # share of the noise that differs between red, green and blue; convention


class Sensor:
    """Adds noise: one large field, seen through a window at another place for each frame."""

    def __init__(self, width_px: int, height_px: int, noise_sd: float, seed: int) -> None:
        """Make the noise for pictures of this size.

        Args:
            width_px: Of the pictures.
            height_px: Of the pictures.
            noise_sd: Standard deviation in each channel, of 255.
            seed: The same seed gives the same noise.
        """
        self._random = np.random.default_rng([seed, 29])
        size = (height_px + _SPARE_PX, width_px + _SPARE_PX)
        grey = self._random.standard_normal((*size, 1), np.float32)
        colours = self._random.standard_normal((*size, 3), np.float32)
        both = np.sqrt(1 - _COLOURED**2) * grey + _COLOURED * colours
        smeared = cv2.GaussianBlur(both, (0, 0), 0.6)  # as by the interpolation of a sensor's colour filter
        self._noise = np.round(smeared * (noise_sd / smeared.std())).astype(np.int16)
        self._size = (width_px, height_px)
        self._silent = noise_sd == 0

    def record(self, picture: Picture) -> Picture:
        """The picture with the next frame's noise."""
        if self._silent:
            return picture
        left, top = self._random.integers(0, _SPARE_PX, 2)
        window = self._noise[top : top + self._size[1], left : left + self._size[0]]
        return np.asarray(cv2.add(picture, window, dtype=cv2.CV_8U), np.uint8)


def exposed(pictures: Sequence[Picture]) -> Picture:
    """One picture of several moments of an exposure: the mean of their light, not of their values."""
    if len(pictures) == 1:
        return pictures[0]
    light = np.zeros(pictures[0].shape, np.float32)
    for picture in pictures:
        cv2.accumulateSquare(picture, light)
    return np.asarray(np.sqrt(light / len(pictures)) + 0.5, np.uint8)
