from __future__ import annotations

import numpy as np
import pytest

from hipcheck.backends.tracking import (
    PlaceMemory,
    boxes_overlap,
    coincide,
    drift,
    intruder,
    is_somebody_else,
    mostly_within,
    place_of,
)
from hipcheck.landmarks import Landmark
from tests.backends.bodies import sighting, standing

FRAME_S = 1 / 30


def at(x_px: float, y_px: float = 200.0, size_px: float = 60.0):
    return place_of(standing(x_px, y_px, size_px))


def test_a_place_is_centre_and_length_of_the_trunk_and_the_box_of_everything():
    place = at(300, 200, 60)
    np.testing.assert_allclose(place.centre_px, [300, 200])
    # 60 px of trunk, 0.9 times that of thigh, 0.7 times that of shoulders: the trunk is the longest.
    assert place.size_px == pytest.approx(60)
    np.testing.assert_allclose(
        place.box_px, [300 - 0.525 * 60, 200 - 0.9 * 60, 300 + 0.525 * 60, 200 + 2.45 * 60]
    )


def test_somebody_bent_over_is_as_large_as_before():
    bent = standing(300)
    for shoulder, hip in (
        (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP),
        (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP),
    ):
        bent[shoulder] = bent[hip] + [0, -5]
    assert place_of(bent).size_px == pytest.approx(54)  # the thighs, 0.9 of the trunk


def test_a_place_needs_all_landmarks():
    with pytest.raises(ValueError, match=r"\(33, 2\), but has \(4, 2\)"):
        place_of(np.zeros((4, 2)))


@pytest.mark.parametrize(
    ("moved_sizes", "elapsed_s", "jumped"),
    [
        (0.1, FRAME_S, False),  # the fastest of people who exercise
        (0.5, FRAME_S, False),  # a fall: 0.4 + 4 / 30 = 0.53 is the limit
        (0.6, FRAME_S, True),
        (1.0, 0.1, True),
        (0.7, 0.1, False),  # after a pause of the camera people may be farther on
        (9.0, 60.0, True),  # but no pause makes them anybody
    ],
)
def test_a_trunk_that_moves_too_far_is_somebody_elses(moved_sizes, elapsed_s, jumped):
    assert is_somebody_else(at(300), at(300 + 60 * moved_sizes), elapsed_s) is jumped


@pytest.mark.parametrize(
    ("size_px", "jumped"), [(60, False), (85, False), (95, True), (45, False), (35, True)]
)
def test_a_trunk_that_grows_at_once_is_somebody_elses(size_px, jumped):
    assert is_somebody_else(at(300), at(300, size_px=size_px), FRAME_S) is jumped


def test_landmarks_coincide_on_one_person_not_on_two_side_by_side():
    me = sighting(standing(300))
    assert coincide(me, sighting(standing(310, 205, 55)))
    assert not coincide(me, sighting(standing(300 + 0.8 * 60)))


def test_a_part_of_somebody_lies_within_them():
    whole = at(300, size_px=60)
    assert mostly_within(at(300, 220, 25), whole)
    assert mostly_within(whole, at(300, 220, 25))
    assert not mostly_within(at(340), whole)  # a third of one box in the other
    assert not mostly_within(at(700), whole)


def test_boxes_overlap_within_a_margin():
    # Boxes are 63 px wide, so 137 px lie between them.
    assert not boxes_overlap(at(300), at(500), margin_sizes=2.0)
    assert boxes_overlap(at(300), at(500), margin_sizes=2.5)
    assert not boxes_overlap(at(300, 100, 20), at(300, 380, 20), margin_sizes=1.0)  # above each other


def test_the_intruder_is_the_one_far_from_home():
    now = (at(300), at(302))
    assert intruder((at(300), at(500)), now) == 1
    assert intruder((at(120), at(300)), now) == 0
    assert intruder((at(300), at(302)), now) == 1  # nobody came from elsewhere: the second goes


def test_home_follows_over_half_a_second():
    home = at(300)
    for _ in range(15):  # half a second, one time constant: 1 - 1/e of the way
        home = drift(home, at(400), FRAME_S)
    assert home.centre_px[0] == pytest.approx(300 + 100 * (1 - np.exp(-1)), abs=0.01)


class TestMemory:
    def test_ids_count_from_one_and_are_never_used_again(self):
        memory = PlaceMemory()
        assert [memory.identify(at(x), 0.0) for x in (100, 300, 500)] == [1, 2, 3]
        memory.lose(2, at(300), 0.0)
        assert memory.identify(at(300), 10.0) == 4

    def test_somebody_lost_is_known_again_where_they_were(self):
        memory = PlaceMemory()
        memory.identify(at(100), 0.0)
        memory.identify(at(300), 0.0)
        memory.lose(1, at(100), 1.0)
        memory.lose(2, at(300), 1.0)
        assert memory.identify(at(280), 1.5) == 2
        assert memory.identify(at(290), 1.6) == 3, "2 is back already, and 1 was elsewhere"

    @pytest.mark.parametrize(
        "place", [at(300 + 1.1 * 60), at(300, size_px=100)], ids=["too far", "too large"]
    )
    def test_somebody_elsewhere_or_of_another_size_is_new(self, place):
        memory = PlaceMemory()
        memory.lose(memory.identify(at(300), 0.0), at(300), 0.0)
        assert memory.identify(place, 0.1) == 2

    def test_recently_lost_ends_with_time_or_return(self):
        memory = PlaceMemory()
        memory.lose(memory.identify(at(300), 0.0), at(300), 1.0)
        assert memory.recently_lost(1.4, within_s=0.5)
        assert not memory.recently_lost(1.6, within_s=0.5)
        memory.identify(at(300), 1.4)
        assert not memory.recently_lost(1.4, within_s=0.5)


def test_a_trunk_that_is_hardly_seen_is_not_believed():
    assert sighting(standing(300), visibility=0.6).believable
    assert not sighting(standing(300), visibility=0.4).believable
