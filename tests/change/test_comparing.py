"""Real, within noise or not comparable: two sessions held against each other."""

from __future__ import annotations

import pytest

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.change import Direction, Verdict, compare, compare_value, doubts, what_differs
from hipcheck.landmarks import Side
from hipcheck.results import Grade, ViewKind
from tests.sessions import FPPA, both, make_conditions, make_session, make_value, squat

LIMIT_DEG = 8.87
"""1.96 · √2 · 3.2 for the knee at the bottom."""


def knee(before, after):
    return compare_value(before, after, FPPA, Side.RIGHT)


class TestVerdict:
    @pytest.mark.parametrize("change_deg", [9.0, -9.0, 30.0])
    def test_beyond_the_limit_it_is_real(self, change_deg):
        change = knee(squat(10.0), squat(10.0 + change_deg))
        assert change.verdict is Verdict.REAL
        assert change.limit == pytest.approx(LIMIT_DEG, abs=0.01)
        assert change.difference == pytest.approx(change_deg)

    @pytest.mark.parametrize("change_deg", [0.0, 8.7, -8.7])
    def test_up_to_the_limit_it_is_noise(self, change_deg):
        assert knee(squat(10.0), squat(10.0 + change_deg)).verdict is Verdict.WITHIN_NOISE

    def test_a_grade_may_change_within_the_noise(self):
        change = knee(squat(13.0, grade="mild"), squat(7.0, grade="good"))
        assert change.verdict is Verdict.WITHIN_NOISE
        assert change.grade_changed
        assert (change.grade_before, change.grade_after) == (Grade.MILD, Grade.GOOD)
        assert change.flaw is Flaw.KNEE_INWARD

    def test_without_a_grade_in_both_none_has_changed(self):
        assert not knee(squat(13.0, grade="mild"), squat(7.0)).grade_changed

    def test_what_nobody_knows_the_noise_of_is_not_judged(self):
        a, b = (
            make_session([make_value(v, metric="descent_s", at=At.REP, basis=Basis.ABSOLUTE)])
            for v in (1.0, 9.0)
        )
        change = compare_value(a, b, "descent_s", Side.RIGHT)
        assert change.verdict is Verdict.NOT_COMPARABLE
        assert change.reason == "how much it differs from day to day by itself is not known"

    def test_what_one_session_lacks_is_not_comparable(self):
        bare = make_session([make_value(70.0, metric="depth_deg", basis=Basis.ABSOLUTE)])
        assert knee(squat(10.0), bare).reason == "only the earlier session has a value"
        assert knee(bare, squat(10.0)).reason == "only the later session has a value"


class TestDirection:
    def test_a_knee_that_moves_inward_less_is_better(self):
        assert knee(squat(20.0), squat(5.0)).direction is Direction.BETTER
        assert knee(squat(5.0), squat(20.0)).direction is Direction.WORSE

    def test_a_deeper_squat_is_better_as_its_cut_off_looks_downward(self):
        change = compare_value(
            squat(5.0, depth_deg=40.0), squat(5.0, depth_deg=70.0), "depth_deg", Side.RIGHT
        )
        assert (change.verdict, change.direction) == (Verdict.REAL, Direction.BETTER)

    def test_a_shift_to_either_side_is_worse_the_larger_it_is(self):
        values = [make_value(v, metric="hip_shift", side=None) for v in (-0.02, 0.2)]
        before, after = (make_session([v, make_value(v.value, metric="hip_shift", side=None, basis=Basis.ABSOLUTE)],
                                      movement="squat") for v in values)  # fmt: skip
        assert (
            compare_value(before, after, "hip_shift", None).direction is Direction.MORE
        )  # it has no cut-off

    def test_without_a_cut_off_it_is_only_more_or_less(self):
        before, after = (make_session(both(v), thresholds=()) for v in (5.0, 30.0))
        assert knee(before, after).direction is Direction.MORE

    def test_the_same_number_goes_nowhere(self):
        assert knee(squat(5.0), squat(5.0)).direction is None


class TestDepth:
    def test_where_both_passed_the_matched_depth_that_is_compared(self):
        change = knee(squat(10.0, matched=True, depth_deg=65.0), squat(25.0, matched=True, depth_deg=110.0))
        assert change.at is At.MATCHED
        assert change.verdict is Verdict.REAL
        assert change.limit == pytest.approx(8.32, abs=0.01)

    @pytest.mark.parametrize(("deeper_deg", "at"), [(9.9, At.BOTTOM), (-9.9, At.BOTTOM)])
    def test_else_the_bottom_where_the_depths_are_alike(self, deeper_deg, at):
        change = knee(squat(10.0, depth_deg=50.0), squat(25.0, depth_deg=50.0 + deeper_deg, matched=True))
        assert (change.at, change.verdict) == (at, Verdict.REAL)

    @pytest.mark.parametrize(("depths_deg", "which"), [((50.0, 70.0), "later"), ((70.0, 50.0), "earlier")])
    def test_else_it_is_not_comparable_and_says_how_far_apart(self, depths_deg, which):
        before, after = (squat(v, depth_deg=d) for v, d in zip((10.0, 40.0), depths_deg, strict=True))
        change = knee(before, after)
        assert change.verdict is Verdict.NOT_COMPARABLE
        assert (
            change.reason
            == f"the {which} session went 20° deeper ({depths_deg[0]:.0f}° and then {depths_deg[1]:.0f}°)"
        )
        assert (change.limit, change.direction) == (None, None)

    def test_the_depth_itself_is_compared_whatever_it_is(self):
        change = compare_value(
            squat(0.0, depth_deg=40.0), squat(0.0, depth_deg=95.0), "depth_deg", Side.RIGHT
        )
        assert change.verdict is Verdict.REAL

    def test_of_a_deadlift_the_trunk_tells_the_depth_and_not_the_knee(self):
        def deadlift(t_line, trunk_deg):
            return make_session(
                [make_value(v, metric=m, basis=Basis.ABSOLUTE)
                 for m, v in (("t_line_deg", t_line), ("trunk_forward_lean_deg", trunk_deg), ("knee_flexion_deg", trunk_deg))],
                movement="single_leg_deadlift", view=ViewKind.SIDE,
            )  # fmt: skip

        def t_line(before, after):
            return compare_value(before, after, "t_line_deg", Side.RIGHT)

        assert t_line(deadlift(150.0, 60.0), deadlift(170.0, 65.0)).verdict is Verdict.REAL
        assert "went 25° deeper" in t_line(deadlift(150.0, 60.0), deadlift(170.0, 85.0)).reason


class TestConditions:
    @pytest.mark.parametrize(
        ("other", "reason"),
        [
            ({"movement": "step_down"}, "one is a single-leg squat and the other a step-down"),
            ({"view": ViewKind.BACK}, "one was filmed from the front and the other from behind"),
            ({"variant": "free leg behind"}, "it was done in two ways (free leg in front, and free leg behind)"),
            ({"step_height_cm": 20.0}, "one step was 15 cm high and the other 20 cm"),
            ({"model": "lite"}, "one was measured with the model full and the other with lite"),
            ({"model_sha256": "cd" * 32}, "the files of the model full are not the same (abababab… and cdcdcdcd…)"),
            ({"hipcheck": "0.2.0"}, "one was measured by hipcheck 0.1.0 and the other by 0.2.0"),
            (
                {"settings": {**make_conditions().settings, "smoothing": {"cutoff_hz": 8.0, "order": 4, "rate_hz": 60.0}}},
                "the setting smoothing.cutoff_hz was 5 and 8",
            ),
        ],
        ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
    )  # fmt: skip
    def test_each_that_differs_forbids_it_and_both_are_named(self, other, reason):
        usual = {"variant": "free leg in front", "step_height_cm": 15.0}
        before, after = squat(5.0, **usual), squat(50.0, **(usual | other))
        assert what_differs(before, after) == reason
        comparison = compare(before, after)
        assert comparison.reason == reason
        assert {change.verdict for change in comparison.changes} == {Verdict.NOT_COMPARABLE}
        assert {change.reason for change in comparison.changes} == {reason}

    def test_all_that_differs_is_named(self):
        reason = what_differs(squat(5.0), squat(5.0, view=ViewKind.SIDE, model="lite"))
        assert reason == (
            "one was filmed from the front and the other from the side and one was measured with the model full and the "
            "other with lite"
        )

    @pytest.mark.parametrize(
        "other",
        [{"hipcheck": "0.1.7"}, {"settings": {**make_conditions().settings, "scoring": {"sure": 0.9}}},
         {"step_height_cm": 15.2}, {"clips": ("cd",)}],
    )  # fmt: skip
    def test_what_does_not_move_numbers_does_not_matter(self, other):
        assert (
            what_differs(
                squat(5.0, step_height_cm=15.0, clips=("ab",)),
                squat(5.0, **({"step_height_cm": 15.0} | other)),
            )
            == ""
        )

    def test_a_clip_is_not_compared_with_itself(self):
        assert (
            what_differs(squat(5.0, clips=("ab", "cd")), squat(6.0, clips=("cd",)))
            == "both were made from the same clip"
        )

    def test_a_view_that_nobody_knows_is_no_like_view(self):
        assert "from where cannot be told" in what_differs(squat(5.0, view=None), squat(5.0, view=None))

    def test_what_is_not_known_is_a_doubt_and_no_refusal(self):
        step = make_session(both(5.0), movement="step_down", step_height_cm=15.0, variant="lateral")
        unknown = make_session(both(5.0), movement="step_down")
        assert what_differs(step, unknown) == ""
        texts = doubts(step, unknown)
        assert len(texts) == 2
        assert "step's height is not written down" in texts[0]
        assert "(lateral)" in texts[1]
        assert any("how deep" in text for text in compare(step, unknown).doubts)
        assert compare(squat(1.0), squat(2.0)).doubts == ()


class TestSubjects:
    def test_legs_are_compared_each_with_itself_left_after_both(self):
        values = [*both(5.0, side=Side.LEFT), *both(9.0, side=Side.RIGHT)]
        comparison = compare(make_session(values), make_session(values))
        assert [(c.metric, c.side) for c in comparison.changes] == [(FPPA, Side.LEFT), (FPPA, Side.RIGHT)]

    def test_a_leg_that_only_one_session_has_is_not_comparable(self):
        comparison = compare(squat(5.0, side=Side.LEFT), squat(5.0, side=Side.RIGHT))
        assert {c.reason for c in comparison.changes} == {
            "only the earlier session has a value", "only the later session has a value",
        }  # fmt: skip

    def test_where_one_lacks_standing_what_was_seen_is_compared(self):
        before = make_session(both(5.0))
        after = make_session([make_value(30.0, basis=Basis.ABSOLUTE)])
        change = knee(before, after)
        assert (change.basis, change.verdict) == (Basis.ABSOLUTE, Verdict.REAL)
