import base64
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from hipcheck.errors import OutputError
from hipcheck.reports.base import Report
from hipcheck.reports.html import HtmlReport, write_library
from tests.factories import make_analysis
from tests.reports.html.samples import HOSTILE_NAME, empty_analysis, write_sample


class Tree(HTMLParser):
    """Tags, ids, attributes and text of a page; refuses tags that are not closed."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.open = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def html(sample):
    return sample.page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(html):
    return Tree(html)


def test_it_is_a_report():
    report: Report = HtmlReport()
    assert report.filename == "report.html"


def test_the_chart_library_lies_beside_the_page(sample):
    assert (sample.page.parent / "plotly.min.js").stat().st_size > 1_000_000


def test_several_pages_share_a_chart_library(tmp_path):
    page = HtmlReport(shared_library="../../plotly.min.js").write(make_analysis(), tmp_path / "clips" / "one")
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]
    (library,) = (a["src"] for a in Tree(page.read_text("utf-8")).named("script") if a.get("src"))
    assert (page.parent / library).resolve() == write_library(tmp_path).resolve()


def test_nothing_of_the_page_is_fetched_from_elsewhere(tree):
    addresses = [a.get("src") or a.get("href") or a.get("poster") for _, a in tree.tags]
    addresses = [a for a in addresses if a and not a.startswith(("#", "data:,"))]
    kept = {
        "annotated.mp4",
        "plotly.min.js",
        "keyframes/standing.jpg",
        *(f"keyframes/rep{i}.jpg" for i in range(1, 7)),
    }
    assert {a.split("#")[0] for a in addresses} == kept


def test_the_policy_allows_no_connection_and_exactly_the_pages_own_script(html, tree):
    policy = next(
        a["content"] for a in tree.named("meta") if a.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"  # covers connections, frames, fonts, workers and objects
    assert "http" not in policy
    assert "unsafe" not in rules["script-src"]
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)[-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"


def test_every_part_has_its_say(tree):
    for phrase in (
        "Knee moving inward, right leg",
        "Your right knee moved inward about 18° (13 to 23).",
        "Seen in 3 of 3 reps.",
        "Somebody else was in the picture.",
        "Clamshells",
        "“prevent knees from collapsing inward”",
        "from the article",
        "About 16 minutes",
        "QASLS-style (automatic, not validated), right leg",
        "left out",
        "Seen only from the side; this clip is filmed from the front.",
        "Film from the side.",
        "21 ±6°",
        "Herrington 2014",
        "smoothing.cutoff_hz",
        "pose_landmarker_full",
        "does not diagnose injury",
        "Stop the rep at sharp pain",
        "Stop, and see somebody",
    ):
        assert phrase in tree.words, phrase


def test_headings_descend_one_step_at_a_time_from_a_single_first(tree):
    levels = [int(tag[1]) for tag, _ in tree.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_language_pictures_and_tables_are_described(tree):
    assert tree.named("html") == [{"lang": "en"}]
    assert all(a["alt"] for a in tree.named("img"))
    assert all(a.get("scope") for a in tree.named("th"))
    assert all(a.get("aria-label") for a in tree.named("svg"))


def test_ids_are_unique_and_links_within_the_page_lead_somewhere(tree):
    ids = [a["id"] for _, a in tree.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in tree.named("a") if a["href"].startswith("#")}
    assert targets <= set(ids)


def test_reps_lead_into_the_clip_without_javascript(tree):
    chip = next(a for a in tree.named("a") if a.get("class") == "chip" and a["data-rep"] == "R4")
    assert chip["href"] == "annotated.mp4#t=8.00"


@pytest.mark.parametrize("single_file", [False, True])
def test_a_hostile_file_name_is_only_text(tmp_path, single_file):
    sample = write_sample(tmp_path, path=HOSTILE_NAME, single_file=single_file)
    html = sample.page.read_text(encoding="utf-8")
    assert "<script>window.hacked" not in html
    assert "<img src=x" not in html
    assert HOSTILE_NAME in Tree(html).words


def test_data_for_the_script_cannot_end_the_script(html):
    data = re.search(
        r'<script type="application/json" id="report-data">(.*?)</script>', html, re.DOTALL
    ).group(1)
    assert "<" not in data
    assert json.loads(data)["reps"][0]["label"] == "L1"


def test_the_same_analysis_gives_the_same_page(tmp_path):
    first, second = (HtmlReport().render(make_analysis(), tmp_path) for _ in range(2))
    assert first == second


def test_a_single_file_needs_no_other(tmp_path):
    sample = write_sample(tmp_path, single_file=True)
    assert [p.name for p in sample.page.parent.iterdir()] == ["report.html"]
    tree = Tree(sample.page.read_text(encoding="utf-8"))
    sources = [a["src"] for name, a in tree.tags if "src" in a]
    assert sources
    assert all(s.startswith("data:") for s in sources)


def test_the_library_within_the_page_is_whole(tmp_path):
    """A "</script" inside of it would end it early; the policy holds the hash of what the browser will see."""
    html = HtmlReport(single_file=True).render(make_analysis(), tmp_path)
    library = max(re.findall(r"<script>(.*?)</script>", html, re.DOTALL), key=len)
    assert len(library) > 1_000_000
    assert base64.b64encode(hashlib.sha256(library.encode()).digest()).decode() in html


def test_an_analysis_that_found_nothing_still_makes_a_page(tmp_path):
    tree = Tree(HtmlReport().write(empty_analysis(), tmp_path).read_text(encoding="utf-8"))
    assert "No full rep was found" in tree.words
    assert "could be measured" not in tree.words
    assert "does not diagnose injury" in tree.words
    assert tree.named("video") == []
    assert "Stop the rep at sharp pain" in tree.words


def test_a_clip_that_is_not_there_leaves_no_page(tmp_path):
    with pytest.raises(OutputError, match=r"annotated\.mp4"):
        HtmlReport(tmp_path / "annotated.mp4").write(make_analysis(), tmp_path)
    assert list(tmp_path.iterdir()) == []
