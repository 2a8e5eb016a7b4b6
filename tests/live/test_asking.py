"""When the pipeline is asked, and how long somebody has stood still."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hipcheck.live.asking import Asking
from hipcheck.live.stillness import Stillness

SETTLE_S = 0.5


def watch(overs: int, over_s: float) -> SimpleNamespace:
    return SimpleNamespace(overs=overs, over_s=over_s)


def asked(*overs_s: float) -> Asking:
    asking = Asking(SETTLE_S)
    for number, over_s in enumerate(overs_s, start=1):
        asking.see(watch(number, over_s))
    return asking


def test_nothing_is_asked_before_a_rep_is_over():
    asking = Asking(SETTLE_S)
    asking.see(watch(0, -np.inf))
    assert asking.wanted_s == np.inf


def test_it_is_asked_once_the_rep_has_settled():
    assert asked(3.0).wanted_s == 3.5


def test_an_answer_that_has_seen_enough_settles_it():
    asking = asked(3.0)
    asking.answered(3.5, watch(1, 3.0), found=True)
    assert asking.wanted_s == np.inf


def test_an_answer_from_before_does_not():
    asking = asked(3.0)
    asking.answered(3.2, watch(1, 3.0), found=True)
    assert asking.wanted_s == 3.5


def test_a_rep_that_ends_while_one_is_judged_is_asked_for_next():
    asking = asked(3.0, 5.0)
    asking.answered(3.6, watch(2, 5.0), found=True)
    assert asking.wanted_s == 5.5


def test_what_was_not_found_is_looked_for_once_more():
    asking = asked(3.0)
    assert not asking.answered(3.5, watch(1, 3.0), found=False)
    assert asking.wanted_s == 4.5
    assert not asking.answered(4.5, watch(1, 3.0), found=False)
    assert asking.wanted_s == np.inf


def miss(asking: Asking, number: int) -> bool:
    """A rep that seemed to be one and was none."""
    over_s = 10.0 * number
    asking.see(watch(number, over_s))
    first = asking.answered(over_s + 0.5, watch(number, over_s), found=False)
    return first or asking.answered(over_s + 1.5, watch(number, over_s), found=False)


def test_missing_reps_again_and_again_is_worth_a_word_each_second_time():
    asking = Asking(SETTLE_S)
    assert [miss(asking, number) for number in range(1, 5)] == [False, True, False, True]


def test_a_rep_that_is_found_begins_the_row_anew():
    asking = Asking(SETTLE_S)
    miss(asking, 1)
    asking.see(watch(2, 20.0))
    asking.answered(20.5, watch(2, 20.0), found=True)
    assert not miss(asking, 3)


def progress(*parts: tuple[bool, float]) -> list[float]:
    """Progress at the end of each part."""
    stillness, frame, out = Stillness(), 0, []
    for quiet, seconds in parts:
        for _ in range(round(seconds * 30)):
            stillness.see(frame / 30.0, quiet=quiet)
            frame += 1
        out.append(stillness.progress)
    return out


@pytest.mark.parametrize(
    ("parts", "done"),
    [
        pytest.param([(True, 1.5)], [0.5], id="half"),
        pytest.param([(True, 3.1)], [1.0], id="all"),
        pytest.param([(False, 5.0)], [0.0], id="moving"),
        pytest.param([(True, 2.0), (False, 0.5), (True, 1.5)], [2 / 3, 0.0, 0.5], id="moving begins it anew"),
        pytest.param([(True, 2.0), (False, 0.1), (True, 0.4)], [2 / 3, 0.7, 2.5 / 3], id="a twitch does not"),
    ],
)
def test_standing_still(parts, done):
    assert progress(*parts) == pytest.approx(done, abs=0.02)
