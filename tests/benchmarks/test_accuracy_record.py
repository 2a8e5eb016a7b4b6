from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.accuracy.design import Planned
from benchmarks.accuracy.record import pending, record, shard_of
from benchmarks.accuracy.store import add_to_shard, read_shard
from benchmarks.accuracy.truth import JOINTS, ClipTruth, TrueRep
from hipcheck.landmarks import Side
from hipcheck.poses import FrameSize
from synth.spec import ClipSpec, RoomSpec
from tests.benchmarks.stand_in import on_one_leg, record_of
from tests.stick_motions import single_leg_bottom
from tests.video.clips import write_clip

FRAMES, RATE_HZ, WIDTH_PX, HEIGHT_PX = 8, 25, 96, 160


def empty_room(spec: ClipSpec, folder: Path) -> tuple[Path, ClipTruth]:
    """A clip in which nobody is, brighter from frame to frame."""
    if spec.name == "d001_broken":
        raise ValueError("no body can do that")
    shades = [np.full((HEIGHT_PX, WIDTH_PX, 3), 20 * number, np.uint8) for number in range(FRAMES)]
    video = write_clip(folder / f"{spec.name}.mp4", shades, rate=RATE_HZ, time_base=Fraction(1, RATE_HZ))
    missing = int(spec.name == "d002_short")  # the truth of one frame less than there are
    time_s = np.arange(FRAMES - missing) / RATE_HZ
    points = np.zeros((len(time_s), len(JOINTS), 3))
    points[..., 2] = 1.0
    truth = ClipTruth(
        time_s, points, points[..., :2], FrameSize(WIDTH_PX, HEIGHT_PX), np.array([0.0, -3.0, 1.0]), np.array([0.0, -1.0]),
        0.0, (TrueRep(Side.LEFT, 0.0, 0.1, 0.2, 0.3),),
    )  # fmt: skip
    return video, truth


def planned(*names, models=("full",)):
    return tuple(Planned(ClipSpec(name=name), "development", models) for name in names)


def named(todo):
    return [(number, clip.spec.name, models) for number, clip, models in todo]


class TestPending:
    def test_everything_at_first(self, tmp_path):
        todo = pending(planned("d000", "d001"), ("full",), tmp_path)
        assert named(todo) == [(0, "d000", ("full",)), (1, "d001", ("full",))]

    def test_only_models_that_are_asked_for_and_planned(self, tmp_path):
        design = (*planned("d000", models=("full", "lite")), *planned("d001"))
        assert named(pending(design, ("lite",), tmp_path)) == [(0, "d000", ("lite",))]

    def test_what_is_kept_is_done(self, tmp_path):
        kept = record_of(on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT)), "d000")
        add_to_shard(tmp_path / "clips_000.zip", kept)
        design = (Planned(kept.spec, "development", ("full", "lite")),)
        assert pending(design, ("full",), tmp_path) == []
        again = pending(design, ("lite",), tmp_path)
        assert named(again) == [(0, "d000", ("full", "lite"))], "and what it had is not lost"

    def test_a_clip_whose_spec_has_changed_is_done_again(self, tmp_path):
        kept = record_of(on_one_leg(Side.LEFT, single_leg_bottom(Side.LEFT)), "d000")
        add_to_shard(tmp_path / "clips_000.zip", kept)
        changed = replace(kept.spec, room=RoomSpec(seed=5))
        assert len(pending((Planned(changed, "development", ("full",)),), ("full",), tmp_path)) == 1


def test_neighbours_in_the_design_share_a_file(tmp_path):
    assert shard_of(0, tmp_path) == shard_of(19, tmp_path) == tmp_path / "clips_000.zip"
    assert shard_of(20, tmp_path) == tmp_path / "clips_020.zip"


@pytest.mark.model
def test_clips_are_kept_and_failures_told(tmp_path):
    folder, said = tmp_path / "data", []
    todo = pending(planned("d000_fine", "d001_broken", "d002_short"), ("full",), folder)
    report = record(todo, folder=folder, workers=1, filmed=empty_room, say=said.append)
    assert report.done == ("d000_fine",)
    assert dict(report.failed) == {
        "d001_broken": "ValueError: no body can do that",
        "d002_short": "ValueError: d002_short, full: the video's frames are not those of the truth",
    }
    assert [line.split()[0] for line in said] == ["1/3", "2/3", "3/3"]
    [fine] = read_shard(folder / "clips_000.zip")
    assert fine.recordings["full"].people == ()
    assert fine.recordings["full"].model == "pose_landmarker_full"
    picture = cv2.imdecode(np.frombuffer(fine.picture_jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (240, 144, 3)
    assert abs(float(picture.mean()) - 80.0) < 6.0, "the frame at the bottom of the first rep, at 0.15 s"
    left = pending(planned("d000_fine", "d001_broken"), ("full",), folder)
    assert [clip.spec.name for _, clip, _ in left] == ["d001_broken"], (
        "a second run takes up where the first was left"
    )
