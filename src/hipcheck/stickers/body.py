"""Where to look for stickers on a person, and in which pictures: told by the landmarks, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Landmark

__all__ = ["Body", "Posture", "body_of"]

_UPRIGHT_SHARE: Final = 0.9
"""Hips higher above the feet than this share of the highest so far: standing. Convention."""
_TALL_SHARE: Final = 0.97
"""And higher than this one: on straight legs, a knee bent by less than 28°."""
_FORGET_PER_S: Final = 0.02
"""By which that highest is let down again, as people walk away from the camera. Convention."""
_QUIET_SIZES_PER_S: Final = 0.4
"""Hips that move slower, in body sizes a second, stand still: a squat of two seconds moves them at about 0.5."""
_SETTLING_S: Final = 0.15
"""Over which their speed is averaged. Convention."""
_FRONTAL_SIZES: Final = 0.3
"""Shoulders that look narrower than this are seen from the side, where one sticker hides. Convention."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A person's trunk in one frame.

    Attributes:
        mid_hip_px: Shape (2,), middle between the hip landmarks.
        left_x: Which way the person's left lies in the picture: +1 right, -1 left.
        size_px: Length of the trunk or breadth of the shoulders, whichever looks longer: about half a metre.
        hip_height_px: Of the hips above the lower ankle.
        feet_differ_px: Height of one ankle over the other's.
        frontal: The shoulders are seen side by side.
    """

    mid_hip_px: FloatArray
    left_x: float
    size_px: float
    hip_height_px: float
    feet_differ_px: float
    frontal: bool


def body_of(xy_px: FloatArray) -> Body | None:
    """The trunk of somebody with these landmarks, shape (33, 2); None where a hip or shoulder is not known."""
    xy = np.asarray(xy_px, dtype=np.float64)
    left_hip, right_hip = xy[Landmark.LEFT_HIP], xy[Landmark.RIGHT_HIP]
    left_shoulder, right_shoulder = xy[Landmark.LEFT_SHOULDER], xy[Landmark.RIGHT_SHOULDER]
    trunk = (left_hip + right_hip - left_shoulder - right_shoulder) / 2.0
    breadth = left_shoulder - right_shoulder
    size_px = max(float(np.hypot(*trunk)), float(np.hypot(*breadth)))
    if not size_px > 0.0:  # nor where it is NaN
        return None
    mid_hip = (left_hip + right_hip) / 2.0
    ankles_y = float(xy[Landmark.LEFT_ANKLE, 1]), float(xy[Landmark.RIGHT_ANKLE, 1])
    across = float(breadth[0] + left_hip[0] - right_hip[0])
    return Body(
        mid_hip_px=mid_hip,
        left_x=1.0 if across >= 0.0 else -1.0,
        size_px=size_px,
        hip_height_px=max(ankles_y) - float(mid_hip[1]),
        feet_differ_px=abs(ankles_y[0] - ankles_y[1]),
        frontal=abs(float(breadth[0])) >= _FRONTAL_SIZES * size_px,
    )


class Posture:
    """Tells from the frames so far whether somebody stands still, and how large they are when they do.

    Attributes:
        size_px: Body size in standing, NaN before the first frame; of the frame at hand until somebody has stood.
        upright: In the last frame they stood, on one leg or both.
        tall: And with straight legs.
        quiet: And the hips did not move.
    """

    def __init__(self) -> None:
        self.size_px = float("nan")
        self.upright = False
        self.tall = False
        self.quiet = False
        self._last: tuple[FloatArray, float] | None = None
        self._speed = float("inf")
        self._highest_px = 0.0

    def see(self, body: Body, time_s: float) -> None:
        """Take the next frame into account."""
        self._highest_px *= 1.0 - _FORGET_PER_S * self._elapsed_s(time_s)
        self._highest_px = max(self._highest_px, body.hip_height_px)
        self.upright = body.hip_height_px >= _UPRIGHT_SHARE * self._highest_px
        self.tall = body.hip_height_px >= _TALL_SHARE * self._highest_px
        self._follow_speed(body, time_s)
        self.quiet = self.upright and self._speed < _QUIET_SIZES_PER_S
        if not np.isfinite(self.size_px):
            self.size_px = body.size_px
        elif self.upright:
            self.size_px += 0.2 * (body.size_px - self.size_px)

    def _elapsed_s(self, time_s: float) -> float:
        return time_s - self._last[1] if self._last is not None else 0.0

    def _follow_speed(self, body: Body, time_s: float) -> None:
        if self._last is not None:
            before, before_s = self._last
            elapsed_s = time_s - before_s
            moved = float(np.hypot(*(body.mid_hip_px - before)))
            speed = moved / body.size_px / elapsed_s
            share = 1.0 if not np.isfinite(self._speed) else float(-np.expm1(-elapsed_s / _SETTLING_S))
            self._speed = speed if share == 1.0 else self._speed + share * (speed - self._speed)
        self._last = (body.mid_hip_px, time_s)
