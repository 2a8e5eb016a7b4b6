"""The steps of the warm-up: as planned, and as they are shown at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hipcheck.catalog import Catalog
from hipcheck.landmarks import Side
from hipcheck.live.routine import Routine, RoutineExercise
from hipcheck.live.scene import Clock, Cue, CueKind, Phase, Scene

__all__ = ["Done", "Hold", "Kind", "Part", "Step", "drill_parts", "minutes", "plan_parts"]


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
    """A step as planned; `headline` and `detail` are what the screen says, `name` what the step before announces."""

    kind: Kind
    length_s: float
    title: str
    headline: str
    detail: str = ""
    name: str = ""
    exercise: str = ""
    side: Side | None = None
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
        exercise: Exercise id; "" where there is none.
        side: Whose turn: the knee that is lifted, the leg on the step, the hand with the weight.
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
    exercise: str
    side: Side | None
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
    def cue(self) -> Cue:
        """What to say when the step begins: the same cue as long as it lasts."""
        return Cue(CueKind.TELL, self.headline, self.since_s, side=self.side)

    def scene(self, time_s: float) -> Scene:
        """All there is to show of a step that is not measured; of a measured one, what the warm-up knows of it."""
        paused = self.hold is Hold.USER
        return Scene(
            time_s=time_s,
            phase=self.phase,
            headline="Paused" if paused else self.headline,
            detail="Space to go on." if paused else self.detail,
            title=self.title,
            cue=None if paused else self.cue,
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
    headline = f"{routine.title}: about {minutes(total_s)}"
    return [Part(Kind.INTRO, routine.intro_s, routine.title, headline, routine.needs), *parts]


def _work(
    routine: Routine, catalog: Catalog, exercise: RoutineExercise, side: Side, number: int, seconds: float
) -> Part:
    title = catalog.exercises[exercise.id].name
    return Part(
        kind=Kind.WORK,
        length_s=seconds,
        title=title,
        headline=exercise.begin.format(side=side, other=side.other),
        detail=exercise.keep if exercise.movement else f"{exercise.keep} {routine.unmeasured}",
        name=f"{title.lower()}, {side} {exercise.part}",
        exercise=exercise.id,
        side=side,
        round_number=number,
        movement=exercise.movement,
    )


def _change(work: Part, length_s: float) -> Part:
    """The rest before a round: what comes next."""
    return Part(
        kind=Kind.CHANGE,
        length_s=length_s,
        title=work.title,
        headline=f"Next: {work.name}",
        detail=f"{work.headline}.",
        side=work.side,
        round_number=work.round_number,
    )


def drill_parts(routine: Routine, catalog: Catalog, round_number: int) -> list[Part]:
    """The offer of a jump, and the jump."""
    drill = routine.drill
    title = catalog.exercises[drill.id].name
    detail = f"{drill.keep} {routine.unmeasured}"
    return [
        Part(Kind.OFFER, drill.offer_s, title, drill.offer, drill.ask, round_number=round_number),
        Part(
            Kind.DRILL, drill.seconds, title, drill.begin, detail, title.lower(), drill.id,
            round_number=round_number,
        ),
    ]  # fmt: skip


def minutes(seconds: float) -> str:
    """A length in words: "8 minutes", at least one."""
    count = max(round(seconds / 60.0), 1)
    return f"{count} {'minute' if count == 1 else 'minutes'}"
