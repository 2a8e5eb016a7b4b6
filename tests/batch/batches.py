"""Small batches whose clips do what their names say, run here or in a process of their own that can be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.jobs import Job, job_id
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.running import Lost, run
from hipcheck.batch.state import ClipState
from hipcheck.video import sha256_of
from tests.batch.looks import look, until

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Batch:
    """Clips of given names, all of the same content, and a folder for their results."""

    clips: Path
    jobs: tuple[Job, ...]
    out: Path

    @property
    def folder(self) -> ResultsFolder:
        return ResultsFolder(self.out)

    def id(self, name: str) -> str:
        return job_id(f"{name}.npz")

    def let_go(self, *names: str) -> None:
        for name in names:
            (self.clips / f"{name}.go").touch()

    def run(self, workers: int = 2, **options):
        """Run here; gives the states by name, the report and the events."""
        events = []
        with self.folder.held() as pulse:
            report = run(
                self.jobs,
                self.folder,
                pulse,
                BatchOptions(workers=workers, look=look, **options),
                events.append,
            )
        return {Path(state.name).stem: state for state in report.states}, report, events

    @contextmanager
    def elsewhere(self, workers: int = 2):
        """Run in another process, which is gone with all its workers at the end of the block."""
        names = [Path(job.name).stem for job in self.jobs]
        program = "from tests.batch.batches import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", program, json.dumps([str(self.clips), names, str(self.out), workers])],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            until(self.nobody_works)

    def begun(self, *names: str) -> bool:
        """Whether workers are at all of these."""
        return {self.id(name) for name in names} <= {found.id for found in self.folder.at_work()}

    def done(self, *names: str) -> bool:
        states = [self.folder.state(self.id(name)) for name in names]
        return all(state is not None and state.done for state in states)

    def nobody_works(self) -> bool:
        """Whether every worker that was at a clip has ended or finished it."""
        return not any(map(is_held, (self.out / ".hipcheck" / "running").glob("*.lock")))

    def data(self) -> dict[str, bytes]:
        """Everything that is in the clips' folders, hidden leftovers included."""
        clips = self.out / "clips"
        return {str(p.relative_to(clips)): p.read_bytes() for p in clips.rglob("*") if p.is_file()}


def is_held(lock: Path) -> bool:
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def lost(events) -> list[str]:
    """Names of clips whose workers died, in that order."""
    return [Path(name).stem for event in events if isinstance(event, Lost) for name in event.names]


def make_batch(folder: Path, landmarks: Path, *names: str) -> Batch:
    clips = folder / "clips"
    clips.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(landmarks, clips / f"{name}.npz")
    return batch_of(clips, names, folder / "results")


def batch_of(clips: Path, names, out: Path) -> Batch:
    paths = [clips / f"{name}.npz" for name in names]
    jobs = tuple(Job(job_id(path.name), path, path.name, sha256_of(path)) for path in paths)
    return Batch(clips, jobs, out)


def states_of(batch: Batch) -> dict[str, ClipState]:
    return {Path(state.name).stem: state for state in batch.folder.states()}


def main() -> None:
    """Run a batch as the command line says, and print what became of it."""
    clips, names, out, workers = json.loads(sys.argv[1])
    states, _, events = batch_of(Path(clips), names, Path(out)).run(workers)
    attempts = {name: state.attempts for name, state in states.items() if state.done}
    sys.stdout.write(json.dumps({"attempts": attempts, "lost": lost(events)}))
