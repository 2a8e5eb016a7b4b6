"""The angles that matter, at this moment: by the metrics, gates and cut-offs of the pipeline, on standing and the newest frame.

They move before the eye, and start no verdict: a rep is graded by the pipeline, on frames before and after.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hipcheck.catalog import Basis, Flaw, Movement, Threshold
from hipcheck.gates import BY_STICKERS, gate
from hipcheck.geometry import FloatArray
from hipcheck.kinematics import METRICS, levelled
from hipcheck.landmarks import LANDMARK_COUNT, Side
from hipcheck.live.scene import Gauge
from hipcheck.live.texts import Texts
from hipcheck.live.tracker import Body, sequence
from hipcheck.perspective import focal_length_px, squared
from hipcheck.poses import PoseSequence, unknown
from hipcheck.results import View
from hipcheck.series import legs_of, sides_of
from hipcheck.settings import ViewSettings
from hipcheck.yaw import depth_bias

__all__ = ["Standing"]

_FRAMES: Final = 20
"""Of quiet standing that are kept: enough for a median, few enough to compute with at every frame."""
_NOT_SHOWN: Final = frozenset({Flaw.LIMITED_DEPTH, Flaw.WOBBLE, Flaw.ASYMMETRY})
"""Depth has a bar of its own; the others belong to a whole rep or set."""
_STRAIGHT: Final = {"t_line_deg": 180.0}
"""What a metric is without any fault, where smaller is worse and it is not compared with standing."""


class Standing:
    """Somebody's quiet standing, and what the newest frame is against it.

    Attributes:
        view: Where the camera stood; None where it cannot be told.
        stickers: Whether both stickers were seen.
    """

    def __init__(
        self, poses: PoseSequence, view: View | None, settings: ViewSettings, texts: Texts, *, model: str = ""
    ) -> None:
        """Keep what is needed of it.

        Args:
            poses: Frames of quiet standing.
            view: Where the camera stands.
            settings: Limits of the views; with the camera's field of view, where it is known.
            texts: Names and order of the flaws.
            model: The pose model that saw them.
        """
        self.view, self._settings, self._texts = view, settings, texts
        self._poses = poses.take(np.unique(np.linspace(0, len(poses) - 1, _FRAMES).round().astype(int)))
        assert self._poses.asis_px is not None
        self.stickers = bool(np.isfinite(self._poses.asis_px).all(axis=(1, 2)).any())
        self._bias = depth_bias(model)
        self._focal_px = focal_length_px(poses.frame_size, settings.assumed_hfov_deg)
        self._pictured: tuple[float, Side | None, PoseSequence] | None = None

    def gauges(self, body: Body, movement: Movement, stance: Side | None) -> tuple[Gauge, ...]:
        """All gauges of a movement at this moment: those that this view shows before the others, most important first.

        Args:
            body: The newest frame, later than standing.
            movement: Whose thresholds they show.
            stance: The leg that stands; None for both or unknown.
        """
        chosen = self._chosen(movement, stance)
        if movement.legs == 1 and stance is None:
            return tuple(self._gauge(threshold, np.nan) for threshold in chosen)
        picture = self.picture(body, stance if movement.legs == 1 else None)
        return tuple(
            self._gauge(
                threshold,
                np.nan if self._withheld(threshold, stance) else _worst(threshold, picture, movement, stance),
            )
            for threshold in chosen
        )

    def _chosen(self, movement: Movement, stance: Side | None) -> list[Threshold]:
        """One cut-off for each flaw that a frame can show: the first that this view allows, else the first."""
        by_flaw: dict[Flaw, list[Threshold]] = {}
        for threshold in movement.thresholds:
            metric = METRICS[threshold.metric]
            shown = threshold.flaw not in _NOT_SHOWN and metric.function is not None
            if shown and (self.stickers or threshold.metric not in BY_STICKERS):
                by_flaw.setdefault(threshold.flaw, []).append(threshold)
        chosen = [
            next((t for t in options if not self._withheld(t, stance)), options[0])
            for options in by_flaw.values()
        ]
        # The picture has room for a few: what this view withholds must not take it from what it shows.
        return sorted(chosen, key=lambda t: (self._withheld(t, stance), self._texts.order.index(t.flaw)))

    def _withheld(self, threshold: Threshold, stance: Side | None) -> bool:
        if self.view is None:
            return True
        return gate(threshold.metric, stance, self.view, self._settings, stickers=self.stickers) is not None

    def picture(self, body: Body, stance: Side | None) -> PoseSequence:
        """Standing and the newest frame, level; from front or back as a far camera squarely there would have seen them.

        Args:
            body: The newest frame, later than standing.
            stance: The leg that stands; None for both.
        """
        if self._pictured is None or self._pictured[:2] != (body.time_s, stance):
            self._pictured = body.time_s, stance, self._draw(body, stance)
        return self._pictured[2]

    def _draw(self, body: Body, stance: Side | None) -> PoseSequence:
        now = sequence([body], self._poses.frame_size)
        assert self._poses.asis_px is not None
        assert now.asis_px is not None
        both = replace(
            self._poses,
            xy_px=np.concatenate([self._poses.xy_px, now.xy_px]),
            world_m=unknown(len(self._poses) + 1, LANDMARK_COUNT, 3),
            visibility=unknown(len(self._poses) + 1, LANDMARK_COUNT),
            time_s=np.append(self._poses.time_s, body.time_s),
            asis_px=np.concatenate([self._poses.asis_px, now.asis_px]),
        )
        view = self.view
        if view is None:
            return both
        level = levelled(both, view.roll_deg if view.roll_known else 0.0)
        return squared(level, view, stance, self._focal_px, self._bias) if view.frontal else level

    def _gauge(self, threshold: Threshold, value: float) -> Gauge:
        mild, marked = (_towards_fault(threshold, limit) for limit in (threshold.mild, threshold.marked))
        title, unit = self._texts.of(threshold.flaw).short, METRICS[threshold.metric].unit
        return Gauge(threshold.flaw, title, value, mild, marked, unit)


def _worst(threshold: Threshold, poses: PoseSequence, movement: Movement, stance: Side | None) -> float:
    """The value that a threshold compares, + towards the fault; of the worse leg where both have one."""
    metric = METRICS[threshold.metric]
    assert metric.function is not None
    own = sides_of(metric, stance if movement.legs == 1 else None)
    sides = [side for of in own for side in legs_of(of)]
    values = [_compared(threshold, metric.excursion, metric.function(poses, side)) for side in sides]
    return max((value for value in values if np.isfinite(value)), default=float("nan"))


def _compared(threshold: Threshold, excursion: str, values: FloatArray) -> float:
    """The newest of values, shape (T,), against those before, as the threshold compares them."""
    now, standing = float(values[-1]), values[:-1][np.isfinite(values[:-1])]
    if threshold.basis is Basis.EXCURSION and excursion != "none" and standing.size:
        rest = float(np.median(standing))
        now = now - rest if excursion == "difference" else now / rest
    return _towards_fault(threshold, now)


def _towards_fault(threshold: Threshold, value: float) -> float:
    """A number that grows towards the fault, 0 without any."""
    if threshold.above:
        return value
    faultless = 1.0 if threshold.basis is Basis.EXCURSION else _STRAIGHT.get(threshold.metric, 0.0)
    return faultless - value
