from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hipcheck.batch.jobs import Who
from hipcheck.batch.pattern import NamePattern
from hipcheck.catalog import load_catalog
from hipcheck.errors import SettingsError
from hipcheck.landmarks import Side

USUAL = "{athlete}_{movement}_{side}_{date}"
DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("pattern", "stem", "who"),
    [
        (USUAL, "anna_squat_left_2026-11-22", Who("anna", Side.LEFT, "squat", DAY)),
        (USUAL, "anna_single_leg_squat_R_20261122", Who("anna", Side.RIGHT, "single_leg_squat", DAY)),
        (USUAL, "anna_maria_Step_Down_RIGHT_20261122", Who("anna_maria", Side.RIGHT, "step_down", DAY)),
        (USUAL, "a_squat_l_squat_r_20261122", Who("a_squat_l", Side.RIGHT, "squat", DAY)),
        (USUAL, "Zoe\u0308 🏃\n_squat_l_20261122", Who("Zoë 🏃", Side.LEFT, "squat", DAY)),
        ("{athlete}", "anna [1] (x).{", Who("anna [1] (x).{")),
        ("{athlete} (.*) {pain}", "anna (.*) 10", Who("anna", pain=10)),
        ("{athlete}_{side}{step_height_cm}cm", "a_b_L20.5cm", Who("a_b", Side.LEFT, step_height_cm=20.5)),
        (
            "{date}{side} {note} {athlete}",
            "20261122r first Ann",
            Who("Ann", Side.RIGHT, date=DAY, note="first"),
        ),
        ("{athlete}-{note}", "Ann-first try", Who("Ann", note="first try")),
    ],
)
def test_a_name_is_read(pattern, stem, who):
    assert NamePattern(pattern).read(stem) == who


@pytest.mark.parametrize(
    ("pattern", "stem", "problem"),
    [
        (USUAL, "anna_squat_left", "does not fit the pattern"),
        (USUAL, "anna_lunge_left_2026-11-22", "does not fit the pattern"),
        (USUAL, "_squat_left_2026-11-22", "does not fit the pattern"),
        (USUAL, "anna_squat_left_2026-11-22x", "does not fit the pattern"),
        ("{athlete}_X", "anna_x", "does not fit the pattern"),
        (
            USUAL,
            "anna_squat_left_2026-02-29",
            "date: there is no day '2026-02-29'; write year-month-day, such as 2026-11-22",
        ),
        (
            "{athlete}_{note}",
            "anna_maria_x",
            "can be read in two ways: athlete could be 'anna' or 'anna_maria'",
        ),
        ("{athlete}_{side}_{note}", "a_l_r_x", "can be read in two ways: athlete could be 'a' or 'a_l'"),
        (
            "{step_height_cm}.{note}",
            "20.5.x",
            "can be read in two ways: step_height_cm could be '20' or '20.5'",
        ),
    ],
)
def test_a_name_that_says_nothing_certain_is_not_guessed_at(pattern, stem, problem):
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        NamePattern(pattern).read(stem)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{athlete}{note}", "at character 10, nothing shows where {athlete} ends and {note} begins"),
        ("{athlete}{side}", "at character 10, nothing shows where {athlete} ends and {side} begins"),
        ("x_{date}{pain}", "at character 9, nothing shows where {date} ends and {pain} begins"),
        ("{side}_{side}", "at character 8, {side} is there a second time"),
        (
            "a_{name}",
            "at character 3, there is no field {name}; the fields are {athlete}, {side}, {movement}",
        ),
        ("{path}", "at character 1, there is no field {path}"),
        ("{athlete}_{}", "at character 11, there is no field {}"),
        ("{athlete!r}", "at character 1, there is no field {athlete!r}"),
        ("{athlete}_{", "at character 11, { belongs to no field"),
        ("{athlete}}", "at character 10, } belongs to no field"),
        ("{athlete}/{date}", "at character 10, there is a /"),
        ("clip", "there is no field in it"),
        ("", "there is no field in it"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_place(pattern, problem):
    with pytest.raises(SettingsError, match=f"^{re.escape(f'--pattern {pattern!r}: {problem}')}"):
        NamePattern(pattern)


def formatted(pattern: str, who: Who) -> str:
    height = who.step_height_cm
    return pattern.format(
        athlete=who.athlete,
        side=who.side,
        movement=who.movement,
        date=who.date,
        step_height_cm=height,
        pain=who.pain,
        note=who.note,
    )


texts = st.text(st.characters(codec="utf-8"), min_size=1).map(
    lambda text: unicodedata.normalize("NFC", text.strip())
)
tricky = st.lists(
    st.sampled_from(["_", "l", "r", "left", "2026-11-22", "squat", "single_leg", "7", ".", "a", " b"]),
    min_size=1,
).map("".join)
whos = st.builds(
    Who,
    athlete=texts | tricky,
    side=st.sampled_from(Side),
    movement=st.sampled_from(sorted(load_catalog().movements)),
    date=st.dates(),
    step_height_cm=st.integers(0, 100).map(float) | st.integers(0, 1000).map(lambda tenths: tenths / 10),
    pain=st.integers(0, 10),
    note=texts | tricky,
)


@given(
    whos,
    st.sampled_from([USUAL, "{date} {side}-{pain}_{movement}, {athlete}", "{athlete}({step_height_cm})"]),
)
def test_whoever_is_written_is_read(who, pattern):
    assume(who.athlete.strip() == who.athlete != "")
    # with these endings, "squat" is read as the longer movement that it is a part of
    assume(not who.athlete.endswith("single_leg"))
    read = NamePattern(pattern).read(formatted(pattern, who))
    fields = [field for field in Who.__slots__ if f"{{{field}}}" in pattern]
    assert read == Who(**{field: getattr(who, field) for field in fields})


@given(
    whos,
    st.permutations(["athlete", "note", "side", "movement", "date", "step_height_cm", "pain"]),
    st.integers(2, 7),
    st.sampled_from(["_", ".", "0", "l", "-", " "]),
)
def test_nobody_is_taken_for_somebody_else(who, order, count, between):
    assume(all(text.strip() == text != "" for text in (who.athlete, who.note)))
    assume(not (who.athlete + who.note).count("single_leg"))
    fields = order[:count]
    pattern = between.join(f"{{{field}}}" for field in fields)
    try:
        read = NamePattern(pattern).read(formatted(pattern, who))
    except ValueError as error:
        assert "can be read in two ways" in str(error) or "there is no day" in str(error)  # noqa: PT017
    else:
        assert read == Who(**{field: getattr(who, field) for field in fields})
