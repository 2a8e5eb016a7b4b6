"""Vector maths on bare arrays. Image axes: x to the right, y down, pixels.

Every function works on the last axis, keeps the leading ones, and returns NaN where an input is NaN.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "BoolArray",
    "FloatArray",
    "IntArray",
    "angle_from_up_deg",
    "included_angle_deg",
    "length",
    "mid",
    "runs",
    "yaw_false_fppa_deg",
]

FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
"""Of single or double precision; see `PoseSequence` for which landmarks are which."""
BoolArray: TypeAlias = npt.NDArray[np.bool_]
IntArray: TypeAlias = npt.NDArray[np.int64]


def length(vector: FloatArray) -> FloatArray:
    """Euclidean length along the last axis, in the unit of the input."""
    return np.asarray(np.linalg.norm(vector, axis=-1), dtype=np.float64)


def mid(a: FloatArray, b: FloatArray) -> FloatArray:
    """The point halfway between two points."""
    return np.asarray((a + b) / 2.0, dtype=np.float64)


def runs(known: BoolArray) -> list[slice]:
    """The stretches in which a mask, shape (T,), is True, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def angle_from_up_deg(vector: FloatArray) -> FloatArray:
    """Angle between an image vector and straight up.

    Args:
        vector: Shape (..., 2), pixels, y down.

    Returns:
        Degrees in (-180, 180], shape (...). 0 points up, + leans to the image's right.
    """
    return np.asarray(np.degrees(np.arctan2(vector[..., 0], -vector[..., 1])), dtype=np.float64)


def included_angle_deg(a: FloatArray, vertex: FloatArray, b: FloatArray) -> FloatArray:
    """Unsigned angle at `vertex` between the directions to `a` and `b`.

    Args:
        a: Shape (..., n), pixels or metres.
        vertex: Same shape and unit.
        b: Same shape and unit.

    Returns:
        Degrees in [0, 180], shape (...). NaN where a point is NaN or coincides with the vertex.
    """
    u, v = a - vertex, b - vertex
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.sum(u * v, axis=-1) / (length(u) * length(v))
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), dtype=np.float64)


def yaw_false_fppa_deg(knee_flexion_deg: FloatArray | float, yaw_deg: FloatArray | float) -> FloatArray:
    """Knee valgus that a perfectly aligned leg appears to have when seen from the side by `yaw_deg`.

    `2·atan(tan(flexion / 2) · sin(yaw))`, for thigh and shank inclined equally. At 60° of flexion and 10° of
    yaw this is 11.45°. Source: projective geometry, checked in tests/test_facts.py.

    Args:
        knee_flexion_deg: Degrees, 0 straight.
        yaw_deg: Degrees between the leg's plane and the camera's axis.

    Returns:
        Degrees, with the sign of `yaw_deg`.
    """
    half = np.radians(np.asarray(knee_flexion_deg, dtype=np.float64)) / 2.0
    yaw = np.radians(np.asarray(yaw_deg, dtype=np.float64))
    return np.asarray(2.0 * np.degrees(np.arctan(np.tan(half) * np.sin(yaw))), dtype=np.float64)
