"""Clinical sheets: each fault its points, and nothing for what cannot be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from hipcheck.checklists import checklists_of
from hipcheck.landmarks import LEGS, Side
from hipcheck.results import Checklist, Grade, ViewKind
from tests.readings import a_rep, a_view, graded
from tests.stick_figure import FREE_LEG, LegPosture
from tests.stick_motions import Motion, alone_on, film, single_leg_bottom

GOOD, BORDERLINE, MILD, MARKED = Grade
SLS, STEP_DOWN = (load_catalog().movements[name] for name in ("single_leg_squat", "step_down"))
SIDES = pytest.mark.parametrize("side", Side)
GRADED = ("trunk_lean_deg", "pelvic_drop_deg", "hip_adduction_deg", "knee_over_foot", "knee_wobble")


def one_rep(side: Side = Side.LEFT, *, arm_deg: float = 15.0, free_out_deg: float = 0.0):
    """Landmarks of the rep that `a_rep` names, 1.0 to 3.2 s, arms and free leg moving as told."""
    rest = alone_on(side, FREE_LEG["behind"])
    bottom = single_leg_bottom(side, free="behind")
    free = replace(FREE_LEG["behind"], thigh_in_deg=-free_out_deg)
    bottom = replace(bottom, left_arm_deg=arm_deg, **{side.other.value: free})
    return film(Motion.starting(rest).hold(1.0).to(bottom, 1.0).hold(0.2).to(rest, 1.0).hold(1.0))


def filled(grades: dict[str, Grade] | list[dict[str, Grade]], movement=SLS, side=Side.LEFT, touches=0.0, poses=None,
           view=None) -> Checklist:  # fmt: skip
    rows = [grades] if isinstance(grades, dict) else grades
    # All reps at the same time: the sheet looks at the grades of each, and at the landmarks during it.
    reps = tuple(
        graded(replace(a_rep(1, side), index=n), row, touches) for n, row in enumerate(rows, start=1)
    )
    (sheet,) = checklists_of(reps, movement, one_rep(side) if poses is None else poses, view or a_view())
    return sheet


def item(sheet: Checklist, name: str):
    return next(i for i in sheet.items if i.id == name)


ALL_GOOD = dict.fromkeys(GRADED, GOOD)


@SIDES
def test_a_clean_set_has_no_points(side):
    sheet = filled(ALL_GOOD, side=side)
    assert (sheet.id, sheet.side, sheet.total) == ("qasls", side, 0.0)
    assert sheet.max_total == 9.0  # ten items, of which the pelvis' rotation is never seen
    assert len(sheet.items) == 10
    assert "automatic, not validated" in sheet.title
    assert sheet.band == ""


def test_what_cannot_be_seen_is_left_out_and_never_zero():
    sheet = filled({k: GOOD for k in GRADED if k != "pelvic_drop_deg"})
    pelvis = item(sheet, "pelvis_level")
    assert pelvis.score is None
    assert "could not be judged" in pelvis.reason
    assert sheet.max_total == 8.0
    rotation = item(sheet, "pelvis_rotation")
    assert rotation.score is None


QASLS_ITEM = {
    "trunk": "trunk_lean_deg", "pelvis_level": "pelvic_drop_deg", "thigh": "hip_adduction_deg",
    "knee_toe": "knee_over_foot", "wobble": "knee_wobble",
}  # fmt: skip


@pytest.mark.parametrize(("grade", "points"), [(GOOD, 0.0), (BORDERLINE, 0.5), (MILD, 1.0), (MARKED, 1.0)])
@pytest.mark.parametrize(("name", "metric"), QASLS_ITEM.items())
def test_a_fault_is_a_point_and_a_borderline_one_is_half(name, metric, grade, points):
    sheet = filled(ALL_GOOD | {metric: grade})
    assert item(sheet, name).score == points
    past_foot = 1.0 if (metric, grade) == ("knee_over_foot", MARKED) else 0.0
    assert sheet.total == points + past_foot


def test_a_knee_past_the_foot_is_a_point_of_its_own():
    assert item(filled(ALL_GOOD | {"knee_over_foot": MARKED}), "knee_foot").score == 1.0
    assert item(filled(ALL_GOOD | {"knee_over_foot": MILD}), "knee_foot").score == 0.0


@pytest.mark.parametrize(
    ("grades", "points"),
    [
        ([MILD, GOOD, GOOD], 0.0),
        ([MILD, MILD, GOOD], 1.0),
        ([GOOD, BORDERLINE, MILD], 0.5),
        ([GOOD, MILD], 0.5),
    ],
)
def test_a_set_scores_as_its_middle_rep(grades, points):
    sheet = filled([ALL_GOOD | {"trunk_lean_deg": grade} for grade in grades])
    assert item(sheet, "trunk").score == points
    shown = sum(grade is MILD for grade in grades)
    assert f"{shown} of {len(grades)} reps" in item(sheet, "trunk").reason


@pytest.mark.parametrize(("touches", "points"), [(0.0, 0.0), (1.0, 1.0), (3.0, 1.0)])
def test_a_foot_that_comes_down_is_a_point(touches, points):
    assert item(filled(ALL_GOOD, touches=touches), "touch").score == points


def test_a_foot_that_was_not_seen_is_left_out():
    sheet = filled(ALL_GOOD, touches=None)
    assert item(sheet, "touch").score is None
    assert sheet.max_total == 8.0


@pytest.mark.parametrize(("arm_deg", "points"), [(15.0, 0.0), (20.0, 0.0), (60.0, 1.0), (120.0, 1.0)])
def test_arms_that_move_are_a_point(arm_deg, points):
    assert item(filled(ALL_GOOD, poses=one_rep(arm_deg=arm_deg)), "arms").score == points


@SIDES
@pytest.mark.parametrize(("free_out_deg", "points"), [(0.0, 0.0), (10.0, 0.0), (25.0, 1.0)])
def test_a_free_thigh_that_moves_sideways_is_a_point(free_out_deg, points, side):
    poses = one_rep(side, free_out_deg=free_out_deg)
    assert item(filled(ALL_GOOD, side=side, poses=poses), "free_thigh").score == points


def test_arms_and_free_thigh_that_were_not_seen_are_left_out():
    poses = one_rep()
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, [LEGS[side].wrist for side in Side]] = True
    missing[:, LEGS[Side.RIGHT].knee] = True
    sheet = filled(ALL_GOOD, poses=poses.masked(missing))
    assert item(sheet, "arms").score is None
    assert item(sheet, "free_thigh").score is None
    assert sheet.max_total == 7.0


def test_one_arm_is_enough():
    poses = one_rep(arm_deg=60.0)  # the left one
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, LEGS[Side.RIGHT].wrist] = True
    assert item(filled(ALL_GOOD, poses=poses.masked(missing)), "arms").score == 1.0


@pytest.mark.parametrize(("grade", "points"), [(GOOD, 0.0), (BORDERLINE, 0.5), (MILD, 1.0), (MARKED, 2.0)])
def test_pivas_knee_is_worth_two_points(grade, points):
    sheet = filled(ALL_GOOD | {"knee_over_foot": grade}, STEP_DOWN)
    assert (sheet.id, sheet.max_total, len(sheet.items)) == ("piva", 6.0, 5)
    assert item(sheet, "knee").score == points


def test_pivas_knee_is_marked_where_most_reps_are():
    rows = [ALL_GOOD | {"knee_over_foot": grade} for grade in (MARKED, MARKED, GOOD)]
    assert item(filled(rows, STEP_DOWN), "knee").score == 2.0
    rows = [ALL_GOOD | {"knee_over_foot": grade} for grade in (MARKED, MILD, MILD)]
    assert item(filled(rows, STEP_DOWN), "knee").score == 1.0


@pytest.mark.parametrize(
    ("faults", "total", "band"),
    [
        ({}, 0.0, "good"),
        ({"trunk_lean_deg": MILD, "knee_wobble": BORDERLINE}, 1.5, "good"),
        ({"knee_over_foot": MARKED}, 2.0, "medium"),
        ({"knee_over_foot": MARKED, "trunk_lean_deg": MILD, "knee_wobble": BORDERLINE}, 3.5, "medium"),
        ({"knee_over_foot": MARKED, "trunk_lean_deg": MILD, "knee_wobble": MILD}, 4.0, "poor"),
    ],
)
def test_pivas_bands(faults, total, band):
    sheet = filled(ALL_GOOD | faults, STEP_DOWN)
    assert (sheet.total, sheet.band) == (total, band)


def test_a_sheet_with_an_item_left_out_has_no_band():
    sheet = filled({k: GOOD for k in GRADED if k != "pelvic_drop_deg"}, STEP_DOWN)
    assert (sheet.max_total, sheet.band) == (5.0, "")


def test_each_tested_leg_has_its_own_sheet():
    reps = (graded(a_rep(1, Side.RIGHT), ALL_GOOD, 0.0), graded(a_rep(2, Side.LEFT), ALL_GOOD, 0.0))
    sheets = checklists_of(reps, SLS, one_rep(), a_view())
    assert [sheet.side for sheet in sheets] == [Side.LEFT, Side.RIGHT]


@pytest.mark.parametrize("kind", [ViewKind.SIDE, ViewKind.OBLIQUE])
def test_sheets_are_filled_in_from_front_and_back_only(kind):
    reps = (graded(a_rep(), ALL_GOOD, 0.0),)
    assert checklists_of(reps, SLS, one_rep(), a_view(kind)) == ()
    assert len(checklists_of(reps, SLS, one_rep(), a_view(ViewKind.BACK))) == 1


@pytest.mark.parametrize("movement", ["squat", "single_leg_deadlift"])
def test_other_movements_have_no_sheet(movement):
    reps = (graded(a_rep(), ALL_GOOD, 0.0),)
    assert checklists_of(reps, load_catalog().movements[movement], one_rep(), a_view()) == ()


def test_no_reps_no_sheet():
    assert checklists_of((), SLS, one_rep(), a_view()) == ()


def test_a_free_leg_that_is_straight_is_judged_alike():
    rest = alone_on(Side.LEFT, LegPosture())
    poses = film(Motion.starting(rest).hold(4.0))
    assert item(filled(ALL_GOOD, poses=poses), "free_thigh").score == 0.0
