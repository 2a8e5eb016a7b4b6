from __future__ import annotations

import threading
import time
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from hipcheck.backends.replay import ReplayEstimator
from hipcheck.errors import InputError, ModelError
from hipcheck.live import engine as module
from hipcheck.live import trial
from hipcheck.live.director import SetPlan
from hipcheck.live.engine import Engine
from hipcheck.live.judge import JudgeAside
from hipcheck.live.keys import Key
from hipcheck.live.leading import Take
from hipcheck.live.scene import CueKind, Phase, Scene
from hipcheck.live.sources import LiveFrame, Origin
from tests.factories import make_poses
from tests.filmed import HEIGHT_PX, WIDTH_PX, record
from tests.live.sessions import Ear, leader, parts, run

BLACK = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)


class Camera:
    """A source that gives what it is told: a time is a frame, None a moment without one."""

    def __init__(self, *items, image=BLACK, why=""):
        self.origin = Origin("camera 7")
        self.items = list(items)
        self.image = image
        self.why_ended = why
        self.seen = self.dropped = 0
        self.open = False

    @property
    def ended(self):
        return not self.items

    def next(self, timeout_s):
        assert self.open
        item = self.items.pop(0) if self.items else None
        if item is None:
            return None
        self.seen += 1
        return LiveFrame(self.image, item, time.perf_counter())

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *_):
        self.open = False


class Follower:
    """A leader that only writes down what it is told; `takes` says from which frame on which take is recorded."""

    def __init__(self, takes=None, *, asks_at=(), anew_at=()):
        self.takes = takes or {0: Take(1)}
        self.asks_at = set(asks_at)
        self.anew_at = set(anew_at)
        self.looks, self.keys, self.lost_with, self.answers = [], [], [], []
        self.finished = False

    @property
    def anew(self):
        return len(self.looks) in self.anew_at

    @property
    def take(self):
        reached = [take for frame, take in self.takes.items() if frame <= len(self.looks)]
        return reached[-1]

    @property
    def wants_judgement(self):
        return len(self.looks) in self.asks_at

    def see(self, look):
        self.looks.append(look)
        return Scene(look.time_s, Phase.MOVE)

    def judged(self, analysis):
        self.answers.append(analysis)

    def key(self, key):
        self.keys.append(key)
        self.finished = self.finished or key is Key.QUIT

    def lost(self, sentence):
        self.lost_with.append(sentence)
        return Scene(0.0, Phase.GUIDE, headline=sentence)


class Window:
    """A screen that is shown to nobody and presses what it is told."""

    shows = True

    def __init__(self, presses=()):
        self.presses = list(presses)
        self.closed = False
        self.shown = []

    def show(self, image_rgb, scene, stats):
        self.shown.append((image_rgb, scene, stats))

    def pressed(self):
        return (self.presses.pop(0),) if self.presses else ()


class Model:
    """Finds who was recorded, as slowly as told."""

    name, version, model_sha256 = "perfect", "1.0", ""

    def __init__(self, poses, *, model="pose_full", takes_s=0.0, fails_at=None):
        self.replay = ReplayEstimator(record(poses))
        self.model, self.takes_s, self.fails_at = model, takes_s, fails_at
        self.closed = False

    def estimate(self, image_rgb, time_s):
        assert not self.closed
        time.sleep(self.takes_s)
        if self.fails_at is not None and time_s >= self.fails_at:
            raise self.failure
        return self.replay.estimate(image_rgb, time_s)

    failure = ModelError("MediaPipe failed on a frame; run `hipcheck doctor`.")

    def close(self):
        self.closed = True


@pytest.fixture(scope="module")
def poses():
    return make_poses(4.0, WIDTH_PX, HEIGHT_PX)


def follow(camera, model, follower, **others):
    return parts(camera, model, leader=lambda _: follower, **others)


def test_every_frame_is_led_and_kept(poses):
    camera, follower = Camera(*poses.time_s), Follower()
    outcome = run(follow(camera, Model(poses), follower))
    (recorded,) = outcome.takes
    assert [look.time_s for look in follower.looks] == list(poses.time_s)
    np.testing.assert_array_equal(recorded.recording.people[0].xy_px, poses.xy_px.astype(np.float32))
    assert (outcome.facts.frames_seen, outcome.facts.frames_dropped) == (len(poses), 0)
    assert (outcome.why, outcome.failure) == ("", None)
    assert outcome.facts.drawing_ms is None
    assert not camera.open


@pytest.mark.parametrize(
    ("colour", "luma"), [((0, 0, 0), 0.0), ((255, 255, 255), 255.0), ((0, 255, 0), 0.587 * 255)]
)
def test_how_bright_a_frame_is_is_told(poses, colour, luma):
    follower = Follower()
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), colour, np.uint8)
    run(follow(Camera(0.0, image=image), Model(poses), follower))
    assert follower.looks[0].luma == pytest.approx(luma)


class TestStalls:
    @pytest.fixture
    def impatient(self, monkeypatch):
        monkeypatch.setattr(module, "_STALL_TOLD_S", 0.02)
        monkeypatch.setattr(module, "_STALL_ENDS_S", 0.15)

    class Slow(Camera):
        def next(self, timeout_s):
            if self.items and self.items[0] is None:
                time.sleep(0.01)
            return super().next(timeout_s)

    def test_a_stall_is_told_once_and_the_session_goes_on(self, poses, impatient):
        camera = self.Slow(0.0, *[None] * 8, *poses.time_s[1:10])
        follower, told, window = Follower(), [], Window()
        outcome = run(follow(camera, Model(poses), follower, tell=told.append, screen=window))
        assert follower.lost_with == ["Waiting for the camera"]
        assert told == ["camera 7: no picture comes; waiting for it."]
        assert any(scene.headline == "Waiting for the camera" for _, scene, _ in window.shown)
        assert len(outcome.takes[0].times_s) == 10
        assert outcome.why == ""

    def test_one_that_lasts_ends_the_session_and_keeps_everything(self, poses, impatient):
        camera = self.Slow(*poses.time_s[:30], *[None] * 1000)
        begun_s = time.perf_counter()
        outcome = run(follow(camera, Model(poses), Follower()))
        assert time.perf_counter() - begun_s < 5.0
        assert "no picture came for" in outcome.why
        assert len(outcome.takes[0].times_s) == 30

    def test_a_camera_that_never_gives_a_picture_is_an_error(self, poses, impatient):
        with pytest.raises(InputError, match="camera 7: no picture came for"):
            run(follow(self.Slow(*[None] * 1000), Model(poses), Follower(), screen=Window()))


def test_an_unplugged_camera_ends_the_session_and_keeps_everything(poses):
    outcome = run(follow(Camera(*poses.time_s[:40], why="camera 7: it is gone."), Model(poses), Follower()))
    assert outcome.why == "camera 7: it is gone."
    assert len(outcome.takes[0].times_s) == 40


class TestEnds:
    def test_a_closed_window_ends_it(self, poses):
        window = Window()
        follower = Follower()
        show = window.show

        def close_at_ten(*shown):
            show(*shown)
            window.closed = len(window.shown) == 10

        window.show = close_at_ten
        outcome = run(follow(Camera(*poses.time_s), Model(poses), follower, screen=window))
        assert len(outcome.takes[0].times_s) == 10

    def test_keys_reach_the_leader_and_q_ends_it(self, poses):
        follower = Follower()
        window = Window([Key.PAUSE, Key.NEXT, Key.QUIT])
        outcome = run(follow(Camera(*poses.time_s), Model(poses), follower, screen=window))
        assert follower.keys == [Key.PAUSE, Key.NEXT, Key.QUIT]
        assert len(outcome.takes[0].times_s) == 3

    def test_ctrl_c_ends_it_between_two_frames(self, poses):
        stop = threading.Event()

        class Stopping(Follower):
            def see(self, look):
                if len(self.looks) == 20:
                    stop.set()
                return super().see(look)

        outcome = run(follow(Camera(*poses.time_s), Model(poses), Stopping()), stop=stop)
        assert len(outcome.takes[0].times_s) == 21

    def test_time_is_up(self, poses):
        outcome = run(follow(Camera(*poses.time_s), Model(poses), Follower()), limit_s=1.0)
        assert outcome.takes[0].times_s[-1] == pytest.approx(1.0)

    @pytest.mark.parametrize("failure", [Model.failure, ZeroDivisionError("a bug")])
    def test_a_failure_ends_it_keeps_everything_and_is_not_swallowed(self, poses, failure):
        model = Model(poses, fails_at=1.0)
        model.failure = failure
        outcome = run(follow(Camera(*poses.time_s), model, Follower()))
        assert outcome.failure is failure
        assert outcome.takes[0].times_s[-1] == pytest.approx(29 / 30)
        assert model.closed

    def test_a_bug_in_the_analysis_is_told_in_the_end_and_nothing_is_lost(self, poses):
        bug = ZeroDivisionError("a bug")

        def fail(recording, take):
            raise bug

        made = follow(
            Camera(*poses.time_s), Model(poses), Follower(asks_at=[20]), analyze=fail, judge=JudgeAside()
        )
        outcome = run(made)
        assert outcome.failure is bug
        assert len(outcome.takes[0].times_s) == len(poses)


class TestTakes:
    def test_each_begins_at_zero_and_what_lies_between_is_not_kept(self, poses):
        follower = Follower({0: None, 10: Take(1), 40: None, 50: Take(2)})
        outcome = run(follow(Camera(*poses.time_s), Model(poses), follower))
        one, two = outcome.takes
        assert (one.take, two.take) == (Take(1), Take(2))
        assert (len(one.times_s), len(two.times_s)) == (30, len(poses) - 50)
        for recorded, first in ((one, 10), (two, 50)):
            (person,) = recorded.recording.people
            assert person.time_s[0] == recorded.times_s[0] == 0.0
            np.testing.assert_array_equal(
                person.xy_px, poses.xy_px[first : first + len(person)].astype(np.float32)
            )

    def test_setting_up_is_forgotten_and_the_take_begins_with_the_next_frame(self, poses):
        follower = Follower(anew_at=[10, 30])
        (recorded,) = run(follow(Camera(*poses.time_s), Model(poses), follower)).takes
        assert (recorded.take, len(recorded.times_s)) == (Take(1), len(poses) - 30)
        (person,) = recorded.recording.people
        assert person.time_s[0] == recorded.times_s[0] == 0.0
        np.testing.assert_array_equal(person.xy_px, poses.xy_px[30:].astype(np.float32))

    def test_an_answer_about_a_take_that_is_over_is_nobodys(self, poses):
        follower = Follower({0: Take(1), 20: Take(2)}, asks_at=[10, 20])
        run(follow(Camera(*poses.time_s), Model(poses), follower, analyze=lambda recording, take: take))
        assert follower.answers == [Take(1)]


class TestJudging:
    def test_the_pipeline_is_asked_about_the_last_minute_and_its_answer_passed_on(self, poses, monkeypatch):
        monkeypatch.setattr(module, "_JUDGED_S", 1.0)
        asked = []
        follower = Follower(asks_at=[60])

        def analyze(recording, take):
            asked.append(recording)
            return "an analysis"

        run(follow(Camera(*poses.time_s), Model(poses), follower, analyze=analyze))
        (recording,) = asked
        assert recording.people[0].time_s[-1] == poses.time_s[59]
        assert recording.people[0].duration_s == pytest.approx(1.0, abs=0.05)
        assert follower.answers == ["an analysis"]


class TestModels:
    @pytest.fixture
    def quick_trial(self, monkeypatch):
        monkeypatch.setattr(trial, "_POSE_S", 0.004)

    def run(self, poses, *, full_s, follower_of, **others):
        models = {"full": Model(poses, takes_s=full_s), "lite": Model(poses, model="pose_lite")}
        made = parts(Camera(*poses.time_s), None, leader=follower_of, **others)
        made = replace(made, estimator=models.__getitem__)
        return Engine(made, "full", fallback="lite").run(), models

    def test_one_that_is_too_slow_is_replaced_and_that_is_said(self, poses, quick_trial):
        followers, told, ear = {}, [], Ear()

        def follower_of(model):
            return followers.setdefault(model, Follower())

        outcome, models = self.run(
            poses, full_s=0.008, follower_of=follower_of, tell=told.append, listener=ear
        )
        (recorded,) = outcome.takes
        assert recorded.recording.model == "pose_lite"
        assert len(followers["pose_full"].looks) == 20
        assert len(followers["pose_lite"].looks) == len(recorded.times_s) == len(poses) - 20
        assert models["full"].closed
        assert "too slow" in told[0]
        assert [scene.cue.text for scene in ear.scenes if scene.cue] == ["Using the quick model"]
        assert next(scene.cue.kind for scene in ear.scenes if scene.cue) is CueKind.TELL

    def test_one_that_is_quick_enough_stays(self, poses, quick_trial):
        told = []
        outcome, _ = self.run(poses, full_s=0.0, follower_of=lambda _: Follower(), tell=told.append)
        assert outcome.takes[0].recording.model == "pose_full"
        assert len(outcome.takes[0].times_s) == len(poses)
        assert told == []


class TestTheEnd:
    def test_it_is_shown_with_the_last_picture_until_a_key_is_pressed(self, poses):
        window, follower = Window(), Follower()
        engine = Engine(follow(Camera(*poses.time_s[:5]), Model(poses), follower, screen=window), "any")
        engine.run()
        window.presses = [Key.QUIT]
        engine.show_end("an analysis", wait_s=10.0)
        assert follower.answers == ["an analysis"]
        assert follower.finished
        assert window.shown[-1][0] is BLACK

    def test_nobody_waits_for_ever(self, poses):
        window = Window()
        engine = Engine(follow(Camera(0.0), Model(poses), Follower(), screen=window), "any")
        engine.run()
        begun_s = time.perf_counter()
        engine.show_end(None, wait_s=0.2)
        assert 0.1 < time.perf_counter() - begun_s < 5.0


def test_reps_are_counted_and_the_plan_ends_it():
    squats = make_poses(30.0, WIDTH_PX, HEIGHT_PX)
    ear = Ear()
    bright = np.full((HEIGHT_PX, WIDTH_PX, 3), 130, np.uint8)
    made = parts(
        Camera(*squats.time_s, image=bright), Model(squats), listener=ear, leader=leader(SetPlan(reps=2))
    )
    outcome = run(made)
    assert outcome.failure is None
    assert len(outcome.takes) == 1
    assert {scene.phase for scene in ear.scenes} <= set(Phase)


def test_ten_minutes_take_flat_memory():
    """But for 800 bytes a frame, which are the landmarks."""
    rate_hz, minutes = 30, 10
    short = make_poses(4.0, WIDTH_PX, HEIGHT_PX)
    frames = rate_hz * 60 * minutes

    class Again:
        name, version, model, model_sha256 = "perfect", "1.0", "pose_full", ""

        def __init__(self):
            self.count = 0
            (self.person,) = ReplayEstimator(record(short)).estimate(BLACK, short.time_s[0])

        def estimate(self, image_rgb, time_s):
            self.count += 1
            return (self.person,)

        def close(self):
            pass

    taken = {}

    class Forgetful(Follower):
        def see(self, look):
            self.looks = [look]
            return Scene(look.time_s, Phase.MOVE)

    class Deaf:
        def hear(self, scene):
            pass

    class Endless(Camera):
        ended = False

        def next(self, timeout_s):
            if self.seen in (frames // 10, frames):
                taken[self.seen] = tracemalloc.get_traced_memory()[0]
            self.items = [self.seen / rate_hz]
            return super().next(timeout_s)

    tracemalloc.start()
    try:
        outcome = run(follow(Endless(), Again(), Forgetful(), listener=Deaf()), limit_s=60.0 * minutes + 1.0)
    finally:
        tracemalloc.stop()
    assert len(outcome.takes[0].times_s) >= frames
    grown = taken[frames] - taken[frames // 10]
    assert grown < 1.25 * 800 * 0.9 * frames  # a quarter more for blocks that are not full yet, and the times
