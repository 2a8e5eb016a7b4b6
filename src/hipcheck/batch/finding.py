"""Finding the work: which clips there are, whom they show, which of them are the same, and what is left out and why."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hipcheck.batch.jobs import Job, Who, job_id
from hipcheck.batch.pattern import NamePattern
from hipcheck.batch.places import natural_key, place_of, shown
from hipcheck.batch.roster import read_roster
from hipcheck.batch.searching import Searched, search
from hipcheck.errors import InputError
from hipcheck.footage import ProgressCallback
from hipcheck.video import sha256_of

__all__ = ["Work", "find_work"]

_EMPTY_SHA256: Final = hashlib.sha256().hexdigest()


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done, and what is not.

    Attributes:
        jobs: One for each clip that differs from all others, in the natural order of their names.
        skipped: What was left out of what was given, and why, in plain words that follow its name; in natural order.
        duplicates: Copies of a clip, which are not analysed again: the copy, and the job with the same content.
        unnamed: Jobs whose name does not fit the pattern, where one was given and no roster names them, and why not.
            They are among `jobs` nevertheless, with an empty `Who`.
    """

    jobs: tuple[Job, ...] = ()
    skipped: tuple[tuple[Path, str], ...] = ()
    duplicates: tuple[tuple[Job, Job], ...] = ()
    unnamed: tuple[tuple[Job, str], ...] = ()


def find_work(
    sources: Sequence[str | Path],
    roster: Path | None = None,
    pattern: str | None = None,
    on_progress: ProgressCallback | None = None,
) -> Work:
    """Find the clips to analyse; nothing is written, and no clip decoded.

    A clip's name is its path below the deepest folder that holds everything given. What a roster says of a clip counts
    more than what its name says. Of several copies, the first that anybody said something of is the one analysed, or else
    the first. A clip that is empty or cannot be read is a job too: its analysis will say what is wrong with it.

    Args:
        sources: Folders, which are searched to the bottom, files, and patterns such as `clips/**/*.mp4`.
        roster: A CSV file that says who is who; see `read_roster`.
        pattern: How the clips' names say it; see `NamePattern`.
        on_progress: Called after each clip that was read; that takes time, as the content of all of them is compared.

    Raises:
        InputError: There is nothing of the name of one of the sources.
        RosterError: The roster cannot be used.
        SettingsError: The pattern cannot be used.
    """
    names = NamePattern(pattern) if pattern is not None else None
    found = search(sources)
    listed = read_roster(roster, found.clips, found.folders) if roster is not None else {}
    bare = _jobs(found)
    told, misfits = _told((job for job in bare if job.clip not in listed), names)
    people = listed | told
    jobs = _read([replace(job, who=people.get(job.clip, Who())) for job in bare], on_progress)
    originals = _originals(jobs)
    to_do = [job for job in jobs if originals[job.id] is job]
    return Work(
        jobs=tuple(to_do),
        skipped=found.skipped,
        duplicates=tuple((job, originals[job.id]) for job in jobs if originals[job.id] is not job),
        unnamed=tuple((job, misfits[job.clip]) for job in to_do if job.clip in misfits),
    )


def _told(jobs: Iterable[Job], names: NamePattern | None) -> tuple[dict[Path, Who], dict[Path, str]]:
    """By clip, whom its name says it shows, and of the others what is wrong with their names."""
    told: dict[Path, Who] = {}
    misfits: dict[Path, str] = {}
    if names is None:
        return told, misfits
    for job in jobs:
        try:
            told[job.clip] = names.read(Path(job.name).stem)
        except ValueError as error:
            misfits[job.clip] = str(error)
    return told, misfits


def _jobs(found: Searched) -> list[Job]:
    """The clips by name, not yet read; nobody known in them."""
    names = {clip: _below(clip, found.folders) for clip in found.clips}
    jobs: list[Job] = []
    taken: set[str] = set()
    for clip in sorted(found.clips, key=lambda clip: natural_key(names[clip])):
        ids = (job_id(names[clip], digits) for digits in (8, 16, 32, 64))  # as long as it takes to be unique
        unique = next(id_ for id_ in ids if id_ not in taken)
        taken.add(unique)
        jobs.append(Job(unique, clip, shown(names[clip]), sha256=""))
    return jobs


def _below(clip: Path, folders: Sequence[Path]) -> str:
    """The clip's path below the deepest folder that holds all of these."""
    place = place_of(clip)
    try:
        start = os.path.commonpath([place_of(folder) for folder in folders])
    except ValueError:  # on several drives of a Windows machine
        return Path(place).as_posix().replace(":", "", 1)
    return Path(os.path.relpath(place, start)).as_posix()


def _read(jobs: Sequence[Job], on_progress: ProgressCallback | None) -> list[Job]:
    """The jobs with their checksums."""
    read = []
    for done, job in enumerate(jobs, start=1):
        read.append(replace(job, sha256=_checksum(job.clip)))
        if on_progress is not None:
            on_progress("comparing the clips", done, len(jobs))
    return read


def _checksum(clip: Path) -> str:
    try:
        return sha256_of(clip)
    except InputError:  # what is the matter, its analysis will say
        return ""


def _originals(jobs: Sequence[Job]) -> dict[str, Job]:
    """By id, the job that is done for each: its own, or that of the clip it is a copy of."""
    first: dict[str, Job] = {}
    for job in sorted(
        jobs, key=lambda job: job.who == Who()
    ):  # stable: those of whom something was said come first
        first.setdefault(_content(job), job)
    return {job.id: first[_content(job)] for job in jobs}


def _content(job: Job) -> str:
    """The same for copies of a clip. Two empty files are no copies of anything: each is to be explained."""
    return job.id if job.sha256 in {"", _EMPTY_SHA256} else job.sha256
