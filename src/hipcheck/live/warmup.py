"""The guided warm-up: what to do now, on which side and for how long. Pure: it knows no time but that of the frames.

    warm_up = WarmUp(rounds=2, seconds=30)
    step = warm_up.at(frame.time_s)        # of every frame
    step.take                              # a new number: a measured round has begun; None: it is over
    warm_up.ready(frame.time_s)            # the set-up guide is content: the measured round's clock starts

The clock of a measured round waits until the set-up guide is content and stands still while the user is out of view, so
that a round of 30 seconds is 30 seconds of movement.
"""

from __future__ import annotations

import math
from dataclasses import replace

from hipcheck.catalog import load_catalog
from hipcheck.errors import SettingsError
from hipcheck.landmarks import Side
from hipcheck.live.drill import why_no_drill
from hipcheck.live.keys import Key
from hipcheck.live.routine import Routine, load_routine
from hipcheck.live.scene import Scene
from hipcheck.live.steps import Done, Hold, Kind, Step, drill_parts, lengths, minutes, plan_parts
from hipcheck.live.texts import load_texts
from hipcheck.live.verdicts import rounds_summary
from hipcheck.results import Analysis, Grade

__all__ = ["WarmUp"]


class WarmUp:
    """The warm-up from its beginning to its end, told what happens when.

    All times are seconds of the session and may not be earlier than one that was given before: such a time counts as the
    latest one given.

    Args:
        rounds: How many; the routine's where None.
        seconds: Of a round on each side; the routine's where None.
        drill: Whether a jump may be offered at the end.
        pain: Whether the user reports pain, so that no jump is offered.
        first: The side to begin with.
        routine: The built-in one where None.

    Raises:
        SettingsError: Rounds or seconds are not what the article leaves room for.
    """

    def __init__(
        self,
        *,
        rounds: int | None = None,
        seconds: float | None = None,
        drill: bool = True,
        pain: bool = False,
        first: Side = Side.LEFT,
        routine: Routine | None = None,
    ) -> None:
        self._routine = load_routine() if routine is None else routine
        self._catalog = load_catalog()
        self._rounds = self._routine.rounds if rounds is None else rounds
        self._seconds = self._routine.seconds if seconds is None else seconds
        _check(self._rounds, self._seconds, self._routine)
        self._parts = plan_parts(self._routine, self._catalog, self._rounds, self._seconds, first)
        self._total_s = sum(part.length_s for part in self._parts)
        self._jumps = drill
        self._pain = pain
        self._index = 0
        self._since_s = 0.0
        self._latest_s = -math.inf
        self._spent_s = 0.0
        self._takes = 0
        self._holds: set[Hold] = set()
        self._done: list[Done] = []
        self._analyses: list[Analysis] = []
        self._no_drill = ""

    @property
    def total_s(self) -> float:
        """How long it takes, without pauses and without the time to set up the camera."""
        return self._total_s

    @property
    def about(self) -> tuple[str, ...]:
        """What to tell before it starts, a sentence or two each."""
        left_out = "One exercise of the article cannot be read in our copy and is left out."
        length = f"{lengths(self._rounds, self._seconds)}, about {minutes(self._total_s)}"
        return (
            f"{self._routine.title}: {length}, and the time to set up the camera.",
            f"{self._routine.needs}.",
            f"{self._routine.choice} {left_out}",
            self._catalog.safety.pain_rule,
        )

    @property
    def finished(self) -> bool:
        """Whether it is over."""
        return self._index >= len(self._parts)

    @property
    def done(self) -> tuple[Done, ...]:
        """The steps that are over, in their order; those that were skipped with the time they had."""
        return tuple(self._done)

    @property
    def no_drill(self) -> str:
        """Why no jump was offered at the end, as a sentence; "" before, where one was, or where nobody asked for one."""
        return self._no_drill

    def at(self, time_s: float) -> Step:
        """Where the warm-up stands.

        Raises:
            ValueError: The time is not a number.
        """
        self._advance(time_s)
        if self.finished:
            return self._end()
        part = self._parts[self._index]
        following = self._parts[self._index + 1 :]
        coming = next((p.name for p in following if p.kind in (Kind.WORK, Kind.DRILL)), "")
        hold = next((h for h in Hold if h in self._holds), None)
        return Step(
            kind=part.kind,
            title=part.title,
            headline=part.headline,
            detail=part.detail,
            say=part.say,
            exercise=part.exercise,
            side=part.side,
            part=part.part,
            round_number=part.round_number,
            rounds=self._rounds,
            left_s=part.length_s - self._spent_s,
            of_s=part.length_s,
            then=f"then: {coming}" if coming and part.kind in (Kind.INTRO, Kind.WORK) else "",
            movement=part.movement,
            take=self._takes if part.movement else None,
            hold=hold,
            since_s=self._since_s,
        )

    def scene(self, time_s: float) -> Scene:
        """All there is to show; of a measured round only what the warm-up knows of it, as the director knows the rest."""
        scene = self.at(time_s).scene(time_s)
        return replace(scene, summary=self.summary()) if self.finished else scene

    def pause(self, time_s: float) -> None:
        """The user wants a break."""
        self._advance(time_s)
        self._holds.add(Hold.USER)

    def go_on(self, time_s: float) -> None:
        """The break is over; while a jump is offered: yes."""
        self._advance(time_s)
        if Hold.USER in self._holds:
            self._holds.discard(Hold.USER)
        elif not self.finished and self._parts[self._index].kind is Kind.OFFER:
            self._leave(self._latest_s)

    def skip(self, time_s: float) -> None:
        """On to the next step; while a jump is offered: no."""
        self._advance(time_s)
        if self.finished:
            return
        if self._parts[self._index].kind is Kind.OFFER:
            del self._parts[self._index + 1 :]
        self._leave(self._latest_s)

    def key(self, key: Key, time_s: float) -> None:
        """Space pauses, goes on or says yes to a jump; n goes to the next step. Other keys are not the warm-up's."""
        self._advance(time_s)
        if key is Key.NEXT:
            self.skip(time_s)
        elif key is Key.PAUSE and not self.finished:
            offered = self._parts[self._index].kind is Kind.OFFER
            (self.go_on if offered or Hold.USER in self._holds else self.pause)(time_s)

    def ready(self, time_s: float) -> None:
        """The set-up guide is content: the clock of a measured round may run."""
        self._advance(time_s)
        self._holds -= {Hold.SETUP, Hold.AWAY}

    def out_of_view(self, time_s: float) -> None:
        """Nobody is there to be measured. Where hipcheck only times, this changes nothing."""
        self._advance(time_s)
        if not self.finished and self._parts[self._index].movement:
            self._holds.add(Hold.AWAY)

    def back(self, time_s: float) -> None:
        """Whoever was out of view is there again."""
        self._advance(time_s)
        self._holds.discard(Hold.AWAY)

    def measured(self, analysis: Analysis) -> None:
        """What a measured round gave: it decides whether a jump is offered, if it comes before the end."""
        self._analyses.append(analysis)

    def summary(self, unfinished: Analysis | None = None) -> tuple[tuple[str, Grade | None], ...]:
        """What was done, for the end: how long on each side, what was measured, and why there was no jump.

        Args:
            unfinished: Of a measured round that is not over; None where there is none.
        """
        lines: list[tuple[str, Grade | None]] = []
        for exercise in dict.fromkeys(d.exercise for d in self._done if d.kind in (Kind.WORK, Kind.DRILL)):
            own = [d for d in self._done if d.exercise == exercise and d.kind in (Kind.WORK, Kind.DRILL)]
            by_side = {d.side: sum(o.spent_s for o in own if o.side is d.side) for d in own}
            times = ", ".join(f"{side or ''} {spent:.0f} s".strip() for side, spent in by_side.items())
            lines.append((f"{self._catalog.exercises[exercise].name}: {times}", None))
        analyses = [*self._analyses, *([unfinished] if unfinished is not None else [])]
        why = ((self.no_drill, None),) if self.no_drill else ()
        return (*lines, *rounds_summary(analyses, load_texts()), *why)

    def _advance(self, time_s: float) -> None:
        """Let the clock run up to a time, over as many steps as end before it."""
        if not math.isfinite(time_s):
            raise ValueError(f"time_s must be a number of seconds, but is {time_s}")
        if math.isinf(self._latest_s):
            self._latest_s = self._since_s = time_s  # the first frame
        free_s = max(time_s - self._latest_s, 0.0)
        self._latest_s = max(time_s, self._latest_s)
        while free_s > 0.0 and not self._holds and not self.finished:
            room_s = self._parts[self._index].length_s - self._spent_s
            if free_s < room_s:
                self._spent_s += free_s
                return
            free_s -= room_s
            self._spent_s += room_s
            if self._parts[self._index].kind is Kind.OFFER:
                del self._parts[self._index + 1 :]  # no answer means no
            self._leave(self._latest_s - free_s)

    def _leave(self, time_s: float) -> None:
        """Close the step at hand and begin the next, if there is one."""
        part = self._parts[self._index]
        self._done.append(Done(part.kind, part.exercise, part.side, self._spent_s))
        self._index += 1
        self._since_s = time_s
        self._spent_s = 0.0
        self._holds -= {Hold.SETUP, Hold.AWAY}
        if self.finished and part.kind is Kind.WORK and self._jumps:
            self._offer_drill()
        if self.finished:
            self._holds.clear()
        elif self._parts[self._index].movement:
            self._takes += 1
            self._holds.add(Hold.SETUP)

    def _offer_drill(self) -> None:
        """Put the offer behind the last step, or say why not."""
        if self._pain:
            self._no_drill = "No jumps today: you said that something hurts."
        else:
            self._no_drill = why_no_drill(self._analyses, self._catalog)
        if not self._no_drill:
            self._parts += drill_parts(self._routine, self._catalog, self._rounds)

    def _end(self) -> Step:
        return Step(
            kind=Kind.DONE,
            title=self._routine.title,
            headline=self._routine.goodbye,
            detail="",
            say=self._routine.goodbye,
            exercise="",
            side=None,
            part="leg",
            round_number=self._rounds,
            rounds=self._rounds,
            left_s=0.0,
            of_s=0.0,
            then="",
            movement="",
            take=None,
            hold=None,
            since_s=self._since_s,
        )


def _check(rounds: int, seconds: float, routine: Routine) -> None:
    if not 1 <= rounds <= 10:
        raise SettingsError(f"The warm-up needs 1 to 10 rounds, but {rounds} were asked for.")
    if not routine.shortest_s <= seconds <= routine.longest_s:
        raise SettingsError(
            f"A round of the warm-up lasts {routine.shortest_s:g} to {routine.longest_s:g} seconds, as the article says, "
            f"but {seconds:g} were asked for."
        )
