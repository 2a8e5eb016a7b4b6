"""Contrast of the page's colours, reckoned from its style sheet by the formulas of WCAG 2.2."""

import re
from importlib import resources

import pytest

from hipcheck.reports.wording import GRADE_COLOURS
from hipcheck.results import Grade

CSS = (resources.files("hipcheck") / "data" / "report" / "report.css").read_text(encoding="utf-8")
TEXT = 4.5  # WCAG 1.4.3, level AA
GRAPHICS = 3.0  # WCAG 1.4.11


def variables(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


ROOTS = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
LIGHT = variables(ROOTS[0])
THEMES = {"light": LIGHT, "dark": LIGHT | variables(ROOTS[1])}


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_right():
    """Black on white is 21 by definition; #767676 is the lightest grey that passes AA on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", *(f"{grade}-ink" for grade in Grade)])
def test_text_can_be_read(theme, ground, ink):
    colours = THEMES[theme]
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("grade", Grade)
def test_a_grade_can_be_read_on_its_tint(theme, grade):
    colours = THEMES[theme]
    assert contrast(colours[f"{grade}-ink"], colours[f"{grade}-tint"]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_a_warning_can_be_read_on_its_ground(theme):
    assert contrast(THEMES[theme]["ink"], THEMES[theme]["mild-tint"]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("line", ["left", "right", "both", "focus"])
def test_lines_and_the_focus_ring_can_be_seen(theme, line):
    for ground in ("card", "paper"):
        assert contrast(THEMES[theme][line], THEMES[theme][ground]) >= GRAPHICS


@pytest.mark.parametrize("theme", THEMES)
def test_names_of_the_legs_in_the_drawing_can_be_read(theme):
    for leg in ("left", "right", "both"):
        assert contrast(THEMES[theme][leg], THEMES[theme]["card"]) >= TEXT


def test_grades_have_the_colours_of_the_video():
    assert {grade: LIGHT[grade] for grade in Grade} == GRADE_COLOURS


def test_dark_is_for_screens_only_so_that_paper_stays_light():
    assert "@media screen and (prefers-color-scheme: dark)" in CSS
    assert CSS.count("prefers-color-scheme") == 1


def test_the_style_loads_nothing():
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS
