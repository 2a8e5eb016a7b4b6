"""Damage costs its own pictures and those predicted from them, no others, and shows none that is wrong."""

from __future__ import annotations

import av
import numpy as np
import pytest

from hipcheck.video.container import open_clip
from hipcheck.video.decoding import Damage, decoded_frames

from .clips import number_in, quadrants, write_clip

FRAMES = 40
KEY_EVERY = 10


def noisy_images():
    """Pictures with enough in them to fill many bytes; the square that tells the number stays clean."""
    rng = np.random.default_rng(7)
    for number in range(FRAMES):
        image = quadrants(160, 128, number)
        square = image[56:72, 72:88].copy()
        image = np.clip(image + rng.integers(-25, 26, image.shape), 0, 255).astype(np.uint8)
        image[56:72, 72:88] = square
        yield image


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(
        tmp_path_factory.mktemp("clips") / "clip.mp4",
        list(noisy_images()),
        options={"crf": "18", "g": str(KEY_EVERY), "sc_threshold": "0", "bf": "0"},
        container_options={"movflags": "faststart"},
    )


def packet_places(path):
    with av.open(str(path)) as container:
        return [(p.pos, p.size) for p in container.demux(video=0) if p.size]


def damaged(clip, tmp_path, first, last):
    """The clip with the packets from `first` to `last` overwritten."""
    content = bytearray(clip.read_bytes())
    places = packet_places(clip)
    for position, size in places[first : last + 1]:
        content[position : position + size] = b"\xa5" * size
    path = tmp_path / "damaged.mp4"
    path.write_bytes(content)
    return path


def read(path):
    damage = Damage()
    with open_clip(path) as (container, stream):
        frames = [
            (round(float(f.pts * f.time_base) * 10), number_in(f.to_ndarray(format="rgb24")))
            for f in decoded_frames(container, stream, damage)
        ]
    return frames, damage


def test_a_sound_clip_has_no_damage(clip):
    frames, damage = read(clip)
    assert frames == [(i, i) for i in range(FRAMES)]
    assert damage == Damage(pictures=0, broken_off=False)


@pytest.mark.parametrize(
    ("first", "last", "lost"),
    [
        (14, 14, range(14, 20)),  # up to the next key frame
        (0, 0, range(10)),  # a clip may begin with damage
        (10, 10, range(10, 20)),  # a key frame itself
        (19, 19, range(19, 20)),
        (14, 22, range(14, 30)),
        (35, 39, range(35, 40)),
    ],
)
def test_pictures_are_left_out_up_to_the_next_key_frame(clip, tmp_path, first, last, lost):
    frames, damage = read(damaged(clip, tmp_path, first, last))
    assert frames == [(i, i) for i in range(FRAMES) if i not in lost]
    # FFmpeg's decoder itself is silent about pictures whose key frame is gone
    assert damage.pictures == len(lost) or first % KEY_EVERY == 0
    assert 1 <= damage.pictures <= len(lost)
    assert not damage.broken_off


def test_a_clip_that_is_damaged_throughout_has_no_pictures(clip, tmp_path):
    frames, damage = read(damaged(clip, tmp_path, 0, FRAMES - 1))
    assert frames == []
    assert damage.pictures == FRAMES


def test_a_file_that_breaks_off_is_noticed():
    class Breaking:
        def demux(self, _stream):
            raise av.error.OSError(5, "Input/output error", "clip.mp4")
            yield

    damage = Damage()
    assert list(decoded_frames(Breaking(), None, damage)) == []
    assert damage == Damage(pictures=0, broken_off=True)
