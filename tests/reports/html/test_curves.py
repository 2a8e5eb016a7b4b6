from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import At, Basis
from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import ChartKind, LineStyle
from hipcheck.reports.html.curves import MAX_POINTS, build_charts, rep_label
from hipcheck.results import Measurement, Rep, Trace
from tests.factories import make_analysis

STANDING_DEG = 1.0  # make_analysis: every knee_fppa_deg is one degree above its change from standing


def chart(analysis, kind, metric="knee_fppa_deg"):
    return next(c for c in build_charts(analysis) if c.metric == metric and c.kind is kind)


def line(drawn, side, style):
    return next(x for x in drawn.lines if x.side is side and x.style is style)


@pytest.fixture(scope="module")
def analysis():
    return make_analysis()


def test_graded_metrics_and_depth_come_first_each_over_time_and_over_the_rep(analysis):
    charts = build_charts(analysis)
    assert [(c.id, c.main) for c in charts] == [
        ("time-knee_fppa_deg", True),
        ("reps-knee_fppa_deg", True),
        ("time-depth_deg", True),
        ("reps-depth_deg", True),
        ("time-trunk_lean_deg", False),
        ("reps-trunk_lean_deg", False),
        ("time-hip_line_deg", False),
        ("reps-hip_line_deg", False),
    ]


def test_curves_show_the_change_from_standing_where_that_is_graded(analysis):
    drawn = chart(analysis, ChartKind.TIME)
    trace = analysis.trace("knee_fppa_deg", Side.RIGHT)
    curve = line(drawn, Side.RIGHT, LineStyle.CURVE)
    at_bottom = np.argmin(np.abs(trace.time_s - 8.0))
    assert curve.y[at_bottom] == pytest.approx(trace.values[at_bottom] - STANDING_DEG)
    assert drawn.y_label == "°, change from standing"


def test_curves_show_values_as_seen_where_those_are_graded_or_nothing_is(analysis):
    drawn = chart(analysis, ChartKind.TIME, "depth_deg")
    trace = analysis.trace("depth_deg", Side.LEFT)
    np.testing.assert_allclose(line(drawn, Side.LEFT, LineStyle.CURVE).y[30:200], trace.values[30:200])
    assert drawn.limits == ()


def test_without_a_known_standing_value_curves_fall_back_to_values_as_seen(analysis):
    unknown = [
        replace(m, measurements=tuple(replace(x, excursion=None) for x in m.measurements))
        for m in analysis.reps
    ]
    drawn = chart(replace(analysis, reps=tuple(unknown)), ChartKind.TIME)
    trace = analysis.trace("knee_fppa_deg", Side.RIGHT)
    np.testing.assert_allclose(line(drawn, Side.RIGHT, LineStyle.CURVE).y[300:], trace.values[300:])
    assert drawn.limits == (), "the cut-offs are for the change, which the curves then do not show"


def test_a_change_that_is_a_ratio_is_drawn_as_a_ratio(analysis):
    """Knees 0.8 of the ankles' distance apart in standing, 0.6 at the bottom: 0.75 of standing."""
    time_s = np.linspace(0.0, 4.0, 5)
    trace = Trace(
        "knee_ankle_separation", None, time_s, np.array([0.8, 0.8, 0.6, 0.8, 0.8]), np.full(5, 0.08)
    )
    rep = replace(
        analysis.reps[0],
        rep=Rep(1, None, 1.0, 2.0, 3.0, 2.0, 2.0),
        measurements=(Measurement(trace.metric, None, At.BOTTOM, 0.6, 0.52, 0.68, 0.75, 1.0),),
    )
    threshold = replace_threshold(analysis, trace.metric)
    finding = replace(analysis.findings[0], metric=trace.metric, side=None, threshold=threshold)
    drawn = chart(
        replace(analysis, traces=(trace,), reps=(rep,), findings=(finding,)), ChartKind.TIME, trace.metric
    )
    assert drawn.y_label == "%, share of standing"
    np.testing.assert_allclose(drawn.lines[0].y, [100.0, 100.0, 75.0, 100.0, 100.0])
    np.testing.assert_allclose(drawn.bands[0].high - drawn.bands[0].low, 100.0 * 2 * 0.08 / 0.8)
    assert [limit.value for limit in drawn.limits] == [100.0 * threshold.mild, 100.0 * threshold.marked]


def replace_threshold(analysis, metric):
    first = analysis.findings[0].threshold
    return type(first)(
        flaw=first.flaw, metric=metric, at=At.BOTTOM, basis=Basis.EXCURSION, mild=0.85, marked=0.7,
        source=first.source, note="", above=False,
    )  # fmt: skip


def test_a_legs_curve_pauses_while_the_other_leg_is_tested(analysis):
    drawn = chart(analysis, ChartKind.TIME)
    left = line(drawn, Side.LEFT, LineStyle.CURVE)
    inside_right_reps = (left.x > 7.01) & (left.x < 12.99)
    assert np.isnan(left.y[inside_right_reps]).all()
    assert np.isfinite(left.y[(left.x > 1.0) & (left.x < 6.9)]).all()


def test_the_band_is_the_interval_of_each_moment(analysis):
    drawn = chart(analysis, ChartKind.TIME)
    band = next(b for b in drawn.bands if b.side is Side.RIGHT)
    width = (band.high - band.low)[np.isfinite(band.high)]
    np.testing.assert_allclose(width, 2 * 5.5)  # make_analysis: half of the interval is 5.5°


def test_reps_are_shaded_and_named_after_their_leg(analysis):
    spans = chart(analysis, ChartKind.TIME).spans
    assert [(s.label, s.start_s, s.end_s) for s in spans][2:4] == [("L3", 5.0, 7.0), ("R4", 7.0, 9.0)]
    assert rep_label(Rep(2, None, 0.0, 1.0, 2.0, 1.0, 1.0)) == "2"


def test_cut_offs_are_drawn_with_the_stretch_that_gets_the_grade(analysis):
    drawn = chart(analysis, ChartKind.TIME)
    assert [(x.value, x.label) for x in drawn.limits] == [(10.0, "mild from 10°"), (15.0, "marked from 15°")]
    assert drawn.limits[0].until == 15.0
    assert drawn.limits[1].until == drawn.y_range[1]


def test_every_curve_band_and_cut_off_fits(analysis):
    for drawn in build_charts(analysis):
        low, high = drawn.y_range
        held = [x.y for x in drawn.lines] + [e for b in drawn.bands for e in (b.low, b.high)]
        assert np.nanmin(np.concatenate(held)) > low
        assert np.nanmax(np.concatenate(held)) < high
        assert all(low < limit.value < high for limit in drawn.limits)


def ensemble_of(analysis, peaks):
    """One rep each of 2 s, a triangle that reaches the peak at half of it."""
    time_s = np.linspace(0.0, 2.0 * len(peaks), 1 + 200 * len(peaks))
    shape = 1.0 - np.abs(time_s % 2.0 - 1.0)
    values = shape * np.append(np.repeat(peaks, 200), peaks[-1])
    reps = tuple(
        replace(
            analysis.reps[0],
            rep=Rep(i + 1, Side.LEFT, 2.0 * i, 2.0 * i + 1, 2.0 * i + 2, 2.0 * i + 1, 2.0 * i + 1),
        )
        for i in range(len(peaks))
    )
    trace = Trace("depth_deg", Side.LEFT, time_s, values, np.full(len(time_s), 3.0))
    return replace(analysis, traces=(trace,), reps=reps, findings=())


def test_reps_are_laid_over_one_another_with_mean_and_spread(analysis):
    drawn = chart(ensemble_of(analysis, [60.0, 64.0, 68.0]), ChartKind.REPS, "depth_deg")
    mean = line(drawn, Side.LEFT, LineStyle.MEAN)
    assert drawn.x_range == (0.0, 100.0)
    assert mean.y[50] == pytest.approx(64.0)
    assert mean.y[25] == pytest.approx(32.0)
    band = drawn.bands[0]
    assert (band.high - mean.y)[50] == pytest.approx(4.0)  # standard deviation of 60, 64, 68
    assert [x.rep.index for x in drawn.lines if x.style is LineStyle.REP] == [1, 2, 3]
    assert drawn.lines[-1].style is LineStyle.MEAN, "the mean is drawn in front"


def test_one_rep_alone_has_no_mean_and_no_spread(analysis):
    drawn = chart(ensemble_of(analysis, [60.0]), ChartKind.REPS, "depth_deg")
    assert [(x.style, x.rep.index) for x in drawn.lines] == [(LineStyle.CURVE, 1)]
    assert drawn.bands == ()


def test_no_reps_leave_the_clip_alone(analysis):
    charts = build_charts(replace(analysis, reps=(), findings=()))
    assert {c.kind for c in charts} == {ChartKind.TIME}


def test_a_metric_without_a_single_value_has_no_chart(analysis):
    trace = analysis.traces[0]
    empty = replace(trace, values=np.full(len(trace.time_s), np.nan))
    assert build_charts(replace(analysis, traces=(empty,), findings=())) == ()


def test_a_clip_of_any_length_gives_a_bounded_number_of_points(analysis):
    time_s = np.arange(0.0, 240.0, 1 / 60)
    trace = Trace("depth_deg", Side.LEFT, time_s, np.sin(time_s), np.ones(len(time_s)))
    drawn = chart(replace(analysis, traces=(trace,), findings=()), ChartKind.TIME, "depth_deg")
    assert MAX_POINTS / 2 < len(drawn.lines[0].x) <= MAX_POINTS


def test_the_caption_gives_the_graded_numbers(analysis):
    caption = chart(analysis, ChartKind.TIME).caption
    assert caption == "Median at the bottom: right leg 18° (13 to 23); left leg 4° (-1 to 9)."
