"""`hipcheck forget` asks, deletes, and says what it looked through."""

from __future__ import annotations

import io
import re

import pytest

from tests.batch.results import make_results


@pytest.fixture
def folder(tmp_path):
    return make_results(tmp_path / "results").path


def flowing(text):
    return re.sub(r"\s+", " ", text)


def answer(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_with_yes_it_deletes_and_proves_it(hipcheck, folder):
    code, out, err = hipcheck("forget", "A. Runner", folder, "--yes")
    assert (code, err) == (0, "")
    text = flowing(out)
    assert "The clips that were analysed are not in there and stay where they are" in text
    assert "2 result folders" in text
    assert re.search(r"Looked through \d+ files \(\d+\.\d MB\)", text)
    assert "Nothing in it names them any more." in text
    assert not list((folder / "clips").glob("*squat*"))
    assert hipcheck("forget", "A. Runner", folder, "--yes")[0] == 1


@pytest.mark.parametrize(
    ("said", "code", "left"), [("y\n", 0, 1), ("n\n", 1, 3), ("", 1, 3)], ids=["yes", "no", "nothing"]
)
def test_without_it_it_asks(hipcheck, folder, monkeypatch, said, code, left):
    answer(monkeypatch, said)
    assert hipcheck("forget", "A. Runner", folder)[0] == code
    assert len(list((folder / "clips").iterdir())) == left


def test_what_still_names_them_is_listed_and_the_exit_code_says_so(hipcheck, folder):
    (folder / "roster.csv").write_text("x.mp4,A. Runner\n")
    code, out, _ = hipcheck("forget", "A. Runner", folder, "--yes")
    assert code == 1
    assert "still names them: roster.csv" in flowing(out)
    assert "Nothing in it names them" not in out


def test_somebody_unknown_is_an_error_and_nothing_is_deleted(hipcheck, folder):
    code, out, err = hipcheck("forget", "A. Runer", folder, "--yes")
    assert (code, out) == (1, "")
    assert "did you mean 'A. Runner'?" in err
    assert len(list((folder / "clips").iterdir())) == 3
