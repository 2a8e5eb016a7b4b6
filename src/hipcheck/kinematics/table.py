"""The table that names every metric: what it is, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from hipcheck.geometry import FloatArray
from hipcheck.kinematics.depth import depth_deg
from hipcheck.kinematics.frontal import (
    hip_adduction_deg,
    hip_line_deg,
    hip_shift,
    knee_ankle_separation,
    knee_fppa_deg,
    knee_over_foot,
    pelvic_drop_deg,
    pelvis_opening_deg,
    trunk_lean_deg,
)
from hipcheck.kinematics.sagittal import (
    heel_rise,
    hip_flexion_deg,
    knee_flexion_deg,
    shank_angle_deg,
    t_line_deg,
    trunk_forward_lean_deg,
)
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence

__all__ = ["METRICS", "Metric", "MetricFunction", "Plane"]

MetricFunction: TypeAlias = Callable[[PoseSequence, Side], FloatArray]
Plane: TypeAlias = Literal["frontal", "side", "any"]


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
        "Knee past toes",
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
        "Thigh inward",
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
        "Knees apart",
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
        "Trunk forward",
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
        "Heel lift",
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
