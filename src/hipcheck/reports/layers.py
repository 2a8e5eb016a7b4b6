"""What is drawn on: an RGB image, or the three planes of a picture as video stores it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Colour", "Image", "Layer", "VideoPicture", "layers_of"]

Image: TypeAlias = npt.NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]


class VideoPicture(Protocol):
    """A picture in Y'CbCr, 4:2:0: brightness for every pixel, colour for every second one each way."""

    @property
    def planes(self) -> tuple[Image, Image, Image]:
        """Y of shape (H, W), Cb and Cr of shape (H/2, W/2); writable."""
        ...

    def code(self, red: int, green: int, blue: int) -> tuple[int, int, int]:
        """Y, Cb and Cr of a colour."""
        ...

    def rgb(self, left: int, top: int, right: int, bottom: int) -> Image:
        """A part as RGB, a copy, shape (bottom - top, right - left, 3)."""
        ...


@dataclass(frozen=True, slots=True)
class Layer:
    """Something that OpenCV can draw on.

    Attributes:
        pixels: Shape (H, W, 3) or (H, W); drawn on in place.
        step: How many pixels of the picture make one of the layer, each way.
        ink: The values that a colour has here.
        black: The value of black, towards which things are darkened.
    """

    pixels: Image
    step: int
    ink: Callable[[Colour], tuple[int, ...]]
    black: int

    def part(self, left: int, top: int, right: int, bottom: int) -> Image:
        """A view of a rectangle of the picture, cut off at its edges; of a coarser layer all that it touches."""
        first_row, first_column = max(0, top) // self.step, max(0, left) // self.step
        end_row, end_column = -(-max(0, bottom) // self.step), -(-max(0, right) // self.step)
        return self.pixels[first_row:end_row, first_column:end_column]


def layers_of(picture: Image | VideoPicture) -> tuple[Layer, ...]:
    """The layers of a picture, the one of full size first.

    Raises:
        ValueError: It is an array, but not a writable, contiguous one of bytes of shape (H, W, 3).
    """
    if not isinstance(picture, np.ndarray):
        code = picture.code
        luma, cb, cr = picture.planes
        black = code(0, 0, 0)
        return (
            Layer(luma, 1, lambda colour: code(*colour)[:1], black[0]),
            Layer(cb, 2, lambda colour: code(*colour)[1:2], black[1]),
            Layer(cr, 2, lambda colour: code(*colour)[2:], black[2]),
        )
    flags = picture.flags
    writable = flags.c_contiguous and flags.writeable
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not writable:
        raise ValueError(
            "image must be a writable, contiguous array of bytes of shape (H, W, 3), but is "
            f"{picture.dtype} of shape {picture.shape}"
        )
    return (Layer(picture, 1, lambda colour: colour, 0),)
