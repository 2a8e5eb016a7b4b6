"""Reading a clip frame by frame: upright, in RGB, each with its own time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import av

from hipcheck.errors import InputError, SettingsError
from hipcheck.results import ClipWarning
from hipcheck.video.colour import RgbConverter
from hipcheck.video.container import open_clip
from hipcheck.video.decoding import Damage, decoded_frames
from hipcheck.video.frame import Frame
from hipcheck.video.info import ClipInfo, probe
from hipcheck.video.orientation import Orientation
from hipcheck.video.picture import YuvFrame
from hipcheck.video.planes import YuvConverter
from hipcheck.video.prefetch import prefetched
from hipcheck.video.threads import allowed_threads

__all__ = ["ClipReader", "frames_from"]

_Frame = TypeVar("_Frame", Frame, YuvFrame)

_AHEAD: Final = 3
"""Frames decoded ahead: hides a decoder that delivers in bursts; a 1080 by 1920 picture takes 6 MB."""
_MISSING_END_S: Final = 0.5
"""A clip that ends this much before its stated end is reported as cut. Convention; half a second can hold the
end of a rep."""


@dataclass(slots=True)
class _Losses:
    """What one reading had to leave out."""

    damage: Damage = field(default_factory=Damage)
    out_of_order: int = 0
    resized: int = 0
    end_s: float | None = None
    missing_end_s: float = 0.0


class ClipReader:
    """One clip, opened for reading.

        with ClipReader(path) as clip:
            print(clip.info.width_px)
            for frame in clip:
                use(frame)
            report(clip.problems)

    Frames stream: only a handful are in memory at a time, made by one thread ahead of the consumer. Each
    iteration reads the clip anew. Leaving the `with` block ends the thread and closes the file, also when the
    iteration was left early; so does the end of an iteration.

    Times are the container's own presentation times, edit lists applied, less that of the first picture: frame 0
    is at 0.0. Frames without a time later than the frame before are left out.

    Args:
        path: The clip.
        slow_motion_factor: How many times slower than life the clip plays. Times are divided by it.

    Attributes:
        info: The clip, described.

    Raises:
        InputError: The file is not a clip that can be read; see `probe`.
        SettingsError: The slow-motion factor is not a positive number.
    """

    def __init__(self, path: Path, *, slow_motion_factor: float = 1.0) -> None:
        if not 0.0 < slow_motion_factor < float("inf"):
            raise SettingsError(
                f"the slow-motion factor is {slow_motion_factor}, but must be above 0; give 4 for a clip that "
                "plays 4 times slower than life."
            )
        self.info: ClipInfo = probe(path)
        self._slow_motion_factor = slow_motion_factor
        self._losses = _Losses()
        self._iteration: Generator[Frame, None, None] | Generator[YuvFrame, None, None] | None = None

    def __enter__(self) -> Self:
        """The reader itself; nothing is open yet beside the description."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See `close`."""
        self.close()

    def close(self) -> None:
        """End an iteration that is under way: its thread is joined, its file closed."""
        if self._iteration is not None:
            self._iteration.close()
            self._iteration = None

    def __iter__(self) -> Iterator[Frame]:
        """Read the clip from its start, in RGB; ends an earlier iteration.

        Raises:
            InputError: While iterating: the file cannot be opened any more, or no picture in it can be used.
        """
        width_px, height_px = self.info.width_px, self.info.height_px
        orientation = self._orientation
        stored_px = (height_px, width_px) if orientation.exchanges_axes else (width_px, height_px)
        to_rgb = RgbConverter(*stored_px)

        def upright(index: int, time_s: float, picture: av.VideoFrame) -> Frame:
            return Frame(index, time_s, orientation.apply(to_rgb(picture)))

        self._iteration = iteration = self._frames(upright)
        return iteration

    def planar(self, *, turned_round: bool = False) -> Iterator[YuvFrame]:
        """Read the clip from its start as pictures to draw on and to write; otherwise as `__iter__`.

        Most clips need no conversion for it. An odd size grows by one row below or one column right.

        Args:
            turned_round: Exchange left and right.
        """
        orientation = self._orientation
        if turned_round:
            orientation = replace(orientation, mirrored=not orientation.mirrored)
        to_yuv = YuvConverter(self.info.width_px, self.info.height_px, orientation)

        def upright(index: int, time_s: float, picture: av.VideoFrame) -> YuvFrame:
            return YuvFrame(index, time_s, to_yuv(picture))

        self._iteration = iteration = self._frames(upright)
        return iteration

    @property
    def _orientation(self) -> Orientation:
        return Orientation(self.info.rotation_deg, self.info.mirrored)

    @property
    def problems(self) -> tuple[ClipWarning, ...]:
        """What the iteration so far, or the last one, had to leave out; empty where nothing was.

        Codes: "clip_damaged", "clip_cut_short", "frames_out_of_order", "picture_size_changes".
        """
        return tuple(_warnings(self._losses))

    def _frames(
        self, convert: Callable[[int, float, av.VideoFrame], _Frame]
    ) -> Generator[_Frame, None, None]:
        """Begin anew; the frames are made in another thread, ahead of the consumer."""
        self.close()
        self._losses = _Losses()
        return self._ahead(self._read(self._losses, convert))

    @staticmethod
    def _ahead(source: Generator[_Frame, None, None]) -> Generator[_Frame, None, None]:
        with closing(source), closing(prefetched(source, _AHEAD)) as frames:
            yield from frames

    def _read(
        self, losses: _Losses, convert: Callable[[int, float, av.VideoFrame], _Frame]
    ) -> Generator[_Frame, None, None]:
        info = self.info
        with open_clip(info.path) as (container, stream):
            stream.thread_type = "AUTO"  # frames and slices; PyAV's own default, slices, is 1.5 times slower
            stream.codec_context.thread_count = allowed_threads()
            pictures = decoded_frames(container, stream, losses.damage)
            for index, (time_s, picture) in enumerate(_in_order(pictures, losses)):
                yield convert(index, time_s / self._slow_motion_factor, picture)
        if losses.end_s is None:
            raise InputError(
                f"{info.path}: no picture in it can be used; copy the clip from the phone again."
            )
        if info.duration_s is not None:
            losses.missing_end_s = info.duration_s - losses.end_s


def frames_from(path: Path, *, slow_motion_factor: float = 1.0) -> Generator[Frame, None, None]:
    """The frames of a clip, for those who need nothing else of it; see `ClipReader`.

    Raises:
        InputError: On the first frame: the file is not a clip that can be read.
        SettingsError: On the first frame: the slow-motion factor is not a positive number.
    """
    with ClipReader(path, slow_motion_factor=slow_motion_factor) as clip:
        yield from clip


def _in_order(
    pictures: Iterator[av.VideoFrame], losses: _Losses
) -> Generator[tuple[float, av.VideoFrame], None, None]:
    """Pictures of the first one's size with their times, which start at 0 and increase."""
    first_s, last_s, size_px = None, -1.0, None
    for picture in pictures:
        pts = picture.dts if picture.pts is None else picture.pts
        if pts is None or picture.time_base is None:
            losses.out_of_order += 1
            continue
        shown_s = pts * picture.time_base
        first_s = shown_s if first_s is None else first_s
        time_s = float(shown_s - first_s)  # exact fractions until here: a late start costs no precision
        if time_s <= last_s:
            losses.out_of_order += 1
            continue
        size_px = size_px or (picture.width, picture.height)
        if (picture.width, picture.height) != size_px:
            losses.resized += 1
            continue
        last_s = time_s
        losses.end_s = time_s + float((picture.duration or 0) * picture.time_base)
        yield time_s, picture


def _warnings(losses: _Losses) -> Iterator[ClipWarning]:
    again = "Copy the clip from the phone again, and check that it plays to its end."
    if losses.damage.pictures:
        yield ClipWarning(
            "clip_damaged",
            f"The file is damaged: at least {losses.damage.pictures} of its pictures could not be used.",
            again,
        )
    if losses.end_s is not None and (losses.damage.broken_off or losses.missing_end_s > _MISSING_END_S):
        yield ClipWarning(
            "clip_cut_short", f"The file is cut short: its pictures end at {losses.end_s:.1f} s.", again
        )
    if losses.out_of_order:
        yield ClipWarning(
            "frames_out_of_order",
            f"{losses.out_of_order} pictures were left out because their times do not follow one another.",
        )
    if losses.resized:
        yield ClipWarning(
            "picture_size_changes",
            f"{losses.resized} pictures were left out because the picture changes its size during the clip.",
            "Film without switching the lens or turning the phone.",
        )
