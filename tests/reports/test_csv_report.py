import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipcheck.catalog import At
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.reports.csv_report import (
    FRAME_COLUMNS,
    REP_COLUMNS,
    FramesCsv,
    RepsCsv,
    metric_column,
    reps_table,
)
from hipcheck.results import Grade, MeasuredRep, Measurement, NotMeasured, Rep
from tests.factories import make_analysis
from tests.reports.golden_files import check_file, check_golden

DOCS = Path(__file__).parents[2] / "docs" / "csv.md"
PLACES = ("bottom", "60deg", "peak", "")
PARTS = ("", "low", "high", "excursion", "grade")


def read(writer, analysis, folder):
    path = writer.write(analysis, folder)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def both_legs(*measurements, not_measured=()):
    """A squat of one rep, in which each leg has its own values."""
    rep = Rep(1, None, 1.0, 2.0, 3.0, 2.0, 2.0)
    return replace(
        make_analysis(), reps=(MeasuredRep(rep, measurements, not_measured),), not_measured=(), traces=()
    )


def fppa(side, value, at=At.BOTTOM):
    return Measurement("knee_fppa_deg", side, at, value, value - 3, value + 3, value - 1, 1.0, Grade.MILD)


@pytest.mark.parametrize(
    ("metric", "parts", "side", "column"),
    [
        ("knee_fppa_deg", ("bottom",), None, "knee_fppa_bottom_deg"),
        ("knee_fppa_deg", ("60deg", "low"), None, "knee_fppa_60deg_low_deg"),
        ("knee_fppa_deg", ("bottom", "grade"), None, "knee_fppa_bottom_grade"),
        ("descent_s", ("", "high"), None, "descent_high_s"),
        ("knee_over_foot", ("peak", ""), Side.LEFT, "left_knee_over_foot_peak"),
        ("sparc", ("",), None, "sparc"),
    ],
)
def test_the_unit_ends_the_name(metric, parts, side, column):
    assert metric_column(metric, *parts, side=side) == column


def test_every_rep_is_a_row_with_its_numbers(tmp_path):
    rows = read(RepsCsv(), make_analysis("some, clip.mp4"), tmp_path)
    assert [(row["rep"], row["side"]) for row in rows] == [
        ("1", "left"), ("2", "left"), ("3", "left"), ("4", "right"), ("5", "right"), ("6", "right"),
    ]  # fmt: skip
    row = rows[3]
    expected = {
        "video": "some, clip.mp4", "movement": "single_leg_squat", "variant": "free leg behind", "view": "front",
        "start_s": "7.0", "bottom_s": "8.0", "end_s": "9.0", "duration_s": "2.0",
        "knee_fppa_bottom_deg": "21.0", "knee_fppa_bottom_low_deg": "15.5", "knee_fppa_bottom_high_deg": "26.5",
        "knee_fppa_bottom_excursion_deg": "20.0", "knee_fppa_bottom_grade": "marked",
        "knee_fppa_60deg_deg": "19.0", "knee_fppa_peak_deg": "22.0", "descent_s": "0.9",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_what_was_withheld_is_an_empty_cell_with_its_reason(tmp_path):
    row = read(RepsCsv(), make_analysis(), tmp_path)[3]
    assert row["pelvic_drop_bottom_deg"] == ""
    assert row["not_measured"] == (
        "pelvic_drop_deg (right): hip landmarks do not show the pelvis"
        " | heel_rise: seen only from the side; this clip is filmed from the front"
    )


def test_a_metric_of_the_other_leg_only_is_no_reason_of_this_rep():
    analysis = replace(
        make_analysis(), not_measured=(NotMeasured("knee_over_foot", Side.LEFT, "the foot is hidden"),)
    )
    rows = reps_table([analysis])[1]
    assert ["knee_over_foot" in row["not_measured"] for row in rows] == [True] * 3 + [False] * 3


def test_with_both_legs_at_work_the_column_names_the_leg():
    missing = NotMeasured("knee_over_foot", Side.LEFT, "the foot is hidden")
    columns, (row,) = reps_table(
        [both_legs(fppa(Side.LEFT, 4.0), fppa(Side.RIGHT, 9.0), not_measured=(missing,))]
    )
    assert row["side"] == ""
    assert row["left_knee_fppa_bottom_deg"] == "4.0"
    assert row["right_knee_fppa_bottom_deg"] == "9.0"
    assert "knee_fppa_bottom_deg" not in columns
    assert "left_knee_over_foot_bottom" in columns


def test_many_clips_share_one_heading():
    one_leg, two_legs = make_analysis("a.mp4"), both_legs(fppa(Side.LEFT, 4.0))
    columns, rows = reps_table([one_leg, two_legs])
    assert len(columns) == len(set(columns))
    assert len(rows) == 7
    assert all(set(row) <= set(columns) for row in rows)
    assert columns[: len(REP_COLUMNS)] == list(REP_COLUMNS)
    assert columns[-1] == "not_measured"


def test_no_number_is_an_empty_cell_and_not_nan(tmp_path):
    unknown = replace(fppa(Side.LEFT, 4.0), low=float("nan"), high=float("inf"), excursion=-0.00001)
    row = read(RepsCsv(), both_legs(unknown), tmp_path)[0]
    assert (row["left_knee_fppa_bottom_low_deg"], row["left_knee_fppa_bottom_high_deg"]) == ("", "")
    assert row["left_knee_fppa_bottom_excursion_deg"] == "0.0"


def test_no_rep_leaves_the_heading(tmp_path):
    path = RepsCsv().write(replace(make_analysis(), reps=()), tmp_path)
    assert path.read_text() == ",".join([*REP_COLUMNS, "not_measured"]) + "\n"


def test_frames_hold_the_curves_and_say_which_rep(tmp_path):
    analysis = make_analysis()
    values = np.array(analysis.traces[0].values)
    values[7] = np.nan
    exchanged = np.zeros(len(analysis.poses), dtype=bool)
    exchanged[7] = True
    analysis = replace(
        analysis,
        traces=(replace(analysis.traces[0], values=values), *analysis.traces[1:]),
        landmark_sides_exchanged=exchanged,
    )
    rows = read(FramesCsv(), analysis, tmp_path)
    assert len(rows) == 420
    assert rows[7]["left_knee_fppa_deg"] == ""
    assert [row["legs_exchanged"] for row in rows[6:9]] == ["0", "1", "0"]
    # Frames 0 to 29 lie before the first rep, which begins at 1.0 s, frame 30.
    assert [rows[i]["rep"] for i in (0, 29, 30, 85)] == ["", "", "1", "1"]
    assert float(rows[30]["time_s"]) == pytest.approx(1.0)
    assert rows[30]["right_knee_fppa_half_width_deg"] == "5.5"


def test_a_curve_on_other_times_is_a_bug_and_not_shifted(tmp_path):
    analysis = make_analysis()
    shifted = replace(analysis.traces[0], time_s=analysis.traces[0].time_s + 0.1)
    with pytest.raises(ValueError, match="knee_fppa_deg must be on the 420 frames"):
        FramesCsv().write(replace(analysis, traces=(shifted,)), tmp_path)


def test_golden(tmp_path):
    path = RepsCsv().write(make_analysis(), tmp_path)
    check_golden("reps.csv", path.read_text(encoding="utf-8"))


def table(*rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def metric_rows():
    for metric in METRICS.values():
        name = metric_column(metric.id, "…" if metric.function else "")
        over = "over time" if metric.function else "over the rep"
        yield f"`{name}`", metric.label, metric.unit or "ratio or count", over, metric.positive


def docs_tables():
    fixed = ("column", "meaning"), ("---", "---")
    last = ("`not_measured`", "what was withheld for the rep, and why")
    heading = ("columns", "metric", "unit", "read", "positive is"), ("---",) * 5
    return {
        "reps": table(*fixed, *((f"`{c}`", text) for c, text in REP_COLUMNS.items()), last),
        "frames": table(*fixed, *((f"`{c}`", text) for c, text in FRAME_COLUMNS.items())),
        "metrics": table(*heading, *metric_rows()),
    }


def test_the_tables_in_the_docs_are_made_from_the_code():
    text = DOCS.read_text(encoding="utf-8")
    for name, rows in docs_tables().items():
        block = re.compile(rf"(<!-- table: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        assert block.search(text), name
        text = block.sub(lambda found, rows=rows: f"{found[1]}\n{rows}\n\n{found[2]}", text)
    check_file(DOCS, text)


def documented_columns():
    """Every column that docs/csv.md describes: those it lists, and those its rule makes of its metrics."""
    listed = set(re.findall(r"^\| `([^`]+)` ", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    patterns = {name for name in listed if "…" in name} | {metric_column(m) for m in METRICS} & listed
    made = set()
    for pattern in patterns:
        stem, _, unit = pattern.partition("_…")
        metric = stem + unit
        for place in PLACES:
            for part in PARTS:
                made |= {metric_column(metric, place, part, side=side) for side in (None, *Side)}
        made |= {metric_column(metric, "half_width", side=side) for side in (None, *Side)}
    return listed | made


def test_every_column_is_described():
    every = both_legs(
        *(
            Measurement(metric, side, at, 1.0, 0.0, 2.0, 0.5, 1.0, Grade.GOOD)
            for metric in METRICS
            for side in (None, *Side)
            for at in At
        )
    )
    columns = set(reps_table([make_analysis(), every])[0])
    columns |= set(FRAME_COLUMNS) | {"left_knee_fppa_deg", "left_knee_fppa_half_width_deg"}
    assert columns - documented_columns() == set()
