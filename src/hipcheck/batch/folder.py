"""The folder of a batch's results: what lies where, who may work in it, and what a run that was killed left behind.

results/
  plotly.min.js         the chart library of all reports
  clips/<id>/           a clip's results, as `hipcheck analyze` writes them
  .hipcheck/
    folder.json         which version of this layout it is
    lock, owner.json    held by the one run that works here, and who that is
    state/<id>.json     what became of a clip
    traces/<id>.txt     where hipcheck itself failed on it, for a bug report
    running/            of the run that works here: what its workers are at
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Final, TypeVar

import msgspec
from filelock import FileLock, Timeout

from hipcheck.batch.searching import BATCH_FOLDER
from hipcheck.batch.state import ClipState
from hipcheck.errors import OutputError
from hipcheck.outputs import check_writable, clear_leftovers, origin_of, remove_result
from hipcheck.reports.base import whole_file
from hipcheck.workflow import OWN_FILES

__all__ = ["SCHEMA_VERSION", "AtWork", "ResultsFolder"]

SCHEMA_VERSION: Final = 1
"""Of the layout. A folder of an older one is brought up to date, one of a newer one is left alone."""
_ORPHANS_END_S: Final = 60.0
"""Workers whose run was killed end within a second or two; so long the next run waits for them."""

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class _Layout(msgspec.Struct):
    schema_version: int


class _Owner(msgspec.Struct):
    pid: int
    host: str


class AtWork(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is at.

    Attributes:
        id: `Job.id`.
        name: `Job.name`.
        worker: Process id, and the machine's name.
        stage: What is being done.
        frames: Frames done.
        total: Frames in all; None where that is not known.
    """

    id: str
    name: str
    worker: tuple[int, str]
    stage: str = "opening the clip"
    frames: int = 0
    total: int | None = None


class ResultsFolder:
    """The results of a batch on the disk.

    Args:
        path: The folder; need not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._inner = self.path / BATCH_FOLDER
        self._running = self._inner / "running"

    def clip_folder(self, clip_id: str) -> Path:
        """Where a clip's results go."""
        return self.path / "clips" / clip_id

    def trace_file(self, clip_id: str) -> Path:
        """Where it is kept how hipcheck failed on a clip."""
        return self._inner / "traces" / f"{clip_id}.txt"

    # --- one run at a time

    @contextmanager
    def held(self) -> Iterator[Path]:
        """Be the one run that works here, and leave nothing half-done when the block ends.

        What a run that was killed left behind is cleared away first.

        Yields:
            The run's pulse: a file that is locked as long as the run lives, whatever ends it.

        Raises:
            OutputError: Another run works here, it is no folder of batch results, or it cannot be written to.
        """
        self._check()
        check_writable(self.path)
        with ExitStack() as locks:
            locks.enter_context(self._locked())
            self._set_up()
            self._clear()
            pulse = self._running / f"run-{token_hex(4)}.pulse"
            try:
                with FileLock(pulse):
                    yield pulse
            finally:
                self._clear()  # without a pulse, so that workers elsewhere end what they are still at

    def _check(self) -> None:
        """Leave alone what is something else.

        Raises:
            OutputError: It is.
        """
        if self.path.exists() and not self.path.is_dir():
            raise OutputError(f"{self.path}: is a file, not a folder; choose another folder with --out.")
        layout = _read(self._inner / "folder.json", _Layout)
        if layout is not None and layout.schema_version > SCHEMA_VERSION:
            raise OutputError(
                f"{self.path}: these results were made by a newer hipcheck; install that, or choose another folder with --out."
            )
        if (
            layout is None
            and self.path.exists()
            and {path.name for path in self.path.iterdir()} - {BATCH_FOLDER}
        ):
            raise OutputError(
                f"{self.path}: is already there and is not a folder of `hipcheck batch` results; move it away or choose "
                "another folder with --out."
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock, owner = FileLock(self._inner / "lock", blocking=False), self._inner / "owner.json"
        try:
            self._inner.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            other = _read(owner, _Owner)
            who = f"process {other.pid} on {other.host}" if other else "another process"
            raise OutputError(
                f"{self.path}: {who} works in this folder already; wait for it, or choose another folder with --out."
            ) from error
        except OSError as error:
            raise OutputError(
                f"{self.path}: cannot be locked ({error.strerror or error}); check its permissions, or choose another folder "
                "with --out."
            ) from error
        try:
            _write(owner, _Owner(os.getpid(), socket.gethostname()))
            yield
        finally:
            lock.release()

    def _set_up(self) -> None:
        _write(self._inner / "folder.json", _Layout(SCHEMA_VERSION))
        for folder in (self._running, self._inner / "state", self._inner / "traces", self.path / "clips"):
            folder.mkdir(exist_ok=True)

    def _clear(self) -> None:
        """Remove what is half-done, once nobody works on it any more."""
        for lock in self._running.glob("*.lock"):
            try:
                with FileLock(lock, timeout=_ORPHANS_END_S):
                    pass
            except Timeout as error:
                raise OutputError(
                    f"{self.path}: a worker of an earlier run, which was killed, does not end; end it, or start the machine anew."
                ) from error
        shutil.rmtree(self._running, ignore_errors=True)
        self._running.mkdir(exist_ok=True)
        clear_leftovers(self.path / "clips", OWN_FILES)
        clear_leftovers(self._inner / "state", ())

    # --- what became of the clips

    def state(self, clip_id: str) -> ClipState | None:
        """What became of a clip; None where nothing did yet, or what is written down cannot be understood."""
        return _read(self._state_file(clip_id), ClipState)

    def keep(self, state: ClipState) -> None:
        """Write down what became of a clip.

        Raises:
            OutputError: It cannot be written.
        """
        _write(self._state_file(state.id), state)

    def forget(self, clip_id: str) -> None:
        """Let a clip count as never tried."""
        self._state_file(clip_id).unlink(missing_ok=True)
        self.trace_file(clip_id).unlink(missing_ok=True)

    def states(self) -> tuple[ClipState, ...]:
        """What became of all clips that were ever worked on here, by id."""
        found = (self.state(path.stem) for path in sorted((self._inner / "state").glob("*.json")))
        return tuple(state for state in found if state is not None)

    def holds(self, state: ClipState) -> bool:
        """Whether a clip's results are where they should be."""
        return origin_of(self.clip_folder(state.id)) is not None

    def drop_results(self, clip_id: str) -> None:
        """Remove a clip's earlier results, which hold no longer, unless somebody put something of their own beside them."""
        folder = self.clip_folder(clip_id)
        if folder.is_dir() and {path.name for path in folder.iterdir()} <= set(OWN_FILES):
            remove_result(folder, OWN_FILES)

    def _state_file(self, clip_id: str) -> Path:
        return self._inner / "state" / f"{clip_id}.json"

    # --- what the workers are at

    @contextmanager
    def marked(self, at_work: AtWork) -> Iterator[None]:
        """Have it seen from outside that a worker is at a clip; if it dies within the block, that stays to be seen."""
        with FileLock(self._running / f"{at_work.id}.lock"):
            self.tell(at_work)
            try:
                yield
            finally:
                self.unmark(at_work.id)

    def was_begun(self, clip_id: str) -> bool:
        """Whether a worker died at a clip and nobody has taken note of that yet; waits for one who still is at it."""
        with FileLock(self._running / f"{clip_id}.lock"):
            return bool(self.at_work([clip_id]))

    def tell(self, at_work: AtWork) -> None:
        """Say how far a worker is."""
        _write(self._running / f"{at_work.id}.json", at_work)

    def last_words_file(self, clip_id: str) -> Path:
        """Where a worker that crashes at a clip says how."""
        return self._running / f"{clip_id}.txt"

    def at_work(self, ids: Iterable[str] | None = None) -> tuple[AtWork, ...]:
        """What workers are at, or were at when they died, by id of the clip; of these clips, or of all."""
        if ids is None:
            ids = sorted(path.stem for path in self._running.glob("[!.]*.json"))
        found = (_read(self._running / f"{clip_id}.json", AtWork) for clip_id in ids)
        return tuple(at_work for at_work in found if at_work is not None)

    def keep_last_words(self, clip_id: str) -> None:
        """Keep how a worker crashed at a clip or hung, for a bug report."""
        words = self.last_words_file(clip_id)
        if words.is_file() and words.stat().st_size:
            words.replace(self.trace_file(clip_id))

    def unmark(self, clip_id: str) -> None:
        """Let it be seen no longer that a worker was at a clip."""
        (self._running / f"{clip_id}.json").unlink(missing_ok=True)
        self.last_words_file(clip_id).unlink(missing_ok=True)


def _read(path: Path, kind: type[_Struct]) -> _Struct | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(path: Path, value: msgspec.Struct) -> None:
    with whole_file(path) as partial:
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(value)) + b"\n")
