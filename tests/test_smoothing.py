"""Smoothing shifts nothing in time, takes out what it says, and makes nothing up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.settings import SmoothingSettings
from hipcheck.smoothing import OneEuro, low_pass, mask_outliers, resampled_to, smooth
from tests.stick_figure import Camera
from tests.stick_motions import film, noisy, phone_times, single_leg_squats, squats, standing_still

SETTINGS = SmoothingSettings()
KNEE = Landmark.LEFT_KNEE


def swaying(frequency_hz: float, time_s: np.ndarray, amplitude_px: float = 50.0) -> PoseSequence:
    """Every landmark moves sideways like a sine."""
    x = 500.0 + amplitude_px * np.sin(2.0 * np.pi * frequency_hz * time_s)
    shape = (len(time_s), 33)
    xy = np.stack(
        [np.repeat(x[:, None], 33, axis=1), np.repeat(np.arange(33.0)[None] * 20.0, len(x), axis=0)], axis=2
    )
    return PoseSequence(xy, np.zeros((*shape, 3)), np.full(shape, 0.9), time_s, FrameSize(1000, 1000))


def fitted(values: np.ndarray, time_s: np.ndarray, frequency_hz: float) -> tuple[float, float]:
    """Amplitude and phase, radians, of a sine in the middle of the data."""
    middle = (time_s > time_s[-1] * 0.25) & (time_s < time_s[-1] * 0.75)
    angle = 2.0 * np.pi * frequency_hz * time_s[middle]
    columns = np.stack([np.sin(angle), np.cos(angle), np.ones_like(angle)], axis=1)
    (a, b, _), *_ = np.linalg.lstsq(columns, values[middle], rcond=None)
    return float(np.hypot(a, b)), float(np.arctan2(b, a))


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 240.0])
@pytest.mark.parametrize("frequency_hz", [0.3, 1.0, 3.0, 5.0])
def test_a_sine_keeps_its_phase(frequency_hz, rate_hz):
    out = smooth(swaying(frequency_hz, np.arange(int(8 * rate_hz)) / rate_hz), SETTINGS)
    _, phase = fitted(out.xy_px[:, KNEE, 0], out.time_s, frequency_hz)
    assert phase == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("rate_hz", [60.0, 120.0, 240.0])
@pytest.mark.parametrize("cutoff_hz", [3.0, 5.0, 6.0])
@pytest.mark.parametrize("order", [2, 4, 8])
def test_half_the_power_is_left_at_the_cut_off(order, cutoff_hz, rate_hz):
    time_s = np.arange(int(10 * rate_hz)) / rate_hz
    out = low_pass(np.sin(2.0 * np.pi * cutoff_hz * time_s), rate_hz, cutoff_hz, order)
    amplitude, _ = fitted(out, time_s, cutoff_hz)
    assert 20.0 * np.log10(amplitude) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize(("frequency_hz", "left"), [(0.5, 0.999), (1.0, 0.99)])
def test_movement_passes(frequency_hz, left):
    out = smooth(swaying(frequency_hz, np.arange(480) / 60.0), SETTINGS)
    amplitude, _ = fitted(out.xy_px[:, KNEE, 0], out.time_s, frequency_hz)
    assert amplitude > left * 50.0


def test_jitter_goes():
    out = smooth(swaying(18.0, np.arange(480) / 60.0), SETTINGS)
    amplitude, _ = fitted(out.xy_px[:, KNEE, 0], out.time_s, 18.0)
    assert amplitude < 0.01 * 50.0


def test_a_constant_stays_what_it_is():
    out = smooth(swaying(0.0, np.arange(90) / 30.0), SETTINGS)
    np.testing.assert_allclose(out.xy_px[:, KNEE, 0], 500.0, atol=1e-9)
    np.testing.assert_allclose(out.visibility, 0.9)


@pytest.mark.parametrize("seed", [5, 6])
def test_a_varying_frame_rate_gives_the_same_as_a_uniform_one(seed):
    motion, camera = single_leg_squats(Side.LEFT, 2), Camera()
    uniform = smooth(film(motion, camera, rate_hz=30.0), SETTINGS)
    varying = smooth(film(motion, camera, time_s=phone_times(motion.duration_s, 30.0, seed=seed)), SETTINGS)
    np.testing.assert_allclose(varying.time_s, uniform.time_s, atol=1e-9)
    assert np.abs(varying.xy_px - uniform.xy_px).max() < 0.0005 * camera.px_per_m  # half a millimetre


@pytest.mark.parametrize(("rate_hz", "out_hz"), [(24.0, 60.0), (30.0, 60.0), (60.0, 60.0), (240.0, 240.0)])
def test_the_time_base_is_uniform_and_never_coarser_than_the_clip(rate_hz, out_hz):
    poses = film(standing_still(3.0), rate_hz=rate_hz)
    out = smooth(poses, SETTINGS)
    steps_s = np.diff(out.time_s)
    np.testing.assert_allclose(steps_s, 1.0 / out_hz, rtol=0.01)
    np.testing.assert_allclose(steps_s, steps_s[0])
    assert (out.time_s[0], out.time_s[-1]) == (poses.time_s[0], poses.time_s[-1])


def gap(poses: PoseSequence, start_s: float, end_s: float, landmark: Landmark = KNEE) -> PoseSequence:
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[(poses.time_s > start_s) & (poses.time_s < end_s), landmark] = True
    return poses.masked(missing)


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 60.0, 240.0])
def test_a_gap_up_to_the_limit_is_bridged(rate_hz):
    whole = film(squats(1), rate_hz=rate_hz)
    # From the last frame before to the first one after the gap it is just not longer than the limit.
    frames = int(SETTINGS.max_gap_s * rate_hz)
    missing = np.zeros((len(whole), 33), dtype=bool)
    start = int(3.0 * rate_hz)
    missing[start + 1 : start + frames, KNEE] = True
    out = smooth(whole.masked(missing), SETTINGS)
    assert np.isfinite(out.xy_px[:, KNEE]).all()
    np.testing.assert_allclose(out.xy_px[:, KNEE], smooth(whole, SETTINGS).xy_px[:, KNEE], atol=0.02 * 480.0)


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 60.0, 240.0])
def test_a_longer_gap_stays_and_is_no_wider_than_it_was(rate_hz):
    poses = gap(film(squats(1), rate_hz=rate_hz), 3.0, 3.0 + SETTINGS.max_gap_s + 2.0 / rate_hz)
    out = smooth(poses, SETTINGS)
    missing_s = out.time_s[np.isnan(out.xy_px[:, KNEE, 0])]
    assert 3.0 - 1.0 / rate_hz <= missing_s.min()
    assert missing_s.max() <= 3.0 + SETTINGS.max_gap_s + 3.0 / rate_hz
    assert np.isfinite(out.xy_px[:, LEGS[Side.RIGHT].knee]).all()
    np.testing.assert_array_equal(np.isnan(out.xy_px[:, KNEE, 0]), np.isnan(out.visibility[:, KNEE]))


def test_nothing_is_made_up_before_the_first_and_after_the_last_appearance():
    poses = gap(gap(film(squats(1)), -1.0, 1.02), 4.02, 99.0)
    out = smooth(poses, SETTINGS)
    seen_s = out.time_s[np.isfinite(out.xy_px[:, KNEE, 0])]
    known_s = poses.time_s[np.isfinite(poses.xy_px[:, KNEE, 0])]
    assert known_s[0] <= seen_s[0] <= known_s[0] + 1 / 60
    assert known_s[-1] - 1 / 60 <= seen_s[-1] <= known_s[-1]


def test_a_landmark_seen_once_is_not_seen():
    poses = film(squats(1))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, KNEE] = True
    missing[10, KNEE] = False
    assert np.isnan(smooth(poses.masked(missing), SETTINGS).xy_px[:, KNEE]).all()


def test_stickers_are_smoothed_like_landmarks():
    poses = film(squats(1), stickers=True)
    out = smooth(poses, SETTINGS)
    hips = resampled_to(out, poses.time_s)
    np.testing.assert_allclose(hips.asis_px, poses.asis_px, atol=0.005 * 480.0)
    assert np.isnan(smooth(film(squats(1)), SETTINGS).asis_px).all()


def test_noise_shrinks_by_the_share_of_its_band():
    poses = noisy(film(standing_still(30.0), rate_hz=60.0), sd_px=3.0, seed=2)
    out = smooth(poses, SETTINGS)
    # White noise has equal power up to half the rate; below the cut-off a share of 2 · cut-off / rate is left.
    expected_px = 3.0 * np.sqrt(2.0 * SETTINGS.cutoff_hz / 60.0)
    assert np.std(out.xy_px[60:-60, KNEE, 0]) == pytest.approx(expected_px, rel=0.1)


def test_very_short_clips_come_back():
    poses = film(squats(1))
    for frames in (0, 1):
        assert smooth(poses[:frames], SETTINGS) is not None
        assert len(smooth(poses[:frames], SETTINGS)) == frames
    assert np.isfinite(smooth(poses[:2], SETTINGS).xy_px).all()


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 60.0, 240.0])
@pytest.mark.parametrize("down_s", [0.4, 1.0])
def test_smooth_movement_is_no_outlier_even_when_fast(down_s, rate_hz):
    motion = squats(3, down_s=down_s, up_s=down_s, pause_s=0.05)
    poses = film(motion, Camera(distance_m=3.0), rate_hz=rate_hz)
    assert np.isfinite(mask_outliers(poses, SETTINGS).xy_px).all()


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 60.0])
@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("when_s", [1.0, 3.2, 3.6])
def test_a_landmark_that_leaves_for_a_moment_is_an_outlier(when_s, length, rate_hz):
    poses = noisy(film(squats(1), rate_hz=rate_hz), sd_px=1.0, seed=4)
    start = round(when_s * rate_hz)
    xy = poses.xy_px.copy()
    xy[start : start + length, KNEE] += [120.0, -60.0]  # 28 cm
    out = mask_outliers(replace(poses, xy_px=xy), SETTINGS)
    missing = np.isnan(out.xy_px[..., 0])
    assert missing[start : start + length, KNEE].all()
    assert missing.mean() < 0.002


@pytest.mark.parametrize("seed", range(5))
def test_the_bottom_of_a_rep_is_no_outlier_where_a_phone_dropped_frames(seed):
    """Frames 0.1 s apart show a turning point once: it is not at odds with its neighbours, it is just the lowest."""
    random = np.random.default_rng(seed)
    kept = [0]
    for number in range(1, 240):
        if number + 1 - kept[-1] > 3 or random.random() > 0.4:
            kept.append(number)
    motion = single_leg_squats(Side.RIGHT, 5, down_s=0.5, pause_s=0.02, up_s=0.5)
    poses = film(motion, Camera(distance_m=3.0), time_s=np.array(kept) / 30.0)
    assert np.isfinite(mask_outliers(poses, SETTINGS).xy_px).all()


@pytest.mark.parametrize("when_s", [1.0, 3.2, 3.6])
def test_a_landmark_that_leaves_for_a_frame_is_an_outlier_at_a_varying_rate_too(when_s):
    poses = noisy(film(squats(1), time_s=phone_times(6.0, 30.0, seed=2)), sd_px=1.0, seed=4)
    frame = int(np.searchsorted(poses.time_s, when_s))
    xy = poses.xy_px.copy()
    xy[frame, KNEE] += [120.0, -60.0]
    missing = np.isnan(mask_outliers(replace(poses, xy_px=xy), SETTINGS).xy_px[..., 0])
    assert missing[frame, KNEE]
    assert missing.mean() < 0.002


def test_a_still_persons_jitter_is_no_outlier():
    poses = noisy(film(standing_still(20.0)), sd_px=1.5, seed=6)  # 3 mm
    assert np.isnan(mask_outliers(poses, SETTINGS).xy_px[..., 0]).mean() < 1e-3


def test_too_few_frames_have_no_outliers():
    poses = film(squats(1))[:4]
    assert mask_outliers(poses, SETTINGS) is poses


def test_landmarks_at_the_clips_own_frames_for_drawing():
    poses = film(squats(1), rate_hz=30.0)
    whole = smooth(poses, SETTINGS)
    back = resampled_to(whole, poses.time_s)
    assert len(back) == len(poses)
    np.testing.assert_allclose(back.xy_px, poses.xy_px, atol=0.01 * 480.0)
    late = resampled_to(whole.between(1.0, 3.0), poses.time_s)
    outside = (poses.time_s < whole.between(1.0, 3.0).time_s[0]) | (
        poses.time_s > whole.between(1.0, 3.0).time_s[-1]
    )
    assert np.isnan(late.xy_px[outside]).all()
    assert np.isfinite(late.xy_px[~outside]).all()


@pytest.mark.parametrize("at_once", [1, 700, 4000])
def test_a_long_clip_in_parts_is_the_same_clip(monkeypatch, at_once):
    """Down to the last bit, gaps and all."""
    poses = noisy(film(single_leg_squats(Side.LEFT)), sd_px=2.0, seed=3)
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[100:140, :12] = missing[300:305] = True
    poses = poses.masked(missing)

    def outcome():
        return smooth(mask_outliers(poses, SmoothingSettings()), SmoothingSettings())

    whole = outcome()
    monkeypatch.setattr("hipcheck.smoothing._AT_ONCE", at_once)
    parts = outcome()
    for name in ("xy_px", "world_m", "visibility", "asis_px"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


class TestOneEuro:
    def test_the_first_values_come_out_as_they_are(self):
        assert OneEuro(1.0, 0.0)(0.0, np.array([3.0, np.nan])).tolist() == pytest.approx(
            [3.0, np.nan], nan_ok=True
        )

    def test_without_beta_it_is_the_low_pass_of_first_order(self):
        cutoff_hz, step_s = 2.0, 0.05
        euro = OneEuro(cutoff_hz, 0.0)
        euro(0.0, np.array([0.0]))
        after = [float(euro(step_s * n, np.array([1.0]))[0]) for n in range(1, 6)]
        tau_s = 1.0 / (2.0 * np.pi * cutoff_hz)
        kept = tau_s / (tau_s + step_s)  # of the way that is left, at each step
        np.testing.assert_allclose(after, [1.0 - kept**n for n in range(1, 6)])

    def test_speed_opens_the_cutoff(self):
        """A step of 1 in 0.1 s, by hand: speed 10 · 0.3859 = 3.859, cut-off 1 + 0.5 · 3.859 = 2.929 Hz."""
        euro = OneEuro(1.0, 0.5, speed_cutoff_hz=1.0)
        euro(0.0, np.array([0.0]))
        assert float(euro(0.1, np.array([1.0]))[0]) == pytest.approx(0.6480, abs=1e-4)

    def test_speed_is_measured_in_the_unit_given(self):
        small, large = OneEuro(1.0, 0.5), OneEuro(1.0, 0.5)
        random = np.random.default_rng(1)
        for n, step in enumerate(random.normal(size=20).cumsum()):
            one = small(n / 30.0, np.array([step]))
            other = large(n / 30.0, np.array([400.0 * step]), unit=400.0)
            np.testing.assert_allclose(400.0 * one, other)

    def test_points_are_smoothed_each_for_itself(self):
        random = np.random.default_rng(2)
        points = random.normal(size=(15, 3, 2)).cumsum(axis=0)
        times_s = phone_times(0.5, 30.0, seed=3)[:15]
        together, alone = OneEuro(1.0, 0.3), OneEuro(1.0, 0.3)
        for time_s, point in zip(times_s, points, strict=True):
            all_of_them = together(time_s, point)
            np.testing.assert_allclose(alone(time_s, point[1, 0]), all_of_them[1, 0])

    def test_rest_is_steadier_than_what_comes_in(self):
        random = np.random.default_rng(4)
        euro = OneEuro(1.0, 0.0)
        out = np.array([float(euro(n / 30.0, np.array(x))) for n, x in enumerate(random.normal(size=3000))])
        alpha = 1.0 / (1.0 + 30.0 / (2.0 * np.pi))  # 0.1732
        # White noise through y += alpha (x - y) keeps alpha / (2 - alpha) of its variance.
        assert out[100:].std() == pytest.approx(np.sqrt(alpha / (2.0 - alpha)), rel=0.1)

    def test_a_short_gap_is_missing_and_then_goes_on_from_before_it(self):
        euro = OneEuro(1.0, 0.0, max_gap_s=0.25)
        euro(0.0, np.array([0.0]))
        assert np.isnan(euro(0.1, np.array([np.nan]))[0])
        assert float(euro(0.2, np.array([1.0]))[0]) == pytest.approx(1.0 / (1.0 + 1.0 / (0.4 * np.pi)))

    def test_after_a_long_gap_it_starts_anew(self):
        euro = OneEuro(1.0, 0.0, max_gap_s=0.25)
        euro(0.0, np.array([0.0, 0.0]))
        euro(0.2, np.array([np.nan, 0.0]))
        after = euro(0.4, np.array([7.0, 7.0]))
        assert after[0] == 7.0
        assert after[1] < 7.0

    def test_a_reset_forgets(self):
        euro = OneEuro(1.0, 0.0)
        euro(5.0, np.array([0.0]))
        euro.reset()
        assert euro(0.0, np.array([9.0]))[0] == 9.0

    def test_time_must_go_on(self):
        euro = OneEuro(1.0, 0.0)
        euro(1.0, np.array([0.0]))
        with pytest.raises(ValueError, match="no later"):
            euro(1.0, np.array([0.0]))
