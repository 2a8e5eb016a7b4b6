"""Metrics read off reps: the right number at the right moment, with an interval, or the reason why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import At, load_catalog
from hipcheck.geometry import yaw_false_fppa_deg
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.measurement import Reading, measure_rep, traces_of
from hipcheck.poses import PoseSequence
from hipcheck.results import NotMeasured, Rep, View, ViewKind
from hipcheck.series import Clip, Measurer, sides_of
from hipcheck.session import analyze_poses
from hipcheck.settings import Settings, ViewSettings
from hipcheck.smoothing import smooth
from hipcheck.uncertainty import ERRORS, half_width
from tests.readings import a_view
from tests.stick_figure import FREE_LEG, Camera, bent, standing_on
from tests.stick_motions import (
    STANDING,
    Motion,
    alone_on,
    deadlift_bottom,
    film,
    misjudged_heading,
    noisy,
    single_leg_bottom,
    single_leg_squats,
)

SETTINGS = Settings(view=ViewSettings(assumed_hfov_deg=0.0))  # the rays of `Camera` are parallel
LEFT, RIGHT = Side.LEFT, Side.RIGHT
MOVEMENTS = load_catalog().movements
STAND_S, DOWN_S, PAUSE_S = 2.0, 1.0, 0.6


def a_motion(rest, bottom, *, stand_s=STAND_S) -> Motion:
    """Standing, one rep with a pause, standing."""
    return Motion.starting(rest).hold(stand_s).to(bottom, DOWN_S).hold(PAUSE_S).to(rest, DOWN_S).hold(stand_s)


def the_rep(side: Side | None, stand_s=STAND_S) -> Rep:
    """The rep of `a_motion`."""
    down_s = stand_s + DOWN_S
    return Rep(
        1, side, stand_s, down_s + PAUSE_S / 2, stand_s + 2 * DOWN_S + PAUSE_S, down_s, down_s + PAUSE_S
    )


def a_clip(poses: PoseSequence, movement: str, reps: tuple[Rep, ...], view: View | None = None) -> Clip:
    return Clip(
        poses, smooth(poses, SETTINGS.smoothing), view or a_view(), MOVEMENTS[movement], reps, SETTINGS
    )


def measured(clip: Clip) -> tuple[list[Reading], list[NotMeasured]]:
    return measure_rep(Measurer(clip), clip.reps[0])


def value_of(clip: Clip, metric: str, at: At = At.BOTTOM, side: Side | None = None) -> Reading:
    (found,) = [
        r
        for r in measured(clip)[0]
        if (r.measurement.metric, r.measurement.at) == (metric, at) and side in (None, r.measurement.side)
    ]
    return found


def single_leg_clip(
    side: Side = LEFT, camera: Camera | None = None, view: View | None = None, **bottom
) -> Clip:
    rest = alone_on(side, FREE_LEG["behind"])
    deep = single_leg_bottom(side, 65.0, free="behind", **bottom)
    return a_clip(
        film(a_motion(rest, deep), camera, stickers=True), "single_leg_squat", (the_rep(side),), view
    )


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_the_bottom_reads_what_was_put_in(side, yaw_deg):
    view = a_view(ViewKind.BACK if yaw_deg else ViewKind.FRONT)
    clip = single_leg_clip(side, Camera(yaw_deg=yaw_deg), view, inward_deg=12.0, drop_deg=7.0, lean_deg=5.0)
    truth = {
        "knee_fppa_deg": 12.0,
        "pelvic_drop_deg": 7.0,
        "trunk_lean_deg": 5.0,
        "hip_adduction_deg": 6.0 + 6.0 + 7.0,
    }
    for metric, expected in truth.items():
        m = value_of(clip, metric).measurement
        assert m.value == pytest.approx(expected, abs=0.05), metric
        assert m.side is side
        assert m.low < expected < m.high
        assert (m.low + m.high) / 2.0 == pytest.approx(m.value)
        assert m.coverage == 1.0


@pytest.mark.parametrize("side", Side)
def test_the_change_from_standing_takes_out_what_was_there_in_standing(side):
    crooked = replace(
        bent(0.0, over_foot_deg=6.0), thigh_in_deg=8.0, shank_in_deg=-3.0
    )  # 5° inward to begin with
    rest = standing_on(side, leg=crooked, free=FREE_LEG["behind"], drop_deg=2.0)
    deep = single_leg_bottom(side, 65.0, free="behind", inward_deg=12.0, drop_deg=7.0)
    poses = film(a_motion(rest, deep), stickers=True)
    clip = a_clip(poses, "single_leg_squat", (the_rep(side),))
    assert value_of(clip, "knee_fppa_deg").measurement.excursion == pytest.approx(12.0 - 5.0, abs=0.05)
    assert value_of(clip, "pelvic_drop_deg").measurement.excursion == pytest.approx(7.0 - 2.0, abs=0.05)
    assert value_of(clip, "depth_deg").measurement.excursion is None


def test_without_standing_there_is_no_change_from_it():
    deep, half = single_leg_bottom(LEFT, free="behind"), single_leg_bottom(LEFT, 30.0, free="behind")
    motion = Motion.starting(half).to(deep, 1.0).hold(0.6).to(half, 1.0)
    rep = Rep(1, LEFT, 0.0, 1.3, 2.6, 1.0, 1.6)
    clip = a_clip(film(motion), "single_leg_squat", (rep,))
    reading = value_of(clip, "knee_fppa_deg")
    assert reading.measurement.excursion is None


def test_matched_depth_is_where_the_descent_passes_sixty_degrees():
    # The knee goes in as it bends, in proportion: at 60 of 90° it is in by two thirds.
    rest = alone_on(LEFT, FREE_LEG["behind"])
    deep = single_leg_bottom(LEFT, 90.0, free="behind", inward_deg=18.0)
    clip = a_clip(film(a_motion(rest, deep), rate_hz=60.0), "single_leg_squat", (the_rep(LEFT),))
    matched = value_of(clip, "knee_fppa_deg", At.MATCHED).measurement.value
    assert matched == pytest.approx(18.0 * 60.0 / 90.0, abs=0.5)
    assert value_of(clip, "knee_fppa_deg", At.BOTTOM).measurement.value == pytest.approx(18.0, abs=0.1)


def test_a_rep_that_stays_above_the_matched_depth_has_none():
    rest = alone_on(LEFT, FREE_LEG["behind"])
    shallow = single_leg_bottom(LEFT, 50.0, free="behind")
    clip = a_clip(film(a_motion(rest, shallow)), "single_leg_squat", (the_rep(LEFT),))
    assert At.MATCHED not in {r.measurement.at for r in measured(clip)[0]}


@pytest.mark.parametrize("worst_s", [2.6, 4.1])
def test_the_peak_is_the_worst_moment_of_the_rep(worst_s):
    poses = film(
        a_motion(alone_on(LEFT, FREE_LEG["behind"]), single_leg_bottom(LEFT, free="behind", inward_deg=5.0))
    )
    knee = poses.xy_px.copy()
    knee[:, Landmark.LEFT_KNEE, 0] -= 25.0 * np.exp(-(((poses.time_s - worst_s) / 0.15) ** 2))
    clip = a_clip(replace(poses, xy_px=knee), "single_leg_squat", (the_rep(LEFT),))
    bottom, peak = (value_of(clip, "knee_fppa_deg", at).measurement.value for at in (At.BOTTOM, At.PEAK))
    assert peak > bottom + 3.0
    series = Measurer(clip).series("knee_fppa_deg", LEFT).values
    assert clip.smooth.time_s[np.argmax(series)] == pytest.approx(worst_s, abs=0.1)


def test_knees_are_worst_where_they_are_nearest():
    stand, squeezed = (
        standing_on(None, apart_m=0.3),
        standing_on(None, leg=bent(80.0, inward_deg=12.0), apart_m=0.3),
    )
    clip = a_clip(film(a_motion(stand, squeezed)), "squat", (the_rep(None),))
    bottom, peak = (value_of(clip, "knee_ankle_separation", at).measurement for at in (At.BOTTOM, At.PEAK))
    assert bottom.value < 1.0
    assert peak.value <= bottom.value + 1e-4  # read at a moment, the other over a tenth of a second
    # Its change from standing is a ratio.
    assert bottom.excursion == pytest.approx(bottom.value / 1.0, abs=0.01)


def test_the_doubt_of_a_ratio_to_standing_is_a_ratio_too():
    knock_kneed = standing_on(None, leg=replace(bent(0.0), thigh_in_deg=6.0, shank_in_deg=6.0), apart_m=0.3)
    squeezed = standing_on(None, leg=bent(80.0, inward_deg=16.0), apart_m=0.3)
    clip = a_clip(film(a_motion(knock_kneed, squeezed)), "squat", (the_rep(None),))
    reading = value_of(clip, "knee_ankle_separation")
    standing = reading.measurement.value / reading.measurement.excursion
    assert standing < 0.75
    assert float(reading.excursion_sigma.total) == pytest.approx(
        float(reading.sigma.total) / standing, rel=0.01
    )


@pytest.mark.parametrize(
    ("metric", "stance", "sides"),
    [
        ("knee_fppa_deg", LEFT, (LEFT,)),
        ("trunk_lean_deg", RIGHT, (RIGHT,)),
        ("knee_fppa_deg", None, (LEFT, RIGHT)),
        ("knee_ankle_separation", None, (None,)),
        ("depth_deg", None, (None,)),
    ],
)
def test_whose_value_it_is(metric, stance, sides):
    assert sides_of(METRICS[metric], stance) == sides


def test_both_legs_of_a_squat_are_read_apart():
    stand = standing_on(None, apart_m=0.3)
    deep = replace(
        stand, left=bent(80.0, inward_deg=10.0), right=bent(80.0, inward_deg=-4.0), forward_deg=20.0
    )
    clip = a_clip(film(a_motion(stand, deep)), "squat", (the_rep(None),))
    assert value_of(clip, "knee_fppa_deg", side=LEFT).measurement.value == pytest.approx(10.0, abs=0.1)
    assert value_of(clip, "knee_fppa_deg", side=RIGHT).measurement.value == pytest.approx(-4.0, abs=0.1)


def test_every_metric_of_the_movement_is_read_or_withheld_once_for_each_leg():
    clip = single_leg_clip()
    readings, withheld = measured(clip)
    read = {r.measurement.metric for r in readings}
    not_read = {n.metric for n in withheld}
    assert read | not_read == set(clip.movement.metrics)
    assert not read & not_read
    places = [(r.measurement.metric, r.measurement.side, r.measurement.at) for r in readings]
    assert len(places) == len(set(places))
    assert not_read == {m for m in clip.movement.metrics if METRICS[m].plane == "side"}


def test_a_deadlift_from_the_side_has_what_a_side_view_shows():
    rest = alone_on(LEFT, bent(0.0))
    poses = film(a_motion(rest, deadlift_bottom(LEFT, 70.0, knee_deg=20.0)), Camera(yaw_deg=90.0))
    clip = a_clip(poses, "single_leg_deadlift", (the_rep(LEFT),), a_view(ViewKind.SIDE, yaw_sd_deg=7.0))
    truth = {
        "trunk_forward_lean_deg": 70.0,
        "knee_flexion_deg": 20.0,
        "hip_flexion_deg": 90.0,
        "t_line_deg": 180.0,
    }
    for metric, expected in truth.items():
        assert value_of(clip, metric).measurement.value == pytest.approx(expected, abs=1.5), metric
    hinge = value_of(clip, "hinge_ratio", At.REP).measurement
    assert hinge.value == pytest.approx(4.5, abs=0.2)
    assert hinge.low < 4.5 < hinge.high


def test_tempo_is_read_off_the_reps_times():
    clip = single_leg_clip()
    for metric, expected in (("descent_s", 1.0), ("pause_s", 0.6), ("ascent_s", 1.0)):
        m = value_of(clip, metric, At.REP).measurement
        assert m.value == pytest.approx(expected)
        assert m.excursion is None


@pytest.mark.parametrize("metric", ["knee_wobble", "pelvis_path", "pause_s", "foot_touches"])
def test_what_cannot_be_negative_has_no_negative_interval(metric):
    assert value_of(single_leg_clip(), metric, At.REP).measurement.low >= 0.0


def test_smoothness_may_be():
    assert value_of(single_leg_clip(), "sparc", At.REP).measurement.low < -1.4


def test_too_many_missing_frames_withhold_a_metric_and_say_how_many():
    clip = single_leg_clip()
    missing = np.zeros((len(clip.raw), 33), dtype=bool)
    missing[(clip.raw.time_s > 2.5) & (clip.raw.time_s < 3.3), Landmark.LEFT_KNEE] = True
    spoiled = a_clip(clip.raw.masked(missing), "single_leg_squat", clip.reps)
    readings, withheld = measured(spoiled)
    assert "knee_fppa_deg" not in {r.measurement.metric for r in readings}
    reason = next(n.reason for n in withheld if n.metric == "knee_fppa_deg")
    share = 1.0 - 0.8 / 2.6
    assert int(reason.split("seen in ")[1].split("%")[0]) == pytest.approx(100 * share, abs=4)
    assert "80% are needed" in reason
    assert "trunk_lean_deg" in {r.measurement.metric for r in readings}
    wobble = next(n for n in withheld if n.metric == "knee_wobble")
    assert "not seen throughout the rep" in wobble.reason


def test_a_few_missing_frames_lower_the_coverage_only():
    clip = single_leg_clip()
    missing = np.zeros((len(clip.raw), 33), dtype=bool)
    missing[(clip.raw.time_s > 3.9) & (clip.raw.time_s < 4.2), Landmark.LEFT_KNEE] = True
    spoiled = a_clip(clip.raw.masked(missing), "single_leg_squat", clip.reps)
    m = value_of(spoiled, "knee_fppa_deg").measurement
    assert 0.8 <= m.coverage < 1.0
    assert m.value == pytest.approx(value_of(clip, "knee_fppa_deg").measurement.value, abs=0.3)


def test_a_knee_that_hardly_bends_has_no_hinge_ratio():
    rest = alone_on(LEFT, bent(0.0))
    poses = film(a_motion(rest, deadlift_bottom(LEFT, 70.0, knee_deg=1.0)), Camera(yaw_deg=90.0))
    clip = a_clip(poses, "single_leg_deadlift", (the_rep(LEFT),), a_view(ViewKind.SIDE))
    assert "nothing to divide by" in next(n.reason for n in measured(clip)[1] if n.metric == "hinge_ratio")


def test_without_stickers_the_pelvis_is_withheld():
    clip = single_leg_clip()
    assert clip.stickers
    plain = a_clip(replace(clip.raw, asis_px=None), "single_leg_squat", clip.reps)
    assert not plain.stickers
    assert "pelvic_drop_deg" in {n.metric for n in measured(plain)[1]}


@pytest.mark.parametrize("sd_px", [1.0, 4.0])
def test_landmark_noise_is_found_in_the_clip_itself(sd_px):
    still = film(Motion.starting(standing_on(LEFT)).hold(20.0), rate_hz=60.0)
    clip = a_clip(noisy(still, sd_px, seed=3), "single_leg_squat", ())
    series = Measurer(clip).series("knee_fppa_deg", LEFT)
    left_over = float(np.std(series.values[60:-60]))
    assert series.noise == pytest.approx(left_over, rel=0.15)


def test_noise_widens_the_interval():
    clip = single_leg_clip()
    shaken = a_clip(noisy(clip.raw, 6.0, seed=4), "single_leg_squat", clip.reps)
    still, wide = (value_of(c, "knee_fppa_deg").measurement.half_width for c in (clip, shaken))
    assert wide > still * 1.02


def test_traces_are_on_the_clips_own_frames_with_their_doubt():
    clip = single_leg_clip(inward_deg=12.0)
    traces = traces_of(Measurer(clip), (LEFT,), clip.raw.time_s)
    names = {t.metric for t in traces}
    assert {"knee_fppa_deg", "depth_deg", "hip_line_deg"} <= names
    assert not names & {m.id for m in METRICS.values() if m.plane == "side" or m.function is None}
    fppa = next(t for t in traces if t.metric == "knee_fppa_deg")
    assert fppa.values.shape == fppa.half_width.shape == clip.raw.time_s.shape
    at_bottom = int(np.argmin(np.abs(clip.raw.time_s - 3.3)))
    assert fppa.values[at_bottom] == pytest.approx(12.0, abs=0.1)
    reading = value_of(clip, "knee_fppa_deg").measurement
    assert fppa.half_width[at_bottom] == pytest.approx(reading.half_width, rel=0.02)
    # Yaw counts with the knee's bend, so the band is wider at the bottom than in standing by what it makes of 65°.
    by_yaw = half_width(yaw_false_fppa_deg(65.0, clip.view.yaw_sd_deg), 0.95)
    widened = np.sqrt(fppa.half_width[at_bottom] ** 2 - fppa.half_width[0] ** 2)
    assert widened == pytest.approx(float(by_yaw), rel=0.1)


def test_a_trace_begins_and_ends_with_the_person():
    clip = single_leg_clip()
    part = clip.smooth.between(1.0, 5.0)
    traces = traces_of(Measurer(replace(clip, smooth=part)), (LEFT,), clip.raw.time_s)
    outside = (clip.raw.time_s < part.time_s[0]) | (clip.raw.time_s > part.time_s[-1])
    assert outside.any()
    for trace in traces:
        assert np.isnan(trace.values[outside]).all(), trace.metric
        assert np.isnan(trace.half_width[outside]).all(), trace.metric


def test_an_unknown_movement_has_traces_to_look_at():
    poses = film(a_motion(STANDING, single_leg_bottom(LEFT)))
    clip = replace(a_clip(poses, "squat", ()), movement=None)
    assert {t.metric for t in traces_of(Measurer(clip), tuple(Side), poses.time_s)} == {
        "depth_deg",
        "hip_line_deg",
    }


DRAWS = 80
LOWEST = 0.95 - 3.0 * np.sqrt(0.95 * 0.05 / DRAWS)


def test_intervals_of_the_whole_pipeline_hold_the_truth():
    """Cameras that stand as people put them, depth misjudged as models do, feet turned out unlike, landmarks shaken."""
    random = np.random.default_rng(2024)
    truth = {"knee_fppa_deg": 9.0, "trunk_lean_deg": 6.0}
    hit: dict[str, list[bool]] = {metric: [] for metric in truth}
    for draw in range(DRAWS):
        toes_deg = random.normal(0.0, 9.0)
        bottom = single_leg_bottom(LEFT, 65.0, free="behind", inward_deg=9.0, drop_deg=4.0, lean_deg=6.0)
        bottom = replace(bottom, left=replace(bottom.left, toe_out_deg=toes_deg))
        stand = replace(STANDING, left=replace(STANDING.left, toe_out_deg=toes_deg))
        rest = alone_on(LEFT, FREE_LEG["behind"])
        motion = (
            Motion.starting(stand).hold(1.0).to(rest, 0.4).hold(0.2).to(bottom, 0.8).hold(0.1).to(rest, 0.8)
        )
        camera = Camera(yaw_deg=random.normal(0.0, 6.0), roll_deg=random.normal(0.0, 2.0), distance_m=3.5)
        poses = misjudged_heading(film(motion.to(stand, 0.4).hold(0.6), camera), random.normal(0.0, 7.0))
        analysis = analyze_poses(noisy(poses, 2.0, seed=draw))
        assert (analysis.movement.id, len(analysis.reps)) == ("single_leg_squat", 1)
        for metric, expected in truth.items():
            m = analysis.reps[0].get(metric)
            if m is not None:  # withheld where the camera was found too far off
                error = random.normal(0.0, np.hypot(ERRORS[metric].sem, ERRORS[metric].bias))
                hit[metric].append(m.low <= expected + error <= m.high)
    for metric, hits in hit.items():
        assert len(hits) > 0.7 * DRAWS, metric
        assert np.mean(hits) >= LOWEST, metric


def test_a_leg_s_landmarks_decide_about_that_leg_alone():
    stand, deep = (
        standing_on(None, apart_m=0.3),
        standing_on(None, leg=bent(80.0), apart_m=0.3, forward_deg=20.0),
    )
    poses = film(a_motion(stand, deep))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, LEGS[LEFT].knee] = True
    readings, withheld = measured(a_clip(poses.masked(missing), "squat", (the_rep(None),)))
    assert {r.measurement.side for r in readings if r.measurement.metric == "knee_fppa_deg"} == {RIGHT}
    assert LEFT in {n.side for n in withheld if n.metric == "knee_fppa_deg"}


def test_intervals_follow_the_view():
    widths = [
        value_of(single_leg_clip(view=a_view(yaw_sd_deg=sd)), "knee_fppa_deg").measurement.half_width
        for sd in (3.0, 4.0, 6.0)
    ]
    assert widths == sorted(widths)
    depth = [
        value_of(single_leg_clip(view=a_view(yaw_sd_deg=sd)), "depth_deg").measurement.half_width
        for sd in (3.0, 6.0)
    ]
    assert depth[0] == pytest.approx(depth[1])


def test_reps_of_a_whole_clip_are_read_alike():
    motion = single_leg_squats(LEFT, bottom=single_leg_bottom(LEFT, inward_deg=8.0))
    analysis = analyze_poses(film(motion, Camera(distance_m=3.0)))
    values = [rep.get("knee_fppa_deg").value for rep in analysis.reps]
    assert values == pytest.approx([values[0]] * 3, abs=0.3)
    assert values == pytest.approx(
        [8.0] * 3, abs=1.0
    )  # a yaw found to 0.8°; uncorrected perspective would read 4
