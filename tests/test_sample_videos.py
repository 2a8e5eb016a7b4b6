"""The sample clips are complete, their page says what lies beside them, and hipcheck sees what is there to see."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from hipcheck.catalog import At, Flaw
from hipcheck.landmarks import Side
from hipcheck.results import Grade
from synth.measures import BODY_METRICS, LEG_METRICS
from synth.palette import STICKER_COLOURS
from synth.samples import SAMPLES
from synth.spec_file import spec_json

FOLDER = Path(__file__).parents[1] / "sample_videos"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
NAMES = [sample.spec.name for sample in SAMPLES]
MISREAD = {
    "single_leg_squat_free_leg_front": "the lifted foot, nearer to the camera, looks lower: taken for a step-down",
    "step_down_shallow_front": "the free foot hardly gets below the standing one: taken for a single-leg squat",
}
"""What hipcheck does not recognise yet, and why."""
SHOWN = {
    "squat_knees_inward_front": (Flaw.KNEE_INWARD, None),
    "squat_heels_rise_side": (Flaw.HEEL_RISE, Side.LEFT),
    "single_leg_squat_knee_inward_front": (Flaw.KNEE_INWARD, Side.RIGHT),
    "single_leg_squat_free_leg_front": (Flaw.KNEE_INWARD, Side.RIGHT),
    "single_leg_squat_trunk_lean_back": (Flaw.TRUNK_LEAN, Side.LEFT),
    "single_leg_squat_right_worse_front": (Flaw.KNEE_INWARD, Side.RIGHT),
    "single_leg_squat_stickers_front": (Flaw.PELVIC_DROP, Side.RIGHT),
    "deadlift_poor_hinge_side": (Flaw.POOR_HINGE, Side.LEFT),
}
"""The flaw that each clip was made to show and that its view lets see."""
UNJUDGED = {
    "step_down_pelvic_drop_front": "pelvic_drop_deg",
    "single_leg_squat_oblique": "knee_fppa_deg",
}
"""What there is but must not be judged: the hip landmarks do not show a drop, an oblique view no knee."""


STICKERS = [sample.spec.name for sample in SAMPLES if sample.spec.look.stickers is not None]


@cache
def told(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def table(name: str) -> dict[str, np.ndarray]:
    with (FOLDER / f"{name}_truth.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column] or "nan") for row in rows]) for column in rows[0]}


def truth_at(name: str, column: str, time_s: float) -> float:
    return float(np.interp(time_s, table(name)["time_s"], table(name)[column]))


def pictures(name: str) -> Iterator[np.ndarray]:
    with av.open(FOLDER / f"{name}.mp4") as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def _whiteless(colours: np.ndarray) -> np.ndarray:
    """Without the grey in them: 0 for white, grey and black."""
    return colours - colours.mean(axis=-1, keepdims=True)


def clips(names: list[str]) -> list[str]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=MISREAD[name])) if name in MISREAD else name
        for name in names
    ]


class TestFiles:
    def test_there_are_the_samples_and_nothing_else(self):
        files = {f"{name}{ending}" for name in NAMES for ending in (".mp4", ".json", "_truth.csv")}
        assert {path.name for path in FOLDER.iterdir()} == files | {"README.md", "overview.jpg"}

    @pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
    def test_each_is_what_its_spec_asks_for_today(self, sample):
        assert told(sample.spec.name)["spec"] == json.loads(json.dumps(spec_json(sample.spec)))

    @pytest.mark.parametrize("name", NAMES)
    def test_every_frame_has_a_row_of_truth_at_its_time(self, name):
        with av.open(FOLDER / f"{name}.mp4") as container:
            times_s = [frame.time for frame in container.decode(video=0)]
        np.testing.assert_allclose(table(name)["time_s"], times_s, atol=1e-5)

    @pytest.mark.parametrize("name", NAMES)
    def test_they_are_small_enough_to_be_cloned_by_everybody(self, name):
        assert (FOLDER / f"{name}.mp4").stat().st_size < 1.5e6
        assert (FOLDER / f"{name}_truth.csv").stat().st_size < 0.2e6


class TestStickers:
    @pytest.mark.parametrize("name", STICKERS)
    def test_they_are_seen_where_the_truth_has_them(self, name):
        colour = np.sqrt(STICKER_COLOURS[told(name)["spec"]["look"]["stickers"]["colour"]])
        off_px = []
        for frame, picture in enumerate(pictures(name)):
            for side in ("left", "right"):
                x, y = (table(name)[f"{side}_sticker_{axis}_px"][frame] for axis in "xy")
                left, top = int(x) - 9, int(y) - 9
                patch = picture[top : top + 19, left : left + 19].astype(float)
                like = _whiteless(patch) @ _whiteless(colour)
                share = np.clip(like / np.partition(like.ravel(), -12)[-12], 0.5, 1.0) - 0.5  # of skin too
                rows, columns = np.indices(share.shape)
                blob = np.array([(columns * share).sum(), (rows * share).sum()]) / share.sum() + 0.5
                off_px.append(np.hypot(blob[0] + left - x, blob[1] + top - y))
        assert np.percentile(off_px, 95) < 1.5

    @pytest.mark.parametrize("name", STICKERS)
    def test_both_are_seen_all_the_time(self, name):
        for side in ("left", "right"):
            assert table(name)[f"{side}_sticker_seen"].min() > 0.8


class TestPage:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_tells_the_truth_at_the_bottom_of_the_last_rep(self, name):
        line = re.search(rf"^\| `{name}` .*$", PAGE, re.MULTILINE)
        assert line is not None
        cells = [cell.strip() for cell in line.group().strip("|").split("|")][4:8]
        if not told(name)["truth"]["reps"]:
            assert cells == [""] * 4
            return
        rep = told(name)["truth"]["reps"][-1]
        side = rep["side"] or "right"
        for cell, column, digits in zip(
            cells,
            (
                "knee_fppa_deg_world",
                "pelvic_drop_deg_world",
                "trunk_lean_deg_world",
                "knee_flexion_deg_space",
            ),
            (1, 1, 1, 0),
            strict=True,
        ):
            known = truth_at(name, f"{side}_{column}", rep["bottom_s"])
            assert float(cell) == pytest.approx(known, abs=0.5 * 10**-digits + 0.006), column

    def test_it_names_every_clip_and_no_other(self):
        assert (
            re.findall(r"^\| `([a-z_]+)` \| [a-z -]+ \| (?:front|behind|side|obl)", PAGE, re.MULTILINE)
            == NAMES
        )

    def test_it_describes_every_column(self):
        metrics = re.findall(
            r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \| (?:°|shins|ratio) \|", PAGE, re.MULTILINE))
        )
        known = {name for table in (LEG_METRICS, BODY_METRICS) for names in table.values() for name in names}
        assert set(metrics) == known - {"pelvis_opening_deg"}, "which is minus the drop"
        sides, planes = "(left|right)", "(image|world|space)"
        joints = "(hip|knee|ankle|shoulder|heel|toe|iliac|sticker)"
        column = re.compile(
            rf"time_s|standing|rep|{sides}_sticker_seen|{sides}_{joints}_([xy]_px|[xyz]_mm)|({sides}_)?({'|'.join(metrics)})_{planes}"
        )
        for name in NAMES:
            assert [c for c in table(name) if not column.fullmatch(c)] == [], name

    def test_planes_are_empty_where_it_says(self):
        for name in NAMES:
            view = told(name)["truth"]["view"]["kind"]
            for family, empty in (("frontal", view == "side"), ("sagittal", view in ("front", "back"))):
                for metric in LEG_METRICS[family]:
                    for column in {f"left_{metric}_image", f"right_{metric}_image"} & set(table(name)):
                        assert np.isnan(table(name)[column]).all() == empty, (name, column)


@pytest.mark.model
class TestRecognition:
    @pytest.mark.parametrize("name", clips(NAMES))
    def test_movement_view_leg_and_reps_are_those_performed(self, analysed, name):
        analysis, truth = analysed(FOLDER / f"{name}.mp4"), told(name)["truth"]
        assert (analysis.movement.id, analysis.view.kind) == (truth["movement"], truth["view"]["kind"])
        assert [rep.rep.side for rep in analysis.reps] == [rep["side"] for rep in truth["reps"]]
        assert bool(analysis.others) == told(name)["spec"]["room"]["bystander"]

    @pytest.mark.parametrize("name", [name for name in NAMES if name != "walk" and name not in MISREAD])
    def test_the_bottom_of_each_rep_is_where_the_person_is_deepest(self, analysed, name):
        hinged = told(name)["truth"]["movement"] == "single_leg_deadlift"
        reps = analysed(FOLDER / f"{name}.mp4").reps
        for rep, true in zip(reps, told(name)["truth"]["reps"], strict=True):
            side = true["side"] or "right"
            column = "trunk_forward_lean_deg_world" if hinged else f"{side}_knee_flexion_deg_space"
            assert truth_at(name, column, rep.rep.bottom_s) > 0.95 * truth_at(name, column, true["bottom_s"])

    @pytest.mark.parametrize("name", clips(list(SHOWN)))
    def test_the_flaw_it_shows_is_found(self, analysed, name):
        analysis = analysed(FOLDER / f"{name}.mp4")
        assert analysis.movement.id == told(name)["truth"]["movement"]
        grades = {(finding.flaw, finding.side): finding.grade for finding in analysis.findings}
        assert grades[SHOWN[name]] is not Grade.GOOD

    @pytest.mark.parametrize("name", clips([name for name in NAMES if "_good_" in name]))
    def test_good_movement_is_not_faulted(self, analysed, name):
        grades = {finding.grade for finding in analysed(FOLDER / f"{name}.mp4").findings}
        assert Grade.GOOD in grades
        assert grades.isdisjoint({Grade.MILD, Grade.MARKED})

    @pytest.mark.parametrize(("name", "metric"), UNJUDGED.items())
    def test_what_cannot_be_seen_is_said_and_not_judged(self, analysed, name, metric):
        analysis = analysed(FOLDER / f"{name}.mp4")
        assert metric in {withheld.metric for withheld in analysis.not_measured}
        assert not any(m.metric == metric for rep in analysis.reps for m in rep.measurements)

    def test_of_the_legs_the_worse_one_reads_worse(self, analysed):
        reps = analysed(FOLDER / "single_leg_squat_right_worse_front.mp4").reps
        knee = {rep.rep.side: rep.get("knee_fppa_deg", At.BOTTOM).value for rep in reps}
        assert knee[Side.RIGHT] > knee[Side.LEFT] + 3.0  # truly 19° and 2°

    def test_intervals_hold_the_truth_nine_times_in_ten(self, analysed):
        """They are meant to 95 times in 100; docs/accuracy.md tells from many more clips how often they do."""
        outside, compared = [], 0
        for name in (name for name in NAMES if name not in MISREAD):
            for rep in analysed(FOLDER / f"{name}.mp4").reps:
                for m in (m for m in rep.measurements if m.at is At.BOTTOM):
                    column = f"{m.side or rep.rep.side or Side.RIGHT}_{m.metric}_world"
                    column = column if column in table(name) else f"{m.metric}_world"
                    known = truth_at(name, column, rep.rep.bottom_s)
                    compared += 1
                    if not m.low <= known <= m.high:
                        outside.append((name, column, known, m.low, m.high))
        assert compared > 60
        assert len(outside) <= 0.1 * compared, outside
