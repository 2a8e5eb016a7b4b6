"""How deep somebody is at this moment, and when a rep seems to be over: a causal twin of `hipcheck.reps`.

It only says when it is worth asking the pipeline, and is therefore generous: what is no rep is not counted anyway.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import Final

import numpy as np

from hipcheck.settings import RepSettings

__all__ = ["Motion", "RepWatch"]

_WORTH_ASKING: Final = 0.03
"""Leg lengths the shoulders must come down. The pipeline wants 0.05, reckoned from the highest that somebody stands in the whole
clip; on one leg they stand up to 0.04 lower than on both."""
_FIRST_TYPICAL: Final = 0.12
"""Leg lengths that are taken for a typical depth before the first rep: a single-leg squat's. Convention."""
_REVERSAL_SHARE: Final = 0.5
"""The way up has begun once depth is below this share of the deepest, as in `hipcheck.reps`."""
_REGROWTH_SHARE: Final = 0.3
"""On the way up a new rep begins once depth has grown again by this share of the typical depth, likewise."""
_STUCK_S: Final = 0.4
"""Who came up and then stays where they are has finished, even if that is not quite where they began. Convention."""
_GAP_S: Final = 0.4
"""Depth that is unknown for longer ends whatever was going on. Convention."""
_REST_S: Final = 1.5
_REST_PERCENTILE: Final = 20
"""Rest is where somebody was most of the time before."""
_SHIFT: Final = 0.06
_SHIFTED_S: Final = 1.0
_STEADY: Final = 0.012
"""Who went down by no more than this many leg lengths, and has then kept as steady for so long, has gone onto one leg, and rests.
Conventions, by what standing on one leg shows on the sample clips."""


class Motion(Enum):
    """What somebody does at this moment."""

    REST = "rest"
    DOWN = "down"
    """On the way down, or at the bottom."""
    UP = "up"


class RepWatch:
    """Rest, down, up.

    Attributes:
        motion: At this moment.
        overs: How many reps have seemed to be over so far.
        over_s: When the last one was; minus infinity before the first.
    """

    def __init__(self, settings: RepSettings) -> None:
        self._settings = settings
        self.motion = Motion.REST
        self.overs = 0
        self.over_s = -np.inf
        self._typical = _FIRST_TYPICAL
        self._resting: deque[tuple[float, float]] = deque()
        self._lately: deque[tuple[float, float]] = deque()
        self._rest_level = 0.0
        self._deepest = self._highest = 0.0
        self._highest_s = self._known_s = -np.inf

    def see(self, time_s: float, drop: float) -> None:
        """One more moment.

        Args:
            time_s: Of the frame.
            drop: How far the shoulders have come down, in leg lengths; NaN where unknown.
        """
        if time_s > self._known_s + _GAP_S:
            self._finish(time_s)
        if not np.isfinite(drop):
            return
        self._known_s = time_s
        if self.motion is Motion.REST or self._has_shifted(time_s, drop):
            self.motion = Motion.REST
            self._rested(time_s, drop)
        drop -= self._rest_level
        step = {Motion.REST: self._set_out, Motion.DOWN: self._down, Motion.UP: self._up}[self.motion]
        step(time_s, drop)

    def _rested(self, time_s: float, drop: float) -> None:
        self._resting.append((time_s, drop))
        while self._resting[0][0] < time_s - _REST_S:
            self._resting.popleft()
        self._rest_level = float(np.percentile([level for _, level in self._resting], _REST_PERCENTILE))

    def _has_shifted(self, time_s: float, drop: float) -> bool:
        """Whether what looked like the way down was no more than a shift of weight."""
        self._lately.append((time_s, drop))
        while self._lately[0][0] < time_s - _SHIFTED_S:
            self._lately.popleft()
        drops = [level for _, level in self._lately]
        long_enough = time_s - self._lately[0][0] > 0.8 * _SHIFTED_S
        shifted = long_enough and self._deepest < _SHIFT and max(drops) - min(drops) < _STEADY
        if shifted and self.motion is Motion.DOWN:
            self._resting = deque(self._lately)
            return True
        return False

    def _set_out(self, time_s: float, drop: float) -> None:  # noqa: ARG002 - one signature for all three
        if drop > self._settings.start_share * self._typical:
            self.motion, self._deepest = Motion.DOWN, drop

    def _down(self, time_s: float, drop: float) -> None:
        self._deepest = max(self._deepest, drop)
        if drop < _REVERSAL_SHARE * self._deepest:
            self.motion, self._highest, self._highest_s = Motion.UP, drop, time_s

    def _up(self, time_s: float, drop: float) -> None:
        # Who sways up there by a little has come to rest.
        if drop < self._highest - 0.02 * self._typical:
            self._highest, self._highest_s = drop, time_s
        grown = drop - self._highest > _REGROWTH_SHARE * self._typical
        low = drop < self._settings.end_share * max(self._deepest, self._typical)
        if low or grown or time_s > self._highest_s + _STUCK_S:
            self._finish(time_s)
            if grown:
                self.motion, self._deepest = Motion.DOWN, drop

    def _finish(self, time_s: float) -> None:
        if self.motion is not Motion.REST and self._deepest >= _WORTH_ASKING:
            self.overs, self.over_s = self.overs + 1, time_s
            self._typical = 0.5 * (self._typical + self._deepest)
        self.motion = Motion.REST
        self._resting.clear()
