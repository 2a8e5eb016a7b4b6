"""The catalogue says what the articles say, refers to nothing that is missing, and refuses broken files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hipcheck.catalog import (
    CUE_FIELDS,
    SEEN_FIELDS,
    Catalog,
    Exercise,
    Flaw,
    Origin,
    Quote,
    Strength,
    load_catalog,
    load_movement,
)
from hipcheck.catalog.load import read_catalog
from hipcheck.errors import CatalogError
from hipcheck.kinematics import METRICS
from hipcheck.phrases import side_words

A000 = "000_ac8a23b2a89282f8"
A003 = "003_22db2b307fa9e813"
ARTICLES = Path(__file__).parents[1] / "../shared/articles"
DATA = Path(__file__).parents[1] / "src/hipcheck/data"

NAMED = {
    A000: [
        "Glute Bridges", "Single-Leg Bridges", "Clamshells", "Side-Lying Leg Lifts", "Single-Leg Deadlifts", "Step-Ups",
        "Monster Walks", "Band Walks", "lateral band walks", "Controlled hip circles", "dynamic stretches",
        "mobility flows",
    ],
    A003: [
        "fire hydrants", "lateral step downs", "a heavy suitcase carry", "a simple bound", "a skip variation",
        "hip thrusts", "bridges", "deadlifts", "lateral box step-ups", "split squats",
        "single-leg Romanian deadlifts", "single-leg hip thrusts", "rotation to the split squat",
        "single leg deadlift with rotation", "a series of adductor exercises",
    ],
}  # fmt: skip
"""Every exercise and drill that the articles name, in their spelling."""

FORBIDDEN = re.compile(
    r"diagnos|injur|\brisk|weak|valgus|collaps|dysfunction|push through|will get|abnormal|patholog",
    re.IGNORECASE,
)
"""What hipcheck never says in its own words: conditions, forecasts, causes, verdicts on a body."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@cache
def article(source: str) -> str:
    """The article's text with plain quotes and single spaces; skips where the articles are absent."""
    path = ARTICLES / f"{source}.txt"
    if not path.exists():
        pytest.skip(f"the article {source} is not part of the project")
    return plain(path.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    text = re.sub("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]", "'", text)
    text = re.sub("[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]", '"', text)
    return re.sub(r"\s+", " ", re.sub("[\N{EN DASH}\N{EM DASH}]", "-", text))


def quotes(catalog: Catalog) -> Iterator[Quote]:
    for exercise in catalog.exercises.values():
        yield from exercise.quotes
        if exercise.dose and exercise.dose.origin is Origin.ARTICLE:
            yield Quote(text=exercise.dose.text, article=exercise.dose.source)
    for flaw in catalog.flaws.values():
        yield from flaw.quotes
    for note in catalog.symptoms.values():
        yield from note.quotes
    yield from (catalog.maintenance.quote, catalog.safety.frequency, catalog.safety.session_length)


def own_words(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Everything hipcheck says in its own words, with where it says it; the safety wording is not among it."""
    for e in catalog.exercises.values():
        own_dose = [e.dose.amount, e.dose.text if e.dose.origin is Origin.HIPCHECK else ""] if e.dose else []
        for text in (e.name, e.how, e.note, e.start, *own_dose, *(link.reason for link in e.links)):
            yield f"exercise {e.id}", text
    for flaw in catalog.flaws.values():
        grades = [text for s in flaw.seen for text in (s.good, s.borderline, s.mild, s.marked)]
        for text in (flaw.title, flaw.cue, flaw.meaning, flaw.note, *grades):
            yield f"flaw {flaw.id}", text
    for note in catalog.symptoms.values():
        yield f"symptom {note.symptom}", f"{note.title} {note.text}"
    for movement in catalog.movements.values():
        yield f"movement {movement.id}", movement.how_to
    yield "maintenance", f"{catalog.maintenance.why} {catalog.maintenance.why_unanswered}"
    yield "safety", f"{catalog.safety.progress} {catalog.safety.unconfirmed}"


def offered(catalog: Catalog) -> list[str]:
    """Exercise ids that may be recommended."""
    ladders = [e for flaw in catalog.flaws.values() for e in flaw.exercises]
    jumps = [e.id for e in catalog.exercises.values() if e.plyometric]
    return [*ladders, *jumps, *catalog.maintenance.exercises, catalog.live_practice]


class TestArticles:
    @pytest.mark.clips
    def test_every_quote_stands_in_its_article_word_for_word(self, catalog):
        wrong = [q for q in quotes(catalog) if plain(q.text) not in article(q.article)]
        assert wrong == []

    def test_quotes_are_a_few_words_of_the_two_articles(self, catalog):
        for quote in quotes(catalog):
            assert quote.article in (A000, A003)
            assert 1 < len(quote.text.split()) <= 20, quote.text

    @pytest.mark.clips
    @pytest.mark.parametrize("source", [A000, A003])
    def test_the_list_of_named_exercises_is_the_articles_own(self, source):
        missing = [name for name in NAMED[source] if name.lower() not in article(source).lower()]
        assert missing == []

    @pytest.mark.parametrize("name", [*NAMED[A000], *NAMED[A003]])
    def test_every_exercise_an_article_names_can_be_found_by_its_name(self, catalog, name):
        hits = [
            e.id
            for e in catalog.exercises.values()
            if name.lower() in {e.name.lower(), *(alias.lower() for alias in e.aliases)}
        ]
        assert len(hits) == 1

    def test_no_exercise_is_credited_to_an_article_that_does_not_name_it(self, catalog):
        names = {name.lower() for source in NAMED for name in NAMED[source]}
        credited = [e for e in catalog.exercises.values() if e.origin is Origin.ARTICLE and e.readable]
        assert [e.id for e in credited if not names & {n.lower() for n in (e.name, *e.aliases)}] == []
        ours = [e.id for e in catalog.exercises.values() if e.origin is Origin.HIPCHECK]
        assert ours == ["supported_stand", "live_practice"]
        assert [catalog.exercises[e].quotes for e in ours] == [(), ()]

    def test_the_unreadable_passage_is_listed_and_nothing_is_made_up_for_it(self, catalog):
        damaged = [e for e in catalog.exercises.values() if not e.readable]
        assert [e.id for e in damaged] == ["unknown_prerun"]
        assert damaged[0].muscles == damaged[0].links == damaged[0].aliases == ()
        assert damaged[0].dose is None
        assert "unreadable" in damaged[0].name

    def test_a_dose_is_an_articles_only_where_that_article_gives_one(self, catalog):
        from_articles = {
            e.id: e.dose.source
            for e in catalog.exercises.values()
            if e.dose and e.dose.origin is Origin.ARTICLE
        }
        warm_up = {"fire_hydrant", "lateral_step_down", "suitcase_carry"}
        assert {e for e, source in from_articles.items() if source == A003} == warm_up
        in_a000 = {e.id for e in catalog.exercises.values() if any(q.article == A000 for q in e.quotes)}
        assert {e for e, source in from_articles.items() if source == A000} == in_a000
        for e in catalog.exercises.values():
            if e.dose and e.dose.origin is Origin.HIPCHECK:
                assert re.search("; (the article gives no dose|not from the articles)$", e.dose.text)

    def test_the_exercises_of_a_photo_caption_are_listed_and_never_offered(self, catalog):
        assert catalog.exercises["adductor_series"].links == ()
        assert "adductor_series" not in offered(catalog)

    def test_no_programme_for_sale_is_promoted(self, catalog):
        text = " ".join(text for _, text in own_words(catalog)) + " ".join(q.text for q in quotes(catalog))
        for product in ("Blueprint", "Strong Anywhere", "Tendon Health Guide"):
            assert product not in text


class TestKnowledge:
    def test_hipchecks_own_words_name_no_condition_cause_or_forecast(self, catalog):
        assert [(where, text) for where, text in own_words(catalog) if FORBIDDEN.search(text)] == []

    def test_the_banner_alone_says_what_hipcheck_does_not_do(self, catalog):
        assert "does not diagnose injury, does not predict injury" in catalog.safety.banner

    def test_every_flaw_has_exercises_or_says_why_not(self, catalog):
        empty = [flaw.id for flaw in catalog.flaws.values() if not flaw.ladder]
        assert empty == [Flaw.HEEL_RISE]
        assert "outside the two articles" in catalog.flaws[Flaw.HEEL_RISE].note

    def test_direct_links_are_those_the_articles_state_for_the_very_flaw(self, catalog):
        direct = {
            (e.id, link.flaw)
            for e in catalog.exercises.values()
            for link in e.links
            if link.strength is Strength.DIRECT
        }
        assert direct == {
            ("clamshell", Flaw.KNEE_INWARD),
            ("side_leg_lift", Flaw.KNEE_INWARD),
            ("sldl", Flaw.WOBBLE),
            ("step_up", Flaw.WOBBLE),
            ("split_squat_rot", Flaw.PELVIS_OPENING),
            ("sldl_rot", Flaw.PELVIS_OPENING),
        }

    def test_what_may_be_offered_says_how_and_how_much(self, catalog):
        for exercise_id in offered(catalog):
            exercise = catalog.exercises[exercise_id]
            assert exercise.dose is not None
            assert len(re.findall(r"[.;](?:\s|$)", exercise.how)) >= 2, exercise_id

    def test_jumps_are_on_no_ladder(self, catalog):
        on_ladders = {e for flaw in catalog.flaws.values() for e in flaw.exercises}
        assert not any(catalog.exercises[e].plyometric for e in on_ladders)
        assert {e.id for e in catalog.exercises.values() if e.plyometric} == {"bound", "skip"}

    def test_every_metric_with_a_wording_exists(self, catalog):
        worded = {metric for flaw in catalog.flaws.values() for seen in flaw.seen for metric in seen.metrics}
        assert worded <= set(METRICS)

    def test_every_built_in_cut_off_has_a_wording_of_its_own(self, catalog):
        for movement in catalog.movements.values():
            for threshold in movement.thresholds:
                metrics = {m for seen in catalog.flaws[threshold.flaw].seen for m in seen.metrics}
                assert threshold.metric in metrics, (movement.id, threshold.metric)

    def test_every_source_says_what_is_taken_from_it(self, catalog):
        for source in catalog.sources.values():
            assert source.short
            assert source.title
            assert len(source.note) > 20, source.id

    def test_a_convention_is_shown_as_such(self, catalog):
        assert "no study behind it" in catalog.sources["convention"].title
        assert catalog.sources["convention"].where == ""

    def test_no_identifier_is_given_twice(self, catalog):
        found = re.findall(r"10\.\d{4,}/[^;\s]+", " ".join(s.where for s in catalog.sources.values()))
        assert len(found) > 20
        assert len(set(found)) == len(found)

    @pytest.mark.parametrize(
        "symptom",
        ["knee", "back", "hip", "achilles", "hamstring", "plantar_fascia", "it_band", "si_joint", "wobbly", "posture"],
    )  # fmt: skip
    def test_every_sign_the_articles_name_has_a_note_with_their_words(self, catalog, symptom):
        assert catalog.symptoms[symptom].quotes

    def test_the_templates_are_filled_with_exactly_the_words_there_are(self):
        assert set(side_words(None)) == CUE_FIELDS
        assert CUE_FIELDS < SEEN_FIELDS


@pytest.fixture
def folder(tmp_path):
    """A copy of the catalogue files, to break."""
    for name in ("references", "exercises", "flaws", "safety"):
        shutil.copy(DATA / f"{name}.toml", tmp_path)
    shutil.copytree(DATA / "movements", tmp_path / "movements")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


class TestBrokenFiles:
    def test_an_unbroken_copy_is_the_built_in_catalogue(self, folder, catalog):
        assert read_catalog(folder) == catalog

    @pytest.mark.parametrize(
        ("file", "old", "new", "message"),
        [
            ("references.toml", 'short = "geometry"', 'shrt = "geometry"', "references.toml: .*shrt"),
            ("references.toml", 'id = "geometry"', 'id = "convention"', "'convention' is there twice"),
            ("references.toml", 'id = "berry_2015"', "id = 3", r"references.toml: .*source\[\d+\].id"),
            ("references.toml", "[[source]]", "[[source", "references.toml: not valid TOML"),
            ("exercises.toml", f'article = "{A003}"', 'article = "nobody"', "unknown source 'nobody'"),
            ("exercises.toml", 'strength = "direct"', 'strength = "sure"', "exercises.toml: .*'sure'"),
            ("exercises.toml", 'flaw = "poor_hinge"', 'flaw = "bad_hinge"', "exercises.toml: .*'bad_hinge'"),
            ("exercises.toml", '"step_up", "monster', '"stepup", "monster', "unknown exercise 'stepup'"),
            ("exercises.toml", "the {side} foot on", "the {foot} on", "sl_bridge: unknown placeholder 'foot'"),
            ("exercises.toml", "readable = false", 'readable = false\nhow = "Guess."', "unknown_prerun: .*unreadable"),
            ("exercises.toml", 'origin = "hipcheck"\nmuscles', 'origin = "article"\nmuscles', "needs a quote"),
            ("flaws.toml", 'id = "wobble"', 'id = "pelvic_drop"', "'pelvic_drop'.* is there twice"),
            ("flaws.toml", '["step_up", "supported_stand"]', '["step_up", "bound"]', "bound .* no link to wobble"),
            ("flaws.toml", '["step_up", "supported_stand"]', '["step_up", "sldl"]', "wobble: .* on the ladder twice"),
            ("flaws.toml", '["step_up", "supported_stand"]', '["adductor_series"]', "adductor_series cannot be offered"),
            ("flaws.toml", "{knee} over the", "{kne} over the", "knee_inward, cue: unknown placeholder 'kne'"),
            ("flaws.toml", "inward about {measured}", "inward about {measured", "knee_inward, mild: .* template"),
            ("flaws.toml", '"raisanen_2018"]', '"raisanen"]', "flaws.toml, knee_inward: unknown source 'raisanen'"),
            ("flaws.toml", 'metrics = ["knee_over_foot"]', 'metrics = ["knee_fppa_deg"]', "two wordings for"),
            ("flaws.toml", 'metrics = ["knee_over_foot"]', "metrics = []", "one wording without metrics"),
            ("flaws.toml", 'note = "Ankle range', 'cue = "Ankle range', "not valid TOML"),
            ("safety.toml", 'symptom = "back"', 'symptom = "knee"', "'knee' is there twice"),
            ("safety.toml", "[safety]", "[safety]\nslogan = 1", "safety.toml: .*slogan"),
            ("movements/squat.toml", "legs = 2", "legs = 3", "squat.toml: legs must be 1 or 2, but is 3"),
            ("movements/squat.toml", 'frontal = "', 'oblique = "', "squat.toml: depth needs"),
            ("movements/squat.toml", '"knee_ankle_separation"', '"hip_shift"', "squat.toml, threshold 1 .*not among"),
            ("movements/squat.toml", 'source = "convention"', 'source = "me"', "squat.toml, threshold 1 .*'me'"),
            ("movements/squat.toml", "above = false", "above = true", "squat.toml, threshold 1 .* beyond mild"),
        ],
    )  # fmt: skip
    def test_a_broken_file_is_refused_with_file_place_and_cause(self, folder, file, old, new, message):
        change(folder / file, old, new)
        with pytest.raises(CatalogError, match=message):
            read_catalog(folder)

    def test_a_flaw_without_wording_is_refused(self, folder):
        text = (folder / "flaws.toml").read_text(encoding="utf-8")
        start = text.index('[[flaw]]\nid = "heel_rise"')
        end = text.index('[[flaw]]\nid = "asymmetry"')
        (folder / "flaws.toml").write_text(text[:start] + text[end:], encoding="utf-8")
        with pytest.raises(CatalogError, match=r"flaws\.toml: nothing on heel_rise"):
            read_catalog(folder)

    def test_an_empty_ladder_must_say_why(self, folder):
        change(
            folder / "flaws.toml", 'note = "Ankle range lies outside', '# note = "Ankle range lies outside'
        )
        with pytest.raises(CatalogError, match="heel_rise: without a ladder a note must say why"):
            read_catalog(folder)


class TestMovements:
    def test_a_movement_of_ones_own_is_read_from_its_file(self, tmp_path, catalog):
        path = tmp_path / "mine.toml"
        text = (DATA / "movements/squat.toml").read_text(encoding="utf-8")
        path.write_text(text.replace('id = "squat"', 'id = "my_squat"', 1), encoding="utf-8")
        movement = load_movement(str(path))
        assert movement.id == "my_squat"
        assert movement.thresholds == catalog.movements["squat"].thresholds

    def test_a_built_in_movement_is_known_by_its_id(self, catalog):
        assert load_movement("step_down") is catalog.movements["step_down"]

    def test_an_unknown_name_lists_the_known_ones(self):
        with pytest.raises(CatalogError, match=r"Unknown movement 'skwat': choose .*squat"):
            load_movement("skwat")

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CatalogError, match=r"none\.toml: cannot read the movement file"):
            load_movement(str(tmp_path / "none.toml"))


def test_an_exercise_has_each_flaw_once(catalog):
    def flaws(exercise: Exercise) -> list[Flaw]:
        return [link.flaw for link in exercise.links]

    assert [e.id for e in catalog.exercises.values() if len(set(flaws(e))) < len(flaws(e))] == []
