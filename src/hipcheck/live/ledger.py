"""Counts the reps that the pipeline finds: each once, however often it is asked, and never fewer than before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hipcheck.landmarks import Side
from hipcheck.results import Analysis, MeasuredRep, Rep

__all__ = ["Ledger"]

_SAME_S: Final = 0.5
"""The lowest point of a rep moves by less as more frames come; two reps' lie farther apart, as none is shorter."""


@dataclass(slots=True)
class _Counted:
    """A rep that was counted, where it was last found."""

    side: Side | None
    start_s: float
    bottom_s: float
    end_s: float


class Ledger:
    """The reps of a session, leg by leg. Only what happens while it is open counts."""

    def __init__(self) -> None:
        self._counted: list[_Counted] = []
        self._open: list[tuple[float, float]] = []

    @classmethod
    def of(cls, analysis: Analysis) -> Ledger:
        """All reps of a session that is over."""
        ledger = cls()
        ledger.open(float("-inf"))
        ledger.take(analysis)
        return ledger

    def open(self, time_s: float) -> None:
        """From now on reps count."""
        self.close(time_s)
        self._open.append((time_s, float("inf")))

    def close(self, time_s: float) -> None:
        """From now on they do not."""
        if self._open and self._open[-1][1] == float("inf"):
            self._open[-1] = (self._open[-1][0], time_s)

    def count(self, side: Side | None) -> int:
        """Reps on a leg so far; of a movement on both legs, without a side."""
        return sum(rep.side is side for rep in self._counted)

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """Legs with reps, in the order in which they came."""
        return tuple(dict.fromkeys(rep.side for rep in self._counted))

    def take(self, analysis: Analysis) -> list[tuple[MeasuredRep, int]]:
        """The reps that are new in an analysis, in time order, each with its number on its leg.

        The analysis may be of the last minute only, and may have come to see earlier reps otherwise.
        """
        known = list(self._counted)
        new = []
        for measured in sorted(analysis.reps, key=lambda rep: rep.rep.bottom_s):
            rep = measured.rep
            same = min(
                (one for one in known if _same(one, rep)),
                key=lambda one: abs(one.bottom_s - rep.bottom_s),
                default=None,
            )
            if same is not None:
                known.remove(same)
                same.start_s, same.bottom_s, same.end_s = rep.start_s, rep.bottom_s, rep.end_s
            elif any(first <= rep.bottom_s <= last for first, last in self._open):
                self._counted.append(_Counted(rep.side, rep.start_s, rep.bottom_s, rep.end_s))
                new.append((measured, self.count(rep.side)))
        return new


def _same(one: _Counted, rep: Rep) -> bool:
    """Whether it is the same rep: its lowest point is where it was, or most of the shorter lies in the longer."""
    shared_s = min(one.end_s, rep.end_s) - max(one.start_s, rep.start_s)
    shorter_s = min(one.end_s - one.start_s, rep.end_s - rep.start_s)
    return abs(one.bottom_s - rep.bottom_s) < _SAME_S or shared_s > 0.5 * shorter_s
