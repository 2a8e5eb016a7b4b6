"""Results of other kinds than the one of `tests/factories.py`. Every number here is invented."""

from dataclasses import replace

from hipcheck.catalog import At, Flaw, load_catalog
from hipcheck.landmarks import Side
from hipcheck.results import (
    Analysis,
    ClipWarning,
    Facing,
    Finding,
    Grade,
    MeasuredRep,
    Measurement,
    MovementResult,
    NotMeasured,
    Rep,
    SetSummary,
    View,
    ViewKind,
)
from tests.factories import make_analysis


def _measured(metric, side, value, half, grade=None, at=At.BOTTOM):
    return Measurement(metric, side, at, value, value - half, value + half, None, 1.0, grade)


def _reps(count, side, *measurements):
    times = [(2.5 * i + 1.0, 2.5 * i + 2.2, 2.5 * i + 3.4) for i in range(count)]
    return tuple(
        MeasuredRep(Rep(i + 1, side, start, bottom, end, bottom, bottom), tuple(measurements), ())
        for i, (start, bottom, end) in enumerate(times)
    )


def _finding(movement_id, flaw, metric, side, grade, value, half, text, *, shown=()):
    threshold = next(t for t in load_catalog().movements[movement_id].thresholds if t.metric == metric)
    return Finding(
        flaw, side, grade, metric, value, value - half, value + half, threshold.basis, shown, 3, bool(shown),
        threshold, text,
    )  # fmt: skip


def deadlift_from_the_side() -> Analysis:
    """A single-leg deadlift in which the knee bends as much as the hip."""
    side = Side.RIGHT
    reps = _reps(
        3, side,
        _measured("trunk_forward_lean_deg", side, 62.0, 4.0, Grade.GOOD),
        _measured("hip_flexion_deg", side, 70.0, 5.0),
        _measured("knee_flexion_deg", side, 41.0, 4.0),
        _measured("hinge_ratio", side, 1.7, 0.3, Grade.MILD, At.REP),
        _measured("t_line_deg", side, 151.0, 6.0, Grade.BORDERLINE),
        _measured("heel_rise", side, 0.01, 0.02, Grade.GOOD, At.PEAK),
        _measured("descent_s", side, 1.2, 0.07, at=At.REP),
        _measured("ascent_s", side, 1.1, 0.07, at=At.REP),
    )  # fmt: skip
    summary = tuple(
        SetSummary(metric, side, at, median, median - half, median + half, 1.0, median, median, 3, None)
        for metric, at, median, half in (
            ("hinge_ratio", At.REP, 1.7, 0.3), ("hip_flexion_deg", At.BOTTOM, 70.0, 4.0),
        )
    )  # fmt: skip
    finding = _finding(
        "single_leg_deadlift", Flaw.POOR_HINGE, "hinge_ratio", side, Grade.MILD, 1.7, 0.3,
        "You bent your knee for every 1.7° of hip bend (1.4 to 2.0).", shown=(1, 3),
    )  # fmt: skip
    return replace(
        make_analysis(),
        movement=MovementResult("single_leg_deadlift", "Single-leg deadlift", False, 1.0),
        view=View(ViewKind.SIDE, Facing.IMAGE_LEFT, -84.0, 4.0, 0.3, 0.5),
        reps=reps,
        summary=summary,
        findings=(finding,),
        checklists=(),
        traces=(),
        warnings=(),
        not_measured=tuple(
            NotMeasured(metric, None, "seen only from the front or from behind; this clip is filmed from the side",
                        "film from the front")
            for metric in ("knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg")
        ),
    )  # fmt: skip


def squat_on_both_legs() -> Analysis:
    """A squat in which nothing stands out."""
    reps = _reps(
        5, None,
        _measured("depth_deg", None, 96.0, 8.0, Grade.GOOD),
        _measured("knee_fppa_deg", Side.LEFT, -3.0, 4.0),
        _measured("knee_fppa_deg", Side.RIGHT, 2.0, 4.0),
        _measured("knee_ankle_separation", None, 1.04, 0.05, Grade.GOOD, At.PEAK),
        _measured("hip_shift", None, 0.0, 0.02),
        _measured("descent_s", None, 1.4, 0.04, at=At.REP),
        _measured("ascent_s", None, 1.2, 0.04, at=At.REP),
    )  # fmt: skip
    finding = _finding(
        "squat", Flaw.KNEE_INWARD, "knee_ankle_separation", None, Grade.GOOD, 1.04, 0.05,
        "Your knees stayed apart: 104 % of the distance between your ankles.",
    )  # fmt: skip
    return replace(
        make_analysis(),
        movement=MovementResult("squat", "Squat", True, 1.0),
        reps=reps, summary=(), findings=(finding,), checklists=(), traces=(), warnings=(), not_measured=(),
    )  # fmt: skip


def without_reps(movement_id: str, name: str) -> Analysis:
    """A clip in which nobody moves as expected."""
    return replace(
        make_analysis(),
        movement=MovementResult(movement_id, name, movement_id == "unknown", 0.0),
        view=None,
        reps=(), summary=(), findings=(), checklists=(), recommendations=(), plan=None, not_measured=(),
        warnings=(ClipWarning("no_reps", "No rep was found.", "Start and end each rep standing upright."),),
    )  # fmt: skip
