"""What limits a result is said once, in a sentence, with the way to film better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from hipcheck.cautions import cautions_of
from hipcheck.landmarks import Side
from hipcheck.movements import UNKNOWN
from hipcheck.people import Prepared, prepare
from hipcheck.poses import Recording
from hipcheck.results import ClipWarning, MovementResult, ViewKind
from hipcheck.settings import Settings
from tests.readings import a_rep, a_view
from tests.stick_figure import Camera
from tests.stick_motions import film, squats

SETTINGS = Settings()
SQUAT = load_catalog().movements["squat"]
SLS = load_catalog().movements["single_leg_squat"]
DETECTED = MovementResult("squat", "Squat", True, 1.0)
REPS = tuple(a_rep(n, None) for n in (1, 2, 3))


@pytest.fixture(scope="module")
def person() -> Prepared:
    (only,) = prepare(Recording((film(squats(1)),), "test", ""), SETTINGS, mirrored=False)
    return only


def said(
    person: Prepared, *, others=0, movement=DETECTED, known=SQUAT, reps=REPS, view=None
) -> list[ClipWarning]:
    seen = replace(person, view=a_view() if view is None else view)
    return list(cautions_of(seen, others, movement, known, reps, SETTINGS))


def codes(person: Prepared, **rest) -> list[str]:
    return [warning.code for warning in said(person, **rest)]


def only(person: Prepared, code: str, **rest) -> ClipWarning:
    (warning,) = [w for w in said(person, **rest) if w.code == code]
    return warning


def test_a_good_clip_needs_no_caution(person):
    assert said(person) == []


def test_no_reps_of_a_named_movement(person):
    assert only(person, "no_reps", reps=()).text == "No repetitions were found of a squat."


def test_no_known_movement(person):
    unknown = MovementResult(UNKNOWN, "Unknown movement", True, 0.0)
    warning = only(person, "no_reps", movement=unknown, known=None, reps=())
    assert "none of the movements hipcheck knows" in warning.text


@pytest.mark.parametrize(
    ("confidence", "detected", "is_said"), [(0.75, True, True), (0.8, True, False), (0.75, False, False)]
)
def test_mixed_movements(person, confidence, detected, is_said):
    mixed = replace(DETECTED, confidence=confidence, detected=detected)
    assert ("mixed_movements" in codes(person, movement=mixed)) == is_said
    if is_said:
        assert (
            "Only 75% of the repetitions look like a squat"
            in only(person, "mixed_movements", movement=mixed).text
        )


@pytest.mark.parametrize(
    ("sides", "text"),
    [
        ([None], "Only 1 repetition:"),
        ([None, None], "Only 2 repetitions:"),
        ([Side.LEFT] * 5 + [Side.RIGHT], "Only 1 repetition on a leg:"),
        ([Side.LEFT] * 3 + [Side.RIGHT] * 2, "Only 2 repetitions on a leg:"),
    ],
)
def test_few_reps_count_for_each_leg(person, sides, text):
    reps = tuple(a_rep(n, side) for n, side in enumerate(sides, start=1))
    assert only(person, "few_reps", reps=reps).text.startswith(text)


def test_three_reps_on_each_leg_are_enough(person):
    reps = tuple(a_rep(n, side) for n, side in enumerate([Side.LEFT] * 3 + [Side.RIGHT] * 3, start=1))
    assert codes(person, reps=reps, known=SLS) == []


def test_an_unknown_view(person):
    seen = replace(person, view=None)
    (warning,) = cautions_of(seen, 0, DETECTED, SQUAT, REPS, SETTINGS)
    assert warning.code == "no_view"


@pytest.mark.parametrize(
    ("yaw_deg", "words"),
    [
        (45.0, "about 45° off the front"),
        (-50.0, "about 50° off the front"),
        (130.0, "about 50° off the back"),
    ],
)
def test_an_oblique_view(person, yaw_deg, words):
    view = a_view(ViewKind.OBLIQUE, yaw_deg=yaw_deg)
    assert words in only(person, "oblique_view", view=view).text
    assert "camera_yaw" not in codes(person, view=view)


@pytest.mark.parametrize(
    ("yaw_deg", "words"),
    [
        (3.0, None),
        (3.1, "3° (±6)"),
        (-6.0, "6° (±6)"),
        (8.0, "intervals are widened"),
        (16.0, "knee angles are withheld"),
    ],
)
@pytest.mark.parametrize("kind", [ViewKind.FRONT, ViewKind.BACK])
def test_a_camera_that_stands_off(person, kind, yaw_deg, words):
    view = a_view(kind, yaw_deg=yaw_deg)
    if words is None:
        assert "camera_yaw" not in codes(person, view=view)
    else:
        assert words in only(person, "camera_yaw", view=view).text


def test_a_side_view_is_meant_to_stand_off(person):
    assert codes(person, view=a_view(ViewKind.SIDE)) == []


@pytest.mark.parametrize(("roll_deg", "is_said"), [(0.0, False), (3.0, False), (-3.5, True), (12.0, True)])
def test_a_tilted_picture(person, roll_deg, is_said):
    view = a_view(roll_deg=roll_deg)
    assert ("camera_roll" in codes(person, view=view)) == is_said
    if is_said:
        assert f"about {abs(roll_deg):.0f}°" in only(person, "camera_roll", view=view).text


def test_without_standing_a_tilt_is_not_told_apart_from_a_lean(person):
    assert codes(person, view=a_view(roll_deg=12.0, roll_sd_deg=4.0)) == ["no_standing"]


@pytest.mark.parametrize(("others", "words"), [(1, "Somebody else was in"), (3, "3 others were in")])
def test_other_people(person, others, words):
    assert only(person, "other_people", others=others).text.startswith(words)


def test_exchanged_legs(person):
    flags = np.zeros(len(person.poses), dtype=bool)
    flags[40:47] = True
    assert f"7 of {len(flags)} frames" in only(replace(person, exchanged=flags), "legs_exchanged").text


@pytest.mark.parametrize(("rate_hz", "is_said"), [(20.0, True), (23.976, False), (60.0, False)])
def test_a_low_frame_rate(person, rate_hz, is_said):
    slow = replace(person, poses=film(squats(1), rate_hz=rate_hz))
    assert ("low_frame_rate" in codes(slow)) == is_said
    if is_said:
        assert "Only 20 frames a second" in only(slow, "low_frame_rate").text


@pytest.mark.parametrize(("distance_m", "is_said"), [(3.0, False), (1.5, True)])
def test_somebody_too_close(person, distance_m, is_said):
    near = replace(person, poses=film(squats(1), Camera(distance_m=distance_m)))
    assert ("too_close" in codes(near)) == is_said


@pytest.mark.parametrize(("share", "is_said"), [(0.05, False), (0.25, True)])
def test_somebody_not_found_for_a_while(person, share, is_said):
    nobody = np.zeros((len(person.poses), 33), dtype=bool)
    nobody[: round(share * len(nobody))] = True
    gone = replace(person, poses=person.poses.masked(nobody))
    assert ("person_missing" in codes(gone)) == is_said
    if is_said:
        assert "25%" in only(gone, "person_missing").text


def test_each_caution_is_a_sentence_with_a_way_out(person):
    flags = np.ones(len(person.poses), dtype=bool)
    worst = replace(person, exchanged=flags, poses=film(squats(1), Camera(distance_m=1.5), rate_hz=20.0))
    everything = [
        *said(worst, others=2, reps=()),
        *said(worst, view=a_view(ViewKind.OBLIQUE, roll_deg=9.0), reps=REPS[:1]),
        *said(worst, view=a_view(yaw_deg=5.0, roll_sd_deg=4.0), movement=replace(DETECTED, confidence=0.5)),
    ]
    assert len({w.code for w in everything}) == 11
    for warning in everything:
        assert not warning.text[0].islower()
        assert warning.text.endswith(".")
        assert warning.remedy.endswith(".")


def test_most_important_first(person):
    flags = np.ones(len(person.poses), dtype=bool)
    order = codes(
        replace(person, exchanged=flags), others=1, reps=REPS[:1], view=a_view(yaw_deg=5.0, roll_deg=5.0)
    )
    assert order == ["few_reps", "camera_yaw", "camera_roll", "other_people", "legs_exchanged"]
