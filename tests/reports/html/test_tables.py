from dataclasses import replace

from hipcheck.catalog import At, Flaw
from hipcheck.landmarks import Side
from hipcheck.reports.html.tables import rep_table, summary_groups
from hipcheck.reports.wording import MISSING
from hipcheck.results import Measurement, NotMeasured
from tests.factories import make_analysis

ANALYSIS = make_analysis()
TABLE = rep_table(ANALYSIS, "annotated.mp4")


def row(index, table=TABLE):
    return next(r for g in table.groups for r in g.rows if r.moment.label.endswith(str(index)))


def test_one_group_for_each_leg_one_row_for_each_rep():
    assert [(g.title, [r.moment.label for r in g.rows]) for g in TABLE.groups] == [
        ("Left leg", ["L1", "L2", "L3"]),
        ("Right leg", ["R4", "R5", "R6"]),
    ]


def test_metrics_come_in_the_order_of_the_catalogue_each_at_its_places():
    assert [(c.title, c.places) for c in TABLE.columns] == [
        ("Knee inward", ("bottom", "at 60°")),
        ("Trunk lean", ("bottom",)),
        ("Depth", ("bottom",)),
        ("Down", ("",)),
        ("Up", ("",)),
    ]
    assert TABLE.width == 6
    assert TABLE.placed


def test_a_cell_holds_the_value_its_margin_its_grade_and_its_change():
    """Rep 4: 21° (15.5 to 26.5), 20° more than in standing, graded marked."""
    cell = row(4).cells[0]
    assert (cell.text, cell.mark.word, cell.below) == ("21 ±6°", "marked", "Δ +20°")


def test_what_is_not_graded_has_no_mark():
    assert row(4).cells[1].mark is None


def test_a_change_that_is_a_ratio_is_said_as_one():
    m = Measurement("knee_ankle_separation", None, At.BOTTOM, 0.6, 0.5, 0.7, 0.75, 1.0)
    table = rep_table(replace(ANALYSIS, reps=(replace(ANALYSIS.reps[0], measurements=(m,)),)), "")
    assert row(1, table).cells[0].below == "75 % of standing"


def test_the_head_says_what_is_graded():
    assert [c.note for c in TABLE.columns] == ["graded by Δ", "", "", "", ""]


def test_in_a_movement_on_both_legs_each_leg_has_its_columns():
    reps = tuple(
        replace(
            m,
            rep=replace(m.rep, side=None),
            measurements=tuple(
                replace(x, side=side) for side in Side for x in m.measurements if x.metric == "knee_fppa_deg"
            ),
        )
        for m in ANALYSIS.reps
    )
    table = rep_table(replace(ANALYSIS, reps=reps), "")
    assert [c.title for c in table.columns] == ["Knee inward, left", "Knee inward, right"]
    assert [g.title for g in table.groups] == ["Both legs"]
    assert table.notes[0].startswith("“Knee inward” is not graded on both legs")


def test_which_sign_decides_is_said_below():
    second = Measurement(
        "knee_over_foot", Side.LEFT, At.BOTTOM, 0.12, 0.04, 0.2, None, 1.0, ANALYSIS.findings[0].grade
    )
    first = replace(ANALYSIS.reps[0], measurements=(*ANALYSIS.reps[0].measurements, second))
    table = rep_table(replace(ANALYSIS, reps=(first, *ANALYSIS.reps[1:])), "")
    assert table.notes == (
        "Knee moving inward is judged by “Knee inward”; “Knee past toes” is a further sign that does not decide.",
    )
    assert "12 ±8\N{NO-BREAK SPACE}%" in {cell.text for cell in table.groups[0].rows[0].cells}


def test_a_missing_number_is_a_dash_and_its_reason_is_told():
    hidden = NotMeasured("trunk_lean_deg", Side.LEFT, "shoulders were hidden", "")
    reps = tuple(
        replace(
            m,
            measurements=tuple(x for x in m.measurements if x.metric != "trunk_lean_deg"),
            not_measured=(hidden,),
        )
        if m.rep.index in (2, 3)
        else m
        for m in ANALYSIS.reps
    )
    table = rep_table(replace(ANALYSIS, reps=reps), "")
    assert row(2, table).cells[2].text == MISSING
    assert row(1, table).cells[2].text != MISSING
    assert table.notes == ("Trunk lean, reps 2 and 3: shoulders were hidden.",)


def test_what_the_whole_clip_lacks_is_not_told_again_for_every_rep():
    assert TABLE.notes == ()  # pelvic drop is missing in every rep and in the clip


def test_a_rep_leads_to_its_lowest_point_with_the_worst_grade_of_what_was_found():
    moment = row(4).moment
    assert (moment.time_s, moment.href, moment.mark.word) == (8.0, "annotated.mp4#t=8.00", "marked")
    assert moment.title == "Rep 4, right leg, marked: lowest point at 0:08.0"


def test_a_grade_that_no_finding_speaks_of_does_not_mark_the_rep():
    findings = tuple(replace(f, metric="depth_deg") for f in ANALYSIS.findings)
    assert row(4, rep_table(replace(ANALYSIS, findings=findings), "")).moment.mark.word == "good"


def test_a_rep_leads_nowhere_without_a_clip_and_to_the_player_within_a_single_file():
    assert row(1, rep_table(ANALYSIS, "")).moment.href == ""
    assert row(1, rep_table(ANALYSIS, "data:video/mp4;base64,AA==")).moment.href == "#video"


def test_the_summary_gives_median_spread_best_worst_and_count():
    (group,) = summary_groups(ANALYSIS)
    left, right = group.rows
    assert group.title == "Knee inward (FPPA), at the bottom"
    assert (left.leg, left.median, left.change) == ("left", "5° (0 to 10)", "Δ +4°")
    assert (right.sd, right.best, right.worst, right.reps) == ("2°", "17°", "21°", 3)


def test_a_difference_of_legs_is_real_only_where_a_finding_says_so():
    (group,) = summary_groups(ANALYSIS)
    assert group.difference == "Right minus left +14°, which may be no more than the camera's error."
    found = replace(ANALYSIS.findings[0], flaw=Flaw.ASYMMETRY, threshold=None, limit=6.0)
    (group,) = summary_groups(replace(ANALYSIS, findings=(*ANALYSIS.findings, found)))
    assert group.difference == "Right minus left +14°: more than the camera's error."


def test_one_leg_alone_is_not_compared():
    (group,) = summary_groups(replace(ANALYSIS, summary=ANALYSIS.summary[:1]))
    assert group.difference == ""


def test_the_largest_value_of_a_rep_is_left_to_the_files():
    at_peak = replace(ANALYSIS.summary[0], at=At.PEAK)
    assert summary_groups(replace(ANALYSIS, summary=(at_peak,))) == ()
