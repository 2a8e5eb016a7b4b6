"""How far each number can be trusted: where its error comes from, and how large that makes the interval.

`sigma² = SEM² + (error from yaw)² + (dM/droll · s_roll)² + bias² + noise²`

Standard errors of measurement (SEM) come from test-retest studies of comparable methods; yaw and roll from the view of
the clip at hand; noise from the clip's own landmarks. A yaw that is not corrected counts with its size, not only with
its doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from scipy.stats import norm

from hipcheck.geometry import FloatArray
from hipcheck.results import View, ViewKind

__all__ = [
    "ERRORS",
    "ErrorModel",
    "Posture",
    "Sigma",
    "half_width",
    "off_axis_deg",
    "sd_of_change",
    "sigma_of",
]


@dataclass(frozen=True, slots=True)
class Posture:
    """What the error of a metric depends on, at one moment or over time; scalars or arrays of one shape.

    Attributes:
        knee_flexion_deg: Degrees, 0 straight.
        trunk_forward_deg: Degrees out of the plane of the image, 0 upright.
        value: Of the metric, in its unit.
    """

    knee_flexion_deg: FloatArray
    trunk_forward_deg: FloatArray
    value: FloatArray


FromYaw: TypeAlias = Callable[[Posture, float], FloatArray | float]


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Error of one metric, in its own unit.

    Attributes:
        sem: Standard error of measurement between sessions, or of this metric as hipcheck reads it.
        from_yaw: Error from seeing it so many degrees off its plane, given the posture.
        per_roll: Change per degree of camera roll that stays uncorrected.
        bias: Landmark bias that the change from standing does not take out.
        absolute_bias: Further bias of the absolute value, taken out by the change from standing.
        relative_sem: Share of the value, for metrics whose error grows with it.
        source: Where `sem` comes from.
    """

    sem: float
    source: str
    from_yaw: FromYaw = lambda _posture, _off_deg: 0.0
    per_roll: float = 0.0
    bias: float = 0.0
    absolute_bias: float = 0.0
    relative_sem: float = 0.0


@dataclass(frozen=True, slots=True)
class Sigma:
    """Standard deviation of an error, split by what repeats from rep to rep and what does not.

    Attributes:
        shared: The same in every rep of a clip: camera, landmark bias, most of the SEM.
        own: New in every rep: landmark noise, the rest of the SEM.
    """

    shared: FloatArray
    own: FloatArray

    @property
    def total(self) -> FloatArray:
        """Of a single reading."""
        return np.asarray(np.hypot(self.shared, self.own), dtype=np.float64)

    def of_mean(self, reps: int) -> float:
        """Of the typical value of several reps: what is shared does not average out."""
        return float(np.hypot(self.shared, self.own / np.sqrt(max(reps, 1))))


_OBLIQUE_SD_DEG: Final = 20.0
"""Doubt of the angle to a leg's plane in an oblique view: hips and legs need not face the same way. Convention."""
_ROLL_LEFT: Final = 0.5
"""Share of the doubt of the roll that is left in a change from standing. Convention."""
_SHARED_SEM: Final = 0.8
"""Share of the SEM that more reps do not take away: set-up differs between sessions, not between reps (convention)."""


def _tan_half(posture: Posture) -> FloatArray:
    """Tangent of half the knee flexion, capped at 130° where the image of a leg tells nothing."""
    return np.asarray(np.tan(np.radians(np.clip(posture.knee_flexion_deg, 0.0, 130.0)) / 2.0))


def _linear(per_degree: float) -> FromYaw:
    """The same for every degree off."""
    return lambda _posture, off_deg: per_degree * off_deg


def _thigh(posture: Posture, off_deg: float) -> FloatArray:
    """A thigh bent forward looks inclined sideways: `tan(flexion/2)` degrees per degree, 0.58 at 60°."""
    return _tan_half(posture) * off_deg


def _leg(posture: Posture, off_deg: float) -> FloatArray:
    """Thigh and shank together: 1.15 degrees per degree at 60° of flexion."""
    return 2.0 * _tan_half(posture) * off_deg


def _trunk(posture: Posture, off_deg: float) -> FloatArray:
    """A trunk bent forward looks leaned: `tan(forward flexion)` degrees per degree."""
    return np.asarray(np.tan(np.radians(np.clip(np.abs(posture.trunk_forward_deg), 0.0, 75.0))) * off_deg)


def _lost_deg(seen_deg: FloatArray, off_deg: float) -> FloatArray:
    """By how much an inclination is larger than it looks when seen so many degrees off its plane."""
    seen = np.radians(np.clip(np.abs(seen_deg), 0.0, 85.0))
    return np.asarray(np.degrees(np.arctan(np.tan(seen) / np.cos(np.radians(min(off_deg, 60.0)))) - seen))


def _segment(leak: float) -> FromYaw:
    """One segment seen off the side: what foreshortening takes, and `leak` degrees per degree from leaning sideways.

    They are added up, as neither is random: the same in every clip of a person from there.
    """
    return lambda posture, off_deg: _lost_deg(posture.value, off_deg) + leak * off_deg


def _hinge(leak: float) -> FromYaw:
    """Two segments that incline alike, likewise."""
    return lambda posture, off_deg: 2.0 * _lost_deg(posture.value / 2.0, off_deg) + leak * off_deg


_MUNRO: Final = "Munro 2012 (between days)"
_DEFAULT: Final = "convention, in the range of published 2-D reliability; no study of this method"
_BENCH: Final = "hipcheck's benchmark, its development half (docs/accuracy.md)"

ERRORS: Final[dict[str, ErrorModel]] = {
    # Reads 2.5° outward in the mean on rendered people, whose hip joints lie farther apart than people's.
    "knee_fppa_deg": ErrorModel(3.2, _MUNRO, _leg, bias=2.0, absolute_bias=4.0),
    "knee_over_foot": ErrorModel(0.03, _BENCH, _linear(0.006), per_roll=0.017, bias=0.05),
    # Both are read with stickers alone. Skin slides on the bone; each sticker sits up to 1 cm off, which standing takes out.
    "hip_adduction_deg": ErrorModel(2.5, _DEFAULT, _thigh, bias=3.0, absolute_bias=1.8),
    "pelvic_drop_deg": ErrorModel(1.1, _BENCH, _linear(0.15), per_roll=1.0, absolute_bias=1.8),
    "pelvis_opening_deg": ErrorModel(2.0, _DEFAULT, _linear(0.15), per_roll=1.0),
    "hip_line_deg": ErrorModel(2.0, _DEFAULT, _linear(0.15), per_roll=1.0, bias=5.0),
    "trunk_lean_deg": ErrorModel(1.5, _BENCH, _trunk, per_roll=1.0, bias=1.0),  # 1° towards the leg, likewise
    "knee_ankle_separation": ErrorModel(0.05, _BENCH, bias=0.08),
    # At the bottom of a squat the hips are half a metre above ankles that stand a third of a metre apart.
    "hip_shift": ErrorModel(0.03, _BENCH, _linear(0.012), per_roll=0.03),
    "depth_deg": ErrorModel(5.0, _BENCH, bias=4.5),  # 3° too deep on one leg, 2° too little on two
    # What leaks in: a knee 10° inward, hips over the foot of one leg (6°), a trunk leaning by 6°.
    "knee_flexion_deg": ErrorModel(3.0, _BENCH, _hinge(0.15), bias=4.5),  # 4° too little in squats
    "hip_flexion_deg": ErrorModel(3.0, _BENCH, _hinge(0.25), bias=6.0),
    "trunk_forward_lean_deg": ErrorModel(2.0, _BENCH, _segment(0.15), per_roll=1.0, bias=2.0),
    "shank_angle_deg": ErrorModel(2.0, _DEFAULT, _segment(0.15), per_roll=1.0),
    "t_line_deg": ErrorModel(3.0, _BENCH, _linear(0.10), bias=8.0),
    "heel_rise": ErrorModel(0.03, _BENCH, _linear(0.012), bias=0.13),  # heels on the floor read up to 0.35
    "hinge_ratio": ErrorModel(0.5, _BENCH, relative_sem=0.55),
    "knee_wobble": ErrorModel(0.02, _BENCH, relative_sem=0.30, bias=0.05),
    "pelvis_path": ErrorModel(0.01, _BENCH, relative_sem=0.45, bias=0.01),
    "sparc": ErrorModel(0.12, _BENCH, bias=0.22),
    "descent_s": ErrorModel(0.05, _BENCH, relative_sem=0.08, bias=0.10),
    "pause_s": ErrorModel(0.06, _BENCH, relative_sem=0.20, bias=0.09),
    "ascent_s": ErrorModel(0.05, _BENCH, relative_sem=0.08, bias=0.08),
    "foot_touches": ErrorModel(0.0, "a count"),
}
"""Every metric's error model by metric id."""


def sigma_of(
    metric: str, view: View, posture: Posture, *, noise: float = 0.0, camera: FloatArray | None = None,
    from_standing: bool = True,
) -> Sigma:  # fmt: skip
    """Standard deviation of the error of a reading, or of each sample of a trace.

    Args:
        metric: Metric id.
        view: Where the camera stands.
        posture: Knee flexion, trunk inclination and the value itself.
        noise: Landmark noise carried into the metric, in its unit.
        camera: Where yaw and perspective were taken out: what one standard deviation of their doubt makes of the metric.
            None where they were not.
        from_standing: Whether the number is a change from quiet standing, which takes out constant bias and half of
            what is not known of the roll.
    """
    model = ERRORS[metric]
    yaw_sd_deg = _OBLIQUE_SD_DEG if view.kind is ViewKind.OBLIQUE else view.yaw_sd_deg
    yaw = camera
    if yaw is None:
        yaw = np.asarray(model.from_yaw(posture, float(np.hypot(off_axis_deg(view), yaw_sd_deg))))
    roll = model.per_roll * (_ROLL_LEFT if from_standing else 1.0) * view.roll_sd_deg
    bias = model.bias if from_standing else float(np.hypot(model.bias, model.absolute_bias))
    sem = np.hypot(model.sem, model.relative_sem * posture.value)
    shared = np.sqrt((_SHARED_SEM * sem) ** 2 + yaw**2 + roll**2 + bias**2)
    own = np.hypot(sem * np.sqrt(1.0 - _SHARED_SEM**2), noise)
    return Sigma(np.asarray(shared, dtype=np.float64), np.asarray(own, dtype=np.float64))


def sd_of_change(metric: str, sd: FloatArray, roll_sd_deg: FloatArray | float) -> FloatArray:
    """Standard deviation of the error of a change from standing, where that of the value itself is known.

    Args:
        metric: Metric id; one whose change is a difference, not a ratio.
        sd: Of the value, in its unit.
        roll_sd_deg: Doubt of the camera's roll in the clip.

    Returns:
        Shape of `sd`, NaN where that is.
    """
    model = ERRORS[metric]
    roll = model.per_roll * np.asarray(roll_sd_deg)
    gone = model.absolute_bias**2 + (1.0 - _ROLL_LEFT**2) * roll**2
    return np.asarray(np.sqrt(np.maximum(np.asarray(sd) ** 2 - gone, 0.0)), dtype=np.float64)


def off_axis_deg(view: View) -> float:
    """How far the camera stands off the plane it should look into, degrees, 0 or more.

    Off the front or back for a frontal view, off the side for a side view or an oblique one.
    """
    if view.frontal:
        return abs(view.yaw_deg)
    return abs(90.0 - min(abs(view.yaw_deg), 180.0 - abs(view.yaw_deg)))


def half_width(sigma: FloatArray | float, confidence: float) -> FloatArray:
    """Half of the interval that holds the true value with the given confidence, for normal errors."""
    return np.asarray(norm.ppf(0.5 + confidence / 2.0) * np.asarray(sigma), dtype=np.float64)
