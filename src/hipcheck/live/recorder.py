"""What a live session keeps of a take: everybody's landmarks, the times, and where it is wanted a film."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hipcheck.backends import PoseEstimator
from hipcheck.live.filming import Films
from hipcheck.live.leading import Take
from hipcheck.live.sources import LiveFrame, Origin
from hipcheck.poses import FrameSize, PoseSequence, Recording
from hipcheck.settings import StickerSettings
from hipcheck.watching import Sight, Watcher

__all__ = ["Recorded", "Recorder"]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """One take, over.

    Attributes:
        take: What it is.
        recording: Everybody seen in it, its first frame at 0.
        times_s: Of its frames.
        size: Of these.
        origin: What they came from.
        film: The film of it, which begins at 0 too; None without.
    """

    take: Take
    recording: Recording
    times_s: tuple[float, ...]
    size: FrameSize
    origin: Origin
    film: Path | None = None


class Recorder:
    """Watches frames, and keeps what belongs to a take.

    Args:
        estimator: Finds people.
        stickers: Which stickers are looked for.
        origin: What the frames come from.
        films: Where takes are filmed; None for nowhere.
    """

    def __init__(
        self, estimator: PoseEstimator, stickers: StickerSettings, origin: Origin, films: Films | None
    ) -> None:
        self._watcher = Watcher(estimator, stickers)
        self._origin = origin
        self._films = films
        self._size: FrameSize | None = None
        self._times_s: list[float] = []
        self.take: Take | None = None

    def begin(self, take: Take | None) -> None:
        """Forget what was seen so far, and begin a take; None where nothing is to be kept of what follows."""
        self._watcher.restart()
        self._times_s = []
        self.take = take
        if self._films is not None:
            self._films.drop()

    def see(self, frame: LiveFrame) -> Sight:
        """Who is in the next frame.

        Raises:
            ModelError: The pose model failed.
        """
        self._size = self._size or FrameSize(frame.image_rgb.shape[1], frame.image_rgb.shape[0])
        sight = self._watcher.see(frame.image_rgb, frame.time_s)
        self._times_s.append(frame.time_s)
        return sight

    def film(self, frame: LiveFrame) -> None:
        """Film the frame, where that is wanted; for itself, so that it need not be waited for."""
        if self._films is not None and self.take is not None:
            self._films.write(frame.image_rgb, frame.time_s)

    def so_far(self, seconds: float) -> Recording:
        """The last so many seconds of the take, at the session's own times."""
        return self._recording(self._times_s[-1] - seconds)

    def end(self) -> Recorded | None:
        """The take as a whole; None where nothing was to be kept."""
        take, self.take = self.take, None
        if take is None or self._size is None or not self._times_s:
            return None
        first_s = self._times_s[0]
        film = self._films.end() if self._films is not None else None
        recording = self._recording(None)
        people = tuple(_from_zero(person, first_s) for person in recording.people)
        times_s = tuple(time_s - first_s for time_s in self._times_s)
        return Recorded(take, replace(recording, people=people), times_s, self._size, self._origin, film)

    def _recording(self, since_s: float | None) -> Recording:
        assert self._size is not None
        recording = self._watcher.recording(self._size, since_s=since_s)
        return replace(recording, clip_sha256=self._origin.sha256, hfov_deg=self._origin.hfov_deg)


def _from_zero(poses: PoseSequence, first_s: float) -> PoseSequence:
    times_s = np.asarray(poses.time_s) - first_s
    stickers = poses.stickers
    if stickers is not None and stickers.lost_s is not None:
        stickers = replace(stickers, lost_s=stickers.lost_s - first_s)
    return replace(poses, time_s=times_s, stickers=stickers)
