"""Changes between sessions as people read them: one wording for terminal and HTML."""

from __future__ import annotations

import math
from typing import Final

from hipcheck.catalog import At, Basis
from hipcheck.change import (
    NORMAL_95,
    Change,
    Conditions,
    Direction,
    Session,
    SessionValue,
    Trend,
    Verdict,
    what_differs,
)
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.wording import MISSING, Scale, at_words, compared_with, grade_word, leg_name, scale_of
from hipcheck.results import ViewKind

__all__ = [
    "VERDICT_COLOURS",
    "apart_sentence",
    "change_text",
    "conditions_sentence",
    "grade_text",
    "limit_text",
    "read_how",
    "sentence",
    "trend_sentences",
    "value_text",
    "verdict_text",
]

VERDICT_COLOURS: Final[dict[Direction | None, str]] = {
    Direction.BETTER: "#0072b2",
    Direction.WORSE: "#d55e00",
    Direction.MORE: "#666666",
    Direction.LESS: "#666666",
    None: "#666666",
}
"""Of a real change by its direction, from the colours of grades. Always shown with the word."""

_FROM: Final = {
    ViewKind.FRONT: "from the front",
    ViewKind.BACK: "from behind",
    ViewKind.SIDE: "from the side",
    ViewKind.OBLIQUE: "from an angle",
}


def conditions_sentence(conditions: Conditions) -> str:
    """What the sessions have in common: "Single-leg squat (free leg behind), filmed from the front"."""
    variant = f" ({conditions.variant})" if conditions.variant else ""
    step = f", step of {conditions.step_height_cm:g} cm" if conditions.step_height_cm is not None else ""
    where = f", filmed {_FROM[conditions.view]}" if conditions.view else ""
    return f"{conditions.movement_name}{variant}{step}{where}"


def apart_sentence(first: Session, other: Session) -> str:
    """Why a series of sessions stands apart from the first one."""
    return f"Not compared with the sessions above: {what_differs(first, other)}."


def value_text(value: SessionValue | None, *, margin: bool = True) -> str:
    """A session's value with half of its own 95 % interval: "13 ±5°"; a dash where there is none."""
    if value is None:
        return MISSING
    scale = scale_of(value.metric)
    shown = _number(scale.factor * value.value, scale.decimals)
    if not margin:
        return f"{shown}{scale.unit}"
    half = scale.factor * NORMAL_95 * value.standard_error
    text = "?" if math.isnan(half) else _number(max(half, 10.0**-scale.decimals), scale.decimals)
    return f"{shown} ±{text}{scale.unit}"


def change_text(change: Change) -> str:
    """The difference with its sign: "-12°"; a dash where there is none."""
    if change.difference is None:
        return MISSING
    scale, decimals = _shown(change)
    return f"{_number(scale.factor * change.difference, decimals, sign=True)}{scale.unit}"


def limit_text(change: Change) -> str:
    """The smallest change that is more than noise: "±9°"; a dash where it is not known."""
    if change.limit is None:
        return MISSING
    scale, decimals = _shown(change)
    return f"±{_number(scale.factor * change.limit, decimals)}{scale.unit}"


def verdict_text(change: Change) -> str:
    """The verdict in a word or two: "real, better", "within noise", "not comparable"."""
    if change.verdict is Verdict.REAL and change.direction is not None:
        return f"{change.verdict.value}, {change.direction.value}"
    return change.verdict.value


def grade_text(change: Change) -> str:
    """Both grades: "mild → good"; one where it stayed; "" where neither session gave one."""
    before, after = change.grade_before, change.grade_after
    if before is None and after is None:
        return ""
    if before is after:
        return grade_word(after)
    return " → ".join(MISSING if grade is None else grade_word(grade) for grade in (before, after))


def read_how(metric: str, at: At, basis: Basis) -> str:
    """Where and as what a number is read: "at 60° of knee bend, change from standing"."""
    return f"{at_words(at)}, {compared_with(metric, basis)}"


def sentence(change: Change, *, named: bool = True) -> str:
    """What can be said of a change, in plain words.

    "Knee inward (FPPA), right leg: from 21° to 9°, 12° less. A real change for the better: noise alone makes up to 9°."

    Args:
        change: The change.
        named: False where what it is a change of stands above already.
    """
    subject = f"{METRICS[change.metric].label}{_of_leg(change.side)}: " if named else ""
    if change.verdict is Verdict.NOT_COMPARABLE or change.difference is None:
        return f"{subject}not comparable, because {change.reason}."
    told = f"{subject}{_moved(change)}."
    noise = limit_text(change).removeprefix("±")
    if change.verdict is Verdict.REAL:
        way = {Direction.BETTER: " for the better", Direction.WORSE: " for the worse"}
        worth = way.get(change.direction, "") if change.direction else ""
        return f"{told} A real change{worth}: noise alone makes up to {noise}."
    within = f"{told} Within noise: up to {noise} may be no change at all."
    if change.grade_changed and change.grade_before and change.grade_after:
        grades = f"from {grade_word(change.grade_before)} to {grade_word(change.grade_after)}"
        return f"{within} That its grade went {grades} says no more than that."
    return within


def trend_sentences(trend: Trend) -> tuple[str, ...]:
    """What can be said of the last session of a trend: since the first, and since the one before; without its name.

    Returns:
        One sentence where there is one earlier session, or two; one that says so where there is nothing to compare with.
    """
    last = trend.points[-1]
    if last.from_baseline is None:
        return (
            f"{value_text(last.value)} on {last.session.label}; one session, nothing to compare it with yet.",
        )
    first = f"Since {trend.baseline.session.label}: {sentence(last.from_baseline, named=False)}"
    earlier = next((p for p in reversed(trend.points[:-1]) if p.value is not None), trend.baseline)
    if last.from_last is None or earlier is trend.baseline:
        return (first,)
    return first, f"Since {earlier.session.label}: {sentence(last.from_last, named=False)}"


def _of_leg(side: Side | None) -> str:
    return f", {leg_name(side)}" if side else ""


def _moved(change: Change) -> str:
    """From where to where, and by how much."""
    assert change.difference is not None
    scale, decimals = _shown(change)
    by = _number(abs(scale.factor * change.difference), decimals)
    ends = f"from {value_text(change.before, margin=False)} to {value_text(change.after, margin=False)}"
    if float(by) == 0.0:
        return f"still {value_text(change.after, margin=False)}"
    return f"{ends}, {by}{scale.unit} {'more' if change.difference > 0 else 'less'}"


def _shown(change: Change) -> tuple[Scale, int]:
    """The metric's scale, and the digits to show: one more where rounding would make the difference equal the limit."""
    scale = scale_of(change.metric)
    if change.limit is None or change.difference is None:
        return scale, scale.decimals
    rounded = [round(scale.factor * abs(v), scale.decimals) for v in (change.difference, change.limit)]
    return scale, scale.decimals + (rounded[0] == rounded[1])


def _number(value: float, decimals: int, *, sign: bool = False) -> str:
    """As shown, with a true minus and never "-0"."""
    text = f"{round(value, decimals) + 0.0:{'+' if sign else ''}.{decimals}f}"
    return text.lstrip("+-") if float(text) == 0.0 else text
