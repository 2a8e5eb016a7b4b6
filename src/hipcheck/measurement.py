"""Reading metrics off reps, each with its interval, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.catalog import At
from hipcheck.gates import BY_STICKERS, gate
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import METRICS, Metric, body_drop, thigh_share, trunk_tilt_deg, with_rigid_thighs
from hipcheck.landmarks import Side
from hipcheck.rep_metrics import foot_touches, hinge_ratio, knee_wobble, pelvis_path, rep_sparc
from hipcheck.results import Measurement, NotMeasured, Rep, Trace
from hipcheck.series import Clip, Measurer, Series, legs_of, sides_of
from hipcheck.uncertainty import Posture, Sigma, half_width, sigma_of

__all__ = ["Reading", "measure_rep", "traces_of"]

_OF_THE_THIGH: Final = frozenset({"knee_fppa_deg", "hip_adduction_deg"})
_MIN_THIGH_SHARE: Final = 0.35
"""Of its height in standing that a thigh must keep: at 70° from the vertical a sideways error of a landmark counts three
times. Convention."""

_MIN_TRUNK_SHARE: Final = 0.71
"""Of its height in standing that a trunk must keep for its lean: 45° forward, from where on every degree that the camera is
not where it is taken to be makes a degree of lean or more. A deadlift bends further."""


_WHY_NOT: Final = {
    "hinge_ratio": "the knee hardly bends, which leaves nothing to divide by",
    "foot_touches": "the free foot was not seen clearly above the floor, so it cannot be told when it touched",
}
"""Why a number of a whole rep may be missing, where it is not for its landmarks alone."""


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
        reason = _WHY_NOT.get(metric.id, "the landmarks it needs were not seen throughout the rep")
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
    tempo_s = {
        "descent_s": rep.pause_start_s - rep.start_s,
        "pause_s": rep.pause_end_s - rep.pause_start_s,
        "ascent_s": rep.end_s - rep.pause_end_s,
    }
    if metric in tempo_s:
        return tempo_s[metric]
    leg = side or Side.LEFT
    if metric == "sparc":
        legs = (side,) if side else tuple(Side)
        drop = np.mean([body_drop(clip.smooth, one) for one in legs], axis=0)
        return rep_sparc(drop, clip.smooth, rep)
    if metric in ("knee_wobble", "pelvis_path"):
        path = knee_wobble if metric == "knee_wobble" else pelvis_path
        return path(clip.smooth, rep, leg, clip.raw)
    if metric == "foot_touches":
        return foot_touches(clip.smooth, rep, leg)
    return hinge_ratio(with_rigid_thighs(clip.smooth), rep, leg)


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
        withheld.append(_too_rarely(metric, side, coverage, needed))
        return
    base = measurer.baseline(metric.id, side, rep.side) if metric.excursion != "none" else float("nan")
    for at, time_s in _moments(measurer, rep, metric, series, within):
        value = measurer.at(series.values, time_s, clip.settings.measurement.bottom_window_s)
        if not np.isfinite(value):
            continue
        reading = _reading(measurer, metric, side, at, time_s, value, base, coverage)
        reason = _no_use(measurer, metric, side, time_s, reading)
        if reason is None:
            readings.append(reading)
        elif at is At.BOTTOM:
            withheld.append(reason)


def _too_rarely(metric: Metric, side: Side | None, coverage: float, needed: float) -> NotMeasured:
    if metric.id in BY_STICKERS:
        return NotMeasured(
            metric.id,
            side,
            f"both stickers were seen in {coverage:.0%} of the rep; {needed:.0%} are needed",
            "keep hands and shirt clear of the stickers, and press them on well",
        )
    return NotMeasured(
        metric.id,
        side,
        f"its landmarks were seen in {coverage:.0%} of the rep; {needed:.0%} are needed",
        "keep the whole body, feet included, in the picture and well lit",
    )


def _no_use(
    measurer: Measurer, metric: Metric, side: Side | None, time_s: float, reading: Reading
) -> NotMeasured | None:
    """Why a reading in the frontal plane says nothing, or None."""
    clip = measurer.clip
    if metric.plane != "frontal" or metric.unit != "°" or metric.id == "depth_deg":
        return None
    if metric.id in _OF_THE_THIGH:
        seen = [np.interp(time_s, clip.smooth.time_s, thigh_share(clip.smooth, one)) for one in legs_of(side)]
        if min(seen) < _MIN_THIGH_SHARE:
            return NotMeasured(
                metric.id,
                side,
                "the thigh is about level at this depth, so that where it points in the picture says nothing of the knee",
                "",
            )
    if metric.id == "trunk_lean_deg":
        upright = np.interp(
            time_s, clip.smooth.time_s, np.cos(np.radians(trunk_tilt_deg(clip.smooth, legs_of(side)[0])))
        )
        if upright < _MIN_TRUNK_SHARE:
            return NotMeasured(
                metric.id,
                side,
                "the trunk is bent so far forward that its sideways lean in the picture says nothing",
                "",
            )
    half_width = reading.measurement.half_width
    if half_width > clip.settings.measurement.max_half_width_deg:
        return NotMeasured(
            metric.id,
            side,
            f"it could not be told to better than ±{half_width:.0f}° here",
            "point the second toe of the standing foot at the lens, and stand still for three seconds first",
        )
    return None


def _moments(
    measurer: Measurer, rep: Rep, metric: Metric, series: Series, within: BoolArray
) -> list[tuple[At, float]]:
    clip = measurer.clip
    moments = [(At.BOTTOM, rep.bottom_s)]
    if metric.plane == "frontal" and metric.id != "depth_deg":
        matched_s = _matched_s(measurer, rep)
        if matched_s is not None:
            moments.append((At.MATCHED, matched_s))
    values = np.where(within, np.abs(series.values) if metric.either_way else series.values, np.nan)
    values = np.round(
        values, 6
    )  # so that of equal values the first is taken, and not what rounding makes the largest
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
    camera = None
    if series.camera is not None:
        camera = np.asarray(measurer.at(series.camera, time_s, clip.settings.measurement.bottom_window_s))
    sigma, from_standing = (
        sigma_of(metric.id, clip.view, posture, noise=series.noise, camera=camera, from_standing=change)
        for change in (False, True)
    )
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
    sigma = sigma_of(
        metric, clip.view, series.posture, noise=series.noise, camera=series.camera, from_standing=False
    )
    half = half_width(sigma.total, clip.settings.measurement.confidence)

    def on_frames(of_clip: FloatArray) -> FloatArray:
        # The person may be there for a part of the clip only.
        return np.interp(time_s, clip.smooth.time_s, of_clip, left=np.nan, right=np.nan)

    return Trace(metric, side, time_s, on_frames(series.values), on_frames(half))
