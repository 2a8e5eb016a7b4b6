"""Codes in place of names (`--anonymous`), and the one local file that says whose they are.

A code is drawn at random: nothing of the name is in it, so that nobody who has only the results can find out whose they are,
not even by trying names. The file is readable by its owner alone; who deletes it makes the results anonymous for good.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import msgspec

from hipcheck.batch.jobs import Job, Who
from hipcheck.errors import InputError, one_line
from hipcheck.reports.base import whole_file

__all__ = ["CODES_FILE", "Codes", "anonymous"]

CODES_FILE: Final = Path(".hipcheck") / "codes.json"
"""Where codes are kept, in the results folder."""

_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals that nobody takes for one another: no 0 and O, 1, I and L."""
_LENGTH: Final = 5
"""31⁵ codes: 28 million, so that one of a hundred people is guessed once in 286 000 tries."""
_OWNER_ONLY: Final = 0o600


class _CodesFile(msgspec.Struct, forbid_unknown_fields=True):
    version: Annotated[int, msgspec.Meta(ge=1, le=1)]
    people: dict[str, str]
    clips: dict[str, str]


def _draw() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


class Codes:
    """Names and their codes, of people (`P-…`) and of clips (`C-…`), whose file names may say whose they are.

    Args:
        folder: The results folder.
        draw: Gives five random signs; another one serves tests.

    Raises:
        InputError: The file is there, but cannot be read or is broken.
    """

    def __init__(self, folder: Path, draw: Callable[[], str] = _draw) -> None:
        self._path = folder / CODES_FILE
        self._draw = draw
        self._file = self._read()

    def _read(self) -> _CodesFile:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_CodesFile)
        except FileNotFoundError:
            return _CodesFile(1, {}, {})
        except OSError as error:
            raise InputError(
                f"{one_line(str(self._path))}: cannot be read ({error.strerror}); without it nobody knows whose the codes are."
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                f"{one_line(str(self._path))}: is damaged ({error}); put it back from a copy, or move it away to begin with "
                "new codes."
            ) from error

    def person(self, name: str) -> str:
        """The code of a person: the one they have, else a new one. Nobody's name has no code."""
        return self._code(self._file.people, name, "P") if name else ""

    def clip(self, name: str) -> str:
        """The code of a clip's name, likewise."""
        return self._code(self._file.clips, name, "C")

    def find(self, name_or_code: str) -> tuple[str, str] | None:
        """Name and code of a person, by either; None where there is no such person."""
        found = ((n, c) for n, c in self._file.people.items() if name_or_code in (n, c))
        return next(found, None)

    def people(self) -> dict[str, str]:
        """Codes by name."""
        return dict(self._file.people)

    def clips_named(self, codes: set[str]) -> tuple[str, ...]:
        """The names that codes of clips stand for."""
        return tuple(name for name, code in self._file.clips.items() if code in codes)

    def drop(self, name: str, clips: set[str]) -> int:
        """Delete a person's code, and the given codes of clips.

        Returns:
            How many were deleted.
        """
        before = len(self._file.people) + len(self._file.clips)
        self._file.people.pop(name, None)
        self._file.clips = {n: code for n, code in self._file.clips.items() if code not in clips}
        return before - len(self._file.people) - len(self._file.clips)

    def save(self) -> None:
        """Write the file anew, for its owner's eyes only.

        Raises:
            OutputError: It cannot be written.
        """
        ordered = _CodesFile(
            1, *(dict(sorted(table.items())) for table in (self._file.people, self._file.clips))
        )
        text = msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"
        with whole_file(self._path) as partial:
            partial.unlink(missing_ok=True)
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
                file.write(text)

    def _code(self, table: dict[str, str], name: str, letter: str) -> str:
        if name not in table:
            taken = {*table.values(), *table}
            code = f"{letter}-{self._draw()}"
            while code in taken:
                code = f"{letter}-{self._draw()}"
            table[name] = code
        return table[name]


def anonymous(job: Job, codes: Codes) -> Job:
    """A job in which codes stand for the person and for the clip, whose path may name them; notes are left out.

    The clip itself is still found where it was. Its results must be made under `name`, not under the path of the clip.
    """
    person, clip = codes.person(job.who.athlete), codes.clip(job.name)
    shown = f"{person}/{clip}" if person else clip
    who = Who(
        athlete=person,
        side=job.who.side,
        movement=job.who.movement,
        date=job.who.date,
        step_height_cm=job.who.step_height_cm,
        pain=job.who.pain,
    )
    return replace(job, id=shown.replace("/", "-").lower(), name=shown, who=who)
