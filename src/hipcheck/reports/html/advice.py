"""What to do: exercises, the session made of them, and what the articles say of reported signs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hipcheck.catalog import Origin, Quote, Strength
from hipcheck.reports.html.model import ExerciseView, PlanView, QuoteView, SymptomView
from hipcheck.reports.judged import purpose
from hipcheck.reports.wording import cite, count, join_words
from hipcheck.results import Analysis, PlanItem, Recommendation

__all__ = ["exercise_views", "plan_view", "quote_view", "symptom_views"]

STRENGTH_WORDS: Final = {
    Strength.DIRECT: "an article names it for this",
    Strength.STATED: "an article names its group for this",
    Strength.INFERRED: "hipcheck's inference",
}
DOSE_WORDS: Final = {Origin.ARTICLE: "from the article", Origin.HIPCHECK: "hipcheck's suggestion"}


def quote_view(quote: Quote) -> QuoteView:
    """A quote with the name of its article."""
    return QuoteView(quote.text, cite(quote.article))


def _quotes(quotes: Iterable[Quote]) -> tuple[QuoteView, ...]:
    return tuple(quote_view(quote) for quote in quotes)


def exercise_views(analysis: Analysis) -> tuple[ExerciseView, ...]:
    """The recommendations, in their order."""
    return tuple(_exercise(r, purpose(analysis, r.for_flaws)) for r in analysis.recommendations)


def _exercise(r: Recommendation, answers: str) -> ExerciseView:
    return ExerciseView(
        name=r.name,
        answers=answers or "keeping what you have",
        why=r.why,
        strength=STRENGTH_WORDS[Strength(r.strength)] if r.for_flaws else "",
        quotes=_quotes(r.quotes),
        dose=r.dose.text,
        dose_from=DOSE_WORDS[r.dose.origin],
        dose_is_ours=r.dose.origin is Origin.HIPCHECK,
        amount=r.dose.amount,
        how=r.how,
        muscles=join_words(r.muscles),
    )


def plan_view(analysis: Analysis) -> PlanView | None:
    """The session; None where there is none."""
    plan = analysis.plan
    if plan is None:
        return None
    return PlanView(
        title=f"About {plan.minutes} minutes, {plan.per_week}",
        rows=tuple(map(_plan_row, plan.items)),
        note=plan.note,
    )


def _plan_row(item: PlanItem) -> tuple[str, str, str]:
    rounds = f"{count(item.rounds, 'round')} of {item.seconds} s"
    return item.name, rounds, "each side" if item.both_sides else ""


def symptom_views(analysis: Analysis) -> tuple[SymptomView, ...]:
    """What the articles say of the signs that were reported."""
    return tuple(SymptomView(s.title, s.text, _quotes(s.quotes)) for s in analysis.symptoms)
