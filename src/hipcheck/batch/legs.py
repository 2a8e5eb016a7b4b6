"""A clip's results leg by leg: what was seen, what was withheld and why, and how urgently somebody should look at it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

from hipcheck.catalog import Flaw, Threshold, load_catalog
from hipcheck.landmarks import Side
from hipcheck.reports import json_document as saved
from hipcheck.results import Finding, Grade

__all__ = ["MAIN_ANGLES", "Leg", "Level", "Urgency", "as_finding", "legs_of"]

MAIN_ANGLES: Final[dict[str, tuple[Flaw, ...]]] = {
    "knee": (Flaw.KNEE_INWARD,),
    "pelvis": (Flaw.PELVIC_DROP, Flaw.PELVIS_OPENING),
    "trunk": (Flaw.TRUNK_LEAN, Flaw.POOR_HINGE),
}
"""The three angles to look at first, and the flaws that they tell of."""

Urgency: TypeAlias = tuple[int, int, float]


class Level(IntEnum):
    """How a leg did as a whole, the most urgent first."""

    MARKED = 0
    MILD = 1
    BORDERLINE = 2
    GOOD = 3
    LITTLE = 4
    """Nothing stood out, but less than half of what belongs to the movement could be judged."""
    NONE = 5
    """Nothing could be graded."""


_LEVELS: Final = {
    Grade.MARKED: Level.MARKED,
    Grade.MILD: Level.MILD,
    Grade.BORDERLINE: Level.BORDERLINE,
    Grade.GOOD: Level.GOOD,
}


@dataclass(frozen=True, slots=True)
class Leg:
    """What a clip shows of one leg.

    Attributes:
        side: The leg that they stand on; None where both work.
        reps: Indices of the reps on it.
        findings: Of this leg, worst first, without comparisons of the legs.
        asymmetries: Comparisons of both legs, worst first; the same for both.
        withheld: Flaws that belong to the movement but could not be judged on this leg, and why.
    """

    side: Side | None
    reps: tuple[int, ...]
    findings: tuple[Finding, ...]
    asymmetries: tuple[Finding, ...]
    withheld: dict[Flaw, saved.NotMeasured | None]

    def main(self, angle: str) -> Finding | None:
        """The worst finding of one of `MAIN_ANGLES`; None where it could not be judged."""
        return next((f for f in self.findings if f.flaw in MAIN_ANGLES[angle]), None)

    def why_not(self, angle: str) -> saved.NotMeasured | None:
        """Why one of `MAIN_ANGLES` was withheld; None where nothing is known of that."""
        return next((self.withheld[flaw] for flaw in MAIN_ANGLES[angle] if flaw in self.withheld), None)

    def looks_at(self, angle: str) -> bool:
        """Whether an angle belongs to the movement at all."""
        return self.main(angle) is not None or any(flaw in self.withheld for flaw in MAIN_ANGLES[angle])

    @property
    def against(self) -> tuple[Finding, ...]:
        """What counts for this leg: its findings, and that it does worse than the other."""
        worse = (f for f in self.asymmetries if f.side is not None and self.side in (None, f.side))
        return (*self.findings, *worse)

    @property
    def flaws(self) -> tuple[Finding, ...]:
        """What was found for certain, mild or marked, each flaw once, worst first."""
        certain = sorted(
            (f for f in self.against if f.grade.severity >= Grade.MILD.severity), key=_worst_first
        )
        worst: dict[Flaw, Finding] = {}
        for finding in certain:
            worst.setdefault(finding.flaw, finding)
        return tuple(worst.values())

    @property
    def level(self) -> Level:
        """How it did as a whole."""
        if not self.findings:
            return Level.NONE
        worst = max((f.grade for f in self.against), key=lambda grade: grade.severity)
        if worst is Grade.GOOD and len(self.withheld) > len({f.flaw for f in self.findings}):
            return Level.LITTLE
        return _LEVELS[worst]

    @property
    def grade(self) -> Grade | None:
        """The worst grade; None where nothing, or too little, was graded."""
        return next((grade for grade, level in _LEVELS.items() if level is self.level), None)

    @property
    def urgency(self) -> Urgency:
        """Sorts legs, the most urgent first.

        By the worst grade, the number of flaws, and how far beyond its cut-off the worst of them lies, in halves of its own
        95 % interval.
        """
        worst = [f for f in self.against if _LEVELS[f.grade] is self.level]
        beyond = max((_beyond(f) for f in worst or self.findings), default=0.0)
        return self.level, -len(self.flaws), -round(beyond, 3)


def legs_of(document: saved.AnalysisDocument) -> tuple[Leg, ...]:
    """The legs that a clip shows reps on: left, right, or both as one."""
    findings = sorted((as_finding(finding) for finding in document.findings), key=_worst_first)
    sides = {rep.side for rep in document.reps}
    return tuple(_leg(document, side, findings) for side in (*Side, None) if side in sides)


def _leg(document: saved.AnalysisDocument, side: Side | None, findings: list[Finding]) -> Leg:
    own = tuple(
        f for f in findings if f.flaw is not Flaw.ASYMMETRY and (side is None or f.side in (None, side))
    )
    judged = {f.flaw for f in own}
    return Leg(
        side=side,
        reps=tuple(rep.index for rep in document.reps if rep.side is side),
        findings=own,
        asymmetries=tuple(f for f in findings if f.flaw is Flaw.ASYMMETRY),
        withheld={
            flaw: _reason(document, side, metrics)
            for flaw, metrics in _looked_for(document).items()
            if flaw not in judged
        },
    )


def as_finding(finding: saved.Finding) -> Finding:
    """A finding of `analysis.json` as the reports know it."""
    t = finding.threshold
    threshold = None if t is None else Threshold(
        flaw=t.flaw, metric=t.metric, at=t.at, basis=t.basis, mild=t.mild, marked=t.marked, source=t.source, note=t.note,
        above=t.above,
    )  # fmt: skip
    return Finding(
        flaw=finding.flaw,
        side=finding.side,
        grade=finding.grade,
        metric=finding.metric,
        value=finding.value,
        low=math.nan if finding.low is None else finding.low,
        high=math.nan if finding.high is None else finding.high,
        basis=finding.basis,
        shown_in=tuple(finding.reps),
        graded=finding.graded,
        consistent=finding.consistent,
        threshold=threshold,
        text=finding.text,
        limit=finding.limit,
    )


def _looked_for(document: saved.AnalysisDocument) -> dict[Flaw, list[str]]:
    """The metrics of each flaw that belongs to the movement."""
    movement = load_catalog().movements.get(document.movement.id)
    known = [(t.flaw, t.metric) for t in (movement.thresholds if movement else ())]
    own = [(f.threshold.flaw, f.threshold.metric) for f in document.findings if f.threshold]
    metrics: dict[Flaw, list[str]] = {}
    for flaw, metric in (*known, *own):
        metrics.setdefault(flaw, []).append(metric)
    return metrics


def _reason(
    document: saved.AnalysisDocument, side: Side | None, metrics: list[str]
) -> saved.NotMeasured | None:
    """Why none of these was measured on a leg, as it is said of the clip or else of one of the reps."""
    of_reps = (m for rep in document.reps if rep.side is side for m in rep.not_measured)
    missing = [m for m in (*document.not_measured, *of_reps) if side is None or m.side in (None, side)]
    return next((m for metric in metrics for m in missing if m.metric == metric), None)


def _worst_first(finding: Finding) -> tuple[float, float]:
    return -finding.grade.severity, -_beyond(finding)


def _beyond(finding: Finding) -> float:
    """How far a value lies beyond the mild cut-off, in halves of its 95 % interval; below 0 within it.

    An exact count has no interval: for it, in distances from the mild to the marked cut-off.
    """
    half = (finding.high - finding.low) / 2.0
    if finding.threshold is None:
        if not finding.limit:
            return 0.0
        return (abs(finding.value) - finding.limit) / finding.limit
    step = abs(finding.threshold.marked - finding.threshold.mild)
    sign = 1.0 if finding.threshold.above else -1.0
    unit = half if half > 0.0 else step
    return sign * (finding.value - finding.threshold.mild) / unit if unit else 0.0
