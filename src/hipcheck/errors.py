"""What can go wrong for a user, as types.

    HipcheckError
    ├── InputError            the clip, folder or landmark file cannot be used
    ├── NoPersonError         the clip can be read but shows nobody who can be analysed
    ├── NoRepsError           somebody can be analysed, but does none of the movements
    ├── OutputError           results cannot be written
    ├── SettingsError         a settings file or option value is not understood
    ├── CatalogError          a movement, exercise or reference file is broken
    ├── ModelError            a pose model is missing, damaged or cannot run
    └── ClusterError          a cluster cannot be reached, or is not fit for the work

Each message is one sentence that says what, where and what to do. The command line prints it and exits with
`exit_code`; anything that is not a `HipcheckError` is a bug and keeps its traceback.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "CatalogError",
    "ClusterError",
    "HipcheckError",
    "InputError",
    "ModelError",
    "NoPersonError",
    "NoRepsError",
    "OutputError",
    "SettingsError",
    "one_line",
]


class HipcheckError(Exception):
    """Something a user can understand and act on."""

    exit_code: ClassVar[int] = 1


class InputError(HipcheckError):
    """The clip, folder or landmark file cannot be used."""


class NoPersonError(HipcheckError):
    """The clip can be read, but nobody in it can be analysed."""


class NoRepsError(HipcheckError):
    """Somebody can be analysed, but does none of the movements that hipcheck knows."""


class OutputError(HipcheckError):
    """Results cannot be written; nothing half-written is left behind."""


class SettingsError(HipcheckError):
    """A settings file or an option value is not understood."""

    exit_code = 2


class CatalogError(HipcheckError):
    """A movement, exercise or reference file is broken."""

    exit_code = 2


class ModelError(HipcheckError):
    """A pose model is missing, damaged or cannot run on this machine."""


class ClusterError(HipcheckError):
    """A cluster cannot be reached, or its workers cannot do the work."""


def one_line(text: str) -> str:
    """A message or a file's name as it can be shown: line breaks and other signs that a terminal would obey, spelt out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
