"""Triangles: flat pieces and boxes for rooms, and what every mesh needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Mesh", "NormalMaker", "ball", "box", "joined", "moved", "sheet"]

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
Int32Array = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles with a texture.

    Attributes:
        points_m: Shape (N, 3).
        normals: Shape (N, 3), unit vectors out of the surface.
        uv: Shape (N, 2), in metres along the surface or 0 to 1 across a picture, v down.
        faces: Shape (M, 3), counter-clockwise seen from outside.
    """

    points_m: FloatArray
    normals: FloatArray
    uv: FloatArray
    faces: Int32Array


def sheet(
    corner_m: Sequence[float],
    across_m: Sequence[float],
    up_m: Sequence[float],
    *,
    tile_m: float | None = None,
) -> Mesh:
    """A parallelogram, seen from the side on which `across` x `up` points out.

    Args:
        corner_m: Lower left corner.
        across_m: From there to the lower right one.
        up_m: From there to the upper left one.
        tile_m: Side of one tile of the texture; None for one picture over the whole sheet.
    """
    corner, across, up = (np.asarray(side, float) for side in (corner_m, across_m, up_m))
    normal = np.cross(across, up)
    width, height = (
        (1.0, 1.0) if tile_m is None else (np.linalg.norm(across) / tile_m, np.linalg.norm(up) / tile_m)
    )
    return Mesh(
        points_m=np.array([corner, corner + across, corner + across + up, corner + up]),
        normals=np.tile(normal / np.linalg.norm(normal), (4, 1)),
        uv=np.array([[0, height], [width, height], [width, 0], [0, 0]]),
        faces=np.array([[0, 1, 2], [0, 2, 3]], np.int32),
    )


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0, *(len(mesh.points_m) for mesh in meshes[:-1])])
    return Mesh(
        points_m=np.vstack([mesh.points_m for mesh in meshes]),
        normals=np.vstack([mesh.normals for mesh in meshes]),
        uv=np.vstack([mesh.uv for mesh in meshes]),
        faces=np.vstack([mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)]).astype(
            np.int32
        ),
    )


def box(centre_m: Sequence[float], size_m: Sequence[float], *, tile_m: float = 1.0) -> Mesh:
    """A box with its edges along the axes."""
    centre, half = np.asarray(centre_m, float), np.asarray(size_m, float) / 2
    sides = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        for sign in (1.0, -1.0):
            across, up, out = np.zeros(3), np.zeros(3), np.zeros(3)
            across[first], up[second], out[axis] = 2 * half[first] * sign, 2 * half[second], half[axis] * sign
            sides.append(
                sheet(tuple(centre + out - across / 2 - up / 2), tuple(across), tuple(up), tile_m=tile_m)
            )
    return joined(sides)


def ball(centre_m: Sequence[float], radii_m: Sequence[float], *, tile_m: float = 1.0) -> Mesh:
    """An ellipsoid."""
    rings, spokes = 12, 20
    polar, turn = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, spokes + 1), indexing="ij"
    )
    unit = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)], -1).reshape(
        -1, 3
    )
    normals = unit / np.asarray(radii_m, float)
    corner = (np.arange(rings)[:, None] * (spokes + 1) + np.arange(spokes)).ravel()
    faces = np.vstack(
        [
            np.stack([corner, corner + spokes + 1, corner + spokes + 2], 1),
            np.stack([corner, corner + spokes + 2, corner + 1], 1),
        ]
    )
    return Mesh(
        points_m=np.asarray(centre_m, float) + unit * np.asarray(radii_m, float),
        normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
        uv=np.stack([turn, polar], -1).reshape(-1, 2) * max(radii_m) / tile_m,
        faces=faces.astype(np.int32),
    )


def moved(mesh: Mesh, *, turned_deg: float = 0.0, by_m: Sequence[float] = (0.0, 0.0, 0.0)) -> Mesh:
    """The mesh turned about the vertical axis, counter-clockwise seen from above, then shifted."""
    cosine, sine = np.cos(np.radians(turned_deg)), np.sin(np.radians(turned_deg))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    return Mesh(mesh.points_m @ turn.T + np.asarray(by_m, float), mesh.normals @ turn.T, mesh.uv, mesh.faces)


class NormalMaker:
    """Unit normals of a mesh whose points move: the mean of the faces around each point, weighted by their area."""

    def __init__(self, point_count: int, faces: Int32Array) -> None:
        """Remember which faces meet at which of `point_count` points."""
        self._faces = np.ascontiguousarray(faces.T)
        corners = faces.ravel()
        owners = np.repeat(np.arange(len(faces)), 3)
        ones = np.ones(len(corners), np.float32)
        self._around = sparse.csr_matrix((ones, (corners, owners)), shape=(point_count, len(faces)))

    def __call__(self, points_m: Float32Array) -> Float32Array:
        """Normals, shape (N, 3)."""
        first, second, third = (points_m[corner] for corner in self._faces)
        edge, other = second - first, third - first
        across = np.empty_like(edge)
        across[:, 0] = edge[:, 1] * other[:, 2] - edge[:, 2] * other[:, 1]
        across[:, 1] = edge[:, 2] * other[:, 0] - edge[:, 0] * other[:, 2]
        across[:, 2] = edge[:, 0] * other[:, 1] - edge[:, 1] * other[:, 0]
        normals: Float32Array = self._around @ across
        length = np.sqrt(np.einsum("ij,ij->i", normals, normals))
        normals /= np.maximum(length, 1e-12)[:, None]
        return normals
