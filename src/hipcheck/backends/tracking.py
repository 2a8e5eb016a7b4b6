"""Who is who from frame to frame: pure rules on landmarks, without pictures or models.

Lengths are measured in the person's own body size, so that the rules hold near the camera and far from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LANDMARK_COUNT, TORSO, Landmark

__all__ = [
    "Place",
    "PlaceMemory",
    "Sighting",
    "boxes_overlap",
    "coincide",
    "drift",
    "intruder",
    "is_somebody_else",
    "mostly_within",
    "place_of",
]

_STEP_SIZES: Final = 0.4
"""A trunk that moves by more body sizes between two frames, and … Convention: in people who squat, walk or jump it
moves by up to 0.1 at 30 frames a second; beside each other people stand about 1 apart."""
_SPEED_SIZES_PER_S: Final = 4.0
"""… by more than this in the time between them is somebody else's trunk. Convention: about 2 m/s; the fastest seen
in people on the spot is 2.6."""
_GROWTH: Final = 1.5
"""So is a trunk that much larger or smaller than in the frame before. Convention: up to 1.1 is seen in one person."""
_RETURN_S: Final = 2.0
"""Somebody who was lost is remembered for so long. Convention."""
_RETURN_SIZES: Final = 1.0
"""And is known again within so many body sizes of where they were. Convention."""
_SAME_SIZES: Final = 0.5
"""Landmarks that lie within so many body sizes of each other on average are one person's. Convention: people
shoulder to shoulder are about 0.8 apart."""
_WITHIN_SHARE: Final = 0.6
"""Somebody whose box lies in somebody else's by more than this share may be a part of them. Convention."""
_MIN_VISIBILITY: Final = 0.5
"""Mean over the trunk, below which a new finding is not believed. 0.5 is MediaPipe's default for its confidences."""
_SETTLED_S: Final = 0.5
"""Over which a person's usual place is averaged. Convention."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One person's landmarks in one frame, as a model gives them.

    Attributes:
        xy_px: Shape (33, 2).
        world_m: Shape (33, 3).
        visibility: Shape (33,).
    """

    xy_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray

    @property
    def believable(self) -> bool:
        """Whether the trunk is seen well enough to start following somebody."""
        return bool(self.visibility[list(TORSO)].mean() >= _MIN_VISIBILITY)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where somebody is in the picture.

    Attributes:
        centre_px: Shape (2,), middle of the trunk.
        size_px: Body size: length of the trunk, breadth of the shoulders or length of a thigh, whichever appears
            longest. Seen square they are alike (0.29, 0.26 and 0.25 of a person's height: Winter 2009, fig. 4.1), and
            they are seldom all foreshortened at once.
        box_px: Shape (4,), left, top, right, bottom of all landmarks.
    """

    centre_px: FloatArray
    size_px: float
    box_px: FloatArray


def place_of(xy_px: FloatArray) -> Place:
    """The place of somebody with these landmarks, shape (33, 2)."""
    if xy_px.shape != (LANDMARK_COUNT, 2):
        raise ValueError(f"xy_px must have shape ({LANDMARK_COUNT}, 2), but has {xy_px.shape}")
    shoulders = xy_px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    hips = xy_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    knees = xy_px[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]]
    thighs_px = np.linalg.norm(hips - knees, axis=1)
    size_px = max(
        float(np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0))),
        float(np.linalg.norm(shoulders[0] - shoulders[1])),
        float(thighs_px.max()),
        1.0,  # a heap of landmarks in one point has a size too
    )
    return Place(
        centre_px=xy_px[list(TORSO)].mean(axis=0),
        size_px=size_px,
        box_px=np.concatenate([xy_px.min(axis=0), xy_px.max(axis=0)]),
    )


def is_somebody_else(before: Place, now: Place, elapsed_s: float) -> bool:
    """Whether landmarks that were `before` and are `now` have jumped to another person.

    Args:
        before: In the frame before.
        now: In this frame.
        elapsed_s: Time between the two frames.
    """
    limit = _STEP_SIZES + _SPEED_SIZES_PER_S * min(elapsed_s, _RETURN_S)
    growth = now.size_px / before.size_px
    return _apart(before, now) > limit or not 1 / _GROWTH < growth < _GROWTH


def coincide(a: Sighting, b: Sighting) -> bool:
    """Whether two sets of landmarks lie on one and the same person."""
    size_px = min(place_of(a.xy_px).size_px, place_of(b.xy_px).size_px)
    distances_px = np.linalg.norm(a.xy_px - b.xy_px, axis=1)
    return bool(distances_px.mean() < _SAME_SIZES * size_px)


def mostly_within(a: Place, b: Place) -> bool:
    """Whether the smaller of two boxes lies mostly in the other."""
    shared = np.minimum(a.box_px[2:], b.box_px[2:]) - np.maximum(a.box_px[:2], b.box_px[:2])
    smaller = min(float(np.prod(p.box_px[2:] - p.box_px[:2])) for p in (a, b))
    return bool(float(np.prod(np.clip(shared, 0.0, None))) > _WITHIN_SHARE * smaller)


def boxes_overlap(a: Place, b: Place, margin_sizes: float) -> bool:
    """Whether two boxes come nearer than `margin_sizes` body sizes of `a`."""
    margin = margin_sizes * a.size_px
    return bool((a.box_px[:2] - margin < b.box_px[2:]).all() and (b.box_px[:2] < a.box_px[2:] + margin).all())


def intruder(homes: tuple[Place, Place], now: tuple[Place, Place]) -> int:
    """Which of two people, whose landmarks have become the same, has slipped onto the other.

    Args:
        homes: Where each of the two was lately.
        now: Where their landmarks are now.

    Returns:
        0 or 1: the one that is farther from home; the second where that does not differ.
    """
    strays = [_apart(home, place) for home, place in zip(homes, now, strict=True)]
    return 0 if strays[0] > strays[1] else 1


def drift(home: Place, now: Place, elapsed_s: float) -> Place:
    """Where somebody usually is: follows them over half a second."""
    share = float(-np.expm1(-elapsed_s / _SETTLED_S))
    return Place(
        centre_px=home.centre_px + share * (now.centre_px - home.centre_px),
        size_px=home.size_px + share * (now.size_px - home.size_px),
        box_px=home.box_px + share * (now.box_px - home.box_px),
    )


class PlaceMemory:
    """Hands out ids, and knows people again who were lost a moment ago."""

    def __init__(self) -> None:
        self._count = 0
        self._lost: dict[int, tuple[Place, float]] = {}

    def lose(self, person_id: int, place: Place, time_s: float) -> None:
        """Remember where somebody was last seen."""
        self._lost[person_id] = (place, time_s)

    def recently_lost(self, time_s: float, within_s: float) -> bool:
        """Whether somebody went missing within the last `within_s` seconds and has not been found since."""
        return any(time_s - lost_s <= within_s for _, lost_s in self._lost.values())

    def identify(self, place: Place, time_s: float) -> int:
        """The id of whoever was lost nearest to here, or a new one."""
        self._lost = {person: lost for person, lost in self._lost.items() if time_s - lost[1] <= _RETURN_S}
        near = {
            person: _apart(was, place)
            for person, (was, _) in self._lost.items()
            if _apart(was, place) <= _RETURN_SIZES and 1 / _GROWTH < place.size_px / was.size_px < _GROWTH
        }
        if near:
            person = min(near, key=near.__getitem__)
            del self._lost[person]
            return person
        self._count += 1
        return self._count


def _apart(a: Place, b: Place) -> float:
    """Distance between two trunks, in body sizes of the first."""
    return float(np.linalg.norm(a.centre_px - b.centre_px)) / a.size_px
