"""What the terminal shows after an analysis: what was seen, how sure that is, and what to do next.

Text only, at any width from 60 characters on. Where the output goes to a file or a pipe, rich leaves colours away; where
the encoding has no symbols, plain characters stand for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from hipcheck.catalog import load_catalog
from hipcheck.errors import one_line
from hipcheck.kinematics import METRICS
from hipcheck.phrases import cue_text
from hipcheck.reports.judged import judged, mostly_unjudged, not_judged
from hipcheck.reports.terminal_advice import print_exercises, print_session, print_symptoms
from hipcheck.reports.terminal_page import INDENT, TerminalPage
from hipcheck.reports.terminal_table import rep_table
from hipcheck.reports.wording import (
    cite,
    count,
    format_value,
    is_convention,
    join_words,
    leg_name,
    reps_sentence,
    stickers_sentence,
    view_sentence,
)
from hipcheck.results import Analysis, Checklist, ChecklistItem, Finding, Grade, NotMeasured

__all__ = ["print_analysis"]

_GRADE_WIDTH: Final = 12
"""Of the column "◆ marked": the longest grade is "borderline"."""

_CONTENTS: Final = {"annotated.mp4": "the clip with lines and angles", "analysis.json": "for programs"}
"""What files hold whose names do not say it."""


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
    page = TerminalPage(console)
    _print_clip(analysis, page)
    if analysis.reps:
        _print_findings(analysis, page)
        _print_reps(analysis, page)
        print_exercises(analysis, page)
        print_session(analysis, page)
    print_symptoms(analysis, page)
    _print_not_measured(analysis, page)
    _print_warnings(analysis, page)
    _print_files(page, report_path, files)
    page.blank()
    page.text(load_catalog().safety.banner, style="dim")
    _print_next(analysis, page, report_path)


def _print_clip(analysis: Analysis, page: TerminalPage) -> None:
    if analysis.source:
        length = format_value("descent_s", analysis.source.duration_s)
        page.text(f"{one_line(analysis.source.path)}, {length}", style="dim")
    page.text(reps_sentence(analysis), style="bold")
    page.text(view_sentence(analysis.view))
    if stickers := stickers_sentence(analysis.poses):
        page.text(stickers)
    if analysis.movement.detected and analysis.reps:
        page.text(
            "hipcheck recognised the movement itself; if it is another one, name it with --movement.",
            style="dim",
        )


def _print_findings(analysis: Analysis, page: TerminalPage) -> None:
    page.heading("What was seen")
    if not analysis.findings:
        page.text("Nothing could be graded in this clip; why is said under “Not measured”.", indent=INDENT)
        return
    for finding in analysis.findings:
        limits = _limits(finding)
        body = Text.assemble(finding.text, (f" {limits}" if limits else "", "dim"))
        page.item(page.grade(finding.grade), body, hang=_GRADE_WIDTH + 2)
    missing = [load_catalog().flaws[flaw].aspect.lower() for flaw in not_judged(analysis)]
    if missing:
        head, body = (
            Text("? not judged", "dim"),
            Text(f"{join_words(missing).capitalize()}: see “Not measured”."),
        )
        page.item(head, body, hang=_GRADE_WIDTH + 2)


def _limits(finding: Finding) -> str:
    """The cut-offs and whose they are: "[mild above 10°, marked above 15°; Herrington 2014]"."""
    threshold = finding.threshold
    if threshold is None:
        limit = format_value(finding.metric, finding.limit)
        return f"[a difference up to {limit} is noise]" if finding.limit is not None else ""
    beyond = "above" if threshold.above else "below"
    mild, marked = (format_value(finding.metric, value) for value in (threshold.mild, threshold.marked))
    source = "hipcheck's own limits" if is_convention(threshold.source) else cite(threshold.source)
    return f"[mild {beyond} {mild}, marked {beyond} {marked}; {source}]"


def _print_reps(analysis: Analysis, page: TerminalPage) -> None:
    page.heading("Reps")
    table, notes = rep_table(analysis, page.console, page.mark)
    page.console.print(table)
    graded = any(m.grade for rep in analysis.reps for m in rep.measurements)
    page.text(" ".join([*([page.legend] if graded else []), *notes]), style="dim")
    for checklist in analysis.checklists:
        page.text(_checklist_line(checklist))


def _checklist_line(sheet: Checklist) -> str:
    """The sum, what gave points, and how much was left out."""
    found = [_item_words(item) for item in sheet.items if item.score]
    band = f", {sheet.band}" if sheet.band else ""
    because = f": {join_words(found)}" if found else ""
    unseen = sum(item.score is None for item in sheet.items)
    left_out = f"; {unseen} of {count(len(sheet.items), 'item')} could not be seen" if unseen else ""
    return (
        f"{sheet.title}, {leg_name(sheet.side)}: {sheet.total:g} of {sheet.max_total:g} points{band} (0 is best)"
        f"{because}{left_out}."
    )


def _item_words(item: ChecklistItem) -> str:
    text = f"{item.text[:1].lower()}{item.text[1:]}"
    return f"{text} (½)" if item.score == 0.5 else text


def _print_not_measured(analysis: Analysis, page: TerminalPage) -> None:
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


def _print_warnings(analysis: Analysis, page: TerminalPage) -> None:
    if not analysis.warnings:
        return
    page.heading("Keep in mind")
    for warning in analysis.warnings:
        page.item(Text("- "), Text(warning.text))


def _print_next(analysis: Analysis, page: TerminalPage, report_path: Path | None) -> None:
    page.heading("Next")
    steps = [*_practice(analysis), *_filming(analysis)]
    if report_path is not None:
        steps.append("Open the report:")
    for number, step in enumerate(steps, start=1):
        page.item(Text(f"{number}. "), Text(step))
    if report_path is not None:
        # On a line of its own and never broken, so that a terminal can open it and a hand can copy it.
        page.console.print(Text(f"     {one_line(str(report_path))}"), soft_wrap=True)


def _practice(analysis: Analysis) -> list[str]:
    """What to think of in the next rep, and what to train."""
    if not analysis.reps:
        return []
    steps = [_cue(analysis)] if analysis.findings else []
    if analysis.plan:
        names = join_words([item.name for item in analysis.plan.items])
        steps.append(f"Train: the session above, {analysis.plan.per_week} ({names}).")
    return steps


def _cue(analysis: Analysis) -> str:
    worst = max(analysis.findings, key=lambda f: f.grade.severity)
    if worst.grade is Grade.GOOD and mostly_unjudged(analysis):
        known, missing = len(judged(analysis)), len(not_judged(analysis))
        return (
            f"Film again before you judge this set: only {known} of {known + missing} things could be judged."
        )
    if worst.grade is Grade.GOOD:
        of_what = " of what could be judged" if not_judged(analysis) else ""
        return f"In the next rep: the same again; nothing{of_what} stood out."
    cue = cue_text(load_catalog().flaws[worst.flaw], worst.side)
    return f"In the next rep: {cue[:1].lower()}{cue[1:]}."


def _filming(analysis: Analysis) -> list[str]:
    """How to film so that the next clip says more; without reps, how to get an answer at all."""
    remedies = [w.remedy for w in analysis.warnings if w.remedy]
    if analysis.reps and not analysis.findings and not remedies:
        remedies = [f"{m.remedy}." for m in analysis.not_measured if m.remedy]
    advice = [f"{text[:1].lower()}{text[1:].removesuffix('.')}" for text in dict.fromkeys(remedies)]
    steps = [f"When you film again: {'; '.join(advice)}."] if advice else []
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


def _print_files(page: TerminalPage, report_path: Path | None, files: Sequence[Path]) -> None:
    """What there is beside the report; pictures are counted, and what only the report needs is left out."""
    others = [path for path in files if path != report_path and path.suffix != ".js"]
    if not others:
        return
    page.heading("Also written")
    for folder, inside in groupby(others, key=lambda path: path.parent):
        paths = list(inside)
        if all(path.suffix == ".jpg" for path in paths):
            what = count(len(paths), "picture")
        else:
            what = join_words([_file_words(path.name) for path in paths])
        page.item(Text("- "), Text(f"{what} in {one_line(str(folder))}"))


def _file_words(name: str) -> str:
    return f"{name} ({_CONTENTS[name]})" if name in _CONTENTS else name
