from __future__ import annotations

import datetime as dt

import pytest

from hipcheck.batch.fields import FIELDS, who_from
from hipcheck.batch.jobs import Who
from hipcheck.landmarks import Side


def test_every_field_is_read():
    texts = {
        "athlete": " Zoe\u0308 ",
        "side": "L",
        "movement": "Step_Down",
        "date": "20261122",
        "step_height_cm": "20,5",
        "pain": "10",
        "note": "",
    }
    who = Who("Zoë", Side.LEFT, "step_down", dt.date(2026, 11, 22), 20.5, 10)
    assert who_from(texts) == (who, {})
    assert set(texts) == set(FIELDS) == set(Who.__slots__)


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("side", "both", "'both' is neither left nor right"),
        (
            "movement",
            "lunge",
            "there is no movement 'lunge'; choose single_leg_deadlift, single_leg_squat, squat, step_down",
        ),
        ("date", "22.11.2026", "'22.11.2026' is not a date; write year-month-day, such as 2026-11-22"),
        ("date", "2026-W47-7", "'2026-W47-7' is not a date; write year-month-day, such as 2026-11-22"),
        ("date", "2026-02-29", "there is no day '2026-02-29'; write year-month-day, such as 2026-11-22"),
        ("date", "0000-01-01", "there is no day '0000-01-01'; write year-month-day, such as 2026-11-22"),
        ("step_height_cm", "-3", "'-3' is not a height; write centimetres, such as 20"),
        ("step_height_cm", "nan", "'nan' is not a height; write centimetres, such as 20"),
        ("step_height_cm", "1e+999", "'1e+999' is not a height; write centimetres, such as 20"),
        ("step_height_cm", "20 cm", "'20 cm' is not a height; write centimetres, such as 20"),
        ("pain", "11", "'11' is not a whole number from 0 to 10"),
        ("pain", "-1", "'-1' is not a whole number from 0 to 10"),
        ("pain", "2.5", "'2.5' is not a whole number from 0 to 10"),
        ("pain", "²", "'²' is not a whole number from 0 to 10"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(field, text, problem):
    assert who_from({"athlete": "Ann", field: text}) == (Who("Ann"), {field: problem})
