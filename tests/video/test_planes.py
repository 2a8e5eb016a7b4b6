"""What can be taken over is, bit for bit; everything else comes out as its RGB picture does."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange

from hipcheck.video.colour import RgbConverter
from hipcheck.video.orientation import UPRIGHT, Orientation
from hipcheck.video.picture import BT601, BT709, planes_of
from hipcheck.video.planes import YuvConverter, YuvFromRgb

from .clips import CORNERS, corner_colours, quadrants
from .test_colour import BT601 as WEIGHTS_601
from .test_colour import BT709 as WEIGHTS_709
from .test_colour import COLOURS, code_values, flat_frame
from .test_orientation import CASES, display_matrix

TAG_601, TAG_709, TAG_2020, HLG = 6, 1, 9, 18


def stored(width=64, height=48, pixel_format="yuv420p", tag=TAG_709, full=False):
    """Noise as a decoder gives it."""
    frame = av.VideoFrame(width, height, pixel_format)
    rng = np.random.default_rng(3)
    for plane in frame.planes:
        samples = np.frombuffer(plane, np.uint8)
        samples[:] = rng.integers(70, 180, samples.size)
    frame.colorspace, frame.color_range = tag, ColorRange.JPEG if full else ColorRange.MPEG
    return frame


def seen(picture):
    return picture.rgb(0, 0, picture.width_px, picture.height_px).astype(int)


# --- what is taken over --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tag", "matrix"), [(TAG_601, BT601), (5, BT601), (TAG_709, BT709)])
def test_code_values_and_their_matrix_are_taken_over(tag, matrix):
    frame = stored(tag=tag)
    picture = YuvConverter(64, 48, UPRIGHT)(frame)
    assert picture.matrix == matrix
    for kept, plane in zip(picture.planes, planes_of(frame), strict=True):
        np.testing.assert_array_equal(kept, plane)


@pytest.mark.parametrize(("size", "matrix"), [((64, 48), BT601), ((1280, 720), BT709)])
def test_where_a_clip_does_not_say_its_matrix_is_the_one_that_players_assume(size, matrix):
    assert YuvConverter(*size, UPRIGHT)(stored(*size, tag=2)).matrix == matrix


def test_the_picture_is_a_copy_as_the_decoder_still_needs_its_own():
    frame = stored()
    before = [plane.copy() for plane in planes_of(frame)]
    picture = YuvConverter(64, 48, UPRIGHT)(frame)
    for plane in picture.planes:
        plane[:] = 0
    for plane, untouched in zip(planes_of(frame), before, strict=True):
        np.testing.assert_array_equal(plane, untouched)


@pytest.mark.parametrize("rgb", COLOURS)
@pytest.mark.parametrize(("tag", "weights"), [(TAG_601, WEIGHTS_601), (TAG_709, WEIGHTS_709)])
@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuvj420p"])
def test_full_range_is_squeezed_into_limited_range(rgb, tag, weights, pixel_format):
    frame = flat_frame(
        code_values(rgb, weights, full=True), pixel_format, colorspace=tag, color_range=ColorRange.JPEG
    )
    picture = YuvConverter(64, 64, UPRIGHT)(frame)
    limited = code_values(rgb, weights, full=False)
    for plane, value in zip(picture.planes, limited, strict=True):
        np.testing.assert_allclose(plane.astype(int), value, atol=1)  # rounded twice


@pytest.mark.parametrize("full", [False, True], ids=["limited", "full"])
@pytest.mark.parametrize(("abcd", "turn_deg", "mirrored", "corners"), CASES)
def test_pictures_stand_upright(abcd, turn_deg, mirrored, corners, full):
    orientation = Orientation.from_display_matrix(display_matrix(*abcd))
    assert (orientation.turn_deg, orientation.mirrored) == (turn_deg, mirrored)
    frame = av.VideoFrame.from_ndarray(quadrants(), format="rgb24").reformat(
        format="yuvj420p" if full else "yuv420p",
        dst_colorspace="itu709",
        dst_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
    )
    width, height = (48, 64) if orientation.exchanges_axes else (64, 48)
    picture = YuvConverter(width, height, orientation)(frame)
    assert (picture.width_px, picture.height_px) == (width, height)
    np.testing.assert_allclose(corner_colours(seen(picture)), corners, atol=8)


# --- what is not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "size"),
    [
        (stored(pixel_format="yuv422p"), (64, 48)),
        (stored(pixel_format="yuv444p"), (64, 48)),
        (stored(tag=TAG_2020), (64, 48)),
        (stored(), (80, 48)),
    ],
    ids=["4:2:2", "4:4:4", "BT.2020", "oblong pixels"],
)
def test_every_other_frame_shows_what_its_rgb_picture_shows(frame, size):
    picture = YuvConverter(*size, UPRIGHT)(frame)
    assert (picture.width_px, picture.height_px) == size
    assert picture.matrix == BT709
    rgb = RgbConverter(*size)(frame)
    brightness = np.array([0.2126, 0.7152, 0.0722])
    np.testing.assert_allclose(seen(picture) @ brightness, rgb @ brightness, atol=3)


@pytest.mark.parametrize("rgb", COLOURS)
def test_hdr_is_tone_mapped_as_its_rgb_picture_is(rgb):
    frame = flat_frame(
        code_values(rgb, (0.2627, 0.0593), full=False, bits=10),
        "yuv420p10le",
        colorspace=TAG_2020,
        color_range=ColorRange.MPEG,
        color_trc=HLG,
        color_primaries=TAG_2020,
    )
    picture = YuvConverter(64, 64, UPRIGHT)(frame)
    np.testing.assert_allclose(seen(picture)[32, 32], RgbConverter(64, 64)(frame)[32, 32].astype(int), atol=4)


def test_hdr_in_eight_bits_is_tone_mapped_too():
    frame = stored()
    frame.color_trc = HLG
    picture = YuvConverter(64, 48, UPRIGHT)(frame)
    assert (picture.planes[0] != planes_of(frame)[0]).any()


@pytest.mark.parametrize(("width", "height"), [(63, 48), (64, 47), (63, 47)])
def test_every_pixel_keeps_its_place_in_an_odd_size(width, height):
    frame = av.VideoFrame.from_ndarray(quadrants(width, height), format="rgb24")
    picture = YuvConverter(width, height, UPRIGHT)(frame)
    assert (picture.width_px, picture.height_px) == (64, 48)
    np.testing.assert_allclose(corner_colours(seen(picture)[:height, :width]), CORNERS, atol=8)
    luma = 16 + quadrants(width, height) @ [0.2126, 0.7152, 0.0722] * 219 / 255
    np.testing.assert_allclose(picture.planes[0][:height, :width], luma, atol=2)


def test_the_matrix_of_the_first_picture_is_that_of_all():
    """As some cameras change what they write when they begin to film."""
    convert = YuvConverter(64, 64, UPRIGHT)
    colour = (200, 150, 120)
    first = convert(flat_frame(code_values(colour, WEIGHTS_601, full=False), colorspace=TAG_601))
    second = convert(flat_frame(code_values(colour, WEIGHTS_709, full=False), colorspace=TAG_709))
    assert first.matrix == second.matrix == BT601
    for picture in (first, second):
        np.testing.assert_allclose(seen(picture)[32, 32], colour, atol=4)


# --- from RGB ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matrix", [BT601, BT709], ids=["601", "709"])
@pytest.mark.parametrize("rgb", COLOURS)
def test_an_rgb_picture_has_the_code_values_of_its_definition(matrix, rgb):
    picture = YuvFromRgb()(np.full((12, 20, 3), rgb, np.uint8), matrix)
    for plane, value in zip(picture.planes, code_values(rgb, tuple(matrix), full=False), strict=True):
        np.testing.assert_allclose(plane.astype(int), value, atol=2)
