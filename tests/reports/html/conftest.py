"""A real browser for the tests that look at the report as people do."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.reports.html.samples import Sample, write_sample

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever the page would ask for outside, it does not get
)


@dataclass
class Watch:
    """What a page did while it was looked at."""

    requests: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    """Requests that the page's own policy forbade before they left."""
    complaints: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", self._failed)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _failed(self, request) -> None:
        if request.failure == "csp":
            self.stopped.append(request.url)

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@dataclass
class Visit:
    """A page opened in a browser, and what it did."""

    page: Page
    watch: Watch


def until(page: Page, condition: str, within_s: float = 15.0) -> None:
    """Wait until a JavaScript expression is true. Playwright's own waiting needs `eval`, which the page forbids."""
    end_s = time.monotonic() + within_s
    while not page.evaluate(condition):
        assert time.monotonic() < end_s, f"still not true after {within_s:g} s: {condition}"
        page.wait_for_timeout(30)


@dataclass
class Visitor:
    """Opens pages, each in a browser window of its own that remembers nothing."""

    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)

    def __call__(self, url: str, **options) -> Visit:
        context = self.browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
        self.opened.append(context)
        page, watch = context.new_page(), Watch()
        watch.follow(page)
        page.goto(url)
        if options.get("java_script_enabled", True):
            until(
                page, "!document.getElementById('video') || document.getElementById('video').readyState >= 1"
            )
            until(
                page,
                "[...document.querySelectorAll('.live')].every("
                "(e) => e.closest('details:not([open])') || e.querySelector('.main-svg'))",
            )
        return Visit(page, watch)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = f"no browser: none of {', '.join(NAMES)} is installed"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser)
    yield visitor
    for context in visitor.opened:
        context.close()


@pytest.fixture(scope="session")
def folder_report(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return write_sample(tmp_path_factory.mktemp("folder"))


@pytest.fixture(scope="session")
def sent_report(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return write_sample(tmp_path_factory.mktemp("sent"), single_file=True)
