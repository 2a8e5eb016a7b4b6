import math
from dataclasses import replace

import msgspec
import pytest

from hipcheck.batch.sheet.scale import MARKED_AT, MILD_AT, place
from tests.factories import make_analysis

KNEE = make_analysis().findings[0]  # mild from 10°, marked from 15°


def knee(value, half=0.0, **threshold):
    limits = msgspec.structs.replace(KNEE.threshold, **threshold)
    return replace(KNEE, value=value, low=value - half, high=value + half, threshold=limits)


def test_the_cut_offs_of_every_metric_stand_at_the_same_places():
    """In percent of a scale that reaches from 2.5 steps below the mild cut-off to 3.5 above it: 2.5/6 and 3.5/6."""
    assert (MILD_AT, MARKED_AT) == (41.7, 58.3)
    assert place(knee(10.0)).value == place(knee(0.3, mild=0.3, marked=0.6)).value == MILD_AT
    assert place(knee(15.0)).value == place(knee(0.6, mild=0.3, marked=0.6)).value == MARKED_AT


def test_where_smaller_is_worse_smaller_is_to_the_right():
    at = place(knee(70.0, 15.0, mild=90.0, marked=70.0, above=False))
    assert at.value == MARKED_AT
    assert at.low < at.value < at.high
    assert at.steps == 1.0


def test_an_interval_lies_around_its_value():
    """± 5° is one step to either side: a sixth of the scale."""
    at = place(knee(10.0, 5.0))
    assert (at.low, at.high) == (pytest.approx(25.0), pytest.approx(58.3))


@pytest.mark.parametrize(
    ("value", "beyond", "at"), [(-40.0, "left", 0.0), (80.0, "right", 100.0), (12.0, "", 48.3)]
)
def test_what_lies_off_the_scale_is_said_to_and_sorts_by_its_size(value, beyond, at):
    found = place(knee(value, 1.0))
    assert (found.beyond, found.value) == (beyond, at)
    assert found.steps == pytest.approx((value - 10.0) / 5.0)


def test_there_is_no_place_without_cut_offs_or_interval():
    assert place(replace(KNEE, threshold=None)) is None
    assert place(replace(KNEE, low=math.nan)) is None
