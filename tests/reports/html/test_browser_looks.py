"""The page in a browser: sizes, themes, paper, and the rules of accessibility that a machine can check."""

import io
import json
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from hipcheck.catalog import At
from hipcheck.landmarks import Side
from hipcheck.reports.html import HtmlReport
from hipcheck.results import Grade, Measurement
from tests.factories import make_analysis
from tests.reports.html.conftest import until
from tests.reports.html.samples import Sample, empty_analysis

pytestmark = pytest.mark.browser

A4_MM = (210, 297)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def bare_report(tmp_path_factory):
    return Sample(empty_analysis(), HtmlReport().write(empty_analysis(), tmp_path_factory.mktemp("bare")))


def violations(page):
    """What axe-core finds, in short: rule and elements."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {json.dumps([n['target'] for n in v['nodes']])}" for v in found]


def unfold(page):
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize(
    ("report", "options"),
    [
        ("folder_report", {}),
        ("folder_report", {"color_scheme": "dark"}),
        ("folder_report", PHONE),
        ("bare_report", {}),
    ],
)
def test_no_rule_of_accessibility_is_broken(visit, request, report, options):
    page = visit(request.getfixturevalue(report).url, **options).page
    unfold(page)
    assert violations(page) == []


def test_the_rules_would_notice(visit, folder_report):
    page = visit(folder_report.url).page
    page.evaluate(
        "document.querySelector('.lead').style.color = '#bbbbbb'; document.querySelector('img').removeAttribute('alt')"
    )
    assert {v.split(":")[0] for v in violations(page)} >= {"color-contrast", "image-alt"}


@pytest.mark.parametrize("report", ["folder_report", "bare_report", "wide_report"])
def test_nothing_sticks_out_sideways(visit, request, report):
    page = visit(request.getfixturevalue(report).url).page
    unfold(page)
    for width in (1200, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        until(page, f"document.documentElement.scrollWidth === {width}")


def test_the_first_screen_of_a_phone_answers(visit, folder_report):
    """What was seen, what to do and how sure: without scrolling."""
    page = visit(folder_report.url, **PHONE).page
    for part in (".verdict h1", ".verdict .lead", ".answer.do", ".answer.sure"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 844, part


def test_chips_are_large_enough_for_a_finger(visit, folder_report):
    """24 by 24 CSS pixels is the least by WCAG 2.5.8."""
    page = visit(folder_report.url, **PHONE).page
    for chip in page.locator(".chip").all():
        box = chip.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_dark_follows_the_system_even_while_the_page_is_open(visit, folder_report):
    page = visit(folder_report.url).page
    tick = "[data-chart='time-knee_fppa_deg'] .xtick text"
    light = (background(page), page.locator(tick).first.evaluate("(e) => getComputedStyle(e).fill"))
    page.emulate_media(color_scheme="dark")
    until(page, f"getComputedStyle(document.querySelector(`{tick}`)).fill !== '{light[1]}'")
    assert light[0] == "rgb(246, 246, 243)"
    assert background(page) == "rgb(20, 23, 26)"


def test_who_wants_no_motion_gets_none(visit, folder_report):
    still = visit(folder_report.url, reduced_motion="reduce").page
    moving = visit(folder_report.url, reduced_motion="no-preference").page
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert (still.evaluate(behaviour), moving.evaluate(behaviour)) == ("auto", "smooth")


def printed(page):
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_everything_on_a4(visit, folder_report, scheme):
    pdf = printed(visit(folder_report.url, color_scheme=scheme).page)
    for sheet in pdf.pages:
        size_mm = sorted((float(sheet.mediabox.width), float(sheet.mediabox.height)))
        assert [round(points / 72 * 25.4) for points in size_mm] == list(A4_MM)
    pages = [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]
    assert 5 <= len(pages) <= 9
    for phrase in (
        "Knee moving inward, right leg",
        "Next rep",
        "Most likely between",
        "Findings",
        "Pain before",
    ):
        assert phrase in pages[0], phrase
    text = " ".join(pages)
    for phrase in (
        "Fever",
        "Herrington 2014",
        "smoothing.cutoff_hz",
        "Trunk lean",
        "21 ±6°",
        "Clamshells",
        "Notes",
    ):
        assert phrase in text, f"{phrase}: folded away on the screen, it must be there on paper"
    assert "Tap a" not in text
    assert "On this page" not in text
    assert f"1 / {len(pages)}" in pages[0]


def test_paper_is_light_whatever_the_screen(visit, folder_report):
    page = visit(folder_report.url, color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")
        == "#1c2126"
    )
    assert page.locator(".still").first.is_visible()
    assert not page.locator(".live").first.is_visible()
    assert not page.locator("#video").is_visible()


@pytest.fixture(scope="session")
def wide_report(tmp_path_factory):
    """Every metric of a front view, read off both legs, as in a squat."""
    analysis = make_analysis()
    metrics = (
        "knee_fppa_deg",
        "knee_over_foot",
        "hip_adduction_deg",
        "knee_ankle_separation",
        "trunk_lean_deg",
    )
    wide = tuple(
        Measurement(metric, side, at, 15.25, 6.5, 24.0, 14.5, 1.0, Grade.MARKED)
        for metric in metrics
        for side in Side
        for at in (At.BOTTOM, At.MATCHED)
    )
    reps = tuple(
        replace(m, rep=replace(m.rep, side=None), measurements=(*wide, *m.measurements[-2:]))
        for m in analysis.reps
    )
    report = HtmlReport().write(replace(analysis, reps=reps), tmp_path_factory.mktemp("wide"))
    return Sample(analysis, report)


def test_a_wide_table_turns_the_sheet(visit, wide_report):
    pdf = printed(visit(wide_report.url).page)
    wide = [sheet for sheet in pdf.pages if sheet.mediabox.width > sheet.mediabox.height]
    assert "For your physio" in wide[0].extract_text()
    assert pdf.pages[0].mediabox.width < pdf.pages[0].mediabox.height


@pytest.mark.parametrize(("report", "width_mm"), [("folder_report", 210), ("wide_report", 297)])
def test_tables_fit_on_paper(visit, request, report, width_mm):
    """Chromium shrinks all pages when anything sticks out of one."""
    inside_px = round((width_mm - 2 * 14) / 25.4 * 96)  # margins of report.css, CSS pixels
    page = visit(request.getfixturevalue(report).url, viewport={"width": inside_px, "height": 900}).page
    page.emulate_media(media="print")
    widths = page.evaluate(
        "[...document.querySelectorAll('#physio .table')].map((t) => [t.querySelector('table').offsetWidth, t.offsetWidth])"
    )
    assert widths
    assert all(table <= frame for table, frame in widths), widths
