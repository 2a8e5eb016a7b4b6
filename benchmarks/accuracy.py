"""Compares hipcheck with what is known, and writes docs/accuracy.md.

Two kinds of clips: the rendered ones of sample_videos, whose joint angles are known exactly, and, where it is present,
real footage of one person filmed by four synchronised cameras, with joint centres triangulated from all four and
projected back into each (`--balance FOLDER`; without it the tables of the real footage are taken over as they are).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from hipcheck import analyze_video
from hipcheck.catalog import At
from hipcheck.geometry import FloatArray
from hipcheck.kinematics import hip_line_deg, knee_fppa_deg, trunk_lean_deg
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Side
from hipcheck.poses import PoseSequence
from hipcheck.results import Analysis

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
BALANCE = ROOT / ".." / "shared" / "clips" / "balance"
MODELS = ("lite", "full", "heavy")
CAMERAS = {"cam01": "front, oblique", "cam02": "front", "cam03": "rear, oblique", "cam04": "rear"}
ANGLES = {
    "knee inward (FPPA)": knee_fppa_deg,
    "trunk lean": trunk_lean_deg,
    "line through the hips": hip_line_deg,
}
START, END = "<!-- {} begins -->", "<!-- {} ends -->"


def _truth(clip: Path) -> dict[str, FloatArray]:
    with clip.with_name(clip.stem + "_truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def _sample_rows(clip: Path, model: str, analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """(metric, model, clip, rep, hipcheck, low, high, truth) at each bottom; truth as it lies in the image plane."""
    truth = _truth(clip)
    for rep in analysis.reps:
        side = (rep.rep.side or Side.RIGHT).value[0].upper()
        columns = {
            "knee_fppa_deg": f"fppa{side}_img",
            "trunk_lean_deg": "lean_img",
            "depth_deg": f"kneeflex{side}",
            "knee_flexion_deg": f"kneeflex{side}",
        }
        for metric, column in columns.items():
            m = rep.get(metric, At.BOTTOM, rep.rep.side or Side.RIGHT) or rep.get(metric, At.BOTTOM)
            if m is not None:
                known = float(np.interp(rep.rep.bottom_s, truth["time"], truth[column]))
                yield metric, model, clip.stem, rep.rep.index, m.value, m.low, m.high, known


def samples_section() -> str:
    """Rendered people: value at the bottom against the truth, per clip and metric."""
    lines = [
        "| metric | model | clip | reps | truth | hipcheck | error | 95 % interval | inside |",
        "|---|---|---|--:|--:|--:|--:|---|--:|",
    ]
    totals: dict[tuple[str, str], list[float]] = {}
    for clip in sorted((ROOT / "sample_videos").glob("*.mp4")):
        for model in MODELS:
            rows = list(_sample_rows(clip, model, analyze_video(clip, model=model)))
            for metric in dict.fromkeys(row[0] for row in rows):
                mine = [row for row in rows if row[0] == metric]
                value, low, high, known = (float(np.mean([row[i] for row in mine])) for i in (4, 5, 6, 7))
                inside = sum(row[5] <= row[7] <= row[6] for row in mine)
                totals.setdefault((metric, model), []).append(value - known)
                lines.append(
                    f"| `{metric}` | {model} | {clip.stem} | {len(mine)} | {known:.1f} | {value:.1f} "
                    f"| {value - known:+.1f} | {low:.0f} to {high:.0f} | {inside}/{len(mine)} |"
                )
    lines += ["", "| metric | model | clips | mean error | mean absolute error |", "|---|---|--:|--:|--:|"]
    lines += [
        f"| `{metric}` | {model} | {len(errors)} | {np.mean(errors):+.1f} | {np.mean(np.abs(errors)):.1f} |"
        for (metric, model), errors in totals.items()
    ]
    return "\n".join(lines)


def _reference(path: Path, like: PoseSequence) -> PoseSequence:
    """The triangulated joints of one camera as landmarks, everything else missing."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    xy = np.full((len(rows), LANDMARK_COUNT, 2), np.nan)
    for side in Side:
        leg = LEGS[side]
        for joint, landmark in (
            ("shoulder", leg.shoulder),
            ("hip", leg.hip),
            ("knee", leg.knee),
            ("ankle", leg.ankle),
        ):
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
    for left, right in ((25, 26), (27, 28)):
        pair, known = poses.xy_px[:, [left, right]], reference.xy_px[:, [left, right]]
        apart = np.linalg.norm(known[:, 0] - known[:, 1], axis=1)
        straight = np.linalg.norm(pair - known, axis=2).sum(axis=1)
        crossed = np.linalg.norm(pair[:, ::-1] - known, axis=2).sum(axis=1)
        # Where the two joints lie on top of each other in the image, neither labelling is wrong.
        height = np.nanmax(known[..., 1]) - np.nanmin(known[..., 1])
        count = max(count, int(np.sum((crossed < straight) & (apart > 0.1 * height))))
    return count


def balance_section(folder: Path) -> str:
    """Real footage: angles in each camera's image against those of the projected reference, over the rep."""
    lines = [
        "| camera | view | model | angle | reference | mean error | mean absolute error | largest | r |",
        "|---|---|---|---|---|--:|--:|--:|--:|",
    ]
    notes = []
    for camera, where in CAMERAS.items():
        for model in MODELS:
            analysis = analyze_video(folder / f"{camera}.mp4", model=model)
            reference = _reference(folder / f"{camera}_reference.csv", analysis.poses)
            poses = analysis.poses.take(np.arange(min(len(analysis.poses), len(reference))))
            reference = reference.take(np.arange(len(poses)))
            within = np.zeros(len(poses), dtype=bool)
            for rep in analysis.reps:
                within |= (poses.time_s >= rep.rep.start_s) & (poses.time_s <= rep.rep.end_s)
            if not analysis.reps:
                within[:] = True
            view = f"{analysis.view.kind.value}, {analysis.view.facing.value}" if analysis.view else "unknown"
            notes.append(
                f"- {camera}, {model}: {analysis.movement.id}, {len(analysis.reps)} rep, seen as {view}; legs exchanged by "
                f"the model in {int(analysis.landmark_sides_exchanged.sum())} frames, left over "
                f"{_exchanged_frames(poses, reference)}."
            )
            for name, function in ANGLES.items():
                seen, known = function(poses, Side.LEFT)[within], function(reference, Side.LEFT)[within]
                both = np.isfinite(seen) & np.isfinite(known)
                if both.sum() < 5:
                    lines.append(f"| {camera} | {where} | {model} | {name} | | | | | |")
                    continue
                error = (seen - known)[both]
                r = float(np.corrcoef(seen[both], known[both])[0, 1])
                lines.append(
                    f"| {camera} | {where} | {model} | {name} | {known[both].min():.0f} to {known[both].max():.0f}° "
                    f"| {error.mean():+.1f} | {np.abs(error).mean():.1f} | {np.abs(error).max():.0f} | {r:.2f} |"
                )
    return "\n".join([*lines, "", *notes])


def _replaced(page: str, name: str, text: str) -> str:
    start, end = START.format(name), END.format(name)
    before, after = page.split(start, maxsplit=1)[0], page.split(end)[1]
    return f"{before}{start}\n\n{text}\n\n{end}{after}"


def main() -> None:
    """Recompute the tables of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--balance", type=Path, default=BALANCE, help="folder with camNN.mp4 and camNN_reference.csv"
    )
    folder = parser.parse_args().balance
    page = _replaced(PAGE.read_text(encoding="utf-8"), "samples", samples_section())
    if folder.is_dir():
        page = _replaced(page, "balance", balance_section(folder))
    else:
        print(f"{folder} is not there: the tables of the real footage stay as they are")
    PAGE.write_text(page, encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
