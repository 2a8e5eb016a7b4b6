"""What a pose backend is, and how its frame-by-frame findings become a `Recording`.

A backend is one of hipcheck's two plug-in points: a class with the attributes and the one method of `PoseEstimator`,
and a line in `BACKENDS`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LANDMARK_COUNT
from hipcheck.poses import FrameSize, PoseSequence, Recording, StickerTrack

__all__ = [
    "BACKENDS",
    "DetectedPerson",
    "Float32Array",
    "FrameGate",
    "Image",
    "PoseEstimator",
    "RecordingBuilder",
]

Image: TypeAlias = npt.NDArray[np.uint8]
Float32Array: TypeAlias = npt.NDArray[np.float32]

_COLUMNS: Final = 6
"""Of one landmark while a recording is collected: x and y in pixels, x, y and z in metres, visibility."""
_XY: Final = slice(0, 2)
_WORLD: Final = slice(2, 5)
_VISIBILITY: Final = 5
_BLOCK_FRAMES: Final = 256
"""A person's frames are kept in blocks of so many: an array for each would take a fifth more, and leave memory in crumbs."""


@dataclass(frozen=True, slots=True, eq=False)
class DetectedPerson:
    """One person in one frame.

    Stored as 32-bit floats, which is what the models deliver and what a recording keeps: an analysis during
    filming and one of the saved recording start from the same numbers.

    Attributes:
        person_id: The same number for the same person from frame to frame, counted from 1, never used again for
            somebody else.
        xy_px: Shape (33, 2). Pixels of the upright image, origin top left, y down. May lie outside the image.
        world_m: Shape (33, 3). See `PoseSequence`.
        visibility: Shape (33,), in [0, 1].

    Raises:
        ValueError: An array has another shape.
    """

    person_id: int
    xy_px: Float32Array
    world_m: Float32Array
    visibility: Float32Array

    def __post_init__(self) -> None:
        """Round to 32 bits, check the shapes and make the arrays read-only."""
        for name, shape in (
            ("xy_px", (LANDMARK_COUNT, 2)),
            ("world_m", (LANDMARK_COUNT, 3)),
            ("visibility", (LANDMARK_COUNT,)),
        ):
            values = np.array(getattr(self, name), dtype=np.float32)
            if values.shape != shape:
                raise ValueError(f"{name} must have shape {shape}, but has {values.shape}")
            values.setflags(write=False)
            object.__setattr__(self, name, values)


class PoseEstimator(Protocol):
    """Finds people in the frames of one clip or one camera, in the order of time.

    One estimator serves one clip: it remembers who is where. Results depend on the frames given so far and on
    nothing else, so the same frames give the same numbers, filmed live or read from a file. Use it in a `with` block
    or call `close`; afterwards `estimate` refuses.
    """

    @property
    def name(self) -> str:
        """Name of the backend, as in `BACKENDS`."""
        ...

    @property
    def version(self) -> str:
        """Version of what estimates."""
        ...

    @property
    def model(self) -> str:
        """Name of the model, "" where there is none."""
        ...

    @property
    def model_sha256(self) -> str:
        """Checksum of the model file in hexadecimal, "" where there is none."""
        ...

    def estimate(self, image_rgb: Image, time_s: float) -> tuple[DetectedPerson, ...]:
        """Find the people in the next frame.

        Args:
            image_rgb: Shape (H, W, 3), uint8, upright. Not kept, not changed.
            time_s: Presentation time, later than the frame before.

        Returns:
            Everybody found, in no particular order; empty where nobody is.

        Raises:
            ValueError: The image has another shape or type, the time does not increase, or the estimator is closed.
            ModelError: The model failed on this frame.
        """
        ...

    def close(self) -> None:
        """Give back what the estimator holds. A second call does nothing."""
        ...

    def __enter__(self) -> Self:
        """The estimator itself."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        ...


class FrameGate:
    """Checks each frame at an estimator's door."""

    def __init__(self) -> None:
        self._last_s = -np.inf
        self._open = True

    def close(self) -> None:
        """Let no further frame in."""
        self._open = False

    def admit(self, image_rgb: Image, time_s: float) -> Image:
        """The image, contiguous in memory.

        Raises:
            ValueError: As `PoseEstimator.estimate`.
        """
        if not self._open:
            raise ValueError("the pose estimator is closed")
        # Checked although typed: images come from decoders and cameras.
        unchecked: Any = image_rgb
        if (
            unchecked.ndim != 3
            or unchecked.shape[2] != 3
            or unchecked.dtype != np.uint8
            or not unchecked.size
        ):
            raise ValueError(
                f"image_rgb must have shape (height, width, 3) and type uint8, "
                f"but has {unchecked.shape} and {unchecked.dtype}"
            )
        if not self._last_s < time_s < np.inf:
            raise ValueError(f"time_s must increase, but {time_s} follows {self._last_s}")
        self._last_s = time_s
        # Decoders pad the rows of images whose width is no multiple of 32. MediaPipe ignores the padding's stride,
        # reads a skewed picture and finds nobody in it.
        return np.ascontiguousarray(image_rgb)


class RecordingBuilder:
    """Collects what an estimator finds, frame by frame, and makes a `Recording` of it.

    Keeps 800 bytes a person and frame.

    Args:
        estimator: Whose findings these are; named in the recording.
    """

    MIN_FRAMES: Final = 5
    """Somebody seen in fewer frames is left out: too short for any movement. Convention."""
    MAX_PEOPLE: Final = 6
    """At most so many people are kept, those seen longest. Convention."""

    def __init__(self, estimator: PoseEstimator) -> None:
        self._backend = f"{estimator.name} {estimator.version}".strip()
        self._model = estimator.model
        self._model_sha256 = estimator.model_sha256
        self._times_s: list[float] = []
        self._frames: dict[int, list[int]] = {}
        self._blocks: dict[int, list[Float32Array]] = {}

    def __len__(self) -> int:
        return len(self._times_s)

    def add(self, people: Iterable[DetectedPerson], time_s: float) -> None:
        """Note one frame, also one without people.

        Args:
            people: What `PoseEstimator.estimate` returned.
            time_s: The frame's time.

        Raises:
            ValueError: The time does not increase, or two people have the same id.
        """
        if self._times_s and not time_s > self._times_s[-1]:
            raise ValueError(f"time_s must increase, but {time_s} follows {self._times_s[-1]}")
        frame = len(self._times_s)
        self._times_s.append(time_s)
        for person in people:
            seen = self._frames.setdefault(person.person_id, [])
            if seen and seen[-1] == frame:
                raise ValueError(f"person {person.person_id} is there twice at {time_s} s")
            blocks = self._blocks.setdefault(person.person_id, [])
            place = len(seen) % _BLOCK_FRAMES
            if place == 0:
                blocks.append(np.empty((_BLOCK_FRAMES, LANDMARK_COUNT, _COLUMNS), dtype=np.float32))
            seen.append(frame)
            row = blocks[-1][place]
            row[:, _XY], row[:, _WORLD], row[:, _VISIBILITY] = person.xy_px, person.world_m, person.visibility

    def build(
        self,
        frame_size: FrameSize,
        stickers: Mapping[int, StickerTrack] | None = None,
        *,
        since_s: float | None = None,
    ) -> Recording:
        """Everybody seen for long enough, on the time base of all frames.

        Args:
            frame_size: Size of the images.
            stickers: Where people's stickers were, by their ids.
            since_s: Frames before this time are left out.

        Returns:
            People in order of appearance, NaN where they were not found. No people where nobody was found.
        """
        first = 0 if since_s is None else bisect_left(self._times_s, since_s)
        seen_for = {
            person: len(frames) - bisect_left(frames, first) for person, frames in self._frames.items()
        }
        lasting = [person for person, frames in seen_for.items() if frames >= self.MIN_FRAMES]
        stickers = stickers or {}
        longest = sorted(lasting, key=lambda person: -seen_for[person])[: self.MAX_PEOPLE]
        return Recording(
            people=tuple(
                self._sequence(person, frame_size, stickers.get(person), first)
                for person in lasting
                if person in longest
            ),
            backend=self._backend,
            model=self._model,
            model_sha256=self._model_sha256,
        )

    def _values(self, person: int, columns: int | slice, first: int) -> Float32Array:
        """Some columns of a person's landmarks in every frame from the `first` on, NaN where they were not found."""
        shape = np.empty(_COLUMNS)[columns].shape
        values = np.full((len(self._times_s) - first, LANDMARK_COUNT, *shape), np.nan, dtype=np.float32)
        frames = np.array(self._frames[person]) - first
        for number, block in enumerate(self._blocks[person]):
            found = frames[number * _BLOCK_FRAMES :][:_BLOCK_FRAMES]
            wanted = found >= 0
            values[found[wanted]] = block[: len(found), :, columns][wanted]
        values.setflags(write=False)
        return values

    def _sequence(
        self, person: int, frame_size: FrameSize, track: StickerTrack | None, first: int
    ) -> PoseSequence:
        times_s = np.array(self._times_s[first:])
        return PoseSequence(
            xy_px=self._values(person, _XY, first),
            world_m=self._values(person, _WORLD, first),
            visibility=self._values(person, _VISIBILITY, first),
            time_s=times_s,
            frame_size=frame_size,
            asis_px=_asis_px(track, times_s) if track is not None else None,
            stickers=track.stickers if track is not None else None,
        )


def _asis_px(track: StickerTrack, times_s: FloatArray) -> Float32Array:
    """Shape (T, 2, 2): a person's stickers at these times, NaN where none was seen."""
    points_px = np.full((len(times_s), 2, 2), np.nan, dtype=np.float32)
    within = track.time_s >= times_s[0]
    points_px[np.searchsorted(times_s, track.time_s[within])] = track.points_px[within]
    return points_px


def _mediapipe(model: str) -> PoseEstimator:
    from hipcheck.backends.mediapipe_tasks import MediaPipeEstimator  # noqa: PLC0415  # slow, so only when chosen

    return MediaPipeEstimator(model)


def _replay(path: str) -> PoseEstimator:
    from hipcheck.backends.replay import ReplayEstimator, load_recording  # noqa: PLC0415  # it imports this module

    return ReplayEstimator(load_recording(Path(path)))


BACKENDS: Final[dict[str, Callable[[str], PoseEstimator]]] = {"mediapipe": _mediapipe, "replay": _replay}
"""Opens a backend by name. Its argument: a model ("lite", "full", "heavy"), or for "replay" a landmark file."""
