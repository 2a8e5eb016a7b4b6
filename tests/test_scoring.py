"""Grades from probabilities, findings from reps, and differences between the legs only beyond their noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from hipcheck.catalog import At, Basis, Flaw, Threshold, load_catalog
from hipcheck.landmarks import Side
from hipcheck.measurement import Reading
from hipcheck.results import Finding, Grade, ViewKind
from hipcheck.scoring import RepReadings, findings_of, grade_of, graded_rep, summary_of
from hipcheck.settings import ScoringSettings, Settings
from tests.readings import a_reading, a_rep, a_view

LEFT, RIGHT = Side.LEFT, Side.RIGHT
GOOD, BORDERLINE, MILD, MARKED = Grade
SETTINGS = Settings()
CATALOG = load_catalog()
MOVEMENTS = CATALOG.movements
SLS = MOVEMENTS["single_leg_squat"]
FPPA = Threshold(
    flaw=Flaw.KNEE_INWARD, metric="knee_fppa_deg", at=At.BOTTOM, basis=Basis.EXCURSION, mild=10.0, marked=15.0,
    source="convention", note="As in the single-leg squat.",
)  # fmt: skip
DEPTH = Threshold(
    flaw=Flaw.LIMITED_DEPTH, metric="depth_deg", at=At.BOTTOM, basis=Basis.ABSOLUTE, mild=60.0, marked=45.0,
    source="convention", note="Smaller is worse.", above=False,
)  # fmt: skip
SURE = float(norm.ppf(0.8))
"""How many standard deviations past a cut-off make four fifths sure."""


@pytest.mark.parametrize("sigma", [0.1, 1.0, 2.0])
@pytest.mark.parametrize(
    ("past_mild_sds", "grade"),
    [(-3.0, GOOD), (-SURE - 0.01, GOOD), (-SURE + 0.01, BORDERLINE), (0.0, BORDERLINE),
     (SURE - 0.01, BORDERLINE), (SURE + 0.01, MILD)],
)  # fmt: skip
def test_around_the_first_cut_off(past_mild_sds, grade, sigma):
    assert grade_of(10.0 + past_mild_sds * sigma, sigma, FPPA, SETTINGS) is grade
    assert grade_of(60.0 - past_mild_sds * sigma, sigma, DEPTH, SETTINGS) is grade


@pytest.mark.parametrize("sigma", [0.1, 1.0, 2.0])
@pytest.mark.parametrize(
    ("past_marked_sds", "grade"), [(SURE - 0.01, MILD), (SURE + 0.01, MARKED), (5.0, MARKED)]
)
def test_around_the_second_cut_off(past_marked_sds, grade, sigma):
    assert grade_of(15.0 + past_marked_sds * sigma, sigma, FPPA, SETTINGS) is grade
    assert grade_of(45.0 - past_marked_sds * sigma, sigma, DEPTH, SETTINGS) is grade


def test_a_value_without_doubt_is_graded_by_the_cut_offs_alone():
    values = {9.99: GOOD, 10.01: MILD, 14.99: MILD, 15.01: MARKED}
    assert {value: grade_of(value, 0.0, FPPA, SETTINGS) for value in values} == values


def test_great_doubt_is_borderline_over_a_wide_range():
    """With a standard deviation of ten degrees nothing between 2 and 18 is clear."""
    grades = [grade_of(value, 10.0, FPPA, SETTINGS) for value in np.linspace(2.0, 18.0, 9)]
    assert set(grades) == {BORDERLINE}
    assert grade_of(1.0, 10.0, FPPA, SETTINGS) is GOOD


def test_grades_never_get_milder_as_the_value_grows():
    for sigma in (0.5, 3.0, 8.0):
        severities = [grade_of(x, sigma, FPPA, SETTINGS).severity for x in np.linspace(-20.0, 50.0, 400)]
        assert severities == sorted(severities)


def test_how_sure_is_a_setting():
    strict = Settings(scoring=ScoringSettings(sure=0.95, clear=0.05))
    assert grade_of(12.0, 2.0, FPPA, SETTINGS) is MILD  # 84 % sure
    assert grade_of(12.0, 2.0, FPPA, strict) is BORDERLINE


def fppa(
    value, *, side=LEFT, own=1.0, shared=0.0, excursion: float | str | None = "same", at=At.BOTTOM
) -> Reading:
    """A reading of the knee's angle; its change from standing is the same by default."""
    change = value if excursion == "same" else excursion
    return a_reading("knee_fppa_deg", value, side=side, own=own, shared=shared, excursion=change, at=at)


def deep(side=LEFT, value=70.0) -> Reading:
    return a_reading("depth_deg", value, side=side, own=2.0)


def reps_of(*groups: tuple[Side | None, list[Reading]]) -> tuple[RepReadings, ...]:
    return tuple(RepReadings(a_rep(n, side), tuple(rs), ()) for n, (side, rs) in enumerate(groups, start=1))


def found(reps, movement=SLS, view=None, settings=SETTINGS) -> list[Finding]:
    graded = tuple(graded_rep(r, movement, view or a_view(), settings) for r in reps)
    return list(findings_of(reps, graded, movement, CATALOG, settings))


def knee_findings(reps, **rest) -> list[Finding]:
    return [f for f in found(reps, **rest) if f.flaw is Flaw.KNEE_INWARD]


def set_of(values, side=LEFT, **rest):
    return reps_of(*((side, [deep(side), fppa(value, side=side, **rest)]) for value in values))


def test_a_rep_is_graded_where_its_movement_has_a_cut_off():
    (rep,) = reps_of(
        (LEFT, [deep(), fppa(20.0), fppa(22.0, at=At.PEAK), a_reading("descent_s", 1.0, at=At.REP)])
    )
    measured = graded_rep(rep, SLS, a_view(), SETTINGS)
    assert measured.get("knee_fppa_deg").grade is MARKED
    assert measured.get("knee_fppa_deg", At.PEAK).grade is None  # cut-offs are for the bottom
    assert measured.get("descent_s", At.REP).grade is None
    assert measured.get("depth_deg").grade is GOOD


def test_the_change_from_standing_is_graded_where_there_is_one():
    both, only_value = (reps_of((LEFT, [deep(), fppa(20.0, excursion=e)]))[0] for e in (3.0, None))
    assert graded_rep(both, SLS, a_view(), SETTINGS).get("knee_fppa_deg").grade is GOOD
    assert graded_rep(only_value, SLS, a_view(), SETTINGS).get("knee_fppa_deg").grade is MARKED


def test_the_doubt_belongs_to_the_number_that_is_graded():
    doubtful = a_reading("knee_fppa_deg", 13.0, shared=9.0, excursion=13.0, excursion_shared=0.1)
    (rep,) = reps_of((LEFT, [deep(), doubtful]))
    assert graded_rep(rep, SLS, a_view(), SETTINGS).get("knee_fppa_deg").grade is MILD


@pytest.mark.parametrize(
    ("depth_deg", "own", "is_graded"),
    [(30.0, 2.0, False), (40.0, 2.0, False), (42.0, 4.0, True), (60.0, 2.0, True)],
)
def test_a_rep_that_is_clearly_too_shallow_is_not_graded_on_what_depth_brings_out(depth_deg, own, is_graded):
    readings = [
        a_reading("depth_deg", depth_deg, own=own),
        fppa(20.0),
        a_reading("knee_wobble", 0.9, at=At.REP, own=0.02),
    ]
    (rep,) = reps_of((LEFT, readings))
    measured = graded_rep(rep, SLS, a_view(), SETTINGS)
    assert (measured.get("knee_fppa_deg").grade is not None) == is_graded
    assert measured.get("knee_wobble", At.REP).grade is MARKED  # wobbling is wobbling
    assert measured.get("depth_deg").grade is not None  # and shallow is shallow


def test_a_deadlift_may_keep_its_knee_nearly_straight():
    (rep,) = reps_of(
        (LEFT, [a_reading("knee_flexion_deg", 15.0), a_reading("trunk_lean_deg", 20.0, excursion=20.0)])
    )
    measured = graded_rep(rep, MOVEMENTS["single_leg_deadlift"], a_view(), SETTINGS)
    assert measured.get("trunk_lean_deg").grade is MARKED


def test_nothing_is_graded_from_an_oblique_view():
    (rep,) = reps_of(
        (LEFT, [a_reading("knee_flexion_deg", 90.0), a_reading("heel_rise", 0.5, at=At.PEAK, own=0.01)])
    )
    measured = graded_rep(rep, SLS, a_view(ViewKind.OBLIQUE), SETTINGS)
    assert all(m.grade is None for m in measured.measurements)
    assert found((rep,), view=a_view(ViewKind.OBLIQUE)) == []


@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ([20.0], MARKED),
        ([2.0, 12.5, 20.0], MILD),
        ([2.0, 2.0, 20.0], GOOD),
        ([2.0, 20.0], GOOD),  # of two in the middle, the milder
        ([12.5, 20.0, 20.0, 20.0], MARKED),
        ([2.0, 10.0, 20.0], BORDERLINE),
    ],
)
def test_the_grade_of_a_set_is_its_median_reps(values, grade):
    (finding,) = knee_findings(set_of(values))
    assert finding.grade is grade


@pytest.mark.parametrize(
    ("values", "shown_in", "consistent"),
    [
        ([20.0, 20.0, 20.0], (1, 2, 3), True),
        ([20.0, 2.0, 20.0, 2.0, 20.0], (1, 3, 5), True),  # 60 %
        ([20.0, 2.0, 2.0, 20.0, 2.0], (1, 4), False),
        ([2.0, 2.0], (), False),
        ([10.0, 10.0], (), False),  # borderline is not shown
    ],
)
def test_a_flaw_is_consistent_where_enough_reps_show_it(values, shown_in, consistent):
    (finding,) = knee_findings(set_of(values))
    assert (finding.shown_in, finding.graded, finding.consistent) == (shown_in, len(values), consistent)


def test_a_finding_tells_the_median_with_its_interval():
    (finding,) = knee_findings(set_of([11.0, 13.0, 18.0], own=3.0, shared=4.0))
    spread = np.std([11.0, 13.0, 18.0], ddof=1)
    half = 1.959964 * np.hypot(4.0, spread / np.sqrt(3.0))  # the reps scatter more than each one's own error
    assert finding.value == 13.0
    assert (finding.low, finding.high) == pytest.approx((13.0 - half, 13.0 + half), abs=1e-3)
    assert finding.basis is Basis.EXCURSION
    assert finding.side is LEFT
    assert "13" in finding.text


def test_more_reps_sharpen_a_finding_down_to_what_they_share():
    def half(reps: int) -> float:
        (finding,) = knee_findings(set_of([13.0] * reps, own=3.0, shared=2.0))
        return (finding.high - finding.low) / 2.0

    assert half(1) == pytest.approx(1.959964 * np.hypot(3.0, 2.0), abs=1e-3)
    assert half(9) == pytest.approx(1.959964 * np.hypot(1.0, 2.0), abs=1e-3)


def test_shallow_reps_do_not_count_towards_a_finding():
    reps = reps_of(
        (LEFT, [deep(), fppa(20.0)]),
        (LEFT, [a_reading("depth_deg", 30.0), fppa(2.0)]),
        (LEFT, [deep(), fppa(20.0)]),
    )
    (finding,) = knee_findings(reps)
    assert (finding.grade, finding.graded, finding.shown_in) == (MARKED, 2, (1, 3))


def test_a_flaw_is_judged_by_the_first_metric_that_could_be_read():
    foot = a_reading("knee_over_foot", 0.3, own=0.01)
    assert knee_findings(reps_of((LEFT, [deep(), fppa(2.0), foot])))[0].metric == "knee_fppa_deg"
    assert knee_findings(reps_of((LEFT, [deep(), foot])))[0].metric == "knee_over_foot"
    assert knee_findings(reps_of((LEFT, [deep()]))) == []


def test_each_leg_has_its_own_finding_and_the_worst_comes_first():
    reps = (*set_of([2.0] * 3), *set_of([20.0] * 3, side=RIGHT))
    findings = knee_findings(reps)
    assert [(f.side, f.grade) for f in findings] == [(RIGHT, MARKED), (LEFT, GOOD)]


@pytest.mark.parametrize(
    ("lean", "drop", "lean_says", "drop_says"),
    [
        (20.0, 20.0, True, True),
        (20.0, 2.0, False, True),  # a level pelvis under a leaning trunk may be level for that alone
        (2.0, 20.0, False, False),
        (2.0, 2.0, False, False),
    ],
)
def test_lean_and_drop_on_one_leg_are_named_together(lean, drop, lean_says, drop_says):
    def rows(side, lean, drop):
        leaning = a_reading("trunk_lean_deg", lean, side=side, excursion=lean, own=0.5)
        return [deep(side), leaning, a_reading("pelvic_drop_deg", drop, side=side, excursion=drop, own=0.5)]

    reps = reps_of((LEFT, rows(LEFT, lean, drop)), (RIGHT, rows(RIGHT, 2.0, 20.0)))
    text = {(f.flaw, f.side): f.text for f in found(reps) if f.flaw in (Flaw.TRUNK_LEAN, Flaw.PELVIC_DROP)}
    assert ("right hip sank as well" in text[Flaw.TRUNK_LEAN, LEFT]) is lean_says
    assert ("leaned over the same leg" in text[Flaw.PELVIC_DROP, LEFT]) is drop_says
    assert "leaned" not in text[Flaw.PELVIC_DROP, RIGHT], "the other leg's lean says nothing of this one"


def squat_rep(
    left: float, right: float, wobble: tuple[float, float] = (0.0, 0.0), index: int = 1
) -> RepReadings:
    readings = [deep(None, 95.0)]
    for side, value, shaky in zip(Side, (left, right), wobble, strict=True):
        readings.append(a_reading("knee_over_foot", value, side=side, own=0.01))
        readings.append(a_reading("knee_wobble", shaky, side=side, own=0.02, at=At.REP))
    return RepReadings(a_rep(index, None), tuple(readings), ())


@pytest.mark.parametrize(
    ("left", "right", "worse"), [(0.2, 0.0, LEFT), (0.0, 0.2, RIGHT), (0.2, 0.4, RIGHT), (0.4, 0.2, LEFT)]
)
def test_of_both_legs_in_a_squat_the_worse_is_told(left, right, worse):
    (finding,) = [
        f for f in found((squat_rep(left, right),), MOVEMENTS["squat"]) if f.flaw is Flaw.KNEE_INWARD
    ]
    assert (finding.side, finding.grade) == (worse, MARKED)


def test_the_summary_has_best_and_worst_by_what_is_worse():
    reps = reps_of(
        *(
            (LEFT, [deep(value=depth), fppa(value)])
            for depth, value in ((70.0, 4.0), (50.0, 12.0), (65.0, 7.0))
        )
    )
    summary = {s.metric: s for s in summary_of(reps, SLS, SETTINGS)}
    knee, depth = summary["knee_fppa_deg"], summary["depth_deg"]
    assert (knee.median, knee.best, knee.worst, knee.reps) == (7.0, 4.0, 12.0, 3)
    assert (depth.median, depth.best, depth.worst) == (65.0, 70.0, 50.0)
    assert knee.sd == pytest.approx(np.std([4.0, 12.0, 7.0], ddof=1))
    assert knee.low < knee.median < knee.high
    assert knee.excursion == 7.0
    assert depth.excursion is None


def test_a_shift_to_either_side_is_worse_the_further_it_goes():
    reps = reps_of(*((None, [a_reading("hip_shift", x, side=None)]) for x in (-0.4, 0.1, 0.2)))
    (summary,) = summary_of(reps, MOVEMENTS["squat"], SETTINGS)
    assert (summary.best, summary.worst, summary.median) == (0.1, -0.4, 0.1)


def test_the_summary_of_one_rep_has_no_spread():
    summary = {s.metric: s for s in summary_of(set_of([5.0]), SLS, SETTINGS)}
    assert np.isnan(summary["knee_fppa_deg"].sd)


def test_the_summary_keeps_legs_and_places_apart():
    reps = reps_of((LEFT, [fppa(1.0), fppa(2.0, at=At.PEAK)]), (RIGHT, [fppa(3.0, side=RIGHT)]))
    assert {(s.side, s.at): s.median for s in summary_of(reps, SLS, SETTINGS)} == {
        (LEFT, At.BOTTOM): 1.0, (LEFT, At.PEAK): 2.0, (RIGHT, At.BOTTOM): 3.0,
    }  # fmt: skip


def asymmetries(reps, movement=SLS) -> list[Finding]:
    return [f for f in found(reps, movement) if f.flaw is Flaw.ASYMMETRY]


def clear_asymmetries(reps, movement=SLS) -> list[Finding]:
    return [f for f in asymmetries(reps, movement) if f.grade is MILD]


def both_legs(left: list[float], right: list[float], **rest):
    return (*set_of(left, **rest), *set_of(right, side=RIGHT, **rest))


def test_a_difference_beyond_its_noise_is_told_of_the_worse_leg():
    (finding,) = asymmetries(both_legs([20.0, 21.0, 22.0], [4.0, 5.0, 6.0], own=1.0, shared=1.0))
    assert (finding.side, finding.metric, finding.grade) == (LEFT, "knee_fppa_deg", MILD)
    assert finding.value == 16.0
    assert finding.graded == 6
    (mirrored,) = asymmetries(both_legs([4.0, 5.0, 6.0], [20.0, 21.0, 22.0], own=1.0, shared=1.0))
    assert (mirrored.side, mirrored.value) == (RIGHT, -16.0)


def test_the_cameras_error_counts_twice_in_a_difference():
    """A turned camera moves the two legs in opposite directions."""
    (finding,) = asymmetries(both_legs([30.0] * 4, [0.0] * 4, own=0.0, shared=3.0))
    assert finding.limit == pytest.approx(1.959964 * 6.0, abs=1e-3)
    (smaller,) = asymmetries(both_legs([11.0] * 4, [0.0] * 4, own=0.0, shared=3.0))
    assert (smaller.grade, smaller.side, smaller.value) == (GOOD, None, 11.0)
    assert smaller.text == "Your knees moved inward alike, as far as filming can tell: 11° (-1 to 23) apart."


def test_of_what_stays_within_its_noise_one_comparison_for_each_flaw_is_enough():
    """A flaw's first number that could be read on both legs stands for it; whatever differs clearly is all told."""
    reps = []
    for side, over_foot in ((LEFT, 0.3), (RIGHT, 0.0)):
        rows = [deep(side), a_reading("knee_fppa_deg", 8.0, side=side, own=3.0, excursion=8.0)]
        rows += [a_reading("hip_adduction_deg", 8.0, side=side, own=3.0, excursion=8.0)]
        rows += [a_reading("trunk_lean_deg", 5.0, side=side, own=3.0, excursion=5.0)]
        reps.append((side, rows, a_reading("knee_over_foot", over_foot, side=side, own=0.02)))
    alike = asymmetries(reps_of(*((side, rows) for side, rows, _ in reps)))
    assert [(f.metric, f.grade) for f in alike] == [("knee_fppa_deg", GOOD), ("trunk_lean_deg", GOOD)]
    differing = asymmetries(reps_of(*((side, [*rows, one_more]) for side, rows, one_more in reps)))
    assert [(f.metric, f.grade) for f in differing] == [("knee_over_foot", MILD), ("trunk_lean_deg", GOOD)]


def test_reps_sharpen_only_their_own_error():
    (finding,) = asymmetries(both_legs([30.0] * 4, [0.0] * 9, own=6.0, shared=1.0))
    assert finding.limit == pytest.approx(1.959964 * np.sqrt(2.0**2 + 3.0**2 + 2.0**2), abs=1e-3)


def test_a_difference_must_point_the_same_way_in_most_pairs_of_reps():
    # Medians 20 and 4, but two of five left reps are as good as the right: 3 of 5 pairs differ the same way.
    (unclear,) = asymmetries(both_legs([20.0, 20.0, 20.0, 2.0, 2.0], [4.0] * 5, own=0.1))
    assert (unclear.grade, unclear.side, unclear.consistent) == (BORDERLINE, LEFT, False)
    (clear,) = asymmetries(both_legs([20.0, 20.0, 20.0, 20.0, 2.0], [4.0] * 5, own=0.1))
    assert (clear.grade, clear.side, clear.consistent) == (MILD, LEFT, True)


def test_one_leg_alone_has_no_difference():
    assert asymmetries(set_of([20.0] * 3)) == []


def test_without_standing_the_doubt_of_the_values_themselves_counts():
    def limit(excursion: float | None) -> float:
        reps = []
        for side, value in ((LEFT, 40.0), (RIGHT, 0.0)):
            change = None if excursion is None else value
            reading = a_reading(
                "knee_fppa_deg", value, side=side, own=0.0, shared=5.0, excursion=change, excursion_shared=1.0
            )
            reps.append((side, [deep(side), reading]))
        (finding,) = asymmetries(reps_of(*reps))
        return float(finding.limit)

    assert limit(1.0) == pytest.approx(1.959964 * 2.0, abs=1e-3)
    assert limit(None) == pytest.approx(1.959964 * 10.0, abs=1e-3)


def test_false_alarms_of_a_symmetric_person_are_as_rare_as_promised():
    random = np.random.default_rng(7)
    shared, own, sets, alarms = 4.0, 3.0, 300, 0
    for _ in range(sets):
        camera = random.normal(0.0, shared)
        left, right = (8.0 + sign * camera + random.normal(0.0, own, 4) for sign in (1.0, -1.0))
        alarms += bool(clear_asymmetries(both_legs(list(left), list(right), own=own, shared=shared)))
    assert alarms / sets <= 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / sets)


def shifts(values: list[float], **rest) -> list[Finding]:
    readings = [a_reading("hip_shift", v, side=None, excursion=v, **rest) for v in values]
    return asymmetries(reps_of(*((None, [r]) for r in readings)), MOVEMENTS["squat"])


def test_hips_that_shift_over_one_foot_are_a_difference():
    (finding,) = shifts([0.3, 0.28, 0.33], own=0.03)
    assert (finding.side, finding.metric, finding.value) == (LEFT, "hip_shift", 0.3)
    (other,) = shifts([-0.3, -0.28, -0.33], own=0.03)
    assert other.side is RIGHT


def test_a_small_shift_is_within_its_noise_and_a_changing_one_is_too_close_to_call():
    (small,) = shifts([0.05, 0.04, 0.06], own=0.05)
    assert (small.grade, small.side) == (GOOD, None)
    (changing,) = shifts([0.9, -0.3, 0.9], own=0.01)
    assert (changing.grade, changing.side) == (BORDERLINE, LEFT)


def test_a_shift_without_standing_to_compare_with_has_the_doubt_of_the_place_itself():
    readings = [a_reading("hip_shift", 0.5, side=None, own=0.0, shared=0.1, excursion_shared=0.01)]
    (finding,) = asymmetries(reps_of((None, readings)), MOVEMENTS["squat"])
    assert finding.limit == pytest.approx(1.959964 * 0.1, abs=1e-3)


def test_no_reps_no_findings():
    assert found(()) == []
    assert summary_of((), SLS, SETTINGS) == ()


def test_every_finding_has_words():
    reps = both_legs([20.0] * 3, [2.0] * 3)
    for finding in found(reps):
        assert finding.text.endswith(".")
        assert finding.text[0].isupper()
