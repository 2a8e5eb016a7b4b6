"""What is to be done in one take, and whose turn it is: the leg at hand, the other one, the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from hipcheck.catalog import Movement
from hipcheck.landmarks import Side
from hipcheck.live.ledger import Ledger

__all__ = ["SetPlan", "Turn", "Turns"]

_ON_LEG_S: Final = 0.5
"""So long the other leg must stand to be taken for ready. Convention."""
_SWITCH_S: Final = 12.0
"""From some places it cannot be told which leg stands: then it goes on all the same. Convention."""
_WRONG_LEG_S: Final = 1.5
_WRONG_LEG_AGAIN_S: Final = 10.0
"""Who stands on the leg that is not asked for is told so after so long, and again. Conventions."""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """What is to be done in one take.

    Attributes:
        movement: What the user named; None to find out.
        side: Which leg, or which first; None to find out.
        reps: On each leg; None for as many as one likes.
        both_legs: Whether the other leg follows.
    """

    movement: Movement | None = None
    side: Side | None = None
    reps: int | None = None
    both_legs: bool = False


class Turn(Enum):
    """What comes next."""

    SAME = "same"
    OTHER_LEG = "other leg"
    END = "end"


class Turns:
    """Keeps which leg works, and which has.

    Attributes:
        leg: The leg asked for; None where that is left to the user, or both work.
    """

    def __init__(self, plan: SetPlan, ledger: Ledger) -> None:
        self.leg = plan.side
        self._plan, self._ledger = plan, ledger
        self._done: set[Side] = set()
        self._since_s: float | None = None
        self._seen: Side | None = None
        self._told_s = float("-inf")

    def after_reps(self, *, two_legs: bool) -> Turn:
        """What comes next for the reps there are."""
        wanted = self._plan.reps
        if wanted is None:
            return Turn.SAME
        if two_legs:
            return Turn.END if self._ledger.count(None) >= wanted else Turn.SAME
        enough = {side for side in Side if self._ledger.count(side) >= wanted}
        at_hand = self.leg or next(iter(enough), None)
        if at_hand is None or at_hand not in enough:
            return Turn.SAME
        return self._after(at_hand, enough)

    def after_wish(self, leg: Side | None, *, two_legs: bool) -> Turn:
        """What comes next where the user wants to go on from a leg."""
        return Turn.END if two_legs or leg is None else self._after(leg, set())

    def _after(self, leg: Side, enough: set[Side]) -> Turn:
        other_is_due = self._plan.both_legs and leg.other not in enough | self._done
        return Turn.OTHER_LEG if other_is_due else Turn.END

    def change(self, leg: Side | None) -> Side:
        """The other leg's turn; which that is. Without a leg, the one with reps was at hand."""
        at_hand = leg or max(Side, key=self._ledger.count)
        self._done.add(at_hand)
        self.leg, self._since_s = at_hand.other, None
        return self.leg

    def ready(self, time_s: float, since_s: float, stance: Side | None) -> bool:
        """Whether the leg that is due stands, or cannot be waited for any longer since it is due."""
        return self._for_s(time_s, stance, self.leg) >= _ON_LEG_S or time_s >= since_s + _SWITCH_S

    def on_wrong_leg(self, time_s: float, stance: Side | None) -> bool:
        """Whether it is to be said that the other leg is asked for."""
        if self.leg is None or time_s < self._told_s + _WRONG_LEG_AGAIN_S:
            return False
        if self._for_s(time_s, stance, self.leg.other) < _WRONG_LEG_S:
            return False
        self._told_s = time_s
        return True

    def _for_s(self, time_s: float, stance: Side | None, leg: Side | None) -> float:
        """For how long this leg has been standing; minus infinity where it does not."""
        if stance is not self._seen or self._since_s is None:
            self._seen, self._since_s = stance, time_s
        return time_s - self._since_s if stance is not None and stance is leg else float("-inf")
