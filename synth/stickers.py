"""Stickers on a dressed body: where they are, how they move with skin or cloth, and how much of them a camera sees.

A sticker keeps its size: what is under it stretches and folds as the hip bends, paper does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from synth.cameras import Camera
from synth.clothes import Layer, Outfit
from synth.palette import STICKER_COLOURS
from synth.people import SIDES, Float32Array, FloatArray, Int32Array, Side
from synth.rig import Pose
from synth.sight import hidden
from synth.spec import StickerSpec
from synth.tailoring import Measures

__all__ = ["MOST_STICKERS", "StickerTrack", "Stickers", "Worn", "sticker_tracks"]

Uniforms: TypeAlias = dict[str, float | FloatArray]

MOST_STICKERS: Final = 3  # both and a button; as in stickers.glsl
_REACH_M: Final = 0.07  # how far from its point of the body a sticker may come to lie
_SLIPPED_RAD: Final = np.radians(60.0)  # flexion of the hip at which it has slipped all the way
_CROOKED_DEG: Final = 15.0  # most that a piece of tape is turned; convention
_TAPE_CORNER: Final = 0.15  # of half its width
_BUTTON_M: Final = 0.018
_BUTTON_BELOW_WAIST_M: Final = 0.025
_RIM: Final = 0.8  # of the radius: where, beside its middle, it is asked whether a sticker is seen
_RIM_POINTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worn:
    """A sticker at one moment.

    Attributes:
        rest_m: Its middle on the body at rest, shape (3,).
        plane: From differences on the body at rest to the sticker's own across and up, shape (2, 3).
        rest_out: Out of the body at rest, unit vector, shape (3,).
        radius_m: Half its width.
        corner_m: Radius of its corners.
        middle_m: Where its middle is, in the world, shape (3,).
        axes: Its own across and up in the world, unit vectors, shape (2, 3).
        out: Out of the body in the world, unit vector, shape (3,).
    """

    rest_m: FloatArray
    plane: FloatArray
    rest_out: FloatArray
    radius_m: float
    corner_m: float
    middle_m: FloatArray
    axes: FloatArray
    out: FloatArray

    def rim_m(self, share: float, count: int) -> FloatArray:
        """Points of a circle round its middle in the world, at a share of its radius, shape (count, 3)."""
        angle = 2 * np.pi * np.arange(count) / count
        circle = np.column_stack([np.cos(angle), np.sin(angle)])
        return np.asarray(self.middle_m + share * self.radius_m * circle @ self.axes)


@dataclass(frozen=True, slots=True, eq=False)
class _Spot:
    """A point of a surface: a triangle's corners among the outfit's points, and their shares."""

    corners: Int32Array
    shares: FloatArray
    height_m: float

    def of(self, values: FloatArray | Float32Array) -> FloatArray:
        """Its value of something that each of the outfit's points has."""
        return np.asarray(self.shares @ values[self.corners], np.float64)


class _Patch:
    """A layer round a point of the body at rest, looked at along the skin's normal there."""

    def __init__(self, layer: Layer, start: int, middle_m: FloatArray, frame: FloatArray) -> None:
        """Find its triangles.

        Args:
            layer: Of which.
            start: Where the layer's points begin among the outfit's.
            middle_m: Shape (3,).
            frame: Across, up and out as rows, shape (3, 3).
        """
        local = (layer.points_m - middle_m) @ frame.T
        near = np.asarray(np.abs(local).max(axis=1) < _REACH_M)
        faces = layer.faces[near[layer.faces].any(axis=1)]
        first, second, third = (local[faces[:, corner]] for corner in range(3))
        along, aside = (second - first)[:, :2], (third - first)[:, :2]
        area = _cross(along, aside)
        seen = area > 1e-9
        self._faces = faces[seen] + start
        self._local = np.stack([first, second, third], axis=1)[seen]
        self._along, self._aside, self._area = along[seen], aside[seen], area[seen]
        self._cut_m = _visible_m(layer)[faces[seen]]

    def find(self, place_m: FloatArray) -> _Spot | None:
        """The outermost point of the patch at a place across and up; None where the layer does not reach.

        Args:
            place_m: Shape (2,).
        """
        away = place_m - self._local[:, 0, :2]
        second, third = _cross(away, self._aside) / self._area, _cross(self._along, away) / self._area
        shares = np.column_stack([1.0 - second - third, second, third])
        heights_m = np.einsum("fc,fc->f", shares, self._local[:, :, 2])
        there = (shares > -1e-9).all(axis=1) & (np.einsum("fc,fc->f", shares, self._cut_m) > 0.0)
        if not there.any():
            return None
        best = int(np.argmax(np.where(there, heights_m, -np.inf)))
        return _Spot(self._faces[best], shares[best], float(heights_m[best]))


class _Sticker:
    """One sticker of an outfit."""

    def __init__(
        self, outfit: Outfit, vertex: int, *, side: Side | None, size_m: float, spec: StickerSpec | None
    ) -> None:
        """Prepare a sticker at a vertex of the skin.

        Args:
            outfit: On which.
            vertex: Of the person.
            side: Whose hip it is on; None for none.
            size_m: Width.
            spec: Where else, what shape, how it slips; None for a disc that stays where it is.
        """
        measures = Measures(outfit.person)
        self.radius_m = size_m / 2
        self.corner_m = self.radius_m
        self._side, self._person = side, outfit.person
        self._middle_m, self._frame = measures.points_m[vertex], _frame(measures.normals[vertex])
        self._place_m, self._slip_m, self._turn = np.zeros(2), np.zeros(2), np.eye(2)
        if spec is not None and side is not None:
            self._take(spec, side)
        self._patches = [
            _Patch(layer, start, self._middle_m, self._frame)
            for layer, start in zip(outfit.layers, outfit.starts, strict=True)
            if layer.name in {"skin", "bottom", "top"}
        ]
        self._rest_m = np.vstack([layer.points_m for layer in outfit.layers])

    def _take(self, spec: StickerSpec, side: Side) -> None:
        """Offset, slip and shape as the spec wants them."""
        outwards = 1.0 if side == "left" else -1.0
        aside_mm, up_mm = spec.left_offset_mm if side == "left" else spec.right_offset_mm
        self._place_m = 1e-3 * np.array([outwards * aside_mm, up_mm])
        random = np.random.default_rng([spec.seed, SIDES.index(side), 41])
        way = random.uniform(0.0, 2 * np.pi)
        self._slip_m = 1e-3 * spec.slip_mm * np.array([np.cos(way), np.sin(way)])
        if spec.shape == "tape":
            self.corner_m = _TAPE_CORNER * self.radius_m
            turn = np.radians(random.uniform(-_CROOKED_DEG, _CROOKED_DEG))
            self._turn = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

    def worn(self, points_m: Float32Array, pose: Pose) -> Worn:
        """Where it is.

        Args:
            points_m: Of the outfit in that pose, shape (N, 3).
            pose: Of the person.
        """
        place = self._place_m + self._slipped(pose) * self._slip_m
        spot = self._spot(place)
        if spot is None:
            raise ValueError(f"{self._person.name} wears nothing and has no skin where a sticker should be")
        step = 0.7 * self.radius_m
        stretch = np.column_stack([self._change(place, step * axis, points_m) for axis in np.eye(2)])
        # Of all maps from rest to now that keep lengths right, the one that turns the sticker the least.
        squares, directions = np.linalg.eigh(stretch.T @ stretch)
        lengths = directions @ np.diag(np.sqrt(squares)) @ directions.T
        axes = self._turn @ (stretch @ np.linalg.inv(lengths)).T
        return Worn(
            rest_m=spot.of(self._rest_m),
            plane=self._turn @ lengths @ self._frame[:2],
            rest_out=self._frame[2],
            radius_m=self.radius_m,
            corner_m=self.corner_m,
            middle_m=spot.of(points_m),
            axes=axes,
            out=np.cross(*axes),
        )

    def _slipped(self, pose: Pose) -> float:
        """How much of the whole way, 0 to 1."""
        if self._side is None:
            return 0.0
        pelvis = pose.rotations[self._person.bone_index["root"]]
        thigh = pose.rotations[self._person.bone_index[f"upperleg01.{self._side[0].upper()}"]]
        _, back, up = pelvis.T @ thigh @ np.array([0.0, 0.0, -1.0])
        return float(np.clip(np.arctan2(-back, -up) / _SLIPPED_RAD, 0.0, 1.0))

    def _spot(self, place_m: FloatArray) -> _Spot | None:
        found = [spot for patch in self._patches if (spot := patch.find(place_m)) is not None]
        return max(found, key=lambda spot: spot.height_m, default=None)

    def _change(self, place_m: FloatArray, step_m: FloatArray, points_m: Float32Array) -> FloatArray:
        """What a metre at rest has become, along a step to both sides as far as one layer goes, shape (3,)."""
        for patch in sorted(self._patches, key=lambda patch: self._height_m(patch, place_m), reverse=True):
            ends = [
                (sign, spot)
                for sign in (-1.0, 0.0, 1.0)
                if (spot := patch.find(place_m + sign * step_m)) is not None
            ]
            if len(ends) > 1:
                (start, first), (end, last) = ends[0], ends[-1]
                way_m = (end - start) * np.linalg.norm(step_m)
                return np.asarray((last.of(points_m) - first.of(points_m)) / way_m)
        raise ValueError(f"a sticker on {self._person.name} lies on an edge")

    @staticmethod
    def _height_m(patch: _Patch, place_m: FloatArray) -> float:
        spot = patch.find(place_m)
        return -np.inf if spot is None else spot.height_m


class Stickers:
    """All stickers of an outfit, and its button."""

    def __init__(self, outfit: Outfit, spec: StickerSpec) -> None:
        """Put them on."""
        self._spec = spec
        person = outfit.person
        gone = set(SIDES) if spec.missing == "both" else {spec.missing}
        self._sides = {
            side: _Sticker(
                outfit,
                person.landmark_vertices[f"{side}_asis"],
                side=side,
                size_m=1e-3 * spec.diameter_mm,
                spec=spec,
            )
            for side in SIDES
            if side not in gone
        }
        self._button = (
            _Sticker(outfit, _button_vertex(outfit), side=None, size_m=_BUTTON_M, spec=None)
            if "button" in spec.decoys
            else None
        )

    def worn(self, points_m: Float32Array, pose: Pose, time_s: float) -> dict[Side, Worn]:
        """The stickers that are on at a time.

        Args:
            points_m: Of the outfit in that pose, shape (N, 3).
            pose: Of the person.
            time_s: In the clip.
        """
        return {
            side: sticker.worn(points_m, pose)
            for side, sticker in self._sides.items()
            if not (side == self._spec.falls_off and _fallen(self._spec, time_s))
        }

    def uniforms(self, points_m: Float32Array, pose: Pose, time_s: float) -> Uniforms:
        """What stickers.glsl wants to know."""
        worn = list(self.worn(points_m, pose, time_s).values())
        if self._button is not None:
            worn.append(self._button.worn(points_m, pose))
        rows = {
            "u_sticker_m": [one.rest_m for one in worn],
            "u_sticker_across": [one.plane[0] for one in worn],
            "u_sticker_up": [one.plane[1] for one in worn],
            "u_sticker_out": [one.rest_out for one in worn],
            "u_sticker_size": [[one.radius_m, one.corner_m] for one in worn],
        }
        padded = {name: _padded(values, 2 if name.endswith("size") else 3) for name, values in rows.items()}
        colour = np.array(STICKER_COLOURS[self._spec.colour])
        return {"u_sticker_count": len(worn), "u_sticker_colour": colour, **padded}


@dataclass(frozen=True, slots=True, eq=False)
class StickerTrack:
    """A sticker over a clip.

    Attributes:
        middle_m: Shape (T, 3). NaN when it has fallen off.
        seen: Shape (T,), how much of it the camera sees, 0 to 1: in the picture, turned towards the camera, not behind an
            arm or another part of the body.
    """

    middle_m: FloatArray
    seen: FloatArray


def sticker_tracks(
    outfit: Outfit, poses: Sequence[Pose], cameras: Sequence[Camera], time_s: FloatArray
) -> Mapping[Side, StickerTrack]:
    """The stickers of an outfit frame by frame, without those that were never there."""
    spec = outfit.stickers
    if spec is None:
        return {}
    stickers, count = Stickers(outfit, spec), len(time_s)
    sides = [side for side in SIDES if spec.missing not in {side, "both"}]
    tracks = {side: StickerTrack(np.full((count, 3), np.nan), np.zeros(count)) for side in sides}
    for frame, (pose, camera, moment_s) in enumerate(zip(poses, cameras, time_s.tolist(), strict=True)):
        points_m, _ = outfit.posed(pose)
        for side, one in stickers.worn(points_m, pose, moment_s).items():
            tracks[side].middle_m[frame] = one.middle_m
            tracks[side].seen[frame] = _seen(one, camera, points_m, outfit.faces)
    return tracks


def _seen(sticker: Worn, camera: Camera, points_m: Float32Array, faces: Int32Array) -> float:
    asked_m = np.vstack([sticker.middle_m, sticker.rim_m(_RIM, _RIM_POINTS)])
    if sticker.out @ (camera.centre_m - sticker.middle_m) <= 0:
        return 0.0
    places = camera.project(asked_m)
    inside = ((places >= 0) & (places < [camera.width_px, camera.height_px])).all(axis=1)
    return float((inside & ~hidden(camera, asked_m, points_m, faces)).mean())


def _fallen(spec: StickerSpec, time_s: float) -> bool:
    return spec.falls_off_s is not None and time_s >= spec.falls_off_s


def _visible_m(layer: Layer) -> FloatArray:
    """How far inside what is drawn of a layer each of its points is, shape (N,): see cloth.frag."""
    if layer.material != "cloth":
        return np.ones(len(layer.points_m))
    hidden_m = layer.values["u_hidden_m"]
    return np.asarray(np.minimum(layer.traits[:, :2].min(axis=1), hidden_m - layer.traits[:, 2]))


def _frame(normal: FloatArray) -> FloatArray:
    """Across (to the person's left), up and out of the surface as rows, shape (3, 3)."""
    up = np.array([0.0, 0.0, 1.0]) - normal * normal[2]
    up /= np.linalg.norm(up)
    return np.stack([np.cross(up, normal), up, normal])


def _button_vertex(outfit: Outfit) -> int:
    """In front, in the middle, at the waistband."""
    measures = Measures(outfit.person)
    x, y, z = measures.points_m.T
    height_m = measures.waist_z_m - _BUTTON_BELOW_WAIST_M
    return int(np.argmin(np.hypot(x, z - height_m) + (y > measures.joint_m("hip")[1])))


def _cross(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])


def _padded(rows: Sequence[Sequence[float] | FloatArray], width: int) -> FloatArray:
    padded = np.zeros((MOST_STICKERS, width))
    if rows:
        padded[: len(rows)] = rows
    return padded
