"""Joins the parts of a live session: frames in, a picture and a word out, and what was recorded in the end.

source → recorder → leader → screen, listener
             └→ judge ┘
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import numpy as np

from hipcheck.backends import PoseEstimator
from hipcheck.errors import InputError
from hipcheck.live.filming import Films
from hipcheck.live.judge import Judge
from hipcheck.live.keys import Key
from hipcheck.live.leading import Leader, Take
from hipcheck.live.looks import LivePerson, Look
from hipcheck.live.recorder import Recorded, Recorder
from hipcheck.live.scene import Cue, CueKind, Phase, Scene
from hipcheck.live.screen import Screen
from hipcheck.live.sources import LiveFrame, Source
from hipcheck.live.stats import Stage, Stats, line_of
from hipcheck.live.trial import Trial
from hipcheck.poses import FrameSize, Recording
from hipcheck.results import Analysis, LiveFacts
from hipcheck.settings import StickerSettings
from hipcheck.watching import Sight

__all__ = ["Analyze", "Engine", "Listener", "Outcome", "Parts"]

_POLL_S: Final = 0.05
"""Keys and Ctrl-C are looked after at least so often. Convention."""
_STALL_TOLD_S: Final = 2.0
_STALL_ENDS_S: Final = 15.0
"""Without a frame for so long: it is told, and then the session ends. Conventions."""
_JUDGED_S: Final = 60.0
"""How far back the pipeline is asked while filming: so the time it takes does not grow with the session."""
_LINE_EVERY_S: Final = 0.5
"""The line of figures is read by people."""
_LUMA: Final = np.array([0.299, 0.587, 0.114])
"""Rec. ITU-R BT.601-7, 2.5.1."""
_LUMA_STEP: Final = 16
"""Every so many pixels tell how bright a frame is."""

Analyze: TypeAlias = Callable[[Recording, Take], Analysis]


class Wish(Protocol):
    """A wish from outside to end the session, as by Ctrl-C."""

    def is_set(self) -> bool:
        """Whether it is there."""
        ...


class Listener(Protocol):
    """What makes scenes heard."""

    def hear(self, scene: Scene) -> None:
        """Say what is new in it."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What a session is made of.

    Attributes:
        source: Frames.
        estimator: Opens a pose model by name.
        leader: Makes who leads, told the model's full name.
        analyze: The pipeline.
        judge: Runs it meanwhile.
        screen: Shows.
        listener: Says.
        films: Where takes are filmed; None for nowhere.
        tell: Prints a sentence for the user.
        stickers: Which stickers are looked for.
    """

    source: Source
    estimator: Callable[[str], PoseEstimator]
    leader: Callable[[str], Leader]
    analyze: Analyze
    judge: Judge
    screen: Screen
    listener: Listener
    films: Films | None = None
    tell: Callable[[str], None] = print
    stickers: StickerSettings = field(default_factory=StickerSettings)


@dataclass(slots=True)
class Outcome:
    """What a session left.

    Attributes:
        takes: What was recorded, in order.
        facts: How it kept up; None where no frame came.
        why: A sentence where it ended because the source did; "" otherwise.
        failure: What broke it off; None for nothing.
    """

    takes: list[Recorded] = field(default_factory=list)
    facts: LiveFacts | None = None
    why: str = ""
    failure: BaseException | None = None


class Engine:
    """One session.

    Args:
        parts: What it is made of.
        model: Which pose model.
        fallback: A quicker one, taken where the machine cannot hold 20 frames a second with `model`; None to stay with that.
        limit_s: How long at most; None for as long as one likes.
        stop: A wish from outside to end it; None where nobody can have one.
    """

    def __init__(
        self,
        parts: Parts,
        model: str,
        *,
        fallback: str | None = None,
        limit_s: float | None = None,
        stop: Wish | None = None,
    ) -> None:
        self._parts = parts
        self._fallback = fallback
        self._limit_s = limit_s
        self._stop: Wish = stop or threading.Event()
        self._stats = Stats()
        self._line = ("", -np.inf)
        self._trial = Trial()
        self._last: LiveFrame | None = None
        self._last_s = 0.0
        self._told = False
        self._judging: Take | None = None
        self._outcome = Outcome()
        self._open(model)

    def _open(self, model: str) -> None:
        parts = self._parts
        self._estimator = parts.estimator(model)
        self._recorder = Recorder(self._estimator, parts.stickers, parts.source.origin, parts.films)
        self._leader = parts.leader(self._estimator.model)
        self._recorder.begin(self._leader.take)

    def run(self) -> Outcome:
        """Film until it is over.

        Whatever goes wrong on the way ends the session, but loses nothing that was recorded: it is in the outcome.

        Raises:
            InputError: Not one frame came.
        """
        parts, outcome = self._parts, self._outcome
        try:
            with parts.source, parts.judge:
                self._last_s = time.perf_counter()
                self._film()
        except Exception as failure:  # noqa: BLE001 - raised by whoever has saved the takes
            outcome.failure = failure
        finally:
            self._estimator.close()
        self._keep()
        outcome.failure = outcome.failure or parts.judge.failure
        if self._last is not None:
            outcome.facts = self._stats.facts(parts.source.seen, parts.source.dropped)
        elif outcome.failure is None and not self._stop.is_set():
            raise InputError(outcome.why or f"{parts.source.origin.name}: no picture came; check the camera.")
        return outcome

    def show_end(self, analysis: Analysis | None, wait_s: float) -> None:
        """Show the end, with what the whole session gave, until a key is pressed.

        Args:
            analysis: Of the last take; None where there is none.
            wait_s: At most so long.
        """
        screen, frame = self._parts.screen, self._last
        if frame is None or not screen.shows:
            return
        self._leader.key(Key.QUIT)
        self._leader.judged(analysis)
        height_px, width_px = frame.image_rgb.shape[:2]
        scene = self._leader.see(
            Look(frame.time_s + _POLL_S, FrameSize(width_px, height_px), (), _luma(frame))
        )
        until_s = time.perf_counter() + wait_s
        while not (screen.closed or self._stop.is_set()) and time.perf_counter() < until_s:
            screen.show(frame.image_rgb, scene, "")
            if any(screen.pressed()):
                return
            time.sleep(_POLL_S)

    def _film(self) -> None:
        source, screen = self._parts.source, self._parts.screen
        while not (self._leader.finished or screen.closed or self._stop.is_set()):
            frame = source.next(_POLL_S)
            if frame is not None:
                self._follow(frame)
            elif source.ended:
                self._outcome.why = source.why_ended
                return
            elif not self._patient():
                return
            for key in screen.pressed():
                self._leader.key(key)

    def _patient(self) -> bool:
        """No frame has come: tell it, or give up."""
        silent_s = time.perf_counter() - self._last_s
        name = self._parts.source.origin.name
        if silent_s > _STALL_ENDS_S:
            self._outcome.why = f"{name}: no picture came for {_STALL_ENDS_S:.0f} seconds; check the camera and its connection."
            return False
        if silent_s > _STALL_TOLD_S and not self._told:
            self._told = True
            self._parts.tell(f"{name}: no picture comes; waiting for it.")
            self._show(self._leader.lost("Waiting for the camera"))
        return True

    def _follow(self, frame: LiveFrame) -> None:
        """Everything that one frame brings about."""
        self._last, self._last_s, self._told = frame, time.perf_counter(), False
        with self._stats.timed(Stage.POSE):
            sight = self._recorder.see(frame)
        self._trial.note(time.perf_counter() - self._last_s, somebody=bool(sight.people))
        with self._stats.timed(Stage.SESSION):
            scene = self._lead(_look(frame, sight))
        self._parts.listener.hear(scene)
        self._show(scene)
        self._stats.shown(frame.captured_s)
        self._record(frame)
        self._change_model(frame)

    def _record(self, frame: LiveFrame) -> None:
        """Film, and begin and end takes as the leader says."""
        if self._leader.anew:
            self._recorder.begin(self._leader.take)  # with the next frame, film and landmarks alike
            return
        self._recorder.film(frame)
        if self._leader.take != self._recorder.take:
            self._keep()
            self._recorder.begin(self._leader.take)

    def _lead(self, look: Look) -> Scene:
        judge, take = self._parts.judge, self._recorder.take
        answer = judge.answer()
        if answer is not None and self._judging == take:
            self._leader.judged(answer.analysis)
        scene = self._leader.see(look)
        if self._limit_s is not None and look.time_s >= self._limit_s:
            self._leader.key(Key.QUIT)
        if take is not None and self._leader.wants_judgement and not judge.busy:
            self._judging = take
            recording, analyze = self._recorder.so_far(_JUDGED_S), self._parts.analyze
            judge.ask(lambda: analyze(recording, take))
        return scene

    def _show(self, scene: Scene) -> None:
        if not self._parts.screen.shows:
            return
        with self._stats.timed(Stage.DRAWING):
            image = self._last.image_rgb if self._last is not None else None
            self._parts.screen.show(image, scene, self._figures(scene.time_s))

    def _figures(self, time_s: float) -> str:
        """How it keeps up, in a line."""
        line, made_s = self._line
        if time_s >= made_s + _LINE_EVERY_S:
            source = self._parts.source
            line = line_of(self._stats.facts(source.seen, source.dropped))
            self._line = (line, time_s)
        return line

    def _keep(self) -> None:
        """Keep what the take gave."""
        recorded = self._recorder.end()
        if recorded is not None:
            self._outcome.takes.append(recorded)

    def _change_model(self, frame: LiveFrame) -> None:
        """Take the quicker model where this one is too slow, and begin anew: nothing has counted so soon."""
        if self._fallback is None or not self._trial.over:
            return
        model, self._fallback = self._fallback, None
        if not self._trial.too_slow:
            return
        self._estimator.close()
        self._open(model)
        self._parts.tell(
            f"This machine is too slow for that model; {model} is used, which is quicker and less exact."
        )
        cue = Cue(CueKind.TELL, "Using the quick model", frame.time_s)
        self._parts.listener.hear(Scene(frame.time_s, Phase.GUIDE, cue=cue))


def _look(frame: LiveFrame, sight: Sight) -> Look:
    """A frame as the leader sees it."""
    nowhere = np.full((2, 2), np.nan)
    people = tuple(
        LivePerson(
            person.person_id,
            person.xy_px,
            person.world_m,
            person.visibility,
            sight.asis_px.get(person.person_id, nowhere),
        )
        for person in sight.people
    )
    height_px, width_px = frame.image_rgb.shape[:2]
    return Look(frame.time_s, FrameSize(width_px, height_px), people, _luma(frame))


def _luma(frame: LiveFrame) -> float:
    coarse = frame.image_rgb[_LUMA_STEP // 2 :: _LUMA_STEP, _LUMA_STEP // 2 :: _LUMA_STEP]
    return float(coarse.reshape(-1, 3).mean(axis=0) @ _LUMA)
