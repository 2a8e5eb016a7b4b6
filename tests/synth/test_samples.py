from __future__ import annotations

from synth.movements import duration_s
from synth.people import PEOPLE
from synth.samples import SAMPLES
from synth.spec_file import check_spec

SPECS = [sample.spec for sample in SAMPLES]
REPS = [rep for spec in SPECS for rep in spec.movement.reps]


def test_they_can_be_rendered_and_have_names_of_their_own():
    for spec in SPECS:
        check_spec(spec)
    assert len({spec.name for spec in SPECS}) == len(SPECS)


def test_they_are_short():
    for spec in SPECS:
        assert 4.0 <= duration_s(spec.movement) <= 11.0, spec.name


def test_every_movement_is_there_and_one_that_is_none():
    kinds = {spec.movement.kind for spec in SPECS}
    assert kinds == {
        "squat",
        "single_leg_squat",
        "lateral_step_down",
        "forward_step_down",
        "single_leg_deadlift",
        "walk",
    }


def test_every_view_is_there():
    yaws_deg = {abs(spec.camera.yaw_deg) for spec in SPECS}
    assert {0, 40, 90, 180} <= yaws_deg


def test_every_flaw_is_there_and_reps_without_any():
    assert any(rep.knee_fppa_deg >= 15 and rep.side for rep in REPS)
    assert any(rep.knee_fppa_deg >= 15 and not rep.side for rep in REPS)
    assert any(rep.pelvic_drop_deg >= 10 for rep in REPS)
    assert any(rep.trunk_lean_deg >= 10 for rep in REPS)
    assert any(rep.wobble_deg >= 2 for rep in REPS)
    assert any(rep.heel_rise_deg >= 15 for rep in REPS)
    assert any(rep.knee_flexion_deg <= 40 and rep.pelvic_drop_deg == 0 for rep in REPS)
    assert any({rep.side for rep in spec.movement.reps} == {"left", "right"} for spec in SPECS)
    assert sum("good" in spec.name for spec in SPECS) >= 3


def test_clips_for_everybody_show_only_people_on_whom_nothing_is_checked():
    assert {PEOPLE[spec.look.person].half for spec in SPECS} == {"development"}
