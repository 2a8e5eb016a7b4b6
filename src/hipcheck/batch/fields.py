"""What a roster's cell or a piece of a file's name says of a clip: text in, a checked value out."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from hipcheck.batch.jobs import Who
from hipcheck.catalog import load_catalog
from hipcheck.landmarks import Side

__all__ = ["FIELDS", "who_from"]

_SIDES: Final = {"left": Side.LEFT, "l": Side.LEFT, "right": Side.RIGHT, "r": Side.RIGHT}
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBER: Final = re.compile(r"\d+([.,]\d+)?(e[+-]\d+)?", re.ASCII)
"""0 or more, with a decimal comma if need be, as half of Europe writes it."""
_WORST_PAIN: Final = 10
"""Of the 11-point numerical rating scale (Farrar et al. 2001, Pain 94:149)."""


def who_from(texts: Mapping[str, str]) -> tuple[Who, dict[str, str]]:
    """Read whatever is known of a clip.

    Args:
        texts: By field, what was written. White space around it does not count; nothing else means "not said".

    Returns:
        What could be read, and by field what is wrong with the rest, in words that follow its name.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field, text in texts.items():
        bare = text.strip()
        if not bare:
            continue
        try:
            values[field] = FIELDS[field](bare)
        except ValueError as error:
            wrong[field] = str(error)
    return Who(**values), wrong


def _text(text: str) -> str:
    """The text in NFC: a Mac writes "é" in file names as two signs, a spreadsheet as one."""
    return unicodedata.normalize("NFC", text)


def _side(text: str) -> Side:
    if text.lower() not in _SIDES:
        raise ValueError(f"{text!r} is neither left nor right")
    return _SIDES[text.lower()]


def _movement(text: str) -> str:
    known = load_catalog().movements
    if text.lower() not in known:
        raise ValueError(f"there is no movement {text!r}; choose {', '.join(known)}")
    return text.lower()


def _date(text: str) -> dt.date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date; write year-month-day, such as 2026-11-22")
    try:
        return dt.date(*(int(part) for part in match.groups() if part))
    except ValueError as error:
        raise ValueError(f"there is no day {text!r}; write year-month-day, such as 2026-11-22") from error


def _step_height_cm(text: str) -> float:
    height_cm = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.inf
    if math.isinf(height_cm):
        raise ValueError(f"{text!r} is not a height; write centimetres, such as 20")
    return height_cm


def _pain(text: str) -> int:
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or int(text) > _WORST_PAIN:
        raise ValueError(f"{text!r} is not a whole number from 0 to {_WORST_PAIN}")
    return int(text)


FIELDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "athlete": _text,
    "side": _side,
    "movement": _movement,
    "date": _date,
    "step_height_cm": _step_height_cm,
    "pain": _pain,
    "note": _text,
}
"""The fields of `Who`, and how each is read. All raise `ValueError`, saying what is wrong."""
