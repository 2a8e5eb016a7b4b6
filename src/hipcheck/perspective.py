"""What a far camera squarely in front of the person would have seen.

A camera two or three metres away sees a knee that comes forward larger than the hip above it, so that a straight leg
ten centimetres beside the middle of the picture reads three degrees outward; and a camera ten degrees off the front
reads eleven degrees inward. Both follow from where hip, knee and ankle lie in depth, and that follows from how much
shorter than in standing thigh and shank look. So every landmark is put at its depth on its ray, the body is turned to
face the camera, and seen again along parallel rays. A pose model's hip points lie in front of the hip joints (`DepthBias`), and
are put there.

Lengths are pixels at the depth of the standing foot, in which that depth is the focal length: nothing needs to be known
of the person's size or distance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from hipcheck.geometry import BoolArray, FloatArray, length
from hipcheck.kinematics.anatomy import mid_hip, mid_shoulder, standing_length
from hipcheck.kinematics.frontal import FOOT_SHANKS, HEEL_TO_ANKLE_SHANKS
from hipcheck.landmarks import LANDMARK_COUNT, LEGS, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence, frame_blocks, handed_over
from hipcheck.results import View, ViewKind
from hipcheck.views import view_frames
from hipcheck.yaw import NO_DEPTH_BIAS, DepthBias

__all__ = ["focal_length_px", "squared"]

_FAR_PX: Final = 1e7
"""Focal length that makes rays as good as parallel."""
_TRUNK_SHARE: Final = 0.33
"""Forward lean of the trunk per knee flexion to expect in a squat; of a deadlift, the trunk's length tells. Convention."""
_TELLING_TRUNKS: Final = 0.17
"""So far forward, in trunk lengths, a trunk's length tells as much of its bend as the knee's flexion does: it is 3 % off (rendered
people, development half), and people differ by 10° (convention). A smaller bend hardly shortens it."""
_UPPER_BODY: Final = tuple(range(Landmark.LEFT_HIP))
"""Head, shoulders and arms: at the shoulders' depth, as nothing that is measured needs better."""


def focal_length_px(size: FrameSize, hfov_deg: float) -> float:
    """Focal length of a camera whose field of view along the longer side of the picture is known, pixels.

    A field of view of 0 is that of a camera so far away that its rays are parallel.
    """
    if hfov_deg == 0.0:
        return _FAR_PX
    return max(size.width_px, size.height_px) / 2.0 / float(np.tan(np.radians(hfov_deg) / 2.0))


def squared(
    poses: PoseSequence, view: View, stance: Side | None, focal_px: float, bias: DepthBias = NO_DEPTH_BIAS
) -> PoseSequence:
    """Landmarks as a far camera squarely in front of the person, or behind, would have seen them.

    Args:
        poses: Landmarks in a level picture.
        view: Front or back, with the yaw to take out: against the line of sight to the person in standing.
        stance: The leg that stands; None for both.
        focal_px: The camera's focal length.
        bias: Of the model that saw them; by default its points are the joints.

    Returns:
        The same frames, `xy_px` and `asis_px` changed; the standing foot keeps its size and its place in depth. NaN
        stays NaN. A landmark that is hidden for a while does not take others with it: their depth is bridged in time.
    """
    scene = _Scene(poses, view, stance, focal_px, bias)
    depth = scene.depths()
    assert poses.asis_px is not None
    hips = depth[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    return replace(
        poses, xy_px=scene.seen_squarely(poses.xy_px, depth), asis_px=scene.seen_squarely(poses.asis_px, hips)
    )


def _most_upright(poses: PoseSequence, feet: tuple[Side, ...]) -> BoolArray:
    """The fifth of the frames in which the shoulders are farthest from the feet that stand, shape (T,)."""
    ankles = np.mean([poses.xy_px[:, LEGS[side].ankle] for side in feet], axis=0)
    height = length(mid_shoulder(poses) - ankles)
    known = np.isfinite(height)
    if not known.any():
        return known
    with np.errstate(invalid="ignore"):
        return np.asarray(height >= np.percentile(height[known], 80), dtype=bool)


class _Scene:
    """A person before a camera: rays through the picture, and the way the person faces."""

    def __init__(
        self, poses: PoseSequence, view: View, stance: Side | None, focal_px: float, bias: DepthBias
    ) -> None:
        self.poses, self.stance, self.focal_px = poses, stance, focal_px
        self.bias = bias if view.kind is ViewKind.FRONT else NO_DEPTH_BIAS  # nothing is known from behind
        self.centre = np.array([poses.frame_size.width_px, poses.frame_size.height_px]) / 2.0
        self.toward = (
            -1.0 if view.kind is ViewKind.FRONT else 1.0
        )  # change of depth when a knee comes forward
        self.feet = (stance,) if stance else tuple(Side)
        self.upright = _most_upright(poses, self.feet)
        self._trunk_px = float(np.nan_to_num(self.in_standing(length(mid_shoulder(poses) - mid_hip(poses)))))
        self.pivot_x = self._aside_px(*(poses.xy_px[:, LEGS[side].ankle, 0] for side in self.feet))
        # The yaw is that against the line of sight to where the person stood when it was measured.
        aside_px = self._aside_px(mid_hip(poses)[view_frames(poses)[0], 0])
        aside_deg = float(np.degrees(np.arctan2(aside_px, focal_px)))
        # Seen from the front, who stands in the picture's right half has the camera on their right.
        heading = np.radians(view.yaw_deg - self.toward * aside_deg)
        self.sine, self.cosine = float(np.sin(heading)), float(np.cos(heading))

    def _aside_px(self, *x_px: FloatArray) -> float:
        """Sideways place of points from the middle of the picture; 0 where they are never seen."""
        x = np.concatenate(x_px)
        known = x[np.isfinite(x)]
        return float(np.median(known) - self.centre[0]) if known.size else 0.0

    def in_standing(self, length_px: FloatArray) -> float:
        """A body length where the person stands most upright, pixels; NaN where it is never seen.

        Not the longest that is seen: a thigh that swings towards the camera looks longer than one that stands.
        """
        known = length_px[self.upright & np.isfinite(length_px)]
        return float(np.median(known)) if known.size else standing_length(length_px)

    def ray(self, xy_px: FloatArray) -> FloatArray:
        """Direction from the lens through image points, shape (..., 3), of depth 1."""
        across = (xy_px - self.centre) / self.focal_px
        return np.concatenate([across, np.ones((*across.shape[:-1], 1))], axis=-1)

    def frontal_depth(self, x_px: FloatArray, base_x_px: FloatArray, base: FloatArray) -> FloatArray:
        """Depth of a point in the person's frontal plane through another point."""
        return np.asarray(base + self.toward * (x_px - base_x_px) * self.sine / self.cosine)

    def reach(
        self, lower: FloatArray, depth: FloatArray, upper: FloatArray, towards: float, bent_deg: FloatArray
    ) -> FloatArray:
        """Depth of the far end of a segment whose length in standing is known.

        Two points on the ray are that far from the near end. A trunk that leans 18° towards a camera at hip height is
        as long in the picture as one that stands, so the one is taken that fits how deep the movement is.

        Args:
            lower: The end whose depth is known, pixels, shape (T, 2).
            depth: Of that end, shape (T,).
            upper: The other end, pixels, shape (T, 2).
            towards: Sign of the change of depth.
            bent_deg: Inclination to expect, shape (T,).
        """
        full_px = self.in_standing(length(upper - lower))
        start, ray = self.ray(lower) * depth[:, None], self.ray(upper)
        squared_length = np.sum(ray * ray, axis=1)
        nearest = np.sum(ray * start, axis=1) / squared_length
        short_px2 = np.sum((ray * nearest[:, None] - start) ** 2, axis=1)
        beyond = np.sqrt(np.maximum(full_px**2 - short_px2, 0.0) / squared_length)
        expected = depth + towards * full_px * np.sin(np.radians(bent_deg))
        near, far = nearest - beyond, nearest + beyond
        return np.asarray(np.where(np.abs(near - expected) < np.abs(far - expected), near, far))

    def bridged(self, depth: FloatArray, otherwise: FloatArray) -> FloatArray:
        """Depths, shape (T,), interpolated where they are not known; `otherwise` where they never are."""
        known = np.isfinite(depth)
        if not known.any():
            return otherwise
        return np.interp(self.poses.time_s, self.poses.time_s[known], depth[known])

    def depths(self) -> FloatArray:
        """Depth of every landmark, shape (T, 33)."""
        xy = self.poses.xy_px
        depth = np.full((len(self.poses), LANDMARK_COUNT), np.nan)
        bent_deg = [self._lift_leg(side, depth) for side in self.feet]
        if self.stance is not None:
            leg, free = LEGS[self.stance], LEGS[self.stance.other]
            level = self.frontal_depth(xy[:, free.hip, 0], xy[:, leg.hip, 0], depth[:, leg.hip])
            level = self.bridged(level, depth[:, leg.hip])
            depth[:, [free.hip, free.knee, free.ankle, free.heel, free.toe]] = level[:, None]
        hips = depth[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
        shoulder = mid_shoulder(self.poses)
        shoulders = self._shoulders(hips, _TRUNK_SHARE * np.mean(bent_deg, axis=0))
        depth[:, _UPPER_BODY] = shoulders[:, None]
        for one in (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER):
            own = self.frontal_depth(xy[:, one, 0], shoulder[:, 0], shoulders)
            depth[:, one] = self.bridged(own, shoulders)
        self._bring_hips_ahead(depth)
        return depth

    def _shoulders(self, hips: FloatArray, expected_deg: FloatArray) -> FloatArray:
        """Depth of the shoulders over hips of known depth, from the trunk's length and from the bend to expect."""
        hip, shoulder = mid_hip(self.poses), mid_shoulder(self.poses)
        seen = self.reach(hip, hips, shoulder, self.toward, expected_deg) - hips
        expected = self.toward * self._trunk_px * np.sin(np.radians(expected_deg))
        trust = seen**2 / (seen**2 + (_TELLING_TRUNKS * self._trunk_px) ** 2)
        return self.bridged(hips + trust * seen + (1.0 - trust) * expected, hips)

    def _bring_hips_ahead(self, depth: FloatArray) -> None:
        """Put the hip points, in depths of shape (T, 33), from the joints to where the model sees them."""
        behind = {s: self.toward * (depth[:, LEGS[s].knee] - depth[:, LEGS[s].hip]) for s in self.feet}
        for side in Side:
            # The free leg is held in any way, but its hip belongs to the same pelvis.
            far = np.maximum(behind[side if side in behind else self.feet[0]], 0.0)
            ahead = self.bias.hips_ahead_trunks * self._trunk_px + self.bias.hips_ahead_share * far
            depth[:, LEGS[side].hip] += self.toward * ahead

    def _lift_leg(self, side: Side, depth: FloatArray) -> FloatArray:
        """From the ankle up: the knee comes forward of it, the hip lies behind the knee. Returns its flexion."""
        leg, xy = LEGS[side], self.poses.xy_px
        foot_x = np.full(len(self.poses), self.pivot_x + self.centre[0])
        floor = np.full(len(self.poses), self.focal_px)
        ankle = self.bridged(self.frontal_depth(xy[:, leg.ankle, 0], foot_x, floor), floor)
        straight_px = length(xy[:, leg.hip] - xy[:, leg.ankle])
        with np.errstate(invalid="ignore"):
            share = np.clip(straight_px / self.in_standing(straight_px), 0.0, 1.0)
        half_deg = np.degrees(np.arccos(share))  # of the knee's flexion, where thigh and shank incline alike
        knee = self.bridged(
            self.reach(xy[:, leg.ankle], ankle, xy[:, leg.knee], self.toward, half_deg), ankle
        )
        hip = self.bridged(self.reach(xy[:, leg.knee], knee, xy[:, leg.hip], -self.toward, half_deg), knee)
        shank_px = np.nan_to_num(self.in_standing(length(xy[:, leg.knee] - xy[:, leg.ankle])))
        depth[:, leg.ankle], depth[:, leg.knee], depth[:, leg.hip] = ankle, knee, hip
        depth[:, leg.heel] = ankle - self.toward * HEEL_TO_ANKLE_SHANKS * shank_px
        depth[:, leg.toe] = ankle + self.toward * (FOOT_SHANKS - HEEL_TO_ANKLE_SHANKS) * shank_px
        return np.asarray(np.nan_to_num(2.0 * half_deg))

    def seen_squarely(self, xy_px: FloatArray, depth: FloatArray) -> FloatArray:
        """Points at their depth, turned about the standing foot and seen along parallel rays; shape of `xy_px`."""
        out = np.empty(xy_px.shape)
        for some in frame_blocks(len(out)):
            places = self.ray(xy_px[some]) * depth[some][..., None]
            x = (places[..., 0] - self.pivot_x) * self.cosine + self.toward * (
                places[..., 2] - self.focal_px
            ) * self.sine
            out[some] = np.stack([x + self.pivot_x, places[..., 1]], axis=-1) + self.centre
        return handed_over(out)
