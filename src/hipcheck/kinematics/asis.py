"""Stickers on the front hip bones: whose left and right they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hipcheck.kinematics.anatomy import left_x
from hipcheck.poses import PoseSequence

__all__ = ["sided", "without_stickers"]


def sided(poses: PoseSequence) -> PoseSequence:
    """The same with the stickers' sides as the repaired shoulders and hips tell them.

    Args:
        poses: Repaired landmarks. Each sticker is the same one in all frames, but which is the left one was told from
            landmarks as the model gave them, in the frames in which it was found.

    Returns:
        The same, or both stickers exchanged where they lie the other way round for most of the clip.
    """
    assert poses.asis_px is not None
    across = poses.asis_px[:, 0, 0] - poses.asis_px[:, 1, 0]
    if not np.isfinite(across).any():
        return poses
    agrees = left_x(poses) * across
    wrong = np.nansum(np.sign(agrees)) < 0.0
    return replace(poses, asis_px=poses.asis_px[:, ::-1]) if wrong else poses


def without_stickers(poses: PoseSequence) -> PoseSequence:
    """The same as if no stickers had been seen."""
    return replace(poses, asis_px=None, stickers=None)
