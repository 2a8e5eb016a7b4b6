"""From findings to exercises: at most three for a flaw, easiest first, once each, starting with the worse leg."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipcheck.catalog import At, Basis, Flaw, Origin, Threshold, load_catalog
from hipcheck.errors import SettingsError
from hipcheck.landmarks import Side
from hipcheck.recommendations import MAX_PER_FLAW, plan_session, recommend, symptom_notes
from hipcheck.results import Finding, Grade

CATALOG = load_catalog()
LEFT, RIGHT = Side.LEFT, Side.RIGHT
GOOD, BORDERLINE, MILD, MARKED = Grade
METRIC = {
    Flaw.KNEE_INWARD: "knee_fppa_deg", Flaw.PELVIC_DROP: "pelvic_drop_deg", Flaw.TRUNK_LEAN: "trunk_lean_deg",
    Flaw.WOBBLE: "knee_wobble", Flaw.POOR_HINGE: "hinge_ratio", Flaw.PELVIS_OPENING: "pelvis_opening_deg",
    Flaw.LIMITED_DEPTH: "depth_deg", Flaw.HEEL_RISE: "heel_rise", Flaw.ASYMMETRY: "knee_fppa_deg",
}  # fmt: skip
SMALLER_IS_WORSE = {Flaw.POOR_HINGE, Flaw.LIMITED_DEPTH}
MAINTENANCE = ["glute_bridge", "clamshell", "sldl", "step_up", "monster_band_walk"]


def found(flaw, grade, side=RIGHT, *, shown=None, graded=5, value=13.0, half=3.0, metric=None):
    """A finding as scoring makes it; `shown` reps show the flaw, by default all where it is clear and none else."""
    shown = (graded if grade in (MILD, MARKED) else 0) if shown is None else shown
    above = flaw not in SMALLER_IS_WORSE
    metric = metric or METRIC[flaw]
    limit = None
    if flaw is not Flaw.ASYMMETRY:
        mild, marked = (10.0, 15.0) if above else (15.0, 10.0)
        limit = Threshold(
            flaw=flaw, metric=metric, at=At.BOTTOM, basis=Basis.ABSOLUTE, mild=mild, marked=marked, above=above,
            source="convention", note="For a test.",
        )  # fmt: skip
    reps = tuple(range(1, shown + 1))
    return Finding(
        flaw, side, grade, metric, value, value - half, value + half, Basis.ABSOLUTE, reps, graded, True, limit, "Seen."
    )  # fmt: skip


def ids(recommendations):
    return [r.exercise for r in recommendations]


def both(flaw, grade, **more):
    return [found(flaw, grade, side, **more) for side in Side]


class TestWhichExercises:
    @pytest.mark.parametrize(
        ("flaw", "grade", "expected"),
        [
            (Flaw.KNEE_INWARD, MARKED, ["clamshell", "side_leg_lift", "monster_band_walk"]),
            (Flaw.KNEE_INWARD, MILD, ["clamshell", "monster_band_walk", "lateral_step_down"]),
            (Flaw.PELVIC_DROP, MARKED, ["side_leg_lift", "monster_band_walk", "hip_circles"]),
            (Flaw.PELVIC_DROP, MILD, ["side_leg_lift", "suitcase_carry", "sldl"]),
            (Flaw.TRUNK_LEAN, MARKED, ["suitcase_carry", "lateral_step_down", "sl_bridge"]),
            (Flaw.WOBBLE, MARKED, ["step_up", "supported_stand", "lateral_box_step_up"]),
            (Flaw.WOBBLE, MILD, ["step_up", "lateral_box_step_up", "sldl_rot"]),
            (Flaw.POOR_HINGE, MILD, ["glute_bridge", "hip_thrust", "sldl"]),
            (Flaw.PELVIS_OPENING, MILD, ["sl_bridge", "sldl", "sldl_rot"]),
            (Flaw.LIMITED_DEPTH, MILD, ["mobility_flow", "hip_circles", "split_squat"]),
        ],
    )
    def test_a_marked_flaw_starts_low_and_a_mild_one_climbs_the_ladder(self, flaw, grade, expected):
        assert ids(recommend([found(flaw, grade)], CATALOG)) == expected

    def test_a_borderline_flaw_gets_the_easiest_only_and_says_so(self):
        first, *rest = recommend([found(Flaw.PELVIC_DROP, BORDERLINE)], CATALOG)
        assert first.exercise == "side_leg_lift"
        assert first.why.startswith("What was seen is too close to call")
        assert [r for r in rest if r.for_flaws] == []

    def test_a_clear_flaw_is_not_called_borderline(self):
        for r in recommend([found(Flaw.KNEE_INWARD, MILD), found(Flaw.PELVIC_DROP, BORDERLINE)], CATALOG):
            assert ("too close to call" in r.why) is (r.for_flaws == (Flaw.PELVIC_DROP,))

    def test_an_exercise_that_answers_two_flaws_is_given_once_and_names_both(self):
        recommendations = recommend(
            [found(Flaw.KNEE_INWARD, MARKED), found(Flaw.PELVIC_DROP, MARKED)], CATALOG
        )
        assert ids(recommendations) == ["clamshell", "side_leg_lift", "monster_band_walk", "hip_circles"]
        flaws = {r.exercise: r.for_flaws for r in recommendations}
        assert flaws["clamshell"] == (Flaw.KNEE_INWARD,)
        assert flaws["side_leg_lift"] == flaws["monster_band_walk"] == (Flaw.KNEE_INWARD, Flaw.PELVIC_DROP)
        assert flaws["hip_circles"] == (Flaw.PELVIC_DROP,)

    def test_on_a_rung_an_exercise_that_is_there_already_goes_before_another(self):
        recommendations = recommend(
            [found(Flaw.KNEE_INWARD, MARKED), found(Flaw.TRUNK_LEAN, MILD, shown=2)], CATALOG
        )
        assert ids(recommendations)[3:] == ["suitcase_carry", "lateral_step_down", "split_squat_rot"]
        with_bridge = recommend(
            [found(Flaw.PELVIS_OPENING, MARKED), found(Flaw.TRUNK_LEAN, MILD, shown=2)], CATALOG
        )
        assert ids(with_bridge) == ["sl_bridge", "hip_circles", "sldl", "suitcase_carry", "split_squat_rot"]

    def test_the_reason_links_the_exercise_to_its_flaw_with_the_articles_words(self):
        clamshell = recommend([found(Flaw.KNEE_INWARD, MILD)], CATALOG)[0]
        assert clamshell.why.startswith("An article gives it for exactly this")
        assert clamshell.strength == "direct"
        assert clamshell.source == "000_ac8a23b2a89282f8"
        assert clamshell.quotes[1].text == "Strengthen hip abductors to prevent knees from collapsing inward."
        assert clamshell.dose.origin is Origin.ARTICLE


class TestOrder:
    def test_the_most_important_flaw_comes_first(self):
        findings = [
            found(Flaw.KNEE_INWARD, BORDERLINE),
            found(Flaw.TRUNK_LEAN, MILD, shown=3),
            found(Flaw.POOR_HINGE, MILD, shown=4),
            found(Flaw.WOBBLE, MARKED, shown=3),
        ]
        order = list(dict.fromkeys(r.for_flaws[0] for r in recommend(findings, CATALOG)))
        assert order == [Flaw.WOBBLE, Flaw.POOR_HINGE, Flaw.TRUNK_LEAN, Flaw.KNEE_INWARD]

    def test_the_worst_side_decides_how_important_a_flaw_is(self):
        findings = [
            found(Flaw.WOBBLE, MILD),
            found(Flaw.TRUNK_LEAN, BORDERLINE, LEFT),
            found(Flaw.TRUNK_LEAN, MARKED, RIGHT),
        ]
        assert recommend(findings, CATALOG)[0].for_flaws == (Flaw.TRUNK_LEAN,)


class TestSide:
    def test_one_leg_shows_it(self):
        findings = [found(Flaw.KNEE_INWARD, GOOD, LEFT), found(Flaw.KNEE_INWARD, MILD, RIGHT)]
        first = recommend(findings, CATALOG)[0]
        assert first.side is RIGHT
        assert first.why.endswith("Start with the right leg on top.")

    def test_both_show_it_and_one_has_the_worse_grade(self):
        findings = [found(Flaw.KNEE_INWARD, MARKED, LEFT), found(Flaw.KNEE_INWARD, MILD, RIGHT)]
        assert recommend(findings, CATALOG)[0].side is LEFT

    def test_equal_grades_and_overlapping_intervals_name_no_side(self):
        findings = [
            found(Flaw.KNEE_INWARD, MILD, LEFT, value=12),
            found(Flaw.KNEE_INWARD, MILD, RIGHT, value=14),
        ]
        first = recommend(findings, CATALOG)[0]
        assert first.side is None
        assert "Start" not in first.why

    @pytest.mark.parametrize(("flaw", "worse"), [(Flaw.WOBBLE, RIGHT), (Flaw.LIMITED_DEPTH, LEFT)])
    def test_equal_grades_and_separate_intervals_name_the_worse_side_whichever_way_worse_is(
        self, flaw, worse
    ):
        findings = [found(flaw, MARKED, LEFT, value=20), found(flaw, MARKED, RIGHT, value=40)]
        sided = [r.side for r in recommend(findings, CATALOG) if CATALOG.exercises[r.exercise].each_side]
        assert sided
        assert set(sided) == {worse}

    def test_an_exercise_for_both_legs_at_once_has_no_side(self):
        sides = {r.exercise: r.side for r in recommend([found(Flaw.KNEE_INWARD, MARKED)], CATALOG)}
        assert sides == {"clamshell": RIGHT, "side_leg_lift": RIGHT, "monster_band_walk": None}

    def test_the_suitcase_goes_into_the_other_hand(self):
        carry = recommend([found(Flaw.TRUNK_LEAN, MARKED, RIGHT)], CATALOG)[0]
        assert carry.exercise == "suitcase_carry"
        assert "weight in your left hand: that makes the right hip work harder" in carry.why

    def test_a_squat_on_both_legs_names_no_side(self):
        assert {r.side for r in recommend([found(Flaw.KNEE_INWARD, MARKED, None)], CATALOG)} == {None}


class TestDifferenceBetweenTheLegs:
    def test_it_is_answered_by_the_exercises_of_what_differs(self):
        alone = recommend([found(Flaw.KNEE_INWARD, MILD, LEFT)], CATALOG)
        findings = [found(Flaw.KNEE_INWARD, MILD, LEFT), found(Flaw.ASYMMETRY, MILD, LEFT)]
        recommendations = recommend(findings, CATALOG)
        assert ids(recommendations) == ids(alone)
        assert {r.for_flaws for r in recommendations} == {(Flaw.KNEE_INWARD, Flaw.ASYMMETRY)}

    def test_where_what_differs_is_good_on_both_legs_it_gets_the_easiest_for_the_named_leg(self):
        findings = [*both(Flaw.KNEE_INWARD, GOOD), found(Flaw.ASYMMETRY, MILD, LEFT)]
        first, *rest = recommend(findings, CATALOG)
        assert (first.exercise, first.for_flaws, first.side) == ("clamshell", (Flaw.ASYMMETRY,), LEFT)
        assert first.strength == "inferred"
        assert ids(rest) == [e for e in MAINTENANCE if e != "clamshell"]

    def test_hips_that_shift_to_one_side_have_an_answer_of_their_own_without_a_side(self):
        findings = [found(Flaw.WOBBLE, GOOD, None), found(Flaw.ASYMMETRY, MILD, RIGHT, metric="hip_shift")]
        first = recommend(findings, CATALOG)[0]
        assert (first.exercise, first.for_flaws, first.side) == ("split_squat", (Flaw.ASYMMETRY,), None)

    def test_many_differences_still_get_three_at_most(self):
        findings = [
            found(flaw, MARKED, LEFT) for flaw in (Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN, Flaw.PELVIC_DROP)
        ]
        findings += [found(Flaw.ASYMMETRY, MILD, LEFT, metric=f.metric) for f in list(findings)]
        answers = [r for r in recommend(findings, CATALOG) if Flaw.ASYMMETRY in r.for_flaws]
        assert len(answers) == MAX_PER_FLAW


class TestNothingToFix:
    def test_nothing_graded_gives_nothing(self):
        assert recommend([], CATALOG) == ()
        assert plan_session((), CATALOG) is None

    def test_all_good_gives_the_five_of_the_article(self):
        recommendations = recommend(both(Flaw.KNEE_INWARD, GOOD, graded=4), CATALOG)
        assert ids(recommendations) == MAINTENANCE
        assert {r.for_flaws for r in recommendations} == {()}
        assert {r.side for r in recommendations} == {None}

    def test_a_flaw_outside_the_articles_gets_the_five_and_the_plain_word_that_they_are_no_answer(self):
        recommendations = recommend([found(Flaw.HEEL_RISE, MARKED)], CATALOG)
        assert ids(recommendations) == MAINTENANCE
        assert all("Neither article has an exercise for what was seen" in r.why for r in recommendations)

    def test_a_heel_beside_a_flaw_with_exercises_adds_nothing(self):
        with_heel = recommend([found(Flaw.WOBBLE, MILD), found(Flaw.HEEL_RISE, MARKED)], CATALOG)
        assert with_heel == recommend([found(Flaw.WOBBLE, MILD)], CATALOG)

    def test_a_borderline_flaw_keeps_the_five_without_repeating_one(self):
        assert ids(recommend([found(Flaw.KNEE_INWARD, BORDERLINE)], CATALOG)) == [
            "clamshell", "glute_bridge", "sldl", "step_up", "monster_band_walk",
        ]  # fmt: skip


class TestJumps:
    UNDER_CONTROL = (*both(Flaw.KNEE_INWARD, GOOD), *both(Flaw.TRUNK_LEAN, BORDERLINE))

    @staticmethod
    def jumps(findings, **more):
        return [e for e in ids(recommend(findings, CATALOG, **more)) if CATALOG.exercises[e].plyometric]

    def test_both_legs_under_control_in_five_reps_each(self):
        assert self.jumps(self.UNDER_CONTROL) == ["bound", "skip"]

    def test_never_where_a_sign_was_reported(self):
        assert self.jumps(self.UNDER_CONTROL, pain_reported=True) == []

    @pytest.mark.parametrize(
        "spoiler",
        [
            found(Flaw.WOBBLE, MILD),
            found(Flaw.HEEL_RISE, MARKED),
            found(Flaw.ASYMMETRY, MILD),
            found(Flaw.WOBBLE, GOOD, graded=4),
            found(Flaw.WOBBLE, GOOD, shown=1),
            found(Flaw.WOBBLE, GOOD, None),
        ],
        ids=[
            "a mild flaw",
            "a heel",
            "legs that differ",
            "four reps",
            "a rep that is not clean",
            "a squat on both",
        ],
    )
    def test_one_thing_is_enough_to_leave_them_out(self, spoiler):
        assert self.jumps([*self.UNDER_CONTROL, spoiler]) == []

    def test_a_rep_that_is_not_clean_can_be_made_up_for(self):
        findings = [f for side in Side for f in (found(Flaw.WOBBLE, GOOD, side, shown=1, graded=6),)]
        assert self.jumps(findings) == ["bound", "skip"]

    def test_one_leg_alone_is_not_enough(self):
        assert self.jumps([found(Flaw.KNEE_INWARD, GOOD, LEFT)]) == []


def minutes(plan):
    """The session's length from its rounds: work on each leg where it is one at a time, half a minute of rest each."""
    return sum(i.rounds * (i.seconds * (2 if i.both_sides else 1) + 30) for i in plan.items) / 60


ANSWERABLE = [flaw for flaw in Flaw if flaw not in (Flaw.HEEL_RISE, Flaw.ASYMMETRY)]


class TestSession:
    @pytest.mark.parametrize("count", range(7))
    @pytest.mark.parametrize("grade", [BORDERLINE, MILD, MARKED])
    def test_it_takes_fifteen_to_twenty_minutes_and_says_so(self, count, grade):
        findings = [found(flaw, grade) for flaw in ANSWERABLE[:count]] or both(Flaw.KNEE_INWARD, GOOD)
        plan = plan_session(recommend(findings, CATALOG), CATALOG)
        assert 15 <= minutes(plan) <= 20
        assert plan.minutes == round(minutes(plan))
        assert 3 <= len(plan.items) <= 4
        assert {(i.rounds in (2, 3), 30 <= i.seconds <= 60) for i in plan.items} == {(True, True)}

    def test_it_holds_one_drill_with_feedback_where_there_is_a_flaw(self):
        plan = plan_session(recommend([found(Flaw.KNEE_INWARD, MILD)], CATALOG), CATALOG)
        assert [i.exercise for i in plan.items] == [
            "live_practice", "clamshell", "monster_band_walk", "lateral_step_down",
        ]  # fmt: skip
        assert "before a mirror" in plan.note

    def test_it_holds_none_where_there_is_nothing_to_practise(self):
        plan = plan_session(recommend(both(Flaw.KNEE_INWARD, GOOD), CATALOG), CATALOG)
        assert [i.exercise for i in plan.items] == MAINTENANCE[:4]
        assert "before a mirror" not in plan.note

    def test_it_takes_the_easiest_of_every_flaw_before_the_next_of_one(self):
        findings = [found(flaw, MARKED) for flaw in (Flaw.KNEE_INWARD, Flaw.WOBBLE, Flaw.POOR_HINGE)]
        plan = plan_session(recommend(findings, CATALOG), CATALOG)
        assert [i.exercise for i in plan.items] == ["live_practice", "clamshell", "step_up", "glute_bridge"]

    def test_it_never_begins_with_a_jump(self):
        plan = plan_session(recommend(TestJumps.UNDER_CONTROL, CATALOG), CATALOG)
        assert not any(CATALOG.exercises[i.exercise].plyometric for i in plan.items)

    def test_how_often_is_the_articles_and_the_rest_is_called_ours(self):
        plan = plan_session(recommend([found(Flaw.WOBBLE, MILD)], CATALOG), CATALOG)
        assert plan.per_week == "2\N{EN DASH}3 times per week"
        assert "hipcheck's suggestion" in plan.note

    def test_one_leg_at_a_time_is_marked(self):
        plan = plan_session(recommend([found(Flaw.KNEE_INWARD, MARKED)], CATALOG), CATALOG)
        assert [i.both_sides for i in plan.items] == [False, True, True, False]


class TestSymptoms:
    def test_a_reported_sign_gets_the_articles_words_and_what_the_camera_cannot_do(self):
        (note,) = symptom_notes(["knee"], CATALOG)
        assert "the camera cannot confirm this" in note.text
        assert note.quotes[0].article == "003_22db2b307fa9e813"

    @pytest.mark.parametrize("name", CATALOG.symptoms)
    def test_every_note_ends_with_it(self, name):
        assert symptom_notes([name], CATALOG)[0].text.endswith(CATALOG.safety.unconfirmed)

    def test_spelling_is_forgiven_and_repeats_are_dropped(self):
        assert [n.symptom for n in symptom_notes(["IT band", "it-band", " Knee "], CATALOG)] == [
            "it_band",
            "knee",
        ]

    def test_an_unknown_sign_lists_the_known_ones(self):
        with pytest.raises(
            SettingsError, match=r"Unknown symptom 'elbow': choose from knee, back, .*posture"
        ):
            symptom_notes(["knee", "elbow"], CATALOG)


grades = st.sampled_from(list(Grade))
one_finding = st.builds(
    found,
    st.sampled_from(list(Flaw)),
    grades,
    st.sampled_from([None, LEFT, RIGHT]),
    shown=st.integers(0, 6),
    graded=st.integers(6, 8),
    value=st.floats(0, 40),
    half=st.floats(0, 10),
)
sets = st.lists(one_finding, max_size=14, unique_by=lambda f: (f.flaw, f.side))


@settings(max_examples=300, deadline=None)
@given(sets, st.booleans())
def test_whatever_is_found_the_rules_hold(findings, pain):
    recommendations = recommend(findings, CATALOG, pain_reported=pain)
    exercises = ids(recommendations)
    assert len(set(exercises)) == len(exercises)
    clear = {f.flaw for f in findings if f.grade is not GOOD}
    for flaw in Flaw:
        answers = [r for r in recommendations if flaw in r.for_flaws]
        assert len(answers) <= MAX_PER_FLAW
        assert not answers or flaw in clear
        worst = max((f.grade.severity for f in findings if f.flaw is flaw), default=0)
        if worst == BORDERLINE.severity and flaw is not Flaw.ASYMMETRY:
            assert len(answers) <= 1
        if worst >= MILD.severity and CATALOG.flaws[flaw].ladder:
            assert answers
    for r in recommendations:
        assert r.why
        assert r.how
        if r.side is not None:
            assert CATALOG.exercises[r.exercise].each_side
            assert {f.side for f in findings if f.grade is not GOOD} & {r.side}
        if CATALOG.exercises[r.exercise].plyometric:
            assert not pain
            assert all(f.grade in (GOOD, BORDERLINE) for f in findings)


@settings(max_examples=200, deadline=None)
@given(sets, st.randoms(use_true_random=False))
def test_the_order_of_the_findings_does_not_matter(findings, random):
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert recommend(shuffled, CATALOG) == recommend(findings, CATALOG)


@settings(max_examples=200, deadline=None)
@given(sets)
def test_every_session_is_fifteen_to_twenty_minutes_of_what_is_recommended(findings):
    recommendations = recommend(findings, CATALOG)
    plan = plan_session(recommendations, CATALOG)
    if not findings:
        assert plan is None
        return
    assert 15 <= minutes(plan) <= 20
    items = [i.exercise for i in plan.items]
    assert len(set(items)) == len(items)
    assert set(items) <= {*ids(recommendations), CATALOG.live_practice, *MAINTENANCE}
    assert (items[0] == CATALOG.live_practice) is any(r.for_flaws for r in recommendations)
