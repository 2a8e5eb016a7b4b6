from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest

from benchmarks.accuracy.design import SURROUNDINGS, design
from synth.people import PEOPLE

DESIGN = design()
GRID = [p for p in DESIGN if "_grid_" in p.spec.name]
SAMPLE = [p for p in DESIGN if "_grid_" not in p.spec.name]
MOVEMENTS = ("squat", "single_leg_squat", "lateral_step_down", "forward_step_down", "single_leg_deadlift")


def kinds(planned):
    return Counter(p.spec.movement.kind for p in planned)


def test_it_is_the_same_every_time():
    assert design() == DESIGN
    assert len({p.spec.name for p in DESIGN}) == len(DESIGN) == 264


def test_the_halves_share_nobody_and_nothing():
    development, check = (SURROUNDINGS[half] for half in ("development", "check"))
    for name in ("people", "rooms", "colours"):
        assert not set(getattr(development, name)) & set(getattr(check, name)), name
    for p in DESIGN:
        among = SURROUNDINGS[p.half]
        assert PEOPLE[p.spec.look.person].half == p.half
        assert p.spec.look.person in among.people
        assert p.spec.room.kind in among.rooms
        assert {p.spec.look.top_colour, p.spec.look.bottom_colour} <= set(among.colours)
    cameras = [{p.spec.camera for p in SAMPLE if p.half == half} for half in SURROUNDINGS]
    assert not cameras[0] & cameras[1]


@pytest.mark.parametrize("half", SURROUNDINGS)
def test_the_grid_crosses_yaw_lean_and_body_with_each_knee_angle_once(half):
    mine = [p.spec for p in GRID if p.half == half]
    cells = Counter((s.look.person, s.camera.yaw_deg, s.movement.reps[0].trunk_lean_deg) for s in mine)
    people = {s.look.person for s in mine}
    yaws = (-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0)
    assert cells == Counter(product(people, yaws, (0.0, 10.0)))
    assert len(people) == 2
    for spec in mine:
        assert sorted(rep.knee_fppa_deg for rep in spec.movement.reps) == [0.0, 10.0, 20.0]
        assert len({(rep.side, rep.trunk_lean_deg) for rep in spec.movement.reps}) == 1


def test_everything_there_is_occurs_in_each_half():
    for half in SURROUNDINGS:
        mine = [p.spec for p in SAMPLE if p.half == half]
        assert set(kinds(p for p in SAMPLE if p.half == half)) == {
            *MOVEMENTS,
            "walk",
            "lunge",
            "sit_down",
            "wave",
        }
        for values in (
            {s.movement.free_leg for s in mine}, {s.look.top for s in mine}, {s.look.bottom for s in mine},
            {s.room.light for s in mine},
        ):  # fmt: skip
            assert len(values) in (3, 4, 5)
        assert {s.look.skin for s in mine} == set(range(6))
        assert {rep.side for s in mine for rep in s.movement.reps} == {"left", "right", None}
        assert any(s.room.bystander for s in mine)
        assert any(s.movement.walk_in for s in mine)
        assert any(s.film.frame_rate_hz >= 120 for s in mine)
        assert any(len({rep.side for rep in s.movement.reps}) == 2 for s in mine)
        assert {(s.camera.width_px > s.camera.height_px) for s in mine} == {True, False}


@pytest.mark.parametrize("count", [40, 80, 160])
def test_any_first_so_many_are_a_small_design_of_the_same_make_up(count):
    first = DESIGN[:count]
    assert Counter(p.half for p in first) == {"development": count // 2, "check": count // 2}
    share = count / len(DESIGN)
    for kind, total in kinds(DESIGN).items():
        assert abs(kinds(first)[kind] - share * total) <= max(3.0, 0.35 * share * total), kind
    assert abs(sum(p in GRID for p in first) - share * len(GRID)) <= 2
    others = sum(len(p.models) == 3 for p in first) / count
    assert 0.25 < others < 0.45


def test_cameras_that_face_the_person_cover_both_sides_evenly():
    yaws = np.array([p.spec.camera.yaw_deg for p in SAMPLE if abs(p.spec.camera.yaw_deg) < 30.0])
    assert len(yaws) > 80
    assert abs(yaws.mean()) < 1.5
    assert 0.25 < np.mean(np.abs(yaws) <= 3.0) < 0.45
    assert np.abs(yaws).max() <= 24.0


def test_no_clip_lies_near_a_limit_between_views():
    # What is a front view at 30° is an oblique one at 31°: nobody could say which is right.
    for p in SAMPLE:
        off = abs(p.spec.camera.yaw_deg)
        off = min(off, 180.0 - off)
        assert off <= 24.0 or 38.0 <= off <= 57.0 or off >= 74.0, p.spec.name


def test_partial_reps_are_clearly_partial():
    partial = 0
    for p in SAMPLE:
        bends = [rep.trunk_flexion_deg or rep.knee_flexion_deg for rep in p.spec.movement.reps]
        if p.spec.movement.kind in MOVEMENTS and bends:
            shares = np.array(bends) / max(bends)
            assert not ((shares > 0.4) & (shares < 0.7)).any(), p.spec.name
            partial += int((shares < 0.4).any())
    assert partial >= 10


def test_every_movement_can_be_done():
    from synth.movements import duration_s, perform
    from synth.people import load_person

    for p in DESIGN[::7]:
        movement = p.spec.movement
        length_s = duration_s(movement)
        assert 2.0 <= length_s < 25.0, p.spec.name
        times_s = np.linspace(0.0, length_s, 9)
        assert len(perform(load_person(p.spec.look.person), movement, times_s).poses) == 9
