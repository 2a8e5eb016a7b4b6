from __future__ import annotations

from dataclasses import replace
from itertools import cycle, product

import numpy as np
import pytest

from synth.cameras import camera_path
from synth.clothes import dress
from synth.people import load_person
from synth.render import LABELS, Renderer
from synth.rig import Pose, joints_m
from synth.rooms import build_room
from synth.spec import LookSpec, MovementSpec, RepSpec, RoomSpec
from tests.synth.stage import SMALL, SQUAT, bottom_of, scene

pytestmark = pytest.mark.usefixtures("gpu")

JOINTS = [
    f"{side}_{joint}"
    for side in ("left", "right")
    for joint in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist")
]
MOVEMENTS = {
    "squat": SQUAT,
    "single_leg_squat": MovementSpec(reps=(RepSpec(knee_fppa_deg=15, pelvic_drop_deg=8),)),
    "lateral_step_down": MovementSpec(kind="lateral_step_down"),
    "forward_step_down": MovementSpec(kind="forward_step_down"),
    "single_leg_deadlift": MovementSpec(kind="single_leg_deadlift", reps=(RepSpec(knee_flexion_deg=20),)),
    "lunge": MovementSpec(kind="lunge"),
    "sit_down": MovementSpec(kind="sit_down", reps=(RepSpec(side=None),)),
    "walk": MovementSpec(kind="walk"),
    "wave": MovementSpec(kind="wave"),
}


FILMED = [*product(MOVEMENTS, (0.0, -90.0, 150.0))]
FILMED.remove(("sit_down", 150.0))  # from behind, the seat hides the feet


@pytest.mark.parametrize(("kind", "yaw_deg"), FILMED)
def test_joints_are_seen_where_they_are(kind, yaw_deg):
    filmed = scene(MOVEMENTS[kind], camera=replace(SMALL, yaw_deg=yaw_deg, distance_m=3.4))
    labels = filmed.labels()
    for name, place in joints_m(filmed.person, filmed.poses[0]).items():
        if name in JOINTS:
            x, y = filmed.camera.project(place).astype(int)
            around = labels[y - 1 : y + 2, x - 1 : x + 2]  # a wrist is two pixels wide
            assert (around > 0).any(), f"{name} at {x}, {y} lies on nobody"


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ({"bottom": "shorts", "top": "tight_shirt"}, {"left_knee": "skin", "left_shoulder": "top"}),
        ({"bottom": "leggings"}, {"left_knee": "bottom", "right_knee": "bottom"}),
        ({"bottom": "trousers"}, {"right_knee": "bottom", "right_ankle": "bottom"}),
        ({"top": "long_sleeves"}, {"left_elbow": "top", "right_elbow": "top"}),
        ({"top": "loose_shirt"}, {"left_elbow": "skin", "right_shoulder": "top"}),
        ({"top": "vest"}, {"left_shoulder": "skin", "left_elbow": "skin"}),
    ],
)
def test_clothes_cover_what_they_should(look, seen):
    standing = MovementSpec(reps=(RepSpec(knee_flexion_deg=25),), free_leg="front")
    filmed = scene(standing, look=LookSpec(**look))
    assert {joint: filmed.label_at(joint) for joint in seen} == {
        joint: LABELS[layer] for joint, layer in seen.items()
    }


TOPS = ("tight_shirt", "loose_shirt", "vest", "long_sleeves", "sports_top")
BOTTOMS = ("short_tights", "shorts", "leggings", "trousers")
LOOKS = [
    LookSpec(top=top, bottom=bottom, hair=hair, top_tucked=tucked, pattern=pattern, skin=skin, person=person)
    for (top, bottom), hair, tucked, pattern, skin, person in zip(
        product(TOPS, BOTTOMS),
        cycle(("none", "short", "long", "bun")),
        cycle((False, True, True)),
        cycle(("plain", "striped")),
        cycle(range(6)),
        cycle(("woman_average", "man_older", "woman_heavy", "teen_boy", "man_heavy")),
        strict=False,
    )
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.top}-{look.bottom}-{look.hair}")
def test_every_piece_of_clothing_is_seen(look):
    labels = scene(look=look).labels()
    worn = {"skin", "bottom", "top", "shoes"} | ({"hair"} if look.hair != "none" else set())
    counts = {name: int((labels == LABELS[name]).sum()) for name in worn}
    assert min(counts.values()) > 15, counts


def test_a_tone_is_darker_than_the_one_before():
    levels = []
    for skin in range(6):
        filmed = scene(look=LookSpec(skin=skin, hair="none"))
        levels.append(filmed.picture()[filmed.labels() == LABELS["skin"]].mean())
    assert (np.diff(levels) < -3).all(), levels


@pytest.mark.parametrize(
    ("kind", "light"),
    [*product(("gym", "home", "clinic", "outdoors"), ("ceiling", "window_left", "window_right", "behind"))],
)
def test_in_any_room_the_person_stands_out_from_the_empty_one(kind, light):
    filmed = scene(room=RoomSpec(kind=kind, light=light, seed=3))
    picture, labels = filmed.picture(), filmed.labels()
    empty = filmed.renderer.empty_room(filmed.camera)
    difference = np.abs(picture.astype(int) - empty).max(axis=2)
    assert (difference[labels > 0] > 8).mean() > 0.8
    far = np.ones(labels.shape, bool)
    far[20:, :] = False  # nothing of the person or their shadow is at the top of the picture
    assert (difference[far] == 0).all()


def test_the_same_scene_gives_the_same_pixels():
    first, again = (scene(room=RoomSpec(kind="home", light="window_left")).picture() for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_light_from_the_left_throws_the_shadow_to_the_right():
    """Of the person, that is: in the picture of a person who faces the camera it is the other way round."""
    middles = {}
    for light in ("window_left", "window_right"):
        filmed = scene(room=RoomSpec(kind="clinic", light=light))
        darker = (filmed.renderer.empty_room(filmed.camera).astype(int) - filmed.picture()).sum(axis=2) > 30
        on_floor = darker & (filmed.labels() == 0)
        assert on_floor.sum() > 50
        middles[light] = np.flatnonzero(on_floor.any(axis=0)).mean()
    assert middles["window_left"] < SMALL.width_px / 2 - 5
    assert middles["window_right"] > SMALL.width_px / 2 + 5


def test_feet_darken_the_floor_they_stand_on():
    filmed = scene(room=RoomSpec(kind="clinic"))
    rows, columns = np.nonzero(filmed.labels() == LABELS["shoes"])
    below = filmed.picture()[rows.max() + 1, columns.min() : columns.max()].astype(int)
    empty = filmed.renderer.empty_room(filmed.camera)[rows.max() + 1, columns.min() : columns.max()]
    assert (empty - below).max() > 15


def test_a_step_hides_the_foot_behind_it():
    down = MovementSpec(kind="forward_step_down", reps=(RepSpec(knee_flexion_deg=70),), box_height_m=0.3)
    shoes = {}
    for yaw_deg in (0.0, 180.0):  # the free foot goes down in front of the step
        filmed = scene(down, camera=replace(SMALL, yaw_deg=yaw_deg, height_m=0.6))
        shoes[yaw_deg] = (filmed.labels() == LABELS["shoes"]).sum()
    assert shoes[180.0] < 0.75 * shoes[0.0]


def test_half_the_brightness_is_darker():
    levels = [scene(room=RoomSpec(brightness=brightness)).picture().mean() for brightness in (1.0, 0.5)]
    assert levels[1] == pytest.approx(levels[0] * 0.5**0.5, rel=0.05)  # values are the square root of light


def test_a_second_person_has_labels_of_their_own():
    pose, _ = bottom_of(SQUAT, "woman_average")
    behind = Pose(pose.rotations, pose.heads_m + np.array([0.6, 1.4, 0.0]))
    camera = camera_path(SMALL, np.array([0.0, 0.0, 0.8]), np.zeros(1))[0]
    outfit = dress(load_person("woman_average"), LookSpec())
    reach_m = np.vstack([pose.heads_m, behind.heads_m])
    renderer = Renderer(build_room(RoomSpec(), SMALL), [outfit, outfit], [camera], reach_m)
    labels = renderer.labels([pose, behind], camera)
    assert {LABELS["top"], LABELS["top"] + 8} <= set(np.unique(labels).tolist())


def test_a_hand_held_camera_sees_the_same_room():
    """What comes from the larger picture that all of a clip's cameras share is what each would see alone."""
    shaken = replace(SMALL, shake_deg=2.0, width_px=216, height_px=384)
    cameras = camera_path(shaken, np.array([0.0, 0.0, 0.8]), np.array([0.0, 0.7, 1.9]))
    pose, _ = bottom_of(SQUAT, "woman_average")
    room, outfit = build_room(RoomSpec(kind="home"), SMALL), dress(load_person("woman_average"), LookSpec())
    together = Renderer(room, [outfit], cameras, pose.heads_m)
    for camera in cameras[1:]:
        alone = Renderer(room, [outfit], [camera], pose.heads_m).frame([pose], camera)
        difference = np.abs(together.frame([pose], camera).astype(int) - alone)
        assert difference.mean() < 3.0  # edges are a little softer
        moved = np.abs(together.frame([pose], cameras[0]).astype(int) - alone)
        assert difference.mean() < 0.4 * moved.mean()


def test_a_camera_that_walks_is_refused():
    cameras = camera_path(SMALL, np.array([0.0, 0.0, 0.8]), np.zeros(2))
    stepped = replace(cameras[1], centre_m=cameras[1].centre_m + 0.1)
    pose, _ = bottom_of(SQUAT, "woman_average")
    with pytest.raises(ValueError, match="must stand in one place"):
        Renderer(build_room(RoomSpec(), SMALL), [], [cameras[0], stepped], pose.heads_m)
