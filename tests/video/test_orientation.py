"""Each of the eight orientations, against where the four corners must land by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hipcheck.video.orientation import UPRIGHT, Orientation

from .clips import BLUE, GREEN, RED, WHITE, corner_colours, quadrants

# a, b, c, d of the display matrix -> turn, mirrored, and the corners as they must be seen, where the stored
# picture has red and green above, blue and white below
CASES = [
    ((1, 0, 0, 1), 0, False, ((RED, GREEN), (BLUE, WHITE))),
    ((0, 1, -1, 0), 90, False, ((BLUE, RED), (WHITE, GREEN))),
    ((-1, 0, 0, -1), 180, False, ((WHITE, BLUE), (GREEN, RED))),
    ((0, -1, 1, 0), 270, False, ((GREEN, WHITE), (RED, BLUE))),
    ((-1, 0, 0, 1), 0, True, ((GREEN, RED), (WHITE, BLUE))),
    ((1, 0, 0, -1), 180, True, ((BLUE, WHITE), (RED, GREEN))),
    ((0, 1, 1, 0), 90, True, ((RED, BLUE), (GREEN, WHITE))),
    ((0, -1, -1, 0), 270, True, ((WHITE, GREEN), (BLUE, RED))),
]


def display_matrix(a, b, c, d, scale=1 << 16):
    return [a * scale, b * scale, 0, c * scale, d * scale, 0, 0, 0, 1 << 30]


@pytest.mark.parametrize(("abcd", "turn_deg", "mirrored", "corners"), CASES)
def test_stored_pictures_come_out_upright(abcd, turn_deg, mirrored, corners):
    orientation = Orientation.from_display_matrix(display_matrix(*abcd))

    upright = orientation.apply(quadrants(64, 48))

    assert orientation == Orientation(turn_deg, mirrored)
    np.testing.assert_array_equal(corner_colours(upright), corners)
    assert upright.shape == ((64, 48, 3) if orientation.exchanges_axes else (48, 64, 3))
    assert upright.flags.c_contiguous


@pytest.mark.parametrize(("abcd", "turn_deg", "mirrored", "corners"), CASES)
def test_every_pixel_lands_where_the_matrix_sends_it(abcd, turn_deg, mirrored, corners):
    a, b, c, d = abcd
    stored = np.random.default_rng(3).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    rows, columns = np.mgrid[0:5, 0:7]
    x, y = a * columns + c * rows, b * columns + d * rows
    x, y = x - x.min(), y - y.min()
    expected = np.empty((y.max() + 1, x.max() + 1, 3), np.uint8)
    expected[y, x] = stored

    np.testing.assert_array_equal(Orientation(turn_deg, mirrored).apply(stored), expected)


def test_the_scale_of_the_matrix_does_not_matter():
    assert Orientation.from_display_matrix(display_matrix(0, 1, -1, 0, scale=1 << 15)) == Orientation(
        90, False
    )


def test_a_matrix_of_zeros_leaves_the_picture_as_it_is():
    assert Orientation.from_display_matrix([0] * 9) == UPRIGHT


def test_an_angle_between_the_quarter_turns_goes_to_the_nearest():
    by_100_deg = [-11380, 64540, 0, -64540, -11380, 0, 0, 0, 1 << 30]  # cos and sin of 100 degrees, 16.16
    assert Orientation.from_display_matrix(by_100_deg) == Orientation(90, False)
