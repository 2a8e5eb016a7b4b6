"""Runs a program and tells every attempt of it to reach a network, whatever language or child process makes it.

Python's own means (replacing `socket.socket`, audit hooks) do not see sockets that C++ libraries open, and those are what
matters: MediaPipe is one. So the kernel is asked: strace follows every thread and child process and reports the calls
that make or use sockets. Sockets within the machine (AF_UNIX) are allowed, except those of a service that looks up names
for others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_CALLS = "socket,connect,sendto,sendmsg,?sendmmsg,?socketcall,?io_uring_setup"
"""`socketcall` is how 32-bit programs do all of it; a ring of io_uring can open sockets unseen. The question mark: where
the processor has no such call, none is watched."""
_OPENED = re.compile(r"\bsocket\((?!AF_UNIX\b|AF_LOCAL\b)")
_ADDRESSED = re.compile(r"sa_family=(?!AF_UNIX\b|AF_LOCAL\b|AF_UNSPEC\b)")
_RESOLVER = re.compile(r'sun_path=@?"[^"]*(?:resolve|nscd|avahi|dbus)', re.IGNORECASE)
_UNSEEN = re.compile(r"\b(?:io_uring_setup|socketcall)\(")


class GuardError(Exception):
    """The guard itself could not do its work: no statement about the program."""


@dataclass(frozen=True)
class Watched:
    """What a program did under the guard.

    Attributes:
        exit_code: Its own.
        output: Standard output and error together.
        attempts: Lines of strace that tell of a network, in their order.
    """

    exit_code: int
    output: str
    attempts: tuple[str, ...]


def require_guard() -> None:
    """Skip the calling test where strace is not to be had; fail it where everything is asked for."""
    if sys.platform == "linux" and shutil.which("strace"):
        return
    missing = "strace is not installed" if sys.platform == "linux" else "strace is only there on Linux"
    if os.environ.get("HIPCHECK_REQUIRE_ALL"):
        pytest.fail(f"the network guard cannot run: {missing}")
    pytest.skip(f"{missing}: whether anything reaches for a network is NOT tested here")


def watch(command: Sequence[str | Path], *, timeout_s: float = 300.0, **options: object) -> Watched:
    """Run a command to its end and report its attempts.

    Args:
        command: Program and arguments.
        timeout_s: After this it has failed.
        options: More for `subprocess.run`: cwd, env.

    Raises:
        GuardError: strace could not watch it.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "strace.txt"
        strace = ["strace", "-f", "-qq", "-e", f"trace={_CALLS}", "-e", "signal=none", "-o", str(log)]
        # A call that shows that strace watches: without it an empty log would mean nothing.
        program = [sys.executable, "-c", _LAUNCHER, *map(str, command)]
        done = subprocess.run(
            [*strace, "--", *program],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_s,
            check=False,
            **options,
        )
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    if not any(_CANARY in line for line in lines):
        raise GuardError(f"strace did not watch the program: {done.stdout.strip()[-500:]}")
    return Watched(done.returncode, done.stdout, tuple(line for line in lines if is_attempt(line)))


def is_attempt(line: str) -> bool:
    """Whether a line of strace tells of a network."""
    return any(pattern.search(line) for pattern in (_OPENED, _ADDRESSED, _RESOLVER, _UNSEEN))


_CANARY = "hipcheck-network-guard"
_LAUNCHER = f"""
import os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
    probe.connect_ex("\\0{_CANARY}")
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Reaches for a Unix socket that nobody has, then becomes the program."""
