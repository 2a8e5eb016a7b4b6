from dataclasses import replace

import pytest

from hipcheck.catalog import Flaw
from hipcheck.reports.html.gauge import gauge
from tests.factories import make_analysis

RIGHT = make_analysis().findings[0]  # 18° (13 to 23), mild from 10°, marked from 15°


def test_value_interval_and_cut_offs_stand_at_their_places():
    """The ruler runs from 0 (two steps below mild) to 25 (two steps above marked)."""
    ruler = gauge(RIGHT)
    assert ruler.value == pytest.approx(18 / 25 * 100)
    assert (ruler.low, ruler.high) == pytest.approx((13.1 / 25 * 100, 22.9 / 25 * 100))
    assert ruler.ticks == ((40.0, "10°"), (60.0, "15°"))
    assert [(z.start, z.width, z.word) for z in ruler.zones] == [
        (0.0, 40.0, "good"),
        (40.0, 20.0, "mild"),
        (60.0, 40.0, "marked"),
    ]


def test_where_smaller_is_worse_good_is_on_the_right():
    threshold = type(RIGHT.threshold)(
        flaw=Flaw.LIMITED_DEPTH, metric="depth_deg", at=RIGHT.threshold.at, basis=RIGHT.threshold.basis,
        mild=60.0, marked=45.0, source="convention", note="", above=False,
    )  # fmt: skip
    ruler = gauge(replace(RIGHT, metric="depth_deg", threshold=threshold, value=50.0, low=46.0, high=54.0))
    assert [(z.start, z.word) for z in sorted(ruler.zones, key=lambda z: z.start)] == [
        (0.0, "marked"),
        (pytest.approx(100 * 30 / 75, abs=0.01), "mild"),
        (pytest.approx(100 * 45 / 75, abs=0.01), "good"),
    ]


def test_an_interval_beyond_the_usual_stays_on_the_ruler():
    ruler = gauge(replace(RIGHT, value=40.0, low=-20.0, high=100.0))
    assert (ruler.low, ruler.high) == (0.0, 100.0)
    assert sum(z.width for z in ruler.zones) == pytest.approx(100.0, abs=0.05)


def test_a_difference_of_legs_is_compared_with_its_noise_on_both_sides():
    ruler = gauge(
        replace(RIGHT, flaw=Flaw.ASYMMETRY, threshold=None, limit=6.0, value=9.0, low=3.0, high=15.0)
    )
    assert [z.word for z in ruler.zones] == ["more than noise", "within noise", "more than noise"]
    assert [label for _, label in ruler.ticks] == ["-6°", "6°"]


def test_there_is_no_ruler_without_cut_offs_or_interval():
    assert gauge(replace(RIGHT, threshold=None)) is None
    assert gauge(replace(RIGHT, high=float("nan"))) is None


def test_the_ruler_is_said_in_words():
    assert gauge(RIGHT).label == "18°, most likely between 13° and 23°; mild from 10°, marked from 15°"


def test_a_share_is_shown_in_per_cent_as_its_sentence_says_it():
    share = replace(RIGHT, metric="knee_over_foot", value=0.12, low=0.07, high=0.17)
    assert gauge(share).label.startswith("12 %, most likely between 7 % and 17 %")
