from pathlib import Path

import pytest

from hipcheck.errors import OutputError
from hipcheck.reports.base import whole_file


def test_a_finished_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "new folder" / "report.txt"
    for text in ("first", "second"):
        with whole_file(path) as partial:
            assert partial.suffix == ".txt"  # writers may choose a format by it
            partial.write_text(text)
    assert path.read_text() == "second"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_half_written(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError):
        fail_half_way(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def fail_half_way(path: Path) -> None:
    with whole_file(path) as partial:
        partial.write_text("half")
        raise ZeroDivisionError


def test_what_the_system_refuses_is_a_users_error(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    with pytest.raises(OutputError, match=r"report\.txt: cannot be written .*choose another folder"):
        write_below(blocker)
    assert blocker.read_text() == "not a folder"


def write_below(folder: Path) -> None:
    with whole_file(folder / "report.txt") as partial:
        partial.write_text("never")
