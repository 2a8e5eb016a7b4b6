from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from hipcheck.batch.folder import AtWork, ResultsFolder
from hipcheck.batch.guard import run_is_over
from hipcheck.batch.jobs import Who
from hipcheck.batch.state import ClipState
from hipcheck.errors import OutputError
from tests.batch.batches import is_held

HOLD = """
import sys
from pathlib import Path
from hipcheck.batch.folder import AtWork, ResultsFolder
folder = ResultsFolder(Path(sys.argv[1]))
with folder.held(), folder.marked(AtWork(id="a", name="a", worker=(1, "here"))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return ResultsFolder(tmp_path / "results")


@pytest.fixture
def held_elsewhere(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def state(clip_id: str = "a", **values) -> ClipState:
    return ClipState(
        **{
            "id": clip_id,
            "name": f"{clip_id}.mp4",
            "sha256": "ab",
            "who": Who(),
            "fingerprint": "f",
            "status": "done",
            **values,
        }
    )


class TestOneRunAtATime:
    def test_a_second_one_is_refused_by_name(self, folder, held_elsewhere):
        with pytest.raises(OutputError) as refused, folder.held():
            pass
        expected = rf"{re.escape(str(folder.path))}: process {held_elsewhere.pid} on \S+ works in this folder already; .+\."
        assert re.fullmatch(expected, str(refused.value))

    def test_one_that_was_killed_does_not_block(self, folder, held_elsewhere):
        held_elsewhere.kill()
        held_elsewhere.wait()
        with folder.held():
            assert folder.at_work() == (), "what it was at is cleared away"

    def test_after_the_block_it_is_free(self, folder):
        for _ in range(2):
            with folder.held():
                assert is_held(folder.path / ".hipcheck" / "lock")
        assert not is_held(folder.path / ".hipcheck" / "lock")

    def test_an_error_in_the_block_frees_it(self, folder):
        with pytest.raises(ZeroDivisionError), folder.held():
            raise ZeroDivisionError
        assert not is_held(folder.path / ".hipcheck" / "lock")

    def test_its_pulse_stops_when_it_is_over(self, folder):
        with folder.held() as pulse:
            assert not run_is_over(pulse)
        assert run_is_over(pulse)

    def test_its_pulse_stops_when_it_is_killed(self, folder, held_elsewhere):
        (pulse,) = (folder.path / ".hipcheck" / "running").glob("*.pulse")
        assert not run_is_over(pulse)
        held_elsewhere.kill()
        held_elsewhere.wait()
        assert run_is_over(pulse)

    def test_a_worker_of_a_killed_run_that_does_not_end_is_told(self, folder, monkeypatch):
        monkeypatch.setattr("hipcheck.batch.folder._ORPHANS_END_S", 0.1)
        with folder.held():
            pass
        running = folder.path / ".hipcheck" / "running"
        with (
            FileLock(running / "a.lock"),
            pytest.raises(OutputError, match="worker of an earlier run"),
            folder.held(),
        ):
            pass
        with folder.held():
            assert list(running.glob("*.lock")) == []

    @pytest.mark.skipif(sys.platform == "win32", reason="a lock file there is no folder either")
    def test_a_lock_that_cannot_be_had_is_told(self, folder):
        (folder.path / ".hipcheck" / "lock").mkdir(parents=True)
        with pytest.raises(OutputError, match=r"cannot be locked \(Is a directory\)"), folder.held():
            pass


class TestWhoseFolder:
    def refused(self, folder) -> str:
        before = sorted(folder.path.rglob("*")) if folder.path.is_dir() else None
        with pytest.raises(OutputError) as error, folder.held():
            pass
        if before is not None:
            assert sorted(folder.path.rglob("*")) == before
        message = str(error.value)
        assert message.startswith(f"{folder.path}: ")
        return message

    def test_somebody_elses(self, folder):
        folder.path.mkdir()
        (folder.path / "thesis.txt").touch()
        assert "not a folder of `hipcheck batch` results" in self.refused(folder)

    def test_a_file(self, folder):
        folder.path.touch()
        assert "is a file" in self.refused(folder)

    def test_of_a_newer_hipcheck(self, folder):
        with folder.held():
            pass
        layout = folder.path / ".hipcheck" / "folder.json"
        layout.write_text(json.dumps({"schema_version": 2}))
        assert "newer hipcheck" in self.refused(folder)

    @pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
    def test_one_that_cannot_be_written(self, folder):
        folder.path.mkdir(mode=0o500)
        assert "cannot be written" in self.refused(folder)

    def test_an_empty_one_will_do(self, folder):
        folder.path.mkdir()
        with folder.held():
            pass

    def test_one_whose_very_beginning_was_cut_short_will_do(self, folder):
        (folder.path / ".hipcheck").mkdir(parents=True)
        with folder.held():
            pass

    def test_ones_own(self, folder):
        for _ in range(2):
            with folder.held():
                (folder.path / "summary.csv").touch()


class TestWhatAKilledRunLeft:
    def test_is_cleared_away(self, folder):
        with folder.held():
            folder.keep(state())
        clips = folder.path / "clips"
        for name in (".hipcheck-0123abcd.part", ".hipcheck-0123abcd.old"):
            (clips / name / "key_frames").mkdir(parents=True)
            (clips / name / "key_frames" / "rep1.jpg").touch()
            (clips / name / "analysis.json").touch()
        (folder.path / ".hipcheck" / "state" / ".b.part.json").write_text("{")
        with folder.held():
            assert list(clips.iterdir()) == []
            assert folder.states() == (state(),)
            assert [path.name for path in (folder.path / ".hipcheck" / "state").iterdir()] == ["a.json"]

    def test_somebodys_notes_beside_an_earlier_result_are_kept(self, folder):
        with folder.held():
            pass
        old = folder.path / "clips" / ".hipcheck-0123abcd.old"
        old.mkdir()
        (old / "analysis.json").touch()
        (old / "notes.txt").write_text("hers")
        with folder.held():
            pass
        assert [path.name for path in old.iterdir()] == ["notes.txt"]

    def test_hidden_files_of_others_are_left_alone(self, folder):
        with folder.held():
            pass
        other = folder.path / "clips" / ".DS_Store"
        other.touch()
        with folder.held():
            assert other.exists()


class TestStates:
    def test_are_kept_and_forgotten(self, folder):
        with folder.held():
            assert folder.state("a") is None
            folder.keep(state("b"))
            folder.keep(state("a", status="failed", error="x"))
            assert [s.id for s in folder.states()] == ["a", "b"]
            folder.forget("a")
            folder.forget("never seen")
            assert [s.id for s in folder.states()] == ["b"]

    @pytest.mark.parametrize("content", [b"", b"{", b'{"id": "a"}', b"\xff"])
    def test_one_that_cannot_be_understood_is_none(self, folder, content):
        with folder.held():
            folder.keep(state())
            (folder.path / ".hipcheck" / "state" / "a.json").write_bytes(content)
            assert folder.state("a") is None
            assert folder.states() == ()


class TestAtWork:
    def test_is_seen_while_it_is_so(self, folder):
        at_work = AtWork(id="a", name="a.mp4", worker=(7, "here"))
        with folder.held():
            with folder.marked(at_work):
                assert folder.at_work() == (at_work,)
                further = AtWork(id="a", name="a.mp4", worker=(7, "here"), stage="drawing", frames=3)
                folder.tell(further)
                assert folder.at_work(["a", "b"]) == (further,)
                assert folder.at_work(["b"]) == ()
            assert folder.at_work() == ()

    @pytest.mark.skipif(sys.platform == "win32", reason="kills by a POSIX signal")
    def test_stays_to_be_seen_when_the_worker_dies(self, folder, tmp_path):
        with folder.held():
            die = HOLD.replace("with folder.held(), ", "with ").replace(
                "sys.stdin.read()", "import os; os.kill(os.getpid(), 9)"
            )
            ended = subprocess.run(
                [sys.executable, "-c", die, folder.path], stdout=subprocess.DEVNULL, check=False
            )
            assert ended.returncode == -signal.SIGKILL
            assert [found.id for found in folder.at_work()] == ["a"]
            folder.unmark("a")
            assert folder.at_work() == ()


def test_paths_do_not_follow_a_change_of_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = ResultsFolder(Path("results"))
    monkeypatch.chdir("/")
    assert folder.path == tmp_path / "results"
