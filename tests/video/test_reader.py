"""Frames come upright, in true colours, at their own times, whatever the file; problems are told."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from hipcheck.errors import InputError, SettingsError
from hipcheck.video import ClipReader, frames_from
from hipcheck.video.reader import _in_order, _Losses

from .clips import (
    CORNERS,
    corner_colours,
    number_in,
    quadrants,
    set_display_matrix,
    set_edit_list,
    write_clip,
    write_flat_clip,
    write_sound,
)
from .test_orientation import CASES

ARIB_STD_B67, BT2020 = 18, 9  # ITU-T H.273: transfer function of HLG; primaries and matrix

PHONE_CLIPS = Path(__file__).parents[2].parent / "shared" / "clips" / "phone"


def phone_clip(name):
    path = PHONE_CLIPS / name
    if not path.exists():
        pytest.skip(f"real footage is not here: {path}")
    return path


def prefetch_threads():
    return [t for t in threading.enumerate() if t.name.startswith("hipcheck-prefetch")]


def seen(picture):
    return picture.rgb(0, 0, picture.width_px, picture.height_px)


# --- formats -------------------------------------------------------------------------------------------------------

FORMATS = [
    ("clip.mp4", "libx264", "yuv420p"),
    ("clip.mp4", "libx264", "yuvj420p"),
    ("clip.mp4", "libx264", "yuv444p"),
    ("clip.mp4", "libx265", "yuv420p"),
    ("clip.mp4", "libsvtav1", "yuv420p"),
    ("clip.mov", "libx264", "yuv420p"),
    ("clip.mov", "libx265", "yuv420p10le"),
    ("clip.mov", "prores_ks", "yuv422p10le"),
    ("clip.mov", "prores_ks", "yuva444p10le"),
    ("clip.avi", "mpeg4", "yuv420p"),
    ("clip.avi", "mjpeg", "yuvj420p"),
    ("clip.avi", "libx264", "yuv420p"),
    ("clip.webm", "libvpx-vp9", "yuv420p"),
    ("clip.webm", "libvpx-vp9", "yuva420p"),
    ("clip.webm", "libvpx", "yuv420p"),
    ("clip.webm", "libsvtav1", "yuv420p10le"),
    ("clip.mkv", "libx264", "yuv420p"),
    ("clip.mkv", "libx265", "yuv420p10le"),
    ("clip.mkv", "ffv1", "bgra"),
    ("clip.gif", "gif", "rgb8"),
]


@pytest.mark.parametrize(("name", "codec", "pixel_format"), FORMATS)
def test_every_format_gives_the_same_frames(tmp_path, name, codec, pixel_format):
    path = write_clip(tmp_path / name, codec=codec, pixel_format=pixel_format)

    with ClipReader(path) as clip:
        frames = list(clip)

    assert [f.index for f in frames] == list(range(12))
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(12) / 10, atol=1e-9)
    for frame in frames:
        assert frame.image.shape == (48, 64, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags.c_contiguous
        assert frame.image.flags.writeable
        # GIF's fixed palette has 8 steps of red and green and 4 of blue: half a step is up to 43
        tolerance = 43 if codec == "gif" else 12
        np.testing.assert_allclose(corner_colours(frame.image), CORNERS, atol=tolerance)
    assert clip.problems == ()


def test_every_frame_has_its_own_picture_and_memory(tmp_path):
    frames = list(frames_from(write_clip(tmp_path / "clip.mp4")))
    assert [number_in(f.image) for f in frames] == list(range(12))
    frames[0].image[:] = 0
    assert number_in(frames[1].image) == 1


@pytest.mark.parametrize("size", [(63, 48), (64, 47), (63, 47), (1079, 17), (16, 16)])
def test_odd_sizes(tmp_path, size):
    width, height = size
    image = np.full((height, width, 3), (200, 150, 120), np.uint8)
    path = write_clip(tmp_path / "clip.mkv", [image], codec="libx264", pixel_format="yuv444p")
    (frame,) = frames_from(path)
    assert frame.image.shape == (height, width, 3)
    assert frame.image.flags.c_contiguous
    np.testing.assert_allclose(
        frame.image.reshape(-1, 3), np.tile((200, 150, 120), (width * height, 1)), atol=4
    )


def test_hdr_clips_are_tone_mapped(tmp_path):
    def tags(stream):
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace = ARIB_STD_B67, BT2020, BT2020

    grey_card = round((219 * 0.38 + 16) * 4)  # 38 % of the signal, which is 39.4 % of sRGB: see test_colour
    path = write_flat_clip(
        tmp_path / "clip.mov",
        (grey_card, 512, 512),
        pixel_format="yuv420p10le",
        codec="libx265",
        setup=tags,
    )
    for frame in frames_from(path):
        np.testing.assert_allclose(frame.image[32, 32], (100, 100, 100), atol=4)


# --- upright -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("abcd", "turn_deg", "mirrored", "corners"), CASES)
def test_a_turned_or_mirrored_clip_is_read_upright(tmp_path, abcd, turn_deg, mirrored, corners):
    path = write_clip(tmp_path / "clip.mp4", frames=3)
    set_display_matrix(path, *abcd)

    with ClipReader(path) as clip:
        frames = list(clip)

    assert (clip.info.rotation_deg, clip.info.mirrored) == (turn_deg, mirrored)
    for frame in frames:
        assert frame.image.shape == (clip.info.height_px, clip.info.width_px, 3)
        np.testing.assert_allclose(corner_colours(frame.image), corners, atol=12)
        assert frame.image.flags.c_contiguous


@pytest.mark.parametrize(("aspect", "shape"), [(Fraction(2, 1), (48, 128)), (Fraction(1, 2), (96, 64))])
def test_oblong_pixels_become_square(tmp_path, aspect, shape):
    def oblong(stream):
        stream.codec_context.sample_aspect_ratio = aspect

    (frame,) = frames_from(write_clip(tmp_path / "clip.mp4", frames=1, setup=oblong))

    assert frame.image.shape == (*shape, 3)
    np.testing.assert_allclose(corner_colours(frame.image), CORNERS, atol=12)
    expected = np.kron(quadrants(), np.ones((shape[0] // 48, shape[1] // 64, 1)))  # every pixel twice
    assert np.abs(frame.image - expected).mean() < 8  # but for the blur at the edges


# --- times ---------------------------------------------------------------------------------------------------------


def test_times_are_those_of_the_container(tmp_path):
    times_s = [0.0, 0.033, 0.066, 0.166, 0.2, 0.21, 0.9]
    path = write_clip(tmp_path / "clip.mp4", frames=7, times_s=times_s)
    np.testing.assert_allclose([f.time_s for f in frames_from(path)], times_s, atol=1e-9)


@pytest.mark.parametrize("start_s", [0.5, 1000.0])
def test_the_first_frame_is_at_zero(tmp_path, start_s):
    path = write_clip(tmp_path / "clip.mkv", frames=3, times_s=[start_s, start_s + 0.1, start_s + 0.3])
    np.testing.assert_allclose([f.time_s for f in frames_from(path)], [0.0, 0.1, 0.3], atol=1e-9)


@pytest.mark.parametrize("factor", [0.5, 1.0, 4.0])
def test_slow_motion_divides_the_times(tmp_path, factor):
    path = write_clip(tmp_path / "clip.mp4", frames=4)
    times_s = [f.time_s for f in frames_from(path, slow_motion_factor=factor)]
    np.testing.assert_allclose(times_s, np.arange(4) / 10 / factor, atol=1e-9)


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf")])
def test_a_slow_motion_factor_that_is_none_is_refused(tmp_path, factor):
    path = write_clip(tmp_path / "clip.mp4", frames=1)
    with pytest.raises(SettingsError, match="must be above 0"):
        ClipReader(path, slow_motion_factor=factor)


def test_edit_lists_are_honoured(tmp_path):
    # "0.5 s of it, from 0.7 s on", as a phone writes it when a clip is trimmed; the key frame is at 0
    path = write_clip(tmp_path / "clip.mp4", frames=20, options={"bf": "0"}, time_base=Fraction(1, 1000))
    with av.open(str(path)) as container:
        ticks_per_s = container.streams.video[0].time_base.denominator
    set_edit_list(path, start_ticks=7 * ticks_per_s // 10, length_movie_ticks=500)

    frames = list(frames_from(path))

    assert [number_in(f.image) for f in frames] == [7, 8, 9, 10, 11]
    np.testing.assert_allclose([f.time_s for f in frames], [0.0, 0.1, 0.2, 0.3, 0.4], atol=1e-9)


def test_pictures_that_are_stored_out_of_order_come_in_order(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", frames=20, options={"bf": "3", "b-adapt": "0"})
    with av.open(str(path)) as container:
        stored = [p.pts for p in container.demux(video=0) if p.pts is not None]
    assert stored != sorted(stored)
    assert [number_in(f.image) for f in frames_from(path)] == list(range(20))


def picture(pts, size=(16, 16), time_base=Fraction(1, 10)):
    frame = av.VideoFrame(*size, "yuv420p")
    frame.pts, frame.time_base = pts, time_base
    return frame


def test_times_that_do_not_increase_are_left_out_and_counted():
    losses = _Losses()
    pictures = [picture(pts) for pts in (5, 6, 6, 4, 8, None, 9)]
    assert [t for t, _ in _in_order(pictures, losses)] == [0.0, 0.1, 0.3, 0.4]
    assert losses.out_of_order == 3


def test_a_picture_of_another_size_is_left_out_and_counted():
    losses = _Losses()
    pictures = [picture(0), picture(1, size=(32, 16)), picture(2)]
    assert [t for t, _ in _in_order(pictures, losses)] == [0.0, 0.2]
    assert losses.resized == 1


# --- problems ------------------------------------------------------------------------------------------------------


def codes(clip):
    return [problem.code for problem in clip.problems]


@pytest.mark.parametrize(
    ("name", "codec"), [("clip.mp4", "libx264"), ("clip.mov", "libx265"), ("clip.webm", "libvpx-vp9")]
)
def test_a_cut_file_is_read_as_far_as_it_goes(tmp_path, name, codec):
    images = [np.random.default_rng(i).integers(0, 256, (64, 96, 3), np.uint8) for i in range(30)]
    options = {"movflags": "faststart"} if codec != "libvpx-vp9" else {}
    path = write_clip(tmp_path / name, images, codec=codec, container_options=options)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])

    with ClipReader(path) as clip:
        times_s = [f.time_s for f in clip]

    # 6/10 of the bytes are about 6/10 of 30 equal pictures; a decoder's delay may cost a few
    assert 10 <= len(times_s) <= 20
    np.testing.assert_allclose(times_s, np.arange(len(times_s)) / 10, atol=1e-9)
    assert "clip_cut_short" in codes(clip)
    (text,) = [p.text for p in clip.problems if p.code == "clip_cut_short"]
    assert f"{len(times_s) / 10:.1f} s" in text


def test_a_damaged_file_says_so(tmp_path):
    images = [np.random.default_rng(i).integers(0, 256, (64, 96, 3), np.uint8) for i in range(30)]
    path = write_clip(
        tmp_path / "clip.mp4", images, options={"g": "10"}, container_options={"movflags": "faststart"}
    )
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 30] = b"\xa5" * (len(content) // 30)
    path.write_bytes(content)

    with ClipReader(path) as clip:
        frames = list(clip)

    assert 15 <= len(frames) < 30
    assert [f.index for f in frames] == list(range(len(frames)))
    assert frames[-1].time_s == pytest.approx(2.9)
    assert codes(clip) == ["clip_damaged"]


def test_every_problem_is_one_sentence_for_people():
    losses = _Losses(out_of_order=2, resized=3, end_s=4.04, missing_end_s=2.0)
    losses.damage.pictures = 7
    reader = object.__new__(ClipReader)
    reader._losses = losses

    assert codes(reader) == ["clip_damaged", "clip_cut_short", "frames_out_of_order", "picture_size_changes"]
    texts = [p.text for p in reader.problems]
    assert [number in text for number, text in zip("7423", texts, strict=True)] == [True] * 4
    assert all(text.endswith(".") and "\n" not in text for text in texts)


def test_problems_are_those_of_the_last_reading(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    with ClipReader(path) as clip:
        assert clip.problems == ()
        list(clip)
        clip._losses.out_of_order = 1
        assert codes(clip) == ["frames_out_of_order"]
        list(clip)
        assert clip.problems == ()


@pytest.mark.parametrize("make", [lambda p: p, lambda p: p.parent, write_sound])
def test_what_is_no_clip_is_refused_at_once(tmp_path, make):
    with pytest.raises(InputError):
        ClipReader(make(tmp_path / "clip.mp4"))


def test_a_clip_that_vanishes_is_an_input_error(tmp_path):
    path = write_clip(tmp_path / "clip.mp4")
    clip = ClipReader(path)
    path.unlink()
    with pytest.raises(InputError, match="there is no such file"):
        list(clip)
    assert prefetch_threads() == []


# --- life cycle ----------------------------------------------------------------------------------------------------


@pytest.fixture
def long_clip(tmp_path):
    return write_clip(tmp_path / "clip.mp4", [quadrants(number=i % 40) for i in range(200)])


def test_a_clip_can_be_read_again(tmp_path):
    with ClipReader(write_clip(tmp_path / "clip.mp4")) as clip:
        assert [number_in(f.image) for f in clip] == [number_in(f.image) for f in clip] == list(range(12))


def test_a_second_reading_ends_the_first(long_clip):
    with ClipReader(long_clip) as clip:
        first = iter(clip)
        next(first)
        assert next(iter(clip)).index == 0
        assert list(first) == []
        assert len(prefetch_threads()) == 1


def is_open(path):
    """True where this process has the file open; asks Linux."""
    handles = Path("/proc/self/fd")
    if not handles.exists():
        pytest.skip("open files can be listed on Linux only")
    return any(handle.exists() and handle.resolve() == path.resolve() for handle in list(handles.iterdir()))


def test_leaving_early_closes_the_file_and_ends_the_thread(long_clip):
    with ClipReader(long_clip) as clip:
        for frame in clip:
            assert is_open(long_clip)
            if frame.index == 3:
                break
    assert prefetch_threads() == []
    assert not is_open(long_clip)


def test_an_error_in_the_loop_closes_the_file_and_ends_the_thread(long_clip):
    def use():
        with ClipReader(long_clip) as clip:
            for _ in clip:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        use()
    assert prefetch_threads() == []
    assert not is_open(long_clip)


def test_closing_the_generator_closes_the_file_and_ends_the_thread(long_clip):
    frames = frames_from(long_clip)
    next(frames)
    assert is_open(long_clip)
    frames.close()
    assert prefetch_threads() == []
    assert not is_open(long_clip)


def test_reading_to_the_end_closes_the_file_and_ends_the_thread(long_clip):
    clip = ClipReader(long_clip)
    assert sum(1 for _ in clip) == 200
    assert prefetch_threads() == []
    assert not is_open(long_clip)


# --- real footage --------------------------------------------------------------------------------------------------


def thumbnails(path):
    """Times and small copies of all frames."""
    times_s, images = [], []
    for frame in frames_from(path):
        assert frame.image.shape == (1920, 1080, 3)
        times_s.append(frame.time_s)
        images.append(cv2.resize(frame.image, (54, 96), interpolation=cv2.INTER_AREA).astype(int))
    return np.array(times_s), np.array(images)


@pytest.mark.clips
def test_a_phones_sideways_clip_looks_like_its_upright_twin():
    times_s, sideways = thumbnails(phone_clip("IMG_7027_rotmeta90.mov"))
    twin_times_s, upright = thumbnails(phone_clip("IMG_7027.mov"))
    np.testing.assert_allclose(times_s, twin_times_s, atol=1e-3)
    difference = np.abs(sideways - upright).mean()
    # encoded again, so not the same; but nearer than to the next frame, or to itself upside down or mirrored
    assert difference < 2
    assert np.abs(sideways[1:] - upright[:-1]).mean() > 1.5 * difference
    assert np.abs(sideways[:, ::-1, ::-1] - upright).mean() > 10 * difference
    assert np.abs(sideways[:, :, ::-1] - upright).mean() > 10 * difference


@pytest.mark.clips
def test_a_phones_variable_rate_shows_its_gaps():
    with ClipReader(phone_clip("IMG_7054_vfr.mp4")) as clip:
        steps_s = np.diff([f.time_s for f in clip])
    assert clip.info.is_variable_rate
    assert np.median(steps_s) == pytest.approx(1 / 30, abs=0.001)
    assert steps_s.max() == pytest.approx(0.1, abs=0.005)
    assert clip.problems == ()


# --- as pictures to draw on ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "codec", "pixel_format"), FORMATS)
def test_every_format_gives_the_same_pictures_to_draw_on(tmp_path, name, codec, pixel_format):
    path = write_clip(tmp_path / name, codec=codec, pixel_format=pixel_format)
    with ClipReader(path) as clip:
        frames, planar = list(clip), list(clip.planar())
    assert [(f.index, f.time_s) for f in planar] == [(f.index, f.time_s) for f in frames]
    assert len({f.picture.matrix for f in planar}) == 1
    for frame, same in zip(frames, planar, strict=True):
        assert number_in(seen(same.picture)) == number_in(frame.image)
        np.testing.assert_allclose(corner_colours(seen(same.picture)), corner_colours(frame.image), atol=4)


@pytest.mark.parametrize(("abcd", "turn_deg", "mirrored", "corners"), CASES)
@pytest.mark.parametrize("turned_round", [False, True])
def test_pictures_to_draw_on_are_upright(tmp_path, abcd, turn_deg, mirrored, corners, turned_round):
    path = write_clip(tmp_path / "clip.mp4", frames=1)
    set_display_matrix(path, *abcd)
    with ClipReader(path) as clip:
        (frame,) = clip.planar(turned_round=turned_round)
        assert (clip.info.rotation_deg, clip.info.mirrored) == (turn_deg, mirrored)
    expected = [row[::-1] for row in corners] if turned_round else corners
    np.testing.assert_allclose(corner_colours(seen(frame.picture)), expected, atol=10)


def test_reading_anew_as_pictures_to_draw_on_ends_the_first_reading(long_clip):
    with ClipReader(long_clip) as clip:
        frames = iter(clip)
        next(frames)
        assert [f.index for f, _ in zip(clip.planar(), range(3), strict=False)] == [0, 1, 2]
        assert next(frames, None) is None
    assert prefetch_threads() == []
