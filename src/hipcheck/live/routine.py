"""The warm-up as data: what the article says, what hipcheck chose, and the check that one fits the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from string import Formatter
from typing import Annotated, Final, TypeAlias

import msgspec

from hipcheck.catalog import START_FIELDS, Catalog, Quote, load_catalog
from hipcheck.catalog.load import decode_toml
from hipcheck.errors import CatalogError

__all__ = ["Drill", "Routine", "RoutineExercise", "load_routine", "read_routine"]

_NAME: Final = "warmup.toml"

_Seconds: TypeAlias = Annotated[float, msgspec.Meta(gt=0.0, le=120.0)]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: unknown keys are refused."""


class RoutineExercise(_Entry, frozen=True):
    """One exercise, done on each side."""

    id: str
    """Of the catalogue."""
    part: str
    """What `side` is said of: "knee", "leg", "hand"."""
    begin: str
    """What to do, in a few words; a template over `START_FIELDS`."""
    keep: str
    """What to mind."""
    movement: str = ""
    """The movement hipcheck measures it as; "" where it only times it."""


class Drill(_Entry, frozen=True):
    """The jump that may be offered at the end."""

    id: str
    quotes: tuple[Quote, ...]
    seconds: _Seconds
    offer_s: _Seconds
    """How long the offer stands; no answer means no."""
    offer: str
    condition: str
    ask: str
    """Said when it is offered: how to answer."""
    go: str
    begin: str
    keep: str


class Routine(_Entry, frozen=True):
    """The whole file."""

    title: str
    quotes: tuple[Quote, ...]
    choice: str
    """What of it is hipcheck's own choice."""
    needs: str
    """What to have at hand."""
    unmeasured: str
    """Said beside what is timed and not measured."""
    goodbye: str
    rounds: Annotated[int, msgspec.Meta(ge=1, le=10)]
    seconds: _Seconds
    """Of a round, on each side."""
    shortest_s: _Seconds
    longest_s: _Seconds
    intro_s: _Seconds
    change_side_s: _Seconds
    change_exercise_s: _Seconds
    left_out: str
    """Exercise id of the passage that cannot be read."""
    exercise: Annotated[tuple[RoutineExercise, ...], msgspec.Meta(min_length=1)]
    drill: Drill


@cache
def load_routine() -> Routine:
    """The built-in warm-up, checked against the catalogue.

    Raises:
        CatalogError: The file is broken or refers to something that does not exist.
    """
    text = (resources.files("hipcheck") / "data" / _NAME).read_bytes()
    return read_routine(text, load_catalog())


def read_routine(text: bytes, catalog: Catalog) -> Routine:
    """A warm-up from the text of its file.

    Args:
        text: TOML.
        catalog: What its exercises, movements and quotes must be found in.

    Raises:
        CatalogError: With file, place and what is wrong.
    """
    routine = decode_toml(text, Routine, _NAME)
    for problem in _problems(routine, catalog):
        raise CatalogError(f"{_NAME}: {problem}.")
    return routine


def _problems(routine: Routine, catalog: Catalog) -> Iterator[str]:
    if not routine.shortest_s <= routine.seconds <= routine.longest_s:
        yield f"seconds ({routine.seconds:g}) must lie from shortest_s to longest_s"
    for quote in (*routine.quotes, *routine.drill.quotes):
        if quote.article not in catalog.sources:
            yield f"unknown source {quote.article!r}"
    for exercise_id in (*(e.id for e in routine.exercise), routine.drill.id, routine.left_out):
        if exercise_id not in catalog.exercises:
            yield f"unknown exercise {exercise_id!r}"
            return
    for exercise in routine.exercise:
        yield from _problems_of(exercise, catalog)
    if not catalog.exercises[routine.drill.id].plyometric:
        yield f"the drill {routine.drill.id} is not a jump"
    if catalog.exercises[routine.left_out].readable:
        yield f"{routine.left_out} can be read, so it cannot be left out for that reason"


def _problems_of(exercise: RoutineExercise, catalog: Catalog) -> Iterator[str]:
    if not catalog.exercises[exercise.id].each_side:
        yield f"{exercise.id} is not an exercise for one side after the other"
    if exercise.movement and exercise.movement not in catalog.movements:
        yield f"{exercise.id}: unknown movement {exercise.movement!r}"
    try:
        fields = {name for _, name, _, _ in Formatter().parse(exercise.begin) if name is not None}
    except ValueError as error:
        yield f"{exercise.id}, begin: {exercise.begin!r} is not a template ({error})"
        return
    if not fields <= START_FIELDS:
        yield f"{exercise.id}, begin: unknown placeholder in {exercise.begin!r}"
