from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from synth.cameras import camera_path
from synth.clothes import dress
from synth.movements import perform
from synth.palette import STICKER_COLOURS
from synth.people import PEOPLE, SIDES, load_person
from synth.render import LABELS
from synth.rig import joints_m
from synth.spec import CameraSpec, LookSpec, MovementSpec, RepSpec, RoomSpec, StickerSpec
from synth.stickers import Stickers, sticker_tracks
from tests.synth.stage import SQUAT, bottom_of, scene

CLOSE = CameraSpec(width_px=540, height_px=960, distance_m=2.6)
STANDING = MovementSpec(reps=(RepSpec(knee_flexion_deg=8.0),), sway_deg=0.0)
ONE_LEG = MovementSpec(reps=(RepSpec(side="right", pelvic_drop_deg=8, trunk_lean_deg=5),), arms="crossed")
HALF_SQUAT = MovementSpec(kind="squat", reps=(RepSpec(side=None, knee_flexion_deg=60.0),), arms="crossed")
TIGHTS = LookSpec(bottom="leggings", top="sports_top", top_tucked=True)


def look_with(look=TIGHTS, **stickers):
    return replace(look, stickers=StickerSpec(**stickers))


@cache
def worn(look, movement=ONE_LEG, time_s=0.0):
    outfit = dress(load_person(look.person), look)
    pose, _ = bottom_of(movement, look.person)
    points_m, _ = outfit.posed(pose)
    return Stickers(outfit, look.stickers).worn(points_m, pose, time_s)


@cache
def filmed(look, movement=ONE_LEG, camera=CLOSE, room=RoomSpec()):  # noqa: B008  # frozen
    return scene(movement, look=look, camera=camera, room=room)


@cache
def pictured(look, movement=ONE_LEG):
    return filmed(look, movement).picture().astype(float)


def tracks(look, movement, camera):
    person = load_person(look.person)
    time_s = np.arange(3) / 10.0
    performance = perform(person, movement, time_s)
    cameras = camera_path(camera, np.array([0.0, 0.0, 0.8]), time_s)
    return sticker_tracks(dress(person, look), performance.poses, cameras, time_s)


class TestPlace:
    @pytest.mark.parametrize("person", PEOPLE)
    def test_they_are_over_the_front_hip_bones(self, person):
        look = look_with(replace(TIGHTS, person=person))
        pose, _ = bottom_of(STANDING, person)
        skin_m = joints_m(load_person(person), pose)
        for side, sticker in worn(look, STANDING).items():
            assert np.linalg.norm(sticker.middle_m - skin_m[f"{side}_asis"]) < 0.009, "cloth is some mm thick"

    def test_they_look_forward_and_outwards(self):
        for side, sticker in worn(look_with(), STANDING).items():
            assert sticker.out[1] < -0.6
            assert sticker.out[0] * (1 if side == "left" else -1) > 0.2

    def test_offsets_are_outwards_and_up(self):
        plain = worn(look_with(), STANDING)
        moved = worn(look_with(left_offset_mm=(10.0, -4.0), right_offset_mm=(-8.0, 6.0)), STANDING)
        for side, (aside_mm, up_mm) in {"left": (10.0, -4.0), "right": (-8.0, 6.0)}.items():
            way_mm = 1e3 * (moved[side].middle_m - plain[side].middle_m)
            assert np.linalg.norm(way_mm) == pytest.approx(np.hypot(aside_mm, up_mm), rel=0.06)
            assert way_mm[2] == pytest.approx(up_mm, abs=1.0)
            assert np.sign(way_mm[0]) == np.sign(aside_mm) * (1 if side == "left" else -1)

    def test_slip_is_as_far_as_said_where_the_hip_is_bent(self):
        slipping = look_with(slip_mm=4.0, seed=3)
        plain, slipped = worn(look_with(), SQUAT), worn(slipping, SQUAT)
        standing, upright = worn(look_with(), STANDING), worn(slipping, STANDING)
        ways = []
        for side in SIDES:
            way_m = slipped[side].rest_m - plain[side].rest_m
            assert np.linalg.norm(way_m) == pytest.approx(4e-3, rel=0.06)
            assert np.linalg.norm(upright[side].rest_m - standing[side].rest_m) < 1e-3
            ways.append(way_m)
        assert np.linalg.norm(ways[0] * [-1, 1, 1] - ways[1]) > 1e-3, "each has a direction of its own"

    def test_one_that_is_missing_is_not_there(self):
        assert list(worn(look_with(missing="left"))) == ["right"]
        assert worn(look_with(missing="both")) == {}

    def test_one_falls_off_when_it_should(self):
        falling = look_with(falls_off="right", falls_off_s=0.5)
        assert list(worn(falling, time_s=0.4)) == ["left", "right"]
        assert list(worn(falling, time_s=0.5)) == ["left"]


class TestTracks:
    FRONT = CameraSpec(distance_m=2.7)

    def test_from_the_front_both_are_seen(self):
        for track in tracks(look_with(), STANDING, self.FRONT).values():
            np.testing.assert_array_equal(track.seen, 1.0)
            assert np.isfinite(track.middle_m).all()

    @pytest.mark.parametrize(("yaw_deg", "seen"), [(180.0, set()), (90.0, {"left"}), (-90.0, {"right"})])
    def test_from_elsewhere_those_on_the_other_side_of_the_body_are_not(self, yaw_deg, seen):
        crossed = replace(STANDING, arms="crossed")
        found = tracks(look_with(), crossed, replace(self.FRONT, yaw_deg=yaw_deg))
        assert {side for side, track in found.items() if track.seen.min() > 0.5} == seen
        assert all(track.seen.max() == 0 for side, track in found.items() if side not in seen)

    def test_hands_on_the_hips_hide_them(self):
        found = tracks(look_with(), replace(STANDING, arms="on_hips"), self.FRONT)
        assert all(track.seen.max() < 0.2 for track in found.values())

    def test_outside_the_picture_nothing_is_seen(self):
        above = replace(self.FRONT, pitch_deg=-40.0)
        assert all(track.seen.max() == 0 for track in tracks(look_with(), STANDING, above).values())

    def test_what_has_fallen_off_is_nowhere(self):
        found = tracks(look_with(falls_off_s=0.15), STANDING, self.FRONT)
        assert np.isnan(found["left"].middle_m).all(axis=1).tolist() == [False, False, True]
        assert found["left"].seen.tolist() == [1.0, 1.0, 0.0]
        assert np.isfinite(found["right"].middle_m).all()

    def test_without_stickers_there_are_none(self):
        assert tracks(TIGHTS, STANDING, self.FRONT) == {}


@pytest.mark.usefixtures("gpu")
class TestPicture:
    LOOKS = (
        TIGHTS,
        LookSpec(person="man_average", bottom="shorts", top_tucked=True, skin=4),
        LookSpec(person="woman_heavy", top="loose_shirt", bottom="shorts"),
        LookSpec(person="teen_boy", top="vest", bottom="trousers", top_tucked=True),
    )

    @staticmethod
    def painted(look, movement=ONE_LEG):
        """How much each pixel differs from the same without stickers, as a share of the most."""
        bare = replace(look, stickers=replace(look.stickers, missing="both"))
        difference = np.abs(pictured(look, movement) - pictured(bare, movement)).max(axis=2)
        return difference / difference.max()

    @pytest.mark.parametrize(
        ("look", "on"),
        list(zip(LOOKS, ("cloth", "cloth", "skin", "skin"), strict=True)),
        ids=lambda value: getattr(value, "person", value),
    )
    @pytest.mark.parametrize(
        "movement", [STANDING, ONE_LEG, HALF_SQUAT], ids=["standing", "one leg", "half squat"]
    )
    def test_they_are_painted_where_they_are_known_to_be_and_as_large(self, look, movement, on):
        """However the hip is bent: paper does not stretch."""
        dressed = look_with(look, on=on, colour="green")
        camera = filmed(dressed, movement).camera
        painted = self.painted(dressed, movement) > 0.4
        _, labels, boxes, middles = cv2.connectedComponentsWithStats(painted.astype(np.uint8))
        for sticker in worn(dressed, movement).values():
            x, y = camera.project(sticker.middle_m)
            label = int(labels[int(y), int(x)])
            assert label > 0
            to_lens = camera.centre_m - sticker.middle_m
            facing = sticker.out @ to_lens / np.linalg.norm(to_lens)
            scale_px = camera.focal_px / np.linalg.norm(to_lens)
            area_px = np.pi * (sticker.radius_m * scale_px) ** 2 * facing
            assert boxes[label, cv2.CC_STAT_AREA] == pytest.approx(area_px, rel=0.2)
            off_px = middles[label] + 0.5 - [x, y]
            assert np.linalg.norm(off_px) < 0.7

    def test_nothing_else_changes(self):
        difference = self.painted(look_with())
        camera = filmed(look_with()).camera
        rows, columns = np.nonzero(difference)
        places = np.column_stack([columns, rows]) + 0.5
        away_px = [
            np.linalg.norm(places - camera.project(s.middle_m), axis=1) for s in worn(look_with()).values()
        ]
        assert np.min(away_px, axis=0).max() < 8.0

    def test_without_any_the_picture_is_that_of_no_stickers(self):
        np.testing.assert_array_equal(pictured(look_with(missing="both")), pictured(TIGHTS))

    def test_fallen_off_it_is_as_if_it_had_not_been_there(self):
        falling = filmed(look_with(falls_off="right", falls_off_s=0.5))
        before, after = (
            falling.renderer.frame(falling.poses, falling.camera, time_s) for time_s in (0.4, 0.6)
        )
        np.testing.assert_array_equal(before, pictured(look_with()))
        np.testing.assert_array_equal(after, pictured(look_with(missing="right")))

    def test_a_piece_of_tape_is_square(self):
        disc, tape = (
            self.painted(look_with(shape=shape, diameter_mm=40.0)).sum() for shape in ("disc", "tape")
        )
        assert tape / disc == pytest.approx(4 / np.pi, rel=0.05)

    @pytest.mark.parametrize("colour", STICKER_COLOURS)
    def test_each_colour_is_its_own(self, colour):
        look = look_with(colour=colour)
        whole = self.painted(look) > 0.9
        seen = pictured(look)[whole].mean(axis=0)
        of = {name: np.sqrt(linear) for name, linear in STICKER_COLOURS.items()}
        away = {name: _angle(seen, value) for name, value in of.items()}
        assert min(away, key=away.__getitem__) == colour

    @pytest.mark.parametrize(
        ("look", "on", "layer"),
        [
            (TIGHTS, "cloth", "bottom"),
            (LookSpec(top="loose_shirt"), "cloth", "top"),
            (LookSpec(top="loose_shirt"), "skin", "skin"),
            (LookSpec(person="man_heavy", bottom="trousers", top_tucked=True), "skin", "skin"),
        ],
    )
    def test_they_lie_on_what_is_outermost(self, look, on, layer):
        dressed = look_with(look, on=on)
        shown = filmed(dressed, STANDING)
        labels = shown.labels()
        for sticker in worn(dressed, STANDING).values():
            x, y = shown.camera.project(sticker.middle_m).astype(int)
            assert (labels[y - 3 : y + 4, x - 3 : x + 4] == LABELS[layer]).all()

    def test_a_ball_is_held_in_the_right_hand(self):
        shown = filmed(look_with(decoys=("ball",)))
        rows, columns = np.nonzero(shown.labels() == LABELS["held"])
        wrist = shown.camera.project(joints_m(shown.person, shown.poses[0])["right_wrist"])
        assert len(rows) > 100
        assert np.hypot(columns.mean() - wrist[0], rows.mean() - wrist[1]) < 50

    def test_a_button_is_one_more_spot_in_the_middle(self):
        with_button = pictured(look_with(decoys=("button",), missing="both"), STANDING)
        rows, columns = np.nonzero(np.abs(with_button - pictured(TIGHTS, STANDING)).max(axis=2) > 40)
        hips = [
            filmed(TIGHTS, STANDING).camera.project(s.middle_m) for s in worn(look_with(), STANDING).values()
        ]
        assert columns.mean() == pytest.approx(np.mean(hips, axis=0)[0], abs=3)
        assert 15 < len(rows) < 60

    @pytest.mark.parametrize("decoy", ["dotted_bottom", "dotted_top"])
    def test_dots_are_on_their_garment_alone(self, decoy):
        look = replace(TIGHTS, top="tight_shirt")
        difference = np.abs(pictured(look_with(look, decoys=(decoy,), missing="both")) - pictured(look))
        changed = difference.max(axis=2) > 25
        labels = filmed(look).labels()
        garment = labels == LABELS[decoy.removeprefix("dotted_")]
        count, *_ = cv2.connectedComponents(changed.astype(np.uint8))
        assert count > 12
        assert changed[cv2.erode(1 - garment.astype(np.uint8), np.ones((5, 5))) > 0].sum() == 0


def _angle(first, second):
    """Between two colours, whatever their brightness."""
    return np.arccos(first @ second / np.linalg.norm(first) / np.linalg.norm(second))
