from __future__ import annotations

from dataclasses import replace

import pytest
from filelock import FileLock

from hipcheck.backends.models import MODEL_SHA256
from hipcheck.batch.fitness import LIBRARIES, needs_of, unfit, versions_by_value
from hipcheck.batch.jobs import Job
from hipcheck.version import __version__


@pytest.fixture
def needs(tmp_path):
    """What a worker on this very machine has and reaches; the run lives."""
    for folder in ("monday", "tuesday", "results"):
        (tmp_path / folder).mkdir()
    clips = [tmp_path / name for name in ("monday/1.mp4", "monday/2.mp4", "monday/3.mp4", "tuesday/4.mp4")]
    for clip in clips:
        clip.write_bytes(b"film")
    unreadable, *others = clips
    jobs = [Job("1", unreadable, "1.mp4", ""), *(Job(clip.stem, clip, clip.name, "ab") for clip in others)]
    pulse = tmp_path / "run.pulse"
    with FileLock(pulse):
        yield needs_of(jobs, "lite", tmp_path / "results", pulse)


def test_of_each_folder_a_clip_is_read_that_can_be(needs):
    assert [(clip.name, size) for clip, size in needs.clips] == [("2.mp4", 4), ("4.mp4", 4)]
    assert needs.model_sha256 == MODEL_SHA256["lite"]


def test_who_has_and_reaches_everything_is_fit(needs):
    assert unfit(needs) == ""
    assert list(needs.folder.iterdir()) == [], "and nothing is left of the check"


def test_another_folder_of_the_same_name(needs):
    assert unfit(replace(needs, secret="another")) == f"has another folder in the place of {needs.folder}"


def test_no_such_folder(needs):
    needs.token.unlink()
    assert unfit(needs) == f"does not see the folder {needs.folder} (No such file or directory)"


def test_a_folder_that_cannot_be_written_to(needs):
    needs.folder.rmdir()
    assert unfit(needs) == f"cannot write to {needs.folder} (No such file or directory)"


def test_locks_that_do_not_reach_here(needs):
    unlocked = needs.pulse.with_name("other.pulse")
    assert unfit(replace(needs, pulse=unlocked)).startswith(f"does not see locks in {needs.folder}")


def test_a_clip_that_is_not_there(needs):
    needs.clips[1][0].unlink()
    assert unfit(needs) == f"cannot read the clip {needs.clips[1][0]} (No such file or directory)"


def test_another_clip_of_the_same_name(needs):
    needs.clips[0][0].write_bytes(b"another film")
    assert unfit(needs) == f"has another file in the place of {needs.clips[0][0]}"


def test_another_model(needs):
    assert unfit(replace(needs, model_sha256=MODEL_SHA256["full"])) == "has another lite model"
    assert unfit(replace(needs, model="huge")).startswith("has no such model (there is no model 'huge'")


def test_versions_are_told_also_of_what_is_missing():
    found = versions_by_value([*LIBRARIES, "no-such-package"])()
    assert found["hipcheck"] == __version__
    assert found["no-such-package"] == ""
    assert all(found[name][0].isdigit() for name in LIBRARIES)
