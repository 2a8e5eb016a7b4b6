"""The pipeline from landmarks to analysis: complete, repeatable, and as the user asks for it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from hipcheck.backends.replay import load_recording, save_recording
from hipcheck.catalog import At, Flaw, load_catalog
from hipcheck.errors import NoPersonError, SettingsError
from hipcheck.landmarks import Landmark, Side
from hipcheck.poses import PoseSequence, Recording
from hipcheck.results import ClipSource, ClipWarning, Grade, ViewKind
from hipcheck.session import analyze_poses, analyze_recording
from hipcheck.settings import MeasurementSettings, Settings
from tests.stick_figure import Camera, bent, standing_on
from tests.stick_motions import (
    exchanged,
    film,
    hidden,
    noisy,
    single_leg_bottom,
    single_leg_deadlifts,
    single_leg_squats,
    squat_bottom,
    squats,
    step_downs,
    waving,
)

LEFT, RIGHT = Side.LEFT, Side.RIGHT
MOVEMENTS = load_catalog().movements
PHONE = Camera(distance_m=3.5)


def same(a: Any, b: Any) -> bool:
    """Whether two results are equal to the last bit; a missing number equals a missing one."""
    if is_dataclass(a):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, np.ndarray):
        return bool(np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b or (a != a and b != b))  # noqa: PLR0124 - NaN


def single_precision(poses: PoseSequence) -> PoseSequence:
    """As models deliver landmarks."""

    def rounded(values: np.ndarray) -> np.ndarray:
        return values.astype(np.float32).astype(np.float64)

    return replace(
        poses,
        xy_px=rounded(poses.xy_px),
        world_m=rounded(poses.world_m),
        visibility=rounded(poses.visibility),
    )


@pytest.fixture(scope="module")
def knee_inward():
    """Three single-leg squats on each leg; the right knee goes far inward."""
    bottom = single_leg_bottom(RIGHT, 70.0, inward_deg=28.0, lean_deg=2.0)
    motion = single_leg_squats(LEFT).then(single_leg_squats(RIGHT, bottom=bottom))
    return noisy(film(motion, PHONE), 2.0, seed=12)


@pytest.fixture(scope="module")
def analysis(knee_inward):
    return analyze_poses(knee_inward)


def test_the_whole_story(analysis):
    assert analysis.movement.id == "single_leg_squat"
    assert analysis.movement.detected
    assert analysis.view.kind is ViewKind.FRONT
    assert [rep.rep.side for rep in analysis.reps] == [LEFT] * 3 + [RIGHT] * 3
    assert analysis.sides == (LEFT, RIGHT)
    knees = {f.side: f.grade for f in analysis.findings if f.flaw is Flaw.KNEE_INWARD}
    assert knees[RIGHT] in (Grade.MILD, Grade.MARKED)
    assert knees[LEFT] in (Grade.GOOD, Grade.BORDERLINE)
    assert analysis.findings[0].flaw is Flaw.KNEE_INWARD
    offered = [r for r in analysis.recommendations if Flaw.KNEE_INWARD in r.for_flaws]
    assert 1 <= len(offered) <= 3
    assert offered[0].side is RIGHT
    assert analysis.plan is not None
    assert {sheet.side for sheet in analysis.checklists} == {LEFT, RIGHT}
    assert {s.metric for s in analysis.summary} >= {"knee_fppa_deg", "depth_deg", "descent_s"}


def test_every_number_is_on_the_clips_own_frames(analysis, knee_inward):
    assert len(analysis.poses) == len(knee_inward)
    np.testing.assert_array_equal(analysis.poses.time_s, knee_inward.time_s)
    assert analysis.landmark_sides_exchanged.shape == (len(knee_inward),)
    for trace in analysis.traces:
        np.testing.assert_array_equal(trace.time_s, knee_inward.time_s)
        assert trace.values.shape == trace.half_width.shape == trace.time_s.shape


def test_the_drawn_landmarks_are_where_the_person_is_even_in_a_tilted_picture():
    poses = film(squats(1), Camera(roll_deg=6.0))
    np.testing.assert_allclose(analyze_poses(poses).poses.xy_px, poses.xy_px, atol=0.01 * 480.0)


def test_what_was_withheld_is_told_once_for_both_legs(analysis):
    withheld = [n.metric for n in analysis.not_measured]
    assert len(withheld) == len(set(withheld))
    assert "pelvic_drop_deg" in withheld
    assert "knee_flexion_deg" in withheld
    assert "knee_fppa_deg" not in withheld
    assert all(n.side is None for n in analysis.not_measured)


def test_what_was_withheld_on_one_leg_names_it(knee_inward):
    right_s = analyze_poses(knee_inward).reps[2].rep.end_s
    missing = np.zeros((len(knee_inward), 33), dtype=bool)
    missing[knee_inward.time_s > right_s, Landmark.RIGHT_HEEL] = True
    withheld = [
        n for n in analyze_poses(knee_inward.masked(missing)).not_measured if n.metric == "knee_over_foot"
    ]
    assert [n.side for n in withheld] == [RIGHT]
    assert "of the rep" in withheld[0].reason


def test_the_same_landmarks_give_the_same_analysis(knee_inward, analysis):
    assert same(analyze_poses(knee_inward), analysis)


@pytest.mark.parametrize("motion", [squats(), step_downs(LEFT), single_leg_deadlifts(RIGHT), waving()])
def test_saved_landmarks_give_the_same_analysis(motion, tmp_path):
    person = single_precision(noisy(film(motion, PHONE), 2.0, seed=1))
    bystander = single_precision(
        noisy(film(waving(), Camera(distance_m=6.0), time_s=person.time_s[: len(person)]), 2.0, seed=2)
    )
    recording = Recording((person, bystander), "test 1", "full", "0" * 64)
    save_recording(recording, tmp_path / "clip.npz")
    assert same(analyze_recording(load_recording(tmp_path / "clip.npz")), analyze_recording(recording))


def test_a_clip_without_a_known_movement_has_no_reps_and_says_so():
    analysis = analyze_poses(film(waving(), PHONE))
    assert analysis.movement.id == "unknown"
    assert (analysis.reps, analysis.findings, analysis.summary, analysis.checklists) == ((), (), (), ())
    assert analysis.plan is None
    assert analysis.warnings[0].code == "no_reps"
    assert analysis.traces  # there is something to look at all the same
    assert analysis.view.kind is ViewKind.FRONT


def test_a_movement_that_the_user_names():
    analysis = analyze_poses(film(single_leg_squats(LEFT), PHONE), movement=MOVEMENTS["step_down"])
    assert (analysis.movement.id, analysis.movement.detected, analysis.movement.confidence) == (
        "step_down",
        False,
        1.0,
    )
    assert len(analysis.reps) == 3
    assert analysis.checklists[0].id == "piva"


def test_a_leg_that_the_user_names():
    analysis = analyze_poses(film(single_leg_squats(LEFT), PHONE), side=RIGHT)
    assert analysis.sides == (RIGHT,)


def test_a_view_that_the_user_names():
    # A model that misjudges depth sees the front where the camera stood at the side; the word of who filmed counts.
    seen_from_the_side = film(squats(), Camera(yaw_deg=63.0))
    assert analyze_poses(seen_from_the_side).view.kind is ViewKind.OBLIQUE
    named = analyze_poses(seen_from_the_side, view=ViewKind.SIDE)
    assert named.view.kind is ViewKind.SIDE
    assert named.reps[0].get("knee_flexion_deg") is not None
    front = analyze_poses(film(squats(), Camera(yaw_deg=33.0)), view=ViewKind.FRONT)
    assert front.reps[0].get("knee_ankle_separation") is not None


def test_a_mirrored_clip():
    poses = film(single_leg_squats(LEFT), PHONE)
    recording = Recording((poses.mirrored(),), "test", "")
    assert analyze_recording(recording).sides == (RIGHT,)
    put_right = analyze_recording(recording, mirrored=True)
    assert put_right.sides == (LEFT,)
    assert same(put_right.reps, analyze_poses(poses.mirrored().mirrored()).reps)


def test_settings_are_used_and_kept_with_the_result(knee_inward, analysis):
    settings = Settings(measurement=MeasurementSettings(confidence=0.5))
    other = analyze_poses(knee_inward, settings=settings)
    half, usual = (a.reps[0].get("knee_fppa_deg").half_width for a in (other, analysis))
    assert half == pytest.approx(usual * 0.67449 / 1.959964, rel=1e-4)
    assert other.provenance.settings["measurement"]["confidence"] == 0.5


def test_provenance_names_what_made_it(knee_inward):
    made = analyze_recording(Recording((knee_inward,), "mediapipe 0.10.33", "full", "ab" * 32)).provenance
    assert (made.backend, made.model, made.model_sha256) == ("mediapipe 0.10.33", "full", "ab" * 32)
    assert made.hipcheck
    assert made.settings["smoothing"]["cutoff_hz"] == 5.0


@pytest.mark.parametrize("lens_deg", [100.0, 40.0], ids=["wide", "tele"])
@pytest.mark.parametrize("inward_deg", [0.0, 15.0])
def test_a_lens_that_the_clip_names_gives_the_angle_that_a_phones_usual_one_misses(lens_deg, inward_deg):
    bottom = single_leg_bottom(LEFT, inward_deg=inward_deg)
    near = film(single_leg_squats(LEFT, bottom=bottom), Camera(distance_m=1.8, hfov_deg=lens_deg))
    named, unnamed = (
        analyze_recording(Recording((near,), "test", "", hfov_deg=hfov_deg)).reps[1].get("knee_fppa_deg")
        for hfov_deg in (lens_deg, None)
    )
    assert named.value == pytest.approx(inward_deg, abs=0.1)
    assert abs(unnamed.value - inward_deg) > 3.0


def test_a_known_lens_is_doubted_less_than_an_assumed_one(knee_inward, analysis):
    assumed_deg = Settings().view.assumed_hfov_deg
    known = analyze_recording(Recording((knee_inward,), "test", "", hfov_deg=assumed_deg))
    for rep, other in zip(known.reps, analysis.reps, strict=True):
        of_known, of_assumed = rep.get("knee_fppa_deg"), other.get("knee_fppa_deg")
        assert of_known.value == of_assumed.value
        assert of_known.half_width < of_assumed.half_width


def test_provenance_says_through_which_lens_and_keeps_the_settings_as_given(knee_inward, analysis):
    assert (analysis.provenance.hfov_deg, analysis.provenance.hfov_from_clip) == (64.0, False)
    made = analyze_recording(Recording((knee_inward,), "test", "", hfov_deg=80.0)).provenance
    assert (made.hfov_deg, made.hfov_from_clip) == (80.0, True)
    assert made.settings == Settings().as_dict()


def test_source_and_what_reading_the_clip_had_to_say_are_passed_on(knee_inward):
    source = ClipSource("clip.mp4", "0" * 64, 12.0, 360, 1080, 1920, 30.0)
    note = ClipWarning("hdr", "The colours were HDR.", "")
    analysis = analyze_recording(Recording((knee_inward,), "test", ""), source=source, extra_warnings=(note,))
    assert analysis.source == source
    assert analysis.warnings[0] == note


def test_reported_signs_are_answered_and_bring_caution(knee_inward):
    sign = next(iter(load_catalog().symptoms))
    analysis = analyze_recording(Recording((knee_inward,), "test", ""), symptoms=[sign])
    assert [s.symptom for s in analysis.symptoms] == [sign]
    with pytest.raises(SettingsError):
        analyze_recording(Recording((knee_inward,), "test", ""), symptoms=["no such sign"])


def test_a_named_person_is_analysed_and_the_others_are_kept():
    exerciser = film(squats(), PHONE)
    bystander = replace(
        film(waving(), PHONE, time_s=exerciser.time_s),
        xy_px=film(waving(), PHONE, time_s=exerciser.time_s).xy_px - [300.0, 0.0],
    )
    recording = Recording((exerciser, bystander), "test", "")
    assert analyze_recording(recording).person == 1
    leftmost = analyze_recording(recording, person=1)
    assert (leftmost.person, leftmost.movement.id) == (2, "unknown")
    np.testing.assert_array_equal(leftmost.others[0].xy_px, exerciser.xy_px)
    assert "other_people" in {w.code for w in analyze_recording(recording).warnings}


def test_nobody_names_the_clip():
    nobody = film(squats(1)).masked(np.ones((len(film(squats(1))), 33), dtype=bool))
    source = ClipSource("mine.mov", "0" * 64, 1.0, 30, 1080, 1920, 30.0)
    with pytest.raises(NoPersonError, match=r"^mine\.mov: nobody could be followed"):
        analyze_recording(Recording((nobody,), "test", ""), source=source)


def test_a_trunk_that_is_never_seen_whole():
    """Shoulders in some frames, hips in others: proportions can be told, the view cannot."""
    poses = film(squats(1))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, Landmark.LEFT_SHOULDER] = missing[:, Landmark.RIGHT_HIP] = True
    with pytest.raises(NoPersonError, match=r"^recording: "):
        analyze_poses(poses.masked(missing))


@pytest.mark.parametrize("roll_deg", [-5.0, 7.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_a_tilted_picture_is_levelled_by_how_the_person_stands(yaw_deg, roll_deg):
    motion = single_leg_squats(
        LEFT, bottom=single_leg_bottom(LEFT, inward_deg=10.0, lean_deg=6.0, drop_deg=4.0)
    )
    level, tilted = (
        analyze_poses(film(motion, Camera(yaw_deg=yaw_deg, roll_deg=r))) for r in (0.0, roll_deg)
    )
    assert tilted.view.roll_deg == pytest.approx(roll_deg, abs=0.5)
    for metric, tolerance in (
        ("knee_fppa_deg", 0.1),
        ("trunk_lean_deg", 0.5),
        ("depth_deg", 0.5),
        ("knee_over_foot", 0.02),
    ):
        a, b = level.reps[1].get(metric), tilted.reps[1].get(metric)
        assert b.value == pytest.approx(a.value, abs=tolerance), metric


def test_exchanged_legs_change_nothing(knee_inward, analysis):
    bottom = int(analysis.reps[4].rep.bottom_s * 30)
    spoiled = analyze_poses(exchanged(knee_inward, slice(bottom - 8, bottom + 9)))
    assert spoiled.landmark_sides_exchanged.sum() == 17
    assert same(spoiled.reps, analysis.reps)
    assert "legs_exchanged" in {w.code for w in spoiled.warnings}


def test_feet_hidden_for_a_moment_change_little(knee_inward, analysis):
    feet = [Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT_INDEX]
    moment = int(analysis.reps[4].rep.bottom_s * 30)
    spoiled = analyze_poses(hidden(knee_inward, feet, slice(moment - 2, moment + 3)))
    a, b = (x.reps[4].get("knee_fppa_deg").value for x in (analysis, spoiled))
    assert a == pytest.approx(b, abs=0.01)


def test_a_squat_tells_where_the_camera_stands():
    # Knees that move alike, a camera 6° to the person's left: one reads inward, the other outward.
    plain = analyze_poses(film(squats(bottom=squat_bottom(90.0)), Camera(yaw_deg=6.0)))
    assert plain.view.yaw_deg == pytest.approx(6.0, abs=2.0)
    assert plain.view.yaw_deg > analyze_poses(film(waving(), Camera(yaw_deg=6.0))).view.yaw_deg
    behind = analyze_poses(film(squats(bottom=squat_bottom(90.0)), Camera(yaw_deg=174.0)))
    assert behind.view.yaw_deg == pytest.approx(6.0, abs=2.0)


@pytest.mark.parametrize("frames", [1, 2, 5, 20])
def test_a_clip_too_short_for_anybody(frames):
    with pytest.raises(NoPersonError):
        analyze_poses(film(squats(1))[:frames])


def test_a_squat_is_judged_on_both_legs_together():
    legs = standing_on(None, leg=bent(95.0, inward_deg=22.0), forward_deg=25.0, apart_m=0.3)
    analysis = analyze_poses(film(squats(bottom=legs), PHONE))
    assert all(rep.rep.side is None for rep in analysis.reps)
    assert analysis.sides == ()
    assert analysis.reps[0].get("knee_ankle_separation", At.PEAK).grade is Grade.MARKED
    finding = next(f for f in analysis.findings if f.flaw is Flaw.KNEE_INWARD)
    assert (finding.grade, finding.side) == (Grade.MARKED, None)
