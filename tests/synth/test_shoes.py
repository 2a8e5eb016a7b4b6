from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from synth.people import PEOPLE, load_person
from synth.shoes import collar_z_m, shoes_of
from synth.tailoring import Measures


@cache
def fitted(name):
    body = Measures(load_person(name))
    return body, shoes_of(body)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_shoe_stands_on_its_sole_and_ends_at_the_ankle(name):
    body, shoes = fitted(name)
    assert shoes.points_m[:, 2].min() == pytest.approx(body.person.sole_m, abs=1e-9)
    assert shoes.points_m[:, 2].max() < collar_z_m(body.person) + 0.012


@pytest.mark.parametrize("name", PEOPLE)
def test_toes_and_heel_have_room(name):
    body, shoes = fitted(name)
    toes = (body.foot > 0.9) & (body.points_m[:, 0] > 0)
    left = shoes.points_m[shoes.left]
    assert left[:, 1].min() < body.points_m[toes, 1].min() - 0.005
    assert left[:, 1].max() > body.points_m[toes, 1].max() + 0.003
    assert np.ptp(left[:, 1]) < np.ptp(body.points_m[toes, 1]) + 0.04


def test_the_right_one_mirrors_the_left_one():
    _, shoes = fitted("man_average")
    np.testing.assert_allclose(shoes.points_m[~shoes.left], shoes.points_m[shoes.left] * [-1, 1, 1])


@pytest.mark.parametrize("side", [True, False])
def test_faces_look_outwards_and_leave_no_hole(side):
    _, shoes = fitted("woman_average")
    faces = shoes.faces[shoes.left[shoes.faces[:, 0]] == side]
    first, second, third = (shoes.points_m[faces[:, corner]] for corner in range(3))
    volume_l = 1000 * np.sum(first * np.cross(second, third)) / 6
    assert 1.2 < volume_l < 3.0
    edges = np.sort(np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, counts = np.unique(edges, axis=0, return_counts=True)
    assert (counts == 2).all()


def test_only_the_front_moves_with_the_toes():
    body, shoes = fitted("woman_average")
    heel = shoes.traits[:, 1] < 0.6
    tip = shoes.traits[:, 1] > 0.8
    assert (shoes.toe_share[heel] == 0).all()
    assert (shoes.toe_share[tip] == 1).all()
    assert body.person.sole_m < 0
