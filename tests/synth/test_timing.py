from __future__ import annotations

import numpy as np
import pytest

from synth.spec import RepSpec
from synth.timing import Noise, bump, minimum_jerk, rep_times, tremor

REP = RepSpec(descent_s=1.1, bottom_s=0.2, ascent_s=0.9)


def test_minimum_jerk_rests_at_both_ends():
    share = np.linspace(-0.5, 1.5, 2001)
    way = minimum_jerk(share)
    speed = np.gradient(way, share)
    acceleration = np.gradient(speed, share)
    assert way[share <= 0].max() == 0.0
    assert way[share >= 1].min() == 1.0
    assert minimum_jerk(0.5) == 0.5
    assert speed.max() == pytest.approx(1.875, abs=1e-3)  # 15/8: Flash and Hogan 1985
    assert np.abs(np.diff(acceleration)).max() < 0.1


def test_bump_is_one_between_and_zero_outside():
    time_s = np.array([0.0, 1.0, 2.0, 2.5, 3.0, 5.0, 6.0])
    np.testing.assert_allclose(bump(time_s, 1.0, 2.0, 3.0, 5.0), [0, 0, 1, 1, 1, 0, 0])


def test_a_rep_takes_the_times_of_its_spec():
    times = rep_times(REP, 2.0)
    assert (times.leave_s, times.hold_s, times.rise_s, times.back_s) == pytest.approx((2.0, 3.1, 3.3, 4.2))
    assert times.bottom_s == pytest.approx(3.2)
    np.testing.assert_allclose(times.depth(np.array([2.0, 3.1, 3.2, 3.3, 4.2])), [0, 1, 1, 1, 0])


def test_a_rep_starts_and_ends_at_a_twentieth_of_its_depth():
    times = rep_times(REP, 2.0)
    np.testing.assert_allclose(times.depth(np.array([times.start_s, times.end_s])), 0.05, atol=1e-6)
    assert times.leave_s < times.start_s < times.hold_s
    assert times.rise_s < times.end_s < times.back_s


def test_noise_has_its_size_and_its_band():
    time_s = np.arange(0.0, 400.0, 0.05)
    values = Noise(2.0, 0.5, 1.5, (1, 2))(time_s)
    assert np.std(values) == pytest.approx(2.0, rel=0.03)
    power = np.abs(np.fft.rfft(values * np.hanning(len(values)))) ** 2
    inside = np.abs(np.fft.rfftfreq(len(values), 0.05) - 1.0) < 0.55
    assert power[inside].sum() / power.sum() > 0.99


def test_noise_depends_on_time_alone():
    noise = Noise(1.0, 0.5, 1.5, (7,))
    assert noise(np.array([0.1, 3.7]))[1] == noise(np.array([3.7]))[0]
    assert noise(np.array([3.7])) != Noise(1.0, 0.5, 1.5, (8,))(np.array([3.7]))


def test_tremor_has_its_size_in_both_phases_and_rests_between():
    times = rep_times(REP, 1.0)
    for start_s, end_s in ((times.leave_s, times.hold_s), (times.rise_s, times.back_s)):
        moving_s = np.linspace(start_s, end_s, 2000)
        values = tremor(moving_s, times, 1.5, (5,))
        assert np.std(values) == pytest.approx(1.5, rel=0.01)
        assert abs(values.mean()) < 0.01
    still_s = np.array([0.0, times.leave_s, times.hold_s, times.bottom_s, times.rise_s, times.back_s, 9.0])
    np.testing.assert_allclose(tremor(still_s, times, 1.5, (5,)), 0.0, atol=1e-9)
