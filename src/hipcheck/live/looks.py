"""What the camera shows at one moment of a live session, as its logic sees it: landmarks and a few numbers, no pixels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.poses import FrameSize

__all__ = ["LivePerson", "Look"]


def _no_stickers() -> FloatArray:
    return np.full((2, 2), np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class LivePerson:
    """Somebody in one frame, as the pose model sees them: neither smoothed nor mirrored.

    Attributes:
        person_id: The same number for the same person from frame to frame, counted from 1.
        xy_px: Shape (33, 2). Pixels of the frame as filmed, origin top left, y down.
        world_m: Shape (33, 3). MediaPipe's world landmarks; see `PoseSequence`.
        visibility: Shape (33,), in [0, 1].
        asis_px: Shape (2, 2). Left and right sticker in this frame, NaN without.
    """

    person_id: int
    xy_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    asis_px: FloatArray = field(default_factory=_no_stickers)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One frame.

    Attributes:
        time_s: Seconds of the session, 0 at its first frame, increasing.
        size: Of the frame.
        people: Everybody found, in no particular order.
        luma: Mean brightness of the frame, 0 (black) to 255.
    """

    time_s: float
    size: FrameSize
    people: tuple[LivePerson, ...]
    luma: float
