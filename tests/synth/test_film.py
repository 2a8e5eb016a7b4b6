from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace

import av
import numpy as np
import pytest

from hipcheck.errors import OutputError, SettingsError
from synth import film
from synth.film import frame_times, render_clip, render_frames, take
from synth.spec import CameraSpec, ClipSpec, FilmSpec, LookSpec, MovementSpec, RepSpec, RoomSpec, StickerSpec

QUICK = MovementSpec(
    kind="squat",
    reps=(RepSpec(side=None, descent_s=0.3, bottom_s=0.1, ascent_s=0.3, pause_s=0.0),),
    stand_before_s=0.1,
    stand_after_s=0.1,
)
QUIET = FilmSpec(frame_rate_hz=10.0, noise_sd=0.0)
TINY = CameraSpec(width_px=54, height_px=96)
CLIP = ClipSpec(name="tiny", movement=QUICK, camera=TINY, film=FilmSpec(frame_rate_hz=10.0))


class TestFrameTimes:
    def test_a_constant_rate_has_even_steps(self):
        time_s = frame_times(FilmSpec(frame_rate_hz=30.0), 2.0)
        np.testing.assert_allclose(time_s, np.arange(60) / 30, atol=1e-12)

    def test_rates_that_are_not_whole_keep_their_mean(self):
        time_s = frame_times(FilmSpec(frame_rate_hz=30000 / 1001), 10.01)
        np.testing.assert_allclose(time_s, np.arange(300) * 1001 / 30000, atol=1 / 90_000)

    def test_a_varying_rate_varies_as_much_as_it_should(self):
        time_s = frame_times(FilmSpec(frame_rate_hz=30.0, rate_jitter=0.1, seed=1), 60.0)
        steps_s = np.diff(time_s)
        assert steps_s.min() > 0
        assert steps_s.mean() == pytest.approx(1 / 30, rel=0.01)
        assert steps_s.std() == pytest.approx(0.1 / 30, rel=0.08)
        assert time_s[-1] < 60.0

    def test_times_are_whole_ticks_of_a_video_clock(self):
        ticks = frame_times(FilmSpec(rate_jitter=0.1), 3.0) * 90_000
        np.testing.assert_allclose(ticks, np.round(ticks), atol=1e-6)

    def test_the_shortest_clip_has_a_frame(self):
        np.testing.assert_array_equal(frame_times(FilmSpec(), 0.01), [0.0])


def test_a_take_has_a_pose_and_a_camera_for_every_frame():
    taken = take(CLIP)
    assert len(taken.time_s) == len(taken.performance.poses) == len(taken.cameras) == 9
    np.testing.assert_array_equal(taken.time_s, taken.performance.time_s)


def test_whoever_stands_on_a_step_is_in_the_middle_of_the_picture_too():
    down = MovementSpec(kind="forward_step_down", box_height_m=0.4)
    for movement in (QUICK, down):
        taken = take(replace(CLIP, movement=movement))
        heads = taken.cameras[0].project(taken.performance.poses[0].heads_m)
        middle = (heads.min(axis=0) + heads.max(axis=0)) / 2
        np.testing.assert_allclose(
            middle, [TINY.width_px / 2, TINY.height_px / 2], atol=0.05 * TINY.height_px
        )


class TestBlur:
    def test_only_what_moves_fast_is_exposed_at_several_moments(self):
        large = replace(CLIP, camera=CameraSpec(width_px=540, height_px=960), film=FilmSpec(shutter_s=1 / 30))
        taken = take(large)
        moments_s = film._moments(taken)
        counts = np.array([len(moments) for moments in moments_s])
        assert counts[0] == 1
        assert counts.max() > 2
        for middle_s, moments in zip(taken.time_s, moments_s, strict=True):
            assert np.ptp(moments) < 1 / 30
            assert abs(moments.mean() - middle_s) < 1e-3 or middle_s < 1 / 60

    def test_without_a_shutter_each_frame_is_one_moment(self):
        assert all(len(moments) == 1 for moments in film._moments(take(CLIP)))


@pytest.mark.usefixtures("gpu")
class TestRendering:
    def test_frames_are_pictures_of_the_size_asked_for(self):
        pictures = list(render_frames(CLIP))
        assert len(pictures) == 9
        assert {picture.shape for picture in pictures} == {(96, 54, 3)}
        moved = np.abs(pictures[4].astype(int) - pictures[0]).mean()
        assert moved > 3

    def test_everything_at_once_gives_the_same_pictures_twice(self):
        spec = replace(
            CLIP,
            camera=replace(TINY, shake_deg=0.5, yaw_deg=40.0),
            look=LookSpec(person="man_heavy", top="loose_shirt", pattern="striped"),
            room=RoomSpec(kind="home", light="window_left", bystander=True, seed=3),
            film=FilmSpec(frame_rate_hz=8.0, shutter_s=0.05, rate_jitter=0.1, seed=2),
        )
        first, again = (hashlib.sha256(b"".join(p.tobytes() for p in render_frames(spec))) for _ in range(2))
        assert first.hexdigest() == again.hexdigest()

    def test_a_bystander_is_somebody_else_in_the_picture(self):
        calm = replace(CLIP, film=replace(CLIP.film, noise_sd=0.0))
        alone, watched = (
            next(render_frames(replace(calm, room=RoomSpec(bystander=bystander, seed=5))))
            for bystander in (False, True)
        )
        assert (np.abs(alone.astype(int) - watched).max(axis=2) > 10).sum() > 20

    @pytest.mark.parametrize("jitter", [0.0, 0.15])
    def test_a_clip_plays_at_its_times_and_the_truth_knows_them(self, tmp_path, jitter):
        spec = replace(CLIP, film=replace(CLIP.film, rate_jitter=jitter))
        video = render_clip(spec, tmp_path)
        with av.open(video) as container:
            stream = container.streams.video[0]
            assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 54, 96)
            played_s = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
        np.testing.assert_allclose(played_s, take(spec).time_s, atol=1e-9)
        with (tmp_path / "tiny_truth.csv").open(newline="", encoding="utf-8") as file:
            told_s = [float(row["time_s"]) for row in csv.DictReader(file)]
        np.testing.assert_allclose(told_s, played_s, atol=1e-6)

    def test_beside_the_clip_stand_its_spec_and_its_truth(self, tmp_path):
        render_clip(CLIP, tmp_path / "new" / "folder")
        files = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
        assert files == ["tiny.json", "tiny.mp4", "tiny_truth.csv"]
        told = json.loads((tmp_path / "new" / "folder" / "tiny.json").read_text(encoding="utf-8"))
        assert told["spec"]["movement"]["kind"] == "squat"
        assert len(told["truth"]["reps"]) == 1

    def test_a_sticker_that_falls_off_ends_in_the_picture_and_in_the_truth(self, tmp_path):
        worn = StickerSpec(diameter_mm=40.0, falls_off="right", falls_off_s=0.35)
        spec = replace(
            CLIP, look=LookSpec(stickers=worn), camera=CameraSpec(width_px=270, height_px=480), film=QUIET
        )
        gone = replace(spec, look=LookSpec(stickers=replace(worn, missing="right", falls_off_s=None)))
        changed = [
            int((np.abs(with_it.astype(int) - without).max(axis=2) > 20).sum())
            for with_it, without in zip(render_frames(spec), render_frames(gone), strict=True)
        ]
        assert min(changed[:4]) > 10
        assert max(changed[4:]) == 0
        render_clip(spec, tmp_path)
        with (tmp_path / "tiny_truth.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["right_sticker_x_px"] != "" for row in rows] == [True] * 4 + [False] * 5
        assert [float(row["right_sticker_seen"]) for row in rows[4:]] == [0.0] * 5
        assert all(row["left_sticker_z_mm"] for row in rows)

    def test_decoys_of_the_room_are_filmed(self):
        spec = replace(CLIP, film=QUIET, camera=CameraSpec(width_px=270, height_px=480))
        worn = StickerSpec(missing="both", decoys=("poster", "weight"))
        bare, decoyed = (
            next(render_frames(replace(spec, look=LookSpec(stickers=stickers)))) for stickers in (None, worn)
        )
        assert (np.abs(bare.astype(int) - decoyed).max(axis=2) > 12).sum() > 1000

    def test_the_same_spec_gives_the_same_file(self, tmp_path):
        first, again = (render_clip(CLIP, tmp_path / name).read_bytes() for name in ("a", "b"))
        assert first == again

    def test_a_clip_that_fails_leaves_nothing(self, tmp_path, monkeypatch):
        def failing(_):
            yield np.zeros((96, 54, 3), np.uint8)
            raise RuntimeError("the lamp broke")

        monkeypatch.setattr(film, "_pictures", failing)
        with pytest.raises(RuntimeError, match="the lamp broke"):
            render_clip(CLIP, tmp_path)
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(OutputError, match="file: cannot write tiny"):
        render_clip(CLIP, tmp_path / "file")


def test_an_odd_picture_is_refused():
    with pytest.raises(
        SettingsError, match=r"tiny: camera.width_px and height_px are 55 and 96, but H.264 needs even"
    ):
        take(replace(CLIP, camera=replace(TINY, width_px=55)))
