"""From raw landmarks to smooth trajectories on a uniform time base.

Phones vary their frame rate, and a filter needs equal steps: so gaps are filled up to a stated length, the
trajectories are resampled, and only then a zero-phase Butterworth low-pass runs over each stretch without gaps.
Whoever cannot wait for the frames to come, a live picture, has a One-Euro filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from hipcheck.geometry import BoolArray, FloatArray, runs
from hipcheck.poses import PoseSequence, handed_over
from hipcheck.settings import SmoothingSettings

__all__ = ["OneEuro", "low_pass", "low_pass_known", "mask_outliers", "resampled_to", "smooth"]

_MAD_TO_SD = 1.4826
"""Standard deviation of normal data per median absolute deviation."""
_JITTER_HEIGHTS = 0.01
"""Body heights that a landmark may jitter. Convention."""
_TURN_HEIGHTS_PER_S2 = 2.0
"""Acceleration of a landmark at the bottom of a rep, body heights per second squared: shoulders that come down by 15 %
of it and up again within 1.5 s turn at 1.3."""
_AT_ONCE = 50_000
"""Most frames times points that are filtered together: all points of clips up to 50 s."""
_FINEST_STEP_S = 1.0 / 240.0
"""No grid for a running median is finer than slow motion's frames."""


def smooth(poses: PoseSequence, settings: SmoothingSettings) -> PoseSequence:
    """Resample to a uniform time base and low-pass every landmark without shifting it in time.

    Args:
        poses: Repaired landmarks on the clip's own frames; NaN where missing.
        settings: Cut-off, order, rate, longest gap.

    Returns:
        The same person at `settings.rate_hz`, or at the clip's own rate where that is higher, from the first to
        the last frame. Gaps up to `max_gap_s` are bridged, longer ones are NaN, and nothing is made up before a
        landmark's first or after its last appearance.
    """
    if len(poses) < 2:
        return poses
    time_s = _uniform_time(poses, settings)
    assert poses.asis_px is not None

    def resampled(
        values: FloatArray, dtype: npt.DTypeLike = np.float64, *, smoothed: bool = True
    ) -> FloatArray:
        out = np.full((len(time_s), *values.shape[1:]), np.nan, dtype=dtype)
        for points, at in _resampled(poses.time_s, values, time_s, settings.max_gap_s):
            out[:, points] = _smoothed(at, time_s, settings) if smoothed else np.clip(at, 0.0, 1.0)
        return handed_over(out)

    return PoseSequence(
        xy_px=resampled(poses.xy_px),
        world_m=resampled(poses.world_m, np.float32),
        visibility=resampled(poses.visibility[..., None], np.float32, smoothed=False)[..., 0],
        time_s=time_s,
        frame_size=poses.frame_size,
        asis_px=resampled(poses.asis_px),
        stickers=poses.stickers,
    )


def _uniform_time(poses: PoseSequence, settings: SmoothingSettings) -> FloatArray:
    rate_hz = max(settings.rate_hz, poses.frame_rate_hz)
    steps = max(round(poses.duration_s * rate_hz), 1)
    return np.asarray(np.linspace(poses.time_s[0], poses.time_s[-1], steps + 1), dtype=np.float64)


def _alike(known: BoolArray) -> Iterator[tuple[list[int], BoolArray]]:
    """Points known at the same times, with those times, shape (T,): most often all points, which saves work.

    Of long clips a few at a time, as filters take several times the memory of what they work on.
    """
    at_once = max(1, _AT_ONCE // max(1, len(known)))
    groups: dict[bytes, list[int]] = {}
    for point, times in enumerate(known.T):
        groups.setdefault(times.tobytes(), []).append(point)
    for points in groups.values():
        for first in range(0, len(points), at_once):
            yield points[first : first + at_once], known[:, points[0]]


def _resampled(
    time_s: FloatArray, values: FloatArray, at_s: FloatArray, max_gap_s: float
) -> Iterator[tuple[list[int], FloatArray]]:
    """Points, shape (T, n, k), at other times, a few points at a time; those that are never seen are left out.

    NaN outside what was seen and inside gaps longer than allowed, for all of the points together.
    """
    for points, known in _alike(np.isfinite(values[..., 0])):
        if known.sum() < 2:
            continue
        seen_s = time_s[known]
        seen = values[:, points][known].astype(np.float64)
        at = PchipInterpolator(seen_s, seen, axis=0, extrapolate=False)(at_s)
        after = np.clip(np.searchsorted(seen_s, at_s, side="right"), 1, len(seen_s) - 1)
        at[(seen_s[after] - seen_s[after - 1]) > max_gap_s] = np.nan
        yield points, at


def _smoothed(values: FloatArray, time_s: FloatArray, settings: SmoothingSettings) -> FloatArray:
    """Points that are known at the same times, shape (T, n, k), low-passed over each stretch without gaps."""
    rate_hz = float(1.0 / (time_s[1] - time_s[0]))
    for run in runs(np.isfinite(values[:, 0, 0])):
        values[run] = low_pass(values[run], rate_hz, settings.cutoff_hz, settings.order)
    return values


def low_pass(values: FloatArray, rate_hz: float, cutoff_hz: float, order: int) -> FloatArray:
    """Zero-phase Butterworth low-pass along the first axis.

    Args:
        values: Shape (T,) or (T, n), finite, equally spaced in time.
        rate_hz: Samples per second.
        cutoff_hz: Frequency of the -3 dB point of the forward and backward pass together.
        order: Effective order after both passes; even.

    Returns:
        Same shape. Returned unchanged where the cut-off lies above half the rate or the data is too short to
        filter (three samples or fewer).
    """
    if len(values) <= 3 or cutoff_hz >= rate_hz / 2.0:
        return values
    padding = min(len(values) - 1, int(rate_hz / cutoff_hz * 3))
    sos = _one_pass(rate_hz, cutoff_hz, order // 2)
    return np.asarray(sosfiltfilt(sos, values, axis=0, padlen=padding), dtype=np.float64)


def low_pass_known(values: FloatArray, rate_hz: float, cutoff_hz: float, order: int) -> FloatArray:
    """`low_pass` of values, shape (T,), over each stretch that is known; NaN stays NaN."""
    out = values.copy()
    for run in runs(np.isfinite(values)):
        out[run] = low_pass(values[run], rate_hz, cutoff_hz, order)
    return out


@lru_cache(maxsize=64)
def _one_pass(rate_hz: float, cutoff_hz: float, order: int) -> FloatArray:
    """Second-order sections of the filter that runs forward and backward."""
    # Two passes sharpen the response: raise the cut-off so that -3 dB of both lies at cutoff_hz
    # (Winter, Biomechanics and Motor Control of Human Movement, 4th ed., section 3.4.4.2).
    correction = (2.0**0.5 - 1.0) ** (1.0 / (2.0 * order))
    critical = min(np.tan(np.pi * cutoff_hz / rate_hz) / correction, 1e3)
    sos = butter(order, np.arctan(critical) / np.pi * rate_hz, fs=rate_hz, output="sos")
    return np.asarray(sos, dtype=np.float64)


def mask_outliers(poses: PoseSequence, settings: SmoothingSettings) -> PoseSequence:
    """Mask landmarks that leave their neighbours in time: a Hampel filter on each coordinate.

    A point counts as an outlier where it lies further from the median of its window than `hampel_sigmas` robust
    standard deviations and further than one percent of the person's height, which keeps a very still person's
    jitter from being masked, and than what the turn at the bottom of a rep moves it between frames that lie far apart.
    """
    if len(poses) < 5:
        return poses
    height_px = _height_px(poses)
    missing = np.zeros(poses.visibility.shape, dtype=bool)
    for points, known in _alike(np.isfinite(poses.xy_px[..., 0])):
        window = _Window(poses.time_s[known], settings.hampel_window_s)
        if known.sum() < window.width:
            continue
        xy = poses.xy_px[:, points][known].astype(np.float64)
        floor_px = height_px * (_JITTER_HEIGHTS + _TURN_HEIGHTS_PER_S2 / 2.0 * window.gap_s**2)
        distance = np.abs(xy - window.median(xy))
        # A moving median's own spread, so that fast but smooth movement is not an outlier.
        limit = np.maximum(
            settings.hampel_sigmas * _MAD_TO_SD * window.median(distance), floor_px[:, None, None]
        )
        outlying = np.zeros((len(known), len(points)), dtype=bool)
        outlying[known] = (distance > limit).any(axis=2)
        missing[:, points] = outlying
    return poses.masked(missing)


class _Window:
    """A window in time, not in frames: where a phone dropped some, a few frames span half a rep.

    Each frame stands for the time until halfway to its neighbours, on a grid as fine as the closest two frames.

    Attributes:
        width: Of the window, in steps of the grid.
        gap_s: Shape (T,), time to the farther of a frame's two neighbours.
    """

    def __init__(self, time_s: FloatArray, window_s: float) -> None:
        duration_s = float(time_s[-1] - time_s[0]) if len(time_s) > 1 else 0.0
        finest_s = max(float(np.diff(time_s).min()), _FINEST_STEP_S) if len(time_s) > 1 else _FINEST_STEP_S
        steps = max(round(duration_s / finest_s), 1)
        halfway = (time_s[1:] + time_s[:-1]) / 2.0
        grid = np.linspace(time_s[0], time_s[-1], steps + 1) if len(time_s) else time_s
        steps_s = np.diff(time_s)
        self.gap_s = np.maximum(np.append(steps_s, 0.0), np.append(0.0, steps_s))
        self.width = max(3, round(window_s * steps / max(duration_s, _FINEST_STEP_S)) | 1)
        self._frame_of = np.searchsorted(halfway, grid, side="right")
        self._place_of = np.rint((time_s - time_s[:1]) / max(duration_s, _FINEST_STEP_S) * steps).astype(int)

    def median(self, values: FloatArray) -> FloatArray:
        """Running median of values, shape (T, n, k), over the window around each frame; same shape."""
        on_grid = median_filter(values[self._frame_of], size=(self.width, 1, 1), mode="nearest")
        return np.asarray(on_grid[self._place_of], dtype=np.float64)


def _height_px(poses: PoseSequence) -> float:
    spans = np.full(len(poses), np.nan)
    here = poses.present
    y = poses.xy_px[here, :, 1].astype(np.float64)
    spans[here] = np.nanmax(y, axis=1) - np.nanmin(y, axis=1)
    return float(np.nanmedian(spans)) if here.any() else 0.0


def resampled_to(poses: PoseSequence, time_s: FloatArray) -> PoseSequence:
    """Landmarks read at other times by linear interpolation; NaN beside a missing neighbour or outside.

    Used to bring smoothed landmarks back to the clip's own frames for drawing.
    """

    def read(values: FloatArray) -> FloatArray:
        out = np.empty((len(time_s), *values.shape[1:]), dtype=values.dtype)
        for column in np.ndindex(values.shape[1:]):
            at = slice(None), *column
            out[at] = np.interp(time_s, poses.time_s, values[at], left=np.nan, right=np.nan)
        return out

    assert poses.asis_px is not None
    visibility = read(poses.visibility)
    return replace(
        poses,
        xy_px=handed_over(read(poses.xy_px)),
        world_m=handed_over(read(poses.world_m)),
        visibility=handed_over(np.clip(visibility, 0.0, 1.0, out=visibility)),
        time_s=time_s,
        asis_px=handed_over(read(poses.asis_px)),
    )


class OneEuro:
    """A low-pass for points that are shown while they move: steady at rest, without lag in movement.

    Its cut-off grows with the speed: `min_cutoff_hz + beta·|speed|` (Casiez, Roussel and Vogel 2012, CHI, "1 € filter").
    It works element by element on arrays of any shape, each time on one of the same shape.

    Attributes:
        min_cutoff_hz: Cut-off at rest.
        beta: Hertz of cut-off per unit and second of speed.
        speed_cutoff_hz: Cut-off of the speed itself.
        max_gap_s: An element that was missing for longer starts anew, where it is seen again.
    """

    def __init__(
        self, min_cutoff_hz: float, beta: float, *, speed_cutoff_hz: float = 1.0, max_gap_s: float = 0.25
    ) -> None:
        self.min_cutoff_hz, self.beta = min_cutoff_hz, beta
        self.speed_cutoff_hz, self.max_gap_s = speed_cutoff_hz, max_gap_s
        self._value: FloatArray | None = None

    def reset(self) -> None:
        """Forget what was seen."""
        self._value = None

    def __call__(self, time_s: float, values: FloatArray, unit: float = 1.0) -> FloatArray:
        """The next values, smoothed by what came before.

        Args:
            time_s: Later than the time before; steps may vary.
            values: Of any shape, always the same; NaN where missing.
            unit: What speed is measured in: with a body's height in pixels, points of a person near and far are
                smoothed alike.

        Returns:
            The same shape, NaN where `values` is. An element that is seen for the first time, or again after a long gap,
            comes out as it is.

        Raises:
            ValueError: Time does not go on.
        """
        if self._value is None:
            self._value = np.full(np.shape(values), np.nan)
            self._speed = np.zeros(np.shape(values))
            self._seen_s = np.full(np.shape(values), -np.inf)
        elapsed_s = time_s - self._seen_s
        if (elapsed_s <= 0.0).any():
            raise ValueError(f"time must go on, but {time_s:.4f} s is no later than the frame before")
        known = np.isfinite(values)
        goes_on = known & (elapsed_s <= self.max_gap_s)
        starts = known & ~goes_on
        step_s = np.where(goes_on, elapsed_s, 1.0)
        before = np.where(goes_on, self._value, 0.0)
        change = np.where(goes_on, values, 0.0) - before
        speed = self._speed + _share_of_new(self.speed_cutoff_hz, step_s) * (change / step_s - self._speed)
        cutoff_hz = self.min_cutoff_hz + self.beta * np.abs(speed) / unit
        after = before + _share_of_new(cutoff_hz, step_s) * change
        self._value = np.where(goes_on, after, np.where(starts, values, self._value))
        self._speed = np.where(goes_on, speed, np.where(starts, 0.0, self._speed))
        self._seen_s = np.where(known, time_s, self._seen_s)
        return np.where(known, self._value, np.nan)


def _share_of_new(cutoff_hz: FloatArray | float, step_s: FloatArray) -> FloatArray:
    """How much of a new sample a first-order low-pass takes, after a step of so many seconds."""
    return np.asarray(1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff_hz * step_s)), dtype=np.float64)
