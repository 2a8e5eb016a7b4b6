from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from synth import rig
from synth.people import JOINT_BONES, PEOPLE, SIDES, load_person

UPRIGHT = np.eye(3)
everybody = pytest.mark.parametrize("name", PEOPLE)
both_sides = pytest.mark.parametrize("side", SIDES)


def turn(axis, degrees):
    return Rotation.from_euler(axis, degrees, degrees=True).as_matrix()


def at_rest(**changed):
    limbs = dict.fromkeys(("thigh", "shank", "foot", "upper_arm", "forearm", "hand"), UPRIGHT)
    rest = {
        "pelvis": UPRIGHT,
        "thorax": UPRIGHT,
        "head": UPRIGHT,
        "left": rig.Limbs(**limbs),
        "right": rig.Limbs(**limbs),
    }
    return rig.Segments(**(rest | changed))


def squatting(person, *, pelvis=UPRIGHT, thorax=UPRIGHT, flexion_deg=(0.0, 0.0)):
    """Thighs flexed by so much (left, right), shanks upright, the arms hanging from the thorax."""
    limbs = {}
    for side, angle_deg in zip(SIDES, flexion_deg, strict=True):
        angle = np.radians(angle_deg)
        thigh, shank = rig.leg_rotations(
            person,
            side,
            knee_to_hip=(0, np.sin(angle), np.cos(angle)),
            ankle_to_knee=(0, 0, 1),
            thigh_forward=(0, -np.cos(angle), np.sin(angle)),
            shank_forward=(0, -1, 0),
        )
        down = thorax @ (0.1 if side == "left" else -0.1, -0.1, -1.0)
        upper_arm, forearm, hand = rig.arm_rotations(
            person, side, thorax, shoulder_to_elbow=down, elbow_to_wrist=down
        )
        limbs[side] = rig.Limbs(
            thigh=thigh, shank=shank, foot=UPRIGHT, upper_arm=upper_arm, forearm=forearm, hand=hand
        )
    return rig.Segments(pelvis=pelvis, thorax=thorax, head=thorax, **limbs)


def random_pose(person, seed):
    random = np.random.default_rng(seed)
    rotations = Rotation.from_rotvec(random.normal(0.0, 0.5, (len(person.bone_names), 3))).as_matrix()
    return rig.pose_from_rotations(person, rotations, root_m=random.normal(0.0, 1.0, 3))


def drop_deg(left_m, right_m):
    """How much lower the left one is, in the world's frontal plane."""
    return np.degrees(np.arctan2(right_m[2] - left_m[2], left_m[0] - right_m[0]))


@everybody
def test_no_rotation_is_the_body_at_rest(name):
    person = load_person(name)
    pose = rig.pose_from_segments(person, at_rest(), joint="root", at_m=person.head_m("root"))
    np.testing.assert_allclose(pose.heads_m, person.bone_heads_m, atol=1e-12)
    np.testing.assert_allclose(rig.skin(person, pose), person.vertices_m, atol=1e-6)
    for joint, place_m in rig.joints_m(person, pose).items():
        np.testing.assert_allclose(place_m, person.joint_m(joint), atol=1e-6)


def test_turning_everything_turns_the_body_as_a_whole():
    person = load_person("man_average")
    whole = Rotation.from_rotvec([0.3, -1.1, 2.0]).as_matrix()
    bent = squatting(person, pelvis=turn("x", 30), thorax=turn("xz", [40, 10]), flexion_deg=(60, 80))
    pose = rig.pose_from_segments(person, bent, joint="root", at_m=(0, 0, 0))
    turned = rig.pose_from_rotations(person, whole @ pose.rotations, root_m=(0, 0, 0))
    np.testing.assert_allclose(turned.heads_m, pose.heads_m @ whole.T, atol=1e-12)
    np.testing.assert_allclose(rig.skin(person, turned), rig.skin(person, pose) @ whole.T, atol=2e-6)
    for joint, place_m in rig.joints_m(person, turned).items():
        np.testing.assert_allclose(place_m, whole @ rig.joints_m(person, pose)[joint], atol=1e-6)


def test_turning_all_segments_is_turning_all_bones():
    person = load_person("woman_average")
    whole = turn("zyx", [50, 20, 10])
    limbs = rig.Limbs(thigh=whole, shank=whole, foot=whole, upper_arm=whole, forearm=whole, hand=whole)
    segments = rig.Segments(pelvis=whole, thorax=whole, head=whole, left=limbs, right=limbs)
    pose = rig.pose_from_segments(person, segments, joint="root", at_m=(0, 0, 1))
    np.testing.assert_allclose(pose.rotations, np.broadcast_to(whole, pose.rotations.shape), atol=1e-9)


def test_bones_keep_their_lengths():
    person = load_person("woman_heavy")
    parents = person.bone_parents[1:]

    def lengths_m(heads_m):
        return np.linalg.norm(heads_m[1:] - heads_m[parents], axis=1)

    for seed in range(5):
        np.testing.assert_allclose(
            lengths_m(random_pose(person, seed).heads_m), lengths_m(person.bone_heads_m), atol=1e-12
        )


def test_skin_is_the_weighted_mean_of_what_each_bone_would_do():
    person = load_person("teen_boy")
    pose = random_pose(person, 7)
    vertices_m = rig.skin(person, pose)
    weights = person.weights.toarray()
    for vertex in range(0, len(vertices_m), 500):
        relative_m = person.vertices_m[vertex] - person.bone_heads_m
        each_m = np.einsum("bij,bj->bi", pose.rotations, relative_m) + pose.heads_m
        np.testing.assert_allclose(vertices_m[vertex], weights[vertex] @ each_m, atol=2e-6)


def test_the_same_pose_gives_the_same_skin():
    person = load_person("woman_older")
    first, second = (rig.skin(person, random_pose(person, 3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("joint", ["right_ankle", "left_knee", "left_heel", "right_toe", "root"])
def test_the_asked_joint_is_where_it_was_asked_for(joint):
    person = load_person("man_older")
    segments = squatting(person, pelvis=turn("x", 20), thorax=turn("x", 30), flexion_deg=(40, 60))
    pose = rig.pose_from_segments(person, segments, joint=joint, at_m=(0.1, -0.2, 0.3))
    place_m = pose.heads_m[0] if joint == "root" else rig.joints_m(person, pose)[joint]
    np.testing.assert_allclose(place_m, (0.1, -0.2, 0.3), atol=1e-12)


@everybody
@both_sides
def test_leg_bones_point_where_they_are_told(name, side):
    person = load_person(name)
    thigh_up, shank_up, forward = (
        np.array([0.2, 0.8, 0.6]),
        np.array([-0.1, -0.5, 2.0]),
        np.array([0.1, -1.0, 0.4]),
    )
    thigh, shank = rig.leg_rotations(
        person, side, knee_to_hip=thigh_up, ankle_to_knee=shank_up, thigh_forward=forward
    )
    hip, knee, ankle = (person.joint_m(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    for rotation, bone_m, up in ((thigh, hip - knee, thigh_up), (shank, knee - ankle, shank_up)):
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(rotation) == pytest.approx(1.0)
        np.testing.assert_allclose(
            rotation @ bone_m / np.linalg.norm(bone_m), up / np.linalg.norm(up), atol=1e-12
        )
        front = rotation @ np.array([0.0, -1.0, 0.0])
        across = forward - up * (forward @ up) / (up @ up)
        assert front @ across > 0.98 * np.linalg.norm(across), "the front of the leg looks forward"


@both_sides
def test_legs_told_to_be_as_at_rest_are_at_rest(side):
    person = load_person("woman_tall_lean")
    hip, knee, ankle = (person.joint_m(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    rotations = rig.leg_rotations(
        person, side, knee_to_hip=hip - knee, ankle_to_knee=knee - ankle, thigh_forward=(0, -1, 0)
    )
    np.testing.assert_allclose(rotations, np.broadcast_to(UPRIGHT, (2, 3, 3)), atol=1e-12)


@both_sides
def test_arm_bones_point_where_they_are_told(side):
    person = load_person("man_muscular")
    thorax = turn("x", 30)
    to_elbow, to_wrist = np.array([0.0, -1.0, 0.1]), np.array([0.3, -1.0, 0.5])
    upper_arm, forearm, hand = rig.arm_rotations(
        person, side, thorax, shoulder_to_elbow=to_elbow, elbow_to_wrist=to_wrist
    )
    limbs = rig.Limbs(
        thigh=UPRIGHT, shank=UPRIGHT, foot=UPRIGHT, upper_arm=upper_arm, forearm=forearm, hand=hand
    )
    pose = rig.pose_from_segments(
        person, at_rest(thorax=thorax, **{side: limbs}), joint="root", at_m=(0, 0, 1)
    )
    joints = rig.joints_m(person, pose)
    shoulder, elbow, wrist = (joints[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist"))
    for bone_m, told in ((elbow - shoulder, to_elbow), (wrist - elbow, to_wrist)):
        np.testing.assert_allclose(bone_m / np.linalg.norm(bone_m), told / np.linalg.norm(told), atol=1e-9)


def test_an_arm_is_not_turned_right_round():
    person = load_person("woman_average")
    elbow_to_shoulder = person.joint_m("left_shoulder") - person.joint_m("left_elbow")
    with pytest.raises(ValueError, match="no shortest way"):
        rig.arm_rotations(
            person, "left", UPRIGHT, shoulder_to_elbow=elbow_to_shoulder, elbow_to_wrist=(0, -1, 0)
        )


@everybody
@both_sides
def test_a_foot_turned_out_lies_flat_and_points_there(name, side):
    person = load_person(name)
    outwards = 1.0 if side == "left" else -1.0
    forward = np.array([outwards * np.sin(np.radians(12)), -np.cos(np.radians(12)), 0.0])
    foot = rig.foot_rotation(person, side, forward=forward)
    np.testing.assert_allclose(foot @ (0, 0, 1), (0, 0, 1), atol=1e-12)
    limbs = rig.Limbs(
        thigh=UPRIGHT, shank=UPRIGHT, foot=foot, upper_arm=UPRIGHT, forearm=UPRIGHT, hand=UPRIGHT
    )
    pose = rig.pose_from_segments(person, at_rest(**{side: limbs}), joint="root", at_m=person.head_m("root"))
    second_toe_m = pose.heads_m[person.bone_index[f"toe2-1.{side[0].upper()}"]]
    along_m = (second_toe_m - rig.joints_m(person, pose)[f"{side}_heel"])[:2]
    np.testing.assert_allclose(along_m / np.linalg.norm(along_m), forward[:2], atol=1e-6)
    assert rig.skin(person, pose)[:, 2].min() == pytest.approx(0.0, abs=1e-3)


def test_toes_stay_flat_when_told_to():
    person = load_person("woman_average")
    raised = turn("x", -25)
    limbs = dict.fromkeys(("thigh", "shank", "upper_arm", "forearm", "hand"), UPRIGHT)
    for toes, expected in ((None, raised), (UPRIGHT, UPRIGHT)):
        segments = at_rest(left=rig.Limbs(**limbs, foot=raised, toes=toes))
        pose = rig.pose_from_segments(person, segments, joint="root", at_m=(0, 0, 1))
        np.testing.assert_array_equal(pose.rotations[person.bone_index["toe1-1.L"]], expected)
        np.testing.assert_array_equal(pose.rotations[person.bone_index["foot.L"]], raised)


@everybody
def test_the_hip_joints_show_the_pelvis_and_nothing_else(name):
    person = load_person(name)
    segments = squatting(person, pelvis=turn("y", 12), thorax=turn("y", -10), flexion_deg=(20, 65))
    joints = rig.joints_m(
        person, rig.pose_from_segments(person, segments, joint="right_ankle", at_m=(0, 0, 0))
    )
    assert drop_deg(joints["left_hip"], joints["right_hip"]) == pytest.approx(12.0, abs=1e-9)


@everybody
@pytest.mark.parametrize(("drop", "lean", "pitch"), list(itertools.product((0, 12), (-10, 0, 10), (0, 20))))
def test_the_skin_over_the_hip_bones_shows_the_pelvis_whatever_the_trunk_does(name, drop, lean, pitch):
    # Some degrees off would make the rendered pelvis useless as a truth; a degree is what can be asked of skin.
    person = load_person(name)
    segments = squatting(
        person,
        pelvis=turn("y", drop) @ turn("x", pitch),
        thorax=turn("y", -lean) @ turn("x", pitch),
        flexion_deg=(60, 60),
    )
    joints = rig.joints_m(
        person, rig.pose_from_segments(person, segments, joint="right_ankle", at_m=(0, 0, 0))
    )
    assert drop_deg(joints["left_asis"], joints["right_asis"]) == pytest.approx(drop, abs=1.0)


def test_the_trunk_bends_above_the_pelvis():
    person = load_person("man_average")
    pose = rig.pose_from_segments(
        person, at_rest(thorax=turn("x", 40), head=turn("x", 20)), joint="root", at_m=(0, 0, 0)
    )
    bent_deg = {
        bone: np.degrees(Rotation.from_matrix(pose.rotations[index]).magnitude())
        for bone, index in person.bone_index.items()
        if bone.startswith(("root", "spine", "neck", "head"))
    }
    expected_deg = {
        "root": 0, "spine05": 0, "spine04": 0, "spine03": 20, "spine02": 40, "spine01": 40,
        "neck01": 35, "neck02": 30, "neck03": 25, "head": 20,
    }  # fmt: skip
    assert bent_deg == pytest.approx(expected_deg, abs=1e-6)


def test_every_joint_is_given():
    person = load_person("teen_girl")
    joints = rig.joints_m(person, random_pose(person, 0))
    kinds = (*JOINT_BONES, "asis", "heel", "toe")
    assert set(joints) == {f"{side}_{kind}" for side in SIDES for kind in kinds}
    assert all(place_m.shape == (3,) for place_m in joints.values())
