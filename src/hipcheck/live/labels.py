"""Puts left and right right at once, where a model exchanges them at the bottom of a rep.

`hipcheck.identity.repair_sides` does it better, once it knows what came after.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, IntArray, length
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, LIMB_PAIRS, Landmark, Side

__all__ = ["order_of"]

_CLEARLY: Final = 0.06
"""Body heights by which the other foot must be nearer to where the standing one was: less than feet side by side are apart,
more than a standing foot's landmark strays. Convention."""
_TRUNK: Final = ((Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER), (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))


def order_of(
    xy_px: FloatArray, leg: Side, place_px: FloatArray, across_px: float, tall_px: float
) -> IntArray:
    """In which order to take somebody's landmarks.

    Args:
        xy_px: Shape (33, 2), as the model gives them.
        leg: That stands.
        place_px: Shape (2,), where its ankle was before.
        across_px: How far the left hip and shoulder lay to the right of the right ones in standing; 0 where that is not told.
        tall_px: The person's height.

    Returns:
        Shape (33,): as they are, or with legs, or trunk, exchanged.
    """
    order = np.arange(LANDMARK_COUNT)
    own, other = (length(xy_px[LEGS[side].ankle] - place_px) for side in (leg, leg.other))
    if other + _CLEARLY * tall_px < own:
        _exchange(order, LIMB_PAIRS)
    seen = sum(float(xy_px[left, 0] - xy_px[right, 0]) for left, right in _TRUNK)
    if seen * across_px < 0.0 and abs(seen) > 0.25 * abs(across_px):
        _exchange(order, _TRUNK)
    return order


def _exchange(order: IntArray, pairs: tuple[tuple[Landmark, Landmark], ...]) -> None:
    for left, right in pairs:
        order[left], order[right] = right, left
