"""Clinical sheets filled in automatically: QASLS-style, and Piva's for the lateral step-down. Not validated.

What the view cannot show is left out, never scored 0, and the sum is given out of what could be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from hipcheck.catalog import Movement
from hipcheck.geometry import FloatArray, angle_from_up_deg, length, mid
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.results import Checklist, ChecklistItem, Grade, MeasuredRep, View

__all__ = ["checklists_of"]

_ARM_TRUNKS: Final = 0.15
"""Change of the distance from wrist to chest or hip, in trunk lengths, that is an arm strategy (convention)."""
_FREE_THIGH_DEG: Final = 15.0
"""Sideways change of the free thigh that is no longer neutral (convention)."""
_LABEL: Final = "automatic, not validated"

_Scorer = Callable[[tuple[MeasuredRep, ...], PoseSequence, Side], tuple[float | None, str]]


def checklists_of(
    reps: tuple[MeasuredRep, ...], movement: Movement, poses: PoseSequence, view: View
) -> tuple[Checklist, ...]:
    """The movement's sheet for each leg that was tested.

    Args:
        reps: Graded reps.
        movement: Names the sheet.
        poses: Smoothed landmarks, levelled.
        view: Sheets are for front and back views; none is filled in from another.
    """
    if not movement.checklist or not view.frontal:
        return ()
    title, items, banded = _SHEETS[movement.checklist]
    sheets = []
    for side in Side:
        mine = tuple(r for r in reps if r.rep.side is side)
        if mine:
            filled = tuple(_item(item, mine, poses, side) for item in items)
            sheets.append(_sheet(movement.checklist, title, side, filled, banded=banded))
    return tuple(sheets)


def _item(
    item: tuple[str, str, float, _Scorer], reps: tuple[MeasuredRep, ...], poses: PoseSequence, side: Side
) -> ChecklistItem:
    name, text, max_score, scorer = item
    score, reason = scorer(reps, poses, side)
    return ChecklistItem(name, text, score, max_score, reason)


def _sheet(name: str, title: str, side: Side, items: tuple[ChecklistItem, ...], *, banded: bool) -> Checklist:
    seen = [item for item in items if item.score is not None]
    total = float(sum(item.score or 0.0 for item in seen))
    band = ""
    if banded and len(seen) == len(items):  # Piva 2006: 0-1 good, 2-3 medium, 4 and more poor
        band = "good" if total < 2 else "medium" if total < 4 else "poor"
    return Checklist(
        name, f"{title} ({_LABEL})", side, items, total, float(sum(i.max_score for i in seen)), band
    )


def _points(grade: Grade) -> float:
    """One for a fault, half for a borderline one."""
    return min(grade.severity, 1.0)


def _by_grade(metric: str, what: str) -> _Scorer:
    def score(reps: tuple[MeasuredRep, ...], _poses: PoseSequence, side: Side) -> tuple[float | None, str]:
        grades = [
            m.grade for r in reps for m in r.measurements if m.metric == metric and m.side is side and m.grade
        ]
        if not grades:
            return None, f"{what} could not be judged in this clip"
        points = float(np.median([_points(grade) for grade in grades]))
        return round(2 * points) / 2, f"{what}: {_tally(grades)}"

    return score


def _tally(grades: list[Grade]) -> str:
    shown = sum(grade in (Grade.MILD, Grade.MARKED) for grade in grades)
    unclear = grades.count(Grade.BORDERLINE)
    return f"seen in {shown} of {len(grades)} reps{f', borderline in {unclear}' if unclear else ''}"


def _marked(metric: str, what: str) -> _Scorer:
    def score(reps: tuple[MeasuredRep, ...], _poses: PoseSequence, side: Side) -> tuple[float | None, str]:
        grades = [
            m.grade for r in reps for m in r.measurements if m.metric == metric and m.side is side and m.grade
        ]
        if not grades:
            return None, f"{what} could not be judged in this clip"
        marked = sum(grade is Grade.MARKED for grade in grades)
        return float(marked > len(grades) / 2), f"{what}: seen in {marked} of {len(grades)} reps"

    return score


def _knee_piva(reps: tuple[MeasuredRep, ...], poses: PoseSequence, side: Side) -> tuple[float | None, str]:
    past_toe, reason = _by_grade("knee_over_foot", "knee past the second toe")(reps, poses, side)
    if past_toe is None:
        return None, reason
    past_foot, _ = _marked("knee_over_foot", "")(reps, poses, side)
    return (2.0, "knee past the inner border of the foot") if past_foot else (past_toe, reason)


def _not_visible(reason: str) -> _Scorer:
    def score(_reps: tuple[MeasuredRep, ...], _poses: PoseSequence, _side: Side) -> tuple[float | None, str]:
        return None, reason

    return score


def _arms(reps: tuple[MeasuredRep, ...], poses: PoseSequence, _side: Side) -> tuple[float | None, str]:
    shoulders = mid(poses.xy_px[:, Landmark.LEFT_SHOULDER], poses.xy_px[:, Landmark.RIGHT_SHOULDER])
    hips = mid(poses.xy_px[:, Landmark.LEFT_HIP], poses.xy_px[:, Landmark.RIGHT_HIP])
    trunk_px = _median(length(shoulders - hips))
    changes = []
    for side in Side:
        distance = length(poses.xy_px[:, LEGS[side].wrist] - shoulders) / trunk_px
        changes.append([_range(distance, poses, rep) for rep in reps])
    widest = np.nanmax(np.array(changes), axis=0) if np.isfinite(changes).any() else np.array([np.nan])
    if not np.isfinite(widest).any():
        return None, "the wrists were not seen"
    used = int(np.nansum(widest > _ARM_TRUNKS))
    return float(used > len(reps) / 2), f"arms moved in {used} of {len(reps)} reps"


def _free_thigh(reps: tuple[MeasuredRep, ...], poses: PoseSequence, side: Side) -> tuple[float | None, str]:
    free = LEGS[side.other]
    inclination = angle_from_up_deg(poses.xy_px[:, free.hip] - poses.xy_px[:, free.knee])
    ranges = np.array([_range(inclination, poses, rep) for rep in reps])
    if not np.isfinite(ranges).any():
        return None, "the free thigh was not seen"
    moved = int(np.nansum(ranges > _FREE_THIGH_DEG))
    return float(moved > len(reps) / 2), f"free thigh moved sideways in {moved} of {len(reps)} reps"


def _touches(reps: tuple[MeasuredRep, ...], _poses: PoseSequence, side: Side) -> tuple[float | None, str]:
    counts = [m.value for r in reps for m in r.measurements if m.metric == "foot_touches" and m.side is side]
    if not counts:
        return None, "the free foot was not seen clearly above the floor"
    touched = sum(count > 0 for count in counts)
    return float(touched > 0), f"free foot came down in {touched} of {len(counts)} reps"


def _range(values: FloatArray, poses: PoseSequence, rep: MeasuredRep) -> float:
    """Largest change from the start of a rep."""
    within = (poses.time_s >= rep.rep.start_s) & (poses.time_s <= rep.rep.end_s)
    known = values[within & np.isfinite(values)]
    return float(np.max(np.abs(known - known[0]))) if known.size else float("nan")


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


_ROTATION: Final = _not_visible("rotation of the pelvis cannot be seen in one view")

_SHEETS: Final[dict[str, tuple[str, tuple[tuple[str, str, float, _Scorer], ...], bool]]] = {
    "qasls": (
        "QASLS-style sheet",
        (
            ("arms", "Arms move to keep the balance", 1.0, _arms),
            ("trunk", "Trunk leans", 1.0, _by_grade("trunk_lean_deg", "trunk lean")),
            ("pelvis_level", "Pelvis loses the horizontal", 1.0, _by_grade("pelvic_drop_deg", "pelvic drop")),
            ("pelvis_rotation", "Pelvis tilts or rotates", 1.0, _ROTATION),
            (
                "thigh",
                "Thigh of the standing leg moves inward",
                1.0,
                _by_grade("hip_adduction_deg", "hip adduction"),
            ),
            ("free_thigh", "Thigh of the free leg not held neutral", 1.0, _free_thigh),
            (
                "knee_toe",
                "Kneecap past the second toe",
                1.0,
                _by_grade("knee_over_foot", "knee past the second toe"),
            ),
            (
                "knee_foot",
                "Kneecap past the inside of the foot",
                1.0,
                _marked("knee_over_foot", "knee past the foot"),
            ),
            ("touch", "Free foot touches down", 1.0, _touches),
            ("wobble", "Standing leg wobbles", 1.0, _by_grade("knee_wobble", "wobble")),
        ),
        False,
    ),
    "piva": (
        "Step-down sheet after Piva",
        (
            ("arms", "Arms move to keep the balance", 1.0, _arms),
            ("trunk", "Trunk leans", 1.0, _by_grade("trunk_lean_deg", "trunk lean")),
            ("pelvis", "Pelvis loses the horizontal", 1.0, _by_grade("pelvic_drop_deg", "pelvic drop")),
            ("knee", "Knee past the second toe (1) or past the foot (2)", 2.0, _knee_piva),
            ("steady", "Stance unsteady", 1.0, _by_grade("knee_wobble", "wobble")),
        ),
        True,
    ),
}
