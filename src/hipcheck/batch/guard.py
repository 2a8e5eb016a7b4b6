"""What ends a worker that must not go on: its run is gone, or it hangs where no exception reaches.

It also has a worker that crashes say how, in a file.
"""

from __future__ import annotations

import faulthandler
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from filelock import FileLock, Timeout

__all__ = ["GRACE", "End", "guarded", "last_words", "run_is_over"]

GRACE: Final = 1.25
"""A clip is given up between two frames when its time is over; a worker that hangs within one is ended after this many times
as long."""
_LOOK_EVERY_S: Final = 0.5
_TIMEOUT: Final = re.compile(r"^Timeout \(", re.MULTILINE)
_FATAL: Final = re.compile(r"^Fatal Python error: (.+)$|^Windows fatal exception: (.+)$", re.MULTILINE)
"""What Python's `faulthandler` writes first."""


@dataclass(frozen=True, slots=True)
class End:
    """How a worker died.

    Attributes:
        kind: By taking too long, by a crash of its own, or without a word.
        what: The crash, as "Segmentation fault".
    """

    kind: Literal["hung", "crashed", "killed"]
    what: str = ""


def run_is_over(pulse: Path) -> bool:
    """Whether the process that held this lock is gone, however it ended."""
    try:
        with FileLock(pulse, blocking=False):
            return True
    except Timeout:
        return False
    except OSError:  # its folder is gone as well
        return True


@contextmanager
def guarded(pulse: Path, limit_s: float, words: Path) -> Iterator[Callable[[], None]]:
    """End this process within the block when its run is over or it hangs for too long.

    Args:
        pulse: The run's.
        limit_s: Time for the block; `GRACE` times as long ends it.
        words: A file that says how the process ended, if it crashed or hung.

    Yields:
        What returns only while the run lives.
    """

    def run_lives() -> None:
        if run_is_over(pulse):
            os._exit(1)  # nobody waits for a result, and what is half-written the next run removes

    left = threading.Event()

    def watch() -> None:
        while not left.wait(_LOOK_EVERY_S):
            run_lives()

    with words.open("w", encoding="utf-8") as file:
        faulthandler.enable(file)
        # A thread in C: it ends the process also where something holds Python's own lock for ever.
        faulthandler.dump_traceback_later(limit_s * GRACE, exit=True, file=file)
        watcher = threading.Thread(target=watch, name="hipcheck-pulse", daemon=True)
        watcher.start()
        try:
            yield run_lives
        finally:
            left.set()
            watcher.join()
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()


def last_words(words: Path) -> End:
    """How a process ended that was `guarded`.

    Args:
        words: The file that it was given.
    """
    try:
        text = words.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return End("killed")
    if _TIMEOUT.search(text):
        return End("hung")
    fatal = _FATAL.search(text)
    return End("crashed", fatal[1] or fatal[2]) if fatal else End("killed")
