"""The tables of the page, and the marks and places in the clip that they share with the rest of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Cell",
    "ChecklistRow",
    "ChecklistView",
    "Column",
    "Mark",
    "Moment",
    "RepGroup",
    "RepRow",
    "RepTable",
    "SummaryGroup",
    "SummaryRow",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade as it is shown: always a word with its symbol, never colour alone."""

    word: str
    symbol: str
    css: str
    """Class of the colour: a grade, or "none"."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the clip to jump to."""

    label: str
    time_s: float
    href: str
    """Where it leads without JavaScript; "" where there is no video."""
    mark: Mark
    title: str
    """What a screen reader says."""


@dataclass(frozen=True, slots=True)
class Column:
    """A metric in the table of reps."""

    title: str
    note: str
    """That the change from standing is what is graded, or ""."""
    places: tuple[str, ...]
    """Where in the rep it is read, one sub-column each; a single "" for the whole rep."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number with its margin."""

    text: str
    mark: Mark | None = None
    below: str = ""
    """The change from standing, or ""."""


@dataclass(frozen=True, slots=True)
class RepRow:
    """One rep."""

    moment: Moment
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RepGroup:
    """The reps of one leg."""

    title: str
    rows: tuple[RepRow, ...]


@dataclass(frozen=True, slots=True)
class RepTable:
    """All reps with everything read off them."""

    columns: tuple[Column, ...]
    width: int
    """Number of sub-columns, without the rep's own."""
    placed: bool
    """True where some metric is read at a place within the rep, so that the head needs a second line."""
    groups: tuple[RepGroup, ...]
    notes: tuple[str, ...]
    """Which of several grades decides, and why a number is missing in some of the reps."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A metric over the reps of one leg."""

    leg: str
    median: str
    change: str
    sd: str
    best: str
    worst: str
    reps: int


@dataclass(frozen=True, slots=True)
class SummaryGroup:
    """A metric at one place, leg by leg."""

    title: str
    rows: tuple[SummaryRow, ...]
    difference: str
    """Right against left in a sentence, or ""."""


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """A line of a clinical sheet."""

    text: str
    score: str
    seen: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """A clinical sheet."""

    title: str
    rows: tuple[ChecklistRow, ...]
    total: str
