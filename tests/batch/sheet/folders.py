"""Made-up folders of batch results, as a run leaves them. Every number in them is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import msgspec
import numpy as np

from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.jobs import Who, job_id
from hipcheck.batch.state import ClipState
from hipcheck.catalog import At, Flaw
from hipcheck.landmarks import Side
from hipcheck.reports.json_report import JsonReport
from hipcheck.results import Analysis, Finding, Grade, SetSummary
from tests.factories import make_analysis

NOBODY = Who()


@dataclass(frozen=True)
class Clip:
    """What is known of a clip, and how far its right knee moves inward; not analysed where there is an error."""

    name: str
    who: Who = NOBODY
    knee_deg: float = 18.0
    error: str = ""
    remedy: str = ""
    analysis: Analysis | None = None


def analysis_of(knee_deg: float = 18.0, grade: Grade | None = None, path: str = "clip.mp4") -> Analysis:
    """A single-leg squat on both legs; the right knee moves inward by so much, ± 4°, the left by 4° ± 4.9°."""
    analysis = make_analysis(path)
    right, left = analysis.findings
    low, high = knee_deg - 4.0, knee_deg + 4.0
    told = (
        Grade.MARKED
        if low > 15
        else Grade.MILD
        if low > 10
        else Grade.GOOD
        if high < 10
        else Grade.BORDERLINE
    )
    right = replace(
        right, value=knee_deg, low=low, high=high, grade=grade or told, text=f"The right knee: {knee_deg:g}°."
    )
    summary = tuple(
        SetSummary(
            "knee_fppa_deg", side, At.BOTTOM, knee + 1, knee - 3, knee + 5, 1.5, knee - 2, knee + 2, 3, knee
        )
        for side, knee in ((Side.LEFT, 4.0), (Side.RIGHT, knee_deg))
    )
    return replace(analysis, findings=(right, left), summary=summary)


def trunk_finding(value: float, half: float, side: Side = Side.RIGHT, grade: Grade = Grade.GOOD) -> Finding:
    """A trunk that leans, cut-offs 8° and 12°."""
    knee = make_analysis().findings[0]
    limit = msgspec.structs.replace(
        knee.threshold, flaw=Flaw.TRUNK_LEAN, metric="trunk_lean_deg", mild=8.0, marked=12.0
    )
    return replace(
        knee, flaw=Flaw.TRUNK_LEAN, metric="trunk_lean_deg", side=side, value=value, low=value - half, high=value + half,
        grade=grade, threshold=limit, text=f"The trunk: {value:g}°.",
    )  # fmt: skip


def state_of(clip: Clip, number: int = 0) -> ClipState:
    return ClipState(
        id=job_id(clip.name),
        name=clip.name,
        sha256=f"{number:064x}",
        who=clip.who,
        fingerprint="f" * 64,
        status="failed" if clip.error else "done",
        error=clip.error,
        remedy=clip.remedy,
    )


def write_results(out: Path, clips: list[Clip], *, pictures: bool = True) -> ResultsFolder:
    """A results folder with these clips, each with a key frame for the first rep of each leg."""
    folder = ResultsFolder(out)
    with folder.held():
        pass
    _, picture = cv2.imencode(".jpg", np.full((160, 90, 3), 120, np.uint8))
    for number, clip in enumerate(clips, start=1):
        state = state_of(clip, number)
        folder.keep(state)
        if clip.error:
            continue
        analysis = clip.analysis or analysis_of(clip.knee_deg, path=clip.name)
        analysis = replace(analysis, source=replace(analysis.source, path=clip.name, sha256=state.sha256))
        JsonReport().write(analysis, folder.clip_folder(state.id))
        if pictures:
            frames = folder.clip_folder(state.id) / "key_frames"
            frames.mkdir(exist_ok=True)
            for rep in analysis.reps:
                (frames / f"rep{rep.rep.index}.jpg").write_bytes(picture.tobytes())
    return folder


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)
