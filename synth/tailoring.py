"""The measures a tailor takes of a body at rest, and how far along limbs and trunk each of its points is.

Points of both sides are treated as if they were on the left (X made positive): people are symmetrical at rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from synth.meshes import NormalMaker
from synth.people import Person

__all__ = ["Measures", "neighbours"]

FloatArray = npt.NDArray[np.float64]

_ARM = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
_LEG = ("upperleg", "lowerleg", "foot", "toe")
_FOOT = ("foot", "toe")
_HEAD = ("head", "eye", "neck03", "neck02")


@dataclass(frozen=True, eq=False)
class Measures:
    """A person at rest.

    Attributes:
        person: Who.
        lifted_m: Where a garment's points are, one for each of the skin's, shape (V, 3); None to measure the skin.
    """

    person: Person
    lifted_m: FloatArray | None = None

    @cached_property
    def points_m(self) -> FloatArray:
        """What is measured: skin or cloth, shape (V, 3)."""
        return self.person.vertices_m.astype(float) if self.lifted_m is None else self.lifted_m

    @cached_property
    def mirrored_m(self) -> FloatArray:
        """The same with X made positive, shape (V, 3)."""
        return np.abs(self.points_m * [1, 0, 0]) + self.points_m * [0, 1, 1]

    @cached_property
    def normals(self) -> FloatArray:
        """Of the skin, shape (V, 3)."""
        return NormalMaker(len(self.points_m), self.person.faces)(self.person.vertices_m).astype(float)

    def joint_m(self, joint: str) -> FloatArray:
        """A joint of the left side, shape (3,)."""
        return self.person.joint_m(f"left_{joint}")

    def bone_m(self, bone: str) -> FloatArray:
        """Where a bone begins, shape (3,)."""
        return self.person.head_m(bone)

    def _share(self, stems: tuple[str, ...]) -> FloatArray:
        bones = [index for index, name in enumerate(self.person.bone_names) if name.startswith(stems)]
        return np.asarray(self.person.weights[:, bones].sum(axis=1), float).ravel()

    @cached_property
    def arm(self) -> FloatArray:
        """How much of each point moves with an arm, 0 to 1, shape (V,)."""
        return self._share(_ARM)

    @cached_property
    def leg(self) -> FloatArray:
        """The same of a leg."""
        return self._share(_LEG)

    @cached_property
    def foot(self) -> FloatArray:
        """The same of a foot."""
        return self._share(_FOOT)

    @cached_property
    def head(self) -> FloatArray:
        """The same of the head."""
        return self._share(_HEAD)

    @cached_property
    def down_arm_m(self) -> FloatArray:
        """How far down the arm from the shoulder each point is, shape (V,); only of use on an arm."""
        shoulder, elbow, wrist = (self.joint_m(joint) for joint in ("shoulder", "elbow", "wrist"))
        upper, fore = elbow - shoulder, wrist - elbow
        upper_m, fore_m = np.linalg.norm(upper), np.linalg.norm(fore)
        along_upper = (self.mirrored_m - shoulder) @ upper / upper_m
        along_fore = (self.mirrored_m - elbow) @ fore / fore_m
        # Where the two halves meet, the forearm's measure takes over at the elbow.
        return np.where(
            along_fore > 0, np.maximum(upper_m + along_fore, along_upper), np.minimum(along_upper, upper_m)
        )

    @cached_property
    def upper_arm_m(self) -> float:
        """Length of the upper arm."""
        return float(np.linalg.norm(self.joint_m("elbow") - self.joint_m("shoulder")))

    @cached_property
    def arm_m(self) -> float:
        """From the shoulder to the wrist along the arm."""
        return self.upper_arm_m + float(np.linalg.norm(self.joint_m("wrist") - self.joint_m("elbow")))

    @cached_property
    def thigh_share(self) -> FloatArray:
        """Height of each point: 0 at the hip joint, 1 at the knee, shape (V,)."""
        hip_z, knee_z = self.joint_m("hip")[2], self.joint_m("knee")[2]
        return np.asarray((hip_z - self.points_m[:, 2]) / (hip_z - knee_z))

    @cached_property
    def crotch_z_m(self) -> float:
        """Height below which the legs are two: the lowest skin of the mid-plane between them."""
        legs = (np.abs(self.points_m[:, 0]) < 0.004) & (self.points_m[:, 2] < self.joint_m("hip")[2] + 0.05)
        return float(self.points_m[legs, 2].min())

    @cached_property
    def waist_z_m(self) -> float:
        """Height of the waistband: about that of the hip bones' crests."""
        return float(self.joint_m("hip")[2] + 0.10)


def neighbours(point_count: int, faces: npt.NDArray[np.int32]) -> sparse.csr_matrix:
    """Averages over the neighbours of each point of a mesh: shape (N, N), rows sum to 1."""
    first, second = faces.ravel(), np.roll(faces, 1, axis=1).ravel()
    ones = np.ones(2 * len(first))
    pairs = sparse.csr_matrix(
        (ones, (np.r_[first, second], np.r_[second, first])), shape=(point_count, point_count)
    )
    pairs.data[:] = 1.0
    degree = np.maximum(np.asarray(pairs.sum(axis=1)).ravel(), 1.0)
    return sparse.csr_matrix(sparse.diags(1.0 / degree) @ pairs)
