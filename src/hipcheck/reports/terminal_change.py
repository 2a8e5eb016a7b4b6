"""What the terminal shows of two sessions: which changes are real, which may be noise, which cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hipcheck.change import Change, Comparison, Verdict
from hipcheck.errors import one_line
from hipcheck.kinematics import METRICS
from hipcheck.reports.change_words import (
    VERDICT_COLOURS,
    change_text,
    conditions_sentence,
    grade_text,
    limit_text,
    read_how,
    sentence,
    value_text,
    verdict_text,
)
from hipcheck.reports.terminal_page import INDENT, TerminalPage
from hipcheck.reports.wording import join_words, leg_name

__all__ = ["print_comparison", "verdict_style"]


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print two sessions held against each other.

    Args:
        comparison: What to show.
        console: Where to.
    """
    page = TerminalPage(console)
    before, after = comparison.before, comparison.after
    page.heading(f"{one_line(before.label)} → {one_line(after.label)}")
    if comparison.reason:
        page.text(f"Not comparable, because {comparison.reason}.")
        return
    page.text(f"{conditions_sentence(after.conditions)}.")
    for doubt in comparison.doubts:
        page.item(Text("- "), Text(f"Mind that {doubt}."))
    for side, changes in groupby(comparison.changes, key=lambda change: change.side):
        legs = list(changes)
        page.blank()
        page.text(leg_name(side).capitalize(), style="bold")
        comparable = [change for change in legs if change.limit is not None]
        if comparable:
            console.print(_table(comparable))
        _print_sentences(legs, page)
    page.blank()
    page.text(" ".join([*_notes(comparison.changes), _LIMITS]), style="dim")


_LIMITS = (
    "Noise: between two sessions in which nothing has changed the difference is smaller in 19 of 20 cases. ± behind a value is "
    "half of its own 95 % interval. Grades are those that each result gave."
)


def verdict_style(change: Change) -> str:
    """Colour and weight of a verdict; it is always shown with its word."""
    return f"bold {VERDICT_COLOURS[change.direction]}" if change.verdict is Verdict.REAL else "dim"


def _table(changes: Sequence[Change]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    for heading in ("before", "after", "change", "noise"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("grade")
    for change in changes:
        table.add_row(
            METRICS[change.metric].short,
            value_text(change.before),
            value_text(change.after),
            change_text(change),
            limit_text(change),
            Text(verdict_text(change), verdict_style(change)),
            grade_text(change),
        )
    return table


def _print_sentences(changes: Sequence[Change], page: TerminalPage) -> None:
    """A sentence for what needs one: what is real, whose grade changed by noise alone, and what cannot be told."""
    for change in changes:
        if change.verdict is Verdict.REAL or (
            change.grade_changed and change.verdict is Verdict.WITHIN_NOISE
        ):
            page.item(Text("- "), Text(sentence(change)))
    by_reason: dict[str, list[str]] = {}
    for change in changes:
        if change.verdict is Verdict.NOT_COMPARABLE:
            by_reason.setdefault(change.reason, []).append(METRICS[change.metric].label)
    for reason, labels in by_reason.items():
        body = Text.assemble((f"{join_words(labels)}: ", "bold"), f"not comparable, because {reason}.")
        page.item(Text("- "), body, indent=INDENT)


def _notes(changes: Sequence[Change]) -> list[str]:
    """Where each metric is read, those read alike together."""
    read: dict[str, list[str]] = {}
    for change in changes:
        if change.limit is not None:
            names = read.setdefault(read_how(change.metric, change.at, change.basis), [])
            if METRICS[change.metric].short not in names:
                names.append(METRICS[change.metric].short)
    return [f"{join_words(names)}: {how}." for how, names in read.items()]
