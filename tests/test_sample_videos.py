"""The sample clips are complete, their README states the truth that lies beside them, and hipcheck sees it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import av
import numpy as np
import pytest

from hipcheck.catalog import At
from hipcheck.landmarks import Side
from hipcheck.results import ViewKind

SAMPLES = Path(__file__).parents[1] / "sample_videos"
NAMES = [path.stem for path in sorted(SAMPLES.glob("*.mp4"))]
COLUMNS = ("fppaR_world", "drop_world", "lean_world", "kneeflexR")


def truth(name: str) -> list[dict[str, float]]:
    with (SAMPLES / f"{name}_truth.csv").open(newline="", encoding="utf-8") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


def test_there_are_six():
    assert len(NAMES) == 6


@pytest.mark.parametrize("name", NAMES)
def test_every_frame_has_a_row_of_truth_at_its_time(name):
    with av.open(SAMPLES / f"{name}.mp4") as container:
        times_s = [frame.time for frame in container.decode(video=0)]
    rows = truth(name)
    assert len(times_s) == len(rows) == 150
    assert max(abs(t - row["time"]) for t, row in zip(times_s, rows, strict=True)) < 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_tells_the_truth_at_the_deepest_frame(name):
    line = re.search(rf"^\| `{name}` .*$", (SAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    stated = [float(cell) for cell in line.group().strip("|").split("|")[3:]]
    deepest = max(truth(name), key=lambda row: row["depth"])
    for column, value in zip(COLUMNS, stated, strict=True):
        digits = 0 if column == "kneeflexR" else 1
        assert round(deepest[column], digits) == value, column


def test_the_readme_states_how_far_perspective_moves_the_angle():
    front = [name for name in NAMES if "side" not in name]
    moved = {name: max(abs(row["fppaR_img"] - row["fppaR_world"]) for row in truth(name)) for name in front}
    worst = max(front, key=lambda name: moved[name])
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"up to {moved[worst]:.1f} degrees (`{worst}`)" in readme


REPS = 3
SHOWN = {
    "sls_good_male": ("single_leg_squat", Side.RIGHT, ViewKind.FRONT),
    "sls_valgus_female": ("single_leg_squat", Side.RIGHT, ViewKind.FRONT),
    "stepdown_drop_heavyf": ("step_down", Side.RIGHT, ViewKind.FRONT),
    "squat_valgus_male": ("squat", None, ViewKind.FRONT),
    "sldl_front_female": ("single_leg_deadlift", Side.RIGHT, ViewKind.FRONT),
    "sldl_side_male": ("single_leg_deadlift", Side.RIGHT, ViewKind.SIDE),
}
TRUTH_OF = {
    "knee_fppa_deg": "fppaR_world",
    "trunk_lean_deg": "lean_world",
    "depth_deg": "kneeflexR",
    "knee_flexion_deg": "kneeflexR",
}


def truth_at(name: str, column: str, time_s: float) -> float:
    rows = truth(name)
    return float(np.interp(time_s, [row["time"] for row in rows], [row[column] for row in rows]))


@pytest.mark.model
@pytest.mark.parametrize("name", NAMES)
def test_movement_leg_and_reps_are_recognised(analysed, name):
    analysis = analysed(SAMPLES / f"{name}.mp4")
    movement, side, view = SHOWN[name]
    assert (analysis.movement.id, analysis.view.kind) == (movement, view)
    assert [rep.rep.side for rep in analysis.reps] == [side] * REPS
    assert not analysis.landmark_sides_exchanged.any()
    assert len(analysis.others) == 0


@pytest.mark.model
@pytest.mark.parametrize("name", NAMES)
def test_the_bottom_of_each_rep_is_where_the_person_is_deepest(analysed, name):
    bottoms_s = [rep.rep.bottom_s for rep in analysed(SAMPLES / f"{name}.mp4").reps]
    assert [truth_at(name, "depth", bottom_s) > 0.95 for bottom_s in bottoms_s] == [True] * REPS
    assert min(np.diff(bottoms_s)) > 1.0, "three different bottoms"


@pytest.mark.model
@pytest.mark.parametrize("name", NAMES)
def test_intervals_hold_the_truth(analysed, name):
    outside, compared = [], 0
    for rep in analysed(SAMPLES / f"{name}.mp4").reps:
        for metric, column in TRUTH_OF.items():
            m = rep.get(metric, At.BOTTOM, Side.RIGHT) or rep.get(metric, At.BOTTOM)
            if m is not None:
                compared += 1
                known = truth_at(name, column, rep.rep.bottom_s)
                if not m.low <= known <= m.high:
                    outside.append((metric, known, m.low, m.high))
    assert outside == []
    assert compared >= REPS
