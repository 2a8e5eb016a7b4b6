"""What of a movement could be judged, what could not, and by which number."""

from __future__ import annotations

from collections.abc import Iterable

from hipcheck.catalog import Flaw, Threshold, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.reports.wording import join_words
from hipcheck.results import Analysis, Grade, MeasuredRep, Measurement

__all__ = [
    "deciding_grade",
    "judged",
    "mostly_unjudged",
    "not_judged",
    "purpose",
    "second_signs",
    "thresholds_of",
]


def thresholds_of(analysis: Analysis) -> list[Threshold]:
    """The cut-offs in use: those of the findings, also of a movement of the user's own, then the catalogue's."""
    movement = load_catalog().movements.get(analysis.movement.id)
    found = [finding.threshold for finding in analysis.findings if finding.threshold]
    return list(dict.fromkeys([*found, *(movement.thresholds if movement else ())]))


def judged(analysis: Analysis) -> tuple[Flaw, ...]:
    """The flaws of the movement that could be judged; a comparison of the legs is made of the same numbers."""
    return tuple(dict.fromkeys(f.flaw for f in analysis.findings if f.flaw is not Flaw.ASYMMETRY))


def not_judged(analysis: Analysis) -> tuple[Flaw, ...]:
    """The flaws that belong to the movement, but that this clip does not let anybody judge."""
    known = judged(analysis)
    return tuple(dict.fromkeys(t.flaw for t in thresholds_of(analysis) if t.flaw not in known))


def mostly_unjudged(analysis: Analysis) -> bool:
    """Whether less than half of what belongs to the movement could be judged: then nothing good can be said of it."""
    return len(not_judged(analysis)) > len(judged(analysis))


def deciding_grade(analysis: Analysis, rep: MeasuredRep, measured: Measurement) -> Grade | None:
    """The grade of a rep's measurement, where a finding on this leg rests on it; None for a further sign of a flaw."""
    leg = measured.side or rep.rep.side
    decides = any(
        f.metric == measured.metric
        and f.threshold.at is measured.at
        and (not f.side or not leg or f.side is leg)
        for f in analysis.findings
        if f.threshold
    )
    return measured.grade if decides else None


def second_signs(analysis: Analysis, metrics: Iterable[str]) -> tuple[str, ...]:
    """For each flaw with more than one sign of it among the numbers shown: which one the finding rests on.

    Rep by rep every sign is graded; a set's finding rests on the one that is known best.

    Args:
        analysis: The result.
        metrics: What is shown.

    Returns:
        A sentence for each such flaw.
    """
    deciding = {f.flaw: f.metric for f in analysis.findings if f.threshold}
    graded = {m.metric for rep in analysis.reps for m in rep.measurements if m.grade} & set(metrics)
    others: dict[Flaw, list[str]] = {}
    for threshold in thresholds_of(analysis):
        decides = deciding.get(threshold.flaw, threshold.metric)
        known = others.setdefault(threshold.flaw, [])
        if threshold.metric in graded and threshold.metric != decides and threshold.metric not in known:
            known.append(threshold.metric)
    return tuple(
        f"{load_catalog().flaws[flaw].title} is judged by {_quoted([deciding[flaw]])}; {_quoted(signs)} "
        f"{'is a further sign' if len(signs) == 1 else 'are further signs'} that {'does' if len(signs) == 1 else 'do'} "
        "not decide."
        for flaw, signs in others.items()
        if signs
    )


def purpose(analysis: Analysis, flaws: Iterable[Flaw]) -> str:
    """What an exercise is for: the flaws it answers, and whether they were too close to call; "" for none."""
    return join_words([_flaw_words(analysis, flaw) for flaw in flaws])


def _flaw_words(analysis: Analysis, flaw: Flaw) -> str:
    grades = [finding.grade for finding in analysis.findings if finding.flaw is flaw]
    unclear = max(grades, key=lambda grade: grade.severity, default=None) is Grade.BORDERLINE
    return f"{load_catalog().flaws[flaw].title.lower()}{' (too close to call)' if unclear else ''}"


def _quoted(metrics: list[str]) -> str:
    return join_words([f"“{METRICS[metric].short}”" for metric in metrics])
