"""What is said of a change is true and plain, and never more than is known."""

from __future__ import annotations

import math

import pytest

from hipcheck.catalog import At, Basis
from hipcheck.change import compare_value, trends_of
from hipcheck.landmarks import Side
from hipcheck.reports.change_words import (
    change_text,
    conditions_sentence,
    grade_text,
    limit_text,
    sentence,
    trend_sentences,
    value_text,
    verdict_text,
)
from hipcheck.results import ViewKind
from tests.sessions import FPPA, day, make_conditions, make_session, make_value, squat


def knee(before, after):
    return compare_value(before, after, FPPA, Side.RIGHT)


def test_a_real_change_is_told_with_its_way_and_the_noise():
    change = knee(squat(21.0, grade="marked"), squat(9.0, grade="good"))
    assert sentence(change) == (
        "Knee inward (FPPA), right leg: from 21° to 9°, 12° less. A real change for the better: noise alone makes up to 9°."
    )
    assert sentence(change, named=False).startswith("from 21° to 9°, 12° less.")
    assert (change_text(change), limit_text(change), verdict_text(change)) == ("-12°", "±9°", "real, better")
    assert grade_text(change) == "marked → good"


def test_for_the_worse_it_says_so():
    assert "A real change for the worse" in sentence(knee(squat(5.0), squat(25.0)))


def test_without_a_cut_off_nothing_is_better():
    a, b = (make_session([make_value(v, basis=basis) for basis in Basis], thresholds=()) for v in (5.0, 25.0))
    assert "A real change: noise alone" in sentence(knee(a, b))
    assert verdict_text(knee(a, b)) == "real, more"


def test_a_grade_that_changed_within_the_noise_is_called_that():
    change = knee(squat(13.0, grade="mild"), squat(7.0, grade="good"))
    assert sentence(change, named=False) == (
        "from 13° to 7°, 6° less. Within noise: up to 9° may be no change at all. That its grade went from mild to good says no "
        "more than that."
    )


def test_no_change_is_told_as_that_but_not_as_certain():
    text = sentence(knee(squat(5.0), squat(5.2)), named=False)
    assert text == "still 5°. Within noise: up to 9° may be no change at all."


def test_what_cannot_be_compared_says_why():
    text = sentence(knee(squat(5.0, depth_deg=50.0), squat(25.0, depth_deg=80.0)), named=False)
    assert text == "not comparable, because the later session went 30° deeper (50° and then 80°)."


@pytest.mark.parametrize(
    ("change_deg", "verdict", "told"), [(8.75, "within noise", "+8.8°"), (9.2, "real, worse", "+9.2°")]
)
def test_a_change_near_the_limit_is_not_shown_as_equal_to_it(change_deg, verdict, told):
    """8.87 is the limit: without decimals all of these would read 9°."""
    change = knee(squat(0.0), squat(change_deg))
    assert (verdict_text(change), change_text(change), limit_text(change)) == (verdict, told, "±8.9°")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (make_value(13.4, error=2.0), "13 ±4°"),
        (make_value(-0.2, error=2.0), "0 ±4°"),
        (make_value(13.4, error=0.01), "13 ±1°"),
        (make_value(13.4, error=math.nan), "13 ±?°"),
        (make_value(0.075, metric="knee_over_foot", error=0.02), "8 ±4 %"),
        (None, "\N{EN DASH}"),
    ],
)
def test_values_have_their_own_interval(value, text):
    assert value_text(value) == text


def test_conditions_are_told_as_people_would():
    made = make_conditions("step_down", variant="lateral", step_height_cm=17.5, view=ViewKind.BACK)
    assert conditions_sentence(made) == "Step-down (lateral), step of 17.5 cm, filmed from behind"
    assert conditions_sentence(make_conditions(view=None)) == "Single-leg squat"


class TestTrendSentences:
    def told(self, *knees):
        sessions = [squat(v, label=f"day {n}", date=day(n)) for n, v in enumerate(knees, start=1)]
        return trend_sentences(next(t for t in trends_of(sessions) if t.metric == FPPA))

    def test_one_session_has_nothing_to_be_compared_with(self):
        assert self.told(5.0) == ("5 ±1° on day 1; one session, nothing to compare it with yet.",)

    def test_of_two_there_is_one_comparison(self):
        (text,) = self.told(25.0, 5.0)
        assert text.startswith("Since day 1: from 25° to 5°, 20° less. A real change for the better")

    def test_of_more_there_are_two(self):
        first, last = self.told(25.0, 9.0, 5.0)
        assert first.startswith("Since day 1: from 25° to 5°")
        assert last.startswith("Since day 2: from 9° to 5°, 4° less. Within noise")

    def test_a_trend_at_the_matched_depth_reads_there(self):
        trend = next(
            t for t in trends_of([squat(5.0, matched=True, label="a", date=day(1))]) if t.metric == FPPA
        )
        assert trend.at is At.MATCHED
