"""Made-up views, reps, measurements and readings, for tests of what is done with them."""

from __future__ import annotations

import numpy as np

from hipcheck.catalog import At
from hipcheck.landmarks import Side
from hipcheck.measurement import Reading
from hipcheck.results import Facing, Grade, MeasuredRep, Measurement, Rep, View, ViewKind
from hipcheck.uncertainty import Sigma

FACING = {
    ViewKind.FRONT: Facing.CAMERA, ViewKind.BACK: Facing.AWAY, ViewKind.SIDE: Facing.IMAGE_LEFT,
    ViewKind.OBLIQUE: Facing.CAMERA,
}  # fmt: skip
USUAL_YAW_DEG = {ViewKind.FRONT: 0.0, ViewKind.BACK: 0.0, ViewKind.SIDE: 90.0, ViewKind.OBLIQUE: 45.0}


def a_view(
    kind: ViewKind = ViewKind.FRONT, *, yaw_deg: float | None = None, yaw_sd_deg: float = 3.0,
    roll_deg: float = 0.0, roll_sd_deg: float = 1.0,
) -> View:  # fmt: skip
    """A view; squarely of its kind by default."""
    yaw = USUAL_YAW_DEG[kind] if yaw_deg is None else yaw_deg
    return View(kind, FACING[kind], yaw, yaw_sd_deg, roll_deg, roll_sd_deg)


def a_rep(index: int = 1, side: Side | None = Side.LEFT, *, start_s: float | None = None) -> Rep:
    """A rep of one second down, a fifth of a second's pause and one second up; the first starts at 1 s."""
    start = 1.0 + 3.0 * (index - 1) if start_s is None else start_s
    return Rep(index, side, start, start + 1.1, start + 2.2, start + 1.0, start + 1.2)


def a_measurement(
    metric: str, value: float, *, side: Side | None = Side.LEFT, at: At = At.BOTTOM, half: float = 1.0,
    excursion: float | None = None, grade: Grade | None = None,
) -> Measurement:  # fmt: skip
    """A measurement with its interval."""
    return Measurement(metric, side, at, value, value - half, value + half, excursion, 1.0, grade)


def a_reading(
    metric: str, value: float, *, side: Side | None = Side.LEFT, at: At = At.BOTTOM, shared: float = 0.0,
    own: float = 1.0, excursion: float | None = None, excursion_shared: float | None = None,
) -> Reading:  # fmt: skip
    """A reading with its standard deviations."""
    sigma = Sigma(np.asarray(shared), np.asarray(own))
    from_standing = Sigma(
        np.asarray(shared if excursion_shared is None else excursion_shared), np.asarray(own)
    )
    half = 1.96 * float(sigma.total)
    return Reading(
        a_measurement(metric, value, side=side, at=at, half=half, excursion=excursion), sigma, from_standing
    )


def graded(rep: Rep, grades: dict[str, Grade], touches: float | None = None) -> MeasuredRep:
    """A rep whose metrics have these grades; the values mean nothing."""
    rows = [a_measurement(metric, 0.0, side=rep.side, grade=grade) for metric, grade in grades.items()]
    if touches is not None:
        rows.append(a_measurement("foot_touches", touches, side=rep.side, at=At.REP))
    return MeasuredRep(rep, tuple(rows), ())
