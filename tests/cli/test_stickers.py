"""`hipcheck stickers` says where they go and prints them; `--stickers` takes auto, off or a colour."""

from __future__ import annotations

import json
import re

import pytest

from hipcheck.stickers.sheet import WHERE, sheet_svg


def test_it_tells_where_they_go_and_how_to_print_them(hipcheck):
    code, out, err = hipcheck("stickers")
    assert (code, err) == (0, "")
    flowing = re.sub(r"\s+", " ", out)
    for step in WHERE:
        assert step in flowing
    assert "hipcheck stickers --out stickers.svg" in flowing


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_sheet_is_written_for_the_paper_that_is_named(hipcheck, tmp_path, paper):
    sheet = tmp_path / "discs.svg"
    code, out, _ = hipcheck("stickers", "--out", sheet, "--paper", paper)
    assert code == 0
    assert "100 %" in out
    assert sheet.read_text("utf-8") == sheet_svg(paper)


@pytest.mark.parametrize(
    ("file", "words"), [("discs.pdf", "ends in .svg"), ("no/such/folder/discs.svg", "folder")]
)
def test_a_sheet_that_cannot_be_written_is_told_in_one_sentence(hipcheck, tmp_path, file, words):
    code, out, err = hipcheck("stickers", "--out", tmp_path / file)
    assert code == 1
    assert out == ""
    assert err.startswith("error: ")
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("value", ["green", "#33cc5", "#33cc55 ", "on", ""])
def test_what_is_no_colour_is_told_in_one_sentence(hipcheck, landmarks, value):
    code, _, err = hipcheck("analyze", landmarks, "--no-files", "--stickers", value)
    assert code == 2
    assert err == (
        f"error: --stickers: {value!r} is neither auto, off nor a colour such as '#33cc55'; give one of these, a colour in "
        "quotes.\n"
    )


@pytest.mark.parametrize("value", ["auto", "off", "#33CC55"])
def test_what_was_looked_for_is_recorded(hipcheck, landmarks, value):
    code, out, _ = hipcheck("analyze", landmarks, "--no-files", "--json", "-", "--stickers", value)
    assert code == 0
    assert json.loads(out)["provenance"]["settings"]["stickers"]["look_for"] == value
