from __future__ import annotations

import numpy as np
import pytest

from synth.people import PEOPLE, load_person
from synth.tailoring import Measures, neighbours


@pytest.mark.parametrize("name", PEOPLE)
def test_heights_are_in_the_order_of_a_body(name):
    body = Measures(load_person(name))
    ankle, knee, hip, shoulder = (body.joint_m(joint)[2] for joint in ("ankle", "knee", "hip", "shoulder"))
    assert ankle < knee < body.crotch_z_m < hip < body.waist_z_m < shoulder


def test_shares_of_the_thigh_are_0_at_the_hip_and_1_at_the_knee():
    person = load_person("man_average")
    heights = [person.joint_m("left_hip"), person.joint_m("left_knee")]
    lifted = np.tile(np.mean(heights, axis=0), (len(person.vertices_m), 1))
    lifted[:2] = heights
    body = Measures(person, lifted)
    np.testing.assert_allclose(body.thigh_share[:3], [0.0, 1.0, 0.5], atol=1e-9)


def test_ways_down_the_arm_are_those_along_its_bones():
    person = load_person("man_average")
    shoulder, elbow, wrist = (person.joint_m(f"right_{joint}") for joint in ("shoulder", "elbow", "wrist"))
    lifted = np.tile(shoulder, (len(person.vertices_m), 1))
    lifted[:4] = [shoulder, (shoulder + elbow) / 2, elbow, wrist]
    body = Measures(person, lifted)
    upper = np.linalg.norm(elbow - shoulder)
    whole = upper + np.linalg.norm(wrist - elbow)
    np.testing.assert_allclose(body.down_arm_m[:4], [0, upper / 2, upper, whole], atol=2e-4)
    assert body.arm_m == pytest.approx(whole, abs=2e-4)


def test_every_point_belongs_to_arms_legs_head_or_trunk():
    body = Measures(load_person("woman_heavy"))
    total = body.arm + body.leg + body.head
    assert (total > -1e-6).all()
    assert (total < 1 + 1e-5).all()
    assert (body.foot <= body.leg + 1e-6).all()


def test_neighbours_average_what_surrounds_a_point():
    square = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    average = neighbours(4, square) @ np.array([1.0, 10.0, 100.0, 1000.0])
    np.testing.assert_allclose(
        average, [(10 + 100 + 1000) / 3, (1 + 100) / 2, (1 + 10 + 1000) / 3, (1 + 100) / 2]
    )
