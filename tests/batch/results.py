"""A made-up results folder of a batch, for tests of what is done with it afterwards."""

from __future__ import annotations

from pathlib import Path

from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.jobs import Job
from hipcheck.batch.keeping import update_store
from hipcheck.batch.state import ClipState
from hipcheck.reports.json_report import JsonReport
from tests.batch.documents import make_analysis_of, make_job


def keep_clip(results: ResultsFolder, job: Job, analysis) -> None:
    """What a run leaves of a clip that is done: its folder, and its state."""
    from dataclasses import replace

    analysis = replace(analysis, source=replace(analysis.source, path=job.name, sha256=job.sha256))
    folder = results.clip_folder(job.id)
    JsonReport().write(analysis, folder)
    (folder / "report.html").write_text(f"<h1>{job.name}</h1>", "utf-8")
    (folder / "notes.txt").write_text(f"{job.who.athlete} was tired", "utf-8")
    results.keep(
        ClipState(id=job.id, name=job.name, sha256=job.sha256, who=job.who, fingerprint="f", status="done")
    )


def make_results(path: Path, clips=None) -> ResultsFolder:
    """Two sessions of A. Runner and one of Bé Öztürk, with the database; or the clips given, with their knee angles."""
    if clips is None:
        clips = [
            (make_job("monday/squat.mp4", day=1), 20.0),
            (make_job("friday/squat.mp4", day=20), 4.0),
            (make_job("monday/bé.mp4", "Bé Öztürk", day=1), 9.0),
        ]
    results = ResultsFolder(path)
    with results.held():
        for job, knee_deg in clips:
            keep_clip(results, job, make_analysis_of(knee_deg))
        failed = make_job("monday/broken.mp4", day=1)
        results.keep(
            ClipState(id=failed.id, name=failed.name, sha256=failed.sha256, who=failed.who, fingerprint="f", status="failed",
                      error="no video in it", remedy="film it again")
        )  # fmt: skip
        update_store(results)
    return results
