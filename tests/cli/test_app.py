from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import hipcheck as package
from hipcheck.cli import main
from hipcheck.errors import HipcheckError, InputError, SettingsError

FULL = "error: standard output: cannot be written (No space left on device); make room on the disk, or send it elsewhere.\n"
HEAVY = {"numpy", "scipy", "cv2", "av", "mediapipe", "plotly", "jinja2", "msgspec"}


def loaded_by(code: str) -> set[str]:
    """Packages that a piece of code loads in a new process."""
    tell = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True
    )
    return set(run.stdout.splitlines()[-1].split())


class TestStart:
    def test_help_loads_nothing_heavy(self):
        assert not HEAVY & loaded_by("from hipcheck.cli import main\nassert main(['--help']) == 0")

    def test_the_help_of_a_command_loads_nothing_heavy(self):
        assert not HEAVY & loaded_by("from hipcheck.cli import main\nassert main(['analyze', '--help']) == 0")

    def test_the_package_loads_nothing_heavy(self):
        assert not HEAVY & loaded_by("import hipcheck")

    def test_a_public_name_loads_what_it_needs_and_no_pose_model(self):
        loaded = loaded_by("from hipcheck import analyze_poses")
        assert "numpy" in loaded
        assert not {"mediapipe", "cv2", "av"} & loaded


class TestPublicNames:
    @pytest.mark.parametrize("name", package.__all__)
    def test_is_there(self, name):
        assert getattr(package, name) is not None
        assert name in dir(package)

    def test_are_those_that_are_listed(self):
        assert {*package._HOME, "__version__"} == set(package.__all__)

    def test_any_other_is_an_attribute_error(self):
        with pytest.raises(AttributeError, match="has no attribute 'analyse_video'"):
            _ = package.analyse_video  # type: ignore[attr-defined]


class TestMain:
    def test_version(self, hipcheck):
        assert hipcheck("--version") == (0, f"hipcheck {package.__version__}\n", "")

    def test_help_names_every_command(self, hipcheck):
        code, out, _ = hipcheck("--help")
        assert code == 0
        for command in ("analyze", "movements", "exercises", "doctor"):
            assert command in out

    def test_without_a_command_it_says_how(self, hipcheck):
        code, out, err = hipcheck()
        assert code == 2
        assert "Usage: hipcheck" in out + err

    @pytest.mark.parametrize("arguments", [["dance"], ["analyze"], ["movements", "--loud"]])
    def test_wrong_usage_is_2(self, hipcheck, arguments):
        code, out, err = hipcheck(*arguments)
        assert code == 2
        assert out == ""
        assert "Traceback" not in err

    def test_module_and_command_are_the_same(self):
        run = subprocess.run(
            [sys.executable, "-m", "hipcheck", "--version"], capture_output=True, text=True, check=True
        )
        assert run.stdout == f"hipcheck {package.__version__}\n"

    @pytest.mark.parametrize(
        ("error", "code"), [(InputError("x.mp4: is bad; do this."), 1), (SettingsError("y: is wrong."), 2)]
    )
    def test_an_error_of_the_users_is_one_line(self, hipcheck, monkeypatch, error, code):
        raise_in_movements(monkeypatch, error)
        assert hipcheck("movements") == (code, "", f"error: {error}\n")

    def test_a_bug_keeps_its_traceback(self, monkeypatch):
        raise_in_movements(monkeypatch, ZeroDivisionError("a bug"))
        with pytest.raises(ZeroDivisionError, match="a bug"):
            main(["movements"])

    def test_ctrl_c_is_130_and_one_line(self, hipcheck, monkeypatch):
        raise_in_movements(monkeypatch, KeyboardInterrupt())
        assert hipcheck("movements") == (130, "", "stopped; nothing half-written is left behind\n")

    def test_every_error_has_an_exit_code_of_the_documented_ones(self):
        kinds = [HipcheckError, *HipcheckError.__subclasses__()]
        assert len(kinds) > 5
        assert {kind.exit_code for kind in kinds} == {1, 2}


def raise_in_movements(monkeypatch, error: BaseException) -> None:
    def fail():
        raise error

    monkeypatch.setattr("hipcheck.catalog.load_catalog", fail)


class TestSignals:
    def test_the_handlers_of_who_calls_are_put_back(self, hipcheck):
        before = signal.getsignal(signal.SIGTERM)
        assert hipcheck("--version")[0] == 0
        assert signal.getsignal(signal.SIGTERM) is before

    def test_in_another_thread_it_runs_without_them(self):
        with ThreadPoolExecutor(max_workers=1) as pool:
            assert pool.submit(main, ["--version"]).result() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which is always full")
class TestFullDisk:
    @pytest.mark.parametrize("arguments", [["exercises"], ["movements"], ["--help"], ["--version"]])
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    def test_standard_output_that_is_full_is_one_sentence(self, arguments, unbuffered):
        assert self.error_of([*arguments], PYTHONUNBUFFERED=unbuffered) == FULL

    @pytest.mark.parametrize("options", [["--json", "-", "--no-files"], ["--no-files"]])
    def test_so_it_is_for_results(self, landmarks, options):
        assert self.error_of(["analyze", str(landmarks), *options]) == FULL

    def error_of(self, arguments: list[str], **environment: str) -> str:
        with Path("/dev/full").open("w") as full:
            run = subprocess.run(
                [sys.executable, "-m", "hipcheck", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                env=os.environ | environment,
            )
        assert run.returncode == 1
        return run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
class TestPipes:
    @pytest.mark.parametrize("arguments", [["exercises"], ["movements"], ["--help"], ["--version"]])
    def test_a_reader_that_has_gone_is_no_error_message(self, arguments, closed_pipe):
        run = subprocess.run(
            [sys.executable, "-m", "hipcheck", *arguments],
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert run.stderr == ""
        assert run.returncode == 1

    def test_a_terminal_that_knows_only_ascii_gets_ascii(self):
        run = subprocess.run(
            [sys.executable, "-m", "hipcheck", "exercises"],
            capture_output=True,
            check=True,
            env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        )
        assert run.stderr == b""
        assert b"Clamshell" in run.stdout
        assert run.stdout.isascii()
