"""The page in a browser: it asks nobody for anything, and text stays text."""

import pytest

from hipcheck.reports.html import HtmlReport, write_library
from tests.factories import make_analysis
from tests.reports.html.conftest import until
from tests.reports.html.samples import HOSTILE_NAME, write_sample

pytestmark = pytest.mark.browser


def test_a_report_loads_its_own_files_and_nothing_else(visit, folder_report):
    seen = visit(folder_report.url)
    folder = folder_report.page.parent.resolve().as_uri()
    asked = {url.removeprefix(f"{folder}/") for url in seen.watch.requests if not url.startswith("data:,")}
    pictures = {"keyframes/standing.jpg", *(f"keyframes/rep{i}.jpg" for i in range(1, 7))}
    assert asked == {"report.html", "plotly.min.js", "annotated.mp4"} | pictures
    assert seen.watch.complaints == []


def test_a_report_draws_with_a_chart_library_that_it_shares(visit, tmp_path):
    library = write_library(tmp_path)
    report = HtmlReport(shared_library="../../plotly.min.js").write(
        make_analysis(), tmp_path / "clips" / "one"
    )
    visited = visit(report.as_uri())
    until(visited.page, "document.querySelector('.js-plotly-plot') !== null")
    assert visited.watch.requests == [report.as_uri(), library.as_uri()]
    assert visited.watch.complaints == []


def test_a_report_in_a_single_file_loads_nothing_else(visit, sent_report):
    seen = visit(sent_report.url)
    assert [url for url in seen.watch.requests if not url.startswith("data:")] == [sent_report.url]
    assert seen.watch.complaints == []


WAYS_OUT = {
    "fetch('https://example.org/a').catch(() => 0)": "connect-src",
    "navigator.sendBeacon('https://example.org/b', 'x')": "connect-src",
    "new Image().src = 'https://example.org/c.png'": "img-src",
    "document.body.style.background = 'url(https://example.org/d.png)'": "img-src",
    "add('script', {src: 'https://example.org/e.js'})": "script-src-elem",
    "add('script', {textContent: 'window.ran = 1'})": "script-src-elem",
    "add('link', {rel: 'stylesheet', href: 'https://example.org/f.css'})": "style-src-elem",
    "add('iframe', {src: 'https://example.org/g'})": "frame-src",
    "add('video', {src: 'https://example.org/h.mp4'})": "media-src",
    "add('object', {data: 'https://example.org/i'})": "object-src",
}


@pytest.mark.parametrize("report", ["folder_report", "sent_report"])
def test_the_policy_stops_every_way_out(visit, request, report):
    seen = visit(request.getfixturevalue(report).url)
    seen.page.evaluate(
        "window.add = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields));"
        "document.addEventListener('securitypolicyviolation', (e) => (window.stopped = e.effectiveDirective))"
    )
    for way, rule in WAYS_OUT.items():
        seen.page.evaluate(f"window.stopped = ''; {way}; 0")
        until(seen.page, "window.stopped")
        assert seen.page.evaluate("window.stopped") == rule, way
    assert seen.page.evaluate("window.ran") is None
    outside = {url for url in seen.watch.requests if "example.org" in url}
    assert outside == set(seen.watch.stopped), "asked for, and stopped before it left"


def test_a_hostile_file_name_runs_nothing(visit, tmp_path):
    seen = visit(write_sample(tmp_path, path=HOSTILE_NAME).url)
    assert seen.page.locator(".clip").inner_text() == HOSTILE_NAME
    assert seen.page.evaluate("window.hacked") is None
    assert seen.watch.complaints == []
