"""Keeps the log lines of C++ libraries out of the terminal.

MediaPipe and TensorFlow Lite write progress notes ("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.") straight
to file descriptor 2. No setting turns them off: the environment variables of glog and TensorFlow have no effect on
mediapipe 0.10.33.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

__all__ = ["hushed"]

_STDERR: Final = 2
_NOTE: Final = re.compile(
    rb"INFO: |"  # TensorFlow Lite
    rb"WARNING: All log messages before absl::InitializeLog|"
    rb"[IW]\d{4} \d"  # glog and absl, severities information and warning: "W0000 00:00:1795310485.414515 ..."
)
_one_at_a_time = threading.RLock()


class _Log:
    """What was written to descriptor 2 within `hushed`."""

    def __init__(self) -> None:
        self.lines: tuple[bytes, ...] = ()

    @property
    def last_line(self) -> str:
        """The last line that is not empty, without notes if there is another; "" where nothing was written."""
        written = [line.strip() for line in self.lines if line.strip()]
        telling = [line for line in written if not _NOTE.match(line)] or written
        return telling[-1].decode(errors="replace") if telling else ""


@contextmanager
def hushed() -> Iterator[_Log]:
    """Hold back what is written to descriptor 2 within the block, and drop the notes in it.

    Whatever else is written meanwhile, by C++ or by Python in this or another thread, follows when the block ends,
    however it ends. Without a descriptor 2 (a windowed
    program) or a place for a temporary file the block just runs.

    Yields:
        The log; its lines are there when the block has ended.
    """
    log = _Log()
    with _one_at_a_time, ExitStack() as open_files:
        try:
            terminal = os.dup(_STDERR)
            open_files.callback(os.close, terminal)
            held = open_files.enter_context(tempfile.TemporaryFile())
        except OSError:
            yield log
            return
        os.dup2(held.fileno(), _STDERR)
        try:
            yield log
        finally:
            os.dup2(terminal, _STDERR)
            held.seek(0)
            log.lines = tuple(held.readlines())
            for line in log.lines:
                if not _NOTE.match(line):
                    os.write(terminal, line)
