from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synth.cameras import camera_path
from synth.spec import CameraSpec

LEVEL = CameraSpec(height_m=1.0, distance_m=3.0, focal_ratio=0.9, width_px=720, height_px=1280)
FOCAL_PX = 0.9 * 1280
MIDDLE = np.array([0.0, 0.0, 1.0])


def camera(spec, look_at=MIDDLE):
    return camera_path(spec, look_at, np.zeros(1))[0]


def pixel(spec, point):
    return camera(spec).project(np.array(point))


def test_points_before_a_level_camera_lie_where_similar_triangles_put_them():
    np.testing.assert_allclose(pixel(LEVEL, [0, 0, 1]), [360, 640], atol=1e-9)
    # 0.5 m to the person's left, 0.4 m up, 3 m away: to the picture's right and up
    np.testing.assert_allclose(
        pixel(LEVEL, [0.5, 0, 1.4]), [360 + FOCAL_PX * 0.5 / 3, 640 - FOCAL_PX * 0.4 / 3], atol=1e-9
    )
    # a metre nearer to the camera
    np.testing.assert_allclose(pixel(LEVEL, [0.5, -1, 1.0]), [360 + FOCAL_PX * 0.5 / 2, 640], atol=1e-9)


@pytest.mark.parametrize(
    ("yaw_deg", "standing_at"), [(0, [0, -3]), (90, [3, 0]), (-90, [-3, 0]), (180, [0, 3])]
)
def test_yaw_is_the_bearing_around_the_person_towards_the_left(yaw_deg, standing_at):
    seen_from = camera(replace(LEVEL, yaw_deg=yaw_deg))
    np.testing.assert_allclose(seen_from.centre_m, [*standing_at, 1.0], atol=1e-12)
    np.testing.assert_allclose(seen_from.project(MIDDLE), [360, 640], atol=1e-9)


def test_from_behind_the_persons_left_is_the_pictures_left():
    assert pixel(replace(LEVEL, yaw_deg=180), [0.5, 0, 1])[0] < 360
    assert pixel(replace(LEVEL, yaw_deg=90), [0, -0.5, 1])[0] < 360, "seen from the left, people look left"


def test_distance_and_yaw_count_from_where_the_person_stands():
    there = np.array([0.3, -0.2, 1.0])
    seen_from = camera(replace(LEVEL, yaw_deg=25), there)
    assert np.hypot(*(seen_from.centre_m - there)[:2]) == pytest.approx(3.0)
    np.testing.assert_allclose(seen_from.project(there), [360, 640], atol=1e-9)


def test_roll_turns_the_content_counter_clockwise():
    straight = pixel(LEVEL, [0.5, 0, 1]) - [360, 640]
    turned = pixel(replace(LEVEL, roll_deg=30), [0.5, 0, 1]) - [360, 640]
    np.testing.assert_allclose(
        turned, [straight[0] * np.cos(np.pi / 6), -straight[0] * np.sin(np.pi / 6)], atol=1e-9
    )
    assert camera(replace(LEVEL, roll_deg=30, pitch_deg=12, yaw_deg=40)).roll_deg == pytest.approx(30)


def test_looking_down_moves_the_content_up():
    straight_ahead = pixel(replace(LEVEL, pitch_deg=10), [0, 0, 1])
    np.testing.assert_allclose(straight_ahead, [360, 640 - FOCAL_PX * np.tan(np.radians(10))], atol=1e-9)


@pytest.mark.parametrize("height_m", [0.4, 1.0, 1.7])
def test_without_a_pitch_the_person_is_in_the_middle(height_m):
    np.testing.assert_allclose(pixel(replace(LEVEL, height_m=height_m), MIDDLE), [360, 640], atol=1e-9)


@pytest.mark.parametrize("pitch_deg", [None, 0.0, 15.0])
@pytest.mark.parametrize("offset", [-0.2, 0.15])
@pytest.mark.parametrize("yaw_deg", [0.0, 130.0])
def test_the_offset_is_a_share_of_the_width(offset, pitch_deg, yaw_deg):
    seen = pixel(replace(LEVEL, offset_x=offset, height_m=0.6, pitch_deg=pitch_deg, yaw_deg=yaw_deg), MIDDLE)
    assert seen[0] == pytest.approx(360 + offset * 720, abs=1e-9)


def test_behind_the_camera_nothing_is_seen():
    assert np.isnan(pixel(LEVEL, [0, -4, 1])).all()


def test_opengl_shows_points_at_the_same_pixels():
    seen_from = camera(CameraSpec(yaw_deg=33, roll_deg=-7, pitch_deg=6, offset_x=0.1, height_m=1.3))
    points = np.random.default_rng(1).uniform(-0.8, 0.8, (50, 3)) + MIDDLE
    clip = np.concatenate([points, np.ones((50, 1))], axis=1) @ seen_from.view_projection(0.5, 20.0).T
    ndc = clip[:, :3] / clip[:, 3:]
    on_screen = (ndc[:, :2] * [1, -1] + 1) / 2 * [seen_from.width_px, seen_from.height_px]
    np.testing.assert_allclose(on_screen, seen_from.project(points), atol=1e-9)
    assert (np.abs(ndc[:, 2]) < 1).all()


@pytest.mark.parametrize(("distance_m", "depth"), [(0.5, -1.0), (20.0, 1.0)])
def test_depth_spans_near_to_far(distance_m, depth):
    seen_from = camera(LEVEL)
    point = np.array([*(seen_from.centre_m + distance_m * seen_from.rotation[2]), 1.0])
    clip = seen_from.view_projection(0.5, 20.0) @ point
    assert clip[2] / clip[3] == pytest.approx(depth)


def test_a_tripod_does_not_move():
    path = camera_path(LEVEL, MIDDLE, np.array([0.0, 1.0]))
    np.testing.assert_array_equal(path[0].rotation, path[1].rotation)


def test_shake_has_the_stated_size_about_each_axis():
    time_s = np.arange(0.0, 600.0, 0.1)
    path = camera_path(replace(LEVEL, shake_deg=0.5, seed=3), MIDDLE, time_s)
    axes = np.stack([c.rotation[2] for c in path])
    pan, tilt = np.degrees(np.arctan2(-axes[:, 0], axes[:, 1])), np.degrees(np.arcsin(axes[:, 2]))
    for turn in (pan, tilt, np.array([c.roll_deg for c in path])):
        assert np.std(turn) == pytest.approx(0.5, rel=0.05)
        speed = np.diff(turn) / 0.1
        assert np.sqrt(np.mean(speed**2)) < 0.5 * 2 * np.pi * 0.8, "slow: nothing above 0.8 Hz"
    centres = np.stack([c.centre_m for c in path])
    np.testing.assert_array_equal(centres, np.broadcast_to(centres[0], centres.shape))


def test_the_same_seed_shakes_the_same_and_another_does_not():
    spec = replace(LEVEL, shake_deg=0.5, seed=3)
    a, b = (camera_path(spec, MIDDLE, np.array([1.25]))[0].rotation for _ in range(2))
    np.testing.assert_array_equal(a, b)
    assert not np.allclose(a, camera_path(replace(spec, seed=4), MIDDLE, np.array([1.25]))[0].rotation)
