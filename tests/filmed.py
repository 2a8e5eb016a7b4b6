"""A small clip of somebody squatting, and the landmarks that a perfect pose model would find in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from hipcheck.backends.replay import save_recording
from hipcheck.poses import PoseSequence, Recording
from tests.factories import RATE_HZ, make_poses
from tests.video.clips import BLUE, RED, write_clip

WIDTH_PX, HEIGHT_PX = 180, 320
BACKEND, MODEL, MODEL_SHA256 = "perfect 1.0", "model_perfect", "c" * 64


@dataclass(frozen=True)
class Film:
    """A clip and its landmarks, of the same name beside each other."""

    clip: Path
    landmarks: Path
    recording: Recording


def record(poses: PoseSequence, *others: PoseSequence) -> Recording:
    return Recording((poses, *others), BACKEND, MODEL, MODEL_SHA256)


def as_a_model_gives(poses: PoseSequence) -> PoseSequence:
    """With 32-bit numbers, so that a saved recording holds just what a model found."""
    rounded = {name: getattr(poses, name).astype(np.float32) for name in ("xy_px", "world_m", "visibility")}
    return replace(poses, **rounded)


def picture(number: int) -> np.ndarray:
    """Red on the left, blue on the right, and a fine pattern on top that a blur would wipe out."""
    image = np.empty((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    image[:, : WIDTH_PX // 2], image[:, WIDTH_PX // 2 :] = RED, BLUE
    image[::8, :, 1] = 200
    image[4::8, :, 1] = 0
    image[:4, :4] = number % 256
    return image


def film(folder: Path, name: str = "clip", duration_s: float = 5.0, *others: PoseSequence) -> Film:
    """Make a clip at 30 frames a second, its landmarks exact to the frame's time."""
    poses = make_poses(duration_s, WIDTH_PX, HEIGHT_PX)
    recording = record(*(as_a_model_gives(person) for person in (poses, *others)))
    clip = write_clip(
        folder / f"{name}.mp4",
        [picture(i) for i in range(len(poses))],
        rate=round(RATE_HZ),
        time_base=Fraction(1, round(RATE_HZ)),
    )
    landmarks = folder / f"{name}.npz"
    save_recording(recording, landmarks)
    return Film(clip, landmarks, recording)
