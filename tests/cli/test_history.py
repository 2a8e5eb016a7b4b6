"""`hipcheck history` shows a person's trends from a results folder."""

from __future__ import annotations

import json
import re

import pytest

from hipcheck.batch.codes import Codes, anonymous
from hipcheck.batch.store import FILE_NAME
from tests.batch.documents import make_job
from tests.batch.results import make_results


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    clips = [(make_job(f"{n}.mp4", day=n), knee) for n, knee in ((1, 20.0), (8, 14.0), (15, 4.0))]
    clips += [(make_job("b.mp4", "Bé Öztürk", day=2), 9.0), (make_job("c.mp4", "C. Undated", day=None), 9.0)]
    return make_results(tmp_path_factory.mktemp("history") / "results", clips).path


def test_it_tells_what_changed_since_the_first_and_the_last(hipcheck, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    code, out, err = hipcheck("history", folder, "--athlete", "A. Runner")
    assert (code, err) == (0, "")
    text = re.sub(r"\s+", " ", out)
    assert "3 sessions" in text
    assert "Since 2026-03-01: from 20° to 4°, 16° less. A real change for the better" in text
    assert "Since 2026-03-08: from 14° to 4°" in text
    assert "■" in out
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before, "looking changes nothing"


def test_json_has_every_session(hipcheck, folder):
    _, out, _ = hipcheck("history", folder, "--athlete", "A. Runner", "--json")
    document = json.loads(out)
    assert document["athlete"] == "A. Runner"
    (series,) = document["series"]
    knee = next(t for t in series["trends"] if (t["metric"], t["side"]) == ("knee_fppa_deg", "right"))
    assert knee["main"] is True
    assert [s["date"] for s in knee["sessions"]] == ["2026-03-01", "2026-03-08", "2026-03-15"]
    assert {s["grade"] for s in knee["sessions"]} == {"marked"}
    assert [s["value"]["value"] for s in knee["sessions"]] == [20.0, 14.0, 4.0]
    assert [s["from_baseline"] and s["from_baseline"]["verdict"] for s in knee["sessions"]] == [
        None,
        "within noise",
        "real",
    ]


def test_the_page_is_written_where_it_is_asked_for(hipcheck, folder, tmp_path):
    page = tmp_path / "trend.html"
    code, out, _ = hipcheck("history", folder, "--athlete", "A. Runner", "--html", page)
    assert code == 0
    assert str(page) in out
    assert "A. Runner" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("A. Runer", "did you mean 'A. Runner'?"),
        ("bé öztürk", "did you mean 'Bé Öztürk'?"),
        ("Zzz", "there is A. Runner, Bé Öztürk, C. Undated"),
        ("C. Undated", "none of their 1 clips has a date"),
    ],
)
def test_who_is_not_there_is_answered_with_who_is(hipcheck, folder, name, words):
    code, out, err = hipcheck("history", folder, "--athlete", name)
    assert (code, out) == (1, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_folder_without_results_is_told(hipcheck, tmp_path):
    code, _, err = hipcheck("history", tmp_path, "--athlete", "A")
    assert code == 1
    assert FILE_NAME in err
    assert list(tmp_path.iterdir()) == []


def test_somebody_with_a_code_is_found_by_name_and_by_code(hipcheck, tmp_path):
    folder = tmp_path / "r"
    codes = Codes(folder)
    make_results(folder, [(anonymous(make_job("a.mp4"), codes), 9.0)])
    codes.save()
    code = codes.person("A. Runner")
    by_name = hipcheck("history", folder, "--athlete", "A. Runner")
    by_code = hipcheck("history", folder, "--athlete", code)
    assert by_name[0] == by_code[0] == 0
    assert "A. Runner" in by_name[1]
    assert "A. Runner" not in by_code[1], "who knows only the code is not told the name"
