"""Every rep is counted once, however often and however differently the pipeline sees it."""

from __future__ import annotations

from dataclasses import replace

from hipcheck.landmarks import Side
from hipcheck.live.ledger import Ledger
from hipcheck.results import Analysis, MeasuredRep, Rep
from tests.factories import make_analysis

RIGHT, LEFT = Side.RIGHT, Side.LEFT


def seen(*bottoms_s: float, side: Side | None = RIGHT) -> Analysis:
    """An analysis with reps two seconds long at these times."""
    reps = tuple(
        MeasuredRep(Rep(n, side, at_s - 1.0, at_s, at_s + 1.0, at_s - 0.1, at_s + 0.1), (), ())
        for n, at_s in enumerate(bottoms_s, start=1)
    )
    return replace(make_analysis(), reps=reps)


def opened(time_s: float = 0.0) -> Ledger:
    ledger = Ledger()
    ledger.open(time_s)
    return ledger


def numbers(new: list[tuple[MeasuredRep, int]]) -> list[int]:
    return [number for _, number in new]


def test_reps_are_new_once():
    ledger = opened()
    assert numbers(ledger.take(seen(3.0))) == [1]
    assert numbers(ledger.take(seen(3.0, 6.0, 9.0))) == [2, 3]
    assert ledger.take(seen(3.0, 6.0, 9.0)) == []
    assert ledger.count(RIGHT) == 3


def test_a_window_that_moves_on_takes_none_away():
    ledger = opened()
    ledger.take(seen(3.0, 6.0))
    assert numbers(ledger.take(seen(6.0, 9.0))) == [3]
    assert ledger.count(RIGHT) == 3


def test_a_rep_that_moves_a_little_is_the_same():
    ledger = opened()
    ledger.take(seen(3.0))
    assert ledger.take(seen(3.4)) == []
    assert ledger.take(seen(3.8)) == [], "it is where it was last seen, not where it was at first"


def test_a_long_pause_at_the_bottom_is_one_rep_wherever_its_lowest_point_is():
    ledger = opened()
    long = Rep(1, RIGHT, 1.0, 3.0, 7.0, 2.0, 6.0)
    ledger.take(replace(seen(), reps=(MeasuredRep(long, (), ()),)))
    later = replace(long, bottom_s=5.0)
    assert ledger.take(replace(seen(), reps=(MeasuredRep(later, (), ()),))) == []


def test_reps_that_follow_closely_are_two():
    ledger = opened()
    quick = [
        MeasuredRep(Rep(n, None, at_s - 0.35, at_s, at_s + 0.35, at_s, at_s), (), ())
        for n, at_s in enumerate((3.0, 3.7), start=1)
    ]
    assert numbers(ledger.take(replace(seen(), reps=tuple(quick)))) == [1, 2]


def test_a_rep_that_is_no_longer_seen_stays_counted():
    ledger = opened()
    ledger.take(seen(3.0, 6.0))
    ledger.take(seen(6.0))
    assert ledger.count(RIGHT) == 2


def test_an_earlier_rep_may_be_found_later():
    ledger = opened()
    ledger.take(seen(6.0))
    assert [rep.rep.bottom_s for rep, _ in ledger.take(seen(3.0, 6.0))] == [3.0]


def test_legs_are_counted_apart():
    ledger = opened()
    ledger.take(seen(3.0, 6.0))
    assert numbers(ledger.take(seen(9.0, side=LEFT))) == [1]
    assert (ledger.count(RIGHT), ledger.count(LEFT), ledger.count(None)) == (2, 1, 0)
    assert ledger.sides == (RIGHT, LEFT)


def test_only_what_happens_while_it_is_open_counts():
    ledger = Ledger()
    assert ledger.take(seen(1.0)) == []
    ledger.open(2.0)
    ledger.close(5.0)
    ledger.open(8.0)
    assert [rep.rep.bottom_s for rep, _ in ledger.take(seen(1.0, 3.0, 6.0, 9.0))] == [3.0, 9.0]
