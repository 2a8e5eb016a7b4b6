from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hipcheck.batch.jobs import Who
from hipcheck.batch.legs import legs_of
from hipcheck.batch.outcomes import Result
from hipcheck.batch.sheet.rows import clip_rows, view_quality
from hipcheck.catalog import Flaw
from hipcheck.landmarks import Side
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import to_json_dict
from hipcheck.results import ClipWarning, Facing, Grade, View, ViewKind
from tests.batch.sheet.folders import Clip, analysis_of, day, state_of, trunk_finding
from tests.factories import make_analysis


def document_of(analysis):
    return msgspec.convert(to_json_dict(analysis), AnalysisDocument)


def rows_of(analysis=None, folder=Path("nowhere"), **clip):
    document = document_of(analysis or analysis_of(12.0))
    made = clip_rows(Result(state_of(Clip("a b.mp4", **clip)), document), legs_of(document), folder)
    return [row for _, row in made]


def test_a_row_says_whom_and_what():
    left, right = rows_of(who=Who("Anna", date=day(3), pain=4, note="tired", step_height_cm=20.0))
    assert (right["athlete"], right["date"], right["pain"], right["note"]) == (
        "Anna",
        "2026-03-03",
        4,
        "tired",
    )
    assert (right["movement"], right["leg"], right["variant"]) == (
        "Single-leg squat",
        "right leg",
        "free leg behind",
    )
    assert right["step"] == "step 20 cm"
    assert right["href"] == f"clips/{right['id']}/report.html"
    assert (left["leg"], left["reps"]) == ("left leg", 3)


def test_an_angle_has_its_number_its_grade_and_its_place():
    """12 ± 4° reaches across the cut-off of 10°."""
    _, right = rows_of()
    assert (right["knee"]["text"], right["knee"]["grade"], right["knee"]["what"]) == (
        "12 ±4°",
        "borderline",
        "",
    )
    assert right["knee"]["at"][1] == pytest.approx(48.3)
    assert right["worst"] == "borderline"
    assert right["because"] == "knee moving inward"


def test_an_angle_that_was_withheld_says_why_and_what_helps():
    _, right = rows_of()
    assert right["pelvis"] == {"why": "hip landmarks do not show the pelvis", "fix": "use two stickers"}


def test_an_angle_that_is_not_of_the_movement_is_nothing():
    analysis = analysis_of()
    squat = replace(analysis, movement=replace(analysis.movement, id="squat", name="Squat"))
    assert rows_of(squat)[0]["pelvis"] is None


def test_another_metric_than_the_headings_is_named():
    knee = replace(analysis_of().findings[0], metric="knee_over_foot")
    assert rows_of(replace(analysis_of(), findings=(knee,)))[1]["knee"]["what"] == "Knee past toes"


def test_what_else_was_seen_is_named_and_nothing_twice():
    analysis = analysis_of(20.0)
    wobble = replace(trunk_finding(9.0, 0.5, grade=Grade.MILD), flaw=Flaw.WOBBLE, text="It wobbles.")
    lean = trunk_finding(9.0, 0.5, grade=Grade.MILD)
    _, right = rows_of(replace(analysis, findings=(*analysis.findings, wobble, lean)))
    assert right["also"] == [["Wobbling", "mild", "It wobbles."]]
    assert right["trunk"]["grade"] == "mild"


def test_the_legs_compared():
    analysis = analysis_of(20.0)
    uneven = replace(
        analysis.findings[0], flaw=Flaw.ASYMMETRY, grade=Grade.MILD, value=-16.0, low=-22.0, high=-10.0, limit=8.0,
        threshold=None, text="More on the right.",
    )  # fmt: skip
    even = replace(uneven, side=None, grade=Grade.GOOD, value=2.0)
    cell = rows_of(replace(analysis, findings=(*analysis.findings, uneven)))[0]["asymmetry"]
    assert (cell["text"], cell["grade"], cell["sort"]) == ("16° more right", "mild", 2.0)
    assert cell["say"] == "More on the right. Up to 8° may be noise."
    assert rows_of(replace(analysis, findings=(even,)))[0]["asymmetry"]["text"] == "within noise"
    assert rows_of(analysis)[0]["asymmetry"] is None


def test_flags_are_short_and_have_more_to_say():
    warnings = (
        ClipWarning("other_people", "Two were there.", "Film alone."),
        ClipWarning("brand_new", "New.", ""),
    )
    _, right = rows_of(replace(analysis_of(), warnings=warnings))
    assert right["flags"] == [
        ["somebody else in view", "Two were there.", "Film alone."],
        ["brand new", "New.", ""],
    ]


YAW = ClipWarning("camera_yaw", "Off.", "")


@pytest.mark.parametrize(
    ("kind", "warnings", "findings", "quality"),
    [
        (ViewKind.FRONT, (), True, "straight"),
        (ViewKind.SIDE, (), True, "straight"),
        (ViewKind.FRONT, (YAW,), True, "askew"),
        (ViewKind.FRONT, (YAW,), False, "far"),
        (ViewKind.OBLIQUE, (), False, "oblique"),
        (None, (), False, "unknown"),
    ],
)
def test_where_the_camera_stood_in_words(kind, warnings, findings, quality):
    analysis = analysis_of()
    view = View(kind, Facing.CAMERA, 9.0, 3.0, 0.0, 1.0) if kind else None
    found = analysis.findings if findings else ()
    assert (
        view_quality(document_of(replace(analysis, view=view, warnings=warnings, findings=found))) == quality
    )


def test_the_camera_is_told_with_its_doubt():
    """2.1°, and 1.96 standard deviations of 3.5°."""
    _, right = rows_of()
    assert (right["view"], right["off"]) == ("front", "2° ±7° off")


def test_the_picture_is_of_a_rep_that_shows_it_and_only_where_there_is_one(tmp_path):
    """Reps 4 to 6 are on the right leg; the finding was seen in the last two."""
    seen = replace(analysis_of(20.0).findings[0], shown_in=(5, 6))
    analysis = replace(analysis_of(20.0), findings=(seen,))
    _, right = rows_of(analysis, tmp_path)
    assert right["thumb"] == ""
    picture = tmp_path / "clips" / right["id"] / "key_frames" / "rep5.jpg"
    picture.parent.mkdir(parents=True)
    picture.touch()
    assert rows_of(analysis, tmp_path)[1]["thumb"] == f"clips/{right['id']}/key_frames/rep5.jpg"


def test_a_row_for_both_legs_names_the_side_of_a_knee():
    analysis = make_analysis()
    reps = tuple(replace(m, rep=replace(m.rep, side=None)) for m in analysis.reps)
    knee = replace(analysis.findings[0], metric="knee_over_foot", side=Side.LEFT)
    (row,) = rows_of(replace(analysis, reps=reps, findings=(knee,)))
    assert (row["leg"], row["knee"]["what"]) == ("both legs", "Knee past toes, left")
