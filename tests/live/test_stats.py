from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from hipcheck.live import stats as module
from hipcheck.live.stats import Durations, Stage, Stats, line_of
from hipcheck.results import LiveFacts, Spread


def counted(values_ms):
    durations = Durations()
    for value in values_ms:
        durations.add(value / 1000.0)
    return durations


class TestDurations:
    def test_median_and_95th_percentile_are_those_of_the_values(self):
        values_ms = np.random.default_rng(1).gamma(4.0, 9.0, 5000)
        spread = counted(values_ms).spread
        # to half a step of a tenth of a millisecond, and one value's rank
        assert spread.median == pytest.approx(np.percentile(values_ms, 50), abs=0.15)
        assert spread.p95 == pytest.approx(np.percentile(values_ms, 95), abs=0.3)

    def test_one_value_is_both(self):
        assert counted([12.34]).spread == Spread(pytest.approx(12.35), pytest.approx(12.35))

    def test_nothing_counted_is_nothing(self):
        assert Durations().spread is None

    def test_what_takes_for_ever_counts_as_two_seconds(self):
        assert counted([1e9, 1e9]).spread.median == pytest.approx(2000.0, abs=0.1)

    def test_a_clock_that_went_back_is_no_time(self):
        assert counted([-5.0]).spread.median == pytest.approx(0.0, abs=0.1)


class TestStats:
    @pytest.fixture
    def clock(self, monkeypatch):
        class Clock:
            now_s = 100.0

        monkeypatch.setattr(module.time, "perf_counter", lambda: Clock.now_s)
        return Clock

    def test_a_session_of_ten_frames(self, clock):
        stats = Stats()
        for _ in range(10):
            captured_s = clock.now_s
            with stats.timed(Stage.POSE):
                clock.now_s += 0.030
            with stats.timed(Stage.SESSION):
                clock.now_s += 0.002
            stats.shown(captured_s)
            clock.now_s += 0.008
        facts = stats.facts(seen=12, dropped=2)
        assert (facts.frames_seen, facts.frames_dropped) == (12, 2)
        assert facts.followed_hz == pytest.approx(25.0)
        assert facts.latency_ms.median == pytest.approx(32.0, abs=0.1)
        assert facts.pose_ms.p95 == pytest.approx(30.0, abs=0.1)
        assert facts.session_ms.median == pytest.approx(2.0, abs=0.1)
        assert facts.drawing_ms is None

    def test_no_frame_at_all(self):
        facts = Stats().facts(0, 0)
        assert math.isnan(facts.followed_hz)
        assert facts.latency_ms is None

    def test_memory_does_not_grow(self, clock):
        stats = Stats()
        sizes = set()
        for frame in range(2000):
            clock.now_s += 0.03 + frame * 1e-4
            stats.shown(100.0)
            sizes.add(sum(sys.getsizeof(d._counts) for d in stats._stages.values()))
        assert len(sizes) == 1


def test_the_line_names_what_there_is():
    facts = LiveFacts(900, 30, 28.9, Spread(31.04, 48.1), Spread(25.0, 33.0), Spread(1.2, 2.0), None)
    assert line_of(facts) == (
        "28.9 frames/s, 900 seen, 30 dropped; median/95th percentile in ms: "
        "frame to screen 31/48, pose 25/33, session 1/2"
    )
