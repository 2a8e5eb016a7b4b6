"""Reports to look at: a made-up analysis with a small real clip and pictures beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from hipcheck.catalog import load_catalog
from hipcheck.landmarks import Side
from hipcheck.poses import FrameSize
from hipcheck.reports.base import KeyFrame, KeyFrameKind
from hipcheck.reports.html import HtmlReport
from hipcheck.results import Analysis, Symptom
from hipcheck.video.writer import VideoWriter
from tests.factories import make_analysis

CLIP_SIZE = FrameSize(72, 128)
HOSTILE_NAME = """Anna's "best" <img src=x onerror="window.hacked=1"><script>window.hacked=1<!-- über.mp4"""
"""No slash, as no system allows it in a file's name."""


@dataclass(frozen=True)
class Sample:
    """A written report."""

    analysis: Analysis
    page: Path

    @property
    def url(self) -> str:
        return self.page.resolve().as_uri()


def full_analysis(path: str = "clip.mp4") -> Analysis:
    """`make_analysis` with settings and a reported sign, so that every part of the page has something to say."""
    analysis = make_analysis(path)
    note = next(iter(load_catalog().symptoms.values()))
    return replace(
        analysis,
        symptoms=(Symptom(note.symptom, note.title, note.text, note.quotes),),
        provenance=replace(analysis.provenance, settings={"smoothing": {"cutoff_hz": 5.0}}),
    )


def empty_analysis() -> Analysis:
    """A clip in which nobody does anything that is known."""
    analysis = make_analysis()
    return replace(
        analysis, view=None, reps=(), traces=(), summary=(), findings=(), checklists=(), recommendations=(),
        plan=None, not_measured=(), warnings=(), source=None,
    )  # fmt: skip


def write_clip(path: Path, duration_s: float = 14.0, rate_hz: float = 10.0) -> Path:
    """A clip whose grey brightens with time, with a picture at every tenth of a second."""
    with VideoWriter(path, CLIP_SIZE, rate_hz=rate_hz) as writer:
        for time_s in np.arange(0.0, duration_s, 1.0 / rate_hz):
            grey = int(40 + 180 * time_s / duration_s)
            writer.write(np.full((CLIP_SIZE.height_px, CLIP_SIZE.width_px, 3), grey, np.uint8), float(time_s))
    return path


def write_pictures(folder: Path, analysis: Analysis) -> tuple[KeyFrame, ...]:
    """A picture of standing and one of each rep's bottom."""
    folder.mkdir()
    kept = [(None, Side.LEFT, 0.5), *((m.rep.index, m.rep.side, m.rep.bottom_s) for m in analysis.reps)]
    frames = []
    for index, side, time_s in kept:
        path = folder / (f"rep{index}.jpg" if index else "standing.jpg")
        cv2.imwrite(str(path), np.full((160, 90, 3), 120, np.uint8))
        kind = KeyFrameKind.BOTTOM if index else KeyFrameKind.STANDING
        frames.append(KeyFrame(path, index, side, time_s, kind, f"Rep {index}" if index else "Standing"))
    return tuple(frames)


def write_sample(folder: Path, *, path: str = "clip.mp4", single_file: bool = False) -> Sample:
    """A complete report: beside its files, or all in one, alone in `folder / "sent"`."""
    analysis = full_analysis(path)
    video = write_clip(folder / "annotated.mp4")
    report = HtmlReport(video, write_pictures(folder / "keyframes", analysis), single_file)
    return Sample(analysis, report.write(analysis, folder / "sent" if single_file else folder))
