"""What a clip cannot show is withheld, with the reason and the way to get it."""

from __future__ import annotations

from typing import Final

from hipcheck.kinematics import METRICS
from hipcheck.landmarks import Side
from hipcheck.results import NotMeasured, View, ViewKind
from hipcheck.settings import ViewSettings
from hipcheck.uncertainty import off_axis_deg

__all__ = ["BY_STICKERS", "gate"]

_YAW_GATED: Final = frozenset(
    {
        "knee_fppa_deg",
        "knee_over_foot",
        "hip_adduction_deg",
        "pelvic_drop_deg",
        "pelvis_opening_deg",
        "hip_shift",
    }
)
_PELVIS: Final = frozenset({"pelvic_drop_deg", "pelvis_opening_deg"})
BY_STICKERS: Final = _PELVIS | {"hip_adduction_deg"}
"""Read against the line of the pelvis, which two stickers on the front hip bones show. On rendered people, thighs against the
line of the model's hip points read 9 to 15° too little (docs/accuracy.md)."""
_ROLL_GATED: Final = _PELVIS | {"depth_deg", "trunk_lean_deg", "trunk_forward_lean_deg", "shank_angle_deg"}
_SIDE_MAX_OFF_DEG: Final = 40.0
"""How far off the side a camera may stand for a side metric: at 30° off, 60° of knee bend reads 53°."""

_WORDS: Final = {
    ViewKind.FRONT: "from the front",
    ViewKind.BACK: "from behind",
    ViewKind.SIDE: "from the side",
    ViewKind.OBLIQUE: "at an angle",
}


def gate(
    metric: str, side: Side | None, view: View, settings: ViewSettings, *, stickers: bool = False
) -> NotMeasured | None:
    """Why a metric cannot be measured in a clip, or None where it can.

    Args:
        metric: Metric id.
        side: The leg it would belong to.
        view: Where the camera stands.
        settings: The limits.
        stickers: Whether stickers on the front hip bones were found.
    """
    if metric in BY_STICKERS and not stickers:
        return NotMeasured(
            metric,
            side,
            "the model's hip points show only about 15 % of how far a pelvis drops, and the wrong way once the trunk leans",
            "put two bright stickers on your front hip bones; `hipcheck stickers` shows where and prints them",
        )
    plane = METRICS[metric].plane
    if plane == "frontal" and not view.frontal:
        return NotMeasured(
            metric,
            side,
            f"seen only from the front or from behind; this clip is filmed {_WORDS[view.kind]}",
            "film from the front",
        )
    if plane == "side" and (view.frontal or off_axis_deg(view) > _SIDE_MAX_OFF_DEG):
        return NotMeasured(
            metric,
            side,
            f"seen only from the side; this clip is filmed {_WORDS[view.kind]}",
            "film a second clip from the side",
        )
    if metric in _YAW_GATED and off_axis_deg(view) > settings.refuse_yaw_deg:
        return NotMeasured(
            metric,
            side,
            f"the camera stands about {off_axis_deg(view):.0f}° off the {view.kind.value}, which would show as a false angle",
            "point the second toe of the standing foot at the lens",
        )
    if metric in _ROLL_GATED and abs(view.roll_deg) > settings.refuse_roll_deg:
        return NotMeasured(
            metric, side, _roll_reason(view), "level the camera, and stand still for three seconds first"
        )
    return None


def _roll_reason(view: View) -> str:
    if not view.roll_known:
        return (
            "nobody stands upright and still in this clip, so a leaning body and a tilted camera look alike"
        )
    return f"the picture is tilted by about {abs(view.roll_deg):.0f}°"
