"""Stickers are found by themselves and followed; what only looks like stickers is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from hipcheck.settings import StickerSettings
from hipcheck.stickers import StickerFinder, StickerWatch, finder
from tests.stickers.scene import (
    BLUE,
    DISC_PX,
    GREEN,
    GREY,
    HOMES_PX,
    ORANGE,
    PINK,
    Scene,
    Spot,
    stickers,
    watched,
)

AUTO = StickerSettings()


def error_px(scene: Scene, track) -> np.ndarray:
    truth = np.stack([scene.centres_px(time_s) for time_s in track.time_s])
    return np.hypot(*np.moveaxis(track.points_px - truth, -1, 0))


@pytest.mark.parametrize("colour", [GREEN, BLUE, ORANGE, PINK])
def test_stickers_of_any_colour_are_followed_to_a_fraction_of_a_pixel(colour):
    scene = Scene(stickers(colour))
    track = watched(scene).track()
    assert track is not None
    assert track.stickers.lost_s is None
    seen = np.isfinite(track.points_px).all(axis=(1, 2))
    assert seen.sum() >= 0.9 * scene.seconds * 30.0
    assert np.nanmax(error_px(scene, track)) < 0.5


def test_quiet_standing_before_they_were_believed_is_not_lost():
    track = watched(Scene(stickers())).track()
    assert track.time_s[0] < 0.2
    assert np.diff(track.time_s).max() < 0.2, "smoothing bridges a quarter of a second"


def test_the_colour_is_told_as_the_camera_gives_it():
    colour = watched(Scene(stickers(GREEN))).track().stickers.colour
    told = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    assert np.abs(told - GREEN).max() <= 25


@pytest.mark.parametrize(
    "light",
    [
        lambda image: image * [1.15, 1.0, 0.75],
        lambda image: image * [0.75, 0.95, 1.2],
        lambda image: image * 0.45,
        lambda image: np.minimum(image * 1.4, 255.0),
        lambda image: image * np.linspace(0.4, 1.0, image.shape[1])[None, :, None],
    ],
    ids=["lamp light", "blue sky", "dark", "overexposed", "one side in the shade"],
)
def test_white_balance_exposure_and_shade_do_not_matter(light):
    scene = Scene(stickers(PINK), light=light)
    track = watched(scene).track()
    assert track is not None
    assert np.nanmedian(error_px(scene, track)) < 0.3


def test_left_is_the_persons_own_left_from_behind_too():
    scene = Scene(stickers(), behind=True)
    assert np.nanmax(error_px(scene, watched(scene).track())) < 0.5


def dots(colour, step_px: float) -> list[Spot]:
    places = np.arange(-45.0, 46.0, step_px)
    return [Spot((x, y), colour) for x in places for y in np.arange(-60.0, 30.0, step_px)]


NOT_STICKERS = {
    "nothing": [],
    "one alone": stickers()[:1],
    "one and a button": [stickers()[0], Spot((0.0, -22.0))],
    "unlike colours": [stickers(GREEN)[0], stickers(ORANGE)[1]],
    "unlike sizes": [stickers()[0], Spot(tuple(HOMES_PX[1]), diameter_px=2.2 * DISC_PX)],
    "too large": stickers(diameter_px=3.0 * DISC_PX),
    "colourless": stickers(GREY),
    "not level": [Spot((31.0, -40.0)), Spot((-31.0, -8.0))],
    "too low": [Spot((31.0, 25.0)), Spot((-31.0, 25.0))],
    "both on one side": [Spot((45.0, -22.0)), Spot((5.0, -22.0))],
    "dotted cloth": dots(BLUE, 15.0),
    "a poster": stickers(on_wall=True),
}


@pytest.mark.parametrize("what", NOT_STICKERS)
def test_nothing_else_is_taken_for_stickers(what):
    assert watched(Scene(NOT_STICKERS[what])).track() is None


def test_nothing_is_claimed_before_the_hips_have_moved():
    assert watched(Scene(stickers(), squats=False)).track() is None


@pytest.mark.parametrize(
    "others",
    [
        [Spot((0.0, -22.0), diameter_px=5.0)],
        [Spot((70.0, -50.0), on_wall=True), Spot((-70.0, -50.0), on_wall=True)],
    ],
    ids=["a button", "a poster beside the hips"],
)
def test_things_of_the_same_colour_do_not_distract(others):
    scene = Scene([*stickers(), *others])
    track = watched(scene).track()
    assert track is not None
    assert np.nanmax(error_px(scene, track)) < 0.8


def test_a_sticker_that_is_covered_for_a_moment_is_missing_then_and_found_again():
    scene = Scene(stickers(), hidden=(1.6, 1.9))
    track = watched(scene).track()
    covered = (track.time_s > 1.65) & (track.time_s < 1.85)
    assert np.isnan(track.points_px[covered, 0]).all()
    assert np.isfinite(track.points_px[covered, 1]).all()
    again = track.time_s > 2.1
    assert np.isfinite(track.points_px[again]).all()
    assert np.nanmax(error_px(scene, track)) < 0.8
    assert track.stickers.lost_s is None


def test_a_sticker_that_comes_off_is_noticed():
    left, right = stickers()
    scene = Scene([Spot(left.place_px, until_s=3.2), right], seconds=6.0)
    track = watched(scene).track()
    assert track.stickers.lost_s == pytest.approx(3.2, abs=0.15)
    assert track.time_s[-1] < track.stickers.lost_s


def test_a_sticker_that_slips_is_noticed_once_the_person_stands_again():
    left, right = stickers()
    slipped = Spot((31.0, -10.0), from_s=2.0)
    scene = Scene([Spot(left.place_px, until_s=2.0), slipped, right], seconds=5.0)
    track = watched(scene).track()
    assert track.stickers.lost_s is not None
    assert track.stickers.lost_s < 3.5


def test_the_past_does_not_depend_on_the_future():
    """So a camera, which has no future yet, gives what the file of the same frames gives."""
    whole = watched(Scene(stickers(), seconds=4.0)).track()
    early = watched(Scene(stickers(), seconds=2.5)).track()
    frames = len(early.time_s)
    np.testing.assert_array_equal(early.time_s, whole.time_s[:frames])
    np.testing.assert_array_equal(early.points_px, whole.points_px[:frames])


def test_what_see_returns_is_what_the_track_keeps():
    scene, found = Scene(stickers()), StickerFinder(AUTO)
    shown = {time_s: found.see(image, xy_px, time_s) for image, xy_px, time_s in scene.frames()}
    track = found.track()
    followed = track.time_s > 1.0
    for time_s, points in zip(track.time_s[followed], track.points_px[followed], strict=True):
        np.testing.assert_array_equal(shown[time_s], points)


def test_off_looks_at_nothing():
    scene = Scene(stickers())
    assert watched(scene, StickerSettings(look_for="off")).track() is None
    watch = StickerWatch(StickerSettings(look_for="off"))
    for image, xy_px, time_s in scene.frames():
        assert watch.see(image, [(1, xy_px)], time_s) == {}
    assert watch.tracks() == {}


def test_a_colour_that_is_named_is_the_only_one_looked_for():
    scene = Scene(stickers(GREEN))
    assert watched(scene, StickerSettings(look_for="#1ebe50")).track() is not None
    assert watched(scene, StickerSettings(look_for="#eb3c8c")).track() is None


def test_everybody_has_their_own():
    watch = StickerWatch(AUTO)
    with_them, without = Scene(stickers()), Scene()
    for (image, xy_px, time_s), (_, other_xy_px, _) in zip(with_them.frames(), without.frames(), strict=True):
        watch.see(image, [(3, xy_px), (5, other_xy_px + np.array([500.0, 0.0]))], time_s)
    assert set(watch.tracks()) == {3}


def test_looking_in_vain_becomes_rare(monkeypatch):
    looks = []
    monkeypatch.setattr(finder, "blobs_in", lambda *_: looks.append(1) or [])
    watched(Scene(seconds=12.0, squats=False))
    first = AUTO.give_up_s / AUTO.scan_every_s
    assert len(looks) <= first + 12.0 / AUTO.look_again_every_s
    assert len(looks) >= 8


def test_unknown_landmarks_and_a_person_at_the_edge_are_no_error():
    found, scene = StickerFinder(AUTO), Scene(stickers())
    for image, xy_px, time_s in scene.frames():
        nowhere = np.full_like(xy_px, np.nan) if time_s < 1.0 else xy_px + np.array([400.0, 0.0])
        assert np.isnan(found.see(image, nowhere, time_s)).all()
    assert found.track() is None


def test_a_sticker_and_a_spot_on_the_wall_are_no_pair():
    """Together they go down half as far as the hips."""
    left, right = stickers()
    assert watched(Scene([left, Spot(right.place_px, on_wall=True)])).track() is None


@dataclass
class HeldLow(Scene):
    """Goes down by a twelfth of the height of the hips, as on a low step, and stays there for almost a second."""

    def hips_px(self, time_s: float) -> np.ndarray:
        down = float(np.interp(time_s, [1.0, 1.4, 2.2, 2.6], [0.0, 1.0, 1.0, 0.0]))
        return np.array([160.0 + 1.5 * np.sin(2.0 * time_s), 210.0 + 16.0 * down])


def test_a_pelvis_that_drops_on_a_bent_leg_with_level_feet_has_not_slipped():
    """As at the bottom of a step-down: the free foot touches the floor beside the step."""
    left, right = stickers()
    x, y = left.place_px
    dropped = [
        Spot((x, y), until_s=1.2),
        Spot((x, y + 6.0), from_s=1.2, until_s=1.4),
        Spot((x, y + 12.0), from_s=1.4, until_s=2.2),
        Spot((x, y + 6.0), from_s=2.2, until_s=2.4),
        Spot((x, y), from_s=2.4),
    ]
    track = watched(HeldLow([*dropped, right])).track()
    assert track.stickers.lost_s is None
    assert np.isfinite(track.points_px).all(axis=(1, 2)).mean() > 0.9


def test_a_sticker_in_the_shade_is_seen_beside_something_brighter_of_its_colour():
    left, right = stickers(GREEN)
    x, y = left.place_px
    dim, ball = Spot((x, y), (52, 129, 97), from_s=2.0), Spot((x - 17.0, y), GREEN, 8.0, from_s=2.0)
    scene = Scene([Spot((x, y), until_s=2.0), right, dim, ball])
    track = watched(scene).track()
    late = track.time_s > 2.2
    assert np.isfinite(track.points_px[late, 0, 0]).mean() > 0.9
    assert np.nanmax(error_px(scene, track)[late]) < DISC_PX / 3.0


def test_a_lone_spot_is_not_taken_for_one_that_was_lost():
    """Both are covered, then a patch of their colour shows where one of them might have gone."""
    left, right = stickers()
    patch = Spot((10.0, -30.0), from_s=2.0)
    scene = Scene([Spot(left.place_px, until_s=1.8), Spot(right.place_px, until_s=1.8), patch])
    finder = StickerFinder(AUTO)
    seen = {time_s: finder.see(image, xy_px, time_s) for image, xy_px, time_s in scene.frames()}
    assert np.isfinite(np.stack([at for time_s, at in seen.items() if 1.2 < time_s < 1.7])).all()
    assert not np.isfinite(np.stack([at for time_s, at in seen.items() if time_s > 2.0])).any()
