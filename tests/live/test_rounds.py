from __future__ import annotations

import numpy as np
import pytest

from hipcheck.landmarks import Side
from hipcheck.live.keys import Key
from hipcheck.live.looks import Look
from hipcheck.live.rounds import WarmUpLeader
from hipcheck.live.scene import Cue, CueKind, Phase, Scene
from hipcheck.live.warmup import WarmUp
from hipcheck.poses import FrameSize

SIZE = FrameSize(640, 480)
STEP_S = 0.5


class Director:
    """Stands in for a measured round's director: content after two seconds, unless told otherwise."""

    def __init__(self, plan):
        self.plan = plan
        self.begun_s = None
        self.phase = Phase.GUIDE
        self.away = False
        self.keys, self.answers = [], []
        self.wants_judgement = True

    def see(self, look):
        self.begun_s = look.time_s if self.begun_s is None else self.begun_s
        ready = look.time_s - self.begun_s >= 2.0 and not self.away
        self.phase = Phase.MOVE if ready else Phase.GUIDE
        return Scene(look.time_s, self.phase, cue=Cue(CueKind.FIX, "Knee over the second toe", look.time_s))

    def judged(self, analysis):
        self.answers.append(analysis)

    def key(self, key):
        self.keys.append(key)

    def lost(self, sentence):
        return Scene(0.0, Phase.GUIDE, headline=sentence)


class Walk:
    """Leads through the warm-up, half a second at a time."""

    def __init__(self):
        self.directors = []
        self.warm_up = WarmUp(rounds=1, seconds=30.0)
        self.leader = WarmUpLeader(self.warm_up, self.directed)
        self.time_s = 0.0

    def directed(self, plan):
        self.directors.append(Director(plan))
        return self.directors[-1]

    def see(self):
        scene = self.leader.see(Look(self.time_s, SIZE, (), 120.0))
        self.time_s += STEP_S
        return scene

    def until(self, condition):
        for _ in range(2000):
            scene = self.see()
            if condition(scene):
                return scene
        raise AssertionError("it never came")


@pytest.fixture
def walk():
    return Walk()


def measured(walk):
    walk.until(lambda _: walk.leader.take is not None)
    return walk.directors[-1]


def test_what_is_measured_is_a_take_on_its_own_leg_and_what_is_timed_is_none(walk):
    takes = []
    walk.until(lambda scene: takes.append(walk.leader.take) or walk.leader.finished)
    distinct = {take.number: take for take in takes if take is not None}
    assert [(take.number, take.movement.id, take.side) for take in distinct.values()] == [
        (1, "step_down", Side.LEFT),
        (2, "step_down", Side.RIGHT),
    ]
    assert [(d.plan.movement.id, d.plan.side) for d in walk.directors] == [
        ("step_down", Side.LEFT),
        ("step_down", Side.RIGHT),
    ]
    assert None in takes


def test_the_clock_of_a_measured_round_waits_for_the_set_up_and_for_who_walks_away(walk):
    director = measured(walk)
    first = walk.see()
    assert first.phase is Phase.GUIDE
    assert walk.see().clock.left_s == first.clock.left_s == 30.0
    running = walk.until(lambda scene: scene.clock.left_s < 25.0)
    assert running.phase is Phase.MOVE
    director.away = True
    walk.see()
    gone = [walk.see().clock.left_s for _ in range(10)]
    assert len(set(gone)) == 1


def test_a_round_begins_with_its_own_sentence_and_goes_on_with_the_directors(walk):
    measured(walk)
    cue = walk.see().cue
    assert cue.kind is CueKind.TELL
    assert "left leg" in cue.text
    assert walk.until(lambda scene: scene.cue.kind is CueKind.FIX)


def test_a_pause_holds_clock_and_director_and_ends_for_both(walk):
    director = measured(walk)
    walk.until(lambda scene: scene.phase is Phase.MOVE)
    walk.leader.key(Key.PAUSE)
    left_s = walk.see().clock.left_s
    assert [walk.see().clock.left_s for _ in range(5)] == [left_s] * 5
    walk.leader.key(Key.PAUSE)
    assert director.keys == [Key.PAUSE, Key.PAUSE]
    walk.see()
    assert walk.see().clock.left_s < left_s


def test_the_pipelines_answers_reach_the_round_and_the_warm_up_learns_of_its_last(walk, monkeypatch):
    learnt = []
    monkeypatch.setattr(walk.warm_up, "measured", learnt.append)
    director = measured(walk)
    assert walk.leader.wants_judgement
    for answer in ("first", None, "last", None):
        walk.leader.judged(answer)
    assert director.answers == ["first", None, "last", None]
    walk.leader.key(Key.NEXT)
    walk.see()
    assert walk.leader.take is None
    assert learnt == ["last"]
    assert not walk.leader.wants_judgement


def test_q_ends_it_with_what_was_done(walk):
    walk.until(lambda scene: scene.phase is Phase.TIMED)
    for _ in range(20):
        walk.see()
    walk.leader.key(Key.NEXT)
    walk.leader.key(Key.QUIT)
    assert walk.leader.finished
    scene = walk.see()
    assert scene.phase is Phase.DONE
    assert scene.summary
    assert np.isnan(scene.xy_px).all()


def test_q_within_a_measured_round_loses_nothing_of_it(walk, monkeypatch):
    told = []
    monkeypatch.setattr(walk.warm_up, "summary", lambda unfinished=None: told.append(unfinished) or ())
    measured(walk)
    walk.leader.judged("so far")
    walk.leader.key(Key.QUIT)
    walk.see()
    walk.leader.judged("all of it")
    walk.see()
    assert told == ["so far", "all of it"]


def test_a_camera_that_gives_nothing_is_told_in_both(walk):
    walk.see()
    assert walk.leader.lost("Waiting for the camera").headline == "Waiting for the camera"
    measured(walk)
    assert walk.leader.lost("Waiting for the camera").headline == "Waiting for the camera"
