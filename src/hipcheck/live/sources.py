"""Where the frames of a live session come from: a camera, a phone's stream, or a clip in place of either.

A camera does not wait. So its frames are taken in a thread of their own, and only the newest is kept: whoever is slow
misses some, and is never late.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

from hipcheck.errors import HipcheckError
from hipcheck.video import (
    Camera,
    ClipReader,
    RgbImage,
    Shot,
    Stream,
    is_url,
    open_camera,
    open_stream,
    sha256_of,
)

__all__ = ["EveryFrame", "LiveFrame", "NewestFrame", "Origin", "Source", "open_source"]

_LET_GO_S: Final = 2.0
"""A camera's driver may never come back from waiting for a picture; its thread is not waited for longer than this."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveFrame:
    """One picture of a session.

    Attributes:
        image_rgb: Shape (height, width, 3), uint8. Whoever holds the frame may draw into it.
        time_s: Seconds since the session's first frame; strictly increasing.
        captured_s: `time.perf_counter()` when it came.
    """

    image_rgb: RgbImage = field(repr=False)
    time_s: float
    captured_s: float


@dataclass(frozen=True, slots=True)
class Origin:
    """What the frames come from.

    Attributes:
        name: To call it by: "camera 0", or a clip's path.
        clip: The clip, where it is one.
        sha256: Its checksum; "" for a camera.
        hfov_deg: Field of view along the longer side of the picture, where the clip names its lens.
    """

    name: str
    clip: Path | None = None
    sha256: str = ""
    hfov_deg: float | None = None


class Source(Protocol):
    """Frames, one after the other. Used in a `with` block, within which it films."""

    @property
    def origin(self) -> Origin:
        """What they come from."""
        ...

    @property
    def seen(self) -> int:
        """Frames that came."""
        ...

    @property
    def dropped(self) -> int:
        """Of these, frames that were never asked for."""
        ...

    @property
    def ended(self) -> bool:
        """True when no frame will come any more."""
        ...

    @property
    def why_ended(self) -> str:
        """A sentence where it ended by itself and a clip's end is not why; "" otherwise."""
        ...

    def next(self, timeout_s: float) -> LiveFrame | None:
        """The newest frame that was not given yet; None where none comes in time, or ever."""
        ...

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        ...


Shots: TypeAlias = Callable[[threading.Event], Iterator[tuple[Shot, float | None]]]
"""Pictures as they come, each with its own time where it has one; to be given up when the event is set."""


class NewestFrame:
    """Takes frames in a thread as they come, and gives the newest. See `Source`.

    Args:
        origin: What they come from.
        shots: Makes them; runs in the thread.
        close: Gives back what makes them, when the thread has ended.
    """

    def __init__(self, origin: Origin, shots: Shots, close: Callable[[], None]) -> None:
        self.origin: Final = origin
        self._shots = shots
        self._close = close
        self._changed = threading.Condition()
        self._newest: LiveFrame | None = None
        self._seen = self._dropped = 0
        self._ended = False
        self._failure: BaseException | None = None
        self._stop = threading.Event()
        # A daemon, so that a driver that hangs cannot keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="hipcheck-capture", daemon=True)

    @property
    def seen(self) -> int:
        """See `Source.seen`."""
        return self._seen

    @property
    def dropped(self) -> int:
        """See `Source.dropped`."""
        return self._dropped

    @property
    def ended(self) -> bool:
        """See `Source.ended`: also the last frame was given."""
        with self._changed:
            return self._ended and self._newest is None

    @property
    def why_ended(self) -> str:
        """See `Source.why_ended`."""
        return str(self._failure) if isinstance(self._failure, HipcheckError) else ""

    def next(self, timeout_s: float) -> LiveFrame | None:
        """See `Source.next`.

        Raises:
            Exception: What makes the frames has a bug.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._ended, timeout_s)
            frame, self._newest = self._newest, None
        if frame is None and self._failure is not None and not self.why_ended:
            raise self._failure
        return frame

    def __enter__(self) -> Self:
        """Begin to take frames."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more. A camera whose driver hangs is left alone."""
        self._stop.set()
        self._thread.join(_LET_GO_S)
        if not self._thread.is_alive():
            self._close()

    def _run(self) -> None:
        try:
            self._take()
        except BaseException as failure:  # noqa: BLE001 - it is raised, or told, in the thread that uses the frames
            self._failure = failure
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _take(self) -> None:
        first_s: float | None = None
        last_s = -1.0
        for shot, own_s in self._shots(self._stop):
            if self._stop.is_set():
                return
            first_s = shot.grabbed_s if first_s is None else first_s
            time_s = shot.grabbed_s - first_s if own_s is None else own_s
            if time_s <= last_s:
                continue
            last_s = time_s
            with self._changed:
                self._seen += 1
                self._dropped += self._newest is not None
                self._newest = LiveFrame(shot.image, time_s, shot.grabbed_s)
                self._changed.notify_all()


class EveryFrame:
    """A clip as fast as it can be used, no frame left out. See `Source`.

    Args:
        clip: The clip.
        origin: It, described.
    """

    def __init__(self, clip: ClipReader, origin: Origin) -> None:
        self.origin: Final = origin
        self._clip = clip
        self._frames = iter(clip)
        self.seen = 0
        self.dropped: Final = 0
        self.ended = False
        self.why_ended: Final = ""

    def next(self, timeout_s: float) -> LiveFrame | None:  # noqa: ARG002 - a file keeps nobody waiting
        """The clip's next frame; None after its last."""
        frame = next(self._frames, None)
        if frame is None:
            self.ended = True
            return None
        self.seen += 1
        return LiveFrame(frame.image, frame.time_s, time.perf_counter())

    def __enter__(self) -> Self:
        """The source itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the clip."""
        self._clip.close()


def open_source(source: str | int, *, every_frame: bool = False) -> Source:
    """Open what a session is filmed with.

    Args:
        source: A camera's number, a stream's address, or a clip's path.
        every_frame: Of a clip, give every frame as fast as it is used, instead of at its own pace.

    Raises:
        InputError: It cannot be opened.
    """
    if isinstance(source, int):
        camera = open_camera(source)
        return _filming(camera)
    if is_url(source):
        return _filming(open_stream(source))
    path = Path(source)
    clip = ClipReader(path)
    origin = Origin(str(path), path, sha256_of(path), clip.info.hfov_deg)
    if every_frame:
        return EveryFrame(clip, origin)
    return NewestFrame(origin, lambda stop: _at_its_pace(clip, stop), clip.close)


def _filming(device: Camera | Stream) -> NewestFrame:
    def shots(_stop: threading.Event) -> Iterator[tuple[Shot, float | None]]:
        with closing(device.shots()) as taken:
            for shot in taken:
                yield shot, None

    return NewestFrame(Origin(device.name), shots, device.close)


def _at_its_pace(clip: ClipReader, stop: threading.Event) -> Iterator[tuple[Shot, float | None]]:
    """A clip's frames, each when its time has come, as if it were being filmed."""
    begun_s: float | None = None
    for frame in clip:
        begun_s = time.perf_counter() if begun_s is None else begun_s
        if stop.wait(max(0.0, begun_s + frame.time_s - time.perf_counter())):
            return
        yield Shot(frame.image, time.perf_counter()), frame.time_s
