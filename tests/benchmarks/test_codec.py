from __future__ import annotations

import lzma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from benchmarks.accuracy.codec import pack, shrink, unfold, unpack

numbers = arrays(
    np.float64, array_shapes(min_dims=1, max_dims=3, max_side=7), elements=st.floats(-3000.0, 3000.0)
)


@given(numbers, st.sampled_from([1.0, 16.0, 255.0, 10_000.0]))
def test_what_comes_back_is_half_a_step_off_at_most(values, per_unit):
    back = unpack(pack(values, per_unit))
    assert back.shape == values.shape
    np.testing.assert_allclose(back, values, rtol=0.0, atol=0.5 / per_unit + 1e-9)


def test_whole_steps_come_back_exactly():
    values = np.array([[-2.0, 0.0625], [1e5, -0.0625], [-1e5, 3.0]])
    np.testing.assert_array_equal(unpack(pack(values, 16.0)), values)


def test_no_frames_are_no_frames():
    assert unpack(pack(np.empty((0, 33, 2)), 16.0)).shape == (0, 33, 2)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_missing_cannot_be_packed(bad):
    with pytest.raises(ValueError, match="only finite numbers"):
        pack(np.array([1.0, bad]), 16.0)


def test_what_is_too_large_is_refused_rather_than_wrapped():
    with pytest.raises(ValueError, match="must stay below"):
        pack(np.array([1e9]), 16.0)


def test_slow_movement_takes_less_than_noise():
    time_s = np.arange(300) / 30.0
    slow = np.sin(time_s)[:, None] * np.linspace(50.0, 100.0, 33)
    noisy = slow + np.random.default_rng(1).normal(0.0, 2.0, slow.shape)
    sizes = [len(shrink(pack(values, 16.0).content)) for values in (slow, noisy)]
    assert sizes[0] < 0.6 * sizes[1]
    assert sizes[1] < 0.5 * slow.astype(np.float32).nbytes


def test_damage_is_noticed():
    content = bytearray(shrink(b"landmarks" * 100))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(lzma.LZMAError):
        unfold(bytes(content))
