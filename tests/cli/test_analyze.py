"""`hipcheck analyze` on landmarks, so that no pose model runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hipcheck import workflow
from hipcheck.reports.html import HtmlReport
from hipcheck.video import frames_from
from tests.filmed import film


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def copied(landmarks: Path, to: Path) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(landmarks, to))


class TestOneClip:
    def test_writes_a_folder_and_says_what_was_seen(self, hipcheck, filmed):
        code, out, err = hipcheck("analyze", filmed.landmarks)
        assert (code, err) == (0, "")
        assert "Squat, 2 reps" in out
        assert "clip_hipcheck/report.html" in out
        assert {"report.html", "annotated.mp4", "analysis.json"} <= names(Path("clip_hipcheck"))

    def test_out_is_where_the_folder_goes(self, hipcheck, landmarks, tmp_path):
        assert hipcheck("analyze", landmarks, "--out", tmp_path / "new" / "results")[0] == 0
        assert names(tmp_path / "new" / "results") == {"clip_hipcheck"}
        assert names(Path()) == set()

    def test_quiet_says_nothing(self, hipcheck, landmarks):
        assert hipcheck("analyze", landmarks, "--quiet") == (0, "", "")
        assert Path("clip_hipcheck/report.html").is_file()

    def test_options_for_files(self, hipcheck, filmed):
        hipcheck("analyze", filmed.landmarks, "--trc", "--mot", "--no-video", "--single-file")
        written = names(Path("clip_hipcheck"))
        assert {"landmarks.trc", "angles.mot"} <= written
        assert not {"annotated.mp4", "plotly.min.js"} & written
        assert "data:image/jpeg" in Path("clip_hipcheck/report.html").read_text("utf-8")

    def test_no_files_writes_none(self, hipcheck, landmarks):
        code, out, _ = hipcheck("analyze", landmarks, "--no-files")
        assert code == 0
        assert "Squat, 2 reps" in out
        assert names(Path()) == set()

    def test_a_clip_that_is_not_beside_its_landmarks_gives_no_video(self, hipcheck, landmarks, tmp_path):
        alone = copied(landmarks, tmp_path / "alone.npz")
        assert hipcheck("analyze", alone)[0] == 0
        assert "annotated.mp4" not in names(Path("alone_hipcheck"))

    def test_no_blur_face_is_heard(self, hipcheck, filmed, monkeypatch):
        seen = []
        original = workflow.write_outputs
        monkeypatch.setattr(
            "hipcheck.cli.runs.write_outputs",
            lambda *a, options, **k: seen.append(options) or original(*a, options=options, **k),
        )
        hipcheck("analyze", filmed.landmarks)
        hipcheck("analyze", filmed.landmarks, "--no-blur-face")
        assert [options.blur_face for options in seen] == [True, False]

    def test_spaces_and_accents_in_names(self, hipcheck, filmed, tmp_path):
        folder = tmp_path / "Übung für Zoë"
        copied(filmed.clip, folder / "mein clip é 1.mp4")
        clip = copied(filmed.landmarks, folder / "mein clip é 1.npz")
        code, out, err = hipcheck("analyze", clip, "--out", folder / "out put")
        assert (code, err) == (0, "")
        assert "annotated.mp4" in names(folder / "out put" / "mein clip é 1_hipcheck")
        assert "mein clip é 1_hipcheck/report.html" in out

    def test_what_is_in_the_clip_is_heard(self, hipcheck, landmarks):
        _, out, _ = hipcheck(
            "analyze", landmarks, "--no-files", "--json", "-", "--movement", "single_leg_squat",
            "--side", "left", "--view", "back", "--symptom", "knee", "--symptom", "back",
        )  # fmt: skip
        result = json.loads(out)
        assert result["movement"]["id"] == "single_leg_squat"
        assert {rep["side"] for rep in result["reps"]} == {"left"}
        assert result["view"]["kind"] == "back"
        assert [symptom["symptom"] for symptom in result["symptoms"]] == ["knee", "back"]

    def test_a_settings_file_is_heard_and_recorded(self, hipcheck, landmarks, tmp_path):
        (tmp_path / "mine.toml").write_text("[smoothing]\ncutoff_hz = 4.0\n")
        _, out, _ = hipcheck(
            "analyze", landmarks, "--no-files", "--json", "-", "--settings", tmp_path / "mine.toml"
        )
        settings = json.loads(out)["provenance"]["settings"]
        assert settings["smoothing"]["cutoff_hz"] == 4.0
        assert settings["reps"]["settle_s"] == 0.5  # the built-in value where the file is silent

    def test_saved_landmarks_are_those_of_the_clip(self, hipcheck, landmarks, tmp_path):
        code, _, _ = hipcheck("analyze", landmarks, "--no-files", "--save-poses", tmp_path / "again.npz")
        assert code == 0
        assert hipcheck("analyze", tmp_path / "again.npz", "--no-files")[0] == 0

    def test_no_rep_is_said_in_one_sentence_and_leaves_no_folder(self, hipcheck, tmp_path):
        still = film(tmp_path, "still", 0.9)
        code, out, err = hipcheck("analyze", still.landmarks)
        assert code == 1
        assert out == ""
        assert "no repetitions were found" in err
        assert "film three to five slow repetitions" in err
        assert not Path("still_hipcheck").exists()

    def test_a_program_is_told_of_a_clip_without_reps_too(self, hipcheck, tmp_path):
        still = film(tmp_path, "still", 0.9)
        code, out, _ = hipcheck("analyze", still.landmarks, "--json", "-")
        assert code == 1
        assert json.loads(out)["movement"]["id"] == "unknown"
        assert json.loads(out)["reps"] == []


class TestJson:
    def test_dash_is_one_line_on_standard_output_and_the_rest_on_standard_error(self, hipcheck, landmarks):
        code, out, err = hipcheck("analyze", landmarks, "--json", "-")
        assert code == 0
        assert out.count("\n") == 1
        assert json.loads(out)["movement"]["id"] == "squat"
        assert "Squat, 2 reps" in err
        written = json.loads(Path("clip_hipcheck/analysis.json").read_text("utf-8"))
        assert json.loads(out) == written

    def test_several_clips_are_a_line_each(self, hipcheck, landmarks, tmp_path):
        clips = [copied(landmarks, tmp_path / f"{name}.npz") for name in "ab"]
        _, out, _ = hipcheck("analyze", *clips, "--json", "-", "--quiet", "--no-files")
        assert [Path(json.loads(line)["source"]["path"]).name for line in out.splitlines()] == [
            "a.npz",
            "b.npz",
        ]

    def test_a_file_holds_the_same(self, hipcheck, landmarks, tmp_path):
        file = tmp_path / "all.jsonl"
        clips = [copied(landmarks, tmp_path / f"{name}.npz") for name in "ab"]
        _, out, _ = hipcheck("analyze", *clips, "--json", "-", "--quiet", "--no-files")
        assert hipcheck("analyze", *clips, "--json", file, "--quiet", "--no-files") == (0, "", "")
        assert file.read_text("utf-8") == out


class TestSeveralClips:
    def test_one_that_fails_does_not_stop_the_others(self, hipcheck, landmarks, tmp_path):
        good = [copied(landmarks, tmp_path / f"{name}.npz") for name in "ac"]
        code, out, err = hipcheck("analyze", good[0], tmp_path / "b.mp4", good[1])
        assert code == 1
        assert err == (
            f"error: {tmp_path / 'b.mp4'}: there is no such file; check the name and the folder.\n"
            "1 of 3 clips could not be analysed.\n"
        )
        assert out.count("Squat, 2 reps") == 2
        assert names(Path()) == {"a_hipcheck", "c_hipcheck"}

    def test_each_failure_has_its_line(self, hipcheck, tmp_path):
        (tmp_path / "empty.mp4").touch()
        code, out, err = hipcheck("analyze", tmp_path / "no.mp4", tmp_path / "empty.mp4")
        assert (code, out) == (1, "")
        first, second, last = err.splitlines()
        assert first.startswith(f"error: {tmp_path / 'no.mp4'}: there is no such file")
        assert second.startswith(f"error: {tmp_path / 'empty.mp4'}: the file is empty")
        assert last == "2 of 2 clips could not be analysed."

    def test_a_failure_is_named_even_where_the_message_does_not(
        self, hipcheck, landmarks, tmp_path, monkeypatch
    ):
        clips = [copied(landmarks, tmp_path / f"{name}.npz") for name in "ab"]
        _, _, err = hipcheck("analyze", *clips, "--person", "7", "--no-files")
        assert all(any(str(clip) in line for line in err.splitlines()) for clip in clips)

    def test_clips_of_the_same_name_do_not_overwrite_each_other(self, hipcheck, landmarks, tmp_path):
        (tmp_path / "tuesday").mkdir()
        first = copied(landmarks, tmp_path / "monday" / "clip.npz")
        second = film(tmp_path / "tuesday", "clip", 7.0).landmarks
        assert hipcheck("analyze", first, second)[0] == 0
        assert names(Path()) == {"clip_hipcheck", "clip-2_hipcheck"}
        reps = [
            len(json.loads(Path(f"{name}_hipcheck/analysis.json").read_text("utf-8"))["reps"])
            for name in ("clip", "clip-2")
        ]
        assert reps == [2, 3]

    def test_the_same_clip_again_replaces_its_results(self, hipcheck, landmarks):
        for _ in range(2):
            assert hipcheck("analyze", landmarks)[0] == 0
        assert names(Path()) == {"clip_hipcheck"}

    def test_landmarks_of_several_are_not_saved_into_one_file(self, hipcheck, landmarks, tmp_path):
        code, out, err = hipcheck("analyze", landmarks, landmarks, "--save-poses", tmp_path / "x.npz")
        assert (code, out) == (2, "")
        assert err.startswith("error: --save-poses takes one clip")


class TestStopped:
    @pytest.mark.parametrize("stage", ["finding the person", "drawing"])
    def test_ctrl_c_leaves_nothing(self, hipcheck, filmed, monkeypatch, stage, tmp_path):
        landmarks = copied(filmed.landmarks, tmp_path / "clip.npz")
        copied(filmed.clip, tmp_path / "clip.mp4")

        def stop(*_arguments, **_options):
            raise KeyboardInterrupt

        target = "hipcheck.workflow.replay" if stage == "finding the person" else "hipcheck.workflow.annotate"
        monkeypatch.setattr(target, stop)
        code, out, err = hipcheck("analyze", landmarks)
        assert (code, out, err) == (130, "", "stopped; nothing half-written is left behind\n")
        assert names(Path()) == set()

    def test_clips_finished_before_stay(self, hipcheck, landmarks, monkeypatch, tmp_path):
        clips = [copied(landmarks, tmp_path / f"{name}.npz") for name in "ab"]
        write, calls = HtmlReport.write, []

        def stop_at_the_second(report, analysis, folder):
            calls.append(folder)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return write(report, analysis, folder)

        monkeypatch.setattr(HtmlReport, "write", stop_at_the_second)
        assert hipcheck("analyze", *clips)[0] == 130
        assert names(Path()) == {"a_hipcheck"}


def test_a_mirrored_clip_is_drawn_as_it_is_measured(hipcheck, filmed):
    hipcheck("analyze", filmed.landmarks, "--mirrored")
    image = next(iter(frames_from(Path("clip_hipcheck/annotated.mp4")))).image
    red, blue = image[-20:, -40:, 0].mean(), image[-20:, -40:, 2].mean()
    assert red > blue  # red is on the left of the clip as it was filmed
