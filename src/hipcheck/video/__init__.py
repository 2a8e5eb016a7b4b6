"""Reading and writing video: the only place that knows of containers and codecs."""

from __future__ import annotations

from hipcheck.video.container import sha256_of
from hipcheck.video.frame import Frame, RgbImage
from hipcheck.video.info import ClipInfo, probe
from hipcheck.video.picture import YuvFrame, YuvPicture
from hipcheck.video.reader import ClipReader, frames_from
from hipcheck.video.writer import VideoWriter

__all__ = [
    "ClipInfo",
    "ClipReader",
    "Frame",
    "RgbImage",
    "VideoWriter",
    "YuvFrame",
    "YuvPicture",
    "frames_from",
    "probe",
    "sha256_of",
]
