"""Which correction or praise is given when: at most one at a time, the most important, and never so often that it nags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from hipcheck.catalog import Flaw
from hipcheck.landmarks import Side
from hipcheck.live.scene import Cue, CueKind, Gauge
from hipcheck.live.texts import Texts
from hipcheck.results import Grade

__all__ = ["Coach", "Grades"]

_FAULTS: Final = (Grade.MILD, Grade.MARKED)

Grades: TypeAlias = Mapping[Flaw, tuple[Grade, Side | None]]
"""What the pipeline says of a rep's flaws, and whose knee, heel or hip it is."""
_Key: TypeAlias = tuple[Flaw, Side | None]
"""A flaw, and the leg that stood."""


class Coach:
    """Listens to reps and gauges, and says something now and then.

    A correction follows a rep that the pipeline graded mild or marked, or comes within a rep once a gauge has stayed past its
    marked cut-off; what is borderline is never corrected. A correction that does not help is given a few times in a row, and
    then only now and then. A corrected fault that is gone is praised, once.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts, self._timing = texts, texts.timing
        self._cue: Cue | None = None
        self._advised_s = float("-inf")
        self._said_s: dict[_Key, float] = {}
        self._run: dict[_Key, int] = {}
        self._open: set[_Key] = set()
        self._past_since_s: dict[Flaw, float] = {}
        self._said_in_rep: set[_Key] = set()

    def now(self, time_s: float) -> Cue | None:
        """What is being said; None where it has been there for long enough."""
        if self._cue is not None and time_s > self._cue.since_s + self._timing.shown_s:
            self._cue = None
        return self._cue

    def tell(self, time_s: float, text: str, side: Side | None = None) -> None:
        """Say what to do next, instead of whatever is being said."""
        self._cue = Cue(CueKind.TELL, text, time_s, side=side)

    def hush(self) -> None:
        """Say nothing more of what is being said."""
        self._cue = None

    def rep(self, time_s: float, leg: Side | None, grades: Grades, *, say: bool = True) -> None:
        """A rep was judged.

        Args:
            time_s: Now.
            leg: That stood; None for both.
            grades: Of the flaws that could be judged.
            say: Whether it is the last rep that was done; of earlier ones nothing is said any more.
        """
        faults = self._ranked([flaw for flaw, (grade, _) in grades.items() if grade in _FAULTS], grades)
        better = [
            flaw
            for flaw in self._texts.order
            if flaw in grades
            and grades[flaw][0] is Grade.GOOD
            and (flaw, leg) in self._open - self._said_in_rep
        ]
        for flaw, (grade, _) in grades.items():
            if grade is Grade.GOOD:
                self._run[flaw, leg] = 0
            elif grade in _FAULTS:
                self._run[flaw, leg] = self._run.get((flaw, leg), 0) + 1
        self._said_in_rep.clear()
        if not say:
            return
        if faults and self._may(time_s, (faults[0], leg), self._run[faults[0], leg]):
            self._correct(time_s, (faults[0], leg), grades[faults[0]][1])
        elif better and time_s >= self._advised_s + self._timing.any_cue_s:
            self._praise(time_s, better[0], grades[better[0]][1])
            self._open -= {(flaw, leg) for flaw in better}

    def moment(self, time_s: float, leg: Side | None, gauges: Sequence[Gauge], *, deep: bool) -> None:
        """One more frame.

        Args:
            time_s: Of the frame.
            leg: That stands; None for both.
            gauges: At this moment, + towards the fault.
            deep: Whether a rep is going on, far enough down for it to matter.
        """
        for gauge in gauges:
            if not deep or not gauge.value >= gauge.mild:
                self._past_since_s.pop(gauge.flaw, None)
            elif gauge.value >= gauge.marked:
                self._past_since_s.setdefault(gauge.flaw, time_s)
        lasting = [
            gauge.flaw
            for gauge in gauges
            if gauge.value >= gauge.marked
            and time_s >= self._past_since_s.get(gauge.flaw, time_s) + self._timing.persist_s
            and (gauge.flaw, leg) not in self._said_in_rep
        ]
        for flaw in sorted(lasting, key=self._texts.order.index)[:1]:
            if self._may(time_s, (flaw, leg), self._run.get((flaw, leg), 0) + 1):
                self._correct(time_s, (flaw, leg), leg)
                self._said_in_rep.add((flaw, leg))

    def _ranked(self, flaws: list[Flaw], grades: Grades) -> list[Flaw]:
        """Marked before mild, then as the data has them."""
        return sorted(flaws, key=lambda flaw: (-grades[flaw][0].severity, self._texts.order.index(flaw)))

    def _may(self, time_s: float, key: _Key, run: int) -> bool:
        """Whether a correction would not nag: now, and in the `run`th rep in a row that shows the fault."""
        beyond = run - self._timing.in_a_row
        in_turn = beyond <= 0 or beyond % self._timing.then_every == 0
        said_s = self._said_s.get(key, float("-inf"))
        return (
            in_turn
            and time_s >= said_s + self._timing.same_cue_s
            and time_s >= self._advised_s + self._timing.any_cue_s
        )

    def _correct(self, time_s: float, key: _Key, side: Side | None) -> None:
        flaw, leg = key
        whose = side or leg
        self._cue = Cue(CueKind.FIX, self._texts.fix(flaw, whose), time_s, flaw, whose)
        self._advised_s = self._said_s[key] = time_s
        self._open.add(key)

    def _praise(self, time_s: float, flaw: Flaw, side: Side | None) -> None:
        self._cue = Cue(CueKind.PRAISE, self._texts.praise(flaw, side), time_s, flaw, side)
        self._advised_s = time_s
