"""One picture of something that is filming right now."""

from __future__ import annotations

from dataclasses import dataclass, field

from hipcheck.video.frame import RgbImage

__all__ = ["Shot"]


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture, and when it came.

    Attributes:
        image: Shape (height, width, 3), uint8, RGB. Whoever holds the shot may draw into it.
        grabbed_s: `time.perf_counter()` when it came, before it was decoded.
    """

    image: RgbImage = field(repr=False)
    grabbed_s: float
