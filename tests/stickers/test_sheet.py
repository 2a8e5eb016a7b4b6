"""The printed sheet is true to scale and fits its page."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from hipcheck.stickers.sheet import DIAMETER_MM, WHERE, sheet_svg, where_svg

SVG = "{http://www.w3.org/2000/svg}"
SIZES_MM = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@pytest.mark.parametrize("paper", SIZES_MM)
def test_a_millimetre_in_the_drawing_is_one_on_paper(paper):
    page = ET.fromstring(sheet_svg(paper))
    width_mm, height_mm = SIZES_MM[paper]
    assert (page.get("width"), page.get("height")) == (f"{width_mm}mm", f"{height_mm}mm")
    assert [float(v) for v in page.get("viewBox").split()] == [0.0, 0.0, width_mm, height_mm]


@pytest.mark.parametrize("paper", SIZES_MM)
def test_discs_come_in_alike_pairs_of_the_right_size_and_none_is_cut(paper):
    discs = ET.fromstring(sheet_svg(paper)).findall(f"{SVG}circle")
    colours = [disc.get("fill") for disc in discs]
    assert len(set(colours)) >= 5
    assert all(colours.count(colour) >= 2 for colour in colours)
    places = [(float(disc.get("cx")), float(disc.get("cy"))) for disc in discs]
    width_mm, height_mm = SIZES_MM[paper]
    for disc, (x, y) in zip(discs, places, strict=True):
        assert 2.0 * float(disc.get("r")) == DIAMETER_MM == 25.0
        assert 15.0 + 2.0 < x < width_mm - 15.0 - 2.0, "printers leave a margin"
        assert y + DIAMETER_MM / 2 < height_mm - 20.0, "the ruler is below"
    for i, (x, y) in enumerate(places):
        assert all(abs(x - u) + abs(y - v) > DIAMETER_MM for u, v in places[:i])


def test_every_step_stands_on_the_sheet():
    page = ET.fromstring(sheet_svg("a4"))
    text = " ".join(part.text.strip() for part in page.iter(f"{SVG}text"))
    for step in WHERE:
        assert step in text


def test_the_drawing_marks_two_level_points():
    points = ET.fromstring(where_svg()).findall(f"{SVG}circle")
    assert len(points) == 2
    assert points[0].get("cy") == points[1].get("cy")
    assert float(points[0].get("cx")) + float(points[1].get("cx")) == 100.0, "one on each side of the middle"
