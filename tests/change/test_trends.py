"""Series of like sessions, against the first and against the last; several clips of one day as one session."""

from __future__ import annotations

import math

import pytest

from hipcheck.catalog import At, Basis, Flaw
from hipcheck.change import Graded, Verdict, merged, series_of, trends_of
from hipcheck.landmarks import Side
from hipcheck.results import Grade, ViewKind
from tests.sessions import FPPA, both, day, make_session, make_value, squat


def knee_trend(*sessions):
    return next(trend for trend in trends_of(sessions) if trend.metric == FPPA)


class TestSeries:
    def test_unlike_sessions_make_series_of_their_own(self):
        a, b, c, d = squat(1.0), squat(2.0, view=ViewKind.SIDE), squat(3.0), squat(4.0, view=ViewKind.SIDE)
        assert series_of([a, b, c, d]) == ((a, c), (b, d))

    def test_like_ones_keep_their_order(self):
        sessions = tuple(squat(float(n), label=str(n)) for n in range(5))
        assert series_of(sessions) == (sessions,)


class TestTrend:
    def test_each_session_is_held_against_the_first_and_the_last(self):
        """20, 14, 8: each step of 6° is within 8.9°, the 12° since the start are not."""
        trend = knee_trend(*(squat(v, date=day(n)) for n, v in ((1, 20.0), (8, 14.0), (15, 8.0))))
        first, second, third = trend.points
        assert (first.from_baseline, first.from_last) == (None, None)
        assert second.from_baseline == second.from_last
        assert second.from_last.verdict is Verdict.WITHIN_NOISE
        assert third.from_last.verdict is Verdict.WITHIN_NOISE
        assert third.from_baseline.verdict is Verdict.REAL
        assert (third.from_last.difference, third.from_baseline.difference) == (-6.0, -12.0)

    def test_all_points_are_read_where_the_first_is(self):
        sessions = [
            squat(10.0, matched=True),
            squat(12.0, depth_deg=72.0),
            squat(30.0, matched=True, depth_deg=110.0),
        ]
        trend = knee_trend(*sessions)
        assert trend.at is At.MATCHED
        assert [p.value is None for p in trend.points] == [False, True, False]
        assert (
            trend.points[1].from_baseline.reason
            == "only the earlier session has a value at the matched depth"
        )
        assert trend.points[2].from_last.before.value == 10.0, "the last that could be read"

    def test_where_few_pass_the_matched_depth_all_are_read_where_they_can_be_compared(self):
        trend = knee_trend(
            squat(10.0, matched=True, depth_deg=62.0),
            squat(12.0, depth_deg=58.0),
            squat(30.0, depth_deg=57.0),
        )
        assert trend.at is At.BOTTOM
        assert [p.from_baseline.verdict for p in trend.points[1:]] == [Verdict.WITHIN_NOISE, Verdict.REAL]

    def test_at_the_bottom_a_much_deeper_session_is_shown_but_not_compared(self):
        trend = knee_trend(squat(10.0, depth_deg=50.0), squat(30.0, depth_deg=80.0))
        assert trend.at is At.BOTTOM
        assert trend.points[1].value.value == 30.0
        assert trend.points[1].from_baseline.verdict is Verdict.NOT_COMPARABLE

    def test_it_begins_where_the_metric_does(self):
        bare = make_session([make_value(70.0, metric="depth_deg", basis=Basis.ABSOLUTE)])
        assert len(knee_trend(bare, squat(5.0), squat(6.0)).points) == 2

    def test_a_session_without_standing_makes_the_whole_trend_one_of_values_as_seen(self):
        seen = make_session(
            [
                make_value(9.0, basis=Basis.ABSOLUTE),
                make_value(70.0, metric="depth_deg", basis=Basis.ABSOLUTE),
            ]
        )
        trend = knee_trend(squat(5.0), seen)
        assert trend.basis is Basis.ABSOLUTE
        assert all(p.value is not None for p in trend.points)

    def test_the_first_metric_of_each_main_flaw_and_the_depth_come_first(self):
        values = [v for metric in ("knee_over_foot", FPPA, "trunk_lean_deg", "knee_wobble", "depth_deg", "descent_s")
                  for v in both(1.0, metric=metric, side=Side.LEFT, at=At.REP if metric in ("knee_wobble", "descent_s") else At.BOTTOM)]  # fmt: skip
        trends = trends_of([make_session(values)])
        assert [t.metric for t in trends if t.main] == [FPPA, "trunk_lean_deg", "depth_deg"]
        assert {t.metric for t in trends if not t.main} == {"knee_over_foot", "knee_wobble"}


class TestMerged:
    def test_one_clip_stays_as_it_is(self):
        session = squat(5.0)
        assert merged([session]) is session

    def test_values_are_weighted_by_reps(self):
        a, b = (
            make_session([make_value(v, reps=n, error=1.0)], clips=(str(n),))
            for v, n in ((10.0, 1), (14.0, 3))
        )
        day_one = merged([a, b])
        (value,) = day_one.values
        assert (value.value, value.reps) == (13.0, 4)
        assert day_one.clips == ("1", "3")

    def test_the_interval_does_not_shrink_as_camera_and_day_are_shared(self):
        (value,) = merged([make_session([make_value(10.0, error=2.0)]) for _ in range(3)]).values
        assert value.standard_error == pytest.approx(2.0)

    def test_clips_that_disagree_widen_it(self):
        """10 and 20: standard deviation 7.07, over √2: 5."""
        (value,) = merged([make_session([make_value(v, error=1.0)]) for v in (10.0, 20.0)]).values
        assert value.standard_error == pytest.approx(5.0)

    def test_an_interval_that_is_not_known_stays_unknown(self):
        (value,) = merged(
            [make_session([make_value(v, error=e)]) for v, e in ((10.0, math.nan), (20.0, 1.0))]
        ).values
        assert math.isnan(value.standard_error)

    def test_legs_of_two_clips_come_together_and_the_worst_grade_stands(self):
        left = Graded(Flaw.KNEE_INWARD, Side.LEFT, FPPA, Grade.MILD)
        day_one = merged([
            make_session([make_value(1.0, side=Side.LEFT)], grades=[left]),
            make_session([make_value(2.0, side=Side.RIGHT)]),
            make_session([make_value(3.0, side=Side.LEFT)], grades=[Graded(Flaw.KNEE_INWARD, Side.LEFT, FPPA, Grade.GOOD)]),
        ])  # fmt: skip
        assert {v.side: v.value for v in day_one.values} == {Side.LEFT: 2.0, Side.RIGHT: 2.0}
        assert day_one.grades == (left,)
