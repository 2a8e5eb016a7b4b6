"""The warm-up: its times add up, it holds where it must, and it offers a jump to nobody who should not jump."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.catalog import Flaw, load_catalog
from hipcheck.errors import CatalogError, SettingsError
from hipcheck.landmarks import Side
from hipcheck.live.drill import why_no_drill
from hipcheck.live.keys import Key
from hipcheck.live.routine import load_routine, read_routine
from hipcheck.live.scene import Phase
from hipcheck.live.steps import Hold, Kind, Step
from hipcheck.live.warmup import WarmUp
from hipcheck.recommendations import MIN_CLEAN_REPS
from hipcheck.results import Analysis, Grade
from tests.factories import make_analysis
from tests.test_catalog import FORBIDDEN, article, plain

TEXT = Path(__file__).parents[2].joinpath("src/hipcheck/data/warmup.toml").read_bytes()
LEFT, RIGHT = Side.LEFT, Side.RIGHT


def take(side: Side, grades: dict[Flaw, Grade] | None = None, *, reps: int = 6, flawed: tuple[int, ...] = ()):
    """The analysis of a measured round: so many graded reps on one leg, `flawed` of them with a flaw."""
    analysis = make_analysis()
    model = analysis.findings[0]
    findings = tuple(
        replace(model, flaw=flaw, side=side, grade=grade, graded=reps, shown_in=flawed)
        for flaw, grade in (
            grades or {Flaw.KNEE_INWARD: Grade.GOOD, Flaw.TRUNK_LEAN: Grade.BORDERLINE}
        ).items()
    )
    return replace(analysis, findings=findings, reps=())


def counted(analysis: Analysis, reps: int) -> Analysis:
    """The same with so many reps on the leg of its findings."""
    side, model = analysis.findings[0].side, make_analysis().reps[0]
    return replace(analysis, reps=(replace(model, rep=replace(model.rep, side=side)),) * reps)


CLEAN = (take(LEFT), take(RIGHT))


def at_work(warm_up: WarmUp, exercise: str, side: Side = LEFT, start_s: float = 0.0) -> float:
    """The first moment of a round; measured ones before it are ready at once."""
    time_s = start_s
    while (step := warm_up.at(time_s)).kind is not Kind.WORK or (step.exercise, step.side) != (
        exercise,
        side,
    ):
        assert time_s < 1000.0
        if step.hold is Hold.SETUP:
            warm_up.ready(time_s)
        time_s += 0.25
    return time_s


def finish(warm_up: WarmUp, time_s: float = 0.0) -> tuple[float, Step]:
    """Go on until the offer or the end; returns when that was and the step."""
    while (step := warm_up.at(time_s)).kind not in (Kind.OFFER, Kind.DONE):
        if step.hold is Hold.SETUP:
            warm_up.ready(time_s)
        time_s += 0.5
    return time_s, step


class TestArticle:
    @pytest.mark.clips
    def test_every_quote_stands_in_its_article_word_for_word(self):
        routine = load_routine()
        for quote in (*routine.quotes, *routine.drill.quotes):
            assert plain(quote.text) in article(quote.article)
            assert 1 < len(quote.text.split()) <= 20

    def test_it_is_the_articles_routine_in_its_order_and_with_its_seconds(self):
        routine = load_routine()
        assert [e.id for e in routine.exercise] == ["fire_hydrant", "lateral_step_down", "suitcase_carry"]
        assert (routine.shortest_s, routine.longest_s) == (30, 60)

    def test_what_cannot_be_read_is_left_out_and_said_to_be(self):
        assert "cannot be read in our copy and is left out" in " ".join(WarmUp().about)
        assert load_routine().left_out not in [e.id for e in load_routine().exercise]

    def test_what_is_hipchecks_own_choice_is_said_to_be(self):
        assert "are hipcheck's choice" in " ".join(WarmUp().about)

    def test_only_the_step_down_is_measured(self):
        assert {e.id: e.movement for e in load_routine().exercise if e.movement} == {
            "lateral_step_down": "step_down"
        }

    def test_the_words_are_few_and_name_no_condition(self):
        routine = load_routine()
        for exercise in (*routine.exercise, routine.drill):
            assert len(exercise.begin.split()) <= 8, exercise.begin
            assert not FORBIDDEN.search(f"{exercise.begin} {exercise.keep}")
        assert len(routine.drill.offer.split()) <= 8


class TestBrokenFile:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("rounds = 2", "round = 2", "warmup.toml: .*round"),
            ("rounds = 2", "rounds = 0", r"warmup.toml: .*>= 1"),
            ("seconds = 30 ", "seconds = 20 ", r"seconds \(20\) must lie from"),
            ("intro_s = 15", "intro_s = -1", "warmup.toml: .*intro_s"),
            ('id = "fire_hydrant"', 'id = "hydrant"', "unknown exercise 'hydrant'"),
            ('id = "fire_hydrant"', 'id = "glute_bridge"', "glute_bridge is not an exercise for one side"),
            ('movement = "step_down"', 'movement = "step"', "unknown movement 'step'"),
            ("your {side} knee", "your {leg} knee", "fire_hydrant, begin: unknown placeholder"),
            ("your {side} knee", "your {side knee", "fire_hydrant, begin: .* is not a template"),
            ('id = "skip"', 'id = "step_up"', "the drill step_up is not a jump"),
            ('left_out = "unknown_prerun"', 'left_out = "clamshell"', "clamshell can be read"),
            ('article = "003', 'article = "004', "unknown source '004"),
            ("[drill]", "[drill", "not valid TOML"),
        ],
    )
    def test_a_broken_file_is_refused_with_place_and_cause(self, old, new, message):
        text = TEXT.decode()
        assert old in text
        with pytest.raises(CatalogError, match=message):
            read_routine(text.replace(old, new, 1).encode(), load_catalog())


TABLE = [
    # time, kind, exercise or headline, side, round, seconds left
    (0.0, Kind.INTRO, "Get a low step and a weight", None, 1, 15.0),
    (14.75, Kind.INTRO, "Get a low step and a weight", None, 1, 0.25),
    (15.0, Kind.WORK, "Lift your left knee to the side", LEFT, 1, 30.0),
    (44.0, Kind.WORK, "Lift your left knee to the side", LEFT, 1, 1.0),
    (45.0, Kind.CHANGE, "Next: lift your right knee to the side", RIGHT, 1, 8.0),
    (53.0, Kind.WORK, "Lift your right knee to the side", RIGHT, 1, 30.0),
    (83.0, Kind.CHANGE, "Next: stand on the step, left leg", LEFT, 1, 15.0),
    (98.0, Kind.WORK, "Stand on the step, left leg", LEFT, 1, 30.0),
    (128.0, Kind.CHANGE, "Next: stand on the step, right leg", RIGHT, 1, 8.0),
    (166.0, Kind.CHANGE, "Next: weight in your left hand, walk slowly", LEFT, 1, 15.0),
    (181.0, Kind.WORK, "Weight in your left hand, walk slowly", LEFT, 1, 30.0),
    (219.0, Kind.WORK, "Weight in your right hand, walk slowly", RIGHT, 1, 30.0),
    (249.0, Kind.CHANGE, "Next: lift your left knee to the side", LEFT, 2, 15.0),
    (264.0, Kind.WORK, "Lift your left knee to the side", LEFT, 2, 30.0),
    (497.75, Kind.WORK, "Weight in your right hand, walk slowly", RIGHT, 2, 0.25),
    (498.0, Kind.DONE, "Done. Enjoy the run", None, 2, 0.0),
    (9999.0, Kind.DONE, "Done. Enjoy the run", None, 2, 0.0),
]


class TestTimes:
    def test_the_table(self):
        warm_up, seen, time_s = WarmUp(), [], 0.0
        for row in TABLE:
            while time_s < row[0]:
                time_s += 0.25
                if warm_up.at(time_s).hold is Hold.SETUP:
                    warm_up.ready(time_s)
            step = warm_up.at(row[0])
            seen.append((row[0], step.kind, step.headline, step.side, step.round_number, step.left_s))
        assert seen == TABLE

    def test_the_length_is_told_at_the_start(self):
        assert WarmUp().total_s == 498.0
        assert "2 rounds of 30 seconds a side, about 8 minutes" in WarmUp().about[0]
        assert "1 round of 60 seconds a side, about 7 minutes" in WarmUp(rounds=1, seconds=60).about[0]

    def test_each_side_has_its_turn_beginning_with_the_one_asked_for(self):
        for first in Side:
            warm_up, turns = WarmUp(rounds=1, first=first), []
            while not warm_up.finished:
                step = warm_up.at(0.0)
                if step.kind is Kind.WORK:
                    turns.append((step.exercise, step.side))
                warm_up.skip(0.0)
            exercises = [e.id for e in load_routine().exercise]
            assert turns == [(e, side) for e in exercises for side in (first, first.other)]

    def test_what_comes_next_is_said(self):
        warm_up = WarmUp(rounds=1)
        assert warm_up.at(0.0).then == "then: fire hydrant, left knee"
        assert warm_up.at(at_work(warm_up, "fire_hydrant")).then == "then: fire hydrant, right knee"
        assert warm_up.at(at_work(warm_up, "suitcase_carry", RIGHT)).then == ""

    @pytest.mark.parametrize(
        ("exercise", "part"),
        [("fire_hydrant", "knee"), ("lateral_step_down", "leg"), ("suitcase_carry", "hand")],
    )
    def test_the_side_is_said_of_the_right_part(self, exercise, part):
        warm_up = WarmUp(rounds=1)
        clock = warm_up.at(at_work(warm_up, exercise, RIGHT)).clock
        assert (clock.side, clock.part) == (RIGHT, part)

    def test_the_session_may_be_old_when_it_begins(self):
        warm_up = WarmUp()
        assert warm_up.at(1234.5).left_s == 15.0
        assert warm_up.at(1250.0).since_s == 1249.5

    @pytest.mark.parametrize("rounds", [0, -1, 11])
    def test_rounds_that_nobody_does_are_refused(self, rounds):
        with pytest.raises(SettingsError, match=f"1 to 10 rounds, but {rounds} were"):
            WarmUp(rounds=rounds)

    @pytest.mark.parametrize("seconds", [0.0, 29.9, 60.1, float("nan"), float("inf"), -30.0])
    def test_seconds_outside_the_articles_are_refused(self, seconds):
        with pytest.raises(SettingsError, match="30 to 60 seconds, as the article says"):
            WarmUp(seconds=seconds)

    @pytest.mark.parametrize("time_s", [float("nan"), float("inf"), float("-inf")])
    def test_a_time_that_is_none_is_refused(self, time_s):
        with pytest.raises(ValueError, match="number of seconds"):
            WarmUp().at(time_s)

    def test_a_time_that_goes_back_changes_nothing(self):
        warm_up = WarmUp()
        warm_up.at(0.0)
        step = warm_up.at(20.0)
        assert warm_up.at(3.0) == step


class TestWords:
    def test_what_is_said_tells_what_to_do_on_which_side(self):
        warm_up, said = WarmUp(rounds=1), []
        while not warm_up.finished:
            said.append(warm_up.at(0.0).cue.text)
            warm_up.skip(0.0)
        assert said[:4] == [
            "Wake up your hips: about 4 minutes",
            "Go: fire hydrant, left knee",
            "Rest. Next: fire hydrant, right knee",
            "Go: fire hydrant, right knee",
        ]
        assert warm_up.at(0.0).cue.text == "Done. Enjoy the run"

    def test_a_cue_is_one_and_the_same_for_five_seconds_and_then_gone(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "fire_hydrant")
        cue = warm_up.at(now).cue
        assert warm_up.at(now + 5.0).cue == cue
        assert warm_up.at(now + 5.25).cue is None

    def test_no_line_says_what_another_says_and_headlines_are_short(self):
        warm_up = WarmUp(rounds=1)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        while not warm_up.finished:
            step = warm_up.at(0.0)
            assert len({step.headline, step.detail, step.say}) == 3
            assert len(step.headline.split()) <= 8, step.headline
            (warm_up.go_on if step.kind is Kind.OFFER else warm_up.skip)(0.0)


class TestPause:
    def test_in_the_middle_of_a_round(self):
        warm_up = WarmUp()
        warm_up.at(0.0)
        warm_up.key(Key.PAUSE, 25.0)
        step = warm_up.at(500.0)
        assert (step.left_s, step.hold, step.phase) == (20.0, Hold.USER, Phase.PAUSED)
        warm_up.key(Key.PAUSE, 600.0)
        assert warm_up.at(605.0).left_s == 15.0
        assert warm_up.at(620.0).kind is Kind.CHANGE

    def test_skipping_within_a_pause_leaves_it_paused(self):
        warm_up = WarmUp()
        warm_up.at(0.0)
        warm_up.pause(20.0)
        warm_up.skip(30.0)
        step = warm_up.at(99.0)
        assert (step.kind, step.left_s, step.phase) == (Kind.CHANGE, 8.0, Phase.PAUSED)
        warm_up.go_on(100.0)
        assert warm_up.at(108.0).kind is Kind.WORK

    def test_the_picture_says_so_and_nothing_is_called_out(self):
        warm_up = WarmUp()
        warm_up.pause(1.0)
        scene = warm_up.at(5.0).scene(5.0)
        assert (scene.phase, scene.headline, scene.cue) == (Phase.PAUSED, "Paused", None)

    def test_a_measured_round_can_be_paused_before_it_is_set_up(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "lateral_step_down")
        warm_up.pause(now)
        warm_up.ready(now + 5)
        assert warm_up.at(now + 50).left_s == 30.0
        warm_up.go_on(now + 60)
        assert warm_up.at(now + 61).left_s == 29.0


class TestSkip:
    def test_from_exercise_to_rest_to_exercise(self):
        warm_up = WarmUp()
        warm_up.at(0.0)
        kinds = []
        for time_s in (1.0, 2.0, 3.0):
            warm_up.key(Key.NEXT, time_s)
            kinds.append(warm_up.at(time_s).kind)
        assert kinds == [Kind.WORK, Kind.CHANGE, Kind.WORK]
        assert warm_up.at(3.0).left_s == 30.0

    def test_all_of_it(self):
        warm_up = WarmUp(rounds=1)
        presses = 0
        while not warm_up.finished:
            warm_up.key(Key.NEXT, 0.0)
            presses += 1
        assert presses == 12, "an introduction, six rounds, five changes"
        warm_up.key(Key.NEXT, 1.0)
        warm_up.key(Key.PAUSE, 1.0)
        assert warm_up.at(2.0).phase is Phase.DONE

    def test_the_summary_counts_what_was_done_and_not_what_was_skipped(self):
        warm_up = WarmUp(rounds=1)
        warm_up.at(0.0)
        warm_up.skip(25.0)  # ten seconds of the first round
        while not warm_up.finished:
            warm_up.skip(25.0)
        assert warm_up.summary()[0] == ("Fire hydrant: left 10 s, right 0 s", None)
        assert warm_up.scene(25.0).summary == warm_up.summary()

    def test_the_summary_tells_of_each_leg_what_was_measured_on_it_in_all_rounds(self):
        warm_up = WarmUp(rounds=1)
        finish(warm_up)
        warm_up.measured(counted(take(LEFT, {Flaw.KNEE_INWARD: Grade.GOOD, Flaw.TRUNK_LEAN: Grade.GOOD}), 3))
        warm_up.measured(counted(take(LEFT, {Flaw.TRUNK_LEAN: Grade.MILD, Flaw.WOBBLE: Grade.BORDERLINE}), 4))
        last = counted(take(RIGHT, {Flaw.KNEE_INWARD: Grade.GOOD}), 1)
        name = last.movement.name
        left, right = (
            (f"{name}, left: 7 reps, trunk leaning", Grade.MILD),
            (f"{name}, right: 1 rep, good", Grade.GOOD),
        )
        assert warm_up.summary()[3:] == (left, (warm_up.no_drill, None))
        assert warm_up.summary(last)[3:] == (left, right, (warm_up.no_drill, None))

    @pytest.mark.parametrize("key", [Key.QUIT, Key.FULL_SCREEN, Key.STATS])
    def test_other_keys_are_not_its_own(self, key):
        warm_up = WarmUp()
        step = warm_up.at(0.0)
        warm_up.key(key, 0.0)
        assert warm_up.at(0.0) == step


class TestMeasured:
    def test_its_clock_waits_for_the_set_up_guide(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "lateral_step_down")
        step = warm_up.at(now + 100)
        assert (step.left_s, step.hold, step.phase, step.measured) == (30.0, Hold.SETUP, Phase.GUIDE, True)
        warm_up.ready(now + 101)
        step = warm_up.at(now + 111)
        assert (step.left_s, step.hold, step.phase, step.movement) == (20.0, None, Phase.MOVE, "step_down")

    def test_it_stands_still_while_nobody_is_there(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "lateral_step_down")
        warm_up.ready(now)
        warm_up.out_of_view(now + 10)
        assert warm_up.at(now + 90).left_s == 20.0
        assert warm_up.at(now + 90).phase is Phase.GUIDE
        warm_up.back(now + 100)
        assert warm_up.at(now + 105).left_s == 15.0

    def test_out_of_view_means_nothing_where_it_only_times(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "suitcase_carry")
        warm_up.out_of_view(now)
        step = warm_up.at(now + 10)
        assert (step.left_s, step.phase, step.measured) == (20.0, Phase.TIMED, False)

    def test_leaving_the_picture_during_the_set_up_does_not_make_it_ready(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "lateral_step_down")
        warm_up.out_of_view(now + 1)
        warm_up.back(now + 2)
        assert warm_up.at(now + 9).hold is Hold.SETUP

    def test_each_measured_round_is_a_take_of_its_own(self):
        warm_up, takes = WarmUp(), []
        time_s = 0.0
        while (step := warm_up.at(time_s)).kind is not Kind.DONE:
            if step.hold is Hold.SETUP:
                warm_up.ready(time_s)
            if step.take is not None and (step.take, step.side) not in takes:
                takes.append((step.take, step.side))
            time_s += 0.5
        assert takes == [(1, LEFT), (2, RIGHT), (3, LEFT), (4, RIGHT)]

    def test_a_take_ends_with_its_round_also_when_it_is_skipped(self):
        warm_up = WarmUp()
        now = at_work(warm_up, "lateral_step_down")
        assert warm_up.at(now).take == 1
        warm_up.skip(now + 3)
        step = warm_up.at(now + 3)
        assert (step.take, step.hold, step.kind) == (None, None, Kind.CHANGE)

    def test_what_is_not_measured_is_said_to_be_timed(self):
        warm_up = WarmUp()
        for exercise, timed in (
            ("fire_hydrant", True),
            ("lateral_step_down", False),
            ("suitcase_carry", True),
        ):
            scene = warm_up.at(at_work(warm_up, exercise, start_s=0.0)).scene(0.0)
            assert ("Timed, not measured." in scene.detail) is timed
            assert scene.clock is not None
            assert scene.clock.measured is not timed


class TestDrill:
    def test_it_is_offered_to_who_was_in_control_and_done_on_a_yes(self):
        warm_up = WarmUp(rounds=1)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        now, step = finish(warm_up)
        assert (step.kind, step.headline) == (Kind.OFFER, "If you have the time: skips")
        assert "Only if nothing hurts." in step.detail
        warm_up.key(Key.PAUSE, now + 5)
        step = warm_up.at(now + 5)
        assert (step.kind, step.exercise, step.left_s, step.phase) == (Kind.DRILL, "skip", 20.0, Phase.TIMED)
        warm_up.key(Key.PAUSE, now + 10)
        assert warm_up.at(now + 60).phase is Phase.PAUSED
        warm_up.key(Key.PAUSE, now + 60)
        assert warm_up.at(now + 75).kind is Kind.DONE
        assert warm_up.summary()[-1] == ("Skip variation: 20 s", None)

    def test_n_means_no(self):
        warm_up = WarmUp(rounds=1)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        now, _ = finish(warm_up)
        warm_up.key(Key.NEXT, now)
        assert warm_up.finished
        assert "Skip" not in str(warm_up.summary())

    def test_no_answer_means_no(self):
        warm_up = WarmUp(rounds=1)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        now, step = finish(warm_up)
        assert warm_up.at(now + step.left_s - 0.01).kind is Kind.OFFER
        assert warm_up.at(now + step.left_s + 0.01).kind is Kind.DONE

    @pytest.mark.parametrize(
        ("options", "analyses", "why"),
        [
            ({"drill": False}, CLEAN, ""),
            ({"pain": True}, CLEAN, "No jumps today: you said that something hurts."),
            ({}, (), "No jumps today: your left leg was not measured."),
            ({}, CLEAN[:1], "No jumps today: your right leg was not measured."),
            (
                {},
                (take(LEFT, {Flaw.KNEE_INWARD: Grade.MARKED}), take(RIGHT)),
                "No jumps today: .*, left leg.",
            ),
        ],
    )
    def test_it_is_not_offered_otherwise(self, options, analyses, why):
        warm_up = WarmUp(rounds=1, **options)
        for analysis in analyses:
            warm_up.measured(analysis)
        _, step = finish(warm_up)
        assert step.kind is Kind.DONE
        assert re.fullmatch(why, warm_up.no_drill)
        assert [line for line, _ in warm_up.summary()[3:]] == ([warm_up.no_drill] if why else [])

    def test_an_analysis_that_comes_after_the_end_changes_nothing(self):
        warm_up = WarmUp(rounds=1)
        finish(warm_up)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        assert warm_up.finished
        assert warm_up.no_drill == "No jumps today: your left leg was not measured."


class TestRule:
    """When a jump is allowed."""

    @pytest.mark.parametrize(
        ("left", "allowed"),
        [
            ([take(LEFT)], True),
            ([take(LEFT, reps=MIN_CLEAN_REPS)], True),
            ([take(LEFT, reps=MIN_CLEAN_REPS - 1)], False),
            ([take(LEFT, reps=3), take(LEFT, reps=2)], True),
            ([take(LEFT, reps=6, flawed=(2,))], True),
            ([take(LEFT, reps=6, flawed=(2, 3))], False),
            ([take(LEFT, {Flaw.KNEE_INWARD: Grade.BORDERLINE})], True),
            ([take(LEFT, {Flaw.KNEE_INWARD: Grade.MILD}, reps=20)], False),
            ([take(LEFT, {Flaw.KNEE_INWARD: Grade.MARKED}, reps=20)], False),
            ([take(LEFT, reps=20), take(LEFT, {Flaw.WOBBLE: Grade.MILD})], False),
            ([], False),
        ],
    )
    def test_the_table(self, left, allowed):
        assert (why_no_drill([*left, take(RIGHT)], load_catalog()) == "") is allowed

    def test_a_single_marked_rep_forbids_it(self):
        analysis = make_analysis()
        rep = analysis.reps[0]
        marked = replace(rep, measurements=(replace(rep.measurements[0], grade=Grade.MARKED),))
        assert why_no_drill([*CLEAN, replace(CLEAN[0], reps=(marked,))], load_catalog()) == (
            "No jumps today: a rep was clearly off."
        )

    def test_it_names_the_flaw_and_the_leg(self):
        findings = [take(LEFT), take(RIGHT, {Flaw.TRUNK_LEAN: Grade.MILD})]
        title = load_catalog().flaws[Flaw.TRUNK_LEAN].title.lower()
        assert why_no_drill(findings, load_catalog()) == f"No jumps today: {title}, right leg."


ACTIONS = st.lists(
    st.tuples(
        st.floats(0.0, 40.0, allow_nan=False),
        st.sampled_from(["look", "pause", "go_on", "skip", "ready", "out_of_view", "back", "space"]),
    ),
    max_size=80,
)


def _run_s(before: Step, step: Step, now: float, passed_s: float) -> float:
    """How much of the time that passed between two looks the clock ran, by what they show."""
    if before.hold or before.kind is Kind.DONE:
        return 0.0
    if step.hold is not None or step.kind is Kind.DONE:
        return passed_s - (now - step.since_s)
    return passed_s


class TestProperties:
    @given(ACTIONS, st.integers(1, 3), st.sampled_from([30.0, 37.5, 60.0]))
    def test_the_times_add_up_whatever_pauses_and_skips_come(self, actions, rounds, seconds):
        """What the steps had is the time in which nothing held the clock; a round that was not skipped had all of its own."""
        warm_up = WarmUp(rounds=rounds, seconds=seconds)
        for analysis in CLEAN:
            warm_up.measured(analysis)
        now = ran_s = 0.0
        cut_short: set[int] = set()
        step = warm_up.at(now)
        for wait_s, action in actions:
            for _ in range(40):  # so often that no step begins and ends, or waits, unseen
                before, now = step, now + wait_s / 40.0
                step = warm_up.at(now)
                ran_s += _run_s(before, step, now, wait_s / 40.0)
            if action == "space":
                warm_up.key(Key.PAUSE, now)
            elif action != "look":
                cut_short |= {len(warm_up.done)} if action in ("skip", "go_on") else set()
                getattr(warm_up, action)(now)
            step = warm_up.at(now)
        spent_s = sum(d.spent_s for d in warm_up.done) + (step.of_s - step.left_s)
        assert spent_s == pytest.approx(ran_s, abs=1e-6)
        assert 0.0 <= step.left_s <= step.of_s
        for index, done in enumerate(warm_up.done):
            if done.kind is Kind.WORK and index not in cut_short:
                assert done.spent_s == pytest.approx(seconds)

    @given(
        st.lists(st.floats(0.001, 20.0), min_size=1, max_size=200), st.lists(st.floats(0.0, 9.0), max_size=4)
    )
    def test_how_often_it_is_asked_does_not_matter(self, gaps_s, waits_s):
        """Steps begin when they begin, at whatever frames somebody looks."""
        often, seldom = WarmUp(drill=False), WarmUp(drill=False)
        time_s = 0.0
        often.at(time_s)
        seldom.at(time_s)
        for warm_up in (often, seldom):
            warm_up.pause(1.0)
            warm_up.go_on(1.0 + sum(waits_s))
        end_s = 1.0 + sum(waits_s) + sum(gaps_s)
        time_s = 1.0 + sum(waits_s)
        for gap_s in gaps_s:
            time_s += gap_s
            often.at(time_s)
        one, other = often.at(end_s), seldom.at(end_s)
        assert (one.kind, one.headline) == (other.kind, other.headline)
        assert one.left_s == pytest.approx(other.left_s, abs=1e-6)
        assert one.since_s == pytest.approx(other.since_s, abs=1e-6)

    @given(st.lists(st.sampled_from(["hold", "run"]), max_size=30))
    def test_without_skips_it_lasts_its_length_and_what_it_was_held(self, periods):
        warm_up = WarmUp(rounds=1, drill=False)
        now = held_s = 0.0
        warm_up.at(now)
        for period in periods:
            if period == "hold":
                warm_up.pause(now)
                now, held_s = now + 7.0, held_s + 7.0
                warm_up.go_on(now)
            else:
                now += 5.0
                warm_up.at(now)
        while not warm_up.finished:
            step = warm_up.at(now)
            if step.hold is Hold.SETUP:
                held_s += now - step.since_s
                warm_up.ready(now)
            now += 0.5
        assert sum(d.spent_s for d in warm_up.done) == pytest.approx(warm_up.total_s)
        assert warm_up.at(now).since_s <= warm_up.total_s + held_s + 1e-6
