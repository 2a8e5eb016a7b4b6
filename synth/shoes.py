"""Trainers, lofted round a bare foot: a foot's skin with its toes cannot be blown up into a shoe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from synth.people import Person
from synth.tailoring import Measures

__all__ = ["Shoes", "collar_z_m", "shoes_of"]

FloatArray = npt.NDArray[np.float64]
Int32Array = npt.NDArray[np.int32]

_SECTIONS: Final = 32
_MIDSOLE_M: Final = 0.030  # above the ground, at the heel; convention
_FLEX: Final = (0.66, 0.76)  # of the length from the heel: where a shoe bends


@dataclass(frozen=True, slots=True, eq=False)
class Shoes:
    """Both shoes on feet at rest.

    Attributes:
        points_m: Shape (N, 3).
        faces: Shape (M, 3), counter-clockwise seen from outside.
        traits: Shape (N, 4): height above the ground in metres, 0 heel to 1 toe, -1 to 1 across, 0.
        toe_share: How much of each point moves with the toes, the rest with the foot, shape (N,).
        left: Which points are the left shoe's, shape (N,).
    """

    points_m: FloatArray
    faces: Int32Array
    traits: FloatArray
    toe_share: FloatArray
    left: npt.NDArray[np.bool_]


def collar_z_m(person: Person) -> float:
    """Height of a shoe's rim at the ankle."""
    return float(person.joint_m("left_ankle")[2]) - 0.004


def shoes_of(measures: Measures) -> Shoes:
    """A left shoe round the left foot and its mirror image."""
    points, traits, faces = _left_shoe(measures)
    mirrored = points * [-1, 1, 1]
    toe_share = np.clip((traits[:, 1] - _FLEX[0]) / (_FLEX[1] - _FLEX[0]), 0, 1)
    return Shoes(
        points_m=np.vstack([points, mirrored]),
        faces=np.vstack([faces, faces[:, ::-1] + len(points)]).astype(np.int32),
        traits=np.vstack([traits, traits]),
        toe_share=np.tile(toe_share, 2),
        left=np.repeat([True, False], len(points)),
    )


def _left_shoe(measures: Measures) -> tuple[FloatArray, FloatArray, Int32Array]:
    person = measures.person
    heel, toe = person.joint_m("left_heel"), person.head_m("toe2-1.L")
    along = np.array([toe[0] - heel[0], toe[1] - heel[1], 0.0])
    along /= np.linalg.norm(along)
    across = np.array([-along[1], along[0], 0.0])  # towards the person's left: along is forward, -Y
    foot = measures.points_m[(measures.foot > 0.4) & (measures.points_m[:, 0] > 0)]
    local = np.stack([(foot - heel) @ along, (foot - heel) @ across, foot[:, 2]], 1)
    start_m, end_m = local[:, 0].min() - 0.007, local[:, 0].max() + 0.010
    share = np.linspace(0, 1, _SECTIONS)
    share = 0.5 * share + 0.5 * (0.5 - 0.5 * np.cos(np.pi * share))  # closer together at the rounded ends
    middle, half, top = _outline(local, start_m + share * (end_m - start_m), collar_z_m(person), share)
    ring = _ring(half, top, person.sole_m, share)
    place = start_m + share * (end_m - start_m)
    points = (
        heel * [1, 1, 0]
        + place[:, None, None] * along
        + (middle[:, None] + ring[..., 0])[..., None] * across
        + ring[..., 1][..., None] * [0, 0, 1]
    )
    spokes = ring.shape[1]
    shares = np.repeat(share, spokes)
    aside = ring[..., 0] / np.maximum(half[:, None], 1e-3)
    traits = np.stack([ring[..., 1].ravel() - person.sole_m, shares, aside.ravel(), np.zeros_like(shares)], 1)
    return points.reshape(-1, 3), traits, _loft_faces(_SECTIONS, spokes)


def _outline(
    local: FloatArray, place_m: FloatArray, collar_z: float, share: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of each section: its middle and half width across, and the height of its top."""
    middle, half, top = np.empty(len(place_m)), np.empty(len(place_m)), np.empty(len(place_m))
    for section, at_m in enumerate(np.clip(place_m, local[:, 0].min() + 0.012, local[:, 0].max() - 0.012)):
        slab = local[np.abs(local[:, 0] - at_m) < 0.014]
        low = slab[slab[:, 2] < 0.055]
        left, right = low[:, 1].max(), low[:, 1].min()
        middle[section], half[section], top[section] = (
            (left + right) / 2,
            (left - right) / 2,
            slab[:, 2].max(),
        )
    middle, half, top = (gaussian_filter1d(line, 1.6, mode="nearest") for line in (middle, half, top))
    half = np.maximum(half, 0.031) + 0.007
    heel_round = np.clip(1 - ((0.13 - share) / 0.13).clip(0) ** 2.4, 0.02, 1) ** (1 / 2.4)
    toe_round = np.clip(1 - ((share - 0.74) / 0.26).clip(0) ** 2.6, 0.02, 1) ** (1 / 2.2)
    top = np.minimum(top + 0.009, collar_z + 0.010 * np.clip((0.10 - share) / 0.10, 0, 1))
    toe_box = 1 - 0.42 * ((share - 0.78) / 0.22).clip(0) ** 2.2
    heel_box = 1 - 0.10 * ((0.06 - share) / 0.06).clip(0) ** 2
    return middle, half * heel_round * toe_round, np.maximum(top, 0.046) * toe_box * heel_box


def _ring(half_m: FloatArray, top_m: FloatArray, sole_m: float, share: FloatArray) -> FloatArray:
    """Outlines of all sections, shape (sections, spokes, 2): across and height, from the sole's middle anticlockwise."""
    midsole = sole_m + _MIDSOLE_M - 0.008 * share
    climb = np.linspace(0, np.pi / 2, 9)
    right = [(0.5, sole_m), (0.90, sole_m), (1.0, sole_m + 0.007), (1.03, sole_m + 0.016)]
    side = [np.stack([x * half_m, np.full_like(half_m, z)], 1) for x, z in right]
    side.append(np.stack([1.0 * half_m, midsole], 1))
    for angle in climb:
        x, height = 0.955 * np.cos(angle) ** (2 / 2.5), np.sin(angle) ** (2 / 2.3)
        side.append(np.stack([x * half_m, midsole + 0.002 + (top_m - midsole - 0.002) * height], 1))
    half_ring = np.stack(side, 1)
    other = half_ring[:, -2::-1] * [-1, 1]
    return np.concatenate([half_ring, other], axis=1)


def _loft_faces(sections: int, spokes: int) -> Int32Array:
    """Between neighbouring rings, and fans that close both ends."""
    section, spoke = np.meshgrid(np.arange(sections - 1), np.arange(spokes), indexing="ij")
    first = (section * spokes + spoke).ravel()
    second = (section * spokes + (spoke + 1) % spokes).ravel()
    walls = [
        np.stack([first, second, first + spokes], 1),
        np.stack([second, second + spokes, first + spokes], 1),
    ]
    fan = np.arange(1, spokes - 1)
    start = np.stack([np.zeros_like(fan), fan + 1, fan], 1)
    end = (sections - 1) * spokes + start[:, ::-1]
    return np.vstack([*walls, start, end]).astype(np.int32)
