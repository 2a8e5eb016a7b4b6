"""Where a body comes down and goes up again over a foot that stays, and what that looks like: a rep of anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, included_angle_deg, length, mid
from hipcheck.kinematics import (
    depth_deg,
    knee_flexion_deg,
    leg_px,
    trunk_forward_lean_deg,
    trunk_shortening_deg,
    trunk_tilt_deg,
)
from hipcheck.kinematics.anatomy import mid_hip, mid_shoulder, ratio, standing_length
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence
from hipcheck.reps import RepSpan, detect_reps, stretches
from hipcheck.results import View, ViewKind
from hipcheck.settings import RepSettings
from hipcheck.support import STILL_SPEED, Feet, feet_of, foot_speed, median_of, planted_ankle_px, seated

__all__ = ["Look", "drop_over", "look_at", "overlap", "spans_over"]

_MIN_DROP: Final = 0.05
"""Share of leg length the shoulders must come down: 36° of knee flexion with an upright trunk. Convention."""
_UP: Final = 0.04
"""Share of leg length by which shoulders may be lower than at their highest for the body to be up."""
_NEAR_S: Final = 3.0
"""Seconds before and after a rep in which the camera is taken to stand where it does in it."""
_CROUCHED: Final = 0.25
"""Leg lengths: of somebody who is never this close to upright while a foot is down, it hangs in the air, or they crouch."""


def drop_over(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the shoulders have come down towards where a foot stands, shape (T,).

    Wherever the foot is put down anew, standing is measured anew, as who steps up to the camera grows. A foot that is held up
    is too near to the shoulders to be stood on.

    Returns:
        Leg lengths, + down; NaN where the foot does not stand. It is the straight distance that counts, not the height, so
        that neither a tilted camera nor a sideways lean looks like a rep.
    """
    distance = length(mid_shoulder(poses) - planted_ankle_px(poses, side))
    distance = _bridged(distance, poses.time_s)
    leg = leg_px(poses, side)
    upright = standing_length(distance) - _CROUCHED * leg
    drop = np.full(len(poses), np.nan)
    for first, last in stretches(np.isfinite(distance)):
        standing = standing_length(distance[first:last])
        if standing > upright:
            drop[first:last] = (standing - distance[first:last]) / leg
    return drop


def spans_over(poses: PoseSequence, side: Side, settings: RepSettings) -> list[RepSpan]:
    """When the shoulders come down towards where a foot stands, and go up again; depth in leg lengths.

    Args:
        poses: Smoothed landmarks on a uniform time base.
        side: Of the foot.
        settings: What makes a rep.
    """
    leg = leg_px(poses, side)
    if not np.isfinite(leg) or leg <= 0:
        return []
    return detect_reps(poses.time_s, drop_over(poses, side), _MIN_DROP, settings)


@dataclass(frozen=True, slots=True)
class Look:
    """What a dip looks like; lengths in leg lengths.

    Attributes:
        span: When.
        feet: What the feet do.
        travel: How far the hips move sideways over the standing foot.
        returned: How far they end from where they began.
        hinge_deg: Trunk bent forward at the bottom, as far as this view shows it.
        knee_deg: Standing knee bent at the bottom, as far as this view shows it.
        free_bend_deg: Free knee bent at the bottom, by the world landmarks.
        reach_m: Free foot farther from the camera than the standing one.
        seated: Something else than the feet carries at the bottom.
        lowered: How much lower the free foot lies at the bottom than it ever does in standing upright.
    """

    span: RepSpan
    feet: Feet
    travel: float
    returned: float
    hinge_deg: float
    knee_deg: float
    free_bend_deg: float
    reach_m: float
    seated: bool
    lowered: float


def look_at(poses: PoseSequence, view: View, span: RepSpan) -> Look:
    """What a dip looks like.

    Args:
        poses: Smoothed landmarks on a uniform time base, level if that is known.
        view: Where the camera stands.
        span: When the dip is.
    """
    rep = poses.between(span.start_s, span.end_s)
    deep = poses.between((span.start_s + span.bottom_s) / 2, (span.bottom_s + span.end_s) / 2)
    leg = max(px for px in (leg_px(poses, side) for side in Side) if np.isfinite(px))
    feet = feet_of(rep, deep, leg, side_on=view.kind is ViewKind.SIDE)
    side = feet.stance
    stance, free = LEGS[side].ankle, LEGS[side.other].ankle
    over = mid_hip(rep)[:, 0] - rep.xy_px[:, stance, 0]
    return Look(
        span=span,
        feet=feet,
        travel=float(np.nanmax(over) - np.nanmin(over)) / leg if np.isfinite(over).any() else float("nan"),
        returned=abs(float(over[-1] - over[0])) / leg,
        hinge_deg=median_of(_during(_hinge_deg(poses, view, side), poses, span)),
        knee_deg=median_of(_during(_bend_deg(poses, view, side), poses, span)),
        free_bend_deg=median_of(_bend_in_space_deg(deep, side.other)),
        reach_m=median_of(deep.world_m[:, free, 2] - deep.world_m[:, stance, 2]),
        lowered=_lowest_px(poses, span, side) / leg - feet.raised,
        seated=feet.planted
        and not feet.over_one(frontal=view.frontal)
        and seated(poses, poses.between(span.pause_start_s, span.pause_end_s), frontal=view.frontal),
    )


def _lowest_px(poses: PoseSequence, span: RepSpan, stance: Side) -> float:
    """How far the other foot lies above the standing one, shortly before and after, where it lies lowest and the body is up."""
    near = poses.between(span.start_s - _NEAR_S, span.end_s + _NEAR_S)
    up = (drop_over(poses, stance) < _UP)[np.isin(poses.time_s, near.time_s)]
    for side in Side:
        up &= foot_speed(near, side) < STILL_SPEED
    above = near.xy_px[:, LEGS[stance].ankle, 1] - near.xy_px[:, LEGS[stance.other].ankle, 1]
    known = above[up & np.isfinite(above)]
    return float(np.percentile(known, 10)) if known.size else float("nan")


def _hinge_deg(poses: PoseSequence, view: View, side: Side) -> FloatArray:
    """How far the trunk is bent forward, as far as this view shows it, shape (T,)."""
    if view.kind is ViewKind.SIDE:
        return trunk_forward_lean_deg(poses, side)
    if view.frontal:
        return trunk_shortening_deg(poses)
    # Seen at an angle, a trunk that leans sideways looks inclined as well: the world landmarks must have it forward too.
    return np.fmin(trunk_tilt_deg(poses, side), _pitch_deg(poses))


def _pitch_deg(poses: PoseSequence) -> FloatArray:
    """How far the trunk is inclined across the line of the hips, forward or back, by the world landmarks, shape (T,)."""
    left, right = (poses.world_m[:, mark] for mark in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))
    shoulders = mid(poses.world_m[:, Landmark.LEFT_SHOULDER], poses.world_m[:, Landmark.RIGHT_SHOULDER])
    trunk, hips = shoulders - mid(left, right), left - right
    across = np.abs(trunk[:, 0] * hips[:, 2] - trunk[:, 2] * hips[:, 0])
    on_floor = ratio(across, np.hypot(hips[:, 0], hips[:, 2]))
    return np.asarray(np.degrees(np.arctan2(on_floor, -trunk[:, 1])), dtype=np.float64)


def _bend_deg(poses: PoseSequence, view: View, side: Side) -> FloatArray:
    """How far the knee is bent, as far as this view shows it, shape (T,)."""
    return knee_flexion_deg(poses, side) if view.kind is ViewKind.SIDE else depth_deg(poses, side)


def _bend_in_space_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion by the world landmarks, shape (T,)."""
    leg = LEGS[side]
    return 180.0 - included_angle_deg(*(poses.world_m[:, joint] for joint in (leg.hip, leg.knee, leg.ankle)))


def _during(values: FloatArray, poses: PoseSequence, span: RepSpan) -> FloatArray:
    """Values around the bottom of a dip."""
    near = np.abs(poses.time_s - span.bottom_s) <= 0.1
    return np.asarray(values[near], dtype=np.float64)


def overlap(a: RepSpan, b: RepSpan) -> float:
    """Shared time as a share of the shorter one."""
    shared = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return shared / max(min(a.end_s - a.start_s, b.end_s - b.start_s), 1e-9)


def _bridged(values: FloatArray, time_s: FloatArray) -> FloatArray:
    """Fill gaps of up to a fifth of a second linearly: a foot that trembles for a moment still stands."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return values
    filled = np.interp(time_s, time_s[known], values[known], left=np.nan, right=np.nan)
    seen_s = time_s[known]
    after = np.clip(np.searchsorted(seen_s, time_s, side="left"), 1, len(seen_s) - 1)
    wide = (seen_s[after] - seen_s[after - 1]) > 0.2
    return np.where(known | ~wide, filled, np.nan)
