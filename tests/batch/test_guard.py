from __future__ import annotations

import subprocess
import sys

import pytest
from filelock import FileLock

from hipcheck.batch.guard import End, last_words

GUARDED = """
import ctypes, sys, time
from pathlib import Path
from hipcheck.batch.guard import guarded
pulse, words = map(Path, sys.argv[1:3])
with guarded(pulse, float(sys.argv[3]), words) as run_lives:
    print("begun", flush=True)
    {deed}
print("over", flush=True)
"""


@pytest.fixture
def guarded(tmp_path):
    """Runs a deed in a guarded process; gives its exit code, whether it came to its end, and its last words."""

    def run(deed: str, limit_s: float = 60.0) -> tuple[int, bool, End]:
        words = tmp_path / "words.txt"
        program = GUARDED.format(deed=deed)
        command = [sys.executable, "-c", program, tmp_path / "run.pulse", words, str(limit_s)]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, timeout=120)
        assert ended.stdout.startswith("begun\n")
        return ended.returncode, "over" in ended.stdout, last_words(words)

    return run


@pytest.fixture
def run_lives(tmp_path):
    with FileLock(tmp_path / "run.pulse") as lock:
        yield lock


@pytest.mark.usefixtures("run_lives")
class TestWhileTheRunLives:
    def test_work_comes_to_its_end(self, guarded):
        assert guarded("run_lives()") == (0, True, End("killed"))

    def test_what_sleeps_too_long_is_ended(self, guarded):
        assert guarded("time.sleep(60)", limit_s=0.1) == (1, False, End("hung"))

    @pytest.mark.skipif(sys.platform == "win32", reason="the C library is called otherwise")
    def test_what_holds_pythons_lock_too_long_is_ended(self, guarded):
        assert guarded("ctypes.PyDLL(None).sleep(60)", limit_s=0.1) == (1, False, End("hung"))

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows words it otherwise")
    def test_a_crash_says_what_it_was(self, guarded):
        code, over, end = guarded("ctypes.string_at(0)")
        assert (code < 0, over, end) == (True, False, End("crashed", "Segmentation fault"))

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
    def test_what_is_killed_says_nothing(self, guarded):
        assert guarded("import os; os.kill(os.getpid(), 9)") == (-9, False, End("killed"))

    def test_an_error_goes_its_way(self, guarded):
        code, over, end = guarded("raise SystemExit(5)")
        assert (code, over, end) == (5, False, End("killed"))


class TestWhenTheRunIsGone:
    def test_work_ends(self, guarded):
        assert guarded("time.sleep(60)") == (1, False, End("killed"))

    def test_nothing_is_written_down_any_more(self, guarded):
        assert guarded("run_lives()") == (1, False, End("killed"))


def test_words_that_are_not_there(tmp_path):
    assert last_words(tmp_path / "none.txt") == End("killed")
