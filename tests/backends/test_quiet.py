"""Descriptor 2 is that of a child process here: nothing of this process's own stderr is at risk."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from hipcheck.backends.quiet import hushed

NOTE = "INFO: Created TensorFlow Lite XNNPACK delegate for CPU."
WARNING = "W0000 00:00:1795310485.414515   10602 inference_feedback_manager.cc:114] Feedback manager"
ERROR = "E0000 00:00:1795310485.414515   10602 graph.cc:1] Could not open the file"


def run(code: str) -> str:
    """Standard error of a program that has `os`, `sys`, `hushed` and `say`, which writes as C++ does."""
    start = """
        import os, sys
        from hipcheck.backends.quiet import hushed
        def say(text):
            os.write(2, (text + "\\n").encode())
    """
    program = textwrap.dedent(start) + textwrap.dedent(code)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr


def test_notes_are_dropped_and_everything_else_follows():
    said = run(f"""
        with hushed():
            say({NOTE!r}); say({WARNING!r}); say({ERROR!r}); say("a Python warning")
        say({WARNING!r})
    """)
    assert said.splitlines() == [ERROR, "a Python warning", WARNING]


def test_what_python_prints_meanwhile_follows():
    assert run("""
        with hushed():
            print("half", end="", file=sys.stderr)
            print(" and half", file=sys.stderr)
        print("afterwards", file=sys.stderr)
    """).splitlines() == ["half and half", "afterwards"]


def test_an_exception_gives_the_terminal_back():
    assert run("""
        try:
            with hushed():
                say("before the error")
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            say("after the error")
    """).splitlines() == ["before the error", "after the error"]


def test_blocks_within_blocks_and_threads_give_it_back_once():
    assert (
        run("""
        from concurrent.futures import ThreadPoolExecutor
        def work(number):
            with hushed(), hushed():
                say(f"line {number:02}")
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(work, range(40)))
        say("the end")
    """).splitlines()[-1]
        == "the end"
    )


def test_all_threads_lines_arrive():
    said = run("""
        from concurrent.futures import ThreadPoolExecutor
        def work(number):
            with hushed():
                say(f"line {number:02}")
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(work, range(40)))
    """)
    assert sorted(said.splitlines()) == [f"line {number:02}" for number in range(40)]


def test_without_a_terminal_the_block_runs():
    assert (
        run("""
        os.close(2)
        ran = False
        with hushed() as log:
            ran = True
        os.dup2(1, 2)
        assert ran and log.lines == ()
    """)
        == ""
    )


@pytest.mark.parametrize(
    ("written", "last"),
    [((), ""), ((NOTE,), NOTE), ((ERROR, NOTE), ERROR), ((NOTE, "why", ""), "why")],
)
def test_the_log_tells_the_last_line_that_matters(written, last, capfd):
    with hushed() as log:
        for line in written:
            os.write(2, f"{line}\n".encode())
    assert log.last_line == last
    assert NOTE not in capfd.readouterr().err
