from dataclasses import replace

import pytest

from hipcheck.catalog import Basis, Flaw, load_catalog
from hipcheck.landmarks import Side
from hipcheck.phrases import cue_text
from hipcheck.reports.html.verdict import finding_views, meaning_views, verdict
from hipcheck.results import Grade
from tests.factories import make_analysis

ANALYSIS = make_analysis()
RIGHT, LEFT = ANALYSIS.findings


def test_the_worst_finding_is_the_headline():
    answer = verdict(replace(ANALYSIS, findings=(LEFT, RIGHT)))
    assert answer.title == "Knee moving inward, right leg"
    assert answer.mark.word == "marked"
    assert answer.text == RIGHT.text
    assert answer.eyebrow == "Single-leg squat · free leg behind · 6 reps"


def test_how_sure_names_reps_interval_and_camera():
    assert verdict(ANALYSIS).sure == (
        "Seen in 3 of 3 reps.",
        "Most likely between 13° and 23° (95 % interval).",
        "Not judged in this clip: level of the pelvis, upright trunk, steadiness, depth and heel on the floor.",
        "Filmed from the front, the camera 2° ±7° off straight and 0° ±2° off level.",
    )


def test_what_to_do_is_a_cue_and_exercises():
    assert [(s.label, s.text) for s in verdict(ANALYSIS).steps] == [
        ("Next rep", cue_text(load_catalog().flaws[Flaw.KNEE_INWARD], Side.RIGHT)),
        ("Train", "Clamshells, 2-3 times per week."),
    ]


def all_good(*flaws):
    return tuple(replace(LEFT, flaw=flaw) for flaw in flaws)


def test_where_most_could_not_be_judged_nothing_is_called_good():
    answer = verdict(replace(ANALYSIS, findings=all_good(Flaw.WOBBLE, Flaw.LIMITED_DEPTH)))
    assert (answer.title, answer.mark) == ("Only 2 of 6 things could be judged", None)
    assert answer.text.startswith("Looked for and not found: wobbling and not going deep. About the rest")
    assert [(step.label, step.text) for step in answer.steps] == [
        ("Film again", "Film alone."),
        ("Train", "Clamshells, 2-3 times per week."),
    ]


def test_what_was_not_found_is_named_by_what_was_looked_at():
    (view,) = finding_views(replace(ANALYSIS, findings=all_good(Flaw.LIMITED_DEPTH)))
    assert view.title == "Depth, left leg"


def test_when_all_is_good_it_says_what_was_looked_for_and_asks_for_nothing_but_keeping_it():
    answer = verdict(replace(ANALYSIS, findings=all_good(Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN, Flaw.WOBBLE)))
    assert (answer.title, answer.mark.word) == ("Nothing stood out", "good")
    assert answer.text == (
        "Looked for and not found: knee moving inward, trunk leaning to the side and wobbling."
    )
    assert "Not judged in this clip: level of the pelvis, depth and heel on the floor." in answer.sure
    assert [s.label for s in answer.steps] == ["Keep it up"]
    assert not any("between" in line for line in answer.sure), (
        "an interval of one of several good values misleads"
    )


def test_without_reps_it_says_so_and_how_to_film():
    answer = verdict(replace(ANALYSIS, reps=(), findings=(), recommendations=(), plan=None))
    assert answer.title == "No full rep was found"
    assert answer.mark is None
    assert answer.steps[0].text == "Film alone."
    assert answer.steps[1].text == load_catalog().movements["single_leg_squat"].how_to


def test_reps_without_a_grade_are_not_called_good():
    answer = verdict(replace(ANALYSIS, findings=()))
    assert answer.title == "The reps were counted, but nothing could be graded"
    assert answer.mark is None


def test_an_unknown_movement_and_view_are_told():
    unknown = replace(ANALYSIS.movement, id="unknown", name="Unknown movement", variant="")
    answer = verdict(replace(ANALYSIS, movement=unknown, view=None, reps=(), findings=(), warnings=()))
    assert answer.steps == ()
    assert "could not be told" in answer.sure[0]


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"consistent": False, "shown_in": (4,)}, "Seen in 1 of 3 reps, so not consistently."),
        ({"grade": Grade.BORDERLINE, "shown_in": ()}, "Too close to the limit to call, over 3 reps."),
        ({"grade": Grade.GOOD, "shown_in": ()}, "Looked at in 3 reps."),
        ({"flaw": Flaw.ASYMMETRY, "threshold": None, "limit": 6.0}, "Compared over 3 reps."),
    ],
)
def test_a_finding_says_in_how_many_reps(changes, seen):
    assert finding_views(replace(ANALYSIS, findings=(replace(RIGHT, **changes),)))[0].seen == seen


def test_a_finding_states_its_cut_offs_and_their_source():
    view = finding_views(ANALYSIS)[0]
    assert view.limits == (
        "Knee inward (FPPA) at the bottom, change from standing: mild from 10°, marked from 15° (Herrington 2014)."
    )
    assert not view.convention


def test_a_convention_is_marked_and_not_passed_off_as_a_source():
    fields = {name: getattr(RIGHT.threshold, name) for name in RIGHT.threshold.__struct_fields__}
    threshold = type(RIGHT.threshold)(**{**fields, "source": "convention", "above": False, "mild": 20.0})
    finding = replace(RIGHT, threshold=threshold, basis=Basis.ABSOLUTE)
    view = finding_views(replace(ANALYSIS, findings=(finding,)))[0]
    assert view.convention
    assert view.limits == "Knee inward (FPPA) at the bottom: mild below 20°, marked below 15°."


def test_a_difference_of_legs_states_its_noise():
    finding = replace(RIGHT, flaw=Flaw.ASYMMETRY, threshold=None, limit=6.0)
    view = finding_views(replace(ANALYSIS, findings=(finding,)))[0]
    assert view.title.endswith(": knee inward")
    assert (
        view.limits
        == "Knee inward (FPPA): a difference below 6° may come from the camera and the reps alone."
    )


def test_good_findings_have_no_cue_and_both_legs_no_leg_in_the_title():
    assert finding_views(ANALYSIS)[1].cue == ""
    both = finding_views(replace(ANALYSIS, findings=(replace(RIGHT, side=None),)))[0]
    assert both.title == "Knee moving inward"


def test_an_exact_count_has_no_interval():
    exact = replace(RIGHT, low=18.0, high=18.0)
    assert not any("interval" in line for line in verdict(replace(ANALYSIS, findings=(exact,))).sure)


def test_each_flaw_is_explained_once():
    (meaning,) = meaning_views(ANALYSIS)
    assert meaning.title == "Knee moving inward"
    assert meaning.quotes
