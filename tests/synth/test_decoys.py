from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synth.cameras import camera_path
from synth.decoys import decoy_surfaces
from synth.render import Renderer
from synth.rooms import build_room
from synth.spec import CameraSpec, RoomSpec, StickerSpec

FRONT = CameraSpec(width_px=540, height_px=960, distance_m=2.7)


def seen(decoys, camera=FRONT, room=RoomSpec(kind="clinic")):  # noqa: B008  # frozen
    """Which pixels of the empty room the decoys change."""
    built = build_room(room, camera)
    lens = camera_path(camera, np.array([0.0, 0.0, 0.8]), np.zeros(1))
    more = decoy_surfaces(StickerSpec(colour="pink", decoys=decoys), built, camera)
    reach_m = np.zeros((1, 3))
    without = Renderer(built, [], lens, reach_m).empty_room(lens[0])
    there = Renderer(replace(built, surfaces=(*built.surfaces, *more)), [], lens, reach_m).empty_room(lens[0])
    return np.abs(there.astype(int) - without).max(axis=2) > 12, there.astype(int)


def test_what_is_worn_is_not_in_the_room():
    built = build_room(RoomSpec(), FRONT)
    worn = StickerSpec(decoys=("ball", "button", "dotted_bottom", "dotted_top"))
    assert decoy_surfaces(worn, built, FRONT) == ()


@pytest.mark.usefixtures("gpu")
class TestPicture:
    @pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
    def test_the_poster_shows_two_level_circles(self, yaw_deg):
        changed, picture = seen(("poster",), replace(FRONT, yaw_deg=yaw_deg))
        pink = changed & (picture[..., 0] > 1.6 * picture[..., 1]) & (picture[..., 2] > 1.2 * picture[..., 1])
        rows, columns = np.nonzero(pink)
        middle = columns.mean()
        left, right = columns < middle, columns > middle
        assert min(left.sum(), right.sum()) > 30
        assert rows[left].mean() == pytest.approx(rows[right].mean(), abs=1.0)
        assert columns[right].min() - columns[left].max() > 40

    def test_the_weight_lies_on_the_floor_beside_the_person(self):
        changed, picture = seen(("weight",))
        rows, columns = np.nonzero(changed & (picture[..., 0] > 1.6 * picture[..., 1]))
        floor = camera_path(FRONT, np.array([0.0, 0.0, 0.8]), np.zeros(1))[0].project(
            np.array([-0.52, 0.1, 0.0])
        )
        assert rows.max() == pytest.approx(floor[1], abs=8)
        assert columns.mean() == pytest.approx(floor[0], abs=6)
