"""One pass over a clip's frames that feeds everything made of pictures: the annotated video and the key frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

from hipcheck.reports.face_blur import FaceBlur
from hipcheck.reports.layers import VideoPicture
from hipcheck.reports.overlay import Overlay

__all__ = ["ANNOTATED_NAME", "Frame", "FrameSink", "FrameWriter", "annotate"]

ANNOTATED_NAME: Final = "annotated.mp4"


_P = TypeVar("_P", bound=VideoPicture)
_P_co = TypeVar("_P_co", bound=VideoPicture, covariant=True)
_P_contra = TypeVar("_P_contra", bound=VideoPicture, contravariant=True)


class Frame(Protocol[_P_co]):
    """An upright picture and its presentation time."""

    @property
    def picture(self) -> _P_co:
        """It is drawn on in place."""
        ...

    @property
    def time_s(self) -> float:
        """Seconds."""
        ...


class FrameWriter(Protocol[_P_contra]):
    """Takes the frames of a video in time order."""

    def write_yuv(self, picture: _P_contra, time_s: float) -> None:
        """Append a picture, shown from `time_s` on."""
        ...


class FrameSink(Protocol):
    """Takes some of a clip's frames, before anything is drawn on them."""

    @property
    def done(self) -> bool:
        """True when no later frame will be wanted."""
        ...

    def wants(self, time_s: float) -> bool:
        """Whether the frame at this time is to be taken."""
        ...

    def take(self, picture: VideoPicture, time_s: float) -> None:
        """Use a picture; what is to be kept or drawn on must be copied."""
        ...


def annotate(
    frames: Iterable[Frame[_P]],
    overlay: Overlay,
    *,
    writer: FrameWriter[_P] | None = None,
    sink: FrameSink | None = None,
    blur: FaceBlur | None = None,
) -> int:
    """Draw on a clip's frames and pass them on: all to the video, some to a sink.

    Nothing is decoded where nothing is wanted, and nothing after the last frame that is.

    Args:
        frames: Frames in time order, used up: their pictures are drawn on and given to the writer.
        overlay: What to draw; it must belong to the same clip.
        writer: The video to write; every frame goes to it, at its own time.
        sink: What collects single frames.
        blur: Hides faces first, from video and sink alike.

    Returns:
        Number of frames that were written to the video.
    """
    written = 0
    if writer is None and (sink is None or sink.done):
        return written
    for frame in frames:
        wanted = sink is not None and sink.wants(frame.time_s)
        if blur is not None and (writer is not None or wanted):
            blur.hide(frame.picture, frame.time_s)
        if sink is not None and wanted:
            sink.take(frame.picture, frame.time_s)
        if writer is not None:
            overlay.draw(frame.picture, frame.time_s)
            writer.write_yuv(frame.picture, frame.time_s)
            written += 1
        if writer is None and (sink is None or sink.done):
            break
    return written
