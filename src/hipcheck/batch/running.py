"""Runs the work: clips in processes of their own, whatever becomes of these.

joblib ends all processes when one of them dies. Then those clips that were being worked on are set aside, unless the dead
worker has said that another was to blame, and the rest goes on in new processes. Clips set aside are tried once more at the
end, each alone, so that one that takes its process with it again is known to be the cause, and no other suffers from it.

On a cluster (see `cluster`) a worker that dies takes no other with it, so that its clip alone is tried once more.
"""

from __future__ import annotations

import signal
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import joblib
import msgspec
from joblib.externals.loky import ProcessPoolExecutor, get_reusable_executor

from hipcheck.backends.models import read_model
from hipcheck.batch.cluster import Cluster, Crew
from hipcheck.batch.fitness import needs_of
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.guard import End, last_words
from hipcheck.batch.jobs import Job
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.state import ClipState, fingerprint
from hipcheck.batch.worker import Task, failed, took_too_long, work
from hipcheck.errors import ClusterError, ModelError
from hipcheck.reports.html import write_library

__all__ = ["Event", "Finished", "Lost", "Refused", "RunReport", "Started", "run"]

_ATTEMPTS: Final = 2
"""One retry: what kills its worker twice, the second time alone, does it again."""
_FALSE_STARTS: Final = 3
"""So often processes may die before they have begun any clip."""
_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""For a process alone what joblib sets for several: the same numbers to the last bit, however many processes there are."""


@dataclass(frozen=True, slots=True)
class Started:
    """The work is known.

    Attributes:
        clips: How many there are.
        unchanged: Of how many there are results, or a lasting failure, that still hold.
        workers: Processes; 0 where a cluster has none yet.
    """

    clips: int
    unchanged: int
    workers: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Something has become of a clip."""

    state: ClipState


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker died; these clips will be tried again."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker has joined the cluster that cannot do the work and gets none: which one, and why."""

    worker: str


Event: TypeAlias = Started | Finished | Lost | Refused


@dataclass(frozen=True, slots=True)
class RunReport:
    """What became of every clip.

    Attributes:
        folder: Where the results are.
        states: One for each job, in the order of the jobs.
        unchanged: Ids of those that were left as they were.
    """

    folder: ResultsFolder
    states: tuple[ClipState, ...]
    unchanged: frozenset[str]

    @property
    def failures(self) -> tuple[ClipState, ...]:
        """Clips without results."""
        return tuple(state for state in self.states if not state.done)


def run(
    jobs: Sequence[Job],
    folder: ResultsFolder,
    pulse: Path,
    options: BatchOptions,
    on_event: Callable[[Event], None] = lambda _event: None,
    cluster: Cluster | None = None,
) -> RunReport:
    """Analyse clips side by side; only those of which there are no results, or results of something else.

    Results of clips that are not among the jobs (any more) stay where they are and are in no report.

    Args:
        jobs: The clips.
        folder: The folder of results, which must be held.
        pulse: What `ResultsFolder.held` yields.
        options: How they are analysed.
        on_event: Called in this thread as the work goes on.
        cluster: Where they are analysed; None for on this machine.

    Raises:
        OutputError: Nothing can be written to the folder any more.
        SettingsError: There is no such model.
        ModelError: The model cannot be read, or no process can be started.
        ClusterError: A worker of the cluster cannot do the work, or its scheduler is gone.
    """
    read_model(options.model)  # once, before the work, not in every worker
    write_library(folder.path)
    with warnings.catch_warnings():
        # joblib warns when it replaces a worker that grew, and of results that nobody takes after Ctrl-C.
        warnings.filterwarnings("ignore", category=UserWarning, module="joblib")
        return _Run(folder, pulse, options, on_event).over(jobs, cluster)


class _Run:
    """One run over a folder that is held."""

    def __init__(
        self, folder: ResultsFolder, pulse: Path, options: BatchOptions, on_event: Callable[[Event], None]
    ) -> None:
        self._folder = folder
        self._pulse = pulse
        self._options = options
        self._on_event = on_event
        self._known: dict[str, ClipState] = {}

    def over(self, jobs: Sequence[Job], cluster: Cluster | None) -> RunReport:
        """Do what is to be done."""
        if cluster is not None:  # whose workers are in folders of their own
            jobs = [replace(job, clip=job.clip.absolute()) for job in jobs]
        tasks = [self._task(job) for job in jobs]
        for task in tasks:
            self._take_over(task)
        unchanged = frozenset(self._known)
        pending = [task for task in tasks if task.job.id not in unchanged]
        crew = self._crew(cluster, pending) if cluster is not None and pending else None
        workers = min(self._options.workers or joblib.cpu_count(), max(len(pending), 1))
        self._on_event(Started(len(jobs), len(unchanged), workers if crew is None else len(crew)))
        for task in pending:
            self._folder.forget(task.job.id)
        if crew is None:
            self._work_off(pending, workers)
        else:
            self._work_off_elsewhere(pending, crew)
        return RunReport(self._folder, tuple(self._known[job.id] for job in jobs), unchanged)

    def _task(self, job: Job) -> Task:
        print_ = fingerprint(job, self._options)
        return Task(job, print_, 1, self._folder.path, self._pulse, self._options)

    def _take_over(self, task: Task) -> None:
        """Leave a clip as it is where what became of it still holds."""
        job, state = task.job, self._folder.state(task.job.id)
        if self._options.force or state is None or state.fingerprint != task.fingerprint:
            return
        if not (self._folder.holds(state) if state.done else state.lasting):
            return
        named = msgspec.structs.replace(state, name=job.name, sha256=job.sha256, who=job.who)
        if named != state:  # somebody corrected the roster
            self._folder.keep(named)
        self._known[job.id] = named

    def _work_off(self, pending: Sequence[Task], workers: int) -> None:
        """Work until something has become of every clip."""
        if workers == 1:
            self._alone(pending)
            return
        aside: list[Task] = []
        false_starts = 0
        while pending and not self._all_alive(_side_by_side(pending, workers)):
            left = self._left(pending)
            begun = self._sort_out(left, aside) or len(left) < len(pending)
            false_starts = 0 if begun else false_starts + 1
            if false_starts == _FALSE_STARTS:
                raise ModelError("the worker processes die before they begin a clip; run `hipcheck doctor`.")
            over = {*self._known, *(task.job.id for task in aside)}
            pending = [task for task in left if task.job.id not in over]
        self._alone(aside)

    def _all_alive(self, states: Generator[ClipState, None, None]) -> bool:
        """Take what comes of the clips; False where a worker died before all had come."""
        try:
            with closing(states):
                for state in states:
                    self._finish(state)
        except BrokenProcessPool:
            return False
        return True

    def _left(self, tasks: Sequence[Task]) -> list[Task]:
        """Clips of which nothing has become, after a death: what a worker wrote down it may not have come to say."""
        for task in tasks:
            state = self._folder.state(task.job.id) if task.job.id not in self._known else None
            if state is not None:
                self._finish(state)
        return [task for task in tasks if task.job.id not in self._known]

    def _sort_out(self, pending: Sequence[Task], aside: list[Task]) -> bool:
        """Decide about the clips that were being worked on when a worker died; False where there were none."""
        at_work = {found.id for found in self._folder.at_work(task.job.id for task in pending)}
        hit = [task for task in pending if task.job.id in at_work]
        ends = [last_words(self._folder.last_words_file(task.job.id)) for task in hit]
        somebody_said_why = any(end.kind != "killed" for end in ends)
        lost = []
        for task, end in zip(hit, ends, strict=True):
            if end.kind == "hung":
                self._give_up(took_too_long(task))
                continue
            self._folder.unmark(task.job.id)
            lost.append(task.job.name)
            if end.kind == "crashed" or not somebody_said_why:
                aside.append(replace(task, attempt=task.attempt + 1))
        if lost:
            self._on_event(Lost(tuple(lost)))
        return bool(hit)

    def _alone(self, tasks: Sequence[Task]) -> None:
        """Work on one clip at a time; what kills its worker is to blame itself."""
        waiting = list(tasks)
        while waiting and not self._all_alive(_one_by_one(waiting)):
            waiting = self._left(waiting)
            if not waiting:
                return
            waiting[:1] = self._once_more(waiting[0])

    def _once_more(self, task: Task) -> list[Task]:
        """The clip again whose worker died, for which no other can be to blame; none where it is given up."""
        end = last_words(self._folder.last_words_file(task.job.id))
        if end.kind == "hung":
            self._give_up(took_too_long(task))
            return []
        if task.attempt == _ATTEMPTS:
            self._give_up(failed(task, *_died(end)))
            return []
        self._folder.unmark(task.job.id)
        self._on_event(Lost((task.job.name,)))
        return [replace(task, attempt=task.attempt + 1)]

    def _crew(self, cluster: Cluster, pending: Sequence[Task]) -> Crew:
        """The cluster's workers, once they have been checked."""
        jobs = [task.job for task in pending]
        needs = needs_of(jobs, self._options.model, self._folder.clip_folder("").parent, self._pulse)
        return cluster.crew(needs, self._options.workers, lambda worker: self._on_event(Refused(worker)))

    def _work_off_elsewhere(self, pending: Sequence[Task], crew: Crew) -> None:
        """Have a cluster work until something has become of every clip."""
        waiting = deque(pending)
        false_starts = 0
        with closing(crew.outcomes(waiting)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, ClipState):
                    self._finish(outcome)
                    false_starts = 0
                elif self._left([outcome]):
                    begun = bool(self._folder.at_work([outcome.job.id]))
                    false_starts = 0 if begun else false_starts + 1
                    if false_starts == _FALSE_STARTS:
                        raise ClusterError(
                            "the workers die before they begin a clip; run `hipcheck doctor` on them."
                        )
                    waiting.extendleft(self._once_more(outcome) if begun else [outcome])

    def _give_up(self, state: ClipState) -> None:
        """Write down for a worker that could not what became of its clip."""
        self._folder.keep_last_words(state.id)
        self._folder.unmark(state.id)
        self._folder.drop_results(state.id)
        self._folder.keep(state)
        self._finish(state)

    def _finish(self, state: ClipState) -> None:
        self._known[state.id] = state
        self._on_event(Finished(state))


def _died(end: End) -> tuple[str, str]:
    """What is wrong with a clip that killed its worker again and again, and what to do about it."""
    if end.what:
        wrong = f"it crashes the program ({end.what}), which was tried {_ATTEMPTS} times"
        return wrong, "convert the clip with another program, or film anew."
    wrong = f"its worker process was killed {_ATTEMPTS} times, as the system does when memory runs out"
    return wrong, "close other programs and start again, or make the clip smaller."


def _side_by_side(tasks: Sequence[Task], workers: int) -> Generator[ClipState, None, None]:
    """What becomes of the clips, whichever is first.

    Raises:
        BrokenProcessPool: A worker died, and so did the others.
    """
    try:
        with joblib.parallel_config("loky", inner_max_num_threads=1), _undisturbed():
            pool = joblib.Parallel(workers, return_as="generator_unordered", batch_size=1, max_nbytes=None)
            states = pool(joblib.delayed(work)(task) for task in tasks)
        with closing(states):
            yield from states
    finally:
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _one_by_one(tasks: Sequence[Task]) -> Generator[ClipState, None, None]:
    """The same in one process, in order; joblib itself would run a single worker within this process."""
    pool = ProcessPoolExecutor(max_workers=1, env=_ONE_THREAD)
    try:
        for task in tasks:
            with _undisturbed():
                future = pool.submit(work, task)
            yield future.result()
    finally:
        pool.shutdown(wait=True, kill_workers=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes within the block, which Ctrl-C will not reach then: what happens is this process's decision.

    A blocked signal stays blocked in processes that are started; in this one, a Ctrl-C within the block comes after it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
