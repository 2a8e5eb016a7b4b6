"""From segments of the body to the pose of every bone, and from there to the skin and the joints.

A rotation is always a bone's or segment's rotation in the world relative to its rest, so identity everywhere is the body
at rest, and rotating everything by R turns the body as a whole. Rest: facing -Y, upright (see `synth.people`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from synth.people import JOINT_BONES, SIDES, Float32Array, FloatArray, Person, Side, side_bone

__all__ = [
    "Limbs",
    "Pose",
    "Segments",
    "arm_rotations",
    "foot_rotation",
    "joints_m",
    "leg_rotations",
    "pose_from_rotations",
    "pose_from_segments",
    "skin",
]

# How far each bone of the spine has gone from the pelvis (0) to the thorax (1). The lower two must stay with the pelvis:
# the skin over the hip bones hangs on them, and would follow the trunk's lean instead of the pelvis' tilt.
_SPINE = {"spine05": 0.0, "spine04": 0.0, "spine03": 0.5, "spine02": 1.0, "spine01": 1.0}
_NECK = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.75}  # from the thorax (0) to the head (1); convention
# From the thorax (0) to the upper arm (1); convention: rounds the shoulder, which is square when the arm alone moves.
_SHOULDER_GIRDLE = {"clavicle": 0.1, "shoulder01": 0.2}

_LIMB_BONES = {
    "upperleg": "thigh",
    "lowerleg": "shank",
    "foot": "foot",
    "toe": "toes",
    "upperarm": "upper_arm",
    "lowerarm": "forearm",
    "wrist": "hand",
    "metacarpal": "hand",
    "finger": "hand",
    "pelvis": "pelvis",
    "eye": "head",
}


@dataclass(frozen=True, slots=True)
class Pose:
    """Where every bone is.

    Attributes:
        rotations: Shape (B, 3, 3), in the world, relative to rest.
        heads_m: Shape (B, 3), where each bone begins.
    """

    rotations: FloatArray
    heads_m: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Limbs:
    """Rotations of one side's limbs, shape (3, 3) each, in the world, relative to rest.

    `toes` None keeps them straight on the foot; in a heel raise they stay flat on the floor.
    """

    thigh: FloatArray
    shank: FloatArray
    foot: FloatArray
    upper_arm: FloatArray
    forearm: FloatArray
    hand: FloatArray
    toes: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Rotations of the body's segments, shape (3, 3) each, in the world, relative to rest."""

    pelvis: FloatArray
    thorax: FloatArray
    head: FloatArray
    left: Limbs
    right: Limbs

    def limbs(self, side: Side) -> Limbs:
        """One side's limbs."""
        return self.left if side == "left" else self.right


def pose_from_rotations(person: Person, rotations: FloatArray, *, root_m: npt.ArrayLike) -> Pose:
    """Forward kinematics.

    Args:
        person: Whose skeleton.
        rotations: Shape (B, 3, 3), of every bone.
        root_m: Shape (3,), where the root bone's head is to be.
    """
    parents = person.bone_parents
    heads_m = np.empty_like(person.bone_heads_m)
    heads_m[0] = root_m
    offsets_m = person.bone_heads_m[1:] - person.bone_heads_m[parents[1:]]
    steps_m = np.einsum("bij,bj->bi", rotations[parents[1:]], offsets_m)
    for bone, (parent, step_m) in enumerate(zip(parents[1:], steps_m, strict=True), start=1):
        heads_m[bone] = heads_m[parent] + step_m
    return Pose(rotations, heads_m)


def pose_from_segments(person: Person, segments: Segments, *, joint: str, at_m: npt.ArrayLike) -> Pose:
    """The pose with these segments that has one joint in a given place.

    Args:
        person: Whose skeleton.
        segments: How each segment is turned.
        joint: `root` or a key of what `joints_m` returns, such as the stance ankle.
        at_m: Shape (3,), where it is to be.
    """
    pose = pose_from_rotations(person, _bone_rotations(person, segments), root_m=np.zeros(3))
    now_m = pose.heads_m[0] if joint == "root" else joints_m(person, pose)[joint]
    return Pose(pose.rotations, pose.heads_m + (np.asarray(at_m, dtype=np.float64) - now_m))


def _bone_rotations(person: Person, segments: Segments) -> FloatArray:
    between = _between_segments(segments) | {"root": segments.pelvis, "head": segments.head}
    return np.stack(
        [
            between[name] if side is None or name in between else _of_limb(segments, segment, side)
            for name, segment, side in _bone_segments(person.bone_names)
        ]
    )


def _between_segments(segments: Segments) -> dict[str, FloatArray]:
    """Of the bones that lie between two segments, in one go: SciPy's rotations cost by the call."""
    spans = [(name, segments.pelvis, segments.thorax, share) for name, share in _SPINE.items()]
    spans += [(name, segments.thorax, segments.head, share) for name, share in _NECK.items()]
    spans += [
        (side_bone(bone, side), segments.thorax, segments.limbs(side).upper_arm, share)
        for side in SIDES
        for bone, share in _SHOULDER_GIRDLE.items()
    ]
    names, starts, ends, shares = zip(*spans, strict=True)
    start = np.stack(starts)
    whole = Rotation.from_matrix(start.transpose(0, 2, 1) @ np.stack(ends)).as_rotvec()
    part = Rotation.from_rotvec(np.array(shares)[:, None] * whole).as_matrix()
    return dict(zip(names, start @ part, strict=True))


def _of_limb(segments: Segments, segment: str, side: Side) -> FloatArray:
    limbs = segments.limbs(side)
    if segment == "toes" and limbs.toes is None:
        return limbs.foot
    owner = segments if segment in {"pelvis", "head"} else limbs
    return np.asarray(getattr(owner, segment), dtype=np.float64)


@lru_cache(maxsize=1)
def _bone_segments(bone_names: tuple[str, ...]) -> tuple[tuple[str, str, Side | None], ...]:
    """Of each bone: its name, the segment it belongs to ("" if it lies between two), and its side (None in the middle)."""
    found: list[tuple[str, str, Side | None]] = []
    for name in bone_names:
        stem = name.partition(".")[0]
        segment = next((segment for start, segment in _LIMB_BONES.items() if stem.startswith(start)), "")
        found.append((name, segment, next((side for side in SIDES if side_bone(stem, side) == name), None)))
    return tuple(found)


def skin(person: Person, pose: Pose) -> Float32Array:
    """Linear blend skinning.

    Returns:
        The skin's vertices in metres, shape (V, 3).
    """
    return np.asarray(person.skinning @ _transforms(person, pose), dtype=np.float32)


def joints_m(person: Person, pose: Pose) -> dict[str, FloatArray]:
    """Where the joints and landmarks are.

    Returns:
        Shape (3,) each: with `left_` and `right_` before, `hip`, `knee`, `ankle`, `shoulder`, `elbow`, `wrist` (joint
        centres) and `asis`, `heel`, `toe` (points of the bare skin).
    """
    joints = {
        f"{side}_{joint}": pose.heads_m[person.bone_index[side_bone(bone, side)]]
        for side in SIDES
        for joint, bone in JOINT_BONES.items()
    }
    landmarks_m = person.landmark_skinning @ _transforms(person, pose)
    return joints | dict(zip(person.landmark_vertices, landmarks_m, strict=True))


def _transforms(person: Person, pose: Pose) -> FloatArray:
    """Of each bone the transposed rotation above the shift, shape (4 B, 3), for `Person.skinning`."""
    shifts_m = pose.heads_m - np.einsum("bij,bj->bi", pose.rotations, person.bone_heads_m)
    stacked = np.concatenate([pose.rotations.transpose(0, 2, 1), shifts_m[:, None, :]], axis=1)
    return stacked.reshape(-1, 3)


def leg_rotations(
    person: Person,
    side: Side,
    *,
    knee_to_hip: npt.ArrayLike,
    ankle_to_knee: npt.ArrayLike,
    thigh_forward: npt.ArrayLike,
    shank_forward: npt.ArrayLike | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Rotations that put the bones of a leg along given directions.

    Args:
        person: Whose leg.
        side: Which.
        knee_to_hip: Shape (3,), direction in the world, of any length; the thigh's is then exactly that.
        ankle_to_knee: The same of the shank.
        thigh_forward: Where the front of the thigh looks, roughly: its part across the thigh counts.
        shank_forward: The same of the shank; None for `thigh_forward`.

    Returns:
        Thigh and shank, shape (3, 3) each.
    """
    hip_m, knee_m, ankle_m = (person.joint_m(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
    thigh = _frame(knee_to_hip, thigh_forward) @ _frame(hip_m - knee_m, (0, -1, 0)).T
    forward = thigh_forward if shank_forward is None else shank_forward
    return thigh, _frame(ankle_to_knee, forward) @ _frame(knee_m - ankle_m, (0, -1, 0)).T


def foot_rotation(
    person: Person, side: Side, *, forward: npt.ArrayLike, up: npt.ArrayLike = (0.0, 0.0, 1.0)
) -> FloatArray:
    """The rotation that points a foot somewhere.

    Args:
        person: Whose foot.
        side: Which.
        forward: Shape (3,), direction in the world from the heel to the second toe, along the sole.
        up: Shape (3,), where the upper side of the foot looks, roughly; its part across `forward` counts.

    Returns:
        Shape (3, 3).
    """
    along_m = person.head_m(side_bone("toe2-1", side)) - person.joint_m(f"{side}_heel")
    at_rest = _frame((along_m[0], along_m[1], 0.0), (0, 0, 1))
    return np.asarray(_frame(forward, up) @ at_rest.T)


def arm_rotations(
    person: Person,
    side: Side,
    thorax: FloatArray,
    *,
    shoulder_to_elbow: npt.ArrayLike,
    elbow_to_wrist: npt.ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rotations that put the bones of an arm along given directions, by the shortest way from where the thorax has them.

    Args:
        person: Whose arm.
        side: Which.
        thorax: Shape (3, 3).
        shoulder_to_elbow: Shape (3,), direction in the world, of any length.
        elbow_to_wrist: The same of the forearm.

    Returns:
        Upper arm, forearm and hand (straight on the forearm), shape (3, 3) each.
    """
    shoulder_m, elbow_m, wrist_m = (
        person.joint_m(f"{side}_{joint}") for joint in ("shoulder", "elbow", "wrist")
    )
    upper_arm = _shortest(thorax @ (elbow_m - shoulder_m), shoulder_to_elbow) @ thorax
    forearm = _shortest(upper_arm @ (wrist_m - elbow_m), elbow_to_wrist) @ upper_arm
    return upper_arm, forearm, forearm


def _unit(vector: npt.ArrayLike) -> FloatArray:
    array = np.asarray(vector, dtype=np.float64)
    return np.asarray(array / np.linalg.norm(array))


def _frame(along: npt.ArrayLike, towards: npt.ArrayLike) -> FloatArray:
    """Right-handed axes as columns: the second along `along`, the third towards `towards` as far as it is across."""
    second = _unit(along)
    across = np.asarray(towards, dtype=np.float64)
    third = _unit(across - second * (across @ second))
    return np.stack([np.cross(second, third), second, third], axis=1)


def _shortest(start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
    """The smallest rotation that turns one direction into another, shape (3, 3).

    Raises:
        ValueError: They are opposite, so that there is no smallest one.
    """
    a, b = _unit(start), _unit(end)
    if a @ b < -0.9999:
        raise ValueError(f"a bone cannot be turned from {a} right round to {b}: there is no shortest way")
    v = np.cross(a, b)
    cross = np.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1.0 + a @ b))
