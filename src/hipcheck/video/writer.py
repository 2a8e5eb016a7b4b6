"""Writing a clip that browsers and phones play: H.264 in MP4, every picture at its own time."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc
from av.video.stream import VideoStream

from hipcheck.errors import OutputError
from hipcheck.poses import FrameSize
from hipcheck.video.frame import RgbImage
from hipcheck.video.picture import BT601, BT709, Matrix, YuvPicture
from hipcheck.video.planes import YuvFromRgb
from hipcheck.video.prefetch import start_thread
from hipcheck.video.threads import allowed_threads

__all__ = ["VideoWriter"]

_TICK: Final = Fraction(1, 90_000)
"""Times are rounded to this. The common clock of video (ISO/IEC 13818-1): whole for 24, 25, 30 and 60 Hz."""

_ENCODERS: Final[dict[str, dict[str, str]]] = {
    # Without B-frames ("bf"), which would make a player's duration wrong where the rate varies. A constant quantizer
    # spares x264 the search for where bits are needed: at 26, files are 0.6 to 1.7 times as large as those of phones
    # and look like them. Trying to leave out what is hardly seen ("dct-decimate") costs more than it saves. Measured
    # in processor time on 1080 x 1920: crf 24 takes 8.5 ms a picture, this 5.2 ms; superfast 12 ms.
    "libx264": {"preset": "ultrafast", "qp": "26", "bf": "0", "x264-params": "no-dct-decimate=1"},
    # in builds of FFmpeg without x264; PyAV's own wheels have x264 on Linux, macOS and Windows
    "libopenh264": {"b": "6000000"},
}
_COLORSPACE: Final = {BT601: 6, BT709: 1}
"""FFmpeg's `AVColorSpace` (ITU-T H.273, MatrixCoefficients): SMPTE170M, BT709."""
_ENCODED_AHEAD: Final = 2
"""Pictures that may wait for the encoder: enough to keep it busy, few enough for flat memory."""


class VideoWriter:
    """An MP4 being written.

        with VideoWriter(path, FrameSize(1080, 1920), rate_hz=30.0) as video:
            for frame in frames:
                video.write(frame.image, frame.time_s)

    Pictures keep their times, so that a clip of variable rate stays one. H.264 with 4:2:0 colours has even sizes
    only: an odd one grows by one row below or one column to the right, a copy of the last, so that every pixel
    keeps its place. Sound and tags of the source (place, device, date) are not copied: they can tell who somebody
    is, and are not needed.

    The file appears under its name when it is complete. Until then it has another, beside it, and if the block is
    left by an error, Ctrl-C included, that is deleted; an older file of the same name is then still there.

    Args:
        path: Where the video is to be; an existing file is replaced.
        size: Size of the pictures.
        rate_hz: Nominal frame rate. It sets how long the last picture is shown and what the file says of itself;
            the times come from the pictures.

    Raises:
        OutputError: On entering, writing or leaving: the folder is missing or write-protected, the disk is full,
            there is no H.264 encoder, or no picture was written.
    """

    def __init__(self, path: Path, size: FrameSize, *, rate_hz: float = 30.0) -> None:
        if not 0.0 < rate_hz < float("inf"):
            raise ValueError(f"rate_hz must be positive, but is {rate_hz}")
        self._path = path
        # the process id keeps two programs that write the same file apart
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._size = size
        self._rate = Fraction(rate_hz).limit_denominator(1001)  # 30000/1001 is a common rate
        self._from_rgb = YuvFromRgb()
        self._matrix: Matrix | None = None
        self._last_tick: int | None = None
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        # The next picture is drawn while this thread encodes the last.
        self._encoder_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hipcheck-encode")
        self._encoding: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        """Create the file."""
        encoder = _encoder()
        start_thread(self._encoder_thread)
        if self._path.is_dir():
            raise OutputError(f"{self._path}: this is a folder; give the video another name.")
        try:
            self._partial.touch()  # now, as FFmpeg would find out about a bad folder only after some pictures
            # moov before mdat: a browser can then play while it loads
            self._container = av.open(
                f"file:{self._partial}", "w", format="mp4", options={"movflags": "+faststart"}
            )
            self._stream = self._add_stream(self._container, encoder)
        except (FFmpegError, OSError) as error:
            self._discard()
            raise OutputError(self._cannot_write(error)) from error
        return self

    def _add_stream(self, container: OutputContainer, encoder: str) -> VideoStream:
        stream = container.add_stream(encoder, rate=self._rate, options=_ENCODERS[encoder])
        assert isinstance(stream, VideoStream)
        stream.width = self._size.width_px + self._size.width_px % 2
        stream.height = self._size.height_px + self._size.height_px % 2
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = _TICK
        context.thread_count = allowed_threads()
        context.gop_size = max(1, round(self._rate))  # a key frame every second: quick to scrub through
        context.color_range = ColorRange.MPEG
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def write(self, image: RgbImage, time_s: float) -> None:
        """Add an RGB picture.

        Args:
            image: Shape (height, width, 3) of the writer's size, uint8, RGB. Not kept.
            time_s: When it is shown, later than the picture before.

        Raises:
            ValueError: The picture has another shape or type, or a time that is not later.
            OutputError: The disk is full or the encoder fails.
        """
        expected = (self._size.height_px, self._size.width_px, 3)
        if image.shape != expected or image.dtype != np.uint8:
            raise ValueError(
                f"image must be uint8 of shape {expected}, but is {image.dtype} of {image.shape}"
            )
        self.write_yuv(self._from_rgb(image), time_s)

    def write_yuv(self, picture: YuvPicture, time_s: float) -> None:
        """Add a picture without converting it.

        Args:
            picture: Of the writer's size, made even, and of the matrix of the picture before. It is the writer's from
                now on: it must not be changed any more.
            time_s: When it is shown, later than the picture before.

        Raises:
            ValueError: The picture has another size or matrix, or a time that is not later.
            OutputError: The disk is full or the encoder fails.
        """
        assert self._stream is not None, "use the writer in a with block"
        self._check(picture)
        self._collect(keep=_ENCODED_AHEAD)
        tick = round(time_s / _TICK)
        if self._last_tick is not None and tick <= self._last_tick:
            raise ValueError(f"time_s must increase, but {time_s} follows {float(self._last_tick * _TICK)}")
        frame = picture.frame
        frame.pts, frame.time_base, frame.duration = tick, _TICK, round(1 / self._rate / _TICK)
        self._last_tick = tick
        self._encoding.append(self._encoder_thread.submit(self._encode, frame))

    def _check(self, picture: YuvPicture) -> None:
        """Refuse what does not fit; the first picture says what the file's colours mean."""
        assert self._stream is not None
        expected, given = (self._stream.width, self._stream.height), (picture.width_px, picture.height_px)
        if given != expected:
            raise ValueError(f"the picture must be of {expected} pixels, but is of {given}")
        if self._matrix is None:
            self._matrix = picture.matrix
            self._stream.codec_context.colorspace = _COLORSPACE[picture.matrix]
        if picture.matrix != self._matrix:
            raise ValueError(f"the picture's matrix must be {self._matrix}, but is {picture.matrix}")

    def _encode(self, picture: av.VideoFrame | None) -> None:
        assert self._container is not None
        assert self._stream is not None
        self._container.mux(self._stream.encode(picture))

    def _collect(self, *, keep: int) -> None:
        """Wait until at most `keep` pictures are still being encoded; an error of theirs is raised here."""
        while len(self._encoding) > keep:
            try:
                self._encoding.popleft().result()
            except FFmpegError as error:
                raise OutputError(self._cannot_write(error)) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the file and give it its name; after an error, delete it."""
        if error is not None:
            self._discard()
            return
        try:
            self._complete()
        except (FFmpegError, OSError) as failure:
            raise OutputError(self._cannot_write(failure)) from failure
        finally:
            self._discard()  # nothing left to discard where all went well

    def _complete(self) -> None:
        assert self._container is not None
        assert self._stream is not None
        if self._last_tick is None:
            raise OutputError(
                f"{self._path}: no video was written, as there was no picture to write; choose another clip."
            )
        self._collect(keep=0)
        self._encode(None)
        self._container.close()
        self._partial.replace(self._path)

    def _discard(self) -> None:
        self._encoder_thread.shutdown(wait=True, cancel_futures=True)
        if self._container is not None:
            # Closing completes the file, which fails again on a full disk; the file goes anyway.
            with suppress(FFmpegError):
                self._container.close()
            self._container = None
        self._partial.unlink(missing_ok=True)

    def _cannot_write(self, error: FFmpegError | OSError) -> str:
        return (
            f"{self._path}: the video cannot be written ({error.strerror}); "
            "choose another folder, or make room on the disk."
        )


def _encoder() -> str:
    for name in _ENCODERS:
        try:
            av.Codec(name, "w")
        except UnknownCodecError:
            continue
        return name
    raise OutputError(
        "This installation of PyAV has no H.264 encoder; reinstall it from its wheel: pip install --force-reinstall av."
    )
