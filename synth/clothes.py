"""A person dressed: layers of triangles that follow the skeleton, each of one material."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from synth.garments import Garment, bottom_of, top_of
from synth.hair import HairKind, cap_points_m, hair_of, hairline_m
from synth.meshes import NormalMaker, ball
from synth.palette import STICKER_COLOURS
from synth.people import Person
from synth.rig import Pose
from synth.shoes import collar_z_m, shoes_of
from synth.spec import LookSpec, StickerSpec
from synth.tailoring import Measures

__all__ = ["SKIN_TONES", "Layer", "Material", "Outfit", "dress"]

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
Int32Array = npt.NDArray[np.int32]
Material = Literal["skin", "cloth", "hair", "shoe"]
Colour = tuple[float, float, float]

SKIN_TONES: Final[tuple[Colour, ...]] = (
    (0.74, 0.53, 0.44),
    (0.66, 0.44, 0.34),
    (0.56, 0.35, 0.25),
    (0.40, 0.235, 0.155),
    (0.24, 0.135, 0.085),
    (0.115, 0.064, 0.042),
)
"""Linear albedo, very light to very dark; convention."""

_UNDER_CLOTH_M: Final = 0.03  # skin this far inside a garment is not drawn
_SOCK_M: Final = 0.050  # above the shoe's collar
_TUCKED_M: Final = 0.004  # the same of a shirt inside the waistband, which must not show through
_IN_SHOE_M: Final = 0.030
_UNDER_HAIR_M: Final = 0.014
_STRIPE_M: Final = 0.045
_DOTS_M: Final = 0.065
_HELD_BALL_M: Final = 0.033  # a tennis ball
_SOCK_COLOUR: Final = (0.62, 0.62, 0.60)
_SOLE_COLOUR: Final = (0.66, 0.66, 0.64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Triangles of one material.

    Attributes:
        name: `skin`, `bottom`, `top`, `hair`, `tail`, `shoes` or `held`.
        material: Which shader paints it.
        points_m: At rest, shape (N, 3).
        weights: How they follow the bones, shape (N, B).
        faces: Shape (M, 3).
        traits: Shape (N, 4), what the material's shader wants to know of each point.
        values: Its uniforms.
        two_sided: Whether the inside can be seen.
    """

    name: str
    material: Material
    points_m: FloatArray
    weights: sparse.csr_matrix
    faces: Int32Array
    traits: FloatArray
    values: Mapping[str, float | Colour]
    two_sided: bool = False

    def trimmed(self) -> Layer:
        """With only the points its faces use."""
        used, corners = np.unique(self.faces, return_inverse=True)
        return replace(
            self,
            points_m=self.points_m[used],
            weights=sparse.csr_matrix(self.weights[used]),
            faces=corners.reshape(-1, 3).astype(np.int32),
            traits=self.traits[used],
        )


@dataclass(frozen=True, eq=False)
class Outfit:
    """A person with everything on. All layers' points are kept one after the other, in the order of the layers."""

    person: Person
    layers: tuple[Layer, ...]
    stickers: StickerSpec | None = None
    _normals: NormalMaker = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Remember which faces meet where."""
        object.__setattr__(self, "_normals", NormalMaker(self.point_count, self.faces))

    @cached_property
    def faces(self) -> Int32Array:
        """Of all layers, shape (M, 3)."""
        return np.vstack([layer.faces + start for layer, start in zip(self.layers, self.starts, strict=True)])

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each layer's points begin."""
        return tuple(np.cumsum([0, *(len(layer.points_m) for layer in self.layers)])[:-1].tolist())

    @cached_property
    def point_count(self) -> int:
        """Of all layers."""
        return sum(len(layer.points_m) for layer in self.layers)

    @cached_property
    def _skinning(self) -> sparse.csr_matrix:
        """Shape (N, 4 B): of each bone, the point at rest (x, y, z, 1) times its weight."""
        points = np.vstack([layer.points_m for layer in self.layers])
        weights = sparse.csr_matrix(sparse.vstack([layer.weights for layer in self.layers]))
        columns = (4 * weights.indices[:, None] + np.arange(4)).ravel()
        rows = np.repeat(np.arange(len(points)), np.diff(weights.indptr))
        values = weights.data[:, None] * np.column_stack([points, np.ones(len(points))])[rows]
        shape = (weights.shape[0], 4 * weights.shape[1])
        return sparse.csr_matrix(
            (values.ravel().astype(np.float32), columns, 4 * weights.indptr), shape=shape
        )

    def posed(self, pose: Pose) -> tuple[Float32Array, Float32Array]:
        """Points and normals of all layers in a pose, shape (N, 3) each, metres."""
        shifts_m = pose.heads_m - np.einsum("bij,bj->bi", pose.rotations, self.person.bone_heads_m)
        turns = pose.rotations.transpose(0, 2, 1)
        bones = np.concatenate([turns, shifts_m[:, None, :]], axis=1).reshape(-1, 3).astype(np.float32)
        points_m: Float32Array = self._skinning @ bones
        return points_m, self._normals(points_m)


def dress(person: Person, look: LookSpec) -> Outfit:
    """Put clothes, shoes and hair on somebody."""
    measures = Measures(person)
    bottom, top = bottom_of(measures, look), top_of(measures, look)
    decoys = () if look.stickers is None else look.stickers.decoys
    plain: dict[str, float | Colour] = {
        "u_cloth_colour": look.bottom_colour,
        "u_stripe_m": 0.0,
        "u_dots_m": _DOTS_M if "dotted_bottom" in decoys else 0.0,
    }
    pattern: dict[str, float | Colour] = {
        "u_cloth_colour": look.top_colour,
        "u_stripe_m": _STRIPE_M if look.pattern == "striped" else 0.0,
        "u_dots_m": _DOTS_M if "dotted_top" in decoys else 0.0,
    }
    layers = [
        _skin_layer(measures, look, (bottom.inside_m, top.inside_m)),
        _cloth_layer("bottom", measures, bottom, plain, over=None if look.top_tucked else top),
        _cloth_layer("top", measures, top, pattern, over=bottom if look.top_tucked else None),
        _shoe_layer(measures, look),
    ]
    if look.hair != "none":
        layers += _hair_layers(measures, look, look.hair)
    if look.stickers is not None and "ball" in decoys:
        layers.append(_held_ball(person, STICKER_COLOURS[look.stickers.colour]))
    return Outfit(person=person, layers=tuple(layers), stickers=look.stickers)


def _skin_layer(measures: Measures, look: LookSpec, covers_m: tuple[FloatArray, FloatArray]) -> Layer:
    """Skin, eyes and socks, without what clothes, hair and shoes hide."""
    person, z = measures.person, measures.points_m[:, 2]
    below_collar_m = np.where(measures.leg > 0.5, collar_z_m(person) - z, -1.0)
    faces = person.faces
    hidden = (below_collar_m[faces] > _IN_SHOE_M).all(axis=1)
    for inside_m in covers_m:
        hidden |= (inside_m[faces] > _UNDER_CLOTH_M).all(axis=1)
    if look.hair != "none":
        hidden |= (hairline_m(measures, look.hair)[faces] > _UNDER_HAIR_M).all(axis=1)
    masks = (person.masks[name] for name in ("lips", "eyeballs", "nails"))
    eye = measures.bone_m("eye.L")
    return Layer(
        name="skin",
        material="skin",
        points_m=measures.points_m,
        weights=person.weights,
        faces=faces[~hidden],
        traits=np.column_stack([below_collar_m + _SOCK_M, *masks]),
        values={
            "u_skin_colour": SKIN_TONES[look.skin],
            "u_hair_colour": look.hair_colour,
            "u_sock_colour": _SOCK_COLOUR,
            "u_eye_m": (float(eye[0]), float(eye[1]), float(eye[2])),
        },
    ).trimmed()


def _cloth_layer(
    name: str,
    measures: Measures,
    garment: Garment,
    values: Mapping[str, float | Colour],
    *,
    over: Garment | None,
) -> Layer:
    """A garment; what lies deep under the one over it is not drawn."""
    faces = measures.person.faces
    nothing = np.zeros_like(garment.inside_m)
    covered_m = nothing - 1.0 if over is None else over.inside_m
    drawn = (garment.inside_m[faces] > 0).any(axis=1) & ~(covered_m[faces] > _UNDER_CLOTH_M).all(axis=1)
    return Layer(
        name=name,
        material="cloth",
        points_m=garment.points_m,
        weights=garment.weights,
        faces=faces[drawn],
        traits=np.column_stack([garment.edges_m, covered_m, nothing]),
        values={
            "u_looseness": garment.looseness,
            "u_hem_m": garment.hem_m,
            "u_hidden_m": _TUCKED_M if garment.tucked else _UNDER_CLOTH_M,
            **values,
        },
        two_sided=True,
    ).trimmed()


def _hair_layers(measures: Measures, look: LookSpec, kind: HairKind) -> Iterator[Layer]:
    person, inside_m = measures.person, hairline_m(measures, kind)
    values: dict[str, float | Colour] = {
        "u_hair_colour": look.hair_colour,
        "u_ragged_m": 0.006 if kind == "short" else 0.003,
    }
    yield Layer(
        name="hair",
        material="hair",
        points_m=cap_points_m(measures, inside_m, kind),
        weights=person.weights,
        faces=person.faces[(inside_m[person.faces] > 0).any(axis=1)],
        traits=np.column_stack([inside_m, np.zeros((len(inside_m), 3))]),
        values=values,
    ).trimmed()
    tail = hair_of(measures, kind)
    if tail is not None:
        yield Layer(
            name="tail",
            material="hair",
            points_m=tail.points_m,
            weights=_bone_weights(person, {"head": 1 - tail.trunk_share, "spine01": tail.trunk_share}),
            faces=tail.faces,
            traits=np.column_stack([tail.inside_m, np.zeros((len(tail.inside_m), 3))]),
            values=values,
            two_sided=True,
        )


def _shoe_layer(measures: Measures, look: LookSpec) -> Layer:
    shoes = shoes_of(measures)
    foot, toes, left = 1 - shoes.toe_share, shoes.toe_share, shoes.left
    shares = {
        "foot.L": foot * left,
        "foot.R": foot * ~left,
        "toe2-1.L": toes * left,
        "toe2-1.R": toes * ~left,
    }
    return Layer(
        name="shoes",
        material="shoe",
        points_m=shoes.points_m,
        weights=_bone_weights(measures.person, shares),
        faces=shoes.faces,
        traits=shoes.traits,
        values={"u_shoe_colour": look.shoe_colour, "u_sole_colour": _SOLE_COLOUR},
    )


def _held_ball(person: Person, colour: Colour) -> Layer:
    """A ball in the right hand."""
    mesh = ball(person.head_m("finger3-1.R").tolist(), (_HELD_BALL_M,) * 3)
    whole = np.ones(len(mesh.points_m))
    return Layer(
        name="held",
        material="cloth",
        points_m=mesh.points_m,
        weights=_bone_weights(person, {"wrist.R": whole}),
        faces=mesh.faces,
        traits=np.column_stack([whole, whole, -whole, 0 * whole]),
        values={
            "u_looseness": 0.0,
            "u_hem_m": 0.0,
            "u_hidden_m": 0.0,
            "u_cloth_colour": colour,
            "u_stripe_m": 0.0,
            "u_dots_m": 0.0,
        },
    )


def _bone_weights(person: Person, shares: Mapping[str, FloatArray]) -> sparse.csr_matrix:
    """Weights of points that hang on a few bones, shape (N, B)."""
    count = len(next(iter(shares.values())))
    weights = sparse.lil_matrix((count, len(person.bone_names)))
    for bone, share in shares.items():
        weights[:, person.bone_index[bone]] = share[:, None]
    return sparse.csr_matrix(weights)
