"""What leads a session: a single set, or the warm-up with sets in between. The engine knows no difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hipcheck.catalog import Movement
from hipcheck.landmarks import Side
from hipcheck.live.director import Director
from hipcheck.live.keys import Key
from hipcheck.live.looks import Look
from hipcheck.live.scene import Phase, Scene
from hipcheck.results import Analysis

__all__ = ["Beginning", "Leader", "SetLeader", "Take"]


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


class Beginning:
    """Tells when quiet standing begins before anything has counted: who sets up their camera is not doing a set yet.

    Whoever bends down to a laptop, or tries the movement out before the countdown, must not find that among the reps.
    """

    def __init__(self) -> None:
        self.now = False
        self._before = Phase.GUIDE
        self._counted = False

    def see(self, phase: Phase) -> None:
        """Where the session stands in this frame."""
        self._counted = self._counted or phase is Phase.MOVE
        self.now = not self._counted and phase is Phase.STAND and self._before is not Phase.STAND
        self._before = phase


class Leader(Protocol):
    """Leads a session, frame by frame; see `Director`."""

    @property
    def take(self) -> Take | None:
        """What is recorded now; None where nothing is."""
        ...

    @property
    def anew(self) -> bool:
        """Whether what was recorded of the take up to this frame was setting up, and is to be forgotten."""
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
    """One set, one take.

    Args:
        director: Who leads it.
        movement: What the user named.
        side: Which leg the user named; None where both are to do it.
        whole: Everything from the first frame on belongs to it, as of a clip; otherwise it begins with quiet standing.
    """

    def __init__(
        self, director: Director, movement: Movement | None, side: Side | None, *, whole: bool = False
    ) -> None:
        self._director = director
        self._whole = whole
        self._beginning = Beginning()
        self.take = Take(1, movement, side)
        self.judged = director.judged
        self.key = director.key
        self.lost = director.lost

    def see(self, look: Look) -> Scene:
        """See `Leader.see`."""
        scene = self._director.see(look)
        self._beginning.see(self._director.phase)
        return scene

    @property
    def anew(self) -> bool:
        """See `Leader.anew`."""
        return self._beginning.now and not self._whole

    @property
    def wants_judgement(self) -> bool:
        """See `Leader.wants_judgement`."""
        return self._director.wants_judgement

    @property
    def finished(self) -> bool:
        """See `Leader.finished`."""
        return self._director.finished
