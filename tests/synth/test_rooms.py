from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from synth.cameras import camera_path
from synth.furniture import Surface
from synth.meshes import box
from synth.rooms import build_room, turn_deg
from synth.spec import CameraSpec, RoomSpec
from synth.textures import TEXTURES

KINDS = ("gym", "home", "clinic", "outdoors")
LIGHTS = ("ceiling", "window_left", "window_right", "behind")


@pytest.mark.parametrize(
    ("yaw_deg", "turn"), [(0, 0), (30, 0), (60, 90), (-90, -90), (180, 180), (-150, -180)]
)
def test_a_room_is_turned_to_the_quarter_it_is_filmed_from(yaw_deg, turn):
    assert turn_deg(CameraSpec(yaw_deg=yaw_deg)) == turn


@pytest.mark.parametrize(("kind", "light"), [*product(KINDS, LIGHTS)])
def test_person_and_camera_are_inside(kind, light):
    for yaw_deg, seed in product((0, 44, 90, 135, 180, -60), range(3)):
        camera = CameraSpec(yaw_deg=yaw_deg, distance_m=3.5)
        room = build_room(RoomSpec(kind=kind, light=light, seed=seed), camera)
        lens = camera_path(camera, np.array([0, 0, 0.9]), np.zeros(1))[0].centre_m
        for wall in room.walls:
            assert wall.normal @ lens > wall.offset_m + 0.1
            assert wall.normal @ [0, 0, 0.5] > wall.offset_m + 0.1
        assert {surface.texture for surface in room.surfaces} <= set(TEXTURES)


@pytest.mark.parametrize(("kind", "yaw_deg"), [*product(KINDS, (0, 90, 180, -90))])
def test_nothing_stands_where_the_person_moves(kind, yaw_deg):
    """But a rug or a mat: 1.6 m to all sides, up to the height of a head."""
    for seed in range(4):
        room = build_room(RoomSpec(kind=kind, seed=seed), CameraSpec(yaw_deg=yaw_deg))
        for surface in room.surfaces:
            x, y, z = np.abs(surface.mesh.points_m).T
            assert not ((x < 1.6) & (y < 1.6) & (z > 0.01) & (z < 2.0)).any(), surface.texture


@pytest.mark.parametrize("kind", KINDS[:3])
def test_windows_are_where_the_light_comes_from(kind):
    for light, axis, sign in (("window_left", 0, 1), ("window_right", 0, -1), ("behind", 1, 1)):
        for yaw_deg in (0, 90, 180, -90):
            room = build_room(RoomSpec(kind=kind, light=light), CameraSpec(yaw_deg=yaw_deg))
            panes = [surface for surface in room.surfaces if surface.texture == "glass"]
            toward_camera = np.array([np.sin(np.radians(yaw_deg)), -np.cos(np.radians(yaw_deg))])[axis] * sign
            assert bool(panes) == (toward_camera < 0.5), "no window in the wall behind the camera"
            for pane in panes:
                assert pane.glow > 0
                assert (pane.mesh.points_m[:, axis] * sign > 2.0).all()
                assert pane.mesh.normals[0, axis] * sign == pytest.approx(-1)


def test_a_window_takes_the_place_of_pictures():
    spec = RoomSpec(kind="home", seed=2)
    with_pictures = build_room(spec, CameraSpec())
    with_windows = build_room(replace(spec, light="behind"), CameraSpec())
    assert "poster" in {surface.texture for surface in with_pictures.surfaces}
    assert "poster" not in {surface.texture for surface in with_windows.surfaces}


def test_a_room_is_the_same_for_the_same_seed_only():
    first, again, other = (build_room(RoomSpec(seed=seed), CameraSpec()) for seed in (1, 1, 2))
    for one, same in zip(first.surfaces, again.surfaces, strict=True):
        np.testing.assert_array_equal(one.mesh.points_m, same.mesh.points_m)
    back = [max(wall.offset_m for wall in room.walls if wall.normal[1] < -0.5) for room in (first, other)]
    assert back[0] != back[1]


def test_props_are_part_of_the_room():
    step = Surface(mesh=box((0, 0, 0.1), (0.4, 0.4, 0.2)), texture="wood", casts_shadow=True)
    room = build_room(RoomSpec(), CameraSpec(), (step,))
    assert room.props == (step,)
    assert step in room.surfaces
