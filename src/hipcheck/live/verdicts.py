"""What the pipeline says of a rep, and of the whole session, in a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hipcheck.catalog import Flaw, load_catalog
from hipcheck.landmarks import Side
from hipcheck.live.cues import Grades
from hipcheck.live.ledger import Ledger
from hipcheck.live.scene import RepVerdict
from hipcheck.live.texts import Texts
from hipcheck.reports.wording import count, format_plus_minus, join_words, leg_name
from hipcheck.results import Analysis, Finding, Grade, MeasuredRep, Measurement

__all__ = ["grades_of", "rounds_summary", "summary_of", "verdict_of"]

_LINES: Final = 6
"""Of findings: more cannot be read from three metres."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A flaw in one rep: the measurement that decides on it, and the finding it belongs to."""

    measured: Measurement
    finding: Finding

    @property
    def grade(self) -> Grade:
        """Of the measurement."""
        assert self.measured.grade is not None
        return self.measured.grade


def _seen_in(analysis: Analysis, rep: MeasuredRep) -> dict[Flaw, _Seen]:
    """The flaws of a rep that could be judged, each by what the set's finding rests on; of two legs, the worse."""
    seen: dict[Flaw, _Seen] = {}
    for finding in analysis.findings:
        leg = rep.rep.side
        if finding.threshold is None or (leg and finding.side and finding.side is not leg):
            continue
        for measured in rep.measurements:
            decides = (measured.metric, measured.at) == (finding.metric, finding.threshold.at)
            if not decides or measured.grade is None:
                continue
            before = seen.get(finding.flaw)
            if before is None or before.grade.severity < measured.grade.severity:
                seen[finding.flaw] = _Seen(measured, finding)
    return seen


def grades_of(analysis: Analysis, rep: MeasuredRep) -> Grades:
    """The grades of a rep's flaws, and whose they are."""
    return {
        flaw: (seen.grade, seen.measured.side or rep.rep.side)
        for flaw, seen in _seen_in(analysis, rep).items()
    }


def verdict_of(analysis: Analysis, rep: MeasuredRep, number: int, time_s: float, texts: Texts) -> RepVerdict:
    """What to show of a rep: its worst flaw with the number, or that there is none.

    Args:
        analysis: In which it was found.
        rep: The rep.
        number: Counted from 1 on its leg.
        time_s: Now.
        texts: Names and order of the flaws.
    """
    seen = _seen_in(analysis, rep)
    ranked = sorted(seen, key=lambda flaw: (-seen[flaw].grade.severity, texts.order.index(flaw)))
    worst = seen[ranked[0]] if ranked else None
    if worst is not None and worst.grade in (Grade.MILD, Grade.MARKED):
        assert worst.finding.threshold is not None
        value_text = format_plus_minus(worst.measured, basis=worst.finding.threshold.basis)
        text = texts.of(worst.finding.flaw).short
        return RepVerdict(number, rep.rep.side, worst.grade, text, value_text, time_s)
    if worst is None:
        return RepVerdict(number, rep.rep.side, Grade.BORDERLINE, texts.tell["not_judged"], "", time_s)
    text = texts.tell["good" if worst.grade is Grade.GOOD else "no_fault"]
    return RepVerdict(number, rep.rep.side, worst.grade, text, "", time_s)


def summary_of(
    analysis: Analysis | None, ledger: Ledger, texts: Texts
) -> tuple[tuple[str, Grade | None], ...]:
    """What the session gave, in lines: what was counted, then the findings, worst first."""
    reps = [f"{count(ledger.count(side), 'rep')} on {_on(side)}" for side in ledger.sides]
    if analysis is None or not reps:
        return ((texts.tell["no_reps"], None),)
    counted = f"{analysis.movement.name}: {join_words(reps)}"
    return ((counted, None), *_lines(analysis.findings, texts))


def rounds_summary(analyses: Sequence[Analysis], texts: Texts) -> tuple[tuple[str, Grade | None], ...]:
    """What measured rounds gave together: a line for each leg, with its reps and the worst that was found in any round."""
    lines: list[tuple[str, Grade | None]] = []
    for side in Side:
        own = [analysis for analysis in analyses if any(rep.rep.side is side for rep in analysis.reps)]
        if not own:
            continue
        reps = sum(rep.rep.side is side for analysis in own for rep in analysis.reps)
        worst = min(
            (f for analysis in own for f in analysis.findings if f.side is side),
            key=_rank(texts),
            default=None,
        )
        counted = f"{own[0].movement.name}, {side}: {count(reps, 'rep')}"
        lines.append((f"{counted}, {_said_of(worst, texts).lower()}", worst.grade if worst else None))
    return tuple(lines)


def _said_of(worst: Finding | None, texts: Texts) -> str:
    if worst is None:
        return texts.tell["not_judged"]
    if worst.grade in (Grade.MILD, Grade.MARKED):
        return texts.of(worst.flaw).short
    return texts.tell["good" if worst.grade is Grade.GOOD else "no_fault"]


def _on(side: Side | None) -> str:
    return f"the {leg_name(side)}" if side else leg_name(side)


def _rank(texts: Texts) -> Callable[[Finding], tuple[float, int]]:
    """Worst first, then the most important."""
    return lambda finding: (-finding.grade.severity, texts.order.index(finding.flaw))


def _lines(findings: Sequence[Finding], texts: Texts) -> list[tuple[str, Grade | None]]:
    ranked = sorted(findings, key=_rank(texts))
    told = [f for f in ranked if f.flaw is not Flaw.ASYMMETRY or f.grade in (Grade.MILD, Grade.MARKED)]
    return [(_line(finding, texts), finding.grade) for finding in told[:_LINES]]


def _line(finding: Finding, texts: Texts) -> str:
    whose = f", {finding.side}" if finding.side else ""
    if finding.grade in (Grade.MILD, Grade.MARKED):
        return f"{texts.of(finding.flaw).short}{whose}: {format_plus_minus(finding)}"
    aspect = load_catalog().flaws[finding.flaw].aspect
    return f"{aspect}{whose}: {'good' if finding.grade is Grade.GOOD else 'too close to call'}"
