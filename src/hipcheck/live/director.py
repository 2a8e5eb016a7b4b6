"""Leads somebody through a session: set-up, quiet standing, countdown, reps on one leg and the other, the end.

It sees landmarks and the pipeline's verdicts, and makes a `Scene` of every frame. It has no clock: time comes with each look.
Reps are counted and judged by the pipeline alone, on all that was seen; what is told from single frames is when to ask it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hipcheck.catalog import Movement, load_catalog
from hipcheck.landmarks import Side
from hipcheck.live.asking import Asking
from hipcheck.live.cues import Coach
from hipcheck.live.depth import usual_depth_deg
from hipcheck.live.guide import Advice, Guide
from hipcheck.live.headlines import Situation, headline
from hipcheck.live.keys import Key
from hipcheck.live.ledger import Ledger
from hipcheck.live.looks import Look
from hipcheck.live.observer import Observer
from hipcheck.live.scene import Phase, RepVerdict, Scene
from hipcheck.live.stillness import STAND_S, Stillness
from hipcheck.live.texts import Texts, load_texts
from hipcheck.live.turns import SetPlan, Turn, Turns
from hipcheck.live.verdicts import grades_of, summary_of, verdict_of
from hipcheck.results import Analysis
from hipcheck.settings import Settings

__all__ = ["Director", "Key", "SetPlan"]

_FINE_S: Final = 0.5
"""So long nothing must be amiss for quiet standing to begin, or a set to go on. Convention."""
_COUNTDOWN_S: Final = 3.0
_GONE_S: Final = 5.0
"""Who was away for no longer goes on where they were."""
_SETTLING_S: Final = 1.0
"""Nobody stands still at once. Convention."""
_REMIND_S: Final = 12.0
"""The same advice is not spoken again within. Convention."""


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
        self._turns = Turns(plan, self._ledger)
        self._movement = plan.movement
        self._verdict: RepVerdict | None = None
        self._analysis: Analysis | None = None
        self._advised = ("", -np.inf)
        self._scene = Scene(0.0, Phase.GUIDE)

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
            views = self._movement.views if self._movement else ()
            facts = self._observer.facts(look, views, self._stands_on)
            advice = self._guide.see(facts, look.time_s, moving=moving)
            self._step(advice if advice is not None and advice.stops else None)
        self._scene = self._shown()
        return self._scene

    def judged(self, analysis: Analysis | None) -> None:
        """The pipeline's answer.

        Args:
            analysis: Of the take so far, or of its last minute; None where nobody could be analysed in it. After the end, of
                the take as a whole, at its own times.
        """
        if self.phase is Phase.DONE:
            if analysis is not None:
                self._analysis, self._ledger = analysis, Ledger.of(analysis)
            return
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
            if self._movement is not None:
                self._observer.depth.usual_deg = usual_depth_deg(analysis, self._movement)
        if self._asking.answered(seen_s, self._observer.watch, found=bool(new)) and self._counts:
            self._say("unknown" if self._movement is None else "not_counted")

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
        self._coach.tell(self._time_s, sentence)
        cue = self._coach.now(self._time_s)
        self._scene = replace(self._scene, phase=self.phase, headline=sentence, detail="", cue=cue)
        return self._scene

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
        return None if self._two_legs else self._turns.leg or self._observer.tracker.stance

    def _enter(self, phase: Phase) -> None:
        self.phase, self._since_s = phase, self._time_s
        self._stillness = Stillness()
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

    def _say(self, key: str, side: Side | None = None) -> None:
        text = self._texts.tell[key].format_map({"side": side.value} if side else {})
        self._coach.tell(self._time_s, text, side)

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
        if self._observer.tracker.body is None or self._guide.doubtful:
            return
        if self._time_s < self._guide.fine_since_s + _FINE_S:
            return
        self._advised = ("", -np.inf)
        if self._shortly_away:
            self._enter(self._resume)
            self._say("back")
            return
        self._observer.look_round()
        if np.isfinite(self._interrupted_s):
            # They were gone for long: where the camera stands is to be told anew, and then checked.
            self._interrupted_s, self._guide.fine_since_s = -np.inf, self._time_s
            return
        self._enter(Phase.STAND)
        self._say("stand")

    def _standing(self) -> None:
        tracker = self._observer.tracker
        if self._stillness.see(self._time_s, quiet=tracker.quiet and tracker.on_both_feet):
            self._observer.remember_standing(STAND_S)
            self._enter(Phase.COUNTDOWN)
            leg = None if self._two_legs else self._turns.leg
            self._say("countdown_side" if leg else "countdown", leg)

    def _counting_down(self) -> None:
        if self._time_s >= self._since_s + _COUNTDOWN_S:
            self._enter(Phase.MOVE)
            self._say("go")

    def _moving(self) -> None:
        observer, stance = self._observer, self._observer.tracker.stance
        observer.move(self._shown_movement(), self._stands_on)
        self._asking.see(observer.watch)
        if self._movement is not None:
            self._coach.moment(self._time_s, self._stands_on, observer.gauges, deep=observer.deep)
        one_leg = self._movement is not None and self._movement.legs == 1
        if one_leg and self.phase is Phase.MOVE and self._turns.on_wrong_leg(self._time_s, stance):
            self._say("other_leg", self._turns.leg)
        self._take_turns(self._turns.after_reps(two_legs=self._two_legs), self._turns.leg)

    def _switching(self) -> None:
        self._moving()
        if self.phase is not Phase.SWITCH:
            return
        if self._turns.ready(self._time_s, self._since_s, self._observer.tracker.stance):
            self._enter(Phase.MOVE)
            self._say("go")

    def _shown_movement(self) -> Movement:
        """The movement, or what it is most likely to be."""
        likely = "single_leg_squat" if self._stands_on else "squat"
        return self._movement or load_catalog().movements[likely]

    def _take_turns(self, turn: Turn, leg: Side | None) -> None:
        if turn is Turn.END:
            self._finish()
        elif turn is Turn.OTHER_LEG:
            other = self._turns.change(leg)
            self._enter(Phase.SWITCH)
            self._say("switch", other)

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
        leg = self._turns.leg or (self._verdict.side if self._verdict else None) or self._stands_on
        self._take_turns(self._turns.after_wish(leg, two_legs=self._two_legs), leg)

    def _finish(self) -> None:
        self._enter(Phase.DONE)
        self._asking.drop()
        self._say("done" if self._ledger.sides else "over")

    def _shown(self) -> Scene:
        body, movement = self._observer.tracker.body, self._movement
        words, detail = headline(self.phase, self._situation(), self._texts)
        scene = Scene(
            time_s=self._time_s,
            phase=self.phase,
            headline=words,
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
            to_go = observer.to_go if self._movement else ""  # a step is as high as it is
            return replace(scene, depth=observer.depth.share, to_go=to_go, gauges=observer.gauges)
        if self.phase is Phase.DONE:
            return replace(scene, summary=summary_of(self._analysis, self._ledger, self._texts))
        return scene

    def _reps_shown(self) -> int:
        if self._two_legs:
            return self._ledger.count(None)
        leg = self._turns.leg or (self._verdict.side if self._verdict else None) or self._stands_on
        return self._ledger.count(leg)

    def _situation(self) -> Situation:
        return Situation(
            advice=self._guide.advice,
            leg=None if self._two_legs else self._turns.leg,
            on_both_feet=self._observer.tracker.on_both_feet,
            moves=self._stillness.progress == 0.0 and self._time_s > self._since_s + _SETTLING_S,
            counted=bool(self._ledger.sides),
        )
