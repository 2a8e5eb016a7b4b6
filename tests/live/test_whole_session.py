"""`hipcheck live` as a user has it: the command, a real window, keys, the real model, a clip at its own pace as the camera."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.live.displays import linux, require, running, screen, server, xdo

CLIP = Path(__file__).parents[2] / "sample_videos" / "single_leg_squat_knee_inward_front.mp4"
PATIENCE_S = 60.0
PAUSED_LIGHT = 0.8
"""Share of its light that a paused picture keeps at most: it is veiled."""


def until(done, process):
    """The first true answer."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()[0]
        if result := done():
            return result
        time.sleep(0.05)
    raise AssertionError("it has not come to it")


def window_number(environment):
    with suppress(subprocess.CalledProcessError):
        return xdo("search", "--onlyvisible", "--name", "^hipcheck$", env=environment).split()[-1]
    return None


def stands_still(folder):
    """Whether the picture is the same for a second: a clip's never is."""
    before = screen(folder)
    time.sleep(1.0)
    return np.array_equal(before, screen(folder))


def geometry(number, environment):
    words = xdo("getwindowgeometry", "--shell", number, env=environment).split()
    told = dict(word.split("=") for word in words)
    return int(told["WIDTH"]), int(told["HEIGHT"])


@linux
@pytest.mark.model
def test_a_session_in_a_window_from_the_first_picture_to_the_report(tmp_path):
    require()
    out = tmp_path / "out"
    options = ["--source", str(CLIP), "--model", "lite", "--save", str(out), "--stats"]
    with server(tmp_path) as environment, running("openbox", env=environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "hipcheck", "live", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        try:
            number = until(lambda: window_number(environment), process)
            xdo("windowfocus", "--sync", number, env=environment)
            until(lambda: not stands_still(tmp_path), process)
            light = screen(tmp_path).mean()

            xdo("key", "space", env=environment)
            until(lambda: screen(tmp_path).mean() < PAUSED_LIGHT * light, process)
            xdo("key", "space", env=environment)
            until(lambda: screen(tmp_path).mean() > PAUSED_LIGHT * light, process)
            xdo("windowsize", number, "640", "360", env=environment)
            until(lambda: geometry(number, environment) == (640, 360), process)

            until(lambda: stands_still(tmp_path), process)  # the clip is over, and its end is shown
            xdo("key", "q", env=environment)
            said, _ = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 0, said
    document = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    assert [rep["side"] for rep in document["reps"]] == ["right"] * 3
    assert document["live"]["frames_seen"] == 317
    assert (out / "annotated.mp4").stat().st_size
