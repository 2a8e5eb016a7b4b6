from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hipcheck.batch.jobs import Job, Who
from hipcheck.batch.options import BatchOptions
from hipcheck.batch.state import ClipState, fingerprint, in_two
from hipcheck.catalog import load_movement
from hipcheck.landmarks import Side
from hipcheck.results import ViewKind
from hipcheck.settings import Settings, SmoothingSettings
from hipcheck.workflow import OutputOptions

SHA256 = "ab" * 32
STEP_DOWN = load_movement("step_down")


@pytest.fixture
def job(tmp_path):
    return Job("a-1", tmp_path / "a.mp4", "a.mp4", SHA256)


@pytest.mark.parametrize(
    "other",
    [
        BatchOptions(movement=STEP_DOWN),
        BatchOptions(movement=msgspec.structs.replace(STEP_DOWN, min_depth_deg=STEP_DOWN.min_depth_deg + 1)),
        BatchOptions(side=Side.LEFT),
        BatchOptions(side=Side.RIGHT),
        BatchOptions(view=ViewKind.BACK),
        BatchOptions(model="lite"),
        BatchOptions(settings=Settings(smoothing=SmoothingSettings(cutoff_hz=4.0))),
        BatchOptions(outputs=OutputOptions(video=False)),
        BatchOptions(outputs=OutputOptions(blur_face=False)),
    ],
)
def test_what_changes_a_result_changes_its_fingerprint(job, other):
    assert fingerprint(job, other) != fingerprint(job, BatchOptions())


def test_all_these_fingerprints_differ(job):
    known = {fingerprint(job, BatchOptions(movement=movement)) for movement in (None, STEP_DOWN)}
    known |= {fingerprint(job, BatchOptions(side=side)) for side in Side}
    assert len(known) == 4


@pytest.mark.parametrize(
    "who", [Who(side=Side.LEFT), Who(movement="squat")], ids=["the tested leg", "the movement"]
)
def test_what_is_said_of_a_clip_counts_as_what_is_said_of_all(job, who):
    assert fingerprint(replace(job, who=who), BatchOptions()) != fingerprint(job, BatchOptions())
    opposite = BatchOptions(side=Side.RIGHT) if who.side else BatchOptions(movement=STEP_DOWN)
    said = BatchOptions(side=who.side) if who.side else BatchOptions()
    assert fingerprint(replace(job, who=who), opposite) == fingerprint(replace(job, who=who), said)


def test_another_clip_and_another_hipcheck_change_it(job, monkeypatch):
    before = fingerprint(job, BatchOptions())
    assert fingerprint(replace(job, sha256="cd" * 32), BatchOptions()) != before
    monkeypatch.setattr("hipcheck.batch.state.__version__", "999.0")
    assert fingerprint(job, BatchOptions()) != before


def test_what_changes_no_result_does_not_change_it(job, tmp_path):
    who = Who(athlete="A. Runner", date=dt.date(2026, 3, 1), pain=2, step_height_cm=20.0, note="x")
    moved = Job("b-2", tmp_path / "elsewhere" / "b.mp4", "b.mp4", SHA256, who)
    assert fingerprint(moved, BatchOptions(workers=7, force=True, time_limit_s=1.0)) == fingerprint(
        job, BatchOptions()
    )


@pytest.mark.parametrize("seed", ["1", "2"])
def test_it_is_the_same_in_every_process(seed):
    program = (
        "from pathlib import Path; from hipcheck.batch.jobs import Job; from hipcheck.batch.options import BatchOptions\n"
        "from hipcheck.batch.state import fingerprint; from hipcheck.catalog import load_movement\n"
        f"job = Job('a-1', Path('a.mp4'), 'a.mp4', {SHA256!r})\n"
        "print(fingerprint(job, BatchOptions(movement=load_movement('step_down'))))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    here = fingerprint(Job("a-1", Path("a.mp4"), "a.mp4", SHA256), BatchOptions(movement=STEP_DOWN))
    assert elsewhere.stdout == f"{here}\n"


def test_a_state_survives_the_disk():
    who = Who("Zoë", Side.LEFT, "squat", dt.date(2026, 3, 1), 20.0, 3, "left\nknee")
    state = ClipState(
        id="a-1",
        name="a.mp4",
        sha256=SHA256,
        who=who,
        fingerprint="f",
        status="failed",
        error="e",
        remedy="r",
    )
    assert msgspec.json.decode(msgspec.json.encode(state), type=ClipState) == state


@pytest.mark.parametrize(
    ("message", "wrong", "remedy"),
    [
        ("the file is empty; copy it again.", "the file is empty", "copy it again."),
        ("it is empty; copy it again; then try.", "it is empty", "copy it again; then try."),
        ("it fails (no; never); copy it again.", "it fails (no; never)", "copy it again."),
        ("nothing can be done.", "nothing can be done", ""),
    ],
)
def test_a_sentence_is_taken_apart(message, wrong, remedy):
    assert in_two(message) == (wrong, remedy)
