"""Whole sessions of a stick figure before the director, judged by the pipeline on what was seen so far."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from hipcheck.catalog import Flaw, load_catalog
from hipcheck.landmarks import LIMB_PAIRS, Side
from hipcheck.live.director import Director, Key, SetPlan
from hipcheck.live.scene import CueKind, Phase
from hipcheck.poses import PoseSequence
from hipcheck.results import Grade
from hipcheck.settings import Settings
from tests.live.played import RATE_HZ, ROOM, Session, filmed, judge, look, play, still, waiting
from tests.stick_figure import Camera
from tests.stick_motions import (
    BODY_PAIRS,
    FREE_LEG,
    Motion,
    alone_on,
    bowing,
    exchanged,
    film,
    noisy,
    repeated,
    single_leg_bottom,
    single_leg_deadlifts,
    single_leg_squats,
    squats,
    standing_still,
    step_downs,
    walking,
    waving,
)

LEFT, RIGHT = Side.LEFT, Side.RIGHT
SET_UP = [Phase.GUIDE, Phase.STAND, Phase.COUNTDOWN, Phase.MOVE]
SIDE_ON = replace(ROOM, yaw_deg=90.0)
MOVEMENTS = load_catalog().movements


@cache
def squatting() -> Session:
    return play(noisy(filmed(squats(3)), 0.7, seed=1))


@cache
def knee_inward() -> Session:
    """Four squats on the right leg with the knee far inward."""
    bottom = single_leg_bottom(RIGHT, 65.0, inward_deg=24.0)
    return play(noisy(filmed(single_leg_squats(RIGHT, 4, bottom=bottom, rest_s=2.0)), 0.7, seed=2))


@cache
def both_legs() -> Session:
    motion = single_leg_squats(RIGHT, 2).then(single_leg_squats(LEFT, 2), 2.0)
    return play(noisy(filmed(motion), 0.7, seed=3), SetPlan(reps=2, both_legs=True))


def without(poses: PoseSequence, start_s: float, end_s: float) -> PoseSequence:
    """Nobody there for a while."""
    away = (poses.time_s >= start_s) & (poses.time_s < end_s)
    return poses.masked(np.repeat(away[:, None], 33, axis=1))


class TestSetUp:
    def test_it_leads_from_standing_to_moving(self):
        session = play(still(seconds=8.0))
        assert session.phases == SET_UP
        began = {s.phase: s.time_s for s in reversed(session.scenes)}
        assert began[Phase.STAND] < 1.0
        assert began[Phase.COUNTDOWN] - began[Phase.STAND] == pytest.approx(3.0, abs=0.1)
        assert began[Phase.MOVE] - began[Phase.COUNTDOWN] == pytest.approx(3.0, abs=0.1)

    def test_the_countdown_goes_3_2_1(self):
        counts = [s.countdown for s in play(still(seconds=8.0)).scenes]
        assert list(dict.fromkeys(counts)) == [None, 3, 2, 1]

    def test_progress_grows_while_somebody_stands(self):
        progress = [s.progress for s in play(still(seconds=8.0)).scenes if s.phase is Phase.STAND]
        assert progress == sorted(progress)
        assert progress[0] == 0.0
        assert progress[-1] > 0.95

    def test_who_moves_begins_to_stand_anew(self):
        motion = standing_still(0.5).then(squats(1, still_s=0.1)).hold(8.0)
        session = play(film(motion, ROOM, rate_hz=RATE_HZ))
        progress = [s.progress for s in session.scenes if s.phase is Phase.STAND]
        assert any(after < before for before, after in pairwise(progress))
        assert session.phases == SET_UP

    def test_an_outline_is_shown_until_they_stand(self):
        for scene in play(still(seconds=8.0)).scenes:
            assert scene.outline is (scene.phase in (Phase.GUIDE, Phase.STAND))

    def test_who_stands_too_far_is_told_and_nothing_goes_on(self):
        session = play(still(camera=replace(ROOM, distance_m=12.0), seconds=6.0))
        assert session.scenes[-1].phase is Phase.GUIDE
        assert session.scenes[-1].headline == "Come closer"
        assert not session.scenes[-1].fits
        told = [cue.text for cue in session.cues if cue.text == "Come closer"]
        assert len(told) == 1, "said once within six seconds"

    def test_on_one_leg_they_are_asked_for_both_feet(self):
        posture = alone_on(LEFT, FREE_LEG["middle"])
        session = play(film(Motion.starting(posture).hold(6.0), ROOM, rate_hz=RATE_HZ))
        assert "Both feet on the floor, please" in session.headlines
        assert Phase.COUNTDOWN not in session.phases

    def test_next_skips_it(self):
        session = play(still(camera=replace(ROOM, distance_m=12.0), seconds=3.0), keys={1.0: Key.NEXT})
        assert session.at(1.1).phase is Phase.MOVE

    def test_what_is_done_during_it_does_not_count(self):
        early = squats(2).then(standing_still(8.0)).then(squats(2))
        session = play(film(early, ROOM, rate_hz=RATE_HZ))
        assert session.scenes[-1].reps == 2

    @pytest.mark.parametrize("rate_hz", [20.0, 30.0])
    @pytest.mark.parametrize("yaw_deg", [-45.0, 45.0])
    def test_who_stands_askew_is_not_asked_to_stand_still_first(self, yaw_deg, rate_hz):
        askew = film(standing_still(4.0), replace(ROOM, yaw_deg=yaw_deg), rate_hz=rate_hz)
        session = play(noisy(askew, 0.7, seed=3))
        assert session.phases == [Phase.GUIDE]
        assert [cue.text for cue in session.cues] == ["Turn and face the camera"]


class TestReps:
    @pytest.mark.parametrize(
        ("motion", "camera", "title", "leg", "reps"),
        [
            pytest.param(squats(3), ROOM, "Squat", None, 3, id="squat"),
            pytest.param(squats(3), SIDE_ON, "Squat", None, 3, id="squat from the side"),
            pytest.param(
                single_leg_squats(LEFT, 4), ROOM, "Single-leg squat", LEFT, 4, id="single-leg squat"
            ),
            pytest.param(
                single_leg_squats(RIGHT, 3),
                replace(ROOM, yaw_deg=180.0),
                "Single-leg squat",
                RIGHT,
                3,
                id="behind",
            ),
            pytest.param(step_downs(LEFT, 3), ROOM, "Step-down", LEFT, 3, id="step-down"),
            pytest.param(
                single_leg_deadlifts(LEFT, 3), SIDE_ON, "Single-leg deadlift", LEFT, 3, id="deadlift"
            ),
        ],
    )
    def test_all_are_counted_on_their_leg(self, motion, camera, title, leg, reps):
        session = play(filmed(motion, camera))
        assert session.phases == SET_UP
        last = session.scenes[-1]
        assert (last.title, last.reps) == (title, reps)
        assert [verdict.number for verdict in session.verdicts] == list(range(1, reps + 1))
        assert {verdict.side for verdict in session.verdicts} == {leg}

    def test_a_verdict_comes_soon_after_the_rep(self):
        ends_s = [rep.rep.end_s for rep in squatting().director._analysis.reps]
        waits_s = [verdict.at_s - end_s for verdict, end_s in zip(squatting().verdicts, ends_s, strict=True)]
        assert max(waits_s) < 1.0

    def test_the_counter_never_goes_down(self):
        for session in (squatting(), knee_inward()):
            reps = [scene.reps for scene in session.scenes]
            assert reps == sorted(reps)

    def test_counts_are_those_of_the_whole_clip(self):
        poses = noisy(filmed(single_leg_squats(LEFT, 3)), 0.7, seed=4)
        assert play(poses).scenes[-1].reps == len(judge(poses, len(poses), SetPlan()).reps)

    def test_a_window_that_moves_on_loses_none(self):
        poses = filmed(single_leg_squats(LEFT, 6))
        assert play(poses, window_s=8.0).scenes[-1].reps == 6

    @pytest.mark.parametrize("pairs", [LIMB_PAIRS, BODY_PAIRS], ids=["legs", "body"])
    def test_legs_that_the_model_exchanges_are_put_right_at_once(self, pairs):
        poses = filmed(single_leg_squats(LEFT, 2))
        bottoms = [r.rep.bottom_s for r in judge(poses, len(poses), SetPlan()).reps]
        for bottom_s in bottoms:
            at = int(np.argmin(np.abs(poses.time_s - bottom_s)))
            poses = exchanged(poses, slice(at - 5, at + 6), pairs)
        session = play(poses)
        assert session.advice == []
        for bottom_s in bottoms:
            scene = session.at(bottom_s)
            assert scene.stance is LEFT
            (knee,) = [g for g in scene.gauges if g.flaw is Flaw.KNEE_INWARD]
            assert abs(knee.value) < 5.0
            ankles = session.at(bottom_s).xy_px[[27, 28], 1]
            assert ankles[0] > ankles[1], "the foot that stands is the lower one"

    def test_legs_that_the_model_exchanges_lose_none(self):
        poses = filmed(single_leg_squats(LEFT, 3))
        bottoms = [r.rep.bottom_s for r in judge(poses, len(poses), SetPlan()).reps]
        for bottom_s in bottoms:
            at = int(np.argmin(np.abs(poses.time_s - bottom_s)))
            poses = exchanged(poses, slice(at - 6, at + 4))
        assert play(poses).scenes[-1].reps == 3

    def test_a_frame_rate_that_falls_loses_none(self):
        poses = filmed(single_leg_squats(LEFT, 3), rate_hz=30.0)
        steps = np.random.default_rng(7).integers(1, 6, len(poses))  # up to a sixth of a second
        kept = np.cumsum(steps)
        kept = kept[kept < len(poses)]
        assert play(poses.take(kept)).scenes[-1].reps == 3

    @pytest.mark.parametrize("motion", [waving(), walking()])
    def test_what_is_no_movement_is_not_counted(self, motion):
        session = play(filmed(motion))
        assert session.scenes[-1].reps == 0
        assert session.verdicts == []

    def test_an_unknown_movement_is_told_kindly(self):
        session = play(filmed(bowing(3)))
        assert session.scenes[-1].reps == 0
        assert "I do not know that movement" in [cue.text for cue in session.cues]


class TestMoments:
    def test_depth_goes_to_one_and_back(self):
        poses = filmed(single_leg_squats(LEFT, 2, bottom=single_leg_bottom(LEFT, 60.0)))
        session = play(poses)
        bottoms = [rep.rep.bottom_s for rep in session.director._analysis.reps]
        assert [session.at(t).depth for t in bottoms] == pytest.approx([1.0, 1.0], abs=0.12)
        assert session.at(bottoms[-1] + 2.0).depth == pytest.approx(0.0, abs=0.12)

    def test_once_the_movement_is_known_it_says_how_far_there_is_to_go(self):
        session = squatting()
        first, second, _ = (rep.rep for rep in session.director._analysis.reps)
        said = [s.to_go for s in session.scenes if second.start_s < s.time_s < second.bottom_s and s.to_go]
        words = ["20 cm to go", "15 cm to go", "10 cm to go", "5 cm to go", "A little lower"]
        assert list(dict.fromkeys(said)) in (words, words[1:])
        assert not any(s.to_go for s in session.scenes if s.time_s < first.end_s)
        up = [s.to_go for s in session.scenes if second.pause_end_s + 0.5 < s.time_s < second.end_s]
        assert set(up) == {""}

    def test_the_gauge_shows_the_knee_that_moves_inward(self):
        session = knee_inward()
        rep = session.director._analysis.reps[-1]
        (gauge,) = [g for g in session.at(rep.rep.bottom_s).gauges if g.flaw is Flaw.KNEE_INWARD]
        measured = next(m for m in rep.measurements if m.metric == "knee_fppa_deg" and m.at.value == "bottom")
        assert gauge.value == pytest.approx(measured.excursion, abs=3.0)
        assert gauge.value > gauge.marked

    def test_before_the_movement_is_known_gauges_are_those_of_the_likely_one(self):
        one_leg, two_legs = knee_inward(), squatting()
        first = one_leg.director._analysis.reps[0].rep
        assert {g.flaw for g in one_leg.at(first.bottom_s).gauges} >= {Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN}
        first = two_legs.director._analysis.reps[0].rep
        (knee,) = [g for g in two_legs.at(first.bottom_s).gauges if g.flaw is Flaw.KNEE_INWARD]
        assert knee.mild == pytest.approx(0.15), "the distance between the knees, as in a squat"

    def test_the_stance_leg_is_told(self):
        session = knee_inward()
        bottoms = [rep.rep.bottom_s for rep in session.director._analysis.reps]
        assert {session.at(t).stance for t in bottoms} == {RIGHT}
        assert {s.stance for s in squatting().scenes if s.title} == {None}


class TestAdvice:
    def test_a_knee_that_moves_inward_is_corrected_and_not_at_every_rep(self):
        session = knee_inward()
        assert [(cue.kind, cue.text) for cue in session.advice[:1]] == [
            (CueKind.FIX, "Right knee over the second toe")
        ]
        gaps_s = np.diff([cue.since_s for cue in session.advice])
        assert (gaps_s >= 5.0).all()
        assert {verdict.grade for verdict in session.verdicts} == {Grade.MARKED}
        assert {verdict.text for verdict in session.verdicts} == {"Knee inward"}

    def test_good_reps_are_left_alone(self):
        assert squatting().advice == []

    def test_a_fault_that_is_gone_is_praised(self):
        bad, good = (single_leg_bottom(RIGHT, 65.0, inward_deg=inward) for inward in (26.0, -2.0))
        rest = alone_on(RIGHT, FREE_LEG["middle"])
        motion = repeated(rest, bad, 2, rest_s=2.0)
        motion = Motion(motion.postures[:-3], motion.times_s[:-3]).hold(2.0)
        for _ in range(2):
            motion = motion.to(good, 1.0).hold(0.2).to(rest, 1.0).hold(2.0)
        session = play(filmed(motion))
        kinds = [cue.kind for cue in session.advice]
        assert CueKind.FIX in kinds
        assert kinds[-1] is CueKind.PRAISE
        assert session.advice[-1].text == "Yes: right knee over the foot"


class TestTurns:
    def test_after_one_leg_comes_the_other_and_then_the_end(self):
        session = both_legs()
        assert session.phases == [*SET_UP, Phase.SWITCH, Phase.MOVE, Phase.DONE]
        assert "Now stand on your left leg" in session.headlines
        assert session.director.finished

    def test_the_counter_begins_anew_on_the_other_leg(self):
        session = both_legs()
        switched = next(s for s in session.scenes if s.phase is Phase.SWITCH)
        assert switched.reps == 0
        assert session.scenes[-1].reps == 2
        assert [(v.side, v.number) for v in session.verdicts] == [
            (RIGHT, 1),
            (RIGHT, 2),
            (LEFT, 1),
            (LEFT, 2),
        ]

    def test_a_squat_has_no_other_leg(self):
        session = play(filmed(squats(3)), SetPlan(reps=3, both_legs=True))
        assert session.phases == [*SET_UP, Phase.DONE]

    def test_next_goes_to_the_other_leg_and_then_to_the_end(self):
        poses = filmed(single_leg_squats(RIGHT, 2).then(standing_still(6.0)))
        end_s = float(poses.time_s[-1])
        session = play(poses, SetPlan(both_legs=True), keys={end_s - 5.0: Key.NEXT, end_s - 1.0: Key.NEXT})
        assert session.phases[-2:] == [Phase.SWITCH, Phase.DONE]
        assert "Now stand on your left leg" in session.headlines

    def test_the_leg_asked_for_is_named_and_the_other_one_is_told(self):
        plan = SetPlan(MOVEMENTS["single_leg_squat"], RIGHT)
        session = play(filmed(Motion.starting(alone_on(LEFT, FREE_LEG["middle"])).hold(5.0)), plan)
        assert "Get ready: right leg" in session.headlines
        assert "The other leg: stand on your right" in [cue.text for cue in session.cues]

    def test_a_movement_that_was_named_is_titled_at_once(self):
        session = play(still(seconds=1.0), SetPlan(MOVEMENTS["squat"]))
        assert session.scenes[0].title == "Squat"


class TestInterruptions:
    POSES = filmed(single_leg_squats(LEFT, 4, rest_s=2.0))

    def test_who_walks_out_for_a_moment_goes_on_where_they_were(self):
        session = play(without(self.POSES, 14.0, 16.5))
        assert session.phases == [*SET_UP, Phase.GUIDE, Phase.MOVE]
        assert "Step into the picture" in session.headlines
        assert session.scenes[-1].reps >= 2

    def test_who_is_gone_for_long_stands_and_counts_down_again(self):
        poses = film(waiting(standing_still(20.0)), ROOM, rate_hz=RATE_HZ)
        session = play(without(poses, 10.0, 17.0))
        assert session.phases == [*SET_UP, *SET_UP]

    def test_a_glimpse_of_nothing_is_not_worth_a_word(self):
        assert play(without(self.POSES, 14.0, 14.5)).phases == SET_UP

    def test_a_rep_before_it_stays_counted(self):
        session = play(without(self.POSES, 14.0, 30.0))
        assert session.scenes[-1].phase is Phase.GUIDE
        assert len(session.verdicts) == 1

    def test_space_pauses_and_goes_on(self):
        session = play(self.POSES, keys={13.5: Key.PAUSE, 20.0: Key.PAUSE})
        assert session.phases == [*SET_UP, Phase.PAUSED, Phase.MOVE]
        whole = play(self.POSES)
        bottoms = [rep.rep.bottom_s for rep in whole.director._analysis.reps]
        counted = [t for t in bottoms if not 13.5 < t < 20.0]
        assert session.scenes[-1].reps == len(counted) < len(bottoms)

    def test_a_pause_in_the_countdown_begins_the_standing_anew(self):
        session = play(still(seconds=12.0), keys={4.5: Key.PAUSE, 5.0: Key.PAUSE})
        assert session.phases == [*SET_UP[:3], Phase.PAUSED, *SET_UP[1:]]

    @pytest.mark.parametrize("set_up_s", [0.0, 4.0, 20.0])
    def test_the_end_tells_of_the_reps_of_the_whole_take_whenever_it_began(self, set_up_s):
        poses = filmed(squats(6))
        session = play(poses, keys={float(poses.time_s[-2]): Key.QUIT})
        whole = replace(poses, time_s=np.asarray(poses.time_s) - set_up_s)
        session.director.judged(judge(whole, len(whole), SetPlan(), np.inf))
        last = session.director.see(look(replace(poses, time_s=np.asarray(poses.time_s) + 1.0), -1))
        assert last.summary[0] == ("Squat: 6 reps on both legs", None)

    def test_reps_of_a_clip_before_the_set_up_was_over_are_in_the_end_of_it(self):
        poses = film(standing_still(1.0).then(squats(2)), ROOM, rate_hz=RATE_HZ)
        session = play(poses, keys={float(poses.time_s[-2]): Key.QUIT})
        assert session.scenes[-1].reps < 2
        session.director.judged(judge(poses, len(poses), SetPlan()))
        last = session.director.see(look(replace(poses, time_s=np.asarray(poses.time_s) + 1.0), -1))
        assert (last.headline, last.summary[0]) == ("Well done", ("Squat: 2 reps on both legs", None))

    def test_q_ends_it_with_a_summary(self):
        end_s = float(self.POSES.time_s[-1])
        session = play(self.POSES, keys={end_s - 0.5: Key.QUIT})
        last = session.scenes[-1]
        assert last.phase is Phase.DONE
        assert last.summary[0] == ("Single-leg squat: 4 reps on the left leg", None)
        assert all(grade is not None for _, grade in last.summary[1:])
        assert session.director.finished

    def test_an_answer_after_the_end_still_counts(self):
        session = play(self.POSES[:268], keys={13.2: Key.QUIT})
        before = session.director.see(look(self.POSES, 268)).summary
        session.director.judged(judge(self.POSES, 269, SetPlan()))
        after = session.director.see(look(self.POSES, 269)).summary
        assert "1 rep on the left leg" in after[0][0]
        assert before != after or session.verdicts

    def test_a_camera_that_stalls_is_told_and_then_it_goes_on(self):
        director = Director(SetPlan(), Settings())
        poses = self.POSES
        for frame in range(200):
            director.see(look(poses, frame))
        scene = director.lost("The camera gives no picture.")
        assert scene.headline == "The camera gives no picture."
        assert scene.cue.text == "The camera gives no picture."
        for frame in range(220, 240):
            scene = director.see(look(poses, frame))
        assert scene.phase is Phase.MOVE

    def test_somebody_who_joins_changes_nothing(self):
        beside = film(standing_still(30.0), replace(ROOM, aside_m=-1.4, distance_m=3.0), rate_hz=RATE_HZ)
        poses = filmed(single_leg_squats(LEFT, 2))
        length = min(len(poses), len(beside))
        late = without(beside, -1.0, 8.0)[:length]
        session = play(poses[:length], others=(late,))
        assert session.phases == SET_UP
        assert session.scenes[-1].reps == 2

    def test_a_picture_that_goes_black_is_told(self):
        session = play(still(seconds=10.0), luma=lambda t: 3.0 if t > 8.0 else 120.0)
        assert session.scenes[-1].headline == "The picture is black"


def test_nobody_can_be_analysed_is_an_answer_too():
    director = Director(SetPlan(), Settings())
    poses = filmed(squats(1))
    frames = 0
    while not director.wants_judgement:
        director.see(look(poses, frames))
        frames += 1
    director.judged(None)
    assert not director.wants_judgement


def test_the_same_frames_give_the_same_session():
    poses = noisy(filmed(squats(2), Camera(distance_m=4.0)), 1.0, seed=9)
    one, other = play(poses), play(poses)
    assert one.cues == other.cues
    assert one.verdicts == other.verdicts
    assert [s.headline for s in one.scenes] == [s.headline for s in other.scenes]


@pytest.mark.parametrize("session", [squatting, knee_inward, both_legs])
def test_every_scene_can_be_read_from_afar(session):
    for scene in session().scenes:
        assert len(scene.headline.split()) <= 8
        assert scene.cue is None or len(scene.cue.text.split()) <= 8
