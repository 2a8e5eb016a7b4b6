"""What stands in for the analysis of a clip: it does what the clip's name says, and then analyses it if it still can."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

from hipcheck.workflow import analyze_video

TICK_S = 0.005
LONGEST_S = 60.0


def look(path: Path, **options):
    """`crash-once.npz` crashes the first time, `wait.npz` waits until it is let go, `a.npz` is just analysed."""
    deed = path.stem.split("-")[0].split(" ")[0]
    first = not path.with_suffix(".begun").exists()
    path.with_suffix(".begun").touch()
    if deed in DEEDS and (first or not path.stem.endswith("-once")):
        DEEDS[deed](path, **options)
    return analyze_video(path, **options)


def crash(path, **_options):
    ctypes.string_at(0)


def leave(path, **_options):
    os._exit(3)


def kill(path, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def hang(path, **_options):
    ctypes.PyDLL(None).sleep(int(LONGEST_S))  # holds Python's lock all the while, as a C library may


def dawdle(path, on_progress, **_options):
    for frame in range(int(LONGEST_S / TICK_S)):
        time.sleep(TICK_S)
        on_progress("dawdling", frame + 1, None)


def fail(path, **_options):
    raise ZeroDivisionError("a bug")


def starve(path, **_options):
    raise MemoryError


def wait(path, **_options):
    until(path.with_suffix(".go").exists)


def until(condition, within_s=LONGEST_S):
    """Wait for something, and fail where it does not come."""
    end_s = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end_s, f"still not so after {within_s:g} s"
        time.sleep(TICK_S)


DEEDS = {deed.__name__: deed for deed in (crash, leave, kill, hang, dawdle, fail, starve, wait)}
