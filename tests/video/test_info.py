"""What `probe` says of clips whose every property is known."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from av.video.reformatter import ColorPrimaries, ColorTrc

from hipcheck.errors import InputError
from hipcheck.video import probe

from .clips import quadrants, set_display_matrix, write_clip, write_flat_clip


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format", "expected_codec", "expected_format"),
    [
        ("clip.mp4", "libx264", "yuv420p", "h264", "yuv420p"),
        ("clip.mov", "libx265", "yuv420p10le", "hevc", "yuv420p10le"),
        ("clip.webm", "libvpx-vp9", "yuv420p", "vp9", "yuv420p"),
        ("clip.mkv", "libsvtav1", "yuv420p10le", "av1", "yuv420p10le"),
        ("clip.avi", "mpeg4", "yuv420p", "mpeg4", "yuv420p"),
        ("clip.gif", "gif", "rgb8", "gif", "bgra"),
    ],
)
def test_a_plain_clip(tmp_path, name, codec, pixel_format, expected_codec, expected_format):
    info = probe(write_clip(tmp_path / name, codec=codec, pixel_format=pixel_format, frames=20))

    assert info.path == tmp_path / name
    assert (info.width_px, info.height_px) == (64, 48)
    assert info.duration_s == pytest.approx(2.0, abs=0.11)  # up to one frame of 0.1 s, by container
    assert info.frame_rate_hz == pytest.approx(10.0)
    assert info.frames == pytest.approx(20, abs=1)
    assert (info.codec, info.pixel_format) == (expected_codec, expected_format)
    assert (info.rotation_deg, info.mirrored, info.hdr, info.is_variable_rate) == (0, False, False, False)
    assert (info.capture_rate_hz, info.slow_motion_factor, info.suspected_slow_motion) == (None, None, False)


def test_the_size_is_that_of_the_upright_picture(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    set_display_matrix(path, 0, 1, -1, 0)
    info = probe(path)
    assert (info.width_px, info.height_px, info.rotation_deg, info.mirrored) == (48, 64, 90, False)


def test_a_mirrored_clip_says_so(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    set_display_matrix(path, -1, 0, 0, 1)
    info = probe(path)
    assert (info.width_px, info.height_px, info.rotation_deg, info.mirrored) == (64, 48, 0, True)


@pytest.mark.parametrize(
    ("aspect", "size_px"),
    [
        (Fraction(4, 3), (85, 48)),  # 64 * 4/3 = 85.3
        (Fraction(3, 4), (64, 64)),  # 48 / (3/4)
        (Fraction(1, 1), (64, 48)),
        (Fraction(400, 401), (64, 48)),  # 0.25 % off square is a rounding of some program, not a shape
    ],
)
def test_the_size_is_that_with_square_pixels(tmp_path, aspect, size_px):
    def oblong(stream):
        stream.codec_context.sample_aspect_ratio = aspect

    info = probe(write_clip(tmp_path / "clip.mp4", setup=oblong))
    assert (info.width_px, info.height_px) == size_px


def test_square_pixels_come_before_the_turn(tmp_path):
    def oblong(stream):
        stream.codec_context.sample_aspect_ratio = Fraction(4, 3)

    path = write_clip(tmp_path / "clip.mp4", setup=oblong)
    set_display_matrix(path, 0, 1, -1, 0)
    info = probe(path)
    assert (info.width_px, info.height_px) == (48, 85)


@pytest.mark.parametrize(
    ("transfer", "hdr"), [(ColorTrc.ARIB_STD_B67, True), (ColorTrc.SMPTE2084, True), (ColorTrc.BT709, False)]
)
def test_hdr_is_told_by_the_transfer_function(tmp_path, transfer, hdr):
    def tags(stream):
        stream.codec_context.color_trc = transfer
        stream.codec_context.color_primaries = ColorPrimaries.BT2020
        stream.codec_context.colorspace = 9

    path = write_flat_clip(
        tmp_path / "clip.mp4", (500, 512, 512), pixel_format="yuv420p10le", codec="libx265", setup=tags
    )
    assert probe(path).hdr is hdr


def test_missing_frames_make_the_rate_variable(tmp_path):
    times_s = [i / 10 for i in range(30) if i % 5 != 3]
    images = [quadrants(number=i) for i in range(len(times_s))]
    info = probe(write_clip(tmp_path / "clip.mp4", images, times_s=times_s))
    assert info.is_variable_rate
    assert info.frame_rate_hz == pytest.approx(24 / 3.0, rel=0.05)  # the average


def test_jitter_does_not_make_the_rate_variable(tmp_path):
    times_s = [i / 10 + (0.004 if i % 3 else 0.0) for i in range(30)]
    images = [quadrants(number=i) for i in range(30)]
    info = probe(write_clip(tmp_path / "clip.mp4", images, times_s=times_s))
    assert not info.is_variable_rate


@pytest.mark.parametrize(
    ("capture_fps", "factor", "suspected"),
    [("40.000000", 4.0, True), ("10.000000", 1.0, False), ("14.0", 1.4, False), ("16.0", 1.6, True)],
)
def test_the_capture_rate_of_android_tells_slow_motion(tmp_path, capture_fps, factor, suspected):
    path = write_clip(
        tmp_path / "clip.mp4",
        metadata={"com.android.capture.fps": capture_fps},
        container_options={"movflags": "use_metadata_tags"},
    )
    info = probe(path)
    assert info.slow_motion_factor == pytest.approx(factor)
    assert info.suspected_slow_motion is suspected


@pytest.mark.parametrize("text", ["", "fast", "0", "-3", "nan"])
def test_a_capture_rate_that_is_none_is_not_known(tmp_path, text):
    path = write_clip(
        tmp_path / "clip.mp4",
        metadata={"com.android.capture.fps": text},
        container_options={"movflags": "use_metadata_tags"},
    )
    info = probe(path)
    assert info.capture_rate_hz is None
    assert not info.suspected_slow_motion


@pytest.mark.parametrize(("intent", "suspected"), [("0", True), ("1", False)])
def test_apples_wish_to_play_slowly_is_a_suspicion(tmp_path, intent, suspected):
    path = write_clip(
        tmp_path / "clip.mov",
        metadata={"com.apple.quicktime.full-frame-rate-playback-intent": intent},
        container_options={"movflags": "use_metadata_tags"},
    )
    info = probe(path)
    assert info.slow_motion_factor is None  # it does not tell how slowly
    assert info.suspected_slow_motion is suspected


@pytest.mark.parametrize(("rate_hz", "suspected"), [(120, True), (60, False)])
def test_a_high_rate_is_a_suspicion(tmp_path, rate_hz, suspected):
    path = write_clip(tmp_path / "clip.mp4", rate=rate_hz, time_base=Fraction(1, 12000))
    info = probe(path)
    assert info.frame_rate_hz == pytest.approx(rate_hz)
    assert info.suspected_slow_motion is suspected


def test_a_clip_without_a_picture_that_can_be_decoded_is_refused(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", container_options={"movflags": "faststart"})
    content = path.read_bytes()
    pictures = content.index(b"mdat") + 4
    path.write_bytes(content[:pictures] + b"\xa5" * (len(content) - pictures))
    with pytest.raises(InputError, match=r"no picture in it can be decoded \(its codec is h264\)"):
        probe(path)


def test_the_description_cannot_be_changed(tmp_path):
    info = probe(write_clip(tmp_path / "clip.mp4"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        info.width_px = 1
