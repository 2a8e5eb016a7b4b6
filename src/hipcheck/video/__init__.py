"""Reading and writing video: the only place that knows of containers and codecs."""

from __future__ import annotations

# Before PyAV: both bring a libxcb of their own, and with PyAV's in first place OpenCV's windows hang while they are opened
# (PyAV 18.1, opencv-contrib-python 5.0, Linux).
import cv2  # noqa: F401

from hipcheck.video.camera import Camera, open_camera
from hipcheck.video.container import sha256_of
from hipcheck.video.frame import Frame, RgbImage
from hipcheck.video.info import ClipInfo, probe
from hipcheck.video.picture import YuvFrame, YuvPicture
from hipcheck.video.reader import ClipReader, frames_from
from hipcheck.video.shot import Shot
from hipcheck.video.stream import Stream, is_url, open_stream
from hipcheck.video.writer import VideoWriter

__all__ = [
    "Camera",
    "ClipInfo",
    "ClipReader",
    "Frame",
    "RgbImage",
    "Shot",
    "Stream",
    "VideoWriter",
    "YuvFrame",
    "YuvPicture",
    "frames_from",
    "is_url",
    "open_camera",
    "open_stream",
    "probe",
    "sha256_of",
]
