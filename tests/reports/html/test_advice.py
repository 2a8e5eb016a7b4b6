from dataclasses import replace

from hipcheck.catalog import Dose, Origin, load_catalog
from hipcheck.reports.html.advice import exercise_views, plan_view, symptom_views
from hipcheck.results import Grade, PlanItem, Symptom
from tests.factories import ARTICLE, make_analysis

ANALYSIS = make_analysis()
CLAMSHELL = ANALYSIS.recommendations[0]


def test_an_exercise_has_name_reason_quote_with_article_and_dose_with_its_origin():
    (view,) = exercise_views(ANALYSIS)
    assert (view.name, view.answers, view.why) == ("Clamshells", "knee moving inward", CLAMSHELL.why)
    assert view.quotes[0].text == "prevent knees from collapsing inward"
    assert view.quotes[0].article == load_catalog().sources[ARTICLE].short
    assert (view.dose, view.dose_from, view.dose_is_ours) == ("2-3 times per week", "from the article", False)
    assert view.muscles == "gluteus medius"
    assert view.strength == "an article names it for this"


def test_what_is_ours_is_labelled_ours():
    ours = replace(CLAMSHELL, dose=Dose(text="3 rounds", origin=Origin.HIPCHECK), strength="inferred")
    (view,) = exercise_views(replace(ANALYSIS, recommendations=(ours,)))
    assert (view.dose_from, view.dose_is_ours) == ("hipcheck's suggestion", True)
    assert view.strength == "hipcheck's inference"


def test_an_exercise_for_what_is_too_close_to_call_says_so():
    unclear = tuple(replace(finding, grade=Grade.BORDERLINE) for finding in ANALYSIS.findings)
    (view,) = exercise_views(replace(ANALYSIS, findings=unclear))
    assert view.answers == "knee moving inward (too close to call)"


def test_maintenance_answers_no_flaw_and_claims_no_link():
    (view,) = exercise_views(replace(ANALYSIS, recommendations=(replace(CLAMSHELL, for_flaws=()),)))
    assert (view.answers, view.strength) == ("keeping what you have", "")


def test_the_session_lists_rounds_and_sides():
    plan = replace(ANALYSIS.plan, items=(*ANALYSIS.plan.items, PlanItem("step_up", "Step-up", 1, 60, False)))
    view = plan_view(replace(ANALYSIS, plan=plan))
    assert view.title == "About 16 minutes, 2-3 times per week"
    assert view.rows == (("Clamshells", "3 rounds of 45 s", "each side"), ("Step-up", "1 round of 60 s", ""))
    assert plan_view(replace(ANALYSIS, plan=None)) is None


def test_reported_signs_come_with_the_articles_words():
    note = next(iter(load_catalog().symptoms.values()))
    symptom = Symptom(note.symptom, note.title, note.text, note.quotes)
    (view,) = symptom_views(replace(ANALYSIS, symptoms=(symptom,)))
    assert (view.title, view.text) == (note.title, note.text)
    assert len(view.quotes) == len(note.quotes)
