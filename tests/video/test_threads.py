"""What is decoded is the same with any number of threads; how many there are is what was allowed."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from hipcheck.poses import FrameSize
from hipcheck.video import ClipReader, VideoWriter
from hipcheck.video.threads import allowed_threads, limit_threads
from tests.video.clips import quadrants, write_clip

MANY = 7
SIZE = FrameSize(360, 640)
"""x264 shares out rows of a picture, and gives small ones to fewer threads."""


@pytest.fixture(autouse=True)
def _no_limit_afterwards():
    yield
    limit_threads(0)


def threads_now() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def read(clip: Path) -> tuple[list[np.ndarray], int]:
    """The pictures, and how many threads there were beside those there had been."""
    before = threads_now() if sys.platform == "linux" else 0
    with ClipReader(clip) as reader:
        frames = iter(reader)
        images = [next(frames).image.copy()]
        more = threads_now() - before if sys.platform == "linux" else 0
        images += [frame.image.copy() for frame in frames]
    return images, more


def test_by_default_there_is_no_limit():
    assert allowed_threads() == 0


def test_a_clip_is_read_with_as_many_as_allowed_and_to_the_same_pictures(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", frames=20)
    limit_threads(1)
    alone, few = read(clip)
    limit_threads(MANY)
    together, many = read(clip)
    assert len(alone) == 20
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
    if sys.platform == "linux":
        assert many - few >= MANY - 1


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_a_video_is_written_with_as_many_as_allowed(tmp_path):
    more = {}
    for count in (1, MANY):
        limit_threads(count)
        before = threads_now()
        with VideoWriter(tmp_path / f"{count}.mp4", SIZE) as video:
            for number in range(12):
                video.write(quadrants(SIZE.width_px, SIZE.height_px, number), number / 30)
            video._collect(keep=0)
            more[count] = threads_now() - before
    assert more[MANY] - more[1] >= MANY - 1
