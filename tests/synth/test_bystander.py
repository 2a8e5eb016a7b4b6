from __future__ import annotations

import numpy as np
import pytest

from synth.bystander import Passerby
from synth.people import PEOPLE, load_person
from synth.spec import CameraSpec, ClipSpec, LookSpec, RoomSpec

TIMES_S = np.linspace(0.0, 6.0, 61)


def passerby(yaw_deg=0.0, seed=0, person="woman_average"):
    spec = ClipSpec(
        name="x",
        look=LookSpec(person=person),
        camera=CameraSpec(yaw_deg=yaw_deg),
        room=RoomSpec(bystander=True, seed=seed),
    )
    return Passerby(spec, load_person(person), float(TIMES_S[-1]))


@pytest.mark.parametrize("person", ["woman_average", "man_heavy"])
def test_it_is_somebody_else_of_the_same_half(person):
    for seed in range(8):
        other = passerby(seed=seed, person=person).outfit.person
        assert other.name != person
        assert other.info.half == PEOPLE[person].half


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0, -90.0])
def test_they_walk_across_behind_the_person_as_the_camera_sees_it(yaw_deg):
    roots = np.array([pose.heads_m[0] for pose in passerby(yaw_deg).poses(TIMES_S)])
    from_camera = np.array([-np.sin(np.radians(yaw_deg)), np.cos(np.radians(yaw_deg)), 0.0])
    across = np.array([from_camera[1], -from_camera[0], 0.0])
    behind_m = roots @ from_camera
    assert behind_m.min() > 1.2
    assert behind_m.max() < 1.9
    assert np.ptp(roots @ across) > 1.2


def test_they_stand_upright_on_the_floor():
    walker = passerby(90.0)
    person = walker.outfit.person
    feet = [person.bone_index["foot.L"], person.bone_index["foot.R"]]
    head = person.bone_index["head"]
    for pose in walker.poses(TIMES_S[::10]):
        lowest_m = pose.heads_m[feet, 2].min()
        assert lowest_m == pytest.approx(person.bone_heads_m[feet[0], 2] - person.sole_m, abs=0.06)
        assert pose.heads_m[head, 2] - lowest_m > 0.85 * (
            person.bone_heads_m[head, 2] - person.bone_heads_m[feet[0], 2]
        )
