from __future__ import annotations

import numpy as np
import pytest

from synth.sensor import Sensor, exposed

GREY = np.full((120, 80, 3), 128, np.uint8)


@pytest.mark.parametrize("noise_sd", [1.5, 4.0])
def test_noise_has_the_size_that_was_asked_for(noise_sd):
    sensor = Sensor(80, 120, noise_sd, seed=1)
    noise = np.stack([sensor.record(GREY) for _ in range(6)]).astype(float) - 128
    assert noise.std() == pytest.approx(noise_sd, rel=0.05)
    assert abs(noise.mean()) < 0.1


def test_every_frame_has_its_own_and_a_clip_always_the_same():
    first, again = Sensor(80, 120, 3.0, seed=1), Sensor(80, 120, 3.0, seed=1)
    frames = [first.record(GREY) for _ in range(3)]
    assert (frames[0] != frames[1]).mean() > 0.5
    for frame in frames:
        np.testing.assert_array_equal(frame, again.record(GREY))
    assert (Sensor(80, 120, 3.0, seed=2).record(GREY) != frames[0]).mean() > 0.5


def test_black_stays_black_and_white_white_at_the_most():
    sensor = Sensor(80, 120, 5.0, seed=1)
    assert sensor.record(np.zeros_like(GREY)).max() < 40
    assert sensor.record(np.full_like(GREY, 255)).min() > 215


def test_without_noise_nothing_changes():
    np.testing.assert_array_equal(Sensor(80, 120, 0.0, seed=1).record(GREY), GREY)


def test_exposure_averages_light_not_values():
    black, white = np.zeros_like(GREY), np.full_like(GREY, 255)
    np.testing.assert_array_equal(exposed([black, white]), 180)  # 255 times the root of a half
    np.testing.assert_array_equal(exposed([GREY]), GREY)
    np.testing.assert_array_equal(exposed([GREY, GREY, GREY]), GREY)
