"""How deep somebody is at this moment against how deep the movement asks them to go, and how far there is still to go."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from hipcheck.catalog import Flaw, Movement
from hipcheck.geometry import length
from hipcheck.kinematics import knee_flexion_deg, trunk_forward_lean_deg, trunk_shortening_deg
from hipcheck.landmarks import LEGS, Side
from hipcheck.live.descent import Motion
from hipcheck.live.texts import Texts
from hipcheck.poses import PoseSequence
from hipcheck.results import Analysis
from hipcheck.series import legs_of

__all__ = ["Depth", "leg_length_m", "to_go", "usual_depth_deg"]

_RESTED: Final = 15
"""Frames of rest that the hip's height in standing is taken from: half a second."""
_STOOD_SHARE: Final = 0.95
"""Of the hip's height in standing on both legs; who is lower does not stand, as in `hipcheck.kinematics.depth`."""
_SET_OUT: Final = 0.25
"""Share of the depth asked for from which it is said how far there is still to go. Convention."""
_THERE: Final = 0.97
_STEP_CM: Final = 5
"""World landmarks know a leg's length to about a tenth: of 20 cm that is 2, so whole steps of 5 claim nothing they do not know."""
_NEAR: Final = 0.7
_DEPTHS: Final = ("depth_deg", "knee_flexion_deg")
"""Metrics of depth; a view shows one of them."""


class Depth:
    """How far down somebody is; 0 standing, 1 where the movement asks them to go.

    It is linear in the height of the pelvis, so that a hip that trembles in standing does not look like a bent knee; of a
    deadlift in the inclination of the trunk.

    Attributes:
        share: At this moment; NaN where unknown.
        asked: How far the pelvis is to come down, in leg lengths; NaN where the movement does not say so.
        usual_deg: How deep the person's own reps are, where the movement does not say it: a step is as high as it is.
    """

    def __init__(self) -> None:
        self.share = self.asked = self.usual_deg = float("nan")
        self._leg: Side | None = None
        self._rest: deque[float] = deque(maxlen=_RESTED)

    def see(
        self, poses: PoseSequence, movement: Movement, leg: Side | None, motion: Motion, *, frontal: bool
    ) -> None:
        """One more moment.

        Args:
            poses: Quiet standing, and the newest moment last.
            movement: What they do.
            leg: That stands; None for both.
            motion: What they are about to do.
            frontal: Whether they are seen from front or back.
        """
        self.share = self.asked = float("nan")
        says_deg = _asked_deg(movement)
        asked_deg = self.usual_deg if says_deg is None else says_deg
        if not np.isfinite(asked_deg):
            return
        if movement.depth.get("side") == "trunk_forward":
            seen = trunk_shortening_deg(poses) if frontal else trunk_forward_lean_deg(poses, Side.LEFT)
            self.share = float(seen[-1]) / asked_deg
            return
        if movement.legs == 1 and leg is None:
            return
        lowered = self._lowered_now(poses, leg if movement.legs == 1 else None, motion, frontal=frontal)
        self.share = lowered / _lowered(asked_deg)
        if says_deg is not None:
            self.asked = _lowered(says_deg)

    def _lowered_now(self, poses: PoseSequence, leg: Side | None, motion: Motion, *, frontal: bool) -> float:
        """How far the pelvis has come down, in leg lengths."""
        if not frontal:
            bent = [float(knee_flexion_deg(poses[-1:], side)[0]) for side in legs_of(leg)]
            return _lowered(float(np.nanmean(bent))) if np.isfinite(bent).any() else float("nan")
        if leg is not self._leg:
            self._rest.clear()
        self._leg = leg
        heights = np.mean(
            [poses.xy_px[:, LEGS[s].ankle, 1] - poses.xy_px[:, LEGS[s].hip, 1] for s in legs_of(leg)], axis=0
        )
        known = heights[np.isfinite(heights)]
        if not known.size or not np.isfinite(heights[-1]):
            return float("nan")
        standing = float(np.percentile(known, 95))
        if motion is Motion.REST and heights[-1] >= _STOOD_SHARE * standing:
            self._rest.append(float(heights[-1]))
        stood = float(np.median(self._rest)) if self._rest else standing
        return 1.0 - float(heights[-1]) / stood


def _lowered(bent_deg: float) -> float:
    """How far a knee's bend lowers the hip, in leg lengths, where thigh and shank incline alike."""
    return 1.0 - float(np.cos(np.radians(bent_deg) / 2.0))


def _asked_deg(movement: Movement) -> float | None:
    """How deep a movement is to go, in degrees: where its cut-offs call it shallow. None where the floor says it."""
    return next((t.mild for t in movement.thresholds if t.flaw is Flaw.LIMITED_DEPTH), None)


def usual_depth_deg(analysis: Analysis, movement: Movement) -> float:
    """How deep a person's reps go, for a movement that does not say how deep; NaN for the others, and where unknown."""
    if _asked_deg(movement) is not None:
        return float("nan")
    depths = [rep.get(metric) for rep in analysis.reps for metric in _DEPTHS]
    known = [depth.value for depth in depths if depth is not None]
    return float(np.median(known)) if known else float("nan")


def leg_length_m(poses: PoseSequence) -> float:
    """Thigh and shank by the world landmarks, the mean of both legs in standing; NaN where they are not seen."""
    lengths = [
        length(poses.world_m[:, leg.hip] - poses.world_m[:, leg.knee])
        + length(poses.world_m[:, leg.knee] - poses.world_m[:, leg.ankle])
        for leg in LEGS.values()
    ]
    known = np.concatenate(lengths)
    known = known[np.isfinite(known) & (known > 0.0)]
    return float(np.median(known)) if known.size else float("nan")


def to_go(depth: Depth, motion: Motion, leg_m: float, texts: Texts) -> str:
    """How far there is still to go, in words: "10 cm to go"; "" at rest, on the way up, and at depth."""
    if motion is not Motion.DOWN or not _SET_OUT < depth.share < _THERE or np.isfinite(depth.usual_deg):
        return ""
    if not np.isfinite(depth.asked):
        return texts.tell["further" if depth.share < _NEAR else "nearly"]
    left_m = (1.0 - depth.share) * depth.asked * leg_m
    steps = round(left_m * 100.0 / _STEP_CM) if np.isfinite(left_m) else 0
    return texts.tell["cm"].format(cm=_STEP_CM * steps) if steps else texts.tell["little"]
