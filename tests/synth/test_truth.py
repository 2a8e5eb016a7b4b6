from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from hipcheck.kinematics import METRICS, levelled
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Side
from hipcheck.poses import FrameSize, PoseSequence
from synth.cameras import camera_path
from synth.measures import BODY_METRICS, LEG_METRICS, frontal, sagittal
from synth.movements import duration_s, perform
from synth.people import load_person
from synth.spec import CameraSpec, MovementSpec, RepSpec
from synth.truth import truth_of

JOINTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe", "iliac")
FIGURE_PX = {  # of the left side, from the middle: right, down
    "shoulder": (90, -260), "hip": (55, 0), "knee": (60, 200), "ankle": (62, 390), "heel": (62, 410), "toe": (75, 425),
    "iliac": (60, -25),
}  # fmt: skip


def as_poses(pixels, size=(720, 1280), time_s=None):
    frames = len(pixels["left_hip"])
    xy = np.full((frames, LANDMARK_COUNT, 2), np.nan)
    for side in Side:
        for joint in JOINTS[:-1]:
            xy[:, getattr(LEGS[side], joint)] = pixels[f"{side}_{joint}"]
    return PoseSequence(
        xy_px=xy,
        world_m=np.full((frames, LANDMARK_COUNT, 3), np.nan),
        visibility=np.where(np.isnan(xy[..., 0]), np.nan, 1.0),
        time_s=np.arange(frames) / 30.0 if time_s is None else time_s,
        frame_size=FrameSize(*size),
        asis_px=np.stack([pixels["left_iliac"], pixels["right_iliac"]], axis=1),
    )


def random_people(seed, *, frames=80, spread_px=25.0):
    """Joints scattered about a figure seen from the front, y down."""
    random = np.random.default_rng(seed)
    places = {f"left_{joint}": np.array(place, dtype=float) for joint, place in FIGURE_PX.items()}
    places |= {name.replace("left", "right"): place * [-1, 1] for name, place in places.items()}
    middle = np.array([360.0, 640.0])
    return {name: middle + place + random.normal(0, spread_px, (frames, 2)) for name, place in places.items()}


def same_hips(family):
    """Metrics of a leg that begin at the figure's own hip, as hip adduction does not: its hip is the one that stickers tell."""
    return [name for name in LEG_METRICS[family] if name != "hip_adduction_deg"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("side", Side)
def test_frontal_formulas_agree_with_hipcheck_on_any_points(seed, behind, side):
    pixels = random_people(seed)
    if behind:  # the same points belong to the other side
        pixels = {
            name.replace("left", "x").replace("right", "left").replace("x", "right"): p
            for name, p in pixels.items()
        }
    to_left = -1.0 if behind else 1.0
    ours = frontal({name: p * [to_left, -1.0] for name, p in pixels.items()}, side.value)
    for name in (*same_hips("frontal"), *BODY_METRICS["frontal"]):
        theirs = METRICS[name].function(as_poses(pixels), side)
        np.testing.assert_allclose(ours[name], theirs, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("looks", [-1.0, 1.0])
@pytest.mark.parametrize("side", Side)
def test_sagittal_formulas_agree_with_hipcheck_on_any_points(seed, looks, side):
    pixels = random_people(seed)
    for foot in Side:
        pixels[f"{foot}_toe"] = pixels[f"{foot}_heel"] + [looks * 90.0, 15.0]
        pixels[f"{foot}_toe"] += np.random.default_rng(seed).normal(0, 8, (80, 2))
    ours = sagittal({name: p * [looks, -1.0] for name, p in pixels.items()}, side.value)
    for name in (*LEG_METRICS["sagittal"], *BODY_METRICS["sagittal"]):
        theirs = METRICS[name].function(as_poses(pixels), side)
        np.testing.assert_allclose(ours[name], theirs, atol=1e-6, err_msg=name)


def test_every_metric_with_a_value_at_each_moment_is_known():
    known = {name for table in (LEG_METRICS, BODY_METRICS) for names in table.values() for name in names}
    assert known == {name for name, metric in METRICS.items() if metric.function is not None}


PERSON = load_person("woman_average")
SLS = MovementSpec(
    reps=(
        RepSpec(
            side="right",
            knee_fppa_deg=12,
            pelvic_drop_deg=7,
            trunk_lean_deg=6,
            knee_flexion_deg=65,
            wobble_deg=0.8,
        ),
    )
)


@cache
def filmed(movement, camera, rate_hz=15.0):
    person = PERSON
    time_s = np.arange(0.0, duration_s(movement), 1.0 / rate_hz)
    performance = perform(person, movement, time_s)
    look_at = np.array([0.0, 0.0, person.info.height_m / 2])
    return truth_of(person, movement, performance, camera_path(camera, look_at, time_s))


@pytest.mark.parametrize(
    ("camera", "kind"),
    [
        (CameraSpec(yaw_deg=8, roll_deg=4, pitch_deg=3, offset_x=0.1), "front"),
        (CameraSpec(yaw_deg=-170, roll_deg=-3, height_m=1.2), "back"),
        (CameraSpec(yaw_deg=80, roll_deg=2), "side"),
        (CameraSpec(yaw_deg=-95), "side"),
    ],
)
def test_hipcheck_on_the_true_pixels_gives_the_truth_in_the_image(camera, kind):
    truth = filmed(SLS, camera)
    assert truth.view.kind == kind
    poses = levelled(as_poses(truth.joints_px, time_s=truth.time_s), truth.view.roll_deg)
    family = "sagittal" if kind == "side" else "frontal"
    for side in Side:
        for name in same_hips(family):
            theirs = METRICS[name].function(poses, side)
            np.testing.assert_allclose(truth.metrics[f"{side}_{name}_image"], theirs, atol=1e-6, err_msg=name)
        for name in BODY_METRICS[family]:
            theirs = METRICS[name].function(poses, side)
            np.testing.assert_allclose(truth.metrics[f"{name}_image"], theirs, atol=1e-6, err_msg=name)
        other = "frontal" if kind == "side" else "sagittal"
        assert all(np.isnan(truth.metrics[f"{side}_{name}_image"]).all() for name in LEG_METRICS[other])


def test_the_world_plane_has_what_was_commanded():
    truth = filmed(SLS, CameraSpec(yaw_deg=20))
    bottom_s = truth.reps[0].bottom_s
    for column, value in {
        "right_knee_fppa_deg_world": 12.0,
        "right_hip_line_deg_world": 7.0,
        "right_pelvic_drop_deg_world": 7.0,
        "right_trunk_lean_deg_world": 6.0,
        "right_knee_flexion_deg_space": 65.0,
    }.items():
        assert truth.at(column, bottom_s) == pytest.approx(value, abs=1e-4), column
    assert truth.at("left_trunk_lean_deg_world", bottom_s) == pytest.approx(-6.0, abs=1e-4)


def test_the_hip_bones_move_with_the_pelvis_and_the_skin_over_them_nearly():
    truth = filmed(SLS, CameraSpec(yaw_deg=20))
    bottom_s = truth.reps[0].bottom_s
    slid = truth.joints_m["left_asis"] - truth.joints_m["left_iliac"]
    assert np.linalg.norm(slid[truth.standing], axis=1).max() < 0.01
    assert np.linalg.norm(slid, axis=1).max() < 0.03
    across = truth.joints_m["left_iliac"] - truth.joints_m["right_iliac"]
    drop_deg = np.degrees(np.arctan2(-across[:, 2], across[:, 0]))
    assert np.interp(bottom_s, truth.time_s, drop_deg) == pytest.approx(7.0, abs=1e-3)


def test_turning_the_person_changes_the_view_and_the_image_but_not_the_person():
    square = filmed(SLS, CameraSpec())
    turned = filmed(replace(SLS, facing_deg=25.0), CameraSpec())
    for column in square.metrics:
        if not column.endswith("_image"):
            np.testing.assert_allclose(
                turned.metrics[column], square.metrics[column], atol=1e-6, err_msg=column
            )
    assert turned.view.bearing_deg == pytest.approx(square.view.bearing_deg - 25.0, abs=1.0)
    beside = filmed(replace(SLS, facing_deg=25.0), CameraSpec(yaw_deg=25.0))
    np.testing.assert_allclose(
        beside.metrics["right_knee_fppa_deg_image"], square.metrics["right_knee_fppa_deg_image"], atol=1e-6
    )


def test_a_camera_far_away_and_square_sees_the_world_plane():
    far = CameraSpec(distance_m=500.0, focal_ratio=150.0, height_m=0.83)
    truth = filmed(SLS, far)
    for name in ("knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "hip_adduction_deg", "knee_over_foot"):
        np.testing.assert_allclose(
            truth.metrics[f"right_{name}_image"], truth.metrics[f"right_{name}_world"], atol=0.1, err_msg=name
        )


def test_the_pelvis_plane_turns_with_the_pelvis():
    turned = filmed(
        MovementSpec(reps=(RepSpec(side="right", knee_fppa_deg=0.0, pelvis_rotation_deg=-20.0),)),
        CameraSpec(),
    )
    at = turned.reps[0].bottom_s
    assert turned.at("right_knee_fppa_deg_world", at) == pytest.approx(0.0, abs=1e-4)
    # Turned away from the stance leg, to the left, the pelvis sees its knee from its right side: outside of the leg.
    assert turned.at("right_knee_fppa_deg_pelvis", at) < -10.0


@pytest.mark.parametrize(
    ("yaw_deg", "kind", "yaw"), [(0, "front", 0), (20, "front", 20), (170, "back", 10), (-170, "back", -10)]
)
def test_yaw_is_counted_from_the_nearer_of_front_and_back(yaw_deg, kind, yaw):
    truth = filmed(MovementSpec(kind="wave", duration_s=1.5, sway_deg=0.0), CameraSpec(yaw_deg=yaw_deg))
    assert (truth.view.kind, truth.view.yaw_deg) == (kind, pytest.approx(yaw, abs=0.3))
    assert truth.view.bearing_deg == pytest.approx(yaw_deg, abs=0.3)
    assert truth.movement == "unknown"


@pytest.mark.parametrize("roll_deg", [-5.0, 5.0])
def test_roll_is_clockwise_for_hipcheck_and_counter_clockwise_in_the_spec(roll_deg):
    truth = filmed(MovementSpec(kind="wave", duration_s=1.5), CameraSpec(roll_deg=roll_deg))
    assert truth.view.roll_deg == pytest.approx(-roll_deg, abs=0.2)


def written(truth, folder):
    truth.write(folder, "clip")
    with (folder / "clip_truth.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return np.array([float(row[name] or "nan") for row in rows])


def test_files_hold_what_the_truth_is(tmp_path):
    truth = filmed(SLS, CameraSpec(yaw_deg=5), rate_hz=10.0)
    rows, summary = written(truth, tmp_path), truth.summary()
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    np.testing.assert_allclose(column(rows, "time_s"), truth.time_s, atol=1e-6)
    for name, known, half_a_digit in (
        ("right_knee_fppa_deg_world", truth.metrics["right_knee_fppa_deg_world"], 0.005),
        ("right_knee_over_foot_image", truth.metrics["right_knee_over_foot_image"], 0.0005),
        ("left_ankle_x_px", truth.joints_px["left_ankle"][:, 0], 0.05),
        ("left_ankle_y_mm", 1000.0 * truth.joints_m["left_ankle"][:, 1], 0.5),
    ):
        np.testing.assert_allclose(column(rows, name), known, rtol=0, atol=half_a_digit + 1e-9, err_msg=name)
    assert {row["right_knee_flexion_deg_image"] for row in rows} == {""}, "not seen from the front"
    in_rep = [row["rep"] == "1" for row in rows]
    start_s, end_s = summary["reps"][0]["start_s"], summary["reps"][0]["end_s"]
    assert in_rep == [start_s <= time_s <= end_s for time_s in truth.time_s]
    cells = {cell for row in rows for cell in row.values()}
    assert max(map(len, cells)) <= 8
    assert "-0" not in cells


@pytest.mark.parametrize(
    ("movement", "legs"),
    [
        (SLS, {"right"}),
        (MovementSpec(reps=(RepSpec(side="left"), RepSpec(side="right"))), {"left", "right"}),
        (MovementSpec(kind="squat", reps=(RepSpec(side=None),)), {"left", "right"}),
        (MovementSpec(kind="wave", duration_s=1.0), {"left", "right"}),
    ],
)
def test_the_table_has_the_metrics_of_legs_that_stand_in_planes_that_can_be_compared(
    tmp_path, movement, legs
):
    truth = filmed(movement, CameraSpec(), rate_hz=5.0)
    names = set(written(truth, tmp_path)[0])
    assert {side for side in ("left", "right") if f"{side}_knee_fppa_deg_image" in names} == legs
    assert {name.rsplit("_", 1)[1] for name in names & set(truth.metrics)} == {"image", "world", "space"}


def test_what_the_table_leaves_out_follows_from_it(tmp_path):
    truth = filmed(SLS, CameraSpec(yaw_deg=5), rate_hz=10.0)
    rows = written(truth, tmp_path)
    joints = {
        name: np.stack([column(rows, f"{name}_{axis}_mm") for axis in "xyz"], axis=1)
        for name in truth.joints_m
        if f"{name}_x_mm" in rows[0]
    }
    across = (joints["left_hip"] - joints["right_hip"]) * [1.0, 1.0, 0.0]
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    points = {name: np.stack([np.sum(p * across, axis=1), p[:, 2]], axis=1) for name, p in joints.items()}
    # Half a millimetre at each end of a line of 25 cm or more turns it by at most 0.33°; an angle has two lines.
    apart_deg, apart = 0.65, 0.01
    for name, values in frontal(points, "right").items():
        if name == "depth_deg":
            continue  # the arc cosine of nearly 1, in standing, magnifies a millimetre
        known = truth.metrics[f"{name}_pelvis" if name in BODY_METRICS["frontal"] else f"right_{name}_pelvis"]
        np.testing.assert_allclose(
            values, known, rtol=0, atol=apart_deg if "_deg" in name else apart, err_msg=name
        )


def test_the_summary_names_movement_leg_and_values_at_the_bottom():
    reps = (RepSpec(side="left", knee_fppa_deg=5.0), RepSpec(side="left", knee_flexion_deg=30.0))
    truth = filmed(MovementSpec(kind="lateral_step_down", reps=reps), CameraSpec())
    summary = truth.summary()
    assert (summary["movement"], summary["kind"], summary["leg"]) == (
        "step_down",
        "lateral_step_down",
        "left",
    )
    assert [rep["partial"] for rep in summary["reps"]] == [False, True]
    bottom = summary["reps"][0]["bottom"]
    assert bottom["left_knee_fppa_deg_world"] == pytest.approx(5.0, abs=1e-3)
    assert not any(name.startswith("right_") for name in bottom)


def test_hinge_ratio_is_hip_per_knee_from_start_to_bottom():
    rep = RepSpec(side="right", knee_flexion_deg=20.0, trunk_flexion_deg=75.0)
    truth = filmed(MovementSpec(kind="single_leg_deadlift", reps=(rep,)), CameraSpec(yaw_deg=-90))
    ratio = truth.summary()["reps"][0]["bottom"]["right_hinge_ratio_world"]
    start_s, bottom_s = truth.reps[0].start_s, truth.reps[0].bottom_s
    change = {
        joint: truth.at(f"right_{joint}_flexion_deg_world", bottom_s)
        - truth.at(f"right_{joint}_flexion_deg_world", start_s)
        for joint in ("hip", "knee")
    }
    assert ratio == pytest.approx(change["hip"] / change["knee"], rel=1e-4)
    assert 4.0 < ratio < 8.0
