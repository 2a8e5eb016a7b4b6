"""Whether the warm-up may end with a jump."""

from __future__ import annotations

from collections.abc import Sequence

from hipcheck.catalog import Catalog
from hipcheck.landmarks import Side
from hipcheck.recommendations import MIN_CLEAN_REPS
from hipcheck.results import Analysis, Finding, Grade

__all__ = ["why_no_drill"]


def why_no_drill(analyses: Sequence[Analysis], catalog: Catalog) -> str:
    """Why the movement that was measured does not allow for a jump, as a sentence; "" where it does.

    It does where, on each leg and over all rounds, no flaw was graded mild or marked (the grade is the median of the reps,
    so a flaw that is mild in most reps is one; a single mild rep is none), no rep was marked, and `MIN_CLEAN_REPS` reps
    showed no flaw at all. It is the rule of the report's recommendations, and one on single reps. The user is asked for
    pain besides. Convention, after the caution of clinicians who let nobody jump before the slow movement is under control.

    Args:
        analyses: Of the measured rounds, in any order.
        catalog: For the names of flaws.
    """
    findings = [f for analysis in analyses for f in analysis.findings]
    for side in Side:
        own = [f for f in findings if f.side is side]
        if not own:
            return f"No jumps today: your {side} leg was not measured."
        flawed = next((f for f in own if f.grade in (Grade.MILD, Grade.MARKED)), None)
        if flawed is not None:
            return f"No jumps today: {catalog.flaws[flawed.flaw].title.lower()}, {side} leg."
    if any(_marked_reps(analysis) for analysis in analyses):
        return "No jumps today: a rep was clearly off."
    for side in Side:
        clean = sum(_clean_reps([f for f in a.findings if f.side is side]) for a in analyses)
        if clean < MIN_CLEAN_REPS:
            return f"No jumps today: {clean} of {MIN_CLEAN_REPS} clean reps on your {side} leg."
    return ""


def _marked_reps(analysis: Analysis) -> int:
    return sum(any(m.grade is Grade.MARKED for m in rep.measurements) for rep in analysis.reps)


def _clean_reps(findings: Sequence[Finding]) -> int:
    """Reps of one leg in one round that could be graded for every flaw and showed none."""
    flawed = {index for f in findings for index in f.shown_in}
    return max(min((f.graded for f in findings), default=0) - len(flawed), 0)
