"""Holds two sessions against each other: leg by leg, metric by metric, at the same depth."""

from __future__ import annotations

from typing import Final

from hipcheck.catalog import At, Basis
from hipcheck.catalog.reliability import load_reliability
from hipcheck.change.conditions import doubts, what_differs
from hipcheck.change.detectable import detectable_change
from hipcheck.change.model import Change, Comparison, Direction, Session, SessionValue, Verdict
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side

__all__ = ["basis_of", "compare", "compare_value", "graded_place_of", "place_of"]

_DEPTHS: Final = ("depth_deg", "knee_flexion_deg")
"""What tells how deep a squat or step-down is: by the view, one of them."""
_HINGE: Final = ("trunk_forward_lean_deg",)
"""What tells how deep a deadlift is."""
_DEADLIFT: Final = "single_leg_deadlift"


def compare(before: Session, after: Session) -> Comparison:
    """Everything that two sessions have in common, judged.

    Args:
        before: The earlier session.
        after: The later one.

    Returns:
        One change for each metric and leg that can be told to be more than noise, or that is graded. Where the sessions
        were not made alike, each is "not comparable" for that reason.
    """
    reason = what_differs(before, after)
    changes = tuple(
        compare_value(before, after, metric, side, reason=reason) for metric, side in _subjects(before, after)
    )
    return Comparison(before, after, reason, (*doubts(before, after), *_depth_doubt(before, after)), changes)


def compare_value(
    before: Session, after: Session, metric: str, side: Side | None, *, at: At | None = None, basis: Basis | None = None,
    reason: str | None = None,
) -> Change:  # fmt: skip
    """One metric of one leg in two sessions.

    Args:
        before: The earlier session.
        after: The later one.
        metric: Metric id.
        side: Leg; None for both.
        at: Where in the rep; by itself at the matched depth where both passed it, else where it is graded.
        basis: Which kind of number; by itself what is graded, where both have it.
        reason: What speaks against comparing the sessions at all, as `what_differs` says; None to ask it.
    """
    at = at or place_of(metric, side, before, after)
    basis = basis or basis_of(metric, side, at, before, after)
    first, second = (session.get(metric, side, at, basis) for session in (before, after))
    reason = what_differs(before, after) if reason is None else reason
    reason = reason or _why_not(first, second, at) or _unlike_depths(metric, side, at, before, after)
    threshold = after.threshold(metric) or before.threshold(metric)
    grades = [graded.grade if (graded := s.grade(metric, side)) else None for s in (before, after)]
    limit = None if reason or first is None or second is None else detectable_change(first, second)
    if not reason and limit is None:
        reason = "how much it differs from day to day by itself is not known"
    verdict, direction = Verdict.NOT_COMPARABLE, None
    if limit is not None and first is not None and second is not None:
        real = abs(second.value - first.value) > limit
        verdict = Verdict.REAL if real else Verdict.WITHIN_NOISE
        direction = _direction(first, second, None if threshold is None else threshold.above)
    return Change(
        metric, side, at, basis, first, second, verdict, limit, direction, reason, grades[0], grades[1],
        threshold.flaw if threshold else None,
    )  # fmt: skip


def place_of(metric: str, side: Side | None, *sessions: Session) -> At:
    """Where in the rep to compare: at the matched depth where all have passed it, else where the metric is graded."""
    return (
        At.MATCHED if _knows(metric, side, At.MATCHED, sessions) else graded_place_of(metric, side, *sessions)
    )


def graded_place_of(metric: str, side: Side | None, *sessions: Session) -> At:
    """Where in the rep a metric is graded; else at the bottom or over the rep, where all have it."""
    thresholds = [t for session in sessions if (t := session.threshold(metric))]
    places = ([thresholds[-1].at] if thresholds else []) + [At.BOTTOM, At.REP]
    return next((at for at in places if _knows(metric, side, at, sessions)), places[0])


def basis_of(metric: str, side: Side | None, at: At, *sessions: Session) -> Basis:
    """What to compare: the kind of number that is graded, else changes from standing, where all sessions have it."""
    thresholds = [t for session in sessions if (t := session.threshold(metric))]
    wanted = thresholds[-1].basis if thresholds else Basis.EXCURSION
    there = all(session.get(metric, side, at, wanted) for session in sessions)
    return wanted if there else Basis.ABSOLUTE


def _subjects(before: Session, after: Session) -> list[tuple[str, Side | None]]:
    """Metrics and legs worth a word: graded, or measured in both and known well enough; in the table's order."""
    measured = [{(v.metric, v.side) for v in session.values} for session in (before, after)]
    graded = {t.metric for session in (before, after) for t in session.thresholds}
    table = load_reliability()
    judged = {metric for metric in METRICS if any(table.of(metric, at) for at in At)}
    found = {key for key in measured[0] | measured[1] if key[0] in graded} | {
        key for key in measured[0] & measured[1] if key[0] in judged
    }
    order = list(METRICS)
    legs: list[Side | None] = [None, *Side]
    return sorted(found, key=lambda key: (legs.index(key[1]), order.index(key[0])))


def _knows(metric: str, side: Side | None, at: At, sessions: tuple[Session, ...]) -> bool:
    return all(session.get(metric, side, at, Basis.ABSOLUTE) for session in sessions)


def _why_not(first: SessionValue | None, second: SessionValue | None, at: At) -> str:
    if first is None and second is None:
        return "the two were not measured at the same place"
    if first is None or second is None:
        where = " at the matched depth" if at is At.MATCHED else ""
        return f"only the {'earlier' if second is None else 'later'} session has a value{where}"
    return ""


def _unlike_depths(metric: str, side: Side | None, at: At, before: Session, after: Session) -> str:
    """Why the depths forbid a comparison; "" where they do not, or do not matter."""
    depths = _HINGE if after.conditions.movement == _DEADLIFT else _DEPTHS
    if at is At.MATCHED or metric in depths:
        return ""
    within_deg = load_reliability().depth_within_deg
    for depth in depths:
        pair = [_depth_deg(session, depth, side) for session in (before, after)]
        if pair[0] is None or pair[1] is None:
            continue
        apart_deg = pair[1] - pair[0]
        if abs(apart_deg) <= within_deg:
            return ""
        deeper = "later" if apart_deg > 0 else "earlier"
        return (
            f"the {deeper} session went {abs(apart_deg):.0f}° deeper ({pair[0]:.0f}° and then {pair[1]:.0f}°)"
        )
    return ""


def _depth_doubt(before: Session, after: Session) -> tuple[str, ...]:
    depths = _HINGE if after.conditions.movement == _DEADLIFT else _DEPTHS
    if any(v.metric in depths for session in (before, after) for v in session.values):
        return ()
    return ("how deep each went cannot be seen from there, and a deeper set shows more of everything",)


def _depth_deg(session: Session, metric: str, side: Side | None) -> float | None:
    """Depth at the bottom of the reps on a leg; of a movement on both, that of both or of the deeper leg."""
    sides: list[Side | None] = [side, None, *(Side if side is None else ())]
    found = [session.get(metric, one, At.BOTTOM, Basis.ABSOLUTE) for one in sides]
    return next((value.value for value in found if value), None)


def _direction(before: SessionValue, after: SessionValue, above_is_worse: bool | None) -> Direction | None:
    either_way = METRICS[before.metric].either_way
    amounts = [abs(v.value) if either_way else v.value for v in (before, after)]
    if amounts[0] == amounts[1]:
        return None
    grew = amounts[1] > amounts[0]
    if above_is_worse is None:
        return Direction.MORE if grew else Direction.LESS
    return Direction.WORSE if grew is above_is_worse else Direction.BETTER
