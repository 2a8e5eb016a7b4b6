"""Opening a clip: every way in which a file is not a clip, as an `InputError`, and nothing but local files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from hipcheck.errors import InputError

__all__ = ["open_clip", "sha256_of"]

_READS: Final = "an .mp4, .mov, .avi, .webm, .mkv or .gif video"

_OPTIONS: Final = {
    # FFmpeg looks at the content, not at the name: without these limits, a "clip.mp4" that is really a playlist
    # could make it fetch pictures from the network or read other files.
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts",
    "protocol_whitelist": "file",
}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, read piece by piece.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(_cannot_read(path, error)) from error


@contextmanager
def open_clip(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a clip and find its picture; closed again on leaving.

    Args:
        path: The file.

    Yields:
        The container and its best video stream, not yet read.

    Raises:
        InputError: There is no such file, or it is a folder, empty, unreadable, damaged beyond opening, no video,
            or has no picture or one of an unknown kind.
    """
    _check_file(path)
    try:
        # "file:" so that a name with a colon in it is never taken for a protocol
        container = av.open(f"file:{path}", options=_OPTIONS, metadata_errors="replace")
    except FFmpegError as error:
        raise InputError(_not_a_clip(path)) from error
    with container:
        yield container, _video_stream(path, container)


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; name the clips in it, such as {path / '*.mp4'}.")
    if path.exists() and not path.is_file():  # a pipe or a device, which may wait or flow for ever
        raise InputError(f"{path}: this is no ordinary file; save the clip to one first.")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError(_cannot_read(path, error)) from error
    if empty:
        raise InputError(f"{path}: the file is empty; copy the clip from the phone again.")


def _cannot_read(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path}: there is no such file; check the name and the folder."
    if isinstance(error, PermissionError):
        return (
            f"{path}: hipcheck is not allowed to read this file; change its permissions or copy it elsewhere."
        )
    return f"{path}: the file cannot be read ({error.strerror}); copy the clip again."


def _not_a_clip(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":  # begins as MP4 and QuickTime files do (ISO/IEC 14496-12, 4.3)
        return f"{path}: the video is incomplete, as after an interrupted copy; copy the clip from the phone again."
    return f"{path}: this is not a video that can be read; give {_READS}."


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    # the cover picture of a piece of music counts as a video stream of one frame
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        found = "sound in this file but no picture" if container.streams.audio else "no picture in this file"
        raise InputError(f"{path}: there is {found}; give {_READS}.")
    best = container.streams.best("video")
    stream = best if isinstance(best, VideoStream) and best in streams else streams[0]
    if stream.codec_context is None:
        raise InputError(
            f"{path}: its picture is stored in a way that cannot be read; convert the clip to H.264."
        )
    return stream
