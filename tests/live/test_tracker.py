"""One person is followed, smoothly, and it is told on which leg they stand and whether they stand still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import Landmark, Side
from hipcheck.live.following import Follower
from hipcheck.live.looks import LivePerson, Look
from hipcheck.live.tracker import Tracker
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import ViewKind
from hipcheck.settings import Settings
from tests.live.played import BRIGHT, ROOM, look, still
from tests.stick_figure import FREE_LEG, Camera
from tests.stick_motions import (
    STANDING,
    Motion,
    alone_on,
    film,
    noisy,
    single_leg_squats,
    squats,
    standing_still,
)

BEHIND, SIDE_ON = replace(ROOM, yaw_deg=180.0), replace(ROOM, yaw_deg=90.0)


def tracked(poses: PoseSequence, *others: PoseSequence) -> Tracker:
    tracker = Tracker(Settings())
    for frame in range(len(poses)):
        tracker.see(look(poses, frame, others=others))
    return tracker


def person(number: int, x_px: float = 640.0, tall_px: float = 400.0) -> LivePerson:
    """Somebody of whom only place and height matter."""
    xy = np.stack([np.full(33, x_px), np.linspace(600.0 - tall_px, 600.0, 33)], axis=1)
    return LivePerson(number, xy, np.zeros((33, 3)), np.ones(33))


def at(time_s: float, *people: LivePerson) -> Look:
    return Look(time_s, FrameSize(1280, 720), people, BRIGHT)


class TestFollower:
    def test_the_tallest_is_followed_first(self):
        chosen, anew = Follower().choose(at(0.0, person(1), person(2, 900.0, 500.0)))
        assert (chosen.person_id, anew) == (2, True)

    def test_somebody_taller_must_be_so_for_a_while(self):
        follower = Follower()
        follower.choose(at(0.0, person(1)))
        whom = [follower.choose(at(t / 10, person(1), person(2, 900.0, 500.0)))[0] for t in range(1, 15)]
        assert [p.person_id for p in whom] == [1] * 10 + [2] * 4

    def test_who_has_stood_for_it_is_followed_whoever_comes(self):
        follower = Follower()
        follower.choose(at(0.0, person(1)))
        follower.stay()
        whom = [follower.choose(at(t / 10, person(1), person(2, 900.0, 600.0)))[0] for t in range(1, 50)]
        assert {p.person_id for p in whom} == {1}

    def test_a_new_number_in_the_same_place_is_the_same_person(self):
        follower = Follower()
        follower.choose(at(0.0, person(1)))
        follower.stay()
        chosen, anew = follower.choose(at(0.1, person(7, 660.0), person(2, 1000.0, 600.0)))
        assert (chosen.person_id, anew) == (7, False)

    def test_somebody_elsewhere_is_not_and_is_taken_only_after_long(self):
        follower = Follower()
        follower.choose(at(0.0, person(1)))
        follower.stay()
        assert follower.choose(at(4.9, person(2, 1100.0)))[0] is None
        chosen, anew = follower.choose(at(5.1, person(2, 1100.0)))
        assert (chosen.person_id, anew) == (2, True)

    def test_released_anybody_may_be_followed(self):
        follower = Follower()
        follower.choose(at(0.0, person(1)))
        follower.stay()
        follower.release()
        assert follower.choose(at(0.1, person(2, 1100.0)))[0].person_id == 2

    def test_nobody_is_nobody(self):
        assert Follower().choose(at(0.0)) == (None, False)


class TestLandmarks:
    def test_they_tremble_less_than_what_the_model_gives(self):
        poses = noisy(still(seconds=4.0), 2.0, seed=5)
        tracker = Tracker(Settings())
        shown = np.array([tracker.see(look(poses, frame)).xy_px for frame in range(len(poses))])
        seen = poses.xy_px[30:].std(axis=0).mean()
        assert shown[30:].std(axis=0).mean() < 0.6 * seen

    def test_they_trail_a_moving_body_by_less_than_a_tenth_of_a_second(self):
        poses = film(squats(3), ROOM)
        tracker = Tracker(Settings())
        shown = np.array([tracker.see(look(poses, f)).xy_px[Landmark.NOSE, 1] for f in range(len(poses))])
        true = poses.xy_px[:, Landmark.NOSE, 1]
        lags = [np.abs(shown[n:] - true[: len(true) - n]).mean() for n in range(10)]
        assert int(np.argmin(lags)) / 30.0 < 0.1

    def test_what_the_model_hardly_believes_is_not_shown(self):
        poses = still(seconds=1.0)
        visibility = poses.visibility.copy()
        visibility[:, Landmark.LEFT_WRIST] = 0.1
        body = tracked(replace(poses, visibility=visibility)).body
        assert np.isnan(body.xy_px[Landmark.LEFT_WRIST]).all()
        assert np.isfinite(body.seen_px[Landmark.LEFT_WRIST]).all()

    def test_where_nobody_is_there_is_no_body(self):
        tracker = tracked(still(seconds=1.0))
        assert tracker.see(at(2.0)) is None
        assert tracker.body is None

    def test_history_keeps_seconds_and_the_long_memory_tenths(self):
        tracker = tracked(still(seconds=12.0))
        assert tracker.history.last(1.0).duration_s == pytest.approx(1.0, abs=0.05)
        assert len(tracker.history) <= 3.0 * 30 + 2
        coarse = tracker.history.coarse()
        assert coarse.time_s[0] == 0.0
        assert coarse.time_s[-1] == 12.0
        assert np.median(np.diff(coarse.time_s)) == pytest.approx(0.1, abs=0.01)

    def test_memory_does_not_grow(self):
        tracker = tracked(film(standing_still(60.0), ROOM, rate_hz=10.0))
        assert len(tracker.history.coarse()) <= 20.0 / 0.1 + 2


class TestStance:
    @pytest.mark.parametrize("camera", [ROOM, BEHIND])
    @pytest.mark.parametrize("side", Side)
    @pytest.mark.parametrize("free", ["middle", "behind", "in front"])
    def test_the_leg_that_stands(self, side, camera, free):
        motion = Motion.starting(STANDING).hold(2.0).to(alone_on(side, FREE_LEG[free]), 0.6).hold(1.5)
        assert tracked(film(motion, camera)).stance is side

    @pytest.mark.parametrize("camera", [ROOM, BEHIND, SIDE_ON])
    def test_both(self, camera):
        assert tracked(still(camera=camera)).stance is None
        assert tracked(film(squats(2), camera)).stance is None

    def test_it_does_not_change_at_once(self):
        motion = (
            Motion.starting(STANDING).hold(2.0).to(alone_on(Side.LEFT, FREE_LEG["middle"]), 0.2).hold(0.1)
        )
        assert tracked(film(motion, ROOM)).stance is None

    def test_deep_in_a_rep_it_is_held(self):
        tracker = tracked(film(Motion.starting(alone_on(Side.LEFT, FREE_LEG["middle"])).hold(2.0), ROOM))
        tracker.hold_stance = True
        later = film(Motion.starting(alone_on(Side.RIGHT, FREE_LEG["middle"])).hold(2.0), ROOM)
        later = replace(later, time_s=later.time_s + 2.1)
        for frame in range(len(later)):
            tracker.see(look(later, frame))
        assert tracker.stance is Side.LEFT


class TestQuiet:
    @pytest.mark.parametrize("camera", [ROOM, BEHIND, SIDE_ON, Camera(distance_m=4.0)])
    def test_who_stands_is(self, camera):
        tracker = tracked(noisy(still(camera=camera), 1.0, seed=6))
        assert tracker.quiet
        assert tracker.on_both_feet

    def test_who_goes_down_is_not(self):
        going_down = Motion.starting(STANDING).hold(2.0).then(squats(1, still_s=0.1))
        poses = film(going_down, ROOM)
        half_way = poses.between(0.0, 2.0 + 0.5 + 0.1 + 0.6 + 0.4 + 0.7)
        assert not tracked(half_way).quiet

    def test_who_lifts_a_foot_is_not_on_both_feet(self):
        poses = film(single_leg_squats(Side.LEFT, 1), ROOM).between(0.0, 2.5)
        assert not tracked(poses).on_both_feet

    def test_before_there_is_enough_to_see_nobody_is(self):
        assert not tracked(still(seconds=0.05)).quiet


def test_the_view_is_that_of_the_last_second_and_while_moving_that_of_standing():
    tracker = tracked(still(camera=SIDE_ON))
    assert tracker.view.kind is ViewKind.SIDE
    tracker.moving = True
    later = replace(still(), time_s=still().time_s + 4.0)
    for frame in range(len(later)):
        tracker.see(look(later, frame))
    assert tracker.view.kind is ViewKind.SIDE
    tracker.moving = False
    much_later = replace(still(), time_s=still().time_s + 8.0)
    for frame in range(len(much_later)):
        tracker.see(look(much_later, frame))
    assert tracker.view.kind is ViewKind.FRONT
