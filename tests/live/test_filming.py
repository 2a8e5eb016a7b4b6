from __future__ import annotations

import stat
import sys

import numpy as np
import pytest

from hipcheck.errors import OutputError
from hipcheck.live import filming
from hipcheck.live.filming import Films
from hipcheck.video import frames_from

RED = np.full((48, 64, 3), (200, 20, 20), np.uint8)
GREEN = np.full((48, 64, 3), (20, 200, 20), np.uint8)


def hidden(folder):
    return [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_film_begins_at_zero_and_keeps_its_times(tmp_path):
    with Films(tmp_path / "out") as films:
        for time_s in (5.0, 5.04, 5.11, 5.13):
            films.write(RED, time_s)
        film = films.end()
        assert [frame.time_s for frame in frames_from(film)] == pytest.approx(
            [0.0, 0.04, 0.11, 0.13], abs=1e-4
        )
    assert hidden(tmp_path) == []


def test_each_take_has_its_own_and_one_that_is_dropped_leaves_nothing(tmp_path):
    with Films(tmp_path / "out") as films:
        films.write(RED, 1.0)
        one = films.end()
        films.write(RED, 2.0)
        films.drop()
        assert films.end() is None
        films.write(GREEN, 3.0)
        two = films.end()
        assert next(frames_from(one)).image[..., 0].mean() > 150
        assert next(frames_from(two)).image[..., 1].mean() > 150
        assert sorted(path.name for path in one.parent.iterdir()) == sorted([one.name, two.name])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_nobody_else_may_look_at_it(tmp_path):
    with Films(tmp_path / "out"):
        (folder,) = hidden(tmp_path)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, ZeroDivisionError])
def test_however_it_ends_no_film_stays(tmp_path, ending):
    def session():
        with Films(tmp_path / "out") as films:
            films.write(RED, 1.0)
            films.end()
            films.write(RED, 2.0)
            assert hidden(tmp_path)
            raise ending

    with pytest.raises(ending):
        session()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_the_session_goes_on(tmp_path, monkeypatch):
    full = OutputError("the disk is full; make room.")

    class Full(filming.VideoWriter):
        def write(self, image, time_s):
            raise full

    monkeypatch.setattr(filming, "VideoWriter", Full)
    with Films(tmp_path / "out") as films:
        films.write(RED, 1.0)
        films.write(RED, 2.0)
        assert films.trouble is full
        assert films.end() is None


def test_folders_that_are_not_there_yet_are_no_hindrance(tmp_path):
    with Films(tmp_path / "later" / "out"):
        assert len(hidden(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_told_before_anything_else(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written there"), Films(tmp_path / "file" / "out"):
        pass
