"""Reading metrics off reps, each with its interval, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.catalog import At, Movement
from hipcheck.gates import gate
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import (
    METRICS,
    Metric,
    body_drop,
    depth_deg,
    knee_flexion_deg,
    trunk_forward_lean_deg,
    trunk_shortening_deg,
)
from hipcheck.landmarks import Side
from hipcheck.movements import stance_rest
from hipcheck.poses import PoseSequence
from hipcheck.rep_metrics import foot_touches, hinge_ratio, knee_wobble, pelvis_path, rep_sparc
from hipcheck.results import Measurement, NotMeasured, Rep, Trace, View
from hipcheck.settings import Settings
from hipcheck.uncertainty import Posture, Sigma, half_width, sigma_of

__all__ = ["Clip", "Measurer", "Reading", "measure_rep", "sides_of", "traces_of"]

_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """What measuring needs to know of one clip.

    Attributes:
        raw: Repaired landmarks on the clip's own frames, levelled.
        smooth: The same smoothed, on a uniform time base, levelled.
        view: Where the camera stands.
        movement: What is measured and graded; None for an unknown movement.
        reps: All reps.
        settings: Engineering constants.
    """

    raw: PoseSequence
    smooth: PoseSequence
    view: View
    movement: Movement | None
    reps: tuple[Rep, ...]
    settings: Settings

    @property
    def stickers(self) -> bool:
        """Whether stickers on the front hip bones were found."""
        assert self.raw.asis_px is not None
        return bool(np.isfinite(self.raw.asis_px).any())


@dataclass(frozen=True, slots=True)
class Reading:
    """A measurement with the standard deviation that grading and summing up need.

    Attributes:
        measurement: As reported.
        sigma: Of the absolute value.
        excursion_sigma: Of the change from standing.
    """

    measurement: Measurement
    sigma: Sigma
    excursion_sigma: Sigma


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """A metric over the clip's uniform time base, with what is needed to read it."""

    values: FloatArray
    noise: float
    posture: Posture


def sides_of(metric: Metric, stance: Side | None) -> tuple[Side | None, ...]:
    """The legs a metric is read for in a rep: both in a movement on two legs where each has its own value."""
    if stance is not None:
        return (stance,)
    return tuple(Side) if metric.per_leg else (None,)


class Measurer:
    """Reads metrics off one clip. Holds each metric's series once, as every rep needs it."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self._series: dict[tuple[str, Side | None], _Series] = {}
        self._rest: dict[Side | None, BoolArray] = {}

    def series(self, metric: str, side: Side | None) -> _Series:
        """A metric over time. Without a side, the mean of what both legs give."""
        key = (metric, side)
        if key not in self._series:
            smooth, raw = (
                self._values(metric, side, self.clip.smooth),
                self._values(metric, side, self.clip.raw),
            )
            self._series[key] = _Series(smooth, self._noise(raw, smooth), self._posture(side, smooth))
        return self._series[key]

    def _values(self, metric: str, side: Side | None, poses: PoseSequence) -> FloatArray:
        function = METRICS[metric].function
        assert function is not None
        if side is not None:
            return function(poses, side)
        left, right = function(poses, Side.LEFT), function(poses, Side.RIGHT)
        return np.where(np.isnan(left), right, np.where(np.isnan(right), left, (left + right) / 2.0))

    def _noise(self, raw: FloatArray, smooth: FloatArray) -> float:
        """Random error left in a smoothed metric, estimated from what smoothing took out.

        That is taken as white noise, of which the filter lets through what lies below its cut-off: a share of
        `2·cutoff/rate` of the variance.
        """
        settings = self.clip.settings.smoothing
        at_raw = np.interp(self.clip.raw.time_s, self.clip.smooth.time_s, smooth)
        residual = (raw - at_raw)[np.isfinite(raw) & np.isfinite(at_raw)]
        if residual.size < 4:
            return 0.0
        sd = _MAD_TO_SD * float(np.median(np.abs(residual - np.median(residual))))
        share = min(1.0, 2.0 * settings.cutoff_hz / self.clip.raw.frame_rate_hz)
        return sd * float(np.sqrt(share / max(1.0 - share, 0.2)))

    def _posture(self, side: Side | None, values: FloatArray) -> Posture:
        poses = self.clip.smooth
        legs = tuple(Side) if side is None else (side,)
        if self.clip.view.frontal:
            knee = np.mean([depth_deg(poses, leg) for leg in legs], axis=0)
            return Posture(knee, trunk_shortening_deg(poses), values)
        knee = np.mean([knee_flexion_deg(poses, leg) for leg in legs], axis=0)
        return Posture(knee, trunk_forward_lean_deg(poses, legs[0]), values)

    def at(self, values: FloatArray, time_s: float, window_s: float) -> float:
        """Mean over a window around a moment; NaN where nothing is known there."""
        near = np.abs(self.clip.smooth.time_s - time_s) <= window_s / 2.0 + 1e-9
        known = values[near & np.isfinite(values)]
        return float(known.mean()) if known.size else float("nan")

    def posture_at(self, series: _Series, time_s: float) -> Posture:
        """The posture at one moment."""
        window_s = self.clip.settings.measurement.bottom_window_s
        knee, trunk, value = (
            np.asarray(self.at(v, time_s, window_s))
            for v in (series.posture.knee_flexion_deg, series.posture.trunk_forward_deg, series.values)
        )
        return Posture(np.nan_to_num(knee, nan=60.0), np.nan_to_num(trunk, nan=30.0), value)

    def baseline(self, metric: str, side: Side | None, stance: Side | None) -> float:
        """The metric in quiet standing before, between and after the reps; NaN where nobody stood."""
        if stance not in self._rest:
            min_s = self.clip.settings.measurement.baseline_min_s
            self._rest[stance] = stance_rest(self.clip.smooth, self.clip.reps, stance, min_s)
        values = self.series(metric, side).values[self._rest[stance]]
        known = values[np.isfinite(values)]
        step_s = float(np.median(np.diff(self.clip.smooth.time_s)))
        if known.size * step_s < self.clip.settings.measurement.baseline_min_s:
            return float("nan")
        return float(np.median(known))


def measure_rep(measurer: Measurer, rep: Rep) -> tuple[list[Reading], list[NotMeasured]]:
    """Read every metric of the movement off one rep.

    Returns:
        Readings in the movement's order, and what was withheld.
    """
    clip = measurer.clip
    assert clip.movement is not None
    readings: list[Reading] = []
    withheld: list[NotMeasured] = []
    for name in clip.movement.metrics:
        metric = METRICS[name]
        for side in sides_of(metric, rep.side):
            reason = gate(name, side, clip.view, clip.settings.view, stickers=clip.stickers)
            if reason is not None:
                withheld.append(reason)
            elif metric.function is None:
                _read_whole(measurer, rep, metric, side, readings, withheld)
            else:
                _read_series(measurer, rep, metric, side, readings, withheld)
    return readings, withheld


def _read_whole(
    measurer: Measurer,
    rep: Rep,
    metric: Metric,
    side: Side | None,
    readings: list[Reading],
    withheld: list[NotMeasured],
) -> None:
    """A number of the whole rep."""
    value = _whole_value(measurer.clip, rep, metric.id, side)
    if not np.isfinite(value):
        reason = (
            "the knee hardly bends, which leaves nothing to divide by"
            if metric.id == "hinge_ratio"
            else "the landmarks it needs were not seen throughout the rep"
        )
        withheld.append(NotMeasured(metric.id, side, reason, ""))
        return
    posture = Posture(np.asarray(0.0), np.asarray(0.0), np.asarray(value))
    sigma = sigma_of(metric.id, measurer.clip.view, posture)
    half = float(half_width(sigma.total, measurer.clip.settings.measurement.confidence))
    # None of these but smoothness can be negative.
    low = value - half if metric.id == "sparc" else max(value - half, 0.0)
    m = Measurement(metric.id, side, At.REP, value, low, value + half, None, 1.0)
    readings.append(Reading(m, sigma, sigma))


def _whole_value(clip: Clip, rep: Rep, metric: str, side: Side | None) -> float:
    if metric == "descent_s":
        return rep.pause_start_s - rep.start_s
    if metric == "pause_s":
        return rep.pause_end_s - rep.pause_start_s
    if metric == "ascent_s":
        return rep.end_s - rep.pause_end_s
    leg = side or Side.LEFT
    if metric == "sparc":
        legs = (side,) if side else tuple(Side)
        drop = np.mean([body_drop(clip.smooth, one) for one in legs], axis=0)
        return rep_sparc(drop, clip.smooth, rep)
    function = {
        "knee_wobble": knee_wobble,
        "pelvis_path": pelvis_path,
        "foot_touches": foot_touches,
        "hinge_ratio": hinge_ratio,
    }[metric]
    return function(clip.smooth, rep, leg)


def _read_series(
    measurer: Measurer,
    rep: Rep,
    metric: Metric,
    side: Side | None,
    readings: list[Reading],
    withheld: list[NotMeasured],
) -> None:
    """A metric over time, read at the bottom, at matched depth and at its worst."""
    clip = measurer.clip
    series = measurer.series(metric.id, side)
    within = (clip.smooth.time_s >= rep.start_s) & (clip.smooth.time_s <= rep.end_s)
    coverage = float(np.mean(np.isfinite(series.values[within]))) if within.any() else 0.0
    needed = clip.settings.measurement.min_coverage
    if coverage < needed:
        withheld.append(
            NotMeasured(
                metric.id,
                side,
                f"its landmarks were seen in {coverage:.0%} of the rep; {needed:.0%} are needed",
                "keep the whole body, feet included, in the picture and well lit",
            )
        )
        return
    base = measurer.baseline(metric.id, side, rep.side) if metric.excursion != "none" else float("nan")
    for at, time_s in _moments(measurer, rep, metric, series, within):
        value = measurer.at(series.values, time_s, clip.settings.measurement.bottom_window_s)
        if np.isfinite(value):
            readings.append(_reading(measurer, metric, side, at, time_s, value, base, coverage))


def _moments(
    measurer: Measurer, rep: Rep, metric: Metric, series: _Series, within: BoolArray
) -> list[tuple[At, float]]:
    clip = measurer.clip
    moments = [(At.BOTTOM, rep.bottom_s)]
    if metric.plane == "frontal" and metric.id != "depth_deg":
        matched_s = _matched_s(measurer, rep)
        if matched_s is not None:
            moments.append((At.MATCHED, matched_s))
    values = np.where(within, np.abs(series.values) if metric.either_way else series.values, np.nan)
    assert clip.movement is not None
    low_is_worse = any(t.metric == metric.id and not t.above for t in clip.movement.thresholds)
    worst = (
        np.nanargmin(values)
        if low_is_worse and metric.id == "knee_ankle_separation"
        else np.nanargmax(values)
    )
    moments.append((At.PEAK, float(clip.smooth.time_s[worst])))
    return moments


def _matched_s(measurer: Measurer, rep: Rep) -> float | None:
    """When the descent passes the matched depth; None where the rep stays above it or has no such depth."""
    clip = measurer.clip
    assert clip.movement is not None
    if "depth_deg" not in clip.movement.metrics:  # a deadlift lowers the hips without bending the knee
        return None
    depth = measurer.series("depth_deg", rep.side).values
    down = (clip.smooth.time_s >= rep.start_s) & (clip.smooth.time_s <= rep.bottom_s)
    with np.errstate(invalid="ignore"):
        past = np.flatnonzero(down & (depth >= clip.settings.measurement.matched_flexion_deg))
    return float(clip.smooth.time_s[past[0]]) if len(past) else None


def _reading(
    measurer: Measurer, metric: Metric, side: Side | None, at: At, time_s: float, value: float, base: float,
    coverage: float,
) -> Reading:  # fmt: skip
    clip = measurer.clip
    series = measurer.series(metric.id, side)
    posture = measurer.posture_at(series, time_s)
    sigma = sigma_of(metric.id, clip.view, posture, noise=series.noise, from_standing=False)
    from_standing = sigma_of(metric.id, clip.view, posture, noise=series.noise, from_standing=True)
    excursion = None
    if np.isfinite(base) and metric.excursion == "ratio":
        excursion = value / base
        from_standing = Sigma(from_standing.shared / base, from_standing.own / base)
    elif np.isfinite(base):
        excursion = value - base
    half = float(half_width(sigma.total, clip.settings.measurement.confidence))
    m = Measurement(metric.id, side, at, value, value - half, value + half, excursion, coverage)
    return Reading(m, sigma, from_standing)


def traces_of(measurer: Measurer, stances: tuple[Side | None, ...], time_s: FloatArray) -> tuple[Trace, ...]:
    """Metrics over time on the clip's own frames, for charts and CSV: what the view allows, plus the hip line.

    Args:
        measurer: Of the clip.
        stances: The stance legs that occur; (None,) for a movement on both legs.
        time_s: Presentation times of the frames.
    """
    clip = measurer.clip
    names = (
        clip.movement.metrics
        if clip.movement
        else ("depth_deg", "knee_flexion_deg", "trunk_forward_lean_deg")
    )
    traces: list[Trace] = []
    for stance in stances:
        for name in (*names, "hip_line_deg"):
            metric = METRICS[name]
            if metric.function is None or (metric.legs == 1 and stance is None):
                continue
            traces.extend(
                _trace(measurer, name, side, time_s)
                for side in sides_of(metric, stance)
                if gate(name, side, clip.view, clip.settings.view, stickers=clip.stickers) is None
            )
    return tuple(traces)


def _trace(measurer: Measurer, metric: str, side: Side | None, time_s: FloatArray) -> Trace:
    clip, series = measurer.clip, measurer.series(metric, side)
    sigma = sigma_of(metric, clip.view, series.posture, noise=series.noise, from_standing=False)
    half = half_width(sigma.total, clip.settings.measurement.confidence)

    def on_frames(of_clip: FloatArray) -> FloatArray:
        # The person may be there for a part of the clip only.
        return np.interp(time_s, clip.smooth.time_s, of_clip, left=np.nan, right=np.nan)

    return Trace(metric, side, time_s, on_frames(series.values), on_frames(half))
