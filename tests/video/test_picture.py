"""Colours and their code values by the definitions of BT.601 and BT.709; places in the picture; whose memory it is."""

from __future__ import annotations

import numpy as np
import pytest

from hipcheck.video.picture import BT601, BT709, YuvPicture

from .test_colour import COLOURS, code_values

MATRICES = pytest.mark.parametrize("matrix", [BT601, BT709], ids=["601", "709"])


def noise(width=20, height=12, seed=1):
    picture = YuvPicture.empty(width, height, BT709)
    rng = np.random.default_rng(seed)
    for plane in picture.planes:
        plane[:] = rng.integers(110, 146, plane.shape)  # within what RGB can show
    return picture


@MATRICES
@pytest.mark.parametrize("rgb", COLOURS)
def test_the_code_of_a_colour_is_that_of_its_definition(matrix, rgb):
    assert list(YuvPicture.empty(2, 2, matrix).code(*rgb)) == code_values(rgb, tuple(matrix), full=False)


@MATRICES
@pytest.mark.parametrize("rgb", COLOURS)
def test_a_colour_comes_back_from_its_code(matrix, rgb):
    picture = YuvPicture.empty(8, 6, matrix)
    for plane, value in zip(picture.planes, picture.code(*rgb), strict=True):
        plane[:] = value
    np.testing.assert_allclose(picture.rgb(0, 0, 8, 6).astype(int), np.tile(rgb, (6, 8, 1)), atol=2)


def test_brightness_is_for_every_pixel_and_colour_for_every_second_one_each_way():
    picture = YuvPicture.empty(20, 12, BT709)
    assert (picture.width_px, picture.height_px) == (20, 12)
    assert [plane.shape for plane in picture.planes] == [(12, 20), (6, 10), (6, 10)]


@pytest.mark.parametrize(("width", "height"), [(19, 12), (20, 11), (19, 11)])
def test_an_odd_size_grows_by_one(width, height):
    picture = YuvPicture.empty(width, height, BT709)
    assert (picture.width_px, picture.height_px) == (20, 12)


def test_who_writes_to_the_planes_writes_to_the_frame():
    picture = noise()
    np.testing.assert_array_equal(picture.frame.to_ndarray(format="yuv420p")[:12], picture.planes[0])
    picture.planes[0][3, 4] = 235
    assert picture.frame.to_ndarray(format="yuv420p")[3, 4] == 235


@pytest.mark.parametrize(
    "box", [(0, 0, 20, 12), (4, 2, 16, 8), (3, 1, 16, 9), (5, 3, 6, 4), (19, 11, 20, 12)]
)
def test_a_part_is_what_the_whole_shows_there(box):
    picture = noise()
    left, top, right, bottom = box
    part = picture.rgb(*box)
    assert part.shape == (bottom - top, right - left, 3)
    # Two pixels from a cut edge colours are blended from what lies inside alone.
    inner = (slice(2 * (top > 0), None), slice(2 * (left > 0), None))
    whole = picture.rgb(0, 0, 20, 12)[top:bottom, left:right].astype(int)
    keep = (slice(None, -2 if bottom < 12 else None), slice(None, -2 if right < 20 else None))
    np.testing.assert_allclose(part.astype(int)[inner][keep], whole[inner][keep], atol=1)
    brightness = np.array([0.2126, 0.7152, 0.0722])
    np.testing.assert_allclose(part @ brightness, whole @ brightness, atol=1)


def test_a_part_is_a_copy():
    picture = noise()
    before = [plane.copy() for plane in picture.planes]
    picture.rgb(0, 0, 20, 12)[:] = 0
    for plane, untouched in zip(picture.planes, before, strict=True):
        np.testing.assert_array_equal(plane, untouched)
