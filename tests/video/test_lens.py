"""The field of view of clips whose lens is known, written as phones and apps write it, and as files get damaged."""

from __future__ import annotations

import struct
from math import atan, degrees, hypot, inf, nan, radians, tan
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcheck.settings import ViewSettings
from hipcheck.video import probe
from hipcheck.video.lens import hfov_deg_of

from .atoms import KEY, SIGNED, UTF8, add_to_track, atom, meta_atom
from .clips import set_display_matrix, write_clip

UNSIGNED, FLOAT32, FLOAT64, PNG = 22, 23, 24, 14
WIDTH_PX, HEIGHT_PX = 1080, 1920


def track(*parts: bytes, kind: bytes = b"vide") -> bytes:
    return atom(
        b"trak", atom(b"tkhd", bytes(84)), atom(b"mdia", atom(b"hdlr", bytes(8), kind, bytes(13))), *parts
    )


def movie(*parts: bytes) -> bytes:
    return atom(b"moov", atom(b"mvhd", bytes(100)), *parts)


BRAND = atom(b"ftyp", b"qt  ", bytes(4), b"qt  ")
PICTURES = atom(b"mdat", bytes(64))


def lens(focal_mm: str = "26") -> bytes:
    return meta_atom((KEY, UTF8, focal_mm.encode()))


def saved(folder: Path, *atoms: bytes) -> Path:
    path = folder / "clip.mov"
    path.write_bytes(b"".join(atoms))
    return path


def read(folder: Path, *atoms: bytes) -> float | None:
    return hfov_deg_of(saved(folder, *atoms), WIDTH_PX, HEIGHT_PX)


def seen_deg(focal_mm: float) -> float:
    """What a lens sees along a 16:9 picture: the long side of a 4:3 one of 43.27 mm diagonal, narrowed to 1/1.1."""
    side_mm = hypot(36.0, 24.0) * 4.0 / 5.0 / 1.1
    return 2.0 * degrees(atan(side_mm / 2.0 / focal_mm))


def about(focal_mm: float) -> object:
    return pytest.approx(seen_deg(focal_mm), abs=0.01)


class TestClips:
    """Whole clips, that play."""

    @pytest.mark.parametrize("name", ["clip.mp4", "clip.mov"])
    def test_written_anew_by_an_app(self, tmp_path, name):
        path = write_clip(
            tmp_path / name, container_options={"movflags": "use_metadata_tags"}, metadata={KEY: "26"}
        )
        assert hfov_deg_of(path, WIDTH_PX, HEIGHT_PX) == about(26.0)

    @pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}])
    def test_without_a_lens(self, tmp_path, options):
        path = write_clip(tmp_path / "clip.mp4", container_options=options)
        assert hfov_deg_of(path, WIDTH_PX, HEIGHT_PX) is None
        assert probe(path).hfov_deg is None

    def test_as_an_iphone_writes_it(self, tmp_path):
        path = write_clip(tmp_path / "clip.mov", frames=5)
        add_to_track(
            path,
            meta_atom(("com.apple.quicktime.camera.lens_model", UTF8, b"a lens"), (KEY, SIGNED, b"\x1a")),
        )
        set_display_matrix(path, 0, 1, -1, 0)
        with av.open(str(path)) as container:
            assert len(list(container.decode(video=0))) == 5, "the clip plays"
        info = probe(path)
        assert (info.width_px, info.height_px) == (48, 64)
        assert info.hfov_deg == pytest.approx(hfov_deg_of(path, 3, 4))

    @pytest.mark.parametrize("name", ["clip.mkv", "clip.webm", "clip.avi", "clip.gif"])
    def test_other_containers_name_none(self, tmp_path, name):
        codec = {"clip.webm": "libvpx-vp9", "clip.avi": "mpeg4", "clip.gif": "gif"}.get(name, "libx264")
        pixel_format = "rgb8" if codec == "gif" else "yuv420p"
        path = write_clip(
            tmp_path / name, codec=codec, pixel_format=pixel_format, metadata={KEY: "26"}, frames=3
        )
        assert probe(path).hfov_deg is None


class TestFieldOfView:
    def test_it_runs_along_the_longer_side(self, tmp_path):
        path = saved(tmp_path, BRAND, movie(track(lens())))
        assert hfov_deg_of(path, 1080, 1920) == hfov_deg_of(path, 1920, 1080) == about(26.0)

    def test_each_shape_is_the_largest_that_fits_into_a_photo(self, tmp_path):
        path = saved(tmp_path, BRAND, movie(track(lens())))
        four_thirds, wide, square = (
            hfov_deg_of(path, *size) for size in ((1440, 1080), (1920, 1080), (720, 720))
        )
        assert four_thirds == pytest.approx(wide)
        assert square is not None
        assert four_thirds is not None
        # as far to the sides as a 4:3 picture sees up and down
        assert tan(radians(square / 2.0)) == pytest.approx(tan(radians(four_thirds / 2.0)) * 3.0 / 4.0)

    @pytest.mark.parametrize(
        ("focal_mm", "longer_sides"),
        [
            (27.0, 0.849),  # an iPhone's stabilised video, by self-calibration
            (28.0, 28.0 / (hypot(36.0, 24.0) * 0.8) * 49.6 / 42.2),  # an iPhone 7 before a tape measure
            (26.0, 0.5 / tan(radians(69.65 / 2.0))),  # an iPhone 11 Pro without stabilisation, by Apple
        ],
    )
    def test_cameras_that_were_measured_lie_within_twice_the_stated_doubt(
        self, tmp_path, focal_mm, longer_sides
    ):
        hfov_deg = read(tmp_path, BRAND, movie(track(lens(str(focal_mm)))))
        assert hfov_deg is not None
        doubt = 2.0 * ViewSettings().known_focal_sd_share
        assert 0.5 / tan(radians(hfov_deg / 2.0)) == pytest.approx(longer_sides, rel=doubt)

    def test_the_assumed_one_is_that_of_phones(self):
        assert seen_deg(27.0) < ViewSettings().assumed_hfov_deg < seen_deg(24.0)


class TestPlaces:
    """Where a file may name the lens."""

    @pytest.mark.parametrize("version", [False, True])
    @pytest.mark.parametrize("in_track", [False, True])
    def test_in_the_track_or_for_the_movie_plain_or_with_a_version(self, tmp_path, version, in_track):
        meta = meta_atom((KEY, UTF8, b"26"), version=version)
        parts = [track(meta)] if in_track else [track(), meta]
        assert read(tmp_path, BRAND, PICTURES, movie(*parts)) == about(26.0)

    def test_the_video_tracks_goes_before_the_movies(self, tmp_path):
        assert read(tmp_path, BRAND, movie(lens("13"), track(lens("26")))) == about(26.0)

    def test_a_video_track_that_names_none_leaves_it_to_the_movie(self, tmp_path):
        other = meta_atom(("com.apple.quicktime.camera.lens_model", UTF8, b"26"))
        assert read(tmp_path, BRAND, movie(track(other), lens("13"))) == about(13.0)

    def test_the_sounds_metadata_are_not_the_cameras(self, tmp_path):
        assert read(tmp_path, BRAND, movie(track(lens("13"), kind=b"soun"), track(lens("26")))) == about(26.0)
        assert read(tmp_path, BRAND, movie(track(lens("13"), kind=b"soun"))) is None

    def test_among_other_keys(self, tmp_path):
        meta = meta_atom(
            ("a", UTF8, b"1"), (KEY[:-1] + "x", SIGNED, b"\x0d"), (KEY, UTF8, b"26"), (KEY + "x", UTF8, b"13")
        )
        assert read(tmp_path, BRAND, movie(track(meta))) == about(26.0)

    @pytest.mark.parametrize("long", [False, True])
    def test_after_gigabytes_of_picture_that_are_not_read(self, tmp_path, long):
        path = tmp_path / "clip.mov"
        size = 5 * 2**30 if long else 2**31
        header = struct.pack(">I4sQ", 1, b"mdat", size) if long else struct.pack(">I4s", size, b"mdat")
        with path.open("wb") as file:
            file.write(BRAND + header)
            file.seek(len(BRAND) + size)  # a hole: takes no room
            file.write(movie(track(lens())))
        assert hfov_deg_of(path, WIDTH_PX, HEIGHT_PX) == about(26.0)

    def test_sizes_of_64_bits_and_to_the_end_of_the_file(self, tmp_path):
        long = atom(b"moov", track(lens()), long=True)
        assert read(tmp_path, BRAND, long) == about(26.0)
        open_ended = bytes(4) + movie(track(lens()))[4:]
        assert read(tmp_path, BRAND, open_ended) == about(26.0)

    def test_a_file_without_a_brand_is_not_searched(self, tmp_path):
        assert read(tmp_path, PICTURES, movie(track(lens()))) is None

    def test_four_zero_bytes_may_end_a_list(self, tmp_path):
        assert read(tmp_path, BRAND, movie(track(lens()), bytes(4))) == about(26.0)


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (UTF8, b"26"),
            (UTF8, b"26.0"),
            (UTF8, b"26.00mm"),
            (UTF8, b" 26 mm\0"),
            (SIGNED, b"\x1a"),
            (SIGNED, b"\x00\x1a"),
            (SIGNED, b"\x00\x00\x00\x1a"),
            (UNSIGNED, b"\x1a"),
            (67, struct.pack(">i", 26)),
            (77, struct.pack(">I", 26)),
            (FLOAT32, struct.pack(">f", 26.0)),
            (FLOAT64, struct.pack(">d", 26.0)),
        ],
    )
    def test_numbers_of_any_type(self, tmp_path, kind, value):
        assert read(tmp_path, BRAND, movie(track(meta_atom((KEY, kind, value))))) == about(26.0)

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (UTF8, b""),
            (UTF8, b"wide"),
            (UTF8, b"-26"),
            (UTF8, b"2e1"),
            (UTF8, "٢٦".encode()),
            (UTF8, b"26" + b" " * 100),
            (UTF8, b"2.0"),
            (UTF8, b"9999"),
            (SIGNED, b""),
            (SIGNED, b"\x00"),
            (SIGNED, b"\xe6"),
            (SIGNED, bytes(8) + b"\x1a"),
            (FLOAT32, struct.pack(">d", 26.0)),
            (FLOAT64, struct.pack(">d", nan)),
            (FLOAT64, struct.pack(">d", inf)),
            (PNG, b"26"),
            (1 << 24 | UTF8, b"26"),
        ],
        ids=str,
    )
    def test_what_is_no_number_or_no_phones_lens_is_not_believed(self, tmp_path, kind, value):
        assert read(tmp_path, BRAND, movie(track(meta_atom((KEY, kind, value))))) is None


WHOLE = BRAND + movie(track(lens()), meta_atom(("a", UTF8, b"1"), (KEY, SIGNED, b"\x0d")))
MOOV_AT = WHOLE.index(b"moov") - 4


class TestDamage:
    """Whatever the bytes are, the answer is a field of view or none."""

    def test_a_file_that_ends_early_names_none(self, tmp_path):
        assert read(tmp_path, WHOLE) == about(26.0)
        assert {read(tmp_path, WHOLE[:length]) for length in range(len(WHOLE))} == {None}

    @given(st.binary(max_size=200))
    def test_anything_may_follow_the_brand(self, tmp_path_factory, content):
        path = saved(tmp_path_factory.getbasetemp(), BRAND, content)
        assert hfov_deg_of(path, WIDTH_PX, HEIGHT_PX) is None

    @given(st.binary(max_size=300))
    def test_anything_may_be_in_a_movie(self, tmp_path_factory, content):
        path = saved(tmp_path_factory.getbasetemp(), BRAND, atom(b"moov", content))
        assert hfov_deg_of(path, WIDTH_PX, HEIGHT_PX) is None

    @given(
        st.lists(st.tuples(st.integers(MOOV_AT, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6)
    )
    def test_any_bytes_of_a_movie_may_be_wrong(self, tmp_path_factory, changes):
        content = bytearray(WHOLE)
        for at, byte in changes:
            content[at] = byte
        hfov_deg = hfov_deg_of(saved(tmp_path_factory.getbasetemp(), bytes(content)), WIDTH_PX, HEIGHT_PX)
        assert hfov_deg is None or 5.0 <= hfov_deg <= 130.0

    @pytest.mark.parametrize(
        "atoms",
        [
            [struct.pack(">I4s", 1, b"moov")],
            [atom(b"moov", struct.pack(">I", 4), track(lens()))],
            [movie(atom(b"trak", atom(b"mdia", atom(b"hdlr"), atom(b"free", b"vide")), lens()))],
        ],
        ids=["long size cut off", "shorter than its header", "handler without content"],
    )
    def test_sizes_that_cannot_be_are_not_read_past(self, tmp_path, atoms):
        assert read(tmp_path, BRAND, *atoms) is None

    @pytest.mark.parametrize("kind", [b"free", b"trak"])
    def test_a_file_of_nothing_but_empty_atoms_is_given_up(self, tmp_path, kind):
        many = atom(kind) * 20_000
        assert read(tmp_path, BRAND, many, movie(track(lens()))) is None
        assert read(tmp_path, BRAND, movie(many, track(lens()))) is None

    def test_a_file_that_is_not_there_or_a_folder_names_none(self, tmp_path):
        assert hfov_deg_of(tmp_path / "gone.mov", WIDTH_PX, HEIGHT_PX) is None
        assert hfov_deg_of(tmp_path, WIDTH_PX, HEIGHT_PX) is None
