"""End to end on real footage: movement, view, leg and reps as counted by eye, and nothing where there is nothing.

The clips are not part of the project; without them these tests skip, and say so.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from hipcheck import Analysis, analyze_video
from hipcheck.catalog import At
from hipcheck.landmarks import LEGS, Side
from hipcheck.results import Facing, ViewKind

CLIPS = Path(__file__).resolve().parents[1] / ".." / "shared" / "clips"

pytestmark = [
    pytest.mark.clips,
    pytest.mark.model,
    pytest.mark.skipif(not CLIPS.is_dir(), reason=f"the real clips are not here: {CLIPS}"),
]

SQUATS = ["phone/IMG_7027.mov", "phone/IMG_7035.mov", "phone/IMG_7037.mov", "phone/IMG_7027_rotmeta90.mov",
          "phone/IMG_7054_vfr.mp4"]  # fmt: skip
BALANCE = {
    "balance/cam01.mp4": ({ViewKind.FRONT, ViewKind.OBLIQUE}, Facing.CAMERA),
    "balance/cam02.mp4": ({ViewKind.FRONT}, Facing.CAMERA),
    "balance/cam03.mp4": ({ViewKind.BACK, ViewKind.OBLIQUE}, Facing.AWAY),
    "balance/cam04.mp4": ({ViewKind.BACK, ViewKind.OBLIQUE}, Facing.AWAY),
}
SAME_SUBJECT = {
    "bystander/cam01.mp4": "balance/cam01_reference.csv",
    "bystander/cam02.mp4": "balance/cam02_reference.csv",
}


@cache
def analysed(clip: str) -> Analysis:
    return analyze_video(CLIPS / clip)


@pytest.mark.parametrize("clip", SQUATS)
def test_a_phone_clip_is_one_squat_seen_from_the_front(clip):
    analysis = analysed(clip)
    assert analysis.movement.id == "squat"
    assert analysis.view.kind is ViewKind.FRONT
    assert [rep.rep.side for rep in analysis.reps] == [None]


def test_a_squat_filmed_from_sixty_degrees_is_oblique_and_nothing_is_graded():
    analysis = analysed("phone/IMG_7026.mov")
    assert (analysis.movement.id, len(analysis.reps), analysis.view.kind) == ("squat", 1, ViewKind.OBLIQUE)
    assert analysis.findings == ()
    assert "knee_fppa_deg" in {n.metric for n in analysis.not_measured}


def test_a_clip_measures_the_same_upright_and_turned_by_its_metadata():
    upright, turned = analysed("phone/IMG_7027.mov"), analysed("phone/IMG_7027_rotmeta90.mov")
    angles = [m for m in upright.reps[0].measurements if m.metric.endswith("_deg") and m.at is At.BOTTOM]
    assert {m.metric for m in angles} == {"depth_deg", "knee_fppa_deg"}
    for a in angles:
        b = turned.reps[0].get(a.metric, a.at, a.side)
        assert b is not None
        assert abs(a.value - b.value) <= 0.5, a.metric


@pytest.mark.parametrize("clip", BALANCE)
def test_the_balance_movement_is_one_single_leg_squat_on_the_left_leg(clip):
    analysis = analysed(clip)
    kinds, facing = BALANCE[clip]
    assert analysis.movement.id == "single_leg_squat"
    assert [rep.rep.side for rep in analysis.reps] == [Side.LEFT]
    assert analysis.view.kind in kinds
    assert analysis.view.facing is facing


def _reference(name: str, joint: str) -> np.ndarray:
    """Left and right joint of every frame, pixels, shape (T, 2, 2)."""
    with (CLIPS / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return np.array(
        [
            [[float(row[f"{side}_{joint}_{axis}_px"]) for axis in "xy"] for side in ("left", "right")]
            for row in rows
        ]
    )


@pytest.mark.parametrize("clip", ["balance/cam02.mp4", "bystander/cam02.mp4"])
@pytest.mark.parametrize("joint", ["knee", "ankle"])
def test_no_exchange_of_the_legs_is_left(clip, joint):
    analysis = analysed(clip)
    assert analysis.landmark_sides_exchanged.sum() >= 20, (
        "the model exchanges the legs in a quarter of the frames"
    )
    known = _reference("balance/cam02_reference.csv", joint)
    seen = analysis.poses.xy_px[:, [getattr(LEGS[side], joint) for side in Side]][: len(known)]
    straight = np.linalg.norm(seen - known, axis=2).sum(axis=1)
    crossed = np.linalg.norm(seen[:, ::-1] - known, axis=2).sum(axis=1)
    apart = np.linalg.norm(known[:, 0] - known[:, 1], axis=1)
    height_px = 660.0  # of the person in this picture; closer than a tenth of it, either label may fit
    exchanged = (crossed < straight) & (apart > 0.1 * height_px)
    assert not exchanged.any(), np.flatnonzero(exchanged)


@pytest.mark.parametrize("clip", SAME_SUBJECT)
def test_the_bystander_never_takes_over(clip):
    """The same trial with a second person put in: the man's true joints are known."""
    analysis = analysed(clip)
    assert analysis.movement.id == "single_leg_squat"
    assert [rep.rep.side for rep in analysis.reps] == [Side.LEFT]
    assert "other_people" in {w.code for w in analysis.warnings}
    known = _reference(SAME_SUBJECT[clip], "shoulder").mean(axis=1)
    seen = analysis.poses.xy_px[: len(known), [11, 12]].mean(axis=1)
    distance_px = np.linalg.norm(seen - known, axis=1)
    assert np.isfinite(distance_px).mean() >= 0.95
    assert np.nanmax(distance_px) < 150, "a shoulder's breadth; the bystander stands three away"


def test_walking_is_no_squat():
    analysis = analysed("walk/walk.mp4")
    assert analysis.movement.id == "unknown"
    assert analysis.reps == ()
    assert analysis.warnings[0].code == "no_reps"
