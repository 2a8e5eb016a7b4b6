"""Colours against the definitions of BT.601, BT.709, BT.2020 and the anchor points of HDR."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc

from hipcheck.video.colour import RgbConverter, is_hdr

BT601, BT709, BT2020 = (0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)  # Kr, Kb of each recommendation
UNKNOWN = 2
COLOURS = [
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 255),
    (0, 0, 0),
    (128, 128, 128),
    (200, 150, 120),
]


def code_values(rgb, coefficients, *, full, bits=8):
    """Y, Cb and Cr by their definition (Rec. ITU-R BT.709-6, items 3.2 to 3.5)."""
    kr, kb = coefficients
    red, green, blue = np.array(rgb) / 255
    y = kr * red + (1 - kr - kb) * green + kb * blue
    chroma = (blue - y) / (2 * (1 - kb)), (red - y) / (2 * (1 - kr))
    peak = 2**bits - 1
    if full:
        values = [y * peak, *(c * peak + 2 ** (bits - 1) for c in chroma)]
    else:
        values = [(219 * y + 16) * 2 ** (bits - 8), *((224 * c + 128) * 2 ** (bits - 8) for c in chroma)]
    return [min(round(v), peak) for v in values]


def flat_frame(values, pixel_format="yuv420p", width=64, height=64, **tags):
    frame = av.VideoFrame(width, height, pixel_format)
    for plane, value in zip(frame.planes, values, strict=True):
        np.frombuffer(plane, np.uint16 if "10" in pixel_format else np.uint8)[:] = value
    for name, tag in tags.items():
        setattr(frame, name, tag)
    return frame


def seen(frame):
    return RgbConverter(frame.width, frame.height)(frame)[frame.height // 2, frame.width // 2].astype(int)


@pytest.mark.parametrize("rgb", COLOURS)
@pytest.mark.parametrize("full", [False, True], ids=["limited", "full"])
@pytest.mark.parametrize(("tag", "coefficients"), [(1, BT709), (5, BT601), (6, BT601), (9, BT2020)])
@pytest.mark.parametrize(("pixel_format", "bits"), [("yuv420p", 8), ("yuv422p", 8), ("yuv420p10le", 10)])
def test_the_tagged_matrix_and_range_are_used(rgb, full, tag, coefficients, pixel_format, bits):
    values = code_values(rgb, coefficients, full=full, bits=bits)
    frame = flat_frame(
        values, pixel_format, colorspace=tag, color_range=ColorRange.JPEG if full else ColorRange.MPEG
    )
    # one step of an 8-bit chroma code is up to 2.1 of blue; two such roundings
    np.testing.assert_allclose(seen(frame), rgb, atol=3)


def test_the_j_formats_are_full_range_without_a_tag():
    frame = flat_frame(code_values((200, 150, 120), BT601, full=True), "yuvj420p", colorspace=5)
    np.testing.assert_allclose(seen(frame), (200, 150, 120), atol=3)


@pytest.mark.parametrize(
    ("width", "height", "coefficients"),
    [(640, 480, BT601), (720, 576, BT601), (1280, 720, BT709), (720, 1280, BT709)],
)
@pytest.mark.parametrize("tag", [UNKNOWN, 3], ids=["untagged", "reserved"])
def test_untagged_pictures_are_bt601_when_small_and_bt709_when_large(width, height, coefficients, tag):
    frame = flat_frame(
        code_values((40, 200, 60), coefficients, full=False), width=width, height=height, colorspace=tag
    )
    np.testing.assert_allclose(seen(frame), (40, 200, 60), atol=3)


def test_grey_pictures_become_rgb():
    np.testing.assert_allclose(seen(flat_frame([200], "gray")), (200, 200, 200), atol=1)


def test_pictures_that_are_rgb_already_keep_their_values():
    frame = av.VideoFrame.from_ndarray(np.full((16, 16, 4), (10, 200, 90, 255), np.uint8), format="rgba")
    np.testing.assert_array_equal(seen(frame), (10, 200, 90))


def test_the_result_has_the_asked_size():
    frame = flat_frame(code_values((128, 128, 128), BT709, full=False), colorspace=1)
    assert RgbConverter(91, 64)(frame).shape == (64, 91, 3)


# --- HDR -----------------------------------------------------------------------------------------------------------

PQ, HLG = ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67


def hdr_grey(share, transfer):
    """What a grey of this share of the signal comes out as."""
    values = code_values((255 * share,) * 3, BT2020, full=False, bits=10)
    tags = {"colorspace": 9, "color_range": ColorRange.MPEG, "color_primaries": ColorPrimaries.BT2020}
    red, green, blue = seen(flat_frame(values, "yuv420p10le", color_trc=transfer, **tags))
    assert max(red, green, blue) - min(red, green, blue) <= 1  # grey stays grey
    return int(green)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_grey_card_in_hdr_looks_as_it_does_in_sdr(transfer):
    # Report ITU-R BT.2408-7, table 1: a grey card of 18 % is 26 cd/m2, 38 % of the signal in PQ and in HLG, where
    # white is 203 cd/m2. As sRGB, 26/203 of white is 1.055 * 0.128^(1/2.4) - 0.055 = 39.4 %. The report rounds
    # the signal to 1 %, which is 3 of 255 here.
    assert hdr_grey(0.38, transfer) == pytest.approx(100, abs=4)


@pytest.mark.parametrize(("share", "transfer"), [(0.58, PQ), (0.75, HLG)])
def test_white_in_hdr_is_bright_and_leaves_room_for_highlights(share, transfer):
    # the same table: white, 203 cd/m2, is 58 % in PQ and 75 % in HLG; shown as stored it would be grey, 148 or 191
    assert 215 <= hdr_grey(share, transfer) <= 245


def test_pq_and_hlg_agree_on_white():
    assert hdr_grey(0.58, PQ) == pytest.approx(hdr_grey(0.75, HLG), abs=4)


@pytest.mark.parametrize(("peak", "transfer"), [(0.752, PQ), (1.0, HLG)])
def test_the_peak_of_1000_nits_is_white_and_nothing_is_black(peak, transfer):
    assert hdr_grey(peak, transfer) >= 253
    assert hdr_grey(0.0, transfer) == 0


def test_primaries_that_no_standard_knows_do_not_matter():
    values = code_values((255 * 0.38,) * 3, BT2020, full=False, bits=10)
    frame = flat_frame(values, "yuv420p10le", color_trc=HLG, colorspace=9, color_primaries=3)
    np.testing.assert_allclose(seen(frame), (100, 100, 100), atol=4)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_brighter_in_hdr_is_never_darker(transfer):
    greys = [hdr_grey(share, transfer) for share in np.linspace(0, 1, 41)]
    assert greys == sorted(greys)


def test_skin_in_hdr_keeps_its_colour():
    # A skin tone as PQ stores it: linear BT.709 light, at 183 cd/m2 for white, with the matrix of Rec. ITU-R
    # BT.2087-0 and the curve of Rec. ITU-R BT.2100-2; what sRGB makes of the same light is the expectation.
    light = 0.9 * np.array([0.55, 0.33, 0.25])
    wide = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]) @ light
    power = (203 * wide / 10_000) ** 0.1593017578125
    signal = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    expected = 255 * (1.055 * light ** (1 / 2.4) - 0.055)

    values = code_values(255 * signal, BT2020, full=False, bits=10)
    tags = {"colorspace": 9, "color_range": ColorRange.MPEG, "color_primaries": ColorPrimaries.BT2020}
    shown = seen(flat_frame(values, "yuv420p10le", color_trc=PQ, **tags))

    np.testing.assert_allclose(shown, expected, atol=0.04 * 255)


@pytest.mark.parametrize(
    ("transfer", "expected"), [(PQ, True), (HLG, True), (1, False), (2, False), (14, False)]
)
def test_only_pq_and_hlg_are_hdr(transfer, expected):
    assert is_hdr(transfer) is expected
