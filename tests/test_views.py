"""Where the camera stands, told from the person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.kinematics import depth_deg, knee_fppa_deg
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.results import Facing, View, ViewKind
from hipcheck.settings import SmoothingSettings, ViewSettings
from hipcheck.smoothing import smooth
from hipcheck.views import as_named, estimate_view, quiet_standing, with_sign
from hipcheck.yaw import YawSign, squat_yaw
from tests.readings import a_view
from tests.stick_figure import Camera, bent, standing_on
from tests.stick_motions import (
    STANDING,
    Motion,
    film,
    misjudged_heading,
    noisy,
    single_leg_squats,
    squat_bottom,
    squats,
    standing_still,
    walking,
)

SETTINGS = ViewSettings()


def seen(poses: PoseSequence) -> View:
    view = estimate_view(smooth(poses, SmoothingSettings()), SETTINGS)
    assert view is not None
    return view


def seen_from(yaw_deg: float, roll_deg: float = 0.0, **rest: float) -> View:
    return seen(film(squats(1), Camera(yaw_deg=yaw_deg, roll_deg=roll_deg, **rest)))


@pytest.mark.parametrize(
    ("yaw_deg", "kind", "facing"),
    [
        (0.0, ViewKind.FRONT, Facing.CAMERA),
        (25.0, ViewKind.FRONT, Facing.CAMERA),
        (-25.0, ViewKind.FRONT, Facing.CAMERA),
        (45.0, ViewKind.OBLIQUE, Facing.CAMERA),
        (-45.0, ViewKind.OBLIQUE, Facing.CAMERA),
        (70.0, ViewKind.SIDE, Facing.IMAGE_LEFT),
        (90.0, ViewKind.SIDE, Facing.IMAGE_LEFT),
        (110.0, ViewKind.SIDE, Facing.IMAGE_LEFT),
        (-90.0, ViewKind.SIDE, Facing.IMAGE_RIGHT),
        (-110.0, ViewKind.SIDE, Facing.IMAGE_RIGHT),
        (135.0, ViewKind.OBLIQUE, Facing.AWAY),
        (-135.0, ViewKind.OBLIQUE, Facing.AWAY),
        (155.0, ViewKind.BACK, Facing.AWAY),
        (-155.0, ViewKind.BACK, Facing.AWAY),
        (180.0, ViewKind.BACK, Facing.AWAY),
    ],
)
@pytest.mark.parametrize("distance_m", [np.inf, 3.5])
def test_kind_and_facing(yaw_deg, kind, facing, distance_m):
    view = seen_from(yaw_deg, distance_m=distance_m)
    assert (view.kind, view.facing) == (kind, facing)


WORLD_SD_DEG, WORLD_BEHIND_SD_DEG = 7.0, 10.0
"""Of a model whose depth was never measured."""
FEET_SD_DEG, FEET_BEHIND_SD_DEG = 4.5, 9.0


def feet_deg(yaw_deg: float, shanks: float = 0.53) -> float:
    """What feet say that are 0.6 shanks long, as the figure's are, and are taken to be as long as a model sees them."""
    return float(np.degrees(np.arcsin(np.sin(np.radians(yaw_deg)) * 0.6 / shanks)))


def together(world_deg: float, feet_sign_deg: float | None, *, behind: bool = False) -> tuple[float, float]:
    """Weighted mean of heading, feet and prior, and the doubt that is left."""
    sds_deg = (WORLD_BEHIND_SD_DEG, FEET_BEHIND_SD_DEG) if behind else (WORLD_SD_DEG, FEET_SD_DEG)
    signs = [(world_deg, sds_deg[0]), (0.0, SETTINGS.prior_yaw_sd_deg)]
    signs += [(feet_sign_deg, sds_deg[1])] if feet_sign_deg is not None else []
    yaws, weights = np.array([s[0] for s in signs]), np.array([s[1] for s in signs]) ** -2.0
    return float(np.average(yaws, weights=weights)), float(weights.sum() ** -0.5)


@pytest.mark.parametrize("yaw_deg", [-20.0, -8.0, 0.0, 8.0, 20.0])
def test_yaw_from_the_front_is_towards_the_persons_left_and_drawn_to_the_middle(yaw_deg):
    view = seen_from(yaw_deg)
    # The signs agree on the truth; the prior, that people stand squarely, pulls by its share of the weight.
    expected_deg, alone_deg = together(yaw_deg, feet_deg(yaw_deg))
    assert view.yaw_deg == pytest.approx(expected_deg, abs=0.3)
    if abs(yaw_deg) <= 8.0:
        assert view.yaw_sd_deg == pytest.approx(alone_deg, abs=1e-6)
    else:  # the prior is contradicted
        assert view.yaw_sd_deg > 1.5 * alone_deg


@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
def test_yaw_from_behind_counts_from_the_back_and_towards_the_persons_left_too(yaw_deg):
    # A camera behind the person that is moved to their left comes from 180° towards 90°.
    view = seen_from(180.0 - yaw_deg)
    assert view.kind is ViewKind.BACK
    assert view.yaw_deg == pytest.approx(together(yaw_deg, feet_deg(yaw_deg, 0.25), behind=True)[0], abs=0.3)
    assert view.yaw_sd_deg > seen_from(yaw_deg).yaw_sd_deg


@pytest.mark.parametrize("yaw_deg", [90.0, 75.0, 110.0, -80.0, 50.0, -130.0])
def test_other_views_keep_the_heading_itself(yaw_deg):
    view = seen_from(yaw_deg)
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=0.1)
    assert view.yaw_sd_deg == pytest.approx(7.0)


def test_toes_turned_out_alike_do_not_look_like_yaw():
    poses = film(squats(1, bottom=squat_bottom(toe_out_deg=20.0)))
    toes = film(Motion.starting(standing_on(None, leg=bent(0.0, toe_out_deg=20.0))).hold(3.0))
    assert seen(poses).yaw_deg == pytest.approx(0.0, abs=0.1)
    assert seen(toes).yaw_deg == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("error_deg", [-12.0, 12.0])
def test_a_misjudged_depth_moves_the_yaw_by_its_share_only(error_deg):
    poses = misjudged_heading(film(squats(1)), error_deg)
    assert seen(poses).yaw_deg == pytest.approx(together(error_deg, 0.0)[0], abs=0.2)


@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@pytest.mark.parametrize("side", Side)
def test_standing_on_one_leg_does_not_look_like_yaw(side, yaw_deg):
    for free in ("middle", "behind", "in front"):
        view = seen(film(single_leg_squats(side, 1, free=free), Camera(yaw_deg=yaw_deg)).between(2.2, 5.0))
        assert abs(view.yaw_deg) < 4.0, free


@pytest.mark.parametrize("aside_m", [-0.5, 0.5])
def test_a_person_off_centre_is_seen_from_the_side(aside_m):
    # The camera moved to its right, which is the person's left, without turning.
    view = seen_from(0.0, distance_m=3.0, aside_m=aside_m)
    assert np.sign(view.yaw_deg) == np.sign(aside_m)


@pytest.mark.parametrize("roll_deg", [-6.0, 0.0, 2.0, 11.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0, 90.0, -90.0])
def test_roll_is_clockwise_in_every_view(yaw_deg, roll_deg):
    view = seen_from(yaw_deg, roll_deg)
    assert view.roll_deg == pytest.approx(roll_deg, abs=0.3)
    assert view.roll_sd_deg == pytest.approx(1.0)


def test_roll_is_told_by_trunk_shoulders_and_hips_and_one_of_them_may_be_out_of_line():
    leaning = Motion.starting(replace(STANDING, lean_deg=8.0)).hold(3.0)
    assert seen(film(leaning)).roll_deg == pytest.approx(8.0, abs=0.5)  # shoulders tilt with the trunk
    low_shoulder = film(standing_still())
    xy = low_shoulder.xy_px.copy()
    xy[:, Landmark.LEFT_SHOULDER, 1] += 30.0
    assert seen(replace(low_shoulder, xy_px=xy)).roll_deg == pytest.approx(0.0, abs=1.0)
    # What is left, 2.6°, is within what shoulders do, and counts a little.
    xy[:, Landmark.LEFT_SHOULDER, 1] -= 22.0
    assert 0.3 < abs(seen(replace(low_shoulder, xy_px=xy)).roll_deg) < 1.0


def test_without_standing_still_the_doubt_is_larger():
    moving = Motion.starting(squat_bottom(40.0))
    for _ in range(4):
        moving = moving.to(squat_bottom(90.0), 0.5).to(squat_bottom(40.0, lean_deg=10.0), 0.5)
    view = seen(film(moving))
    assert view.kind is ViewKind.FRONT
    assert view.roll_sd_deg == pytest.approx(4.0)


def test_walking_is_no_quiet_standing():
    poses = smooth(film(walking(8), Camera(yaw_deg=90.0)), SmoothingSettings())
    assert quiet_standing(poses).mean() < 0.1


def test_quiet_standing_is_where_nothing_moves():
    motion = squats(2)
    poses = smooth(noisy(film(motion), 2.0, seed=1), SmoothingSettings())
    quiet_s = poses.time_s[quiet_standing(poses)]
    assert quiet_s[quiet_s < 2.5].size > 60  # before the first descent at 2.5 s
    first_descent_s, last_ascent_s = 2.5 + 0.35, 2.5 + 2 * 2.2 + 0.4 - 0.35
    rests_s = (2.5 + 2.2 - 0.35, 2.5 + 2.2 + 0.4 + 0.35)
    within = (quiet_s > first_descent_s) & (quiet_s < last_ascent_s)
    assert all(rests_s[0] <= s <= rests_s[1] for s in quiet_s[within])


def test_nobody_is_seen_from_nowhere():
    poses = film(standing_still(1.0))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]] = True
    missing[:, Landmark.LEFT_HIP] = True
    assert estimate_view(poses.masked(missing), SETTINGS) is None
    assert estimate_view(poses.masked(np.ones_like(missing)), SETTINGS) is None
    assert not quiet_standing(poses.masked(missing)).any()


def test_feet_out_of_the_picture_leave_the_other_signs():
    poses = film(squats(1), Camera(yaw_deg=10.0))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, [LEGS[side].toe for side in Side]] = True
    view = seen(poses.masked(missing))
    assert view.yaw_deg == pytest.approx(together(10.0, None)[0], abs=0.2)
    assert view.yaw_sd_deg > seen(poses).yaw_sd_deg


def test_a_further_sign_sharpens_and_moves_the_yaw():
    view = a_view(yaw_deg=2.0, yaw_sd_deg=6.0)
    more = with_sign(view, YawSign(8.0, 4.0))  # apart by less than both their doubts
    assert more.yaw_deg == pytest.approx((2.0 / 36 + 8.0 / 16) / (1 / 36 + 1 / 16))
    assert more.yaw_sd_deg == pytest.approx((1 / 36 + 1 / 16) ** -0.5)
    assert (more.kind, more.roll_deg) == (view.kind, view.roll_deg)


def test_signs_that_contradict_each_other_leave_more_doubt():
    sure, torn = (with_sign(a_view(yaw_deg=0.0, yaw_sd_deg=4.0), YawSign(yaw, 4.0)) for yaw in (2.0, 20.0))
    assert sure.yaw_sd_deg == pytest.approx(3.0)
    # Both lie 10° off their mean, 2.5 of their own standard deviations: √2 · 2.5 times as far as they should.
    assert torn.yaw_sd_deg == pytest.approx(4.0 / np.sqrt(2.0) * 2.5 * np.sqrt(2.0))


def test_signs_together_are_never_better_than_their_floor():
    view = a_view(yaw_deg=0.0, yaw_sd_deg=3.0)
    assert with_sign(view, YawSign(0.0, 1.0)).yaw_sd_deg == pytest.approx(3.0)


def test_a_squat_says_nothing_of_a_side_view():
    side = a_view(ViewKind.SIDE)
    assert with_sign(side, YawSign(8.0, 4.0)) == side
    assert with_sign(a_view(), None) == a_view()


def test_depth_and_yaw_of_a_whole_clip_agree_with_the_camera():
    poses = smooth(film(squats(1), Camera(yaw_deg=6.0)), SmoothingSettings())
    deepest = int(np.argmax(depth_deg(poses, Side.LEFT)))
    fppa = [float(knee_fppa_deg(poses, side)[deepest]) for side in Side]
    sign = squat_yaw(*fppa, float(depth_deg(poses, Side.LEFT)[deepest]))
    assert sign is not None
    assert sign.yaw_deg == pytest.approx(6.0, abs=0.3)


@pytest.mark.parametrize("kind", list(ViewKind))
def test_a_view_that_was_seen_as_named_stays(kind):
    view = a_view(kind, yaw_sd_deg=4.0)
    assert as_named(view, kind, SETTINGS) == view


@pytest.mark.parametrize(
    ("seen_as", "named", "yaw_deg", "facing"),
    [
        (a_view(ViewKind.SIDE, yaw_deg=70.0), ViewKind.FRONT, 0.0, Facing.CAMERA),
        (a_view(ViewKind.FRONT, yaw_deg=5.0), ViewKind.BACK, 0.0, Facing.AWAY),
        (a_view(ViewKind.OBLIQUE, yaw_deg=50.0), ViewKind.SIDE, 90.0, Facing.IMAGE_LEFT),
        (a_view(ViewKind.FRONT, yaw_deg=-25.0), ViewKind.SIDE, -90.0, Facing.IMAGE_RIGHT),
        (a_view(ViewKind.FRONT, yaw_deg=-25.0), ViewKind.OBLIQUE, -45.0, Facing.CAMERA),
    ],
)
def test_a_view_that_was_seen_otherwise_gives_way_to_the_users_word(seen_as, named, yaw_deg, facing):
    view = as_named(seen_as, named, SETTINGS)
    assert (view.kind, view.yaw_deg, view.facing) == (named, yaw_deg, facing)
    assert view.yaw_sd_deg == (SETTINGS.prior_yaw_sd_deg if view.frontal else 7.0)
    assert (view.roll_deg, view.roll_sd_deg) == (seen_as.roll_deg, seen_as.roll_sd_deg)
