"""One picture of a clip, as everything after the reader sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Frame", "RgbImage"]

RgbImage: TypeAlias = npt.NDArray[np.uint8]
"""Shape (height, width, 3), red first, 8 bits, sRGB-like."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture, upright and with square pixels.

    Attributes:
        index: Counted from 0 over the frames that were delivered, so without gaps.
        time_s: Seconds since the clip's first picture, in real time; strictly increasing from frame to frame.
        image: Shape (height, width, 3), uint8, RGB, C-contiguous. The frame owns it: whoever holds the frame may
            draw into it.
    """

    index: int
    time_s: float
    image: RgbImage = field(repr=False)
