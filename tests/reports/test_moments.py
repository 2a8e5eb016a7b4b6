from dataclasses import replace

import msgspec
import numpy as np
import pytest

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.landmarks import Side
from hipcheck.reports.moments import LiveValue, Moments, Phase, value_at
from hipcheck.reports.wording import MISSING
from hipcheck.results import Facing, Grade, MeasuredRep, Measurement, Rep, Trace, View, ViewKind
from tests.factories import make_analysis

# make_analysis: reps of 2 s from 1.0 s on, 1 to 3 left, 4 to 6 right; pause from 0.9 to 1.1 s into each; the knee
# traces are peak·(1 - cos π(t - 1)) / 2, 19° on the right and 5° on the left; the right reps are flagged.


def trace(values, metric="knee_fppa_deg", side=Side.RIGHT, half=4.0):
    values = np.array(values, dtype=float)
    return Trace(metric, side, np.arange(len(values), dtype=float), values, np.full(len(values), half))


@pytest.mark.parametrize(
    ("time_s", "phase", "legs", "begun"),
    [
        (0.5, None, Side.LEFT, 0),
        (1.5, Phase.DOWN, Side.LEFT, 1),
        (2.0, Phase.HOLD, Side.LEFT, 1),
        (2.5, Phase.UP, Side.LEFT, 1),
        (5.5, Phase.DOWN, Side.LEFT, 3),
        (7.5, Phase.DOWN, Side.RIGHT, 1),
        (12.5, Phase.UP, Side.RIGHT, 3),
        (13.5, None, Side.RIGHT, 3),
    ],
)
def test_rep_and_phase(time_s, phase, legs, begun):
    moment = Moments(make_analysis()).at(time_s)
    assert (moment.phase, moment.legs, moment.begun, moment.total) == (phase, (legs,), begun, 3)


def test_between_reps_somebody_stands():
    analysis = make_analysis()
    later = tuple(
        replace(
            m,
            rep=Rep(
                m.rep.index, m.rep.side, *(t + m.rep.index for t in (m.rep.start_s, m.rep.bottom_s, m.rep.end_s)),
                m.rep.pause_start_s + m.rep.index, m.rep.pause_end_s + m.rep.index,
            ),
        )
        for m in analysis.reps
    )  # fmt: skip
    moment = Moments(replace(analysis, reps=later)).at(4.2)  # rep 1 ends at 4.0, rep 2 starts at 5.0
    assert (moment.phase, moment.begun) == (Phase.STANDING, 1)


def test_without_reps_there_is_nothing_to_say():
    moment = Moments(replace(make_analysis(), reps=(), findings=())).at(3.0)
    assert (moment.legs, moment.values, moment.flags, moment.phase) == ((), (), (), None)


@pytest.mark.parametrize(
    ("time_s", "expected"),
    [
        (0.0, 2.0),
        (0.25, 3.0),
        (1.0, 6.0),
        (1.5, np.nan),
        (2.5, np.nan),
        (3.0, 8.0),
        (-0.1, np.nan),
        (3.1, np.nan),
    ],
)
def test_a_value_is_interpolated_but_never_over_a_gap(time_s, expected):
    value, half = value_at(trace([2.0, 6.0, np.nan, 8.0]), time_s)
    np.testing.assert_equal(value, expected)
    np.testing.assert_equal(half, 4.0 if 0 <= time_s <= 3 else np.nan)


def test_values_are_of_the_tested_leg_with_their_margin():
    moment = Moments(make_analysis()).at(8.0)
    texts = {v.metric: v.text for v in moment.values}
    assert texts == {"knee_fppa_deg": "19 ±6°", "trunk_lean_deg": "6 ±3°", "depth_deg": "65 ±8°"}
    assert {v.side for v in moment.values} == {Side.RIGHT}
    assert moment.value("knee_fppa_deg", Side.LEFT) is None


def test_a_missing_value_keeps_its_row():
    analysis = make_analysis()
    gone = tuple(
        replace(t, values=np.full(len(t.values), np.nan)) if t.metric == "trunk_lean_deg" else t
        for t in analysis.traces
    )
    moment = Moments(replace(analysis, traces=gone)).at(8.0)
    assert [v.text for v in moment.values if v.metric == "trunk_lean_deg"] == [MISSING]
    assert moment.value("trunk_lean_deg", Side.RIGHT) is None


def test_a_flaw_shows_while_the_trace_is_beyond_the_cut_off():
    """Peak 19°, cut-off 10° above the standing value, which is 1° (value less excursion): from 11° on.

    19·(1 - cos πx)/2 ≥ 11 for x between 0.5505 and 1.4495 s after the start of the rep.
    """
    moments = Moments(make_analysis())
    for into_s, shows in ((0.54, False), (0.56, True), (1.0, True), (1.44, True), (1.46, False)):
        flags = moments.at(7.0 + into_s).flags
        assert [(f.words, f.grade, f.side) for f in flags] == (
            [("knee inward", Grade.MARKED, Side.RIGHT)] if shows else []
        )


def test_a_flaw_shows_in_the_reps_that_the_finding_names_only():
    analysis = make_analysis()
    finding = replace(analysis.findings[0], shown_in=(5,))
    moments = Moments(replace(analysis, findings=(finding,)))
    assert [bool(moments.at(t).flags) for t in (8.0, 10.0, 12.0)] == [False, True, False]


def test_too_little_shows_from_the_bottom_on():
    analysis = make_analysis()
    limit = msgspec.structs.replace(
        analysis.findings[0].threshold, flaw=Flaw.LIMITED_DEPTH, metric="depth_deg", above=False, mild=90.0,
        marked=70.0, basis=Basis.ABSOLUTE,
    )  # fmt: skip
    shallow = replace(
        analysis.findings[0], flaw=Flaw.LIMITED_DEPTH, metric="depth_deg", threshold=limit, shown_in=(4,)
    )
    fourth = analysis.reps[3]
    rows = tuple(replace(m, grade=Grade.MILD) if m.metric == "depth_deg" else m for m in fourth.measurements)
    reps = (*analysis.reps[:3], replace(fourth, measurements=rows), *analysis.reps[4:])
    moments = Moments(replace(analysis, reps=reps, findings=(shallow,)))
    assert [[f.words for f in moments.at(t).flags] for t in (7.5, 8.0, 8.9, 9.1)] == [
        [], ["limited depth"], ["limited depth"], [],
    ]  # fmt: skip


def test_an_asymmetry_is_no_flaw_of_a_moment():
    analysis = make_analysis()
    finding = replace(analysis.findings[0], flaw=Flaw.ASYMMETRY, threshold=None, limit=8.0)
    assert Moments(replace(analysis, findings=(finding,))).at(8.0).flags == ()


def both_legs(view):
    analysis = make_analysis()
    rep = Rep(1, None, 1.0, 2.0, 3.0, 1.9, 2.1)
    traces = (
        trace([2.0] * 5, "knee_fppa_deg", Side.LEFT),
        trace([3.0] * 5, "knee_flexion_deg", Side.RIGHT),
        trace([4.0] * 5, "knee_flexion_deg", Side.LEFT),
        trace([0.9] * 5, "knee_ankle_separation", None),
    )
    return replace(analysis, reps=(MeasuredRep(rep, (), ()),), traces=traces, findings=(), view=view)


def test_a_squat_tests_both_legs_and_has_no_projection_angle():
    front = View(ViewKind.FRONT, Facing.CAMERA, 0.0, 1.0, 0.0, 1.0)
    moment = Moments(both_legs(front)).at(2.0)
    assert moment.legs == (Side.LEFT, Side.RIGHT)
    assert [(v.metric, v.side) for v in moment.values] == [
        ("knee_ankle_separation", None),
        ("knee_flexion_deg", Side.RIGHT),
        ("knee_flexion_deg", Side.LEFT),
    ]
    assert moment.value("knee_ankle_separation", Side.LEFT).value == pytest.approx(0.9)


@pytest.mark.parametrize("kind", [ViewKind.SIDE, ViewKind.OBLIQUE])
@pytest.mark.parametrize(("yaw_deg", "near"), [(80.0, Side.LEFT), (-80.0, Side.RIGHT)])
def test_seen_from_the_side_a_squat_shows_the_near_leg(kind, yaw_deg, near):
    side_view = View(kind, Facing.IMAGE_LEFT, yaw_deg, 1.0, 0.0, 1.0)
    moment = Moments(both_legs(side_view)).at(2.0)
    assert [v.side for v in moment.values if v.metric == "knee_flexion_deg"] == [near]


def test_the_bottom_has_the_measured_values_and_the_flaws_of_its_rep():
    analysis = make_analysis()
    moment = Moments(analysis).bottom_of(analysis.reps[4])
    assert moment.begun == 2
    assert [(v.metric, v.value) for v in moment.values] == [
        ("knee_fppa_deg", 19.0), ("trunk_lean_deg", 6.1), ("depth_deg", 69.0),
    ]  # fmt: skip
    assert moment.grade("knee_fppa_deg", Side.RIGHT) is Grade.MARKED
    assert moment.grade("trunk_lean_deg", Side.RIGHT) is None
    assert Moments(analysis).bottom_of(analysis.reps[0]).flags == ()


def test_what_changes_as_a_share_of_standing_is_shown_as_one():
    """Standing 0.8 of the ankles' distance: 0.6 at the bottom is three quarters of it, as the finding says."""
    bottom = Measurement("knee_ankle_separation", None, At.BOTTOM, 0.6, 0.52, 0.68, 0.75, 1.0)
    analysis = both_legs(View(ViewKind.FRONT, Facing.CAMERA, 0.0, 1.0, 0.0, 1.0))
    analysis = replace(
        analysis,
        reps=(replace(analysis.reps[0], measurements=(bottom,)),),
        traces=(trace([0.8, 0.7, 0.6, 0.7, 0.8], "knee_ankle_separation", None, half=0.08),),
    )
    moments = Moments(analysis)
    assert [moments.at(t).values[0].text for t in (0.0, 2.0)] == ["100 ±10 %", "75 ±10 %"]
    assert moments.bottom_of(analysis.reps[0]).values[0].text == "75 ±10 %"


def test_the_cut_off_of_a_share_of_standing_is_a_share():
    """Standing 0.8, cut-off 1.25 of it: from 1.0 on."""
    analysis = both_legs(None)
    found = Measurement("knee_ankle_separation", None, At.BOTTOM, 1.2, 1.1, 1.3, 1.5, 1.0, Grade.MILD)
    limit = msgspec.structs.replace(
        make_analysis().findings[0].threshold, metric="knee_ankle_separation", mild=1.25, marked=1.4
    )
    finding = replace(
        make_analysis().findings[0], side=None, metric="knee_ankle_separation", threshold=limit, shown_in=(1,)
    )
    rising = trace([0.8, 0.8, 1.2, 0.8, 0.8], "knee_ankle_separation", None)
    analysis = replace(
        analysis,
        reps=(replace(analysis.reps[0], measurements=(found,)),),
        traces=(rising,),
        findings=(finding,),
    )
    assert [bool(Moments(analysis).at(t).flags) for t in (1.45, 1.55, 2.45, 2.55)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_value_without_margin_says_so():
    assert LiveValue("knee_fppa_deg", Side.LEFT, 13.4, float("nan")).text == "13 ±?°"
