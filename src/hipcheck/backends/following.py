"""Follows several people with landmarkers that can each follow one.

A landmarker that follows somebody looks at every frame; people close to its own are painted out, their overlap with it
excepted. Now and then, and at once when somebody has gone missing, a free landmarker looks at the frame without all
those who are followed: whoever is left is somebody new, or somebody back.

Nothing here knows the future, so a camera and a file give the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Protocol

import numpy as np

from hipcheck.backends.base import Image
from hipcheck.backends.painting import without
from hipcheck.backends.tracking import (
    Place,
    PlaceMemory,
    Sighting,
    boxes_overlap,
    coincide,
    drift,
    intruder,
    is_somebody_else,
    mostly_within,
    place_of,
)

__all__ = ["Follower", "Landmarker"]

_SEARCH_EVERY_S: Final = 0.5
"""How often somebody new is looked for. Convention: with one person at 30 frames a second 5 to 10 % of the time."""
_SEARCH_AGAIN_S: Final = 0.5
"""For so long after somebody went missing, every frame is searched. Convention."""
_NEAR_SIZES: Final = 1.0
"""People farther from somebody than so many body sizes lie outside what a landmarker looks at. MediaPipe's region is
1.25 times the person."""
_MIN_HEIGHT_SHARE: Final = 0.15
"""Beside somebody else, people smaller than this share of the picture's height are left alone: too small to measure.
Convention; `IdentitySettings.min_height_share` decides about the rest."""
_LARGER: Final = 1.3
"""With all places taken, only somebody larger than the smallest by this factor takes that one's. Convention: makes
up for sizes that waver."""


class Landmarker(Protocol):
    """Finds one person, and follows them from frame to frame."""

    def find(self, image_rgb: Image) -> Sighting | None:
        """The person followed, or else anybody in the picture; None where there is nobody."""
        ...

    def forget(self) -> None:
        """Follow nobody any more."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(slots=True)
class _Followed:
    """Somebody, and the landmarker that follows them."""

    person_id: int
    landmarker: Landmarker
    sighting: Sighting
    place: Place
    home: Place


class Follower:
    """Follows up to `max_people` people through the frames of one clip.

    Args:
        open_landmarker: Makes a landmarker. The first is made at once, others when they are needed.
        max_people: The largest are followed if there are more.
    """

    def __init__(self, open_landmarker: Callable[[], Landmarker], max_people: int) -> None:
        if max_people < 1:
            raise ValueError(f"max_people must be at least 1, but is {max_people}")
        self._open_landmarker = open_landmarker
        self._max_people = max_people
        self._memory = PlaceMemory()
        self._people: list[_Followed] = []
        self._idle: list[Landmarker] = [open_landmarker()]
        self._threads = ThreadPoolExecutor(max_workers=max_people, thread_name_prefix="pose")
        self._forgetting: Future[None] | None = None
        self._last_s = -np.inf
        self._last_search_s = -np.inf
        self._closed = False

    def close(self) -> None:
        """Close all landmarkers. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._threads.shutdown()
        for landmarker in (*self._idle, *(person.landmarker for person in self._people)):
            landmarker.close()

    def update(self, image_rgb: Image, time_s: float) -> tuple[tuple[int, Sighting], ...]:
        """Everybody in the next frame, with their ids."""
        self._follow(image_rgb, time_s, time_s - self._last_s)
        self._separate(time_s)
        if self._search_is_due(time_s):
            self._search(image_rgb, time_s)
        self._last_s = time_s
        return tuple((person.person_id, person.sighting) for person in self._people)

    def _follow(self, image_rgb: Image, time_s: float, elapsed_s: float) -> None:
        """Let everybody's own landmarker look at the frame, all at the same time."""

        def look(person: _Followed) -> Sighting | None:
            others = [other for other in self._people if other is not person]
            picture = _without_neighbours(image_rgb, person.sighting, others)
            return person.landmarker.find(picture)

        # A single person is not worth a thread's start.
        several = len(self._people) > 1
        sightings = list(self._threads.map(look, self._people) if several else map(look, self._people))
        for person, sighting in zip(tuple(self._people), sightings, strict=True):
            if sighting is None:
                self._lose(person, person.place, time_s)
            else:
                self._move(person, sighting, time_s, elapsed_s)

    def _move(self, person: _Followed, sighting: Sighting, time_s: float, elapsed_s: float) -> None:
        before, now = person.place, place_of(sighting.xy_px)
        person.sighting, person.place = sighting, now
        if is_somebody_else(before, now, elapsed_s):
            # Named first: whoever has just been left must not be taken for the one now found.
            somebody_else = self._memory.identify(now, time_s)
            self._memory.lose(person.person_id, before, time_s)
            person.person_id, person.home = somebody_else, now
        else:
            person.home = drift(person.home, now, elapsed_s)

    def _separate(self, time_s: float) -> None:
        """Of two landmarkers on one person, free the one that came from elsewhere."""
        for a, b in combinations(tuple(self._people), 2):
            if a in self._people and b in self._people and coincide(a.sighting, b.sighting):
                older, newer = sorted((a, b), key=lambda person: person.person_id)
                wrong = (older, newer)[intruder((older.home, newer.home), (older.place, newer.place))]
                wrong.landmarker.forget()
                self._lose(wrong, wrong.home, time_s)

    def _lose(self, person: _Followed, place: Place, time_s: float) -> None:
        self._people.remove(person)
        self._idle.append(person.landmarker)
        self._memory.lose(person.person_id, place, time_s)

    def _search_is_due(self, time_s: float) -> bool:
        return (
            not self._people
            or time_s - self._last_search_s >= _SEARCH_EVERY_S
            or self._memory.recently_lost(time_s, _SEARCH_AGAIN_S)
        )

    def _search(self, image_rgb: Image, time_s: float) -> None:
        """Look for one more person, and for the next one in the next frame."""
        self._wait_for_forgetting()
        if not self._idle:
            self._idle.append(self._open_landmarker())
        landmarker = self._idle[0]
        self._last_search_s = time_s
        everybody = [person.sighting.xy_px for person in self._people]
        picture = without(image_rgb, everybody) if everybody else image_rgb
        sighting = landmarker.find(picture)
        if sighting is None:
            return
        if everybody:
            sighting = self._confirmed(landmarker, sighting, image_rgb)
        if sighting is None or not self._make_room(place_of(sighting.xy_px)):
            # As long as another look: meanwhile the next frames can be looked at.
            self._forgetting = self._threads.submit(landmarker.forget)
            return
        place = place_of(sighting.xy_px)
        person_id = self._memory.identify(place, time_s)
        self._idle.remove(landmarker)
        self._people.append(_Followed(person_id, landmarker, sighting, place, place))
        self._last_search_s = -np.inf

    def _wait_for_forgetting(self) -> None:
        """From here on every idle landmarker follows nobody."""
        if self._forgetting is not None:
            self._forgetting.result()
            self._forgetting = None

    def _confirmed(self, landmarker: Landmarker, sighting: Sighting, image_rgb: Image) -> Sighting | None:
        """A second look, at the frame as it is: what is left of painted people does not survive it."""
        if not self._is_new(sighting, image_rgb):
            return None
        again = landmarker.find(_without_neighbours(image_rgb, sighting, self._people))
        return again if again is not None and self._is_new(again, image_rgb) else None

    def _is_new(self, sighting: Sighting, image_rgb: Image) -> bool:
        """Whether this is a person large enough, and nobody's part."""
        place = place_of(sighting.xy_px)
        extent_px = float((place.box_px[2:] - place.box_px[:2]).max())
        return (
            sighting.believable
            and extent_px >= _MIN_HEIGHT_SHARE * image_rgb.shape[0]
            and not any(mostly_within(place, person.place) for person in self._people)
        )

    def _make_room(self, place: Place) -> bool:
        """Free a landmarker for somebody at `place`, if all are taken by people no smaller."""
        if len(self._people) < self._max_people:
            return True
        smallest = min(self._people, key=lambda person: person.place.size_px)
        if place.size_px < _LARGER * smallest.place.size_px:
            return False
        smallest.landmarker.forget()
        self._people.remove(smallest)
        self._idle.append(smallest.landmarker)
        return True


def _without_neighbours(image_rgb: Image, sighting: Sighting, others: list[_Followed]) -> Image:
    """The frame with people near this one painted out; the frame itself where nobody is near."""
    place = place_of(sighting.xy_px)
    near = [other.sighting.xy_px for other in others if boxes_overlap(place, other.place, _NEAR_SIZES)]
    return without(image_rgb, near, keep=sighting.xy_px) if near else image_rgb
