from __future__ import annotations

import numpy as np
import pytest

from synth.meshes import NormalMaker, ball, box, joined, moved, sheet


def facing(mesh):
    """The normal of each face as its corners go round."""
    first, second, third = (mesh.points_m[mesh.faces[:, corner]] for corner in range(3))
    across = np.cross(second - first, third - first)
    length = np.linalg.norm(across, axis=1)
    return across[length > 1e-12] / length[length > 1e-12, None], mesh.faces[length > 1e-12]


def test_a_sheet_is_seen_from_where_across_goes_right_and_up_goes_up():
    floor = sheet((0, 0, 0), (2, 0, 0), (0, 3, 0), tile_m=0.5)
    np.testing.assert_allclose(floor.normals, np.tile([0, 0, 1], (4, 1)))
    np.testing.assert_allclose(facing(floor)[0], np.tile([0, 0, 1], (2, 1)))
    np.testing.assert_allclose(np.ptp(floor.uv, axis=0), [4, 6])


def test_a_picture_covers_a_sheet_once_upright():
    corner_uv = sheet((0, 0, 0), (2, 0, 0), (0, 0, 3)).uv
    np.testing.assert_allclose(corner_uv, [[0, 1], [1, 1], [1, 0], [0, 0]])


@pytest.mark.parametrize("mesh", [box((1, 2, 3), (0.5, 1.0, 2.0)), ball((1, 2, 3), (0.5, 0.5, 0.5))])
def test_faces_of_a_body_look_away_from_its_middle(mesh):
    outwards, faces = facing(mesh)
    middles = mesh.points_m[faces].mean(axis=1) - [1, 2, 3]
    assert (np.sum(outwards * middles, axis=1) > 0).all()
    assert (np.sum(mesh.normals * (mesh.points_m - [1, 2, 3]), axis=1) > 0).all()


def test_a_box_has_its_size():
    np.testing.assert_allclose(np.ptp(box((1, 2, 3), (0.5, 1.0, 2.0)).points_m, axis=0), [0.5, 1.0, 2.0])


def test_turning_is_counter_clockwise_from_above():
    turned = moved(sheet((1, 0, 0), (1, 0, 0), (0, 0, 1)), turned_deg=90, by_m=(0, 0, 5))
    np.testing.assert_allclose(turned.points_m[0], [0, 1, 5], atol=1e-12)
    np.testing.assert_allclose(turned.normals[0], [1, 0, 0], atol=1e-12)


def test_joined_meshes_keep_their_faces():
    parts = [box((0, 0, 0), (1, 1, 1)), ball((3, 0, 0), (1, 1, 1))]
    whole = joined(parts)
    assert len(whole.faces) == sum(len(part.faces) for part in parts)
    np.testing.assert_array_equal(
        whole.points_m[whole.faces[len(parts[0].faces)]], parts[1].points_m[parts[1].faces[0]]
    )


def test_normals_of_a_sphere_are_its_radii():
    sphere = ball((0, 0, 0), (2, 2, 2))
    normals = NormalMaker(len(sphere.points_m), sphere.faces)(sphere.points_m.astype(np.float32))
    seams = np.abs(sphere.points_m[:, 1]) < 1e-6  # points that are there twice know half of their faces
    poles = np.abs(sphere.points_m[:, 2]) > 1.99
    inner = ~seams & ~poles
    assert (np.sum(normals * sphere.points_m / 2, axis=1)[inner] > 0.995).all()
