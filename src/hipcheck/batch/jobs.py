"""One clip's share of the work, and whom it shows."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hipcheck.landmarks import Side

__all__ = ["Job", "Who", "job_id"]

_DIGITS: Final = 8
"""Of the name's SHA-256 in an id (convention); enough to tell names apart whose letters look alike."""
_LONGEST_SLUG: Final = 60
"""Letters of the name in an id (convention): readable, and far from what file systems refuse."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a clip shows doing what, as somebody wrote it down; nothing of it is measured.

    Attributes:
        athlete: Their name or code; "" where nobody said. In NFC, so that one name is one person.
        side: The person's own leg that they stand on.
        movement: An id of the catalogue.
        date: The day of filming.
        step_height_cm: Of the step or box, 0 or more.
        pain: While moving, 0 (none) to 10 (worst imaginable).
        note: Anything else; "" for nothing.
    """

    athlete: str = ""
    side: Side | None = None
    movement: str | None = None
    date: dt.date | None = None
    step_height_cm: float | None = None
    pain: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to analyse.

    Attributes:
        id: Names the clip's results: readable, unique within the work, the same for the same name on every run.
        clip: The file, below the folder as it was given.
        name: The file as it is shown: its path below what was given, with "/" on every system. Always valid Unicode,
            for which a name that is not may lose letters; so two names can look the same, two ids never.
        sha256: Of the file's content, in hexadecimal; "" where the file cannot be read, which its analysis will say.
        who: Whom it shows.
    """

    id: str
    clip: Path
    name: str
    sha256: str
    who: Who = Who()


def job_id(name: str, digits: int = _DIGITS) -> str:
    """A readable id for a clip's name, safe as a file name on every system.

    Args:
        name: The clip's path below what was given, as the operating system names it (it need not be valid Unicode).
        digits: How many of its SHA-256 to add.

    Returns:
        Small letters, digits and hyphens: `monday/A. Runner 01.MOV` becomes `monday-a-runner-01-mov-` and the digits.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", errors="ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-")
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:digits]
    return f"{slug or 'clip'}-{digest}"
