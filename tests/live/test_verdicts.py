"""A rep's verdict and the session's summary say what the pipeline says, and no more."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from hipcheck.catalog import Flaw
from hipcheck.landmarks import Side
from hipcheck.live.ledger import Ledger
from hipcheck.live.texts import load_texts
from hipcheck.live.verdicts import grades_of, summary_of, verdict_of
from hipcheck.results import Analysis, Grade, MeasuredRep
from tests.factories import make_analysis

TEXTS = load_texts()
ANALYSIS = make_analysis()
GOOD_REP, BAD_REP = ANALYSIS.reps[0], ANALYSIS.reps[3]


def graded(rep: MeasuredRep, grade: Grade | None) -> MeasuredRep:
    """With this grade wherever there was one."""
    rows = tuple(replace(m, grade=grade if m.grade else None) for m in rep.measurements)
    return replace(rep, measurements=rows)


def said(rep: MeasuredRep, analysis: Analysis = ANALYSIS) -> tuple[Grade, str, str]:
    verdict = verdict_of(analysis, rep, 3, 12.5, TEXTS)
    assert (verdict.number, verdict.side, verdict.at_s) == (3, rep.rep.side, 12.5)
    return verdict.grade, verdict.text, verdict.value_text


def test_a_fault_is_named_with_its_number():
    # 21° ±5.5°, of which 20° are the change from standing, which is what is graded.
    assert said(BAD_REP) == (Grade.MARKED, "Knee inward", "20 ±6°")


@pytest.mark.parametrize(
    ("grade", "verdict"),
    [
        (Grade.GOOD, (Grade.GOOD, "Good", "")),
        (Grade.BORDERLINE, (Grade.BORDERLINE, "No clear fault", "")),
        (None, (Grade.BORDERLINE, "Counted, not judged", "")),
    ],
)
def test_what_is_no_clear_fault_has_no_name(grade, verdict):
    assert said(graded(BAD_REP, grade)) == verdict


def test_only_what_decides_is_said():
    """The knee at its worst is marked too, but the finding rests on the bottom."""
    rows = tuple(
        replace(m, grade=Grade.MARKED if m.at.value == "peak" else m.grade) for m in GOOD_REP.measurements
    )
    assert said(replace(GOOD_REP, measurements=rows))[0] is Grade.GOOD


def test_a_leg_is_judged_by_its_own_findings():
    right = [finding for finding in ANALYSIS.findings if finding.side is Side.RIGHT]
    assert grades_of(replace(ANALYSIS, findings=tuple(right)), GOOD_REP) == {}
    assert grades_of(ANALYSIS, GOOD_REP) == {Flaw.KNEE_INWARD: (Grade.GOOD, Side.LEFT)}


def test_of_a_movement_on_both_legs_the_worse_knee_is_named():
    finding = replace(ANALYSIS.findings[0], side=None)
    rep = replace(BAD_REP.rep, side=None)
    knees = [m for m in BAD_REP.measurements if m.metric == "knee_fppa_deg" and m.at.value == "bottom"]
    rows = (replace(knees[0], side=Side.LEFT, grade=Grade.GOOD), replace(knees[0], side=Side.RIGHT))
    both = replace(ANALYSIS, findings=(finding,))
    assert grades_of(both, MeasuredRep(rep, rows, ())) == {Flaw.KNEE_INWARD: (Grade.MARKED, Side.RIGHT)}


def test_marked_comes_before_mild_and_then_the_order_of_the_data():
    trunk = replace(
        ANALYSIS.findings[0],
        flaw=Flaw.TRUNK_LEAN,
        metric="trunk_lean_deg",
        threshold=msgspec.structs.replace(
            ANALYSIS.findings[0].threshold, flaw=Flaw.TRUNK_LEAN, metric="trunk_lean_deg"
        ),
    )
    both = replace(ANALYSIS, findings=(trunk, *ANALYSIS.findings))
    mild = graded(BAD_REP, Grade.MILD)
    assert said(mild, both)[1] == "Knee inward"
    rows = tuple(
        replace(m, grade=Grade.MARKED) if m.metric == "trunk_lean_deg" else m for m in mild.measurements
    )
    assert said(replace(mild, measurements=rows), both)[1] == "Trunk leaning"


def test_the_summary_counts_and_then_names_the_worst_first():
    ledger = Ledger()
    ledger.open(0.0)
    ledger.take(ANALYSIS)
    lines = summary_of(ANALYSIS, ledger, TEXTS)
    assert lines == (
        ("Single-leg squat: 3 reps on the left leg and 3 reps on the right leg", None),
        ("Knee inward, right: 18 ±5°", Grade.MARKED),
        ("Knee line, left: good", Grade.GOOD),
    )


def test_a_summary_of_nothing_says_so():
    assert summary_of(None, Ledger(), TEXTS) == (("No reps were counted.", None),)
    assert summary_of(ANALYSIS, Ledger(), TEXTS) == (("No reps were counted.", None),)
