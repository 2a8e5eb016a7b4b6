"""The numbering is MediaPipe's, and what belongs together does."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from mediapipe.tasks.python.vision.pose_landmarker import PoseLandmark, PoseLandmarksConnections

from hipcheck.landmarks import (
    FACE,
    LANDMARK_COUNT,
    LEGS,
    LIMB_PAIRS,
    MIRROR,
    SKELETON,
    TORSO,
    Landmark,
    Leg,
    Side,
)

LEFT_HAND_SIDE = [landmark for landmark in Landmark if "LEFT" in landmark.name]


def partner(landmark: Landmark) -> Landmark:
    return Landmark[landmark.name.replace("LEFT", "RIGHT")]


def test_the_numbering_is_mediapipes():
    assert {landmark.name: landmark.value for landmark in Landmark} == {
        landmark.name: landmark.value for landmark in PoseLandmark
    }
    assert len(Landmark) == LANDMARK_COUNT == 33


def test_the_other_side_of_the_other_side_is_the_side():
    assert Side.LEFT.other is Side.RIGHT
    assert [side.other.other for side in Side] == list(Side)


@pytest.mark.parametrize("side", Side)
def test_a_leg_has_its_own_sides_landmarks_in_the_places_named(side):
    for name, landmark in LEGS[side]._asdict().items():
        expected = "FOOT_INDEX" if name == "toe" else name.upper()
        assert landmark.name == f"{side.name}_{expected}"


def test_mirroring_exchanges_left_and_right_and_nothing_else():
    assert MIRROR[Landmark.NOSE] == Landmark.NOSE
    for landmark in LEFT_HAND_SIDE:
        assert MIRROR[landmark] == partner(landmark)
        assert MIRROR[partner(landmark)] == landmark
    assert sorted(MIRROR) == list(range(LANDMARK_COUNT))


def test_mirroring_twice_is_no_mirroring():
    order = np.array(MIRROR)
    np.testing.assert_array_equal(order[order], np.arange(LANDMARK_COUNT))


@pytest.mark.parametrize("field", Leg._fields)
def test_mirroring_makes_one_leg_the_other(field):
    left, right = (getattr(LEGS[side], field) for side in (Side.LEFT, Side.RIGHT))
    assert MIRROR[left] == right


def test_an_exchange_of_the_legs_swaps_all_that_lies_below_the_hip():
    below = [landmark for landmark in LEFT_HAND_SIDE if landmark > Landmark.LEFT_HIP]
    assert list(LIMB_PAIRS) == [(landmark, partner(landmark)) for landmark in below]


def test_the_face_is_what_lies_above_the_shoulders():
    assert set(FACE) == {landmark for landmark in Landmark if landmark < Landmark.LEFT_SHOULDER}
    assert set(TORSO) == {point for leg in LEGS.values() for point in (leg.shoulder, leg.hip)}


def test_the_skeleton_is_the_same_on_both_sides():
    edges = {frozenset(edge) for edge in SKELETON}
    assert len(edges) == len(SKELETON), "no bone twice"
    assert {frozenset(MIRROR[end] for end in edge) for edge in edges} == edges


def test_every_bone_of_the_skeleton_is_one_of_mediapipes():
    known = {
        frozenset((connection.start, connection.end))
        for connection in PoseLandmarksConnections.POSE_LANDMARKS
    }
    assert {frozenset(map(int, edge)) for edge in SKELETON} <= known


def test_the_skeleton_reaches_every_joint_that_is_measured():
    drawn = set(chain.from_iterable(SKELETON))
    assert drawn >= set(chain.from_iterable(LEGS.values()))
