"""Decoding that goes on after damage, and remembers it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

__all__ = ["Damage", "decoded_frames"]


@dataclass(slots=True)
class Damage:
    """What of a clip could not be used, counted while it is read.

    Attributes:
        pictures: Pictures that could not be decoded, came out damaged, or were predicted from such.
        broken_off: True where the file could not be read to its end.
    """

    pictures: int = 0
    broken_off: bool = False


def decoded_frames(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Generator[av.VideoFrame, None, None]:
    """Decode a stream, in the order of presentation.

    After a damaged piece, pictures are left out up to the next key frame, which needs no other: those between
    are predicted from what was lost, and show limbs where they were not. Phones write a key frame every second.

    Args:
        container: An open clip.
        stream: Its picture.
        damage: Is added to.

    Yields:
        Sound pictures, as stored.
    """
    sound, last_dts = True, -1
    for pictures in _decoded_packets(container, stream, damage):
        if pictures is None:
            sound = False
            damage.pictures += 1
            continue
        for picture in pictures:
            if container.format.name == "avi":
                # AVI stores no presentation times, and FFmpeg guesses wrongly where pictures are reordered. They
                # leave the decoder in order, one for each packet that goes in, and the last ones for none.
                last_dts = last_dts + 1 if picture.dts is None else picture.dts
                picture.pts = last_dts
            sound = not picture.is_corrupt and (sound or picture.key_frame)
            if sound:
                yield picture
            else:
                damage.pictures += 1


def _decoded_packets(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Generator[list[av.VideoFrame] | None, None, None]:
    """The pictures that each packet brings forth; None for a packet that cannot be decoded."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError:
            damage.broken_off = True
            return
        if packet is None:
            return
        try:
            pictures = packet.decode()
        except FFmpegError:
            pictures = None
        yield pictures
