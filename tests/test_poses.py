"""The central value refuses what it cannot be, then only lets itself be read; parts and mirror images of it are exact."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Side
from hipcheck.poses import FrameSize, PoseSequence, Recording, frame_blocks, handed_over

SIZE = FrameSize(720, 1280)
ARRAYS = ("xy_px", "world_m", "visibility", "time_s", "asis_px")
FRAMES = 12


def some_poses(frames: int = FRAMES, *, seed: int = 0, missing: float = 0.1) -> PoseSequence:
    """Landmarks anywhere, some of them missing."""
    random = np.random.default_rng(seed)
    shape = (frames, LANDMARK_COUNT)
    gone = random.random(shape) < missing
    return PoseSequence(
        xy_px=np.where(gone[..., None], np.nan, random.uniform(0.0, 1280.0, (*shape, 2))),
        world_m=np.where(gone[..., None], np.nan, random.normal(0.0, 0.5, (*shape, 3))),
        visibility=np.where(gone, np.nan, random.random(shape)),
        time_s=np.cumsum(random.uniform(0.01, 0.1, frames)),
        frame_size=SIZE,
        asis_px=random.uniform(0.0, 720.0, (frames, 2, 2)),
    )


def arrays_of(poses: PoseSequence) -> dict[str, np.ndarray]:
    return {name: getattr(poses, name) for name in ARRAYS}


def assert_same(a: PoseSequence, b: PoseSequence, **tolerance: float) -> None:
    assert a.frame_size == b.frame_size
    for name, values in arrays_of(a).items():
        np.testing.assert_allclose(getattr(b, name), values, err_msg=name, **(tolerance or {"rtol": 0.0}))


some = st.builds(some_poses, st.integers(0, 20), seed=st.integers(0, 1000), missing=st.floats(0.0, 1.0))


# What is refused, and how it is said


@pytest.mark.parametrize(("width_px", "height_px"), [(0, 10), (10, 0), (-1, 10)])
def test_a_picture_has_a_size(width_px, height_px):
    with pytest.raises(ValueError, match=f"must be positive, but is {width_px} x {height_px}"):
        FrameSize(width_px, height_px)


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("xy_px", (FRAMES, 33, 3), r"\(12, 33, 2\), but has \(12, 33, 3\)"),
        ("xy_px", (FRAMES + 1, 33, 2), r"\(12, 33, 2\), but has \(13, 33, 2\)"),
        ("world_m", (FRAMES, 33, 2), r"\(12, 33, 3\), but has \(12, 33, 2\)"),
        ("visibility", (FRAMES, 32), r"\(12, 33\), but has \(12, 32\)"),
        ("asis_px", (FRAMES, 2), r"\(12, 2, 2\), but has \(12, 2\)"),
    ],
)
def test_a_wrong_shape_is_told_with_the_right_one(name, shape, expected):
    with pytest.raises(ValueError, match=f"{name} must have shape {expected}"):
        replace(some_poses(), **{name: np.zeros(shape)})


def test_times_are_a_line_not_a_table():
    with pytest.raises(ValueError, match=r"time_s must have shape \(12,\), but has \(12, 1\)"):
        replace(some_poses(), time_s=np.arange(12.0)[:, None])


@pytest.mark.parametrize(
    ("third_s", "expected"), [(1.0, "2 at 1.0000 s follows 1.0000 s"), (0.5, "2 at 0.5000 s")]
)
def test_time_that_stands_still_or_runs_back_is_told_with_its_frame(third_s, expected):
    times_s = np.array([0.0, 1.0, third_s, 3.0])
    with pytest.raises(ValueError, match=f"time_s must increase, but frame {expected}"):
        replace(some_poses(4), time_s=times_s)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_frame_without_a_time_is_refused(wrong):
    with pytest.raises(ValueError, match="time_s must be finite"):
        replace(some_poses(2), time_s=np.array([0.0, wrong]))


@pytest.mark.parametrize(("wrong", "spans"), [(1.5, "0.200 to 1.500"), (-0.1, "-0.100 to 0.200")])
def test_a_visibility_that_is_no_share_is_told_with_its_span(wrong, spans):
    visibility = np.full((2, 33), 0.2)
    visibility[1, 5] = wrong
    with pytest.raises(ValueError, match=rf"visibility must lie in \[0, 1\], but spans {spans}"):
        replace(some_poses(2), visibility=visibility)


def test_nobody_at_all_is_a_sequence_too():
    poses = replace(
        some_poses(3), xy_px=np.full((3, 33, 2), np.nan), visibility=np.full((3, 33), np.nan),
    )  # fmt: skip
    np.testing.assert_array_equal(poses.present, [False] * 3)
    assert len(some_poses(0)) == 0


# Only read


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_cannot_be_written_to(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(some_poses(), name)[0] = 1.0


def test_who_gave_an_array_may_change_it_later():
    xy_px = some_poses().xy_px.copy()
    views = xy_px, xy_px[:], np.broadcast_to(xy_px, xy_px.shape)  # the last one is read-only itself
    for array in views:
        poses = replace(some_poses(), xy_px=array)
        before = poses.xy_px.copy()
        xy_px += 1.0
        np.testing.assert_array_equal(poses.xy_px, before)


def test_what_does_not_change_is_not_copied():
    poses = some_poses()
    moved = replace(poses, xy_px=poses.xy_px + 1.0)
    assert moved.world_m is poses.world_m
    assert moved.xy_px is not poses.xy_px


# In little memory


def in_single_precision(poses: PoseSequence) -> PoseSequence:
    return replace(poses, **{name: arrays_of(poses)[name].astype(np.float32) for name in ARRAYS[:3]})


def test_an_estimators_numbers_stay_in_single_precision():
    poses = in_single_precision(some_poses())
    gone = np.zeros((FRAMES, 33), dtype=bool)
    for part in (
        poses,
        poses[2:5],
        poses.take(np.array([1, 3])),
        poses.masked(gone),
        poses.between(0.1, 0.4),
    ):
        assert [getattr(part, name).dtype for name in ARRAYS[:3]] == [np.float32] * 3
    assert some_poses().xy_px.dtype == np.float64


def test_widened_they_are_the_same_numbers():
    poses = in_single_precision(some_poses())
    assert {getattr(poses.widened(), name).dtype for name in ARRAYS} == {np.dtype(np.float64)}
    assert_same(poses.widened(), poses)
    double = some_poses()
    assert double.widened().xy_px is double.xy_px


@pytest.mark.parametrize("part", [lambda poses: poses[3:9], lambda poses: poses.between(0.2, 0.6)])
def test_some_seconds_of_a_clip_are_not_copied(part):
    poses = some_poses()
    for name in ARRAYS:
        assert np.shares_memory(getattr(part(poses), name), getattr(poses, name)), name


def test_what_is_unknown_throughout_takes_no_memory():
    poses = some_poses(1000, missing=0.0).in_picture()
    every_other = np.arange(0, 1000, 2)
    mask = np.zeros((1000, 33), dtype=bool)
    for part in (poses, poses[5:], poses.take(every_other), poses.masked(mask), replace(poses, asis_px=None)):
        for name in ("world_m", "visibility"):
            values = getattr(part, name)
            assert np.isnan(values).all()
            assert len(values) == len(part)
            assert not any(values.strides)
    assert np.isfinite(poses.xy_px).all()


def test_an_array_that_is_handed_over_is_kept_as_it_is():
    xy_px = handed_over(np.zeros((FRAMES, 33, 2)))
    assert replace(some_poses(), xy_px=xy_px).xy_px is xy_px
    with pytest.raises(ValueError, match="read-only"):
        xy_px[0] = 1.0


@pytest.mark.parametrize("frames", [0, 1, 4096, 4097, 10_000])
def test_blocks_are_all_frames_once(frames):
    numbers = np.arange(frames)
    blocks = [numbers[some] for some in frame_blocks(frames)]
    np.testing.assert_array_equal(np.concatenate([*blocks, numbers[:0]]), numbers)
    assert all(0 < len(block) <= 4096 for block in blocks)


@pytest.mark.parametrize("name", ["xy_px", "frame_size"])
def test_fields_cannot_be_set(name):
    with pytest.raises(FrozenInstanceError):
        setattr(some_poses(), name, None)


def test_whoever_gave_an_array_cannot_change_the_sequence_through_it():
    xy_px = np.zeros((FRAMES, 33, 2))
    poses = replace(some_poses(), xy_px=xy_px)
    xy_px[:] = 7.0
    assert not poses.xy_px.any()


def test_without_stickers_the_hip_bones_are_missing():
    poses = replace(some_poses(), asis_px=None)
    assert poses.asis_px.shape == (FRAMES, 2, 2)
    assert np.isnan(poses.asis_px).all()


# Time


def test_duration_and_rate_come_from_the_times():
    poses = replace(some_poses(5), time_s=np.array([2.0, 2.1, 2.2, 2.3, 2.8]))
    assert poses.duration_s == pytest.approx(0.8)
    assert poses.frame_rate_hz == pytest.approx(10.0), "the median: a gap does not count"


@pytest.mark.parametrize("frames", [0, 1])
def test_fewer_than_two_frames_have_no_rate(frames):
    poses = some_poses(frames)
    assert poses.duration_s == 0.0
    assert np.isnan(poses.frame_rate_hz)


# Parts


@given(
    some, st.integers(-25, 25) | st.none(), st.integers(-25, 25) | st.none(), st.integers(1, 4) | st.none()
)
def test_a_slice_is_the_slice_of_every_array(poses, start, stop, step):
    part = poses[start:stop:step]
    for name, values in arrays_of(poses).items():
        np.testing.assert_array_equal(getattr(part, name), values[start:stop:step], err_msg=name)
    assert part.frame_size == poses.frame_size


def test_frames_in_the_wrong_order_are_no_sequence():
    with pytest.raises(ValueError, match="time_s must increase"):
        some_poses()[::-1]


@given(some, st.floats(-0.5, 2.5), st.floats(-0.5, 2.5))
def test_between_takes_both_ends_along(poses, start_s, end_s):
    part = poses.between(start_s, end_s)
    expected = [t for t in poses.time_s if start_s <= t <= end_s]
    np.testing.assert_array_equal(part.time_s, expected)


def test_between_the_times_of_two_frames_are_these_frames():
    poses = some_poses()
    assert_same(poses.between(poses.time_s[3], poses.time_s[7]), poses[3:8])


@given(some)
def test_a_mask_and_its_indices_take_the_same(poses):
    mask = np.arange(len(poses)) % 3 == 1
    assert_same(poses.take(mask), poses.take(np.flatnonzero(mask)))


# Missing


def test_a_masked_landmark_is_missing_in_everything_and_the_others_stay():
    poses = some_poses(missing=0.0)
    gone = np.zeros((FRAMES, 33), dtype=bool)
    gone[4, 25] = gone[0, 0] = True
    masked = poses.masked(gone)
    for name in ("xy_px", "world_m"):
        np.testing.assert_array_equal(np.isnan(getattr(masked, name)).all(axis=-1), gone)
        np.testing.assert_array_equal(getattr(masked, name)[~gone], getattr(poses, name)[~gone])
    np.testing.assert_array_equal(np.isnan(masked.visibility), gone)
    np.testing.assert_array_equal(masked.time_s, poses.time_s)
    np.testing.assert_array_equal(masked.asis_px, poses.asis_px)


@given(some, st.integers(0, 1000))
def test_masking_in_two_steps_is_masking_what_either_masks(poses, seed):
    random = np.random.default_rng(seed)
    first, second = (random.random((len(poses), 33)) < 0.3 for _ in range(2))
    assert_same(poses.masked(first).masked(second), poses.masked(first | second))


def test_somebody_is_there_who_has_one_landmark():
    gone = np.ones((3, 33), dtype=bool)
    gone[1, 27] = False
    np.testing.assert_array_equal(some_poses(3, missing=0.0).masked(gone).present, [False, True, False])


# Mirrored


@given(some)
def test_mirroring_twice_is_no_mirroring(poses):
    assert_same(poses.mirrored().mirrored(), poses, rtol=0.0, atol=1e-9)


def test_a_mirror_puts_the_left_knee_where_the_right_one_was_in_the_flipped_picture():
    poses = some_poses(missing=0.0)
    mirror = poses.mirrored()
    left, right = LEGS[Side.LEFT].knee, LEGS[Side.RIGHT].knee
    np.testing.assert_allclose(
        mirror.xy_px[:, left, 0], 720.0 - poses.xy_px[:, right, 0]
    )  # from edge to edge
    np.testing.assert_array_equal(mirror.xy_px[:, left, 1], poses.xy_px[:, right, 1])
    np.testing.assert_array_equal(mirror.world_m[:, left], poses.world_m[:, right] * [-1.0, 1.0, 1.0])
    np.testing.assert_array_equal(mirror.visibility[:, left], poses.visibility[:, right])
    np.testing.assert_allclose(mirror.asis_px[:, 0, 0], 720.0 - poses.asis_px[:, 1, 0])
    np.testing.assert_array_equal(mirror.time_s, poses.time_s)


@given(some)
def test_a_mirror_keeps_every_distance(poses):
    hips, knees = ([LEGS[side].hip for side in Side], [LEGS[side].knee for side in Side])
    apart = np.linalg.norm(poses.xy_px[:, hips] - poses.xy_px[:, knees], axis=-1)
    mirror = poses.mirrored()
    mirrored = np.linalg.norm(mirror.xy_px[:, hips] - mirror.xy_px[:, knees], axis=-1)
    np.testing.assert_allclose(mirrored[:, ::-1], apart, atol=1e-9)


# Recording


def test_people_of_a_recording_share_their_frames():
    one, other = some_poses(seed=1), some_poses(seed=2)
    with pytest.raises(ValueError, match="share time_s and frame_size"):
        Recording((one, other), "backend 1", "model")
    with pytest.raises(ValueError, match="share time_s and frame_size"):
        Recording((one, replace(one, frame_size=FrameSize(1, 1))), "backend 1", "model")
    same = replace(other, time_s=one.time_s)
    assert Recording((one, same), "backend 1", "model").people == (one, same)


@pytest.mark.parametrize("hfov_deg", [-64.0, 0.0, 180.0, float("nan")])
def test_a_recording_was_seen_through_a_lens_that_can_be(hfov_deg):
    with pytest.raises(ValueError, match="hfov_deg must lie between 0 and 180"):
        Recording((), "backend 1", "model", hfov_deg=hfov_deg)
