"""What every report is, and how its file gets onto the disk whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from hipcheck.errors import OutputError
from hipcheck.results import Analysis

__all__ = ["Report", "whole_file"]


class Report(Protocol):
    """One way to write an analysis down."""

    @property
    def filename(self) -> str:
        """Name of the file, without a folder."""
        ...

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the report and return its path.

        Args:
            analysis: What to render.
            folder: Where to; made where it does not exist.

        Raises:
            OutputError: The file cannot be written; nothing half-written is left behind.
        """
        ...


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Lend a neighbouring path to write to, and put it in place of `path` when the block ends well.

    Args:
        path: The file to make. Its folder is made where it does not exist.

    Yields:
        A path in the same folder with the same suffix. On any error it is removed, and an earlier `path` stays.

    Raises:
        OutputError: The operating system refused: no such drive, no right to write, disk full.
    """
    partial = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield partial
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); check the folder and the free space, "
            "or choose another folder."
        ) from error
