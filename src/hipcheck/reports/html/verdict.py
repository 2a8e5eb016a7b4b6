"""The first screen, and the findings behind it: what was seen, how sure, what to do."""

from __future__ import annotations

import math

from hipcheck.catalog import Basis, Flaw, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.phrases import cue_text
from hipcheck.reports.html.advice import quote_view
from hipcheck.reports.html.gauge import gauge
from hipcheck.reports.html.marks import mark
from hipcheck.reports.html.model import FindingView, MeaningView, Step, Verdict
from hipcheck.reports.judged import judged, mostly_unjudged, not_judged
from hipcheck.reports.wording import (
    at_words,
    cite,
    compared_with,
    count,
    format_value,
    is_convention,
    join_words,
    leg_name,
    stickers_sentence,
    view_sentence,
)
from hipcheck.results import Analysis, Finding, Grade

__all__ = ["finding_views", "meaning_views", "verdict"]


def verdict(analysis: Analysis) -> Verdict:
    """The answer in a few lines."""
    worst = _worst(analysis)
    if worst is None:
        return _nothing_graded(analysis)
    all_good = worst.grade is Grade.GOOD
    little = all_good and mostly_unjudged(analysis)
    title, text = (
        (_little_judged if little else _none_found)(analysis) if all_good else (_title(worst), worst.text)
    )
    return Verdict(
        eyebrow=_eyebrow(analysis),
        title=title,
        mark=None if little else mark(worst.grade),
        text=text,
        sure=(
            _seen(worst),
            *(() if all_good else _certainty(worst)),
            *_unjudged(analysis),
            view_sentence(analysis.view),
            *((stickers,) if (stickers := stickers_sentence(analysis.poses)) else ()),
        ),
        steps=_steps(analysis, worst),
    )


def _worst(analysis: Analysis) -> Finding | None:
    """The first of the worst grade; findings come worst first, yet this does not rely on it."""
    return max(analysis.findings, key=lambda f: f.grade.severity, default=None)


def _eyebrow(analysis: Analysis) -> str:
    movement = analysis.movement
    reps = count(len(analysis.reps), "rep") if analysis.reps else ""
    return " · ".join(part for part in (movement.name, movement.variant, reps) if part)


def _nothing_graded(analysis: Analysis) -> Verdict:
    first_remedy = next((w.remedy for w in analysis.warnings if w.remedy), "")
    if analysis.reps:
        title = "The reps were counted, but nothing could be graded"
        text = "This clip does not show what a grade needs. Below stands what was left out, why, and how to get it."
    else:
        title = "No full rep was found"
        text = "Nothing can be said about a movement that the clip does not show from start to end."
    how_to = _how_to_film(analysis)
    return Verdict(
        eyebrow=_eyebrow(analysis),
        title=title,
        mark=None,
        text=text,
        sure=(view_sentence(analysis.view),),
        steps=tuple(Step("Film again", text) for text in (first_remedy, how_to) if text),
    )


def _how_to_film(analysis: Analysis) -> str:
    movement = load_catalog().movements.get(analysis.movement.id)
    return movement.how_to if movement else ""


def _none_found(analysis: Analysis) -> tuple[str, str]:
    looked_for = dict.fromkeys(load_catalog().flaws[f.flaw].title.lower() for f in analysis.findings)
    return "Nothing stood out", f"Looked for and not found: {join_words(list(looked_for))}."


def _little_judged(analysis: Analysis) -> tuple[str, str]:
    known, missing = judged(analysis), not_judged(analysis)
    good = join_words([load_catalog().flaws[flaw].title.lower() for flaw in known])
    return (
        f"Only {len(known)} of {len(known) + len(missing)} things could be judged",
        f"Looked for and not found: {good}. About the rest this clip says nothing, neither good nor bad.",
    )


def _unjudged(analysis: Analysis) -> tuple[str, ...]:
    aspects = [load_catalog().flaws[flaw].aspect.lower() for flaw in not_judged(analysis)]
    return (f"Not judged in this clip: {join_words(aspects)}.",) if aspects else ()


def _title(finding: Finding) -> str:
    """The flaw, or what was looked at where it was not found."""
    flaw = load_catalog().flaws[finding.flaw]
    title = flaw.aspect if finding.grade is Grade.GOOD else flaw.title
    if finding.flaw is Flaw.ASYMMETRY:
        return f"{title}: {METRICS[finding.metric].short.lower()}"
    return f"{title}, {leg_name(finding.side)}" if finding.side else title


def _certainty(finding: Finding) -> tuple[str, ...]:
    """The interval in words; none for an exact count."""
    if finding.low == finding.high or not (math.isfinite(finding.low) and math.isfinite(finding.high)):
        return ()
    low, high = (format_value(finding.metric, edge) for edge in (finding.low, finding.high))
    return (f"Most likely between {low} and {high} (95 % interval).",)


def _seen(finding: Finding) -> str:
    reps = count(finding.graded, "rep")
    if finding.flaw is Flaw.ASYMMETRY:
        return f"Compared over {reps}."
    if finding.grade is Grade.GOOD:
        return f"Looked at in {reps}."
    if finding.grade is Grade.BORDERLINE:
        return f"Too close to the limit to call, over {reps}."
    consistent = "" if finding.consistent else ", so not consistently"
    return f"Seen in {len(finding.shown_in)} of {reps}{consistent}."


def _steps(analysis: Analysis, worst: Finding) -> tuple[Step, ...]:
    """The cue for the next rep, and where to begin."""
    cue = _cue(worst)
    little = mostly_unjudged(analysis)
    steps = [Step("Next rep", cue)] if cue else []
    if little and not cue:
        steps = [Step("Film again", " ".join(w.remedy for w in analysis.warnings if w.remedy))]
    if analysis.recommendations:
        plan = analysis.plan
        names = [item.name for item in plan.items] if plan else [r.name for r in analysis.recommendations[:3]]
        often = f", {plan.per_week}" if plan else ""
        steps.append(Step("Train" if cue or little else "Keep it up", f"{join_words(names)}{often}."))
    return tuple(step for step in steps if step.text)


def _cue(finding: Finding) -> str:
    if finding.grade is Grade.GOOD:
        return ""
    return cue_text(load_catalog().flaws[finding.flaw], finding.side)


def finding_views(analysis: Analysis) -> tuple[FindingView, ...]:
    """Every finding, worst first."""
    return tuple(map(_finding, analysis.findings))


def _finding(finding: Finding) -> FindingView:
    threshold = finding.threshold
    return FindingView(
        title=_title(finding),
        mark=mark(finding.grade),
        text=finding.text,
        seen=_seen(finding),
        gauge=gauge(finding),
        cue=_cue(finding),
        limits=_limits(finding),
        convention=threshold is not None and is_convention(threshold.source),
    )


def _limits(finding: Finding) -> str:
    """The cut-offs and their source in a sentence."""
    label, threshold = METRICS[finding.metric].label, finding.threshold
    if threshold is None:
        noise = "" if finding.limit is None else f" below {format_value(finding.metric, finding.limit)}"
        return f"{label}: a difference{noise} may come from the camera and the reps alone."
    limits = ", ".join(
        f"{grade.value} {'from' if threshold.above else 'below'} {format_value(finding.metric, value)}"
        for grade, value in ((Grade.MILD, threshold.mild), (Grade.MARKED, threshold.marked))
    )
    change = f", {compared_with(finding.metric, finding.basis)}" if finding.basis is Basis.EXCURSION else ""
    source = "" if is_convention(threshold.source) else f" ({cite(threshold.source)})"
    return f"{label} {at_words(threshold.at)}{change}: {limits}{source}."


def meaning_views(analysis: Analysis) -> tuple[MeaningView, ...]:
    """What is known of each flaw that was looked for, once."""
    flaws = load_catalog().flaws
    return tuple(
        MeaningView(flaws[flaw].title, flaws[flaw].meaning, tuple(map(quote_view, flaws[flaw].quotes)))
        for flaw in dict.fromkeys(f.flaw for f in analysis.findings)
    )
