"""Made-up but complete results, for tests of what renders them. Every number here is invented."""

from __future__ import annotations

import numpy as np

from hipcheck.catalog import At, Basis, Dose, Flaw, Origin, Quote, Threshold
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import (
    Analysis,
    Checklist,
    ChecklistItem,
    ClipSource,
    ClipWarning,
    Facing,
    Finding,
    Grade,
    MeasuredRep,
    Measurement,
    MovementResult,
    NotMeasured,
    PlanItem,
    Provenance,
    Recommendation,
    Rep,
    SessionPlan,
    SetSummary,
    Trace,
    View,
    ViewKind,
)

ARTICLE = "000_ac8a23b2a89282f8"
RATE_HZ = 30.0
REP_S = 2.0


def make_poses(duration_s: float = 14.0, width_px: int = 720, height_px: int = 1280) -> PoseSequence:
    """Somebody seen from the front who bends both knees every two seconds."""
    time_s = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    bend = 0.5 * (1 - np.cos(2 * np.pi * time_s / REP_S))
    xy = np.full((len(time_s), LANDMARK_COUNT, 2), 0.0)
    unit = height_px / 2.2
    for side, x in ((Side.RIGHT, 0.40), (Side.LEFT, 0.60)):
        leg = LEGS[side]
        out = -1 if side is Side.RIGHT else 1
        for landmark, dx, y in (
            (leg.shoulder, 0.06, 0.50), (leg.hip, 0.0, 1.02), (leg.knee, 0.0, 1.42), (leg.ankle, 0.0, 1.82),
            (leg.heel, -0.01, 1.88), (leg.toe, 0.02, 1.92), (leg.wrist, 0.14, 1.05),
        ):  # fmt: skip
            sink = {leg.shoulder: 0.2, leg.hip: 0.2, leg.knee: 0.08, leg.wrist: 0.2}.get(landmark, 0.0)
            xy[:, landmark, 0] = x * width_px + out * dx * unit
            xy[:, landmark, 1] = y * unit + sink * bend * unit
    for landmark in Landmark:
        if not xy[0, landmark].any():
            anchor = Landmark.LEFT_SHOULDER if "LEFT" in landmark.name else Landmark.RIGHT_SHOULDER
            rise = 0.0 if landmark > Landmark.MOUTH_RIGHT else -0.25 * unit
            xy[:, landmark] = xy[:, anchor] * [0.3, 1] + [0.35 * width_px, rise]
    return PoseSequence(
        xy_px=xy,
        world_m=np.zeros((len(time_s), LANDMARK_COUNT, 3)),
        visibility=np.full((len(time_s), LANDMARK_COUNT), 0.95),
        time_s=time_s,
        frame_size=FrameSize(width_px, height_px),
    )


def _measured(index: int, side: Side, start_s: float, valgus: float) -> MeasuredRep:
    rep = Rep(index, side, start_s, start_s + 1.0, start_s + 2.0, start_s + 0.9, start_s + 1.1)
    grade = Grade.MARKED if valgus > 18 else Grade.MILD if valgus > 12 else Grade.GOOD
    rows = (
        Measurement("depth_deg", side, At.BOTTOM, 64.0 + index, 57.0, 73.0, None, 1.0, Grade.GOOD),
        Measurement(
            "knee_fppa_deg", side, At.BOTTOM, valgus, valgus - 5.5, valgus + 5.5, valgus - 1, 1.0, grade
        ),
        Measurement("knee_fppa_deg", side, At.MATCHED, valgus - 2, valgus - 7, valgus + 3, valgus - 3, 1.0),
        Measurement("knee_fppa_deg", side, At.PEAK, valgus + 1, valgus - 4.5, valgus + 6.5, valgus, 1.0),
        Measurement("trunk_lean_deg", side, At.BOTTOM, 6.1, 2.9, 9.3, 5.8, 0.97, Grade.GOOD),
        Measurement("descent_s", side, At.REP, 0.9, 0.85, 0.95, None, 1.0),
        Measurement("ascent_s", side, At.REP, 0.9, 0.85, 0.95, None, 1.0),
    )
    drop = NotMeasured(
        "pelvic_drop_deg",
        side,
        "hip landmarks do not show the pelvis",
        "put two stickers on the front hip bones",
    )
    return MeasuredRep(rep, rows, (drop,))


def make_analysis(path: str = "clip.mp4", *, poses: PoseSequence | None = None) -> Analysis:
    """A single-leg squat, three reps on each leg, the right knee moving inward."""
    poses = poses or make_poses()
    reps = tuple(
        _measured(i + 1, side, 1.0 + 2.0 * i, valgus)
        for i, (side, valgus) in enumerate(
            [(Side.LEFT, 5.0), (Side.LEFT, 6.5), (Side.LEFT, 4.2), (Side.RIGHT, 21.0), (Side.RIGHT, 19.0),
             (Side.RIGHT, 16.0)]
        )
    )  # fmt: skip
    t = poses.time_s
    bend = 0.5 * (1 - np.cos(np.pi * (t - 1.0)))
    traces = tuple(
        Trace(metric, side, t, values, np.full(len(t), half))
        for side, peak in ((Side.LEFT, 5.0), (Side.RIGHT, 19.0))
        for metric, values, half in (
            ("knee_fppa_deg", peak * bend, 5.5),
            ("trunk_lean_deg", 6.0 * bend, 3.2),
            ("depth_deg", 65.0 * bend, 8.0),
            ("hip_line_deg", 1.0 * bend, 5.0),
        )
    )
    limit = Threshold(
        flaw=Flaw.KNEE_INWARD, metric="knee_fppa_deg", at=At.BOTTOM, basis=Basis.EXCURSION, mild=10.0,
        marked=15.0, source="herrington_2014", note="Separates people with and without knee pain.",
    )  # fmt: skip
    findings = (
        Finding(Flaw.KNEE_INWARD, Side.RIGHT, Grade.MARKED, "knee_fppa_deg", 18.0, 13.1, 22.9, Basis.EXCURSION,
                (4, 5, 6), 3, True, limit, "Your right knee moved inward about 18° (13 to 23)."),
        Finding(Flaw.KNEE_INWARD, Side.LEFT, Grade.GOOD, "knee_fppa_deg", 4.0, -0.9, 8.9, Basis.EXCURSION,
                (), 3, False, limit, "Your left knee stayed over the foot: 4° (-1 to 9)."),
    )  # fmt: skip
    quote = Quote(text="prevent knees from collapsing inward", article=ARTICLE)
    recommendations = (
        Recommendation(
            "clamshell", "Clamshells", (Flaw.KNEE_INWARD,), Side.RIGHT, "Trains the muscles that hold the knee out.",
            "direct", (quote,), Dose(text="2-3 times per week", origin=Origin.ARTICLE, source=ARTICLE),
            "Lie on your side, knees bent; lift the upper knee.", ("gluteus medius",), ARTICLE,
        ),
    )  # fmt: skip
    checklist = Checklist(
        "qasls", "QASLS-style (automatic, not validated)", Side.RIGHT,
        (ChecklistItem("trunk", "Trunk leans in any direction", 0.0, 1.0, "lean 6°"),
         ChecklistItem("pelvis", "Pelvis loses the horizontal", None, 1.0, "the pelvis was not measured")),
        0.0, 1.0, "",
    )  # fmt: skip
    summary = tuple(
        SetSummary("knee_fppa_deg", side, At.BOTTOM, median, median - 4.9, median + 4.9, 1.5, median - 2, median + 2, 3,
                   median - 1)
        for side, median in ((Side.LEFT, 5.0), (Side.RIGHT, 19.0))
    )  # fmt: skip
    return Analysis(
        source=ClipSource(path, "0" * 64, poses.duration_s, len(poses), 720, 1280, RATE_HZ),
        movement=MovementResult("single_leg_squat", "Single-leg squat", True, 1.0, "free leg behind"),
        view=View(ViewKind.FRONT, Facing.CAMERA, 2.1, 3.5, -0.4, 0.8),
        reps=reps,
        traces=traces,
        summary=summary,
        findings=findings,
        checklists=(checklist,),
        recommendations=recommendations,
        plan=SessionPlan(
            16, "2-3 times per week", (PlanItem("clamshell", "Clamshells", 3, 45, True),), "Ours."
        ),
        symptoms=(),
        not_measured=(
            NotMeasured("pelvic_drop_deg", None, "hip landmarks do not show the pelvis", "use two stickers"),
            NotMeasured(
                "heel_rise",
                None,
                "seen only from the side; this clip is filmed from the front",
                "film from the side",
            ),
        ),
        warnings=(ClipWarning("other_people", "Somebody else was in the picture.", "Film alone."),),
        provenance=Provenance(
            "0.1.0", "mediapipe 0.10.33", "pose_landmarker_full", "b" * 64, 64.0, False, {}
        ),
        poses=poses,
        landmark_sides_exchanged=np.zeros(len(poses), dtype=bool),
    )
