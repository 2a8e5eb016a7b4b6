"""Quiet standing: how much of it is done."""

from __future__ import annotations

from typing import Final

__all__ = ["STAND_S", "Stillness"]

STAND_S: Final = 3.0
"""Quiet standing that gives the baseline."""
_STIR_S: Final = 0.25
"""Who moves for longer than this begins to stand anew. Convention."""


class Stillness:
    """Counts the seconds of quiet standing; who stirs begins anew.

    Attributes:
        progress: Share of it that is done, 0 to 1.
    """

    def __init__(self) -> None:
        self.progress = 0.0
        self._still_s: float | None = None
        self._stirred_s: float | None = None

    def see(self, time_s: float, *, quiet: bool) -> bool:
        """One more frame; whether it is enough."""
        if quiet:
            self._stirred_s = None
            self._still_s = time_s if self._still_s is None else self._still_s
        else:
            self._stirred_s = time_s if self._stirred_s is None else self._stirred_s
            if time_s >= self._stirred_s + _STIR_S:
                self._still_s = None
        self.progress = 0.0 if self._still_s is None else min((time_s - self._still_s) / STAND_S, 1.0)
        return self.progress >= 1.0
