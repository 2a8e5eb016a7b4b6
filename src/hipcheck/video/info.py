"""What is known of a clip before its frames are read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from hipcheck.errors import InputError
from hipcheck.video.colour import is_hdr
from hipcheck.video.container import open_clip
from hipcheck.video.decoding import Damage, decoded_frames
from hipcheck.video.lens import hfov_deg_of
from hipcheck.video.orientation import UPRIGHT, Orientation, Turn

__all__ = ["ClipInfo", "probe"]

_VARIABLE_SHARE: Final = 0.05
"""Average and nominal rate differ by more: frames are missing or late. Phones jitter by 1 or 2 %."""
_SLOW_MOTION_RATIO: Final = 1.5
_HIGH_RATE_HZ: Final = 100.0
"""Phones offer 120 and 240 frames a second as "slow motion" only. Convention."""
_MAX_SQUARE_ERROR: Final = 0.005
"""Pixels this close to square are left alone: they turn an angle by 0.15° at most."""

_CAPTURE_RATE_TAG: Final = "com.android.capture.fps"
"""Android's MediaFormat.KEY_CAPTURE_RATE as its cameras write it: where it differs from the rate of the stream,
the clip plays slower (or faster) than life."""
_APPLE_INTENT_TAG: Final = "com.apple.quicktime.full-frame-rate-playback-intent"
"""Apple writes 0 where a clip was filmed to be shown in slow motion."""


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """A clip, described.

    Attributes:
        path: As given.
        width_px: Width of the upright picture, with square pixels.
        height_px: Height of the same.
        duration_s: Length of the picture as the container states it, or None where it does not. Not divided by
            any slow-motion factor.
        frame_rate_hz: Nominal rate, or the average where the rate varies, or None where neither is stated. For
            display: times come from the frames.
        frames: Number of frames as stated, or estimated from duration and rate; None where that fails.
        codec: FFmpeg's name: "h264", "hevc", "vp9", …
        pixel_format: FFmpeg's name: "yuv420p", …
        rotation_deg: Quarter turns clockwise that the reader applies to make the stored picture upright.
        mirrored: True where the reader then exchanges left and right, as the file asks.
        hdr: True for HLG and PQ pictures, which the reader tone-maps.
        is_variable_rate: True where the stated rates show that frames are missing or late. False does not promise
            a constant rate.
        capture_rate_hz: Frames a second while filming, where the phone wrote it down; else None.
        filmed_for_slow_motion: True where the file says that it is to be shown in slow motion.
        hfov_deg: Field of view along the longer side of the upright picture, where the phone named its lens; else None.
    """

    path: Path
    width_px: int
    height_px: int
    duration_s: float | None
    frame_rate_hz: float | None
    frames: int | None
    codec: str
    pixel_format: str
    rotation_deg: Turn
    mirrored: bool
    hdr: bool
    is_variable_rate: bool
    capture_rate_hz: float | None
    filmed_for_slow_motion: bool
    hfov_deg: float | None

    @property
    def slow_motion_factor(self) -> float | None:
        """How many times slower than life the clip plays, where its tags tell; 1 is life; None is not known."""
        if self.capture_rate_hz is None or self.frame_rate_hz is None:
            return None
        return self.capture_rate_hz / self.frame_rate_hz

    @property
    def suspected_slow_motion(self) -> bool:
        """True where the times of the clip may not be those of life, so that speeds should be asked about."""
        factor = self.slow_motion_factor
        if factor is not None:
            return factor > _SLOW_MOTION_RATIO
        high_rate = self.frame_rate_hz is not None and self.frame_rate_hz >= _HIGH_RATE_HZ
        return self.filmed_for_slow_motion or high_rate


def probe(path: Path) -> ClipInfo:
    """Describe a clip; decodes its first picture only.

    Raises:
        InputError: The file is not a clip (see `open_clip`), or no picture of it can be decoded.
    """
    with open_clip(path) as (container, stream):
        frame = next(decoded_frames(container, stream, Damage()), None)
        if frame is None:
            raise InputError(
                f"{path}: no picture in it can be decoded (its codec is {stream.codec_context.codec.canonical_name}); "
                "copy the clip again, or convert it to H.264."
            )
        return _describe(path, container, stream, frame)


def _describe(path: Path, container: InputContainer, stream: VideoStream, frame: av.VideoFrame) -> ClipInfo:
    orientation = _orientation(frame)
    width_px, height_px = _square_size_px(stream, frame)
    if orientation.exchanges_axes:
        width_px, height_px = height_px, width_px
    duration_s = _duration_s(container, stream)
    variable, rate_hz = _rate_hz(stream)
    tags = container.metadata | stream.metadata
    return ClipInfo(
        path=path,
        width_px=width_px,
        height_px=height_px,
        duration_s=duration_s,
        frame_rate_hz=rate_hz,
        frames=_frame_count(stream, duration_s),
        codec=stream.codec_context.codec.canonical_name,
        pixel_format=frame.format.name,
        rotation_deg=orientation.turn_deg,
        mirrored=orientation.mirrored,
        hdr=is_hdr(frame.color_trc),
        is_variable_rate=variable,
        capture_rate_hz=_capture_rate_hz(tags),
        filmed_for_slow_motion=tags.get(_APPLE_INTENT_TAG) == "0",
        hfov_deg=hfov_deg_of(path, width_px, height_px),
    )


def _orientation(frame: av.VideoFrame) -> Orientation:
    side_data: Any = frame.side_data  # a mapping, which PyAV's stubs do not say
    matrix = side_data.get("DISPLAYMATRIX")
    return Orientation.from_display_matrix(struct.unpack("=9i", bytes(matrix))) if matrix else UPRIGHT


def _square_size_px(stream: VideoStream, frame: av.VideoFrame) -> tuple[int, int]:
    """Size of the stored picture once its pixels are square; never smaller than stored, so nothing is lost."""
    aspect = float(stream.sample_aspect_ratio or 1)
    if abs(aspect - 1.0) <= _MAX_SQUARE_ERROR:
        return frame.width, frame.height
    if aspect > 1.0:
        return round(frame.width * aspect), frame.height
    return frame.width, round(frame.height / aspect)


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration is not None else None


def _rate_hz(stream: VideoStream) -> tuple[bool, float | None]:
    """Whether the rate varies, and the rate to show."""
    average, nominal = stream.average_rate, stream.guessed_rate
    if not average or not nominal:
        known = average or nominal
        return False, float(known) if known else None
    variable = abs(float(average / nominal) - 1.0) > _VARIABLE_SHARE
    return variable, float(average if variable else nominal)


def _frame_count(stream: VideoStream, duration_s: float | None) -> int | None:
    if stream.frames:  # FFmpeg's 0 is "not stated"
        return stream.frames
    rate = stream.average_rate or stream.guessed_rate
    return round(duration_s * float(rate)) if duration_s is not None and rate else None


def _capture_rate_hz(tags: dict[str, str]) -> float | None:
    try:
        rate_hz = float(tags[_CAPTURE_RATE_TAG])
    except (KeyError, ValueError):  # not written, or not a number: then nothing is known
        return None
    return rate_hz if rate_hz > 0 else None
