"""Metrics over time, each a function `(poses, side) -> (T,)`, and the table that names them all.

The functions work on image pixels of any scale and are told nothing but the landmarks. Signs are anatomical and the
same for both legs, in front and back views, mirrored or not. `side` is the stance leg. All angles are degrees, all
ratios are shares of a body length seen in the same picture, and NaN goes wherever a landmark that is needed is NaN.
Formulas: clinical literature as cited in docs/metrics.md.
"""

from hipcheck.kinematics.anatomy import facing_x, left_x, leg_px, levelled
from hipcheck.kinematics.asis import sided, without_stickers
from hipcheck.kinematics.depth import (
    body_drop,
    depth_deg,
    depth_on_leg_deg,
    thigh_share,
    trunk_shortening_deg,
    trunk_tilt_deg,
)
from hipcheck.kinematics.frontal import (
    FOOT_SHANKS,
    HEEL_TO_ANKLE_SHANKS,
    SECOND_TOE_SHANKS,
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
from hipcheck.kinematics.table import METRICS, Metric
from hipcheck.kinematics.thigh import with_rigid_thighs

__all__ = [
    "FOOT_SHANKS",
    "HEEL_TO_ANKLE_SHANKS",
    "METRICS",
    "SECOND_TOE_SHANKS",
    "Metric",
    "body_drop",
    "depth_deg",
    "depth_on_leg_deg",
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
    "sided",
    "t_line_deg",
    "thigh_share",
    "trunk_forward_lean_deg",
    "trunk_lean_deg",
    "trunk_shortening_deg",
    "trunk_tilt_deg",
    "with_rigid_thighs",
    "without_stickers",
]
