"""A phone or a camera in the same network that sends its picture: RTSP, or HTTP as phones' webcam apps do."""

from __future__ import annotations

import re
import time
from collections.abc import Generator
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from hipcheck.errors import InputError
from hipcheck.video.colour import RgbConverter
from hipcheck.video.shot import Shot

__all__ = ["Stream", "is_url", "open_stream"]

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SCHEMES: Final = ("rtsp", "rtsps", "http", "https")
_OPENS_S: Final = 10.0
_WAITS_S: Final = 15.0
"""For the next piece; a stream that is silent for so long has ended. Conventions."""
_OPTIONS: Final = {
    # What such apps send, and the protocols it comes by: a playlist could name files of this machine, or other servers.
    "format_whitelist": "rtsp,rtp,sdp,mpjpeg,mjpeg,jpeg_pipe,mpegts,flv,mov,mp4,matroska,webm,h264,hevc",
    "protocol_whitelist": "rtsp,rtsps,rtp,udp,tcp,tls,http,https",
    "rtsp_transport": "tcp",  # no picture torn by a lost packet
    "fflags": "nobuffer",
    "flags": "low_delay",
}


def is_url(source: str) -> bool:
    """Whether something is an address rather than a file's name."""
    return _URL.match(source) is not None


class Stream:
    """A stream that is being received.

    Args:
        name: To call it by, without a password.
        container: Opened.
        picture: Its video.
    """

    def __init__(self, name: str, container: InputContainer, picture: VideoStream) -> None:
        self.name: Final = name
        self._container = container
        self._picture = picture

    def shots(self) -> Generator[Shot, None, None]:
        """Pictures as they come; damaged ones are left out. Waits for each.

        Their own times are not told: some senders have none, and FFmpeg makes them up then.

        Raises:
            InputError: The stream has ended, or changes the size of its picture.
        """
        size_px: tuple[int, int] | None = None
        to_rgb = None
        for picture, came_s in self._pictures():
            if to_rgb is None:
                size_px = (picture.width, picture.height)
                to_rgb = RgbConverter(*size_px)
            if (picture.width, picture.height) != size_px:
                raise InputError(
                    f"{self.name}: the picture changed its size, as when the phone is turned; leave it as it stands."
                )
            yield Shot(to_rgb(picture), came_s)
        raise InputError(f"{self.name}: the stream has ended; start it again on the phone.")

    def _pictures(self) -> Generator[tuple[av.VideoFrame, float], None, None]:
        packets = self._container.demux(self._picture)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                return
            if packet is None:
                return
            came_s = time.perf_counter()
            try:
                pictures = packet.decode()
            except FFmpegError:  # a damaged piece
                continue
            for picture in pictures:
                if not picture.is_corrupt:
                    yield picture, came_s

    def close(self) -> None:
        """End receiving. Not while `shots` waits for a picture in another thread."""
        self._container.close()


def open_stream(url: str) -> Stream:
    """Begin to receive a stream. Never waits longer than some seconds.

    Args:
        url: rtsp://, http:// or https://.

    Raises:
        InputError: It is another kind of address, nobody answers there, or what comes is no video.
    """
    name = _without_password(url)
    if urlsplit(url).scheme.lower() not in _SCHEMES:
        raise InputError(
            f"{name}: such an address cannot be read; give one that begins with rtsp:// or http://."
        )
    try:
        container = av.open(url, options=_OPTIONS, timeout=(_OPENS_S, _WAITS_S), metadata_errors="replace")
    except (FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no video comes from there"
        raise InputError(
            f"{name}: cannot be received ({reason}); check the address, and that this machine and the phone are in the "
            "same network."
        ) from error
    if not container.streams.video:
        container.close()
        raise InputError(f"{name}: there is no picture in this stream; give the address of the video.")
    picture = container.streams.video[0]
    picture.thread_type = "SLICE"  # threads for whole frames would hold back as many of them
    return Stream(name, container, picture)


def _without_password(url: str) -> str:
    """An address as it may stand in a report."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
