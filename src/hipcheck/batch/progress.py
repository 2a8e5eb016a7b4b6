"""How far a batch is: a bar for the whole with the time left, a line for each worker, failures above them as they happen."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from hipcheck.batch.folder import AtWork, ResultsFolder
from hipcheck.batch.running import Event, Finished, Lost, Refused, Started
from hipcheck.batch.state import ClipState
from hipcheck.errors import one_line

__all__ = ["BatchProgress", "told"]

_LOOKS_HZ: Final = 2.0
_SPEED_OVER_S: Final = 3600.0
"""The time left is reckoned from the clips of the last hour: a clip takes long, and one takes longer than another."""


def told(state: ClipState) -> str:
    """What became of a clip, on one line."""
    if state.done:
        return one_line(state.name)
    what = "; ".join(part for part in (state.error, state.remedy) if part)
    return f"{one_line(state.name)}: {what}"


class BatchProgress:
    """Shows how a run is getting on. Use it in a `with` block, and give it the run's events.

    On a terminal it draws; elsewhere each clip is a line. Failures are always told.

    Args:
        folder: The folder of results.
        console: Where to.
        quiet: Tell of failures only.
    """

    def __init__(self, folder: ResultsFolder, console: Console, *, quiet: bool = False) -> None:
        self._folder = folder
        self._console = console
        self._quiet = quiet
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]}", markup=False, style="red"),
            TimeRemainingColumn(),
            console=console,
            speed_estimate_period=_SPEED_OVER_S,
        )
        self._whole = self._bar.add_task("clips", total=None, failed="")
        self._done = self._total = self._failed = 0
        drawn = console.is_terminal and not quiet
        self._live = (
            Live(self, console=console, refresh_per_second=_LOOKS_HZ, transient=True) if drawn else None
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear what was drawn; what was told stays."""
        if self._live is not None:
            self._live.stop()

    def __rich__(self) -> RenderableType:
        """The bar and the workers' lines, as they are now."""
        return Group(self._bar, *(Text(_line(at_work), "dim") for at_work in self._folder.at_work()))

    def __call__(self, event: Event) -> None:
        """Take note of what has happened."""
        match event:
            case Started(clips, unchanged, workers):
                self._total, self._done = clips, unchanged
                self._bar.update(self._whole, total=clips, completed=unchanged)
                if not self._quiet:
                    kept = f", {unchanged} of them as before" if unchanged else ""
                    by = _count(workers, "process") if workers else "waiting for a worker to join"
                    self._tell(f"{_count(clips, 'clip')}{kept}; {by}", "dim")
            case Finished(state):
                self._finished(state)
            case Lost(names):
                if not self._quiet:
                    again = ", ".join(one_line(name) for name in names)
                    self._tell(f"a worker process died; tried again: {again}", "yellow")
            case Refused(worker):
                self._tell(f"gets no clips: {worker}", "yellow")

    def _finished(self, state: ClipState) -> None:
        self._done += 1
        self._failed += not state.done
        self._bar.update(
            self._whole, completed=self._done, failed=f"{self._failed} failed" if self._failed else ""
        )
        place = f"[{self._done}/{self._total}] "
        if not state.done:
            self._tell(f"{'' if self._quiet else place}failed: {told(state)}", "red")
        elif self._live is None and not self._quiet:
            self._tell(f"{place}{told(state)}", "")

    def _tell(self, text: str, style: str) -> None:
        self._console.print(Text(text, style), soft_wrap=True)


def _line(at_work: AtWork) -> str:
    """A worker's line: "  a.mp4: drawing, 120 of 245"."""
    frames = ""
    if at_work.frames:
        frames = f", {at_work.frames}" + (f" of {at_work.total}" if at_work.total else "")
    return f"  {one_line(at_work.name)}: {at_work.stage}{frames}"


def _count(number: int, thing: str) -> str:
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing}es" if thing.endswith("s") else f"{number} {thing}s"
