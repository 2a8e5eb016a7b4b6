from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hipcheck.batch import finding
from hipcheck.batch.finding import find_work
from hipcheck.batch.jobs import Who
from hipcheck.batch.roster import RosterError
from hipcheck.errors import InputError, SettingsError
from hipcheck.landmarks import Side

PATTERN = "{athlete}_{side}"


def planted(top: Path, **files: str) -> Path:
    """A folder with clips; double underscores in their names stand for folders."""
    for name, content in files.items():
        path = top / f"{name.replace('__', '/')}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return top


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def test_every_clip_is_a_job_in_natural_order(tmp_path):
    top = planted(tmp_path, clip10="10", clip2="2", b__c="c", A__z="z")
    work = find_work([top])
    assert [(job.name, job.clip, job.sha256, job.who) for job in work.jobs] == [
        ("A/z.mp4", top / "A/z.mp4", sha256("z"), Who()),
        ("b/c.mp4", top / "b/c.mp4", sha256("c"), Who()),
        ("clip2.mp4", top / "clip2.mp4", sha256("2"), Who()),
        ("clip10.mp4", top / "clip10.mp4", sha256("10"), Who()),
    ]
    assert (work.skipped, work.duplicates, work.unnamed) == ((), (), ())
    assert work == find_work([str(top)])


def test_names_start_from_the_folder_that_holds_everything_given(tmp_path):
    planted(tmp_path, before__a="1", after__a="2", other="3")
    both = [job.name for job in find_work([tmp_path / "before", tmp_path / "after" / "a.mp4"]).jobs]
    assert both == ["after/a.mp4", "before/a.mp4"]
    assert [job.name for job in find_work([f"{tmp_path}/*/a.mp4"]).jobs] == both
    assert [job.name for job in find_work([tmp_path / "before" / "a.mp4"]).jobs] == ["a.mp4"]


def test_ids_stay_when_clips_come_and_go(tmp_path):
    planted(tmp_path, a="1", b="2")
    before = {job.name: job.id for job in find_work([tmp_path]).jobs}
    planted(tmp_path, a="changed", sub__a="3")
    after = {job.name: job.id for job in find_work([tmp_path]).jobs}
    assert before.items() <= after.items()


def test_relative_sources_keep_relative_clips(tmp_path, monkeypatch):
    planted(tmp_path, clips__a="1")
    monkeypatch.chdir(tmp_path)
    (job,) = find_work(["clips"]).jobs
    assert (job.clip, job.name) == (Path("clips/a.mp4"), "a.mp4")


def test_ids_are_unique_even_where_eight_digits_agree(tmp_path, monkeypatch):
    monkeypatch.setattr(
        finding, "job_id", lambda name, digits: f"clip-{'0' * digits}{name[0] * (digits > 8)}"
    )
    planted(tmp_path, a="1", b="2", c="3")
    assert len({job.id for job in find_work([tmp_path]).jobs}) == 3


def test_copies_are_listed_and_the_first_is_the_one(tmp_path):
    planted(tmp_path, a1="same", a2="other", a10="same", z="same")
    work = find_work([tmp_path])
    assert [job.name for job in work.jobs] == ["a1.mp4", "a2.mp4"]
    assert [(copy.name, job.name) for copy, job in work.duplicates] == [
        ("a10.mp4", "a1.mp4"),
        ("z.mp4", "a1.mp4"),
    ]
    assert {job for _, job in work.duplicates} <= set(work.jobs)


def test_of_copies_the_one_that_something_is_known_of_is_analysed(tmp_path):
    planted(tmp_path, IMG_1="same", ann_left="same", bo_left="same")
    work = find_work([tmp_path], pattern=PATTERN)
    assert [job.name for job in work.jobs] == ["ann_left.mp4"]
    assert [(copy.name, copy.who.athlete) for copy, _ in work.duplicates] == [
        ("bo_left.mp4", "bo"),
        ("IMG_1.mp4", ""),
    ]
    assert work.unnamed == ()


def test_empty_files_are_jobs_each(tmp_path):
    planted(tmp_path, a="", b="")
    work = find_work([tmp_path])
    assert [(job.name, job.sha256) for job in work.jobs] == [("a.mp4", sha256("")), ("b.mp4", sha256(""))]


def test_a_clip_that_cannot_be_read_is_a_job(tmp_path, monkeypatch):
    def sha256_of(path):
        raise InputError(f"{path}: hipcheck is not allowed to read this file.")

    monkeypatch.setattr(finding, "sha256_of", sha256_of)
    planted(tmp_path, a="1", b="1")
    assert [(job.name, job.sha256) for job in find_work([tmp_path]).jobs] == [("a.mp4", ""), ("b.mp4", "")]


def test_progress_is_told_clip_by_clip(tmp_path):
    planted(tmp_path, a="1", b="1", c="2")
    told = []
    find_work([tmp_path], on_progress=lambda *args: told.append(args))
    assert told == [("comparing the clips", done, 3) for done in (1, 2, 3)]


def test_the_roster_counts_more_than_the_name(tmp_path):
    planted(tmp_path, ann_left="1", bo_right="2", IMG_1="3")
    roster = tmp_path / "roster.csv"
    roster.write_text("path,athlete,pain\nann_left.mp4,Anna,3\n")
    work = find_work([tmp_path], roster, PATTERN)
    assert {job.name: job.who for job in work.jobs} == {
        "ann_left.mp4": Who("Anna", pain=3),
        "bo_right.mp4": Who("bo", Side.RIGHT),
        "IMG_1.mp4": Who(),
    }
    assert [(job.name, why) for job, why in work.unnamed] == [("IMG_1.mp4", "does not fit the pattern")]
    assert [path.name for path, _ in work.skipped] == ["roster.csv"]


def test_nothing_is_read_before_roster_and_pattern_are_checked(tmp_path, monkeypatch):
    monkeypatch.setattr(finding, "sha256_of", lambda _path: pytest.fail("a clip was read"))
    planted(tmp_path, a="1")
    (tmp_path / "roster.csv").write_text("path,side\na.mp4,both\n")
    with pytest.raises(
        RosterError, match=r"roster\.csv: line 2, column side: 'both' is neither left nor right\."
    ):
        find_work([tmp_path], tmp_path / "roster.csv")
    with pytest.raises(SettingsError, match="--pattern"):
        find_work([tmp_path], pattern="{athlete}{note}")


def test_an_empty_folder_is_no_work(tmp_path):
    assert find_work([tmp_path]) == finding.Work()
    assert find_work([]) == finding.Work()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows such names")
def test_names_that_are_not_text_survive(tmp_path):
    names = [b"\xff.mp4", b"\xfe.mp4", "Zoë 🏃_left.mp4".encode(), b"line\nbreak_r.mp4", b"Jos\xe9_left.mp4"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    work = find_work([tmp_path], pattern=PATTERN)
    jobs = {os.fsencode(job.clip.name): job for job in work.jobs}
    assert set(jobs) == set(names)
    assert all(job.clip.read_bytes() == name for name, job in jobs.items())
    assert len({job.id for job in work.jobs}) == len(names)
    assert all(job.name.encode("utf-8") for job in work.jobs)
    assert jobs[names[2]].who == Who("Zoë 🏃", Side.LEFT)
    assert jobs[names[3]].who == Who("line\nbreak", Side.RIGHT)
    assert jobs[names[4]].who == Who("Jos\ufffd", Side.LEFT)
    assert [job.name for job, _ in work.unnamed] == ["\ufffd.mp4", "\ufffd.mp4"]


def test_finding_loads_no_pose_model(tmp_path):
    planted(tmp_path, a="1")
    code = f"import sys; from hipcheck.batch.finding import find_work; find_work([{str(tmp_path)!r}]); print('mediapipe' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
