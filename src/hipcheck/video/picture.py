"""A picture as video stores it: brightness for every pixel, colour for every second one each way (Y'CbCr 4:2:0).

Nearly every clip comes in this format, and every clip is written in it. Who works on it as it is saves two conversions
of every pixel, and leaves what is not touched exactly as it was filmed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple, Self, TypeAlias, cast

import av
import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.video.frame import RgbImage

__all__ = ["BT601", "BT709", "Matrix", "Plane", "YuvFrame", "YuvPicture", "planes_of"]

Plane: TypeAlias = npt.NDArray[np.uint8]
"""Shape (height, width): one of the three parts of a picture."""

# Code values of 8-bit pictures of limited range (Rec. ITU-R BT.709-6, items 4.3 to 4.6)
_BLACK: Final = 16
_LUMA_RANGE: Final = 219
_GREY: Final = 128
_CHROMA_RANGE: Final = 224


class Matrix(NamedTuple):
    """How brightness is made of red, green and blue: the weights of red and of blue."""

    kr: float
    kb: float


BT601: Final = Matrix(0.299, 0.114)  # Rec. ITU-R BT.601-7, 2.5.1
BT709: Final = Matrix(0.2126, 0.0722)  # Rec. ITU-R BT.709-6, item 3.2


class YuvPicture:
    """One picture, upright, with square pixels, 8 bits, limited range. Whoever holds it may draw into its planes.

    Attributes:
        frame: The picture as FFmpeg has it.
        matrix: What its colours mean.
        planes: Y of shape (height, width), Cb and Cr of half of both, uint8: views of the frame's memory.
    """

    def __init__(self, frame: av.VideoFrame, matrix: Matrix) -> None:
        """Take over a frame of format yuv420p and even size that nobody else writes to."""
        self.frame = frame
        self.matrix = matrix
        self.planes = planes_of(frame)

    @classmethod
    def empty(cls, width_px: int, height_px: int, matrix: Matrix) -> Self:
        """A picture whose content is not yet decided; an odd size grows by a column or a row."""
        return cls(av.VideoFrame(width_px + width_px % 2, height_px + height_px % 2, "yuv420p"), matrix)

    @property
    def width_px(self) -> int:
        """Of the picture; even."""
        return self.frame.width

    @property
    def height_px(self) -> int:
        """Of the picture; even."""
        return self.frame.height

    def code(self, red: int, green: int, blue: int) -> tuple[int, int, int]:
        """Y, Cb and Cr of a colour."""
        return _code(self.matrix, red, green, blue)

    def rgb(self, left: int, top: int, right: int, bottom: int) -> RgbImage:
        """A part of the picture as RGB, a copy, shape (bottom - top, right - left, 3)."""
        x, y = left // 2, top // 2
        luma, *chroma = self.planes
        halves = [plane[y : (bottom + 1) // 2, x : (right + 1) // 2] for plane in chroma]
        height, width = halves[0].shape
        wholes = [
            cv2.resize(half, (2 * width, 2 * height), interpolation=cv2.INTER_LINEAR) for half in halves
        ]
        rows, columns = slice(top - 2 * y, bottom - 2 * y), slice(left - 2 * x, right - 2 * x)
        parts = [luma[top:bottom, left:right], *(whole[rows, columns] for whole in wholes)]
        return cast("RgbImage", cv2.transform(cv2.merge(parts), _to_rgb(self.matrix)))


def planes_of(frame: av.VideoFrame) -> tuple[Plane, Plane, Plane]:
    """The parts of an 8-bit 4:2:0 frame: views, without the padding of their rows."""
    luma, cb, cr = (
        np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    return luma, cb, cr


@dataclass(frozen=True, slots=True, eq=False)
class YuvFrame:
    """One picture of a clip as video stores it; else as `Frame`.

    Attributes:
        index: Counted from 0 over the frames that were delivered, so without gaps.
        time_s: Seconds since the clip's first picture, in real time; strictly increasing from frame to frame.
        picture: The picture. The frame owns it: whoever holds the frame may draw into it.
    """

    index: int
    time_s: float
    picture: YuvPicture = field(repr=False)


@cache
def _code(matrix: Matrix, red: int, green: int, blue: int) -> tuple[int, int, int]:
    """Rec. ITU-R BT.709-6, items 3.2 to 3.4; BT.601-7 differs in the weights only."""
    kr, kb = matrix
    luma = (kr * red + (1.0 - kr - kb) * green + kb * blue) / 255.0
    cb = (blue / 255.0 - luma) / (2.0 * (1.0 - kb))
    cr = (red / 255.0 - luma) / (2.0 * (1.0 - kr))
    return (
        round(_BLACK + _LUMA_RANGE * luma),
        round(_GREY + _CHROMA_RANGE * cb),
        round(_GREY + _CHROMA_RANGE * cr),
    )


@cache
def _to_rgb(matrix: Matrix) -> npt.NDArray[np.float64]:
    """What turns (Y, Cb, Cr, 1) into (R, G, B), shape (3, 4)."""
    kr, kb = matrix
    kg = 1.0 - kr - kb
    luma, chroma = 255.0 / _LUMA_RANGE, 255.0 / _CHROMA_RANGE
    red, blue = 2.0 * (1.0 - kr) * chroma, 2.0 * (1.0 - kb) * chroma
    weights = np.array([[luma, 0.0, red], [luma, -blue * kb / kg, -red * kr / kg], [luma, blue, 0.0]])
    zero = weights @ np.array([_BLACK, _GREY, _GREY])
    return np.column_stack([weights, -zero])
