"""Who of the people in view does the exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.live.looks import LivePerson, Look

__all__ = ["Follower"]

_CLEARLY_TALLER: Final = 1.2
"""Before the exercise begins somebody else is followed once they look taller by this factor, for `_TALLER_FOR_S`: who stands
nearer to the camera does the exercise. Conventions."""
_TALLER_FOR_S: Final = 1.0
_NEAR_HEIGHTS: Final = 0.4
"""Body heights from where the followed person was last seen, within which somebody new is taken to be the same. Convention."""
_LOST_S: Final = 5.0
"""After so long anybody may take their place."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody is in the picture: middle and height, pixels."""

    x_px: float
    y_px: float
    tall_px: float


def _place(person: LivePerson) -> _Place:
    known: FloatArray = person.xy_px[np.isfinite(person.xy_px[:, 0])]
    if not len(known):
        return _Place(0.0, 0.0, 0.0)
    low, high = known.min(axis=0), known.max(axis=0)
    x, y = (low + high) / 2.0
    return _Place(float(x), float(y), float(high[1] - low[1]))


class Follower:
    """Follows one person: the tallest at first, and whoever stood for the baseline from then on."""

    def __init__(self) -> None:
        self._followed: int | None = None
        self._last: _Place | None = None
        self._seen_s = -np.inf
        self._rival: int | None = None
        self._rival_since_s = -np.inf
        self._sworn = False

    def stay(self) -> None:
        """From now on follow this person and nobody else, until they are gone for long."""
        self._sworn = True

    def release(self) -> None:
        """Anybody may be followed again."""
        self._sworn = False

    def choose(self, look: Look) -> tuple[LivePerson | None, bool]:
        """The person to follow in one more frame, and whether that is somebody else than before."""
        followed = next((p for p in look.people if p.person_id == self._followed), None)
        if followed is None:
            followed = self._again(look)
        elif not self._sworn:
            followed = self._rather(followed, look)
        if followed is None:
            return None, False
        place = _place(followed)
        somebody_else = self._last is None or (
            followed.person_id != self._followed and not _near(place, self._last)
        )
        self._followed, self._last, self._seen_s = followed.person_id, place, look.time_s
        return followed, somebody_else

    def _again(self, look: Look) -> LivePerson | None:
        """Somebody who stands where the followed person was; anybody, where there is nobody to wait for."""
        if not look.people:
            return None
        near = [p for p in look.people if self._last is not None and _near(_place(p), self._last)]
        waits = self._sworn and look.time_s < self._seen_s + _LOST_S
        candidates = near or ([] if waits else list(look.people))
        return max(candidates, key=lambda p: _place(p).tall_px, default=None)

    def _rather(self, followed: LivePerson, look: Look) -> LivePerson:
        """Somebody clearly taller, once they have been for a while."""
        tallest = max(look.people, key=lambda p: _place(p).tall_px)
        if tallest is followed or _place(tallest).tall_px < _CLEARLY_TALLER * _place(followed).tall_px:
            self._rival = None
            return followed
        if tallest.person_id != self._rival:
            self._rival, self._rival_since_s = tallest.person_id, look.time_s
        return tallest if look.time_s >= self._rival_since_s + _TALLER_FOR_S else followed


def _near(one: _Place, other: _Place) -> bool:
    apart = float(np.hypot(one.x_px - other.x_px, one.y_px - other.y_px))
    return apart < _NEAR_HEIGHTS * max(one.tall_px, other.tall_px, 1.0)
