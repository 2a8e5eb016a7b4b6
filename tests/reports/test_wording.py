import math
from dataclasses import replace
from itertools import combinations

import pytest

from hipcheck.catalog import At, Basis
from hipcheck.landmarks import Side
from hipcheck.reports import wording
from hipcheck.results import Facing, Grade, Measurement, View, ViewKind
from tests.factories import ARTICLE, make_analysis

NAN = float("nan")


def measured(metric="knee_fppa_deg", value=13.2, low=9.6, high=16.8, excursion=None):
    return Measurement(metric, Side.RIGHT, At.BOTTOM, value, low, high, excursion, 1.0)


@pytest.mark.parametrize(
    ("metric", "value", "expected"),
    [
        ("knee_fppa_deg", 13.2, "13°"),
        ("knee_fppa_deg", -13.6, "-14°"),
        ("knee_fppa_deg", -0.4, "0°"),
        ("knee_over_foot", 0.0712, "7 %"),
        ("hinge_ratio", 2.48, "2.5"),
        ("descent_s", 1.24, "1.2 s"),
        ("foot_touches", 2, "2"),
    ],
)
def test_a_value_has_its_metrics_digits_and_unit(metric, value, expected):
    assert wording.format_value(metric, value) == expected


@pytest.mark.parametrize(("value", "expected"), [(3.0, "+3°"), (-3.0, "-3°"), (0.2, "0°"), (-0.2, "0°")])
def test_a_sign_is_shown_where_asked_for_but_zero_has_none(value, expected):
    assert wording.format_value("knee_fppa_deg", value, sign=True) == expected


@pytest.mark.parametrize("value", [None, NAN, math.inf])
def test_a_missing_value_is_a_dash_and_never_a_number(value):
    assert wording.format_value("knee_fppa_deg", value) == "\N{EN DASH}"


@pytest.mark.parametrize(
    ("m", "interval", "plus_minus"),
    [
        (measured(), "13° (10 to 17)", "13 ±4°"),
        (measured("knee_over_foot", 0.07, 0.05, 0.09), "7 % (5 to 9)", "7 ±2 %"),
        (measured("descent_s", 0.9, 0.88, 0.92), "0.9 s (0.9 to 0.9)", "0.9 ±0.1 s"),
        (measured("foot_touches", 2, 2, 2), "2", "2"),
        (measured(low=NAN, high=NAN), "13° (interval unknown)", "13 ±?°"),
        (measured(value=NAN), "\N{EN DASH}", "\N{EN DASH}"),
    ],
)
def test_an_interval_is_shown_whole_or_as_a_margin(m, interval, plus_minus):
    assert wording.format_interval(m) == interval
    assert wording.format_plus_minus(m) == plus_minus


def test_the_graded_number_is_the_excursion_where_there_is_one():
    assert wording.format_plus_minus(measured(excursion=11.0), basis=Basis.EXCURSION) == "11 ±4°"
    assert wording.format_plus_minus(measured(excursion=None), basis=Basis.EXCURSION) == "13 ±4°"
    summary = make_analysis().summary[0]  # median 5, excursion 4, ± 4.9
    assert wording.format_plus_minus(summary) == "5 ±5°"
    assert wording.format_plus_minus(summary, basis=Basis.EXCURSION) == "4 ±5°"


def test_findings_have_one_number_only():
    finding = make_analysis().findings[0]
    assert wording.format_interval(finding) == "18° (13 to 23)"
    assert wording.format_plus_minus(finding, basis=Basis.EXCURSION) == "18 ±5°"


def luminance(colour):
    """Relative luminance of a "#rrggbb" colour (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_grades_can_be_told_apart_without_any_colour():
    for signs in (wording.GRADE_SYMBOLS, wording.GRADE_ASCII):
        assert set(signs) == set(Grade)
        assert len(set(signs.values())) == len(Grade)
    assert "".join(wording.GRADE_ASCII.values()).isascii()
    assert {wording.grade_word(grade) for grade in Grade} == {"good", "borderline", "mild", "marked"}
    assert wording.grade_word(None) == "not graded"
    shades = [luminance(colour) for colour in wording.GRADE_COLOURS.values()]
    assert min(abs(a - b) for a, b in combinations(shades, 2)) > 0.05  # also in a print in grey


def view(kind, yaw_deg, yaw_sd_deg=2.0, roll_deg=0.0):
    return View(kind, Facing.CAMERA, yaw_deg, yaw_sd_deg, roll_deg, 0.2)


@pytest.mark.parametrize(
    ("kind", "yaw_deg", "offset_deg", "where", "off"),
    [
        (ViewKind.FRONT, -4.0, 4.0, "from the front", "straight"),
        (ViewKind.BACK, 6.0, 6.0, "from behind", "straight"),
        (ViewKind.SIDE, 84.0, 6.0, "from the person's left side", "straight"),
        (ViewKind.SIDE, -97.0, 7.0, "from the person's right side", "straight"),
        (ViewKind.OBLIQUE, 45.0, 45.0, "from an angle between front and side", "the front"),
        (ViewKind.OBLIQUE, -123.0, 57.0, "from an angle between back and side", "the back"),
    ],
)
def test_the_camera_is_off_from_the_best_place_of_its_view(kind, yaw_deg, offset_deg, where, off):
    assert wording.camera_offset_deg(view(kind, yaw_deg)) == offset_deg
    said = wording.view_sentence(view(kind, yaw_deg))
    assert f"Filmed {where}, the camera {offset_deg:.0f}° ±4° off {off} and" in said


def test_an_angle_is_never_said_to_be_exact():
    text = wording.view_sentence(view(ViewKind.FRONT, 0.0, yaw_sd_deg=0.0, roll_deg=-2.0))
    assert text == "Filmed from the front, the camera 0° ±1° off straight and 2° ±1° off level."


def test_a_tilt_that_may_be_the_body_s_is_not_told():
    tilted = replace(view(ViewKind.FRONT, 0.0, roll_deg=23.0), roll_sd_deg=4.0)
    text = wording.view_sentence(tilted)
    assert text == "Filmed from the front, the camera 0° ±4° off straight; how level it was cannot be told."


def test_without_a_view_the_sentence_says_why():
    assert "nobody stood still" in wording.view_sentence(None)


def test_the_reps_of_each_leg_are_counted():
    analysis = make_analysis()
    assert wording.reps_sentence(analysis) == (
        "Single-leg squat (free leg behind), 3 reps on the left leg and 3 reps on the right leg."
    )
    one = replace(analysis, reps=analysis.reps[:1])
    assert "1 rep on the left leg." in wording.reps_sentence(one)
    assert "no rep found." in wording.reps_sentence(replace(analysis, reps=()))
    both = replace(one.reps[0], rep=replace(one.reps[0].rep, side=None))
    assert wording.reps_sentence(replace(analysis, reps=(both,))).endswith("(free leg behind), 1 rep.")


@pytest.mark.parametrize(
    ("time_s", "expected"),
    [(0.0, "0:00.0"), (3.44, "0:03.4"), (59.96, "1:00.0"), (83.42, "1:23.4"), (NAN, "\N{EN DASH}")],
)
def test_time_stamps_carry_over(time_s, expected):
    assert wording.time_stamp(time_s) == expected


@pytest.mark.parametrize(
    ("metric", "basis", "expected"),
    [
        ("knee_fppa_deg", Basis.EXCURSION, "change from standing"),
        ("knee_ankle_separation", Basis.EXCURSION, "share of standing"),
        ("knee_ankle_separation", Basis.ABSOLUTE, "as seen"),
    ],
)
def test_a_number_says_what_it_is_compared_with(metric, basis, expected):
    assert wording.compared_with(metric, basis) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_like_sentences(words, expected):
    assert wording.join_words(words) == expected


def test_small_words():
    assert [wording.side_name(side) for side in (*Side, None)] == ["left", "right", "both"]
    assert [wording.leg_name(side) for side in (*Side, None)] == ["left leg", "right leg", "both legs"]
    assert [wording.count(n, "rep") for n in (0, 1, 2)] == ["0 reps", "1 rep", "2 reps"]
    assert len({wording.at_words(at) for at in At}) == len(At)


def test_sources_are_cited_from_the_catalogue():
    assert wording.cite("herrington_2014") == "Herrington 2014"
    assert wording.cite_fully("herrington_2014").startswith("Knee valgus angle during single leg squat")
    assert "(" not in wording.cite_fully("convention")  # a convention can be found nowhere
    assert wording.cite(ARTICLE)
    with pytest.raises(KeyError):
        wording.cite("nobody_1900")
