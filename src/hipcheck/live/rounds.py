"""Leads through the warm-up: what is only timed by its clock, what is measured by a director of its own for each round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hipcheck.catalog import load_movement
from hipcheck.live.director import Director, SetPlan
from hipcheck.live.keys import Key
from hipcheck.live.leading import Beginning, Take
from hipcheck.live.looks import Look
from hipcheck.live.scene import Phase, Scene
from hipcheck.live.steps import Hold, Step
from hipcheck.live.warmup import WarmUp
from hipcheck.results import Analysis

__all__ = ["WarmUpLeader"]

_SAID_S: Final = 3.0
"""So long a round's own sentence stands before what the director has to say. Convention."""


class WarmUpLeader:
    """Leads the warm-up; see `Leader`. Each measured round is a take.

    Args:
        warm_up: Its steps and its clock.
        director: Makes who leads a measured round.
    """

    def __init__(self, warm_up: WarmUp, director: Callable[[SetPlan], Director]) -> None:
        self._warm_up = warm_up
        self._open = director
        self._director: Director | None = None
        self._beginning = Beginning()
        self._analysis: Analysis | None = None
        self._quit = False
        self._time_s = 0.0
        self._scene: Scene | None = None
        self.take: Take | None = None

    @property
    def anew(self) -> bool:
        """See `Leader.anew`."""
        return self._director is not None and self._beginning.now

    @property
    def wants_judgement(self) -> bool:
        """See `Leader.wants_judgement`."""
        return self._director is not None and self._director.wants_judgement

    @property
    def finished(self) -> bool:
        """See `Leader.finished`."""
        return self._quit or self._warm_up.finished

    def see(self, look: Look) -> Scene:
        """See `Leader.see`."""
        self._time_s = look.time_s
        step = self._warm_up.at(look.time_s)
        self._change_round(step)
        self._scene = self._over(look.time_s) if self.finished else self._scene_of(step, look)
        return self._scene

    def judged(self, analysis: Analysis | None) -> None:
        """See `Leader.judged`."""
        self._analysis = analysis or self._analysis
        if self._director is not None:
            self._director.judged(analysis)

    def key(self, key: Key) -> None:
        """See `Leader.key`."""
        if key is Key.QUIT:
            self._quit = True
            return
        before = self._warm_up.at(self._time_s).hold
        self._warm_up.key(key, self._time_s)
        after = self._warm_up.at(self._time_s).hold
        if self._director is not None and (before is Hold.USER) is not (after is Hold.USER):
            self._director.key(Key.PAUSE)

    def lost(self, sentence: str) -> Scene:
        """See `Leader.lost`."""
        self._warm_up.out_of_view(self._time_s)
        if self._director is not None:
            return self._director.lost(sentence)
        scene = self._scene or self._warm_up.at(self._time_s).scene(self._time_s)
        return replace(scene, headline=sentence, detail="", cue=None)

    def _change_round(self, step: Step) -> None:
        """Begin or end a measured round."""
        number = self.take.number if self.take is not None else None
        if step.take == number:
            return
        if self._analysis is not None:
            self._warm_up.measured(self._analysis)
        self._analysis = self._director = self.take = None
        if step.take is not None:
            movement = load_movement(step.movement)
            self.take = Take(step.take, movement, step.side)
            self._director, self._beginning = self._open(SetPlan(movement, step.side)), Beginning()

    def _scene_of(self, step: Step, look: Look) -> Scene:
        if self._director is None:
            return step.scene(look.time_s)
        scene = self._director.see(look)
        self._beginning.see(self._director.phase)
        if self._director.phase is Phase.MOVE:
            self._warm_up.ready(look.time_s)
        elif self._director.phase is Phase.GUIDE:
            self._warm_up.out_of_view(look.time_s)
        said = look.time_s < step.since_s + _SAID_S
        return replace(
            scene,
            title=step.title,
            clock=self._warm_up.at(look.time_s).clock,
            cue=step.cue if said else scene.cue,
        )

    def _over(self, time_s: float) -> Scene:
        headline = self._warm_up.at(time_s).headline if self._warm_up.finished else "Done for today"
        unfinished = self._analysis if self._director is not None else None
        return Scene(time_s, Phase.DONE, headline=headline, summary=self._warm_up.summary(unfinished))
