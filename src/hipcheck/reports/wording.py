"""Values and facts as people read them: one wording for terminal, HTML and pictures.

Numbers are shown with the digits and the unit that `METRICS` gives; a missing number is a dash, never 0 or "nan".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

from hipcheck.catalog import At, Basis, Threshold, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.results import (
    Analysis,
    Finding,
    Grade,
    Measurement,
    NotMeasured,
    SetSummary,
    View,
    ViewKind,
)

__all__ = [
    "GRADE_ASCII",
    "GRADE_COLOURS",
    "GRADE_SYMBOLS",
    "MISSING",
    "UNGRADED_COLOUR",
    "at_words",
    "basis_words",
    "camera_offset_deg",
    "cite",
    "cite_fully",
    "count",
    "format_cut_off",
    "format_interval",
    "format_plus_minus",
    "format_value",
    "grade_word",
    "join_words",
    "leg_name",
    "movement_sentence",
    "not_measured_sentence",
    "reps_sentence",
    "side_name",
    "time_stamp",
    "view_sentence",
]

MISSING: Final = "\N{EN DASH}"
"""What stands where a number is missing."""

GRADE_COLOURS: Final[dict[Grade, str]] = {
    Grade.GOOD: "#0072b2",
    Grade.BORDERLINE: "#999999",
    Grade.MILD: "#e69f00",
    Grade.MARKED: "#d55e00",
}
"""Blue, grey, orange, vermillion of the palette of Okabe and Ito (Wong 2011, Nature Methods 8:441), which people
with any of the common colour blindnesses can tell apart. Always shown with the word or the symbol."""

UNGRADED_COLOUR: Final = "#666666"
"""For what has no grade."""

GRADE_SYMBOLS: Final[dict[Grade, str]] = {
    Grade.GOOD: "✓",
    Grade.BORDERLINE: "~",
    Grade.MILD: "▲",
    Grade.MARKED: "◆",
}
"""One shape per grade, so that colour is never its only carrier."""

GRADE_ASCII: Final[dict[Grade, str]] = {
    Grade.GOOD: "+",
    Grade.BORDERLINE: "~",
    Grade.MILD: "!",
    Grade.MARKED: "!!",
}
"""The same where only plain characters can be shown."""

_NORMAL_95: Final = 1.96
"""Half-width of a 95 % interval, in standard deviations of a normal distribution."""

WithInterval: TypeAlias = Measurement | Finding | SetSummary


def _rounded(value: float, decimals: int, *, sign: bool = False) -> str:
    text = f"{value:{'+' if sign else ''}.{decimals}f}"
    is_zero = float(text) == 0.0
    return text.lstrip("+-") if is_zero else text  # neither "-0" nor "+0"


def _unit(metric_id: str) -> str:
    unit = METRICS[metric_id].unit
    return f" {unit}" if unit == "s" else unit


def format_value(metric_id: str, value: float | None, *, sign: bool = False) -> str:
    """A value with its unit: "13°", "0.07", "1.2 s".

    Args:
        metric_id: Gives digits and unit.
        value: In the metric's unit; None or NaN where missing.
        sign: Show a plus too.

    Returns:
        The text; `MISSING` where the value is.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return _rounded(value, METRICS[metric_id].decimals, sign=sign) + _unit(metric_id)


def _center(m: WithInterval) -> float:
    return m.median if isinstance(m, SetSummary) else m.value


def format_cut_off(threshold: Threshold, value: float) -> str:
    """A cut-off in the unit that the finding's sentence uses: "10°", or "30 %" where that says a share as percent."""
    seen = load_catalog().flaws[threshold.flaw].seen
    if any(s.percent for s in seen if threshold.metric in s.metrics):
        return f"{_rounded(100 * value, max(0, METRICS[threshold.metric].decimals - 2))} %"
    return format_value(threshold.metric, value)


def format_interval(m: WithInterval) -> str:
    """A value with its 95 % interval: "13° (10 to 16)".

    An exact count has no interval: "2". An interval that is not known is said so, not left out.
    """
    value = format_value(m.metric, _center(m))
    if value == MISSING or m.low == m.high:
        return value
    if not (math.isfinite(m.low) and math.isfinite(m.high)):
        return f"{value} (interval unknown)"
    decimals = METRICS[m.metric].decimals
    return f"{value} ({_rounded(m.low, decimals)} to {_rounded(m.high, decimals)})"


def format_plus_minus(m: WithInterval, *, basis: Basis = Basis.ABSOLUTE) -> str:
    """A value with half of its 95 % interval: "13 ±3°".

    Args:
        m: What to show.
        basis: Which number of a measurement or summary. The excursion falls back to the value, as in grading. A
            finding has one number only.

    Returns:
        The text. A half-width below the last digit shown is rounded up to it, as "±0" would claim too much.
    """
    value = _center_on(m, basis)
    if not math.isfinite(value):
        return MISSING
    decimals = METRICS[m.metric].decimals
    if m.low == m.high:
        return format_value(m.metric, value)
    half = (m.high - m.low) / 2.0
    margin = _rounded(max(half, 10.0**-decimals), decimals) if math.isfinite(half) else "?"
    return f"{_rounded(value, decimals)} ±{margin}{_unit(m.metric)}"


def _center_on(m: WithInterval, basis: Basis) -> float:
    if isinstance(m, Finding) or basis is Basis.ABSOLUTE or m.excursion is None:
        return _center(m)
    return m.excursion


def side_name(side: Side | None) -> str:
    """The side as a word: "left", "right" or "both"."""
    return side.value if side else "both"


def leg_name(side: Side | None) -> str:
    """The leg in words: "left leg", "right leg" or "both legs"."""
    return f"{side.value} leg" if side else "both legs"


def grade_word(grade: Grade | None) -> str:
    """The grade as a word; "not graded" where there is none."""
    return grade.value if grade else "not graded"


def at_words(at: At) -> str:
    """Where in the rep: "at the bottom", "at 60° of knee bend", "at its worst", "over the rep"."""
    return {
        At.BOTTOM: "at the bottom",
        At.MATCHED: "at 60° of knee bend",
        At.PEAK: "at its worst",
        At.REP: "over the rep",
    }[at]


def basis_words(basis: Basis) -> str:
    """What a number is compared with: "change from standing" or "as seen"."""
    return "change from standing" if basis is Basis.EXCURSION else "as seen"


def count(number: int, noun: str) -> str:
    """A number of things: "1 rep", "3 reps"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def not_measured_sentence(missing: NotMeasured) -> str:
    """Why a metric was withheld, and what to do: "Pelvic drop (left): not measured; …. To get it: …."."""
    where = f" ({missing.side.value})" if missing.side else ""
    remedy = f" To get it: {missing.remedy}." if missing.remedy else ""
    return f"{METRICS[missing.metric].label}{where}: not measured; {missing.reason}.{remedy}"


def camera_offset_deg(view: View) -> float:
    """How far the camera stands off the best place for its view, in degrees, never negative.

    That place is straight in front, behind or beside the person. For an oblique view it is the front or back.
    """
    yaw_deg = abs(view.yaw_deg)
    return abs(90.0 - yaw_deg) if view.kind is ViewKind.SIDE else yaw_deg


def _where_from(view: View) -> str:
    if view.kind is ViewKind.SIDE:
        return f"the person's {'left' if view.yaw_deg > 0 else 'right'} side"
    return {ViewKind.FRONT: "the front", ViewKind.BACK: "behind"}.get(
        view.kind, "an angle between front and side"
    )


def view_sentence(view: View | None) -> str:
    """Where the camera stood, with the uncertainty of its angle.

    "Filmed from the front, camera 2° ±7° off straight, tilted 0° ±2°."
    """
    if view is None:
        return "Where the camera stood could not be told, as nobody stood still long enough."
    yaw_margin_deg = max(1.0, _NORMAL_95 * view.yaw_sd_deg)
    roll_margin_deg = max(1.0, _NORMAL_95 * view.roll_sd_deg)
    return (
        f"Filmed from {_where_from(view)}, camera {camera_offset_deg(view):.0f}° ±{yaw_margin_deg:.0f}° off straight, "
        f"tilted {abs(view.roll_deg):.0f}° ±{roll_margin_deg:.0f}°."
    )


def reps_sentence(analysis: Analysis) -> str:
    """Movement, variant, and the reps on each leg.

    "Single-leg squat (free leg behind), 3 reps on the left leg and 3 reps on the right leg."
    """
    movement = analysis.movement
    variant = f" ({movement.variant})" if movement.variant else ""
    legs = {side: len(analysis.reps_of(side)) for side in (Side.LEFT, Side.RIGHT, None)}
    parts = [
        f"{count(reps, 'rep')} on the {leg_name(side)}" if side else count(reps, "rep")
        for side, reps in legs.items()
        if reps
    ]
    return f"{movement.name}{variant}, {join_words(parts) if parts else 'no rep found'}."


def movement_sentence(analysis: Analysis) -> str:
    """What was filmed, and from where: `reps_sentence` and `view_sentence`."""
    return f"{reps_sentence(analysis)} {view_sentence(analysis.view)}"


def time_stamp(time_s: float) -> str:
    """Minutes and seconds into the clip: "0:03.4"."""
    if not math.isfinite(time_s):
        return MISSING
    tenths = round(time_s * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}.{rest % 10}"


def cite(source_id: str) -> str:
    """A source as cited in passing: "Herrington 2014"."""
    return load_catalog().sources[source_id].short


def cite_fully(source_id: str) -> str:
    """A source as listed: title, and where to find it; a convention has no such place."""
    source = load_catalog().sources[source_id]
    return f"{source.title} ({source.where})" if source.where else source.title
