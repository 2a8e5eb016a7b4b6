"""What is written reads back the same, plays, and never lies about half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc

from hipcheck.errors import OutputError
from hipcheck.poses import FrameSize
from hipcheck.video import ClipReader, VideoWriter
from hipcheck.video import writer as writer_module
from hipcheck.video.picture import BT601, BT709, YuvPicture, planes_of
from hipcheck.video.planes import YuvFromRgb

from .clips import CORNERS, corner_colours, number_in, quadrants

SIZE = FrameSize(64, 48)


def write(path, times_s, size=SIZE, rate_hz=30.0):
    with VideoWriter(path, size, rate_hz=rate_hz) as video:
        for number, time_s in enumerate(times_s):
            video.write(quadrants(size.width_px, size.height_px, number % 40), time_s)


def read(path):
    with ClipReader(path) as clip:
        frames = list(clip)
    assert clip.problems == ()
    return clip.info, frames


def names_in(folder):
    return [p.name for p in folder.iterdir()]


# --- what is written -----------------------------------------------------------------------------------------------


def test_pictures_come_back_with_their_colours(tmp_path):
    path = tmp_path / "out.mp4"
    write(path, np.arange(20) / 30)

    info, frames = read(path)

    assert (info.width_px, info.height_px, info.codec, info.pixel_format) == (64, 48, "h264", "yuv420p")
    assert [number_in(f.image) for f in frames] == pytest.approx(list(range(20)), abs=1)
    for frame in frames:
        np.testing.assert_allclose(corner_colours(frame.image), CORNERS, atol=10)


@pytest.mark.parametrize("rgb", [(255, 255, 255), (0, 0, 0), (128, 128, 128), (200, 150, 120), (20, 60, 200)])
def test_flat_colours_are_exact_to_the_rounding_of_yuv(tmp_path, rgb):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, SIZE) as video:
        video.write(np.full((48, 64, 3), rgb, np.uint8), 0.0)
    _, (frame,) = read(path)
    np.testing.assert_allclose(frame.image[24, 32], rgb, atol=4)


@pytest.mark.parametrize(
    "times_s",
    [
        np.arange(30) / 30,
        np.arange(30) * 1001 / 30000,
        np.array([0.0, 0.033, 0.067, 0.167, 0.2, 0.3, 0.303, 2.0]),
        np.arange(20) / 240,
        np.arange(3) * 10.0,
    ],
    ids=["30", "29.97", "variable", "240", "slow"],
)
def test_pictures_keep_their_times(tmp_path, times_s):
    path = tmp_path / "out.mp4"
    write(path, times_s)
    info, frames = read(path)
    # half a tick of 1/90000 s
    np.testing.assert_allclose([f.time_s for f in frames], times_s, rtol=0, atol=0.5 / 90_000 + 1e-9)
    # a player goes by the stated duration: it must reach past the last picture, by one of the nominal rate
    assert info.duration_s == pytest.approx(times_s[-1] + 1 / 30, abs=0.002)


def test_a_late_start_stays_late_for_players(tmp_path):
    path = tmp_path / "out.mp4"
    write(path, [0.5, 0.6, 0.7])
    with av.open(str(path)) as container:
        shown_s = [f.time for f in container.decode(video=0)]
    np.testing.assert_allclose(shown_s, [0.5, 0.6, 0.7], atol=0.001)


@pytest.mark.parametrize(("width", "height"), [(63, 48), (64, 47), (63, 47), (1, 1)])
def test_odd_sizes_grow_by_a_copy_of_the_last_row_or_column(tmp_path, width, height):
    path = tmp_path / "out.mp4"
    image = np.full((height, width, 3), (200, 150, 120), np.uint8)
    with VideoWriter(path, FrameSize(width, height)) as video:
        video.write(image, 0.0)

    info, (frame,) = read(path)

    assert (info.width_px, info.height_px) == (width + width % 2, height + height % 2)
    flat = frame.image.reshape(-1, 3)
    np.testing.assert_allclose(flat, np.tile((200, 150, 120), (len(flat), 1)), atol=6)


def test_every_pixel_keeps_its_place_in_an_odd_size(tmp_path):
    path = tmp_path / "out.mp4"
    write(path, [0.0], FrameSize(63, 47))
    _, (frame,) = read(path)
    np.testing.assert_allclose(corner_colours(frame.image[:47, :63]), CORNERS, atol=12)
    assert np.abs(frame.image[:47, :63].astype(int) - quadrants(63, 47)).mean() < 6


def test_a_picture_that_is_a_view_is_written_as_seen(tmp_path):
    path = tmp_path / "out.mp4"
    mirrored = quadrants()[:, ::-1]
    with VideoWriter(path, SIZE) as video:
        video.write(mirrored, 0.0)
    _, (frame,) = read(path)
    np.testing.assert_allclose(corner_colours(frame.image), corner_colours(mirrored), atol=10)


def test_the_picture_may_be_changed_after_it_was_written(tmp_path):
    path = tmp_path / "out.mp4"
    canvas = np.empty((48, 64, 3), np.uint8)
    with VideoWriter(path, SIZE) as video:
        for number in range(10):
            canvas[:] = quadrants(number=number * 3)
            video.write(canvas, number / 30)
    _, frames = read(path)
    assert [number_in(f.image) for f in frames] == pytest.approx([3 * n for n in range(10)], abs=1)


def test_the_stream_is_one_that_browsers_and_phones_play(tmp_path):
    path = tmp_path / "out.mp4"
    write(path, np.arange(70) / 30)
    content = path.read_bytes()
    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"mdat")  # plays while it loads
    with av.open(str(path)) as container:
        assert [s.type for s in container.streams] == ["video"]
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert context.profile in {"High", "Main", "Baseline", "Constrained Baseline"}
        assert (context.color_range, context.colorspace) == (ColorRange.MPEG, 1)
        assert (context.color_primaries, context.color_trc) == (ColorPrimaries.BT709, ColorTrc.BT709)
        assert stream.average_rate == pytest.approx(30)
        packets = [p for p in container.demux(stream) if p.size]
    assert [p.pts for p in packets] == [p.dts for p in packets]  # no reordering
    keys = [i for i, p in enumerate(packets) if p.is_keyframe]
    assert keys[0] == 0
    assert np.diff([*keys, len(packets)]).max() <= 30  # at least one a second, to scrub by


def test_tags_of_a_source_are_not_there(tmp_path):
    path = tmp_path / "out.mp4"
    write(path, [0.0])
    with av.open(str(path)) as container:
        assert set(container.metadata) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}


def test_an_older_file_is_replaced(tmp_path):
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")
    write(path, [0.0])
    assert read(path)[0].width_px == 64
    assert names_in(tmp_path) == ["out.mp4"]


def test_the_file_may_be_read_by_whom_the_umask_lets(tmp_path):
    path, plain = tmp_path / "out.mp4", tmp_path / "plain"
    write(path, [0.0])
    plain.touch()
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_videos_picture_is_written_as_it_is(tmp_path):
    """Its code values survive but for the quantizer, and its matrix is told."""
    path = tmp_path / "out.mp4"
    for matrix, tag in ((BT601, 6), (BT709, 1)):
        picture = YuvFromRgb()(quadrants(), matrix)
        before = [plane.astype(int) for plane in picture.planes]
        with VideoWriter(path, SIZE) as video:
            video.write_yuv(picture, 0.0)
        with av.open(str(path)) as container:
            (frame,) = container.decode(video=0)
            assert (frame.colorspace, frame.color_range) == (tag, ColorRange.MPEG)
            for written, plane in zip(before, planes_of(frame), strict=True):
                assert np.abs(written - plane).mean() < 3
        _, (frame,) = read(path)
        np.testing.assert_allclose(corner_colours(frame.image), CORNERS, atol=10)


@pytest.mark.parametrize(("width", "height"), [(63, 48), (64, 47), (320, 270)])
def test_a_videos_picture_of_any_size_is_written(tmp_path, width, height):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, FrameSize(width, height)) as video:
        video.write_yuv(YuvFromRgb()(quadrants(width, height)), 0.0)
    info, (frame,) = read(path)
    assert (info.width_px, info.height_px) == (width + width % 2, height + height % 2)
    np.testing.assert_allclose(corner_colours(frame.image[:height, :width]), CORNERS, atol=12)


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((64, 48, 3), np.uint8),
        np.zeros((48, 64), np.uint8),
        np.zeros((48, 64, 4), np.uint8),
        np.zeros((48, 64, 3), np.float64),
    ],
)
def test_another_kind_of_picture_is_a_bug(tmp_path, image):
    with (
        pytest.raises(ValueError, match=r"image must be uint8 of shape \(48, 64, 3\)"),
        VideoWriter(tmp_path / "out.mp4", SIZE) as video,
    ):
        video.write(image, 0.0)
    assert names_in(tmp_path) == []


def test_a_videos_picture_of_another_size_is_a_bug(tmp_path):
    with (
        pytest.raises(ValueError, match=r"must be of \(64, 48\) pixels, but is of \(48, 64\)"),
        VideoWriter(tmp_path / "out.mp4", SIZE) as video,
    ):
        video.write_yuv(YuvPicture.empty(48, 64, BT709), 0.0)
    assert names_in(tmp_path) == []


def test_pictures_of_two_matrices_in_one_file_are_a_bug(tmp_path):
    def write_both():
        with VideoWriter(tmp_path / "out.mp4", SIZE) as video:
            video.write_yuv(YuvFromRgb()(quadrants(), BT601), 0.0)
            video.write_yuv(YuvFromRgb()(quadrants(), BT709), 0.1)

    with pytest.raises(ValueError, match="matrix must be"):
        write_both()
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("times_s", [(0.0, 0.0), (0.1, 0.05), (0.0, 1e-6)])
def test_times_must_increase(tmp_path, times_s):
    with pytest.raises(ValueError, match="time_s must increase"):
        write(tmp_path / "out.mp4", times_s)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("rate_hz", [0.0, -30.0, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_a_bug(tmp_path, rate_hz):
    with pytest.raises(ValueError, match="rate_hz must be positive"):
        VideoWriter(tmp_path / "out.mp4", SIZE, rate_hz=rate_hz)


def refusal(path, times_s=(0.0,)):
    with pytest.raises(OutputError) as caught:
        write(path, times_s)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert message.endswith(".")
    return message


def test_a_missing_folder_is_an_output_error_before_the_work_begins(tmp_path):
    path = tmp_path / "missing" / "out.mp4"
    with pytest.raises(OutputError, match="No such file or directory"), VideoWriter(path, SIZE):
        pytest.fail("entered")


def test_a_folder_of_that_name_is_an_output_error(tmp_path):
    path = tmp_path / "out.mp4"
    path.mkdir()
    assert "this is a folder" in refusal(path)
    assert names_in(tmp_path) == ["out.mp4"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_write_protected_folder_is_an_output_error(tmp_path):
    tmp_path.chmod(0o500)
    assert "Permission denied" in refusal(tmp_path / "out.mp4")


def test_no_picture_at_all_is_an_output_error(tmp_path):
    assert "there was no picture to write" in refusal(tmp_path / "out.mp4", times_s=())
    assert names_in(tmp_path) == []


def test_a_missing_encoder_is_an_output_error(tmp_path, monkeypatch):
    monkeypatch.setattr(writer_module, "_ENCODERS", {"no_such_encoder": {}})
    with pytest.raises(OutputError, match=r"no H\.264 encoder"):
        write(tmp_path / "out.mp4", [0.0])
    assert names_in(tmp_path) == []


def test_the_second_encoder_is_taken_where_the_first_is_missing(monkeypatch):
    monkeypatch.setattr(writer_module, "_ENCODERS", {"no_such_encoder": {}, "libx264": {}})
    assert writer_module._encoder() == "libx264"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes")
@pytest.mark.parametrize("frames", [3, 60], ids=["on leaving", "while writing"])
def test_a_full_disk_is_an_output_error_and_leaves_nothing(tmp_path, frames):
    # A limit on the size of files stands in for a full disk; it holds for a whole process, so for another one.
    code = f"""
        import resource
        from pathlib import Path
        import numpy as np
        from hipcheck.errors import OutputError
        from hipcheck.poses import FrameSize
        from hipcheck.video import VideoWriter

        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
        noise = np.random.default_rng(1).integers(0, 256, ({frames}, 240, 320, 3), np.uint8)
        try:
            with VideoWriter(Path("out.mp4"), FrameSize(320, 240)) as video:
                for i, image in enumerate(noise):
                    video.write(image, i / 30)
        except OutputError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("out.mp4: the video cannot be written (File too large);")
    assert names_in(tmp_path) == []


# --- what is left behind -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_an_error_leaves_nothing_and_keeps_the_older_file(tmp_path, error):
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")

    def fail():
        with VideoWriter(path, SIZE) as video:
            video.write(quadrants(), 0.0)
            assert len(names_in(tmp_path)) == 2
            raise error

    with pytest.raises(error):
        fail()
    assert names_in(tmp_path) == ["out.mp4"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_leaves_nothing(tmp_path):
    code = """
        from pathlib import Path
        import numpy as np
        from hipcheck.poses import FrameSize
        from hipcheck.video import VideoWriter

        with VideoWriter(Path("out.mp4"), FrameSize(64, 48)) as video:
            for i in range(1_000_000):
                video.write(np.full((48, 64, 3), i % 256, np.uint8), i / 30)
                if i == 10:
                    print("writing", flush=True)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "writing\n"
        assert [p.suffix for p in tmp_path.iterdir()] == [".part"]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert names_in(tmp_path) == []
