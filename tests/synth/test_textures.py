from __future__ import annotations

import numpy as np
import pytest

from synth.textures import TEXTURES, cloudy, noise_field, texture


@pytest.mark.parametrize("name", TEXTURES)
def test_a_texture_is_the_same_for_the_same_seed_only(name):
    image = texture(name, 1)
    assert image.shape == (512, 512, 3)
    assert not image.flags.writeable
    texture.cache_clear()
    np.testing.assert_array_equal(image, texture(name, 1))
    assert (image != texture(name, 2)).any()


def test_names_do_not_share_their_randomness():
    grains = [np.diff(texture(name, 1)[..., 0].astype(int)).ravel() for name in ("white", "grey")]
    assert abs(np.corrcoef(grains)[0, 1]) < 0.02


def test_clouds_tile():
    field = cloudy(256, np.random.default_rng(0))
    steps = np.abs(np.diff(field, axis=1))
    seam = np.abs(field[:, 0] - field[:, -1])
    assert seam.mean() < 1.5 * steps.mean()
    assert np.abs(field).max() == pytest.approx(1.0)


def test_the_two_fields_of_noise_have_nothing_to_do_with_each_other():
    red, green, _ = np.moveaxis(noise_field(3).astype(float), -1, 0)
    assert abs(np.corrcoef(red.ravel(), green.ravel())[0, 1]) < 0.25
    assert red.mean() == pytest.approx(127.5, abs=12)
