import csv
import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from hipcheck.batch.jobs import Who
from hipcheck.batch.legs import MAIN_ANGLES
from hipcheck.batch.sheet import write_sheet
from hipcheck.batch.tables import CLIP_COLUMNS, CLIP_COLUMNS_AFTER, FAILURE_COLUMNS, LEG_COLUMNS, rep_columns
from hipcheck.catalog import Flaw
from hipcheck.errors import OutputError
from hipcheck.landmarks import Side
from hipcheck.reports.csv_report import reps_table
from hipcheck.results import Grade
from tests.batch.sheet.folders import Clip, analysis_of, day, trunk_finding, write_results
from tests.reports.golden_files import check_file

DOCS = Path(__file__).parents[2] / "docs" / "csv.md"
DERIVED = ("summary.csv", "summary.parquet", "reps.parquet", "failures.csv", "index.html")

NASTY = [
    "=1+1",
    "+49 170",
    "-5",
    "@SUM(A1)",
    '<script>alert("x")</script>',
    'He said "no", twice',
    "Zoë Ñandú",
    "\t=2",
]


def written(tmp_path, *clips, name="out"):
    folder = write_results(tmp_path / name, list(clips))
    write_sheet(folder.path)
    return folder.path


def rows_of(path: Path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


CLIP = Clip(
    "monday/Änne 1.mp4",
    Who("Änne Ö.", None, "single_leg_squat", day(2), 20.0, 3, "new, shoes"),
    knee_deg=20.0,
)


def test_a_clip_is_a_row_with_whom_it_shows_and_what_was_seen(tmp_path):
    (row,) = rows_of(written(tmp_path, CLIP) / "summary.csv")
    wanted = {
        "clip": "monday/Änne 1.mp4", "athlete": "Änne Ö.", "date": "2026-03-02", "movement": "single_leg_squat",
        "movement_recognised": "true", "variant": "free leg behind", "legs": "left right", "view": "front", "yaw_deg": "2.1",
        "yaw_sd_deg": "3.5", "step_height_cm": "20.0", "pain": "3", "note": "new, shoes", "reps": "6", "left_reps": "3",
        "right_knee_metric": "knee_fppa_deg", "right_knee_value": "20.0", "right_knee_low": "16.0", "right_knee_high": "24.0",
        "right_knee_grade": "marked", "right_pelvis_value": "", "right_grade": "marked", "left_grade": "", "both_reps": "",
        "worst_grade": "marked", "flaws": "knee_inward/right/marked", "warnings": "other_people",
        "report": f"clips/{row['id']}/report.html", "hipcheck": "0.1.0", "model": "pose_landmarker_full",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert "pelvic_drop/left" in row["not_judged"].split()


def test_the_parquet_file_has_the_same_with_types_and_nothing_where_nothing_is(tmp_path):
    table = pl.read_parquet(written(tmp_path, CLIP, Clip("b.mp4")) / "summary.parquet")
    assert table.schema["date"] == pl.Date
    assert table.schema["pain"] == pl.Int64
    assert table.schema["right_knee_low"] == pl.Float64
    assert table.schema["movement_recognised"] == pl.Boolean
    first = table.row(by_predicate=pl.col("clip") == "monday/Änne 1.mp4", named=True)
    assert (first["date"], first["pain"], first["right_knee_low"]) == (dt.date(2026, 3, 2), 3, 16.0)
    second = table.row(by_predicate=pl.col("clip") == "b.mp4", named=True)
    assert [second[name] for name in ("athlete", "date", "pain", "note", "both_knee_metric")] == [None] * 5


def test_flaws_stand_worst_first_and_the_worst_grade_is_that_of_either_leg(tmp_path):
    analysis = analysis_of(20.0)
    lean = trunk_finding(9.0, 0.5, Side.LEFT, Grade.MILD)
    clip = Clip("a.mp4", analysis=replace(analysis, findings=(*analysis.findings, lean)))
    (row,) = rows_of(written(tmp_path, clip) / "summary.csv")
    assert row["flaws"] == "knee_inward/right/marked trunk_lean/left/mild"
    assert (row["left_grade"], row["left_trunk_value"], row["worst_grade"]) == ("mild", "9.0", "marked")


def test_the_legs_compared(tmp_path):
    analysis = analysis_of(20.0)
    worse = replace(
        analysis.findings[0], flaw=Flaw.ASYMMETRY, grade=Grade.MILD, value=-16.0, low=-22.0, high=-10.0, limit=6.0,
        threshold=None,
    )  # fmt: skip
    clip = Clip("a.mp4", analysis=replace(analysis, findings=(*analysis.findings, worse)))
    (row,) = rows_of(written(tmp_path, clip) / "summary.csv")
    told = [row[f"asymmetry_{part}"] for part in ("metric", "value", "limit", "grade")]
    assert told == ["knee_fppa_deg", "-16.0", "6.0", "mild"]


@pytest.mark.parametrize("name", NASTY)
def test_no_text_becomes_a_formula_and_none_is_lost(tmp_path, name):
    out = written(tmp_path, Clip("a.mp4", Who(name, note=name)), Clip("b.mp4", Who(name), error=name))
    (row,), (failure,) = rows_of(out / "summary.csv"), rows_of(out / "failures.csv")
    for cell in (row["athlete"], row["note"], failure["athlete"], failure["reason"]):
        assert cell.removeprefix("'") == name
        assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert pl.read_parquet(out / "summary.parquet")["athlete"].to_list() == [name]


def test_a_negative_number_stays_a_number(tmp_path):
    (row,) = rows_of(written(tmp_path, Clip("a.mp4", knee_deg=-5.5)) / "summary.csv")
    assert row["right_knee_value"] == "-5.5"


def test_spreadsheets_are_told_that_it_is_utf_8(tmp_path):
    out = written(tmp_path, CLIP)
    for name in ("summary.csv", "failures.csv"):
        assert (out / name).read_bytes().startswith(b"\xef\xbb\xbf")
    assert pl.read_csv(out / "summary.csv")["clip"].to_list() == ["monday/Änne 1.mp4"]


def test_the_reps_are_those_of_reps_csv(tmp_path):
    """Under the same columns, to the last digit; in place of the clip's name, whom it shows."""
    analysis = analysis_of(20.0)
    columns, rows = reps_table([analysis])
    table = pl.read_parquet(written(tmp_path, Clip("a.mp4", Who("Anna", date=day(3)))) / "reps.parquet")
    assert table.columns == ["clip", "id", "athlete", "date", *(c for c in columns if c != "video")]
    assert table.height == 6
    assert set(table["athlete"]) == {"Anna"}
    for read, row in zip(table.iter_rows(named=True), rows, strict=True):
        for column in columns[1:]:
            text = row.get(column, "")
            if isinstance(read[column], float):
                assert read[column] == pytest.approx(float(text), abs=1e-4), column
            else:
                assert ("" if read[column] is None else str(read[column])) == text, column


def test_the_same_results_give_the_same_bytes_wherever_they_lie(tmp_path):
    clips = [CLIP, Clip("b.mp4", error="broken", remedy="mend it"), Clip("c.mp4", Who("=1+1"))]
    one, other = written(tmp_path, *clips, name="one"), written(tmp_path, *reversed(clips), name="two")
    before = {name: (one / name).read_bytes() for name in DERIVED}
    write_sheet(one)
    assert {name: (one / name).read_bytes() for name in DERIVED} == before
    for path in (other / ".hipcheck" / "state").iterdir():  # the checksums are numbered in the order given
        path.write_bytes((one / ".hipcheck" / "state" / path.name).read_bytes())
        folder = Path("clips") / path.stem / "analysis.json"
        if (one / folder).exists():
            (other / folder).write_bytes((one / folder).read_bytes())
    write_sheet(other)
    assert {name: (other / name).read_bytes() for name in DERIVED} == before


def test_an_empty_folder_has_tables_without_rows(tmp_path):
    out = written(tmp_path)
    assert rows_of(out / "summary.csv") == []
    assert pl.read_parquet(out / "summary.parquet").columns[:2] == ["clip", "id"]
    assert pl.read_parquet(out / "reps.parquet").height == 0


def test_a_table_that_cannot_be_written_leaves_the_earlier_one(tmp_path):
    out = written(tmp_path, CLIP)
    before = (out / "summary.csv").read_bytes()
    (out / "summary.parquet").unlink()
    (out / "summary.parquet").mkdir()
    with pytest.raises(OutputError, match=r"summary\.parquet"):
        write_sheet(out)
    assert (out / "summary.csv").read_bytes() == before
    assert [path.name for path in out.iterdir() if ".part" in path.name] == []


def docs_tables():
    def table(columns):
        return "\n".join(
            ["| column | meaning |", "| --- | --- |", *(f"| `{c}` | {m} |" for c, m in columns.items())]
        )

    return {
        "summary": table(CLIP_COLUMNS),
        "summary-legs": table({c.replace("{angle}", "ANGLE"): m for c, m in LEG_COLUMNS.items()}),
        "summary-after": table(CLIP_COLUMNS_AFTER),
        "failures": table(FAILURE_COLUMNS),
    }


def test_the_tables_in_the_docs_are_made_from_the_code():
    text = DOCS.read_text(encoding="utf-8")
    for name, rows in docs_tables().items():
        block = re.compile(rf"(<!-- table: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        assert block.search(text), name
        text = block.sub(lambda found, rows=rows: f"{found[1]}\n{rows}\n\n{found[2]}", text)
    check_file(DOCS, text)


def test_every_column_is_described(tmp_path):
    of_legs = {
        f"{leg}_{column.format(angle=angle)}"
        for leg in ("left", "right", "both")
        for angle in MAIN_ANGLES
        for column in LEG_COLUMNS
    }
    out = written(tmp_path, CLIP)
    assert set(pl.read_parquet(out / "summary.parquet").columns) == {
        *CLIP_COLUMNS,
        *of_legs,
        *CLIP_COLUMNS_AFTER,
    }
    text = DOCS.read_text(encoding="utf-8")
    assert all(f"`{column}`" in text for column in rep_columns())
