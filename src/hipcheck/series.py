"""A clip's metrics over time, each with what its error depends on: what readings are taken from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hipcheck.catalog import Movement
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import (
    METRICS,
    Metric,
    depth_deg,
    depth_on_leg_deg,
    knee_flexion_deg,
    trunk_forward_lean_deg,
    trunk_shortening_deg,
    with_rigid_thighs,
)
from hipcheck.landmarks import Side
from hipcheck.movements import stance_rest
from hipcheck.perspective import focal_length_px, squared
from hipcheck.poses import PoseSequence
from hipcheck.results import Rep, View
from hipcheck.settings import Settings
from hipcheck.uncertainty import Posture
from hipcheck.yaw import NO_DEPTH_BIAS, DepthBias

__all__ = ["Clip", "Measurer", "Series", "legs_of", "sides_of"]

_MAD_TO_SD: Final = 1.4826
_SCENES: Final = 6
"""Most landmarks kept as seen by other cameras, the oldest being dropped first: what one leg's metrics are read from (raw,
smooth, and smooth with four errors of the camera). All legs' would take many times the memory of a long clip's own."""


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
        bias: How the model that saw the clip misjudges depth.
    """

    raw: PoseSequence
    smooth: PoseSequence
    view: View
    movement: Movement | None
    reps: tuple[Rep, ...]
    settings: Settings
    bias: DepthBias = NO_DEPTH_BIAS

    @property
    def stickers(self) -> bool:
        """Whether stickers on the front hip bones were found."""
        assert self.raw.asis_px is not None
        return bool(np.isfinite(self.raw.asis_px).any())


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A metric over the clip's uniform time base, with what is needed to read it.

    Attributes:
        values: Shape (T,), in the metric's unit.
        noise: Random error of a sample.
        posture: What the metric's error depends on.
        camera: Shape (T,), error that one standard deviation of what is not known of the camera makes; None where
            the metric is read as the image shows it.
    """

    values: FloatArray
    noise: float
    posture: Posture
    camera: FloatArray | None


def sides_of(metric: Metric, stance: Side | None) -> tuple[Side | None, ...]:
    """The legs a metric is read for in a rep: both in a movement on two legs where each has its own value."""
    if stance is not None:
        return (stance,)
    return tuple(Side) if metric.per_leg else (None,)


def legs_of(side: Side | None) -> tuple[Side, ...]:
    """One leg, or both where none is named."""
    return tuple(Side) if side is None else (side,)


class Measurer:
    """Reads metrics off one clip. Holds each metric's series once, as every rep needs it."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self._series: dict[tuple[str, Side | None], Series] = {}
        self._rest: dict[Side | None, BoolArray] = {}
        self._scenes: dict[tuple[int, Side | None, float, float], PoseSequence] = {}

    def series(self, metric: str, side: Side | None) -> Series:
        """A metric over time. Without a side, the mean of what both legs give."""
        key = (metric, side)
        if key not in self._series:
            clip = self.clip
            if METRICS[metric].plane == "frontal" and clip.view.frontal and clip.movement is not None:
                smooth, raw = (
                    self._values(metric, side, self._squared(p, side)) for p in (clip.smooth, clip.raw)
                )
                camera: FloatArray | None = self._camera_error(metric, side)
            else:
                smooth, raw = (
                    self._values(metric, side, self._as_seen(metric, p)) for p in (clip.smooth, clip.raw)
                )
                camera = None
            noise, posture = self._noise(raw, smooth), self._posture(side, smooth)
            self._series[key] = Series(smooth, noise, posture, camera)
        return self._series[key]

    def _as_seen(self, metric: str, poses: PoseSequence) -> PoseSequence:
        """Landmarks that a metric is read off in the picture itself."""
        return with_rigid_thighs(poses) if METRICS[metric].plane == "side" else poses

    def _squared(
        self, poses: PoseSequence, side: Side | None, *, yaw_off_deg: float = 0.0, focal_share: float = 1.0
    ) -> PoseSequence:
        """Landmarks as a camera squarely in front would have seen them, if the camera was where it is taken to be.

        Args:
            poses: Levelled landmarks.
            side: The leg whose metric is read.
            yaw_off_deg: Added to the yaw.
            focal_share: Of the focal length.
        """
        clip = self.clip
        stance = side if clip.movement is not None and clip.movement.legs == 1 else None
        key = (id(poses), stance, yaw_off_deg, focal_share)
        if key not in self._scenes:
            view = replace(clip.view, yaw_deg=clip.view.yaw_deg + yaw_off_deg)
            focal_px = focal_length_px(poses.frame_size, clip.settings.view.assumed_hfov_deg) * focal_share
            while len(self._scenes) >= _SCENES:
                del self._scenes[next(iter(self._scenes))]
            self._scenes[key] = squared(poses, view, stance, focal_px, clip.bias)
        return self._scenes[key]

    def _camera_error(self, metric: str, side: Side | None) -> FloatArray:
        """What one standard deviation of the yaw and of the focal length makes of a metric, shape (T,)."""
        clip = self.clip
        yaw_sd_deg, focal_sd = clip.view.yaw_sd_deg, clip.settings.view.focal_sd_share
        left, right, long, short = (
            self._values(
                metric, side, self._squared(clip.smooth, side, yaw_off_deg=off_deg, focal_share=share)
            )
            for off_deg, share in (
                (-yaw_sd_deg, 1.0),
                (yaw_sd_deg, 1.0),
                (0.0, 1 + focal_sd),
                (0.0, 1 - focal_sd),
            )
        )
        return np.asarray(np.hypot(right - left, long - short) / 2.0, dtype=np.float64)

    def _values(self, metric: str, side: Side | None, poses: PoseSequence) -> FloatArray:
        function = METRICS[metric].function
        assert function is not None
        if side is not None and metric == "depth_deg":
            reps = [rep for rep in self.clip.reps if rep.side is side]
            return depth_on_leg_deg(poses, side, [s for rep in reps for s in (rep.start_s, rep.end_s)])
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
        legs = legs_of(side)
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

    def posture_at(self, series: Series, time_s: float) -> Posture:
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
