"""What must be right for measuring: a table of checks, most important first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.live.looks import LivePerson
from hipcheck.live.tracker import Body
from hipcheck.poses import FrameSize
from hipcheck.results import Facing, View, ViewKind
from hipcheck.settings import Settings

__all__ = ["EASE", "MOVING", "SET_UP", "Check", "Facts", "Words"]

_BLACK: Final = 12.0
_DARK: Final = 40.0
"""Mean brightness, of 255; below, pose models lose the legs. Conventions."""
EASE: Final = 0.85
"""A limit is this much wider for not being said than for no longer being said, so that nothing flickers. Convention."""
_ASIDE: Final = 0.25
"""Share of the picture's width that the hips may be off its middle: what is further out is seen at an angle. Convention."""
_LOW: Final = 0.2
"""Share of the picture's longer side that the hips may be above or below its middle: 14° through a phone's lens, by which the
camera looks up or down, or is higher or lower. Convention."""
_TALL: Final = 0.85
"""Who fills more of the picture stands too near, as in `hipcheck.cautions`."""
_CROWN: Final = 0.07
"""Body heights from the eyes to the crown, hair included: eyes lie at 0.936 of body height (Winter, as cited in `hipcheck.support`)."""
_EDGE: Final = 0.005
"""Share of the picture: landmarks nearer to its edge may lie beyond. Convention."""
_BESIDE: Final = 0.3
"""Body heights between two people's middles, sideways, below which arms and legs are mixed up. Convention."""
_SMALL: Final = 0.4
"""Of the followed person's height: who is smaller stands far behind. Convention."""

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
    return np.asarray((known.min(axis=0) + known.max(axis=0)) / 2.0, dtype=np.float64)


def _known(xy_px: FloatArray) -> FloatArray:
    return np.asarray(xy_px[np.isfinite(xy_px[:, 0])], dtype=np.float64)


def _off_middle(facts: Facts) -> FloatArray:
    """How far the hips are off the picture's middle, as a share of its width and height; NaN where unknown."""
    if facts.body is None:
        return np.full(2, np.nan)
    hips = facts.body.seen_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    return np.asarray(hips / [facts.size.width_px, facts.size.height_px] - 0.5)


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table: gets the facts, and 1 or, while it is being said, `EASE`, by which its limit is to be eased.

    Returns the words of its text where something is amiss, else None.
    """

    id: str
    look: Callable[[Facts, float], Words | None]


SET_UP: Final = (
    Check("black", _black),
    Check("dark", _dark),
    Check("nobody", _nobody),
    Check("crowd", _crowd),
    Check("far", _far),
    Check("near", _near),
    Check("low", _low),
    Check("aside", _aside),
    Check("aside_unseen", _aside_unseen),
    Check("tilted", _tilted),
    Check("side_on", _side_on),
    Check("not_side_on", _not_side_on),
    Check("turned", _turned),
    Check("company", _company),
    Check("filled", _filled),
    Check("not_hip_height", _not_hip_height),
    Check("a_little_tilted", _a_little_tilted),
)
"""Before anything counts; hints last."""

MOVING: Final = (
    Check("black", _black),
    Check("dark", _dark),
    Check("nobody", _nobody),
    Check("crowd", _crowd),
    Check("near", _moving_out),
)
"""While somebody moves: a body that bends is short, turns and leans, so its size and heading say nothing."""
