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


def test_people_are_painted_over_in_the_colours_around_them():
    height, width = SHAPE[:2]
    image = np.zeros(SHAPE, dtype=np.uint8)
    image[..., 0] = np.linspace(0, 200, width)  # redder to the right
    image[..., 1] = np.linspace(0, 200, height)[:, None]  # greener below
    behind = image.copy()
    rows, columns = (np.rint(HERE[:, axis]).astype(int) for axis in (1, 0))
    for row, column in zip(rows, columns, strict=True):
        image[row - 12 : row + 12, column - 12 : column + 12] = (0, 0, 255)

    painted = without(image, [HERE])

    np.testing.assert_allclose(pixels(painted, HERE), pixels(behind, HERE), atol=35)


def test_nothing_but_people_is_painted_over():
    image = noise()
    painted = without(image, [HERE])
    assert (pixels(painted, HERE) != pixels(image, HERE)).any(axis=1).all()
    np.testing.assert_array_equal(painted[:, 400:], image[:, 400:])


def test_somebody_who_hides_the_whole_picture_leaves_one_colour():
    image = noise()
    near = (HERE - HERE.mean(axis=0)) * 60 + [SHAPE[1] / 2, SHAPE[0] / 2]
    painted = without(image, [near])
    assert (painted == painted[0, 0]).all()
    np.testing.assert_allclose(painted[0, 0], image.mean(axis=(0, 1)), atol=5)


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
