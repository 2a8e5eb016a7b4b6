"""Angles and lengths known by hand, on any leading axes; NaN in, NaN out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from hipcheck.geometry import angle_from_up_deg, included_angle_deg, length, mid, runs, yaw_false_fppa_deg

coordinate = st.floats(-1e4, 1e4)
points = npst.arrays(np.float64, st.tuples(st.integers(0, 5), st.just(2)), elements=coordinate)
a_point = npst.arrays(np.float64, 2, elements=coordinate)
a_point_in_space = npst.arrays(np.float64, 3, elements=coordinate)


def far_apart(*vectors: np.ndarray) -> bool:
    return all(np.linalg.norm(vector) > 1e-3 for vector in vectors)


def turned(vector: np.ndarray, angle_deg: float) -> np.ndarray:
    """Turned clockwise as seen, y pointing down."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([c * vector[0] - s * vector[1], s * vector[0] + c * vector[1]])


# length, mid


@pytest.mark.parametrize(
    ("vector", "expected"), [([3.0, 4.0], 5.0), ([0.0, 0.0], 0.0), ([1.0, 2.0, 2.0], 3.0)]
)
def test_length(vector, expected):
    assert length(np.array(vector)) == expected


def test_length_is_taken_along_the_last_axis_only():
    np.testing.assert_array_equal(length(np.full((4, 33, 2), [3.0, 4.0])), np.full((4, 33), 5.0))


def test_mid_lies_halfway():
    np.testing.assert_array_equal(mid(np.array([[0.0, 2.0]]), np.array([[4.0, -2.0]])), [[2.0, 0.0]])


@given(a_point, a_point)
def test_mid_is_as_far_from_either_end(a, b):
    np.testing.assert_allclose(length(mid(a, b) - a), length(mid(a, b) - b), atol=1e-9)
    np.testing.assert_array_equal(mid(a, b), mid(b, a))


# angle_from_up_deg


@pytest.mark.parametrize(
    ("vector", "expected_deg"),
    [
        ([0.0, -1.0], 0.0),  # up: y points down
        ([1.0, -1.0], 45.0),
        ([1.0, 0.0], 90.0),  # the image's right
        ([-1.0, 0.0], -90.0),
        ([0.0, 1.0], 180.0),
        ([-np.sin(np.radians(12.0)), -np.cos(np.radians(12.0))], -12.0),
    ],
)
def test_angle_from_up(vector, expected_deg):
    assert angle_from_up_deg(np.array(vector)) == pytest.approx(expected_deg)


@given(a_point, st.floats(-179.0, 179.0))
def test_turning_a_vector_turns_its_angle(vector, by_deg):
    assume(far_apart(vector))
    difference = angle_from_up_deg(turned(vector, by_deg)) - angle_from_up_deg(vector) - by_deg
    assert (difference + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-6)


@given(points)
def test_angle_from_up_keeps_leading_axes_and_its_range(vectors):
    angles = angle_from_up_deg(vectors)
    assert angles.shape == (len(vectors),)
    assert ((angles >= -180.0) & (angles <= 180.0)).all()


# included_angle_deg


@pytest.mark.parametrize(
    ("a", "vertex", "b", "expected_deg"),
    [
        ([0.0, 0.0], [0.0, 1.0], [0.0, 2.0], 180.0),  # a straight leg
        ([0.0, 0.0], [0.0, 1.0], [1.0, 1.0], 90.0),
        ([1.0, 0.0], [0.0, 0.0], [1.0, 1.0], 45.0),
        ([2.0, 0.0], [0.0, 0.0], [5.0, 0.0], 0.0),
        ([1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.5, np.sqrt(3.0) / 2.0, 0.0], 60.0),
        ([1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 1.0, 1.0], 60.0),  # two diagonals of a cube's faces
    ],
)
def test_included_angle(a, vertex, b, expected_deg):
    points_given = (np.array(point) for point in (a, vertex, b))
    assert included_angle_deg(*points_given) == pytest.approx(expected_deg, abs=1e-6)


@given(a_point_in_space, a_point_in_space, a_point_in_space)
def test_included_angle_is_symmetric_and_within_half_a_turn(a, vertex, b):
    assume(far_apart(a - vertex, b - vertex))
    angle = included_angle_deg(a, vertex, b)
    assert 0.0 <= angle <= 180.0
    assert included_angle_deg(b, vertex, a) == pytest.approx(float(angle), abs=1e-5)


@given(a_point, a_point, a_point, st.floats(-180.0, 180.0), st.floats(0.01, 100.0), a_point)
def test_included_angle_depends_on_neither_scale_nor_turn_nor_place(a, vertex, b, by_deg, scale, shift):
    assume(far_apart(a - vertex, b - vertex))
    moved = [scale * turned(point, by_deg) + shift for point in (a, vertex, b)]
    assume(far_apart(moved[0] - moved[1], moved[2] - moved[1]))
    # acos is flat at its ends: there an error of 1e-12 in the cosine is one of 1e-4 degrees.
    assert included_angle_deg(*moved) == pytest.approx(float(included_angle_deg(a, vertex, b)), abs=1e-2)


def test_a_point_on_the_vertex_has_no_angle():
    vertex = np.zeros((2, 2))
    a = np.array([[0.0, 0.0], [1.0, 0.0]])
    np.testing.assert_allclose(included_angle_deg(a, vertex, np.array([[0.0, 1.0]] * 2)), [np.nan, 90.0])


# NaN in, NaN out, and nowhere else


def test_a_missing_point_is_missing_in_the_result_alone():
    a, vertex, b = np.zeros((3, 2)), np.full((3, 2), [0.0, 1.0]), np.full((3, 2), [1.0, 1.0])
    a[0, 0], b[2, 1] = np.nan, np.nan
    np.testing.assert_array_equal(np.isnan(included_angle_deg(a, vertex, b)), [True, False, True])
    np.testing.assert_array_equal(np.isnan(angle_from_up_deg(a - vertex)), [True, False, False])
    np.testing.assert_array_equal(np.isnan(length(b)), [False, False, True])
    np.testing.assert_array_equal(np.isnan(mid(a, b)), [[True, False], [False, False], [False, True]])


# yaw_false_fppa_deg


@pytest.mark.parametrize(
    ("flexion_deg", "yaw_deg", "expected_deg"),
    [
        (60.0, 10.0, 11.45),  # the stick figure of tests/test_facts.py shows it
        (0.0, 30.0, 0.0),  # a straight leg looks straight from anywhere
        (60.0, 0.0, 0.0),
        (60.0, 90.0, 60.0),  # from the side the whole bend is seen
        (90.0, -90.0, -90.0),
    ],
)
def test_false_valgus_from_yaw(flexion_deg, yaw_deg, expected_deg):
    assert yaw_false_fppa_deg(flexion_deg, yaw_deg) == pytest.approx(expected_deg, abs=0.005)


@given(st.floats(0.0, 150.0), st.floats(0.0, 90.0))
def test_false_valgus_has_the_sign_of_the_yaw_and_is_never_more_than_the_bend(flexion_deg, yaw_deg):
    there, back = yaw_false_fppa_deg(flexion_deg, yaw_deg), yaw_false_fppa_deg(flexion_deg, -yaw_deg)
    assert there == -back
    assert 0.0 <= there <= flexion_deg + 1e-9


@given(st.floats(1.0, 150.0), st.floats(5.0, 80.0), st.floats(0.5, 10.0))
def test_false_valgus_grows_with_bend_and_with_yaw(flexion_deg, yaw_deg, more_deg):
    here = yaw_false_fppa_deg(flexion_deg, yaw_deg)
    assert yaw_false_fppa_deg(flexion_deg + more_deg, yaw_deg) > here
    assert yaw_false_fppa_deg(flexion_deg, yaw_deg + more_deg) > here


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1], [(0, 2)]),
        ([0, 1, 1, 0, 1], [(1, 3), (4, 5)]),
        ([1, 0, 1], [(0, 1), (2, 3)]),
    ],
)
def test_runs_are_where_a_mask_is_true(known, expected):
    assert [(run.start, run.stop) for run in runs(np.array(known, dtype=bool))] == expected
