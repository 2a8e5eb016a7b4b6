"""The command itself, with the real pose model: a folder full of everything, runs that are stopped, a full disk."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import plotly
import pytest

from hipcheck.backends.replay import save_recording
from hipcheck.batch.folder import ResultsFolder
from tests.batch.looks import until
from tests.factories import make_poses
from tests.filmed import record
from tests.video.clips import write_clip

SAMPLES = Path(__file__).parents[2] / "sample_videos"
GOOD = ("single_leg_squat_good_front", "step_down_shallow_front")
SECONDS = 5.0
"""Of the samples: one repetition, and a moment of standing after it."""
MAY_READ_ALL = sys.platform == "win32" or os.geteuid() == 0
pytestmark = pytest.mark.model


def cut(sample: str, target: Path) -> Path:
    """The first seconds of a sample clip, as they are encoded."""
    with av.open(str(SAMPLES / f"{sample}.mp4")) as whole, av.open(str(target), "w") as part:
        source = whole.streams.video[0]
        stream = part.add_stream_from_template(source)
        for packet in whole.demux(source):
            if packet.pts is not None and packet.pts * source.time_base < SECONDS:
                packet.stream = stream
                part.mux(packet)
    return target


def grey(level: int) -> np.ndarray:
    return np.full((160, 90, 3), level, np.uint8)


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """60 clips of every kind, some of them analysable."""
    folder = tmp_path_factory.mktemp("many") / "clips"
    deep = folder / "Zoë" / "monday morning"
    deep.mkdir(parents=True)
    for number, sample in enumerate(GOOD):
        cut(sample, (folder, deep)[number] / f"{sample}.mp4")
    shutil.copy(folder / f"{GOOD[0]}.mp4", deep / "the same again.mp4")
    whole = (folder / f"{GOOD[0]}.mp4").read_bytes()
    for number in range(10):
        (folder / f"cut off {number}.mp4").write_bytes(whole[: 1000 * (number + 1)])
    for number in range(8):
        (deep / f"empty {number}.mov").touch()
    for number in range(12):
        (folder / f"Tagebuch für {number}.mp4").write_text(f"Dear diary, {number} squats today.\n" * 50)
    for number in range(26):
        write_clip(folder / f"nobody {number}.mp4", [grey(5 * number)] * 6)
    write_clip(folder / "locked.mp4", [grey(200)] * 6).chmod(0)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 60
    (folder / "notes.txt").touch()
    return folder


@pytest.fixture(scope="module")
def results(clips, tmp_path_factory):
    """What the command says of them all, and its folder."""
    out = tmp_path_factory.mktemp("results") / "out"
    ran = command("batch", clips, "--out", out, "--workers", 2, "--model", "lite", "--no-video")
    return ran, out


class TestManyClips:
    def test_every_good_one_is_done_every_bad_one_explained_and_none_lost(self, results):
        (code, out, err), folder = results
        states = ResultsFolder(folder).states()
        assert len(states) == 59, "the copy is done once"
        done = [state.name for state in states if state.done]
        assert done == [f"{GOOD[0]}.mp4", f"Zoë/monday morning/{GOOD[1]}.mp4"]
        kinds = {"cut off": "incomplete", "empty": "is empty", "Tagebuch": "not a video", "nobody": "nobody"}
        kinds["locked"] = "nobody" if MAY_READ_ALL else "not allowed to read"
        for state in states:
            if not state.done:
                kind = next(kind for kind in kinds if Path(state.name).name.startswith(kind))
                assert kinds[kind] in state.error, state
                assert state.remedy.endswith("."), state
                assert f"failed: {state.name}: {state.error}; {state.remedy}\n" in err
        assert code == 1
        assert (
            out
            == f"2 of 59 clips analysed, 57 failed: {folder}\nWhom to look at first: {folder / 'index.html'}\n"
        )
        assert "1 left out: " in err
        assert "notes.txt (is no clip" in err
        assert "1 copies: Zoë/monday morning/the same again.mp4 (of" in err

    def test_every_result_is_whole(self, results):
        _, folder = results
        kept = {path.name: {p.name for p in path.iterdir()} for path in (folder / "clips").iterdir()}
        assert len(kept) == 2
        for files in kept.values():
            assert files == {"report.html", "analysis.json", "reps.csv", "frames.csv", "key_frames"}

    def test_again_there_is_nothing_to_do(self, results, clips):
        _, folder = results
        before = {p: p.stat().st_mtime_ns for p in (folder / "clips").rglob("*")}
        code, out, err = command(
            "batch", clips, "--out", folder, "--workers", 2, "--model", "lite", "--no-video"
        )
        assert code == 1
        assert (
            out
            == f"2 of 59 clips analysed (2 as before), 57 failed: {folder}\nWhom to look at first: {folder / 'index.html'}\n"
        )
        assert err.count("failed, as before: ") == 57
        assert {p: p.stat().st_mtime_ns for p in (folder / "clips").rglob("*")} == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_run_that_is_stopped_says_so_and_leaves_nothing_half(tmp_path, number):
    clips, out = tmp_path / "clips", tmp_path / "out"
    clips.mkdir()
    (clips / "1 empty.mp4").touch()
    for sample in GOOD:
        shutil.copy(SAMPLES / f"{sample}.mp4", clips)
    folder = ResultsFolder(out)
    process = subprocess.Popen(
        [sys.executable, "-m", "hipcheck", "batch", clips, "--out", out, "--workers", "2", "--model", "lite"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # Both good clips are at some frame of theirs, and the bad one is behind them.
    until(
        lambda: len([found for found in folder.at_work() if found.frames]) == 2 or process.poll() is not None
    )
    # A terminal sends Ctrl-C to all processes of the program, `kill` its signal to one.
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert stdout == ""
    lines = stderr.splitlines()
    assert lines[0] == "3 clips; 2 processes"
    assert lines[1].startswith("[1/3] failed: 1 empty.mp4: the file is empty")
    assert lines[2:] == ["stopped; nothing half-written is left behind"]
    assert [state.name for state in folder.states()] == ["1 empty.mp4"]
    assert list((out / "clips").iterdir()) == []
    assert list((out / ".hipcheck" / "running").iterdir()) == []


class TestFullDisk:
    @pytest.fixture
    def small_disk(self, tmp_path):
        """A file system that holds the chart library and not much more."""
        if sys.platform != "linux" or os.geteuid() != 0:
            missing("only root on Linux can make a small disk")
        disk = tmp_path / "disk"
        disk.mkdir()
        library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        size = f"size={library.stat().st_size // 1024 + 250}k"
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk], capture_output=True, check=False
        )
        if made.returncode:
            missing(f"no small disk can be mounted: {made.stderr.decode().strip()}")
        yield disk
        subprocess.run(["umount", disk], check=True)

    def test_it_is_one_sentence_and_nothing_is_half(self, small_disk, tmp_path):
        clips = [tmp_path / "1 empty.mp4", tmp_path / "2.npz", tmp_path / "3.npz"]
        clips[0].touch()
        for clip, seconds in zip(clips[1:], (6.0, 8.0), strict=True):
            save_recording(record(make_poses(seconds, 180, 320)), clip)
        out = small_disk / "out"
        arguments = ("batch", *clips, "--out", out, "--workers", 1)
        code, stdout, stderr = command(*arguments)
        assert (code, stdout) == (1, "")
        (told,) = [line for line in stderr.splitlines() if line.startswith("error: ")]
        assert "No space left on device" in told
        assert not re.search(r"[.!?] [A-Z]", told), "more than one sentence"
        assert "Traceback" not in stderr
        folder = ResultsFolder(out)
        assert [state.name for state in folder.states()] == ["1 empty.mp4"]
        assert list((out / "clips").iterdir()) == []

        subprocess.run(["mount", "-o", "remount,size=50m", small_disk], check=True)
        code, stdout, _ = command(*arguments)
        assert (
            stdout == f"2 of 3 clips analysed, 1 failed: {out}\nWhom to look at first: {out / 'index.html'}\n"
        )
        assert {state.done for state in folder.states() if state.name.endswith(".npz")} == {True}


def test_two_kinds_of_wrong_usage(hipcheck, tmp_path):
    code, _, err = hipcheck("batch", tmp_path)
    assert code == 2
    assert "--out" in err
    code, out, err = hipcheck("batch", tmp_path, "--out", tmp_path / "out")
    assert (code, out) == (1, "")
    assert err == f"error: {tmp_path}: there is no clip in it; name a folder that holds some.\n"
    assert list(tmp_path.iterdir()) == []


def missing(what: str) -> None:
    if os.environ.get("HIPCHECK_REQUIRE_ALL"):
        pytest.fail(what)
    pytest.skip(f"{what}: what becomes of results on a full disk is NOT tested here")


def command(*arguments: object) -> tuple[int, str, str]:
    """Run the program in a process of its own; exit code, standard output, standard error."""
    ran = subprocess.run(
        [sys.executable, "-m", "hipcheck", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout, ran.stderr
