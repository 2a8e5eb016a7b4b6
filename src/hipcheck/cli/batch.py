"""`hipcheck batch`: many clips in, a folder of results out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hipcheck.cli.options import (
    BlurFaceOption,
    ModelOption,
    MovementOption,
    SettingsOption,
    SideOption,
    StickersOption,
    VideoOption,
    ViewOption,
)
from hipcheck.errors import InputError, one_line

if TYPE_CHECKING:
    from hipcheck.batch.finding import Work
    from hipcheck.batch.running import RunReport

__all__ = ["batch"]

_FILES: Final = "What to write"
_CLIPS: Final = "What is in the clip"
_WORKING: Final = "How to work"
_LISTED: Final = 5
"""Of files left out, so many are named."""


def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            show_default=False,
            help="Folders, which are searched to the bottom, clips, and patterns such as 'clips/**/*.mp4'.",
        ),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FOLDER",
            rich_help_panel=_FILES,
            show_default=False,
            help="The folder of results. Started again with the same one, only what is missing or has changed is done.",
        ),
    ],
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE.csv",
            rich_help_panel=_CLIPS,
            help="Who is in which clip: a table with a column `path`, and any of athlete, side, movement, date, "
            "step_height_cm, pain, note.",
        ),
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(
            "--pattern",
            metavar="'{athlete}_{side}_{date}'",
            rich_help_panel=_CLIPS,
            help="How the clips' names say it, where no roster does.",
        ),
    ] = None,
    movement: MovementOption = None,
    side: SideOption = None,
    view: ViewOption = None,
    video: VideoOption = True,
    blur_face: BlurFaceOption = True,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous",
            metavar="",
            rich_help_panel=_FILES,
            help="Write codes in place of people's names and of clips' names. Whose they are stands in one file only, "
            ".hipcheck/codes.json.",
        ),
    ] = False,
    model: ModelOption = "full",
    stickers: StickersOption = None,
    settings: SettingsOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            rich_help_panel=_WORKING,
            show_default="one for each core, or all of a cluster",
            help="Processes, each at work on one clip. Each takes up to 0.7 gigabytes of memory, 0.9 with --model heavy.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="tcp://HOST:8786",
            rich_help_panel=_WORKING,
            show_default=False,
            help="Work on a Dask cluster that shares the folders with this machine; see docs/cluster.md.",
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="MINUTES",
            min=0.01,
            rich_help_panel=_WORKING,
            help="A clip that takes longer is given up.",
        ),
    ] = 30.0,
    force: Annotated[
        bool,
        typer.Option("--force", metavar="", rich_help_panel=_WORKING, help="Do everything anew."),
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", metavar="", rich_help_panel=_WORKING, help="Print nothing but failures."
        ),
    ] = False,
) -> None:
    """Analyse many clips side by side, and go on where an earlier run stopped.

    A clip that cannot be analysed, even one that crashes its process, does not stop the others.
    """
    from rich.console import Console

    from hipcheck.batch.finding import find_work
    from hipcheck.batch.folder import ResultsFolder
    from hipcheck.batch.options import SHARED_LIBRARY, BatchOptions
    from hipcheck.batch.progress import BatchProgress
    from hipcheck.batch.whole import work_through
    from hipcheck.catalog import load_movement
    from hipcheck.cli.user_settings import settings_in_use, with_stickers
    from hipcheck.landmarks import Side
    from hipcheck.results import ViewKind
    from hipcheck.workflow import OutputOptions

    options = BatchOptions(
        movement=load_movement(movement) if movement else None,
        side=Side(side) if side else None,
        view=ViewKind(view) if view else None,
        model=model,
        settings=with_stickers(settings_in_use(settings), stickers),
        outputs=OutputOptions(video=video, blur_face=blur_face, shared_library=SHARED_LIBRARY),
        time_limit_s=60.0 * time_limit,
        workers=workers,
        scheduler=scheduler,
        force=force,
        anonymous=anonymous,
    )
    console = Console(stderr=True, quiet=quiet)
    with console.status("looking for clips") as status:
        work = find_work(
            sources, roster, pattern, lambda stage, done, total: status.update(f"{stage}: {done} of {total}")
        )
    if not quiet:
        _tell_of(work)
    if not work.jobs:
        raise InputError(f"{', '.join(sources)}: there is no clip in it; name a folder that holds some.")
    with BatchProgress(ResultsFolder(out), Console(stderr=True), quiet=quiet) as on_event:
        report = work_through(work, out, options, on_event)
    _sum_up(report, out, quiet=quiet)
    if report.failures:
        raise typer.Exit(1)


def _tell_of(work: Work) -> None:
    """What was found beside the clips, on standard error."""
    _name_some("left out", (f"{one_line(str(path))} ({reason})" for path, reason in work.skipped))
    _name_some("copies", (f"{copy.name} (of {first.name})" for copy, first in work.duplicates))
    _name_some("not named by the pattern", (f"{job.name} ({reason})" for job, reason in work.unnamed))


def _name_some(what: str, things: Iterable[str]) -> None:
    things = list(things)
    if not things:
        return
    more = f", and {len(things) - _LISTED} more" if len(things) > _LISTED else ""
    typer.echo(f"{len(things)} {what}: {', '.join(things[:_LISTED])}{more}", err=True)


def _sum_up(report: RunReport, out: Path, *, quiet: bool) -> None:
    """What became of the clips; failures of an earlier run that still hold have not been told in this one."""
    from hipcheck.batch.progress import told
    from hipcheck.batch.sheet import SHEET_NAME

    for state in report.failures:
        if state.id in report.unchanged:
            typer.echo(f"failed, as before: {told(state)}", err=True)
    if quiet:
        return
    done, failed = len(report.states) - len(report.failures), len(report.failures)
    before = sum(state.done and state.id in report.unchanged for state in report.states)
    kept = f" ({before} as before)" if before else ""
    typer.echo(f"{done} of {len(report.states)} clips analysed{kept}, {failed} failed: {one_line(str(out))}")
    typer.echo(f"Whom to look at first: {one_line(str(out / SHEET_NAME))}")
