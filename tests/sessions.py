"""Made-up sessions for tests of what compares them. Every number here is invented unless a test says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hipcheck.catalog import At, Basis, load_catalog
from hipcheck.change import Conditions, Graded, Session, SessionValue
from hipcheck.landmarks import Side
from hipcheck.results import Grade, ViewKind
from hipcheck.settings import Settings

FPPA = "knee_fppa_deg"


def make_conditions(movement="single_leg_squat", **changes):
    """A single-leg squat from the front, measured with the full model."""
    facts = {
        "movement": movement,
        "movement_name": load_catalog().movements[movement].name,
        "variant": "",
        "view": ViewKind.FRONT,
        "step_height_cm": None,
        "hipcheck": "0.1.0",
        "model": "full",
        "model_sha256": "ab" * 32,
        "settings": Settings().as_dict(),
    }
    return Conditions(**(facts | changes))


def make_value(
    value, *, metric=FPPA, side=Side.RIGHT, at=At.BOTTOM, basis=Basis.EXCURSION, error=0.5, reps=4
) -> SessionValue:
    """Four reps of the right leg whose own interval is far narrower than days apart are."""
    return SessionValue(metric, side, at, basis, value, error, reps)


def both(value, **more) -> tuple[SessionValue, SessionValue]:
    """The same number as seen and as a change from standing."""
    return make_value(value, basis=Basis.ABSOLUTE, **more), make_value(value, basis=Basis.EXCURSION, **more)


def make_session(
    values: Sequence[SessionValue],
    *,
    label="a",
    date=None,
    grades=(),
    clips=(),
    thresholds=None,
    **conditions,
) -> Session:
    made = make_conditions(**conditions)
    if thresholds is None:
        thresholds = load_catalog().movements[made.movement].thresholds
    return Session(label, made, tuple(values), tuple(grades), thresholds, date, clips)


def squat(
    fppa_deg, *, depth_deg=70.0, side=Side.RIGHT, grade=None, error=0.5, matched=False, **session
) -> Session:
    """A session of one metric and the depth it was read at."""
    values = [
        *both(fppa_deg, side=side, error=error),
        make_value(depth_deg, metric="depth_deg", side=side, basis=Basis.ABSOLUTE),
    ]
    if matched:
        values += both(fppa_deg, side=side, error=error, at=At.MATCHED)
    flaw = load_catalog().movements["single_leg_squat"].thresholds[0].flaw
    grades = [Graded(flaw, side, FPPA, Grade(grade))] if grade else []
    return make_session(values, grades=grades, **session)


def day(number: int) -> dt.date:
    """A day in March 2026."""
    return dt.date(2026, 3, number)
