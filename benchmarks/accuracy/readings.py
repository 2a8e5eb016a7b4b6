"""The truth of a reading: the same metric at the same place of the same rep, read off the true joints.

Places are those of the truth, not those hipcheck found: the bottom is where the person was lowest, the matched depth
where the true knee passed it. A reading taken at the wrong moment is therefore wrong by what the metric changes between
the two moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from benchmarks.accuracy.truth import ClipTruth, Plane, TrueRep
from hipcheck.catalog import At, Basis, Movement, Threshold
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import METRICS, body_drop
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence
from hipcheck.rep_metrics import foot_touches, hinge_ratio, knee_wobble, pelvis_path, rep_sparc
from hipcheck.results import Grade, Rep
from hipcheck.settings import Settings

__all__ = ["TruthReader", "deserved_grade"]

_SPATIAL: Final = ("depth_deg", "knee_flexion_deg")
"""Metrics whose truth is an angle in space."""


@dataclass(frozen=True, slots=True)
class _Key:
    metric: str
    side: Side | None
    plane: Plane | None


class TruthReader:
    """Reads true values off a clip, each series computed once.

    Args:
        truth: The clip's.
        movement: What is done.
        settings: For the window at the bottom and the matched depth.
    """

    def __init__(self, truth: ClipTruth, movement: Movement, settings: Settings) -> None:
        self.truth = truth
        self._movement = movement
        self._settings = settings.measurement
        self._rate_hz = settings.smoothing.rate_hz
        self._series: dict[_Key, FloatArray] = {}
        self._planes: dict[Plane, PoseSequence] = {}

    def series(self, metric: str, side: Side | None, plane: Plane | None = None) -> FloatArray:
        """A metric's truth over the clip's frames, shape (T,), in its unit.

        Args:
            metric: Metric id, of those that have a value at each moment.
            side: The leg; None for the mean of both.
            plane: Where it is taken; None for the metric's own, in which knee flexion is the angle in space.
        """
        key = _Key(metric, side, plane)
        if key not in self._series:
            self._series[key] = self._computed(metric, side, plane)
        return self._series[key]

    def _computed(self, metric: str, side: Side | None, plane: Plane | None) -> FloatArray:
        if side is None:
            return np.asarray(np.mean([self.series(metric, leg, plane) for leg in Side], axis=0))
        info = METRICS[metric]
        assert info.function is not None
        if metric in _SPATIAL and plane != "image":
            return self.truth.knee_flexion_deg(side)
        own: Plane = "side" if info.plane == "side" else "frontal"
        return info.function(self._poses(plane or own), side)

    def _poses(self, plane: Plane) -> PoseSequence:
        if plane not in self._planes:
            self._planes[plane] = self.truth.poses(plane)
        return self._planes[plane]

    def value(
        self, metric: str, side: Side | None, rep: TrueRep, at: At, plane: Plane | None = None
    ) -> float:
        """A metric at one place of one rep; NaN where that place is not reached."""
        if METRICS[metric].function is None:
            return self._whole(metric, side, rep)
        moment_s = self.moment_s(metric, side, rep, at, plane)
        return self._mean_around(self.series(metric, side, plane), moment_s)

    def at_bottom(self, metric: str, side: Side | None, rep: TrueRep) -> float:
        """A metric at the lowest point of a rep."""
        return self._mean_around(self.series(metric, side), rep.bottom_s)

    def excursion(
        self, metric: str, side: Side | None, rep: TrueRep, at: At, plane: Plane | None = None
    ) -> float:
        """The change from quiet standing; NaN where the metric has none."""
        kind = METRICS[metric].excursion
        if kind == "none" or METRICS[metric].function is None:
            return float("nan")
        standing = float(np.nanmedian(self.series(metric, side, plane)[self._standing]))
        value = self.value(metric, side, rep, at, plane)
        return value / standing if kind == "ratio" else value - standing

    def moment_s(
        self, metric: str, side: Side | None, rep: TrueRep, at: At, plane: Plane | None = None
    ) -> float:
        """When a metric is read."""
        if at is At.BOTTOM:
            return rep.bottom_s
        if at is At.MATCHED:
            down = (self.truth.time_s >= rep.start_s) & (self.truth.time_s <= rep.bottom_s)
            deep = self.series("knee_flexion_deg", side or rep.side) >= self._settings.matched_flexion_deg
            reached = np.flatnonzero(down & deep)
            return float(self.truth.time_s[reached[0]]) if len(reached) else float("nan")
        values = self.series(metric, side, plane)
        within = np.where(self._within(rep), values, np.nan)
        if not np.isfinite(within).any():
            return float("nan")
        if METRICS[metric].either_way:
            return float(self.truth.time_s[np.nanargmax(np.abs(within))])
        worst = np.nanargmin(within) if self._low_is_worse(metric) else np.nanargmax(within)
        return float(self.truth.time_s[worst])

    def _low_is_worse(self, metric: str) -> bool:
        # As the program does: of what counts as worse when small, only the knees' distance has a worst moment.
        graded = any(t.metric == metric and not t.above for t in self._movement.thresholds)
        return graded and metric == "knee_ankle_separation"

    def _within(self, rep: TrueRep) -> BoolArray:
        return (self.truth.time_s >= rep.start_s) & (self.truth.time_s <= rep.end_s)

    @cached_property
    def _standing(self) -> BoolArray:
        return self.truth.standing()

    def _mean_around(self, values: FloatArray, time_s: float) -> float:
        half_s = self._settings.bottom_window_s / 2.0
        near = np.abs(self.truth.time_s - time_s) <= half_s + 1e-9
        if not near.any() and np.isfinite(time_s):  # fewer frames a second than windows
            return float(np.interp(time_s, self.truth.time_s, values))
        known = values[near & np.isfinite(values)]
        return float(known.mean()) if known.size else float("nan")

    @cached_property
    def _uniform(self) -> dict[Plane, PoseSequence]:
        """The faultless cameras' landmarks on the time base that numbers of whole reps are computed on."""
        times_s = self.truth.time_s
        count = max(round((times_s[-1] - times_s[0]) * self._rate_hz), 1) + 1
        uniform_s = np.linspace(times_s[0], times_s[-1], count)
        planes: tuple[Plane, ...] = ("frontal", "side")
        return {plane: _resampled(self._poses(plane), uniform_s) for plane in planes}

    def _whole(self, metric: str, side: Side | None, rep: TrueRep) -> float:
        if metric == "descent_s":
            return rep.bottom_start_s - rep.start_s
        if metric == "pause_s":
            return rep.bottom_end_s - rep.bottom_start_s
        if metric == "ascent_s":
            return rep.end_s - rep.bottom_end_s
        frontal = self._uniform["frontal"]
        as_found = Rep(
            1, rep.side, rep.start_s, rep.bottom_s, rep.end_s, rep.bottom_start_s, rep.bottom_end_s
        )
        leg = side or rep.side or Side.LEFT
        if metric == "sparc":
            legs = (rep.side,) if rep.side else tuple(Side)
            return rep_sparc(np.mean([body_drop(frontal, one) for one in legs], axis=0), frontal, as_found)
        if metric == "hinge_ratio":
            return hinge_ratio(self._uniform["side"], as_found, leg)
        function = {"knee_wobble": knee_wobble, "pelvis_path": pelvis_path, "foot_touches": foot_touches}
        return function[metric](frontal, as_found, leg)


def _resampled(poses: PoseSequence, time_s: FloatArray) -> PoseSequence:
    flat = poses.xy_px.reshape(len(poses), -1)
    xy = np.stack([np.interp(time_s, poses.time_s, column) for column in flat.T], axis=1)
    shape = (len(time_s), *poses.xy_px.shape[1:])
    return PoseSequence(
        xy_px=xy.reshape(shape),
        world_m=np.full((*shape[:2], 3), np.nan),
        visibility=np.full(shape[:2], np.nan),
        time_s=time_s,
        frame_size=poses.frame_size,
    )


def deserved_grade(value: float, excursion: float, threshold: Threshold) -> Grade | None:
    """The grade that a true value deserves: the same cut-offs, and no doubt.

    Args:
        value: The true value.
        excursion: Its change from quiet standing, NaN where there is none.
        threshold: The cut-offs.

    Returns:
        Good, mild or marked; None where the truth is not known.
    """
    relative = threshold.basis is Basis.EXCURSION and np.isfinite(excursion)
    number = excursion if relative else value
    if not np.isfinite(number):
        return None
    sign = 1.0 if threshold.above else -1.0
    if sign * (number - threshold.marked) > 0:
        return Grade.MARKED
    return Grade.MILD if sign * (number - threshold.mild) > 0 else Grade.GOOD
