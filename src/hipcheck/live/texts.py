"""What a live session says, read from `data/cues.toml` and checked."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import resources
from string import Formatter
from typing import Annotated, Final

import msgspec

from hipcheck.catalog import CUE_FIELDS, Flaw, load_catalog
from hipcheck.errors import CatalogError
from hipcheck.landmarks import Side
from hipcheck.phrases import cue_text, side_words

__all__ = ["FlawCue", "GuideText", "Texts", "Timing", "load_texts", "read_texts"]

_GUIDE_FIELDS: Final = frozenset({"parts", "direction", "degrees"})
_TELL_FIELDS: Final = frozenset({"side", "other", "reps", "movement", "cm"})
_Seconds = Annotated[float, msgspec.Meta(gt=0.0, le=60.0)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=100)]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: unknown keys are refused."""


class Timing(_Entry, frozen=True):
    """When something is said."""

    shown_s: _Seconds
    """How long a cue stays."""
    any_cue_s: _Seconds
    """Least time between two cues."""
    same_cue_s: _Seconds
    """Least time between two corrections of the same flaw."""
    persist_s: _Seconds
    """How long a gauge must stay past its marked cut-off within a rep to be corrected at once."""
    in_a_row: _Count
    """So often a correction is given rep after rep;"""
    then_every: _Count
    """and from then on only every so many reps."""


class FlawCue(_Entry, frozen=True):
    """What is said of a flaw; templates over `CUE_FIELDS`."""

    id: Flaw
    short: str
    """Name beside a gauge, and as a rep's verdict."""
    praise: str
    """Once a corrected fault is gone."""
    fix: str = ""
    """What to do; the catalogue's cue where there is none."""


class GuideText(_Entry, frozen=True):
    """What is said of one thing that is amiss in the set-up; a text without headline is a hint."""

    headline: str
    detail: str


class Texts(_Entry, frozen=True):
    """Everything a live session says."""

    timing: Timing
    flaw: tuple[FlawCue, ...]
    guide: dict[str, GuideText]
    tell: dict[str, str]

    @property
    def order(self) -> tuple[Flaw, ...]:
        """The flaws, most important first."""
        return tuple(entry.id for entry in self.flaw)

    def of(self, flaw: Flaw) -> FlawCue:
        """What is said of a flaw."""
        return next(entry for entry in self.flaw if entry.id is flaw)

    def fix(self, flaw: Flaw, side: Side | None) -> str:
        """What to do about a flaw: "Right knee over the second toe"."""
        own = self.of(flaw).fix
        return _sentence(own, side) if own else cue_text(load_catalog().flaws[flaw], side)

    def praise(self, flaw: Flaw, side: Side | None) -> str:
        """What to say once it is gone."""
        return _sentence(self.of(flaw).praise, side)


def _sentence(template: str, side: Side | None) -> str:
    text = template.format_map(side_words(side))
    return text[:1].upper() + text[1:]


@cache
def load_texts() -> Texts:
    """The built-in texts.

    Raises:
        CatalogError: The file is broken.
    """
    return read_texts((resources.files("hipcheck") / "data" / "cues.toml").read_bytes(), "cues.toml")


def read_texts(content: bytes, name: str) -> Texts:
    """Read and check the texts.

    Args:
        content: Of the file.
        name: Of the file, for messages.

    Raises:
        CatalogError: With file, place and what is wrong.
    """
    try:
        texts = msgspec.toml.decode(content, type=Texts)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{name}: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{name}: not valid TOML ({error}).") from error
    for flaw in Flaw:
        if texts.order.count(flaw) != 1:
            raise CatalogError(f"{name}: {flaw} must be there once, but is {texts.order.count(flaw)} times.")
    for entry in texts.flaw:
        for text in (entry.fix, entry.praise):
            _check(text, CUE_FIELDS, f"{name}, {entry.id}")
    for key, guide in texts.guide.items():
        for text in (guide.headline, guide.detail):
            _check(text, _GUIDE_FIELDS, f"{name}, guide.{key}")
    for key, text in texts.tell.items():
        _check(text, _TELL_FIELDS, f"{name}, tell.{key}")
    return texts


def _check(template: str, fields: Collection[str], where: str) -> None:
    try:
        used = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise CatalogError(f"{where}: {template!r} is not a template ({error}).") from error
    for field in sorted(used - set(fields)):
        raise CatalogError(f"{where}: unknown placeholder {field!r} (known: {', '.join(sorted(fields))}).")
