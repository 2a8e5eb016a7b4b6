from __future__ import annotations

import numpy as np
import pytest

from hipcheck.backends.replay import ReplayEstimator
from hipcheck.footage import Footage, watch
from hipcheck.poses import FrameSize
from hipcheck.settings import StickerSettings
from hipcheck.video import frames_from
from hipcheck.watching import Watcher
from tests.factories import make_poses
from tests.filmed import HEIGHT_PX, WIDTH_PX, film, record

SIZE = FrameSize(WIDTH_PX, HEIGHT_PX)
IMAGE = np.zeros((HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)


@pytest.fixture
def truth():
    return make_poses(2.0, WIDTH_PX, HEIGHT_PX)


@pytest.fixture
def watcher(truth):
    with ReplayEstimator(record(truth)) as estimator:
        yield Watcher(estimator, StickerSettings())


def test_what_is_seen_is_told_at_once_and_kept(watcher, truth):
    for frame, time_s in enumerate(truth.time_s):
        (person,) = watcher.see(IMAGE, time_s).people
        np.testing.assert_array_equal(person.xy_px, truth.xy_px[frame].astype(np.float32))
    (kept,) = watcher.recording(SIZE).people
    np.testing.assert_array_equal(kept.xy_px, truth.xy_px.astype(np.float32))
    np.testing.assert_array_equal(kept.time_s, truth.time_s)
    assert len(watcher) == len(truth)


def test_a_clip_is_watched_in_the_same_way(tmp_path):
    squats = film(tmp_path, duration_s=2.0)
    offline = watch(Footage(squats.clip), "replay", str(squats.landmarks)).recording
    with ReplayEstimator(squats.recording) as estimator:
        watcher = Watcher(estimator, StickerSettings())
        for frame in frames_from(squats.clip):
            watcher.see(frame.image, frame.time_s)
    (one,), (other,) = watcher.recording(SIZE).people, offline.people
    for name in ("xy_px", "world_m", "visibility", "time_s", "asis_px"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


class TestTheLatestFrames:
    def test_are_those_of_the_whole_recording(self, watcher, truth):
        for time_s in truth.time_s:
            watcher.see(IMAGE, time_s)
        (whole,), (late,) = watcher.recording(SIZE).people, watcher.recording(SIZE, since_s=1.5).people
        expected = whole.between(1.5, 99.0)
        assert 0 < len(late) < len(whole)
        for name in ("xy_px", "world_m", "visibility", "time_s", "asis_px"):
            np.testing.assert_array_equal(getattr(late, name), getattr(expected, name))

    def test_have_nobody_in_them_who_has_left(self, truth):
        early = truth.masked(np.repeat(truth.time_s[:, None] > 1.0, 33, axis=1))
        with ReplayEstimator(record(early, truth)) as estimator:
            watcher = Watcher(estimator, StickerSettings())
            for time_s in truth.time_s:
                watcher.see(IMAGE, time_s)
        assert len(watcher.recording(SIZE).people) == 2
        assert len(watcher.recording(SIZE, since_s=1.2).people) == 1


def test_a_restart_forgets_what_was_seen_and_the_estimator_goes_on(watcher, truth):
    half = len(truth) // 2
    for time_s in truth.time_s[:half]:
        watcher.see(IMAGE, time_s)
    watcher.restart()
    assert len(watcher) == 0
    for time_s in truth.time_s[half:]:
        watcher.see(IMAGE, time_s)
    (kept,) = watcher.recording(SIZE).people
    np.testing.assert_array_equal(kept.xy_px, truth.xy_px[half:].astype(np.float32))
    np.testing.assert_array_equal(kept.time_s, truth.time_s[half:])


def test_stickers_that_are_not_looked_for_are_nobodys(truth):
    with ReplayEstimator(record(truth)) as estimator:
        watcher = Watcher(estimator, StickerSettings(look_for="off"))
        assert watcher.see(IMAGE, 0.0).asis_px == {}
