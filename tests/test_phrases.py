"""Findings and cues in plain words: the right leg, the right number, no false precision."""

from __future__ import annotations

import math

import pytest

from hipcheck.catalog import Flaw, load_catalog
from hipcheck.landmarks import Side
from hipcheck.phrases import cue_text, finding_text
from hipcheck.results import Grade


def say(flaw=Flaw.KNEE_INWARD, **facts):
    usual = {
        "grade": Grade.MILD, "metric": "knee_fppa_deg", "side": Side.RIGHT, "value": 13.2, "low": 9.8, "high": 16.4,
        "unit": "°", "decimals": 0, "shown": 4, "total": 5,
    }  # fmt: skip
    return finding_text(load_catalog().flaws[flaw], **(usual | facts))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "Your right knee moved inward about 13° (10 to 16), clearly so in 4 of 5 reps."),
        ({"side": Side.LEFT, "shown": 5}, "Your left knee moved inward about 13° (10 to 16), in all 5 reps."),
        ({"side": None}, "Your knees moved inward about 13° (10 to 16), clearly so in 4 of 5 reps."),
        ({"total": 1, "shown": 1}, "Your right knee moved inward about 13° (10 to 16)."),
        ({"grade": Grade.MARKED}, "Your right knee moved inward a long way, about 13° (10 to 16), clearly so in 4 of 5 reps."),
        (
            {"grade": Grade.BORDERLINE},
            "Your right knee may have moved inward a little: 13° (10 to 16) is too close to call.",
        ),
        (
            {"grade": Grade.GOOD, "value": -0.3, "low": -4.6, "high": 4.2},
            "Your right knee stayed in line with hip and foot: 0° (-5 to 4) inward; minus is outward.",
        ),
        (
            {"metric": "knee_over_foot", "value": 0.123, "low": 0.08, "high": 0.166, "unit": "", "decimals": 2},
            "Your right knee came inside of the toes by about 12 % (8 to 17) of your shin's length, clearly so in 4 of 5 reps.",
        ),
        (
            {"metric": "knee_ankle_separation", "side": None, "value": 0.8, "low": 0.74, "high": 0.86, "unit": "",
             "decimals": 2},
            "Your knees came together: only about 80 % (74 to 86) as far apart as your ankles, clearly so in 4 of 5 reps.",
        ),
        (
            {"metric": "knee_ankle_separation", "side": None, "grade": Grade.GOOD, "value": 1.1, "low": 1.0, "high": 1.2,
             "unit": "", "decimals": 2, "from_standing": True},
            "Your knees stayed apart: 110 % (100 to 120) as far as in standing.",
        ),
        (
            {"metric": "a_metric_of_ones_own", "value": 1.23, "low": 1.0, "high": 1.5, "unit": " cm", "decimals": 1},
            "Your right knee moved inward: 1.2 cm (1.0 to 1.5), clearly so in 4 of 5 reps.",
        ),
        ({"low": math.nan, "high": math.nan}, "Your right knee moved inward about 13° (interval unknown), clearly so in 4 of 5 reps."),
        ({"low": 13.2, "high": 13.2}, "Your right knee moved inward about 13°, clearly so in 4 of 5 reps."),
    ],
)  # fmt: skip
def test_a_finding_reads(facts, text):
    assert say(**facts) == text


def test_the_hip_that_sinks_is_that_of_the_other_leg():
    text = say(Flaw.PELVIC_DROP, metric="pelvic_drop_deg", side=Side.LEFT)
    assert (
        text
        == "Your right hip sank about 13° (10 to 16) while you stood on your left leg, clearly so in 4 of 5 reps."
    )


@pytest.mark.parametrize("sign", [1, -1])
def test_a_difference_between_the_legs_is_shown_as_a_size_and_names_the_leg(sign):
    low, high = sorted((sign * 9.0, sign * 15.0))
    text = say(Flaw.ASYMMETRY, side=Side.LEFT, value=sign * 12.0, low=low, high=high, shown=8, total=8)
    assert (
        text == "Your knees moved inward differently, more on the left: a difference of about 12° (9 to 15)."
    )


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("flaw", Flaw)
@pytest.mark.parametrize("side", [None, *Side])
def test_every_wording_is_one_finished_sentence_with_nothing_left_to_fill(flaw, grade, side):
    text = load_catalog().flaws[flaw]
    for metric in [m for seen in text.seen for m in seen.metrics] + ["another"]:
        said = say(flaw, grade=grade, side=side, metric=metric)
        assert said[0].isupper()
        assert said.endswith(".")
        assert said.count(". ") == 0
        assert not set("{}") & set(said)
        assert "  " not in said
        assert " ." not in said
        assert "None" not in said


@pytest.mark.parametrize(
    ("flaw", "side", "cue"),
    [
        (Flaw.KNEE_INWARD, Side.RIGHT, "Right knee over the second toe"),
        (Flaw.KNEE_INWARD, None, "Knees over the second toe"),
        (Flaw.HEEL_RISE, Side.LEFT, "Left heel down"),
        (Flaw.PELVIC_DROP, Side.LEFT, "Belt line level"),
    ],
)
def test_a_cue_names_the_leg_where_it_matters(flaw, side, cue):
    assert cue_text(load_catalog().flaws[flaw], side) == cue


@pytest.mark.parametrize("flaw", Flaw)
def test_a_cue_is_short_enough_to_be_heard_in_a_rep_and_never_asks_for_as_far_as_possible(flaw):
    for side in (None, *Side):
        cue = cue_text(load_catalog().flaws[flaw], side)
        assert len(cue.split()) <= 10
        assert "possible" not in cue
