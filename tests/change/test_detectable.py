"""The smallest change that is more than noise, against the papers' numbers and against dice."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.catalog import At, Basis
from hipcheck.catalog.reliability import load_reliability
from hipcheck.change import day_to_day_sem, detectable_change, error_of_session
from tests.sessions import make_value


def with_error(error, **more):
    """A value whose own standard error is all that counts: the table's SEM of this metric is far below."""
    return make_value(0.0, metric="knee_over_foot", error=error, **more)


@pytest.mark.parametrize(
    ("sem", "published"),
    [(2.72, 7.54), (1.69, 4.68), (3.50, 9.70), (9.04, 25.06), (10.66, 29.55)],
    ids=["Munro 2012", "Ceballos-Laita 2023, least", "and largest", "Ressman 2020, least", "and largest"],
)
def test_the_limit_is_that_of_the_papers(sem, published):
    assert detectable_change(with_error(sem), with_error(sem)) == pytest.approx(published, abs=0.01)


def test_steady_sessions_of_four_reps_are_judged_by_the_day_to_day_sem():
    """1.96 · √2 · 3.2 = 8.87: Munro's 8.93 is where the 3.2 comes from."""
    assert detectable_change(make_value(5.0), make_value(9.0)) == pytest.approx(8.87, abs=0.005)


def test_at_the_matched_depth_the_limit_is_that_of_its_own_entry():
    at_60 = make_value(5.0, at=At.MATCHED)
    assert detectable_change(at_60, at_60) == pytest.approx(1.96 * math.sqrt(2) * 3.0, abs=0.001)


def test_a_session_cannot_be_surer_than_its_own_interval():
    """Standard errors 3.2 (days) and 6 (its own interval): 1.96 · √(3.2² + 6²) = 13.33."""
    assert detectable_change(make_value(0.0), make_value(0.0, error=6.0)) == pytest.approx(13.33, abs=0.005)


@given(first=st.floats(0.0, 20.0), second=st.floats(0.0, 20.0))
def test_the_limit_is_never_below_either_sessions_own_interval(first, second):
    limit = detectable_change(make_value(0.0, error=first), make_value(0.0, error=second))
    assert limit >= 1.96 * max(first, second) - 0.01
    assert limit >= 8.86


def test_noise_alone_passes_the_limit_one_time_in_twenty():
    """Two sessions of somebody who has not changed, with errors of the size assumed."""
    rng = np.random.default_rng(5)
    first, second = rng.normal(0.0, 3.2, 200_000), rng.normal(0.0, 6.0, 200_000)
    limit = detectable_change(make_value(0.0), make_value(0.0, error=6.0))
    assert np.mean(np.abs(second - first) > limit) == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    ("reps", "factor"),
    [(4, 1.0), (1, math.sqrt(0.64 + 0.36 * 4)), (2, math.sqrt(0.64 + 0.72)), (8, math.sqrt(0.64 + 0.18))],
)
def test_fewer_reps_are_less_sure(reps, factor):
    assert day_to_day_sem("trunk_lean_deg", At.BOTTOM, 0.0, reps) == pytest.approx(1.5 * factor)


def test_no_number_of_reps_takes_away_what_days_differ_by():
    assert day_to_day_sem("trunk_lean_deg", At.BOTTOM, 0.0, 10**9) == pytest.approx(0.8 * 1.5)


def test_the_error_of_wobble_grows_with_it():
    """20 % of the mean of both, 0.3: MDC 1.96 · √2 · 0.06, that is 55 % of it."""
    values = [make_value(v, metric="knee_wobble", at=At.REP, error=0.01) for v in (0.2, 0.4)]
    assert detectable_change(*values) == pytest.approx(0.554 * 0.3, abs=0.001)


@pytest.mark.parametrize("metric", ["descent_s", "sparc", "foot_touches", "hip_line_deg"])
def test_what_nobody_knows_the_noise_of_has_no_limit(metric):
    value = make_value(1.0, metric=metric, at=At.REP, basis=Basis.ABSOLUTE)
    assert day_to_day_sem(metric, At.REP, 1.0, 4) is None
    assert detectable_change(value, value) is None


def test_an_interval_that_is_not_known_leaves_no_limit():
    assert error_of_session(make_value(0.0, error=math.nan), 0.0) is None
    assert detectable_change(make_value(0.0), make_value(0.0, error=math.nan)) is None


def test_the_metrics_that_are_graded_all_have_a_noise():
    from hipcheck.catalog import load_catalog

    table = load_reliability()
    for movement in load_catalog().movements.values():
        for threshold in movement.thresholds:
            assert table.of(threshold.metric, threshold.at), threshold.metric
