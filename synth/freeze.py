"""Freeze the people of `synth.people` from the parametric body model Anny: `python -m synth.freeze`.

Needed only to make `synth/data/people.npz` anew, in an environment of its own (the bodies are described in
`synth/data/recipes.toml`):

    pip install torch==2.13.0 anny==0.6.2 scipy pillow

Writes `people.npz`, which needs none of these to be read, and `people.json`: its checksum, the recipe and measures of
each body, and how far `synth.rig` is from Anny's own forward pass over random poses. The first run builds Anny's cache
(in `$ANNY_CACHE_DIR` where set), which takes a minute or two.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import anny
import numpy as np
import numpy.typing as npt
import torch
from anny.anthropometry import Anthropometry
from anny.face_segmentation import get_face_segmentation_mask
from anny.paths import get_anny_root_dir
from PIL import Image
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from synth import people, rig
from synth.people import DATA_FILE, PEOPLE, FloatArray, Int32Array

_RECIPES_FILE = DATA_FILE.with_name("recipes.toml")
_VERTEX_STEP_M = 7e-5  # of 16 bits: up to 2.29 m
_NEVER_SEEN = ("mouth_cavity", "tongue", "eye_cavity.L", "eye_cavity.R", "eye_back.L", "eye_back.R")
_TEXTURES = {"lips": "mpfb_lips", "ears": "mpfb_ears", "eyelids": "mpfb_eyelids", "nails": "mpfb_fingernails"}
_POSES_COMPARED = 20
_TOLERANCE_M = 1e-4  # rounding to the step moves a vertex by up to 0.06 mm


class _Bodies:
    """Anny, asked for one of our people at a time."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        self.recipes = tomllib.loads(_RECIPES_FILE.read_text(encoding="utf-8"))
        self.model = anny.Anny(local_changes="default", phenotypes="all").to(dtype=torch.float32)
        self.identity = torch.eye(4)[None, None].repeat(1, self.model.bone_count, 1, 1)

    def shape(self, name: str) -> dict[str, Any]:
        """Anny's arguments for the body of that name, the height solved for (it is linear in its parameter)."""
        info, phenotype = PEOPLE[name], dict(self.recipes[name])
        local_changes = dict(phenotype.pop("local_changes", {}))
        for change, value in phenotype.pop("both_sides", {}).items():
            local_changes |= {f"l-{change}": value, f"r-{change}": value}
        phenotype["gender"] = 1.0 if info.sex == "woman" else 0.0
        low, high = (self._height_m({**phenotype, "height": value}, local_changes) for value in (0.25, 0.75))
        phenotype["height"] = 0.25 + 0.5 * (info.height_m - low) / (high - low)
        return {"phenotype_kwargs": phenotype, "local_changes_kwargs": local_changes}

    def _height_m(self, phenotype: dict[str, float], local_changes: dict[str, float]) -> float:
        rest = self.run({"phenotype_kwargs": phenotype, "local_changes_kwargs": local_changes})
        return float(np.ptp(rest["rest_vertices"][0, :, 2].numpy()))

    def run(self, shape: dict[str, Any], pose: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
        """Anny's forward pass; `pose` holds world orientations of the bones."""
        with torch.no_grad():
            if pose is None:
                return dict(self.model(pose_parameters=self.identity, **shape))
            return dict(self.model(pose_parameters=pose, pose_parameterization="world-orient", **shape))


@dataclass(frozen=True, slots=True)
class _Topology:
    """What all bodies share. `kept` are the places of our vertices among Anny's."""

    kept: npt.NDArray[np.int64]
    faces: Int32Array
    uv: npt.NDArray[np.float32]
    face_uv: Int32Array

    @classmethod
    def of(cls, model: Any) -> _Topology:
        """Anny's topology less what is inside the head."""
        seen = ~np.asarray(get_face_segmentation_mask(model, _NEVER_SEEN))
        kept, faces = np.unique(model.faces.numpy()[seen], return_inverse=True)
        used, face_uv = np.unique(model.face_texture_coordinate_indices.numpy()[seen], return_inverse=True)
        uv = model.texture_coordinates.numpy()[used].astype(np.float32)
        return cls(kept, faces.reshape(-1, 3).astype(np.int32), uv, face_uv.reshape(-1, 3).astype(np.int32))

    def vertex_uv(self) -> npt.NDArray[np.float32]:
        """One texture coordinate of each vertex, shape (V, 2)."""
        result = np.zeros((self.kept.size, 2), dtype=np.float32)
        result[self.faces.ravel()] = self.uv[self.face_uv.ravel()]
        return result


def _weights(model: Any, kept: npt.NDArray[np.int64]) -> sparse.csr_matrix:
    values, columns = model.vertex_bone_weights.numpy()[kept], model.vertex_bone_indices.numpy()[kept]
    rows = np.repeat(np.arange(kept.size), values.shape[1])
    matrix = sparse.csr_matrix(
        (values.ravel(), (rows, columns.ravel())), shape=(kept.size, model.bone_count), dtype=np.float32
    )
    matrix.eliminate_zeros()
    return matrix


def _masks(
    topology: _Topology, weights: sparse.csr_matrix, bones: list[str]
) -> dict[str, npt.NDArray[np.uint8]]:
    """Shape (V,) each, 0 to 255."""
    folder = Path(get_anny_root_dir()) / "data" / "mpfb2" / "textures"
    u, v = topology.vertex_uv().T
    masks = {}
    for name, stem in _TEXTURES.items():
        picture = np.asarray(Image.open(folder / f"{stem}.jpg").convert("L"))
        height, width = picture.shape
        rows = np.clip(((1.0 - v) * height).astype(int), 0, height - 1)
        masks[name] = picture[rows, np.clip((u * width).astype(int), 0, width - 1)]
    eyes = weights[:, [bones.index("eye.L"), bones.index("eye.R")]].sum(axis=1).A1 > 0.5
    return {**masks, "eyeballs": np.where(eyes, 255, 0).astype(np.uint8)}


def _landmarks(
    vertices_m: FloatArray, heads_m: FloatArray, bones: list[str], weights: sparse.csr_matrix
) -> dict[str, int]:
    """Vertices of the skin by name, the same for all bodies, chosen on one.

    In adults the hip joint centre is 30 % of the distance between the anterior superior iliac spines below them (Bell,
    Brand & Pedersen 1989, Hum Mov Sci 8:3-16). That distance is taken as 0.145 of the height (convention: 24 cm at 1.66 m)
    because the hips of Anny's skeleton are farther apart than a real skeleton's.
    """
    apart_m = 0.145 * np.ptp(vertices_m[:, 2])
    hip_m = heads_m[bones.index("upperleg01.L")]
    front = np.flatnonzero(vertices_m[:, 1] < hip_m[1])
    off_m = vertices_m[front][:, [0, 2]] - (0.5 * apart_m, hip_m[2] + 0.30 * apart_m)
    foot = [
        index for index, bone in enumerate(bones) if bone.startswith(("foot", "toe")) and bone.endswith(".L")
    ]
    of_foot = np.flatnonzero(weights[:, foot].sum(axis=1).A1 > 0.99)
    left = {
        "asis": int(front[np.argmin(np.linalg.norm(off_m, axis=1))]),
        "heel": int(of_foot[np.argmax(vertices_m[of_foot, 1])]),
        "toe": int(of_foot[np.argmin(vertices_m[of_foot, 1])]),
    }
    tree = cKDTree(vertices_m)
    right = {name: int(tree.query(vertices_m[index] * [-1, 1, 1])[1]) for name, index in left.items()}
    return {
        f"{side}_{name}": index
        for side, found in (("left", left), ("right", right))
        for name, index in found.items()
    }


def _measures(model: Any, rest: dict[str, torch.Tensor]) -> dict[str, float]:
    """Height, mass (at 980 kg/m³) and body mass index, as Anny reckons them."""
    found = Anthropometry(model)(rest["rest_vertices"])
    return {
        "height_m": round(float(found["height"]), 4),
        "mass_kg": round(float(found["mass"]), 1),
        "body_mass_index": round(float(found["bmi"]), 1),
    }


def _pack(bodies: _Bodies) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """The arrays of `people.npz`, and what `people.json` says of each body."""
    model, bones = bodies.model, list(bodies.model.bone_labels)
    topology = _Topology.of(model)
    weights = _weights(model, topology.kept)
    arrays: dict[str, npt.NDArray[Any]] = {
        "vertex_step_m": np.array(_VERTEX_STEP_M, dtype=np.float32),
        "faces": topology.faces.astype(np.uint16),
        "uv": topology.uv,
        "face_uv": topology.face_uv.astype(np.uint16),
        "bone_names": np.array(bones),
        "bone_parents": np.array(model.bone_parents, dtype=np.int32),
        "weight_values": weights.data,
        "weight_columns": weights.indices.astype(np.uint8),
        "weight_rows": weights.indptr.astype(np.int32),
        **{f"mask.{name}": mask for name, mask in _masks(topology, weights, bones).items()},
    }
    described = {}
    for name in PEOPLE:
        shape = bodies.shape(name)
        rest = bodies.run(shape)
        vertices_m, heads_m = (rest[key][0].numpy() for key in ("rest_vertices", "rest_bone_heads"))
        lift_m = np.array([0.0, 0.0, -vertices_m[:, 2].min()])
        own_m, heads_m = vertices_m[topology.kept] + lift_m, heads_m + lift_m
        arrays[f"vertices.{name}"] = np.round(own_m / _VERTEX_STEP_M).astype(np.int16)
        arrays[f"bone_heads_m.{name}"] = heads_m.astype(np.float32)
        described[name] = {**asdict(PEOPLE[name]), "measured": _measures(model, rest), "anny": shape}
        if name == "woman_average":
            found = _landmarks(own_m, heads_m, bones, weights)
            arrays["landmark_names"] = np.array(list(found))
            arrays["landmark_vertices"] = np.array(list(found.values()), dtype=np.int32)
    return arrays, described


def _compare(
    bodies: _Bodies, name: str, shape: dict[str, Any], kept: npt.NDArray[np.int64]
) -> dict[str, float]:
    """How far `synth.rig` is from Anny over random poses: the largest distance of a bone's head and of a vertex."""
    person = people.load_person(name)
    random = np.random.default_rng(sum(name.encode()))
    at_rest = bodies.run(shape)["rest_bone_poses"][0, :, :3, :3].numpy()
    worst_head_m = worst_vertex_m = 0.0
    for _ in range(_POSES_COMPARED):
        rotations = Rotation.from_rotvec(random.normal(0.0, 0.6, (len(person.bone_names), 3))).as_matrix()
        pose = rig.pose_from_rotations(person, rotations, root_m=random.normal(0.0, 1.0, 3))
        given = bodies.identity.clone()
        given[0, :, :3, :3] = torch.tensor(rotations @ at_rest, dtype=torch.float32)
        given[0, 0, :3, 3] = torch.tensor(pose.heads_m[0], dtype=torch.float32)
        theirs = bodies.run(shape, given)
        heads_m, vertices_m = theirs["bone_poses"][0, :, :3, 3].numpy(), theirs["vertices"][0].numpy()[kept]
        worst_head_m = max(worst_head_m, float(np.linalg.norm(heads_m - pose.heads_m, axis=1).max()))
        worst_vertex_m = max(
            worst_vertex_m, float(np.linalg.norm(vertices_m - rig.skin(person, pose), axis=1).max())
        )
    return {"heads_m": round(worst_head_m, 7), "vertices_m": round(worst_vertex_m, 7)}


def main() -> None:
    """Write `people.npz` and `people.json`.

    Raises:
        RuntimeError: The rig is not Anny's.
    """
    bodies = _Bodies()
    arrays, described = _pack(bodies)
    DATA_FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(DATA_FILE, allow_pickle=False, **arrays)
    kept = _Topology.of(bodies.model).kept
    for name, entry in described.items():
        entry["farthest_from_anny"] = _compare(bodies, name, entry["anny"], kept)
        if max(entry["farthest_from_anny"].values()) > _TOLERANCE_M:
            raise RuntimeError(
                f"{name}: {entry['farthest_from_anny']} is farther from Anny than {_TOLERANCE_M} m"
            )
    provenance = {
        "sha256": hashlib.sha256(DATA_FILE.read_bytes()).hexdigest(),
        "made_with": {
            name: importlib.metadata.version(name) for name in ("anny", "torch", "numpy", "scipy", "pillow")
        },
        "poses_compared": _POSES_COMPARED,
        "people": described,
    }
    DATA_FILE.with_suffix(".json").write_text(json.dumps(provenance, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
