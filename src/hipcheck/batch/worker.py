"""What runs in a worker process: one clip, from its file to its folder, and what became of it."""

from __future__ import annotations

import errno
import os
import socket
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import cv2
import msgspec

from hipcheck.batch.folder import AtWork, ResultsFolder
from hipcheck.batch.guard import guarded
from hipcheck.batch.jobs import Job
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.state import ClipState, in_two
from hipcheck.errors import HipcheckError, ModelError, NoRepsError, OutputError, one_line
from hipcheck.footage import LANDMARK_SUFFIX, ProgressCallback, clip_beside
from hipcheck.memory import give_back
from hipcheck.reports.base import whole_file
from hipcheck.results import Analysis
from hipcheck.video.threads import limit_threads
from hipcheck.workflow import why_no_reps, write_outputs

__all__ = ["Task", "failed", "took_too_long", "work"]

_TOLD_EVERY_S: Final = 0.5
"""How often a worker says how far it is."""
_VIDEO_THREADS: Final = 2
"""Of decoder and encoder each, whatever the number of workers, so that this does not show in the bytes of a video."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
"""What keeps every other clip from being written as well: disk full, quota reached, disk read-only or broken."""


@dataclass(frozen=True, slots=True)
class Task:
    """One clip's work, as it is sent to a worker.

    Attributes:
        job: The clip.
        fingerprint: Of what its result depends on.
        attempt: Counted from 1.
        folder: The folder of all results.
        pulse: The run's, see `ResultsFolder.held`.
        options: How it is analysed.
    """

    job: Job
    fingerprint: str
    attempt: int
    folder: Path
    pulse: Path
    options: BatchOptions


def work(task: Task) -> ClipState:
    """Analyse a clip, write its folder and write down what became of it.

    Whatever is wrong with the clip, or with hipcheck, becomes a state. A worker whose run was killed ends by itself.

    Raises:
        OutputError: Nothing can be written any more, so that going on makes no sense.
    """
    cv2.setNumThreads(1)  # the cores are busy with other clips
    limit_threads(_VIDEO_THREADS)
    folder = ResultsFolder(task.folder)
    at_work = AtWork(id=task.job.id, name=task.job.name, worker=(os.getpid(), socket.gethostname()))
    limit_s = task.options.time_limit_s
    with (
        folder.marked(at_work),
        guarded(task.pulse, limit_s, folder.last_words_file(task.job.id)) as run_lives,
    ):
        state = _attempt(task, folder, _reporter(folder, at_work, limit_s))
        run_lives()  # or else what went wrong may be the next run's clearing up
        folder.keep(state)
    give_back()
    return state


def failed(task: Task, error: str, remedy: str, *, lasting: bool = False) -> ClipState:
    """The state of a clip without results.

    Args:
        task: The clip's work.
        error: See `ClipState`.
        remedy: The same.
        lasting: The same.
    """
    return _state(task, "failed", one_line(error), one_line(remedy), lasting=lasting)


def took_too_long(task: Task) -> ClipState:
    """The state of a clip that was given up."""
    minutes = task.options.time_limit_s / 60.0
    return failed(
        task,
        f"took longer than {minutes:g} minutes",
        "cut the clip to the exercise, or allow more with --time-limit.",
    )


class _TooLongError(Exception):
    """The time for a clip is over."""


def _attempt(task: Task, folder: ResultsFolder, on_progress: ProgressCallback) -> ClipState:
    """What becomes of the clip."""
    try:
        _analyse(task, folder, on_progress)
    except HipcheckError as error:
        if isinstance(error, OutputError) and _no_room(error):
            raise
        lasting = not isinstance(
            error, OutputError | ModelError
        )  # not what the machine may have been at fault for
        state = failed(task, *in_two(_without_path(str(error), task.job)), lasting=lasting)
    except _TooLongError:
        state = took_too_long(task)
    except MemoryError:
        state = failed(task, "there was not enough memory", "run it alone, with --workers 1.")
    except Exception as error:  # noqa: BLE001  a bug costs its clip, not the run; it is kept for a report
        state = _broken(task, folder, error)
    else:
        return _state(task, "done")
    folder.drop_results(task.job.id)
    return state


def _analyse(task: Task, folder: ResultsFolder, on_progress: ProgressCallback) -> None:
    """Analyse the clip and put its results into place, whole.

    Raises:
        HipcheckError: There are none.
    """
    job, options = task.job, task.options
    analysis = options.look(
        job.clip,
        movement=options.movement_of(job.who),
        side=options.side_of(job.who),
        view=options.view,
        settings=options.settings,
        model=options.model,
        on_progress=on_progress,
    )
    if not analysis.reps:
        raise NoRepsError(why_no_reps(analysis))
    if analysis.source is not None:
        # The name that the whole batch has for it: the same wherever the clips lie on this machine.
        analysis = replace(analysis, source=replace(analysis.source, path=job.name))
    write_outputs(
        analysis,
        folder.clip_folder(job.id),
        clip=_clip_to_draw_on(job.clip, analysis),
        options=options.outputs,
        on_progress=on_progress,
    )


def _clip_to_draw_on(path: Path, analysis: Analysis) -> Path | None:
    """The clip, or the one that saved landmarks came from, where it is there."""
    return clip_beside(path, analysis.poses) if path.suffix.lower() == LANDMARK_SUFFIX else path


def _reporter(folder: ResultsFolder, at_work: AtWork, limit_s: float) -> ProgressCallback:
    """Says now and then how far the work is, and ends it when its time is over."""
    start_s = told_s = time.monotonic()

    def report(stage: str, done: int, total: int | None) -> None:
        nonlocal told_s
        now_s = time.monotonic()
        if now_s - start_s > limit_s:
            raise _TooLongError
        if now_s - told_s >= _TOLD_EVERY_S or done == 1:
            told_s = now_s
            folder.tell(msgspec.structs.replace(at_work, stage=stage, frames=done, total=total))

    return report


def _broken(task: Task, folder: ResultsFolder, error: Exception) -> ClipState:
    """The state of a clip that shows a bug, whose traceback is kept."""
    trace = folder.trace_file(task.job.id)
    text = "".join(traceback.format_exception(error)).replace(str(task.job.clip), task.job.name)
    with whole_file(trace) as partial:
        partial.write_text(text, encoding="utf-8")
    where = trace.relative_to(folder.path).as_posix()
    return failed(
        task,
        _without_path(f"hipcheck itself failed ({type(error).__name__}: {error})", task.job),
        f"report that, with the file {where}.",
    )


def _no_room(error: BaseException) -> bool:
    """Whether the operating system's reason is one that all clips share."""
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "errno", None) in _NO_ROOM:  # the operating system's errors and FFmpeg's have one
            return True
        cause = cause.__cause__
    return False


def _without_path(message: str, job: Job) -> str:
    """The message about a clip in a table that names it already."""
    shown = one_line(message).removeprefix(f"{one_line(str(job.clip))}: ")
    return shown.replace(one_line(str(job.clip)), job.name)


def _state(
    task: Task, status: Literal["done", "failed"], error: str = "", remedy: str = "", *, lasting: bool = True
) -> ClipState:
    job = task.job
    return ClipState(
        id=job.id,
        name=job.name,
        sha256=job.sha256,
        who=job.who,
        fingerprint=task.fingerprint,
        status=status,
        error=error,
        remedy=remedy,
        lasting=lasting,
        attempts=task.attempt,
    )
