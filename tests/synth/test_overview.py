from __future__ import annotations

import json
from dataclasses import replace

import cv2
import pytest

from synth.overview import write_overview, write_samples
from synth.samples import Sample
from synth.spec import CameraSpec, ClipSpec, FilmSpec, MovementSpec
from tests.synth.test_film import QUICK

TINY = {"camera": CameraSpec(width_px=54, height_px=96), "film": FilmSpec(frame_rate_hz=6.0)}
SQUAT = Sample(ClipSpec(name="a_squat", movement=QUICK, **TINY), "a quick squat")
WALK = Sample(
    ClipSpec(name="a_walk", movement=MovementSpec(kind="walk", duration_s=0.6), **TINY), "no exercise"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, gpu):
    made = tmp_path_factory.mktemp("samples")
    told = []
    write_samples([SQUAT, WALK], made, told.append)
    assert [path.name for path in told] == ["a_squat.mp4", "a_walk.mp4", "overview.jpg", "README.md"]
    return made


def test_the_page_tells_the_truth_that_lies_beside_the_clip(folder):
    rows = [line for line in (folder / "README.md").read_text(encoding="utf-8").splitlines() if "`a_" in line]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    bottom = json.loads((folder / "a_squat.json").read_text(encoding="utf-8"))["truth"]["reps"][-1]["bottom"]
    assert cells[0][:4] == ["`a_squat`", "squat", "front", "both"]
    assert float(cells[0][4]) == pytest.approx(bottom["right_knee_fppa_deg_world"], abs=0.051)
    assert float(cells[0][7]) == pytest.approx(bottom["right_knee_flexion_deg_space"], abs=0.51)
    assert cells[0][8] == "a quick squat"
    assert cells[1] == ["`a_walk`", "walking", "front", "", "", "", "", "", "no exercise"]


def test_the_picture_has_a_frame_of_each(folder):
    sheet = cv2.imread(str(folder / "overview.jpg"))
    assert sheet.shape[1] == 5 * 216
    spread = [sheet[40:, 216 * place : 216 * (place + 1)].std() for place in range(5)]
    assert min(spread[:2]) > 15
    assert max(spread[2:]) < 1


def test_the_page_can_be_made_anew_from_the_files(folder, tmp_path):
    before = (folder / "README.md").read_text(encoding="utf-8")
    write_overview([replace(SQUAT, shows="something else"), WALK], folder)
    after = (folder / "README.md").read_text(encoding="utf-8")
    assert after == before.replace("a quick squat", "something else")
