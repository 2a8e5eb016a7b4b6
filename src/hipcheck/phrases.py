"""Fills the catalogue's sentences: what was seen, and what to do in the next rep, in words for the person filmed."""

from __future__ import annotations

import math
from collections.abc import Container

from hipcheck.catalog import Flaw, FlawText, Seen
from hipcheck.landmarks import Side
from hipcheck.results import Grade

__all__ = ["cue_text", "finding_text", "side_words", "together_text"]


def side_words(side: Side | None) -> dict[str, str]:
    """The words for `CUE_FIELDS`: body parts named with their side, or in the plural for both legs.

    Args:
        side: Stance leg; None where both legs work or are compared.

    Returns:
        One word or phrase for each field. The free hip is that of the other leg.
    """
    if side is None:
        return {
            "knee": "knees",
            "heel": "heels",
            "thigh": "thighs",
            "free_hip": "hip on the free side",
            "on_leg": "",
            "standing": "",
            "lean_to": "to the side",
            "more_on": "",
            "to_side": "to one side",
        }
    return {
        "knee": f"{side} knee",
        "heel": f"{side} heel",
        "thigh": f"{side} thigh",
        "free_hip": f"{side.other} hip",
        "on_leg": f" on your {side} leg",
        "standing": f" while you stood on your {side} leg",
        "lean_to": f"towards the {side} leg",
        "more_on": f", more on the {side}",
        "to_side": f"to the {side}",
    }


def cue_text(flaw_text: FlawText, side: Side | None) -> str:
    """What to do in the next rep: "Right knee over the second toe"."""
    return _sentence(flaw_text.cue.format_map(side_words(side)))


def together_text(flaw_text: FlawText, side: Side | None, grade: Grade, seen: Container[Flaw]) -> str:
    """What to add where other flaws were seen on the same leg; "" where nothing.

    Args:
        flaw_text: The flaw's wording from the catalogue.
        side: Stance leg.
        grade: Of this flaw.
        seen: Flaws graded mild or marked on that leg.
    """
    shown = grade in (Grade.MILD, Grade.MARKED)
    added = [t.text for t in flaw_text.together if t.flaw in seen and (shown or t.even_if_good)]
    return " ".join(_sentence(text.format_map(side_words(side))) for text in added)


def finding_text(  # noqa: PLR0913 - a finding has these facts; a type of its own would only repeat `Finding`
    flaw_text: FlawText,
    *,
    grade: Grade,
    metric: str,
    side: Side | None,
    value: float,
    low: float,
    high: float,
    unit: str,
    decimals: int,
    shown: int,
    total: int,
    from_standing: bool = False,
) -> str:
    """What was seen, in plain words.

    "Your right knee moved inward about 13° (10 to 16), clearly so in 4 of 5 reps."

    Args:
        flaw_text: The flaw's wording from the catalogue.
        grade: Picks the sentence.
        metric: Id of the metric that was graded; picks the wording.
        side: Stance leg; for an asymmetry the leg that shows more; None for both.
        value: In the metric's unit. NaN is an error of the caller: a finding has a value.
        low: Lower end of the 95 % interval; equal to `high` for an exact count.
        high: Upper end. A non-finite end is said to be unknown.
        unit: As shown behind the number, "" for a ratio.
        decimals: Digits worth showing.
        shown: Number of reps graded mild or marked.
        total: Number of reps graded.
        from_standing: The value is a change from quiet standing.

    Returns:
        One sentence. It says what a minus means where it shows one that needs saying.
    """
    seen = _wording(flaw_text, metric)
    template: str = getattr(seen, grade.value)
    if seen.percent:
        value, low, high = 100 * value, 100 * low, 100 * high
        unit, decimals = " %", max(0, decimals - 2)
    if seen.size and value < 0:
        value, low, high = -value, -high, -low
    words = side_words(side) | {
        "measured": _measured(value, low, high, unit, decimals),
        "reps": _reps(shown, total),
        "reference": "in standing" if from_standing else "your ankles",
    }
    text = _sentence(template.format_map(words))
    below_zero = any(_rounded(number, decimals).startswith("-") for number in (value, low))
    return f"{text.removesuffix('.')}; minus is {seen.minus}." if seen.minus and below_zero else text


def _wording(flaw_text: FlawText, metric: str) -> Seen:
    """The wording for this metric, else the one for any metric, which the catalogue guarantees."""
    fitting = (seen for seen in flaw_text.seen if metric in seen.metrics)
    return next(fitting, None) or next(seen for seen in flaw_text.seen if not seen.metrics)


def _measured(value: float, low: float, high: float, unit: str, decimals: int) -> str:
    text = _rounded(value, decimals) + unit
    if low == high:
        return text
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{text} (interval unknown)"
    return f"{text} ({_rounded(low, decimals)} to {_rounded(high, decimals)})"


def _rounded(value: float, decimals: int) -> str:
    """The number as shown, never "-0"."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def _reps(shown: int, total: int) -> str:
    if total <= 1:
        return ""
    return f", in all {total} reps" if shown == total else f", clearly so in {shown} of {total} reps"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
