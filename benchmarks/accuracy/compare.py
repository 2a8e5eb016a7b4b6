"""One clip against its truth: what was recognised, when, and by how much each number is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.accuracy.knee_parts import KneePartRow, knee_part_rows
from benchmarks.accuracy.matching import matched_reps, outside_bottom_s
from benchmarks.accuracy.readings import TruthReader, deserved_grade
from benchmarks.accuracy.rows import ClipRow, FindingRow, FrameRow, ReadingRow, RepRow
from benchmarks.accuracy.store import ClipRecord, ModelName
from benchmarks.accuracy.truth import TrueRep, expected_view
from hipcheck.catalog import At, Movement, load_catalog
from hipcheck.errors import NoPersonError
from hipcheck.geometry import length
from hipcheck.kinematics import METRICS, Metric
from hipcheck.landmarks import LEGS, Side
from hipcheck.results import Analysis, Grade, MeasuredRep, Measurement, Trace
from hipcheck.series import sides_of
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings

__all__ = ["MOVEMENT_OF", "Comparison", "compare", "movement_of"]

MOVEMENT_OF: Final[dict[str, str]] = {
    "squat": "squat",
    "single_leg_squat": "single_leg_squat",
    "lateral_step_down": "step_down",
    "forward_step_down": "step_down",
    "single_leg_deadlift": "single_leg_deadlift",
}
"""What hipcheck should call each movement of the renderer; the others are unknown to it."""
UNKNOWN: Final = "unknown"
"""What it calls those."""

_ON_PERSON: Final = 0.15
"""Landmarks further from the true joints than this share of the person's height belong to somebody else."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows of one clip and model."""

    clip: ClipRow
    reps: list[RepRow]
    readings: list[ReadingRow]
    findings: list[FindingRow]
    frames: list[FrameRow]
    knee_parts: list[KneePartRow]


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """A clip's truth and what was made of its landmarks."""

    record: ClipRecord
    model: ModelName
    movement: Movement | None
    analysis: Analysis | None
    settings: Settings
    view: str
    yaw_deg: float


def movement_of(record: ClipRecord) -> Movement | None:
    """The movement that a clip should be taken for; None where it is none that hipcheck knows."""
    return load_catalog().movements.get(MOVEMENT_OF.get(record.spec.movement.kind, UNKNOWN))


def compare(
    record: ClipRecord, model: ModelName, settings: Settings | None = None, reader: TruthReader | None = None
) -> Comparison:
    """Analyse a clip's landmarks as a user's would be, and hold everything against the truth.

    Args:
        record: The clip.
        model: Whose landmarks.
        settings: Engineering constants; the defaults otherwise.
        reader: Of the clip's truth, where there is one already.
    """
    settings = settings or Settings()
    movement = movement_of(record)
    try:
        analysis = analyze_recording(record.recordings[model], settings=settings)
    except NoPersonError:
        analysis = None
    kind, yaw_deg = expected_view(record.truth.bearing_deg, settings.view)
    pair = _Pair(record, model, movement, analysis, settings, kind.value, yaw_deg)
    clip = _clip_row(pair)
    if movement is None:
        return Comparison(clip, [], [], [], [], [])
    reader = reader or TruthReader(record.truth, movement, settings)
    matched = matched_reps(record.truth.whole_reps, analysis.reps if analysis else ())
    reps = [_rep_row(pair, number, rep, seen) for number, (rep, seen) in enumerate(matched, start=1)]
    readings = [
        row
        for number, (rep, seen) in enumerate(matched, start=1)
        for row in _reading_rows(pair, reader, number, rep, seen if _same_exercise(pair, rep, seen) else None)
    ]
    findings = _finding_rows(pair, readings)
    found = [
        (number, rep)
        for number, (rep, seen) in enumerate(matched, start=1)
        if _same_exercise(pair, rep, seen)
    ]
    frames = _frame_rows(pair, reader, found)
    parts = knee_part_rows(record, model, analysis, settings) if analysis else []
    return Comparison(clip, reps, readings, findings, frames, parts)


def _same_exercise(pair: _Pair, rep: TrueRep, seen: MeasuredRep | None) -> bool:
    """Whether a rep was found as what it is; only then do its numbers mean the same."""
    if pair.analysis is None or pair.movement is None or seen is None:
        return False
    return pair.analysis.movement.id == pair.movement.id and seen.rep.side is rep.side


def _clip_row(pair: _Pair) -> ClipRow:
    record, analysis = pair.record, pair.analysis
    truth = record.truth
    view = analysis.view if analysis else None
    sides = [rep.side for rep in truth.whole_reps] if pair.movement else []
    return ClipRow(
        clip=record.spec.name,
        model=pair.model,
        half=record.half,
        expected_movement=pair.movement.id if pair.movement else UNKNOWN,
        seen_movement=analysis.movement.id if analysis else "nobody",
        expected_sides=_sides(sides),
        seen_sides=_sides([rep.rep.side for rep in analysis.reps]) if analysis else "",
        expected_reps=len(sides),
        seen_reps=len(analysis.reps) if analysis else 0,
        expected_view=pair.view,
        seen_view=view.kind.value if view else "none",
        yaw_deg=pair.yaw_deg,
        seen_yaw_deg=view.yaw_deg if view else float("nan"),
        yaw_sd_deg=view.yaw_sd_deg if view else float("nan"),
        roll_deg=truth.roll_deg,
        seen_roll_deg=view.roll_deg if view else float("nan"),
        roll_sd_deg=view.roll_sd_deg if view else float("nan"),
        right_person=_right_person(record, analysis),
        people=len(record.recordings[pair.model].people),
        stickers=analysis is not None and analysis.poses.stickers is not None,
    )


def _sides(sides: list[Side | None]) -> str:
    return " ".join(side.value if side else "both" for side in sides)


def _right_person(record: ClipRecord, analysis: Analysis | None) -> bool:
    """Whether the landmarks analysed lie on the person whose joints are known."""
    if analysis is None:
        return False
    joints = [getattr(LEGS[side], joint) for side in Side for joint in ("shoulder", "hip", "knee", "ankle")]
    known = record.truth.joints_px[:, :8]  # shoulders to ankles
    tall_px = float(np.median(np.ptp(known[..., 1], axis=1)))
    seen = analysis.poses.xy_px[:, joints].mean(axis=1)
    apart = length(seen - known.mean(axis=1))
    return bool(np.nanmedian(apart) < _ON_PERSON * tall_px) if np.isfinite(apart).any() else False


def _rep_row(pair: _Pair, number: int, rep: TrueRep, seen: MeasuredRep | None) -> RepRow:
    found = seen.rep if seen else None
    nan = float("nan")
    return RepRow(
        **_where(pair),
        rep=number,
        found=found is not None,
        start_error_s=found.start_s - rep.start_s if found else nan,
        bottom_error_s=outside_bottom_s(found.bottom_s, rep) if found else nan,
        end_error_s=found.end_s - rep.end_s if found else nan,
    )


def _where(pair: _Pair) -> dict[str, str]:
    assert pair.movement is not None
    return {
        "clip": pair.record.spec.name,
        "model": pair.model,
        "half": pair.record.half,
        "movement": pair.movement.id,
        "view": pair.view,
    }


def _reading_rows(
    pair: _Pair, reader: TruthReader, number: int, rep: TrueRep, seen: MeasuredRep | None
) -> Iterator[ReadingRow]:
    assert pair.movement is not None
    for name in pair.movement.metrics:
        metric = METRICS[name]
        for side in sides_of(metric, rep.side):
            for at in _places(metric):
                if np.isfinite(reader.value(name, side, rep, at)):
                    yield _reading_row(pair, reader, number, rep, seen, (name, side, at))


def _places(metric: Metric) -> tuple[At, ...]:
    """Where a metric can be read, as the program reads it."""
    if metric.function is None:
        return (At.REP,)
    frontal = metric.plane == "frontal" and metric.id != "depth_deg"
    return (At.BOTTOM, At.MATCHED, At.PEAK) if frontal else (At.BOTTOM, At.PEAK)


def _reading_row(
    pair: _Pair, reader: TruthReader, number: int, rep: TrueRep, seen: MeasuredRep | None,
    key: tuple[str, Side | None, At],
) -> ReadingRow:  # fmt: skip
    name, side, at = key
    assert pair.movement is not None
    truth, excursion = reader.value(name, side, rep, at), reader.excursion(name, side, rep, at)
    threshold = next((t for t in pair.movement.thresholds if t.metric == name and t.at is at), None)
    deserved = deserved_grade(truth, excursion, threshold) if threshold else None
    m = _measurement(seen, name, side, at)
    frontal = METRICS[name].plane == "frontal" and METRICS[name].function is not None
    nan = float("nan")
    status, reason = _status(seen, m, name, side)
    return ReadingRow(
        **_where(pair),
        yaw_deg=_yaw_at_deg(pair, rep),
        rep=number,
        metric=name,
        side=side.value if side else "both",
        at=at.value,
        status=status,
        reason=reason,
        value=m.value if m else nan,
        low=m.low if m else nan,
        high=m.high if m else nan,
        excursion=m.excursion if m and m.excursion is not None else nan,
        truth=truth,
        truth_image=reader.value(name, side, rep, at, "image"),
        truth_pelvis=reader.value(name, side, rep, at, "pelvis") if frontal else nan,
        truth_excursion=excursion,
        flaw=threshold.flaw.value if threshold else "",
        grade=m.grade.value if m and m.grade else "",
        deserved=deserved.value if deserved else "",
        knee_deg=reader.at_bottom("knee_flexion_deg", side or rep.side, rep),
        trunk_deg=reader.at_bottom("trunk_forward_lean_deg", side or rep.side, rep),
        lean_deg=reader.at_bottom("trunk_lean_deg", side or rep.side, rep),
        drop_deg=reader.at_bottom("pelvic_drop_deg", side or rep.side, rep),
    )


def _yaw_at_deg(pair: _Pair, rep: TrueRep) -> float:
    """The camera's yaw at the bottom of a rep, counted as that of the clip is."""
    bearing_deg = pair.record.truth.bearing_at_deg(rep.bottom_s)
    return expected_view(bearing_deg, pair.settings.view)[1]


def _measurement(seen: MeasuredRep | None, name: str, side: Side | None, at: At) -> Measurement | None:
    if seen is None:
        return None
    return next((m for m in seen.measurements if (m.metric, m.side, m.at) == (name, side, at)), None)


def _status(seen: MeasuredRep | None, m: Measurement | None, name: str, side: Side | None) -> tuple[str, str]:
    if seen is None:
        return "missed", "the rep was not found as what it is"
    if m is not None:
        return "measured", ""
    why = next((n.reason for n in seen.not_measured if (n.metric, n.side) == (name, side)), None)
    # A rep that hipcheck takes for shallower has no matched depth, and says nothing of it.
    return "withheld", why if why is not None else "that depth was not seen to be reached"


def _finding_rows(pair: _Pair, readings: list[ReadingRow]) -> list[FindingRow]:
    if pair.analysis is None or pair.movement is None or pair.analysis.movement.id != pair.movement.id:
        return []
    rows = []
    for finding in pair.analysis.findings:
        if finding.threshold is None:
            continue
        side, at = finding.side.value if finding.side else "both", finding.threshold.at.value
        deserved = [
            Grade(row.deserved)
            for row in readings
            if (row.metric, row.side, row.at) == (finding.metric, side, at) and row.deserved
        ]
        if deserved:
            rows.append(
                FindingRow(
                    **_where(pair),
                    flaw=finding.flaw.value,
                    metric=finding.metric,
                    side=side,
                    grade=finding.grade.value,
                    deserved=_middle(deserved).value,
                )
            )
    return rows


def _middle(grades: list[Grade]) -> Grade:
    """The middle grade; of two, the milder, as the program does."""
    ranked = sorted(grades, key=lambda grade: grade.severity)
    return ranked[(len(ranked) - 1) // 2]


def _frame_rows(pair: _Pair, reader: TruthReader, reps: list[tuple[int, TrueRep]]) -> list[FrameRow]:
    """Every trace against its truth, over the reps that were found as what they are."""
    if pair.analysis is None or pair.movement is None:
        return []
    return [
        row
        for trace in pair.analysis.traces
        for number, rep in reps
        if rep.side in (None, trace.side)
        for row in _trace_rows(pair, reader, trace, number, rep)
    ]


def _trace_rows(
    pair: _Pair, reader: TruthReader, trace: Trace, number: int, rep: TrueRep
) -> Iterator[FrameRow]:
    where = _where(pair)
    truth = reader.series(trace.metric, trace.side)
    in_image = reader.series(trace.metric, trace.side, "image")
    knee_deg = reader.series("knee_flexion_deg", trace.side or rep.side)
    yaw_deg = _yaw_at_deg(pair, rep)
    within = (trace.time_s >= rep.start_s) & (trace.time_s <= rep.end_s)
    for i in np.flatnonzero(within & np.isfinite(trace.values) & np.isfinite(truth)):
        yield FrameRow(
            **where,
            yaw_deg=yaw_deg,
            rep=number,
            metric=trace.metric,
            side=trace.side.value if trace.side else "both",
            time_s=float(trace.time_s[i]),
            value=float(trace.values[i]),
            half_width=float(trace.half_width[i]),
            truth=float(truth[i]),
            truth_image=float(in_image[i]),
            knee_deg=float(knee_deg[i]),
        )
