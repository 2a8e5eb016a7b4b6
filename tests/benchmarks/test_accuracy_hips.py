"""Hip joints where a laboratory would put them, on people and cameras whose geometry is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.collect import shards
from benchmarks.accuracy.hip_centres import centres_at_rest_m, with_laboratory_hips
from benchmarks.accuracy.store import ClipRecord, read_shard
from benchmarks.accuracy.truth import JOINTS
from synth.people import PEOPLE, load_person

HIPS = [JOINTS.index("left_hip"), JOINTS.index("right_hip")]
ILIACS = [JOINTS.index("left_iliac"), JOINTS.index("right_iliac")]


@pytest.fixture(scope="module")
def record() -> ClipRecord:
    return read_shard(shards()[0])[0]


@pytest.mark.parametrize("person", PEOPLE)
def test_they_lie_in_the_pelvis_as_the_regression_says(person):
    """0.36 of the front hip bones' distance to either side, 0.19 behind and 0.30 below in axes tilted by 10°."""
    left, right = centres_at_rest_m(person)
    bones = [load_person(person).joint_m(f"{side}_asis") for side in ("left", "right")]
    width = np.linalg.norm(bones[0] - bones[1])
    assert (left - right)[0] == pytest.approx(0.72 * width)
    off = (left + right) / 2.0 - (bones[0] + bones[1]) / 2.0
    assert np.linalg.norm(off) == pytest.approx(np.hypot(0.19, 0.30) * width)
    behind_deg = np.degrees(np.arctan2(off[1], -off[2]))
    assert behind_deg == pytest.approx(np.degrees(np.arctan2(0.19, 0.30)) + 10.0)


def test_they_move_with_the_pelvis_and_nothing_else_changes(record):
    truth, moved = record.truth, with_laboratory_hips(record).truth
    others = [index for index in range(len(JOINTS)) if index not in HIPS]
    np.testing.assert_array_equal(moved.joints_m[:, others], truth.joints_m[:, others])
    np.testing.assert_array_equal(moved.joints_px[:, others], truth.joints_px[:, others])
    for hip in HIPS:
        for bone in ILIACS:
            apart = np.linalg.norm(moved.joints_m[:, hip] - moved.joints_m[:, bone], axis=1)
            assert np.ptp(apart) < 0.001


def test_in_the_picture_they_lie_where_the_camera_sees_them(record):
    """A joint that is put where another one is comes to lie on it in the picture."""
    truth = record.truth
    moved = with_laboratory_hips(record).truth
    again = with_laboratory_hips(replace(record, truth=replace(truth, joints_px=truth.joints_px * 2.0))).truth
    np.testing.assert_allclose(again.joints_px[:, HIPS], moved.joints_px[:, HIPS] * 2.0, atol=0.01)
    # Between the bones and the knees, as seen.
    bones, knees = (
        truth.joints_px[:, [JOINTS.index(f"{side}_{joint}") for side in ("left", "right")], 1].mean(axis=1)
        for joint in ("iliac", "knee")
    )
    hips = moved.joints_px[:, HIPS, 1].mean(axis=1)
    standing = truth.standing()
    assert (bones < hips)[standing].all()
    assert (hips < knees)[standing].all()
