from __future__ import annotations

import numpy as np
import pytest

from synth.lights import light_of, turned_z
from synth.spec import RoomSpec


@pytest.mark.parametrize(
    ("light", "axis", "sign"), [("window_left", 0, 1), ("window_right", 0, -1), ("behind", 1, 1)]
)
@pytest.mark.parametrize("bearing_deg", [0.0, 90.0, 180.0])
def test_windows_stay_where_they_are_whoever_looks(light, axis, sign, bearing_deg):
    lamp = light_of(RoomSpec(light=light), bearing_deg).direction
    assert np.linalg.norm(lamp) == pytest.approx(1)
    assert lamp[axis] * sign > 0.5
    assert lamp[2] > 0.3


@pytest.mark.parametrize(
    ("bearing_deg", "camera"), [(0.0, [0, -1, 0]), (90.0, [1, 0, 0]), (180.0, [0, 1, 0])]
)
def test_lamps_on_the_ceiling_light_the_side_that_is_filmed(bearing_deg, camera):
    lamp = light_of(RoomSpec(), bearing_deg).direction
    assert lamp[2] > 0.8
    assert lamp @ camera > 0.2


def test_brightness_scales_all_light():
    dim, bright = light_of(RoomSpec(brightness=0.5), 0), light_of(RoomSpec(brightness=1.0), 0)
    for name in ("lamp", "sky", "floor", "fill"):
        np.testing.assert_allclose(np.array(getattr(bright, name)), 2 * np.array(getattr(dim, name)))


def test_the_sun_throws_harder_shadows_than_lamps():
    assert (
        light_of(RoomSpec(kind="outdoors"), 0).penumbra_m < light_of(RoomSpec(kind="gym"), 0).penumbra_m / 2
    )


def test_turning_is_counter_clockwise_from_above():
    np.testing.assert_allclose(turned_z(90) @ [1, 0, 0], [0, 1, 0], atol=1e-12)
