"""The steps of the warm-up: as planned, and as they are shown at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hipcheck.catalog import Catalog
from hipcheck.landmarks import Side
from hipcheck.live.routine import Routine, RoutineExercise
from hipcheck.live.scene import Clock, Cue, CueKind, Phase, Scene

__all__ = ["Done", "Hold", "Kind", "Part", "Step", "drill_parts", "lengths", "minutes", "plan_parts"]


_SAY_S: Final = 5.0
"""How long a step's first cue stays: as long as it takes to read. Convention."""


class Kind(StrEnum):
    """What a step is."""

    INTRO = "intro"
    CHANGE = "change"
    """Rest, and time to get ready for what comes next."""
    WORK = "work"
    OFFER = "offer"
    """Whether the user wants the jump."""
    DRILL = "drill"
    DONE = "done"


class Hold(StrEnum):
    """Why the clock stands still."""

    USER = "user"
    SETUP = "setup"
    """A measured round waits for the set-up guide."""
    AWAY = "away"
    """Somebody who is to be measured is out of view."""


@dataclass(frozen=True, slots=True)
class Part:
    """A step as planned.

    `headline` and `detail` stand on the screen, `say` is the cue at the beginning, `name` is what other steps call it.
    """

    kind: Kind
    length_s: float
    title: str
    headline: str
    say: str
    detail: str = ""
    name: str = ""
    exercise: str = ""
    side: Side | None = None
    part: str = "leg"
    round_number: int = 1
    movement: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the warm-up stands at one moment.

    Attributes:
        kind: What is going on.
        title: The exercise's name; of a change, that of the next one.
        headline: What to do, in a few words.
        detail: What to mind.
        say: What is said when it begins.
        exercise: Exercise id; "" where there is none.
        side: Whose turn.
        part: What `side` is said of: the knee that is lifted, the leg on the step, the hand with the weight.
        round_number: Counted from 1.
        rounds: In all.
        left_s: Seconds to go.
        of_s: How long the step lasts.
        then: What comes next: "then: suitcase carry, left hand"; "" at the end.
        movement: The movement to measure; "" where hipcheck only times.
        take: Number of the measured round, counted from 1; None outside one.
        hold: Why the clock stands still; None while it runs.
        since_s: When the step began, seconds of the session.
    """

    kind: Kind
    title: str
    headline: str
    detail: str
    say: str
    exercise: str
    side: Side | None
    part: str
    round_number: int
    rounds: int
    left_s: float
    of_s: float
    then: str
    movement: str
    take: int | None
    hold: Hold | None
    since_s: float

    @property
    def measured(self) -> bool:
        """Whether hipcheck measures what is done now."""
        return self.take is not None

    @property
    def clock(self) -> Clock:
        """The timer to show."""
        return Clock(
            title=self.title,
            side=self.side,
            left_s=self.left_s,
            of_s=self.of_s,
            round_number=self.round_number,
            rounds=self.rounds,
            then=self.then,
            measured=self.measured,
            part=self.part,
        )

    @property
    def phase(self) -> Phase:
        """The phase of the scene. Within a measured round the director knows better."""
        if self.hold is Hold.USER:
            return Phase.PAUSED
        if self.hold is not None:
            return Phase.GUIDE
        if self.kind is Kind.DONE:
            return Phase.DONE
        if self.kind in (Kind.WORK, Kind.DRILL):
            return Phase.MOVE if self.measured else Phase.TIMED
        return Phase.REST

    @property
    def cue(self) -> Cue | None:
        """What to say in the step's first seconds, None after them and in a pause."""
        if self.hold is Hold.USER or self.of_s - self.left_s > _SAY_S:
            return None
        return Cue(CueKind.TELL, self.say, self.since_s, side=self.side)

    def scene(self, time_s: float) -> Scene:
        """All there is to show of a step that is not measured; of a measured one, what the warm-up knows of it."""
        paused = self.hold is Hold.USER
        return Scene(
            time_s=time_s,
            phase=self.phase,
            headline="Paused" if paused else self.headline,
            detail="Space to go on." if paused else self.detail,
            title=self.title,
            cue=self.cue,
            clock=None if self.kind is Kind.DONE else self.clock,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is over, and how long its clock ran."""

    kind: Kind
    exercise: str
    side: Side | None
    spent_s: float


def plan_parts(routine: Routine, catalog: Catalog, rounds: int, seconds: float, first: Side) -> list[Part]:
    """All steps: the introduction, then each exercise of each round on both sides, with a change before each but the first."""
    parts: list[Part] = []
    for number in range(1, rounds + 1):
        for exercise in routine.exercise:
            for side in (first, first.other):
                work = _work(routine, catalog, exercise, side, number, seconds)
                if parts:
                    same = parts[-1].exercise == work.exercise
                    parts.append(_change(work, routine.change_side_s if same else routine.change_exercise_s))
                parts.append(work)
    total_s = routine.intro_s + sum(part.length_s for part in parts)
    intro = Part(
        kind=Kind.INTRO,
        length_s=routine.intro_s,
        title=routine.title,
        headline=routine.needs,
        say=f"{routine.title}: about {minutes(total_s)}",
        detail=f"{lengths(rounds, seconds)}, about {minutes(total_s)}.",
    )
    return [intro, *parts]


def _work(
    routine: Routine, catalog: Catalog, exercise: RoutineExercise, side: Side, number: int, seconds: float
) -> Part:
    title = catalog.exercises[exercise.id].name
    name = f"{title.lower()}, {side} {exercise.part}"
    return Part(
        kind=Kind.WORK,
        length_s=seconds,
        title=title,
        headline=exercise.begin.format(side=side, other=side.other),
        detail=exercise.keep if exercise.movement else f"{exercise.keep} {routine.unmeasured}",
        say=f"Go: {name}",
        name=name,
        exercise=exercise.id,
        side=side,
        part=exercise.part,
        round_number=number,
        movement=exercise.movement,
    )


def _change(work: Part, length_s: float) -> Part:
    """The rest before a round: what comes next."""
    return Part(
        kind=Kind.CHANGE,
        length_s=length_s,
        title=work.title,
        headline=f"Next: {work.headline[0].lower()}{work.headline[1:]}",
        say=f"Rest. Next: {work.name}",
        side=work.side,
        part=work.part,
        round_number=work.round_number,
    )


def drill_parts(routine: Routine, catalog: Catalog, round_number: int) -> list[Part]:
    """The offer of a jump, and the jump."""
    drill = routine.drill
    title = catalog.exercises[drill.id].name
    offer = Part(
        kind=Kind.OFFER,
        length_s=drill.offer_s,
        title=title,
        headline=drill.offer,
        say=drill.ask,
        detail=f"{drill.condition} {drill.ask}.",
        round_number=round_number,
    )
    jump = Part(
        kind=Kind.DRILL,
        length_s=drill.seconds,
        title=title,
        headline=drill.begin,
        say=drill.go,
        detail=f"{drill.keep} {routine.unmeasured}",
        name=title.lower(),
        exercise=drill.id,
        round_number=round_number,
    )
    return [offer, jump]


def lengths(rounds: int, seconds: float) -> str:
    """How much of it: "2 rounds of 30 seconds a side"."""
    return f"{rounds} {'round' if rounds == 1 else 'rounds'} of {seconds:g} seconds a side"


def minutes(seconds: float) -> str:
    """A length in words: "8 minutes", at least one."""
    count = max(round(seconds / 60.0), 1)
    return f"{count} {'minute' if count == 1 else 'minutes'}"
