"""What could be judged, what not, and which of several signs decides."""

from dataclasses import replace

import pytest

from hipcheck.catalog import At, Flaw, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.judged import (
    deciding_grade,
    judged,
    mostly_unjudged,
    not_judged,
    purpose,
    second_signs,
    thresholds_of,
)
from hipcheck.results import Grade, Measurement
from tests.factories import make_analysis
from tests.reports.variants import squat_on_both_legs

ANALYSIS = make_analysis()  # a single-leg squat of which only the knee was judged
RIGHT = ANALYSIS.findings[0]
SQUAT = squat_on_both_legs()  # judged by the distance between the knees
BESIDE = (Flaw.PELVIC_DROP, Flaw.TRUNK_LEAN, Flaw.WOBBLE, Flaw.LIMITED_DEPTH, Flaw.HEEL_RISE)


def with_flaws(*flaws):
    return replace(ANALYSIS, findings=tuple(replace(RIGHT, flaw=flaw) for flaw in flaws))


def test_every_flaw_of_the_movement_is_either_judged_or_not():
    assert judged(ANALYSIS) == (Flaw.KNEE_INWARD,)
    assert not_judged(ANALYSIS) == BESIDE


def test_a_comparison_of_the_legs_judges_no_flaw():
    compared = replace(RIGHT, flaw=Flaw.ASYMMETRY, threshold=None)
    assert judged(replace(ANALYSIS, findings=(RIGHT, compared))) == (Flaw.KNEE_INWARD,)


@pytest.mark.parametrize(("others", "mostly"), [(0, True), (1, True), (2, False), (5, False)])
def test_half_of_what_belongs_to_a_movement_is_enough(others, mostly):
    assert mostly_unjudged(with_flaws(Flaw.KNEE_INWARD, *BESIDE[:others])) is mostly


def test_of_a_movement_of_the_users_own_the_findings_tell_the_cut_offs():
    own = replace(ANALYSIS, movement=replace(ANALYSIS.movement, id="mine"))
    assert thresholds_of(own) == [RIGHT.threshold]
    assert not_judged(own) == ()


def graded(analysis, metric):
    """The same with a grade on this metric in every rep."""
    more = Measurement(metric, Side.LEFT, At.BOTTOM, 0.2, 0.1, 0.3, None, 1.0, Grade.MARKED)
    reps = tuple(replace(rep, measurements=(*rep.measurements, more)) for rep in analysis.reps)
    return replace(analysis, reps=reps)


def test_a_second_sign_of_a_flaw_is_said_not_to_decide():
    assert second_signs(graded(SQUAT, "knee_over_foot"), METRICS) == (
        "Knee moving inward is judged by “Knees apart”; “Knee past toes” is a further sign that does not decide.",
    )


def test_two_further_signs_are_said_together():
    both = graded(graded(ANALYSIS, "knee_over_foot"), "hip_adduction_deg")
    (said,) = second_signs(both, METRICS)
    assert said.startswith(
        "Knee moving inward is judged by “Knee inward”; “Knee past toes” and “Thigh inward” are"
    )
    assert said.endswith("are further signs that do not decide.")


def test_a_sign_alone_or_not_shown_needs_no_word():
    assert second_signs(SQUAT, METRICS) == ()
    assert second_signs(graded(SQUAT, "knee_over_foot"), {"depth_deg", "knee_ankle_separation"}) == ()


class TestDecidingGrade:
    REP = ANALYSIS.reps[3]
    KNEE = REP.get("knee_fppa_deg", At.BOTTOM, Side.RIGHT)

    def test_is_that_of_what_a_finding_rests_on(self):
        assert self.KNEE.grade is Grade.MARKED
        assert deciding_grade(ANALYSIS, self.REP, self.KNEE) is Grade.MARKED

    def test_is_none_for_another_metric_place_or_leg(self):
        for other in (
            replace(self.KNEE, metric="hip_adduction_deg"),
            replace(self.KNEE, at=At.PEAK),
        ):
            assert deciding_grade(ANALYSIS, self.REP, other) is None
        left_only = replace(ANALYSIS, findings=(replace(RIGHT, side=Side.LEFT),))
        assert deciding_grade(left_only, self.REP, self.KNEE) is None

    def test_a_comparison_of_the_legs_decides_about_no_rep(self):
        compared = replace(ANALYSIS, findings=(replace(RIGHT, flaw=Flaw.ASYMMETRY, threshold=None),))
        assert deciding_grade(compared, self.REP, self.KNEE) is None

    def test_a_finding_about_both_legs_counts_for_either(self):
        both = replace(ANALYSIS, findings=(replace(RIGHT, side=None),))
        assert deciding_grade(both, self.REP, self.KNEE) is Grade.MARKED


def test_a_purpose_names_flaws_and_doubt():
    unclear = replace(RIGHT, flaw=Flaw.TRUNK_LEAN, grade=Grade.BORDERLINE)
    analysis = replace(ANALYSIS, findings=(RIGHT, unclear))
    assert purpose(analysis, ()) == ""
    assert purpose(analysis, (Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN)) == (
        "knee moving inward and trunk leaning to the side (too close to call)"
    )


def test_a_flaw_that_is_clear_on_one_leg_is_not_too_close_to_call():
    left = replace(RIGHT, side=Side.LEFT, grade=Grade.BORDERLINE)
    assert "too close" not in purpose(replace(ANALYSIS, findings=(RIGHT, left)), (Flaw.KNEE_INWARD,))


def test_every_flaw_has_an_aspect_of_its_own():
    aspects = [text.aspect for text in load_catalog().flaws.values()]
    assert len(set(aspects)) == len(Flaw)
