"""How each angle is drawn where it is measured: its lines, the wedge between them, its value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.reports.canvas import WHITE, Canvas, Colour, rgb, text_width_px
from hipcheck.reports.moments import Moment
from hipcheck.reports.skeleton import Body
from hipcheck.reports.wording import GRADE_COLOURS, format_value
from hipcheck.results import Facing

__all__ = ["FIGURES", "draw_angles"]


_REFERENCE_WIDTH: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the drawing of one angle needs to know."""

    canvas: Canvas
    body: Body
    side: Side
    up: FloatArray
    """Unit vector of the true vertical in the image."""
    ahead: float
    """Where there is room for a label: +1 the image's right, -1 its left; lateral of the leg, or in front."""
    text: str
    grade_colour: Colour | None
    """Of the flaw that the value shows right now; None where it shows none."""

    @property
    def colour(self) -> Colour:
        return self.grade_colour or WHITE

    def reference(self, start: FloatArray, end: FloatArray) -> None:
        """Draw what the angle is measured against."""
        self.canvas.lines([np.stack([start, end])], WHITE, width=_REFERENCE_WIDTH, dashed=True)

    def label(self, point: FloatArray, direction: float) -> None:
        """Write the value beside a point: to its right where the direction is positive, else to its left."""
        width_px = text_width_px(self.text, self.canvas.text_px)
        away_px = width_px / 2 + 6.0 * self.canvas.line_px
        self.canvas.label(
            self.text, point + np.array([math.copysign(away_px, direction), 0.0]), self.grade_colour
        )


Figure: TypeAlias = Callable[[_Scene], None]


def draw_angles(
    canvas: Canvas, body: Body, moment: Moment, *, up: FloatArray, facing: Facing | None = None
) -> None:
    """Draw every angle of a moment where it is measured: its lines, its wedge, its value.

    Args:
        canvas: What to draw on.
        body: Where.
        moment: Which legs and values; a missing value draws nothing.
        up: Shape (2,), unit vector of the true vertical in the image, which the camera's roll tilts.
        facing: Where the person looks, to keep labels clear of the body.
    """
    for metric, figure in FIGURES.items():
        for side in moment.legs:
            value = moment.value(metric, side)
            if value is None:
                continue
            grade = moment.grade(metric, side)
            figure(
                _Scene(
                    canvas=canvas,
                    body=body,
                    side=side,
                    up=up,
                    ahead=_ahead(body, side, facing),
                    text=format_value(metric, value.value),
                    grade_colour=rgb(GRADE_COLOURS[grade]) if grade else None,
                )
            )
            if value.side is None:
                break


def _ahead(body: Body, side: Side, facing: Facing | None) -> float:
    if facing in (Facing.IMAGE_LEFT, Facing.IMAGE_RIGHT):
        return 1.0 if facing is Facing.IMAGE_RIGHT else -1.0
    across = body.xy_px[LEGS[side].hip, 0] - body.xy_px[LEGS[side.other].hip, 0]
    return -1.0 if across < 0 else 1.0


def _turn(scene: _Scene, joints: tuple[Landmark, Landmark, Landmark], *, reach: float, label: float) -> None:
    """Draw how far a limb turns at a joint: off the dashed line on which it would go straight on.

    Args:
        scene: Where, and the value.
        joints: The joint above, the joint itself, the joint below.
        reach: Radius of the wedge, as a share of the shorter limb.
        label: +1 puts the label ahead, -1 behind.
    """
    above, joint, below = scene.body.xy_px[list(joints)]
    upper_px, lower_px = float(np.linalg.norm(joint - above)), float(np.linalg.norm(below - joint))
    if not (np.isfinite(upper_px + lower_px) and upper_px > 0):
        return
    straight_on = (joint - above) / upper_px * reach * min(upper_px, lower_px)
    scene.canvas.wedge(joint, joint + straight_on, below, scene.colour)
    scene.reference(joint, joint + straight_on * 1.3)
    scene.label(joint, label * scene.ahead)


def _knee_inward(scene: _Scene) -> None:
    leg = LEGS[scene.side]
    _turn(scene, (leg.hip, leg.knee, leg.ankle), reach=0.6, label=1.0)  # a small angle needs a long wedge


def _knee_bend(scene: _Scene) -> None:
    leg = LEGS[scene.side]
    _turn(scene, (leg.hip, leg.knee, leg.ankle), reach=0.35, label=1.0)


def _hip_bend(scene: _Scene) -> None:
    leg = LEGS[scene.side]
    _turn(scene, (leg.shoulder, leg.hip, leg.knee), reach=0.35, label=-1.0)


def _trunk(scene: _Scene) -> None:
    """Draw the line from mid-hip to mid-shoulder against the vertical."""
    hip = scene.body.middle(Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    shoulder = scene.body.middle(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
    upright = scene.up * float(np.linalg.norm(shoulder - hip))
    if not np.isfinite(upright).all():
        return
    scene.canvas.wedge(hip, hip + upright * 0.6, shoulder, scene.colour)
    scene.canvas.lines([np.stack([hip, shoulder])], WHITE)
    scene.reference(hip, hip + upright)
    scene.label(hip + upright * 0.6, -scene.ahead)


def _pelvis(scene: _Scene) -> None:
    """Draw the line through the stickers against the horizontal through the one of the tested leg."""
    left, right = scene.body.asis_px
    stance, free = (left, right) if scene.side is Side.LEFT else (right, left)
    across = free - stance
    if not np.isfinite(across).all():
        return
    rightwards = np.array([-scene.up[1], scene.up[0]])
    level = rightwards * math.copysign(float(np.linalg.norm(across)), float(across @ rightwards))
    scene.canvas.wedge(stance, stance + level, free, scene.colour)
    scene.canvas.lines([np.stack([stance, free])], WHITE)
    scene.reference(stance, stance + level * 1.2)
    scene.label(stance + level * 1.2, float(level[0]))


def _knees_apart(scene: _Scene) -> None:
    """Draw the two distances that are compared: between the knees, and between the ankles."""
    knees = scene.body.xy_px[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]]
    ankles = scene.body.xy_px[[Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]]
    scene.reference(*knees)
    scene.reference(*ankles)
    scene.canvas.label(scene.text, knees.mean(axis=0), scene.grade_colour)


def _knee_over_foot(scene: _Scene) -> None:
    """Draw the plumb line of the knee and the line of the foot it should fall on; the value stands in the panel."""
    leg = LEGS[scene.side]
    knee, heel, toe = scene.body.xy_px[[leg.knee, leg.heel, leg.toe]]
    scene.reference(knee, knee + scene.up * float((toe - knee) @ scene.up))
    scene.canvas.lines([np.stack([heel, toe])], scene.colour)


FIGURES: Final[dict[str, Figure]] = {
    "trunk_lean_deg": _trunk,
    "trunk_forward_lean_deg": _trunk,
    "pelvic_drop_deg": _pelvis,
    "pelvis_opening_deg": _pelvis,
    "hip_flexion_deg": _hip_bend,
    "knee_fppa_deg": _knee_inward,
    "knee_flexion_deg": _knee_bend,
    "knee_ankle_separation": _knees_apart,
    "knee_over_foot": _knee_over_foot,
}
"""How each metric is drawn on the body, in drawing order; the others stand in the panel only."""
