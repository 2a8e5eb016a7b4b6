"""The entries of the catalogue files, and the words that their templates may use."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

__all__ = [
    "CUE_FIELDS",
    "SEEN_FIELDS",
    "START_FIELDS",
    "At",
    "Basis",
    "Catalog",
    "DepthSignal",
    "Dose",
    "Exercise",
    "ExerciseLink",
    "Flaw",
    "FlawText",
    "Maintenance",
    "Movement",
    "Origin",
    "Quote",
    "SafetyText",
    "Seen",
    "Source",
    "Strength",
    "SymptomNote",
    "Threshold",
    "Together",
]

CUE_FIELDS: Final = frozenset(
    {"knee", "heel", "thigh", "free_hip", "on_leg", "standing", "lean_to", "more_on", "to_side"}
)
"""Body parts with their side, as `hipcheck.phrases.side_words` gives them: "right knee", or "knees" for both legs."""

SEEN_FIELDS: Final = CUE_FIELDS | {"measured", "reps", "reference"}
"""Those and {measured} "13° (10 to 16)", {reps} ", clearly so in 4 of 5 reps", and {reference} "in standing", or "the
ankles" where there was no standing to compare with."""

START_FIELDS: Final = frozenset({"side", "other"})
"""{side} is the leg to start with, {other} the opposite: "left" or "right"."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a catalogue file: unknown keys are refused."""


class Flaw(StrEnum):
    """What hipcheck looks for."""

    KNEE_INWARD = "knee_inward"
    PELVIC_DROP = "pelvic_drop"
    TRUNK_LEAN = "trunk_lean"
    WOBBLE = "wobble"
    POOR_HINGE = "poor_hinge"
    PELVIS_OPENING = "pelvis_opening"
    LIMITED_DEPTH = "limited_depth"
    HEEL_RISE = "heel_rise"
    ASYMMETRY = "asymmetry"


class At(StrEnum):
    """Where in a rep a metric is read."""

    BOTTOM = "bottom"
    MATCHED = "60deg"
    PEAK = "peak"
    REP = "rep"
    """Over the whole rep: tempo, wobble, touches."""


class Basis(StrEnum):
    """Which number of a measurement is graded."""

    ABSOLUTE = "absolute"
    EXCURSION = "excursion"
    """The change from quiet standing; absolute where there was none to compare with."""


class Origin(StrEnum):
    """Whose words or numbers these are."""

    ARTICLE = "article"
    HIPCHECK = "hipcheck"


class Strength(StrEnum):
    """How firmly the articles tie an exercise to a flaw."""

    DIRECT = "direct"
    """An article names the exercise for this very flaw."""
    STATED = "stated"
    """An article gives the group of exercises a purpose that covers the flaw."""
    INFERRED = "inferred"
    """The link is hipcheck's own."""


class DepthSignal(StrEnum):
    """The signal that finds the reps of a movement."""

    BODY_DROP = "body_drop"
    """How far the shoulders have come down towards the standing foot; any view."""
    KNEE_FLEXION = "knee_flexion"
    """From the side."""
    TRUNK_FORWARD = "trunk_forward"
    """Trunk inclination from the side."""


class Source(_Entry, frozen=True):
    """A publication, one of the two articles, or a convention of this project."""

    id: str
    short: str
    """As cited in a table: "Herrington 2014"."""
    title: str
    where: str
    """DOI, PubMed number or address; empty for a convention."""
    note: str = ""


class Threshold(_Entry, frozen=True):
    """When a metric is a flaw. A value is compared with `mild` and `marked` on the side that `above` names."""

    flaw: Flaw
    metric: str
    at: At
    basis: Basis
    mild: float
    marked: float
    source: str
    note: str
    """One sentence: what the cut-offs rest on."""
    above: bool = True
    """True: larger is worse. False: smaller is worse."""


class Movement(_Entry, frozen=True):
    """One movement: how it is recognised, where its reps are, what is read and graded."""

    id: str
    name: str
    legs: int
    """2 where both legs work, 1 where one stands."""
    views: tuple[str, ...]
    """The views it can be graded from, best first."""
    depth: dict[str, DepthSignal]
    """Rep signal for "frontal" and "side" views."""
    min_depth_deg: float
    """Depth, in degrees of the depth signal, below which a dip is not a rep."""
    metrics: tuple[str, ...]
    """Metrics to measure, in the order to show them."""
    thresholds: tuple[Threshold, ...]
    how_to: str
    """How to perform and film it, in two or three sentences."""
    checklist: str = ""
    """"qasls" or "piva": the clinical sheet that is filled in automatically."""


class Quote(_Entry, frozen=True):
    """A few words of an article."""

    text: str
    article: str
    """Source id."""


class Seen(_Entry, frozen=True):
    """What to say of a flaw that was looked for, for the metrics it may be measured with.

    The sentences are templates over `SEEN_FIELDS`; those that name a body part read well for one leg and for both.
    """

    good: str
    borderline: str
    mild: str
    marked: str
    metrics: tuple[str, ...] = ()
    """Metric ids these sentences fit; empty for any other metric, which each flaw needs once."""
    percent: bool = False
    """Show a share as a percentage: "12 %" instead of "0.12"."""
    size: bool = False
    """Show a difference without its sign, where the sentence names the side."""
    minus: str = ""
    """What a number below zero means, said where there is one; "" where that needs no saying."""


class Together(_Entry, frozen=True):
    """What to add to a flaw's sentence where another flaw was seen on the same leg, for which it can make up."""

    flaw: Flaw
    """The other one, mild or marked."""
    text: str
    """A template over `CUE_FIELDS`."""
    even_if_good: bool = False
    """Say it also where this flaw itself was not seen."""


class FlawText(_Entry, frozen=True):
    """A flaw in the user's words, and the ladder of exercises that leads out of it."""

    id: Flaw
    title: str
    aspect: str
    """What was looked at, for where the flaw was not found: "Depth" and not "Not going deep"."""
    seen: tuple[Seen, ...]
    cue: str
    """What to do in the next rep, in a few words; a template over `CUE_FIELDS`."""
    meaning: str
    """What the articles or studies say about it; never a diagnosis."""
    sources: tuple[str, ...]
    """Source ids that `meaning` rests on."""
    quotes: tuple[Quote, ...] = ()
    ladder: tuple[tuple[str, ...], ...] = ()
    """Rungs of exercise ids, easiest rung first; on a rung the first is offered first. The order is hipcheck's."""
    note: str = ""
    """Why the ladder is empty."""
    together: tuple[Together, ...] = ()
    """Flaws that this one goes with, or hides."""

    @property
    def exercises(self) -> tuple[str, ...]:
        """The ladder's exercise ids in order, easiest first."""
        return tuple(exercise for rung in self.ladder for exercise in rung)


class Dose(_Entry, frozen=True):
    """How much, and who says so."""

    text: str
    origin: Origin
    source: str = ""
    """Source id where `origin` is the article, whose words `text` then is."""
    amount: str = ""
    """What hipcheck suggests where the article leaves the amount open."""


class ExerciseLink(_Entry, frozen=True):
    """Why an exercise is offered for a flaw."""

    flaw: Flaw
    strength: Strength
    reason: str
    """One sentence."""


class Exercise(_Entry, frozen=True):
    """An exercise or drill that an article names, or one that hipcheck adds (`origin`)."""

    id: str
    name: str
    origin: Origin
    aliases: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    muscles: tuple[str, ...] = ()
    links: tuple[ExerciseLink, ...] = ()
    dose: Dose | None = None
    how: str = ""
    """How to do it, in hipcheck's words."""
    each_side: bool = False
    """True where a round is done once for each leg."""
    start: str = "Start with the {side} leg."
    """How to begin with one leg; a template over `START_FIELDS`, used where `each_side` is true."""
    plyometric: bool = False
    readable: bool = True
    """False for the passage that is damaged in our copy of the article."""
    note: str = ""


class Maintenance(_Entry, frozen=True):
    """What to offer where no flaw leads to an exercise."""

    exercises: tuple[str, ...]
    why: str
    """Where nothing that needs an exercise was found."""
    why_unanswered: str
    """Where something was found that no exercise of the articles answers."""
    quote: Quote


class SymptomNote(_Entry, frozen=True):
    """What the articles say of a sign that a user reports."""

    symptom: str
    title: str
    """As the user would say it."""
    text: str
    quotes: tuple[Quote, ...]


class SafetyText(_Entry, frozen=True):
    """Wording that stands beside every result."""

    banner: str
    before: tuple[str, ...]
    red_flags: tuple[str, ...]
    pain_rule: str
    frequency: Quote
    """How often to train, in an article's words."""
    session_length: Quote
    """How long a session should be, in an article's words."""
    progress: str
    """When to move on and when to film again."""
    unconfirmed: str
    """Closes every note on a reported sign."""


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """Everything hipcheck knows, cross-checked."""

    movements: dict[str, Movement]
    flaws: dict[Flaw, FlawText]
    exercises: dict[str, Exercise]
    sources: dict[str, Source]
    symptoms: dict[str, SymptomNote]
    maintenance: Maintenance
    live_practice: str
    """Exercise id of practising with feedback, part of every session that answers a flaw."""
    safety: SafetyText
