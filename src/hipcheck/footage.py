"""From a clip, or landmarks that were saved from one, to a `Recording`: everybody who was seen, frame by frame."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import numpy as np

from hipcheck.backends import BACKENDS
from hipcheck.backends.replay import load_recording
from hipcheck.errors import InputError, SettingsError
from hipcheck.geometry import FloatArray
from hipcheck.poses import FrameSize, PoseSequence, Recording
from hipcheck.results import ClipSource, ClipWarning
from hipcheck.settings import StickerSettings
from hipcheck.video import ClipInfo, ClipReader, probe, sha256_of
from hipcheck.watching import Watcher

__all__ = [
    "CLIP_SUFFIXES",
    "LANDMARK_SUFFIX",
    "Footage",
    "ProgressCallback",
    "Seen",
    "clip_beside",
    "counted",
    "replay",
    "watch",
]

ProgressCallback: TypeAlias = Callable[[str, int, int | None], None]
"""What is being done, frames done, and frames in all where that is known."""

_Item = TypeVar("_Item")

LANDMARK_SUFFIX: Final = ".npz"
"""Of saved landmarks, which can be analysed in place of a clip."""

_FEWEST_FRAMES: Final = 5
"""Fewer show no movement, at any rate (convention)."""
CLIP_SUFFIXES: Final = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".3gp", ".mts", ".m2ts")
"""Of files that are taken for clips where they lie among others."""
_SAME_LENGTH_S: Final = 0.2
"""A clip and landmarks whose lengths differ by less belong together: the last frame's own length, and rounding."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A clip as it was filmed, and how to read it.

    Attributes:
        path: The clip.
        slow_motion_factor: How many times slower than life it plays.
        mirrored: It shows the person as a mirror does.
    """

    path: Path
    slow_motion_factor: float = 1.0
    mirrored: bool = False

    def open(self) -> ClipReader:
        """The clip, opened for reading, its times those of life.

        Raises:
            InputError: It cannot be read.
            SettingsError: The slow-motion factor is not a positive number.
        """
        return ClipReader(self.path, slow_motion_factor=self.slow_motion_factor)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Who was seen in a clip.

    Attributes:
        recording: Everybody's landmarks.
        source: The clip, described.
        warnings: What reading it had to say.
    """

    recording: Recording
    source: ClipSource
    warnings: tuple[ClipWarning, ...] = ()


def watch(
    footage: Footage,
    backend: str,
    model: str,
    on_progress: ProgressCallback | None = None,
    stickers: StickerSettings | None = None,
) -> Seen:
    """Estimate everybody's poses in a clip, holding a handful of its frames at a time.

    Args:
        footage: The clip.
        backend: A name in `BACKENDS`.
        model: What that backend calls a model.
        on_progress: Called after each frame.
        stickers: Which stickers on the front hip bones are looked for.

    Raises:
        InputError: The clip cannot be read, or is too short to hold anything.
        SettingsError: The backend, the model or the slow-motion factor is unknown.
        ModelError: The model cannot run.
    """
    if backend not in BACKENDS:
        raise SettingsError(f"there is no pose backend {backend!r}; choose one of {', '.join(BACKENDS)}.")
    with footage.open() as clip, BACKENDS[backend](model) as estimator:
        watcher = Watcher(estimator, stickers or StickerSettings())
        times_s = []
        for frame in counted(clip, "finding the person", clip.info.frames, on_progress):
            watcher.see(frame.image, frame.time_s)
            times_s.append(frame.time_s)
    size = FrameSize(clip.info.width_px, clip.info.height_px)
    source = _source(footage.path, times_s, size, sha256_of(footage.path))
    if source.frames < _FEWEST_FRAMES:
        frames = "one frame" if source.frames == 1 else f"{source.frames} frames"
        raise InputError(
            f"{footage.path}: the clip has only {frames}, too few to show a movement; film a whole set, standing still "
            "before and after."
        )
    return Seen(
        replace(watcher.recording(size), clip_sha256=source.sha256, hfov_deg=clip.info.hfov_deg),
        source,
        (*clip.problems, *_slow_motion_warnings(clip.info, footage.slow_motion_factor)),
    )


def replay(path: Path) -> Seen:
    """Load landmarks that were saved; their times are those of life already.

    The source carries the checksum of the clip they were seen in; where that was not saved, their file's own.

    Raises:
        InputError: The file cannot be read, is something else, or has nobody in it.
    """
    recording = load_recording(path)
    if not recording.people:
        raise InputError(f"{path}: nobody is in these landmarks; film one person, whole body in the picture.")
    poses = recording.people[0]
    sha256 = recording.clip_sha256 or sha256_of(path)
    return Seen(recording, _source(path, poses.time_s, poses.frame_size, sha256))


def clip_beside(landmarks: Path, poses: PoseSequence, slow_motion_factor: float = 1.0) -> Path | None:
    """The clip that saved landmarks came from, where it lies beside them under the same name.

    Args:
        landmarks: The landmark file.
        poses: What is in it: a clip of another size or length is another clip.
        slow_motion_factor: How many times slower than life the clip plays.
    """
    beside = sorted(landmarks.parent.glob(f"{glob.escape(landmarks.stem)}.*"))
    clips = (path for path in beside if path.suffix.lower() in CLIP_SUFFIXES)
    return next((path for path in clips if _belongs(path, poses, slow_motion_factor)), None)


def counted(
    frames: Iterable[_Item], stage: str, total: int | None, on_progress: ProgressCallback | None
) -> Iterator[_Item]:
    """The frames, each reported when it has been used."""
    for done, frame in enumerate(frames, start=1):
        yield frame
        if on_progress is not None:
            on_progress(stage, done, total)


def _source(path: Path, times_s: Sequence[float] | FloatArray, size: FrameSize, sha256: str) -> ClipSource:
    steps_s = np.diff(times_s)
    return ClipSource(
        # A name that is not valid Unicode must not keep a report from being written.
        path=os.fsencode(path).decode("utf-8", errors="replace"),
        sha256=sha256,
        duration_s=float(times_s[-1] - times_s[0]),
        frames=len(times_s),
        width_px=size.width_px,
        height_px=size.height_px,
        frame_rate_hz=float(1.0 / np.median(steps_s)) if len(steps_s) else float("nan"),
    )


def _slow_motion_warnings(info: ClipInfo, factor: float) -> Iterator[ClipWarning]:
    if factor != 1.0:
        yield ClipWarning(
            "slow_motion",
            f"As you said, the clip plays {factor:g} times slower than life; all times are those of life.",
        )
    elif info.suspected_slow_motion:
        known = info.slow_motion_factor
        slower = f"{known:.3g} times slower than life" if known else "slower than life"
        yield ClipWarning(
            "slow_motion_suspected",
            f"The clip looks like slow motion; if it plays {slower}, its times and tempo are not those of life.",
            f"Say so with --slow-motion-factor {f'{known:.3g}' if known else 'and the number of times'}, "
            "or film without slow motion.",
        )


def _belongs(clip: Path, poses: PoseSequence, slow_motion_factor: float) -> bool:
    try:
        info = probe(clip)
    except InputError:  # something else of the same name: then there is no clip
        return False
    same_size = FrameSize(info.width_px, info.height_px) == poses.frame_size
    if not same_size or info.duration_s is None:
        return False
    return abs(info.duration_s / slow_motion_factor - poses.duration_s) < _SAME_LENGTH_S
