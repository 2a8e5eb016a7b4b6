from __future__ import annotations

import socket
import threading
import time

import numpy as np
import pytest

from hipcheck.errors import InputError
from hipcheck.live.sources import EveryFrame, NewestFrame, Origin, open_source
from hipcheck.video import Shot, frames_from
from tests.filmed import film

PATIENCE_S = 10.0
ORIGIN = Origin("camera 7")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return film(tmp_path_factory.mktemp("filmed"), duration_s=0.5).clip


class Camera:
    """Films when it is told to: each item is a picture's time of capture, an error, or a wait."""

    def __init__(self, *items):
        self.items = items
        self.closed = False
        self.thread = None

    def __call__(self, _stop):
        self.thread = threading.current_thread()
        for item in self.items:
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, threading.Event):
                assert item.wait(PATIENCE_S)
                continue
            yield Shot(np.full((2, 2, 3), int(item) % 256, np.uint8), float(item)), None

    def close(self):
        self.closed = True


def filming(*items):
    camera = Camera(*items)
    return NewestFrame(ORIGIN, camera, camera.close), camera


def until(condition):
    pause = threading.Event()
    for _ in range(round(PATIENCE_S / 0.002)):
        if condition():
            return
        pause.wait(0.002)
    raise AssertionError("it never came")


class TestNewestFrame:
    def test_the_newest_wins_and_the_others_are_counted(self):
        go_on = threading.Event()
        source, _ = filming(10.0, 10.1, 10.2, go_on, 10.3)
        with source:
            until(lambda: source.seen == 3)
            frame = source.next(PATIENCE_S)
            assert (frame.time_s, frame.captured_s) == (pytest.approx(0.2), 10.2)
            assert source.dropped == 2
            go_on.set()
            assert source.next(PATIENCE_S).time_s == pytest.approx(0.3)
            assert source.next(PATIENCE_S) is None
            assert source.ended
        assert (source.seen, source.dropped) == (4, 2)

    def test_a_stall_is_none_in_time_and_no_end(self):
        go_on = threading.Event()
        source, _ = filming(1.0, go_on, 2.0)
        with source:
            assert source.next(PATIENCE_S) is not None
            begun_s = time.perf_counter()
            assert source.next(0.05) is None
            assert 0.04 < time.perf_counter() - begun_s < PATIENCE_S / 2
            assert not source.ended
            go_on.set()
            assert source.next(PATIENCE_S).time_s == pytest.approx(1.0)

    def test_the_last_frame_before_a_disconnection_is_given_and_the_end_told(self):
        source, camera = filming(1.0, InputError("camera 7: it gives no more pictures."))
        with source:
            until(lambda: source._ended)
            assert not source.ended
            assert source.next(PATIENCE_S) is not None
            assert source.next(PATIENCE_S) is None
            assert source.ended
            assert source.why_ended == "camera 7: it gives no more pictures."
        assert camera.closed

    def test_a_bug_in_the_camera_is_raised_where_frames_are_used(self):
        source, _ = filming(1.0, ZeroDivisionError("a bug"))
        with source:
            until(lambda: source._ended)
            assert source.next(PATIENCE_S) is not None
            with pytest.raises(ZeroDivisionError):
                source.next(PATIENCE_S)

    def test_times_that_do_not_increase_are_left_out(self):
        source, _ = filming(5.0, 5.0, 4.0, InputError("gone"))
        with source:
            until(lambda: source._ended)
        assert source.seen == 1

    def test_leaving_ends_the_thread_and_closes_the_camera(self):
        source, camera = filming(*np.arange(1.0, 1e4))
        with source:
            source.next(PATIENCE_S)
        assert not camera.thread.is_alive()
        assert camera.closed

    def test_a_driver_that_hangs_keeps_nobody(self, monkeypatch):
        monkeypatch.setattr("hipcheck.live.sources._LET_GO_S", 0.05)
        for_ever = threading.Event()
        source, camera = filming(1.0, for_ever, 2.0)
        with source:
            source.next(PATIENCE_S)
        assert camera.thread.is_alive()
        assert camera.thread.daemon
        assert not camera.closed  # closing it under the driver's feet can crash
        for_ever.set()
        camera.thread.join(PATIENCE_S)


class TestClip:
    def test_every_frame_is_given_as_fast_as_it_is_used(self, clip):
        truth = list(frames_from(clip))
        with open_source(str(clip), every_frame=True) as source:
            assert isinstance(source, EveryFrame)
            frames = [source.next(0.0) for _ in truth]
            assert source.next(0.0) is None
            assert source.ended
        assert [f.time_s for f in frames] == [f.time_s for f in truth]
        np.testing.assert_array_equal(frames[7].image_rgb, truth[7].image)
        assert (source.seen, source.dropped, source.why_ended) == (15, 0, "")

    def test_at_its_own_pace_it_takes_as_long_as_it_lasts(self, clip):
        taken = []
        with open_source(str(clip)) as source:
            begun_s = time.perf_counter()
            while not source.ended:
                if (frame := source.next(1.0)) is not None:
                    taken.append(frame)
            took_s = time.perf_counter() - begun_s
        assert took_s > 14 / 30 - 0.02  # the last of 15 frames
        assert source.seen == 15
        assert len(taken) == 15 - source.dropped
        assert {f.time_s for f in taken} <= {f.time_s for f in frames_from(clip)}
        assert source.why_ended == ""

    def test_it_is_described(self, clip):
        origin = open_source(str(clip)).origin
        assert (origin.name, origin.clip, len(origin.sha256)) == (str(clip), clip, 64)

    def test_no_clip_is_told_at_once(self, tmp_path):
        with pytest.raises(InputError, match="there is no such file"):
            open_source(str(tmp_path / "none.mp4"))


def test_nobody_listens_at_that_address():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError, match="cannot be received"):
        open_source(f"http://127.0.0.1:{port}/video")
