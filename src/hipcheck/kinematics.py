"""Metrics over time, each a function `(poses, side) -> (T,)`, and the table that names them all.

The functions work on image pixels of any scale and are told nothing but the landmarks. Signs are anatomical and the
same for both legs, in front and back views, mirrored or not. `side` is the stance leg. All angles are degrees, all
ratios are shares of a body length seen in the same picture, and NaN goes wherever a landmark that is needed is NaN.
Formulas: clinical literature as cited in docs/metrics.md. Frontal metrics expect a level picture (`levelled`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy.ndimage import distance_transform_edt, median_filter

from hipcheck.geometry import FloatArray, angle_from_up_deg, included_angle_deg, length, mid
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.poses import PoseSequence

__all__ = [
    "METRICS",
    "Metric",
    "body_drop",
    "depth_deg",
    "facing_x",
    "heel_rise",
    "hip_adduction_deg",
    "hip_flexion_deg",
    "hip_line_deg",
    "hip_shift",
    "knee_ankle_separation",
    "knee_flexion_deg",
    "knee_fppa_deg",
    "knee_over_foot",
    "left_x",
    "leg_px",
    "levelled",
    "pelvic_drop_deg",
    "pelvis_opening_deg",
    "shank_angle_deg",
    "t_line_deg",
    "trunk_forward_lean_deg",
    "trunk_lean_deg",
    "trunk_shortening_deg",
    "trunk_tilt_deg",
]

MetricFunction: TypeAlias = Callable[[PoseSequence, Side], FloatArray]
Plane: TypeAlias = Literal["frontal", "side", "any"]

SECOND_TOE_SHANKS: Final = 0.04
"""How far the second toe lies lateral of MediaPipe's foot index, in shank lengths (1 to 2 cm; convention)."""
FOOT_SHANKS: Final = 0.6
"""Length of a foot in shank lengths (convention)."""
HEEL_TO_ANKLE_SHANKS: Final = 0.12
"""How far the ankle lies in front of the heel landmark, in shank lengths (about 5 cm; convention)."""
_MIN_WIDTH_TRUNKS: Final = 0.1
"""Shoulders and hips narrower than this, in trunk lengths, are seen from the side: no left and right in the image."""
_STANDING_PERCENTILE: Final = 95
"""A body length as seen in standing: this percentile over the clip, which a few wild frames do not move."""


def _point(poses: PoseSequence, landmark: Landmark) -> FloatArray:
    return poses.xy_px[:, landmark]


def _mid_shoulder(poses: PoseSequence) -> FloatArray:
    return _mid_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)


def _mid_hip(poses: PoseSequence) -> FloatArray:
    return _mid_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def _mid_of(poses: PoseSequence, left: Landmark, right: Landmark) -> FloatArray:
    return mid(poses.xy_px[:, left], poses.xy_px[:, right])


def _near_of(poses: PoseSequence, left: Landmark, right: Landmark) -> FloatArray:
    """The midpoint of two landmarks, or the one that is known: from the side the far one is often hidden."""
    a, b = poses.xy_px[:, left], poses.xy_px[:, right]
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, mid(a, b)))


def _standing(values: FloatArray) -> float:
    """What a length measures in standing: a high percentile over the clip; NaN where it is never known."""
    known = values[np.isfinite(values)]
    return float(np.percentile(known, _STANDING_PERCENTILE)) if known.size else float("nan")


def levelled(poses: PoseSequence, roll_deg: float) -> PoseSequence:
    """The same person in a picture turned back by the camera's roll.

    Args:
        poses: Landmarks as filmed.
        roll_deg: Camera roll, + picture turned clockwise as seen.

    Returns:
        Landmarks turned by -roll about the image centre.
    """
    angle = np.radians(-roll_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = np.array([poses.frame_size.width_px, poses.frame_size.height_px]) / 2.0
    assert poses.asis_px is not None
    return replace(
        poses,
        xy_px=(poses.xy_px - centre) @ turn + centre,
        asis_px=(poses.asis_px - centre) @ turn + centre,
    )


def left_x(poses: PoseSequence) -> FloatArray:
    """Which way the person's left lies in the image: +1 right (seen from the front), -1 left (from behind).

    Returns:
        Shape (T,). Taken from shoulders and hips together over about a second, so that neither one frame nor a
        landmark hidden for a moment decides; NaN where they overlap, as in a side view, and where none of them was
        seen within a second.
    """
    shoulders = poses.xy_px[:, Landmark.LEFT_SHOULDER, 0] - poses.xy_px[:, Landmark.RIGHT_SHOULDER, 0]
    hips = poses.xy_px[:, Landmark.LEFT_HIP, 0] - poses.xy_px[:, Landmark.RIGHT_HIP, 0]
    trunk_px = _standing(length(_mid_shoulder(poses) - _mid_hip(poses)))
    width = np.asarray(shoulders + hips, dtype=np.float64)
    known = np.isfinite(width)
    if not known.any():
        return np.full(len(poses), np.nan)
    window = max(1, int(poses.frame_rate_hz)) | 1 if len(poses) > 1 else 1
    seen = np.flatnonzero(known)
    steady = np.interp(np.arange(len(poses)), seen, median_filter(width[known], size=window, mode="nearest"))
    steady[distance_transform_edt(~known) > window] = np.nan
    steady[np.abs(steady) < _MIN_WIDTH_TRUNKS * trunk_px] = np.nan
    return np.asarray(np.sign(steady), dtype=np.float64)


def _medial_x(poses: PoseSequence, side: Side) -> FloatArray:
    """Image direction from the stance leg towards the midline: +1 right, -1 left, shape (T,)."""
    return left_x(poses) if side is Side.RIGHT else -left_x(poses)


def facing_x(poses: PoseSequence) -> float:
    """Which way a person seen from the side looks: +1 the image's right, -1 its left; NaN where unknown.

    From the feet, over the whole clip: toes lie in front of heels.
    """
    feet = np.concatenate([poses.xy_px[:, LEGS[s].toe, 0] - poses.xy_px[:, LEGS[s].heel, 0] for s in Side])
    known = feet[np.isfinite(feet)]
    return float(np.sign(np.median(known))) if known.size else float("nan")


def _inclination_deg(lower: FloatArray, upper: FloatArray, direction: FloatArray | float) -> FloatArray:
    """Lean of the line from lower to upper point from the vertical, + towards `direction` (±1) in the image."""
    return np.asarray(direction * angle_from_up_deg(upper - lower), dtype=np.float64)


def knee_fppa_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Frontal-plane projection angle of the knee: thigh line against shank line in the image.

    Returns:
        Degrees, shape (T,). + knee medial of the hip-ankle line (valgus). Not changed by camera roll, scale or
        mirroring; strongly changed by yaw. Source: Willson 2006, Herrington 2014.
    """
    leg, medial = LEGS[side], _medial_x(poses, side)
    hip, knee, ankle = (_point(poses, p) for p in (leg.hip, leg.knee, leg.ankle))
    thigh = _inclination_deg(knee, hip, -medial)
    shank = _inclination_deg(ankle, knee, medial)
    return np.asarray(thigh + shank, dtype=np.float64)


def knee_over_foot(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the knee lies inside of the line of its own foot, in standing shank lengths.

    The line runs from the heel to the second toe, and is read where the knee is over it: above the ankle in standing,
    above the toes at the bottom. So toes that are turned out do not make a knee that follows them look inward.

    Returns:
        Ratio, shape (T,), + knee medial. How far forward the knee is follows from how much shorter the shank looks than
        in standing; the second toe is taken `SECOND_TOE_SHANKS` lateral of the foot index.
    """
    leg, medial = LEGS[side], _medial_x(poses, side)
    knee, ankle, heel, toe = (_point(poses, p) for p in (leg.knee, leg.ankle, leg.heel, leg.toe))
    shank_px = _standing(length(knee - ankle))
    forward = np.sqrt(np.clip(1.0 - ((ankle - knee)[:, 1] / shank_px) ** 2, 0.0, 1.0))
    along = np.clip((HEEL_TO_ANKLE_SHANKS + forward) / FOOT_SHANKS, 0.0, 1.0)
    second_toe_x = toe[:, 0] - medial * SECOND_TOE_SHANKS * shank_px
    foot_x = heel[:, 0] + along * (second_toe_x - heel[:, 0])
    return np.asarray(medial * (knee[:, 0] - foot_x) / shank_px, dtype=np.float64)


def hip_line_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Tilt of the line through the two hip landmarks: written down for study, never graded.

    Returns:
        Degrees, shape (T,), + hip of the free leg lower. This is not the pelvis: on rendered people it shows about
        15 % of a true drop, and leaning the trunk turns its sign (docs/limits.md).
    """
    return _line_drop_deg(_point(poses, LEGS[side].hip), _point(poses, LEGS[side.other].hip))


def _line_drop_deg(stance: FloatArray, free: FloatArray) -> FloatArray:
    across = np.abs(free[:, 0] - stance[:, 0])
    return np.asarray(np.degrees(np.arctan2(free[:, 1] - stance[:, 1], across)), dtype=np.float64)


def pelvic_drop_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Contralateral pelvic drop, from stickers on the front hip bones.

    Returns:
        Degrees, shape (T,), + hip of the free leg lower. NaN without stickers: hip landmarks do not show it.
    """
    assert poses.asis_px is not None
    left, right = poses.asis_px[:, 0], poses.asis_px[:, 1]
    return _line_drop_deg(left, right) if side is Side.LEFT else _line_drop_deg(right, left)


def pelvis_opening_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the pelvis opens in a single-leg deadlift seen along the trunk, from stickers.

    Returns:
        Degrees, shape (T,), + hip of the free leg higher. NaN without stickers, as for the pelvic drop.
    """
    return -pelvic_drop_deg(poses, side)


def hip_adduction_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Thigh against pelvis in the frontal plane: thigh inclination plus the drop of the pelvis.

    Returns:
        Degrees, shape (T,), + adduction. With stickers the pelvis is their line; without, the line through the hip
        landmarks, which understates a drop, and so does this.
    """
    leg = LEGS[side]
    thigh = _inclination_deg(_point(poses, leg.knee), _point(poses, leg.hip), -_medial_x(poses, side))
    stickers = pelvic_drop_deg(poses, side)
    pelvis = np.where(np.isnan(stickers), hip_line_deg(poses, side), stickers)
    return np.asarray(thigh + pelvis, dtype=np.float64)


def trunk_lean_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Lean of the line mid-hip to mid-shoulder from the vertical of a level picture.

    Returns:
        Degrees, shape (T,), + towards the stance leg.
    """
    return _inclination_deg(_mid_hip(poses), _mid_shoulder(poses), -_medial_x(poses, side))


def knee_ankle_separation(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one value for both legs
    """Distance between the knees over distance between the ankles, both horizontal.

    Returns:
        Ratio, shape (T,). 1 knees over ankles, smaller inward. Not changed by yaw to first order, nor by scale.
    """
    knees = np.abs(poses.xy_px[:, Landmark.LEFT_KNEE, 0] - poses.xy_px[:, Landmark.RIGHT_KNEE, 0])
    ankles = np.abs(poses.xy_px[:, Landmark.LEFT_ANKLE, 0] - poses.xy_px[:, Landmark.RIGHT_ANKLE, 0])
    return _ratio(knees, ankles)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, part / whole, np.nan), dtype=np.float64)


def hip_shift(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one value for both legs
    """Sideways place of the hips between the feet, in distances between the ankles.

    Returns:
        Ratio, shape (T,). 0 midway, + towards the person's left foot, 0.5 above it.
    """
    ankles = _mid_of(poses, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)
    apart = np.abs(poses.xy_px[:, Landmark.LEFT_ANKLE, 0] - poses.xy_px[:, Landmark.RIGHT_ANKLE, 0])
    return _ratio(left_x(poses) * (_mid_hip(poses) - ankles)[:, 0], apart)


def depth_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion implied by how far the hip of the stance leg has come down towards its ankle.

    `2·acos(height / standing height)`, exact where thigh and shank incline equally.

    Returns:
        Degrees, shape (T,), 0 in standing. One percent of height is 2.3° at 60°.
    """
    leg = LEGS[side]
    height = _point(poses, leg.ankle)[:, 1] - _point(poses, leg.hip)[:, 1]
    return np.asarray(2.0 * _tilt_deg(height), dtype=np.float64)


def body_drop(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the shoulders have come down towards the ankle of the stance leg: the signal that finds reps.

    Every movement hipcheck knows lowers the shoulders, and no landmarks are steadier. It is the straight distance
    that counts, not the height, so that neither a tilted camera nor a sideways lean looks like a rep.

    Returns:
        Share of the standing hip-ankle height, shape (T,), 0 in standing, + down.
    """
    distance = length(_mid_shoulder(poses) - _point(poses, LEGS[side].ankle))
    return np.asarray((_standing(distance) - distance) / leg_px(poses, side), dtype=np.float64)


def leg_px(poses: PoseSequence, side: Side) -> float:
    """Height of the hip above the ankle in standing, pixels; NaN where never seen."""
    leg = LEGS[side]
    return _standing(_point(poses, leg.ankle)[:, 1] - _point(poses, leg.hip)[:, 1])


def trunk_shortening_deg(poses: PoseSequence) -> FloatArray:
    """Inclination of the trunk towards or away from the camera, from how much shorter its line looks.

    Returns:
        Degrees, shape (T,), 0 in the plane of the image, no sign. Leaning sideways does not change it.
    """
    return _tilt_deg(length(_mid_hip(poses) - _mid_shoulder(poses)))


def trunk_tilt_deg(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one trunk
    """Inclination of the trunk implied by how much shorter it looks than in standing, for views along it.

    Returns:
        Degrees, shape (T,), 0 upright, 90 horizontal; no sign.
    """
    return _tilt_deg(_mid_hip(poses)[:, 1] - _mid_shoulder(poses)[:, 1])


def _tilt_deg(height: FloatArray) -> FloatArray:
    share = np.clip(height / _standing(height), -1.0, 1.0)
    return np.asarray(np.degrees(np.arccos(share)), dtype=np.float64)


def knee_flexion_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Knee flexion in the image, for a side view.

    Returns:
        Degrees, shape (T,), 0 straight, + bent. Seen 20° off the side, 60° reads 57°.
    """
    leg = LEGS[side]
    return 180.0 - included_angle_deg(*(_point(poses, p) for p in (leg.hip, leg.knee, leg.ankle)))


def hip_flexion_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Hip flexion in the image (shoulder, hip, knee of the stance side), for a side view.

    Returns:
        Degrees, shape (T,), 0 straight, + bent. The lumbar spine is part of it: no landmark lies between.
    """
    leg = LEGS[side]
    return 180.0 - included_angle_deg(*(_point(poses, p) for p in (leg.shoulder, leg.hip, leg.knee)))


def trunk_forward_lean_deg(poses: PoseSequence, side: Side) -> FloatArray:  # noqa: ARG001 - one trunk
    """Inclination of the trunk in a side view.

    Returns:
        Degrees, shape (T,), 0 upright, + forward, 90 horizontal.
    """
    shoulder = _near_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    hip = _near_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    return _inclination_deg(hip, shoulder, facing_x(poses))


def shank_angle_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Inclination of the shin in a side view.

    Returns:
        Degrees, shape (T,), 0 upright, + knee in front of the ankle.
    """
    leg = LEGS[side]
    return _inclination_deg(_point(poses, leg.ankle), _point(poses, leg.knee), facing_x(poses))


def t_line_deg(poses: PoseSequence, side: Side) -> FloatArray:
    """Angle at the hip between trunk and free leg in a side view.

    Returns:
        Degrees, shape (T,). 180 in one line, as in the bottom of a good single-leg deadlift.
    """
    shoulder = _near_of(poses, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    hip = _near_of(poses, Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    return included_angle_deg(shoulder, hip, _point(poses, LEGS[side.other].ankle))


def heel_rise(poses: PoseSequence, side: Side) -> FloatArray:
    """How far the heel has come up against the toes, in standing shank lengths.

    Returns:
        Ratio, shape (T,), 0 flat on the floor, + up.
    """
    leg = LEGS[side]
    sole = (_point(poses, leg.heel) - _point(poses, leg.toe))[:, 1]  # + heel lower in the image
    shank_px = _standing(length(_point(poses, leg.knee) - _point(poses, leg.ankle)))
    known = sole[np.isfinite(sole)]
    flat = float(np.percentile(known, 75)) if known.size else float("nan")
    return np.asarray((flat - sole) / shank_px, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the table: what a metric is, for people and for programs.

    Attributes:
        id: Name in files and code; its suffix is its unit.
        label: For people.
        short: For table heads.
        unit: "°", "s", "%" or "" for a ratio, as shown behind a number.
        plane: View it needs: "frontal" (front or back), "side", or "any".
        positive: What a positive value means.
        decimals: Digits worth showing.
        function: Its value over time; None where it is a number of the whole rep (tempo, wobble).
        legs: Movements it belongs to: 1 (one leg), 2 (both), 0 (either).
        per_leg: In a movement on both legs, whether each leg has its own value.
        excursion: How a change from quiet standing is taken; "none" where it means nothing.
        either_way: Whether it is worse the further it is from 0 in either direction.
    """

    id: str
    label: str
    short: str
    unit: str
    plane: Plane
    positive: str
    decimals: int = 0
    function: MetricFunction | None = None
    legs: int = 0
    per_leg: bool = False
    excursion: Literal["none", "difference", "ratio"] = "none"
    either_way: bool = False


_TABLE: Final = (
    Metric(
        "knee_fppa_deg",
        "Knee inward (FPPA)",
        "Knee inward",
        "°",
        "frontal",
        "knee moves inward",
        function=knee_fppa_deg,
        per_leg=True,
        excursion="difference",
    ),
    Metric(
        "knee_over_foot",
        "Knee over foot",
        "Knee/foot",
        "",
        "frontal",
        "knee inside of the toes",
        2,
        function=knee_over_foot,
        per_leg=True,
        excursion="difference",
    ),
    Metric(
        "hip_adduction_deg",
        "Hip adduction",
        "Hip add.",
        "°",
        "frontal",
        "thigh moves inward against the pelvis",
        function=hip_adduction_deg,
        per_leg=True,
        excursion="difference",
    ),
    Metric(
        "pelvic_drop_deg",
        "Pelvic drop",
        "Pelvic drop",
        "°",
        "frontal",
        "hip of the free leg sinks",
        function=pelvic_drop_deg,
        legs=1,
        excursion="difference",
    ),
    Metric(
        "trunk_lean_deg",
        "Trunk lean",
        "Trunk lean",
        "°",
        "frontal",
        "trunk leans over the stance leg",
        function=trunk_lean_deg,
        legs=1,
        excursion="difference",
    ),
    Metric(
        "knee_ankle_separation",
        "Knee/ankle separation",
        "Knee/ankle",
        "",
        "frontal",
        "knees apart as the ankles",
        2,
        function=knee_ankle_separation,
        legs=2,
        excursion="ratio",
    ),
    Metric(
        "hip_shift",
        "Hip shift",
        "Hip shift",
        "",
        "frontal",
        "hips shift towards the person's left",
        2,
        function=hip_shift,
        legs=2,
        excursion="difference",
        either_way=True,
    ),
    Metric(
        "pelvis_opening_deg",
        "Pelvis opening",
        "Opening",
        "°",
        "frontal",
        "hip of the free leg rises, pelvis opens",
        function=pelvis_opening_deg,
        legs=1,
        excursion="difference",
    ),
    Metric(
        "depth_deg",
        "Depth (knee bend from hip height)",
        "Depth",
        "°",
        "frontal",
        "deeper",
        function=depth_deg,
    ),
    Metric(
        "knee_flexion_deg",
        "Knee flexion",
        "Knee bend",
        "°",
        "side",
        "more bent",
        function=knee_flexion_deg,
        per_leg=True,
    ),
    Metric(
        "hip_flexion_deg",
        "Hip flexion",
        "Hip bend",
        "°",
        "side",
        "more bent",
        function=hip_flexion_deg,
        per_leg=True,
    ),
    Metric(
        "trunk_forward_lean_deg",
        "Forward trunk lean",
        "Trunk fwd",
        "°",
        "side",
        "trunk leans forward",
        function=trunk_forward_lean_deg,
    ),
    Metric(
        "shank_angle_deg",
        "Shin angle",
        "Shin",
        "°",
        "side",
        "knee forward over the foot",
        function=shank_angle_deg,
        per_leg=True,
    ),
    Metric(
        "hinge_ratio",
        "Hinge ratio (hip bend per knee bend)",
        "Hinge",
        "",
        "side",
        "more hip than knee",
        1,
        per_leg=True,
    ),
    Metric(
        "t_line_deg",
        "T-line",
        "T-line",
        "°",
        "side",
        "180 is trunk and free leg in one line",
        function=t_line_deg,
        legs=1,
    ),
    Metric(
        "heel_rise",
        "Heel rise",
        "Heel",
        "",
        "side",
        "heel leaves the floor",
        2,
        function=heel_rise,
        per_leg=True,
    ),
    Metric("descent_s", "Time down", "Down", "s", "any", "longer", 1),
    Metric("pause_s", "Pause at the bottom", "Pause", "s", "any", "longer", 1),
    Metric("ascent_s", "Time up", "Up", "s", "any", "longer", 1),
    Metric(
        "knee_wobble", "Knee wobble", "Wobble", "", "frontal", "more side-to-side movement", 2, per_leg=True
    ),
    Metric("pelvis_path", "Pelvis sway", "Sway", "", "frontal", "more side-to-side movement", 2),
    Metric("sparc", "Smoothness (SPARC)", "Smooth", "", "any", "smoother; -1.4 is a perfectly smooth rep", 1),
    Metric("foot_touches", "Touches of the free foot", "Touches", "", "any", "more touches", legs=1),
    Metric(
        "hip_line_deg",
        "Line through the hip landmarks",
        "Hip line",
        "°",
        "frontal",
        "hip of the free leg lower; not the pelvis",
        function=hip_line_deg,
        legs=1,
        excursion="difference",
    ),
)

METRICS: Final[dict[str, Metric]] = {metric.id: metric for metric in _TABLE}
"""Every metric by id, in the order tables show them."""
