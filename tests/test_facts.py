"""The table of facts: what geometry and the published numbers say, whatever the code says.

One test a row, with the row's number and tolerance (clinical reference, section 9.1).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.stats import norm

from hipcheck.catalog import Basis, load_catalog
from hipcheck.checklists import checklists_of
from hipcheck.geometry import yaw_false_fppa_deg
from hipcheck.kinematics import (
    depth_deg,
    knee_flexion_deg,
    knee_fppa_deg,
    levelled,
    pelvic_drop_deg,
    trunk_lean_deg,
)
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence
from hipcheck.rep_metrics import sparc
from hipcheck.results import Grade
from hipcheck.uncertainty import half_width
from tests.readings import a_rep, a_view, graded
from tests.stick_figure import (
    HIPS_M,
    SHANK_M,
    THIGH_M,
    Camera,
    LegPosture,
    Posture,
    bent,
    joints_m,
    seen_by,
    snapshot,
    standing_on,
)
from tests.stick_motions import film, minimum_jerk, noisy, step_downs

SIDES = pytest.mark.parametrize("side", Side)


def only(values: np.ndarray) -> float:
    """The value of a single frame."""
    assert values.shape == (1,)
    return float(values[0])


def planar_leg(side: Side, flexion_deg: float, *, thigh_share: float = 0.5) -> Posture:
    """Standing on one leg that bends in its own plane, straight ahead."""
    return standing_on(side, leg=bent(flexion_deg, thigh_share=thigh_share))


@SIDES
@pytest.mark.parametrize("flexion_deg", [0.0, 30.0, 60.0, 90.0, 120.0])
def test_fact_1_a_planar_leg_seen_squarely_has_no_angle(side, flexion_deg):
    poses = snapshot(planar_leg(side, flexion_deg))
    assert only(knee_fppa_deg(poses, side)) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("flexion_deg", "expected_deg"), [(60.0, 11.450), (90.0, 19.702)])
def test_fact_2_a_camera_ten_degrees_off_shows_false_valgus(flexion_deg, expected_deg):
    poses = snapshot(planar_leg(Side.LEFT, flexion_deg), Camera(yaw_deg=10.0))
    assert only(knee_fppa_deg(poses, Side.LEFT)) == pytest.approx(expected_deg, abs=1e-3)
    assert float(yaw_false_fppa_deg(flexion_deg, 10.0)) == pytest.approx(expected_deg, abs=1e-3)


def test_fact_3_its_sign_turns_with_the_yaw():
    poses = snapshot(planar_leg(Side.LEFT, 60.0), Camera(yaw_deg=-10.0))
    assert only(knee_fppa_deg(poses, Side.LEFT)) == pytest.approx(-11.450, abs=1e-3)


def test_fact_4_how_the_flexion_is_split_hardly_matters():
    poses = snapshot(planar_leg(Side.LEFT, 60.0, thigh_share=40.0 / 60.0), Camera(yaw_deg=10.0))
    assert only(knee_fppa_deg(poses, Side.LEFT)) == pytest.approx(11.91, abs=0.01)


@SIDES
@pytest.mark.parametrize("roll_deg", [-25.0, 3.0, 40.0])
def test_fact_5_camera_roll_leaves_the_knee_and_shifts_pelvis_and_trunk(side, roll_deg):
    posture = standing_on(side, leg=bent(60.0, inward_deg=12.0), drop_deg=8.0, lean_deg=9.0)
    level, rolled = snapshot(posture), snapshot(posture, Camera(roll_deg=roll_deg))
    assert only(knee_fppa_deg(rolled, side)) == pytest.approx(only(knee_fppa_deg(level, side)), abs=1e-9)
    # A picture turned clockwise lowers what lies to its right and leans what stands to its right; the person's left
    # is on the right, so that a left leg's free hip rises and its trunk leans in; the two signs are opposite.
    towards_left = 1.0 if side is Side.LEFT else -1.0
    drop_shift = only(pelvic_drop_deg(rolled, side)) - only(pelvic_drop_deg(level, side))
    lean_shift = only(trunk_lean_deg(rolled, side)) - only(trunk_lean_deg(level, side))
    assert drop_shift == pytest.approx(-towards_left * roll_deg, abs=1e-9)
    assert lean_shift == pytest.approx(towards_left * roll_deg, abs=1e-9)
    assert only(pelvic_drop_deg(levelled(rolled, roll_deg), side)) == pytest.approx(8.0, abs=1e-9)


@SIDES
def test_fact_6_a_mirror_changes_no_medial_positive_metric(side):
    poses = snapshot(
        standing_on(side, leg=bent(55.0, inward_deg=9.0), drop_deg=5.0, lean_deg=7.0), Camera(yaw_deg=4.0)
    )
    for metric in (knee_fppa_deg, pelvic_drop_deg, trunk_lean_deg):
        assert only(metric(poses.mirrored(), side.other)) == pytest.approx(
            only(metric(poses, side)), abs=1e-9
        )


@pytest.mark.parametrize(("tibia_deg", "thigh_deg", "expected_deg"), [(89.0, 77.4, 11.6), (86.3, 81.2, 5.1)])
@SIDES
def test_fact_7_ageberg_tibia_minus_thigh_to_the_horizontal(side, tibia_deg, thigh_deg, expected_deg):
    leg = LegPosture(thigh_in_deg=90.0 - thigh_deg, shank_in_deg=tibia_deg - 90.0)
    poses = snapshot(standing_on(side, leg=leg))
    assert only(knee_fppa_deg(poses, side)) == pytest.approx(expected_deg, abs=0.05)


@SIDES
@pytest.mark.parametrize(("flexion_deg", "expected_deg"), [(60.0, 57.0), (90.0, 86.4)])
def test_fact_8_knee_flexion_seen_twenty_degrees_off_the_side(side, flexion_deg, expected_deg):
    for yaw_deg in (70.0, 110.0, -70.0, -110.0):
        poses = snapshot(planar_leg(side, flexion_deg), Camera(yaw_deg=yaw_deg))
        assert only(knee_flexion_deg(poses, side)) == pytest.approx(expected_deg, abs=0.05)


@pytest.mark.parametrize(("forward_deg", "yaw_deg", "expected_deg"), [(30.0, 10.0, 5.7), (45.0, 15.0, 14.5)])
def test_fact_9_a_trunk_bent_forward_looks_leaned_under_yaw(forward_deg, yaw_deg, expected_deg):
    # A camera on the person's left sees a trunk that comes forward move to the image's left: to the person's right.
    poses = snapshot(standing_on(Side.RIGHT, forward_deg=forward_deg), Camera(yaw_deg=yaw_deg))
    assert only(trunk_lean_deg(poses, Side.RIGHT)) == pytest.approx(expected_deg, abs=0.05)


@pytest.mark.parametrize(("turn_deg", "pitch_deg", "expected_deg"), [(15.0, 8.5, 2.27), (20.0, 10.0, 3.62)])
@SIDES
def test_fact_10_a_turned_pelvis_looks_dropped_under_pitch(side, turn_deg, pitch_deg, expected_deg):
    # Seen from above, what is nearer lies lower in the image: the free hip, turned forward.
    poses = snapshot(standing_on(side, pelvis_turn_deg=turn_deg), Camera(pitch_deg=pitch_deg))
    assert only(pelvic_drop_deg(poses, side)) == pytest.approx(expected_deg, abs=0.01)


@pytest.mark.parametrize(("height_share", "expected_deg"), [(0.8660, 60.0), (0.85, 63.6)])
def test_fact_11_depth_from_the_height_of_the_hip(height_share, expected_deg):
    hip_px = 1000.0 - 400.0 * np.array([1.0, height_share])
    xy = np.zeros((2, 33, 2))
    xy[:, LEGS[Side.LEFT].ankle] = 500.0, 1000.0
    xy[:, LEGS[Side.LEFT].hip, 0], xy[:, LEGS[Side.LEFT].hip, 1] = 500.0, hip_px
    # The standing height is the 95th percentile over the clip, hence many standing frames.
    frames = np.repeat([0, 1], [39, 1])
    poses = replace(
        snapshot(standing_on(Side.LEFT)), xy_px=xy[frames], world_m=np.zeros((40, 33, 3)),
        visibility=np.ones((40, 33)), time_s=np.arange(40.0), asis_px=None,
    )  # fmt: skip
    assert depth_deg(poses, Side.LEFT)[-1] == pytest.approx(expected_deg, abs=0.05)
    bend = snapshot(replace(planar_leg(Side.LEFT, 0.0), left=bent(np.repeat([0.0, expected_deg], [39, 1]))))
    assert depth_deg(bend, Side.LEFT)[-1] == pytest.approx(expected_deg, abs=0.05)


def minimum_jerk_speed(duration_s: float, rate_hz: float) -> np.ndarray:
    share = np.arange(round(duration_s * rate_hz) + 1) / (duration_s * rate_hz)
    return np.asarray(30.0 * share**2 * (1.0 - share) ** 2 / duration_s)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 100.0])
@pytest.mark.parametrize("duration_s", [1.0, 2.0, 3.0])
def test_fact_12_sparc_of_the_smoothest_movement(duration_s, rate_hz):
    assert sparc(minimum_jerk_speed(duration_s, rate_hz), rate_hz) == pytest.approx(-1.40, abs=0.02)


@pytest.mark.parametrize(("parts", "expected"), [(2, -2.276), (3, -2.690), (4, -3.157)])
def test_fact_12_sparc_of_equal_sub_movements(parts, expected):
    share = np.arange(0.0, 1.5 / parts, 1.0 / 60.0) / (1.5 / parts)  # each sampled from its own start
    speed = np.tile(30.0 * share**2 * (1.0 - share) ** 2, parts)
    assert sparc(speed, 60.0) == pytest.approx(expected, abs=0.02)


def test_fact_13_the_made_up_movements_are_the_smoothest_there_are():
    # -ln(duration³ / peak speed² · ∫ jerk²) of the movement that the stick figure makes, which all tests of
    # smoothness rest on.
    time = np.linspace(0.0, 1.0, 4001)
    speed = np.gradient(minimum_jerk(time), time)
    jerk = np.gradient(np.gradient(speed, time), time)
    ldlj = -np.log(trapezoid(jerk**2, time) / speed.max() ** 2)
    assert ldlj == pytest.approx(-5.322, abs=0.005)


@pytest.mark.parametrize(
    ("sem", "mdc95"), [(2.72, 7.54), (1.69, 4.68), (3.50, 9.70), (9.04, 25.06), (10.66, 29.55)]
)
def test_fact_14_the_detectable_change_between_two_measurements(sem, mdc95):
    assert float(half_width(np.hypot(sem, sem), 0.95)) == pytest.approx(mdc95, abs=0.01)


@SIDES
@pytest.mark.parametrize(("flexion_deg", "expected_deg"), [(60.0, -17.0), (90.0, -29.0)])
def test_fact_15_knees_over_feet_turned_out_read_as_bow_legs(side, flexion_deg, expected_deg):
    leg = bent(flexion_deg, turn_out_deg=15.0, toe_out_deg=15.0)
    poses = snapshot(standing_on(None, leg=leg))
    assert only(knee_fppa_deg(poses, side)) == pytest.approx(expected_deg, abs=0.1)


def test_fact_15_so_the_projection_angle_is_not_graded_in_a_squat():
    assert all(t.metric != "knee_fppa_deg" for t in load_catalog().movements["squat"].thresholds)


@pytest.mark.parametrize(("distance_m", "expected_deg"), [(2.5, 2.90), (3.0, 2.38)])
def test_fact_16_a_leg_off_the_optical_axis_shows_false_valgus(distance_m, expected_deg):
    # Feet so far apart that the right one is 0.10 m to the camera's side, towards which its knee looks bent.
    posture = standing_on(None, leg=bent(60.0), apart_m=0.20)
    lens_at_the_knee_m = float(SHANK_M * np.cos(np.radians(30.0)))
    camera = Camera(distance_m=distance_m, height_m=lens_at_the_knee_m)
    for side in Side:
        # The knee, nearer to the lens, is seen further out: as varus.
        assert only(knee_fppa_deg(snapshot(posture, camera), side)) == pytest.approx(-expected_deg, abs=0.05)


def test_fact_17_landmark_noise_in_pelvis_and_knee():
    sd_px, frames = 1.0, 4000
    one = snapshot(standing_on(Side.LEFT))
    still = replace(
        one, xy_px=np.repeat(one.xy_px, frames, axis=0), world_m=np.repeat(one.world_m, frames, axis=0),
        visibility=np.repeat(one.visibility, frames, axis=0), time_s=np.arange(frames) / 30.0,
        asis_px=np.repeat(one.xy_px[:, [23, 24]], frames, axis=0),
    )  # fmt: skip
    poses = noisy(still, sd_px, seed=17)
    scale = Camera().px_per_m
    assert THIGH_M == SHANK_M
    drop_sd = np.degrees(np.sqrt(2.0) * sd_px / (HIPS_M * scale))
    fppa_sd = np.degrees(np.sqrt(6.0) * sd_px / (SHANK_M * scale))
    assert np.std(pelvic_drop_deg(poses, Side.LEFT)) == pytest.approx(drop_sd, rel=0.05)
    assert np.std(knee_fppa_deg(poses, Side.LEFT)) == pytest.approx(fppa_sd, rel=0.05)


@pytest.mark.parametrize(
    ("cut_deg", "sensitivity", "specificity"), [(12.5, 0.79, 0.79), (10, 0.90, 0.62), (15, 0.63, 0.90)]
)
def test_fact_18_what_a_cut_off_does_to_herringtons_groups(cut_deg, sensitivity, specificity):
    assert norm.sf(cut_deg, 16.8, 5.4) == pytest.approx(sensitivity, abs=0.01)
    assert norm.cdf(cut_deg, 8.4, 5.1) == pytest.approx(specificity, abs=0.01)


def test_fact_18_the_catalogue_says_so_of_its_own_cut_offs():
    threshold = next(
        t for t in load_catalog().movements["single_leg_squat"].thresholds if t.metric == "knee_fppa_deg"
    )
    assert threshold.basis is Basis.EXCURSION
    for cut_deg in (threshold.mild, threshold.marked):
        hit, false_alarm = norm.sf(cut_deg, 16.8, 5.4), norm.sf(cut_deg, 8.4, 5.1)
        assert f"{cut_deg:.0f}° flags {hit:.0%}".replace("%", " %") in threshold.note
        assert f"{false_alarm:.0%}".replace("%", " %") in threshold.note


PIVA_POINTS = {
    0: {}, 1: {"trunk_lean_deg": Grade.MILD}, 2: {"knee_over_foot": Grade.MARKED},
    3: {"knee_over_foot": Grade.MARKED, "knee_wobble": Grade.MILD},
    4: {"knee_over_foot": Grade.MARKED, "knee_wobble": Grade.MARKED, "trunk_lean_deg": Grade.MARKED},
    5: {"knee_over_foot": Grade.MARKED, "knee_wobble": Grade.MARKED, "trunk_lean_deg": Grade.MARKED,
        "pelvic_drop_deg": Grade.MARKED},
}  # fmt: skip
"""Faults that give so many points on Piva's sheet, without the arms."""


@pytest.mark.parametrize(
    ("points", "band"), [(0, "good"), (1, "good"), (2, "medium"), (3, "medium"), (4, "poor"), (5, "poor")]
)
def test_fact_19_the_bands_of_pivas_sheet(points, band):
    items = ("trunk_lean_deg", "pelvic_drop_deg", "knee_over_foot", "knee_wobble")
    rep = graded(a_rep(side=Side.LEFT), dict.fromkeys(items, Grade.GOOD) | PIVA_POINTS[points])
    poses = film(step_downs(Side.LEFT, 1))
    (sheet,) = checklists_of((rep,), load_catalog().movements["step_down"], poses, a_view())
    assert (sheet.total, sheet.max_total, sheet.band) == (points, 6.0, band)


@pytest.mark.parametrize("yaw_deg", [-6.0, 4.0])
def test_fact_20_a_fixed_yaw_doubles_in_the_difference_and_cancels_in_the_mean(yaw_deg):
    def fppa(side: Side, camera: Camera) -> float:
        return only(knee_fppa_deg(snapshot(planar_leg(side, 60.0), camera), side))

    square = {side: fppa(side, Camera()) for side in Side}
    off = {side: fppa(side, Camera(yaw_deg=yaw_deg)) for side in Side}
    shift = {side: off[side] - square[side] for side in Side}
    false_deg = float(yaw_false_fppa_deg(60.0, yaw_deg))
    assert shift[Side.LEFT] - shift[Side.RIGHT] == pytest.approx(2.0 * false_deg, abs=0.01)
    assert shift[Side.LEFT] + shift[Side.RIGHT] == pytest.approx(0.0, abs=0.01)


def knee_pushed_in(side: Side) -> PoseSequence:
    """A leg bent by 60° whose knee lies 4 cm medial of the hip-ankle line; drop 8, lean 9."""
    points, asis = joints_m(replace(planar_leg(side, 60.0), drop_deg=8.0, lean_deg=9.0))
    points[:, LEGS[side].knee, 0] += -0.04 if side is Side.LEFT else 0.04
    return seen_by(Camera(), points, asis, np.zeros(1))


@SIDES
@pytest.mark.parametrize("mirrored", [False, True])
def test_fact_21_a_knee_four_centimetres_in(side, mirrored):
    poses, leg = knee_pushed_in(side), side
    if mirrored:
        poses, leg = poses.mirrored(), side.other
    assert only(knee_fppa_deg(poses, leg)) == pytest.approx(12.26, abs=0.01)
    assert only(pelvic_drop_deg(poses, leg)) == pytest.approx(8.00, abs=0.01)
    assert only(trunk_lean_deg(poses, leg)) == pytest.approx(9.00, abs=0.01)
