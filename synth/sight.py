"""Whether something hides a point from a camera."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from synth.cameras import Camera
from synth.people import Float32Array, FloatArray, Int32Array

__all__ = ["hidden"]

BoolArray = npt.NDArray[np.bool_]

_NEARER_M: Final = 0.02
"""What hides a point is nearer to the camera by this much: the surface it is on, and cloth close over it, do not count."""


def hidden(camera: Camera, asked_m: FloatArray, points_m: Float32Array, faces: Int32Array) -> BoolArray:
    """Whether triangles hide points from a camera.

    Args:
        camera: Which.
        asked_m: Shape (K, 3).
        points_m: Shape (N, 3).
        faces: Shape (M, 3), corners of triangles among `points_m`.

    Returns:
        Shape (K,). What is behind the camera hides nothing.
    """
    asked_px, asked_depth_m = camera.project(asked_m), _depth_m(camera, asked_m)
    points_px, depth_m = camera.project(points_m.astype(float)), _depth_m(camera, points_m)
    low, high = asked_px.min(axis=0), asked_px.max(axis=0)
    corners_px = points_px[faces]
    near = (corners_px.max(axis=1) >= low).all(axis=1) & (corners_px.min(axis=1) <= high).all(axis=1)
    near &= depth_m[faces].min(axis=1) < asked_depth_m.max()
    first, second, third = np.moveaxis(corners_px[near], 1, 0)
    area = _cross(second - first, third - first)
    with np.errstate(divide="ignore", invalid="ignore"):  # a triangle seen edge on covers nothing
        away = asked_px[:, None] - first
        shares = np.stack([_cross(away, third - first) / area, _cross(second - first, away) / area], axis=-1)
    shares = np.concatenate([1.0 - shares.sum(axis=-1, keepdims=True), shares], axis=-1)
    covering_m = 1.0 / np.einsum("kmc,mc->km", shares, 1.0 / depth_m[faces[near]])
    covers = (shares >= 0).all(axis=-1) & (covering_m < asked_depth_m[:, None] - _NEARER_M)
    return np.asarray(covers.any(axis=1))


def _depth_m(camera: Camera, points_m: FloatArray | Float32Array) -> FloatArray:
    return np.asarray((points_m - camera.centre_m) @ camera.rotation[2], np.float64)


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])
