"""The sample clips are complete, and their README states the truth that lies beside them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import av
import pytest

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
