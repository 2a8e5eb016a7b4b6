from __future__ import annotations

import numpy as np

from synth.parts import Part, part_around


def test_a_part_holds_all_points_and_its_margin():
    part = part_around(np.array([[10.2, 20.9], [30.0, 40.0]]), 6, (100, 200))
    assert part == Part(4, 14, 36, 46)
    assert part.size == (32, 32)
    assert part.box == (4, 14, 32, 32)


def test_it_stays_in_the_picture():
    part = part_around(np.array([[-50.0, 5.0], [300.0, 190.0]]), 6, (100, 200))
    assert part == Part(0, 0, 100, 196)


def test_what_is_beside_the_picture_or_behind_the_camera_leaves_nothing():
    assert part_around(np.array([[-50.0, 5.0], [-20.0, 9.0]]), 6, (100, 200)).empty
    assert part_around(np.full((3, 2), np.nan), 6, (100, 200)).empty


def test_edges_stay_whole_at_one_and_a_half_times():
    part = part_around(np.array([[11.0, 21.0], [33.0, 47.0]]), 3, (100, 200))
    assert part.enlarged(1.5) == tuple(1.5 * edge for edge in part.box)


def test_slices_cut_it_out_of_a_picture():
    picture = np.arange(20 * 10).reshape(20, 10)
    rows, columns = Part(2, 4, 6, 10).slices
    assert picture[rows, columns].shape == (6, 4)
    assert picture[rows, columns][0, 0] == 42
