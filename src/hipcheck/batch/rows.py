"""Between rows of the database and the types they stand for."""

from __future__ import annotations

import math
import sqlite3
from typing import Any, Final

import msgspec

from hipcheck.batch.jobs import Job
from hipcheck.catalog import At, Basis, Flaw, Threshold
from hipcheck.change import Conditions, Session
from hipcheck.landmarks import Side
from hipcheck.results import ViewKind

__all__ = ["clip_row", "conditions_of", "known_or_null", "side_key", "side_of", "threshold_of"]

_BOTH: Final = ""
"""What stands in a key where there is no side."""


def clip_row(job: Job, date: str, session: Session) -> tuple[Any, ...]:
    """A row of the table of clips, in the order of its columns."""
    c, who = session.conditions, job.who
    settings = msgspec.json.encode(c.settings, order="deterministic").decode()
    return (
        job.id, who.athlete, date, job.name, job.sha256, c.movement, c.movement_name, c.variant, c.view, c.step_height_cm,
        who.pain, who.note, c.hipcheck, c.model, c.model_sha256, settings,
    )  # fmt: skip


def conditions_of(clip: sqlite3.Row) -> Conditions:
    """The conditions in a row of the table of clips."""
    return Conditions(
        movement=clip["movement"],
        movement_name=clip["movement_name"],
        variant=clip["variant"],
        view=ViewKind(clip["view"]) if clip["view"] else None,
        step_height_cm=clip["step_height_cm"],
        hipcheck=clip["hipcheck"],
        model=clip["model"],
        model_sha256=clip["model_sha256"],
        settings=msgspec.json.decode(clip["settings"]),
    )


def threshold_of(finding: sqlite3.Row) -> Threshold:
    """The cut-offs in a row of the table of findings."""
    return Threshold(
        flaw=Flaw(finding["flaw"]), metric=finding["metric"], at=At(finding["at"]), basis=Basis(finding["basis"]),
        mild=finding["mild"], marked=finding["marked"], source=finding["source"], note=finding["note"],
        above=bool(finding["above"]),
    )  # fmt: skip


def side_key(side: Side | None) -> str:
    """A side as a part of a key."""
    return side.value if side else _BOTH


def side_of(text: str) -> Side | None:
    """The side that a part of a key stands for."""
    return Side(text) if text else None


def known_or_null(value: float) -> float | None:
    """A number as SQLite can say it: NULL for NaN."""
    return None if math.isnan(value) else value
