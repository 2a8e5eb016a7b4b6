"""What is said when: a table of sets, rep by rep, and of gauges, moment by moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hipcheck.catalog import Flaw
from hipcheck.landmarks import Side
from hipcheck.live.cues import Coach
from hipcheck.live.scene import CueKind, Gauge
from hipcheck.live.texts import load_texts
from hipcheck.results import Grade

KNEE, TRUNK, HIP = Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN, Flaw.PELVIC_DROP
GOOD, CLOSE, MILD, MARKED = Grade.GOOD, Grade.BORDERLINE, Grade.MILD, Grade.MARKED
REP_S = 6.0
GAUGE = Gauge(KNEE, "Knee inward", 0.0, 10.0, 15.0)
FPS = 30.0


def after_reps(*reps: dict[Flaw, Grade], every_s: float = REP_S) -> list[tuple[str, Flaw] | None]:
    """What is said after each rep on the right leg."""
    coach, said = Coach(load_texts()), []
    for number, grades in enumerate(reps):
        time_s = every_s * number
        coach.rep(time_s, Side.RIGHT, {flaw: (grade, Side.RIGHT) for flaw, grade in grades.items()})
        cue = coach.now(time_s)
        said.append((cue.kind.value, cue.flaw) if cue is not None and cue.since_s == time_s else None)
    return said


FIX, PRAISE = ("fix", KNEE), ("praise", KNEE)


@pytest.mark.parametrize(
    ("reps", "said"),
    [
        pytest.param([{KNEE: GOOD}] * 3, [None] * 3, id="nothing to correct"),
        pytest.param([{KNEE: CLOSE}] * 3, [None] * 3, id="borderline is never corrected"),
        pytest.param([{KNEE: MILD}], [FIX], id="a mild fault is"),
        pytest.param([{KNEE: MILD, TRUNK: MARKED}], [("fix", TRUNK)], id="marked before mild"),
        pytest.param([{TRUNK: MILD, HIP: MILD}], [("fix", HIP)], id="then as the data has them"),
        pytest.param([{KNEE: MILD}, {KNEE: GOOD}], [FIX, PRAISE], id="praise when it is gone"),
        pytest.param([{KNEE: MILD}, {KNEE: CLOSE}], [FIX, None], id="borderline is not gone"),
        pytest.param([{KNEE: MILD}, {KNEE: CLOSE}, {KNEE: GOOD}], [FIX, None, PRAISE], id="gone a rep later"),
        pytest.param([{KNEE: MILD}, {KNEE: GOOD}, {KNEE: GOOD}], [FIX, PRAISE, None], id="praise once"),
        pytest.param(
            [{KNEE: MILD}, {KNEE: GOOD}, {KNEE: MILD}, {KNEE: GOOD}], [FIX, PRAISE] * 2, id="and again"
        ),
        pytest.param(
            [{KNEE: MILD}] * 10,
            [FIX, FIX, FIX, None, None, FIX, None, None, FIX, None],
            id="three times in a row, then every third rep",
        ),
        pytest.param(
            [{KNEE: MILD}] * 4 + [{KNEE: GOOD}, {KNEE: MILD}],
            [FIX, FIX, FIX, None, PRAISE, FIX],
            id="a good rep begins the row anew",
        ),
        pytest.param(
            [{KNEE: MILD, TRUNK: MILD}, {KNEE: GOOD, TRUNK: MILD}],
            [FIX, ("fix", TRUNK)],
            id="one at a time: what is still wrong before what is better",
        ),
    ],
)
def test_reps(reps, said):
    assert after_reps(*reps) == said


def test_the_same_is_not_said_twice_within_seconds():
    same_s = load_texts().timing.same_cue_s
    assert after_reps({KNEE: MILD}, {KNEE: MILD}, every_s=same_s - 0.1) == [FIX, None]
    assert after_reps({KNEE: MILD}, {KNEE: MILD}, every_s=same_s) == [FIX, FIX]


def test_two_things_are_not_said_within_a_breath():
    any_s = load_texts().timing.any_cue_s
    assert after_reps({KNEE: MILD}, {TRUNK: MILD}, every_s=any_s - 0.1) == [FIX, None]
    assert after_reps({KNEE: MILD}, {TRUNK: MILD}, every_s=any_s) == [FIX, ("fix", TRUNK)]


def test_a_leg_is_not_praised_for_the_other_one():
    coach = Coach(load_texts())
    coach.rep(0.0, Side.RIGHT, {KNEE: (MILD, Side.RIGHT)})
    coach.rep(10.0, Side.LEFT, {KNEE: (GOOD, Side.LEFT)})
    assert coach.now(10.0) is None


def test_in_a_movement_on_both_legs_the_knee_is_named():
    coach = Coach(load_texts())
    coach.rep(0.0, None, {KNEE: (MARKED, Side.LEFT)})
    cue = coach.now(0.0)
    assert (cue.text, cue.side) == ("Left knee over the second toe", Side.LEFT)


def test_an_earlier_rep_counts_but_is_no_longer_talked_about():
    coach = Coach(load_texts())
    coach.rep(0.0, Side.RIGHT, {KNEE: (MILD, Side.RIGHT)}, say=False)
    assert coach.now(0.0) is None


def test_a_cue_stays_for_a_while_and_what_is_told_replaces_it():
    coach, shown_s = Coach(load_texts()), load_texts().timing.shown_s
    coach.rep(0.0, Side.RIGHT, {KNEE: (MILD, Side.RIGHT)})
    assert coach.now(shown_s).kind is CueKind.FIX
    coach.tell(shown_s, "Now stand on your left leg", Side.LEFT)
    assert coach.now(shown_s).text == "Now stand on your left leg"
    assert coach.now(2.0 * shown_s + 0.1) is None


def through(
    values: list[tuple[float, float]], *, deep: bool = True, coach: Coach | None = None
) -> list[float]:
    """When a correction comes, given a gauge's values and for how long each."""
    coach = coach or Coach(load_texts())
    said, time_s, frame = [], 0.0, 0
    for value, seconds in values:
        for _ in range(round(seconds * FPS)):
            time_s, frame = frame / FPS, frame + 1
            coach.moment(time_s, Side.RIGHT, [replace(GAUGE, value=value)], deep=deep)
            cue = coach.now(time_s)
            if cue is not None and cue.since_s == time_s:
                said.append(time_s)
    return said


NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param([(14.9, 5.0)], [], id="not past marked"),
        pytest.param([(15.1, 0.3)], [], id="too short"),
        pytest.param([(15.1, 0.6)], [0.4], id="long enough"),
        pytest.param([(15.1, 0.3), (9.0, 0.1), (15.1, 0.3)], [], id="below mild it is over"),
        pytest.param([(15.1, 0.3), (12.0, 0.1), (15.1, 0.3)], [0.4], id="between the cut-offs it is not"),
        pytest.param([(15.1, 0.2), (12.0, 2.0)], [], id="but nothing is said there"),
        pytest.param([(15.1, 0.3), (NAN, 0.1), (15.1, 0.3)], [], id="what is not known is over"),
        pytest.param([(20.0, 9.0)], [0.4], id="once in a rep"),
    ],
)
def test_moments(values, said):
    assert through(values) == pytest.approx(said, abs=0.5 / FPS)


def test_between_reps_nothing_is_said():
    assert through([(30.0, 5.0)], deep=False) == []


def test_of_two_gauges_the_more_important_is_corrected():
    coach = Coach(load_texts())
    for frame in range(20):
        coach.moment(
            frame / FPS, Side.RIGHT, [Gauge(TRUNK, "", 30, 8, 12), Gauge(KNEE, "", 16, 10, 15)], deep=True
        )
    assert coach.now(20 / FPS).flaw is KNEE


def test_a_rep_corrected_while_it_went_on_is_not_corrected_again_nor_praised():
    for grade in (MARKED, GOOD):
        coach = Coach(load_texts())
        through([(20.0, 1.0)], coach=coach)
        coach.rep(2.5, Side.RIGHT, {KNEE: (grade, Side.RIGHT)})
        assert coach.now(2.5).since_s < 1.0
    coach.rep(9.0, Side.RIGHT, {KNEE: (GOOD, Side.RIGHT)})
    assert coach.now(9.0).kind is CueKind.PRAISE


def test_nagging_within_reps_stops_too():
    coach = Coach(load_texts())
    said = []
    for rep in range(7):
        for frame in range(30):
            time_s = REP_S * rep + frame / FPS
            coach.moment(time_s, Side.RIGHT, [replace(GAUGE, value=20.0)], deep=True)
            cue = coach.now(time_s)
            if cue is not None and cue.since_s == time_s:
                said.append(rep + 1)
        coach.moment(REP_S * rep + 2.0, Side.RIGHT, [], deep=False)
        coach.rep(REP_S * rep + 3.0, Side.RIGHT, {KNEE: (MARKED, Side.RIGHT)})
    assert said == [1, 2, 3, 6]
