"""`hipcheck movements` and `hipcheck exercises` show the whole catalogue, and whose words they are."""

from __future__ import annotations

import re

import pytest

from hipcheck.catalog import Flaw, Origin, Strength, load_catalog
from hipcheck.reports.wording import cite

CATALOG = load_catalog()


def flowing(text: str) -> str:
    """Text without its line breaks."""
    return re.sub(r"\s+", " ", text)


def test_movements_are_listed_with_views_and_how_to_film(hipcheck):
    code, out, err = hipcheck("movements")
    assert (code, err) == (0, "")
    for movement in CATALOG.movements.values():
        assert movement.id in out
        assert movement.name in out
        assert flowing(movement.how_to) in flowing(out)
        assert all(view in out for view in movement.views)


class TestExercises:
    @pytest.fixture
    def listed(self, hipcheck):
        code, out, err = hipcheck("exercises")
        assert (code, err) == (0, "")
        return flowing(out)

    def test_each_is_there_with_its_quotes_and_their_article(self, listed):
        for exercise in CATALOG.exercises.values():
            assert f"{exercise.name} {exercise.id}" in listed
            for quote in exercise.quotes:
                assert flowing(f"“{quote.text}” ({cite(quote.article)})") in listed

    def test_a_dose_says_whose_it_is(self, listed):
        doses = [exercise.dose for exercise in CATALOG.exercises.values() if exercise.dose]
        assert {dose.origin for dose in doses} == set(Origin)
        for dose in doses:
            if dose.origin is Origin.ARTICLE:
                assert flowing(f"dose: “{dose.text}” ({cite(dose.source)})") in listed
            else:
                assert flowing(f"dose: {dose.text} (ours)") in listed

    def test_what_is_ours_says_so(self, listed):
        ours = [e for e in CATALOG.exercises.values() if e.origin is Origin.HIPCHECK]
        assert len(ours) == listed.count("ours: no article names this exercise") > 0
        inferred = [
            link for e in CATALOG.exercises.values() for link in e.links if link.strength is Strength.INFERRED
        ]
        assert inferred
        for link in inferred:
            title = CATALOG.flaws[link.flaw].title.lower()
            assert flowing(f"for {title} (ours): {link.reason}") in listed

    def test_the_unreadable_passage_is_listed_as_that(self, listed):
        unreadable = [e for e in CATALOG.exercises.values() if not e.readable]
        assert len(unreadable) == listed.count("this passage cannot be read in our copy of the article") == 1

    @pytest.mark.parametrize("flaw", Flaw)
    def test_for_one_flaw_they_are_its_ladder_in_order(self, hipcheck, flaw):
        code, out, err = hipcheck("exercises", "--flaw", flaw.value)
        assert (code, err) == (0, "")
        assert (
            tuple(re.findall(r"^\d+\. .*?  (\w+)$", out, flags=re.MULTILINE)) == CATALOG.flaws[flaw].exercises
        )
        assert flowing(CATALOG.flaws[flaw].meaning) in flowing(out)
        named = set(re.findall(r"^    for ([^:(]+?)(?: \(ours\))?:", out, flags=re.MULTILINE))
        assert named <= {CATALOG.flaws[flaw].title.lower()}

    def test_an_unknown_flaw_names_those_there_are(self, hipcheck):
        code, out, err = hipcheck("exercises", "--flaw", "flat_feet")
        assert (code, out) == (2, "")
        assert all(flaw in err for flaw in Flaw)
