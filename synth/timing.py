"""How things change over time: smooth ways from rest to rest, slow noise, and the phases of a rep.

Everything is a function of time itself, not of frames, so that a moment between two frames can be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from synth.spec import RepSpec

__all__ = ["FloatArray", "Noise", "RepTimes", "bump", "minimum_jerk", "rep_times", "tremor"]

FloatArray: TypeAlias = npt.NDArray[np.float64]

START_SHARE: Final = 0.05
"""A rep starts, and ends, where its depth passes this share of its own deepest."""
_WAVES: Final = 24
"""Sinusoids a noise is made of: enough that it does not look periodic."""
_WOBBLE_HZ: Final = (1.0, 3.5)
"""Band of the knee's wobble. A knee that shakes visibly does so one to four times a second; convention."""
_WOBBLE_FADE: Final = 0.2
"""Share of a phase over which its wobble fades in and out, so that nothing shakes at rest."""
_GRID: Final = 400
"""Points of a phase at which the size of its wobble is set."""


def minimum_jerk(share: FloatArray | float) -> FloatArray:
    """Way covered, 0 to 1, over time, 0 to 1, by the smoothest movement from rest to rest (Flash and Hogan 1985)."""
    s = np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0)
    return np.asarray(s**3 * (10.0 - 15.0 * s + 6.0 * s**2), dtype=np.float64)


def bump(
    time_s: FloatArray, rise_s: float, rise_end_s: float, fall_s: float, fall_end_s: float
) -> FloatArray:
    """0, up to 1 between the first two times, down to 0 between the last two, smooth everywhere."""
    up = minimum_jerk((time_s - rise_s) / max(rise_end_s - rise_s, 1e-9))
    down = minimum_jerk((time_s - fall_s) / max(fall_end_s - fall_s, 1e-9))
    return np.asarray(up - down, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Noise:
    """Band-limited noise: sinusoids of random phase, evenly spread over the band. Over long times exact in its SD.

    Attributes:
        sd: Standard deviation, in whatever unit is wanted.
        low_hz: Lower end of the band.
        high_hz: Upper end.
        seed: Two noises of one seed are the same; a tuple keeps the parts of a clip apart.
    """

    sd: float
    low_hz: float
    high_hz: float
    seed: tuple[int, ...]

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Its value at any times, shape as given."""
        random = np.random.default_rng(self.seed)
        edges = np.linspace(self.low_hz, self.high_hz, _WAVES + 1)
        frequency_hz = random.uniform(edges[:-1], edges[1:])
        phase = random.uniform(0.0, 2.0 * np.pi, _WAVES)
        waves = np.sin(2.0 * np.pi * np.asarray(time_s, dtype=np.float64)[..., None] * frequency_hz + phase)
        return np.asarray(self.sd * np.sqrt(2.0 / _WAVES) * waves.sum(axis=-1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class RepTimes:
    """When a rep does what. Seconds from the clip's start.

    Attributes:
        leave_s: Standing ends.
        hold_s: The bottom is reached.
        rise_s: The bottom is left.
        back_s: Standing again.
    """

    leave_s: float
    hold_s: float
    rise_s: float
    back_s: float

    @property
    def bottom_s(self) -> float:
        """Middle of the time at the bottom."""
        return (self.hold_s + self.rise_s) / 2.0

    @property
    def start_s(self) -> float:
        """The depth passes `START_SHARE` of its deepest on the way down."""
        return self.leave_s + _SHARE_AT_START * (self.hold_s - self.leave_s)

    @property
    def end_s(self) -> float:
        """The depth passes `START_SHARE` of its deepest on the way up."""
        return self.back_s - _SHARE_AT_START * (self.back_s - self.rise_s)

    def depth(self, time_s: FloatArray) -> FloatArray:
        """How far down, 0 standing to 1 at the bottom."""
        return bump(time_s, self.leave_s, self.hold_s, self.rise_s, self.back_s)


def _share_at(way: float) -> float:
    """Share of the time at which a minimum-jerk movement has covered so much of its way."""
    shares = np.linspace(0.0, 1.0, 100_001)
    return float(np.interp(way, minimum_jerk(shares), shares))


_SHARE_AT_START: Final = _share_at(START_SHARE)


def rep_times(spec: RepSpec, leave_s: float) -> RepTimes:
    """The times of a rep that begins at `leave_s`."""
    hold_s = leave_s + spec.descent_s
    rise_s = hold_s + spec.bottom_s
    return RepTimes(leave_s, hold_s, rise_s, rise_s + spec.ascent_s)


def tremor(time_s: FloatArray, times: RepTimes, sd: float, seed: tuple[int, ...]) -> FloatArray:
    """Wobble of a rep: noise while moving, nothing at the bottom and in standing.

    Args:
        time_s: Shape (T,).
        times: Of the rep.
        sd: Standard deviation over the descent, and over the ascent; exactly this, fading in and out included.
        seed: See `Noise`.
    """
    total = np.zeros_like(time_s)
    for number, (start_s, end_s) in enumerate(((times.leave_s, times.hold_s), (times.rise_s, times.back_s))):
        noise = Noise(1.0, *_WOBBLE_HZ, (*seed, number))
        grid_s = np.linspace(start_s, end_s, _GRID)
        faded = _fade(grid_s, start_s, end_s)
        mean = np.sum(faded * noise(grid_s)) / np.sum(faded)
        size = np.std(faded * (noise(grid_s) - mean))
        total += sd / size * _fade(time_s, start_s, end_s) * (noise(time_s) - mean)
    return total


def _fade(time_s: FloatArray, start_s: float, end_s: float) -> FloatArray:
    fade_s = _WOBBLE_FADE * (end_s - start_s)
    return bump(time_s, start_s, start_s + fade_s, end_s - fade_s, end_s)
