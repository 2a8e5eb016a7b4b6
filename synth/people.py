"""The people who are filmed: bodies with a skeleton, frozen from the parametric body model Anny.

`synth/data/people.npz` holds them (made by `python -m synth.freeze`, described in `synth/data/README.md`); loading one
needs NumPy and SciPy only. At rest a person stands upright with the legs a little apart and the arms down and away from
the trunk, facing -Y, the soles of the bare feet at Z = 0 and the mid-plane at X = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = [
    "DATA_FILE",
    "JOINT_BONES",
    "PEOPLE",
    "SIDES",
    "Build",
    "Float32Array",
    "FloatArray",
    "Half",
    "Int32Array",
    "Person",
    "PersonInfo",
    "Sex",
    "Side",
    "load_person",
    "side_bone",
]

Build: TypeAlias = Literal["slim", "average", "muscular", "heavy"]
Half: TypeAlias = Literal["development", "check"]
Sex: TypeAlias = Literal["woman", "man"]
Side: TypeAlias = Literal["left", "right"]
FloatArray: TypeAlias = npt.NDArray[np.float64]
Float32Array: TypeAlias = npt.NDArray[np.float32]
Int32Array: TypeAlias = npt.NDArray[np.int32]

SIDES: tuple[Side, ...] = get_args(Side)
DATA_FILE = Path(__file__).parent / "data" / "people.npz"

JOINT_BONES: Mapping[str, str] = MappingProxyType(
    {
        "hip": "upperleg01",
        "knee": "lowerleg01",
        "ankle": "foot",
        "shoulder": "upperarm01",
        "elbow": "lowerarm01",
        "wrist": "wrist",
    }
)
"""The bone whose head is the joint; `.L` or `.R` follows."""

_SOLE_M = -0.022  # convention: a trainer's sole; the foot itself is inside the shoe


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInfo:
    """Who somebody is, in words.

    Attributes:
        sex: As modelled.
        age_years: As modelled; the body's shape, skin and hair are not the model's.
        height_m: Barefoot, from the sole to the crown of the bald head.
        build: In a word; the body mass index is in `synth/data/people.json`.
        half: Whether hipcheck may be tuned on clips of this person, or only checked.
    """

    sex: Sex
    age_years: int
    height_m: float
    build: Build
    half: Half


PEOPLE: Mapping[str, PersonInfo] = MappingProxyType(
    {
        "woman_average": PersonInfo(
            sex="woman", age_years=32, height_m=1.66, build="average", half="development"
        ),
        "woman_heavy": PersonInfo(
            sex="woman", age_years=45, height_m=1.64, build="heavy", half="development"
        ),
        "woman_muscular": PersonInfo(
            sex="woman", age_years=29, height_m=1.71, build="muscular", half="development"
        ),
        "teen_girl": PersonInfo(sex="woman", age_years=15, height_m=1.60, build="slim", half="development"),
        "man_average": PersonInfo(
            sex="man", age_years=35, height_m=1.79, build="average", half="development"
        ),
        "man_muscular": PersonInfo(
            sex="man", age_years=28, height_m=1.84, build="muscular", half="development"
        ),
        "man_older": PersonInfo(sex="man", age_years=64, height_m=1.74, build="average", half="development"),
        "woman_tall_lean": PersonInfo(sex="woman", age_years=26, height_m=1.81, build="slim", half="check"),
        "woman_small": PersonInfo(sex="woman", age_years=38, height_m=1.55, build="average", half="check"),
        "woman_older": PersonInfo(sex="woman", age_years=62, height_m=1.62, build="heavy", half="check"),
        "teen_boy": PersonInfo(sex="man", age_years=16, height_m=1.73, build="slim", half="check"),
        "man_heavy": PersonInfo(sex="man", age_years=48, height_m=1.77, build="heavy", half="check"),
        "man_tall_slim": PersonInfo(sex="man", age_years=24, height_m=1.95, build="slim", half="check"),
        "man_short_strong": PersonInfo(
            sex="man", age_years=41, height_m=1.66, build="muscular", half="check"
        ),
    }
)
"""Everybody, by name."""


@dataclass(frozen=True, eq=False)
class Person:
    """A body at rest, its skeleton, and how the skin follows it. Arrays are read-only; people share topology.

    Attributes:
        name: A key of `PEOPLE`.
        vertices_m: Shape (V, 3). Eyeballs included; tongue and the insides of mouth and eye sockets left out.
        faces: Shape (F, 3), triangles, counter-clockwise seen from outside.
        uv: Shape (U, 2), texture coordinates, v up.
        face_uv: Shape (F, 3), indices into `uv`.
        bone_names: B of them; a side's end in `.L` or `.R`.
        bone_parents: Shape (B,); -1 for the root, which comes first. A parent precedes its children.
        bone_heads_m: Shape (B, 3).
        weights: Shape (V, B); each row sums to 1.
        sole_m: Height of the shoe's lower edge: how far below the bare foot's sole it is (negative).
        landmark_vertices: Vertices at points of the skin, with `left_` or `right_` before: `asis` (over the anterior
            superior iliac spine), `heel` (rearmost), `toe` (the big toe's tip).
        masks: Shape (V,), from 0 to 1: `lips`, `ears`, `eyelids`, `nails` (of the fingers); `eyeballs` 1 or 0.
    """

    name: str
    vertices_m: Float32Array
    faces: Int32Array
    uv: Float32Array
    face_uv: Int32Array
    bone_names: tuple[str, ...]
    bone_parents: Int32Array
    bone_heads_m: FloatArray
    weights: sparse.csr_matrix
    sole_m: float
    landmark_vertices: Mapping[str, int]
    masks: Mapping[str, Float32Array]

    @property
    def info(self) -> PersonInfo:
        """Sex, age, height and build."""
        return PEOPLE[self.name]

    @cached_property
    def bone_index(self) -> Mapping[str, int]:
        """Place of a bone, by name."""
        return MappingProxyType({name: index for index, name in enumerate(self.bone_names)})

    @cached_property
    def skinning(self) -> sparse.csr_matrix:
        """Shape (V, 4 B): of each bone, the vertex at rest (x, y, z, 1) times its weight. See `synth.rig.skin`."""
        homogeneous = np.concatenate(
            [self.vertices_m, np.ones((len(self.vertices_m), 1), dtype=np.float32)], axis=1
        )
        weights = self.weights
        columns = (4 * weights.indices[:, None] + np.arange(4, dtype=np.int32)).ravel()
        vertices = np.repeat(np.arange(len(self.vertices_m)), np.diff(weights.indptr))
        values = (weights.data[:, None] * homogeneous[vertices]).ravel()
        return sparse.csr_matrix(
            (values, columns, 4 * weights.indptr), shape=(weights.shape[0], 4 * weights.shape[1])
        )

    @cached_property
    def landmark_skinning(self) -> FloatArray:
        """The rows of `skinning` of the landmarks, shape (L, 4 B)."""
        return np.asarray(self.skinning[list(self.landmark_vertices.values())].toarray(), dtype=np.float64)

    def head_m(self, bone: str) -> FloatArray:
        """Where a bone begins at rest, shape (3,)."""
        return np.asarray(self.bone_heads_m[self.bone_index[bone]], dtype=np.float64)

    def joint_m(self, joint: str) -> FloatArray:
        """Where a joint is at rest, shape (3,).

        Args:
            joint: A side and a key of `JOINT_BONES` (`left_knee`), or a key of `landmark_vertices` (`left_heel`).
        """
        if joint in self.landmark_vertices:
            return np.asarray(self.vertices_m[self.landmark_vertices[joint]], dtype=np.float64)
        side, _, kind = joint.partition("_")
        return self.head_m(side_bone(JOINT_BONES[kind], side))


def side_bone(stem: str, side: str) -> str:
    """A bone's name as the skeleton spells it: `foot`, `left` -> `foot.L`."""
    return f"{stem}.{side[0].upper()}"


@lru_cache(maxsize=1)
def _shared() -> Mapping[str, npt.NDArray[Any]]:
    """What all people have in common, and everybody's own arrays still packed."""
    with np.load(DATA_FILE) as file:
        return {name: _frozen(file[name]) for name in file.files}


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    array.setflags(write=False)
    return array


@lru_cache(maxsize=1)
def _weights() -> sparse.csr_matrix:
    data = _shared()
    shape = (data["weight_rows"].size - 1, data["bone_names"].size)
    columns = data["weight_columns"].astype(np.int32)
    return sparse.csr_matrix((data["weight_values"], columns, data["weight_rows"]), shape=shape)


@lru_cache(maxsize=len(PEOPLE))
def load_person(name: str) -> Person:
    """A person's body, skeleton and skinning; the same object each time.

    Args:
        name: A key of `PEOPLE`.

    Raises:
        KeyError: There is nobody of that name.
    """
    if name not in PEOPLE:
        raise KeyError(f"nobody is called {name!r}; there are {', '.join(PEOPLE)}")
    data = _shared()
    vertices_m = data[f"vertices.{name}"].astype(np.float32) * data["vertex_step_m"]
    return Person(
        name=name,
        vertices_m=_frozen(vertices_m),
        faces=_frozen(data["faces"].astype(np.int32)),
        uv=data["uv"],
        face_uv=_frozen(data["face_uv"].astype(np.int32)),
        bone_names=tuple(data["bone_names"].tolist()),
        bone_parents=data["bone_parents"],
        bone_heads_m=_frozen(data[f"bone_heads_m.{name}"].astype(np.float64)),
        weights=_weights(),
        sole_m=_SOLE_M,
        landmark_vertices=MappingProxyType(
            dict(zip(data["landmark_names"].tolist(), data["landmark_vertices"].tolist(), strict=True))
        ),
        masks=MappingProxyType(
            {
                key.removeprefix("mask."): _frozen(data[key].astype(np.float32) / np.float32(255))
                for key in data
                if key.startswith("mask.")
            }
        ),
    )
