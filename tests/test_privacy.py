"""Nothing leaves the machine: no part of hipcheck, nor of anything it is built on, reaches for a network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests import network_guard
from tests.network_guard import GuardError, is_attempt, require_guard, watch

ROOT = Path(__file__).parents[1]
CLIP = ROOT / "sample_videos" / "squat_knees_inward_front.mp4"


@pytest.fixture(autouse=True)
def guarded():
    require_guard()


def watch_python(program: str):
    return watch([sys.executable, "-c", program])


@pytest.mark.model
@pytest.mark.parametrize("model", ["lite", "full"])
def test_analysing_a_clip_reaches_for_no_network(tmp_path, model):
    """The whole way: models, video, every report, the annotated clip, saved landmarks."""
    seen = watch(
        [
            sys.executable, "-m", "hipcheck", "analyze", CLIP, "--model", model, "--out", tmp_path,
            "--save-poses", tmp_path / "landmarks.npz",
        ],
        cwd=tmp_path,
    )  # fmt: skip
    assert seen.attempts == ()
    assert seen.exit_code == 0, seen.output
    assert (tmp_path / f"{CLIP.stem}_hipcheck" / "report.html").is_file(), "it did its work"


@pytest.mark.model
def test_a_batch_reaches_for_no_network(tmp_path):
    """Two processes that work side by side, and what they are told and tell."""
    clips = tmp_path / "clips"
    clips.mkdir()
    shutil.copy(CLIP, clips)
    (clips / "empty.mp4").touch()
    command = [sys.executable, "-m", "hipcheck", "batch", clips, "--workers", "2", "--model", "full"]
    seen = watch([*command, "--no-video", "--out", tmp_path / "results"], cwd=tmp_path)
    assert seen.attempts == ()
    assert "1 of 2 clips analysed, 1 failed" in seen.output, seen.output


@pytest.mark.model
def test_the_doctor_reaches_for_no_network(tmp_path):
    seen = watch([sys.executable, "-m", "hipcheck", "doctor"], cwd=tmp_path)
    assert seen.attempts == ()
    assert "mediapipe" in seen.output


class TestTheGuard:
    """It sees what it must see, and nothing else."""

    @pytest.mark.parametrize(
        "program",
        [
            "import socket; socket.socket(socket.AF_INET)",
            "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
            "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
            "import socket; socket.getaddrinfo('hipcheck.invalid', 443)",
            "import ctypes; ctypes.CDLL(None).socket(2, 1, 0)",
        ],
        ids=["ipv4", "ipv6", "netlink", "name", "from C"],
    )
    def test_a_socket_is_seen(self, program):
        assert watch_python(f"try:\n    {program}\nexcept OSError:\n    pass").attempts

    def test_a_socket_of_a_child_of_a_child_is_seen(self):
        child = "import socket; socket.socket(socket.AF_INET)"
        parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
        grandparent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {parent!r}])"
        (attempt,) = watch_python(grandparent).attempts
        assert "socket(AF_INET, SOCK_STREAM" in attempt

    def test_a_socket_of_a_daemon_is_seen(self):
        daemon = (
            "import os, socket, time\n"
            "if os.fork() == 0:\n"
            "    os.setsid(); time.sleep(0.3); socket.socket(socket.AF_INET)\n"
        )
        assert watch_python(daemon).attempts

    def test_a_socket_of_a_thread_in_c_is_seen(self):
        assert watch_python(
            "import ctypes, threading\n"
            "thread = threading.Thread(target=ctypes.CDLL(None).socket, args=(10, 2, 0))\n"
            "thread.start(); thread.join()"
        ).attempts

    def test_sockets_within_the_machine_are_allowed(self):
        seen = watch_python(
            "import socket\n"
            "a, b = socket.socketpair()\n"
            "a.send(b'x')\n"
            "socket.socket(socket.AF_UNIX).close()\n"
            "raise SystemExit(7)"
        )
        assert (seen.attempts, seen.exit_code) == ((), 7)

    def test_services_that_look_names_up_are_not(self):
        assert is_attempt(
            '12 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0'
        )
        assert is_attempt('12 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = 0')
        assert not is_attempt('12 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X0"}, 20) = 0')

    def test_a_guard_that_does_not_watch_is_an_error(self, monkeypatch, tmp_path):
        idle = tmp_path / "strace"
        idle.write_text("#!/bin/sh\necho 'strace: ptrace: Operation not permitted' >&2\nexit 1\n")
        idle.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        with pytest.raises(GuardError, match="ptrace: Operation not permitted"):
            watch_python("pass")

    def test_a_missing_tracer_is_told(self, monkeypatch):
        monkeypatch.setattr(network_guard.shutil, "which", lambda name: None)
        monkeypatch.delenv("HIPCHECK_REQUIRE_ALL", raising=False)
        with pytest.raises(pytest.skip.Exception, match="is NOT tested here"):
            require_guard()
        monkeypatch.setenv("HIPCHECK_REQUIRE_ALL", "1")
        with pytest.raises(pytest.fail.Exception, match="the network guard cannot run"):
            require_guard()
