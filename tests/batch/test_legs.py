import math
from dataclasses import replace

import msgspec
import pytest

from hipcheck.batch.legs import Level, as_finding, legs_of
from hipcheck.catalog import Flaw
from hipcheck.landmarks import Side
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import to_json_dict
from hipcheck.results import Grade, NotMeasured
from tests.batch.sheet.folders import analysis_of, trunk_finding
from tests.factories import make_analysis


def document_of(analysis):
    return msgspec.convert(to_json_dict(analysis), AnalysisDocument)


def legs(*findings, **changes):
    analysis = replace(make_analysis(), **changes)
    return legs_of(document_of(replace(analysis, findings=findings) if findings else analysis))


def knee(value, half, side=Side.RIGHT, grade=Grade.MARKED):
    finding = make_analysis().findings[0]
    return replace(finding, side=side, value=value, low=value - half, high=value + half, grade=grade)


def uneven(side, value=-15.0, limit=6.0, grade=Grade.MILD):
    """Left less right."""
    return replace(
        knee(value, limit, side, grade), flaw=Flaw.ASYMMETRY, threshold=None, limit=limit, text="They differ."
    )


def test_a_clip_of_both_legs_is_two_legs_and_each_has_its_own_findings():
    left, right = legs()
    assert (left.side, left.reps, right.side, right.reps) == (Side.LEFT, (1, 2, 3), Side.RIGHT, (4, 5, 6))
    assert [f.value for f in right.findings] == [18.0]
    assert (left.level, right.level) == (Level.LITTLE, Level.MARKED)


def test_a_movement_on_both_legs_is_one_and_has_the_findings_of_both():
    analysis = make_analysis()
    reps = tuple(replace(m, rep=replace(m.rep, side=None)) for m in analysis.reps)
    (both,) = legs(reps=reps)
    assert (both.side, len(both.reps)) == (None, 6)
    assert [f.side for f in both.findings] == [Side.RIGHT, Side.LEFT]


def test_a_leg_is_little_seen_when_most_of_the_movement_could_not_be_judged():
    """Of the six flaws of a single-leg squat: three judged good say little no more."""
    three = [
        replace(knee(3.0, 2.0, grade=Grade.GOOD), flaw=flaw)
        for flaw in (Flaw.KNEE_INWARD, Flaw.WOBBLE, Flaw.HEEL_RISE)
    ]
    assert legs(*three[:2])[1].level is Level.LITTLE
    assert legs(*three[:2])[1].grade is None
    assert legs(*three)[1].level is Level.GOOD


def test_nothing_graded_is_not_good():
    left, right = legs(uneven(None, value=1.0, grade=Grade.GOOD))
    assert (left.level, right.level, right.grade) == (Level.NONE, Level.NONE, None)


def test_a_difference_counts_for_the_leg_that_does_worse_only():
    good = [knee(3.0, 2.0, side, Grade.GOOD) for side in Side]
    left, right = legs(*good, uneven(Side.RIGHT))
    assert right.level is Level.MILD
    assert [f.flaw for f in right.flaws] == [Flaw.ASYMMETRY]
    assert left.flaws == ()


def test_a_flaw_told_by_two_metrics_is_one_flaw():
    other = replace(knee(0.2, 0.01, grade=Grade.MILD), metric="knee_over_foot")
    (_, right) = legs(knee(18.0, 2.0), other)
    assert [(f.flaw, f.grade) for f in right.flaws] == [(Flaw.KNEE_INWARD, Grade.MARKED)]


def order_of(**named):
    """Names in the order of urgency of right legs with these findings."""
    return sorted(named, key=lambda name: legs(*named[name])[1].urgency)


def test_the_worst_grade_that_is_certain_comes_first_and_what_could_not_be_graded_last():
    lean = trunk_finding(2.0, 1.0)
    third = replace(lean, flaw=Flaw.WOBBLE)
    assert order_of(
        none=[uneven(None, 1.0, grade=Grade.GOOD)],
        good=[knee(2.0, 3.0, grade=Grade.GOOD), lean, third],
        little=[knee(2.0, 3.0, grade=Grade.GOOD)],
        borderline=[knee(14.0, 8.0, grade=Grade.BORDERLINE)],
        mild=[knee(12.0, 1.0, grade=Grade.MILD)],
        marked=[knee(16.0, 0.5)],
    ) == ["marked", "mild", "borderline", "good", "little", "none"]


def test_more_flaws_come_first_within_a_grade():
    one = [knee(25.0, 2.0)]
    two = [knee(16.0, 2.0), trunk_finding(9.0, 0.5, grade=Grade.MILD)]
    assert order_of(one=one, two=two) == ["two", "one"]


def test_then_what_lies_furthest_beyond_its_cut_off_by_its_own_margin():
    """10 is the cut-off: 18 ± 8 lies one margin beyond it, 16 ± 2 three."""
    assert order_of(vague=[knee(18.0, 8.0)], sharp=[knee(16.0, 2.0)]) == ["sharp", "vague"]
    assert legs(knee(18.0, 8.0))[1].urgency[2] == pytest.approx(-1.0)
    assert legs(knee(16.0, 2.0))[1].urgency[2] == pytest.approx(-3.0)


def test_where_smaller_is_worse_below_is_beyond():
    """Depth of 40° against a cut-off of 60°, ± 10: two margins."""
    shallow = knee(40.0, 10.0)
    depth = replace(
        shallow, flaw=Flaw.LIMITED_DEPTH, metric="depth_deg",
        threshold=msgspec.structs.replace(shallow.threshold, metric="depth_deg", mild=60.0, marked=45.0, above=False),
    )  # fmt: skip
    assert legs(depth)[1].urgency[2] == pytest.approx(-2.0)


def test_an_interval_that_is_unknown_or_nothing_breaks_no_order():
    """Then the distance between the cut-offs is the measure: 18 lies 8 beyond 10, and 15 - 10 is 5."""
    unknown = replace(knee(18.0, 1.0), low=math.nan, high=math.nan)
    assert legs(unknown)[1].urgency[2] == pytest.approx(-1.6)
    assert legs(knee(18.0, 0.0))[1].urgency[2] == pytest.approx(-1.6)


def test_why_an_angle_was_withheld_is_that_of_its_own_leg():
    reasons = (
        NotMeasured("pelvic_drop_deg", Side.LEFT, "left reason", ""),
        NotMeasured("pelvic_drop_deg", Side.RIGHT, "right reason", "do that"),
    )
    left, right = legs(not_measured=reasons)
    assert (left.why_not("pelvis").reason, right.why_not("pelvis").reason) == ("left reason", "right reason")
    assert right.why_not("knee") is None
    assert right.looks_at("pelvis")


def test_an_angle_that_the_movement_does_not_have_is_not_looked_at():
    squat = replace(make_analysis().movement, id="squat")
    assert not legs(movement=squat)[0].looks_at("pelvis")


def test_findings_are_read_back_as_they_were():
    analysis = analysis_of(12.5)
    found = [as_finding(f) for f in document_of(analysis).findings]
    assert found == list(analysis.findings)
