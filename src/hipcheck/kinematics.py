"""Metrics over time, each a function `(poses, side) -> (T,)`, and the table that names them all.

Placeholder of the table while the functions are being written: ids, labels and units are final.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence

__all__ = ["METRICS", "Metric"]

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


_TABLE: Final = (
    Metric("knee_fppa_deg", "Knee inward (FPPA)", "Knee inward", "°", "frontal", "knee moves inward"),
    Metric("knee_over_foot", "Knee over foot", "Knee/foot", "", "frontal", "knee inside of the toes", 2),
    Metric(
        "hip_adduction_deg",
        "Hip adduction",
        "Hip add.",
        "°",
        "frontal",
        "thigh moves inward against the pelvis",
    ),
    Metric("pelvic_drop_deg", "Pelvic drop", "Pelvic drop", "°", "frontal", "hip of the free leg sinks"),
    Metric("trunk_lean_deg", "Trunk lean", "Trunk lean", "°", "frontal", "trunk leans over the stance leg"),
    Metric(
        "knee_ankle_separation",
        "Knee/ankle separation",
        "Knee/ankle",
        "",
        "frontal",
        "knees apart as the ankles",
        2,
    ),
    Metric("hip_shift", "Hip shift", "Hip shift", "", "frontal", "hips shift towards the person's left", 2),
    Metric(
        "pelvis_opening_deg",
        "Pelvis opening",
        "Opening",
        "°",
        "frontal",
        "hip of the free leg rises, pelvis opens",
    ),
    Metric("depth_deg", "Depth (knee bend from hip height)", "Depth", "°", "frontal", "deeper"),
    Metric("knee_flexion_deg", "Knee flexion", "Knee bend", "°", "side", "more bent"),
    Metric("hip_flexion_deg", "Hip flexion", "Hip bend", "°", "side", "more bent"),
    Metric("trunk_forward_lean_deg", "Forward trunk lean", "Trunk fwd", "°", "side", "trunk leans forward"),
    Metric("shank_angle_deg", "Shin angle", "Shin", "°", "side", "knee forward over the foot"),
    Metric(
        "hinge_ratio", "Hinge ratio (hip bend per knee bend)", "Hinge", "", "side", "more hip than knee", 1
    ),
    Metric("t_line_deg", "T-line", "T-line", "°", "side", "180 is trunk and free leg in one line"),
    Metric("heel_rise", "Heel rise", "Heel", "", "side", "heel leaves the floor", 2),
    Metric("descent_s", "Time down", "Down", "s", "any", "longer", 1),
    Metric("pause_s", "Pause at the bottom", "Pause", "s", "any", "longer", 1),
    Metric("ascent_s", "Time up", "Up", "s", "any", "longer", 1),
    Metric("knee_wobble", "Knee wobble", "Wobble", "", "frontal", "more side-to-side movement", 2),
    Metric("pelvis_path", "Pelvis sway", "Sway", "", "frontal", "more side-to-side movement", 2),
    Metric("sparc", "Smoothness (SPARC)", "Smooth", "", "any", "smoother; -1.4 is a perfectly smooth rep", 1),
    Metric("foot_touches", "Touches of the free foot", "Touches", "", "any", "more touches"),
    Metric(
        "hip_line_deg",
        "Line through the hip landmarks",
        "Hip line",
        "°",
        "frontal",
        "hip of the free leg lower; not the pelvis",
    ),
)

METRICS: Final[dict[str, Metric]] = {metric.id: metric for metric in _TABLE}
"""Every metric by id, in the order tables show them."""
