"""A display of the tests' own (Xvfb): shown to nobody, read back, and pressed by xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest

WIDE, HIGH = 1400, 900
PATIENCE_S = 10.0
NEEDED = ("Xvfb", "xdotool", "openbox")

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X servers are tested on Linux only")


def require():
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing and os.environ.get("HIPCHECK_REQUIRE_ALL"):
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; whether a window opens is NOT tested here")


@contextmanager
def running(*command, **options):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def server(folder):
    """An X server on a free display with a screen file that can be read; gives its environment."""
    read, write = os.pipe()
    try:
        command = (
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            f"{WIDE}x{HIGH}x24",
            "-nolisten",
            "tcp",
            "-nocursor",
        )
        with running(*command, "-fbdir", str(folder), pass_fds=(write,)):
            os.close(write)
            write = None
            with os.fdopen(read) as told:
                read = None
                display = told.readline().strip()
            assert display, "Xvfb has not started"
            yield {**os.environ, "DISPLAY": f":{display}"}
    finally:
        for end in (read, write):
            if end is not None:
                os.close(end)


def screen(folder):
    """What is on the screen, RGB: the X server writes it to a file in the format of xwd."""
    data = (folder / "Xvfb_screen0").read_bytes()
    header = np.frombuffer(data[:100], dtype=">u4")
    begin = int(header[0] + 12 * header[19])  # the header, and 12 bytes a colour of its table
    wide, high, row = int(header[4]), int(header[5]), int(header[12])
    rows = np.frombuffer(data[begin : begin + row * high], np.uint8).reshape(high, row)
    return rows[:, : 4 * wide].reshape(high, wide, 4)[..., 2::-1]


def xdo(*arguments, env=None):
    return subprocess.run(
        ["xdotool", *arguments], capture_output=True, text=True, check=True, timeout=PATIENCE_S, env=env
    ).stdout
