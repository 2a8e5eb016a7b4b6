"""A session and an analysis of the same frames say the same: they are one pipeline."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from hipcheck import analyze_video
from hipcheck.backends import BACKENDS
from hipcheck.backends.replay import ReplayEstimator
from hipcheck.live.ending import analysis_of
from hipcheck.settings import Settings
from hipcheck.video import ClipReader
from tests.filmed import film
from tests.live.sessions import every_frame, parts, run

SAMPLES = Path(__file__).parents[2] / "sample_videos"
SINGLE_LEG = SAMPLES / "single_leg_squat_good_front.mp4"


class EveryThirdLost:
    """A source that misses every third frame, as a slow machine does."""

    def __init__(self, source):
        self._source = source
        self._count = 0

    def __getattr__(self, name):
        return getattr(self._source, name)

    def __enter__(self):
        self._source.__enter__()
        return self

    def __exit__(self, *error):
        self._source.__exit__(*error)

    def next(self, timeout_s):
        self._count += 1
        if self._count % 2 == 0:
            self._source.next(timeout_s)  # lost; the third of three
        return self._source.next(timeout_s)


def live(source, estimator):
    (recorded,) = run(parts(source, estimator)).takes
    return analysis_of(recorded, Settings())


def assert_same(one, other):
    assert one.reps == other.reps
    assert one.findings == other.findings
    assert one.summary == other.summary
    assert one.movement == other.movement
    assert one.view == other.view
    assert one.not_measured == other.not_measured
    assert one.recommendations == other.recommendations
    assert one.source == other.source
    assert one.provenance == other.provenance
    np.testing.assert_array_equal(one.poses.xy_px, other.poses.xy_px)


@pytest.fixture(scope="module")
def offline():
    return analyze_video(SINGLE_LEG, model="lite")


@pytest.mark.model
class TestWithAModel:
    def test_every_frame_gives_exactly_the_same(self, offline):
        assert offline.reps
        assert_same(live(every_frame(SINGLE_LEG), BACKENDS["mediapipe"]("lite")), offline)

    def test_with_every_third_frame_lost_reps_are_found_and_angles_lie_within_their_intervals(self, offline):
        lossy = live(EveryThirdLost(every_frame(SINGLE_LEG)), BACKENDS["mediapipe"]("lite"))
        assert len(lossy.reps) == len(offline.reps)
        compared = 0
        for seen, truth in zip(lossy.reps, offline.reps, strict=True):
            assert seen.rep.side is truth.rep.side
            # Who stays down is lowest at no moment in particular; a frame lost on either side of it.
            assert truth.rep.pause_start_s - 0.1 <= seen.rep.bottom_s <= truth.rep.pause_end_s + 0.1
            values = {(m.metric, m.side, m.at): m for m in truth.measurements}
            for m in seen.measurements:
                whole = values.get((m.metric, m.side, m.at))
                if whole is not None and np.isfinite([whole.low, whole.high]).all():
                    assert whole.low <= m.value <= whole.high, m.metric
                    compared += 1
        assert compared > 5


class TestReplayed:
    def test_a_whole_set_is_exactly_the_same(self, tmp_path):
        squats = film(tmp_path, duration_s=12.0)
        offline = analyze_video(squats.clip, backend="replay", model=str(squats.landmarks))
        assert len(offline.reps) >= 4
        assert_same(live(every_frame(squats.clip), ReplayEstimator(squats.recording)), offline)

    def test_with_every_third_frame_lost_the_reps_are_found(self, tmp_path):
        squats = film(tmp_path, duration_s=12.0)
        offline = analyze_video(squats.clip, backend="replay", model=str(squats.landmarks))
        lossy = live(EveryThirdLost(every_frame(squats.clip)), ReplayEstimator(squats.recording))
        assert [r.rep.bottom_s for r in lossy.reps] == pytest.approx(
            [r.rep.bottom_s for r in offline.reps], abs=0.1
        )

    def test_frames_were_really_lost(self, tmp_path):
        squats = film(tmp_path, duration_s=2.0)
        with ClipReader(squats.clip) as clip:
            times_s = [frame.time_s for frame in clip]
        source = EveryThirdLost(every_frame(squats.clip))
        (recorded,) = run(parts(source, ReplayEstimator(squats.recording))).takes
        assert len(recorded.times_s) == len(times_s) * 2 // 3
        assert max(b - a for a, b in pairwise(recorded.times_s)) == pytest.approx(2 / 30)
