"""Where the results of a clip go, and how they get there: the whole folder or nothing.

A result folder is built under a hidden name beside its place and renamed at the end. Whatever goes wrong before
(an error, a full disk, Ctrl-C, a signal to stop), the hidden folder is removed and an earlier result stays as it was.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Final

import msgspec

from hipcheck.errors import OutputError

__all__ = [
    "MARKER",
    "check_replaceable",
    "check_writable",
    "clear_leftovers",
    "origin_of",
    "remove_result",
    "result_folder",
    "whole_folder",
]

MARKER = "analysis.json"
"""The file that makes a folder a result folder."""
_STAGED: Final = ".hipcheck-{}.part"
_OLD: Final = ".hipcheck-{}.old"
"""Names of a result folder in the making, and of one that is being replaced."""


class _Source(msgspec.Struct):
    sha256: str


class _Marker(msgspec.Struct):
    """The one thing read back from a result: which clip it came from."""

    source: _Source | None = None


def origin_of(folder: Path) -> str | None:
    """The checksum of the clip that a result folder came from.

    Returns:
        The SHA-256 in hexadecimal; "" for a result without a clip; None where the folder is no result, or one whose
        `analysis.json` cannot be understood.
    """
    try:
        marker = msgspec.json.decode((folder / MARKER).read_bytes(), type=_Marker)
    except (OSError, msgspec.MsgspecError):
        return None
    return marker.source.sha256 if marker.source else ""


def result_folder(clip: Path, parent: Path, sha256: str) -> Path:
    """The folder for a clip's results: `<clip's name>_hipcheck`, or the first free `<clip's name>-2_hipcheck`, ….

    A folder that holds results of the same clip is used again. One of another clip of the same name, or anything
    else, is left alone.

    Args:
        clip: The clip; only its name counts.
        parent: Where result folders go.
        sha256: The clip's checksum, "" where there is no clip.
    """
    names = (clip.stem if number == 1 else f"{clip.stem}-{number}" for number in count(1))
    folders = (parent / f"{name}_hipcheck" for name in names)
    return next(folder for folder in folders if not _taken(folder) or origin_of(folder) == sha256)


def check_writable(parent: Path) -> None:
    """Find out before the long work whether results could be written there.

    Args:
        parent: A folder that exists or could be made.

    Raises:
        OutputError: It could not, for the reason the operating system gives.
    """
    try:
        existing = next(path for path in (parent, *parent.absolute().parents) if path.exists())
        with tempfile.TemporaryFile(dir=existing):
            return
    except OSError as error:
        raise _refused(parent, error) from error


def check_replaceable(path: Path, kept: Iterable[Path] = ()) -> None:
    """Find out before the long work whether a single file could be written, in place of one that is there already.

    Args:
        path: The file.
        kept: Files that must stay, such as the clip.

    Raises:
        OutputError: It is a folder, a device or one of `kept`, or its folder is missing or cannot be written to.
    """
    try:
        reason = _why_not(path, kept)
        if not reason:
            with tempfile.TemporaryFile(dir=path.parent):
                return
    except OSError as error:
        reason = error.strerror or str(error)
    raise OutputError(f"{path}: cannot be written ({reason}); choose another file.")


def _why_not(path: Path, kept: Iterable[Path]) -> str:
    """What is in the way of writing a file; "" for nothing that can be seen from outside."""
    if path.is_dir():
        return "it is a folder"
    if path.exists() and not path.is_file():
        return "it is no ordinary file"
    if any(other.resolve() == path.resolve() for other in kept):
        return "it is needed for something else"
    return "" if path.parent.exists() else f"there is no folder {path.parent}"


@contextmanager
def whole_folder(folder: Path, own: Iterable[str]) -> Iterator[Path]:
    """Lend a hidden neighbouring folder to write to, and put it in place of `folder` when the block ends well.

    Args:
        folder: The result folder to make; missing parents are made too. An existing one is replaced if it is a result
            folder or empty.
        own: File name patterns of what hipcheck writes. Other files of the folder replaced (somebody's notes) are
            kept.

    Yields:
        An empty folder on the same file system. On any exception it is removed, with the parents made for it.

    Raises:
        OutputError: The operating system refused (no right to write, disk full, …), or `folder` exists and is not a
            result folder.
    """
    target = folder.resolve()  # behind a link, the folder itself is replaced
    new_parents = [path for path in target.parents if not path.exists()]
    staged = target.with_name(_STAGED.format(token_hex(4)))
    try:
        _check_replaceable(target)  # before the work, not after it
        try:
            staged.mkdir(parents=True)
            yield staged
            _put_in_place(staged, target, tuple(own))
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)  # the first error is the one to tell
            _remove_empty(new_parents)
            raise
    except OutputError as error:
        # Reports name the hidden folder they were given; the user knows the one it stands for.
        named = str(error).replace(str(staged), str(folder)).replace(str(target), str(folder))
        raise OutputError(named) from error
    except OSError as error:
        raise _refused(folder, error) from error


def clear_leftovers(parent: Path, own: Iterable[str]) -> None:
    """Remove what a process that was killed left of its result folders and files. None may be at work there.

    Args:
        parent: The folder of result folders.
        own: File name patterns of what hipcheck writes. Of an earlier result that was just being replaced, other files
            (somebody's notes) are kept.
    """
    for path in parent.glob(".*"):
        if path.is_dir() and fnmatchcase(path.name, _OLD.format("*")):
            remove_result(path, own)
        elif path.is_dir() and fnmatchcase(path.name, _STAGED.format("*")):
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_file() and ".part" in path.name:
            path.unlink(missing_ok=True)


def remove_result(folder: Path, own: Iterable[str]) -> None:
    """Remove a result folder, but for files in it that are not hipcheck's.

    Args:
        folder: Need not exist.
        own: File name patterns of what hipcheck writes.
    """
    own = tuple(own)
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if not any(fnmatchcase(entry.name, pattern) for pattern in own):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    _remove_empty([folder])


def _taken(folder: Path) -> bool:
    return folder.exists() or folder.is_symlink()


def _refused(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path}: cannot be written ({error.strerror or error}); check the folder and the free space, "
        "or choose another folder with --out."
    )


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders, innermost first, as long as they are there and empty."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _check_replaceable(folder: Path) -> None:
    if not _taken(folder) or (folder / MARKER).is_file() or (folder.is_dir() and not any(folder.iterdir())):
        return
    raise OutputError(
        f"{folder}: is already there and is not a folder of hipcheck results; "
        "move it away or choose another folder with --out."
    )


def _put_in_place(staged: Path, folder: Path, own: tuple[str, ...]) -> None:
    if not _taken(folder):
        staged.rename(folder)
        return
    _check_replaceable(folder)
    old = folder.with_name(_OLD.format(token_hex(4)))
    folder.rename(old)
    try:
        staged.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    for entry in old.iterdir():
        if not any(fnmatchcase(entry.name, pattern) for pattern in own):
            entry.rename(folder / entry.name)
    shutil.rmtree(old)
