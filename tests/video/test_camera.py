from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from hipcheck.errors import InputError
from hipcheck.video import camera as module
from hipcheck.video.camera import Camera, open_camera

BLUE_BGR = np.full((4, 6, 3), (255, 0, 0), np.uint8)


class Capture:
    """A camera that gives what it is told: a picture, None for a missed one."""

    def __init__(self, *pictures):
        self.pictures = list(pictures)
        self.asked = {}
        self.released = False
        self.opened = True

    def isOpened(self):  # noqa: N802
        return self.opened

    def grab(self):
        self.picture = self.pictures.pop(0) if self.pictures else None
        return self.picture is not None

    def retrieve(self):
        return True, self.picture

    def set(self, prop, value):
        self.asked[prop] = value
        return True

    def release(self):
        self.released = True


def test_pictures_are_red_first():
    (shot,) = [next(Camera(0, Capture(BLUE_BGR)).shots())]
    assert shot.image[0, 0].tolist() == [0, 0, 255]


def test_a_missed_picture_is_no_end_and_an_unplugged_camera_is_told(monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_S", 0.05)
    shots = Camera(3, Capture(BLUE_BGR, None, None, BLUE_BGR)).shots()
    assert next(shots).grabbed_s < next(shots).grabbed_s
    with pytest.raises(InputError, match="camera 3: it gives no more pictures"):
        next(shots)


def test_a_camera_is_asked_for_720p_at_30_and_no_old_pictures(monkeypatch):
    capture = Capture(BLUE_BGR)
    opened = []
    monkeypatch.setattr(module.cv2, "VideoCapture", lambda *how: opened.append(how) or capture)
    open_camera(1).close()
    cv2 = module.cv2
    assert capture.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert capture.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 720
    assert capture.asked[cv2.CAP_PROP_FPS] == 30
    assert capture.asked[cv2.CAP_PROP_BUFFERSIZE] == 1
    assert capture.released
    backend = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_DSHOW}[sys.platform]
    assert opened == [(1, backend)]


class TestNoCamera:
    @pytest.mark.skipif(sys.platform != "linux", reason="names of devices are Linux's")
    def test_the_system_is_asked_and_its_log_is_not_shown(self, capfd):
        assert not Path("/dev/video77").exists()
        with pytest.raises(
            InputError, match=r"camera 77: there is none \(/dev/video77\); plug it in, choose another"
        ):
            open_camera(77)
        assert capfd.readouterr().err == ""

    @pytest.mark.parametrize(
        ("platform", "said"),
        [
            ("darwin", "allow it under System Settings, Privacy & Security, Camera"),
            ("win32", "allow it under Settings, Privacy & security, Camera"),
            ("freebsd14", "plug it in, close other programs that use it, or choose another with --camera"),
        ],
    )
    def test_each_system_has_its_own_remedy(self, monkeypatch, platform, said):
        capture = Capture()
        capture.opened = False
        monkeypatch.setattr(module.cv2, "VideoCapture", lambda *_: capture)
        monkeypatch.setattr(module.sys, "platform", platform)
        with pytest.raises(InputError, match="camera 0: it cannot be used") as refused:
            open_camera(0)
        assert said in str(refused.value)

    @pytest.mark.parametrize(
        ("there", "allowed", "said"),
        [
            (True, True, "close other programs that use it"),
            (True, False, "add yourself to the group `video`"),
            (False, False, "there is none"),
        ],
    )
    def test_on_linux_absent_forbidden_and_busy_are_told_apart(self, monkeypatch, there, allowed, said):
        monkeypatch.setattr(module.sys, "platform", "linux")
        monkeypatch.setattr(module.os.path, "exists", lambda _: there)
        monkeypatch.setattr(module.os, "access", lambda *_: allowed)
        assert said in module._why_not(2)
