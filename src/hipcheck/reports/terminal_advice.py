"""What the terminal says to do: exercises, the session made of them, what the articles say of reported signs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.text import Text

from hipcheck.catalog import Origin, load_catalog
from hipcheck.reports.judged import purpose
from hipcheck.reports.terminal_page import INDENT, TerminalPage
from hipcheck.reports.wording import cite, count, join_words
from hipcheck.results import Analysis, Recommendation

__all__ = ["print_exercises", "print_session", "print_symptoms"]

_KEEP: Final = "To keep what you have"


def print_exercises(analysis: Analysis, page: TerminalPage) -> None:
    """The exercises under what they are for, the articles they come from as numbered notes below.

    Of the exercises that only keep what there is, those that are not in the session are named without how to do them.
    """
    if not analysis.recommendations:
        return
    page.heading("Exercises")
    articles = _articles(analysis.recommendations)
    spare = _spare(analysis)
    shown = [r for r in analysis.recommendations if r.exercise not in spare]
    for flaws, recommendations in groupby(shown, key=lambda r: r.for_flaws):
        what_for = purpose(analysis, flaws)
        page.text(f"For: {what_for}" if what_for else _KEEP, indent=INDENT, style="italic")
        said = ""  # exercises for maintenance share one reason
        for r in recommendations:
            _print_exercise(r, page, articles, why="" if r.why == said else r.why)
            said = r.why
    also = [f"{r.name}{_note(r, articles)}" for r in analysis.recommendations if r.exercise in spare]
    if also:
        page.text(f"As good: {join_words(also)}; “hipcheck exercises” says how.", indent=INDENT)
    _print_articles(analysis.recommendations, articles, page)


def _spare(analysis: Analysis) -> frozenset[str]:
    """Exercises for maintenance that found no place in the session."""
    if analysis.plan is None:
        return frozenset()
    of_no_flaw = {r.exercise for r in analysis.recommendations if not r.for_flaws}
    keeping = of_no_flaw & set(load_catalog().maintenance.exercises)
    return frozenset(keeping - {item.exercise for item in analysis.plan.items})


def _print_exercise(r: Recommendation, page: TerminalPage, articles: Sequence[str], *, why: str) -> None:
    amount = r.dose.text if r.dose.origin is Origin.HIPCHECK else r.dose.amount
    page.item(
        Text("- "), Text.assemble((r.name, "bold"), _note(r, articles), f": {amount}" if amount else "")
    )
    page.text(r.how, indent=INDENT + 2)
    if why:
        page.text(why, indent=INDENT + 2, style="dim")


def _articles(recommendations: Sequence[Recommendation]) -> list[str]:
    """Source ids of the articles that exercises come from or that say how much, in order of first mention."""
    named = [source for r in recommendations for source in (r.source, r.dose.source) if source]
    return list(dict.fromkeys(named))


def _note(r: Recommendation, articles: Sequence[str]) -> str:
    return f" [{articles.index(r.source) + 1}]" if r.source else " (hipcheck's own)"


def _print_articles(
    recommendations: Sequence[Recommendation], articles: Sequence[str], page: TerminalPage
) -> None:
    """The articles with their own words on how much, each said once; the amounts above are hipcheck's."""
    for number, article in enumerate(articles, start=1):
        doses = [
            r.dose for r in recommendations if r.dose.origin is Origin.ARTICLE and r.dose.source == article
        ]
        quotes = dict.fromkeys(f"“{dose.text}”" for dose in doses)
        how_much = f"; how much, in its words: {join_words(list(quotes))}" if quotes else ""
        page.item(Text(f"[{number}] "), Text(f"{cite(article)}{how_much}."))
    if any(r.dose.amount or r.dose.origin is Origin.HIPCHECK for r in recommendations):
        page.text("The amounts beside the names are hipcheck's suggestion.", indent=INDENT)


def print_session(analysis: Analysis, page: TerminalPage) -> None:
    """The session, when to do more, and when to stop."""
    plan = analysis.plan
    if plan is None:
        return
    page.heading(f"A session of about {plan.minutes} minutes, {plan.per_week}")
    for item in plan.items:
        each = " on each side" if item.both_sides else ""
        page.item(Text("- "), Text(f"{item.name}: {count(item.rounds, 'round')} of {item.seconds} s{each}"))
    if plan.note:
        page.text(plan.note, indent=INDENT, style="dim")
    page.text(load_catalog().safety.progress, indent=INDENT)
    page.text(load_catalog().safety.pain_rule, indent=INDENT)


def print_symptoms(analysis: Analysis, page: TerminalPage) -> None:
    """What the articles say of the signs that were reported."""
    if not analysis.symptoms:
        return
    page.heading("What you reported")
    for symptom in analysis.symptoms:
        quotes = "".join(f" “{quote.text}” ({cite(quote.article)})" for quote in symptom.quotes)
        page.item(Text("- "), Text.assemble((f"{symptom.title}: ", "bold"), symptom.text, quotes))
