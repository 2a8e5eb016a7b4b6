"""Simple people for tests of who is who: landmarks at known places, and pictures in which they can be told apart."""

from __future__ import annotations

import numpy as np

from hipcheck.backends.tracking import Sighting
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side

SHAPE = (400, 800, 3)
"""Height, width and channels of the pictures."""


def standing(x_px: float, y_px: float = 200.0, size_px: float = 60.0) -> np.ndarray:
    """Landmarks of somebody upright whose trunk has its centre at (x, y) and is `size_px` long.

    Shoulders and hips are equally wide, so that the centre of the trunk is the centre of its four corners.
    """
    xy = np.empty((LANDMARK_COUNT, 2))
    for side, out in ((Side.RIGHT, -0.35), (Side.LEFT, 0.35)):
        leg = LEGS[side]
        for landmark, x, y in (
            (leg.shoulder, out, -0.5),
            (leg.hip, out, 0.5),
            (leg.knee, out, 1.4),
            (leg.ankle, out, 2.3),
            (leg.heel, out, 2.4),
            (leg.toe, out * 1.2, 2.45),
        ):
            xy[landmark] = x, y
        arm = 1 if side is Side.LEFT else 0
        xy[Landmark.LEFT_ELBOW if arm else Landmark.RIGHT_ELBOW] = out * 1.4, 0.1
        for first in (Landmark.RIGHT_WRIST, Landmark.RIGHT_PINKY, Landmark.RIGHT_INDEX, Landmark.RIGHT_THUMB):
            xy[first - arm] = out * 1.5, 0.6
    xy[: Landmark.LEFT_SHOULDER] = 0.0, -0.9
    return xy * size_px + [x_px, y_px]


def sighting(xy_px: np.ndarray, visibility: float = 0.9) -> Sighting:
    return Sighting(xy_px, np.zeros((LANDMARK_COUNT, 3)), np.full(LANDMARK_COUNT, visibility))
