"""Work a few items ahead in a thread, so that decoding and pose estimation overlap."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

__all__ = ["prefetched", "start_thread"]

_Item = TypeVar("_Item")


class _End:
    """Says that there are no more items."""


_END: Final = _End()


def start_thread(pool: ThreadPoolExecutor) -> None:
    """Start a pool's one thread with nothing to do.

    A thread whose start is interrupted by Ctrl-C runs on, and the pool never waits for it: so nothing that must not
    run on alone may be its first task.
    """
    pool.submit(_nothing).result()


def _nothing() -> None:
    """Do nothing."""


def prefetched(source: Iterator[_Item], ahead: int) -> Generator[_Item, None, None]:
    """Yield the items of `source`, up to `ahead` of them made before they are asked for.

    One thread runs `source`, one item at a time. An error in `source` is raised here, in its place. When the
    consumer stops, for whatever reason, what is not begun is cancelled and the thread is joined: at most the item
    it is working on is waited for.

    Args:
        source: Only the thread touches it while this generator lives.
        ahead: Items held at most, beside the one the consumer has.

    Yields:
        The items, in order.
    """
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hipcheck-prefetch")
    try:
        start_thread(pool)
        pending: deque[Future[_Item | _End]] = deque(pool.submit(next, source, _END) for _ in range(ahead))
        while not isinstance(item := pending.popleft().result(), _End):
            pending.append(pool.submit(next, source, _END))
            yield item
    finally:
        # Tasks left after the end or after an error only meet an exhausted source; none can block.
        pool.shutdown(wait=True, cancel_futures=True)
