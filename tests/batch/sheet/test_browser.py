"""The triage sheet in a browser: sorted, filtered, read, printed, and safe whatever people are called."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from hipcheck.batch.jobs import job_id
from hipcheck.reports.wording import MISSING
from tests.batch.sheet.conftest import HOSTILE
from tests.reports.html.conftest import until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def column(page, key):
    """What stands in a column, row by row, without what only screen readers read."""
    return page.evaluate(
        """key => [...document.querySelectorAll(`tbody td.col-${key}`)].map(td => {
             const copy = td.cloneNode(true);
             for (const hidden of copy.querySelectorAll('.hidden, .note')) hidden.remove();
             return copy.textContent.trim();
           })""",
        key,
    )


def opened(visit, sheet, state="", **options):
    seen = visit(f"{sheet.as_uri()}{state}", **options)
    until(seen.page, "!document.getElementById('app') || !document.getElementById('app').hidden")
    return seen


@pytest.fixture
def page(visit, sheet):
    return opened(visit, sheet).page


def test_it_loads_its_own_pictures_and_nothing_else(visit, sheet):
    seen = opened(visit, sheet)
    until(seen.page, "[...document.images].every((image) => image.complete && image.naturalWidth)")
    folder = sheet.parent.resolve().as_uri()
    inside = {url.removeprefix(f"{folder}/") for url in seen.watch.requests if not url.startswith("data:")}
    assert "index.html" in inside
    assert all(
        url == "index.html" or (url.startswith("clips/") and "/key_frames/rep" in url) for url in inside
    )
    assert len(inside) > 5
    assert seen.watch.complaints == []


def test_the_policy_stops_every_way_out(visit, sheet):
    seen = opened(visit, sheet)
    seen.page.evaluate(
        "document.addEventListener('securitypolicyviolation', (e) => (window.stopped = e.effectiveDirective))"
    )
    for way in (
        "fetch('https://example.org/a').catch(() => 0)",
        "new Image().src = 'https://example.org/b.png'",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))",
        "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://example.org/c'}))",
    ):
        seen.page.evaluate(f"window.stopped = ''; {way}; 0")
        until(seen.page, "window.stopped")
    assert seen.page.evaluate("window.ran") is None


def test_names_stay_names(visit, sheet):
    seen = opened(visit, sheet)
    assert HOSTILE in column(seen.page, "athlete")[0]
    assert "=1+1" in seen.page.locator("td.col-pain").first.inner_text()
    seen.page.locator("a.person").first.click()
    until(seen.page, "document.querySelector('.person-card') !== null")
    assert seen.page.locator(".person-card h2").first.inner_text().startswith(HOSTILE)
    assert seen.page.evaluate("window.hacked") is None
    assert seen.watch.complaints == []


def test_the_most_urgent_comes_first(page):
    """30 ± 4° lies further beyond 10° than 22 ± 4°; a squat of both legs at 18 ± 4° is mild, as its interval reaches below 15°."""
    ranks = column(page, "rank")
    assert [word.split()[-1] for word in ranks[:3]] == ["marked", "marked", "mild"]
    assert ranks[-1] == "too little seen"
    assert HOSTILE in column(page, "athlete")[0]
    assert "Mara Vogel" in column(page, "athlete")[1]


@pytest.mark.parametrize("key", ["athlete", "date", "movement", "camera", "reps", "knee", "pain", "flags"])
def test_every_column_sorts_both_ways_and_says_so(page, key):
    header = page.locator(f"th.col-{key}")
    assert header.get_attribute("aria-sort") == "none"
    page.locator(f"[data-sort={key}]").click()
    first = header.get_attribute("aria-sort")
    one_way = column(page, "rank"), column(page, key)
    page.locator(f"[data-sort={key}]").click()
    assert {first, header.get_attribute("aria-sort")} == {"ascending", "descending"}
    assert sorted(column(page, key)) == sorted(one_way[1]), "the same rows"
    assert page.locator("th[aria-sort=none]").count() == page.locator("th").count() - 1


def test_dates_sort_in_time_and_what_is_missing_comes_last_either_way(page):
    for _ in range(2):
        page.locator("[data-sort=date]").click()
        dates = column(page, "date")
        known = [date for date in dates if date != MISSING]
        assert dates[len(known) :] == [MISSING] * (len(dates) - len(known))
        assert len(known) == 8
        assert known in (sorted(known), sorted(known, reverse=True))


def test_knees_sort_by_how_far_they_go_not_by_letters(page):
    """ "4 ±5°" comes after "22 ±4°"."""
    page.locator("[data-sort=knee]").click()
    knees = [float(text.split()[0]) for text in column(page, "knee")]
    assert knees == sorted(knees, reverse=True)
    assert knees[0] == 30.0


def test_a_filter_is_remembered_in_the_address(visit, sheet, page):
    page.fill("#text", "vogel 2026-03-02")
    page.locator("[data-level=marked]").click()
    assert column(page, "date") == ["2026-03-02"]
    assert page.inner_text("#shown") == "1 of 13 rows"
    page.locator("[data-sort=athlete]").click()
    again = opened(visit, sheet, page.evaluate("location.hash")).page
    assert column(again, "date") == ["2026-03-02"]
    assert again.input_value("#text") == "vogel 2026-03-02"
    assert again.locator("[data-level=marked]").get_attribute("aria-pressed") == "true"
    assert again.locator("th.col-athlete").get_attribute("aria-sort") == "ascending"
    again.locator("#reset").click()
    assert again.inner_text("#shown") == "13 rows"


def test_movement_and_camera_can_be_chosen(page):
    page.select_option("#movement", "Squat")
    assert len(column(page, "rank")) == 1
    page.select_option("#movement", "")
    page.select_option("#quality", "askew")
    assert set(column(page, "camera")) == {"front, a little to the side"}
    page.fill("#text", "nothing like that")
    assert page.locator(".empty").inner_text() == "Nothing fits the filter."


def test_an_address_that_makes_no_sense_shows_everything(visit, sheet):
    seen = opened(visit, sheet, "#tab=nonsense&sort=%22%3E&dir=sideways&levels=x,&quality=%3Cscript%3E")
    assert seen.watch.complaints == []
    assert seen.page.locator("#tab-clips").get_attribute("aria-selected") == "true"
    assert seen.page.locator("th.col-rank").get_attribute("aria-sort") == "ascending"


def test_what_was_withheld_says_why_when_pointed_at_or_focused(page):
    cell = page.locator("td.col-pelvis .tip").first
    assert cell.inner_text().startswith("not measured")
    cell.focus()
    assert "hip landmarks do not show the pelvis; use two stickers" in page.locator(".bubble").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator(".bubble").is_visible()
    cell.hover()
    assert page.locator(".bubble").is_visible()


def test_the_keyboard_does_it_all(page):
    page.locator("#tab-clips").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-people"
    assert page.locator(".person-card").count() == 5
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.id") == "tab-troubles"
    page.keyboard.press("Home")
    page.locator("[data-sort=reps]").focus()
    page.keyboard.press("Enter")
    assert page.locator("th.col-reps").get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.activeElement.dataset.sort") == "reps"


def test_everybody_has_a_card_with_what_changed(visit, sheet):
    """From 22° to 2° is real; the left knee did not change."""
    page = opened(visit, sheet, "#tab=people&text=mara").page
    card = page.locator(".person-card")
    assert card.count() == 1
    text = card.inner_text()
    assert "2 days, 2 clips" in text
    rows = [row.inner_text() for row in card.locator("tbody tr").all()]
    left = next(row for row in rows if "left" in row)
    right = next(row for row in rows if "right" in row)
    assert "within noise" in left
    assert "real, better" in right
    assert rows.index(left) + 1 == rows.index(right), "left against right"


def test_failures_say_what_to_do(visit, sheet):
    page = opened(visit, sheet, "#tab=troubles").page
    assert list(zip(column(page, "clip"), column(page, "kind"), strict=True)) == [
        ("torn.mp4", "failed"), ("copy.mp4", "copy"), ("list.txt", "left out"),
    ]  # fmt: skip
    assert column(page, "fix")[0] == "Copy the clip from the phone again."


def test_a_report_opens_and_its_clip_can_be_wound(page):
    page.locator(".report", has_text="mara 1.mp4").first.click()
    until(page, "document.getElementById('video') && document.getElementById('video').readyState >= 1")
    assert job_id("mara 1.mp4") in page.url
    chip = page.locator("a.chip[data-seek]").nth(4)
    chip.click()
    until(
        page,
        f"Math.abs(document.getElementById('video').currentTime - {chip.get_attribute('data-seek')}) < 0.05",
    )
    assert float(chip.get_attribute("data-seek")) == 10.0
    page.go_back()
    until(page, "document.querySelectorAll('tbody tr').length === 13")


def test_two_thousand_rows_are_there_as_one_scrolls(visit, long_sheet):
    seen = opened(visit, long_sheet)
    page = seen.page
    assert page.inner_text("#shown") == "2000 rows"
    assert page.locator("tbody tr").count() < 500
    page.locator("[data-sort=athlete]").click()
    page.fill("#text", "runner")
    for _ in range(60):
        page.mouse.wheel(0, 40000)
        page.wait_for_timeout(20)
        if page.locator("tbody tr").count() == 2000:
            break
    names = page.evaluate("[...document.querySelectorAll('.person')].map((a) => a.textContent)")
    assert names == [f"Runner r{i:02}x" for i in range(100) for _ in range(20)]
    assert seen.watch.complaints == []


def test_paper_has_every_row_of_the_filter_below_a_heading_on_each_page(visit, long_sheet):
    page = opened(visit, long_sheet, "#text=r07x").page
    assert page.inner_text("#shown") == "20 of 2000 rows"
    page.fill("#text", "r1")  # ten people, 200 rows, of which 40 are drawn
    assert page.locator("tbody tr").count() < 200
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]
    assert {round(float(s.mediabox.width) / 72 * 25.4) for s in pdf.pages} == {297}
    assert sum(text.count(".mp4") for text in sheets) == page.locator("tbody tr").count() == 200
    for text in sheets:
        assert "Knee inward" in text
    assert "does not diagnose" in sheets[0]
    assert not any("Find" in text or "Athletes" in text for text in sheets), "no controls on paper"


def violations(page):
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']]}" for v in found]


@pytest.mark.parametrize("tab", ["clips", "people", "troubles"])
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE])
def test_no_rule_of_accessibility_is_broken(visit, sheet, tab, options):
    page = opened(visit, sheet, f"#tab={tab}", **options).page
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert violations(page) == []


@pytest.mark.parametrize("tab", ["clips", "people", "troubles"])
def test_nothing_sticks_out_sideways(visit, sheet, tab):
    page = opened(visit, sheet, f"#tab={tab}").page
    for width in (1366, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        until(page, f"document.documentElement.scrollWidth === {width}")


def test_without_javascript_it_says_where_the_numbers_are(visit, sheet):
    page = visit(sheet.as_uri(), java_script_enabled=False).page
    assert page.locator("noscript a").first.get_attribute("href") == "summary.csv"
    assert page.locator("noscript").is_visible()
    assert not page.locator("#app").is_visible()
