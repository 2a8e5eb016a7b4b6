"""Files' places and names: comparable, sortable, showable, whatever they are called."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TypeAlias

__all__ = ["NaturalKey", "natural_key", "place_of", "shown"]

NaturalKey: TypeAlias = tuple[tuple[tuple[str | int, ...], ...], bytes]


def place_of(path: Path) -> str:
    """The absolute path, "." and ".." worked out, links left alone: a link and what it leads to are two places."""
    return os.path.abspath(path)  # noqa: PTH100  `Path.resolve` would follow links


def shown(name: str) -> str:
    """A file's name as valid Unicode, to be written into reports; a name that is not loses the letters in question."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def natural_key(name: str) -> NaturalKey:
    """Sorts names as people do: folder by folder, clip2 before clip10, capitals beside small letters.

    Args:
        name: A path with "/" between its parts.

    Returns:
        A key that is the same on every system; no two names share one.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return tuple(_pieces(part) for part in folded.split("/")), os.fsencode(name)


def _pieces(part: str) -> tuple[str | int, ...]:
    """Text and numbers in turn, beginning with text, so that only like is compared with like."""
    return tuple(
        int(piece) if number % 2 else piece for number, piece in enumerate(re.split(r"([0-9]+)", part))
    )
