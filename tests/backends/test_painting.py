from __future__ import annotations

import numpy as np

from hipcheck.backends.painting import without
from hipcheck.landmarks import Landmark
from tests.backends.bodies import SHAPE, standing

HERE, THERE = standing(200), standing(600)


def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, SHAPE, dtype=np.uint8)


def pixels(image, xy_px):
    columns, rows = np.rint(xy_px).astype(int).T
    return image[rows, columns]


def test_people_are_painted_over_in_one_colour_and_nothing_else_changes():
    image = noise()
    painted = without(image, [HERE])
    colour = np.rint(image[::16, ::16].mean(axis=(0, 1)))
    np.testing.assert_array_equal(pixels(painted, HERE), np.tile(colour, (33, 1)))
    np.testing.assert_array_equal(painted[:, 400:], image[:, 400:])


def test_the_picture_given_stays_as_it_is():
    image = noise()
    before = image.copy()
    without(image, [HERE], keep=THERE)
    np.testing.assert_array_equal(image, before)


def test_somebody_kept_is_not_painted_over_where_others_overlap_them():
    image = noise()
    mine, other = standing(200), standing(225)
    painted = without(image, [other], keep=mine)
    np.testing.assert_array_equal(pixels(painted, mine), pixels(image, mine))
    # The other's far arm lies clear of what is mine, and goes.
    wrist = other[[Landmark.LEFT_WRIST]] + [8, 0]
    assert (pixels(painted, wrist) != pixels(image, wrist)).any()


def test_landmarks_far_outside_the_picture_do_no_harm():
    image = noise()
    np.testing.assert_array_equal(without(image, [standing(1e7)]), image)
    assert (without(image, [standing(-20)]) != image).any(), "half of them is in the picture"
