"""How the program ends when that is not its own decision: it is told to stop, or nobody takes what it prints."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

__all__ = ["STOPPED", "stoppable", "unprintable"]

_SIGNALS: Final = [
    # asked to end, as by `kill` or at shutdown; its terminal has gone (not on Windows)
    getattr(signal, name)
    for name in ("SIGTERM", "SIGHUP")
    if hasattr(signal, name)
]
_BASE: Final = 128
"""The exit code of a program that a signal stopped is this and the number of the signal, as shells count."""
STOPPED: Final = (_BASE + signal.SIGINT, *(_BASE + number for number in _SIGNALS))
"""Exit codes of a program that was stopped: by Ctrl-C, for which typer sees to it, or by another signal."""

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def stoppable() -> Iterator[None]:
    """Have signals end the block by `SystemExit`, so that whatever is half-written is cleared away as after Ctrl-C.

    Signals that the process was started to ignore, as by `nohup`, stay ignored. Once one has come, others are ignored
    until the process ends: clearing away is quick and must not be cut short.
    """
    if threading.current_thread() is not threading.main_thread():  # no other may decide about signals
        yield
        return
    ours = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    stopped = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        for other in ours:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(_BASE + number)

    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        if not stopped:
            for number in ours:
                signal.signal(number, signal.SIG_DFL)


def unprintable(error: OSError) -> str | None:
    """What to tell of standard output that took no more, which then goes nowhere; "" where nobody needs to be told.

    Args:
        error: Raised by whatever was printed.

    Returns:
        None where the error is of another kind.
    """
    if error.filename is not None or error.errno not in (*_NO_ROOM, errno.EPIPE):
        return None
    # What is still buffered would fail again when Python ends, with a message of its own.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    if error.errno == errno.EPIPE:  # the reader, `head` or `less`, has seen enough
        return ""
    return (
        f"standard output: cannot be written ({error.strerror}); make room on the disk, or send it elsewhere."
    )
