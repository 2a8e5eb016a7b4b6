"""Real footage: one person filmed by four synchronised cameras, with joint centres triangulated from all four.

Projected back into each camera they say what an angle in its picture should be. The clips are not part of the project;
where they are absent, the tables of the page stay as they are.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np

from hipcheck import analyze_video
from hipcheck.geometry import BoolArray
from hipcheck.kinematics import hip_line_deg, knee_fppa_deg, trunk_lean_deg
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Side
from hipcheck.poses import PoseSequence
from hipcheck.results import Analysis

__all__ = ["BALANCE", "balance_section"]

BALANCE: Final = Path(__file__).resolve().parents[2] / ".." / "shared" / "clips" / "balance"
"""Where the footage is looked for."""
_MODELS: Final = ("lite", "full", "heavy")
_CAMERAS: Final = {"cam01": "front, oblique", "cam02": "front", "cam03": "rear, oblique", "cam04": "rear"}
_ANGLES: Final = {
    "knee inward (FPPA)": knee_fppa_deg,
    "trunk lean": trunk_lean_deg,
    "line through the hips": hip_line_deg,
}
_JOINTS: Final = ("shoulder", "hip", "knee", "ankle")
_APART_SHARE: Final = 0.1
"""Joints closer together in the picture than this share of the legs' height lie on top of each other."""
_MIN_FRAMES: Final = 5


def balance_section(folder: Path) -> str:
    """Angles in each camera's image against those of the projected reference, over the rep, as Markdown."""
    lines = [
        "| camera | view | model | angle | reference | mean error | mean absolute error | largest | r |",
        "|---|---|---|---|---|--:|--:|--:|--:|",
    ]
    notes = []
    for camera, where in _CAMERAS.items():
        for model in _MODELS:
            analysis = analyze_video(folder / f"{camera}.mp4", model=model)
            reference = _reference(folder / f"{camera}_reference.csv", analysis.poses)
            poses = analysis.poses.take(np.arange(min(len(analysis.poses), len(reference))))
            reference = reference.take(np.arange(len(poses)))
            lines += [
                f"| {camera} | {where} | {model} | {row} |" for row in _rows(analysis, poses, reference)
            ]
            notes.append(f"- {camera}, {model}: {_note(analysis, poses, reference)}.")
    return "\n".join([*lines, "", *notes])


def _rows(analysis: Analysis, poses: PoseSequence, reference: PoseSequence) -> list[str]:
    within = _within_reps(analysis, poses)
    rows = []
    for name, function in _ANGLES.items():
        seen, known = function(poses, Side.LEFT)[within], function(reference, Side.LEFT)[within]
        both = np.isfinite(seen) & np.isfinite(known)
        if both.sum() < _MIN_FRAMES:
            rows.append(f"{name} | | | | |")
            continue
        error = (seen - known)[both]
        r = float(np.corrcoef(seen[both], known[both])[0, 1])
        rows.append(
            f"{name} | {known[both].min():.0f} to {known[both].max():.0f}° | {error.mean():+.1f} "
            f"| {np.abs(error).mean():.1f} | {np.abs(error).max():.0f} | {r:.2f}"
        )
    return rows


def _within_reps(analysis: Analysis, poses: PoseSequence) -> BoolArray:
    """Frames of the reps found; all where none was."""
    within = np.full(len(poses), not analysis.reps)
    for rep in analysis.reps:
        within |= (poses.time_s >= rep.rep.start_s) & (poses.time_s <= rep.rep.end_s)
    return within


def _note(analysis: Analysis, poses: PoseSequence, reference: PoseSequence) -> str:
    view = f"{analysis.view.kind.value}, {analysis.view.facing.value}" if analysis.view else "unknown"
    return (
        f"{analysis.movement.id}, {len(analysis.reps)} rep, seen as {view}; legs exchanged by the model in "
        f"{int(analysis.landmark_sides_exchanged.sum())} frames, left over {_exchanged_frames(poses, reference)}"
    )


def _reference(path: Path, like: PoseSequence) -> PoseSequence:
    """The triangulated joints of one camera as landmarks, everything else missing."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    xy = np.full((len(rows), LANDMARK_COUNT, 2), np.nan)
    for side in Side:
        for joint in _JOINTS:
            landmark = getattr(LEGS[side], joint)
            for axis, name in enumerate("xy"):
                xy[:, landmark, axis] = [float(row[f"{side.value}_{joint}_{name}_px"]) for row in rows]
    return PoseSequence(
        xy_px=xy,
        world_m=np.full((len(rows), LANDMARK_COUNT, 3), np.nan),
        visibility=np.where(np.isnan(xy[:, :, 0]), np.nan, 1.0),
        time_s=np.array([float(row["time_s"]) for row in rows]),
        frame_size=like.frame_size,
    )


def _exchanged_frames(poses: PoseSequence, reference: PoseSequence) -> int:
    """Frames in which knees and ankles would fit the reference better with left and right exchanged."""
    count = 0
    for joint in ("knee", "ankle"):
        legs = [getattr(LEGS[side], joint) for side in Side]
        pair, known = poses.xy_px[:, legs], reference.xy_px[:, legs]
        apart = np.linalg.norm(known[:, 0] - known[:, 1], axis=1)
        straight = np.linalg.norm(pair - known, axis=2).sum(axis=1)
        crossed = np.linalg.norm(pair[:, ::-1] - known, axis=2).sum(axis=1)
        # Where the two joints lie on top of each other in the image, neither labelling is wrong.
        height = np.nanmax(known[..., 1]) - np.nanmin(known[..., 1])
        count = max(count, int(np.sum((crossed < straight) & (apart > _APART_SHARE * height))))
    return count
