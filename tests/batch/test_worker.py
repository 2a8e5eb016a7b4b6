"""One clip in this process: what becomes of it, and what is written."""

from __future__ import annotations

import errno
import faulthandler
import sys
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import cv2
import pytest
from filelock import FileLock

from hipcheck.batch.folder import AtWork
from hipcheck.batch.jobs import Who
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.state import fingerprint
from hipcheck.batch.worker import Task, failed, took_too_long, work
from hipcheck.catalog import load_movement
from hipcheck.errors import InputError, ModelError, OutputError
from hipcheck.landmarks import Side
from hipcheck.settings import RepSettings, Settings
from hipcheck.video.threads import limit_threads
from hipcheck.workflow import analyze_video
from tests.factories import make_analysis


@pytest.fixture(autouse=True)
def _as_before():
    """A worker's process is its own: fault handler and numbers of threads of the tests' process are put back."""
    before = faulthandler.is_enabled()
    opencv = cv2.getNumThreads()
    yield
    cv2.setNumThreads(opencv)
    limit_threads(0)
    if before:
        faulthandler.enable(sys.__stderr__)


@pytest.fixture
def made(batch):
    made = batch("a")
    with made.folder.held():
        yield made


@pytest.fixture
def task(made, tmp_path):
    """Makes the clip's work, analysed like this, with a run that lives."""
    with FileLock(tmp_path / "run.pulse") as pulse:

        def make(look=analyze_video, **values) -> Task:
            options = BatchOptions(look=look, **values)
            (job,) = made.jobs
            return Task(job, fingerprint(job, options), 1, made.out, tmp_path / pulse.lock_file, options)

        yield make


def raising(error: BaseException):
    def look(path, **_options):
        raise error

    return look


class TestDone:
    def test_results_are_there_and_so_is_the_state(self, made, task):
        asked = task()
        state = work(asked)
        assert state.done
        assert (state.fingerprint, state.attempts, state.sha256) == (
            asked.fingerprint,
            1,
            made.jobs[0].sha256,
        )
        assert made.folder.state(state.id) == state
        assert made.folder.holds(state)
        assert made.folder.at_work() == ()

    def test_what_is_said_of_the_clip_counts_before_what_is_said_of_all(self, task):
        seen = {}

        def look(path, **options):
            seen.update(options)
            return make_analysis()

        asked = task(look, side=Side.LEFT, model="lite")
        work(replace(asked, job=replace(asked.job, who=Who(side=Side.RIGHT, movement="squat"))))
        assert (seen["side"], seen["movement"], seen["model"]) == (Side.RIGHT, "squat", "lite")

    def test_it_says_how_far_it_is(self, made, task):
        told = []

        def look(path, on_progress, **_options):
            on_progress("finding the person", 1, 7)
            told.extend(made.folder.at_work())
            return make_analysis()

        work(task(look))
        (at_work,) = told
        assert isinstance(at_work, AtWork)
        assert (at_work.name, at_work.stage, at_work.frames, at_work.total) == (
            "a.npz",
            "finding the person",
            1,
            7,
        )


class TestFailed:
    def test_an_error_of_the_users(self, made, task):
        clip = made.jobs[0].clip
        state = work(task(raising(InputError(f"{clip}: the file is empty; copy {clip} again."))))
        assert (state.status, state.error, state.remedy) == (
            "failed",
            "the file is empty",
            "copy a.npz again.",
        )
        assert state.lasting
        assert made.folder.state(state.id) == state
        assert made.data() == {}

    def test_no_reps(self, made, task):
        too_quick = Settings(reps=RepSettings(min_duration_s=50.0))
        state = work(task(movement=load_movement("squat"), settings=too_quick))
        assert state.error == "no repetitions were found of a squat"
        assert state.remedy.startswith("film three to five slow repetitions")
        assert state.lasting
        assert made.data() == {}

    def test_a_name_stays_on_one_line(self, task):
        state = work(task(raising(InputError("new\nline; \x1b[2Jdo that."))))
        assert (state.error, state.remedy) == ("new\\nline", "\\x1b[2Jdo that.")

    def test_what_the_machine_may_be_to_blame_for_is_tried_again(self, task):
        assert not work(task(raising(ModelError("MediaPipe failed on a frame; run it again.")))).lasting
        assert not work(task(raising(MemoryError()))).lasting
        assert not work(task(raising(OutputError("x: is not a folder of results; move it away.")))).lasting

    def test_a_bug_keeps_its_traceback(self, made, task):
        state = work(task(raising(KeyError("hip"))))
        assert state.error == "hipcheck itself failed (KeyError: 'hip')"
        assert "KeyError: 'hip'" in made.folder.trace_file(state.id).read_text("utf-8")
        assert f".hipcheck/traces/{state.id}.txt" in state.remedy

    def test_time_is_up_between_two_frames(self, task, monkeypatch):
        clock = SimpleNamespace(monotonic=count(step=25.0).__next__)
        monkeypatch.setattr("hipcheck.batch.worker.time", clock)
        frames = []

        def look(path, on_progress, **_options):
            for frame in range(1, 100):
                on_progress("dawdling", frame, None)
                frames.append(frame)

        asked = task(look, time_limit_s=60.0)
        assert work(asked) == took_too_long(asked)
        assert frames == [1, 2], "the third is at 75 s"


class TestNothingCanBeWritten:
    @pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
    def test_the_run_is_over(self, made, task, number):
        error = OutputError("x: cannot be written (No space left on device); make room.")
        error.__cause__ = OSError(number, "whatever the system says")
        with pytest.raises(OutputError, match="make room"):
            work(task(raising(error)))
        assert made.folder.states() == ()

    def test_a_name_that_is_taken_costs_only_its_clip(self, made, task):
        folder = made.folder.clip_folder(made.jobs[0].id)
        folder.mkdir()
        (folder / "thesis.txt").touch()
        state = work(task())
        assert "is not a folder of hipcheck results" in state.error
        assert not state.lasting
        assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_a_failure_says_what_and_what_to_do(task):
    state = failed(task(), "it is broken", "mend it.", lasting=True)
    assert (state.status, state.error, state.remedy, state.lasting) == (
        "failed",
        "it is broken",
        "mend it.",
        True,
    )
