"""Is everything as it must be for measuring? A table of checks, most important first, each with what to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.live.looks import LivePerson
from hipcheck.live.texts import Texts
from hipcheck.live.tracker import Body
from hipcheck.poses import FrameSize
from hipcheck.results import Facing, View, ViewKind
from hipcheck.settings import Settings

__all__ = ["Advice", "Facts", "Guide"]

_BLACK: Final = 12.0
_DARK: Final = 40.0
"""Mean brightness, of 255; below, pose models lose the legs. Conventions."""
_EASE: Final = 0.85
"""A limit is this much wider for not being said than for no longer being said, so that nothing flickers. Convention."""
_ASIDE: Final = 0.25
"""Share of the picture's width that the hips may be off its middle: what is further out is seen at an angle. Convention."""
_LOW: Final = 0.2
"""Share of the picture's longer side that the hips may be above or below its middle: 14° through a phone's lens, by which the
camera looks up or down, or is higher or lower. Convention."""
_TALL: Final = 0.85
"""Who fills more of the picture stands too near, as in `hipcheck.cautions`."""
_CROWN: Final = 0.07
"""Body heights from the eyes to the crown, and hair. Winter has 0.07 from the eyes."""
_EDGE: Final = 0.005
"""Share of the picture: landmarks nearer to its edge may lie beyond. Convention."""
_BESIDE: Final = 0.3
"""Body heights between two people's middles, sideways, below which arms and legs are mixed up. Convention."""
_SMALL: Final = 0.4
"""Of the followed person's height: who is smaller stands far behind. Convention."""
_PATIENCE_S: Final = 0.4
_MOVING_PATIENCE_S: Final = 0.7
"""Something must be amiss for so long to be said. Conventions."""
_SAID_S: Final = 1.2
"""And what is said stays for so long, so that it can be read."""

Words = dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What a check may look at.

    Attributes:
        size: Of the picture.
        luma: Its mean brightness, 0 to 255.
        body: The followed person; None where nobody is seen.
        company: Others in view.
        tall_px: Height of the followed person; NaN where unknown.
        view: Where the camera stands; None where it cannot be told.
        views: The views the movement can be judged from, best first; empty while it is not known.
        leg: The leg that stands; None for both or unknown.
        settings: Limits of view and size.
    """

    size: FrameSize
    luma: float
    body: Body | None
    company: tuple[LivePerson, ...]
    tall_px: float
    view: View | None
    views: tuple[str, ...]
    leg: Side | None
    settings: Settings


@dataclass(frozen=True, slots=True)
class Advice:
    """What is amiss, and what to do.

    Attributes:
        check: Id of the text.
        headline: One large sentence; "" for a hint, which stops nothing.
        detail: A smaller one.
    """

    check: str
    headline: str
    detail: str

    @property
    def stops(self) -> bool:
        """Whether nothing goes on before that has changed."""
        return bool(self.headline)


def _black(facts: Facts, ease: float) -> Words | None:
    return {} if facts.luma < _BLACK / ease else None


def _dark(facts: Facts, ease: float) -> Words | None:
    return {} if facts.body is None and facts.luma < _DARK / ease else None


def _nobody(facts: Facts, ease: float) -> Words | None:  # noqa: ARG001 - nobody is nobody
    return {} if facts.body is None else None


def _crowd(facts: Facts, ease: float) -> Words | None:
    if facts.body is None:
        return None
    middle = _middle(facts.body.seen_px)
    apart = [float(abs(_middle(other.xy_px)[0] - middle[0])) for other in _others(facts)]
    return {} if apart and min(apart) < _BESIDE / ease * facts.tall_px else None


def _company(facts: Facts, ease: float) -> Words | None:  # noqa: ARG001 - they are there or not
    return {} if _others(facts) and facts.body is not None else None


def _others(facts: Facts) -> list[LivePerson]:
    """Others who are near enough to matter: people far behind, and on posters, do not."""
    return [other for other in facts.company if _height_px(other.xy_px) > _SMALL * facts.tall_px]


def _height_px(xy_px: FloatArray) -> float:
    known = _known(xy_px)
    return float(np.ptp(known[:, 1])) if len(known) else 0.0


def _near(facts: Facts, ease: float) -> Words | None:
    missing = _missing(facts, ease)
    return {"parts": missing} if missing and _tall_share(facts) > _TALL / 1.3 else None


def _low(facts: Facts, ease: float) -> Words | None:
    missing = _missing(facts, ease)
    return {"parts": missing} if missing else None


def _moving_out(facts: Facts, ease: float) -> Words | None:
    """Of somebody who moves only what carries must be seen: a free foot goes behind the body, a head comes forward."""
    if facts.body is None:
        return None
    legs = (facts.leg,) if facts.leg else tuple(Side)
    feet = [not _outside(facts, LEGS[leg].ankle, ease) for leg in legs]
    hips = [not _outside(facts, LEGS[leg].hip, ease) for leg in Side]
    return None if any(feet) and any(hips) else {"parts": "feet" if any(hips) else "hips"}


def _missing(facts: Facts, ease: float) -> str:
    """The parts of the body that are out of the picture, in words; "" for none."""
    body = facts.body
    if body is None:
        return ""
    parts = []
    eyes_y = body.seen_px[[Landmark.LEFT_EYE, Landmark.RIGHT_EYE], 1].min()
    if eyes_y - ease * _CROWN * facts.tall_px < 0.0:
        parts.append("head")
    feet = [_outside(facts, mark, ease) for leg in LEGS.values() for mark in (leg.ankle, leg.heel, leg.toe)]
    seen = [np.isfinite(body.xy_px[LEGS[side].ankle, 0]) for side in Side]
    if any(feet) or not any(seen):
        parts.append("feet")
    return " and ".join(parts)


def _outside(facts: Facts, mark: Landmark, ease: float) -> bool:
    """Whether a landmark lies beyond the picture's edge, as far as the model tells."""
    assert facts.body is not None
    x, y = facts.body.seen_px[mark]
    margin = _EDGE / ease
    wide, high = facts.size.width_px, facts.size.height_px
    inside = margin * wide <= x <= (1.0 - margin) * wide and margin * high <= y <= (1.0 - margin) * high
    return not inside


def _far(facts: Facts, ease: float) -> Words | None:
    return {} if _tall_share(facts) < facts.settings.identity.min_height_share / ease else None


def _filled(facts: Facts, ease: float) -> Words | None:
    return {} if _tall_share(facts) > _TALL * ease else None


def _aside(facts: Facts, ease: float) -> Words | None:
    off = float(_off_middle(facts)[0])
    if facts.view is None or not facts.view.frontal or not abs(off) > _ASIDE * ease:
        return None
    # Seen from the front, who stands in the picture's left half has to go to their own left.
    to_left = (off < 0.0) == (facts.view.facing is Facing.CAMERA)
    return {"direction": "left" if to_left else "right"}


def _aside_unseen(facts: Facts, ease: float) -> Words | None:
    off = _off_middle(facts)[0]
    return {} if abs(off) > _ASIDE * ease else None


def _not_hip_height(facts: Facts, ease: float) -> Words | None:
    off = _off_middle(facts)[1]
    longer = max(facts.size.width_px, facts.size.height_px)
    return {} if abs(off) * facts.size.height_px > _LOW * ease * longer else None


def _tilted(facts: Facts, ease: float) -> Words | None:
    return _roll(facts, facts.settings.view.refuse_roll_deg * ease)


def _a_little_tilted(facts: Facts, ease: float) -> Words | None:
    return _roll(facts, facts.settings.view.warn_roll_deg * ease)


def _roll(facts: Facts, limit_deg: float) -> Words | None:
    view = facts.view
    if view is None or not view.roll_known or abs(view.roll_deg) <= limit_deg:
        return None
    return {"degrees": f"{abs(view.roll_deg):.0f}"}


def _wants_side(facts: Facts) -> bool:
    return bool(facts.views) and facts.views[0] == "side"


def _turned(facts: Facts, ease: float) -> Words | None:
    view = facts.view
    if view is None or not view.frontal or _wants_side(facts):
        return None
    if abs(view.yaw_deg) <= facts.settings.view.refuse_yaw_deg * ease:
        return None
    # A camera on somebody's left is faced by turning left; one that stands behind them, by turning right.
    to_left = (view.yaw_deg > 0.0) == (view.kind is ViewKind.FRONT)
    return {"direction": "left" if to_left else "right", "degrees": f"{abs(view.yaw_deg):.0f}"}


def _side_on(facts: Facts, ease: float) -> Words | None:  # noqa: ARG001 - kinds of views have no in-between
    view = facts.view
    if view is None or view.frontal or _wants_side(facts):
        return None
    may_be_deadlift = not facts.views and view.kind is ViewKind.SIDE
    return None if may_be_deadlift else {}


def _not_side_on(facts: Facts, ease: float) -> Words | None:  # noqa: ARG001
    view = facts.view
    return {} if view is not None and view.kind is not ViewKind.SIDE and _wants_side(facts) else None


def _tall_share(facts: Facts) -> float:
    return facts.tall_px / facts.size.height_px


def _middle(xy_px: FloatArray) -> FloatArray:
    known = _known(xy_px)
    return (known.min(axis=0) + known.max(axis=0)) / 2.0


def _known(xy_px: FloatArray) -> FloatArray:
    return np.asarray(xy_px[np.isfinite(xy_px[:, 0])], dtype=np.float64)


def _off_middle(facts: Facts) -> FloatArray:
    """How far the hips are off the picture's middle, as a share of its width and height; NaN where unknown."""
    if facts.body is None:
        return np.full(2, np.nan)
    hips = facts.body.seen_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    return np.asarray(hips / [facts.size.width_px, facts.size.height_px] - 0.5)


@dataclass(frozen=True, slots=True)
class _Check:
    """One row of the table: gets the facts, and 1 or, while it is being said, `_EASE`, by which its limit is to be eased.

    Returns the words of its text where something is amiss, else None.
    """

    id: str
    look: Callable[[Facts, float], Words | None]


SET_UP: Final = (
    _Check("black", _black),
    _Check("dark", _dark),
    _Check("nobody", _nobody),
    _Check("crowd", _crowd),
    _Check("far", _far),
    _Check("near", _near),
    _Check("low", _low),
    _Check("aside", _aside),
    _Check("aside_unseen", _aside_unseen),
    _Check("tilted", _tilted),
    _Check("side_on", _side_on),
    _Check("not_side_on", _not_side_on),
    _Check("turned", _turned),
    _Check("company", _company),
    _Check("filled", _filled),
    _Check("not_hip_height", _not_hip_height),
    _Check("a_little_tilted", _a_little_tilted),
)
"""Before anything counts; hints last."""

MOVING: Final = (
    _Check("black", _black),
    _Check("dark", _dark),
    _Check("nobody", _nobody),
    _Check("crowd", _crowd),
    _Check("near", _moving_out),
)
"""While somebody moves: a body that bends is short, turns and leans, so its size and heading say nothing."""


@dataclass(slots=True)
class Guide:
    """Says one thing at a time, once it has been amiss for a while, and for long enough to be read.

    Attributes:
        texts: What is said.
        advice: What is amiss; None where nothing is.
        fine_since_s: Since when nothing stops; plus infinity while something does.
    """

    texts: Texts
    advice: Advice | None = None
    fine_since_s: float = float("inf")
    _since_s: dict[str, float] = field(default_factory=dict)
    _said_s: float = float("-inf")

    def see(self, facts: Facts, time_s: float, *, moving: bool = False) -> Advice | None:
        """What is amiss at one more moment.

        Args:
            facts: What is seen.
            time_s: Of the frame.
            moving: Whether an exercise is going on: fewer checks, more patience.
        """
        amiss = self._amiss(facts, MOVING if moving else SET_UP)
        self._since_s = {check: self._since_s.get(check, time_s) for check in amiss}
        patience_s = _MOVING_PATIENCE_S if moving else _PATIENCE_S
        lasting = [check for check in amiss if time_s >= self._since_s[check] + patience_s]
        now = self._text(lasting[0], amiss[lasting[0]]) if lasting else None
        self._say(now, amiss, time_s, moving=moving)
        if self.advice is not None and self.advice.stops:
            self.fine_since_s = float("inf")
        else:
            self.fine_since_s = min(self.fine_since_s, time_s)
        return self.advice

    def _say(self, now: Advice | None, amiss: dict[str, Words], time_s: float, *, moving: bool) -> None:
        said = self.advice
        if said is not None and now is not None and said.check == now.check:
            self.advice = now  # the words may have changed: 6 degrees, now 5
            return
        read = time_s >= self._said_s + (0.0 if moving else _SAID_S)
        if said is None or not said.stops or read or (said.check not in amiss and now is not None):
            self.advice, self._said_s = now, time_s

    def _amiss(self, facts: Facts, checks: tuple[_Check, ...]) -> dict[str, Words]:
        said = self.advice.check if self.advice else ""
        found = {check.id: check.look(facts, _EASE if check.id == said else 1.0) for check in checks}
        return {check: words for check, words in found.items() if words is not None}

    def _text(self, check: str, words: Words) -> Advice:
        text = self.texts.guide[check]
        return Advice(check, text.headline.format_map(words), text.detail.format_map(words))
