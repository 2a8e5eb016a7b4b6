from __future__ import annotations

import json

import numpy as np
import pytest

from hipcheck.backends.replay import ReplayEstimator
from hipcheck.catalog import load_movement
from hipcheck.errors import NoPersonError, NoRepsError
from hipcheck.landmarks import Side
from hipcheck.live.ending import folder_for, free_folder, judged_takes, save
from hipcheck.live.filming import Films
from hipcheck.live.leading import Take
from hipcheck.settings import Settings
from hipcheck.video import frames_from
from tests.filmed import film
from tests.live.sessions import every_frame, parts, run


@pytest.fixture
def squats(tmp_path):
    return film(tmp_path, duration_s=6.0)


def session(squats, films=None):
    return run(parts(every_frame(squats.clip), ReplayEstimator(squats.recording), films=films))


def test_a_take_is_saved_as_a_clip_is(squats, tmp_path):
    with Films(tmp_path / "out") as films:
        outcome = session(squats, films)
        (judged,) = judged_takes(outcome.takes, Settings(), outcome.facts)
        files = save(judged, tmp_path / "out")
    names = {path.relative_to(tmp_path / "out").as_posix() for path in files}
    assert {"report.html", "analysis.json", "annotated.mp4", "reps.csv", "frames.csv"} <= names
    document = json.loads((tmp_path / "out" / "analysis.json").read_text(encoding="utf-8"))
    assert len(document["reps"]) == len(judged.analysis.reps) > 0
    assert document["live"]["frames_seen"] == 180
    assert document["live"]["latency_ms"]["p95"] > 0
    assert len(list(frames_from(tmp_path / "out" / "annotated.mp4"))) == 180
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "clip.npz", "out"]


def test_without_a_film_there_is_no_video(squats, tmp_path):
    outcome = session(squats)
    (judged,) = judged_takes(outcome.takes, Settings(), outcome.facts)
    save(judged, tmp_path / "out")
    assert not (tmp_path / "out" / "annotated.mp4").exists()
    assert (tmp_path / "out" / "report.html").exists()


class TestNothingToAnalyse:
    def test_nobody(self, squats):
        nobody = squats.recording.people[0].masked(np.ones((len(squats.recording.people[0]), 33), bool))
        outcome = run(
            parts(every_frame(squats.clip), ReplayEstimator(type(squats.recording)((nobody,), "b", "m")))
        )
        (judged,) = judged_takes(outcome.takes, Settings(), outcome.facts)
        assert judged.analysis is None
        assert isinstance(judged.problem, NoPersonError)

    def test_no_reps(self, tmp_path):
        short = film(tmp_path, duration_s=1.0)
        (judged,) = judged_takes(session(short).takes, Settings(), None)
        assert judged.analysis is not None
        assert isinstance(judged.problem, NoRepsError)

    def test_hardly_a_frame(self, tmp_path):
        blink = film(tmp_path, duration_s=0.1)
        (judged,) = judged_takes(session(blink).takes, Settings(), None)
        assert isinstance(judged.problem, NoRepsError)
        assert "it ended before anything could be seen" in str(judged.problem)


class TestFolders:
    def test_a_session_never_replaces_another(self, tmp_path):
        folder = tmp_path / "out"
        assert free_folder(folder) == folder
        folder.mkdir()
        assert free_folder(folder) == folder, "an empty one is free"
        (folder / "analysis.json").write_text("{}")
        (tmp_path / "out-2").write_text("something else")
        assert free_folder(folder) == tmp_path / "out-3"

    def test_several_takes_lie_in_one(self, tmp_path):
        take = Take(3, load_movement("step_down"), Side.LEFT)
        assert folder_for(take, tmp_path, 1) == tmp_path
        assert folder_for(take, tmp_path, 4) == tmp_path / "03_step_down_left"
        assert folder_for(Take(1), tmp_path, 2) == tmp_path / "01"
