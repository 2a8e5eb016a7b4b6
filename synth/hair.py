"""Hair: a cap lifted off the scalp, and what hangs or is tied up behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from synth.meshes import ball
from synth.tailoring import Measures

__all__ = ["Hair", "HairKind", "cap_points_m", "hair_of", "hairline_m"]

FloatArray = npt.NDArray[np.float64]
Int32Array = npt.NDArray[np.int32]
HairKind = Literal["short", "long", "bun"]

_BALD_M: Final = -0.3


@dataclass(frozen=True, slots=True, eq=False)
class Hair:
    """Hair that is not part of the cap.

    Attributes:
        points_m: On the body at rest, shape (N, 3).
        faces: Shape (M, 3).
        trunk_share: How much of each point moves with the upper back, the rest with the head, shape (N,).
        inside_m: Distance from the tips, shape (N,).
    """

    points_m: FloatArray
    faces: Int32Array
    trunk_share: FloatArray
    inside_m: FloatArray


def hairline_m(measures: Measures, kind: HairKind) -> FloatArray:
    """Distance from the hairline, positive where hair grows, shape (V,)."""
    x, y, z = measures.mirrored_m.T
    eye, head = measures.bone_m("eye.L"), measures.bone_m("head")
    inside_m = (z - eye[2] - 0.060) + 0.95 * (
        y - eye[1] + 0.005
    )  # a slanted plane: forehead, temples, behind the ears
    nape_z = eye[2] - {"short": 0.075, "long": 0.110, "bun": 0.085}[kind]
    inside_m = np.minimum(inside_m, 1.5 * (z - nape_z))
    beside_face = (x > 0.055) & (y < head[1] - 0.025) & (z < eye[2] + 0.005)
    ear = np.asarray(measures.person.masks["ears"], float)
    inside_m = np.where(beside_face, np.minimum(inside_m, -0.02), inside_m)
    inside_m = np.where(ear > 0.25, np.minimum(inside_m, -0.02 * ear), inside_m)
    return np.where(measures.head > 0.5, inside_m, _BALD_M)


def cap_points_m(measures: Measures, inside_m: FloatArray, kind: HairKind) -> FloatArray:
    """The scalp lifted to the hair's outside, shape (V, 3)."""
    x, y, z = measures.points_m.T
    crown = np.clip((z - measures.bone_m("eye.L")[2]) / 0.11, 0, 1)
    thick_m = {"short": 0.009 + 0.012 * crown, "long": 0.010 + 0.010 * crown, "bun": 0.006 + 0.004 * crown}[
        kind
    ]
    uneven = {"short": 0.0022, "long": 0.0012, "bun": 0.0006}[kind]
    locks = np.sin(x * 150) * np.sin(y * 95 + z * 120) + 0.6 * np.sin(x * 320 + 2) * np.sin(y * 280 + z * 210)
    rise = np.clip(inside_m / 0.035, 0, 1) ** 0.6
    lift_m = 0.002 + thick_m * rise + uneven * locks * rise
    return np.asarray(measures.points_m + measures.normals * lift_m[:, None])


def hair_of(measures: Measures, kind: HairKind) -> Hair | None:
    """What hangs from the cap or sits on it; None for short hair."""
    if kind == "bun":
        return _bun(measures)
    return _curtain(measures) if kind == "long" else None


def _bun(measures: Measures) -> Hair:
    head, crown = measures.points_m[measures.head > 0.9], measures.points_m[:, 2].max()
    back_y = head[head[:, 2] > crown - 0.10][:, 1].max()
    knot = ball((0.0, back_y - 0.008, crown - 0.045), (0.041, 0.036, 0.038))
    count = len(knot.points_m)
    return Hair(knot.points_m, knot.faces, np.zeros(count), np.full(count, 0.1))


def _curtain(measures: Measures) -> Hair:
    """A closed sheet round the back of the head, from above the ears down to the shoulder blades."""
    head, eye, neck = measures.bone_m("head"), measures.bone_m("eye.L"), measures.bone_m("neck01")
    top_z, tip_z = eye[2] + 0.045, neck[2] - 0.075
    rows, columns = 26, 40
    drop, turn = np.meshgrid(np.linspace(0, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    z = top_z + (tip_z - top_z) * drop
    centre_y = head[1] + 0.030 + 0.012 * drop
    angle = np.radians(104 - 46 * drop) * turn  # from the back of the head round to both ears
    skull_m = _radius_behind(measures, z, angle, centre_y)
    lift_m = 0.004 + 0.018 * np.clip(drop / 0.3, 0, 1) + 0.014 * drop  # from under the cap to over a shirt
    radius_m = ndimage.gaussian_filter(skull_m, (3.0, 2.0), mode="nearest") + lift_m
    radius_m = np.maximum(radius_m, skull_m + 0.004) + 0.0016 * np.sin(turn * 55) * (0.3 + drop)
    outer = np.stack([radius_m * np.sin(angle), centre_y + radius_m * np.cos(angle), z], -1).reshape(-1, 3)
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    faces = np.vstack(
        [
            np.stack([corner, corner + columns, corner + 1], 1),
            np.stack([corner + 1, corner + columns, corner + columns + 1], 1),
        ]
    )
    ragged_m = (1 - drop) * (top_z - tip_z) - 0.012 * (1 + np.sin(turn * 37) * np.sin(turn * 13 + 1))
    aside_m = (1 - np.abs(turn)) * 0.10 + 0.001
    return Hair(
        outer, faces.astype(np.int32), (0.55 * drop**1.5).ravel(), np.minimum(ragged_m, aside_m).ravel()
    )


def _radius_behind(measures: Measures, z: FloatArray, angle: FloatArray, centre_y: FloatArray) -> FloatArray:
    """How far the skin of head, neck and upper back is from the axis of the head, at each height and bearing."""
    points = measures.points_m[(measures.arm < 0.4) & (measures.points_m[:, 2] > z.min() - 0.03)]
    y_of_z = np.interp(points[:, 2], z[::-1, 0], centre_y[::-1, 0])
    bearing = np.arctan2(points[:, 0], points[:, 1] - y_of_z)
    away_m = np.hypot(points[:, 0], points[:, 1] - y_of_z)
    radius_m = np.empty_like(z)
    for place in np.ndindex(z.shape):
        turned = np.abs((bearing - angle[place] + np.pi) % (2 * np.pi) - np.pi)
        near = (np.abs(points[:, 2] - z[place]) < 0.016) & (turned < 0.16) & (away_m < 0.16)
        radius_m[place] = away_m[near].max() if near.any() else 0.06
    return radius_m
