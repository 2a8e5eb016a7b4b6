"""The roster: a CSV file that says whom each clip shows.

One row for a clip, in any order; the first row names the columns, of which only `path` is required:

    path,athlete,side,movement,date,step_height_cm,pain,note
    monday/IMG_0412.MOV,A. Runner,left,step_down,2026-11-22,20,2,new shoes

Comma, semicolon or tab between the cells, UTF-8 with or without a byte order mark, UTF-16 with one: as spreadsheets
write them. An empty cell means "not said". A `path` may be absolute, or start from the roster's own folder, or from one
of the folders given; the first of these that leads to a clip counts.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hipcheck.batch.fields import FIELDS, who_from
from hipcheck.batch.jobs import Who
from hipcheck.batch.places import place_of
from hipcheck.errors import SettingsError, one_line

__all__ = ["RosterError", "read_roster"]

_PATH: Final = "path"
_COLUMNS: Final = (_PATH, *FIELDS)
_SEPARATORS: Final = ",;\t"
_SHOWN: Final = 10
"""Problems shown at once (convention): enough to mend in one go, few enough to read."""
_SAVE_AS: Final = "save the roster as “CSV UTF-8”"
_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as Python keeps them."""


class RosterError(SettingsError):
    """A roster cannot be used; nothing has been done.

    Attributes:
        file: The roster.
        problems: What is wrong, one sentence each, with line and column; all of it, however much is shown.
    """

    def __init__(self, file: Path, problems: Sequence[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        shown = "; ".join(self.problems[:_SHOWN])
        more = len(self.problems) - _SHOWN
        super().__init__(f"{file}: {shown}" + (f"; and {more} more." if more > 0 else "."))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of cells by their column, and the line of the file on which it begins."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Problems:
    """What is wrong so far, in the order of the file."""

    found: list[str] = field(default_factory=list)

    def add(self, line: int, column: str, problem: str) -> None:
        where = f"line {line}, column {column}" if column else f"line {line}"
        self.found.append(one_line(f"{where}: {problem}"))


class _Clips:
    """The clips that a roster can name, by their place."""

    def __init__(self, clips: Iterable[Path], folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._exact: dict[str, Path] = {}
        self._alike: defaultdict[str, list[Path]] = defaultdict(list)
        for clip in clips:
            place = place_of(clip)
            self._exact[place] = clip
            self._alike[_folded(place)].append(clip)

    def named(self, text: str) -> Path | None:
        """The clip that a cell names, or None."""
        places = [place_of(folder / text) for folder in self._folders]
        exact = (self._exact.get(place) for place in places)
        alike = (self._alike.get(_folded(place), []) for place in places)
        only = (clips[0] for clips in alike if len(clips) == 1)
        return next((clip for clip in exact if clip is not None), None) or next(only, None)

    def why_not(self, text: str) -> str:
        """What to say of a cell that names no clip."""
        if _NOT_UTF8.search(text):
            return f"{text!r} is not in UTF-8; {_SAVE_AS}"
        if any(os.path.lexists(folder / text) for folder in self._folders):
            return f"{text!r} is not among the clips that hipcheck was given"
        return f"there is no file {text!r} in the roster's folder or below what was given"


def read_roster(file: Path, clips: Iterable[Path], folders: Iterable[Path] = ()) -> dict[Path, Who]:
    """Read a roster and check all of it.

    Args:
        file: A CSV file, as the module describes it.
        clips: All that it may name.
        folders: Where its paths may start from, besides its own folder.

    Returns:
        Of each clip in it, whom it shows; keys are those of `clips`.

    Raises:
        RosterError: Anything is wrong with it. It names everything that is, so that it can be mended in one go.
    """
    problems = _Problems()
    known = _Clips(clips, (file.parent, *folders))
    people: dict[Path, Who] = {}
    lines: dict[Path, int] = {}
    for row in _rows(file, problems):
        # a file's name need not be in UTF-8: whether it is right, its clip decides
        said = {column: text for column, text in row.cells.items() if column != _PATH}
        who, wrong = who_from(said)
        for column, problem in (wrong | _not_utf8(said)).items():
            problems.add(row.line, column, problem)
        clip = _clip(row, known, problems)
        if clip is None:
            continue
        if clip in lines:
            problems.add(row.line, _PATH, f"{row.cells[_PATH]!r} is on line {lines[clip]} already")
        people[clip], lines[clip] = who, lines.get(clip, row.line)
    if problems.found:
        raise RosterError(file, problems.found)
    return people


def _clip(row: _Row, known: _Clips, problems: _Problems) -> Path | None:
    """The clip that a row is about; as written, or else without the white space around its name."""
    text = row.cells[_PATH]
    if not text.strip():
        problems.add(row.line, _PATH, "is empty; name the clip")
        return None
    clip = known.named(text) or known.named(text.strip())
    if clip is None:
        problems.add(row.line, _PATH, known.why_not(text.strip()))
    return clip


def _not_utf8(cells: Mapping[str, str]) -> dict[str, str]:
    """What to say of cells that are not in UTF-8."""
    return {
        column: f"{text!r} is not in UTF-8; {_SAVE_AS}"
        for column, text in cells.items()
        if _NOT_UTF8.search(text)
    }


def _rows(file: Path, problems: _Problems) -> Iterator[_Row]:
    """The rows below the header, blank ones left out."""
    text = _read(file)
    header = next(iter(text.strip().splitlines()), "")
    separator = max(_SEPARATORS, key=header.count)  # the comma where there is none
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, columns = 1, None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                pass
            elif columns is None:
                columns = _columns(file, line, cells)
            else:
                yield _row(line, columns, cells, problems)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(line, "", f"is not valid CSV ({error}); look for a stray quotation mark")
    if columns is None and not problems.found:
        raise RosterError(file, [f"is empty; its first line names the columns: {', '.join(_COLUMNS)}"])


def _read(file: Path) -> str:
    try:
        content = file.read_bytes()
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
    except OSError as error:
        reason = error.strerror or str(error)
        raise RosterError(file, [f"the roster cannot be read ({reason}); check its name"]) from error
    except UnicodeDecodeError as error:
        raise RosterError(file, [f"is damaged; {_SAVE_AS}"]) from error
    return content.decode("utf-8-sig", errors="surrogateescape")


def _columns(file: Path, line: int, cells: Sequence[str]) -> tuple[str, ...]:
    """The columns as the header names them, without the empty ones at its end.

    Raises:
        RosterError: One is unknown or there twice, or `path` is missing; then no row could be understood.
    """
    names = [cell.strip().lower() for cell in cells]
    while not names[-1]:
        names.pop()
    known = ", ".join(_COLUMNS)
    problems = _Problems()
    for number, name in enumerate(names, start=1):
        if name not in _COLUMNS:
            problems.add(line, str(number), f"there is no column {name!r}; the columns are {known}")
        elif name in names[: number - 1]:
            problems.add(line, str(number), f"{name} is there twice")
    if _PATH not in names:
        problems.add(line, _PATH, f"is missing; the first line names the columns, {_PATH} and any of {known}")
    if problems.found:
        raise RosterError(file, problems.found)
    return tuple(names)


def _row(line: int, columns: tuple[str, ...], cells: Sequence[str], problems: _Problems) -> _Row:
    beyond = next((cell for cell in cells[len(columns) :] if cell.strip()), None)
    if beyond is not None:
        problems.add(
            line, str(len(columns) + 1), f"{beyond!r} is in no column; put quotation marks around a comma"
        )
    return _Row(line, dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False)))


def _folded(place: str) -> str:
    """A place as the strictest and the laxest file system agree on it: case (on Windows) and accents."""
    return unicodedata.normalize("NFC", os.path.normcase(place))
