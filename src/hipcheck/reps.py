"""Reps: one hysteresis state machine over one depth signal, and then their times.

A rep begins when the depth leaves rest, is deep at its lowest point, and ends back at rest; or, for who does not stand
up fully in between, where the depth turns to grow again. Everything is relative to the set's own typical depth, so
that shifting about before the first rep is not a rep, and neither is half a rep at the end of a clip.

What tells a rep from standing about is no measure of when it began: by then it is a fifth of the way down. Its times
are those at which the body sets out and comes to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.signal import find_peaks

from hipcheck.geometry import BoolArray, FloatArray, runs
from hipcheck.settings import RepSettings
from hipcheck.smoothing import low_pass_known

__all__ = ["REST_SHARE", "RepSpan", "calmed", "detect_reps", "stretches", "timed"]

REST_SHARE: Final = 0.05
"""Of a rep's depth as an angle: who is bent no further stands. Convention."""

_REVERSAL_SHARE: Final = 0.5
"""The way up has begun once depth is below this share of the rep's deepest; a pause with a bounce stays one rep."""
_REGROWTH_SHARE: Final = 0.3
"""On the way up, a new rep begins once depth has grown again by this share of the typical depth."""
_PLATEAU_SHARE: Final = 0.95
"""The pause is where depth is above this share of the rep's deepest."""
_CALMED_HZ: Final = 3.0
"""Low-pass of the depth that a rep's times and smoothness are read from; clinical practice for finding reps. Up to four
sub-movements in a rep of two seconds stay, most of what landmarks jitter goes."""
_CALMED_ORDER: Final = 4
_SLOW_SHARE: Final = 0.05
"""A phase begins and ends where the body moves at this share of the phase's fastest. Convention: a tenth is usual; half of
that came closer to the known times of rendered people (docs/accuracy.md), and is about what jitter allows."""
_END_SHARE: Final = 0.25
"""A phase does not end in the middle of its way, however slow: within this share of either end only. Convention."""


@dataclass(frozen=True, slots=True)
class RepSpan:
    """One rep in time, not yet on any leg.

    Attributes:
        start_s: Last moment of rest.
        pause_start_s: Descent is over.
        bottom_s: Deepest.
        pause_end_s: Ascent begins.
        end_s: First moment of rest.
        depth: At the bottom, in the unit of the signal.
    """

    start_s: float
    pause_start_s: float
    bottom_s: float
    pause_end_s: float
    end_s: float
    depth: float


def detect_reps(
    time_s: FloatArray, depth: FloatArray, min_depth: float, settings: RepSettings
) -> list[RepSpan]:
    """Find the reps in a depth signal.

    Args:
        time_s: Shape (T,), uniform.
        depth: Shape (T,), 0 at rest, + deeper, any unit; NaN where unknown. A rep with a gap is not a rep.
        min_depth: Smaller dips are never reps; same unit.
        settings: The shares that make a rep.

    Returns:
        The reps in time order; none where nothing is deep enough.
    """
    known = np.isfinite(depth)
    if known.sum() < 5:
        return []
    rest = float(np.percentile(depth[known], 10))
    signal = depth - min(rest, min_depth)
    typical = _typical_depth(signal, min_depth)
    if typical is None:
        return []
    spans = []
    for first, last in stretches(known):
        stretch_s, stretch = time_s[first:last], signal[first:last]
        machine = _Machine(stretch_s, stretch, typical, settings)
        spans += [span for span in machine.run() if not _cut(span, stretch_s, stretch, settings)]
    return [span for span in spans if _is_rep(span, typical, min_depth, settings)]


def _typical_depth(signal: FloatArray, min_depth: float) -> float | None:
    """Median height of the prominent peaks, or None where there is none."""
    # Padded with rest, so that a clip that starts or ends deep still has its peak there.
    padded = np.concatenate([[0.0], np.nan_to_num(signal, nan=0.0), [0.0]])
    peaks, _ = find_peaks(padded, prominence=min_depth, height=min_depth)
    return float(np.median(padded[peaks])) if len(peaks) else None


def stretches(known: BoolArray) -> list[tuple[int, int]]:
    """First and one past the last index of each run of True that is longer than three."""
    return [(run.start, run.stop) for run in runs(known) if run.stop - run.start > 3]


class _Machine:
    """Rest, down, up: walks through one stretch without gaps and collects the reps."""

    def __init__(self, time_s: FloatArray, signal: FloatArray, typical: float, settings: RepSettings) -> None:
        self.time_s, self.signal, self.typical, self.settings = time_s, signal, typical, settings
        self.high, self.low = settings.start_share * typical, settings.end_share * typical
        self.spans: list[RepSpan] = []
        self.state = self._rest
        self.start = self.deepest = self.highest = 0  # indices of the rep at hand; `highest` on its way up

    def run(self) -> list[RepSpan]:
        for i, depth in enumerate(self.signal):
            self.state(i, depth)
        if self.state != self._rest:  # the stretch ends within a rep
            self._close(self.highest if self._is_up() else len(self.signal) - 1)
        return self.spans

    def _rest(self, i: int, depth: float) -> None:
        if depth < self.low or depth <= self.signal[self.start]:
            self.start = i
        if depth > self.high:
            self.state, self.deepest = self._down, i

    def _down(self, i: int, depth: float) -> None:
        if depth > self.signal[self.deepest]:
            self.deepest = i
        elif depth < _REVERSAL_SHARE * self.signal[self.deepest]:
            self.state, self.highest = self._up, i
            self._up(i, depth)

    def _up(self, i: int, depth: float) -> None:
        if depth < self.signal[self.highest]:
            self.highest = i
        grown = depth - self.signal[self.highest] > _REGROWTH_SHARE * self.typical
        if depth < self.low or grown:
            self._close(self.highest)
            self.start, self.deepest = self.highest, i
            self.state = self._down if grown else self._rest

    def _is_up(self) -> bool:
        """Whether the rep at hand came up far enough to be whole, whatever happened after."""
        limit = self.settings.edge_share * self.signal[self.deepest]
        return self.state == self._up and bool(self.signal[self.highest] <= limit)

    def _close(self, end: int) -> None:
        self.spans.append(_span(self.time_s, self.signal, self.start, self.deepest, end))


def _span(time_s: FloatArray, signal: FloatArray, start: int, deepest: int, end: int) -> RepSpan:
    near = signal[start : end + 1] >= _PLATEAU_SHARE * signal[deepest]
    first, last = start + int(np.argmax(near)), end - int(np.argmax(near[::-1]))
    return RepSpan(
        float(time_s[start]),
        float(time_s[min(first, deepest)]),
        float(time_s[deepest]),
        float(time_s[max(last, deepest)]),
        float(time_s[end]),
        float(signal[deepest]),
    )


def calmed(time_s: FloatArray, depth: FloatArray) -> FloatArray:
    """A depth signal whose speed is the body's and not the landmarks': low-passed at 3 Hz where known.

    Args:
        time_s: Shape (T,), uniform.
        depth: Shape (T,), NaN where unknown.
    """
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    return low_pass_known(depth, rate_hz, _CALMED_HZ, _CALMED_ORDER)


def timed(span: RepSpan, time_s: FloatArray, depth: FloatArray, rest_share: float = REST_SHARE) -> RepSpan:
    """A rep with the times at which the body sets out and comes to rest.

    Descent and ascent are the stretches around their fastest moments in which depth changes faster than 5 % of that and
    is more than 5 % of the rep's. What lies between them is the pause. So slow reps and quick ones are treated alike, and
    standing that is not quite still is no movement.

    Args:
        span: From `detect_reps`, of this signal or of another of the same rep.
        time_s: Shape (T,), uniform.
        depth: Shape (T,), + deeper, any unit; NaN where unknown.
        rest_share: Share of the rep's depth that counts as rest.

    Returns:
        The rep with its bottom as it was. Where depth becomes unknown on the way, or the clip begins or ends, so does the
        phase; the rep as it was where its bottom is not known.
    """
    bottom = int(np.argmin(np.abs(time_s - span.bottom_s)))
    stretch = next(((a, b) for a, b in stretches(np.isfinite(depth)) if a <= bottom < b), None)
    if stretch is None:
        return span
    known_s, signal = time_s[slice(*stretch)], calmed(time_s, depth)[slice(*stretch)]
    speed = np.gradient(signal)
    start, deepest, end = (
        int(np.argmin(np.abs(known_s - t))) for t in (span.start_s, span.bottom_s, span.end_s)
    )
    pause_start, begin = _phase(signal[deepest::-1], speed[deepest::-1], deepest - start, rest_share)
    pause_end, finish = _phase(signal[deepest:], -speed[deepest:], end - deepest, rest_share)
    return replace(
        span,
        start_s=float(known_s[deepest - begin]),
        pause_start_s=min(float(known_s[deepest - pause_start]), span.bottom_s),
        pause_end_s=max(float(known_s[deepest + pause_end]), span.bottom_s),
        end_s=float(known_s[deepest + finish]),
    )


def _phase(depth: FloatArray, speed: FloatArray, edge: int, rest_share: float) -> tuple[int, int]:
    """Where a phase has its deep and its shallow end, in steps from the bottom.

    Args:
        depth: From the bottom outwards.
        speed: In the same order, + as the phase goes.
        edge: Steps to the end of the rep as it was found.
        rest_share: Share of the rep's depth that counts as rest.
    """
    way = depth[: edge + 1]
    fastest = int(np.argmax(speed[: edge + 1]))
    slow = speed <= _SLOW_SHARE * speed[fastest]
    margin = _END_SHARE * (way[0] - way.min())
    deep = np.flatnonzero((slow & (depth >= way[0] - margin))[:fastest])
    shallow = np.flatnonzero((slow & (depth <= way.min() + margin))[fastest:])
    still = fastest + int(shallow[0]) if len(shallow) else len(depth) - 1
    at_rest = depth[still] + rest_share * (way[0] - depth[still])
    out = fastest + int(np.argmax(depth[fastest : still + 1] <= at_rest))
    return int(deep[-1]) if len(deep) else 0, out


def _cut(span: RepSpan, time_s: FloatArray, signal: FloatArray, settings: RepSettings) -> bool:
    """Whether the stretch begins or ends within the rep, too deep for it to be whole."""
    limit = settings.edge_share * span.depth
    cut_start = span.start_s <= time_s[0] and signal[0] > limit
    cut_end = span.end_s >= time_s[-1] and signal[-1] > limit
    return bool(cut_start or cut_end)


def _is_rep(span: RepSpan, typical: float, min_depth: float, settings: RepSettings) -> bool:
    deep = span.depth >= max(min_depth, settings.min_peak_share * typical)
    phase_s = min(span.bottom_s - span.start_s, span.end_s - span.bottom_s)
    long_enough = phase_s >= settings.min_phase_s
    return (
        deep
        and long_enough
        and settings.min_duration_s <= span.end_s - span.start_s <= settings.max_duration_s
    )
