"""What leads a session: a single set, or the warm-up with sets in between. The engine knows no difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hipcheck.catalog import Movement
from hipcheck.landmarks import Side
from hipcheck.live.director import Director
from hipcheck.live.keys import Key
from hipcheck.live.looks import Look
from hipcheck.live.scene import Scene
from hipcheck.results import Analysis

__all__ = ["Leader", "SetLeader", "Take"]


@dataclass(frozen=True, slots=True)
class Take:
    """What is recorded and analysed as one clip.

    Attributes:
        number: Counted from 1.
        movement: What is done in it; None to find out.
        side: On which leg; None to find out in each rep.
    """

    number: int
    movement: Movement | None = None
    side: Side | None = None


class Leader(Protocol):
    """Leads a session, frame by frame; see `Director`."""

    @property
    def take(self) -> Take | None:
        """What is recorded now; None where nothing is."""
        ...

    @property
    def wants_judgement(self) -> bool:
        """Whether the pipeline is to be asked about the take so far."""
        ...

    @property
    def finished(self) -> bool:
        """Whether it is over; the scene then holds the summary."""
        ...

    def see(self, look: Look) -> Scene:
        """One more frame."""
        ...

    def judged(self, analysis: Analysis | None) -> None:
        """The pipeline's answer; None where nobody could be analysed."""
        ...

    def key(self, key: Key) -> None:
        """What the user asks for."""
        ...

    def lost(self, sentence: str) -> Scene:
        """The camera gives no frames: what to show meanwhile."""
        ...


class SetLeader:
    """One set, one take: everything from the first frame on is recorded.

    Args:
        director: Who leads it.
        movement: What the user named.
        side: Which leg the user named; None where both are to do it.
    """

    def __init__(self, director: Director, movement: Movement | None, side: Side | None) -> None:
        self._director = director
        self.take = Take(1, movement, side)
        self.see = director.see
        self.judged = director.judged
        self.key = director.key
        self.lost = director.lost

    @property
    def wants_judgement(self) -> bool:
        """See `Leader.wants_judgement`."""
        return self._director.wants_judgement

    @property
    def finished(self) -> bool:
        """See `Leader.finished`."""
        return self._director.finished
