"""Which movement a clip shows, on which leg, and where its reps are; from all sides, and for what is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.catalog import load_catalog
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.movements import UNKNOWN, Dip, find_dips, name_movement, reps_of, stance_rest
from hipcheck.people import Prepared, prepare
from hipcheck.poses import PoseSequence, Recording
from hipcheck.reps import RepSpan
from hipcheck.results import Rep
from hipcheck.settings import RepSettings, Settings
from tests.stick_figure import FREE_LEG, SHANK_M, THIGH_M, Camera, LegPosture, Posture, bent, standing_on
from tests.stick_motions import (
    STANDING,
    Motion,
    alone_on,
    bowing,
    deadlift_bottom,
    film,
    hidden,
    hopping,
    noisy,
    phone_times,
    repeated,
    single_leg_bottom,
    single_leg_deadlifts,
    single_leg_squats,
    sitting_down,
    squat_bottom,
    squats,
    standing_still,
    step_downs,
    walking,
    waving,
)

NAMES = {movement.id: movement.name for movement in load_catalog().movements.values()}
MOVEMENTS = load_catalog().movements
SIDES = pytest.mark.parametrize("side", Side)
VIEWS = {
    "front": 0.0,
    "back": 180.0,
    "from the left": 90.0,
    "from the right": -90.0,
    "oblique": 45.0,
    "oblique back": -130.0,
}
ALL_VIEWS = pytest.mark.parametrize("yaw_deg", VIEWS.values(), ids=VIEWS)
PHONE_M = 3.5
MIN_REST_S = Settings().measurement.baseline_min_s


def looked_at(poses: PoseSequence) -> Prepared:
    """As the pipeline sees it just before naming the movement."""
    (person,) = prepare(Recording((poses,), "test", ""), Settings(), mirrored=False)
    return person


def seen(poses: PoseSequence) -> tuple[str, list[Side | None], list[float]]:
    """Movement, stance legs and bottoms of a clip."""
    person = looked_at(poses)
    assert person.view is not None
    name = name_movement(list(person.dips), NAMES).id
    if name == UNKNOWN:
        return name, [], []
    reps = reps_of(list(person.dips), MOVEMENTS[name], person.smooth, person.view, RepSettings())
    return name, [rep.side for rep in reps], [rep.bottom_s for rep in reps]


ON_ONE_LEG = {
    "single_leg_squat": single_leg_squats,
    "step_down": step_downs,
    "single_leg_deadlift": single_leg_deadlifts,
}
# Standing 1.5 s, lifting the foot 0.6 s and 0.4 s, then 1 s down, 0.2 s pause, 1 s up and 0.4 s rest.
BOTTOMS_S = [3.6, 6.2, 8.8]


@ALL_VIEWS
@SIDES
@pytest.mark.parametrize("name", ON_ONE_LEG)
def test_movements_on_one_leg_are_named_with_their_leg_and_reps(name, side, yaw_deg):
    poses = film(ON_ONE_LEG[name](side), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
    movement, sides, bottoms_s = seen(poses)
    assert (movement, sides) == (name, [side] * 3)
    assert bottoms_s == pytest.approx(BOTTOMS_S, abs=0.15)


@ALL_VIEWS
def test_squats_are_named_from_every_view(yaw_deg):
    movement, sides, bottoms_s = seen(film(squats(), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)))
    assert (movement, sides) == ("squat", [None] * 3)
    assert bottoms_s == pytest.approx(BOTTOMS_S, abs=0.15)


@ALL_VIEWS
@SIDES
@pytest.mark.parametrize("free", ["middle", "behind", "in front"])
def test_single_leg_squats_are_named_however_the_free_leg_is_held(free, side, yaw_deg):
    poses = film(single_leg_squats(side, free=free), Camera(yaw_deg=yaw_deg, distance_m=3.0))
    assert seen(poses)[:2] == ("single_leg_squat", [side] * 3)


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@pytest.mark.parametrize("free", ["middle", "behind", "in front"])
def test_the_free_legs_place_is_told_from_front_and_back(free, yaw_deg, side):
    person = looked_at(film(single_leg_squats(side, free=free), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)))
    assert name_movement(list(person.dips), NAMES).variant in (f"free leg in the {free}", f"free leg {free}")


@SIDES
def test_a_step_down_is_lateral_or_forward(side):
    person = looked_at(film(step_downs(side), Camera(distance_m=PHONE_M)))
    assert name_movement(list(person.dips), NAMES).variant == "lateral"
    # The heel reaches for the floor in front of the step, feet nearly one behind the other.
    leg = bent(65.0, over_foot_deg=9.0)
    free = replace(
        FREE_LEG["on the floor"],
        thigh_forward_deg=20.0,
        shank_forward_deg=-20.0,
        thigh_in_deg=9.0,
        shank_in_deg=-9.0,
    )
    poses = film(step_downs(side, bottom=standing_on(side, leg=leg, free=free)), Camera(distance_m=PHONE_M))
    person = looked_at(poses)
    named = name_movement(list(person.dips), NAMES)
    assert (named.id, named.variant) == ("step_down", "forward")


@SIDES
@ALL_VIEWS
def test_both_legs_in_one_clip_are_told_apart(side, yaw_deg):
    both = single_leg_squats(side, 2).then(single_leg_squats(side.other, 3))
    movement, sides, _ = seen(film(both, Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)))
    assert (movement, sides) == ("single_leg_squat", [side] * 2 + [side.other] * 3)


@SIDES
def test_a_single_rep_is_enough(side):
    assert seen(film(single_leg_squats(side, 1)))[:2] == ("single_leg_squat", [side])
    assert seen(film(squats(1)))[:2] == ("squat", [None])


@pytest.mark.parametrize("rate_hz", [24.0, 60.0, 120.0, 240.0])
def test_the_frame_rate_does_not_matter(rate_hz):
    movement, sides, bottoms_s = seen(film(single_leg_squats(Side.LEFT), rate_hz=rate_hz))
    assert (movement, sides) == ("single_leg_squat", [Side.LEFT] * 3)
    assert bottoms_s == pytest.approx(BOTTOMS_S, abs=0.15)


def test_neither_does_a_rate_that_varies():
    motion = single_leg_squats(Side.RIGHT)
    movement, sides, bottoms_s = seen(film(motion, time_s=phone_times(motion.duration_s, 30.0, seed=3)))
    assert (movement, sides) == ("single_leg_squat", [Side.RIGHT] * 3)
    assert bottoms_s == pytest.approx(BOTTOMS_S, abs=0.15)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["squat", *ON_ONE_LEG])
def test_landmark_noise_does_not_matter(name, seed):
    motion = squats() if name == "squat" else ON_ONE_LEG[name](Side.LEFT)
    poses = noisy(film(motion, Camera(distance_m=PHONE_M)), sd_px=4.0, seed=seed)  # 1 cm
    movement, sides, _ = seen(poses)
    assert (movement, sides) == (name, [None if name == "squat" else Side.LEFT] * 3)


@pytest.mark.parametrize(("down_s", "rest_s"), [(0.5, 0.0), (0.6, 0.2), (3.0, 1.0), (4.5, 0.5)])
def test_tempo_does_not_matter(down_s, rest_s):
    poses = film(single_leg_squats(Side.LEFT, 4, down_s=down_s, up_s=down_s, rest_s=rest_s))
    assert seen(poses)[:2] == ("single_leg_squat", [Side.LEFT] * 4)


@pytest.mark.parametrize("flexion_deg", [45.0, 60.0, 80.0, 100.0])
@SIDES
def test_depth_does_not_matter(side, flexion_deg):
    poses = film(single_leg_squats(side, bottom=single_leg_bottom(side, flexion_deg)))
    assert seen(poses)[:2] == ("single_leg_squat", [side] * 3)


@pytest.mark.parametrize("inward_deg", [-15.0, 25.0])
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
@SIDES
def test_faults_do_not_matter(side, yaw_deg, inward_deg):
    bottom = single_leg_bottom(
        side, 70.0, inward_deg=inward_deg, drop_deg=12.0, lean_deg=25.0, forward_deg=40.0
    )
    poses = film(single_leg_squats(side, bottom=bottom), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
    assert seen(poses)[:2] == ("single_leg_squat", [side] * 3)


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0])
def test_a_bent_knee_tells_a_squat_that_leans_forward_from_a_deadlift(side, yaw_deg):
    bottom = single_leg_bottom(side, 75.0, forward_deg=55.0)
    poses = film(single_leg_squats(side, bottom=bottom), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
    assert seen(poses)[0] == "single_leg_squat"
    hinge = single_leg_deadlifts(side, bottom=deadlift_bottom(side, 70.0, knee_deg=35.0))
    assert seen(film(hinge, Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)))[0] == "single_leg_deadlift"


@SIDES
def test_a_free_foot_out_of_sight_behind_the_body_is_a_leg_held_up(side):
    poses = film(single_leg_deadlifts(side), Camera(distance_m=PHONE_M))
    free = LEGS[side.other]
    poses = hidden(poses, [free.knee, free.ankle, free.heel, free.toe])
    assert seen(poses)[:2] == ("single_leg_deadlift", [side] * 3)


@ALL_VIEWS
def test_a_clip_that_begins_and_ends_at_the_bottom_keeps_the_whole_reps(yaw_deg):
    motion = single_leg_squats(Side.LEFT, 4)
    poses = film(motion, Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)).between(
        3.6, 11.4
    )  # bottom of first and last
    movement, sides, bottoms_s = seen(poses)
    assert (movement, sides) == ("single_leg_squat", [Side.LEFT] * 2)
    assert bottoms_s == pytest.approx([6.2, 8.8], abs=0.15)


def test_a_long_pause_at_the_bottom_is_one_rep():
    movement, sides, _ = seen(film(single_leg_squats(Side.LEFT, 2, pause_s=2.5)))
    assert (movement, len(sides)) == ("single_leg_squat", 2)


def test_who_does_not_stand_up_fully_in_between_still_does_reps():
    bottom, half = single_leg_bottom(Side.LEFT), single_leg_bottom(Side.LEFT, 35.0, forward_deg=8.0)
    motion = Motion.starting(STANDING).hold(1.0).to(alone_on(Side.LEFT, FREE_LEG["middle"]), 0.6)
    for _ in range(4):
        motion = motion.to(bottom, 0.8).to(half, 0.8)
    assert seen(film(motion.to(STANDING, 1.0).hold(1.0)))[:2] == ("single_leg_squat", [Side.LEFT] * 4)


@ALL_VIEWS
def test_shifting_about_before_the_first_rep_is_none(yaw_deg):
    nervous = Motion.starting(STANDING).hold(0.5)
    for tilt_deg in (4.0, -4.0, 3.0):
        shifted = Posture(
            None,
            replace(bent(12.0), thigh_in_deg=tilt_deg, shank_in_deg=-tilt_deg),
            replace(bent(12.0), thigh_in_deg=-tilt_deg, shank_in_deg=tilt_deg),
        )
        nervous = nervous.to(shifted, 0.4).to(STANDING, 0.4)
    poses = film(nervous.then(single_leg_squats(Side.RIGHT)), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
    assert seen(poses)[:2] == ("single_leg_squat", [Side.RIGHT] * 3)


@SIDES
@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_a_deadlift_done_half_as_a_squat_is_still_one(yaw_deg, side):
    """Seen from the side: the knee bends further than the trunk inclines, but the free foot goes up behind."""
    free = LegPosture(thigh_forward_deg=-70.0, shank_forward_deg=70.0)
    bottom = standing_on(side, leg=bent(48.0, over_foot_deg=6.0), free=free, forward_deg=38.0)
    poses = film(single_leg_deadlifts(side, bottom=bottom), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
    assert seen(poses)[:2] == ("single_leg_deadlift", [side] * 3)


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 180.0])
def test_one_exercise_is_done_on_both_legs_of_a_clip(yaw_deg, side):
    """A step-down that hardly lowers the foot is named after the other ones."""
    shallow = standing_on(
        side.other, leg=bent(50.0, over_foot_deg=6.0), free=LegPosture(thigh_in_deg=-4.0, shank_in_deg=4.0)
    )
    both = step_downs(side, 2).then(step_downs(side.other, 1, bottom=shallow))
    movement, sides, _ = seen(film(both, Camera(yaw_deg=yaw_deg, distance_m=PHONE_M)))
    assert (movement, sides) == ("step_down", [side] * 2 + [side.other])


NOTHING = {
    "standing": standing_still(),
    "waving": waving(),
    "walking": walking(),
    "hopping": hopping(),
    "hopping high": hopping(3, low_deg=70.0),
    "sitting down": sitting_down(),
    "sitting down and getting up": repeated(
        STANDING, standing_on(None, leg=bent(90.0, thigh_share=1.0), forward_deg=10.0)
    ),
    "bowing": bowing(),
    "bending the knees a little": squats(bottom=standing_on(None, leg=bent(25.0))),
    "standing on one leg": repeated(STANDING, alone_on(Side.LEFT, FREE_LEG["middle"])),
}


@ALL_VIEWS
@pytest.mark.parametrize("what", NOTHING)
def test_what_is_no_known_movement_has_no_reps(what, yaw_deg):
    camera = Camera(yaw_deg=yaw_deg, distance_m=5.0, hfov_deg=40.0)
    if what == "walking":  # starts behind the point that the camera looks at, so that they stay in view
        camera = replace(camera, distance_m=6.0 if abs(yaw_deg) < 60.0 else 4.0)
    poses = film(NOTHING[what], camera)
    assert seen(poses) == (UNKNOWN, [], [])


def dip(movement: str, start_s: float = 0.0, variant: str = "") -> Dip:
    return Dip(
        RepSpan(start_s, start_s + 1, start_s + 1, start_s + 1, start_s + 2, 0.2),
        Side.LEFT,
        movement,
        variant,
    )


def test_the_movement_is_what_most_dips_look_like():
    dips = [
        dip("squat", 0),
        dip("step_down", 3, "lateral"),
        dip("squat", 6),
        dip("squat", 9),
        dip(UNKNOWN, 12),
    ]
    named = name_movement(dips, NAMES)
    assert (named.id, named.name, named.detected, named.confidence) == ("squat", "Squat", True, 0.75)
    assert named.variant == ""


def test_no_dips_are_an_unknown_movement():
    for dips in ([], [dip(UNKNOWN)]):
        named = name_movement(dips, NAMES)
        assert (named.id, named.confidence) == (UNKNOWN, 0.0)


def test_the_variant_is_the_commonest_of_that_movement():
    dips = [dip("step_down", 3.0 * k, v) for k, v in enumerate(["lateral", "forward", "lateral", ""])]
    assert name_movement(dips, NAMES).variant == "lateral"


@pytest.fixture(scope="module")
def leg_person() -> Prepared:
    return looked_at(film(single_leg_squats(Side.LEFT)))


def test_reps_are_numbered_in_time_order(leg_person):
    reps = reps_of(
        list(leg_person.dips),
        MOVEMENTS["single_leg_squat"],
        leg_person.smooth,
        leg_person.view,
        RepSettings(),
    )
    assert [rep.index for rep in reps] == [1, 2, 3]
    assert [rep.start_s for rep in reps] == sorted(rep.start_s for rep in reps)


def test_a_movement_that_the_user_names_takes_the_dips_there_are(leg_person):
    reps = reps_of(
        list(leg_person.dips), MOVEMENTS["step_down"], leg_person.smooth, leg_person.view, RepSettings()
    )
    assert [rep.side for rep in reps] == [Side.LEFT] * 3


def test_a_leg_that_the_user_names_is_believed(leg_person):
    reps = reps_of(
        list(leg_person.dips), MOVEMENTS["single_leg_squat"], leg_person.smooth, leg_person.view, RepSettings(),
        side=Side.RIGHT,
    )  # fmt: skip
    assert [rep.side for rep in reps] == [Side.RIGHT] * 3


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_from_the_side_a_rep_is_timed_by_the_movements_own_signal(yaw_deg):
    # The trunk comes forward half a second after the knee has begun to bend.
    rest = alone_on(Side.LEFT, FREE_LEG["behind"])
    early = single_leg_bottom(Side.LEFT, 60.0, free="behind", forward_deg=0.0)
    late = single_leg_bottom(Side.LEFT, 60.0, free="behind", forward_deg=50.0)
    motion = (
        Motion.starting(rest).hold(1.0).to(early, 1.0).to(late, 0.5).to(early, 0.5).to(rest, 1.0).hold(1.0)
    )
    person = looked_at(film(motion, Camera(yaw_deg=yaw_deg)))
    (rep,) = reps_of(
        list(person.dips), MOVEMENTS["single_leg_squat"], person.smooth, person.view, RepSettings()
    )
    assert rep.pause_start_s == pytest.approx(
        2.0 - 0.15, abs=0.1
    )  # 95 % of the knee's bend, not of the shoulders'


def rest_of(motion: Motion, movement: str, side: Side | None) -> tuple[Prepared, tuple[Rep, ...], np.ndarray]:
    person = looked_at(film(motion))
    reps = reps_of(list(person.dips), MOVEMENTS[movement], person.smooth, person.view, RepSettings())
    return person, reps, stance_rest(person.smooth, reps, side, MIN_REST_S)


@pytest.mark.parametrize("side", [None, *Side])
def test_the_baseline_is_standing_on_both_feet_outside_the_reps(side):
    motion = squats() if side is None else single_leg_squats(side)
    person, reps, rest = rest_of(motion, "squat" if side is None else "single_leg_squat", side)
    assert rest.shape == (len(person.smooth),)
    for rep in reps:
        within = (person.smooth.time_s > rep.start_s) & (person.smooth.time_s < rep.end_s)
        assert not rest[within].any()
    assert rest.sum() > 60
    for leg in LEGS.values():
        assert (
            np.ptp(person.smooth.xy_px[rest][:, leg.ankle, 1])
            < 0.08 * (THIGH_M + SHANK_M) * Camera().px_per_m
        )


@SIDES
def test_who_stands_on_one_leg_throughout_has_a_baseline_on_it(side):
    rest = alone_on(side, FREE_LEG["behind"])
    bottom = single_leg_bottom(side, free="behind")
    motion = Motion.starting(rest).hold(1.0).to(bottom, 1.0).to(rest, 1.0).hold(1.0)
    person, _, quiet = rest_of(motion, "single_leg_squat", side)
    assert person.smooth.time_s[quiet].max() > 2.9
    assert quiet.sum() > 60


def test_the_baseline_of_one_leg_is_not_taken_from_the_other_legs_reps():
    motion = single_leg_squats(Side.LEFT, 2).then(single_leg_squats(Side.RIGHT, 2, still_s=3.0))
    person, reps, rest = rest_of(motion, "single_leg_squat", Side.RIGHT)
    first_right_s = min(rep.start_s for rep in reps if rep.side is Side.RIGHT)
    assert person.smooth.time_s[rest].min() >= first_right_s - 2.0


def test_a_person_without_feet_has_no_dips():
    poses = hidden(film(squats()), [LEGS[side].ankle for side in Side])
    assert looked_at(poses).dips == ()


def test_a_person_without_shoulders_has_no_dips():
    poses = film(squats())
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]] = True
    person = looked_at(film(squats()))
    assert (
        find_dips(
            person.smooth.masked(np.resize(missing[0], (len(person.smooth), 33))), person.view, RepSettings()
        )
        == []
    )


def test_a_squat_with_toes_turned_out_and_feet_wide_is_a_squat():
    bottom = squat_bottom(100.0, toe_out_deg=20.0, inward_deg=-8.0, forward_deg=35.0)
    for yaw_deg in (0.0, 15.0, 60.0, 90.0, 180.0):
        poses = film(squats(bottom=bottom), Camera(yaw_deg=yaw_deg, distance_m=PHONE_M))
        assert seen(poses)[:2] == ("squat", [None] * 3)
