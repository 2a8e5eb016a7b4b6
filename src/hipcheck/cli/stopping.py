"""Ctrl-C and other signals as a wish to end, so that a live session can end as it would by itself."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

__all__ = ["Wish", "asked_to_stop"]

_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Wish:
    """Whether a signal has asked for the end. No `threading.Event`, whose lock a handler might find taken by its own thread.

    Attributes:
        signal: Which; None where none has.
    """

    def __init__(self) -> None:
        self.signal: int | None = None

    def is_set(self) -> bool:
        """Whether one has."""
        return self.signal is not None


@contextmanager
def asked_to_stop() -> Iterator[Wish]:
    """Have the first signal to end be noted within the block, and do nothing else.

    A second one does what it does otherwise: it ends the program, which clears away what is half-written. Signals that are
    ignored, as under `nohup`, stay so.
    """
    wish = Wish()
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    ours = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def put_back() -> None:
        for number in ours:
            signal.signal(number, before[number])

    def stop(number: int, _frame: FrameType | None) -> None:
        put_back()
        wish.signal = number

    for number in ours:
        signal.signal(number, stop)
    try:
        yield wish
    finally:
        put_back()
