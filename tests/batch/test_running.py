"""Whatever becomes of a clip, its worker or the run: every clip is accounted for, and what is there is whole."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hipcheck.batch.running import Finished, Started
from hipcheck.errors import OutputError
from tests.batch.batches import batch_of, is_held, lost, make_batch, states_of
from tests.batch.looks import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by POSIX signals")

GOOD = ("a", "b", "wait-1", "wait-2", "c")
"""Two that are done at once, two that wait in both workers, one that is not begun before these are let go."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, landmarks):
    """What comes of the good clips in a single worker that nothing disturbs."""
    batch = make_batch(tmp_path_factory.mktemp("undisturbed"), landmarks, *GOOD)
    batch.let_go("wait-1", "wait-2")
    states, _, events = batch.run(workers=1)
    assert all(state.done and state.attempts == 1 for state in states.values())
    assert lost(events) == []
    return batch


@pytest.fixture
def good(batch):
    return batch(*GOOD)


def in_the_middle(batch) -> bool:
    return batch.begun("wait-1", "wait-2") and batch.done("a", "b")


class TestGoodClips:
    def test_two_workers_give_what_one_gives(self, undisturbed, good):
        good.let_go("wait-1", "wait-2")
        states, report, events = good.run(workers=2)
        assert good.data() == undisturbed.data()
        assert len(good.data()) == 4 * len(GOOD), "report, JSON and two CSVs each"
        assert [state.name for state in report.states] == [job.name for job in good.jobs]
        assert states_of(good) == states
        assert report.failures == ()
        assert events[0] == Started(clips=5, unchanged=0, workers=2)
        assert {event.state.id for event in events[1:]} == {job.id for job in good.jobs}

    def test_the_chart_library_is_there_once(self, undisturbed):
        (library,) = undisturbed.out.rglob("plotly.min.js")
        page = (undisturbed.folder.clip_folder(undisturbed.jobs[0].id) / "report.html").read_text("utf-8")
        assert 'src="../../plotly.min.js"' in page
        assert library.parent == undisturbed.out

    def test_data_name_the_clip_as_the_batch_does(self, undisturbed):
        folder = undisturbed.folder.clip_folder(undisturbed.jobs[0].id)
        assert json.loads((folder / "analysis.json").read_text("utf-8"))["source"]["path"] == "a.npz"
        for content in undisturbed.data().values():
            assert str(undisturbed.clips).encode() not in content

    def test_nothing_is_left_of_the_work_itself(self, undisturbed):
        inner = undisturbed.out / ".hipcheck"
        assert list((inner / "running").iterdir()) == []
        assert list((inner / "traces").iterdir()) == []
        assert not is_held(inner / "lock")


class TestAgain:
    """What has not changed is not done again; it would show in the files' times."""

    @pytest.fixture
    def again(self, undisturbed, tmp_path):
        shutil.copytree(undisturbed.out, tmp_path / "results")
        shutil.copytree(undisturbed.clips, tmp_path / "clips")
        return batch_of(tmp_path / "clips", GOOD, tmp_path / "results")

    def written(self, batch) -> dict[str, int]:
        return {p.parent.name: p.stat().st_mtime_ns for p in batch.out.rglob("analysis.json")}

    def done_again(self, batch, **options) -> set[str]:
        before = self.written(batch)
        _, report, _ = batch.run(workers=1, **options)
        assert len(report.states) == len(GOOD)
        now = self.written(batch)
        changed = {clip_id for clip_id, time in now.items() if before.get(clip_id) != time}
        assert {job.id for job in batch.jobs} - changed == report.unchanged
        return changed

    def test_nothing(self, again):
        assert self.done_again(again) == set()

    def test_what_is_missing(self, again):
        shutil.rmtree(again.folder.clip_folder(again.id("a")))
        (again.out / ".hipcheck" / "state" / f"{again.id('b')}.json").write_text("{")
        assert self.done_again(again) == {again.id("a"), again.id("b")}

    def test_all_by_force(self, again, undisturbed):
        assert self.done_again(again, force=True) == {job.id for job in again.jobs}
        assert again.data() == undisturbed.data()

    def test_a_vanished_clips_results_stay_and_are_not_counted(self, again):
        fewer = batch_of(again.clips, GOOD[1:], again.out)
        _, report, _ = fewer.run(workers=1)
        assert [state.name for state in report.states] == [job.name for job in fewer.jobs]
        assert fewer.folder.clip_folder(again.id("a")).is_dir()


class TestFailures:
    def test_what_is_wrong_with_one_clip_costs_no_other(self, batch):
        made = batch("a", "fail", "broken", "starve", "crash", "leave-once", "b")
        (made.clips / "broken.npz").write_bytes(b"PK\x03\x04 not really")
        states, report, events = made.run(workers=2)
        assert [Path(state.name).stem for state in report.states] == [
            Path(job.name).stem for job in made.jobs
        ]
        assert {name for name, state in states.items() if state.done} == {"a", "b", "leave-once"}

        assert states["broken"].lasting
        assert str(made.clips) not in states["broken"].error

        fail = states["fail"]
        assert fail.error == "hipcheck itself failed (ZeroDivisionError: a bug)"
        assert not fail.lasting
        trace = made.out / fail.remedy.removeprefix("report that, with the file ").removesuffix(".")
        assert 'raise ZeroDivisionError("a bug")' in trace.read_text("utf-8")

        assert "memory" in states["starve"].error
        assert states["starve"].remedy == "run it alone, with --workers 1."

        crash = states["crash"]
        assert "Segmentation fault" in crash.error
        assert crash.attempts == 2
        assert "in crash" in made.folder.trace_file(crash.id).read_text("utf-8"), "where it was"
        assert lost(events).count("crash") == 1
        assert {event.state.id for event in events if isinstance(event, Finished)} == set(
            map(made.id, states)
        )

        # What the clip itself is to blame for is not tried again, the rest is.
        names = ("a", "broken", "fail", "starve")
        fewer = replace(made, jobs=tuple(job for job in made.jobs if job.clip.stem in names))
        states_again, report_again, _ = fewer.run(workers=1)
        assert report_again.unchanged == {made.id("a"), made.id("broken")}
        assert states_again == {name: states[name] for name in names}

    def test_a_clip_that_takes_too_long_is_given_up(self, batch):
        made = batch("hang", "dawdle")
        states, _, events = made.run(workers=2, time_limit_s=1.5)
        for name in ("hang", "dawdle"):
            assert states[name].error == "took longer than 0.025 minutes"
            assert states[name].remedy == "cut the clip to the exercise, or allow more with --time-limit."
            assert not states[name].lasting
        assert lost(events) in ([], ["dawdle"]), "what hangs is not tried again, what was beside it may be"

    def test_earlier_results_of_a_clip_that_fails_now_are_removed(self, batch):
        made = batch("a", "b")
        made.run(workers=1)
        notes = made.folder.clip_folder(made.id("b")) / "notes.txt"
        notes.write_text("talk to her about this")
        for name in ("a", "b"):
            (made.clips / f"{name}.npz").write_bytes(b"not any more")
        states, _, _ = batch_of(made.clips, ["a", "b"], made.out).run(workers=1)
        assert not any(state.done for state in states.values())
        assert not made.folder.clip_folder(made.id("a")).exists()
        assert notes.exists()


class TestKilledWorker:
    def test_its_clip_is_tried_again(self, good, undisturbed):
        with good.elsewhere() as process:
            until(lambda: in_the_middle(good))
            victim = next(found for found in good.folder.at_work() if found.id == good.id("wait-1"))
            os.kill(victim.worker[0], signal.SIGKILL)
            good.let_go("wait-1", "wait-2")
            told = json.loads(process.communicate()[0])
        # Who of the two was to blame nobody can know, so both were tried again, each alone.
        assert sorted(told["lost"]) == ["wait-1", "wait-2"]
        assert told["attempts"] == {"a": 1, "b": 1, "c": 1, "wait-1": 2, "wait-2": 2}
        assert good.data() == undisturbed.data()

    def test_a_clip_whose_worker_is_killed_again_and_again_is_given_up(self, batch):
        made = batch("kill", "a")
        states, _, _ = made.run(workers=1)
        assert states["a"].done
        assert states["kill"].attempts == 2
        assert "its worker process was killed 2 times" in states["kill"].error
        assert "memory" in states["kill"].error


class TestKilledRun:
    def test_the_next_run_goes_on_where_it_was(self, good, undisturbed):
        with good.elsewhere() as process:
            until(lambda: in_the_middle(good))
            with pytest.raises(
                OutputError, match=f"process {process.pid} on .* works in this folder already"
            ):
                good.run()
            workers = {found.worker[0] for found in good.folder.at_work()}
            staged = good.out / "clips" / ".hipcheck-0123abcd.part"
            staged.mkdir()
            (staged / "report.html").write_text("half")
            process.kill()
            process.wait()
            until(lambda: not any(map(is_alive, workers)))
        assert good.done("a", "b")
        good.let_go("wait-1", "wait-2")
        states, report, events = good.run()
        assert report.unchanged == {good.id("a"), good.id("b")}
        assert lost(events) == []
        assert {state.attempts for state in states.values()} == {1}
        assert good.data() == undisturbed.data()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
    def test_a_run_that_is_stopped_leaves_what_is_done_and_nothing_half(self, good, number):
        with good.elsewhere() as process:
            until(lambda: in_the_middle(good))
            workers = {found.worker[0] for found in good.folder.at_work()}
            # A terminal sends Ctrl-C to all processes of the program, `kill` its signal to one.
            os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
            assert process.wait() == -number if number == signal.SIGTERM else process.wait() != 0
            until(lambda: not any(map(is_alive, workers)))
        assert good.done("a", "b")
        assert {path.split("/")[0] for path in good.data()} == {good.id("a"), good.id("b")}


def is_alive(pid: int) -> bool:
    """Whether there is such a process; one that has ended and is only not yet asked after is none."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        try:
            return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
