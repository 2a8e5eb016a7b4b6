from __future__ import annotations

import numpy as np
import pytest

from synth.cameras import camera_path
from synth.sight import hidden
from synth.spec import CameraSpec

CAMERA = camera_path(CameraSpec(distance_m=3.0, height_m=1.0), np.array([0.0, 0.0, 1.0]), np.zeros(1))[0]
WALL = np.array([[-0.2, 0.0, 0.8], [0.2, 0.0, 0.8], [0.2, 0.0, 1.2], [-0.2, 0.0, 1.2]], np.float32)
FACES = np.array([[0, 1, 2], [0, 2, 3]], np.int32)


def seen_through(*places, nearer_m=0.0, faces=FACES):
    moved = WALL - np.array([0, nearer_m, 0], np.float32)
    return hidden(CAMERA, np.array(places, float), moved, faces).tolist()


def test_a_wall_hides_what_is_behind_it_and_nothing_beside_it():
    assert seen_through([0.0, 0.5, 1.0], [0.1, 0.5, 0.9], [0.3, 0.5, 1.0], [0.0, 0.5, 1.4]) == [
        True,
        True,
        False,
        False,
    ]


def test_which_way_its_triangles_look_does_not_matter():
    assert seen_through([0.05, 0.5, 1.0], [-0.05, 0.5, 1.05], faces=FACES[:, ::-1]) == [True, True]


def test_nothing_in_front_of_the_wall_is_hidden():
    assert seen_through([0.0, -0.5, 1.0]) == [False]


def test_a_point_on_a_surface_is_not_hidden_by_it():
    assert seen_through([0.05, 0.0, 1.0]) == [False]


def test_what_is_behind_the_camera_hides_nothing():
    assert seen_through([0.05, 0.5, 1.0], nearer_m=3.5) == [False]


@pytest.mark.parametrize("share", [0.98, 1.02])
def test_perspective_counts(share):
    """At a point as far behind the wall as the wall is from the lens, its shadow is twice as wide."""
    assert seen_through([share * 0.4, 3.0, 1.0]) == [share < 1]
