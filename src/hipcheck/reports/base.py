"""What every report is, and how its file gets onto the disk whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from hipcheck.errors import OutputError
from hipcheck.landmarks import Side
from hipcheck.results import Analysis

__all__ = ["KeyFrame", "KeyFrameKind", "Report", "whole_file"]


class KeyFrameKind(StrEnum):
    """Which moment a key frame shows."""

    STANDING = "standing"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A picture of one moment of the clip, with the angles drawn where they are measured.

    Attributes:
        path: The JPEG file.
        rep_index: `Rep.index` of the rep it belongs to; None for standing.
        side: Stance leg; None where both legs work.
        time_s: Presentation time of the frame it was made from.
        kind: Standing, or the bottom of a rep.
        caption: One line for people: which moment, and its values with margin and grade.
    """

    path: Path
    rep_index: int | None
    side: Side | None
    time_s: float
    kind: KeyFrameKind
    caption: str


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
