"""What every pose backend must do. A new backend needs a line in `CASES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from hipcheck.backends import BACKENDS, DetectedPerson, PoseEstimator, RecordingBuilder
from hipcheck.backends.replay import save_recording
from hipcheck.poses import FrameSize, PoseSequence, Recording
from hipcheck.video import ClipReader
from tests.backends.bodies import SHAPE, standing

CLIP = Path(__file__).parents[2] / "sample_videos" / "single_leg_squat_good_front.mp4"
FRAMES = 12


@dataclass(frozen=True)
class Case:
    """A backend, frames with one person in them, and a later frame with nobody."""

    open: Callable[[], PoseEstimator]
    frames: list[tuple[np.ndarray, float]]
    empty: tuple[np.ndarray, float]

    def estimate_all(self, estimator: PoseEstimator) -> list[tuple[DetectedPerson, ...]]:
        return [estimator.estimate(image, time_s) for image, time_s in self.frames]


def mediapipe(tmp_path) -> Case:
    with ClipReader(CLIP) as clip:
        frames = [(frame.image, frame.time_s) for frame in islice(clip, FRAMES)]
    return Case(lambda: BACKENDS["mediapipe"]("lite"), frames, (np.zeros_like(frames[0][0]), 10.0))


def replay(tmp_path) -> Case:
    xy = np.stack([standing(200.0 + frame) for frame in range(FRAMES + 1)])
    world, visibility = np.zeros((FRAMES + 1, 33, 3)), np.ones((FRAMES + 1, 33))
    xy[-1] = world[-1] = visibility[-1] = np.nan
    time_s = np.append(np.arange(FRAMES) / 30, 10.0)
    person = PoseSequence(xy, world, visibility, time_s, FrameSize(SHAPE[1], SHAPE[0]))
    path = tmp_path / "landmarks.npz"
    save_recording(Recording((person,), "perfect 1.0", "model_perfect", "c" * 64), path)
    image = np.zeros(SHAPE, np.uint8)
    return Case(
        lambda: BACKENDS["replay"](str(path)), [(image, float(t)) for t in time_s[:-1]], (image, 10.0)
    )


CASES = {"mediapipe": mediapipe, "replay": replay}


@pytest.fixture(params=[pytest.param("mediapipe", marks=pytest.mark.model), "replay"])
def case(request, tmp_path):
    return CASES[request.param](tmp_path)


def test_every_backend_has_a_case():
    assert CASES.keys() == BACKENDS.keys()


def test_the_person_is_found_in_every_frame_under_one_id(case):
    with case.open() as estimator:
        found = case.estimate_all(estimator)
    assert [len(people) for people in found] == [1] * FRAMES
    assert {people[0].person_id for people in found} == {1}


def test_landmarks_are_numbers_in_pixels_metres_and_shares(case):
    with case.open() as estimator:
        (person,) = case.estimate_all(estimator)[-1]
    height, width, _ = case.frames[0][0].shape
    for name, shape in (("xy_px", (33, 2)), ("world_m", (33, 3)), ("visibility", (33,))):
        values = getattr(person, name)
        assert values.shape == shape
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
    assert (person.xy_px.mean(axis=0) > 1).all(), "shares of the picture are not pixels"
    assert (person.xy_px.mean(axis=0) < [width, height]).all()
    assert (abs(person.world_m) < 2).all()
    assert person.visibility.min() >= 0
    assert person.visibility.max() <= 1


def test_an_empty_picture_shows_nobody(case):
    with case.open() as estimator:
        case.estimate_all(estimator)
        assert estimator.estimate(*case.empty) == ()


def test_the_same_frames_give_the_same_numbers(case):
    recordings = []
    for _ in range(2):
        with case.open() as estimator:
            builder = RecordingBuilder(estimator)
            for image, time_s in case.frames:
                builder.add(estimator.estimate(image, time_s), time_s)
        recordings.append(builder.build(FrameSize(720, 1280)).people[0])
    np.testing.assert_array_equal(recordings[0].xy_px, recordings[1].xy_px)
    np.testing.assert_array_equal(recordings[0].world_m, recordings[1].world_m)
    np.testing.assert_array_equal(recordings[0].visibility, recordings[1].visibility)


def test_frames_come_in_the_order_of_time(case):
    with case.open() as estimator:
        case.estimate_all(estimator)
        image, time_s = case.frames[-1]
        with pytest.raises(ValueError, match="time_s must increase"):
            estimator.estimate(image, time_s)


def test_a_frame_that_is_no_picture_is_refused(case):
    with case.open() as estimator, pytest.raises(ValueError, match=r"image_rgb must have shape"):
        estimator.estimate(case.frames[0][0].astype(np.float32), 0.0)


def test_the_frame_given_stays_as_it_is(case):
    image, time_s = case.frames[0]
    before = image.copy()
    with case.open() as estimator:
        estimator.estimate(image, time_s)
    np.testing.assert_array_equal(image, before)


def test_it_says_what_it_is(case):
    with case.open() as estimator:
        assert estimator.name
        assert estimator.version
        assert estimator.model
        assert len(estimator.model_sha256) == 64


def test_closed_it_refuses_and_closing_again_does_nothing(case):
    estimator = case.open()
    estimator.close()
    estimator.close()
    with pytest.raises(ValueError, match="closed"):
        estimator.estimate(*case.frames[0])


def test_the_end_of_a_with_block_closes_it(case):
    with case.open() as estimator:
        pass
    with pytest.raises(ValueError, match="closed"):
        estimator.estimate(*case.frames[0])
