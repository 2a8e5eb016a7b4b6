"""Is everything as it must be for measuring? Says what is amiss, one thing at a time, without flickering."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hipcheck.live.checks import EASE, MOVING, SET_UP, Check, Facts, Words
from hipcheck.live.texts import Texts

__all__ = ["Advice", "Facts", "Guide"]

_PATIENCE_S: Final = 0.4
_MOVING_PATIENCE_S: Final = 0.7
"""Something must be amiss for so long to be said. Conventions."""
_SAID_S: Final = 1.2
"""And what is said stays for so long, so that it can be read."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is amiss, and what to do.

    Attributes:
        check: Id of the text.
        headline: One large sentence; "" for a hint, which stops nothing.
        detail: A smaller one.
    """

    check: str
    headline: str
    detail: str

    @property
    def stops(self) -> bool:
        """Whether nothing goes on before that has changed."""
        return bool(self.headline)


@dataclass(slots=True)
class Guide:
    """Says one thing at a time, once it has been amiss for a while, and for long enough to be read.

    Attributes:
        texts: What is said.
        advice: What is amiss; None where nothing is.
        fine_since_s: Since when nothing stops; plus infinity while something does.
        doubtful: Whether something was amiss in the last frame that stops once it has lasted: no time to begin anything.
    """

    texts: Texts
    advice: Advice | None = None
    fine_since_s: float = float("inf")
    doubtful: bool = False
    _since_s: dict[str, float] = field(default_factory=dict)
    _said_s: float = float("-inf")

    def see(self, facts: Facts, time_s: float, *, moving: bool = False) -> Advice | None:
        """What is amiss at one more moment.

        Args:
            facts: What is seen.
            time_s: Of the frame.
            moving: Whether an exercise is going on: fewer checks, more patience.
        """
        amiss = self._amiss(facts, MOVING if moving else SET_UP)
        self.doubtful = any(self.texts.guide[check].headline for check in amiss)
        self._since_s = {check: self._since_s.get(check, time_s) for check in amiss}
        patience_s = _MOVING_PATIENCE_S if moving else _PATIENCE_S
        lasting = [check for check in amiss if time_s >= self._since_s[check] + patience_s]
        now = self._text(lasting[0], amiss[lasting[0]]) if lasting else None
        self._say(now, amiss, time_s, moving=moving)
        if self.advice is not None and self.advice.stops:
            self.fine_since_s = float("inf")
        else:
            self.fine_since_s = min(self.fine_since_s, time_s)
        return self.advice

    def _say(self, now: Advice | None, amiss: dict[str, Words], time_s: float, *, moving: bool) -> None:
        said = self.advice
        if said is not None and now is not None and said.check == now.check:
            self.advice = now  # the words may have changed: 6 degrees, now 5
            return
        read = time_s >= self._said_s + (0.0 if moving else _SAID_S)
        if said is None or not said.stops or read or (said.check not in amiss and now is not None):
            self.advice, self._said_s = now, time_s

    def _amiss(self, facts: Facts, checks: tuple[Check, ...]) -> dict[str, Words]:
        said = self.advice.check if self.advice else ""
        found = {check.id: check.look(facts, EASE if check.id == said else 1.0) for check in checks}
        return {check: words for check, words in found.items() if words is not None}

    def _text(self, check: str, words: Words) -> Advice:
        text = self.texts.guide[check]
        return Advice(check, text.headline.format_map(words), text.detail.format_map(words))
