"""What the terminal shows after an analysis: what was seen, how sure that is, and what to do next.

Text only, at any width from 60 characters on. Where the output goes to a file or a pipe, rich leaves colours away; where
the encoding has no symbols, plain characters stand for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from hipcheck.catalog import Flaw, Origin, load_catalog
from hipcheck.errors import HipcheckError
from hipcheck.kinematics import METRICS
from hipcheck.phrases import cue_text
from hipcheck.reports.terminal_table import rep_table
from hipcheck.reports.wording import (
    GRADE_ASCII,
    GRADE_COLOURS,
    GRADE_SYMBOLS,
    cite,
    count,
    format_cut_off,
    format_value,
    grade_word,
    join_words,
    leg_name,
    reps_sentence,
    view_sentence,
)
from hipcheck.results import Analysis, Checklist, Finding, Grade, NotMeasured, Recommendation

__all__ = ["print_analysis", "print_failure"]

_INDENT: Final = 2
_GRADE_WIDTH: Final = 12
"""Of the column "◆ marked": the longest grade is "borderline"."""


def print_analysis(
    analysis: Analysis, console: Console, *, report_path: Path | None = None, files: Sequence[Path] = ()
) -> None:
    """Print a whole result.

    Args:
        analysis: What to show.
        console: Where to. Its width decides how many columns the table of reps has.
        report_path: The report to open next; None where none was written.
        files: Everything that was written.
    """
    page = _Page(console)
    _print_clip(analysis, page)
    if analysis.reps:
        _print_findings(analysis, page)
        _print_reps(analysis, page)
        _print_exercises(analysis, page)
        _print_session(analysis, page)
    _print_symptoms(analysis, page)
    _print_not_measured(analysis, page)
    _print_warnings(analysis, page)
    _print_files(page, report_path, files)
    page.blank()
    page.text(load_catalog().safety.banner, style="dim")
    _print_next(analysis, page, report_path)


def print_failure(clip: str, error: HipcheckError, console: Console) -> None:
    """Print why a clip could not be analysed; the message itself says what to do."""
    page = _Page(console)
    page.item(Text("not analysed ", "bold"), Text(f"{clip}: {error}"), indent=0)


class _Page:
    """A console with the few shapes this output has: headings, paragraphs, items with a hanging indent."""

    def __init__(self, console: Console) -> None:
        self.console = console
        utf = (console.encoding or "").lower().startswith("utf")
        self._symbols = GRADE_SYMBOLS if utf else GRADE_ASCII

    def blank(self) -> None:
        self.console.print()

    def heading(self, title: str) -> None:
        self.blank()
        self.console.print(Text(title, "bold"))

    def text(self, text: str, *, indent: int = 0, style: str = "") -> None:
        self.item(Text(), Text(text, style), indent=indent)

    def item(self, head: Text, body: Text, *, indent: int = _INDENT, hang: int | None = None) -> None:
        """A paragraph whose lines after the first begin below its text."""
        hang = len(head) if hang is None else hang
        head.pad_right(max(0, hang - len(head)))
        lines = body.wrap(self.console, max(20, self.console.width - indent - hang))
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


def _print_clip(analysis: Analysis, page: _Page) -> None:
    if analysis.source:
        page.text(
            f"{analysis.source.path}, {format_value('descent_s', analysis.source.duration_s)}", style="dim"
        )
    page.text(reps_sentence(analysis), style="bold")
    page.text(view_sentence(analysis.view))
    if analysis.movement.detected and analysis.reps:
        page.text(
            "hipcheck recognised the movement itself; if it is another one, name it with --movement.",
            style="dim",
        )


def _print_findings(analysis: Analysis, page: _Page) -> None:
    page.heading("What was seen")
    if not analysis.findings:
        page.text("Nothing could be graded in this clip; why is said under “Not measured”.", indent=_INDENT)
    for finding in analysis.findings:
        limits = _limits(finding)
        body = Text.assemble(finding.text, (f" {limits}" if limits else "", "dim"))
        page.item(page.grade(finding.grade), body, hang=_GRADE_WIDTH + 2)


def _limits(finding: Finding) -> str:
    """The cut-offs and whose they are: "[mild above 10°, marked above 15°: Herrington 2014]"."""
    threshold = finding.threshold
    if threshold is None:
        limit = format_value(finding.metric, finding.limit)
        return f"[a difference up to {limit} is noise]" if finding.limit is not None else ""
    beyond = "above" if threshold.above else "below"
    mild, marked = (format_cut_off(threshold, value) for value in (threshold.mild, threshold.marked))
    return f"[mild {beyond} {mild}, marked {beyond} {marked}: {cite(threshold.source)}]"


def _print_reps(analysis: Analysis, page: _Page) -> None:
    page.heading("Reps")
    table, notes = rep_table(analysis, page.console, page.mark)
    page.console.print(table)
    page.text(" ".join([page.legend, *notes]), style="dim")
    for checklist in analysis.checklists:
        page.text(_checklist_line(checklist))


def _checklist_line(checklist: Checklist) -> str:
    unseen = sum(item.score is None for item in checklist.items)
    band = f", {checklist.band}" if checklist.band else ""
    left_out = f"; {unseen} of {count(len(checklist.items), 'item')} could not be seen" if unseen else ""
    return (
        f"{checklist.title}, {leg_name(checklist.side)}: {checklist.total:g} of {checklist.max_total:g} points"
        f"{band} (0 is best){left_out}."
    )


def _print_exercises(analysis: Analysis, page: _Page) -> None:
    if not analysis.recommendations:
        return
    page.heading("Exercises")
    for flaws, recommendations in groupby(analysis.recommendations, key=lambda r: r.for_flaws):
        page.text(_purpose(flaws), indent=_INDENT, style="italic")
        said = ""  # five exercises for maintenance share one reason
        for r in recommendations:
            _print_exercise(r, page, why="" if r.why == said else r.why)
            said = r.why
    for line in _doses(analysis.recommendations):
        page.text(line, indent=_INDENT)


def _purpose(flaws: Iterable[Flaw]) -> str:
    titles = [load_catalog().flaws[flaw].title for flaw in flaws]
    return f"For: {join_words([title.lower() for title in titles])}" if titles else "To keep what you have"


def _print_exercise(r: Recommendation, page: _Page, *, why: str) -> None:
    ours = r.dose.text if r.dose.origin is Origin.HIPCHECK else r.dose.amount
    source = f" ({cite(r.source)})" if r.source else " (hipcheck's own)"
    page.item(Text("- "), Text.assemble((r.name, "bold"), source, f": {ours}" if ours else ""))
    page.text(r.how, indent=_INDENT + 2)
    if why:
        page.text(why, indent=_INDENT + 2, style="dim")


def _doses(recommendations: Sequence[Recommendation]) -> list[str]:
    """Who says how much. An article's words are said once, in quotation marks; the amounts above are hipcheck's."""
    quoted = dict.fromkeys(
        f"“{r.dose.text}” ({cite(r.dose.source)})" for r in recommendations if r.dose.origin is Origin.ARTICLE
    )
    by_article = [f"How much, in the articles' words: {join_words(list(quoted))}."] if quoted else []
    by_us = any(r.dose.amount or r.dose.origin is Origin.HIPCHECK for r in recommendations)
    return [*by_article, *(["The amounts beside the names are hipcheck's suggestion."] if by_us else [])]


def _print_session(analysis: Analysis, page: _Page) -> None:
    plan = analysis.plan
    if plan is None:
        return
    page.heading(f"A session of about {plan.minutes} minutes, {plan.per_week}")
    for item in plan.items:
        each = " on each side" if item.both_sides else ""
        page.item(Text("- "), Text(f"{item.name}: {count(item.rounds, 'round')} of {item.seconds} s{each}"))
    if plan.note:
        page.text(plan.note, indent=_INDENT, style="dim")
    page.text(load_catalog().safety.progress, indent=_INDENT)
    page.text(load_catalog().safety.pain_rule, indent=_INDENT)


def _print_symptoms(analysis: Analysis, page: _Page) -> None:
    if not analysis.symptoms:
        return
    page.heading("What you reported")
    for symptom in analysis.symptoms:
        quotes = "".join(f" “{quote.text}” ({cite(quote.article)})" for quote in symptom.quotes)
        page.item(Text("- "), Text.assemble((f"{symptom.title}: ", "bold"), symptom.text, quotes))
    page.text(load_catalog().safety.unconfirmed, indent=_INDENT, style="dim")


def _print_not_measured(analysis: Analysis, page: _Page) -> None:
    if not analysis.not_measured:
        return
    page.heading("Not measured")

    def why(m: NotMeasured) -> tuple[str, str]:
        return m.reason, m.remedy

    groups: dict[tuple[str, str], list[str]] = {}
    for missing in analysis.not_measured:
        side = f" ({missing.side.value})" if missing.side else ""
        groups.setdefault(why(missing), []).append(METRICS[missing.metric].label + side)
    for (reason, remedy), labels in groups.items():
        to_get_it = f" To get it: {remedy}." if remedy else ""
        page.item(Text("- "), Text.assemble((f"{join_words(labels)}: ", "bold"), f"{reason}.{to_get_it}"))


def _print_warnings(analysis: Analysis, page: _Page) -> None:
    if not analysis.warnings:
        return
    page.heading("Keep in mind")
    for warning in analysis.warnings:
        page.item(Text("- "), Text(warning.text))


def _print_next(analysis: Analysis, page: _Page, report_path: Path | None) -> None:
    page.heading("Next")
    steps = [*_practice(analysis), *_filming(analysis)]
    if report_path is not None:
        steps.append("Open the report:")
    for number, step in enumerate(steps, start=1):
        page.item(Text(f"{number}. "), Text(step))
    if report_path is not None:
        # On a line of its own and never broken, so that a terminal can open it and a hand can copy it.
        page.console.print(Text(f"     {report_path}"), soft_wrap=True)


def _practice(analysis: Analysis) -> list[str]:
    """What to think of in the next rep, and what to train."""
    if not analysis.reps:
        return []
    steps = [_cue(analysis.findings)] if analysis.findings else []
    if analysis.recommendations:
        names = join_words([r.name for r in analysis.recommendations[:3]])
        often = f", {analysis.plan.per_week}" if analysis.plan else ""
        steps.append(f"Train: {names}{often}.")
    return steps


def _cue(findings: Sequence[Finding]) -> str:
    worst = max(findings, key=lambda f: f.grade.severity)
    if worst.grade is Grade.GOOD:
        return "In the next rep: the same again, nothing stood out."
    return f"In the next rep: {cue_text(load_catalog().flaws[worst.flaw], worst.side)}."


def _filming(analysis: Analysis) -> list[str]:
    """How to film so that the next clip says more; without reps, how to get an answer at all."""
    remedies = [w.remedy for w in analysis.warnings if w.remedy]
    if analysis.reps and not analysis.findings:
        remedies += [f"To get it graded: {m.remedy}." for m in analysis.not_measured if m.remedy]
    steps = [f"When you film again: {' '.join(dict.fromkeys(remedies))}"] if remedies else []
    movements = load_catalog().movements
    if analysis.movement.id == "unknown":
        steps.append(
            f"Name the movement: --movement with one of {', '.join(movements)}; “hipcheck movements” describes them."
        )
    elif not analysis.reps and analysis.movement.id in movements:
        steps.append(
            f"Film the whole set, from standing to standing: {movements[analysis.movement.id].how_to}"
        )
    return steps


def _print_files(page: _Page, report_path: Path | None, files: Sequence[Path]) -> None:
    others = [path for path in files if path != report_path]
    if not others:
        return
    page.heading("Also written")
    for folder, inside in groupby(others, key=lambda path: path.parent):
        page.item(Text("- "), Text(f"{', '.join(path.name for path in inside)} in {folder}"))
