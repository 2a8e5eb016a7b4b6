"""The whole of `hipcheck batch`: clips that were found in, a folder of results with all that looks at them as one out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from hipcheck.backends.models import read_model
from hipcheck.batch.cluster import connected
from hipcheck.batch.codes import Codes, anonymous
from hipcheck.batch.finding import Work
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.keeping import update_store
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.running import Event, RunReport, run
from hipcheck.batch.sheet import write_sheet

__all__ = ["work_through"]

_UNNAMED: Final = "its name does not fit the pattern"
"""What is told of a nameless clip: the reason itself can quote the name."""


def work_through(
    work: Work, out: Path, options: BatchOptions, on_event: Callable[[Event], None] = lambda _event: None
) -> RunReport:
    """Analyse what is missing in a folder of results or has changed, and bring all that sums it up in step.

    Args:
        work: What was found.
        out: The folder; made where it does not exist.
        options: How the clips are analysed.
        on_event: Called in this thread as the work goes on.

    Raises:
        OutputError: Another run works in the folder, it is something else's, or nothing can be written to it (any more).
        InputError: A file of the folder is damaged.
        SettingsError: There is no such model.
        ModelError: The model cannot be read, or no process can be started.
        ClusterError: The cluster cannot be reached, or its workers cannot do the work.
    """
    read_model(options.model)  # before a folder is made
    folder = ResultsFolder(out)
    with ExitStack() as stack:
        cluster = stack.enter_context(connected(options.scheduler)) if options.scheduler else None
        pulse = stack.enter_context(folder.held())
        if options.anonymous:
            work = _nameless(work, folder)
        report = run(work.jobs, folder, pulse, options, on_event, cluster)
        _sum_up(folder, work)
    return report


def _nameless(work: Work, folder: ResultsFolder) -> Work:
    """The work with codes in place of names, kept before anything is done under them. Files left out have no codes."""
    codes = Codes(folder.path)
    nameless = Work(
        jobs=tuple(anonymous(job, codes) for job in work.jobs),
        duplicates=tuple(
            (anonymous(copy, codes), anonymous(first, codes)) for copy, first in work.duplicates
        ),
        unnamed=tuple((anonymous(job, codes), _UNNAMED) for job, _ in work.unnamed),
    )
    codes.save()
    return nameless


def _sum_up(folder: ResultsFolder, work: Work) -> None:
    """Bring in step with the clips' results what is made of them all."""
    update_store(folder)
    write_sheet(folder.path, work)
