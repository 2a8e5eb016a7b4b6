"""Stickers reach the recording, and what is saved of it measures as what was filmed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.backends.replay import load_recording, save_recording
from hipcheck.footage import Footage, watch
from hipcheck.landmarks import Side
from hipcheck.people import prepare
from hipcheck.poses import FrameSize, PoseSequence, Recording
from hipcheck.settings import Settings, StickerSettings
from hipcheck.stickers import StickerWatch
from hipcheck.video import ClipReader
from tests.stick_motions import film, single_leg_squats
from tests.stickers.scene import RATE_HZ, Scene, stickers
from tests.video.clips import write_clip

OFF = StickerSettings(look_for="off")


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    """A clip of somebody with stickers, and the landmarks that a model would have found in it."""
    folder = tmp_path_factory.mktemp("filmed")
    frames = list(Scene(stickers()).frames())
    clip, landmarks = folder / "clip.mp4", folder / "landmarks.npz"
    write_clip(clip, [image for image, _, _ in frames], rate=int(RATE_HZ))
    with ClipReader(clip) as pictures:
        times_s = np.array([picture.time_s for picture in pictures])
    xy_px = np.stack([xy for _, xy, _ in frames])
    height_px, width_px = frames[0][0].shape[:2]
    person = PoseSequence(
        xy_px.astype(np.float32), np.zeros((*xy_px.shape[:2], 3)), np.ones(xy_px.shape[:2]), times_s,
        FrameSize(width_px, height_px),
    )  # fmt: skip
    save_recording(Recording((person,), "model 1", "m"), landmarks)
    return clip, landmarks


def test_a_file_gives_what_the_same_frames_give_one_by_one(filmed):
    clip, landmarks = filmed
    (person,) = watch(Footage(clip), "replay", str(landmarks)).recording.people
    live = StickerWatch(StickerSettings())
    with ClipReader(clip) as pictures:
        for picture, xy_px in zip(pictures, person.xy_px, strict=True):
            live.see(picture.image, [(1, xy_px)], picture.time_s)
    track = live.tracks()[1]
    known = np.isfinite(person.asis_px).any(axis=(1, 2))
    np.testing.assert_array_equal(person.time_s[known], track.time_s)
    np.testing.assert_array_equal(person.asis_px[known], track.points_px.astype(np.float32))
    assert person.stickers == track.stickers
    assert known.mean() > 0.9


def test_saving_and_loading_changes_nothing(filmed, tmp_path):
    clip, landmarks = filmed
    recording = watch(Footage(clip), "replay", str(landmarks)).recording
    save_recording(recording, tmp_path / "with.npz")
    again = load_recording(tmp_path / "with.npz")
    np.testing.assert_array_equal(again.people[0].asis_px, recording.people[0].asis_px)
    assert again.people[0].stickers == recording.people[0].stickers


def test_off_leaves_them_alone(filmed):
    clip, landmarks = filmed
    (person,) = watch(Footage(clip), "replay", str(landmarks), stickers=OFF).recording.people
    assert np.isnan(person.asis_px).all()
    assert person.stickers is None


def test_off_ignores_those_of_saved_landmarks():
    recording = Recording((film(single_leg_squats(Side.LEFT), stickers=True),), "model 1", "m")
    assert np.isfinite(recording.people[0].asis_px).all()
    (with_them,) = prepare(recording, Settings(), mirrored=False)
    (without,) = prepare(recording, Settings(stickers=OFF), mirrored=False)
    assert np.isfinite(with_them.smooth.asis_px).all()
    assert np.isnan(without.smooth.asis_px).all()


@pytest.mark.parametrize("mirrored", [False, True])
def test_sides_are_the_persons_own_in_mirrored_clips_too(mirrored):
    person = film(single_leg_squats(Side.LEFT), stickers=True)
    seen = person.mirrored() if mirrored else person
    exchanged = replace(seen, asis_px=seen.asis_px[:, ::-1])
    for given in (seen, exchanged):
        (prepared,) = prepare(Recording((given,), "model 1", "m"), Settings(), mirrored=mirrored)
        np.testing.assert_allclose(prepared.poses.asis_px, person.asis_px, atol=1e-6)
