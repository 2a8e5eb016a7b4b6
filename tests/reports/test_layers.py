import numpy as np
import pytest

from hipcheck.reports.layers import layers_of
from tests.reports.pictures import filmed

ORANGE = (213, 94, 0)


def test_an_rgb_image_is_one_layer():
    image = np.zeros((30, 40, 3), dtype=np.uint8)
    (layer,) = layers_of(image)
    assert layer.pixels is image
    assert (layer.step, layer.ink(ORANGE), layer.black) == (1, ORANGE, 0)


def test_a_videos_picture_is_three_two_of_them_coarse():
    picture = filmed(np.full((30, 40, 3), ORANGE, dtype=np.uint8))
    layers = layers_of(picture)
    assert [layer.pixels.shape for layer in layers] == [(30, 40), (15, 20), (15, 20)]
    assert [layer.step for layer in layers] == [1, 2, 2]
    for layer in layers:
        assert layer.pixels[7, 9] == pytest.approx(layer.ink(ORANGE)[0], abs=1)
    assert [layer.black for layer in layers] == [16, 128, 128]  # limited range


@pytest.mark.parametrize(
    ("box", "luma", "chroma"),
    [
        ((4, 6, 10, 12), (slice(6, 12), slice(4, 10)), (slice(3, 6), slice(2, 5))),
        ((5, 7, 10, 12), (slice(7, 12), slice(5, 10)), (slice(3, 6), slice(2, 5))),
        ((4, 6, 9, 11), (slice(6, 11), slice(4, 9)), (slice(3, 6), slice(2, 5))),
        ((-9, -3, 5, 5), (slice(5), slice(5)), (slice(3), slice(3))),
        ((36, 26, 90, 90), (slice(26, 30), slice(36, 40)), (slice(13, 15), slice(18, 20))),
        ((-9, -9, -1, -1), (slice(0), slice(0)), (slice(0), slice(0))),
        ((90, 90, 99, 99), (slice(0), slice(0)), (slice(0), slice(0))),
    ],
)
def test_a_part_is_all_that_a_rectangle_touches_and_lies_inside(box, luma, chroma):
    brightness, colour, _ = layers_of(filmed(np.zeros((30, 40, 3), dtype=np.uint8)))
    for layer, (rows, columns) in ((brightness, luma), (colour, chroma)):
        layer.pixels[:] = 0
        layer.part(*box)[:] = 1
        expected = np.zeros_like(layer.pixels)
        expected[rows, columns] = 1
        np.testing.assert_array_equal(layer.pixels, expected)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((30, 40), dtype=np.uint8),
        np.zeros((30, 40, 4), dtype=np.uint8),
        np.zeros((30, 40, 3), dtype=np.float32),
        np.zeros((30, 40, 3), dtype=np.uint8)[:, ::2],
    ],
)
def test_an_image_of_another_kind_is_refused(image):
    with pytest.raises(ValueError, match=r"\(H, W, 3\), but is"):
        layers_of(image)
