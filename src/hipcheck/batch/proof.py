"""Looks through a folder for what must not be in it any more: file by file, byte by byte."""

from __future__ import annotations

import contextlib
import html
import io
import mmap
import os
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote

import msgspec

__all__ = ["Needle", "Searched", "look_through"]

_LIBRARY: Final = "plotly.min.js"
_MEDIA: Final = frozenset({".mp4", ".jpg", ".png"})
"""Files that hold no text of hipcheck's; long, and looked through for names alone."""
_NO_CHANCE: Final = 5
"""Bytes of a name that is looked for within media: of 5, chance makes one in a thousand gigabytes, of 3 one in 16 megabytes."""
_DATABASE: Final = b"SQLite format 3\0"
_ZIPPED: Final = frozenset({".npz", ".zip"})

_Buffer: TypeAlias = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Needle:
    """A text to look for.

    Attributes:
        text: As people write it.
        everywhere: Also within media files, if it is long enough that it does not stand there by chance.
        in_path: What else may not stand beside it where it is a path or an id: "/", "-", "_" and "." belong to those.
    """

    text: str
    everywhere: bool = True
    in_path: bool = False


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through, and what was found.

    Attributes:
        files: How many files, and links, whose names count.
        size_bytes: What they hold.
        left_out: Files that need no looking through: the chart library, which is the same for everybody.
        found: Files that hold one of the texts or are named by one.
        unread: Files that could not be read, of which nothing is known.
    """

    files: int
    size_bytes: int
    left_out: tuple[Path, ...]
    found: tuple[Path, ...]
    unread: tuple[Path, ...]


def look_through(folder: Path, needles: Iterable[Needle]) -> Searched:
    """Look for texts in every file of a folder and in the files' names, whatever encoding or escape they may be written in.

    Each is found as a word of its own: "Ann" is not in "Annabel". Archives and Parquet tables are looked into; links are not
    followed.
    """
    wanted = [needle for needle in needles if needle.text]
    files, size_bytes = 0, 0
    left_out, found, unread = [], [], []
    for path in _files(folder):
        files += 1
        named = os.fsencode(path.relative_to(folder))
        if any(_within(named, needle) for needle in wanted):
            found.append(path)
        if path.is_symlink():
            continue
        try:
            size_bytes += path.stat().st_size
            if path.name == _LIBRARY and path.read_bytes() == _library():
                left_out.append(path)
            elif path not in found and _holds(path, wanted):
                found.append(path)
        except (OSError, zipfile.BadZipFile):
            unread.append(path)
    return Searched(files, size_bytes, tuple(left_out), tuple(found), tuple(unread))


def _files(folder: Path) -> Iterator[Path]:
    """Everything that is no folder, and folders that are empty, whose names count too; in order."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        here = Path(root)
        links = [name for name in folders if (here / name).is_symlink()]
        if not (folders or names) and here != folder:
            yield here
        yield from (here / name for name in sorted([*names, *links]))


@cache
def _library() -> bytes:
    return (resources.files("plotly") / "package_data" / _LIBRARY).read_bytes()


def _holds(path: Path, needles: list[Needle]) -> bool:
    if path.is_dir():
        return False
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _in_table(path, needles)
    if suffix in _ZIPPED:
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
            names = "\n".join(archive.namelist()).encode()
        return any(_within(part, needle) for part in (names, *parts) for needle in needles)
    wanted = needles
    if suffix in _MEDIA:
        wanted = [
            needle for needle in needles if needle.everywhere and len(needle.text.encode()) >= _NO_CHANCE
        ]
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content[: len(_DATABASE)] == _DATABASE:
                return _in_database(path, content[:], needles)
            return any(_within(content, needle) for needle in wanted)


def _in_database(path: Path, content: bytes, needles: list[Needle]) -> bool:
    """In a row; or in pages that no row uses any more, where the file holds a text oftener than its rows do.

    A database writes texts one after the other with nothing between, so that its bytes have no words.
    """
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            rows = "\n".join(database.iterdump()).encode("utf-8", errors="surrogateescape")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    return any(_within(rows, needle) for needle in needles) or any(
        content.count(written) > rows.count(written)
        for needle in needles
        for written in _ways_to_write(needle.text)
    )


def _in_table(path: Path, needles: list[Needle]) -> bool:
    """Parquet is compressed: its rows are what counts."""
    import polars as pl  # noqa: PLC0415  only where there are tables: it takes a while

    text = io.BytesIO()
    try:
        pl.read_parquet(path).write_ndjson(text)
    except pl.exceptions.PolarsError as error:
        raise OSError(str(error)) from error
    return any(_within(text.getvalue(), needle) for needle in needles)


def _within(content: _Buffer, needle: Needle) -> bool:
    return any(_as_a_word(content, written, needle.in_path) for written in _ways_to_write(needle.text))


def _as_a_word(content: _Buffer, written: bytes, in_path: bool) -> bool:
    at = content.find(written)
    while at >= 0:
        before, after = content[max(at - 1, 0) : at], content[at + len(written) : at + len(written) + 1]
        if not (_joins(before, in_path) or _joins(after, in_path)):
            return True
        at = content.find(written, at + 1)
    return False


def _joins(sign: bytes, in_path: bool) -> bool:
    """Whether a byte beside a word makes it a part of a longer one. Bytes beyond ASCII are parts of letters."""
    return sign.isalnum() or sign > b"\x7f" or (in_path and sign in (b"/", b"-", b"_", b"."))


@cache
def _ways_to_write(text: str) -> tuple[bytes, ...]:
    """The text in the encodings and escapes that files of these kinds use."""
    ways = set()
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, text)
        ascii_json = plain.encode("ascii", errors="backslashreplace").replace(b"\\x", b"\\u00")
        ways |= {
            plain.encode("utf-8", errors="surrogateescape"),
            plain.encode("utf-16-le", errors="surrogatepass"),
            msgspec.json.encode(plain.encode("utf-8", errors="replace").decode())[1:-1],
            ascii_json,
            html.escape(plain).encode("utf-8", errors="replace"),
            html.escape(plain).encode("ascii", errors="xmlcharrefreplace"),
            quote(plain, errors="replace").encode(),
            plain.replace('"', '""').encode("utf-8", errors="replace"),
        }
    return tuple(sorted(ways))
