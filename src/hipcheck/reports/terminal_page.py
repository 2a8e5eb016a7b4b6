"""A console with the few shapes that the terminal's output has: headings, paragraphs, items with a hanging indent."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from hipcheck.reports.wording import GRADE_ASCII, GRADE_COLOURS, GRADE_SYMBOLS, grade_word
from hipcheck.results import Grade

__all__ = ["INDENT", "TerminalPage"]

INDENT: Final = 2
"""Characters that items stand in from the left."""
_NARROWEST: Final = 20
"""Characters of text on a line, however deep its indent and small the console."""


class TerminalPage:
    """Writes to a console, at any width.

    Args:
        console: Where to. Where its encoding has no symbols, plain characters stand for them.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        utf = (console.encoding or "").lower().startswith("utf")
        self._symbols = GRADE_SYMBOLS if utf else GRADE_ASCII

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def heading(self, title: str) -> None:
        """A heading, and an empty line before it."""
        self.blank()
        self.console.print(Text(title, "bold"))

    def text(self, text: str, *, indent: int = 0, style: str = "") -> None:
        """A paragraph."""
        self.item(Text(), Text(text, style), indent=indent)

    def item(self, head: Text, body: Text, *, indent: int = INDENT, hang: int | None = None) -> None:
        """A paragraph whose lines after the first begin below its text.

        Args:
            head: What stands before the text: a dash, a number, a grade.
            body: The text.
            indent: Characters before the head.
            hang: Width of the head, in characters; its own where None.
        """
        hang = len(head) if hang is None else hang
        head.pad_right(max(0, hang - len(head)))
        lines = body.wrap(self.console, max(_NARROWEST, self.console.width - indent - hang))
        for number, line in enumerate(lines):
            start = head if number == 0 else Text(" " * hang)
            line.rstrip()
            self.console.print(Text.assemble(" " * indent, start, line))

    def mark(self, grade: Grade | None) -> Text:
        """The grade's symbol in its colour; nothing for no grade."""
        return Text(self._symbols[grade], f"bold {GRADE_COLOURS[grade]}") if grade else Text()

    @property
    def legend(self) -> str:
        """What the symbols mean."""
        return ", ".join(f"{self._symbols[grade]} {grade_word(grade)}" for grade in Grade) + "."

    def grade(self, grade: Grade) -> Text:
        """The grade's symbol and word in its colour."""
        return Text.assemble(self.mark(grade), " ", (grade_word(grade), f"bold {GRADE_COLOURS[grade]}"))
