from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from hipcheck.errors import SettingsError
from synth.measures import frontal, sagittal, spatial
from synth.movements import duration_s, perform
from synth.people import PEOPLE, load_person
from synth.rig import joints_m, skin
from synth.skeleton import measured
from synth.spec import MovementSpec, RepSpec

PERSON = load_person("woman_average")
STILL = {"sway_deg": 0.0}
CALM = {"wobble_deg": 0.0}

ONE_LEG = ("single_leg_squat", "lateral_step_down", "forward_step_down", "single_leg_deadlift")


def exercise(kind, side="right", **commanded):
    """One rep; a deadlift with a knee to match."""
    if kind == "single_leg_deadlift":
        commanded = {"knee_flexion_deg": 22.0, "descent_s": 1.6, "ascent_s": 1.4} | commanded
    rep = RepSpec(side=None if kind == "squat" else side, **commanded)
    return MovementSpec(kind=kind, reps=(rep,), stance_width_m=0.3 if kind == "squat" else None)


EVERYTHING = {
    "squat": replace(exercise("squat", knee_flexion_deg=100, knee_fppa_deg=-12, fppa_left_deg=9), arms="forward"),
    **{kind: exercise(kind, knee_fppa_deg=9, pelvic_drop_deg=6, trunk_lean_deg=7) for kind in ONE_LEG},
    "free leg in front": replace(exercise("single_leg_squat", knee_flexion_deg=80), free_leg="front"),
    "free leg in the middle": replace(
        exercise("single_leg_squat", foot_touch=True), free_leg="middle", arms="crossed"
    ),
    "both legs": MovementSpec(reps=(RepSpec(side="left"), RepSpec(side="right", foot_touch=True))),
    "touching the floor": replace(
        exercise("lateral_step_down", knee_flexion_deg=75, foot_touch=True), box_height_m=0.1, arms="on_hips"
    ),
    "heel": exercise("single_leg_squat", heel_rise_deg=12),
    "coming and going": MovementSpec(kind="lateral_step_down", walk_in=True, walk_out=True, arms="on_hips"),
    "walk": MovementSpec(kind="walk", duration_s=6.0),
    "lunge": MovementSpec(kind="lunge", reps=(RepSpec(side="left", knee_flexion_deg=88),)),
    "sit_down": MovementSpec(kind="sit_down", reps=(RepSpec(side=None, descent_s=1.4, ascent_s=1.4),)),
    "wave": MovementSpec(kind="wave", duration_s=3.0),
}  # fmt: skip


@cache
def joints(spec, rate_hz=30.0, who="woman_average"):
    person = load_person(who)
    time_s = np.arange(0.0, duration_s(spec), 1.0 / rate_hz)
    performance = perform(person, spec, time_s)
    found = [joints_m(person, pose) for pose in performance.poses]
    return performance, {name: np.stack([at[name] for at in found]) for name in found[0]}


def at_bottom(spec, who="woman_average", rep=0):
    """The joints at the bottom of a rep, shape (1, 3) each."""
    person = load_person(who)
    reps = perform(person, spec, np.zeros(1)).reps
    (pose,) = perform(person, spec, np.array([reps[rep].bottom_s])).poses
    return {name: place[None] for name, place in joints_m(person, pose).items()}


def seen_from_front(points):
    return {name.replace("asis", "iliac"): p[:, [0, 2]] for name, p in points.items()}


def seen_from_side(points):
    return {name: p[:, [1, 2]] * [-1, 1] for name, p in points.items()}


# what is commanded comes out


@pytest.mark.parametrize("kind", ["squat", *ONE_LEG])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("who", ["woman_average", "man_tall_slim", "woman_heavy"])
def test_the_bottom_has_every_commanded_angle(kind, side, who):
    spec = exercise(
        kind, side, knee_fppa_deg=11.0, pelvic_drop_deg=6.0, trunk_lean_deg=7.0, trunk_flexion_deg=33.0
    )
    if kind == "squat":
        spec = exercise(kind, side, knee_fppa_deg=11.0, trunk_lean_deg=7.0, trunk_flexion_deg=33.0)
    bottom = at_bottom(spec, who)
    stance = "right" if kind == "squat" else side
    front, beside = frontal(seen_from_front(bottom), stance), sagittal(seen_from_side(bottom), stance)
    (rep,) = spec.reps
    assert front["knee_fppa_deg"][0] == pytest.approx(rep.knee_fppa_deg, abs=0.01)
    assert front["hip_line_deg"][0] == pytest.approx(rep.pelvic_drop_deg, abs=0.01)
    assert front["trunk_lean_deg"][0] == pytest.approx(rep.trunk_lean_deg, abs=0.01)
    assert beside["trunk_forward_lean_deg"][0] == pytest.approx(rep.trunk_flexion_deg, abs=0.01)
    assert spatial(bottom, stance)["knee_flexion_deg"][0] == pytest.approx(rep.knee_flexion_deg, abs=0.01)


@pytest.mark.parametrize("kind", ["single_leg_squat", "lateral_step_down"])
@pytest.mark.parametrize("arms", ["hanging", "forward", "on_hips", "crossed"])
def test_lean_is_exact_whatever_the_arms_do(kind, arms):
    spec = replace(
        exercise(kind, trunk_lean_deg=12.0, pelvic_drop_deg=-5.0, trunk_rotation_deg=10.0), arms=arms
    )
    assert frontal(seen_from_front(at_bottom(spec)), "right")["trunk_lean_deg"][0] == pytest.approx(
        12.0, abs=0.01
    )


@pytest.mark.parametrize("fppa_deg", [-15.0, 0.0, 8.0, 25.0])
@pytest.mark.parametrize("flexion_deg", [35.0, 62.0, 95.0])
def test_fppa_is_exact_at_any_depth(fppa_deg, flexion_deg):
    bottom = at_bottom(exercise("single_leg_squat", knee_fppa_deg=fppa_deg, knee_flexion_deg=flexion_deg))
    assert frontal(seen_from_front(bottom), "right")["knee_fppa_deg"][0] == pytest.approx(fppa_deg, abs=1e-3)
    assert spatial(bottom, "right")["knee_flexion_deg"][0] == pytest.approx(flexion_deg, abs=1e-3)


def test_the_knees_of_a_squat_may_differ():
    bottom = at_bottom(exercise("squat", knee_flexion_deg=90, knee_fppa_deg=-10, fppa_left_deg=15))
    for side, fppa_deg in (("right", -10), ("left", 15)):
        assert frontal(seen_from_front(bottom), side)["knee_fppa_deg"][0] == pytest.approx(fppa_deg, abs=1e-3)
        assert spatial(bottom, side)["knee_flexion_deg"][0] == pytest.approx(90, abs=1e-3)


@pytest.mark.parametrize("kind", ["squat", "single_leg_squat", "forward_step_down"])
@pytest.mark.parametrize("lean_deg", [15.0, 32.0])
def test_the_shank_leans_as_commanded(kind, lean_deg):
    spec = exercise(kind, ankle_dorsiflexion_deg=lean_deg, knee_flexion_deg=70, knee_fppa_deg=6)
    bottom = at_bottom(spec)
    assert sagittal(seen_from_side(bottom), "right")["shank_angle_deg"][0] == pytest.approx(
        lean_deg, abs=0.01
    )
    assert spatial(bottom, "right")["knee_flexion_deg"][0] == pytest.approx(70, abs=1e-3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_hip_turns_inward_by_what_is_commanded(side):
    turned = []
    for rotation_deg in (0.0, 20.0):
        spec = exercise("single_leg_squat", side, hip_rotation_deg=rotation_deg)
        bottom_s = perform(PERSON, spec, np.zeros(1)).reps[0].bottom_s
        (pose,) = perform(PERSON, spec, np.array([bottom_s])).poses
        thigh = pose.rotations[PERSON.bone_index[f"upperleg01.{side[0].upper()}"]]
        turned.append((thigh, joints_m(PERSON, pose)))
    (straight, joint), (inward, other) = turned
    np.testing.assert_allclose(other[f"{side}_knee"], joint[f"{side}_knee"], atol=1e-6)
    change = inward @ straight.T
    assert np.degrees(np.arccos((np.trace(change) - 1) / 2)) == pytest.approx(20.0, abs=0.01)
    front = inward[:, 1] * -1  # where the front of the thigh looks
    assert (front - straight[:, 1] * -1)[0] * (1 if side == "right" else -1) > 0.2, "towards the other leg"


def test_the_pelvis_turns_towards_the_stance_leg():
    for side, sign in (("right", -1), ("left", 1)):
        bottom = at_bottom(exercise("single_leg_squat", side, pelvis_rotation_deg=15.0, pelvic_drop_deg=4.0))
        across = (bottom["left_hip"] - bottom["right_hip"])[0]
        assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(sign * 15.0, abs=0.01)
        assert frontal(seen_from_front(bottom), side)["hip_line_deg"][0] == pytest.approx(4.0, abs=0.01)


def test_a_deadlifts_pelvis_opens_upwards():
    spec = exercise("single_leg_deadlift", pelvis_rotation_deg=-15.0, trunk_flexion_deg=80.0)
    opening = -frontal(seen_from_front(at_bottom(spec)), "right")["hip_line_deg"][0]
    assert 13.0 < opening < 15.5, "almost all of it is seen with the pelvis almost level"


def test_thorax_turns_against_the_pelvis_towards_the_stance_leg():
    bottom = at_bottom(exercise("single_leg_squat", trunk_rotation_deg=20.0, trunk_flexion_deg=5.0))
    across = (bottom["left_shoulder"] - bottom["right_shoulder"])[0]
    assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(-20.0, abs=1.0)


def test_the_heel_rises_by_what_is_commanded_and_the_ball_stays():
    _, points = joints(EVERYTHING["heel"])
    ball = points["right_toe"]
    (rep,) = perform(PERSON, EVERYTHING["heel"], np.zeros(1)).reps
    bottom, standing = at_bottom(EVERYTHING["heel"]), {name: place[:1] for name, place in points.items()}
    foot = {name: (p["right_ankle"] - p["right_heel"])[0] for name, p in (("up", bottom), ("flat", standing))}
    turned = np.degrees(
        np.arccos(
            np.clip(foot["up"] @ foot["flat"] / np.prod([np.linalg.norm(f) for f in foot.values()]), -1, 1)
        )
    )
    assert turned == pytest.approx(12.0, abs=0.1)
    assert bottom["right_heel"][0, 2] - standing["right_heel"][0, 2] > 0.03
    assert np.ptp(ball, axis=0).max() < 0.002
    assert rep.spec.heel_rise_deg == 12


@pytest.mark.parametrize("kind", ["squat", "single_leg_squat"])
def test_wobble_has_the_commanded_size_and_leaves_the_bottom_alone(kind):
    shaking = exercise(kind, wobble_deg=1.2, knee_fppa_deg=4.0)
    calm = exercise(kind, wobble_deg=0.0, knee_fppa_deg=4.0)
    side = "right"
    (_, first), (performance, second) = joints(shaking, 60.0), joints(calm, 60.0)
    wobble = (
        frontal(seen_from_front(first), side)["knee_fppa_deg"]
        - frontal(seen_from_front(second), side)["knee_fppa_deg"]
    )
    times = performance.reps[0].times
    down = (performance.time_s > times.leave_s) & (performance.time_s < times.hold_s)
    assert np.std(wobble[down]) == pytest.approx(1.2, rel=0.05)
    at_rest = (performance.time_s >= times.hold_s) & (performance.time_s <= times.rise_s)
    assert np.abs(wobble[at_rest]).max() < 1e-6


def test_toes_point_outwards():
    spec = replace(exercise("squat"), toe_out_deg=17.0)
    straight = replace(spec, toe_out_deg=0.0)
    for side, sign in (("left", 1), ("right", -1)):
        headings = []
        for each in (straight, spec):
            _, points = joints(each)
            foot = points[f"{side}_toe"][0] - points[f"{side}_heel"][0]
            headings.append(np.degrees(np.arctan2(foot[0], -foot[1])))
        assert headings[1] - headings[0] == pytest.approx(sign * 17.0, abs=0.1)


def test_the_feet_stand_as_far_apart_as_commanded():
    _, points = joints(replace(exercise("squat"), stance_width_m=0.41))
    assert points["left_ankle"][0, 0] - points["right_ankle"][0, 0] == pytest.approx(0.41, abs=1e-4)


def test_angles_grow_from_those_of_standing():
    performance, points = joints(exercise("single_leg_squat", knee_fppa_deg=12, trunk_lean_deg=8, **CALM))
    front = frontal(seen_from_front(points), "right")
    for name in ("knee_fppa_deg", "trunk_lean_deg"):
        assert np.abs(front[name][performance.standing]).max() < 0.02
    bend = spatial(points, "right")["knee_flexion_deg"]
    times = performance.reps[0].times
    going = (performance.time_s >= times.leave_s) & (performance.time_s <= times.hold_s)
    assert (np.diff(front["knee_fppa_deg"][going]) > -1e-6).all()
    share = (bend[going] - 6.0) / (62.0 - 6.0)
    np.testing.assert_allclose(front["knee_fppa_deg"][going], 12.0 * share, atol=0.01)


# reps and times


def test_reps_are_when_the_knee_says_so():
    reps = (
        RepSpec(side="right", **CALM),
        RepSpec(side="right", knee_flexion_deg=30.0, descent_s=0.7, **CALM),
    )
    performance, points = joints(MovementSpec(reps=reps), 100.0)
    bend = spatial(points, "right")["knee_flexion_deg"]
    for rep in performance.reps:
        assert np.interp(rep.bottom_s, performance.time_s, bend) == pytest.approx(rep.spec.knee_flexion_deg)
        for edge_s in (rep.start_s, rep.end_s):
            bent = 6.0 + 0.05 * (rep.spec.knee_flexion_deg - 6.0)
            assert np.interp(edge_s, performance.time_s, bend) == pytest.approx(bent, abs=0.1)
    assert [rep.partial for rep in performance.reps] == [False, True]
    assert [rep.index for rep in performance.reps] == [1, 2]


def test_a_clip_takes_as_long_as_its_parts():
    spec = MovementSpec(kind="squat", reps=(RepSpec(side=None),) * 3, stand_before_s=1.0, stand_after_s=0.5)
    assert duration_s(spec) == pytest.approx(1.0 + 3 * (1.1 + 0.2 + 1.0 + 0.5) + 0.5)
    assert duration_s(MovementSpec(kind="walk", duration_s=3.5)) == 3.5


def test_quiet_standing_is_where_both_feet_are_down_and_nothing_moves():
    performance, points = joints(EVERYTHING["both legs"])
    assert performance.standing[0]
    assert performance.standing[-1]
    assert performance.standing.mean() < 0.6
    for side in ("left", "right"):
        height = points[f"{side}_ankle"][performance.standing, 2]
        assert np.ptp(height) < 1e-3
    between = performance.time_s[performance.standing]
    assert np.diff(between).max() > 3.0, "one leg at a time"


def test_a_rep_on_one_leg_needs_a_leg():
    with pytest.raises(SettingsError, match="left or right"):
        duration_s(MovementSpec(reps=(RepSpec(side=None),)))


def test_impossible_angles_are_refused():
    with pytest.raises(SettingsError, match="frontal-plane angle"):
        at_bottom(exercise("single_leg_deadlift", knee_flexion_deg=10.0, knee_fppa_deg=20.0))
    with pytest.raises(SettingsError, match="trunk"):
        at_bottom(exercise("single_leg_deadlift", trunk_flexion_deg=95.0))
    with pytest.raises(SettingsError, match="box_height_m"):
        at_bottom(exercise("lateral_step_down", knee_flexion_deg=40.0, foot_touch=True))


# bodies behave


@pytest.mark.parametrize("kind", ["squat", *ONE_LEG])
def test_the_standing_foot_stays_where_it_is(kind):
    spec = exercise(kind, knee_fppa_deg=10, knee_flexion_deg=22 if "deadlift" in kind else 62)
    performance, points = joints(spec)
    times = performance.reps[0].times
    during = (performance.time_s >= times.leave_s) & (performance.time_s <= times.back_s)
    for joint in ("ankle", "heel", "toe"):
        assert np.ptp(points[f"right_{joint}"][during], axis=0).max() < 1e-4
    standing = performance.standing
    assert np.ptp(points["right_ankle"][standing], axis=0).max() < 1e-3
    assert np.ptp(points["left_ankle"][standing], axis=0).max() < 1e-3


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("who", ["woman_small", "man_tall_slim"])
def test_nothing_sinks_into_the_floor(name, who):
    person = load_person(who)
    spec = EVERYTHING[name]
    time_s = np.arange(0.0, duration_s(spec), 0.25)
    for pose in perform(person, spec, time_s).poses:
        assert skin(person, pose)[:, 2].min() + person.sole_m > -0.005


@pytest.mark.parametrize("name", EVERYTHING)
def test_nothing_jumps(name):
    performance, points = joints(EVERYTHING[name], 60.0)
    step_s = np.diff(performance.time_s)[0]
    for joint, places in points.items():
        speed = np.linalg.norm(np.diff(places, axis=0), axis=1) / step_s
        assert speed.max() < 4.5, f"{joint} at {performance.time_s[speed.argmax()]:.2f} s"
        change = np.linalg.norm(np.diff(places, 2, axis=0), axis=1) / step_s**2
        assert change.max() < 110.0, f"{joint} at {performance.time_s[change.argmax()]:.2f} s"


@pytest.mark.parametrize("name", [*ONE_LEG, "free leg in front", "heel", "lunge"])
def test_the_left_leg_is_the_mirror_of_the_right(name):
    spec = replace(EVERYTHING[name], **STILL)
    calm = tuple(replace(rep, **CALM) for rep in spec.reps)
    performed = [
        joints(replace(spec, reps=tuple(replace(rep, side=side) for rep in calm)), 10.0)[1]
        for side in ("left", "right")
    ]
    for joint, places in performed[0].items():
        other = joint.replace("left", "x").replace("right", "left").replace("x", "right")
        np.testing.assert_allclose(places * [-1, 1, 1], performed[1][other], atol=2e-4, err_msg=joint)


@pytest.mark.parametrize("kind", ["single_leg_squat", "single_leg_deadlift"])
@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_keeps_their_balance(kind, who):
    spec = exercise(kind, trunk_lean_deg=9, pelvic_drop_deg=8, knee_fppa_deg=12)
    performance, points = joints(spec, 20.0, who)
    times = performance.reps[0].times
    during = (performance.time_s >= times.leave_s) & (performance.time_s <= times.back_s)
    over = performance.com_m[during] - points["right_ankle"][during]
    skeleton = measured(load_person(who))
    assert np.abs(over[:, 0]).max() < 0.04
    assert over[:, 1].min() > skeleton.balls_m[1, 1]
    assert over[:, 1].max() < 0.02


@pytest.mark.parametrize("kind", ["squat", "single_leg_squat"])
def test_the_shank_leans_as_peoples_do_where_nothing_is_commanded(kind):
    lean = sagittal(seen_from_side(at_bottom(exercise(kind))), "right")["shank_angle_deg"][0]
    assert 15.0 < lean < 35.0


@pytest.mark.parametrize(
    ("free_leg", "least", "most"), [("front", -0.6, -0.15), ("middle", 0.15, 0.5), ("behind", 0.2, 0.6)]
)
def test_the_free_foot_is_where_it_is_to_be_held(free_leg, least, most):
    bottom = at_bottom(replace(exercise("single_leg_squat"), free_leg=free_leg))
    behind_m = (bottom["left_ankle"] - bottom["right_ankle"])[0]
    assert least < behind_m[1] < most
    assert behind_m[2] > 0.04


def test_a_touch_comes_down_beside_the_stance_foot_and_goes_up_again():
    spec = exercise("single_leg_squat", foot_touch=True)
    performance, points = joints(spec)
    during = (performance.time_s >= performance.reps[0].start_s) & (
        performance.time_s <= performance.reps[0].end_s
    )
    above = (points["left_ankle"] - points["right_ankle"])[during, 2]
    down = above < 0.005
    assert np.sum(np.diff(down.astype(int)) == 1) == 1
    assert not down[0]
    assert not down[-1]


@pytest.mark.parametrize("kind", ["lateral_step_down", "forward_step_down"])
def test_a_step_down_keeps_clear_of_the_step_and_comes_down_beside_or_before_it(kind):
    spec = exercise(kind, knee_flexion_deg=70)
    performance, points = joints(spec)
    (step,) = performance.boxes
    low, high = step.centre_m - step.size_m / 2, step.centre_m + step.size_m / 2
    assert high[2] == pytest.approx(spec.box_height_m)
    assert points["right_heel"][0, 2] > high[2]
    for joint in ("left_heel", "left_toe", "left_ankle"):
        inside = ((points[joint] > low) & (points[joint] < high)).all(axis=1)
        assert not inside.any()
    bottom = at_bottom(spec)
    assert bottom["left_ankle"][0, 2] < bottom["right_ankle"][0, 2] - 0.04
    if kind == "lateral_step_down":
        assert bottom["left_ankle"][0, 0] > high[0] + 0.05
    else:
        assert bottom["left_heel"][0, 1] < low[1]


def test_walking_puts_down_feet_that_stay():
    _, points = joints(EVERYTHING["walk"], 60.0)
    for side in ("left", "right"):
        toe = points[f"{side}_toe"]
        slow = np.linalg.norm(np.diff(toe, axis=0), axis=1) * 60.0 < 0.3
        edges = np.flatnonzero(np.diff(np.r_[0, slow.astype(int), 0]))
        stands = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 10]
        assert len(stands) >= 4
        for a, b in stands:
            assert np.ptp(toe[a:b, :2], axis=0).max() < 0.01, "a shoe gives, but does not slide"
    hips = (points["left_hip"] + points["right_hip"]) / 2
    assert np.ptp(hips[:, 1]) > 1.5
    assert 0.015 < np.ptp(hips[60:150, 2]) < 0.06, "up and down as people do"


def test_who_comes_in_walks_to_where_they_stand():
    performance, points = joints(EVERYTHING["coming and going"])
    hips = (points["left_hip"] + points["right_hip"]) / 2
    assert np.hypot(*hips[0, :2]) > 1.7
    assert np.hypot(*hips[-1, :2]) > 1.5
    assert np.abs(hips[performance.standing][:, 1]).max() < 0.1


@pytest.mark.parametrize("name", ["single_leg_squat", "coming and going", "walk"])
def test_a_moment_does_not_depend_on_the_others(name):
    spec = EVERYTHING[name]
    times = np.array([0.3, 2.2, 3.4])
    together = perform(PERSON, spec, times).poses
    for moment, pose in zip(times, together, strict=True):
        (alone,) = perform(PERSON, spec, np.array([moment])).poses
        np.testing.assert_allclose(alone.heads_m, pose.heads_m, atol=1e-9)


def test_facing_turns_the_person_to_their_left():
    time_s = np.array([0.5, 3.0])
    straight = perform(PERSON, EVERYTHING["single_leg_squat"], time_s).poses
    turned = perform(PERSON, replace(EVERYTHING["single_leg_squat"], facing_deg=90.0), time_s).poses
    for before, after in zip(straight, turned, strict=True):  # front -y becomes the left, +x
        np.testing.assert_allclose(after.heads_m, before.heads_m[:, [1, 0, 2]] * [-1, 1, 1], atol=1e-9)


def test_sway_moves_the_body_by_its_angle():
    spec = MovementSpec(kind="wave", duration_s=40.0, sway_deg=0.5, seed=2)
    time_s = np.arange(2.0, 40.0, 0.1)
    com = perform(PERSON, spec, time_s).com_m
    wanted_m = 0.56 * PERSON.info.height_m * np.tan(np.radians(0.5))
    assert np.std(com[:, 1]) == pytest.approx(wanted_m, rel=0.25)
    assert np.std(com[:, 0]) == pytest.approx(wanted_m, rel=0.25)


def test_a_clip_of_150_frames_is_worked_out_in_well_under_two_seconds():
    spec = EVERYTHING["single_leg_squat"]
    time_s = np.linspace(0.0, duration_s(spec), 150)
    perform(PERSON, spec, time_s)
    started_s = time.process_time()
    perform(PERSON, spec, time_s)
    assert time.process_time() - started_s < 1.0
