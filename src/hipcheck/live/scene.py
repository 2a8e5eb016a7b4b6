"""What there is to show and to say at one moment of a live session: facts and sentences, no pixels and no sound.

The director makes a `Scene` of every frame; the picture draws it, the voice says it. So all that the user is told can be
tested without a camera, a window or a loudspeaker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from hipcheck.catalog import Flaw
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LANDMARK_COUNT, Side
from hipcheck.results import Grade

__all__ = ["Clock", "Cue", "CueKind", "Gauge", "Phase", "RepVerdict", "Scene", "no_landmarks"]


class Phase(StrEnum):
    """Where a session stands."""

    GUIDE = "guide"
    """Something about the set-up must change first, or again; nothing counts."""
    STAND = "stand"
    """Quiet standing, which gives the baseline."""
    COUNTDOWN = "countdown"
    MOVE = "move"
    """Reps are counted and measured."""
    SWITCH = "switch"
    """The other leg is next."""
    TIMED = "timed"
    """An exercise of the warm-up that is timed and not measured."""
    REST = "rest"
    """Between two rounds of the warm-up: what comes next, and on which side."""
    PAUSED = "paused"
    DONE = "done"


class CueKind(StrEnum):
    """What kind of thing is said."""

    FIX = "fix"
    PRAISE = "praise"
    TELL = "tell"
    """What to do next: set-up, countdown, change of legs."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to say. At most one at a time.

    Attributes:
        kind: Correction, praise or instruction.
        text: A short sentence: "Right knee over the second toe".
        since_s: When it began, seconds of the session.
        flaw: The flaw it answers; None where it answers none.
        side: Whose leg.
    """

    kind: CueKind
    text: str
    since_s: float
    flaw: Flaw | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Gauge:
    """A flaw's angle at this moment, against its cut-offs. For the eye: it is not what is graded.

    Attributes:
        flaw: What it shows.
        title: As shown: "Knee inward".
        value: Change from standing, or absolute, as the movement's threshold compares it; in the metric's unit, + towards
            the fault; NaN where it cannot be told.
        mild: Cut-off.
        marked: Cut-off, beyond `mild`.
        unit: "°", or "" for a share.
    """

    flaw: Flaw
    title: str
    value: float
    mild: float
    marked: float
    unit: str = "°"


@dataclass(frozen=True, slots=True)
class RepVerdict:
    """What the pipeline says of the last rep.

    Attributes:
        number: Counted from 1 on this leg.
        side: Stance leg; None for both.
        grade: The worst of the flaws that are named, or good.
        text: "Good", or the flaw in a few words: "Knee inward".
        value_text: The number with its interval: "14° ±5"; "" where the verdict names none.
        at_s: When it was given.
    """

    number: int
    side: Side | None
    grade: Grade
    text: str
    value_text: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Clock:
    """The warm-up's timer.

    Attributes:
        title: The exercise: "Fire hydrant".
        side: Whose turn; None where both sides work.
        left_s: Seconds to go in this exercise or rest.
        of_s: How long it lasts in all.
        round_number: Counted from 1.
        rounds: In all.
        then: What comes next: "then: left side"; "" at the end.
        measured: Whether hipcheck measures this exercise, or only times it.
        part: What `side` is said of: "leg", "knee", "hand".
    """

    title: str
    side: Side | None
    left_s: float
    of_s: float
    round_number: int
    rounds: int
    then: str
    measured: bool
    part: str = "leg"


def no_landmarks() -> FloatArray:
    """Landmarks of nobody, shape (33, 2), all NaN."""
    return np.full((LANDMARK_COUNT, 2), np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything to show at one moment. Points are pixels of the frame as filmed; the picture mirrors them.

    Attributes:
        time_s: Of the frame, seconds of the session.
        phase: Where the session stands.
        headline: One large sentence, readable from three metres; "" where the picture speaks for itself.
        detail: A smaller second line; "" for none.
        xy_px: Shape (33, 2), the followed person's landmarks, smoothed causally; NaN where nobody is.
        asis_px: Shape (2, 2), the stickers in this frame, left and right; NaN without.
        stance: The leg that is tested; None for both or not known yet.
        title: The movement: "Single-leg squat", or "" while unknown.
        outline: Whether to draw an outline to step into.
        side_on: Whether the outline is of somebody seen from the side.
        fits: Whether the person fits the outline.
        countdown: Seconds to go, counted 3, 2, 1; None where there is none.
        progress: Share of quiet standing done, 0 to 1; None where there is none.
        reps: Of the leg at hand, so far.
        wanted: How many are asked for; None where as many as one likes.
        depth: How far down as a share of the depth asked for, 1 there and beyond; NaN where unknown.
        to_go: How far the pelvis has still to go, in words: "10 cm to go"; "" at rest and at depth.
        gauges: Those that the view shows before the others, most important first.
        verdict: Of the last rep.
        cue: What to say.
        clock: The warm-up's timer.
        summary: At the end, what the session gave: lines with their grade, None where a line has none.
    """

    time_s: float
    phase: Phase
    headline: str = ""
    detail: str = ""
    xy_px: FloatArray = field(default_factory=no_landmarks)
    asis_px: FloatArray = field(default_factory=lambda: np.full((2, 2), np.nan))
    stance: Side | None = None
    title: str = ""
    outline: bool = False
    side_on: bool = False
    fits: bool = False
    countdown: int | None = None
    progress: float | None = None
    reps: int = 0
    wanted: int | None = None
    depth: float = float("nan")
    to_go: str = ""
    gauges: tuple[Gauge, ...] = ()
    verdict: RepVerdict | None = None
    cue: Cue | None = None
    clock: Clock | None = None
    summary: tuple[tuple[str, Grade | None], ...] = ()
