"""When to ask the pipeline about a rep: once it seems over and has settled, and once more where it was not found."""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.live.descent import RepWatch

__all__ = ["Asking"]

_LOOK_AGAIN_S: Final = 1.0
"""A rep that was not found is looked for once more, with so much more to see. Convention."""
_MISSED: Final = 2
"""So many in a row that seemed to be reps and were none are worth a word. Convention."""


class Asking:
    """Keeps what is still to be asked.

    Attributes:
        wanted_s: From when on the pipeline is to be asked; plus infinity where there is nothing to ask.
    """

    def __init__(self, settle_s: float) -> None:
        self.wanted_s = float("inf")
        self._settle_s = settle_s
        self._overs = self._missed = 0
        self._again = False

    def see(self, watch: RepWatch) -> None:
        """One more frame: whether a rep seems to be over."""
        if watch.overs > self._overs:
            self._overs = watch.overs
            self.wanted_s = min(self.wanted_s, watch.over_s + self._settle_s)

    def drop(self) -> None:
        """Nothing is to be asked any more."""
        self.wanted_s = float("inf")

    def answered(self, seen_s: float, watch: RepWatch, *, found: bool) -> bool:
        """The pipeline has answered.

        Args:
            seen_s: The last moment that it has seen.
            watch: What has been going on meanwhile.
            found: Whether there was a new rep.

        Returns:
            Whether reps are missed again and again.
        """
        if found:
            self._missed, self._again = 0, False
        if seen_s < self.wanted_s:
            return False
        later_s = watch.over_s + self._settle_s
        if np.isfinite(later_s) and later_s > seen_s:  # the next rep was over while this one was judged
            self.wanted_s = later_s
            return False
        self.drop()
        if found:
            return False
        self._again = not self._again
        if self._again:
            self.wanted_s = seen_s + _LOOK_AGAIN_S
            return False
        self._missed += 1
        if self._missed < _MISSED:
            return False
        self._missed = 0
        return True
