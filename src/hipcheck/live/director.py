"""Leads somebody through a session: set-up, quiet standing, countdown, reps on one leg and the other, the end.

It sees landmarks and the pipeline's verdicts, and makes a `Scene` of every frame. It has no clock: time comes with each look.
Reps are counted and judged by the pipeline alone, on all that was seen; what is told from single frames is when to ask it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hipcheck.catalog import Movement, load_catalog
from hipcheck.landmarks import Side
from hipcheck.live.asking import Asking
from hipcheck.live.cues import Coach
from hipcheck.live.guide import Advice, Guide
from hipcheck.live.keys import Key
from hipcheck.live.ledger import Ledger
from hipcheck.live.looks import Look
from hipcheck.live.observer import Observer
from hipcheck.live.scene import Phase, RepVerdict, Scene
from hipcheck.live.stillness import STAND_S, Stillness
from hipcheck.live.texts import Texts, load_texts
from hipcheck.live.verdicts import grades_of, summary_of, verdict_of
from hipcheck.results import Analysis
from hipcheck.settings import Settings

__all__ = ["Director", "Key", "SetPlan"]

_FINE_S: Final = 0.5
"""So long nothing must be amiss for quiet standing to begin, or a set to go on. Convention."""
_COUNTDOWN_S: Final = 3.0
_GONE_S: Final = 5.0
"""Who was away for no longer goes on where they were."""
_ON_LEG_S: Final = 0.5
"""So long the other leg must stand to be taken for ready."""
_SWITCH_S: Final = 12.0
"""From some places it cannot be told which leg stands: then it goes on all the same."""
_REMIND_S: Final = 12.0
"""The same advice is not spoken again within. Convention."""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """What is to be done in one take.

    Attributes:
        movement: What the user named; None to find out.
        side: Which leg, or which first; None to find out.
        reps: On each leg; None for as many as one likes.
        both_legs: Whether the other leg follows.
    """

    movement: Movement | None = None
    side: Side | None = None
    reps: int | None = None
    both_legs: bool = False


class Director:
    """One take, from the first frame to the end.

    Call `see` with every frame, `judged` with every answer of the pipeline that `wants_judgement` has asked for, and `key`
    with what the user presses.

    Attributes:
        phase: Where the session stands.
    """

    def __init__(
        self, plan: SetPlan, settings: Settings, *, model: str = "", texts: Texts | None = None
    ) -> None:
        """Begin.

        Args:
            plan: What is to be done.
            settings: Engineering constants; with the camera's field of view, where it is known.
            model: Name of the pose model, as a recording has it.
            texts: What is said; the built-in texts otherwise.
        """
        self._plan, self._settings = plan, settings
        self._texts = texts or load_texts()
        self._observer = Observer(settings, self._texts, model=model)
        self._guide = Guide(self._texts)
        self._coach = Coach(self._texts)
        self._ledger = Ledger()
        self.phase = Phase.GUIDE
        self._time_s = 0.0
        self._since_s = 0.0
        self._resume = Phase.GUIDE
        self._interrupted_s = -np.inf
        self._stillness = Stillness()
        self._asking = Asking(settings.reps.settle_s)
        self._on_leg_s: float | None = None
        self._movement = plan.movement
        self._leg = plan.side
        self._done: set[Side] = set()
        self._verdict: RepVerdict | None = None
        self._analysis: Analysis | None = None
        self._advised = ("", -np.inf)
        self._scene = Scene(0.0, Phase.GUIDE)

    # What goes in ----------------------------------------------------------------------------------------------------

    def see(self, look: Look) -> Scene:
        """One more frame.

        Args:
            look: Later than all before.

        Returns:
            What to show and to say.
        """
        self._time_s = look.time_s
        self._observer.tracker.see(look)
        if self.phase not in (Phase.DONE, Phase.PAUSED):
            moving = self._counts or self.phase is Phase.COUNTDOWN or self._shortly_away
            facts = self._observer.facts(
                look, self._movement.views if self._movement else (), self._stands_on
            )
            advice = self._guide.see(facts, look.time_s, moving=moving)
            self._step(advice if advice is not None and advice.stops else None)
        self._scene = self._shown()
        return self._scene

    def judged(self, analysis: Analysis | None) -> None:
        """The pipeline's answer.

        Args:
            analysis: Of the take so far, or of its last minute; None where nobody could be analysed in it.
        """
        new = []
        if analysis is not None:
            self._analysis = analysis
            new = self._ledger.take(analysis)
        seen_s = float(analysis.poses.time_s[-1]) if analysis is not None else self._time_s
        for place, (rep, number) in enumerate(new, start=1):
            assert analysis is not None
            last = place == len(new)
            self._coach.rep(self._time_s, rep.rep.side, grades_of(analysis, rep), say=last)
            self._verdict = verdict_of(analysis, rep, number, self._time_s, self._texts)
        if new and analysis is not None:
            self._movement = self._movement or load_catalog().movements.get(analysis.movement.id)
        if self._asking.answered(seen_s, self._observer.watch, found=bool(new)) and self._counts:
            self._say("unknown" if self._movement is None else "not_counted")
        if self._counts:
            self._go_on_after_reps()

    def key(self, key: Key) -> None:
        """What the user asks for: pause, next, end. Other keys are the window's affair."""
        if self.phase is Phase.DONE:
            return
        if key is Key.QUIT:
            self._finish()
        elif key is Key.PAUSE:
            self._pause()
        elif key is Key.NEXT and self.phase is not Phase.PAUSED:
            self._next()

    def lost(self, sentence: str) -> Scene:
        """The camera gives no frames.

        Args:
            sentence: What it says.

        Returns:
            What to show meanwhile. The next frame goes on from there.
        """
        if self._counts or self.phase in (Phase.STAND, Phase.COUNTDOWN):
            self._interrupt()
        self._scene = replace(self._scene, phase=self.phase, headline=sentence, detail="", cue=None)
        return self._scene

    # What comes out --------------------------------------------------------------------------------------------------

    @property
    def wants_judgement(self) -> bool:
        """Whether a rep seems over and enough has been seen after it, until `judged` brings an answer that covers it."""
        return self._time_s >= self._asking.wanted_s

    @property
    def finished(self) -> bool:
        """Whether nothing more will be counted; the scene then holds the summary."""
        return self.phase is Phase.DONE

    @property
    def _counts(self) -> bool:
        return self.phase in (Phase.MOVE, Phase.SWITCH)

    @property
    def _shortly_away(self) -> bool:
        return self.phase is Phase.GUIDE and self._time_s < self._interrupted_s + _GONE_S

    @property
    def _two_legs(self) -> bool:
        return self._movement is not None and self._movement.legs == 2

    @property
    def _stands_on(self) -> Side | None:
        """The leg at hand: the one asked for, else the one that stands; None for both or unknown."""
        return None if self._two_legs else self._leg or self._observer.tracker.stance

    # Phases ----------------------------------------------------------------------------------------------------------

    def _enter(self, phase: Phase) -> None:
        self.phase, self._since_s = phase, self._time_s
        self._stillness, self._on_leg_s = Stillness(), None
        if self._counts:
            self._ledger.open(self._time_s)
        else:
            self._ledger.close(self._time_s)

    def _step(self, amiss: Advice | None) -> None:
        if amiss is not None:
            self._advise(amiss)
            if self.phase is not Phase.GUIDE:
                self._interrupt()
            return
        steps = {
            Phase.GUIDE: self._guiding,
            Phase.STAND: self._standing,
            Phase.COUNTDOWN: self._counting_down,
            Phase.MOVE: self._moving,
            Phase.SWITCH: self._switching,
        }
        steps[self.phase]()

    def _say(self, key: str) -> None:
        self._coach.tell(self._time_s, self._texts.tell[key])

    def _advise(self, advice: Advice) -> None:
        text, said_s = self._advised
        if advice.headline != text or self._time_s >= said_s + _REMIND_S:
            self._advised = (advice.headline, self._time_s)
            self._coach.tell(self._time_s, advice.headline)

    def _interrupt(self) -> None:
        """Something is amiss in the middle of things."""
        if self._counts:
            self._interrupted_s, self._resume = self._time_s, self.phase
        self._enter(Phase.GUIDE)

    def _guiding(self) -> None:
        if self._observer.tracker.body is None or self._time_s < self._guide.fine_since_s + _FINE_S:
            return
        self._advised = ("", -np.inf)
        if self._shortly_away:
            self._enter(self._resume)
            self._say("back")
            return
        self._observer.look_round()
        if np.isfinite(
            self._interrupted_s
        ):  # they were gone: where the camera stands is told anew, and then checked
            self._interrupted_s = -np.inf
            return
        self._enter(Phase.STAND)
        self._say("stand")

    def _standing(self) -> None:
        tracker = self._observer.tracker
        if self._stillness.see(self._time_s, quiet=tracker.quiet and tracker.on_both_feet):
            self._observer.remember_standing(STAND_S)
            self._enter(Phase.COUNTDOWN)
            self._coach.tell(self._time_s, self._ready_text(), self._leg)

    def _ready_text(self) -> str:
        if self._leg is None or self._two_legs:
            return self._texts.tell["countdown"]
        return self._texts.tell["countdown_side"].format(side=self._leg.value)

    def _counting_down(self) -> None:
        if self._time_s >= self._since_s + _COUNTDOWN_S:
            self._enter(Phase.MOVE)
            self._say("go")

    def _moving(self) -> None:
        observer = self._observer
        observer.move(self._shown_movement(), self._stands_on)
        self._asking.see(observer.watch)
        if self._movement is not None:
            self._coach.moment(self._time_s, self._stands_on, observer.gauges, deep=observer.deep)

    def _switching(self) -> None:
        self._moving()
        if self._observer.tracker.stance is not self._leg:
            self._on_leg_s = None
        elif self._on_leg_s is None:
            self._on_leg_s = self._time_s
        ready = self._on_leg_s is not None and self._time_s >= self._on_leg_s + _ON_LEG_S
        if ready or self._time_s >= self._since_s + _SWITCH_S:
            self._enter(Phase.MOVE)
            self._say("go")

    def _shown_movement(self) -> Movement:
        """The movement, or what it is most likely to be."""
        likely = "single_leg_squat" if self._stands_on else "squat"
        return self._movement or load_catalog().movements[likely]

    # Reps ------------------------------------------------------------------------------------------------------------

    def _go_on_after_reps(self) -> None:
        """The leg that works is the leg at hand; after enough reps the other leg is next, or the end."""
        if self._plan.reps is None:
            return
        if self._two_legs:
            if self._ledger.count(None) >= self._plan.reps:
                self._finish()
            return
        enough = {side for side in Side if self._ledger.count(side) >= self._plan.reps}
        at_hand = self._leg or next(iter(enough), None)
        if at_hand is None or at_hand not in enough:
            return
        if self._plan.both_legs and at_hand.other not in enough | self._done:
            self._switch_from(at_hand)
        else:
            self._finish()

    def _switch_from(self, leg: Side) -> None:
        self._done.add(leg)
        self._leg = leg.other
        self._enter(Phase.SWITCH)
        self._coach.tell(self._time_s, self._texts.tell["switch"].format(side=leg.other.value), leg.other)

    # Keys ------------------------------------------------------------------------------------------------------------

    def _pause(self) -> None:
        if self.phase is Phase.PAUSED:
            self._enter(self._resume)
            self._say("back")
        else:
            # Quiet standing, and the countdown after it, begin anew.
            standing = self.phase in (Phase.STAND, Phase.COUNTDOWN)
            self._resume = Phase.GUIDE if standing else self.phase
            self._enter(Phase.PAUSED)
            self._coach.hush()

    def _next(self) -> None:
        if not self._counts:
            self._enter(Phase.MOVE)
            self._say("go")
            return
        leg = self._stands_on or (self._verdict.side if self._verdict else None)
        if self._plan.both_legs and not self._two_legs and leg is not None and leg.other not in self._done:
            self._switch_from(leg)
        else:
            self._finish()

    def _finish(self) -> None:
        self._enter(Phase.DONE)
        self._asking.drop()
        self._coach.tell(self._time_s, self._texts.tell["done" if self._ledger.sides else "over"])

    # The scene -------------------------------------------------------------------------------------------------------

    def _shown(self) -> Scene:
        body, movement = self._observer.tracker.body, self._movement
        headline, detail = self._words()
        scene = Scene(
            time_s=self._time_s,
            phase=self.phase,
            headline=headline,
            detail=detail,
            stance=self._stands_on,
            title=movement.name if movement else "",
            outline=self.phase in (Phase.GUIDE, Phase.STAND),
            side_on=movement is not None and movement.views[0] == "side",
            fits=self._guide.advice is None or not self._guide.advice.stops,
            reps=self._reps_shown(),
            wanted=self._plan.reps,
            verdict=self._verdict,
            cue=self._coach.now(self._time_s),
        )
        if body is not None:
            scene = replace(scene, xy_px=body.xy_px, asis_px=body.asis_px)
        return self._with_phase(scene)

    def _with_phase(self, scene: Scene) -> Scene:
        """With the fields that only one phase has."""
        if self.phase is Phase.STAND:
            return replace(scene, progress=self._stillness.progress)
        if self.phase is Phase.COUNTDOWN:
            left_s = _COUNTDOWN_S - (self._time_s - self._since_s)
            return replace(scene, countdown=max(1, int(np.ceil(left_s))))
        if self._counts:
            observer = self._observer
            return replace(scene, depth=observer.depth.share, to_go=observer.to_go, gauges=observer.gauges)
        if self.phase is Phase.DONE:
            return replace(scene, summary=summary_of(self._analysis, self._ledger, self._texts))
        return scene

    def _reps_shown(self) -> int:
        if self._two_legs:
            return self._ledger.count(None)
        leg = self._leg or (self._verdict.side if self._verdict else None) or self._stands_on
        return self._ledger.count(leg)

    def _words(self) -> tuple[str, str]:
        """Headline and detail."""
        tell, advice = self._texts.tell, self._guide.advice
        hint = advice.detail if advice is not None else ""
        if self.phase is Phase.GUIDE:
            return (
                (advice.headline, hint) if advice is not None and advice.stops else (tell["starting"], hint)
            )
        if self.phase is Phase.STAND:
            on_both = self._observer.tracker.on_both_feet
            moves = self._stillness.progress == 0.0 and self._time_s > self._since_s + 1.0
            headline = "both_feet" if not on_both else "still" if moves else "stand"
            return tell[headline], hint or tell["stand_detail"]
        if self.phase is Phase.SWITCH and self._leg is not None:
            return tell["switch"].format(side=self._leg.value), tell["switch_detail"]
        words = {
            Phase.COUNTDOWN: (self._ready_text(), ""),
            Phase.PAUSED: (tell["paused"], tell["paused_detail"]),
            Phase.DONE: (tell["done" if self._ledger.sides else "over"], ""),
        }
        return words.get(self.phase, ("", ""))
