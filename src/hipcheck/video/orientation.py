"""How the stored picture must be turned and mirrored to stand upright.

A phone stores what its sensor sees and writes beside it, as the container's display matrix, how it was held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self, TypeAlias, cast

import cv2
import numpy as np

from hipcheck.video.frame import RgbImage
from hipcheck.video.picture import Plane

__all__ = ["UPRIGHT", "Orientation", "Turn"]

Turn: TypeAlias = Literal[0, 90, 180, 270]

_CV_TURN: Final = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}

# (axes exchanged, x axis reversed) of an unmirrored matrix
_TURN: Final[dict[tuple[bool, bool], Turn]] = {
    (False, False): 0,
    (True, True): 90,
    (False, True): 180,
    (True, False): 270,
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """What makes the stored picture upright: first the turn, then the mirroring.

    Attributes:
        turn_deg: Quarter turns clockwise.
        mirrored: True where left and right are then exchanged.
    """

    turn_deg: Turn
    mirrored: bool

    @classmethod
    def from_display_matrix(cls, matrix: Sequence[int]) -> Self:
        """Read the container's display matrix.

        Args:
            matrix: Nine numbers `a b u c d v x y w`; a stored pixel (x, y), y down, is shown at
                (a·x + c·y, b·x + d·y), up to a shift (ISO/IEC 14496-12, 6.2.2). Scale does not matter.

        Returns:
            The nearest of the eight orientations that keep pixels square to the axes. Players turn by other
            angles too; no camera writes them.
        """
        a, b, _, c, d = matrix[:5]
        exchanged = abs(b) + abs(c) > abs(a) + abs(d)
        mirrored = a * d - b * c < 0
        reversed_x = (c if exchanged else a) < 0
        return cls(turn_deg=_TURN[exchanged, reversed_x != mirrored], mirrored=mirrored)

    @property
    def exchanges_axes(self) -> bool:
        """True where the upright picture is as wide as the stored one is high."""
        return self.turn_deg in (90, 270)

    def apply(self, image: RgbImage) -> RgbImage:
        """Turn and mirror a stored picture; the result is C-contiguous, shape (height, width, 3)."""
        if self.turn_deg:
            # 7 times faster than np.rot90 with its copy: 1.3 ms against 9.7 ms for 1080 x 1920 on a 2-core machine
            image = cast("RgbImage", cv2.rotate(image, _CV_TURN[self.turn_deg]))
        if self.mirrored:
            image = cast("RgbImage", cv2.flip(image, 1))
        return np.ascontiguousarray(image)

    def put(self, plane: Plane, target: Plane) -> None:
        """Turn and mirror one plane of a stored picture into `target`, which has the upright plane's shape."""
        if self.turn_deg:
            cv2.rotate(plane, _CV_TURN[self.turn_deg], dst=target)
        else:
            np.copyto(target, plane)
        if self.mirrored:
            cv2.flip(target, 1, dst=target)


UPRIGHT: Final = Orientation(turn_deg=0, mirrored=False)
