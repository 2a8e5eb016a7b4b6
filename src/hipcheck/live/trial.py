"""Whether a pose model is quick enough for this machine: measured on the first frames that show somebody."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

import numpy as np

from hipcheck.backends import PoseEstimator
from hipcheck.video import Frame

__all__ = ["Trial", "try_out"]

_FRAMES: Final = 20
"""Convention: less than a second, and enough that the first runs, which are slow, do not matter to the median."""
_POSE_S: Final = 0.040
"""20 frames a second leave 50 ms for each; drawing and the session's own work take about a fifth of that
(benchmarks/README.md)."""


class Trial:
    """Notes how long the pose model takes.

    Only frames with somebody in them count: where nobody is, half of the model does not run.
    """

    def __init__(self) -> None:
        self._took_s: list[float] = []

    def note(self, took_s: float, *, somebody: bool) -> None:
        """One more frame."""
        if somebody and not self.over:
            self._took_s.append(took_s)

    @property
    def over(self) -> bool:
        """Whether enough was seen."""
        return len(self._took_s) >= _FRAMES

    @property
    def too_slow(self) -> bool:
        """Whether the machine cannot hold 20 frames a second with this model; False until the trial is over."""
        return self.over and float(np.median(self._took_s)) > _POSE_S


def try_out(estimator: PoseEstimator, frames: Iterable[Frame]) -> Trial:
    """Try a model on a clip's first frames, where these can be had twice; over as soon as enough of them show somebody."""
    trial = Trial()
    for frame in frames:
        begun_s = time.perf_counter()
        people = estimator.estimate(frame.image, frame.time_s)
        trial.note(time.perf_counter() - begun_s, somebody=bool(people))
        if trial.over:
            break
    return trial
