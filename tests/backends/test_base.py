from __future__ import annotations

import numpy as np
import pytest

from hipcheck.backends.base import DetectedPerson, FrameGate, RecordingBuilder
from hipcheck.poses import FrameSize
from tests.backends.bodies import standing

SIZE = FrameSize(800, 400)
IMAGE = np.zeros((4, 6, 3), np.uint8)


class Named:
    """What `RecordingBuilder` needs of an estimator."""

    name, version, model, model_sha256 = "perfect", "1.0", "model_perfect", "c" * 64


def person(person_id: int = 1, x_px: float = 200.0) -> DetectedPerson:
    return DetectedPerson(person_id, standing(x_px), np.full((33, 3), 0.1), np.full(33, 0.9))


class TestDetectedPerson:
    def test_numbers_are_rounded_to_32_bits_and_read_only(self):
        found = person()
        assert found.world_m.dtype == np.float32
        assert float(found.world_m[0, 0]) == 0.10000000149011612  # 0.1 in 32 bits
        with pytest.raises(ValueError, match="read-only"):
            found.xy_px[0] = 0

    def test_it_keeps_no_hold_on_what_it_was_made_from(self):
        xy = standing(200).astype(np.float32)
        found = DetectedPerson(1, xy, np.zeros((33, 3)), np.ones(33))
        xy[:] = 0
        assert found.xy_px[0, 0] == 200

    def test_a_wrong_shape_is_told(self):
        with pytest.raises(ValueError, match=r"world_m must have shape \(33, 3\), but has \(33, 2\)"):
            DetectedPerson(1, np.zeros((33, 2)), np.zeros((33, 2)), np.zeros(33))


class TestFrameGate:
    @pytest.mark.parametrize(
        "image", [np.zeros((4, 6), np.uint8), np.zeros((4, 6, 4), np.uint8), np.zeros((4, 6, 3)), IMAGE[:0]]
    )
    def test_only_pictures_pass(self, image):
        with pytest.raises(ValueError, match=r"must have shape \(height, width, 3\) and type uint8"):
            FrameGate().admit(image, 0.0)

    @pytest.mark.parametrize("time_s", [1.0, 0.5, float("nan"), float("inf")])
    def test_time_increases(self, time_s):
        gate = FrameGate()
        gate.admit(IMAGE, 1.0)
        with pytest.raises(ValueError, match="time_s must increase"):
            gate.admit(IMAGE, time_s)

    def test_a_picture_with_padded_rows_is_put_together(self):
        padded = np.zeros((4, 32, 3), np.uint8)[:, :6]
        assert not padded.flags.c_contiguous
        assert FrameGate().admit(padded, 0.0).flags.c_contiguous

    def test_a_closed_gate_lets_nothing_in(self):
        gate = FrameGate()
        gate.close()
        with pytest.raises(ValueError, match="closed"):
            gate.admit(IMAGE, 0.0)


class TestRecordingBuilder:
    def test_people_share_the_time_base_and_are_missing_where_they_were_not_found(self):
        builder = RecordingBuilder(Named())
        for frame in range(20):
            found = [person(7, 200 + frame)] if frame >= 10 else []
            if frame < 15:
                found.insert(0, person(3, 500 + frame))
            builder.add(found, frame / 10)
        recording = builder.build(SIZE)
        assert len(builder) == 20
        first, second = recording.people
        np.testing.assert_array_equal(first.present, np.arange(20) < 15)
        np.testing.assert_array_equal(second.present, np.arange(20) >= 10)
        np.testing.assert_array_equal(second.time_s, np.arange(20) / 10)
        assert second.frame_size == SIZE
        np.testing.assert_array_equal(second.xy_px[12], standing(212).astype(np.float32))
        assert second.world_m[12, 0, 0] == np.float32(0.1)
        assert second.visibility[12, 0] == np.float32(0.9)
        for missing in (second.xy_px[9], second.world_m[9], second.visibility[9]):
            assert np.isnan(missing).all()
        assert (recording.backend, recording.model, recording.model_sha256) == (
            "perfect 1.0",
            "model_perfect",
            "c" * 64,
        )

    def test_of_a_long_clip_every_frame_is_kept_in_its_place_and_in_single_precision(self):
        builder = RecordingBuilder(Named())
        seen = np.arange(1000) % 3 != 0
        for frame in range(1000):
            builder.add([person(1, 200 + frame)] if seen[frame] else [], frame / 30)
        (only,) = builder.build(SIZE).people
        np.testing.assert_array_equal(only.present, seen)
        for frame in np.flatnonzero(seen):
            np.testing.assert_array_equal(only.xy_px[frame], standing(200 + frame).astype(np.float32))
        assert np.isfinite(only.world_m[seen]).all()
        assert {only.xy_px.dtype, only.world_m.dtype, only.visibility.dtype} == {np.dtype(np.float32)}

    def test_somebody_seen_for_four_frames_is_left_out_for_five_kept(self):
        builder = RecordingBuilder(Named())
        for frame in range(5):
            builder.add([person(1, 200), person(2, 500)][: 2 if frame else 1], float(frame))
        (kept,) = builder.build(SIZE).people
        assert kept.xy_px[0, 0, 0] == 200

    def test_of_many_people_those_seen_longest_are_kept_in_order_of_appearance(self):
        builder = RecordingBuilder(Named())
        lasting = {1: 6, 2: 30, 3: 7, 4: 31, 5: 8, 6: 32, 7: 9, 8: 10}
        for frame in range(40):
            builder.add([person(i, 100 * i) for i, frames in lasting.items() if frame < frames], float(frame))
        people = builder.build(SIZE).people
        assert [int(one.xy_px[0, 0, 0]) // 100 for one in people] == [2, 4, 5, 6, 7, 8]

    def test_nobody_is_no_people(self):
        builder = RecordingBuilder(Named())
        builder.add([], 0.0)
        assert builder.build(SIZE).people == ()

    def test_the_same_id_twice_in_a_frame_is_refused(self):
        builder = RecordingBuilder(Named())
        with pytest.raises(ValueError, match=r"person 1 is there twice at 0\.0 s"):
            builder.add([person(), person()], 0.0)

    def test_a_time_that_does_not_increase_is_refused(self):
        builder = RecordingBuilder(Named())
        builder.add([], 1.0)
        with pytest.raises(ValueError, match="time_s must increase"):
            builder.add([], 1.0)
