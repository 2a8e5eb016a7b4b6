from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hipcheck.cli.live_run import LiveRun, Told
from hipcheck.errors import NoRepsError, OutputError
from hipcheck.live.director import SetPlan
from hipcheck.settings import Settings
from tests.filmed import film

PATIENCE_S = 60.0
SILENT = Told(window=False)


def session(filmed, **others):
    """A run over a clip whose landmarks are known."""
    asked = {
        "source": str(filmed.clip),
        "every_frame": True,
        "plan": SetPlan(),
        "limit_s": None,
        "settings": Settings(),
        "model": str(filmed.landmarks),
        "told": SILENT,
        "backend": "replay",
    }
    return LiveRun(**{**asked, **others})


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--camera", 1, "--source", "clip.mp4"], "--camera and --source"),
            (["--as-fast-as-possible"], "give a clip with --source"),
            (["--warmup", "--reps", 5], "leave out --movement, --side, --reps and --both-legs"),
            (["--movement", "moonwalk", "--no-window"], "moonwalk"),
            (["--stickers", "green", "--no-window"], "neither auto, off nor a colour"),
        ],
    )
    def test_what_does_not_go_together_is_told(self, hipcheck, options, said):
        code, _, err = hipcheck("live", *options)
        assert code == 2
        assert said in err

    def test_no_such_clip(self, hipcheck):
        code, _, err = hipcheck("live", "--source", "none.mp4", "--no-window")
        assert (code, err) == (1, "error: none.mp4: there is no such file; check the name and the folder.\n")

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems name no devices")
    def test_no_such_camera(self, hipcheck):
        code, _, err = hipcheck("live", "--camera", 77, "--no-window")
        assert code == 1
        assert err.startswith("error: camera 77: there is none (/dev/video77); plug it in, choose another")
        assert len(err.splitlines()) == 1

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
    def test_no_display_names_the_way_out(self, hipcheck, monkeypatch, filmed):
        monkeypatch.delenv("DISPLAY", raising=False)
        code, _, err = hipcheck("live", "--source", filmed.clip)
        assert code == 1
        assert "--no-window" in err


class TestEnd:
    def test_it_is_printed_as_analyze_prints_a_clip(self, filmed, capsys):
        session(filmed, told=Told(window=False, stats=True)).run()
        printed = capsys.readouterr()
        assert "rep" in printed.out
        assert "frames/s" in printed.err
        assert "150 seen, 0 dropped" in printed.err
        assert list(Path().iterdir()) == [], "nothing is kept without --save"

    def test_saved_and_as_json(self, filmed, capsysbinary):
        session(filmed, save=Path("out"), json=Path("-")).run()
        (line,) = capsysbinary.readouterr().out.splitlines()
        document = json.loads(line)
        assert document["live"]["frames_dropped"] == 0
        saved = json.loads(Path("out/analysis.json").read_text(encoding="utf-8"))
        assert saved["reps"] == document["reps"]
        assert [path.name for path in Path().iterdir()] == ["out"]

    def test_without_reps_it_is_an_error_and_nothing_is_written(self, tmp_path):
        with pytest.raises(NoRepsError):
            session(film(tmp_path, duration_s=1.0), save=Path("out")).run()
        assert list(Path().iterdir()) == []

    def test_a_place_that_cannot_be_written_is_told_before_filming(self, filmed):
        Path("file").write_text("")
        with pytest.raises(OutputError):
            session(filmed, save=Path("file/out")).run()

    def test_minutes_are_kept(self, filmed, capsysbinary):
        session(filmed, limit_s=4.0, json=Path("-")).run()
        document = json.loads(capsysbinary.readouterr().out)
        assert document["source"]["duration_s"] == pytest.approx(4.0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to one process")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_signal_in_the_middle_keeps_finished_reps_and_no_film(tmp_path, number, code):
    squats = film(tmp_path, duration_s=25.0)  # a rep every two seconds
    out = tmp_path / "out"
    options = ["--source", str(squats.clip), "--no-window", "--model", "lite", "--save", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(squats.landmarks), "live", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        waited(lambda: any(tmp_path.glob(".hipcheck-film-*/.*.part")), process)
        time.sleep(6.0)
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == code, said
    document = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    assert document["source"]["duration_s"] < 24.0, "it ended before the clip"
    assert len(document["reps"]) >= (document["source"]["duration_s"] - 3.0) // 2
    assert (out / "annotated.mp4").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "clip.npz", "out"]


PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # test runners in the background have it ignored
from hipcheck.backends import BACKENDS
BACKENDS["mediapipe"] = lambda _: BACKENDS["replay"](sys.argv[1])
from hipcheck.cli import main
sys.exit(main(sys.argv[2:]))
"""
"""hipcheck with a pose model that knows the clip, and takes no time."""


def waited(condition, process):
    until_s = time.perf_counter() + PATIENCE_S
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.perf_counter() < until_s
        time.sleep(0.02)
