"""Finds somebody by name or code, and names those near where there is no such person."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from hipcheck.errors import InputError, one_line

__all__ = ["known_person"]

_NEAR: Final = 0.6
"""How alike names must be to be suggested, 0 to 1: difflib's own measure."""
_SUGGESTED: Final = 3


def known_person(asked: str, known: Collection[str], folder: Path) -> str:
    """The name as it is known.

    Args:
        asked: What the user typed.
        known: Names and codes there are; "" stands for nobody.
        folder: The results folder, for the message.

    Raises:
        InputError: There is nobody of that name; it suggests those near.
    """
    name = unicodedata.normalize("NFC", asked).strip()
    if name and name in known:
        return name
    names = sorted(one for one in known if one)
    if not names:
        raise InputError(
            f"{one_line(str(folder))}: holds results of nobody by name; say who is who with --roster or --pattern of "
            "`hipcheck batch`."
        )
    folded: dict[str, str] = {}
    for one in names:
        folded.setdefault(one.casefold(), one)
    near = [folded[key] for key in get_close_matches(name.casefold(), folded, _SUGGESTED, _NEAR)]
    if near:
        hint = f"did you mean {' or '.join(repr(one) for one in near)}?"
    elif len(names) <= 2 * _SUGGESTED:
        hint = f"there is {', '.join(names)}."
    else:
        hint = f"there are {len(names)} others, among them {', '.join(names[:_SUGGESTED])}."
    raise InputError(f"{one_line(str(folder))}: there is nobody called {name!r} in it; {hint}")
