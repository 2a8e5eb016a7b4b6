from __future__ import annotations

import hashlib
import os
import sys
import weakref
from fractions import Fraction
from math import atan, degrees, hypot
from pathlib import Path

import numpy as np
import pytest

from hipcheck.backends import BACKENDS
from hipcheck.backends.replay import ReplayEstimator, save_recording
from hipcheck.errors import InputError, SettingsError
from hipcheck.footage import Footage, clip_beside, replay, watch
from hipcheck.poses import Recording
from hipcheck.session import analyze_recording
from tests.factories import make_poses
from tests.filmed import BACKEND, HEIGHT_PX, MODEL, MODEL_SHA256, WIDTH_PX, film, picture, record
from tests.video.atoms import name_lens
from tests.video.clips import write_clip


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    return film(tmp_path_factory.mktemp("filmed"), duration_s=2.0)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def codes(seen):
    return [warning.code for warning in seen.warnings]


class TestWatch:
    def test_landmarks_are_the_estimators_at_the_frames_times(self, filmed):
        seen = watch(Footage(filmed.clip), "replay", str(filmed.landmarks))
        (person,), (truth,) = seen.recording.people, filmed.recording.people
        np.testing.assert_array_equal(person.time_s, truth.time_s)
        np.testing.assert_array_equal(person.xy_px, truth.xy_px.astype(np.float32))
        assert (person.frame_size.width_px, person.frame_size.height_px) == (WIDTH_PX, HEIGHT_PX)
        assert (seen.recording.backend, seen.recording.model, seen.recording.model_sha256) == (
            BACKEND,
            MODEL,
            MODEL_SHA256,
        )

    def test_the_source_describes_the_clip(self, filmed):
        source = watch(Footage(filmed.clip), "replay", str(filmed.landmarks)).source
        assert source.path == str(filmed.clip)
        assert source.sha256 == sha256_of(filmed.clip)
        assert (source.frames, source.width_px, source.height_px) == (60, WIDTH_PX, HEIGHT_PX)
        assert source.duration_s == pytest.approx(59 / 30)
        assert source.frame_rate_hz == pytest.approx(30.0)

    def test_the_lens_the_clip_names_stays_with_its_landmarks(self, tmp_path):
        squats, saved = film(tmp_path), tmp_path / "saved.npz"
        name_lens(squats.clip, 13)
        seen = watch(Footage(squats.clip), "replay", str(squats.landmarks))
        save_recording(seen.recording, saved)
        # 13 mm, a tenth narrower, before the long side of a 4:3 picture with the diagonal of 36 by 24 mm
        expected_deg = 2.0 * degrees(atan(hypot(36.0, 24.0) * 0.8 / 2.0 / (13.0 * 1.1)))
        assert seen.recording.hfov_deg == pytest.approx(expected_deg, abs=0.01)
        assert replay(saved).recording.hfov_deg == seen.recording.hfov_deg
        of_clip, of_landmarks = (analyze_recording(s.recording) for s in (seen, replay(saved)))
        assert of_clip.provenance == of_landmarks.provenance
        assert of_clip.provenance.hfov_from_clip
        assert len(of_clip.reps) == 2
        assert of_clip.reps == of_landmarks.reps

    def test_a_clip_without_a_named_lens_leaves_it_open(self, filmed):
        assert watch(Footage(filmed.clip), "replay", str(filmed.landmarks)).recording.hfov_deg is None

    def test_every_frame_is_reported(self, filmed):
        reported = []
        watch(
            Footage(filmed.clip), "replay", str(filmed.landmarks), lambda *progress: reported.append(progress)
        )
        assert reported == [("finding the person", done, 60) for done in range(1, 61)]

    def test_frames_are_not_kept(self, filmed, monkeypatch):
        refs: list[weakref.ref] = []
        most = 0

        class Watching(ReplayEstimator):
            def estimate(self, image_rgb, time_s):
                nonlocal most
                owner = image_rgb if image_rgb.base is None else image_rgb.base
                refs.append(weakref.ref(owner))
                most = max(most, sum(ref() is not None for ref in refs))
                return super().estimate(image_rgb, time_s)

        monkeypatch.setitem(BACKENDS, "watching", lambda _: Watching(filmed.recording))
        watch(Footage(filmed.clip), "watching", "")
        assert len(refs) == 60
        assert 1 <= most <= 6  # three ahead, one in hand, one on its way

    def test_an_unknown_backend_names_those_there_are(self, filmed):
        with pytest.raises(SettingsError, match=r"'openpose'; choose one of mediapipe, replay"):
            watch(Footage(filmed.clip), "openpose", "full")

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")
    def test_a_name_that_is_not_unicode_is_made_so(self, filmed, tmp_path):
        clip = tmp_path / os.fsdecode(b"cl\xffip.mp4")
        clip.write_bytes(filmed.clip.read_bytes())
        assert (
            watch(Footage(clip), "replay", str(filmed.landmarks)).source.path
            == f"{tmp_path}/cl\N{REPLACEMENT CHARACTER}ip.mp4"
        )


class TestSlowMotion:
    @staticmethod
    def slow_clip(path: Path) -> Path:
        tag = {"com.android.capture.fps": "240"}
        images = [picture(i) for i in range(30)]
        return write_clip(
            path, images, rate=30, metadata=tag, container_options={"movflags": "use_metadata_tags"}
        )

    def test_times_are_divided_and_that_is_said(self, filmed, tmp_path):
        clip = self.slow_clip(tmp_path / "slow.mp4")
        seen = watch(Footage(clip, slow_motion_factor=8.0), "replay", str(filmed.landmarks))
        assert seen.source.duration_s == pytest.approx(29 / 30 / 8, abs=1e-3)
        assert codes(seen) == ["slow_motion"]
        assert "8 times slower" in seen.warnings[0].text

    def test_a_clip_marked_as_slow_motion_asks_for_the_factor(self, filmed, tmp_path):
        seen = watch(Footage(self.slow_clip(tmp_path / "slow.mp4")), "replay", str(filmed.landmarks))
        assert codes(seen) == ["slow_motion_suspected"]
        assert "8 times slower than life" in seen.warnings[0].text
        assert "--slow-motion-factor 8," in seen.warnings[0].remedy

    def test_a_high_rate_alone_asks_without_naming_a_factor(self, filmed, tmp_path):
        clip = write_clip(
            tmp_path / "fast.mp4", [picture(i) for i in range(30)], rate=240, time_base=Fraction(1, 240)
        )
        seen = watch(Footage(clip), "replay", str(filmed.landmarks))
        assert codes(seen) == ["slow_motion_suspected"]
        assert "--slow-motion-factor and the number of times" in seen.warnings[0].remedy

    def test_an_ordinary_clip_has_no_warning(self, filmed):
        assert codes(watch(Footage(filmed.clip), "replay", str(filmed.landmarks))) == []

    @pytest.mark.parametrize("factor", [0.0, -2.0, float("nan"), float("inf")])
    def test_a_factor_that_is_none_is_refused(self, filmed, factor):
        with pytest.raises(SettingsError, match="slow-motion factor"):
            watch(Footage(filmed.clip, slow_motion_factor=factor), "replay", str(filmed.landmarks))


class TestReplay:
    def test_the_recording_comes_back_and_the_file_is_the_source(self, filmed):
        seen = replay(filmed.landmarks)
        np.testing.assert_array_equal(seen.recording.people[0].xy_px, filmed.recording.people[0].xy_px)
        assert seen.source.path == str(filmed.landmarks)
        assert seen.source.sha256 == sha256_of(filmed.landmarks), "these know of no clip"
        assert (seen.source.frames, seen.source.width_px, seen.source.height_px) == (60, WIDTH_PX, HEIGHT_PX)

    def test_landmarks_saved_from_a_clip_name_that_clip_as_their_source(self, filmed, tmp_path):
        seen = watch(Footage(filmed.clip), "replay", str(filmed.landmarks))
        save_recording(seen.recording, tmp_path / "saved.npz")
        assert replay(tmp_path / "saved.npz").source.sha256 == sha256_of(filmed.clip) == seen.source.sha256

    def test_landmarks_of_nobody_are_refused(self, tmp_path):
        save_recording(Recording((), BACKEND, MODEL), tmp_path / "nobody.npz")
        with pytest.raises(InputError, match="nobody is in these landmarks"):
            replay(tmp_path / "nobody.npz")


class TestClipBeside:
    def test_finds_the_clip_of_the_same_name(self, filmed):
        assert clip_beside(filmed.landmarks, filmed.recording.people[0]) == filmed.clip

    def test_signs_in_a_name_are_taken_as_they_are(self, tmp_path):
        odd = film(tmp_path, "set [1] * é", 1.0)
        assert clip_beside(odd.landmarks, odd.recording.people[0]) == odd.clip

    def test_capital_endings_count(self, filmed, tmp_path):
        clip = tmp_path / "IMG_1.MOV"
        clip.write_bytes(filmed.clip.read_bytes())
        assert clip_beside(tmp_path / "IMG_1.npz", filmed.recording.people[0]) == clip

    def test_none_where_there_is_none(self, tmp_path, filmed):
        assert clip_beside(tmp_path / "clip.npz", filmed.recording.people[0]) is None

    @pytest.mark.parametrize(
        "poses", [make_poses(2.5, WIDTH_PX, HEIGHT_PX), make_poses(2.0, HEIGHT_PX, WIDTH_PX)]
    )
    def test_a_clip_of_another_length_or_size_is_another_clip(self, filmed, poses):
        assert clip_beside(filmed.landmarks, poses) is None

    def test_something_else_of_that_name_is_no_clip(self, filmed, tmp_path):
        (tmp_path / "clip.mp4").write_text("not a clip")
        assert clip_beside(tmp_path / "clip.npz", filmed.recording.people[0]) is None

    def test_slow_motion_counts_in_the_length(self, filmed):
        poses = make_poses(1.0, WIDTH_PX, HEIGHT_PX)
        assert clip_beside(filmed.landmarks, poses) is None
        assert clip_beside(filmed.landmarks, poses, slow_motion_factor=2.0) == filmed.clip


def test_people_who_share_a_picture_are_all_recorded(tmp_path):
    left, right = make_poses(1.0, WIDTH_PX, HEIGHT_PX), make_poses(1.0, WIDTH_PX, HEIGHT_PX).mirrored()
    save_recording(record(left, right), tmp_path / "two.npz")
    assert len(replay(tmp_path / "two.npz").recording.people) == 2
