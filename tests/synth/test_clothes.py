from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from synth.clothes import SKIN_TONES, dress
from synth.people import PEOPLE, load_person
from synth.rig import Pose, skin
from synth.spec import LookSpec
from tests.synth.stage import SQUAT, bottom_of

PERSON = load_person("woman_average")


def at_rest(person):
    return Pose(np.tile(np.eye(3), (len(person.bone_names), 1, 1)), person.bone_heads_m)


def layer(outfit, name):
    return next(of for of in outfit.layers if of.name == name)


def posed(outfit, name, pose):
    points_m, normals = outfit.posed(pose)
    number = [of.name for of in outfit.layers].index(name)
    part = slice(outfit.starts[number], outfit.starts[number] + len(outfit.layers[number].points_m))
    return points_m[part], normals[part]


@pytest.mark.parametrize("name", PEOPLE)
def test_at_rest_everything_is_where_it_was_cut(name):
    person = load_person(name)
    outfit = dress(person, LookSpec(person=name, top="loose_shirt", bottom="trousers", hair="long"))
    for of in outfit.layers:
        points_m, _ = posed(outfit, of.name, at_rest(person))
        np.testing.assert_allclose(points_m, of.points_m, atol=2e-5)


def test_skin_moves_as_the_rig_moves_it():
    pose, _ = bottom_of(SQUAT, PERSON.name)
    points_m, _ = posed(dress(PERSON, LookSpec()), "skin", pose)
    away_m, _ = cKDTree(skin(PERSON, pose)).query(points_m)
    assert away_m.max() < 1e-4


def test_normals_point_out_of_the_body():
    outfit = dress(PERSON, LookSpec(hair="none"))
    points_m, normals = posed(outfit, "skin", at_rest(PERSON))
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
    assert normals[points_m[:, 2].argmax(), 2] > 0.9
    head = points_m[:, 2] > PERSON.head_m("head")[2] + 0.06
    middle = points_m[head].mean(axis=0)
    assert (np.sum((points_m[head] - middle) * normals[head], axis=1) > 0).mean() > 0.9


def test_shoes_go_with_the_feet_and_bend_with_the_toes():
    outfit = dress(PERSON, LookSpec())
    rest = at_rest(PERSON)
    turned = rest.rotations.copy()
    tilt = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0.0]])
    toes = [
        index
        for index, name in enumerate(PERSON.bone_names)
        if name.startswith("toe") and name.endswith(".L")
    ]
    turned[toes] = tilt
    before, _ = posed(outfit, "shoes", rest)
    after, _ = posed(outfit, "shoes", Pose(turned, rest.heads_m))
    moved = np.linalg.norm(after - before, axis=1) > 1e-4
    ball_y = PERSON.head_m("toe2-1.L")[1]
    assert moved.any()
    assert (before[moved, 0] > 0).all(), "the right shoe stays"
    assert before[moved, 1].max() < ball_y + 0.06, "the heel stays"


@pytest.mark.parametrize("hair", ["none", "short", "long", "bun"])
def test_hair_is_what_was_asked_for(hair):
    names = {of.name for of in dress(PERSON, LookSpec(hair=hair)).layers}
    assert ("hair" in names) == (hair != "none")
    assert ("tail" in names) == (hair in {"long", "bun"})


def test_long_hair_reaches_the_shoulders_and_short_hair_does_not():
    lowest = {
        hair: min(
            of.points_m[:, 2].min()
            for of in dress(PERSON, LookSpec(hair=hair)).layers
            if of.material == "hair"
        )
        for hair in ("short", "long", "bun")
    }
    shoulder_z = PERSON.joint_m("left_shoulder")[2]
    assert lowest["long"] < shoulder_z + 0.05
    assert min(lowest["short"], lowest["bun"]) > shoulder_z + 0.08


def test_what_is_hidden_is_left_out():
    covered = dress(PERSON, LookSpec(top="long_sleeves", bottom="trousers"))
    bare = dress(PERSON, LookSpec(top="sports_top", bottom="short_tights", hair="none"))
    assert len(layer(covered, "skin").faces) < 0.7 * len(layer(bare, "skin").faces)
    assert len(layer(bare, "skin").faces) < len(PERSON.faces)


def test_skin_tones_grow_darker():
    levels = np.sum(SKIN_TONES, axis=1)
    assert (np.diff(levels) < 0).all()
