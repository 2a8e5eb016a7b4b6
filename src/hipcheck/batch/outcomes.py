"""What came of each clip of a results folder, read back; and what was left out of the last run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from hipcheck.batch.finding import Work
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.places import natural_key, place_of, shown
from hipcheck.batch.searching import BATCH_FOLDER
from hipcheck.batch.state import ClipState, in_two
from hipcheck.errors import InputError, one_line
from hipcheck.reports.base import whole_file
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.saved import read_document

__all__ = [
    "LEFT_OUT_FILE",
    "Result",
    "Trouble",
    "TroubleKind",
    "forget_left_out",
    "outcomes_in",
    "remember_left_out",
    "what_was_left_out",
]

LEFT_OUT_FILE: Final = Path(BATCH_FOLDER) / "left_out.json"
"""What the last run found beside its clips, in the results folder."""


class TroubleKind(StrEnum):
    """Why something needs a look."""

    FAILED = "failed"
    """The clip has no results."""
    UNNAMED = "name does not fit"
    """It has, but nobody knows whose: its name does not fit the pattern."""
    COPY = "copy"
    """The same clip under another name; analysed once."""
    LEFT_OUT = "left out"
    """A file that is no clip, or may not be read."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that needs a look, and what to do about it.

    Attributes:
        kind: Which sort of trouble.
        name: The file, as shown.
        reason: What is wrong, without a full stop.
        remedy: What to do; "" where there is nothing to do.
        attempts: How often it was tried; 0 where it was not.
        athlete: Whom it shows, or "".
        clip: Id of the job that it belongs to; "" where there is none.
    """

    kind: TroubleKind
    name: str
    reason: str
    remedy: str = ""
    attempts: int = 0
    athlete: str = ""
    clip: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A clip with results.

    Attributes:
        state: What is known of the clip, and whom it shows.
        document: Its results.
    """

    state: ClipState
    document: AnalysisDocument


def outcomes_in(folder: ResultsFolder) -> Iterator[Result | Trouble]:
    """What came of every clip that was ever worked on in a folder, in the natural order of their names.

    One clip is read at a time, so that thousands need no more memory than one. A result that cannot be read any more is a
    trouble.
    """
    states = sorted(folder.states(), key=lambda state: (natural_key(state.name), state.id))
    for state in states:
        if not state.done:
            yield _trouble(state, state.error, state.remedy)
            continue
        try:
            yield Result(state, read_document(folder.clip_folder(state.id)))
        except InputError as error:
            wrong, _ = in_two(_without_place(str(error)))
            yield _trouble(state, f"its results {wrong}", "run `hipcheck batch` again, which makes them anew")


def remember_left_out(folder: ResultsFolder, work: Work) -> None:
    """Write down what a run found beside its clips, in place of what was written down before.

    Raises:
        OutputError: It cannot be written.
    """
    _save(folder, tuple(_left_out(work)))


def what_was_left_out(folder: ResultsFolder) -> tuple[Trouble, ...]:
    """What the last run found beside its clips; nothing where that is not known.

    Copies and misnamed clips whose clip is in the folder no longer (it was forgotten) are left out.
    """
    known = {state.id for state in folder.states()}
    return tuple(trouble for trouble in _load(folder) if not trouble.clip or trouble.clip in known)


def forget_left_out(folder: ResultsFolder) -> None:
    """Let nothing be written down any more that may name somebody who was forgotten.

    Only what belongs to clips that are still there stays. Whose the other files are that were left out, nobody knows.

    Raises:
        OutputError: It cannot be written.
    """
    if _file(folder).exists():
        _save(folder, tuple(trouble for trouble in what_was_left_out(folder) if trouble.clip))


def _left_out(work: Work) -> Iterator[Trouble]:
    base = _base(work)
    for job, reason in work.unnamed:
        remedy = "rename it as the pattern says, or name it in a roster, and start again"
        yield Trouble(kind=TroubleKind.UNNAMED, name=job.name, reason=reason, remedy=remedy, clip=job.id)
    for copy, first in work.duplicates:
        yield Trouble(
            kind=TroubleKind.COPY,
            name=copy.name,
            reason=f"is the same clip as {first.name}",
            remedy="nothing, if that is right; else one of the two is the wrong file",
            athlete=copy.who.athlete,
            clip=first.id,
        )
    for path, reason in work.skipped:
        name = os.path.relpath(place_of(path), base) if base else str(path)
        yield Trouble(kind=TroubleKind.LEFT_OUT, name=shown(Path(name).as_posix()), reason=reason)


def _base(work: Work) -> str:
    """The folder that the clips' names start from, so that what was left out is named alike; "" where none is known."""
    for job in work.jobs:
        place = Path(place_of(job.clip)).as_posix()
        if place.endswith(f"/{job.name}"):
            return place.removesuffix(f"/{job.name}")
    return ""


def _trouble(state: ClipState, reason: str, remedy: str) -> Trouble:
    return Trouble(
        kind=TroubleKind.FAILED,
        name=state.name,
        reason=reason,
        remedy=remedy,
        attempts=state.attempts,
        athlete=state.who.athlete,
        clip=state.id,
    )


def _without_place(message: str) -> str:
    """An error about a file without the file, which lies somewhere else on every machine."""
    return one_line(message).partition(": ")[2] or message


def _file(folder: ResultsFolder) -> Path:
    return folder.path / LEFT_OUT_FILE


def _load(folder: ResultsFolder) -> tuple[Trouble, ...]:
    try:
        return msgspec.json.decode(_file(folder).read_bytes(), type=tuple[Trouble, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


def _save(folder: ResultsFolder, troubles: tuple[Trouble, ...]) -> None:
    with whole_file(_file(folder)) as partial:
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(troubles)) + b"\n")
