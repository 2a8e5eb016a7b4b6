"""Whatever is not a clip is refused, in one sentence that says what to do."""

from __future__ import annotations

import hashlib
import os
import struct
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

from hipcheck.errors import InputError
from hipcheck.video import probe, sha256_of
from hipcheck.video.container import open_clip

from .clips import write_clip, write_sound


def refusal(path):
    with pytest.raises(InputError) as caught, open_clip(path):
        pass
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_a_missing_file(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "clip.mp4")


def test_a_folder(tmp_path):
    assert "this is a folder" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "clip.mp4"
    os.mkfifo(path)
    assert "this is no ordinary file" in refusal(path)


def test_an_empty_file(tmp_path):
    path = tmp_path / "clip.mp4"
    path.touch()
    assert "the file is empty" in refusal(path)


@pytest.mark.parametrize("content", [b"Dear diary,\n" * 500, bytes(range(256)) * 40, b"\0" * 10_000, b"x"])
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov", "clip.gif", "clip.txt", "clip"])
def test_a_file_that_is_no_video(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert "this is not a video that can be read" in refusal(path)


def test_a_picture_is_no_video(tmp_path):
    path = tmp_path / "photo.mp4"
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8))))
        container.mux(stream.encode(None))
    assert "this is not a video that can be read" in refusal(path)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mov"])
def test_an_interrupted_copy_without_its_index(tmp_path, name):
    path = write_clip(tmp_path / name)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moov")])  # the index; cameras write it last
    assert "the video is incomplete" in refusal(path)


def test_sound_without_a_picture(tmp_path):
    assert "sound in this file but no picture" in refusal(write_sound(tmp_path / "clip.mp4"))


def box(kind, content):
    """ISO/IEC 14496-12, 4.2: size, type, content."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


@pytest.mark.parametrize("media", [b"", bytes(1000)], ids=["empty", "media"])
def test_an_mp4_without_any_track(tmp_path, media):
    """As a recorder leaves it that never got a picture."""
    header = (
        struct.pack(">4xIIIIIh", 0, 0, 1000, 0, 1 << 16, 1 << 8)
        + bytes(10)
        + bytes(36 + 24)
        + struct.pack(">I", 1)
    )
    path = tmp_path / "clip.mp4"
    path.write_bytes(
        box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", box(b"mvhd", header)) + box(b"mdat", media)
    )
    with av.open(str(path)) as container:
        assert len(container.streams) == 0
    message = refusal(path)
    assert "there is no picture in this file" in message
    assert "sound" not in message


def test_subtitles_alone(tmp_path):
    path = tmp_path / "clip.mkv"
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    with av.open(str(path), format="srt") as text, av.open(str(tmp_path / "out.mkv"), "w") as container:
        stream = container.add_stream_from_template(text.streams[0])
        for packet in text.demux():
            if packet.size:
                packet.stream = stream
                container.mux(packet)
    message = refusal(tmp_path / "out.mkv")
    assert "there is no picture in this file" in message
    assert "sound" not in message


def test_sound_with_a_cover_picture(tmp_path):
    path = tmp_path / "song.mkv"
    cover = write_clip(tmp_path / "cover.avi", codec="mjpeg", pixel_format="yuvj420p", frames=1).read_bytes()
    cover = cover[cover.index(b"\xff\xd8") : cover.index(b"\xff\xd9") + 2]  # JPEG, start to end of image
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=8000)
        container.add_attachment("cover.jpg", "image/jpeg", cover)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 8000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1  # FFmpeg takes the cover for a video
    assert "no picture" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    path.chmod(0o000)
    assert "not allowed to read" in refusal(path)


def test_a_refusal_by_the_system_is_passed_on(tmp_path, monkeypatch):
    path = write_clip(tmp_path / "clip.mp4")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert "not allowed to read" in refusal(path)


def test_a_failing_disk_is_named(tmp_path, monkeypatch):
    path = write_clip(tmp_path / "clip.mp4")

    def fail(*_args, **_kwargs):
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(Path, "open", fail)
    assert "cannot be read (Input/output error)" in refusal(path)


@pytest.mark.parametrize("name", ["clip:1.mp4", "concat:a|b.mp4", "ä ö 你 %03d.mp4", "-.mp4", "http:x.mp4"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_odd_names_are_names_and_nothing_else(tmp_path, name):
    assert probe(write_clip_as(tmp_path / name)).width_px == 64


def write_clip_as(path):
    return write_clip(path.with_name("plain.mp4")).rename(path)


@pytest.fixture
def server():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", asked
        http.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["clip.mp4", "clip.m3u8"])
def test_a_playlist_fetches_nothing_from_the_network(tmp_path, server, name):
    url, asked = server
    path = tmp_path / name
    path.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}/part.ts\n#EXT-X-ENDLIST\n", encoding="ascii"
    )
    assert "this is not a video" in refusal(path)
    assert asked == []


def test_a_playlist_opens_no_other_file(tmp_path):
    write_clip(tmp_path / "other.mp4")
    path = tmp_path / "clip.mp4"
    path.write_text("ffconcat version 1.0\nfile other.mp4\n", encoding="ascii")
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1  # FFmpeg would follow it
    assert "this is not a video" in refusal(path)


def test_tags_in_a_broken_encoding_do_not_matter(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", metadata={"comment": "PLACEHOLDER"})
    path.write_bytes(path.read_bytes().replace(b"PLACEHOLDER", b"\xff\xfe\xfa\xe9PLACEHO"))
    assert probe(path).width_px == 64


def test_the_file_is_closed_after_use_and_after_an_error(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    with open_clip(path) as (container, _stream):
        pass
    with pytest.raises(ZeroDivisionError), open_clip(path) as (failed, _stream):
        raise ZeroDivisionError
    for closed in (container, failed):
        with pytest.raises(AssertionError, match="not open"):
            next(closed.demux())


def test_sha256_is_that_of_the_content(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"abc" * 1_000_000)
    assert sha256_of(path) == hashlib.sha256(b"abc" * 1_000_000).hexdigest()


def test_sha256_of_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        sha256_of(tmp_path / "clip.mp4")
