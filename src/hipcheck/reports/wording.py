"""Values and facts as people read them: one wording for terminal, HTML and pictures.

Numbers are shown with the digits and the unit of `scale_of`; a missing number is a dash, never 0 or "nan".
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from hipcheck.catalog import At, Basis, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence
from hipcheck.results import Analysis, Finding, Grade, Measurement, SetSummary, View, ViewKind

__all__ = [
    "GRADE_ASCII",
    "GRADE_COLOURS",
    "GRADE_SYMBOLS",
    "MISSING",
    "UNGRADED_COLOUR",
    "Scale",
    "at_words",
    "camera_offset_deg",
    "cite",
    "cite_fully",
    "compared_with",
    "count",
    "format_interval",
    "format_plus_minus",
    "format_value",
    "grade_word",
    "is_convention",
    "join_words",
    "leg_name",
    "reps_sentence",
    "scale_of",
    "side_name",
    "stickers_sentence",
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


@dataclass(frozen=True, slots=True)
class Scale:
    """How a metric's numbers are shown.

    Attributes:
        factor: What a value is multiplied with.
        unit: As it follows the number, a space included where one belongs.
        decimals: Digits worth showing.
    """

    factor: float
    unit: str
    decimals: int


@cache
def scale_of(metric_id: str) -> Scale:
    """A metric's own unit and digits; per cent for a share whose sentences in the catalogue say it so."""
    metric = METRICS[metric_id]
    seen = (seen for flaw in load_catalog().flaws.values() for seen in flaw.seen)
    if any(entry.percent and metric_id in entry.metrics for entry in seen):
        return Scale(100.0, " %", max(0, metric.decimals - 2))
    return Scale(1.0, f" {metric.unit}" if metric.unit == "s" else metric.unit, metric.decimals)


def format_value(metric_id: str, value: float | None, *, sign: bool = False) -> str:
    """A value with its unit: "13°", "7 %", "1.2 s".

    Args:
        metric_id: Gives digits and unit.
        value: In the metric's own unit, a share as a ratio; None or NaN where missing.
        sign: Show a plus too.

    Returns:
        The text; `MISSING` where the value is.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    scale = scale_of(metric_id)
    return _rounded(scale.factor * value, scale.decimals, sign=sign) + scale.unit


def _center(m: WithInterval) -> float:
    return m.median if isinstance(m, SetSummary) else m.value


def format_interval(m: WithInterval) -> str:
    """A value with its 95 % interval: "13° (10 to 16)".

    An exact count has no interval: "2". An interval that is not known is said so, not left out.
    """
    value = format_value(m.metric, _center(m))
    if value == MISSING or m.low == m.high:
        return value
    if not (math.isfinite(m.low) and math.isfinite(m.high)):
        return f"{value} (interval unknown)"
    scale = scale_of(m.metric)
    low, high = (_rounded(scale.factor * end, scale.decimals) for end in (m.low, m.high))
    return f"{value} ({low} to {high})"


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
    if m.low == m.high:
        return format_value(m.metric, value)
    scale = scale_of(m.metric)
    half = scale.factor * (m.high - m.low) / 2.0
    margin = _rounded(max(half, 10.0**-scale.decimals), scale.decimals) if math.isfinite(half) else "?"
    return f"{_rounded(scale.factor * value, scale.decimals)} ±{margin}{scale.unit}"


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


def compared_with(metric_id: str, basis: Basis) -> str:
    """What a number of a metric is: "change from standing", "share of standing" for a ratio, or "as seen"."""
    if basis is Basis.ABSOLUTE:
        return "as seen"
    return "share of standing" if METRICS[metric_id].excursion == "ratio" else "change from standing"


def count(number: int, noun: str) -> str:
    """A number of things: "1 rep", "3 reps"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def camera_offset_deg(view: View) -> float:
    """How far the camera stands off the best place for its view, in degrees, never negative.

    That place is straight in front, behind or beside the person; for an oblique view, the nearer of front and back.
    """
    yaw_deg = abs(view.yaw_deg)
    if view.kind is ViewKind.SIDE:
        return abs(90.0 - yaw_deg)
    return min(yaw_deg, 180.0 - yaw_deg)


def _where_from(view: View) -> tuple[str, str]:
    """Where the camera stood, and what its offset is reckoned from."""
    if view.kind is ViewKind.SIDE:
        return f"the person's {'left' if view.yaw_deg > 0 else 'right'} side", "straight"
    if view.kind is ViewKind.OBLIQUE:
        end = "front" if abs(view.yaw_deg) <= 90.0 else "back"
        return f"an angle between {end} and side", f"the {end}"
    return "the front" if view.kind is ViewKind.FRONT else "behind", "straight"


def view_sentence(view: View | None) -> str:
    """Where the camera stood, with the uncertainty of its angles.

    "Filmed from the front, the camera 2° ±7° off straight and 0° ±2° off level."
    """
    if view is None:
        return "Where the camera stood could not be told, as nobody stood still long enough."
    where, off = _where_from(view)
    yaw = f"{camera_offset_deg(view):.0f}° ±{_margin_deg(view.yaw_sd_deg):.0f}° off {off}"
    if not view.roll_known:
        return f"Filmed from {where}, the camera {yaw}; how level it was cannot be told."
    roll = f"{abs(view.roll_deg):.0f}° ±{_margin_deg(view.roll_sd_deg):.0f}° off level"
    return f"Filmed from {where}, the camera {yaw} and {roll}."


_HUES: Final = (
    (20.0, "red"), (45.0, "orange"), (70.0, "yellow"), (165.0, "green"), (200.0, "turquoise"), (255.0, "blue"),
    (290.0, "purple"), (345.0, "pink"), (360.0, "red"),
)  # fmt: skip
"""Names of hues, each up to so many degrees of the colour wheel."""


def stickers_sentence(poses: PoseSequence) -> str:
    """That stickers were found, of which colour and how often they were seen; empty without stickers.

    "Green stickers on both front hip bones were found, and seen in 93 % of the frames."
    """
    if poses.stickers is None:
        return ""
    red, green, blue = (int(poses.stickers.colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    hue_deg = 360.0 * colorsys.rgb_to_hsv(red, green, blue)[0]
    name = next(name for up_to_deg, name in _HUES if hue_deg <= up_to_deg)
    return f"{name.capitalize()} stickers on both front hip bones were found, and seen in {100.0 * poses.stickers_seen:.0f} % of the frames."


def _margin_deg(sd_deg: float) -> float:
    """Half of the 95 % interval; at least a degree, as less would claim too much."""
    return max(1.0, _NORMAL_95 * sd_deg)


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


def is_convention(source_id: str) -> bool:
    """True for a number that was chosen by reasoning, with no study behind it."""
    return source_id == "convention"


def cite_fully(source_id: str) -> str:
    """A source as listed: title, and where to find it; a convention has no such place."""
    source = load_catalog().sources[source_id]
    return f"{source.title} ({source.where})" if source.where else source.title
