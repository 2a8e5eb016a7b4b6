import json
import re

import pytest

from hipcheck.batch.finding import Work
from hipcheck.batch.jobs import Who, job_id
from hipcheck.batch.sheet import write_sheet
from hipcheck.catalog import load_catalog
from hipcheck.errors import OutputError
from tests.batch.sheet.folders import Clip, day, write_results

MADE = {"index.html", "summary.csv", "summary.parquet", "reps.parquet", "failures.csv"}


def data_of(page):
    found = re.search(
        r'<script type="application/json" id="sheet-data">(.*?)</script>', page.read_text(encoding="utf-8")
    )
    return json.loads(found[1])


def test_everything_that_is_made_of_all_results_is_made_in_one_go(tmp_path):
    folder = write_results(tmp_path / "out", [Clip("a.mp4", Who("Anna", date=day(1)))])
    before = {path.name for path in folder.path.iterdir()}
    page = write_sheet(folder.path, Work())
    assert {path.name for path in folder.path.iterdir()} - before == MADE
    assert page == folder.path / "index.html"
    assert [row["athlete"] for row in data_of(page)["rows"]] == ["Anna", "Anna"]


def test_the_counts_are_those_of_the_rows(tmp_path):
    folder = write_results(
        tmp_path / "out",
        [Clip("a.mp4", knee_deg=30.0), Clip("b.mp4", knee_deg=31.0), Clip("c.mp4", error="torn")],
    )
    text = write_sheet(folder.path).read_text(encoding="utf-8")
    assert "2 clips analysed, 1 failed" in text
    counts = dict(re.findall(r'data-level="(\w+)".*?<span class="count">(\d+)</span>', text, re.DOTALL))
    assert counts == {"marked": "2", "mild": "0", "borderline": "0", "good": "0", "little": "2", "none": "0"}


def test_it_says_what_it_is_and_what_it_is_not(tmp_path):
    page = write_sheet(write_results(tmp_path / "out", []).path)
    assert load_catalog().safety.banner in page.read_text(encoding="utf-8")


def test_who_was_forgotten_is_in_none_of_it(tmp_path):
    clips = [Clip("anna.mp4", Who("Anna Forgotten", note="hers")), Clip("b.mp4", Who("Ben"))]
    folder = write_results(tmp_path / "out", clips)
    write_sheet(folder.path)
    assert "Anna Forgotten" in (folder.path / "index.html").read_text(encoding="utf-8")
    folder.forget(job_id("anna.mp4"))
    write_sheet(folder.path)
    for name in MADE:
        content = (folder.path / name).read_bytes()
        assert b"Anna" not in content, name
        assert b"anna" not in content, name


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028 \u0007", "{{ 7 * 7 }}"]
)
def test_no_name_ends_the_data(tmp_path, name):
    page = write_sheet(write_results(tmp_path / "out", [Clip("a.mp4", Who(name))]).path)
    assert data_of(page)["rows"][0]["athlete"] == name


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path):
    folder = write_results(tmp_path / "out", [Clip("a.mp4")])
    (folder.path / "index.html").mkdir()
    with pytest.raises(OutputError, match=r"index\.html"):
        write_sheet(folder.path)
