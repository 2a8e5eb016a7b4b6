"""From readings and cut-offs to grades, findings and summaries.

A grade is given from the probability that the true value lies past a cut-off, not from the value alone: where the
interval straddles a cut-off, the grade is "borderline" and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.stats import norm

from hipcheck.catalog import At, Basis, Catalog, Flaw, Movement, Threshold
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.measurement import Reading
from hipcheck.phrases import finding_text, together_text
from hipcheck.results import Finding, Grade, MeasuredRep, NotMeasured, Rep, SetSummary, View, ViewKind
from hipcheck.settings import Settings
from hipcheck.uncertainty import Sigma, half_width

__all__ = ["RepReadings", "findings_of", "grade_of", "graded_rep", "summary_of"]

_SHALLOW_DEG: Final = 45.0
"""Shallower reps look better than they are: knee and trunk are not graded in them (convention)."""
_NEEDS_DEPTH: Final = frozenset({Flaw.KNEE_INWARD, Flaw.PELVIC_DROP, Flaw.TRUNK_LEAN})
_DEPTH: Final = ("depth_deg", "knee_flexion_deg", "trunk_forward_lean_deg")
_ORDER: Final = (Grade.GOOD, Grade.BORDERLINE, Grade.MILD, Grade.MARKED)


@dataclass(frozen=True, slots=True)
class RepReadings:
    """A rep with its readings, ready to be graded."""

    rep: Rep
    readings: tuple[Reading, ...]
    not_measured: tuple[NotMeasured, ...]


def grade_of(value: float, sigma: float, threshold: Threshold, settings: Settings) -> Grade:
    """The grade of a value with its standard deviation.

    Marked where the true value lies past the marked cut-off with probability `sure`; else mild where past the mild one;
    good where past the mild one with less than `clear`; borderline in between.
    """
    sign = 1.0 if threshold.above else -1.0
    past_mild, past_marked = (
        float(norm.cdf(sign * (value - limit) / max(sigma, 1e-9)))
        for limit in (threshold.mild, threshold.marked)
    )
    if past_marked > settings.scoring.sure:
        return Grade.MARKED
    if past_mild > settings.scoring.sure:
        return Grade.MILD
    return Grade.GOOD if past_mild < settings.scoring.clear else Grade.BORDERLINE


def _graded_number(reading: Reading, basis: Basis) -> tuple[float, Sigma]:
    """The number that a threshold of this basis compares, and its standard deviation."""
    m = reading.measurement
    from_standing = basis is Basis.EXCURSION and m.excursion is not None
    return m.basis_value(basis), reading.excursion_sigma if from_standing else reading.sigma


def _too_shallow(readings: Iterable[Reading]) -> bool:
    """Whether the knee clearly bent too little for its track to be judged."""
    return any(
        r.measurement.metric in ("depth_deg", "knee_flexion_deg")
        and r.measurement.at is At.BOTTOM
        and r.measurement.high < _SHALLOW_DEG
        for r in readings
    )


def graded_rep(measured: RepReadings, movement: Movement, view: View, settings: Settings) -> MeasuredRep:
    """The rep with a grade on each measurement that the movement has a cut-off for.

    From an oblique view angles are shown, with their wide intervals, but nothing is graded.
    """
    if view.kind is ViewKind.OBLIQUE:
        return MeasuredRep(
            measured.rep, tuple(r.measurement for r in measured.readings), measured.not_measured
        )
    shallow = movement.id != "single_leg_deadlift" and _too_shallow(measured.readings)
    out = []
    for reading in measured.readings:
        m = reading.measurement
        threshold = _threshold(movement, m.metric, m.at)
        if threshold is None or (shallow and threshold.flaw in _NEEDS_DEPTH):
            out.append(m)
        else:
            value, sigma = _graded_number(reading, threshold.basis)
            out.append(replace(m, grade=grade_of(value, float(sigma.total), threshold, settings)))
    return MeasuredRep(measured.rep, tuple(out), measured.not_measured)


def _threshold(movement: Movement, metric: str, at: At) -> Threshold | None:
    return next((t for t in movement.thresholds if t.metric == metric and t.at is at), None)


def summary_of(
    reps: tuple[RepReadings, ...], movement: Movement, settings: Settings
) -> tuple[SetSummary, ...]:
    """Each metric over the reps of each leg, at every place it was read."""
    groups: dict[tuple[str, Side | None, At], list[Reading]] = {}
    for rep in reps:
        for reading in rep.readings:
            m = reading.measurement
            groups.setdefault((m.metric, m.side, m.at), []).append(reading)
    return tuple(_summary(key, readings, movement, settings) for key, readings in groups.items())


def _summary(
    key: tuple[str, Side | None, At], readings: list[Reading], movement: Movement, settings: Settings
) -> SetSummary:
    metric, side, at = key
    values = np.array([r.measurement.value for r in readings])
    median = float(np.median(values))
    half = float(half_width(_set_sigma(readings, from_standing=False), settings.measurement.confidence))
    low_is_worse = any(t.metric == metric and not t.above for t in movement.thresholds)
    badness = np.abs(values) if METRICS[metric].either_way else -values if low_is_worse else values
    best, worst = values[np.argmin(badness)], values[np.argmax(badness)]
    excursions = [r.measurement.excursion for r in readings if r.measurement.excursion is not None]
    return SetSummary(
        metric, side, at, median, median - half, median + half,
        sd=float(values.std(ddof=1)) if len(values) > 1 else float("nan"),
        best=float(best),
        worst=float(worst),
        reps=len(values),
        excursion=float(np.median(excursions)) if excursions else None,
    )  # fmt: skip


def _set_sigma(readings: list[Reading], *, from_standing: bool) -> float:
    """Of the median over reps: shared error stays, own error and the reps' own spread average out."""
    sigmas = [r.excursion_sigma if from_standing else r.sigma for r in readings]
    shared = float(np.mean([s.shared for s in sigmas]))
    own = float(np.mean([s.own for s in sigmas]))
    spread = float(np.std([r.measurement.value for r in readings], ddof=1)) if len(readings) > 1 else 0.0
    return float(np.hypot(shared, max(own, spread) / np.sqrt(len(readings))))


def findings_of(
    reps: tuple[RepReadings, ...],
    graded: tuple[MeasuredRep, ...],
    movement: Movement,
    catalog: Catalog,
    settings: Settings,
) -> tuple[Finding, ...]:
    """One finding per flaw and leg that could be judged, worst first, and what differs between the legs."""
    found: list[Finding] = []
    legs: list[Side | None] = list(Side) if movement.legs == 1 else [None]
    for flaw in dict.fromkeys(t.flaw for t in movement.thresholds):
        for stance in legs:
            finding = _finding(flaw, stance, reps, graded, movement, catalog, settings)
            if finding is not None:
                found.append(finding)
    found = [_beside_others(finding, found, catalog) for finding in found]
    found += _asymmetries(reps, movement, catalog, settings)
    return tuple(sorted(found, key=lambda f: (-f.grade.severity, -len(f.shown_in))))


def _beside_others(finding: Finding, found: list[Finding], catalog: Catalog) -> Finding:
    """The finding, naming what else was seen on the leg where the two can make up for each other."""
    seen = {f.flaw for f in found if f.side is finding.side and f.grade in (Grade.MILD, Grade.MARKED)}
    added = together_text(catalog.flaws[finding.flaw], finding.side, finding.grade, seen)
    return replace(finding, text=f"{finding.text} {added}") if added else finding


def _finding(
    flaw: Flaw, stance: Side | None, reps: tuple[RepReadings, ...], graded: tuple[MeasuredRep, ...], movement: Movement,
    catalog: Catalog, settings: Settings,
) -> Finding | None:  # fmt: skip
    """The flaw by the first of its thresholds that could be read; on both legs, of the worse leg."""
    for threshold in (t for t in movement.thresholds if t.flaw is flaw):
        sides = [stance] if movement.legs == 1 else [None, *Side]
        candidates = [
            finding
            for side in sides
            if (finding := _by_threshold(threshold, stance, side, reps, graded, catalog, settings))
            is not None
        ]
        if candidates:
            worse = 1.0 if threshold.above else -1.0
            return max(candidates, key=lambda f: (f.grade.severity, worse * f.value))
    return None


def _by_threshold(
    threshold: Threshold, stance: Side | None, side: Side | None, reps: tuple[RepReadings, ...],
    graded: tuple[MeasuredRep, ...], catalog: Catalog, settings: Settings,
) -> Finding | None:  # fmt: skip
    pairs = [
        (reading, measured.get(threshold.metric, threshold.at, side), measured.rep.index)
        for rep, measured in zip(reps, graded, strict=True)
        if rep.rep.side is stance
        for reading in rep.readings
        if (reading.measurement.metric, reading.measurement.at, reading.measurement.side)
        == (threshold.metric, threshold.at, side)
    ]
    pairs = [pair for pair in pairs if pair[1] is not None and pair[1].grade is not None]
    if not pairs:
        return None
    readings = [reading for reading, _, _ in pairs]
    grades = [m.grade for _, m, _ in pairs if m is not None and m.grade is not None]
    from_standing = threshold.basis is Basis.EXCURSION and all(
        r.measurement.excursion is not None for r in readings
    )
    value = float(np.median([_graded_number(r, threshold.basis)[0] for r in readings]))
    half = float(
        half_width(_set_sigma(readings, from_standing=from_standing), settings.measurement.confidence)
    )
    low = max(value - half, 0.0) if threshold.at is At.REP else value - half
    shown = tuple(i for _, m, i in pairs if m is not None and m.grade in (Grade.MILD, Grade.MARKED))
    grade = _median_grade(grades)
    return Finding(
        flaw=threshold.flaw,
        side=side,
        grade=grade,
        metric=threshold.metric,
        value=value,
        low=low,
        high=value + half,
        basis=Basis.EXCURSION if from_standing else Basis.ABSOLUTE,
        shown_in=shown,
        graded=len(pairs),
        consistent=len(shown) >= settings.scoring.consistent_share * len(pairs),
        threshold=threshold,
        text=_text(catalog, threshold.flaw, grade, threshold.metric, side, (value, low, value + half),
                   (len(shown), len(pairs)), from_standing=from_standing),
    )  # fmt: skip


def _median_grade(grades: list[Grade]) -> Grade:
    """The middle grade; of two in the middle, the milder."""
    ranked = sorted(grades, key=_ORDER.index)
    return ranked[(len(ranked) - 1) // 2]


def _text(
    catalog: Catalog, flaw: Flaw, grade: Grade, metric: str, side: Side | None, interval: tuple[float, float, float],
    shown: tuple[int, int], *, from_standing: bool = True,
) -> str:  # fmt: skip
    info = METRICS[metric]
    value, low, high = interval
    return finding_text(
        catalog.flaws[flaw], grade=grade, metric=metric, side=side, value=value, low=low, high=high, unit=info.unit,
        decimals=info.decimals, shown=shown[0], total=shown[1], from_standing=from_standing,
    )  # fmt: skip


def _asymmetries(
    reps: tuple[RepReadings, ...], movement: Movement, catalog: Catalog, settings: Settings
) -> list[Finding]:
    """What differs between the legs, or that nothing does beyond its own noise: that once for each flaw.

    Camera yaw and roll have opposite signs for the two legs: they cancel in the mean and double in the difference.
    """
    if movement.legs == 2:
        return _shift(reps, catalog, settings)
    by_flaw: dict[Flaw, dict[str, Threshold]] = {}
    for threshold in movement.thresholds:
        if threshold.flaw in _NEEDS_DEPTH:
            by_flaw.setdefault(threshold.flaw, {})[threshold.metric] = threshold
    found: list[Finding] = []
    for thresholds in by_flaw.values():
        compared = [_difference(t, reps, catalog, settings) for t in thresholds.values()]
        known = [finding for finding in compared if finding is not None]
        found += [finding for finding in known if finding.grade is not Grade.GOOD] or known[:1]
    return found


def _of_leg(reps: tuple[RepReadings, ...], side: Side, threshold: Threshold) -> list[Reading]:
    return [
        reading
        for rep in reps
        if rep.rep.side is side
        for reading in rep.readings
        if reading.measurement.metric == threshold.metric and reading.measurement.at is threshold.at
    ]


def _difference(
    threshold: Threshold, reps: tuple[RepReadings, ...], catalog: Catalog, settings: Settings
) -> Finding | None:
    """Left against right; None where only one leg was read."""
    left, right = (_of_leg(reps, side, threshold) for side in Side)
    if not (left and right):
        return None
    numbers = [[_graded_number(r, threshold.basis) for r in leg] for leg in (left, right)]
    values = [np.array([number for number, _ in leg]) for leg in numbers]
    value = float(np.median(values[0]) - np.median(values[1]))
    # Shared error, camera foremost, has opposite signs for the two legs: it adds up instead of averaging out.
    shared = sum(float(np.mean([sigma.shared for _, sigma in leg])) for leg in numbers)
    own = [float(np.mean([sigma.own for _, sigma in leg])) / np.sqrt(len(leg)) for leg in numbers]
    limit = float(half_width(float(np.hypot(shared, np.hypot(*own))), settings.measurement.confidence))
    pairs = np.sign(np.subtract.outer(values[0], values[1]))
    same_way = float(np.mean(pairs == np.sign(value)))
    worse = Side.LEFT if (value > 0) is threshold.above else Side.RIGHT
    grade = _grade_of_difference(value, limit, same_way, settings)
    return _asymmetry(threshold.metric, worse, grade, value, limit, len(left) + len(right), catalog)


def _grade_of_difference(value: float, limit: float, same_way: float, settings: Settings) -> Grade:
    """Good within the noise; beyond it mild, or borderline where the reps do not agree which leg shows more."""
    if abs(value) <= limit:
        return Grade.GOOD
    return Grade.MILD if same_way >= settings.scoring.asymmetry_same_way else Grade.BORDERLINE


def _shift(reps: tuple[RepReadings, ...], catalog: Catalog, settings: Settings) -> list[Finding]:
    """In a movement on both legs, hips that move over one foot."""
    readings = [
        r
        for rep in reps
        for r in rep.readings
        if r.measurement.metric == "hip_shift" and r.measurement.at is At.BOTTOM
    ]
    numbers = [r.measurement.basis_value(Basis.EXCURSION) for r in readings]
    if not numbers:
        return []
    value = float(np.median(numbers))
    from_standing = all(r.measurement.excursion is not None for r in readings)
    sigma = _set_sigma(readings, from_standing=from_standing)
    limit = float(half_width(sigma, settings.measurement.confidence))
    same_way = float(np.mean(np.sign(numbers) == np.sign(value)))
    side = Side.LEFT if value > 0 else Side.RIGHT
    grade = _grade_of_difference(value, limit, same_way, settings)
    return [_asymmetry("hip_shift", side, grade, value, limit, len(numbers), catalog)]


def _asymmetry(
    metric: str, side: Side, grade: Grade, value: float, limit: float, graded: int, catalog: Catalog
) -> Finding:
    interval = (value, value - limit, value + limit)
    more_on = None if grade is Grade.GOOD else side
    return Finding(
        flaw=Flaw.ASYMMETRY,
        side=more_on,
        grade=grade,
        metric=metric,
        value=value,
        low=value - limit,
        high=value + limit,
        basis=Basis.EXCURSION,
        shown_in=(),
        graded=graded,
        consistent=grade is Grade.MILD,
        threshold=None,
        text=_text(catalog, Flaw.ASYMMETRY, grade, metric, more_on, interval, (graded, graded)),
        limit=limit,
    )
