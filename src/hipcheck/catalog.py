"""What hipcheck knows as data: movements with their cut-offs, flaws, exercises, and the sources of it all.

Read from TOML in `hipcheck/data`. Unknown keys, dangling sources, exercises or flaws are errors that name file and
place. A movement of one's own is a TOML file of the same form (`--movement path.toml`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from hipcheck.errors import CatalogError

__all__ = [
    "At",
    "Basis",
    "Catalog",
    "DepthSignal",
    "Dose",
    "Exercise",
    "ExerciseLink",
    "Flaw",
    "FlawText",
    "Movement",
    "Origin",
    "Quote",
    "Source",
    "SymptomNote",
    "Threshold",
    "load_catalog",
    "load_movement",
]


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


class DepthSignal(StrEnum):
    """The signal that finds the reps of a movement."""

    HIP_DROP = "hip_drop"
    """Knee flexion implied by how far the hip has come down; front and back views."""
    KNEE_FLEXION = "knee_flexion"
    TRUNK_FORWARD = "trunk_forward"
    """Trunk inclination from the side, or the shoulders' drop from the front."""


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


class FlawText(_Entry, frozen=True):
    """A flaw in the user's words, and the ladder of exercises that leads out of it."""

    id: Flaw
    title: str
    seen: dict[str, str]
    """Sentence for each grade (good, borderline, mild, marked). Placeholders: {side}, {value}, {low}, {high},
    {unit}, {shown}, {total}."""
    cue: str
    """What to do in the next rep, in a few words."""
    meaning: str
    """What the articles or studies say about it; never a diagnosis."""
    ladder: tuple[str, ...]
    """Exercise ids, easiest first."""


class Quote(_Entry, frozen=True):
    """A few words of an article."""

    text: str
    article: str
    """Source id."""


class Dose(_Entry, frozen=True):
    """How much, and who says so."""

    text: str
    origin: Origin
    source: str = ""
    """Source id where `origin` is the article."""


class ExerciseLink(_Entry, frozen=True):
    """Why an exercise is offered for a flaw."""

    flaw: Flaw
    strength: str
    """"direct" (an article says so), "stated" (for the group of exercises) or "inferred" (ours)."""
    reason: str = ""


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
    plyometric: bool = False
    readable: bool = True
    """False for the passage that is damaged in our copy of the article."""
    note: str = ""


class SymptomNote(_Entry, frozen=True):
    """What the articles say of a sign that a user reports."""

    symptom: str
    title: str
    text: str
    quotes: tuple[Quote, ...]


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """Everything hipcheck knows, cross-checked."""

    movements: dict[str, Movement]
    flaws: dict[Flaw, FlawText]
    exercises: dict[str, Exercise]
    sources: dict[str, Source]
    symptoms: dict[str, SymptomNote]
    maintenance: tuple[str, ...]
    """Exercise ids for who has nothing to fix."""
    safety: SafetyText


class SafetyText(_Entry, frozen=True):
    """Wording that stands beside every result."""

    banner: str
    before: tuple[str, ...]
    red_flags: tuple[str, ...]
    pain_rule: str
    frequency: Quote
    """How often to train, in an article's words."""


class _SourcesFile(_Entry, frozen=True):
    source: tuple[Source, ...]


class _ExercisesFile(_Entry, frozen=True):
    exercise: tuple[Exercise, ...]
    maintenance: tuple[str, ...]


class _FlawsFile(_Entry, frozen=True):
    flaw: tuple[FlawText, ...]


class _SafetyFile(_Entry, frozen=True):
    safety: SafetyText
    symptom: tuple[SymptomNote, ...]


_T = TypeVar("_T", bound=_Entry)


def _decode(text: bytes, kind: type[_T], name: str) -> _T:
    try:
        return msgspec.toml.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{name}: {error}.") from error
    except msgspec.DecodeError as error:
        raise CatalogError(f"{name}: not valid TOML ({error}).") from error


def _check_movement(movement: Movement, sources: dict[str, Source], name: str) -> None:
    for number, threshold in enumerate(movement.thresholds, start=1):
        where = f"{name}, threshold {number} ({threshold.flaw})"
        if threshold.source not in sources:
            raise CatalogError(
                f"{where}: unknown source {threshold.source!r} (known: {', '.join(sorted(sources))})."
            )
        if threshold.metric not in movement.metrics:
            raise CatalogError(f"{where}: metric {threshold.metric!r} is not among the movement's metrics.")
        if (threshold.marked > threshold.mild) is not threshold.above:
            raise CatalogError(
                f"{where}: marked ({threshold.marked:g}) must lie beyond mild ({threshold.mild:g}), "
                f"{'above' if threshold.above else 'below'} it."
            )
    if movement.legs not in (1, 2):
        raise CatalogError(f"{name}: legs must be 1 or 2, but is {movement.legs}.")
    unknown_views = set(movement.depth) - {"frontal", "side"}
    if unknown_views or not movement.depth:
        raise CatalogError(f'{name}: depth needs "frontal" or "side", but has {sorted(movement.depth)}.')


def _check_references(catalog: Catalog) -> None:
    for flaw in catalog.flaws.values():
        for exercise in flaw.ladder:
            if exercise not in catalog.exercises:
                raise CatalogError(f"flaws.toml, {flaw.id}: unknown exercise {exercise!r}.")
    for exercise_id in catalog.maintenance:
        if exercise_id not in catalog.exercises:
            raise CatalogError(f"exercises.toml, maintenance: unknown exercise {exercise_id!r}.")
    cited = {
        *(quote.article for e in catalog.exercises.values() for quote in e.quotes),
        *(e.dose.source for e in catalog.exercises.values() if e.dose and e.dose.source),
        *(quote.article for s in catalog.symptoms.values() for quote in s.quotes),
        catalog.safety.frequency.article,
    }
    for source in sorted(cited - set(catalog.sources)):
        raise CatalogError(f"exercises.toml or safety.toml: unknown source {source!r}.")


@cache
def load_catalog() -> Catalog:
    """Read and cross-check the built-in catalogue.

    Raises:
        CatalogError: A file is broken or refers to something that does not exist.
    """
    data = resources.files("hipcheck") / "data"
    sources = {
        s.id: s
        for s in _decode((data / "references.toml").read_bytes(), _SourcesFile, "references.toml").source
    }
    exercises = _decode((data / "exercises.toml").read_bytes(), _ExercisesFile, "exercises.toml")
    flaws = _decode((data / "flaws.toml").read_bytes(), _FlawsFile, "flaws.toml")
    safety = _decode((data / "safety.toml").read_bytes(), _SafetyFile, "safety.toml")
    movements = {}
    for file in sorted((data / "movements").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            movement = _decode(file.read_bytes(), Movement, file.name)
            _check_movement(movement, sources, file.name)
            movements[movement.id] = movement
    catalog = Catalog(
        movements=movements,
        flaws={f.id: f for f in flaws.flaw},
        exercises={e.id: e for e in exercises.exercise},
        sources=sources,
        symptoms={s.symptom: s for s in safety.symptom},
        maintenance=exercises.maintenance,
        safety=safety.safety,
    )
    _check_references(catalog)
    return catalog


def load_movement(name_or_path: str) -> Movement:
    """A built-in movement by its id, or one of the user's own from a TOML file.

    Raises:
        CatalogError: The id is unknown, or the file cannot be read or is broken.
    """
    catalog = load_catalog()
    if name_or_path in catalog.movements:
        return catalog.movements[name_or_path]
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml":
        raise CatalogError(
            f"Unknown movement {name_or_path!r}: choose {', '.join(catalog.movements)}, or give a .toml file."
        )
    try:
        text = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: cannot read the movement file ({error.strerror}).") from error
    movement = _decode(text, Movement, str(path))
    _check_movement(movement, catalog.sources, str(path))
    return movement
