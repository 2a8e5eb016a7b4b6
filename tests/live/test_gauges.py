"""Gauges read what was put in, by the pipeline's own metrics and gates; depth reads how far there is to go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import Flaw, load_catalog
from hipcheck.landmarks import Side
from hipcheck.live.depth import Depth, leg_length_m, to_go, usual_depth_deg
from hipcheck.live.descent import Motion
from hipcheck.live.gauges import Standing
from hipcheck.live.scene import Gauge
from hipcheck.live.texts import load_texts
from hipcheck.live.tracker import Body
from hipcheck.poses import PoseSequence
from hipcheck.settings import Settings, ViewSettings
from hipcheck.views import estimate_view
from tests.factories import make_analysis
from tests.live.played import ROOM, still
from tests.stick_figure import Camera, Posture, bent, snapshot, standing_on
from tests.stick_motions import OVER_FOOT_DEG, STANDING, deadlift_bottom, single_leg_bottom, squat_bottom

TEXTS, SETTINGS = load_texts(), Settings().view
SLS, SQUAT, DEADLIFT, STEP_DOWN = (
    load_catalog().movements[name]
    for name in ("single_leg_squat", "squat", "single_leg_deadlift", "step_down")
)
FAR = ViewSettings(assumed_hfov_deg=0.0)
"""Of a camera with parallel rays, as a stick figure's is by default."""


def body_of(posture: Posture, camera: Camera, *, stickers: bool) -> Body:
    """Somebody held so, four seconds after standing."""
    one = snapshot(posture, camera, stickers=stickers)
    return Body(7.0, one.xy_px[0], one.world_m[0], one.visibility[0], one.asis_px[0], one.xy_px[0])


def stood(camera: Camera = Camera(), settings: ViewSettings = FAR, *, stickers: bool = False) -> Standing:  # noqa: B008
    poses = still(camera=camera)
    if stickers:
        one = snapshot(STANDING, camera, stickers=True)
        poses = replace(poses, asis_px=np.repeat(one.asis_px, len(poses), axis=0))
    return Standing(poses, estimate_view(poses, settings), settings, TEXTS)


def read(
    posture: Posture,
    movement=SLS,
    stance: Side | None = Side.LEFT,
    camera: Camera = Camera(),  # noqa: B008
    *,
    stickers: bool = False,
    settings: ViewSettings = FAR,
) -> dict[Flaw, Gauge]:
    standing = stood(camera, settings, stickers=stickers)
    gauges = standing.gauges(body_of(posture, camera, stickers=stickers), movement, stance)
    return {gauge.flaw: gauge for gauge in gauges}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("inward_deg", [-8.0, 0.0, 14.0])
def test_a_knee_reads_as_far_inward_as_it_is(side, inward_deg):
    gauge = read(single_leg_bottom(side, 60.0, inward_deg=inward_deg), stance=side)[Flaw.KNEE_INWARD]
    assert gauge.value == pytest.approx(inward_deg, abs=1.0)
    assert (gauge.mild, gauge.marked, gauge.unit, gauge.title) == (10.0, 15.0, "°", "Knee inward")


@pytest.mark.parametrize("side", Side)
def test_a_near_camera_beside_the_person_changes_that_little(side):
    near = Camera(distance_m=3.0, aside_m=0.3)
    bottom = single_leg_bottom(side, 60.0, inward_deg=14.0)
    gauge = read(bottom, stance=side, camera=near, settings=ViewSettings(assumed_hfov_deg=67.0))[
        Flaw.KNEE_INWARD
    ]
    assert gauge.value == pytest.approx(14.0, abs=2.5)


@pytest.mark.parametrize("side", Side)
def test_trunk_and_stickers_read_what_they_are(side):
    bottom = single_leg_bottom(side, 60.0, lean_deg=9.0, drop_deg=7.0, forward_deg=0.0)
    gauges = read(bottom, stance=side, stickers=True)
    assert gauges[Flaw.TRUNK_LEAN].value == pytest.approx(9.0, abs=1.0)
    assert gauges[Flaw.PELVIC_DROP].value == pytest.approx(7.0, abs=1.0)


def test_the_most_important_comes_first():
    gauges = stood(stickers=True).gauges(body_of(STANDING, Camera(), stickers=True), SLS, Side.LEFT)
    assert [g.flaw for g in gauges][:3] == [Flaw.KNEE_INWARD, Flaw.PELVIC_DROP, Flaw.TRUNK_LEAN]


def test_what_can_be_seen_comes_before_what_cannot():
    side_on = Camera(yaw_deg=90.0)
    gauges = stood(side_on).gauges(body_of(STANDING, side_on, stickers=False), DEADLIFT, Side.LEFT)
    seen = [bool(np.isfinite(gauge.value)) for gauge in gauges]
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {True, False}


def test_without_stickers_there_is_no_pelvis():
    assert Flaw.PELVIC_DROP not in read(STANDING)
    assert Flaw.PELVIS_OPENING not in read(STANDING, DEADLIFT)
    assert Flaw.PELVIS_OPENING in read(STANDING, DEADLIFT, stickers=True)


@pytest.mark.parametrize(
    ("yaw_deg", "seen"),
    [
        pytest.param(0.0, {Flaw.KNEE_INWARD, Flaw.TRUNK_LEAN}, id="front"),
        pytest.param(25.0, {Flaw.TRUNK_LEAN}, id="too far off for knees"),
        pytest.param(45.0, set(), id="oblique"),
        pytest.param(90.0, {Flaw.HEEL_RISE}, id="side"),
    ],
)
def test_what_the_pipeline_withholds_has_no_needle(yaw_deg, seen):
    gauges = read(single_leg_bottom(Side.LEFT, 60.0), camera=Camera(yaw_deg=yaw_deg))
    assert {flaw for flaw, gauge in gauges.items() if np.isfinite(gauge.value)} == seen
    assert Flaw.KNEE_INWARD in gauges, "it is shown as unknown"


def test_while_the_leg_is_unknown_nothing_of_it_is():
    assert all(np.isnan(gauge.value) for gauge in read(STANDING, stance=None).values())


def test_of_two_knees_the_worse_is_shown():
    in_, out = bent(80.0, inward_deg=12.0), bent(80.0)
    for left, right in ((in_, out), (out, in_)):
        gauge = read(Posture(None, left, right), SQUAT, None)[Flaw.KNEE_INWARD]
        assert gauge.value > 0.0
        assert 0.0 < gauge.mild < gauge.marked


def test_knees_that_come_together_grow_towards_the_fault():
    """In the catalogue that is a share that shrinks: 0.85, then 0.70, of what it was in standing."""
    gauge = read(squat_bottom(80.0, inward_deg=20.0), SQUAT, None)[Flaw.KNEE_INWARD]
    assert (gauge.mild, gauge.marked) == pytest.approx((0.15, 0.30))
    assert gauge.value > gauge.mild
    assert read(STANDING, SQUAT, None)[Flaw.KNEE_INWARD].value == pytest.approx(0.0, abs=0.02)


def test_from_the_side_a_deadlift_shows_its_line():
    side_on = Camera(yaw_deg=90.0)
    straight = read(deadlift_bottom(Side.LEFT), DEADLIFT, camera=side_on)[Flaw.POOR_HINGE]
    assert (straight.mild, straight.marked) == (15.0, 30.0)
    assert abs(straight.value) < 10.0
    hanging = standing_on(Side.LEFT, leg=bent(15.0, thigh_share=1.0), forward_deg=75.0)
    assert read(hanging, DEADLIFT, camera=side_on)[Flaw.POOR_HINGE].value > straight.marked


def depth_of(posture: Posture, movement=SLS, leg: Side | None = Side.LEFT, *, yaw_deg: float = 0.0) -> Depth:
    camera, depth = Camera(yaw_deg=yaw_deg), Depth()
    poses = stood(camera).picture(body_of(posture, camera, stickers=False), leg)
    depth.see(poses, movement, leg, Motion.DOWN, frontal=yaw_deg == 0.0)
    return depth


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0])
@pytest.mark.parametrize(("flexion_deg", "share"), [(0.0, 0.0), (60.0, 1.0)])
def test_depth_is_1_where_the_movement_asks_to_go(flexion_deg, share, yaw_deg):
    posture = standing_on(Side.LEFT, leg=bent(flexion_deg, over_foot_deg=OVER_FOOT_DEG))
    assert depth_of(posture, yaw_deg=yaw_deg).share == pytest.approx(share, abs=0.06)


def test_depth_is_linear_in_how_far_the_pelvis_has_come_down():
    """Half of 1 - cos(30°) is 1 - cos(21.1°): 42° of knee bend."""
    posture = standing_on(Side.LEFT, leg=bent(42.2))
    assert depth_of(posture).share == pytest.approx(0.5, abs=0.05)


def test_a_squat_is_asked_to_go_deeper_and_a_deadlift_to_bend():
    assert depth_of(squat_bottom(90.0), SQUAT, None).share == pytest.approx(1.0, abs=0.03)
    assert depth_of(deadlift_bottom(Side.LEFT, 60.0), DEADLIFT, yaw_deg=90.0).share == pytest.approx(
        1.0, abs=0.03
    )
    assert depth_of(deadlift_bottom(Side.LEFT, 60.0), DEADLIFT).share == pytest.approx(1.0, abs=0.05)


def test_the_floor_says_how_deep_a_step_down_goes():
    posture = standing_on(Side.LEFT, leg=bent(50.0))
    assert np.isnan(depth_of(posture, STEP_DOWN).share)
    depth, camera = Depth(), Camera()
    depth.usual_deg = 50.0
    poses = stood(camera).picture(body_of(posture, camera, stickers=False), Side.LEFT)
    depth.see(poses, STEP_DOWN, Side.LEFT, Motion.DOWN, frontal=True)
    assert depth.share == pytest.approx(1.0, abs=0.05)
    assert to_go(depth, Motion.DOWN, 0.86, TEXTS) == ""


def test_reps_tell_how_deep_they_usually_are():
    analysis = make_analysis()
    depths = [rep.get("depth_deg").value for rep in analysis.reps]
    assert usual_depth_deg(analysis, STEP_DOWN) == pytest.approx(np.median(depths))
    assert np.isnan(usual_depth_deg(analysis, SLS))
    assert np.isnan(usual_depth_deg(replace(analysis, reps=()), STEP_DOWN))


def test_hips_that_are_drawn_lower_on_one_leg_are_not_down():
    """As another foot leaves the floor, models draw the hip of the leg that stands a little lower."""
    depth = Depth()
    standing = stood()
    rest = standing_on(Side.LEFT, leg=bent(20.0))
    for motion in [Motion.REST] * 20 + [Motion.DOWN]:
        poses = standing.picture(body_of(rest, Camera(), stickers=False), Side.LEFT)
        depth.see(poses, SLS, Side.LEFT, motion, frontal=True)
    assert depth.share == pytest.approx(0.0, abs=0.02)


def going(share: float, asked: float = 0.134) -> Depth:
    depth = Depth()
    depth.share, depth.asked = share, asked
    return depth


@pytest.mark.parametrize(
    ("depth", "motion", "words"),
    [
        (going(0.3), Motion.REST, ""),
        (going(0.3), Motion.UP, ""),
        (going(0.1), Motion.DOWN, ""),
        (going(0.3), Motion.DOWN, "10 cm to go"),  # 0.7 of 0.134 of 0.86 m: 8 cm
        (going(0.5), Motion.DOWN, "5 cm to go"),
        (going(0.9), Motion.DOWN, "A little lower"),
        (going(0.98), Motion.DOWN, ""),
        (going(1.4), Motion.DOWN, ""),
        (going(0.5, asked=float("nan")), Motion.DOWN, "Bend further at the hips"),
        (going(0.8, asked=float("nan")), Motion.DOWN, "A little further"),
        (going(float("nan")), Motion.DOWN, ""),
    ],
)
def test_how_far_there_is_to_go(depth, motion, words):
    assert to_go(depth, motion, 0.86, TEXTS) == words


def test_who_is_not_known_to_be_how_tall_goes_a_little_lower():
    assert to_go(going(0.3), Motion.DOWN, float("nan"), TEXTS) == "A little lower"


def test_a_leg_is_as_long_as_it_is():
    poses: PoseSequence = still(camera=ROOM)
    assert leg_length_m(poses) == pytest.approx(0.86, abs=0.005)
    nothing = poses.masked(np.ones(poses.visibility.shape, dtype=bool))
    assert np.isnan(leg_length_m(nothing))
