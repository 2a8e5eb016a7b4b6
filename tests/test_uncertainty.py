"""Intervals hold the truth as often as they say, when what they allow for is put into the picture.

Every metric is measured on thousands of pictures of a stick figure, each with a camera turned and tilted, landmarks
shaken, and a truth off by the method's own error, all drawn from what the interval is made of. The true value, as seen
squarely from a level camera, must lie inside in 95 of 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from hipcheck.geometry import FloatArray, yaw_false_fppa_deg
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence
from hipcheck.results import View, ViewKind
from hipcheck.uncertainty import ERRORS, Sigma, half_width, off_axis_deg, sd_of_change, sigma_of
from hipcheck.uncertainty import Posture as ErrorPosture
from tests.readings import a_view
from tests.stick_figure import FREE_LEG, Camera, Posture, bent, joints_m, standing_on
from tests.stick_motions import alone_on, deadlift_bottom, single_leg_bottom

DRAWS = 1500
LOWEST = 0.95 - 3.0 * np.sqrt(0.95 * 0.05 / DRAWS)
"""Three standard errors of a share of so many draws below what is promised."""
NOISE_PX = 1.0
"""Left after smoothing, at a scale of 480 px a metre."""
LEG = Side.LEFT


@dataclass(frozen=True)
class Case:
    """A posture that a metric is read in, the standing it is compared with, and what its error depends on."""

    posture: Posture
    rest: Posture
    knee_deg: float
    trunk_deg: float


ON_ONE_LEG = Case(
    single_leg_bottom(LEG, 65.0, inward_deg=10.0, free="behind", drop_deg=5.0, lean_deg=6.0),
    alone_on(LEG, FREE_LEG["behind"]), 65.0, 20.0,
)  # fmt: skip
DEEP = Case(
    standing_on(None, leg=bent(95.0, inward_deg=6.0), forward_deg=35.0, apart_m=0.34),
    standing_on(None, apart_m=0.34), 95.0, 35.0,
)  # fmt: skip
HINGE = Case(deadlift_bottom(LEG, 75.0, lean_deg=3.0), alone_on(LEG, FREE_LEG["behind"]), 15.0, 75.0)


def pictures(
    case: Case, yaw_deg: FloatArray, roll_deg: FloatArray, noise_px: float, seed: int
) -> PoseSequence:
    """Each camera's picture of standing, then each camera's picture of the posture, only the latter shaken."""
    joints = [np.concatenate(joints_m(posture), axis=1) for posture in (case.rest, case.posture)]
    points = np.concatenate([np.repeat(held, len(yaw_deg), axis=0) for held in joints])
    turn = np.radians(np.tile(yaw_deg, 2))[:, None]
    x, y, z = np.moveaxis(points, -1, 0)
    # A camera that goes round the person sees what a still one sees of a person who turns.
    turned = np.stack([x * np.cos(turn) + z * np.sin(turn), y, z * np.cos(turn) - x * np.sin(turn)], axis=-1)
    camera = Camera()
    centre = np.array([camera.size.width_px, camera.size.height_px]) / 2.0
    tilt = np.radians(np.tile(roll_deg, 2))
    rows = [np.stack([np.cos(tilt), np.sin(tilt)], -1), np.stack([-np.sin(tilt), np.cos(tilt)], -1)]
    px = np.einsum("nki,nij->nkj", camera.pixels(turned) - centre, np.stack(rows, -2)) + centre
    px[len(yaw_deg) :] += np.random.default_rng(seed).normal(0.0, noise_px, px[len(yaw_deg) :].shape)
    frames = len(px)
    return PoseSequence(
        px[:, :33], np.zeros((frames, 33, 3)), np.ones((frames, 33)), np.arange(frames) / 30.0, camera.size, px[:, 33:]
    )  # fmt: skip


def readings(
    metric: str, case: Case, yaw_deg, roll_deg, noise_px=0.0, seed=0
) -> tuple[FloatArray, FloatArray]:
    """The metric in each picture: standing, and in the posture."""
    function = METRICS[metric].function
    assert function is not None
    values = function(pictures(case, np.asarray(yaw_deg), np.asarray(roll_deg), noise_px, seed), LEG)
    half = len(values) // 2
    return values[:half], values[half:]


def round_the_person_deg(view: View, off_deg: FloatArray | float) -> FloatArray:
    """Camera yaw round the person, for a deviation from the view's own yaw."""
    yaw = view.yaw_deg + np.asarray(off_deg, dtype=float)
    return 180.0 - yaw if view.kind is ViewKind.BACK else yaw


def square_deg(view: View) -> float:
    """Where a camera would stand that looks squarely into the metric's plane."""
    if view.frontal:
        return 180.0 if view.kind is ViewKind.BACK else 0.0
    return float(np.copysign(90.0, view.yaw_deg))


def coverage(metric: str, case: Case, view: View, *, from_standing: bool, seed: int = 11) -> float:
    """Share of draws whose interval holds the truth."""
    random = np.random.default_rng(seed)
    square = readings(metric, case, [square_deg(view)] * 2, [0.0] * 2)
    truth = float(square[1][0] - (square[0][0] if from_standing else 0.0))
    yaw_deg = round_the_person_deg(view, random.normal(0.0, view.yaw_sd_deg, DRAWS))
    roll_deg = random.normal(0.0, view.roll_sd_deg, DRAWS)
    if (
        metric == "heel_rise"
    ):  # is compared with the same picture's flat foot, which a tilt of its own would spoil here
        roll_deg = np.zeros(DRAWS)
    standing, held = readings(metric, case, yaw_deg, roll_deg, NOISE_PX, seed)
    shaken = readings(
        metric, case, round_the_person_deg(view, np.zeros(DRAWS)), np.zeros(DRAWS), NOISE_PX, seed
    )[1]
    posture = ErrorPosture(np.full(DRAWS, case.knee_deg), np.full(DRAWS, case.trunk_deg), held)
    sigma = sigma_of(metric, view, posture, noise=float(np.std(shaken)), from_standing=from_standing)
    model = ERRORS[metric]
    bias = model.bias if from_standing else float(np.hypot(model.bias, model.absolute_bias))
    method = np.hypot(np.hypot(model.sem, model.relative_sem * truth), bias)
    error = held - (standing if from_standing else 0.0) - truth + random.normal(0.0, 1.0, DRAWS) * method
    return float(np.mean(np.abs(error) <= half_width(sigma.total, 0.95)))


FRONTAL = {
    "knee_fppa_deg": ON_ONE_LEG, "knee_over_foot": ON_ONE_LEG, "hip_adduction_deg": ON_ONE_LEG,
    "pelvic_drop_deg": ON_ONE_LEG, "pelvis_opening_deg": ON_ONE_LEG, "hip_line_deg": ON_ONE_LEG,
    "trunk_lean_deg": ON_ONE_LEG, "depth_deg": ON_ONE_LEG, "knee_ankle_separation": DEEP, "hip_shift": DEEP,
}  # fmt: skip
FRONTAL_VIEWS = {
    "square": a_view(),
    "a little off": a_view(yaw_deg=5.0, yaw_sd_deg=4.0),
    "as far off as is measured": a_view(yaw_deg=-8.0, yaw_sd_deg=4.0),
    "uncertain": a_view(yaw_deg=2.0, yaw_sd_deg=7.0, roll_sd_deg=4.0),
    "behind": a_view(ViewKind.BACK, yaw_deg=4.0, yaw_sd_deg=4.0),
}


@pytest.mark.parametrize("view", FRONTAL_VIEWS.values(), ids=FRONTAL_VIEWS)
@pytest.mark.parametrize("metric", FRONTAL)
def test_frontal_intervals_hold_the_truth(metric, view):
    assert coverage(metric, FRONTAL[metric], view, from_standing=False) >= LOWEST


@pytest.mark.parametrize(
    "view", [FRONTAL_VIEWS["square"], FRONTAL_VIEWS["uncertain"]], ids=["square", "uncertain"]
)
@pytest.mark.parametrize("metric", [m for m in FRONTAL if METRICS[m].excursion == "difference"])
def test_intervals_of_changes_from_standing_hold_the_truth(metric, view):
    assert coverage(metric, FRONTAL[metric], view, from_standing=True) >= LOWEST


SAGITTAL = [
    ("knee_flexion_deg", ON_ONE_LEG), ("knee_flexion_deg", DEEP), ("hip_flexion_deg", DEEP), ("hip_flexion_deg", HINGE),
    ("trunk_forward_lean_deg", ON_ONE_LEG), ("trunk_forward_lean_deg", HINGE), ("shank_angle_deg", DEEP),
    ("t_line_deg", HINGE), ("heel_rise", DEEP),
]  # fmt: skip
SIDE_VIEWS = {
    "square": a_view(ViewKind.SIDE, yaw_sd_deg=7.0),
    "from the right": a_view(ViewKind.SIDE, yaw_deg=-84.0, yaw_sd_deg=7.0),
    "off": a_view(ViewKind.SIDE, yaw_deg=70.0, yaw_sd_deg=7.0),
    "off to the back": a_view(ViewKind.SIDE, yaw_deg=112.0, yaw_sd_deg=7.0),
}


@pytest.mark.parametrize("view", SIDE_VIEWS.values(), ids=SIDE_VIEWS)
@pytest.mark.parametrize(
    ("metric", "case"), SAGITTAL, ids=lambda value: value if isinstance(value, str) else ""
)
def test_side_intervals_hold_the_truth(metric, case, view):
    assert coverage(metric, case, view, from_standing=False) >= LOWEST


def test_all_series_are_covered_by_these_tests():
    tested = {*FRONTAL, *(metric for metric, _ in SAGITTAL)}
    assert tested == {metric.id for metric in METRICS.values() if metric.function is not None}


def sigma(metric: str, view: View | None = None, knee_deg=60.0, trunk_deg=20.0, value=10.0, **rest) -> Sigma:
    posture = ErrorPosture(*(np.asarray(x) for x in (knee_deg, trunk_deg, value)))
    return sigma_of(metric, view or a_view(), posture, **rest)


def test_every_metric_has_an_error_model_with_a_source():
    assert set(ERRORS) == set(METRICS)
    assert all(model.source for model in ERRORS.values())
    assert all(model.sem > 0.0 for name, model in ERRORS.items() if name != "foot_touches")


YAW_FREE = {"knee_ankle_separation", "depth_deg", "heel_rise"}


@pytest.mark.parametrize("metric", FRONTAL)
def test_more_doubt_of_the_yaw_widens_what_depends_on_it(metric):
    narrow, wide = (float(sigma(metric, a_view(yaw_sd_deg=sd)).total) for sd in (3.0, 6.0))
    assert (wide > narrow) == (metric not in YAW_FREE)


@pytest.mark.parametrize("metric", FRONTAL)
def test_a_camera_that_stands_off_widens_it_by_as_much_as_the_same_doubt(metric):
    off, unsure = a_view(yaw_deg=4.0, yaw_sd_deg=3.0), a_view(yaw_deg=0.0, yaw_sd_deg=5.0)
    assert float(sigma(metric, off).total) == pytest.approx(float(sigma(metric, unsure).total))


@pytest.mark.parametrize("metric", [*FRONTAL, *dict(SAGITTAL)])
def test_only_what_is_measured_against_the_vertical_widens_with_the_roll(metric):
    kind = ViewKind.FRONT if metric in FRONTAL else ViewKind.SIDE
    narrow, wide = (float(sigma(metric, a_view(kind, roll_sd_deg=sd)).total) for sd in (1.0, 4.0))
    roll_free = {"knee_fppa_deg", "hip_adduction_deg", "knee_ankle_separation", "depth_deg",
                 "knee_flexion_deg", "hip_flexion_deg", "t_line_deg", "heel_rise"}  # fmt: skip
    assert (wide > narrow) == (metric not in roll_free)


@pytest.mark.parametrize("metric", ["knee_fppa_deg", "hip_adduction_deg"])
def test_a_bent_knee_is_the_worse_for_yaw(metric):
    values = [float(sigma(metric, knee_deg=knee).total) for knee in (0.0, 30.0, 60.0, 90.0)]
    assert values == sorted(values)
    assert values[-1] > 1.05 * values[0]


def test_the_knees_part_of_yaw_is_the_formulas():
    without = float(sigma("knee_fppa_deg", a_view(yaw_sd_deg=1e-9)).total)
    with_yaw = float(sigma("knee_fppa_deg", a_view(yaw_sd_deg=1.0)).total)
    part = np.sqrt(with_yaw**2 - without**2)
    assert part == pytest.approx(float(yaw_false_fppa_deg(60.0, 1.0)), rel=0.01)  # 1.15 degrees per degree


def test_a_trunk_bent_forward_is_the_worse_for_yaw():
    assert float(sigma("trunk_lean_deg", trunk_deg=45.0).total) > float(
        sigma("trunk_lean_deg", trunk_deg=5.0).total
    )


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_noise_widens_and_is_new_in_every_rep(metric):
    quiet, shaken = sigma(metric), sigma(metric, noise=2.0)
    assert float(shaken.total) > float(quiet.total)
    assert float(shaken.shared) == float(quiet.shared)


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_a_change_from_standing_is_never_less_sure(metric):
    assert float(sigma(metric, from_standing=True).total) <= float(sigma(metric, from_standing=False).total)


@pytest.mark.parametrize("metric", ["knee_fppa_deg", "hip_adduction_deg"])
def test_standing_takes_out_a_constant_bias(metric):
    assert float(sigma(metric, from_standing=True).total) < float(sigma(metric, from_standing=False).total)


@pytest.mark.parametrize("metric", ["hinge_ratio", "knee_wobble", "pelvis_path"])
def test_errors_that_grow_with_the_value(metric):
    small, large = (float(sigma(metric, value=value).total) for value in (0.1, 10.0))
    assert large > 3.0 * small


def test_more_reps_sharpen_only_what_is_new_in_each():
    one = Sigma(np.asarray(3.0), np.asarray(4.0))
    assert float(one.total) == 5.0
    assert one.of_mean(1) == 5.0
    assert one.of_mean(4) == pytest.approx(np.hypot(3.0, 2.0))
    assert one.of_mean(10**6) == pytest.approx(3.0, abs=0.01)
    assert one.of_mean(0) == 5.0


def test_most_of_the_method_s_error_stays_however_many_reps():
    alone = sigma("knee_ankle_separation")
    assert float(alone.own) == pytest.approx(0.6 * 0.05)
    assert float(alone.shared) == pytest.approx(np.hypot(0.8 * 0.05, 0.08))  # and all of its bias


@pytest.mark.parametrize(
    ("view", "off_deg"),
    [
        (a_view(yaw_deg=-6.0), 6.0),
        (a_view(ViewKind.BACK, yaw_deg=7.0), 7.0),
        (a_view(ViewKind.SIDE, yaw_deg=90.0), 0.0),
        (a_view(ViewKind.SIDE, yaw_deg=-75.0), 15.0),
        (a_view(ViewKind.SIDE, yaw_deg=110.0), 20.0),
        (a_view(ViewKind.OBLIQUE, yaw_deg=50.0), 40.0),
        (a_view(ViewKind.OBLIQUE, yaw_deg=-125.0), 35.0),
    ],
)
def test_off_axis_is_the_way_to_the_nearest_square_place(view, off_deg):
    assert off_axis_deg(view) == pytest.approx(off_deg)


@pytest.mark.parametrize("metric", ["pelvic_drop_deg", "hip_adduction_deg", "trunk_lean_deg"])
def test_the_doubt_of_a_change_follows_from_that_of_the_value(metric):
    view = a_view(roll_sd_deg=1.5)
    value, change = (
        sigma(metric, view, noise=0.3, camera=np.asarray(0.7), from_standing=from_standing).total
        for from_standing in (False, True)
    )
    assert float(change) < float(value)
    assert float(sd_of_change(metric, value, view.roll_sd_deg)) == pytest.approx(float(change))
    assert np.isnan(sd_of_change(metric, np.array([np.nan]), 1.0)).all()


def test_half_widths_are_of_the_normal_distribution():
    assert float(half_width(1.0, 0.95)) == pytest.approx(1.959964, abs=1e-6)
    assert float(half_width(2.0, 0.6827)) == pytest.approx(2.0, abs=1e-3)
    np.testing.assert_allclose(half_width(np.array([1.0, np.nan]), 0.95), [1.959964, np.nan], atol=1e-6)


def test_arrays_go_through_sample_by_sample():
    flexion = np.array([0.0, 60.0, np.nan])
    posture = ErrorPosture(flexion, np.zeros(3), np.zeros(3))
    total = sigma_of("knee_fppa_deg", a_view(), posture).total
    assert total.shape == (3,)
    assert np.isnan(total[2])
    assert total[1] == pytest.approx(float(sigma("knee_fppa_deg", knee_deg=60.0).total))


def test_every_graded_metric_is_known_well_enough_to_be_graded_at_all():
    """Filmed squarely, a value far in the good and one far in the marked range are told apart."""
    for movement in load_catalog().movements.values():
        for threshold in movement.thresholds:
            gap = abs(threshold.marked - threshold.mild)
            # Heels on the floor may read 0.35: only a gross rise is told at all.
            if threshold.metric == "heel_rise":
                gap = 0.35 - threshold.mild
            value = threshold.marked
            total = float(sigma(threshold.metric, value=value).total)
            assert gap / total > 0.5, (movement.id, threshold.metric)
