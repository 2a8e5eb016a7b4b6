"""How far the work is: one line on standard error, and only where somebody can watch it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from hipcheck.footage import ProgressCallback

__all__ = ["watched"]


class _SpeedColumn(ProgressColumn):
    """Frames per second."""

    def render(self, task: Task) -> Text:
        """The speed so far; blank before there is one."""
        speed_hz = task.finished_speed or task.speed
        return Text(f"{speed_hz:.0f} frames/s" if speed_hz else "", style="progress.data.speed")


@contextmanager
def watched(name: str, console: Console, *, shown: bool) -> Iterator[ProgressCallback | None]:
    """Show the progress of one clip while the block runs, and clear the line after it.

    Args:
        name: The clip, as the line calls it.
        console: Where to; nothing is shown where it is not a terminal.
        shown: False shows nothing at all.

    Yields:
        What to call with the progress; None where nothing is shown.
    """
    if not (shown and console.is_terminal):
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _SpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    progress.remove_task(earlier)
                tasks.clear()
                tasks[stage] = progress.add_task(f"{name}: {stage}", total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield show
