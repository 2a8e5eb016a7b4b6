"""Whom a clip shows, read from its file name: `--pattern "{athlete}_{movement}_{side}_{date}"`.

A pattern fits the whole name without its suffix. A field in braces is one of `FIELDS`; everything else stands for itself.
What a field can look like keeps the name unambiguous, so that athletes and movements may contain the very sign that
separates the fields. A name that could still be read in two ways is not guessed at.

Own code, on `re`, because the library for it (`parse`) takes the first way to read a name, and cannot say that there is
another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from hipcheck.batch.fields import FIELDS, who_from
from hipcheck.batch.jobs import Who
from hipcheck.catalog import load_catalog
from hipcheck.errors import SettingsError

__all__ = ["NamePattern"]

_LETTERS: Final = ("side", "movement")
_DIGITS: Final = ("date", "step_height_cm", "pain")
_TOKEN: Final = re.compile(r"\{(?P<field>[^{}]*)\}|(?P<text>[^{}]+)|(?P<stray>[{}])")


class NamePattern:
    """A pattern, understood.

    Args:
        pattern: As given with `--pattern`.

    Raises:
        SettingsError: It has no field, an unknown one, one twice, a stray brace, or two fields side by side that nothing
            tells apart.
    """

    def __init__(self, pattern: str) -> None:
        tokens = list(_TOKEN.finditer(unicodedata.normalize("NFC", pattern)))
        for problem in _problems(tokens):
            raise SettingsError(f"--pattern {pattern!r}: {problem}")
        self._shortest = _compiled(tokens, lazy=True)
        self._longest = _compiled(tokens, lazy=False)

    def read(self, stem: str) -> Who:
        """What a file's name says.

        Args:
            stem: The name without its suffix, valid Unicode.

        Raises:
            ValueError: It does not fit, can be read in two ways, or says something impossible. The message says which.
        """
        name = unicodedata.normalize("NFC", stem)
        match, other = self._shortest.fullmatch(name), self._longest.fullmatch(name)
        if match is None or other is None:
            raise ValueError("does not fit the pattern")
        texts, others = match.groupdict(), other.groupdict()
        for field, text in texts.items():
            if others[field] != text:
                raise ValueError(f"can be read in two ways: {field} could be {text!r} or {others[field]!r}")
        who, wrong = who_from(texts)
        for field, problem in wrong.items():
            raise ValueError(f"{field}: {problem}")
        return who


def _problems(tokens: Iterable[re.Match[str]]) -> Iterator[str]:
    """What is wrong with a pattern: one sentence each, with the place."""
    seen: list[str] = []
    known = ", ".join(f"{{{field}}}" for field in FIELDS)
    for token in tokens:
        field = token["field"]
        place = f"at character {token.start() + 1}, "
        if token["stray"]:
            yield f"{place}{token['stray']} belongs to no field; the fields are {known}."
        elif token["text"] and "/" in token["text"]:
            yield f"{place}there is a /; the pattern is for the name of the file, its folders do not count."
        elif field in seen:
            yield f"{place}{{{field}}} is there a second time; name each field once."
        elif field is not None and field not in FIELDS:
            yield f"{place}there is no field {{{field}}}; the fields are {known}."
        elif field is not None:
            seen.append(field)
    if not seen:
        yield f"there is no field in it; the fields are {known}."
    for before, after in pairwise(tokens):
        if before["field"] and after["field"] and not _told_apart(before["field"], after["field"]):
            yield (
                f"at character {after.start() + 1}, nothing shows where {{{before['field']}}} ends and "
                f"{{{after['field']}}} begins; put a sign such as _ between them."
            )


def _told_apart(before: str, after: str) -> bool:
    """Letters beside digits need no sign between them: R20 is right, 20 cm."""
    return (before in _LETTERS and after in _DIGITS) or (before in _DIGITS and after in _LETTERS)


def _compiled(tokens: Iterable[re.Match[str]], *, lazy: bool) -> re.Pattern[str]:
    """A pattern as an expression in which every field is as short as can be, or every one as long as can be."""
    shapes = _shapes("?" if lazy else "")
    pieces = (
        re.escape(token["text"]) if token["text"] else f"(?P<{token['field']}>{shapes[token['field']]})"
        for token in tokens
    )
    return re.compile("".join(pieces), re.DOTALL)


def _shapes(lazy: str) -> dict[str, str]:
    """What each field can look like; `lazy` follows whatever can be repeated."""
    return {
        "athlete": rf".+{lazy}",
        "side": "(?i:left|right|l|r)",
        "movement": f"(?i:{'|'.join(_movements())})",
        "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}",
        "step_height_cm": rf"[0-9]+{lazy}(?:[.,][0-9]+{lazy})?{lazy}",
        "pain": "10|[0-9]",
        "note": rf".+{lazy}",
    }


def _movements() -> Iterator[str]:
    """The movements, each of which is not one where it is a piece of a longer one's name.

    In "anna_single_leg_squat" that is how the movement is not "squat", and Anna not "anna_single_leg".
    """
    names = list(load_catalog().movements)
    for name in names:
        around = [longer.partition(name) for longer in names if name in longer and name != longer]
        before = "".join(f"(?<!{re.escape(start)})" for start, _, end in around if start and not end)
        after = "".join(f"(?!{re.escape(end)})" for start, _, end in around if end and not start)
        yield f"{before}{re.escape(name)}{after}"
