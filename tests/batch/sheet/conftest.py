"""Folders of batch results to look at in a browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hipcheck.batch.finding import Work
from hipcheck.batch.jobs import Job, Who, job_id
from hipcheck.batch.sheet import write_sheet
from hipcheck.results import ClipWarning, Facing, View, ViewKind
from tests.batch.sheet.folders import Clip, analysis_of, day, write_results
from tests.reports.html.conftest import browser, visit
from tests.reports.html.samples import HOSTILE_NAME, write_sample

__all__ = ["browser", "visit"]

HOSTILE = HOSTILE_NAME.replace(".mp4", "")


def askew():
    """From somewhat beside."""
    analysis = analysis_of(14.0)
    return replace(
        analysis,
        view=View(ViewKind.FRONT, Facing.CAMERA, 9.0, 3.5, 0.0, 0.8),
        warnings=(
            ClipWarning("camera_yaw", "The camera seems to stand 9° (±7) to the side.", "Put it straight."),
        ),
    )


def squat():
    analysis = analysis_of(18.0)
    reps = tuple(replace(m, rep=replace(m.rep, side=None)) for m in analysis.reps[:3])
    return replace(
        analysis, movement=replace(analysis.movement, id="squat", name="Squat", variant=""), reps=reps
    )


CLIPS = [
    Clip("mara 1.mp4", Who("Mara Vogel", date=day(2), pain=3, note="first visit"), knee_deg=22.0),
    Clip("mara 2.mp4", Who("Mara Vogel", date=day(30), pain=1), knee_deg=2.0),
    Clip("émile.mp4", Who("Émile Roy", date=day(3)), knee_deg=15.5),
    Clip("askew.mp4", Who("Zoe Quinn", date=day(4)), analysis=askew()),
    Clip(f"{HOSTILE}.mp4", Who(HOSTILE, note="=1+1"), knee_deg=30.0),
    Clip("squat.mp4", Who("Bea Lang"), analysis=squat()),
    Clip("nobody.mp4", knee_deg=5.0),
    Clip(
        "torn.mp4",
        Who("Bea Lang"),
        error="the video is incomplete",
        remedy="copy the clip from the phone again",
    ),
]


@pytest.fixture(scope="session")
def sheet(tmp_path_factory) -> Path:
    """The sheet of a few clips; the report of the first is a whole one, with its clip."""
    folder = write_results(tmp_path_factory.mktemp("results"), CLIPS)
    write_sample(folder.clip_folder(job_id("mara 1.mp4")))
    job = Job(job_id("mara 1.mp4"), Path("clips/mara 1.mp4"), "mara 1.mp4", "1")
    copy = Job("copy", Path("clips/copy.mp4"), "copy.mp4", "1")
    work = Work(jobs=(job,), skipped=((Path("clips/list.txt"), "is no clip"),), duplicates=((copy, job),))
    return write_sheet(folder.path, work)


@pytest.fixture(scope="session")
def long_sheet(tmp_path_factory) -> Path:
    """The sheet of a thousand clips: 2,000 rows, every tenth of which shows somebody of the same name."""
    clips = [
        Clip(
            f"day {i // 50}/clip {i:04}.mp4",
            Who(f"Runner r{i % 100:02}x", date=day(1 + i // 100)),
            knee_deg=(i * 7 % 300) / 10,
        )
        for i in range(1000)
    ]
    return write_sheet(write_results(tmp_path_factory.mktemp("many"), clips, pictures=False).path)
