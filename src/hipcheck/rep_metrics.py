"""Numbers that belong to a whole rep: tempo, wobble, sway, smoothness, touches, hinge."""

from __future__ import annotations

from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length, mid
from hipcheck.kinematics import hip_flexion_deg, knee_flexion_deg, leg_px
from hipcheck.kinematics.anatomy import standing_length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.reps import calmed
from hipcheck.results import Rep

__all__ = ["foot_touches", "hinge_ratio", "knee_wobble", "pelvis_path", "phases", "sparc"]

_TREND_ORDER: Final = 2
"""Smooth movement is taken out as a polynomial of this order per phase, so that a straight descent is no wobble."""
_TOUCH_SHANKS: Final = 0.05
"""A free ankle within this share of the shank's length of the standing one touches the floor. Convention."""
_LIFTED_SHANKS: Final = 0.3
"""A free foot that never gets so far above the standing one was not seen to be lifted: landmarks of a foot held up behind
the body, filmed from behind, show up to 0.25 of it (docs/accuracy.md). A hand's breadth; convention."""
_FLOOR_PERCENTILE: Final = 5
_FAR_FOOT_SHANKS: Final = 0.15
"""So much higher in the picture the far foot lies on the floor, at most, filmed from the side at hip height."""
_MIN_KNEE_CHANGE_DEG: Final = 3.0
"""Under this change of the knee a hinge ratio is a division by noise."""


def phases(rep: Rep) -> tuple[tuple[float, float], tuple[float, float]]:
    """Descent and ascent as (start, end), seconds."""
    return (rep.start_s, rep.pause_start_s), (rep.pause_end_s, rep.end_s)


def _residual_path(x_px: FloatArray, time_s: FloatArray) -> float:
    """Length of the sideways path that a smooth curve does not explain, pixels; NaN with gaps or too few frames."""
    if len(x_px) < 2 * (_TREND_ORDER + 1) or not np.isfinite(x_px).all():
        return float("nan")
    t = time_s - time_s.mean()
    rest = x_px - np.polyval(np.polyfit(t, x_px, _TREND_ORDER), t)
    return float(np.sum(np.abs(np.diff(rest))))


def _path_per_s(x_px: FloatArray, poses: PoseSequence, rep: Rep) -> float:
    total, seconds = 0.0, 0.0
    for start_s, end_s in phases(rep):
        within = (poses.time_s >= start_s) & (poses.time_s <= end_s)
        total += _residual_path(x_px[within], poses.time_s[within])
        seconds += end_s - start_s
    return total / seconds if seconds > 0 else float("nan")


def knee_wobble(poses: PoseSequence, rep: Rep, side: Side) -> float:
    """Sideways wobble of the knee over the ankle.

    Returns:
        Path of the knee's sideways position beyond a smooth curve, over descent and ascent, in standing shank
        lengths a second. NaN where knee or ankle is missing.
    """
    leg = LEGS[side]
    knee, ankle = poses.xy_px[:, leg.knee], poses.xy_px[:, leg.ankle]
    return _path_per_s((knee - ankle)[:, 0], poses, rep) / standing_length(length(knee - ankle))


def pelvis_path(poses: PoseSequence, rep: Rep, side: Side) -> float:
    """Sideways sway of the hips beyond a smooth curve, in leg lengths a second; NaN where a hip is missing."""
    hips = mid(poses.xy_px[:, Landmark.LEFT_HIP], poses.xy_px[:, Landmark.RIGHT_HIP])
    return _path_per_s(hips[:, 0], poses, rep) / leg_px(poses, side)


def sparc(
    values: FloatArray, rate_hz: float, *, padding: int = 4, cutoff_hz: float = 10.0, floor: float = 0.05
) -> float:
    """Spectral arc length of a speed profile: how smooth a movement is.

    Source: Balasubramanian 2015, with the published defaults. A minimum-jerk movement gives -1.40, two equal
    sub-movements -2.28.

    Args:
        values: Speed, shape (T,), any unit, one movement from rest to rest.
        rate_hz: Samples per second.
        padding: Zero padding, as a power of two of the length.
        cutoff_hz: Highest frequency looked at.
        floor: Share of the spectrum's peak below which its tail is left out.

    Returns:
        Dimensionless, more negative is less smooth; NaN for no movement or gaps.
    """
    if len(values) < 4 or not np.isfinite(values).all() or not np.any(values):
        return float("nan")
    size = int(2 ** (np.ceil(np.log2(len(values))) + padding))
    frequency = np.arange(size) * rate_hz / size
    spectrum = np.abs(np.fft.fft(values, size))
    spectrum = spectrum / spectrum.max()
    inside = frequency <= cutoff_hz
    frequency, spectrum = frequency[inside], spectrum[inside]
    loud = np.flatnonzero(spectrum >= floor)
    frequency, spectrum = frequency[loud[0] : loud[-1] + 1], spectrum[loud[0] : loud[-1] + 1]
    if len(frequency) < 2:
        return float("nan")
    steps = np.diff(frequency) / (frequency[-1] - frequency[0])
    return float(-np.sum(np.hypot(steps, np.diff(spectrum))))


def rep_sparc(depth: FloatArray, poses: PoseSequence, rep: Rep) -> float:
    """The less smooth of descent and ascent, from the speed of the depth signal.

    Its authors presuppose a speed that is filtered and a movement cut out where it begins and ends: landmarks that jitter
    cost a minimum-jerk rep up to 0.5, and so does a window that leaves out its slow ends.
    """
    rate_hz = 1.0 / float(np.median(np.diff(poses.time_s)))
    speed = np.gradient(calmed(poses.time_s, depth)) * rate_hz
    scores = []
    for start_s, end_s in phases(rep):
        within = (poses.time_s >= start_s) & (poses.time_s <= end_s)
        scores.append(sparc(np.abs(speed[within]), rate_hz))
    known = [score for score in scores if np.isfinite(score)]
    return min(known) if known else float("nan")


def foot_touches(poses: PoseSequence, rep: Rep, side: Side) -> float:
    """How often the free foot came down within a rep.

    Returns:
        How often the free ankle, once clearly lifted, came down level with the standing one; NaN where it was not seen to
        be lifted at all.
    """
    leg, free = LEGS[side], LEGS[side.other]
    shank = standing_length(length(poses.xy_px[:, leg.knee] - poses.xy_px[:, leg.ankle]))
    height = (poses.xy_px[:, leg.ankle, 1] - poses.xy_px[:, free.ankle, 1]) / shank
    known = np.isfinite(height)
    during = height[known & (poses.time_s >= rep.start_s) & (poses.time_s <= rep.end_s)]
    if not (during >= _LIFTED_SHANKS).any():
        return float("nan")
    # The far foot lies higher in the picture also when it stands: before the first rep, or after the last.
    floor = np.clip(np.percentile(height[known], _FLOOR_PERCENTILE), 0.0, _FAR_FOOT_SHANKS)
    # Neither lifted nor down: as before, so that a foot that trembles over the floor touches it once.
    states = during[(during >= _LIFTED_SHANKS) | (during < floor + _TOUCH_SHANKS)] >= _LIFTED_SHANKS
    return float(np.sum(states[:-1] & ~states[1:]))


def hinge_ratio(poses: PoseSequence, rep: Rep, side: Side) -> float:
    """Degrees of hip flexion per degree of knee flexion from the start of a rep to its bottom.

    Returns:
        Ratio, larger is more hinge; NaN where the knee hardly bends or a landmark is missing.
    """
    hip, knee = hip_flexion_deg(poses, side), knee_flexion_deg(poses, side)

    def change(values: FloatArray) -> float:
        start, bottom = (np.interp(t, poses.time_s, values) for t in (rep.start_s, rep.bottom_s))
        return float(bottom - start)

    bend = change(knee)
    return change(hip) / bend if bend >= _MIN_KNEE_CHANGE_DEG else float("nan")
