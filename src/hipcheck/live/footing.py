"""How far the shoulders have come down towards where a foot stands: the causal twin of `hipcheck.dips.drop_over`.

A place is remembered, and not which foot it was: models exchange the feet at the bottom of a rep, and then still see a foot
in that place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics.anatomy import standing_length

__all__ = ["Footing"]

_SAME_PLACE: Final = 0.1
_HANGING: Final = 0.4
_CROUCHED: Final = 0.25
"""Leg lengths, as in `hipcheck.support` and `hipcheck.dips`: how far a standing foot's landmark strays, how far above the other
one a foot hangs in the air, and how near to upright somebody must have been over a foot for it to carry."""
_STAND_S: Final = 0.2
"""A foot stands for at least so long, likewise."""
_GONE_S: Final = 0.5
"""A foot that is not seen in its place for so long has left it. Convention."""
_FOLLOW_S: Final = 3.0
"""A place follows its foot that slowly, as landmarks creep: a free foot that goes down with the body leaves it. Convention."""
_NOTE_S: Final = 0.1
_NOTES: Final = 200


@dataclass(slots=True)
class _Place:
    """Where a foot stands.

    Attributes:
        xy_px: In the picture.
        since_s: Since when.
        seen_s: When a foot was last there.
        heights_px: Distances of the shoulders from it, every tenth of a second.
        noted_s: When the last of them was noted.
    """

    xy_px: FloatArray
    since_s: float
    seen_s: float
    heights_px: list[float] = field(default_factory=list)
    noted_s: float = float("-inf")

    def note(self, time_s: float, height_px: float) -> None:
        """Note a distance, now and then."""
        if time_s >= self.noted_s + _NOTE_S:
            self.noted_s = time_s
            self.heights_px = [*self.heights_px[1 - _NOTES :], height_px]


class Footing:
    """The places where feet stand, and the shoulders above them."""

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def see(self, time_s: float, ankles_px: FloatArray, shoulders_px: FloatArray, leg_px: float) -> float:
        """One more moment.

        Args:
            time_s: Of the frame.
            ankles_px: Shape (2, 2), either way round; NaN where one is not seen.
            shoulders_px: Shape (2,), their middle.
            leg_px: Length of a leg.

        Returns:
            How far the shoulders have come down, in leg lengths, as in `hipcheck.dips.drop_over`; NaN where no foot stands.
        """
        if not leg_px > 0.0:
            return float("nan")
        known = ankles_px[np.isfinite(ankles_px[:, 0])]
        self._follow(time_s, known, leg_px)
        self._begin(time_s, known, leg_px)
        standing = [place for place in self._places if time_s >= place.since_s + _STAND_S]
        if not standing or not np.isfinite(shoulders_px).all():
            return float("nan")
        heights = [float(length(shoulders_px - place.xy_px)) for place in standing]
        for place, height in zip(standing, heights, strict=True):
            place.note(time_s, height)
        upright = [standing_length(np.array(place.heights_px)) for place in standing]
        carries = max(upright) - _CROUCHED * leg_px
        return max(
            (stood - height) / leg_px
            for stood, height in zip(upright, heights, strict=True)
            if stood > carries
        )

    def _follow(self, time_s: float, ankles_px: FloatArray, leg_px: float) -> None:
        for place in self._places:
            away = length(ankles_px - place.xy_px)
            if away.size and away.min() < _SAME_PLACE * leg_px:
                share = min((time_s - place.seen_s) / _FOLLOW_S, 1.0)
                place.xy_px = place.xy_px + share * (ankles_px[int(away.argmin())] - place.xy_px)
                place.seen_s = time_s
            elif time_s < place.since_s + _STAND_S:
                place.seen_s = -np.inf  # it only passed
        self._places = [place for place in self._places if time_s <= place.seen_s + _GONE_S]

    def _begin(self, time_s: float, ankles_px: FloatArray, leg_px: float) -> None:
        for ankle in ankles_px:
            hangs = bool((ankles_px[:, 1] - ankle[1] > _HANGING * leg_px).any())
            near = [length(ankle - place.xy_px) < _SAME_PLACE * leg_px for place in self._places]
            if not hangs and not any(near):
                self._places.append(_Place(ankle, time_s, time_s))
