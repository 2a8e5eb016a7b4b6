"""What people stand or sit on: the step of a step-down, a stool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from synth.gait import Station
from synth.plans import STEP_DOWNS
from synth.skeleton import Skeleton
from synth.spec import MovementSpec
from synth.timing import FloatArray

__all__ = ["EDGE_M", "SEAT_M", "Box", "boxes_of"]

EDGE_M: Final = 0.065
"""From the ankle to the step's side edge: the foot just fits."""
SEAT_M: Final = 0.46
_BEHIND_HEELS_M: Final = 0.10
_BEFORE_TOES_M: Final = 0.045
_SHOE_TIP_M: Final = 0.02
_SEAT_SIZE_M: Final = 0.40
_SEAT_BEHIND_ANKLES_M: Final = 0.22


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A block, its edges upright and along the person's axes.

    Attributes:
        centre_m: Shape (3,).
        size_m: Shape (3,). Sideways, along, high.
        yaw_deg: Turned to the left, with the person.
    """

    centre_m: FloatArray
    size_m: FloatArray
    yaw_deg: float = 0.0


def boxes_of(spec: MovementSpec, skeleton: Skeleton, at: Station) -> tuple[Box, ...]:
    """The blocks of a movement, before the person is turned by `facing_deg`."""
    if spec.kind in STEP_DOWNS:
        front_m, back_m = step_edges_m(spec, skeleton, at)
        size = np.array([2.0 * (at.half_width_m + EDGE_M), back_m - front_m, spec.box_height_m])
        return (Box(np.array([at.x_m, (front_m + back_m) / 2.0, size[2] / 2.0]), size),)
    if spec.kind == "sit_down":
        size = np.array([_SEAT_SIZE_M, _SEAT_SIZE_M, SEAT_M])
        behind_m = at.y_m + _SEAT_BEHIND_ANKLES_M + _SEAT_SIZE_M / 2.0
        return (Box(np.array([at.x_m, behind_m, SEAT_M / 2.0]), size),)
    return ()


def step_edges_m(spec: MovementSpec, skeleton: Skeleton, at: Station) -> tuple[float, float]:
    """Front and back edge of the step along y; in a forward step-down the toes are at the front edge."""
    toes_m = at.y_m + float(skeleton.toes_m[:, 1].min()) - _SHOE_TIP_M
    front_m = toes_m if spec.kind == "forward_step_down" else toes_m - _BEFORE_TOES_M
    return front_m, at.y_m + float(skeleton.heels_m[:, 1].max()) + _BEHIND_HEELS_M
