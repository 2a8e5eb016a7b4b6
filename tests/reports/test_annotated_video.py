from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipcheck.poses import FrameSize
from hipcheck.reports.annotated_video import annotate
from hipcheck.reports.face_blur import FaceBlur
from hipcheck.reports.overlay import Overlay
from hipcheck.video import ClipReader, VideoWriter
from tests.reports.pictures import FACE_CENTRE, analysis_of, filmed, person, seen


class Film:
    """Keeps what is written or taken."""

    def __init__(self, wanted=()):
        self.wanted = list(wanted)
        self.images, self.times_s = [], []

    def write_yuv(self, picture, time_s):
        self.images.append(seen(picture))
        self.times_s.append(time_s)

    @property
    def done(self):
        return len(self.times_s) == len(self.wanted)

    def wants(self, time_s):
        return time_s in self.wanted

    take = write_yuv


def clip(times_s, width=120, height=160):
    for time_s in times_s:
        image = np.full((height, width, 3), 90, dtype=np.uint8)
        yield SimpleNamespace(picture=filmed(image), time_s=time_s)


def overlay(width=120, height=160):
    return Overlay(analysis_of(person(width=width, height=height), [("knee_fppa_deg", 12.0)]))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0.0, 20.0), unique=True, max_size=12).map(sorted))
def test_as_many_frames_come_out_as_go_in_each_at_its_time(times_s):
    film = Film()
    assert annotate(clip(times_s), overlay(), writer=film) == len(times_s)
    assert film.times_s == times_s


def test_the_frames_are_drawn_on():
    film = Film()
    annotate(clip([8.0]), overlay(), writer=film)
    assert (np.abs(film.images[0].astype(int) - 90) > 50).any()


def test_a_sink_gets_the_frames_it_wants_before_they_are_drawn_on():
    film, sink = Film(), Film(wanted=[2.0, 8.0])
    annotate(clip([1.0, 2.0, 8.0, 9.0]), overlay(), writer=film, sink=sink)
    assert sink.times_s == [2.0, 8.0]
    for image in sink.images:
        np.testing.assert_allclose(image, 90, atol=1)  # rounding
    assert film.times_s == [1.0, 2.0, 8.0, 9.0]


def test_faces_are_hidden_from_video_and_sink():
    poses = person()
    film, sink = Film(), Film(wanted=[8.0])
    image = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), dtype=np.uint8)
    frame = SimpleNamespace(picture=filmed(image), time_s=8.0)
    annotate([frame], Overlay(analysis_of(poses)), writer=film, sink=sink, blur=FaceBlur(poses))
    x, y = (round(1000 * share) for share in FACE_CENTRE)
    for hidden in (film.images[0], sink.images[0]):
        assert hidden[y - 40 : y + 40, x - 40 : x + 40].std() < 15
    assert (image[y - 40 : y + 40, x - 40 : x + 40]).std() > 70


def untouched():
    raise AssertionError("the clip was decoded for nothing")
    yield


@pytest.mark.parametrize("sink", [None, Film()])
def test_where_nothing_is_wanted_nothing_is_decoded(sink):
    assert annotate(untouched(), overlay(), sink=sink) == 0


def test_without_a_video_decoding_ends_with_the_last_frame_that_is_wanted():
    def frames():
        yield from clip([1.0, 2.0, 3.0])
        yield from untouched()

    sink = Film(wanted=[1.0, 3.0])
    assert annotate(frames(), overlay(), sink=sink) == 0
    assert sink.times_s == [1.0, 3.0]


@pytest.mark.parametrize(("width", "height"), [(480, 270), (271, 481)])
def test_the_file_has_the_size_and_the_times_of_its_source(tmp_path, width, height):
    """Variable rate, with a gap, in ticks of 1/90000 s."""
    times_s = [0.0, 1 / 30, 3 / 30, 4 / 30, 0.3, 0.31]
    path = tmp_path / "annotated.mp4"
    with VideoWriter(path, FrameSize(width, height), rate_hz=30.0) as video:
        annotate(clip(times_s, width, height), overlay(width, height), writer=video)
    with ClipReader(path) as written:
        frames = list(written)
    np.testing.assert_allclose([frame.time_s for frame in frames], times_s, atol=1 / 90_000)
    assert frames[0].image.shape == (height + height % 2, width + width % 2, 3)  # H.264 has even sizes only


def test_what_is_drawn_survives_the_encoding(tmp_path):
    poses = person(width=540, height=960)
    drawing = Overlay(analysis_of(poses, [("knee_fppa_deg", 12.0)]))
    path = tmp_path / "annotated.mp4"
    with VideoWriter(path, FrameSize(540, 960), rate_hz=30.0) as video:
        annotate(clip([7.9, 8.0], 540, 960), drawing, writer=video)
    with ClipReader(path) as written:
        image = list(written)[1].image.astype(int)
    thigh = image[round(0.65 * 960), round(0.45 * 960 + (540 - 960) / 2)]  # yellow: the right leg is tested
    assert thigh[0] > 200
    assert thigh[1] > 190
    assert thigh[2] < 120
