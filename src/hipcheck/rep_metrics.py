"""Numbers that belong to a whole rep: tempo, wobble, sway, smoothness, touches, hinge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length
from hipcheck.kinematics import hip_flexion_deg, knee_flexion_deg, leg_px
from hipcheck.kinematics.anatomy import mid_hip, standing_length
from hipcheck.landmarks import LEGS, Side
from hipcheck.poses import PoseSequence
from hipcheck.reps import calmed
from hipcheck.results import Rep
from hipcheck.smoothing import low_pass_known

__all__ = ["foot_touches", "hinge_ratio", "knee_wobble", "pelvis_path", "phases", "sparc"]

_TREND_ORDER: Final = 2
"""Smooth movement is taken out as a polynomial of this order per phase, so that a straight descent is no wobble."""
_SHAKE_HZ: Final = 4.0
"""What goes to and fro faster is the landmarks' jitter: a knee shakes one to four times a second. The lower end of the
filters that clinical practice uses."""
_SHAKE_ORDER: Final = 4
_ROUNDING_S: Final = 1e-6
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


def _wander_px(
    sideways_px: Callable[[PoseSequence], FloatArray], poses: PoseSequence, rep: Rep, raw: PoseSequence | None
) -> float:
    """Sideways path of something beyond a smooth curve, pixels a second, less what jitter adds to it.

    Paths of movements that have nothing to do with each other add up in quadrature.
    """
    calm_px = low_pass_known(sideways_px(poses), poses.frame_rate_hz, _SHAKE_HZ, _SHAKE_ORDER)
    path = _path_per_s(calm_px, poses, rep)
    if raw is None:
        return path
    jitter_px = sideways_px(raw) - np.interp(raw.time_s, poses.time_s, calm_px)
    moving = np.zeros(len(raw), dtype=np.bool_)
    for start_s, end_s in phases(rep):
        # A phase begins at a moment of the uniform time base, which may be a frame's own but for rounding.
        moving |= (raw.time_s > start_s - _ROUNDING_S) & (raw.time_s < end_s + _ROUNDING_S)
    known = jitter_px[moving & np.isfinite(jitter_px)]
    if len(known) < 2:
        return path
    return float(np.sqrt(np.maximum(path**2 - _white_path(known, raw.frame_rate_hz) ** 2, 0.0)))


def _white_path(taken_out_px: FloatArray, rate_hz: float) -> float:
    """Path a second of what white noise leaves below the low-pass, from what that took out.

    Its density is the same below as above; a sine's speed grows with its frequency; and the mean size of a normal speed is
    `sqrt(2/pi)` of its standard deviation.
    """
    density = np.var(taken_out_px) / max(rate_hz / 2.0 - _SHAKE_HZ, 1.0)
    speed_variance = (2.0 * np.pi) ** 2 * density * _SHAKE_HZ**3 / 3.0
    return float(np.sqrt(2.0 / np.pi * speed_variance))


def knee_wobble(poses: PoseSequence, rep: Rep, side: Side, raw: PoseSequence | None = None) -> float:
    """Sideways wobble of the knee over the ankle.

    Args:
        poses: Smoothed landmarks on a uniform time base.
        rep: When.
        side: The leg.
        raw: The landmarks before smoothing, whose jitter is taken off; None where they have none.

    Returns:
        Path of the knee's sideways position beyond a smooth curve, over descent and ascent, in standing shank
        lengths a second. NaN where knee or ankle is missing.
    """
    leg = LEGS[side]

    def over_ankle_px(p: PoseSequence) -> FloatArray:
        return np.asarray(p.xy_px[:, leg.knee, 0] - p.xy_px[:, leg.ankle, 0])

    shank_px = standing_length(length(poses.xy_px[:, leg.knee] - poses.xy_px[:, leg.ankle]))
    return _wander_px(over_ankle_px, poses, rep, raw) / shank_px


def pelvis_path(poses: PoseSequence, rep: Rep, side: Side, raw: PoseSequence | None = None) -> float:
    """Sideways sway of the hips beyond a smooth curve, in leg lengths a second; NaN where a hip is missing.

    Arguments are those of `knee_wobble`.
    """
    return _wander_px(lambda p: mid_hip(p)[:, 0], poses, rep, raw) / leg_px(poses, side)


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
        How often the free ankle, clearly lifted before and after, came down level with the standing one; NaN where it was
        not seen to be lifted at all. Who puts the foot down as the rep ends stands on both.
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
    lifted = np.flatnonzero(states)
    between = states[lifted[0] : lifted[-1] + 1]
    return float(np.sum(between[:-1] & ~between[1:]))


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
