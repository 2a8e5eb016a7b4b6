"""`hipcheck compare` reads results strictly and says what is real."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from hipcheck.reports.json_report import JsonReport
from tests.batch.documents import make_analysis_of


def flowing(text):
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def result(tmp_path):
    """Writes a result; gives its folder."""

    def write(name, knee_deg, **more):
        analysis = make_analysis_of(knee_deg, **more)
        sha256 = name.encode().hex().ljust(64, "0")
        JsonReport().write(replace(analysis, source=replace(analysis.source, sha256=sha256)), tmp_path / name)
        return tmp_path / name

    return write


def test_a_real_change_is_named_as_that(hipcheck, result):
    code, out, err = hipcheck("compare", result("before", 20.0) / "analysis.json", result("after", 4.0))
    assert (code, err) == (0, "")
    text = flowing(out)
    assert "Knee inward (FPPA), right leg: from 20° to 4°, 16° less. A real change for the better" in text
    assert "within noise" in text


def test_json_says_the_same_with_numbers(hipcheck, result):
    code, out, err = hipcheck("compare", "--json", result("before", 20.0), result("after", 4.0))
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["schema_version"] == 1
    (comparison,) = document["comparisons"]
    assert comparison["comparable"] is True
    knee = next(c for c in comparison["changes"] if (c["metric"], c["side"]) == ("knee_fppa_deg", "right"))
    assert (knee["verdict"], knee["direction"], knee["difference"]) == ("real", "better", -16.0)
    assert knee["detectable"] == pytest.approx(8.87, abs=0.4)
    assert knee["before"]["value"] == 20.0
    depth = next(c for c in comparison["changes"] if (c["metric"], c["side"]) == ("depth_deg", "right"))
    assert (depth["verdict"], depth["direction"], depth["difference"]) == ("within noise", None, 0.0)


def test_of_three_each_is_held_against_the_first_and_the_last(hipcheck, result):
    folders = [result(name, knee) for name, knee in (("a", 20.0), ("b", 10.0), ("c", 4.0))]
    _, out, _ = hipcheck("compare", "--json", *folders)
    pairs = [(c["before"]["label"][-1], c["after"]["label"][-1]) for c in json.loads(out)["comparisons"]]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "c")]


def test_unlike_movements_are_not_compared_and_both_are_named(hipcheck, result):
    other = replace(make_analysis_of().movement, id="step_down", name="Step-down")
    folder = result("after", 4.0)
    JsonReport().write(replace(make_analysis_of(4.0), movement=other), folder)
    code, out, _ = hipcheck("compare", result("before", 20.0), folder)
    assert code == 0
    assert "Not comparable, because one is a single-leg squat and the other a step-down." in flowing(out)
    assert "within noise" not in out


def test_the_same_clip_twice_is_no_change(hipcheck, result):
    folder = result("a", 20.0)
    _, out, _ = hipcheck("compare", folder, folder)
    assert "both were made from the same clip" in flowing(out)


@pytest.mark.parametrize(
    ("content", "words"), [(b"{}", "no result of hipcheck"), (b'{"schema_version": 7}', "update hipcheck")]
)
def test_a_broken_file_is_told_in_one_sentence(hipcheck, result, tmp_path, content, words):
    (tmp_path / "x.json").write_bytes(content)
    code, out, err = hipcheck("compare", result("a", 20.0), tmp_path / "x.json")
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert words in err
    assert err.count("\n") == 1


def test_a_result_without_reps_has_nothing_to_compare(hipcheck, result):
    folder = result("b", 4.0)
    JsonReport().write(replace(make_analysis_of(4.0), reps=()), folder)
    code, _, err = hipcheck("compare", result("a", 20.0), folder)
    assert code == 1
    assert "holds no repetition" in err


def test_one_result_is_no_comparison(hipcheck, result):
    code, _, err = hipcheck("compare", result("a", 20.0))
    assert code == 2
    assert "two results" in err


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_it_fits_the_terminal(hipcheck, result, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = hipcheck("compare", result("before", 20.0), result("after", 4.0))
    body = [line for line in out.splitlines() if "→" not in line]  # a heading may name long paths
    assert max(len(line.rstrip()) for line in body) <= int(columns)
