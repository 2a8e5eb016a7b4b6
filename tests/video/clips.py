"""Makes small clips whose every picture is known, in any container, codec, colour format and timing."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (230, 230, 230)
CORNERS = ((RED, GREEN), (BLUE, WHITE))
"""Colours of the quadrants, as seen: top row, bottom row."""

RATE = 10
DEFAULTS = {
    "libx264": {"crf": "12"},
    "libx265": {"x265-params": "log-level=none", "crf": "12"},
    "libvpx-vp9": {"b": "1M"},
    "mpeg4": {"b": "1M"},
    "libsvtav1": {"preset": "8", "crf": "20"},
}


def quadrants(width=64, height=48, number=0):
    """A picture with four coloured corners and, in the middle, a grey square that tells its number (0 to 40)."""
    image = np.empty((height, width, 3), np.uint8)
    half_x, half_y = width // 2, height // 2
    image[:half_y, :half_x], image[:half_y, half_x:] = CORNERS[0]
    image[half_y:, :half_x], image[half_y:, half_x:] = CORNERS[1]
    image[half_y - 8 : half_y + 8, half_x - 8 : half_x + 8] = grey_of(number)
    return image


def grey_of(number):
    return 40 + 5 * number


def number_in(image):
    """The number that `quadrants` wrote into the picture."""
    y, x = image.shape[0] // 2, image.shape[1] // 2
    return round((float(image[y - 2 : y + 2, x - 2 : x + 2].mean()) - 40) / 5)


def corner_colours(image):
    """Mean colours near the four corners, shape (2, 2, 3): top and bottom row, left and right."""
    return np.array(
        [
            [image[rows, columns].reshape(-1, 3).mean(axis=0) for columns in (slice(2, 10), slice(-10, -2))]
            for rows in (slice(2, 10), slice(-10, -2))
        ]
    )


def write_clip(
    path: Path,
    images: Sequence[np.ndarray] | None = None,
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    times_s: Sequence[float] | None = None,
    rate: int = RATE,
    time_base: Fraction = Fraction(1, 1000),
    container_options: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    setup: Callable[[av.VideoStream], None] = lambda stream: None,
    metadata: dict[str, str] | None = None,
    frames: int = 12,
) -> Path:
    """Write a clip of `quadrants`, or of the given RGB images, at a rate or at the given times."""
    images = [quadrants(number=i) for i in range(frames)] if images is None else images
    times_s = [i / rate for i in range(len(images))] if times_s is None else times_s
    with av.open(str(path), "w", options=container_options or {}) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=rate, options=DEFAULTS.get(codec, {}) | (options or {}))
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = pixel_format
        # GIF and AVI count in their own units
        stream.codec_context.time_base = Fraction(1, rate) if path.suffix in {".gif", ".avi"} else time_base
        setup(stream)
        for image, time_s in zip(images, times_s, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=pixel_format)
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(time_s / frame.time_base)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_flat_clip(
    path: Path, planes: Sequence[int], *, pixel_format: str, codec: str = "libx264", setup=lambda stream: None
) -> Path:
    """Write eight pictures whose Y, U and V code values are the given ones everywhere."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, options=DEFAULTS.get(codec, {}) | {"crf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, pixel_format
        setup(stream)
        for i in range(8):  # x265 now and then gives fewer than its look-ahead wrong decoding times
            frame = av.VideoFrame(64, 64, pixel_format)
            for plane, value in zip(frame.planes, planes, strict=True):
                np.frombuffer(plane, np.uint16 if "10" in pixel_format else np.uint8)[:] = value
            frame.pts = i
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path) -> Path:
    """Write a second of silence."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        for start in range(0, 8192, 1024):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((2, 1024), np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.pts = 8000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def set_display_matrix(path: Path, a: int, b: int, c: int, d: int) -> None:
    """Overwrite the matrix of the first track of an MP4 (ISO/IEC 14496-12, 8.3.2: `tkhd`, version 0)."""
    content = bytearray(path.read_bytes())
    start = content.index(b"tkhd") + 44
    fixed = [v << 16 for v in (a, b)] + [0] + [v << 16 for v in (c, d)] + [0, 0, 0, 1 << 30]
    struct.pack_into(">9i", content, start, *fixed)
    path.write_bytes(content)


def set_edit_list(path: Path, *, start_ticks: int, length_movie_ticks: int) -> None:
    """Overwrite the single entry of an MP4's edit list (8.6.6: `elst`, version 0)."""
    content = bytearray(path.read_bytes())
    entry = content.index(b"elst") + 4 + 4 + 4
    struct.pack_into(">Ii", content, entry, length_movie_ticks, start_ticks)
    path.write_bytes(content)
