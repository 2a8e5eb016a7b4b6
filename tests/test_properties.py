"""What must hold for any clip: scale, place, mirror, time and missing landmarks change nothing they should not."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hipcheck.catalog import At
from hipcheck.errors import HipcheckError
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.results import Analysis, ViewKind
from hipcheck.session import analyze_poses
from tests.stick_figure import Camera
from tests.stick_motions import (
    film,
    noisy,
    single_leg_bottom,
    single_leg_deadlifts,
    single_leg_squats,
    squat_bottom,
    squats,
    step_downs,
)

SERIES = [metric for metric in METRICS.values() if metric.function is not None]
QUICK = settings(max_examples=25, deadline=None, derandomize=True)
SLOW = settings(max_examples=10, deadline=None, derandomize=True)
MOTIONS = {
    "squat": squats(2, bottom=squat_bottom(95.0, toe_out_deg=12.0, inward_deg=6.0)),
    "single_leg_squat": single_leg_squats(
        Side.LEFT, 2, bottom=single_leg_bottom(Side.LEFT, 68.0, inward_deg=14.0, lean_deg=8.0, drop_deg=5.0)
    ),
    "step_down": step_downs(Side.RIGHT, 2),
    "single_leg_deadlift": single_leg_deadlifts(Side.LEFT, 2),
}
CLIPS = {
    (name, yaw_deg): noisy(film(motion, Camera(yaw_deg=yaw_deg, distance_m=3.5), stickers=True), 1.5, seed=5)
    for name, motion in MOTIONS.items()
    for yaw_deg in (5.0, 176.0, 88.0)
}
a_clip = st.sampled_from(sorted(CLIPS))
a_side = st.sampled_from(Side)


def scaled(poses: PoseSequence, scale: float, dx_px: float, dy_px: float) -> PoseSequence:
    """The same person nearer or farther, elsewhere in the picture."""
    assert poses.asis_px is not None
    size = FrameSize(round(poses.frame_size.width_px * scale), round(poses.frame_size.height_px * scale))
    shift = np.array([dx_px, dy_px])
    return replace(
        poses, xy_px=poses.xy_px * scale + shift, asis_px=poses.asis_px * scale + shift, frame_size=size
    )


def readings(analysis: Analysis) -> dict[tuple[int, str, Side | None, At], tuple[float, float, str]]:
    """Everything that was measured: value, interval's width and grade, by rep, metric, leg and place."""
    return {
        (rep.rep.index, m.metric, m.side, m.at): (m.value, m.half_width, str(m.grade))
        for rep in analysis.reps
        for m in rep.measurements
    }


def assert_alike(a: Analysis, b: Analysis, *, other_side: bool = False, tolerance: float = 1e-6) -> None:
    def named(side: Side | None) -> Side | None:
        return side.other if other_side and side else side

    assert b.movement == a.movement
    first, second = readings(a), readings(b)
    assert {(n, metric, named(side), at) for n, metric, side, at in first} == set(second)
    for (number, metric, side, at), (value, half, grade) in first.items():
        other = second[number, metric, named(side), at]
        sign = (
            -1.0 if other_side and metric == "hip_shift" else 1.0
        )  # the one metric that is named by a direction
        np.testing.assert_allclose(other[0], sign * value, atol=tolerance, rtol=1e-4, err_msg=metric)
        np.testing.assert_allclose(other[1], half, atol=tolerance, rtol=1e-4, err_msg=metric)
        assert other[2] == grade, metric


@QUICK
@given(a_clip, a_side, st.floats(0.1, 6.0), st.floats(-2000.0, 2000.0), st.floats(-2000.0, 2000.0))
def test_metrics_do_not_depend_on_scale_and_place(clip, side, scale, dx_px, dy_px):
    poses = CLIPS[clip]
    moved = scaled(poses, scale, dx_px, dy_px)
    for metric in SERIES:
        np.testing.assert_allclose(
            metric.function(moved, side), metric.function(poses, side), atol=1e-5, err_msg=metric.id
        )


@SLOW
@given(a_clip, st.integers(36, 480))
def test_an_analysis_does_not_depend_on_the_pictures_resolution(clip, share):
    scale = share / 120.0  # of 1080 x 1920, so that no row is cut off by rounding
    assert_alike(analyze_poses(CLIPS[clip]), analyze_poses(scaled(CLIPS[clip], scale, 0.0, 0.0)))


@QUICK
@given(a_clip, a_side)
def test_metrics_do_not_depend_on_a_mirror_once_left_and_right_are_exchanged(clip, side):
    poses = CLIPS[clip]
    for metric in SERIES:
        sign = -1.0 if metric.id == "hip_shift" else 1.0
        np.testing.assert_allclose(
            metric.function(poses.mirrored(), side.other),
            sign * metric.function(poses, side),
            atol=1e-9,
            err_msg=metric.id,
        )


@SLOW
@given(a_clip)
def test_an_analysis_of_the_mirror_image_is_that_of_the_other_leg(clip):
    assert_alike(analyze_poses(CLIPS[clip]), analyze_poses(CLIPS[clip].mirrored()), other_side=True)


@QUICK
@given(a_clip, st.integers(1, 4), st.integers(1, 4))
def test_angles_are_measured_in_pixels_whatever_the_pictures_shape(clip, wide, high):
    """A person in a landscape or a portrait picture measures the same; in shares of its sides they would not."""
    poses = CLIPS[clip]
    size = FrameSize(400 * wide, 400 * high)
    for metric in SERIES:
        np.testing.assert_array_equal(
            metric.function(replace(poses, frame_size=size), Side.LEFT), metric.function(poses, Side.LEFT)
        )


@SLOW
@given(a_clip, st.floats(-50.0, 5000.0))
def test_an_analysis_does_not_depend_on_when_the_clip_starts(clip, start_s):
    poses = CLIPS[clip]
    here, there = analyze_poses(poses), analyze_poses(replace(poses, time_s=poses.time_s + start_s))
    assert_alike(here, there)
    for a, b in zip(here.reps, there.reps, strict=True):
        np.testing.assert_allclose(b.rep.bottom_s - start_s, a.rep.bottom_s, atol=1e-6)
        np.testing.assert_allclose(b.rep.start_s - start_s, a.rep.start_s, atol=1e-6)


@SLOW
@given(a_clip, st.integers(1, 60))
def test_more_standing_before_changes_no_angle(clip, frames):
    """Half a second to two more at the start: the reps are the same, a little later."""
    poses = CLIPS[clip]
    at = np.concatenate([np.zeros(frames, dtype=int), np.arange(len(poses))])
    longer = replace(
        poses, xy_px=poses.xy_px[at], world_m=poses.world_m[at], visibility=poses.visibility[at],
        asis_px=poses.asis_px[at], time_s=np.arange(len(at)) / 30.0,
    )  # fmt: skip
    first, second = readings(analyze_poses(poses)), readings(analyze_poses(longer))
    assert first.keys() == second.keys()
    for key, (value, _, _) in first.items():
        if METRICS[key[1]].unit == "°" and key[3] is At.BOTTOM:
            np.testing.assert_allclose(second[key][0], value, atol=0.5, err_msg=key[1])


def examined(poses: PoseSequence, view: ViewKind | None = None) -> Analysis | HipcheckError:
    """The analysis, or why nobody can be analysed; anything else that goes wrong, if only a warning, is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return analyze_poses(poses, view=view)
        except HipcheckError as error:
            return error


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    a_clip,
    st.lists(
        st.tuples(st.integers(0, 32), st.integers(0, 250), st.integers(1, 300)), min_size=1, max_size=30
    ),
)
def test_missing_landmarks_never_break_the_pipeline(clip, gaps):
    poses = CLIPS[clip]
    missing = np.zeros((len(poses), 33), dtype=bool)
    for landmark, start, length in gaps:
        missing[start : start + length, landmark] = True
    analysis = examined(poses.masked(missing))
    if isinstance(analysis, Analysis):
        for rep in analysis.reps:
            for m in rep.measurements:
                assert np.isfinite([m.value, m.low, m.high]).all(), m.metric
                assert m.low <= m.value <= m.high


@settings(max_examples=40, deadline=None, derandomize=True)
@given(a_clip, st.floats(0.0, 0.95), st.integers(0, 10_000))
def test_landmarks_that_flicker_never_break_the_pipeline(clip, share, seed):
    poses = CLIPS[clip]
    flicker = np.random.default_rng(seed).random((len(poses), 33)) < share
    outcome = examined(poses.masked(flicker))
    assert isinstance(outcome, Analysis) or str(outcome).endswith(".")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(a_clip, st.integers(0, 250), st.integers(1, 250), st.sampled_from(ViewKind))
def test_any_part_of_a_clip_can_be_analysed_or_refused(clip, start, length, view):
    part = CLIPS[clip][start : start + length]
    for named in (None, view):
        outcome = examined(part, named)
        assert isinstance(outcome, Analysis) or str(outcome).endswith(".")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 120), st.floats(1.0, 400.0))
def test_nonsense_never_breaks_the_pipeline(seed, frames, spread_px):
    """Landmarks of a pose that a model saw in a tree."""
    random = np.random.default_rng(seed)
    shape = (frames, 33)
    outcome = examined(
        PoseSequence(
            random.normal(500.0, spread_px, (*shape, 2)), random.normal(0.0, 0.5, (*shape, 3)), random.uniform(0, 1, shape),
            np.cumsum(random.uniform(0.005, 0.1, frames)), FrameSize(1080, 1920),
        )
    )  # fmt: skip
    assert isinstance(outcome, HipcheckError) or outcome.reps == ()


@QUICK
@given(st.floats(0.0, 1.0), st.integers(2, 40))
def test_a_still_picture_is_nobody_who_moves(share, frames):
    """All landmarks in one place, or the same frame again and again."""
    one = CLIPS["squat", 5.0]
    still = replace(
        one, xy_px=np.repeat(one.xy_px[:1], frames, axis=0) * share, world_m=np.repeat(one.world_m[:1], frames, axis=0),
        visibility=np.repeat(one.visibility[:1], frames, axis=0), time_s=np.arange(frames) / 15.0, asis_px=None,
    )  # fmt: skip
    analysis = examined(still)
    assert isinstance(analysis, HipcheckError) or analysis.reps == ()
