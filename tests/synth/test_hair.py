from __future__ import annotations

import numpy as np
import pytest

from synth.hair import cap_points_m, hair_of, hairline_m
from synth.people import PEOPLE, load_person
from synth.tailoring import Measures

KINDS = ("short", "long", "bun")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["woman_average", "man_older"])
def test_hair_grows_on_the_scalp_and_leaves_the_face_free(name, kind):
    person = load_person(name)
    body = Measures(person)
    inside_m = hairline_m(body, kind)
    x, y, z = body.points_m.T
    eye = person.head_m("eye.L")
    face = (y < eye[1] + 0.01) & (z < eye[2] + 0.03) & (z > eye[2] - 0.12) & (np.abs(x) < 0.06)
    assert (inside_m[face] < 0).all()
    assert inside_m[z.argmax()] > 0.03
    assert (inside_m[body.head < 0.5] < 0).all()
    ears = np.asarray(person.masks["ears"]) > 0.9
    assert (inside_m[ears] <= 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_cap_is_off_the_scalp(kind):
    body = Measures(load_person("woman_average"))
    inside_m = hairline_m(body, kind)
    lift_m = np.sum((cap_points_m(body, inside_m, kind) - body.points_m) * body.normals, axis=1)
    assert lift_m[inside_m > 0.02].min() > 0.004
    assert lift_m.max() < 0.03


@pytest.mark.parametrize("name", PEOPLE)
def test_hair_that_hangs_is_behind_the_face_and_outside_the_head(name):
    body = Measures(load_person(name))
    tail = hair_of(body, "long")
    assert tail is not None
    head = body.bone_m("head")
    assert tail.points_m[:, 1].min() > head[1] - 0.03
    assert tail.trunk_share.min() == 0.0
    lowest = tail.points_m[:, 2].argmin()
    assert tail.trunk_share[lowest] > 0.4
    assert np.isfinite(tail.points_m).all()


def test_a_bun_sits_behind_the_crown_and_short_hair_has_nothing_more():
    body = Measures(load_person("woman_average"))
    bun = hair_of(body, "bun")
    assert bun is not None
    assert bun.points_m[:, 1].mean() > body.bone_m("head")[1]
    assert bun.points_m[:, 2].mean() > body.bone_m("eye.L")[2]
    assert hair_of(body, "short") is None
