"""Tables and numbers as Markdown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from hipcheck.kinematics import METRICS

__all__ = ["details", "number", "same_but_for_rounding", "share", "table"]

_NUMBER: Final = re.compile(r"(?<![\w.])[+-]?\d+(?:\.\d+)?(?![\w.]*\w)")
"""Not those within names."""
_DECIMALS: Final = {"°": 1, "s": 2, "": 3}
"""Digits worth printing, by unit."""
MISSING: Final = ""
"""What stands where there is no number."""


def number(value: float | None, metric: str = "", *, sign: bool = False, decimals: int | None = None) -> str:
    """A number with as many digits as its metric is worth; nothing for None and NaN."""
    if value is None or math.isnan(value):
        return MISSING
    digits = decimals if decimals is not None else _DECIMALS.get(METRICS[metric].unit if metric else "°", 1)
    text = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    # No negative zero.
    return text.replace("-", "+" if sign else "") if float(text) == 0.0 else text


def share(value: float | None) -> str:
    """A share as whole per cent, but 100 % only where it is all of them, and 0 % where it is none."""
    if value is None or math.isnan(value):
        return MISSING
    percent = round(100.0 * value)
    percent = min(percent, 99) if value < 1.0 else percent
    return f"{max(percent, 1) if value > 0.0 else percent} %"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns whose heading starts with ">" are aligned to the right."""
    names = [name.removeprefix(">") for name in head]
    lines = ["--:" if name.startswith(">") else "---" for name in head]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (names, lines, *rows))


def details(summary: str, content: str) -> str:
    """Something long, folded up."""
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"


def same_but_for_rounding(one: str, other: str) -> bool:
    """Whether two texts differ, if at all, in numbers alone, and in these by one in the last digit.

    Another machine's arithmetic may round a number the other way.
    """
    if _NUMBER.sub("0", one) != _NUMBER.sub("0", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(_close(a, b) for a, b in pairs)


def _close(one: str, other: str) -> bool:
    digits = [len(text.partition(".")[2]) for text in (one, other)]
    return digits[0] == digits[1] and abs(float(one) - float(other)) <= 1.01 * 10.0 ** -digits[0]
