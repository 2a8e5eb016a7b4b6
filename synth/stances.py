"""When a clip's reps are, which leg stands when, and how the weight goes over to it and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from hipcheck.errors import SettingsError
from synth.spec import LegSide, RepSpec
from synth.timing import FloatArray, RepTimes, bump, rep_times

__all__ = ["BOTH_FEET_S", "Schedule", "Stance", "schedule"]

_SHIFT_S: Final = 0.8
"""From both feet onto one."""
_LIFT_AFTER_S: Final = 0.45
"""The free foot leaves the floor so long after the weight has begun to go over."""
_LIFT_S: Final = 0.5
_READY_S: Final = 1.0
"""From both feet to the first rep."""
_LOWER_S: Final = 0.5
_BACK_AFTER_S: Final = 0.35
"""The weight goes back so long after the free foot has begun to come down."""
_DONE_S: Final = _BACK_AFTER_S + _SHIFT_S
BOTH_FEET_S: Final = 0.6
"""Quiet standing on both feet between two legs."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A time on one leg.

    Attributes:
        side: The leg.
        begin_s: The weight begins to go over to it.
        lower_s: The free foot begins to come down.
    """

    side: LegSide
    begin_s: float
    lower_s: float

    @property
    def end_s(self) -> float:
        """Standing on both feet again."""
        return self.lower_s + _DONE_S

    def weight(self, time_s: FloatArray) -> FloatArray:
        """How far the weight is over this leg, 0 to 1."""
        back_s = self.lower_s + _BACK_AFTER_S
        return bump(time_s, self.begin_s, self.begin_s + _SHIFT_S, back_s, back_s + _SHIFT_S)

    def aloft(self, time_s: FloatArray) -> FloatArray:
        """How far the other foot has gone from the floor to where it is held, 0 to 1."""
        lift_s = self.begin_s + _LIFT_AFTER_S
        return bump(time_s, lift_s, lift_s + _LIFT_S, self.lower_s, self.lower_s + _LOWER_S)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When what happens.

    Attributes:
        reps: With their times.
        stances: Times on one leg, in time order.
        end_s: Standing on both feet after the last rep.
    """

    reps: tuple[tuple[RepSpec, RepTimes], ...]
    stances: tuple[Stance, ...]
    end_s: float

    def depths(self, time_s: FloatArray) -> list[FloatArray]:
        """Of each rep, how deep it is over time, 0 to 1."""
        return [times.depth(time_s) for _, times in self.reps]


def schedule(reps: Sequence[RepSpec], start_s: float, *, one_leg: bool) -> Schedule:
    """Reps one after the other; on one leg, those of the same leg without putting the foot down.

    Args:
        reps: What is done.
        start_s: End of quiet standing.
        one_leg: Whether they are done on one leg.

    Raises:
        SettingsError: A rep on one leg does not say on which.
    """
    now_s = start_s
    timed: list[tuple[RepSpec, RepTimes]] = []
    stances: list[Stance] = []
    for side, group in groupby(reps, key=lambda rep: rep.side if one_leg else None):
        if one_leg and side is None:
            raise SettingsError("a rep on one leg needs its side; give left or right")
        begin_s = now_s + (BOTH_FEET_S if stances else 0.0)
        now_s = begin_s + (_READY_S if one_leg else 0.0)
        for rep in group:
            times = rep_times(rep, now_s)
            timed.append((rep, times))
            now_s = times.back_s + rep.pause_s
        if side is not None:
            stances.append(Stance(side, begin_s, now_s))
            now_s = stances[-1].end_s
    return Schedule(tuple(timed), tuple(stances), now_s)


def over_time(values: Sequence[float], depths: Sequence[FloatArray], standing: float) -> FloatArray:
    """A quantity that grows with depth from its standing value to that of each rep's bottom."""
    total = np.full_like(depths[0], standing)
    for value, depth in zip(values, depths, strict=True):
        total += (value - standing) * depth
    return total
