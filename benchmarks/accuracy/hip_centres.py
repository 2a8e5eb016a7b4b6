"""Where the hip joints of rendered people are taken to be: where a motion laboratory would put them.

A figure's skeleton is made to bend its skin well. Its hip joints lie 19 to 25 cm apart and 8 to 13 cm behind the front hip
bones, up to as far apart as these bones themselves; those of people lie 16 to 18 cm apart. Angles of a thigh that began there
would be wrong by several degrees, as truth. So the joint is placed in the pelvis by the regression that laboratories use,
from the distance of the front hip bones, which lie on the body's surface and are as wide as people's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from benchmarks.accuracy.store import ClipRecord
from benchmarks.accuracy.truth import JOINTS, ClipTruth
from hipcheck.geometry import FloatArray
from synth.people import load_person

__all__ = ["centres_at_rest_m", "with_laboratory_hips"]

_LATERAL: Final = 0.36
_POSTERIOR: Final = 0.19
_DISTAL: Final = 0.30
"""Shares of the distance between the front hip bones, from their middle, in the pelvis' own axes: Bell, Pedersen and Brand
1990, J Biomech 23:617, as Visual3D uses it (wiki.has-motion.com, "Hip Joint Landmarks"). Mean error 2 cm or less."""
_TILT_DEG: Final = 10.0
"""By which the plane through front and rear hip bones is tilted forward in quiet standing. Convention; studies of healthy adults
give 7 to 13°, which moves the joint by a centimetre."""
_RIGID: Final = ("left_hip", "right_hip", "left_iliac", "right_iliac")
"""Points of the figure that move with its pelvis alone, and so tell where it is."""


def with_laboratory_hips(record: ClipRecord) -> ClipRecord:
    """The clip with its true hip joints where a laboratory would put them, in space and in the picture."""
    truth = record.truth
    rest = _rigid_at_rest_m(record.spec.look.person)
    centres = centres_at_rest_m(record.spec.look.person)
    now = truth.joints_m[:, [JOINTS.index(name) for name in _RIGID]]
    hips_m = np.stack([_carried(centres, rest, frame) for frame in now])
    joints_m, joints_px = truth.joints_m.copy(), truth.joints_px.copy()
    places = [JOINTS.index("left_hip"), JOINTS.index("right_hip")]
    joints_px[:, places] = _as_filmed(truth, hips_m)
    joints_m[:, places] = hips_m
    return replace(record, truth=replace(truth, joints_m=joints_m, joints_px=joints_px))


@cache
def centres_at_rest_m(person: str) -> FloatArray:
    """Left and right hip joint of a body at rest, shape (2, 3), metres: X to its left, -Y forward, Z up."""
    left, right = (load_person(person).joint_m(f"{side}_asis") for side in ("left", "right"))
    middle, across = (left + right) / 2.0, left - right
    width = float(np.linalg.norm(across))
    own = np.array([[side * _LATERAL, _POSTERIOR, -_DISTAL] for side in (1.0, -1.0)]) * width
    # Tilted forward, what lies below the front hip bones comes to lie behind them as well.
    return np.asarray(middle + Rotation.from_euler("x", _TILT_DEG, degrees=True).apply(own), dtype=np.float64)


@cache
def _rigid_at_rest_m(person: str) -> FloatArray:
    """The points of `_RIGID` at rest, shape (4, 3)."""
    body = load_person(person)
    names = (name.replace("iliac", "asis") for name in _RIGID)
    return np.stack([body.joint_m(name) for name in names])


def _carried(points: FloatArray, rest: FloatArray, now: FloatArray) -> FloatArray:
    """Points at rest, carried along by a rigid body of which some other points are known at rest and now."""
    turn, _ = Rotation.align_vectors(now - now.mean(axis=0), rest - rest.mean(axis=0))
    return np.asarray(now.mean(axis=0) + turn.apply(points - rest.mean(axis=0)), dtype=np.float64)


def _as_filmed(truth: ClipTruth, points_m: FloatArray) -> FloatArray:
    """Points (T, N, 3) in the picture, shape (T, N, 2): through the camera that the joints were seen with."""
    return np.stack(
        [
            _seen(_camera(joints, pixels), points)
            for joints, pixels, points in zip(truth.joints_m, truth.joints_px, points_m, strict=True)
        ]
    )


def _camera(points_m: FloatArray, pixels: FloatArray) -> FloatArray:
    """The projection (3, 4) that takes points (N, 3) to pixels (N, 2): direct linear transformation, scaled to be stable.

    Source: Hartley and Zisserman, Multiple View Geometry, 2nd ed., algorithm 7.1.
    """
    to_unit_m, to_unit_px = _scaling(points_m), _scaling(pixels)
    space = _homogeneous(points_m) @ to_unit_m.T
    image = _homogeneous(pixels) @ to_unit_px.T
    none = np.zeros_like(space)
    rows = np.concatenate(
        [
            np.concatenate([space, none, -image[:, :1] * space], axis=1),
            np.concatenate([none, space, -image[:, 1:2] * space], axis=1),
        ]
    )
    solution = np.linalg.svd(rows)[2][-1].reshape(3, 4)
    return np.asarray(np.linalg.inv(to_unit_px) @ solution @ to_unit_m, dtype=np.float64)


def _scaling(points: FloatArray) -> FloatArray:
    """The transform that brings points about the origin, a unit away in each direction on average."""
    size = len(points[0])
    scale = 1.0 / points.std()
    out = np.diag(np.full(size + 1, scale))
    out[:size, size] = -scale * points.mean(axis=0)
    out[size, size] = 1.0
    return np.asarray(out, dtype=np.float64)


def _homogeneous(points: FloatArray) -> FloatArray:
    return np.concatenate([points, np.ones((len(points), 1))], axis=1)


def _seen(camera: FloatArray, points_m: FloatArray) -> FloatArray:
    image = _homogeneous(points_m) @ camera.T
    return np.asarray(image[:, :2] / image[:, 2:], dtype=np.float64)
