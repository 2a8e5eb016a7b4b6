"""Deletes everything that a results folder holds of a person, and proves that it is gone.

The clips themselves are never touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from hipcheck.batch.codes import CODES_FILE, Codes
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.naming import known_person
from hipcheck.batch.proof import Needle, Searched, look_through
from hipcheck.batch.searching import BATCH_FOLDER
from hipcheck.batch.store import FILE_NAME, Store
from hipcheck.errors import InputError, OutputError, one_line

__all__ = ["DERIVED", "Forgetting", "Person", "find_person", "forget_person"]

DERIVED: Final = ("index.html", "summary.csv", "summary.parquet", "reps.parquet", "failures.csv")
"""Files made of everybody's results."""

Remake: TypeAlias = Callable[[Path], object]
"""Makes the files of `DERIVED` anew from what is in a results folder."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a results folder.

    Attributes:
        name: As it is kept; the code where only that is known.
        code: Theirs, or "".
        clips: Ids of their clips.
        clip_names: As those were shown, and what their codes stand for.
        folders: The result folders of those clips.
    """

    name: str
    code: str
    clips: tuple[str, ...]
    clip_names: tuple[str, ...]
    folders: tuple[Path, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What results know them by."""
        return tuple(dict.fromkeys(key for key in (self.name, self.code) if key))


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What was deleted, and what the search afterwards found.

    Attributes:
        person: Who.
        rows: Rows deleted from the database, by table.
        derived: Files of everybody's results that named them: made anew, or deleted where nothing could make them.
        remade: Whether they were made anew.
        searched: What was looked through.
        named: Files that still name them.
        words: Files of other people's results in which a name of one word stands, maybe as an ordinary word.
    """

    person: Person
    rows: dict[str, int]
    derived: tuple[Path, ...]
    remade: bool
    searched: Searched
    named: tuple[Path, ...]
    words: tuple[Path, ...]

    @property
    def proven(self) -> bool:
        """Everything could be looked through, and nothing names them any more."""
        return not (self.named or self.searched.unread)


def find_person(folder: Path, asked: str) -> Person:
    """Look up somebody by name or code.

    Raises:
        InputError: The folder holds no results of a batch, or nobody of that name.
    """
    if not (folder / BATCH_FOLDER).is_dir() and not (folder / FILE_NAME).is_file():
        raise InputError(
            f"{one_line(str(folder))}: is no folder of `hipcheck batch` results; give the one named with --out."
        )
    codes, states = Codes(folder), ResultsFolder(folder).states()
    with _store(folder) as store:
        athletes = {*store.athletes(), *(state.who.athlete for state in states)}
        known = known_person(asked, {*athletes, *codes.people(), *codes.people().values()}, folder)
        name, code = codes.find(known) or (known, "")
        kept = [clip for key in {name, code} - {""} for clip in store.clips_of(key)]
    told = [(state.id, state.name) for state in states if state.who.athlete in {name, code} - {""}]
    clips = dict([*kept, *told])
    coded = {shown.rpartition("/")[2] for shown in clips.values()}
    return Person(
        name=name,
        code=code,
        clips=tuple(sorted(clips)),
        clip_names=tuple(sorted({*clips.values(), *codes.clips_named(coded)})),
        folders=tuple(path for clip in sorted(clips) if (path := folder / "clips" / clip).is_dir()),
    )


def forget_person(folder: Path, person: Person, *, remake: Remake | None = None) -> Forgetting:
    """Delete everything of somebody, then look for what may be left.

    What says who they are goes last, so that a run that was stopped half-way can be done again.

    Args:
        folder: The results folder.
        person: From `find_person`.
        remake: Makes the files of everybody's results anew; without it they are deleted.

    Raises:
        OutputError: A run works in the folder, or something could not be deleted.
    """
    results = ResultsFolder(folder)
    with results.held():
        derived = tuple(path for name in DERIVED if (path := folder / name).exists())
        try:
            for path in derived:
                path.unlink()
            for path in person.folders:
                shutil.rmtree(path)
            for clip in person.clips:
                results.forget(clip)
        except OSError as error:
            raise OutputError(
                f"{one_line(str(error.filename))}: could not be deleted ({error.strerror}); put that right, and call "
                "`hipcheck forget` again."
            ) from error
        rows = _forget_rows(folder, person)
        if remake is not None:
            remake(folder)
        _forget_codes(folder, person)
        searched = look_through(folder, _needles(person))
    others = tuple(
        path for path in searched.found if _of_somebody_else(path, folder) and _is_one_word(person)
    )
    return Forgetting(
        person=person,
        rows=rows,
        derived=derived,
        remade=remake is not None,
        searched=searched,
        named=tuple(path for path in searched.found if path not in others),
        words=others,
    )


def _store(folder: Path) -> Store:
    return Store(folder / FILE_NAME)


def _forget_rows(folder: Path, person: Person) -> dict[str, int]:
    if not (folder / FILE_NAME).exists():
        return {}
    rows: dict[str, int] = {}
    with _store(folder) as store:
        for key in person.keys:
            for table, number in store.forget(key).rows.items():
                rows[table] = rows.get(table, 0) + number
    return rows


def _forget_codes(folder: Path, person: Person) -> None:
    if not (folder / CODES_FILE).exists():
        return
    codes = Codes(folder)
    if codes.drop(
        person.name, set(person.clip_names) | {name.rpartition("/")[2] for name in person.clip_names}
    ):
        codes.save()


def _needles(person: Person) -> Iterator[Needle]:
    yield from map(Needle, person.keys)
    yield from (Needle(text, everywhere=False, in_path=True) for text in (*person.clips, *person.clip_names))


def _is_one_word(person: Person) -> bool:
    return person.name.isalpha()


def _of_somebody_else(path: Path, folder: Path) -> bool:
    """Whether a file lies in the result folder of a clip, of which theirs are gone."""
    return path.is_relative_to(folder / "clips")
