"""Runs the work on a Dask cluster: clips in worker processes of other machines that share a folder with this one.

joblib's own Dask backend is not used. It takes the number of workers once, at the start; it cannot be told which workers
have been checked; and when a worker dies for good with a clip, its `return_as="generator_unordered"` waits for ever, as an
error of Dask's own is never passed on (joblib 1.6, `_dask.py`: `_collect` calls no callback then). So clips are submitted
through Dask's client: one at a time to each worker, by its address, and only to workers that have been checked. Which clip a
dead worker was at is then known, and the retry rules are those of local runs. Dask's own retries do not come to bear: a task
that may run on one worker only waits when that is gone, until it is taken back; and if a new process has the address of the
dead one, and is sent the task again, it sees that the clip was begun before, and gives it back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from queue import Empty, SimpleQueue
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from hipcheck.batch.fitness import LIBRARIES, Needs, unfit, versions_by_value
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.guard import run_is_over
from hipcheck.batch.state import ClipState
from hipcheck.batch.worker import Task, work
from hipcheck.errors import ClusterError, HipcheckError, one_line

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster", "Crew", "connected"]

_CONNECT_S: Final = 10.0
"""So long a scheduler may take to answer."""
_NO_WORKER_S: Final = 300.0
"""So long a cluster may be without a worker that can do the work: adaptive ones start machines first."""
_LOOK_EVERY_S: Final = 1.0
"""How often it is looked who has joined and who is gone."""
_MOST_DEMAND: Final = 1000
"""Of the clips that wait, Dask sees so many at most; no cluster adapts to more."""
_NAMED: Final = 5
"""Of workers that cannot do the work, so many are named."""
_KEY: Final = "hipcheck-clip"
"""Dask takes tasks whose keys begin alike for the same kind of work. Nothing in a key says which clip it is."""
_ONE_AT_A_TIME: Final = threading.Lock()
"""In a worker process: a clip has it for itself, as the time limit ends the process and a pose model is no two threads' own."""


class Cluster:
    """A connection to a scheduler.

    Args:
        client: Dask's.
        address: The scheduler's.
    """

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address

    def crew(
        self, needs: Needs, most: int | None = None, on_refused: Callable[[str], None] = lambda _worker: None
    ) -> Crew:
        """The workers, all of which can do the work.

        Args:
            needs: What they must have and reach.
            most: How many may work at once; None for all.
            on_refused: Called with what is wrong with a worker that joins later and cannot do the work; it gets none.

        Raises:
            ClusterError: A worker cannot do the work, or the scheduler is gone.
        """
        crew = Crew(self, needs, most, on_refused)
        refused = crew.look()
        if refused:
            more = f"; and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
            raise ClusterError(
                f"{self.address}: not every worker can do the work ({'; '.join(refused[:_NAMED])}{more}); set the workers up "
                "alike, see docs/cluster.md, and start again."
            )
        return crew


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to a Dask scheduler for the block.

    Encryption (`tls://`) is as Dask's own settings say.

    Args:
        address: As "tcp://head:8786".

    Raises:
        ClusterError: Dask is not installed, or no scheduler answers there.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            f"--scheduler {address}: Dask is not installed; install it with `pip install 'hipcheck[cluster]'`."
        ) from error
    encrypted = distributed.Security().get_connection_args("client").get("ssl_context") is not None
    if address.startswith("tls://") and not encrypted:
        raise ClusterError(
            f"{address}: Dask has no certificate to encrypt with; set one as docs/cluster.md says."
        )
    try:
        # Dask tells of lost connections on standard error; what matters of them becomes an error of our own.
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = one_line(str(error.__cause__ or error))
        raise ClusterError(
            f"{address}: no Dask scheduler answers there ({reason}); start one with `dask scheduler`, or correct --scheduler."
        ) from error
    try:
        yield Cluster(client, address)
    finally:
        client.close(timeout=_CONNECT_S)


@dataclass(frozen=True, slots=True)
class _Worker:
    """A worker as the scheduler knows it. The address is its own: names are given anew when a nanny starts it again."""

    address: str
    name: str
    running: bool

    def __str__(self) -> str:
        return f"worker {one_line(self.name)}" + ("" if self.name == self.address else f" at {self.address}")


class Crew:
    """The workers of a cluster as one run sees them.

    Args:
        cluster: The connection.
        needs: See `Cluster.crew`.
        most: The same.
        on_refused: The same.
    """

    def __init__(
        self, cluster: Cluster, needs: Needs, most: int | None, on_refused: Callable[[str], None]
    ) -> None:
        self._client = cluster.client
        self._address = cluster.address
        self._needs = needs
        self._most = most
        self._on_refused = on_refused
        self._fit: dict[str, _Worker] = {}
        self._unfit: set[str] = set()
        self._looked_s = self._manned_s = time.monotonic()

    def __len__(self) -> int:
        """How many can work at once, as far as is known."""
        return len(self._fit) if self._most is None else min(len(self._fit), self._most)

    def look(self) -> list[str]:
        """See who is there, and check whoever is new.

        Returns:
            What is wrong with each new worker that cannot do the work.

        Raises:
            ClusterError: The scheduler is gone.
        """
        try:
            there = self._there()
            if self._client.status != "running":  # what was told is what was so before
                raise ConnectionError(self._client.status)
            new = [there[address] for address in there.keys() - self._fit.keys() - self._unfit]
            verdicts = self._verdicts(sorted(new, key=str))
        except (OSError, KeyError) as error:  # a closed client tells of no "workers"
            raise ClusterError(
                f"{self._address}: the Dask scheduler is gone; start it and its workers again, and then the same command: what "
                "is done stays."
            ) from error
        fit = self._fit.keys() | {worker.address for worker, wrong in verdicts.items() if not wrong}
        self._fit = {address: worker for address, worker in there.items() if address in fit}
        self._unfit = (self._unfit & there.keys()) | {
            worker.address for worker, wrong in verdicts.items() if wrong
        }
        self._looked_s = time.monotonic()
        if self._fit:
            self._manned_s = self._looked_s
        return [f"{worker} {wrong}" for worker, wrong in verdicts.items() if wrong]

    def outcomes(self, waiting: deque[Task]) -> Generator[ClipState | Task, None, None]:
        """Have clips worked on until none is left, by whoever is there; who joins is checked and joins in.

        When it is closed, clips that have not been begun are taken back; those that are being worked on end with the run's
        pulse.

        Args:
            waiting: The work; whoever iterates may add to it.

        Yields:
            What became of a clip; or its task, where its worker died first.

        Raises:
            ClusterError: The scheduler is gone, there has been no worker for long, or one cannot be given work.
            OutputError: Nothing can be written any more.
        """
        posts: dict[Future[Any], tuple[Task, str]] = {}
        ended: SimpleQueue[Future[Any]] = SimpleQueue()
        demand = _Demand(self._client)
        try:
            while waiting or posts:
                if time.monotonic() - self._looked_s >= _LOOK_EVERY_S:
                    self._look_again()
                for future in [future for future, (_, worker) in posts.items() if worker not in self._fit]:
                    self._client.cancel([future])
                    yield posts.pop(future)[0]
                self._post(waiting, posts, ended)
                demand.show(len(waiting))
                try:
                    future = ended.get(timeout=_LOOK_EVERY_S)
                except Empty:
                    continue
                if future in posts:
                    outcome = _outcome(future, *posts.pop(future))
                    if isinstance(outcome, Task):  # unless not the worker is gone, but the scheduler
                        self._look_again()
                    yield outcome
        finally:
            demand.show(0)
            self._client.cancel(list(posts))

    def _look_again(self) -> None:
        for refused in self.look():
            self._on_refused(refused)
        if time.monotonic() - self._manned_s > _NO_WORKER_S:
            raise ClusterError(
                f"{self._address}: there has been no worker that can do the work for {_NO_WORKER_S / 60:g} minutes; start "
                f"some with `dask worker {self._address} --nthreads 1`, and then the same command."
            )

    def _post(
        self,
        waiting: deque[Task],
        posts: dict[Future[Any], tuple[Task, str]],
        ended: SimpleQueue[Future[Any]],
    ) -> None:
        """Give everybody who is free a clip."""
        busy = {worker for _, worker in posts.values()}
        for worker in self._fit.values():
            if not waiting or len(busy) >= len(self):
                return
            if worker.address in busy or not worker.running:
                continue
            task = waiting.popleft()
            future = self._client.submit(
                _one_clip, task, key=f"{_KEY}-{token_hex(16)}", workers=[worker.address], pure=False
            )
            posts[future] = (task, worker.address)
            busy.add(worker.address)
            future.add_done_callback(ended.put)

    def _there(self) -> dict[str, _Worker]:
        workers: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return {
            address: _Worker(address, str(info["name"]), info["status"] == "running")
            for address, info in workers.items()
        }

    def _verdicts(self, workers: Sequence[_Worker]) -> dict[_Worker, str]:
        """What is wrong with each; none yet for one that does not answer."""
        versions = versions_by_value(LIBRARIES)
        here, told = versions(), self._ask(workers, versions)
        verdicts = {
            worker: _unlike(found, here) if isinstance(found, dict) else _unanswered(found)
            for worker, found in told.items()
        }
        alike = [worker for worker, wrong in verdicts.items() if not wrong]
        found = self._ask(alike, unfit, self._needs)
        fit = {
            worker: answer if isinstance(answer, str) else _unanswered(answer)
            for worker, answer in found.items()
        }
        return {worker: wrong for worker, wrong in verdicts.items() if wrong} | fit

    def _ask(
        self, workers: Sequence[_Worker], question: Callable[..., Any], *values: Any
    ) -> dict[_Worker, Any]:
        """What workers answer, or the exception that kept them from it; nothing of one that is gone."""
        if not workers:
            return {}
        addresses = [worker.address for worker in workers]
        answers = self._client.run(question, *values, workers=addresses, on_error="return")
        return {
            worker: answers[worker.address]
            for worker in workers
            if worker.address in answers and not isinstance(answers[worker.address], OSError)
        }


class _Demand:
    """Lets the scheduler see how many clips wait here, so that an adaptive cluster grows.

    For each there is a task that needs what no worker has. It is never run, and withdrawn when there is less to do.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tasks: list[Future[Any]] = []

    def show(self, number: int) -> None:
        """So many clips wait."""
        wanted = min(number, _MOST_DEMAND)
        while len(self._tasks) < wanted:
            self._tasks.append(
                self._client.submit(
                    _never, key=f"{_KEY}-{token_hex(16)}", resources={"hipcheck-waiting": 1}, pure=False
                )
            )
        if len(self._tasks) > wanted:
            self._client.cancel(self._tasks[wanted:])
            del self._tasks[wanted:]


class _DiedError(Exception):
    """A worker died at this clip, and Dask has sent it to the one that was started in its place."""


def _never() -> None:
    """Stands for a clip that waits."""


def _one_clip(task: Task) -> ClipState:
    """On a worker: `work`, if there still is a run that wants it."""
    with _ONE_AT_A_TIME:
        if run_is_over(task.pulse):
            raise ClusterError("the run is over that sent this clip.")
        if ResultsFolder(task.folder).was_begun(task.job.id):
            raise _DiedError
        return work(task)


def _outcome(future: Future[Any], task: Task, worker: str) -> ClipState | Task:
    """What became of a clip; its task where the worker died."""
    if future.status == "finished":
        state: ClipState = future.result()
        return state
    if future.status != "error":  # cancelled, or lost: somebody has restarted the cluster
        return task
    error = future.exception()
    if isinstance(error, _DiedError) or type(error).__name__ == "KilledWorker":
        return task
    if isinstance(error, HipcheckError):
        raise error
    raise ClusterError(
        f"a worker ({worker}) cannot begin a clip ({type(error).__name__}: {one_line(str(error))}); run `hipcheck doctor` there."
    ) from error


def _unlike(found: Mapping[str, str], here: Mapping[str, str]) -> str:
    """What a worker has in other versions than this machine."""
    unlike = [
        f"{name} {found[name] or 'none'} instead of {version}"
        for name, version in here.items()
        if found[name] != version
    ]
    return f"has {', '.join(unlike)}" if unlike else ""


def _unanswered(error: object) -> str:
    return f"fails when it is asked ({type(error).__name__}: {one_line(str(error))})"
