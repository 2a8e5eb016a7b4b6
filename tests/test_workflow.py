from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipcheck import analyze_poses
from hipcheck.backends.replay import load_recording
from hipcheck.errors import CatalogError, InputError, NoPersonError, OutputError, SettingsError
from hipcheck.footage import Footage
from hipcheck.landmarks import FACE, Side
from hipcheck.reports.html import HtmlReport
from hipcheck.reports.json_report import to_json_dict
from hipcheck.results import Grade, ViewKind
from hipcheck.video import frames_from
from hipcheck.workflow import OWN_FILES, OutputOptions, analyze_video, write_outputs
from tests.factories import make_poses
from tests.filmed import HEIGHT_PX, WIDTH_PX, film
from tests.video.clips import corner_colours, write_clip

SAMPLES = Path(__file__).parents[1] / "sample_videos"
ALWAYS = {"report.html", "plotly.min.js", "analysis.json", "reps.csv", "frames.csv"}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory):
    return film(tmp_path_factory.mktemp("filmed"))


@pytest.fixture(scope="module")
def analysis(filmed):
    return analyze_video(filmed.clip, backend="replay", model=str(filmed.landmarks))


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def results_of(analysis) -> dict:
    """Everything but which file it came from."""
    document = to_json_dict(analysis)
    del document["source"]
    return document


class TestAnalyzeVideo:
    def test_a_clip_gives_what_its_landmarks_give(self, filmed, analysis):
        (poses,) = filmed.recording.people
        expected = analyze_poses(poses)
        assert [rep.rep for rep in analysis.reps] == [rep.rep for rep in expected.reps]
        assert len(analysis.reps) == 2
        assert analysis.movement.id == "squat"
        assert analysis.provenance.backend == "perfect 1.0"

    def test_saved_landmarks_give_what_the_clip_gave(self, filmed, analysis):
        assert results_of(analyze_video(filmed.landmarks)) == results_of(analysis)

    def test_a_path_may_be_text(self, filmed, analysis):
        assert results_of(analyze_video(str(filmed.landmarks))) == results_of(analysis)

    def test_landmarks_can_be_saved(self, filmed, tmp_path):
        saved = tmp_path / "again.npz"
        analyze_video(filmed.clip, backend="replay", model=str(filmed.landmarks), save_poses=saved)
        (person,), (truth,) = load_recording(saved).people, load_recording(filmed.landmarks).people
        np.testing.assert_array_equal(person.xy_px, truth.xy_px.astype(np.float32))
        np.testing.assert_array_equal(person.time_s, truth.time_s)

    def test_what_the_user_says_is_passed_on(self, filmed):
        named = analyze_video(
            filmed.landmarks,
            movement="single_leg_squat",
            side=Side.LEFT,
            view=ViewKind.BACK,
            symptoms=["knee"],
        )
        assert (named.movement.id, named.movement.detected) == ("single_leg_squat", False)
        assert {rep.rep.side for rep in named.reps} == {Side.LEFT}
        assert named.view.kind is ViewKind.BACK
        assert [symptom.symptom for symptom in named.symptoms] == ["knee"]

    def test_a_movement_may_be_a_file(self, filmed, tmp_path):
        own = tmp_path / "mine.toml"
        squat = (Path(__file__).parents[1] / "src/hipcheck/data/movements/squat.toml").read_text("utf-8")
        own.write_text(squat.replace('id = "squat"', 'id = "my_squat"'), encoding="utf-8")
        assert analyze_video(filmed.landmarks, movement=str(own)).movement.id == "my_squat"

    def test_a_mirrored_clip_is_turned_round(self, filmed):
        mirrored = analyze_video(filmed.landmarks, mirrored=True)
        plain = analyze_video(filmed.landmarks)
        np.testing.assert_allclose(mirrored.poses.xy_px, plain.poses.mirrored().xy_px, atol=0.01)

    @pytest.mark.parametrize(
        ("options", "error", "says"),
        [
            ({"symptoms": ["ennui"]}, SettingsError, "'ennui': choose from .*knee"),
            ({"movement": "lunge"}, CatalogError, "'lunge': choose .*step_down"),
        ],
    )
    def test_wrong_options_are_told_before_the_clip_is_opened(self, options, error, says):
        with pytest.raises(error, match=says):
            analyze_video("there-is-no-such-clip.mp4", **options)

    def test_a_clip_that_is_not_there(self):
        with pytest.raises(InputError, match=r"^no\.mp4: there is no such file"):
            analyze_video("no.mp4")

    def test_a_person_who_is_not_there(self, filmed):
        with pytest.raises(
            SettingsError, match="there is no person 2 who could be followed; leave --person out"
        ):
            analyze_video(filmed.landmarks, person=2)


class TestWriteOutputs:
    def test_everything_is_there_and_named(self, filmed, analysis, tmp_path):
        folder = tmp_path / "r"
        written = write_outputs(analysis, folder, clip=filmed.clip)
        assert names(folder) == ALWAYS | {
            "annotated.mp4", "key_frames/standing_both.jpg", "key_frames/rep1.jpg", "key_frames/rep2.jpg",
        }  # fmt: skip
        assert {path.relative_to(folder).as_posix() for path in written} == names(folder)
        assert all(path.is_file() for path in written)
        assert {path.relative_to(folder).parts[0] for path in written} <= set(OWN_FILES)
        assert json.loads((folder / "analysis.json").read_text("utf-8"))["movement"]["id"] == "squat"
        with (folder / "reps.csv").open(newline="", encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == 2

    def test_the_video_has_every_frame_at_its_time(self, filmed, analysis, tmp_path):
        write_outputs(analysis, tmp_path / "r", clip=filmed.clip)
        drawn = [frame.time_s for frame in frames_from(tmp_path / "r" / "annotated.mp4")]
        np.testing.assert_allclose(drawn, analysis.poses.time_s, atol=1e-4)

    def test_the_page_finds_its_pictures_after_the_move(self, filmed, analysis, tmp_path):
        write_outputs(analysis, tmp_path / "r", clip=filmed.clip)
        page = (tmp_path / "r" / "report.html").read_text("utf-8")
        assert 'src="annotated.mp4' in page
        assert 'src="key_frames/rep1.jpg"' in page
        assert ".hipcheck-" not in page  # the hidden folder it was built in

    @pytest.mark.parametrize(
        ("options", "more", "less"),
        [
            (OutputOptions(trc=True), {"landmarks.trc"}, set()),
            (OutputOptions(mot=True), {"angles.mot"}, set()),
            (OutputOptions(video=False), set(), {"annotated.mp4"}),
            (OutputOptions(single_file=True), set(), {"plotly.min.js"}),
        ],
    )
    def test_options_add_and_leave_out_files(self, filmed, analysis, tmp_path, options, more, less):
        plain = {"annotated.mp4", *ALWAYS} | {
            f"key_frames/{n}.jpg" for n in ("standing_both", "rep1", "rep2")
        }
        write_outputs(analysis, tmp_path / "r", clip=filmed.clip, options=options)
        assert names(tmp_path / "r") == (plain | more) - less
        assert {Path(name).parts[0] for name in names(tmp_path / "r")} <= set(OWN_FILES)

    def test_a_single_file_holds_pictures_and_video(self, filmed, analysis, tmp_path):
        write_outputs(analysis, tmp_path / "r", clip=filmed.clip, options=OutputOptions(single_file=True))
        page = (tmp_path / "r" / "report.html").read_text("utf-8")
        assert page.count("data:image/jpeg;base64,") >= 3
        assert "data:video/mp4;base64," in page
        assert "annotated.mp4" not in page

    def test_without_a_clip_there_are_no_pictures(self, analysis, tmp_path):
        write_outputs(analysis, tmp_path / "r")
        assert names(tmp_path / "r") == ALWAYS

    def test_progress_is_reported(self, filmed, analysis, tmp_path):
        reported = []
        write_outputs(
            analysis,
            tmp_path / "r",
            clip=filmed.clip,
            on_progress=lambda *progress: reported.append(progress),
        )
        assert reported == [("drawing", done, 150) for done in range(1, 151)]

    @pytest.mark.parametrize(("mirrored", "red_is_left"), [(False, True), (True, False)])
    def test_a_mirrored_clip_is_drawn_turned_round(self, filmed, tmp_path, mirrored, red_is_left):
        analysis = analyze_video(filmed.landmarks, mirrored=mirrored)
        write_outputs(analysis, tmp_path / "r", clip=Footage(filmed.clip, mirrored=mirrored))
        image = next(iter(frames_from(tmp_path / "r" / "annotated.mp4"))).image
        (left, right) = corner_colours(image)[1]  # below: the panel with the values is at the top
        assert (left[0] > left[2]) == red_is_left
        assert (right[0] > right[2]) != red_is_left

    @pytest.mark.parametrize("blurred", [True, False])
    def test_everybodys_face_is_blurred_unless_told_otherwise(self, tmp_path, blurred):
        poses = make_poses(3.0, WIDTH_PX, HEIGHT_PX)
        aside = replace(poses, xy_px=poses.xy_px + np.array([0.0, 90.0]))
        two = film(tmp_path, "two", 3.0, aside)
        analysis = analyze_video(two.landmarks, person=1)
        assert len(analysis.others) == 1
        write_outputs(analysis, tmp_path / "r", clip=two.clip, options=OutputOptions(blur_face=blurred))
        image = next(iter(frames_from(tmp_path / "r" / "annotated.mp4"))).image.astype(float)
        x, y = analysis.others[0].xy_px[0, list(FACE)].mean(axis=0).round().astype(int)
        stripes = image[y - 4 : y + 4, x - 1 : x + 1, 1]
        assert (np.ptp(stripes) < 60) == blurred  # the clip's pattern swings by 200 in 8 rows

    @pytest.mark.parametrize(
        "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError()]
    )
    def test_nothing_is_left_where_the_last_report_fails(
        self, filmed, analysis, tmp_path, monkeypatch, error
    ):
        def fail(*_):
            raise error

        monkeypatch.setattr(HtmlReport, "write", fail)
        expected = OutputError if isinstance(error, OSError) else type(error)
        with pytest.raises(expected):
            write_outputs(analysis, tmp_path / "new" / "r", clip=filmed.clip)
        assert names(tmp_path) == set()
        assert list(tmp_path.iterdir()) == []

    def test_the_same_again_replaces_what_was_there(self, filmed, analysis, tmp_path):
        write_outputs(analysis, tmp_path / "r", clip=filmed.clip, options=OutputOptions(trc=True))
        (tmp_path / "r" / "notes.txt").write_text("mine")
        write_outputs(analysis, tmp_path / "r")
        assert names(tmp_path / "r") == ALWAYS | {"notes.txt"}


@pytest.fixture(scope="module")
def valgus(tmp_path_factory):
    landmarks = tmp_path_factory.mktemp("valgus") / "landmarks.npz"
    return analyze_video(
        SAMPLES / "single_leg_squat_knee_inward_front.mp4", model="lite", save_poses=landmarks
    ), landmarks


@pytest.mark.model
class TestWithTheModel:
    def test_a_sample_clip_is_understood(self, valgus):
        analysis, _ = valgus
        assert analysis.movement.id == "single_leg_squat"
        assert [rep.rep.side for rep in analysis.reps] == [Side.RIGHT] * 3
        knee = next(finding for finding in analysis.findings if finding.flaw == "knee_inward")
        assert knee.grade is not Grade.GOOD
        assert knee.low <= 20.0 <= knee.high  # the true angles are 18, 21 and 20°
        assert analysis.source.frames == 317
        assert analysis.provenance.model == "pose_landmarker_lite"

    def test_its_landmarks_replayed_give_the_same(self, valgus):
        analysis, landmarks = valgus
        assert results_of(analyze_video(landmarks)) == results_of(analysis)

    def test_nobody_in_the_picture_is_said(self, tmp_path):
        black = write_clip(tmp_path / "black.mp4", [np.zeros((240, 180, 3), np.uint8)] * 20)
        with pytest.raises(NoPersonError, match=r"black\.mp4: nobody could be followed"):
            analyze_video(black, model="lite")
