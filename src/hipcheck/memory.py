"""Memory that is no longer needed, given back to the operating system."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["give_back"]


def give_back() -> None:
    """Let the operating system have what was freed, so that a stage's memory does not come on top of the one before.

    The C library keeps freed memory for the process, the more the larger the pieces were: after MediaPipe has closed, 65 MiB
    (benchmarks/README.md). glibc does give it back when asked (malloc_trim(3)). Other systems' C libraries do so by themselves
    or have no such call: there, nothing is done.
    """
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)
