from __future__ import annotations

import http.server
import threading
import time
from contextlib import suppress

import cv2
import numpy as np
import pytest

from hipcheck.errors import InputError
from hipcheck.video import stream as module
from hipcheck.video.stream import is_url, open_stream

RED, GREEN = (200, 30, 30), (30, 200, 30)
BOUNDARY = "frame"


def jpeg(colour, width_px=320, height_px=240):
    image = np.full((height_px, width_px, 3), colour[::-1], np.uint8)
    return cv2.imencode(".jpg", image)[1].tobytes()


@pytest.fixture
def phone():
    """Serves motion JPEG as webcam apps do: what is in `parts`, with pauses; waits at the end while `stays` is set."""

    class Phone(http.server.BaseHTTPRequestHandler):
        parts: list = []  # noqa: RUF012
        over = threading.Event()
        stays = False

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary=--{BOUNDARY}")
            self.end_headers()
            with suppress(ConnectionError):  # whoever listens may have seen enough
                for part in self.parts:
                    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(part)}\r\n\r\n"
                    self.wfile.write(head.encode() + part + b"\r\n")
                    time.sleep(0.01)
            if self.stays:
                self.over.wait(20.0)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Phone) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        Phone.url = f"http://ann:secret@127.0.0.1:{server.server_port}/video"
        yield Phone
        Phone.over.set()
        server.shutdown()
        thread.join()


def to_its_end(stream):
    """All of its pictures, and what it says in the end."""
    shots = []
    try:
        for shot in stream.shots():
            shots.append(shot)  # noqa: PERF402 - it ends in an error
    except InputError as error:
        return shots, str(error)
    finally:
        stream.close()


def test_a_phones_pictures_come_as_they_are_sent_and_its_end_is_told(phone):
    phone.parts = [jpeg(RED)] * 10 + [jpeg(GREEN)] * 10
    shots, said = to_its_end(open_stream(phone.url))
    reds = [bool(shot.image[..., 0].mean() > shot.image[..., 1].mean()) for shot in shots]
    assert reds == [True] * 9 + [False] * 10  # the first is what the stream was known by
    assert "the stream has ended" in said


def test_pictures_are_red_first_and_upright(phone):
    phone.parts = [jpeg(RED)] * 30
    stream = open_stream(phone.url)
    shots = stream.shots()
    first, second = next(shots), next(shots)
    shots.close()
    stream.close()
    assert first.image.shape == (240, 320, 3)
    np.testing.assert_allclose(first.image.mean(axis=(0, 1)), RED, atol=6)
    assert second.grabbed_s >= first.grabbed_s


def test_a_phone_that_is_turned_is_told(phone):
    phone.parts = [jpeg(RED)] * 10 + [jpeg(RED, 240, 320)] * 10
    shots, said = to_its_end(open_stream(phone.url))
    assert len(shots) == 9
    assert "the picture changed its size" in said


def test_a_stream_that_stalls_ends_in_time(phone, monkeypatch):
    monkeypatch.setattr(module, "_WAITS_S", 0.5)
    phone.parts, phone.stays = [jpeg(RED)] * 10, True
    stream = open_stream(phone.url)
    begun_s = time.perf_counter()
    shots, said = to_its_end(stream)
    assert len(shots) >= 8
    assert "the stream has ended" in said
    assert time.perf_counter() - begun_s < 5.0


def test_an_address_that_answers_nothing_ends_in_time(phone, monkeypatch):
    monkeypatch.setattr(module, "_OPENS_S", 0.5)
    phone.stays = True
    begun_s = time.perf_counter()
    with pytest.raises(InputError, match="cannot be received"):
        open_stream(phone.url)
    assert time.perf_counter() - begun_s < 5.0


def test_a_password_is_never_told(phone):
    phone.parts = [jpeg(RED)] * 30
    stream = open_stream(phone.url)
    stream.close()
    assert "secret" not in stream.name
    assert "ann" not in stream.name
    assert stream.name.endswith("/video")
    with pytest.raises(InputError) as refused:
        open_stream("ftp://ann:secret@127.0.0.1/video")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/clip.mp4", "concat://a|b"])
def test_other_addresses_are_refused(url):
    with pytest.raises(InputError, match="begins with rtsp:// or http://"):
        open_stream(url)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("rtsp://phone/1", True),
        ("HTTP://phone:8080/video", True),
        ("clip.mp4", False),
        (r"C:\clips\one.mp4", False),
        ("C:/clips//one.mp4", False),
        ("0", False),
    ],
)
def test_addresses_are_told_from_files(source, expected):
    assert is_url(source) is expected
