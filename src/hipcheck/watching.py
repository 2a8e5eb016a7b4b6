"""Frames in, a `Recording` out: everybody's landmarks and stickers, seen in a clip or before a camera alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hipcheck.backends import DetectedPerson, PoseEstimator, RecordingBuilder
from hipcheck.backends.base import Image
from hipcheck.geometry import FloatArray
from hipcheck.poses import FrameSize, Recording
from hipcheck.settings import StickerSettings
from hipcheck.stickers import StickerWatch

__all__ = ["Sight", "Watcher"]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Who is in one frame.

    Attributes:
        people: Everybody found, in no particular order.
        asis_px: By id of the person, shape (2, 2): pixels of the left and right sticker in this frame, NaN where there is
            none. Whether they are stickers is proven later, in the recording. Nobody's where none are looked for.
    """

    people: tuple[DetectedPerson, ...]
    asis_px: Mapping[int, FloatArray]


class Watcher:
    """Looks at frame after frame, and keeps what it saw.

    The same frames give the same recording, whether they come from a file or from a camera. Keeps 800 bytes a person and
    frame, and no frame.

    Args:
        estimator: Finds people. It stays its owner's, who closes it.
        stickers: Which stickers on the front hip bones are looked for.
    """

    def __init__(self, estimator: PoseEstimator, stickers: StickerSettings) -> None:
        self._estimator = estimator
        self._stickers = stickers
        self.restart()

    def __len__(self) -> int:
        """Frames seen since the last start."""
        return len(self._landmarks)

    def restart(self) -> None:
        """Begin another recording: what was seen so far is forgotten. The estimator goes on, so times must too."""
        self._landmarks = RecordingBuilder(self._estimator)
        self._wearers = StickerWatch(self._stickers)

    def see(self, image_rgb: Image, time_s: float) -> Sight:
        """Look at the next frame.

        Args:
            image_rgb: Shape (H, W, 3), uint8, upright. Not kept, not changed.
            time_s: Its time, later than that of the frame before.

        Raises:
            ValueError: The image is none, or its time is not later.
            ModelError: The model failed on this frame.
        """
        people = self._estimator.estimate(image_rgb, time_s)
        self._landmarks.add(people, time_s)
        everybody = ((person.person_id, person.xy_px) for person in people)
        return Sight(people, self._wearers.see(image_rgb, everybody, time_s))

    def recording(self, size: FrameSize, *, since_s: float | None = None) -> Recording:
        """What was seen since the last start.

        Args:
            size: Of the frames.
            since_s: Frames before this time are left out.
        """
        return self._landmarks.build(size, self._wearers.tracks(), since_s=since_s)
