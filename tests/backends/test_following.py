"""Who is followed, with landmarkers that recognise painted discs: each person carries one in a colour of their own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from hipcheck.backends.following import Follower
from hipcheck.backends.tracking import place_of
from tests.backends.bodies import SHAPE, sighting, standing

RATE_HZ = 30.0
A, B, C, D = "ABCD"
COLOURS = {A: (255, 40, 0), B: (255, 80, 0), C: (255, 120, 0), D: (255, 160, 0)}


@dataclass
class Scene:
    """Who stands where. Landmarkers made by `open_landmarker` look at its pictures."""

    people: dict[str, np.ndarray] = field(default_factory=dict)
    landmarkers: list[FakeLandmarker] = field(default_factory=list)
    visibility: float = 0.9

    def open_landmarker(self) -> FakeLandmarker:
        self.landmarkers.append(FakeLandmarker(self))
        return self.landmarkers[-1]

    def picture(self) -> np.ndarray:
        image = np.zeros(SHAPE, np.uint8)
        for name, xy in self.people.items():
            centre = np.rint(place_of(xy).centre_px).astype(int).tolist()
            cv2.circle(image, centre, 4, COLOURS[name], cv2.FILLED)
        return image

    def shown(self, image: np.ndarray, name: str) -> bool:
        column, row = np.rint(place_of(self.people[name]).centre_px).astype(int)
        return 0 <= column < SHAPE[1] and tuple(image[row, column]) == COLOURS[name]


class FakeLandmarker:
    """As MediaPipe's: follows one person, and looks for the largest when it has lost them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.following: str | None = None
        self.slips_to: str | None = None
        self.looks: list[np.ndarray] = []
        self.closed = False

    def find(self, image_rgb):
        self.looks.append(image_rgb)
        shown = [name for name in self.scene.people if self.scene.shown(image_rgb, name)]
        if self.slips_to is not None:
            self.following = self.slips_to
        elif self.following not in shown:
            self.following = max(shown, key=self._size_px, default=None)
        if self.following is None:
            return None
        return sighting(self.scene.people[self.following], self.scene.visibility)

    def forget(self):
        self.following = self.slips_to = None

    def close(self):
        self.closed = True

    def _size_px(self, name):
        return place_of(self.scene.people[name]).size_px


class Filming:
    """A scene, filmed at 30 frames a second, and who was followed in each frame: id to name."""

    def __init__(self, max_people: int = 3) -> None:
        self.scene = Scene()
        self.follower = Follower(self.scene.open_landmarker, max_people)
        self.frame = 0

    def shoot(self, seconds: float = 1 / RATE_HZ) -> list[dict[int, str]]:
        seen = []
        for _ in range(round(seconds * RATE_HZ)):
            found = self.follower.update(self.scene.picture(), self.frame / RATE_HZ)
            seen.append({person: self._name(sighting) for person, sighting in found})
            assert len(seen[-1]) == len(found), "an id is there twice"
            self.frame += 1
        return seen

    def stand(self, name: str, x_px: float, size_px: float = 60.0) -> None:
        self.scene.people[name] = standing(x_px, size_px=size_px)

    def leave(self, name: str) -> None:
        del self.scene.people[name]

    def _name(self, sighting) -> str:
        return next(name for name, xy in self.scene.people.items() if np.array_equal(xy, sighting.xy_px))


@pytest.fixture
def filming():
    film = Filming()
    yield film
    film.follower.close()


def test_one_person_is_seen_on_the_untouched_frames(filming):
    filming.stand(A, 200)
    assert filming.shoot(2.0) == [{1: A}] * 60
    first, second = filming.scene.landmarkers
    np.testing.assert_array_equal(first.looks[30], filming.scene.picture())
    # Looked for others in the second frame, and every 0.5 s afterwards: 3 times in the 1.93 s that are left.
    assert len(first.looks) == 60
    assert len(second.looks) == 4


def test_nobody_is_looked_for_in_every_frame_by_one_landmarker(filming):
    assert filming.shoot(1.0) == [{}] * 30
    assert [len(landmarker.looks) for landmarker in filming.scene.landmarkers] == [30]


def test_everybody_is_followed_under_an_id_of_their_own(filming):
    filming.stand(A, 200, size_px=65)
    filming.stand(B, 450)
    filming.stand(C, 700)
    first, second, *others = filming.shoot(3.0)
    assert (first, second) == ({1: A}, {1: A, 2: B})
    assert others == [{1: A, 2: B, 3: C}] * 88


def test_people_who_walk_past_each_other_apart_keep_their_ids(filming):
    for step in range(60):
        filming.scene.people = {
            A: standing(100 + 10 * step, 100, 40),
            B: standing(700 - 10 * step, 280, 45),
        }
        seen = filming.shoot()
        assert seen in ([{1: B}], [{1: B, 2: A}])
    assert seen == [{1: B, 2: A}]


def test_neighbours_are_painted_out_of_the_picture_and_distant_people_are_not(filming):
    filming.stand(A, 200)
    filming.stand(B, 280)
    filming.stand(C, 700)
    filming.shoot(1.0)
    looks = {landmarker.following: landmarker.looks[-1] for landmarker in filming.scene.landmarkers}
    shown = {
        name: {other for other in (A, B, C) if filming.scene.shown(look, other)}
        for name, look in looks.items()
        if name is not None
    }
    assert shown == {A: {A, C}, B: {B, C}, C: {A, B, C}}


def test_somebody_who_comes_back_to_their_place_is_the_same_person(filming):
    filming.stand(A, 200)
    filming.shoot(1.0)
    filming.leave(A)
    assert filming.shoot(1.0) == [{}] * 30
    filming.stand(A, 230)
    assert filming.shoot(1.0) == [{1: A}] * 30


def test_somebody_who_was_hidden_is_found_in_the_next_frame(filming):
    filming.stand(A, 200)
    filming.stand(B, 600, size_px=50)
    assert filming.shoot(1.0)[-1] == {1: A, 2: B}
    filming.leave(B)
    filming.shoot(3 / RATE_HZ)
    filming.stand(B, 610, size_px=50)
    assert filming.shoot(1.0) == [{1: A, 2: B}] * 30


@pytest.mark.parametrize(("away_s", "x_px"), [(1.0, 600), (3.0, 200)], ids=["elsewhere", "much later"])
def test_somebody_who_appears_elsewhere_or_later_is_new(filming, away_s, x_px):
    filming.stand(A, 200)
    filming.shoot(1.0)
    filming.leave(A)
    filming.shoot(away_s)
    filming.stand(B, x_px)
    assert filming.shoot(1.0) == [{2: B}] * 30


def test_a_landmarker_that_jumps_to_somebody_else_has_found_somebody_else(filming):
    filming.stand(A, 200)
    filming.shoot(0.5)
    filming.leave(A)
    filming.stand(B, 500)
    assert filming.shoot(0.5) == [{2: B}] * 15
    filming.stand(A, 200)
    assert filming.shoot(1.0)[-1] == {1: A, 2: B}, "A is back within 2 s"


def test_of_two_landmarkers_on_one_person_the_one_that_slipped_there_goes(filming):
    filming.stand(A, 200, size_px=65)
    filming.stand(B, 260)
    filming.shoot(1.0)
    filming.stand(B, 231)  # so near that slipping from one to the other is no jump
    filming.shoot(2.0)
    of_a, of_b = (
        next(mark for mark in filming.scene.landmarkers if mark.following == name) for name in (A, B)
    )
    of_a.slips_to = B
    assert filming.shoot()[0] == {2: B}, "the older one slipped"
    filming.stand(B, 260)
    assert filming.shoot()[0] == {1: A, 2: B}, "and finds their own again as soon as they are apart"
    filming.stand(B, 231)
    filming.shoot(2.0)
    of_b.slips_to = A
    assert filming.shoot()[0] == {1: A}, "the newer one slipped"


def test_what_is_left_of_a_painted_person_is_nobody(filming):
    """Somebody small within somebody large: an edge of their shirt, a logo on it."""
    filming.stand(A, 300, size_px=80)
    filming.scene.people[B] = standing(325, 290, 15)
    assert filming.shoot(2.0) == [{1: A}] * 60


def test_somebody_hardly_seen_is_not_followed_beside_somebody(filming):
    filming.stand(A, 200)
    filming.shoot(0.2)
    filming.stand(B, 600)
    filming.scene.visibility = 0.3
    assert filming.shoot(1.0) == [{1: A}] * 30


def test_somebody_tiny_is_followed_only_where_nobody_else_is(filming):
    # Body heights: 3.35 sizes. 15 % of 400 px are 60 px.
    filming.stand(B, 600, size_px=16)
    assert filming.shoot(0.5)[-1] == {1: B}
    filming.leave(B)
    filming.shoot(3.0)
    filming.stand(A, 200)
    filming.stand(B, 600, size_px=16)
    assert filming.shoot(1.0)[-1] == {2: A}


class TestMostPeople:
    @pytest.fixture
    def two_at_most(self):
        film = Filming(max_people=2)
        film.stand(A, 100, size_px=30)
        film.stand(B, 300, size_px=32)
        film.shoot(1.0)
        yield film
        film.follower.close()

    def test_the_largest_are_followed(self, two_at_most):
        two_at_most.stand(C, 600, size_px=60)
        assert two_at_most.shoot(1.0)[-1] == {1: B, 3: C}

    def test_somebody_hardly_larger_does_not_take_a_place(self, two_at_most):
        two_at_most.stand(C, 600, size_px=36)
        assert two_at_most.shoot(1.0) == [{1: B, 2: A}] * 30

    def test_at_least_one(self):
        with pytest.raises(ValueError, match="max_people must be at least 1, but is 0"):
            Follower(Scene().open_landmarker, 0)


class TestForgetting:
    """A search that found nobody new ends with a landmarker that must forget whom it took for somebody."""

    @pytest.fixture
    def searching(self, filming):
        """At the frame in which the second landmarker takes somebody tiny for somebody new."""
        filming.stand(A, 200)
        filming.shoot(0.2)
        filming.stand(B, 600, size_px=16)
        return filming

    def test_meanwhile_the_next_frame_is_looked_at(self, searching):
        own, searcher = searching.scene.landmarkers
        find, looks = own.find, []
        begun, seen_next, in_time = threading.Event(), threading.Event(), []

        def find_and_count(image_rgb):
            looks.append(1)
            return find(image_rgb)

        def forget_once_the_next_frame_is_seen():
            begun.set()
            in_time.append(seen_next.wait(timeout=20.0))

        own.find, searcher.forget = find_and_count, forget_once_the_next_frame_is_seen
        for _ in range(60):
            searching.shoot(1.0 / 30.0)
            if begun.wait(timeout=0.05):
                break
        before = len(looks)
        searching.shoot(1.0 / 30.0)
        assert len(looks) == before + 1
        seen_next.set()
        searching.follower.close()
        assert in_time
        assert all(in_time)

    def test_the_next_search_waits_for_it(self, searching):
        _, searcher = searching.scene.landmarkers
        find, busy, looks = searcher.find, threading.Event(), []

        def find_when_not_busy(image_rgb):
            looks.append(busy.is_set())
            return find(image_rgb)

        def forget_slowly():
            busy.set()
            time.sleep(0.2)
            FakeLandmarker.forget(searcher)
            busy.clear()

        searcher.find, searcher.forget = find_when_not_busy, forget_slowly
        searching.shoot(2.0)
        assert len(looks) > 2
        assert not any(looks)

    def test_a_failure_is_told_at_the_next_search(self, searching):
        _, searcher = searching.scene.landmarkers

        def fail():
            raise RuntimeError("out of memory")

        searcher.forget = fail
        with pytest.raises(RuntimeError, match="out of memory"):
            searching.shoot(2.0)


def test_closing_closes_every_landmarker_once(filming):
    filming.stand(A, 200)
    filming.stand(B, 600)
    filming.shoot(1.0)
    filming.follower.close()
    assert [landmarker.closed for landmarker in filming.scene.landmarkers] == [True] * 3
    for landmarker in filming.scene.landmarkers:
        landmarker.closed = False
    filming.follower.close()
    assert not any(landmarker.closed for landmarker in filming.scene.landmarkers)


def test_a_landmarker_that_fails_in_a_thread_fails_the_frame(filming):
    filming.stand(A, 200)
    filming.stand(B, 600)
    filming.shoot(1.0)

    def fail(image_rgb):
        raise RuntimeError("out of memory")

    filming.scene.landmarkers[0].find = fail
    with pytest.raises(RuntimeError, match="out of memory"):
        filming.shoot()
