"""Made-up results of clips, for tests of what keeps them. Every number here is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import msgspec

from hipcheck.batch.jobs import Job, Who, job_id
from hipcheck.catalog import At
from hipcheck.landmarks import Side
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import to_json_dict
from hipcheck.results import SetSummary
from tests.factories import make_analysis


def make_job(name="monday/squat.mp4", athlete="A. Runner", day=1, **who) -> Job:
    """A clip of somebody in March 2026; without a date for day None."""
    date = None if day is None else dt.date(2026, 3, day)
    sha256 = f"{abs(hash_of(name)):064x}"
    return Job(job_id(name), Path("clips") / name, name, sha256, Who(athlete=athlete, date=date, **who))


def hash_of(name: str) -> int:
    """The same on every run, unlike Python's own."""
    return int.from_bytes(name.encode()[-24:], "big")


def make_analysis_of(knee_deg=20.0, depth_deg=70.0, name="monday/squat.mp4", movement="single_leg_squat"):
    """A single-leg squat on both legs whose right knee moves inward by so much."""
    analysis = make_analysis(name)

    def summary(metric, side, value, half, excursion):
        return SetSummary(
            metric, side, At.BOTTOM, value, value - half, value + half, 1.0, value, value, 4, excursion
        )

    rows = [
        row
        for side, knee in ((Side.LEFT, 4.0), (Side.RIGHT, knee_deg))
        for row in (
            summary("depth_deg", side, depth_deg, 4.0, None),
            summary("knee_fppa_deg", side, knee + 1.0, 4.0, knee),
        )
    ]
    return replace(
        analysis,
        summary=tuple(rows),
        findings=tuple(
            replace(f, value=knee_deg, low=knee_deg - 4.0, high=knee_deg + 4.0) if f.side is Side.RIGHT else f
            for f in analysis.findings
        ),
        movement=replace(analysis.movement, id=movement),
    )


def make_document(*args, **kwargs) -> AnalysisDocument:
    """The same as it stands in analysis.json."""
    return msgspec.convert(to_json_dict(make_analysis_of(*args, **kwargs)), AnalysisDocument)
