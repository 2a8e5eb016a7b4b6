"""The central value: one person's landmarks over time, validated once, then only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.landmarks import LANDMARK_COUNT, MIRROR

__all__ = [
    "FrameSize",
    "PoseSequence",
    "Recording",
    "StickerTrack",
    "Stickers",
    "frame_blocks",
    "handed_over",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class FrameSize:
    """Size of the upright image, after the container's rotation."""

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        """Refuse sizes that no image has."""
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"frame size must be positive, but is {self.width_px} x {self.height_px}")


_BLOCK_FRAMES: Final = 4096
"""Frames that are computed with at once where every frame is for itself: as fast as all of them, in little memory."""


def frame_blocks(frames: int) -> Iterator[slice]:
    """Slices of so many frames, for what is computed frame by frame and would take a multiple of a long clip's memory."""
    for first in range(0, frames, _BLOCK_FRAMES):
        yield slice(first, first + _BLOCK_FRAMES)


def unknown(*shape: int) -> FloatArray:
    """NaN everywhere, in the memory of a single number."""
    return np.broadcast_to(handed_over(np.array(np.nan)), shape)


def handed_over(array: FloatArray) -> FloatArray:
    """An array that its maker writes to no more, so that a `PoseSequence` keeps it without a copy."""
    array.setflags(write=False)
    return array


def _read_only(array: FloatArray, name: str, shape: tuple[int, ...]) -> FloatArray:
    values = np.asarray(array)
    if values.dtype != np.float32:
        values = np.asarray(values, dtype=np.float64)
    if not _cannot_change(values):
        values = handed_over(values.copy())
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, but has {values.shape}")
    return values


def _cannot_change(array: FloatArray) -> bool:
    """Whether nobody can write to an array, nor to what it is a part of."""
    part: object = array
    while isinstance(part, np.ndarray) and not part.flags.writeable:
        part = part.base
    return part is None


def _is_unknown(values: FloatArray) -> bool:
    return bool(values.size) and not any(values.strides)


@dataclass(frozen=True, slots=True)
class Stickers:
    """What is known of somebody's stickers beside where they are.

    Attributes:
        colour: As the camera gives it, "#rrggbb".
        lost_s: Since when at least one is not on its place any more; None where both stayed.
    """

    colour: str
    lost_s: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StickerTrack:
    """Where somebody's stickers were.

    Attributes:
        time_s: Shape (N,), of the frames in which at least one was seen.
        points_px: Shape (N, 2, 2), on the person's left and right front hip bone; NaN where one was not seen.
        stickers: What else is known of them.
    """

    time_s: FloatArray
    points_px: FloatArray
    stickers: Stickers


@dataclass(frozen=True, slots=True, eq=False)
class PoseSequence:
    """Landmarks of one person, frame by frame.

    Missing is NaN, in all of a landmark's coordinates, never 0 or an unmarked guess.

    Numbers are kept in the precision in which they are given: single where they come from an estimator, which has no more,
    and double where they were computed. Whoever computes with them starts from `widened`. An array that nobody can write to
    any more is shared, not copied.

    Attributes:
        xy_px: Shape (T, 33, 2). Pixels of the upright image, origin top left, y down.
        world_m: Shape (T, 33, 3). MediaPipe's world landmarks: metres "up to scale", origin between the hips,
            axes of the camera (x to the image's right, y down, z away). They know nothing of gravity.
        visibility: Shape (T, 33), in [0, 1], NaN where the landmark is.
        time_s: Shape (T,). Presentation time, strictly increasing, not necessarily uniform.
        frame_size: Size of the image the pixels belong to.
        asis_px: Shape (T, 2, 2). Left and right front hip bone from stickers, NaN without them.
        stickers: What else is known of these; None without them.

    Raises:
        ValueError: A shape, a time or a visibility is not as above.
    """

    xy_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    time_s: FloatArray
    frame_size: FrameSize
    asis_px: FloatArray | None = None
    stickers: Stickers | None = None

    def __post_init__(self) -> None:
        """Check everything once, and make the arrays read-only."""
        frames = len(self.time_s)
        shapes: dict[str, tuple[int, ...]] = {
            "time_s": (frames,),
            "xy_px": (frames, LANDMARK_COUNT, 2),
            "world_m": (frames, LANDMARK_COUNT, 3),
            "visibility": (frames, LANDMARK_COUNT),
            "asis_px": (frames, 2, 2),
        }
        if self.asis_px is None:
            object.__setattr__(self, "asis_px", unknown(frames, 2, 2))
        for name, shape in shapes.items():
            object.__setattr__(self, name, _read_only(getattr(self, name), name, shape))
        if frames and not np.isfinite(self.time_s).all():
            raise ValueError("time_s must be finite")
        if frames > 1 and not (np.diff(self.time_s) > 0).all():
            at = int(np.argmax(np.diff(self.time_s) <= 0)) + 1
            raise ValueError(
                f"time_s must increase, but frame {at} at {self.time_s[at]:.4f} s "
                f"follows {self.time_s[at - 1]:.4f} s"
            )
        known = self.visibility[np.isfinite(self.visibility)]
        if known.size and (known.min() < 0.0 or known.max() > 1.0):
            raise ValueError(
                f"visibility must lie in [0, 1], but spans {known.min():.3f} to {known.max():.3f}"
            )

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def stickers_seen(self) -> float:
        """Share of the frames in which both stickers were seen, in [0, 1]."""
        assert self.asis_px is not None
        return float(np.isfinite(self.asis_px).all(axis=(1, 2)).mean())

    @property
    def duration_s(self) -> float:
        """Seconds from the first to the last frame; 0 for fewer than two."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0

    @property
    def frame_rate_hz(self) -> float:
        """Median frame rate in hertz; NaN for fewer than two frames."""
        return float(1.0 / np.median(np.diff(self.time_s))) if len(self) > 1 else float("nan")

    @property
    def present(self) -> BoolArray:
        """Shape (T,): True where the person was found at all."""
        return np.asarray(np.isfinite(self.xy_px[:, :, 0]).any(axis=1))

    def __getitem__(self, frames: slice) -> Self:
        """The same person over some of the frames, in the same memory."""
        return self._each(lambda values: values[frames], time_s=self.time_s[frames])

    def take(self, frames: np.ndarray) -> Self:
        """The same person at the frames given by index or mask."""
        time_s = handed_over(self.time_s[frames])

        def taken(values: FloatArray) -> FloatArray:
            if _is_unknown(values):
                return unknown(len(time_s), *values.shape[1:])
            return handed_over(values[frames])

        return self._each(taken, time_s=time_s)

    def between(self, start_s: float, end_s: float) -> Self:
        """The frames with `start_s` ≤ time ≤ `end_s`, in the same memory."""
        inside = np.flatnonzero((self.time_s >= start_s) & (self.time_s <= end_s))
        return self[int(inside[0]) : int(inside[-1]) + 1] if len(inside) else self[:0]

    def masked(self, missing: BoolArray) -> Self:
        """The same, with landmarks set to NaN where `missing`, shape (T, 33), is True."""

        def with_gaps(values: FloatArray) -> FloatArray:
            if _is_unknown(values):
                return values
            gaps = values.copy()
            gaps[missing] = np.nan
            return handed_over(gaps)

        return replace(
            self,
            xy_px=with_gaps(self.xy_px),
            world_m=with_gaps(self.world_m),
            visibility=with_gaps(self.visibility),
        )

    def mirrored(self) -> Self:
        """The person as a mirror shows them: the image flipped, left and right exchanged.

        A mirrored selfie clip is undone by this, so that left is the person's own left again.
        """
        assert self.asis_px is not None
        width_px = float(self.frame_size.width_px)  # pixels are counted from the picture's edge
        order = np.array(MIRROR)
        flip_px, flip_m = np.array([-1.0, 1.0]), np.array([-1.0, 1.0, 1.0])
        return replace(
            self,
            xy_px=self.xy_px[:, order] * flip_px + np.array([width_px, 0.0]),
            world_m=self.world_m[:, order] * flip_m.astype(self.world_m.dtype),
            visibility=self.visibility[:, order],
            asis_px=self.asis_px[:, ::-1] * flip_px + np.array([width_px, 0.0]),
        )

    def in_picture(self) -> Self:
        """The same without world landmarks and visibility, which are the larger part and soon of no more use."""
        return replace(self, world_m=unknown(*self.world_m.shape), visibility=unknown(*self.visibility.shape))

    def widened(self) -> Self:
        """The same in double precision, to compute with."""

        def wide(values: FloatArray) -> FloatArray:
            return values if values.dtype == np.float64 else handed_over(values.astype(np.float64))

        return self._each(wide, time_s=self.time_s)

    def _each(self, change: Callable[[FloatArray], FloatArray], time_s: FloatArray) -> Self:
        """Every array changed, at the frames of `time_s`."""
        assert self.asis_px is not None
        return replace(
            self,
            xy_px=change(self.xy_px),
            world_m=change(self.world_m),
            visibility=change(self.visibility),
            time_s=time_s,
            asis_px=change(self.asis_px),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Everybody a pose estimator saw in one clip, on one time base.

    Attributes:
        people: One sequence per person, in order of appearance, NaN where that person was not found.
        backend: Name and version of what estimated the poses, for the provenance.
        model: Name of the model.
        model_sha256: Its checksum, or "" where there is none.
        clip_sha256: Checksum of the clip they were seen in, or "" where it is not known.
        hfov_deg: Field of view of the camera along the longer side of the picture; None where the clip does not tell.

    Raises:
        ValueError: People differ in frames or image, or no camera has such a field of view.
    """

    people: tuple[PoseSequence, ...]
    backend: str
    model: str
    model_sha256: str = ""
    clip_sha256: str = ""
    hfov_deg: float | None = None

    def __post_init__(self) -> None:
        """All people share frames and image, seen through one lens."""
        if self.hfov_deg is not None and not 0.0 < self.hfov_deg < 180.0:
            raise ValueError(f"hfov_deg must lie between 0 and 180, but is {self.hfov_deg}")
        for person in self.people[1:]:
            if person.frame_size != self.people[0].frame_size or not np.array_equal(
                person.time_s, self.people[0].time_s
            ):
                raise ValueError("all people of a recording must share time_s and frame_size")
