"""The keys of a live session, without a window: so that what they do can be tested without one."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Key"]


class Key(StrEnum):
    """What a key asks for."""

    PAUSE = "space"
    """Hold the session, or go on."""
    NEXT = "n"
    """Go on to the next leg or exercise."""
    QUIT = "q"
    """End the session; escape does the same."""
    FULL_SCREEN = "f"
    """In and out of full screen: the window's own affair."""
    STATS = "s"
    """Show or hide how fast everything runs."""
