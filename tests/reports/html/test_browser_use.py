"""The page in a browser: reps, curves and clip follow one another, by finger, mouse and keyboard."""

import pytest

from hipcheck.reports.html.curves import build_charts
from hipcheck.reports.html.figure import MARGIN_PX
from tests.reports.html.conftest import until

pytestmark = pytest.mark.browser

FRAME_S = 1 / 30  # make_analysis
TIME_CHART = "[data-chart='time-knee_fppa_deg'] .live"
REPS_CHART = "[data-chart='reps-knee_fppa_deg'] .live"


@pytest.fixture(params=["folder_report", "sent_report"])
def page(request, visit):
    return visit(request.getfixturevalue(request.param).url).page


@pytest.fixture
def one_page(visit, folder_report):
    return visit(folder_report.url).page


def clip_time_s(page):
    until(page, "!document.getElementById('video').seeking")
    return page.evaluate("document.getElementById('video').currentTime")


def shows(page, time_s, *, within_s):
    """Wait until the clip stands at a time: a busy machine hears a tap a moment later."""
    until(page, f"Math.abs(document.getElementById('video').currentTime - {time_s}) <= {within_s}")


def current_chips(page):
    return [chip.get_attribute("data-rep") for chip in page.locator(".chip[aria-current]").all()]


def press_on(page, selector, key):
    page.locator(selector).focus()
    page.keyboard.press(key)


def tap_curve(page, selector, x_share, y_share, *, touch=False):
    """Tap inside the axes, at a share of their width from the left and of their height from the top."""
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    width = box["width"] - MARGIN_PX["l"] - MARGIN_PX["r"]
    height = box["height"] - MARGIN_PX["t"] - MARGIN_PX["b"]
    x, y = box["x"] + MARGIN_PX["l"] + x_share * width, box["y"] + MARGIN_PX["t"] + y_share * height
    if touch:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)


def test_a_rep_shows_its_lowest_point(page):
    page.locator(".chip[data-rep=R4]").click()
    shows(page, 8.0, within_s=0.01)
    assert current_chips(page) == ["R4"]


def test_a_curve_shows_the_moment_that_was_tapped(page):
    last_s = 14.0 - FRAME_S
    tap_curve(page, TIME_CHART, 8.0 / last_s, 0.5)
    shows(page, 8.0, within_s=2 * FRAME_S)
    assert current_chips(page) == ["R4"]


@pytest.mark.parametrize(("value_deg", "bottoms_s"), [(18.0, (8.0, 10.0, 12.0)), (4.0, (2.0, 4.0, 6.0))])
def test_the_curve_of_a_rep_shows_that_rep(one_page, folder_report, value_deg, bottoms_s):
    """At half of each rep the right knee reads 18° and the left one 4°; the reps of a leg cover one another."""
    chart = next(c for c in build_charts(folder_report.analysis) if c.id == "reps-knee_fppa_deg")
    low, high = chart.y_range
    tap_curve(one_page, REPS_CHART, 0.5, (high - value_deg) / (high - low))
    at_s = clip_time_s(one_page)
    assert min(abs(at_s - bottom_s) for bottom_s in bottoms_s) < 0.05


def test_a_second_quick_tap_counts_too(one_page):
    tap_curve(one_page, TIME_CHART, 0.3, 0.5)
    tap_curve(one_page, TIME_CHART, 0.7, 0.5)
    shows(one_page, 0.7 * 14.0, within_s=0.1)


def test_a_finger_does_what_a_mouse_does(visit, folder_report):
    page = visit(
        folder_report.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).page
    page.locator(".chip[data-rep=R5]").tap()
    shows(page, 10.0, within_s=0.01)
    tap_curve(page, TIME_CHART, 0.5, 0.6, touch=True)
    shows(page, 7.0, within_s=0.1)


def test_on_a_phone_the_clip_stays_in_sight_while_curves_are_tapped(visit, folder_report):
    page = visit(
        folder_report.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ).page
    page.locator("[data-chart='reps-depth_deg'] .live").scroll_into_view_if_needed()
    box = page.locator("#video").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < 844 / 2


def test_keys_step_through_the_clip(one_page):
    press_on(one_page, TIME_CHART, "PageDown")  # from the first rep's lowest point to the second's
    shows(one_page, 4.0, within_s=0.01)
    press_on(one_page, TIME_CHART, "ArrowRight")
    shows(one_page, 4.0 + FRAME_S, within_s=0.005)
    press_on(one_page, TIME_CHART, "Shift+ArrowLeft")
    shows(one_page, 4.0 - 9 * FRAME_S, within_s=0.005)
    press_on(one_page, TIME_CHART, "PageUp")
    shows(one_page, 2.0, within_s=0.01)
    press_on(one_page, TIME_CHART, "Home")
    assert clip_time_s(one_page) == 0.0


def test_keys_step_through_one_rep_on_its_chart(one_page):
    one_page.locator(".chip[data-rep=R4]").click()
    press_on(one_page, REPS_CHART, "End")
    shows(one_page, 9.0, within_s=0.01)
    press_on(one_page, REPS_CHART, "ArrowRight")
    assert clip_time_s(one_page) == pytest.approx(9.0, abs=0.01), "the rep ends there"


def test_a_screen_reader_hears_moment_rep_and_values(one_page):
    one_page.locator(".chip[data-rep=R4]").click()
    clip_time_s(one_page)
    slider = one_page.locator(TIME_CHART)
    assert slider.get_attribute("role") == "slider"
    assert slider.get_attribute("aria-valuetext") == "8.0 seconds, rep R4, Right leg 18°"
    assert float(slider.get_attribute("aria-valuenow")) == 8.0
    reps = one_page.locator(REPS_CHART)
    assert reps.get_attribute("aria-valuetext") == "50 % of the rep, rep R4, Rep 4 18°"


def test_everything_can_be_reached_by_tab_and_the_focus_is_seen(one_page):
    reached = set()
    for _ in range(80):
        one_page.keyboard.press("Tab")
        kind, outline = one_page.evaluate(
            "[document.activeElement.dataset.rep || document.activeElement.id || document.activeElement.className"
            " || document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.add(kind)
        if kind not in ("BODY", "video"):  # the browser draws the focus of its own player
            assert outline != "none", kind
    assert {"skip", "R4", "live", "video", "SUMMARY"} <= reached


def test_a_link_in_the_tables_brings_the_clip_back_into_sight(one_page):
    one_page.locator("#physio a[data-rep=R6]").click()
    shows(one_page, 12.0, within_s=0.01)
    until(one_page, "document.getElementById('video').getBoundingClientRect().top >= 0")
    until(one_page, "document.getElementById('video').getBoundingClientRect().top < innerHeight / 2")


def test_the_cursor_stands_where_the_clip_is(one_page):
    one_page.locator(".chip[data-rep=R4]").click()
    chart = one_page.locator(TIME_CHART).bounding_box()
    cursor = one_page.locator(f"{TIME_CHART} .cursor").bounding_box()
    width = chart["width"] - MARGIN_PX["l"] - MARGIN_PX["r"]
    expected = chart["x"] + MARGIN_PX["l"] + width * 8.0 / (14.0 - FRAME_S)
    assert cursor["x"] + cursor["width"] / 2 == pytest.approx(expected, abs=1.0)
    drawn = one_page.locator(f"{TIME_CHART} .gridlayer").first.bounding_box()
    assert drawn["x"] == pytest.approx(chart["x"] + MARGIN_PX["l"], abs=width * 0.2), (
        "axes lie where reckoned"
    )


def test_the_cursor_follows_the_clip_as_it_plays(one_page):
    one_page.evaluate(
        "const v = document.getElementById('video'); v.muted = true; v.currentTime = 9.5; v.play()"
    )
    until(one_page, "document.getElementById('video').currentTime > 9.9")
    assert current_chips(one_page) == ["R5"]


def test_curves_that_were_folded_away_are_drawn_when_opened(one_page):
    chart = one_page.locator("[data-chart='time-trunk_lean_deg'] .main-svg")
    assert chart.count() == 0
    one_page.locator("details.more summary").click()
    chart.first.wait_for()


def test_a_clip_refused_as_a_data_address_is_played_as_a_blob(visit, sent_report):
    page = visit(sent_report.url).page
    page.evaluate("document.getElementById('video').dispatchEvent(new Event('error'))")
    until(page, "document.getElementById('video').src.startsWith('blob:')")
    until(page, "document.getElementById('video').readyState >= 1")
    page.locator(".chip[data-rep=R4]").click()
    shows(page, 8.0, within_s=0.01)


def test_without_javascript_the_page_still_says_everything(visit, folder_report):
    page = visit(folder_report.url, java_script_enabled=False).page
    assert page.locator("h1").inner_text().startswith("Knee moving inward, right leg")
    assert page.locator(".still").first.bounding_box()["height"] > 100
    assert page.locator(".live").count() == 0
    assert page.locator(".chip[data-rep=R4]").get_attribute("href") == "annotated.mp4#t=8.00"
    assert "21 ±6°" in page.locator("#physio table").first.inner_text()
    page.locator("#safety summary").first.click()
    assert page.locator("#safety li").first.is_visible()
