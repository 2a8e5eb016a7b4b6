"""One call of `hipcheck analyze`: clip after clip, each for itself, and what is printed of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from hipcheck.cli.progress import watched
from hipcheck.errors import HipcheckError, NoRepsError, one_line
from hipcheck.footage import LANDMARK_SUFFIX, Footage, ProgressCallback, clip_beside
from hipcheck.outputs import check_replaceable, check_writable, result_folder
from hipcheck.reports.base import whole_file
from hipcheck.reports.json_report import to_json_dict
from hipcheck.reports.terminal import print_analysis
from hipcheck.results import Analysis
from hipcheck.workflow import OutputOptions, why_no_reps, write_outputs

__all__ = ["STDOUT", "Run", "Wanted"]

STDOUT: Final = Path("-")
"""What stands for standard output in place of a file."""


class Look(Protocol):
    """`analyze_video` with everything decided but the clip."""

    def __call__(self, path: Path, *, on_progress: ProgressCallback | None) -> Analysis:
        """Analyse a clip or saved landmarks."""
        ...


class Film(Protocol):
    """`Footage` with everything decided but the clip."""

    def __call__(self, path: Path) -> Footage:
        """The clip, and how to read it."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written.

    Attributes:
        out: Where result folders go; None for none.
        options: What goes into them.
        json: File for all results, a line each; `STDOUT` for standard output; None for none.
        save_poses: Where landmarks will be saved.
    """

    out: Path | None
    options: OutputOptions
    json: Path | None = None
    save_poses: Path | None = None

    def check(self, clips: Sequence[Path]) -> None:
        """Find out before the long work whether all this could be written.

        Args:
            clips: What is analysed, and must not be written over.

        Raises:
            OutputError: It could not.
        """
        if self.out is not None:
            check_writable(self.out)
        kept = list(clips)
        for path in (self.json, self.save_poses):
            if path is not None and path != STDOUT:
                check_replaceable(path, kept)
                kept.append(path)


class Run:
    """Analyses clips one after the other, writes what is wanted and prints what was found.

    Args:
        look: Analyses a clip.
        film: Opens a clip for drawing.
        wanted: What to write.
        quiet: Print nothing but errors.
    """

    def __init__(self, *, look: Look, film: Film, wanted: Wanted, quiet: bool) -> None:
        self._look = look
        self._film = film
        self._wanted = wanted
        self._quiet = quiet
        self._console = Console(stderr=wanted.json == STDOUT, quiet=quiet)
        self._watcher = Console(stderr=True)
        self._lines: list[bytes] = []

    def analyze(self, clips: Sequence[Path]) -> None:
        """Analyse clips; of several, one that fails does not stop the others.

        Raises:
            HipcheckError: The only clip cannot be analysed, or what is wanted cannot be written anywhere.
            typer.Exit: Some of several clips could not be analysed.
        """
        self._wanted.check(clips)
        failures: list[HipcheckError] = []
        for clip in clips:
            try:
                self._one(clip, heading=one_line(str(clip)) if len(clips) > 1 else "")
            except HipcheckError as error:
                failures.append(error)
                if len(clips) > 1:
                    typer.echo(f"error: {one_line(_naming(clip, error))}", err=True)
        if self._lines:
            self._keep()
        if failures and len(clips) == 1:
            raise failures[0]
        if failures:
            typer.echo(f"{len(failures)} of {len(clips)} clips could not be analysed.", err=True)
            raise typer.Exit(1)

    def _one(self, clip: Path, *, heading: str) -> None:
        """Analyse a clip, note its line of JSON, write its folder and print it.

        Raises:
            HipcheckError: It cannot be analysed, or holds no repetition; then only the JSON says what was seen.
        """
        with watched(one_line(clip.name), self._watcher, shown=not self._quiet) as on_progress:
            analysis = self._look(clip, on_progress=on_progress)
            files = self._write(clip, analysis, on_progress) if analysis.reps else []
        line = msgspec.json.encode(to_json_dict(analysis)) + b"\n"
        self._lines.append(line)
        if self._wanted.json == STDOUT:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        if not analysis.reps:
            raise NoRepsError(f"{clip}: {why_no_reps(analysis)}")
        if heading:
            self._console.rule(Text(heading), align="left")
        report = next((path for path in files if path.suffix == ".html"), None)
        print_analysis(analysis, self._console, report_path=report, files=files)

    def _write(self, clip: Path, analysis: Analysis, on_progress: ProgressCallback | None) -> list[Path]:
        if self._wanted.out is None:
            return []
        sha256 = analysis.source.sha256 if analysis.source else ""
        folder = result_folder(clip, self._wanted.out, sha256)
        footage = self._footage(clip, analysis)
        return write_outputs(
            analysis, folder, clip=footage, options=self._wanted.options, on_progress=on_progress
        )

    def _footage(self, clip: Path, analysis: Analysis) -> Footage | None:
        """The clip to draw on: the one analysed, or the one that saved landmarks came from."""
        footage = self._film(clip)
        if clip.suffix.lower() != LANDMARK_SUFFIX:
            return footage
        beside = clip_beside(clip, analysis.poses, footage.slow_motion_factor)
        return self._film(beside) if beside else None

    def _keep(self) -> None:
        """Write all results to the JSON file that was asked for."""
        if self._wanted.json is not None and self._wanted.json != STDOUT:
            with whole_file(self._wanted.json) as partial:
                partial.write_bytes(b"".join(self._lines))


def _naming(clip: Path, error: HipcheckError) -> str:
    """The message, with the clip's name where it lacks it."""
    return str(error) if str(clip) in str(error) else f"{clip}: {error}"
