"""Reads the catalogue files and checks that everything they refer to exists."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hipcheck.catalog.check import check_catalog, check_movement
from hipcheck.catalog.model import (
    Catalog,
    Exercise,
    FlawText,
    Maintenance,
    Movement,
    SafetyText,
    Source,
    SymptomNote,
)
from hipcheck.errors import CatalogError

__all__ = ["decode_toml", "load_catalog", "load_movement", "read_catalog"]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A catalogue file: unknown tables are refused."""


class _SourcesFile(_File, frozen=True):
    source: tuple[Source, ...]


class _ExercisesFile(_File, frozen=True):
    exercise: tuple[Exercise, ...]
    maintenance: Maintenance
    live_practice: str


class _FlawsFile(_File, frozen=True):
    flaw: tuple[FlawText, ...]


class _SafetyFile(_File, frozen=True):
    safety: SafetyText
    symptom: tuple[SymptomNote, ...]


_T = TypeVar("_T")


def decode_toml(text: bytes, kind: type[_T], name: str) -> _T:
    """The entries of a data file.

    Args:
        text: The file's bytes.
        kind: What it must hold; unknown keys are refused where this type forbids them.
        name: File name, for the message.

    Raises:
        CatalogError: It is not TOML, or not of that kind; with the file's name and the place in it.
    """
    try:
        return msgspec.toml.decode(text, type=kind)
    except msgspec.ValidationError as error:
        raise CatalogError(f"{name}: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{name}: not valid TOML ({error}).") from error


def _by(key: str, entries: Iterable[_T], name: str) -> dict[Any, _T]:
    """The entries by their key, in file order; a key that occurs twice is an error."""
    table: dict[Any, _T] = {}
    for entry in entries:
        value = attrgetter(key)(entry)
        if value in table:
            raise CatalogError(f"{name}: {value!r} is there twice.")
        table[value] = entry
    return table


@cache
def load_catalog() -> Catalog:
    """Read and cross-check the built-in catalogue.

    Raises:
        CatalogError: A file is broken or refers to something that does not exist.
    """
    return read_catalog(resources.files("hipcheck") / "data")


def read_catalog(folder: Traversable) -> Catalog:
    """Read and cross-check the catalogue files of a folder.

    Args:
        folder: Holds `references.toml`, `exercises.toml`, `flaws.toml`, `safety.toml` and a folder `movements`.

    Raises:
        CatalogError: A file is broken or refers to something that does not exist.
    """

    def read(name: str, kind: type[_T]) -> _T:
        return decode_toml((folder / name).read_bytes(), kind, name)

    sources = _by("id", read("references.toml", _SourcesFile).source, "references.toml")
    exercises = read("exercises.toml", _ExercisesFile)
    safety = read("safety.toml", _SafetyFile)
    files = sorted((folder / "movements").iterdir(), key=lambda file: file.name)
    movements = []
    for file in (f for f in files if f.name.endswith(".toml")):
        movement = decode_toml(file.read_bytes(), Movement, file.name)
        check_movement(movement, sources, file.name)
        movements.append(movement)
    catalog = Catalog(
        movements=_by("id", movements, "movements"),
        flaws=_by("id", read("flaws.toml", _FlawsFile).flaw, "flaws.toml"),
        exercises=_by("id", exercises.exercise, "exercises.toml"),
        sources=sources,
        symptoms=_by("symptom", safety.symptom, "safety.toml"),
        maintenance=exercises.maintenance,
        live_practice=exercises.live_practice,
        safety=safety.safety,
    )
    check_catalog(catalog)
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
    movement = decode_toml(text, Movement, str(path))
    check_movement(movement, catalog.sources, str(path))
    return movement
