"""How long things take in a live session, and how many frames were followed: in flat memory, however long it lasts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

import numpy as np

from hipcheck.results import LiveFacts, Spread

__all__ = ["Durations", "Stage", "Stats", "line_of"]

_BIN_MS: Final = 0.1
_BINS: Final = 20_000
"""Up to two seconds; what takes longer counts as that."""


class Stage(StrEnum):
    """What takes time with each frame."""

    LATENCY = "latency"
    """From capture until it is on the screen."""
    POSE = "pose"
    SESSION = "session"
    """What the session makes of it: where it stands, what to say."""
    DRAWING = "drawing"
    """Drawing and showing."""


class Durations:
    """Counts durations, in steps of a tenth of a millisecond."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, dtype=np.int64)

    def add(self, duration_s: float) -> None:
        """Count one. A negative one, as clocks are not perfect, is none at all."""
        place = int(duration_s * 1000.0 / _BIN_MS)
        self._counts[min(max(place, 0), _BINS - 1)] += 1

    @property
    def spread(self) -> Spread | None:
        """Median and 95th percentile; None where nothing was counted."""
        total = int(self._counts.sum())
        if not total:
            return None
        up_to = np.cumsum(self._counts)
        median, late = (float(np.searchsorted(up_to, share * total) + 0.5) * _BIN_MS for share in (0.5, 0.95))
        return Spread(median, late)


class Stats:
    """What a session's frames took. Frames that it waits for count with their own times, not with the waiting."""

    def __init__(self) -> None:
        self._stages = {stage: Durations() for stage in Stage}
        self._followed = 0
        self._first_s = self._last_s = 0.0

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        """Count how long the block takes."""
        begun_s = time.perf_counter()
        yield
        self._stages[stage].add(time.perf_counter() - begun_s)

    def shown(self, captured_s: float) -> None:
        """A frame is on the screen, or would be where there is none.

        Args:
            captured_s: `time.perf_counter()` when it was captured.
        """
        now_s = time.perf_counter()
        self._stages[Stage.LATENCY].add(now_s - captured_s)
        self._first_s = self._first_s if self._followed else now_s
        self._last_s = now_s
        self._followed += 1

    def facts(self, seen: int, dropped: int) -> LiveFacts:
        """Everything, for the report.

        Args:
            seen: Frames that the source gave.
            dropped: Of these, frames that were not looked at.
        """
        took_s = self._last_s - self._first_s
        return LiveFacts(
            frames_seen=seen,
            frames_dropped=dropped,
            followed_hz=(self._followed - 1) / took_s if took_s > 0.0 else float("nan"),
            latency_ms=self._stages[Stage.LATENCY].spread,
            pose_ms=self._stages[Stage.POSE].spread,
            session_ms=self._stages[Stage.SESSION].spread,
            drawing_ms=self._stages[Stage.DRAWING].spread,
        )


def line_of(facts: LiveFacts) -> str:
    """The facts for a terminal, in one line."""
    times = {
        "frame to screen": facts.latency_ms,
        "pose": facts.pose_ms,
        "session": facts.session_ms,
        "drawing": facts.drawing_ms,
    }
    told = (f"{name} {t.median:.0f}/{t.p95:.0f}" for name, t in times.items() if t is not None)
    return (
        f"{facts.followed_hz:.1f} frames/s, {facts.frames_seen} seen, {facts.frames_dropped} dropped; "
        f"median/95th percentile in ms: {', '.join(told)}"
    )
