"""Rotations of many moments at once. Axes: x to the person's left, -y forward, z up; angles in degrees, right-handed.

So turning about x leans forward, about y leans to the left, about z turns to the left.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from synth.timing import FloatArray

__all__ = [
    "FORWARD",
    "UP",
    "about_axis",
    "about_x",
    "about_y",
    "about_z",
    "apply",
    "between",
    "from_up",
    "tan_deg",
    "unit",
]

FORWARD = np.array([0.0, -1.0, 0.0])
UP = np.array([0.0, 0.0, 1.0])


def unit(vectors: FloatArray) -> FloatArray:
    """Length 1 along the last axis."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float64)


def tan_deg(angle_deg: FloatArray) -> FloatArray:
    """Tangent of an angle in degrees."""
    return np.asarray(np.tan(np.radians(angle_deg)), dtype=np.float64)


def _about(axis: int, angle_deg: FloatArray | float) -> FloatArray:
    angle = np.radians(np.asarray(angle_deg, dtype=np.float64))
    turn = np.zeros((*angle.shape, 3, 3))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    turn[..., axis, axis] = 1.0
    turn[..., first, first] = turn[..., second, second] = np.cos(angle)
    turn[..., first, second] = -np.sin(angle)
    turn[..., second, first] = np.sin(angle)
    return turn


def about_x(angle_deg: FloatArray | float) -> FloatArray:
    """+ leans forward; shape (..., 3, 3)."""
    return _about(0, angle_deg)


def about_y(angle_deg: FloatArray | float) -> FloatArray:
    """+ leans to the left; shape (..., 3, 3)."""
    return _about(1, angle_deg)


def about_z(angle_deg: FloatArray | float) -> FloatArray:
    """+ turns to the left; shape (..., 3, 3)."""
    return _about(2, angle_deg)


def about_axis(axes: FloatArray, angle_deg: FloatArray) -> FloatArray:
    """About unit axes of shape (T, 3) by angles of shape (T,)."""
    return np.asarray(
        Rotation.from_rotvec(axes * np.radians(angle_deg)[:, None]).as_matrix(), dtype=np.float64
    )


def apply(turns: FloatArray, vectors: FloatArray) -> FloatArray:
    """Rotations of shape (..., 3, 3) applied to vectors of shape (..., 3)."""
    return np.asarray(np.einsum("...ij,...j->...i", turns, vectors), dtype=np.float64)


def between(start: FloatArray, end: FloatArray, share: FloatArray | float) -> FloatArray:
    """The rotation so far on the shortest way from one to the other; shapes (T, 3, 3), (T, 3, 3), (T,) or a number."""
    way = Rotation.from_matrix(np.swapaxes(start, -1, -2) @ end).as_rotvec()
    part = np.broadcast_to(np.asarray(share, dtype=np.float64), len(way))[:, None]
    return np.asarray(start @ Rotation.from_rotvec(way * part).as_matrix(), dtype=np.float64)


def from_up(directions: FloatArray) -> FloatArray:
    """The smallest rotation that turns straight up into unit directions of shape (T, 3); none points straight down."""
    x, y, z = np.moveaxis(directions, -1, 0)
    share = 1.0 / (1.0 + z)
    rows = [
        [1.0 - x * x * share, -x * y * share, x],
        [-x * y * share, 1.0 - y * y * share, y],
        [-x, -y, z],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
