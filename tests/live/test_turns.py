"""Whose turn it is: enough reps, the other leg, the end."""

from __future__ import annotations

import pytest

from hipcheck.landmarks import Side
from hipcheck.live.ledger import Ledger
from hipcheck.live.turns import SetPlan, Turn, Turns
from tests.live.test_ledger import seen

LEFT, RIGHT = Side.LEFT, Side.RIGHT


def counted(left: int = 0, right: int = 0, both: int = 0) -> Ledger:
    ledger = Ledger()
    ledger.open(0.0)
    for number, (side, reps) in enumerate(((LEFT, left), (RIGHT, right), (None, both))):
        ledger.take(seen(*(100.0 * number + 3.0 * n + 2.0 for n in range(reps)), side=side))
    return ledger


@pytest.mark.parametrize(
    ("plan", "ledger", "turn"),
    [
        pytest.param(SetPlan(), counted(right=99), Turn.SAME, id="as many as one likes"),
        pytest.param(SetPlan(reps=5), counted(right=4), Turn.SAME, id="not enough"),
        pytest.param(SetPlan(reps=5), counted(right=5), Turn.END, id="enough on one leg"),
        pytest.param(
            SetPlan(reps=5, both_legs=True), counted(right=5), Turn.OTHER_LEG, id="other leg is due"
        ),
        pytest.param(SetPlan(reps=5, both_legs=True), counted(5, 5), Turn.END, id="both have done it"),
        pytest.param(SetPlan(reps=5, side=LEFT), counted(right=5), Turn.SAME, id="enough on the wrong leg"),
    ],
)
def test_after_reps_on_one_leg(plan, ledger, turn):
    assert Turns(plan, ledger).after_reps(two_legs=False) is turn


@pytest.mark.parametrize(("reps", "turn"), [(4, Turn.SAME), (5, Turn.END)])
def test_after_reps_on_both_legs_there_is_no_other_leg(reps, turn):
    plan = SetPlan(reps=5, both_legs=True)
    assert Turns(plan, counted(both=reps)).after_reps(two_legs=True) is turn


def test_after_the_change_the_other_leg_has_to_do_it():
    turns = Turns(SetPlan(reps=3, both_legs=True), counted(right=3))
    assert turns.change(None) is LEFT
    assert turns.leg is LEFT
    assert turns.after_reps(two_legs=False) is Turn.SAME
    turns = Turns(SetPlan(reps=3, both_legs=True, side=LEFT), counted(left=3, right=3))
    turns.change(RIGHT)
    assert turns.after_reps(two_legs=False) is Turn.END


def test_a_wish_goes_to_the_other_leg_once_and_then_to_the_end():
    turns = Turns(SetPlan(both_legs=True), counted())
    assert turns.after_wish(RIGHT, two_legs=False) is Turn.OTHER_LEG
    turns.change(RIGHT)
    assert turns.after_wish(LEFT, two_legs=False) is Turn.END
    assert Turns(SetPlan(), counted()).after_wish(RIGHT, two_legs=False) is Turn.END


def test_ready_once_the_leg_that_is_due_has_stood_for_a_moment():
    turns = Turns(SetPlan(both_legs=True), counted(right=3))
    turns.change(RIGHT)
    assert not turns.ready(10.0, 10.0, RIGHT)
    assert not turns.ready(11.0, 10.0, LEFT)
    assert not turns.ready(11.4, 10.0, LEFT)
    assert turns.ready(11.5, 10.0, LEFT)


def test_where_the_leg_cannot_be_told_it_goes_on_after_a_while():
    turns = Turns(SetPlan(both_legs=True), counted(right=3))
    turns.change(RIGHT)
    assert not turns.ready(21.9, 10.0, None)
    assert turns.ready(22.0, 10.0, None)


def test_the_wrong_leg_is_told_after_a_while_and_not_all_the_time():
    turns = Turns(SetPlan(side=LEFT), counted())
    told = [t / 10 for t in range(200) if turns.on_wrong_leg(t / 10, RIGHT)]
    assert told == [1.5, 11.5]
    assert not any(Turns(SetPlan(side=LEFT), counted()).on_wrong_leg(t / 10, LEFT) for t in range(50))
    assert not any(Turns(SetPlan(), counted()).on_wrong_leg(t / 10, RIGHT) for t in range(50))
