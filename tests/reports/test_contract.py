"""What every writer of one file owes its caller, run over all of them."""

import pytest

from hipcheck.errors import OutputError
from hipcheck.reports.base import Report
from hipcheck.reports.csv_report import FramesCsv, RepsCsv
from hipcheck.reports.json_report import JsonReport
from hipcheck.reports.motion_files import MotFile, TrcFile
from tests.factories import make_analysis
from tests.reports.variants import deadlift_from_the_side, squat_on_both_legs, without_reps

WRITERS: tuple[Report, ...] = (JsonReport(), RepsCsv(), FramesCsv(), TrcFile(), MotFile())
ANALYSES = (
    make_analysis(),
    deadlift_from_the_side(),
    squat_on_both_legs(),
    without_reps("unknown", "Unknown movement"),
)

each_writer = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.filename)


@each_writer
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda a: f"{a.movement.id}, {len(a.reps)} reps")
def test_one_file_of_that_name_and_nothing_else(writer, analysis, tmp_path):
    folder = tmp_path / "not there yet"
    path = writer.write(analysis, folder)
    assert path == folder / writer.filename
    assert list(folder.iterdir()) == [path]
    assert path.stat().st_size > 0


@each_writer
def test_the_same_analysis_gives_the_same_bytes_with_one_kind_of_line_end(writer, tmp_path):
    first, second = (writer.write(make_analysis(), tmp_path / name).read_bytes() for name in "ab")
    assert first == second
    assert b"\r" not in first
    assert first.endswith(b"\n")


@each_writer
def test_no_file_says_where_on_this_machine_it_was_written(writer, tmp_path):
    assert str(tmp_path).encode() not in writer.write(make_analysis(), tmp_path).read_bytes()


@each_writer
def test_a_folder_that_cannot_be_is_a_users_error(writer, tmp_path):
    blocker = tmp_path / "a file"
    blocker.write_text("")
    with pytest.raises(OutputError, match="choose another folder"):
        writer.write(make_analysis(), blocker)
