"""Numbers of a whole rep: tempo's phases, wobble, sway, smoothness, touches, hinge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from hipcheck.kinematics import body_drop
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.rep_metrics import (
    foot_touches,
    hinge_ratio,
    knee_wobble,
    pelvis_path,
    phases,
    rep_sparc,
    sparc,
)
from hipcheck.results import Rep
from hipcheck.settings import SmoothingSettings
from hipcheck.smoothing import smooth
from tests.stick_figure import FREE_LEG, SHANK_M, THIGH_M, Camera, LegPosture, bent, standing_on
from tests.stick_motions import (
    Motion,
    alone_on,
    deadlift_bottom,
    film,
    noisy,
    single_leg_bottom,
)

SIDES = pytest.mark.parametrize("side", Side)
RATE_HZ = 120.0
HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
REP = Rep(1, Side.LEFT, 2.0, 3.25, 4.5, 3.0, 3.5)


def one_rep(side: Side, camera: Camera | None = None, *, free: str = "behind", moved=None) -> PoseSequence:
    """Two seconds of standing, one down, half a pause, one up, two of standing: the times of `REP`."""
    rest, bottom = alone_on(side, FREE_LEG[free]), single_leg_bottom(side, free=free)
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    return film(motion, camera, rate_hz=RATE_HZ, moved=moved)


def trembling(landmarks: list[Landmark], amplitude_m: float, frequency_hz: float):
    def moved(joints, time_s):
        out = joints.copy()
        out[:, landmarks, 0] += amplitude_m * np.sin(2.0 * np.pi * frequency_hz * time_s)[:, None]
        return out

    return moved


def test_phases_are_descent_and_ascent_without_the_pause():
    assert phases(REP) == ((2.0, 3.0), (3.5, 4.5))


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_a_smooth_rep_does_not_wobble(side, yaw_deg):
    poses = one_rep(side, Camera(yaw_deg=yaw_deg))
    assert knee_wobble(poses, REP, side) < 0.02
    assert pelvis_path(poses, REP, side) < 0.02


@SIDES
@pytest.mark.parametrize("amplitude_m", [0.005, 0.01, 0.02])
@pytest.mark.parametrize("frequency_hz", [2.0, 2.5])
def test_wobble_is_the_way_that_the_knee_travels_sideways(side, amplitude_m, frequency_hz):
    poses = one_rep(side, moved=trembling([LEGS[side].knee], amplitude_m, frequency_hz))
    # A sine goes four amplitudes to and fro in each period.
    expected = 4.0 * amplitude_m * frequency_hz / SHANK_M
    assert knee_wobble(poses, REP, side) == pytest.approx(expected, rel=0.1)


@SIDES
@pytest.mark.parametrize("amplitude_m", [0.01, 0.03])
def test_sway_is_the_way_that_the_hips_travel_sideways(side, amplitude_m):
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    poses = one_rep(side, moved=trembling(hips, amplitude_m, 2.0))
    assert pelvis_path(poses, REP, side) == pytest.approx(
        4.0 * amplitude_m * 2.0 / (THIGH_M + SHANK_M), rel=0.1
    )


def test_what_shakes_faster_than_a_knee_does_is_no_wobble():
    slow, fast = (one_rep(Side.LEFT, moved=trembling([Landmark.LEFT_KNEE], 0.005, f)) for f in (2.0, 8.0))
    # Four times the frequency makes four times the way, if it counts.
    assert knee_wobble(fast, REP, Side.LEFT) < 0.2 * 4.0 * knee_wobble(slow, REP, Side.LEFT)


JITTERING = {"knee_wobble": (knee_wobble, [Landmark.LEFT_KNEE]), "pelvis_path": (pelvis_path, list(HIPS))}


@pytest.mark.parametrize("name", JITTERING)
@pytest.mark.parametrize("amplitude_m", [0.0, 0.003])
def test_jitter_of_the_landmarks_is_taken_off(name, amplitude_m):
    metric, shaken = JITTERING[name]
    rest, bottom = alone_on(Side.LEFT, FREE_LEG["behind"]), single_leg_bottom(Side.LEFT, free="behind")
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    still = film(motion, rate_hz=30.0, moved=trembling(shaken, amplitude_m, 2.0))
    true = metric(smooth(still, SmoothingSettings()), REP, Side.LEFT)
    found = []
    for seed in range(8):
        raw = noisy(still, sd_px=2.0, seed=seed)
        poses = smooth(raw, SmoothingSettings())
        found.append((metric(poses, REP, Side.LEFT), metric(poses, REP, Side.LEFT, raw)))
    with_jitter, without = np.mean(found, axis=0)
    assert with_jitter - true > 0.003
    assert abs(without - true) < 0.5 * (with_jitter - true)


def test_raw_landmarks_without_jitter_take_nothing_off():
    poses = one_rep(Side.LEFT, moved=trembling([Landmark.LEFT_KNEE], 0.01, 2.0))
    alone = knee_wobble(poses, REP, Side.LEFT)
    assert knee_wobble(poses, REP, Side.LEFT, poses) == pytest.approx(alone, rel=0.05)
    unseen = poses.masked(np.ones((len(poses), 33), dtype=bool))
    assert knee_wobble(poses, REP, Side.LEFT, unseen) == alone


@SIDES
def test_wobble_is_of_the_knee_over_the_ankle(side):
    leg = LEGS[side]
    drifting = trembling([leg.knee, leg.ankle, leg.heel, leg.toe, leg.hip], 0.02, 3.0)
    assert knee_wobble(one_rep(side, moved=drifting), REP, side) < 0.02


def test_wobble_in_the_pause_does_not_count():
    def moved(joints, time_s):
        out = joints.copy()
        pausing = (time_s > 3.05) & (time_s < 3.45)
        out[pausing, Landmark.LEFT_KNEE, 0] += 0.02 * np.sin(2.0 * np.pi * 5.0 * time_s[pausing])
        return out

    assert knee_wobble(one_rep(Side.LEFT, moved=moved), REP, Side.LEFT) < 0.02


def test_a_straight_way_inward_is_far_from_a_wobble():
    rest = alone_on(Side.LEFT, FREE_LEG["behind"])
    bottom = single_leg_bottom(Side.LEFT, inward_deg=20.0, free="behind")
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    cut_off = next(
        t.mild for t in load_catalog().movements["single_leg_squat"].thresholds if t.metric == "knee_wobble"
    )
    assert knee_wobble(film(motion, rate_hz=RATE_HZ), REP, Side.LEFT) < 0.4 * cut_off


@pytest.mark.parametrize("scale", [120.0, 960.0])
def test_wobble_does_not_depend_on_the_scale(scale):
    moved = trembling([Landmark.LEFT_KNEE], 0.01, 3.0)
    near = knee_wobble(one_rep(Side.LEFT, moved=moved), REP, Side.LEFT)
    assert knee_wobble(
        one_rep(Side.LEFT, Camera(px_per_m=scale), moved=moved), REP, Side.LEFT
    ) == pytest.approx(near)


def test_a_knee_that_is_missing_for_a_moment_leaves_nothing_to_tell():
    poses = one_rep(Side.LEFT)
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[(poses.time_s > 2.4) & (poses.time_s < 2.5), Landmark.LEFT_KNEE] = True
    assert np.isnan(knee_wobble(poses.masked(missing), REP, Side.LEFT))
    assert np.isfinite(pelvis_path(poses.masked(missing), REP, Side.LEFT))
    missing[:, Landmark.LEFT_KNEE] = True
    assert np.isnan(knee_wobble(poses.masked(missing), REP, Side.LEFT))


def test_a_rep_too_short_for_its_frames_leaves_nothing_to_tell():
    short = Rep(1, Side.LEFT, 2.0, 2.02, 2.04, 2.01, 2.03)
    assert np.isnan(knee_wobble(one_rep(Side.LEFT), short, Side.LEFT))


def test_sparc_of_nothing():
    assert np.isnan(sparc(np.zeros(100), 60.0))
    assert np.isnan(sparc(np.array([1.0, 2.0, 1.0]), 60.0))
    assert np.isnan(sparc(np.array([0.0, 1.0, np.nan, 1.0, 0.0]), 60.0))


def test_sparc_does_not_depend_on_the_unit():
    speed = np.sin(np.linspace(0.0, np.pi, 60)) ** 2
    assert sparc(speed, 60.0) == pytest.approx(sparc(250.0 * speed, 60.0))


def test_a_smooth_rep_is_as_smooth_as_a_movement_can_be():
    poses = one_rep(Side.LEFT)
    value = rep_sparc(body_drop(poses, Side.LEFT), poses, REP)
    assert value == pytest.approx(-1.40, abs=0.05)


def test_a_hesitation_on_the_way_makes_a_rep_less_smooth():
    rest, bottom = alone_on(Side.LEFT, FREE_LEG["behind"]), single_leg_bottom(Side.LEFT, free="behind")
    half = single_leg_bottom(Side.LEFT, 40.0, free="behind", forward_deg=10.0)
    motion = Motion.starting(rest).hold(2.0).to(half, 1.0).to(bottom, 1.0).hold(0.5).to(rest, 2.0).hold(2.0)
    poses = film(motion, rate_hz=RATE_HZ)
    rep = Rep(1, Side.LEFT, 2.0, 4.25, 6.5, 4.0, 4.5)  # two seconds down and two up, as asked for
    assert rep_sparc(body_drop(poses, Side.LEFT), poses, rep) < -1.9  # the worse of the two phases


@pytest.mark.parametrize("seed", range(6))
def test_a_smooth_rep_is_smooth_in_landmarks_that_jitter(seed):
    # A pixel and a half, on frames of a phone. Two equal sub-movements would be -2.28: it is not a quarter as bad.
    rest, bottom = alone_on(Side.LEFT, FREE_LEG["behind"]), single_leg_bottom(Side.LEFT, free="behind")
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    jittering = noisy(film(motion, rate_hz=30.0), sd_px=1.5, seed=seed)
    poses = smooth(jittering, SmoothingSettings())
    assert rep_sparc(body_drop(poses, Side.LEFT), poses, REP) > -1.40 - (2.28 - 1.40) / 4.0


def test_landmarks_missing_elsewhere_leave_a_rep_as_smooth_as_it_is():
    poses = one_rep(Side.LEFT)
    drop = body_drop(poses, Side.LEFT)
    drop[poses.time_s < 1.0] = np.nan
    assert rep_sparc(drop, poses, REP) == pytest.approx(-1.40, abs=0.05)
    drop[(poses.time_s > 2.4) & (poses.time_s < 2.5)] = np.nan
    assert rep_sparc(drop, poses, REP) == pytest.approx(-1.40, abs=0.1), "the ascent is still known"


def test_smoothness_of_a_rep_without_landmarks():
    poses = one_rep(Side.LEFT)
    assert np.isnan(rep_sparc(np.full(len(poses), np.nan), poses, REP))


def touching(times_s: list[float], side: Side = Side.LEFT, camera: Camera | None = None) -> PoseSequence:
    """A foot that is held up comes down for a fifth of a second at each of these times."""

    def moved(joints, time_s):
        out = joints.copy()
        free, stance = LEGS[side.other].ankle, LEGS[side].ankle
        for moment_s in times_s:
            down = np.abs(time_s - moment_s) < 0.1
            out[down, free, 1] = out[down, stance, 1]
        return out

    return one_rep(side, camera, moved=moved)


@SIDES
@pytest.mark.parametrize("times_s", [[], [3.2], [2.5, 3.9], [2.3, 3.0, 4.2]])
def test_touches_of_the_free_foot_are_counted(side, times_s):
    assert foot_touches(touching(times_s, side), replace(REP, side=side), side) == len(times_s)


def test_touches_outside_the_rep_do_not_count():
    assert foot_touches(touching([1.0, 5.5]), REP, Side.LEFT) == 0


def test_a_foot_that_rests_between_reps_and_leaves_the_floor_as_one_begins_has_not_touched():
    assert foot_touches(touching([2.0]), REP, Side.LEFT) == 0


@SIDES
@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_a_far_foot_on_the_floor_lies_higher_in_the_picture(side, yaw_deg):
    # Seen from hip height, two and a half metres away; both feet are on the floor before the rep.
    poses = touching([0.2, 0.4, 0.6, 3.2], side, Camera(yaw_deg=yaw_deg, distance_m=2.5))
    assert foot_touches(poses, replace(REP, side=side), side) == 1


def lifted(height_shanks: float, touches_s: list[float], jitter_shanks: float = 0.0) -> PoseSequence:
    """A foot held so high, that comes down for a fifth of a second, to where it just counts as down."""

    def moved(joints, time_s):
        height = np.full(len(time_s), height_shanks)
        for moment_s in touches_s:
            down = np.abs(time_s - moment_s) < 0.1
            height[down] = 0.049 + jitter_shanks * np.sin(2.0 * np.pi * 25.0 * time_s[down])
        out = joints.copy()
        out[:, Landmark.RIGHT_ANKLE, 1] = out[:, Landmark.LEFT_ANKLE, 1] - height * SHANK_M
        return out

    return one_rep(Side.LEFT, moved=moved)


def test_a_foot_that_was_hardly_lifted_may_have_touched_or_not():
    # From behind, landmarks of a foot that is held up lie a hand above the floor at most.
    assert np.isnan(foot_touches(lifted(0.2, []), REP, Side.LEFT))
    assert np.isnan(foot_touches(lifted(0.2, [3.2]), REP, Side.LEFT))
    assert foot_touches(lifted(0.5, [3.2]), REP, Side.LEFT) == 1


def test_a_foot_that_trembles_as_it_touches_touches_once():
    assert foot_touches(lifted(0.5, [3.2], jitter_shanks=0.03), REP, Side.LEFT) == 1


def test_a_foot_that_comes_down_for_good_as_a_rep_ends_has_not_touched():
    def moved(joints, time_s):
        out = joints.copy()
        standing = (time_s < 2.1) | (time_s > 4.4)
        out[standing, Landmark.RIGHT_ANKLE, 1] = out[standing, Landmark.LEFT_ANKLE, 1]
        return out

    assert foot_touches(one_rep(Side.LEFT, moved=moved), REP, Side.LEFT) == 0


def test_a_foot_that_was_not_seen_may_have_touched():
    poses = one_rep(Side.LEFT)
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, Landmark.RIGHT_ANKLE] = True
    assert np.isnan(foot_touches(poses.masked(missing), REP, Side.LEFT))


@SIDES
@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
@pytest.mark.parametrize(("trunk_deg", "knee_deg"), [(75.0, 15.0), (60.0, 30.0), (40.0, 40.0)])
def test_hinge_ratio_is_hip_bend_per_knee_bend(side, yaw_deg, trunk_deg, knee_deg):
    rest = alone_on(side, LegPosture())
    bottom = deadlift_bottom(side, trunk_deg, knee_deg=knee_deg)
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    poses = film(motion, Camera(yaw_deg=yaw_deg), rate_hz=RATE_HZ)
    # The thigh takes all of the knee's bend, so that the hip bends with trunk and thigh.
    expected = (trunk_deg + knee_deg) / knee_deg
    assert hinge_ratio(poses, REP, side) == pytest.approx(expected, rel=0.02)


@SIDES
def test_a_knee_that_does_not_bend_has_no_hinge_ratio(side):
    rest, bottom = alone_on(side, LegPosture()), deadlift_bottom(side, 75.0, knee_deg=1.0)
    motion = Motion.starting(rest).hold(2.0).to(bottom, 1.0).hold(0.5).to(rest, 1.0).hold(2.0)
    assert np.isnan(hinge_ratio(film(motion, Camera(yaw_deg=90.0), rate_hz=RATE_HZ), REP, side))


def test_a_knee_that_is_not_seen_has_no_hinge_ratio():
    poses = film(Motion.starting(standing_on(Side.LEFT, leg=bent(10.0))).hold(6.0), Camera(yaw_deg=90.0))
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, Landmark.LEFT_KNEE] = True
    assert np.isnan(hinge_ratio(poses.masked(missing), REP, Side.LEFT))
