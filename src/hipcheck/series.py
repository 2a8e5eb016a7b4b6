"""A clip's metrics over time, each with what its error depends on: what readings are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np

from hipcheck.catalog import Movement
from hipcheck.gates import BY_STICKERS, gate
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import (
    METRICS,
    Metric,
    depth_deg,
    depth_on_leg_deg,
    knee_flexion_deg,
    pelvic_drop_deg,
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

__all__ = ["HIP_LINE", "Clip", "Measurer", "Series", "legs_of", "sides_of"]

_MAD_TO_SD: Final = 1.4826
HIP_LINE: Final = "hip_line_deg"
"""Read beside the metrics of every movement, for study."""

_OF_THE_THIGH: Final = ("knee_flexion_deg", "hip_flexion_deg")
"""Metrics of a thigh seen from the side, which is taken to keep its length."""

_Key: TypeAlias = tuple[str, Side | None]


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


def _differences(ones: list[FloatArray], others: list[FloatArray]) -> list[FloatArray]:
    return [other - one for one, other in zip(ones, others, strict=True)]


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
        self._series: dict[_Key, Series] = {}
        self._bends: dict[Side | None, tuple[FloatArray, FloatArray]] = {}
        self._rest: dict[Side | None, BoolArray] = {}

    def series(self, metric: str, side: Side | None) -> Series:
        """A metric over time. Without a side, the mean of what both legs give."""
        if (metric, side) not in self._series:
            if self._seen_squarely(metric):
                self._read_squarely(side, self._read_together(metric, side))
            else:
                smooth, raw = (
                    self._values(metric, side, self._as_seen(metric, p))
                    for p in (self.clip.smooth, self.clip.raw)
                )
                self._keep((metric, side), smooth, self._noise(raw, smooth), None)
        return self._series[metric, side]

    def _seen_squarely(self, metric: str) -> bool:
        """Whether a metric is read as a camera squarely in front would have seen it."""
        return (
            METRICS[metric].plane == "frontal" and self.clip.view.frontal and self.clip.movement is not None
        )

    def _read_together(self, metric: str, side: Side | None) -> list[_Key]:
        """The metric and all others that the movement's reps on the same leg need from the same cameras' pictures."""
        clip = self.clip
        assert clip.movement is not None
        stance = self._stance(side)
        keys = {
            (name, leg): None
            for name in (*clip.movement.metrics, HIP_LINE)
            if METRICS[name].function is not None and self._seen_squarely(name)
            if stance is not None or METRICS[name].legs != 1
            for leg in sides_of(METRICS[name], stance)
            if gate(name, leg, clip.view, clip.settings.view, stickers=clip.stickers) is None
        }
        return [key for key in {**keys, (metric, side): None} if key not in self._series]

    def _read_squarely(self, side: Side | None, keys: Sequence[_Key]) -> None:
        """Metrics that are read from the same pictures, and what one standard deviation of the camera makes of each.

        One picture at a time, of which only the metrics are kept: all six would take several times the memory of a long
        clip's own landmarks.
        """
        clip, stance = self.clip, self._stance(side)
        yaw_sd_deg, focal_sd = clip.view.yaw_sd_deg, clip.settings.view.focal_sd_share

        def seen(poses: PoseSequence, yaw_off_deg: float = 0.0, focal_share: float = 1.0) -> list[FloatArray]:
            picture = self._squared(poses, stance, yaw_off_deg, focal_share)
            return [self._values(metric, leg, picture) for metric, leg in keys]

        smooth = seen(clip.smooth)
        noise = [self._noise(*both) for both in zip(seen(clip.raw), smooth, strict=True)]
        by_yaw = _differences(seen(clip.smooth, -yaw_sd_deg), seen(clip.smooth, yaw_sd_deg))
        by_lens = _differences(
            seen(clip.smooth, focal_share=1 - focal_sd), seen(clip.smooth, focal_share=1 + focal_sd)
        )
        camera = [np.asarray(np.hypot(*both) / 2.0) for both in zip(by_yaw, by_lens, strict=True)]
        for key, values, jitter, doubt in zip(keys, smooth, noise, camera, strict=True):
            by_pelvis = self._pelvis_error(side) if key[0] in BY_STICKERS else 0.0
            self._keep(key, values, jitter, np.hypot(doubt, by_pelvis))

    def _pelvis_error(self, side: Side | None) -> FloatArray:
        """What a line through stickers shows of a pelvis that turns and tilts, as a false drop, shape (T,).

        Turned by ω about the vertical before a camera that looks π up at it, it reads `atan(tan ω · sin π)`. And of a line
        that stands h degrees off level, as the stickers were put on, `h · (1 - cos tilt)` is gone once the pelvis has
        tilted forward: what is left in the change from standing.
        """
        clip, pelvis = self.clip, self.clip.settings.pelvis
        assert clip.smooth.asis_px is not None
        focal_px = focal_length_px(clip.smooth.frame_size, clip.settings.view.assumed_hfov_deg)
        above_px = clip.smooth.frame_size.height_px / 2.0 - clip.smooth.asis_px[..., 1].mean(axis=1)
        pitch = np.hypot(np.arctan(above_px / focal_px), np.radians(pelvis.pitch_sd_deg))
        turned_deg = np.degrees(np.arctan(np.tan(np.radians(pelvis.rotation_sd_deg)) * np.sin(pitch)))
        level_deg = abs(self._at_rest(pelvic_drop_deg(clip.smooth, side or Side.LEFT), self._stance(side)))
        tilted_deg = np.nan_to_num(level_deg) * (1.0 - np.cos(np.radians(pelvis.tilt_sd_deg)))
        return np.asarray(np.hypot(turned_deg, tilted_deg), dtype=np.float64)

    def _stance(self, side: Side | None) -> Side | None:
        """The leg that a camera squarely in front of a metric's leg sees stand; None for both."""
        return side if self.clip.movement is not None and self.clip.movement.legs == 1 else None

    def _as_seen(self, metric: str, poses: PoseSequence) -> PoseSequence:
        """Landmarks that a metric is read off in the picture itself."""
        return with_rigid_thighs(poses) if metric in _OF_THE_THIGH else poses

    def _squared(
        self, poses: PoseSequence, stance: Side | None, yaw_off_deg: float = 0.0, focal_share: float = 1.0
    ) -> PoseSequence:
        """Landmarks as a camera squarely in front would have seen them, if the camera was where it is taken to be.

        Args:
            poses: Levelled landmarks.
            stance: The leg that stands; None for both.
            yaw_off_deg: Added to the yaw.
            focal_share: Of the focal length.
        """
        clip = self.clip
        view = replace(clip.view, yaw_deg=clip.view.yaw_deg + yaw_off_deg)
        focal_px = focal_length_px(poses.frame_size, clip.settings.view.assumed_hfov_deg) * focal_share
        return squared(poses, view, stance, focal_px, clip.bias)

    def _keep(self, key: _Key, values: FloatArray, noise: float, camera: FloatArray | None) -> None:
        _, side = key
        if side not in self._bends:
            self._bends[side] = self._knee_and_trunk_deg(side)
        self._series[key] = Series(values, noise, Posture(*self._bends[side], values), camera)

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

    def _knee_and_trunk_deg(self, side: Side | None) -> tuple[FloatArray, FloatArray]:
        """How far knee and trunk are bent, as far as this view shows it, each of shape (T,)."""
        poses = self.clip.smooth
        legs = legs_of(side)
        if self.clip.view.frontal:
            knee = np.mean([depth_deg(poses, leg) for leg in legs], axis=0)
            return knee, trunk_shortening_deg(poses)
        knee = np.mean([knee_flexion_deg(poses, leg) for leg in legs], axis=0)
        return knee, trunk_forward_lean_deg(poses, legs[0])

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
        return self._at_rest(self.series(metric, side).values, stance)

    def _at_rest(self, values: FloatArray, stance: Side | None) -> float:
        """The median of values, shape (T,), in quiet standing; NaN where nobody stood, or nothing is known."""
        if stance not in self._rest:
            min_s = self.clip.settings.measurement.baseline_min_s
            self._rest[stance] = stance_rest(self.clip.smooth, self.clip.reps, stance, min_s)
        known = values[self._rest[stance] & np.isfinite(values)]
        step_s = float(np.median(np.diff(self.clip.smooth.time_s)))
        if known.size * step_s < self.clip.settings.measurement.baseline_min_s:
            return float("nan")
        return float(np.median(known))
