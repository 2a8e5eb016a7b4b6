"""Looking through folders for clips, and saying of everything else why it is none.

Whatever a tree holds (links in circles, folders that may not be opened, names that are not text), the search ends, says
what it left out, and finds the same clips in the same order on every system.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from hipcheck.batch.places import natural_key, place_of
from hipcheck.errors import InputError
from hipcheck.footage import CLIP_SUFFIXES, LANDMARK_SUFFIX
from hipcheck.outputs import MARKER
from hipcheck.reports.annotated_video import ANNOTATED_NAME

__all__ = ["BATCH_FOLDER", "Searched", "search"]

BATCH_FOLDER: Final = ".hipcheck"
"""The folder that makes the one around it the results of a batch."""

_WILD: Final = re.compile(r"[*?\[]")
_ANY_FOLDERS: Final = "**"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found in what was given.

    Attributes:
        clips: Files to analyse, each once.
        skipped: Everything left out, and why, in words that follow its name; in natural order.
        folders: Where the search began: folders given, those of files given, and the part of each pattern before its
            first wildcard.
    """

    clips: tuple[Path, ...]
    skipped: tuple[tuple[Path, str], ...]
    folders: tuple[Path, ...]


def search(sources: Sequence[str | Path]) -> Searched:
    """Look through folders, files and patterns for clips.

    Folders are searched to the bottom. Saved landmarks and hidden files are taken where they are named themselves, results
    of hipcheck never. In a pattern, `**` is any number of folders; wildcards do not stand for hidden names; a folder
    that fits is searched like one that was given.

    Args:
        sources: What the user gave. What exists is never taken for a pattern.

    Raises:
        InputError: There is nothing of the name of one of them.
    """
    findings = _Findings()
    folders = tuple(_search_one(os.fspath(source), findings) for source in sources)
    skipped = ((path, why) for place, (path, why) in findings.skipped.items() if place not in findings.clips)
    in_order = sorted(skipped, key=lambda item: natural_key(item[0].as_posix()))
    return Searched(tuple(findings.clips.values()), tuple(in_order), folders)


@dataclass(slots=True)
class _Findings:
    """What was found so far, by place, so that what is given twice is there once.

    Attributes:
        clips: Files to analyse.
        skipped: What is left out, and why.
        met: How many of these were met, again or for the first time.
    """

    clips: dict[str, Path] = field(default_factory=dict)
    skipped: dict[str, tuple[Path, str]] = field(default_factory=dict)
    met: int = 0

    def add(self, path: Path, why_not: str = "") -> None:
        """Take a file, or leave it out for a reason."""
        self.met += 1
        if why_not:
            self.skipped.setdefault(place_of(path), (path, why_not))
        else:
            self.clips.setdefault(place_of(path), path)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What of a folder's content is wanted: the part of a pattern that is still to be met.

    Attributes:
        parts: The pattern, part by part; none means everything.
        reached: Where in it the folder may be; several places with `**`.
    """

    parts: tuple[str, ...] = ()
    reached: frozenset[int] = frozenset()

    def into(self, name: str) -> _Wanted | None:
        """What is wanted of an entry: an empty pattern for all of it, None for nothing."""
        if not self.parts:
            return self
        reached = frozenset(self._steps(name))
        if len(self.parts) in reached:
            return _EVERYTHING
        return _Wanted(self.parts, reached) if reached else None

    @property
    def landmarks(self) -> bool:
        """Saved landmarks are asked for."""
        return bool(self.parts) and self.parts[-1].lower().endswith(LANDMARK_SUFFIX)

    def _steps(self, name: str) -> Iterator[int]:
        for start in self.reached:
            for index in range(start, len(self.parts)):
                part = self.parts[index]
                if part != _ANY_FOLDERS:
                    if _fits(name, part):
                        yield index + 1
                    break
                if not name.startswith("."):
                    yield index  # one of its folders; or none of them, and the next part


_EVERYTHING: Final = _Wanted()


def _fits(name: str, part: str) -> bool:
    return fnmatch(name, part) and (part.startswith(".") or not name.startswith("."))


def _search_one(source: str, findings: _Findings) -> Path:
    """Search one source, and return the folder where that began."""
    path = Path(source)
    if _is_folder(path):
        _walk(path, _EVERYTHING, findings)
        return path
    if os.path.lexists(path):
        findings.add(path, _why_not_named(path))
        return path.parent
    first_wild = next((at for at, part in enumerate(path.parts) if _WILD.search(part)), None)
    if first_wild is None:
        raise InputError(f"{path}: there is no such file or folder; check the name.")
    start, parts = Path(*path.parts[:first_wild]), path.parts[first_wild:]
    if not _is_folder(start):
        raise InputError(f"{path}: there is no folder {start}; check the name.")
    met_before = findings.met
    _walk(start, _Wanted((*parts, "*") if parts[-1] == _ANY_FOLDERS else parts, frozenset({0})), findings)
    if findings.met == met_before:
        raise InputError(f"{path}: nothing fits this pattern; check the folder and the name.")
    return start


def _walk(top: Path, wanted: _Wanted, findings: _Findings) -> None:
    """Search a folder to the bottom; links to folders last, so that a clip is found by its own way where it has one."""
    folders, links = deque([(top, wanted)]), deque[tuple[Path, _Wanted]]()
    searched: set[tuple[int, int]] = set()
    while folders or links:
        folder, wanted = folders.popleft() if folders else links.popleft()
        try:
            status = folder.stat()
            names = sorted(os.listdir(folder), key=natural_key)  # noqa: PTH208  names are sorted, not paths
        except OSError as error:
            findings.add(folder, f"cannot be opened ({error.strerror or error})")
            continue
        identity = (status.st_dev, status.st_ino)
        why_not = "leads to a folder that is searched already" if identity in searched else ""
        why_not = why_not or _why_not_inside(names, given=folder is top)
        if why_not:
            findings.add(folder, why_not)
            continue
        searched.add(identity)
        for path, inner in _entries(folder, names, wanted, findings):
            (links if _is_link(path) else folders).append((path, inner))


def _entries(
    folder: Path, names: Sequence[str], wanted: _Wanted, findings: _Findings
) -> Iterator[tuple[Path, _Wanted]]:
    """The folders in a folder that are to be searched, and what in them; of its files, note what they are."""
    why_not = _why_not_named if wanted.landmarks else _why_not
    for name in names:
        path, inner = folder / name, wanted.into(name)
        if inner is None:
            continue
        if not _is_folder(path):
            if inner is _EVERYTHING:
                findings.add(path, why_not(path))
        elif name.startswith(".") and wanted is _EVERYTHING:
            findings.add(path, "is a hidden folder")
        else:
            yield path, inner


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  `Path.is_dir` raises where a folder above may not be opened


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114  as above


def _why_not_inside(names: Sequence[str], *, given: bool) -> str:
    """Why a folder with these in it is not searched; "" where it is.

    One that was given is, even where a batch has written its results beside the clips: these are left out one by one.
    """
    if MARKER in names or (BATCH_FOLDER in names and not given):
        return "holds results of hipcheck"
    return ""


def _why_not(path: Path) -> str:
    """Why a file among others is no clip to analyse; "" where it is one."""
    if path.name.startswith(".") and not path.name.startswith("._"):
        return "is hidden"
    if path.suffix.lower() == LANDMARK_SUFFIX:
        return "holds saved landmarks, which are analysed where they are named themselves"
    return _why_not_named(path)


def _why_not_named(path: Path) -> str:
    """Why a file that was named itself is not to be analysed; "" where it is."""
    if path.name.startswith("._"):
        return "holds what a Mac remembers of another file"
    why_not = _why_no_file(path)
    if why_not:
        return why_not
    if path.name == ANNOTATED_NAME or path.with_name(MARKER).exists():
        return "is a result of hipcheck"
    if path.suffix.lower() not in (*CLIP_SUFFIXES, LANDMARK_SUFFIX):
        return f"is no clip ({', '.join(CLIP_SUFFIXES)})"
    return ""


def _why_no_file(path: Path) -> str:
    """Why nothing could be read there; "" for an ordinary file, whatever its permissions."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if _is_link(path) and error.errno in {errno.ENOENT, errno.ELOOP}:
            return "is a link that leads nowhere"
        return f"cannot be reached ({error.strerror or error})"
    return "" if stat.S_ISREG(mode) else "is no ordinary file"
