"""Codes in place of names: stable, unlike, for their owner's eyes only, and nothing of the name in them."""

from __future__ import annotations

import re
import stat
import sys

import pytest

from hipcheck.batch.codes import CODES_FILE, Codes, anonymous
from hipcheck.errors import InputError
from tests.batch.documents import make_job


def test_a_code_stays_the_same_through_the_file(tmp_path):
    codes = Codes(tmp_path)
    given = codes.person("A. Runner"), codes.clip("monday/a.mp4")
    codes.save()
    again = Codes(tmp_path)
    assert (again.person("A. Runner"), again.clip("monday/a.mp4")) == given
    assert re.fullmatch(r"P-[2-9A-HJKMNP-Z]{5}", given[0])
    assert re.fullmatch(r"C-[2-9A-HJKMNP-Z]{5}", given[1])


def test_two_folders_give_one_name_two_codes(tmp_path):
    """Nothing of a name is in its code, so that nobody can try names."""
    first, second = (Codes(tmp_path / part) for part in "ab")
    assert first.person("A. Runner") != second.person("A. Runner")  # the same once in 28 million runs


def test_a_code_that_is_taken_is_drawn_again(tmp_path):
    draws = iter(["AAAAA", "AAAAA", "AAAAA", "BBBBB"])
    codes = Codes(tmp_path, draw=lambda: next(draws))
    assert [codes.person(name) for name in ("a", "b")] == ["P-AAAAA", "P-BBBBB"]


def test_a_thousand_people_have_a_thousand_codes(tmp_path):
    codes = Codes(tmp_path)
    assert len({codes.person(str(number)) for number in range(1000)}) == 1000


def test_nobody_has_no_code(tmp_path):
    codes = Codes(tmp_path)
    assert codes.person("") == ""
    assert codes.people() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_for_its_owners_eyes_only(tmp_path):
    codes = Codes(tmp_path)
    for name in ("a", "b"):
        codes.person(name)
        codes.save()
        assert stat.S_IMODE((tmp_path / CODES_FILE).stat().st_mode) == 0o600


def test_the_same_codes_in_another_order_are_the_same_file(tmp_path):
    draws = {"a": "AAAAA", "b": "BBBBB"}
    files = []
    for part, names in (("x", "ab"), ("y", "ba")):
        drawn = iter([draws[name] for name in names])
        codes = Codes(tmp_path / part, draw=lambda drawn=drawn: next(drawn))
        for name in names:
            codes.person(name)
        codes.save()
        files.append((tmp_path / part / CODES_FILE).read_bytes())
    assert files[0] == files[1]


def test_somebody_is_found_by_name_and_by_code_and_dropped(tmp_path):
    codes = Codes(tmp_path)
    code, clip = codes.person("A. Runner"), codes.clip("a.mp4")
    codes.person("B. Jumper")
    assert codes.find("A. Runner") == codes.find(code) == ("A. Runner", code)
    assert codes.find("A.") is None
    assert codes.clips_named({clip}) == ("a.mp4",)
    assert codes.drop("A. Runner", {clip}) == 2
    codes.save()
    text = (tmp_path / CODES_FILE).read_text("utf-8")
    assert "A. Runner" not in text
    assert code not in text
    assert "B. Jumper" in text


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"version": 2, "people": {}, "clips": {}}', b'{"version": 1}']
)
def test_a_broken_file_is_told_and_never_written_over(tmp_path, content):
    file = tmp_path / CODES_FILE
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"codes\.json: is damaged"):
        Codes(tmp_path)
    assert file.read_bytes() == content


def test_an_anonymous_job_names_nobody_but_finds_its_clip(tmp_path):
    codes = Codes(tmp_path)
    job = make_job(
        "A. Runner/squat by A. Runner.mp4",
        "A. Runner",
        step_height_cm=15.0,
        pain=3,
        note="A. Runner's left knee",
    )
    hidden = anonymous(job, codes)
    assert hidden.clip == job.clip
    shown = repr((hidden.id, hidden.name, hidden.who))
    assert "unner" not in shown
    assert hidden.name == f"{codes.person('A. Runner')}/{codes.clip(job.name)}"
    assert hidden.id == hidden.name.replace("/", "-").lower()
    assert (hidden.who.date, hidden.who.step_height_cm, hidden.who.pain) == (job.who.date, 15.0, 3)
    assert anonymous(job, codes) == hidden
