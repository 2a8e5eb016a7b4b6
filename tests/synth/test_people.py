from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from scipy.spatial import cKDTree

from synth.people import DATA_FILE, JOINT_BONES, PEOPLE, SIDES, load_person

ROUNDING_M = 1e-4  # the promise of the stored vertices
MIRROR = np.array([-1.0, 1.0, 1.0])

everybody = pytest.mark.parametrize("name", PEOPLE)


def _winding_numbers(points_m, vertices_m, faces):
    """How often the surface goes around each point: 1 inside, 0 outside (Van Oosterom & Strackee 1983)."""
    numbers = []
    for point_m in points_m:
        a, b, c = (vertices_m[faces[:, corner]].astype(np.float64) - point_m for corner in range(3))
        la, lb, lc = (np.linalg.norm(corner, axis=1) for corner in (a, b, c))
        volume = np.einsum("ij,ij->i", a, np.cross(b, c))
        ab, bc, ca = (np.einsum("ij,ij->i", u, v) for u, v in ((a, b), (b, c), (c, a)))
        numbers.append(np.arctan2(volume, la * lb * lc + ab * lc + bc * la + ca * lb).sum() / (2 * np.pi))
    return np.array(numbers)


def test_there_are_people_of_all_sorts_in_both_halves():
    assert len(PEOPLE) >= 10
    for half in ("development", "check"):
        infos = [info for info in PEOPLE.values() if info.half == half]
        assert len(infos) >= 5
        assert {info.sex for info in infos} == {"woman", "man"}
        assert {info.build for info in infos} == {"slim", "average", "muscular", "heavy"}
        assert min(info.age_years for info in infos) < 18
        assert max(info.age_years for info in infos) > 60
    heights_m = [info.height_m for info in PEOPLE.values()]
    assert (min(heights_m), max(heights_m)) == (1.55, 1.95)


def test_the_data_are_those_that_were_compared_with_anny():
    provenance = json.loads(DATA_FILE.with_suffix(".json").read_text(encoding="utf-8"))
    assert hashlib.sha256(DATA_FILE.read_bytes()).hexdigest() == provenance["sha256"]
    assert provenance["people"].keys() == PEOPLE.keys()
    for entry in provenance["people"].values():
        assert entry["farthest_from_anny"]["heads_m"] < 1e-5
        assert entry["farthest_from_anny"]["vertices_m"] < ROUNDING_M


def test_the_data_are_small():
    assert DATA_FILE.stat().st_size < 4e6


def test_a_stranger_is_named():
    with pytest.raises(KeyError, match=r"nobody is called 'nemo'; there are woman_average"):
        load_person("nemo")


@everybody
def test_shapes_fit_together(name):
    person = load_person(name)
    vertices, bones = len(person.vertices_m), len(person.bone_names)
    assert person.name == name
    assert person.faces.shape == person.face_uv.shape
    assert (person.faces.min(), person.faces.max()) == (0, vertices - 1)
    assert (person.face_uv.min(), person.face_uv.max()) == (0, len(person.uv) - 1)
    assert ((person.uv >= 0) & (person.uv <= 1)).all()
    assert person.weights.shape == (vertices, bones)
    assert person.bone_heads_m.shape == (bones, 3)
    assert person.bone_parents[0] == -1
    assert all(0 <= parent < bone for bone, parent in enumerate(person.bone_parents[1:], start=1))
    assert {name: mask.shape for name, mask in person.masks.items()} == dict.fromkeys(
        ("lips", "ears", "eyelids", "nails", "eyeballs"), (vertices,)
    )


def test_every_vertex_is_wholly_held_by_the_bones():
    weights = load_person("woman_average").weights
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-6)
    assert weights.data.min() > 0.0


@everybody
def test_stands_on_the_floor_with_the_stated_height(name):
    heights_m = load_person(name).vertices_m[:, 2]
    assert heights_m.min() == pytest.approx(0.0, abs=ROUNDING_M)
    assert heights_m.max() == pytest.approx(PEOPLE[name].height_m, abs=0.02)


@everybody
def test_is_symmetric(name):
    person = load_person(name)
    distances_m, _ = cKDTree(person.vertices_m).query(person.vertices_m * MIRROR)
    assert distances_m.max() < 2e-3, "Anny's muscles are not quite, which no angle depends on"
    for joint in ("hip", "knee", "ankle", "shoulder", "asis", "heel", "toe"):
        left_m, right_m = person.joint_m(f"left_{joint}"), person.joint_m(f"right_{joint}")
        np.testing.assert_allclose(left_m, right_m * MIRROR, atol=2 * ROUNDING_M)
    assert person.joint_m("left_hip")[0] > 0.0


@everybody
def test_joints_are_inside_the_body(name):
    person = load_person(name)
    joints_m = [person.joint_m(f"{side}_{joint}") for side in SIDES for joint in JOINT_BONES]
    joints_m += [
        person.head_m(bone)
        for bone in ("root", "spine05", "spine04", "spine03", "spine02", "spine01", "head")
    ]
    assert _winding_numbers(joints_m, person.vertices_m, person.faces).min() > 0.9
    assert _winding_numbers([(0.5, -0.5, 1.0)], person.vertices_m, person.faces)[0] == pytest.approx(
        0.0, abs=0.01
    )


@everybody
def test_legs_are_proportioned_as_in_people(name):
    # Winter 2009 after Drillis & Contini 1966, of the height: hip 0.530, knee 0.285, ankle 0.039 (the bone's lower end;
    # the joint's centre is a little above). Individuals differ by a few hundredths.
    person = load_person(name)
    hip, knee, ankle = (
        person.joint_m(f"left_{joint}")[2] / PEOPLE[name].height_m for joint in ("hip", "knee", "ankle")
    )
    assert hip == pytest.approx(0.530, abs=0.03)
    assert knee == pytest.approx(0.285, abs=0.03)
    assert ankle == pytest.approx(0.039, abs=0.02)


@everybody
def test_landmarks_lie_where_they_are_said_to(name):
    person = load_person(name)
    hip, heel, toe, asis = (person.joint_m(f"left_{kind}") for kind in ("hip", "heel", "toe", "asis"))
    assert toe[1] == pytest.approx(person.vertices_m[person.vertices_m[:, 2] < 0.05, 1].min(), abs=0.002)
    assert heel[1] > person.joint_m("left_ankle")[1] > toe[1]
    assert heel[2] < 0.05
    assert asis[1] < hip[1] - 0.05, "in front of the hip"
    assert 0.05 < asis[2] - hip[2] < 0.11, "above it: 30 % of about 24 cm"
    assert 0.20 < 2 * asis[0] < 0.31, "some 24 cm apart, more under fat"


@everybody
def test_masks_are_in_their_places(name):
    person = load_person(name)
    eye_m, wrist_m = person.head_m("eye.L"), person.joint_m("left_wrist")
    lips, ears, eyelids, nails = (
        person.vertices_m[person.masks[mask] > 0.5] for mask in ("lips", "ears", "eyelids", "nails")
    )
    assert (np.abs(lips - (0.0, eye_m[1], eye_m[2] - 0.07)) < (0.04, 0.06, 0.03)).all()
    assert (np.abs(ears[:, 0]) > 1.5 * eye_m[0]).all()
    assert (np.linalg.norm(np.abs(eyelids) - np.abs(eye_m), axis=1) < 0.04).all()
    reach_m = np.linalg.norm(np.abs(nails) - np.abs(wrist_m), axis=1)
    assert (reach_m < 0.15 * PEOPLE[name].height_m).all()
    assert (reach_m > 0.05 * PEOPLE[name].height_m).all()
    eyeballs = person.vertices_m[person.masks["eyeballs"] > 0.5]
    assert (np.linalg.norm(np.abs(eyeballs) - np.abs(eye_m), axis=1) < 0.02).all()


def test_people_share_topology_and_are_loaded_once():
    one, other = load_person("woman_small"), load_person("man_tall_slim")
    assert load_person("woman_small") is one
    np.testing.assert_array_equal(one.faces, other.faces)
    assert one.weights is other.weights
    assert not one.vertices_m.flags.writeable
    assert not one.bone_heads_m.flags.writeable
