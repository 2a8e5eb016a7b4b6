"""Whatever is wrong, a user gets one sentence and the right exit code, and nothing half-written is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from tests.filmed import film
from tests.video.clips import write_clip, write_sound

RUN = "import sys; from hipcheck.cli import main; sys.exit(main())"
SAMPLE = Path(__file__).parents[2] / "sample_videos" / "single_leg_squat_good_front.mp4"


def one_sentence(err: str) -> str:
    """The message, held to its form: `error: …` on one line, one sentence long, no traceback."""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    assert not re.search(r"[.!?] [A-Z]", err), "more than one sentence"
    return err.removeprefix("error: ").rstrip("\n")


def nothing_was_written() -> bool:
    return list(Path().iterdir()) == []


class TestClips:
    def refused(self, hipcheck, clip: object, code: int = 1) -> str:
        found, out, err = hipcheck("analyze", clip)
        assert (found, out) == (code, "")
        assert nothing_was_written()
        message = one_sentence(err)
        assert message.startswith(f"{clip}: ")
        return message

    def test_missing(self, hipcheck):
        assert "there is no such file" in self.refused(hipcheck, "no.mp4")

    def test_folder(self, hipcheck, tmp_path):
        assert "this is a folder" in self.refused(hipcheck, tmp_path)

    def test_empty(self, hipcheck, tmp_path):
        (tmp_path / "clip.mp4").touch()
        assert "the file is empty" in self.refused(hipcheck, tmp_path / "clip.mp4")

    def test_text_named_mp4(self, hipcheck, tmp_path):
        (tmp_path / "clip.mp4").write_text("Dear diary, today I squatted.\n" * 50)
        assert "not a video" in self.refused(hipcheck, tmp_path / "clip.mp4")

    def test_sound_only(self, hipcheck, tmp_path):
        write_sound(tmp_path / "clip.mp4")
        assert "no picture" in self.refused(hipcheck, tmp_path / "clip.mp4")

    def test_no_frames(self, hipcheck, tmp_path):
        clip = write_clip(tmp_path / "clip.mp4", frames=1)
        data = clip.read_bytes()
        clip.write_bytes(data[: data.index(b"mdat") + 4] + bytes(len(data) - data.index(b"mdat") - 4))
        self.refused(hipcheck, clip)

    def test_cut_before_its_index(self, hipcheck, tmp_path):
        clip = tmp_path / "clip.mp4"
        clip.write_bytes(SAMPLE.read_bytes()[:20_000])
        assert "incomplete" in self.refused(hipcheck, clip)

    def test_landmarks_that_are_none(self, hipcheck, tmp_path):
        (tmp_path / "clip.npz").write_bytes(b"PK\x03\x04 not really")
        self.refused(hipcheck, tmp_path / "clip.npz")

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
    @pytest.mark.parametrize("others", [[], ["no.mp4"]])
    def test_a_name_with_a_line_break_stays_on_one_line(self, hipcheck, others):
        code, out, err = hipcheck("analyze", "new\nline\x1b[2J.mp4", *others)
        assert (code, out) == (1, "")
        assert one_sentence(err.splitlines(keepends=True)[0]).startswith("new\\nline\\x1b[2J.mp4: ")

    @pytest.mark.model
    def test_one_frame(self, hipcheck, tmp_path):
        frame = np.full((320, 180, 3), 120, np.uint8)
        told = self.refused(hipcheck, write_clip(tmp_path / "clip.mp4", [frame]))
        assert "only one frame, too few to show a movement; film a whole set" in told

    @pytest.mark.model
    def test_nobody(self, hipcheck, tmp_path):
        black = write_clip(tmp_path / "clip.mp4", [np.zeros((320, 180, 3), np.uint8)] * 15)
        assert "nobody" in self.refused(hipcheck, black)

    @pytest.mark.model
    def test_cut_in_the_middle_is_analysed_with_a_warning(self, hipcheck, tmp_path):
        data = SAMPLE.read_bytes()
        clip = tmp_path / "clip.mp4"
        if data.index(b"moov") > data.index(
            b"mdat"
        ):  # its index is at the end: put the end's frames out of reach
            start = data.index(b"mdat") + 4
            cut = start + (data.index(b"moov") - start) * 3 // 4
            clip.write_bytes(
                data[:cut] + bytes(data.index(b"moov") - 4 - cut) + data[data.index(b"moov") - 4 :]
            )
        else:
            clip.write_bytes(data[: len(data) * 3 // 4])
        code, out, err = hipcheck("analyze", clip, "--no-video", "--model", "lite")
        assert (code, err) == (0, "")
        assert re.search(r"(cut short|damaged)", out)
        assert "Single-leg squat" in out


class TestOptions:
    @pytest.mark.parametrize(
        ("option", "value", "allowed"),
        [
            ("--side", "middle", ["left", "right"]),
            ("--view", "above", ["front", "back", "side"]),
            ("--model", "huge", ["lite", "full", "heavy"]),
            ("--movement", "lunge", list(load_catalog().movements)),
            ("--symptom", "ennui", list(load_catalog().symptoms)),
        ],
    )
    def test_an_unknown_value_names_those_there_are(self, hipcheck, landmarks, option, value, allowed):
        code, out, err = hipcheck("analyze", landmarks, option, value)
        assert (code, out) == (2, "")
        assert value in err
        assert all(name in err for name in allowed)
        assert nothing_was_written()

    @pytest.mark.parametrize("value", ["0", "-1", "nan", "fast"])
    def test_a_slow_motion_factor_that_is_none(self, hipcheck, filmed, value):
        code, out, _ = hipcheck("analyze", filmed.clip, "--slow-motion-factor", value)
        assert (code, out) == (2, "")
        assert nothing_was_written()

    @pytest.mark.parametrize("value", ["0", "-1", "one"])
    def test_a_person_that_is_none(self, hipcheck, landmarks, value):
        assert hipcheck("analyze", landmarks, "--person", value)[0] == 2
        assert nothing_was_written()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (b"[smoothing]\ncutoff = 4", "unknown field `cutoff`"),
            (b"[smoothing]\ncutoff_hz = 'four'", "Expected `float`"),
            (b"[smoothing", "not valid TOML"),
            (b"\xff\xfe", "not valid TOML"),
        ],
    )
    @pytest.mark.parametrize("option", ["--settings", "--movement"])
    def test_a_broken_file_is_named(self, hipcheck, landmarks, tmp_path, option, text, says):
        file = tmp_path / "mine.toml"
        file.write_bytes(text)
        code, out, err = hipcheck("analyze", landmarks, option, file)
        assert (code, out) == (2, "")
        message = one_sentence(err)
        assert message.startswith(f"{file}: ")
        assert says in message or option == "--movement"
        assert nothing_was_written()

    @pytest.mark.parametrize("option", ["--settings", "--movement"])
    def test_a_missing_file_is_named(self, hipcheck, landmarks, option):
        code, _, err = hipcheck("analyze", landmarks, option, "no.toml")
        assert code == 2
        assert one_sentence(err).startswith("no.toml: ")


class TestOutput:
    @pytest.mark.parametrize("option", ["--out", "--json", "--save-poses"])
    def test_a_file_where_a_folder_should_be_is_told_before_the_work(
        self, hipcheck, tmp_path, monkeypatch, option
    ):
        monkeypatch.setattr("hipcheck.workflow.analyze_video", lambda *_, **__: pytest.fail("too late"))
        (tmp_path / "taken").write_text("mine")
        target = tmp_path / "taken" / "x"
        code, out, err = hipcheck("analyze", "clip.mp4", option, target)
        assert (code, out) == (1, "")
        assert "cannot be written" in one_sentence(err)
        assert (tmp_path / "taken").read_text() == "mine"

    @pytest.mark.parametrize("option", ["--json", "--save-poses"])
    @pytest.mark.parametrize("target", ["folder", "missing/x", "clip.mp4"])
    def test_a_file_that_cannot_be_replaced_is_told_before_the_work(
        self, hipcheck, monkeypatch, option, target
    ):
        monkeypatch.setattr("hipcheck.workflow.analyze_video", lambda *_, **__: pytest.fail("too late"))
        Path("folder").mkdir()
        Path("clip.mp4").write_text("mine")
        code, out, err = hipcheck("analyze", "clip.mp4", option, target)
        assert (code, out) == (1, "")
        assert one_sentence(err).startswith(f"{target}: cannot be written")
        assert Path("clip.mp4").read_text() == "mine"

    def test_results_and_landmarks_cannot_share_a_file(self, hipcheck, landmarks):
        code, _, err = hipcheck("analyze", landmarks, "--json", "x", "--save-poses", "x")
        assert code == 1
        assert one_sentence(err).startswith("x: cannot be written (it is needed for something else)")
        assert nothing_was_written()

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc, where nobody can write")
    def test_a_folder_nobody_can_write_to(self, hipcheck, landmarks):
        code, _, err = hipcheck("analyze", landmarks, "--out", "/proc/results")
        assert code == 1
        assert one_sentence(err).startswith("/proc/results: cannot be written")

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
    @pytest.mark.parametrize(
        ("limit_bytes", "file"),
        [(20_000, "key_frames/"), (200_000, "annotated.mp4"), (3_000_000, "plotly.min.js")],
    )
    def test_a_full_disk_leaves_nothing(self, filmed, limit_bytes, file):
        """A limit on the size of files stands for the full disk: both fail in the middle of a write."""
        limited = (
            f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit_bytes}, {limit_bytes}))"
        )
        run = subprocess.run(
            [sys.executable, "-c", f"{limited}\n{RUN}", "analyze", filmed.landmarks, "--out", "results"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        message = one_sentence(run.stderr)
        assert message.startswith(f"results/clip_hipcheck/{file}")
        assert "cannot be written (File too large)" in message
        assert ".hipcheck-" not in run.stderr
        assert nothing_was_written()


HEARS = """
signal.signal(signal.SIGINT, signal.default_int_handler)
for name in ("SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
"""  # test runners may ignore them


def busy_with(clip: Path, *options: str, hears: str = HEARS) -> subprocess.Popen[str]:
    """A process that analyses a clip."""
    code = f"import signal\n{hears}\n{RUN}"
    return subprocess.Popen(
        [sys.executable, "-c", code, "analyze", str(clip), "--out", "results", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(pattern: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 200
    while not any(Path().rglob(pattern)) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    assert any(Path().rglob(pattern)), "it was to be stopped at work"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")
class TestStopped:
    """Real signals to a real process that is busy drawing."""

    @pytest.mark.parametrize(
        ("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]
    )  # 128 and the number of the signal, as shells count
    def test_in_the_middle_leaves_nothing(self, tmp_path, name, code):
        with busy_with(film(tmp_path, "clip", 30.0).landmarks) as process:
            wait_for("*.mp4*", process)
            os.kill(process.pid, getattr(signal, name))
            out, err = process.communicate(timeout=200)
        assert (process.returncode, out, err) == (code, "", "stopped; nothing half-written is left behind\n")
        assert nothing_was_written()

    def test_impatience_changes_nothing(self, tmp_path):
        """More signals arrive while half-written files are being cleared away."""
        with busy_with(film(tmp_path, "clip", 30.0).landmarks) as process:
            wait_for("*.mp4*", process)
            for _ in range(20):
                os.kill(process.pid, signal.SIGTERM)
                time.sleep(0.002)
            process.communicate(timeout=200)
        assert process.returncode == 143
        assert nothing_was_written()

    def test_who_started_it_may_have_it_outlive_its_terminal(self, tmp_path):
        """As `nohup` does."""
        landmarks = film(tmp_path, "clip", 5.0).landmarks
        with busy_with(landmarks, "--quiet", hears="signal.signal(signal.SIGHUP, signal.SIG_IGN)") as process:
            wait_for("*.mp4*", process)
            os.kill(process.pid, signal.SIGHUP)
            assert process.communicate(timeout=200) == ("", "")
        assert process.returncode == 0
        assert Path("results/clip_hipcheck/annotated.mp4").exists()
