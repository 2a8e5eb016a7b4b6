"""The large sentence of each phase, and the smaller one below it."""

from __future__ import annotations

from dataclasses import dataclass

from hipcheck.landmarks import Side
from hipcheck.live.guide import Advice
from hipcheck.live.scene import Phase
from hipcheck.live.texts import Texts

__all__ = ["Situation", "headline"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a headline depends on.

    Attributes:
        advice: What is amiss in the set-up, or a hint; None for neither.
        leg: The leg asked for; None where it is left open, or both work.
        on_both_feet: Whether no foot is lifted.
        moves: Whether somebody who is to stand still does not.
        counted: Whether there were reps.
    """

    advice: Advice | None
    leg: Side | None
    on_both_feet: bool
    moves: bool
    counted: bool


def headline(phase: Phase, situation: Situation, texts: Texts) -> tuple[str, str]:
    """Headline and detail, each "" where the picture speaks for itself."""
    tell, advice, leg = texts.tell, situation.advice, situation.leg
    hint = advice.detail if advice is not None else ""
    stand = "both_feet" if not situation.on_both_feet else "still" if situation.moves else "stand"
    words = {
        Phase.GUIDE: (advice.headline if advice is not None and advice.stops else tell["starting"], hint),
        Phase.STAND: (tell[stand], hint or tell["stand_detail"]),
        Phase.COUNTDOWN: (tell["countdown_side" if leg else "countdown"].format(side=leg), ""),
        Phase.SWITCH: (tell["switch"].format(side=leg), tell["switch_detail"]),
        Phase.PAUSED: (tell["paused"], tell["paused_detail"]),
        Phase.DONE: (tell["done" if situation.counted else "over"], ""),
    }
    return words.get(phase, ("", ""))
