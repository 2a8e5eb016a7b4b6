"""Of everybody in the picture, the one who does the exercise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.errors import NoPersonError, SettingsError
from hipcheck.landmarks import LEGS, Side
from hipcheck.people import Prepared, choose, prepare
from hipcheck.poses import PoseSequence, Recording
from hipcheck.settings import Settings
from tests.stick_figure import Camera
from tests.stick_motions import (
    exchanged,
    film,
    hidden,
    single_leg_squats,
    squats,
    standing_still,
    walking,
    waving,
)

SETTINGS = Settings()
DURATION_S = squats().duration_s


def placed(poses: PoseSequence, x_px: float, scale: float = 1.0) -> PoseSequence:
    """The same person elsewhere in a picture that is three times as wide, larger or smaller."""
    size = replace(poses.frame_size, width_px=3 * poses.frame_size.width_px)
    floor = np.array([poses.frame_size.width_px / 2, 1600.0])
    return replace(poses, xy_px=(poses.xy_px - floor) * scale + [x_px, 1600.0], frame_size=size)


def for_as_long(poses: PoseSequence) -> PoseSequence:
    """On the time base of three squats: held at its end, or cut."""
    wanted = film(squats()).time_s
    at = np.minimum(np.arange(len(wanted)), len(poses) - 1)
    return replace(
        poses,
        xy_px=poses.xy_px[at],
        world_m=poses.world_m[at],
        visibility=poses.visibility[at],
        time_s=wanted,
        asis_px=None,
    )


EXERCISER = placed(film(squats()), 1600.0)
BYSTANDER = placed(for_as_long(film(standing_still(DURATION_S))), 600.0, 1.3)
WALKER = placed(for_as_long(film(walking(), Camera(yaw_deg=90.0))), 2600.0, 1.2)
WAVER = placed(for_as_long(film(waving())), 300.0, 1.2)


def prepared(*people: PoseSequence, mirrored: bool = False) -> tuple[Prepared, ...]:
    return prepare(Recording(people, "test", ""), SETTINGS, mirrored=mirrored)


def chosen(*people: PoseSequence, person: int | None = None) -> int:
    return choose(prepared(*people), SETTINGS, person, "clip.mp4").number


@pytest.mark.parametrize(
    ("people", "number"),
    [
        ((EXERCISER,), 1),
        ((BYSTANDER, EXERCISER), 2),
        ((EXERCISER, BYSTANDER, WALKER), 1),
        ((WAVER, WALKER, BYSTANDER, EXERCISER), 4),
    ],
)
def test_who_does_the_exercise_is_followed_however_small(people, number):
    assert chosen(*people) == number


def test_of_two_who_exercise_the_one_who_does_more():
    two_reps = placed(for_as_long(film(squats(2))), 600.0, 1.3)
    assert chosen(two_reps, EXERCISER) == 2


def test_of_two_who_do_as_much_the_deeper_then_the_larger():
    shallow = placed(for_as_long(film(single_leg_squats(Side.LEFT))), 600.0, 1.3)
    assert chosen(shallow, EXERCISER) == 2
    larger = placed(film(squats()), 600.0, 1.2)
    assert chosen(EXERCISER, larger) == 2


def test_where_nobody_exercises_the_largest():
    small = placed(for_as_long(film(standing_still(DURATION_S))), 1600.0, 0.9)
    assert chosen(small, BYSTANDER) == 2


@pytest.mark.parametrize(("person", "number"), [(1, 3), (2, 1), (3, 2)])
def test_a_named_person_counts_from_the_left_of_the_picture(person, number):
    assert chosen(BYSTANDER, EXERCISER, WAVER, person=person) == number  # at x = 600, 1600 and 300


@pytest.mark.parametrize("person", [0, 3, -1])
def test_a_person_who_is_not_there(person):
    with pytest.raises(
        SettingsError,
        match=rf"^clip.mp4: there is no person {person} who .*; choose one of 1 to 2, from the left\.$",
    ):
        chosen(BYSTANDER, EXERCISER, person=person)
    with pytest.raises(SettingsError, match=rf"there is no person {person} who .*; leave --person out\.$"):
        chosen(EXERCISER, person=person)


def test_nobody_at_all():
    for people in ((), (EXERCISER.masked(np.ones((len(EXERCISER), 33), dtype=bool)),)):
        with pytest.raises(NoPersonError, match=r"^clip\.mp4: nobody could be followed .* film one person"):
            chosen(*people)


@pytest.mark.parametrize(("scale", "too_small"), [(0.65, False), (0.5, True)])
def test_a_person_too_small_to_measure(scale, too_small):
    # As tall as 43 % of the picture at full size, of which a quarter is needed.
    person = placed(film(squats()), 1600.0, scale)
    if too_small:
        with pytest.raises(
            NoPersonError, match=r"fills only 2\d% of the picture's height, 25% is needed; come closer"
        ):
            chosen(person)
    else:
        assert chosen(person) == 1


def test_feet_out_of_the_picture():
    feet = [mark for leg in LEGS.values() for mark in (leg.ankle, leg.heel, leg.toe)]
    with pytest.raises(NoPersonError, match=r"the feet are out of the picture .* step back"):
        chosen(hidden(EXERCISER, feet))


def test_one_foot_in_the_picture_will_do():
    leg = LEGS[Side.RIGHT]
    assert (
        chosen(hidden(placed(film(single_leg_squats(Side.LEFT)), 1600.0), [leg.ankle, leg.heel, leg.toe]))
        == 1
    )


def test_phantoms_are_left_out_but_numbers_stay():
    phantom = replace(EXERCISER, xy_px=np.random.default_rng(1).uniform(0, 40, EXERCISER.xy_px.shape))
    brief = EXERCISER.masked(
        np.ones((len(EXERCISER), 33), dtype=bool) * (np.arange(len(EXERCISER)) > 10)[:, None]
    )
    assert [p.number for p in prepared(phantom, brief, EXERCISER)] == [3]


def test_everybody_is_repaired_and_smoothed():
    (person,) = prepared(exchanged(EXERCISER, slice(100, 110)))
    np.testing.assert_array_equal(np.flatnonzero(person.exchanged), np.arange(100, 110))
    np.testing.assert_array_equal(person.poses.xy_px, EXERCISER.xy_px)
    assert person.view is not None
    assert len(person.dips) == 3
    assert np.ptp(np.diff(person.smooth.time_s)) < 1e-9


def test_a_mirrored_clip_is_put_right_first():
    left = placed(film(single_leg_squats(Side.LEFT)), 1600.0)
    (as_is,), (put_right,) = prepared(left.mirrored()), prepared(left.mirrored(), mirrored=True)
    assert {dip.side for dip in as_is.dips} == {Side.RIGHT}
    assert {dip.side for dip in put_right.dips} == {Side.LEFT}


def test_someone_who_comes_and_goes_is_smoothed_over_their_own_time():
    there = (EXERCISER.time_s > 1.0) & (EXERCISER.time_s < 9.0)
    person = EXERCISER.masked(np.repeat(~there[:, None], 33, axis=1))
    (only,) = prepared(person)
    assert only.smooth.time_s[0] == pytest.approx(1.0, abs=0.05)
    assert only.smooth.time_s[-1] == pytest.approx(9.0, abs=0.05)
    assert len(only.poses) == len(EXERCISER)


def test_a_dip_over_a_leg_that_was_hardly_seen_is_none():
    leg = LEGS[Side.LEFT]
    poses = placed(film(single_leg_squats(Side.LEFT)), 1600.0)
    flickering = np.zeros((len(poses), 33), dtype=bool)
    flickering[np.arange(len(poses)) % 4 != 0, leg.knee] = (
        True  # seen in a quarter of the frames, never long away
    )
    (whole,), (spoiled,) = prepared(poses), prepared(poses.masked(flickering))
    assert len([dip for dip in whole.dips if dip.side is Side.LEFT]) == 3
    assert [dip for dip in spoiled.dips if dip.side is Side.LEFT] == []
