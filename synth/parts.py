"""Parts of a picture: what has to be drawn anew in a frame, and what need not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Part", "part_around"]


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of pixels; `right` and `bottom` are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """Whether nothing of it is in the picture."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        return (self.left, self.top, *self.size)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of a picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def enlarged(self, scale: float) -> tuple[int, int, int, int]:
        """`box` in a picture that is `scale` times as large; whole where all edges times `scale` are."""
        left, top, right, bottom = (
            round(edge * scale) for edge in (self.left, self.top, self.right, self.bottom)
        )
        return left, top, right - left, bottom - top


def part_around(points_px: npt.NDArray[np.float64], margin_px: int, size_px: tuple[int, int]) -> Part:
    """The part of a picture that holds all points, its edges even so that they stay whole at one and a half times.

    Args:
        points_px: Shape (N, 2); NaN for points behind the camera.
        margin_px: Around them.
        size_px: Width and height of the picture.
    """
    seen = points_px[np.isfinite(points_px).all(axis=1)]
    if len(seen) == 0:
        return Part(0, 0, 0, 0)
    low = np.clip(np.floor((seen.min(axis=0) - margin_px) / 2) * 2, 0, size_px).astype(int)
    high = np.clip(np.ceil((seen.max(axis=0) + margin_px) / 2) * 2, 0, size_px).astype(int)
    return Part(*low.tolist(), *high.tolist())
