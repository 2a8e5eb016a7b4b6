"""Pictures of dressed people in a room.

The room is rendered once (`synth.backdrop`); of each frame only the part that people and their shadows can reach is
drawn anew, a little larger than it will be, and scaled down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import moderngl
import numpy as np
import numpy.typing as npt

from synth.backdrop import Backdrop, flipped_projection
from synth.cameras import Camera
from synth.clothes import Layer, Outfit
from synth.gl import Value, context, picture_texture, program, set_uniforms
from synth.rig import Pose
from synth.rooms import Room
from synth.shadows import ShadowMap
from synth.textures import noise_field

__all__ = ["LABELS", "Renderer"]

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

LABELS: Final = {"skin": 1, "bottom": 2, "top": 3, "shoes": 4, "hair": 5, "tail": 6}
"""What `Renderer.labels` calls the layers of the first person; those of the second are 8 higher."""

_SCALE: Final = 1.5  # rendered pixels per pixel of the picture; edges look smooth and a frame stays cheap
_SHADOW_PX: Final = 1024
_MARGIN_PX: Final = 6
_CONTACT_M: Final = 0.35  # how far round a foot the floor is darkened
_SPARSE: Final = 12  # every how many points are asked how far a body and its shadow reach
_MOST_FEET: Final = 4  # of two people; as in backdrop.frag


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the picture, in its pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top


class _Body:
    """One dressed person on the graphics side."""

    def __init__(self, outfit: Outfit, first_label: int) -> None:
        gpu = context()
        self._outfit = outfit
        self._moving = np.empty((outfit.point_count, 6), np.float32)
        self._points = gpu.buffer(reserve=self._moving.nbytes, dynamic=True)
        fixed = np.vstack([np.hstack([layer.points_m, layer.traits]) for layer in outfit.layers])
        self._fixed = gpu.buffer(fixed.astype("f4").tobytes())
        self._layers = [
            (layer, self._array(layer, start), (first_label + LABELS[layer.name]) / 255.0)
            for layer, start in zip(outfit.layers, outfit.starts, strict=True)
        ]
        faces = [layer.faces + start for layer, start in zip(outfit.layers, outfit.starts, strict=True)]
        self.shadow_array = gpu.vertex_array(
            program("shadow", "shadow"),
            [(self._points, "3f 12x", "in_point")],
            gpu.buffer(np.vstack(faces).astype("i4").tobytes()),
        )

    def _array(self, layer: Layer, start: int) -> moderngl.VertexArray:
        gpu = context()
        content = [
            (self._points, "3f 3f", "in_point", "in_normal"),
            (self._fixed, "3f 4f", "in_rest", "in_traits"),
        ]
        faces = gpu.buffer((layer.faces + start).astype("i4").tobytes())
        return gpu.vertex_array(program("body", layer.material), content, faces, skip_errors=True)

    def move(self, pose: Pose) -> Float32Array:
        """Take a pose; returns some of the points, shape (n, 3), for how far the body reaches."""
        points_m, normals = self._outfit.posed(pose)
        self._moving[:, :3], self._moving[:, 3:] = points_m, normals
        self._points.orphan()
        self._points.write(self._moving)
        return points_m[::_SPARSE]

    def draw(self, uniforms: dict[str, Value]) -> None:
        """Draw all layers into the target in use."""
        gpu = context()
        for layer, array, label in self._layers:
            culled = moderngl.NOTHING if layer.two_sided else moderngl.CULL_FACE
            gpu.enable_only(moderngl.DEPTH_TEST | culled)
            set_uniforms(array.program, {**uniforms, **layer.values, "u_label": label})
            array.render()


class Renderer:
    """Draws people, dressed and posed, in a room."""

    def __init__(
        self,
        room: Room,
        outfits: Sequence[Outfit],
        cameras: Sequence[Camera],
        reach_m: FloatArray,
        *,
        scale: float = _SCALE,
    ) -> None:
        """Prepare a clip.

        Args:
            room: Where it takes place.
            outfits: Who is in it: whom it is about first, perhaps somebody who passes.
            cameras: All cameras of the clip; they may turn but not move.
            reach_m: Points, shape (N, 3), such as all bones at all times: nobody goes much further.
            scale: Pixels rendered per pixel of the picture, along each side.
        """
        gpu = context()
        self._room, self._scale = room, scale
        self._size = (cameras[0].width_px, cameras[0].height_px)
        self._backdrop = Backdrop(room, cameras, scale)
        self._shadows = ShadowMap(room.light, reach_m, _SHADOW_PX)
        self._bodies = [_Body(outfit, 8 * number) for number, outfit in enumerate(outfits)]
        self._soles = [_Soles(outfit) for outfit in outfits]
        self._noise = picture_texture(noise_field(room.seed))
        rendered = (round(self._size[0] * scale), round(self._size[1] * scale))
        self._target = gpu.framebuffer([gpu.renderbuffer(rendered, 4)], gpu.depth_renderbuffer(rendered))

    def frame(self, poses: Sequence[Pose], camera: Camera) -> Picture:
        """A picture, RGB, shape (height, width, 3).

        Args:
            poses: Of each person.
            camera: One of the clip's.
        """
        picture = self._backdrop.picture(camera)
        box = self._draw(poses, camera, labels=False)
        if not box.empty:
            drawn = self._read(box)
            size = (box.right - box.left, box.bottom - box.top)
            smooth = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
            picture[box.top : box.bottom, box.left : box.right] = smooth[..., :3]
        return picture

    def labels(self, poses: Sequence[Pose], camera: Camera) -> Picture:
        """Which layer each pixel shows, by `LABELS`, 0 for the room: shape (height, width)."""
        picture = np.zeros(self._size[::-1], np.uint8)
        box = self._draw(poses, camera, labels=True)
        if not box.empty:
            size = (box.right - box.left, box.bottom - box.top)
            drawn = cv2.resize(self._read(box), size, interpolation=cv2.INTER_NEAREST)
            picture[box.top : box.bottom, box.left : box.right] = drawn[..., 0]
        return picture

    def _draw(self, poses: Sequence[Pose], camera: Camera, *, labels: bool) -> _Box:
        gpu = context()
        reached = [body.move(pose) for body, pose in zip(self._bodies, poses, strict=True)]
        feet = np.vstack([soles.at(pose) for soles, pose in zip(self._soles, poses, strict=True)])
        box = self._box(np.vstack(reached), feet, camera)
        if box.empty:
            return box
        self._shadows.draw(body.shadow_array for body in self._bodies)
        self._target.use()
        self._target.scissor = self._rendered(box)
        gpu.front_face = "cw"
        self._noise.use(1)
        uniforms: dict[str, Value] = {
            **self._shadows.use(0),
            "u_view_projection": flipped_projection(camera),
            "u_lens_m": camera.centre_m,
            "u_noise": 1,
            "u_labels": labels,
        }
        padded = np.zeros((_MOST_FEET, 4))
        padded[: len(feet)] = feet
        self._backdrop.draw(camera, {**uniforms, "u_feet": padded, "u_foot_count": len(feet)})
        for body in self._bodies:
            body.draw(uniforms)
        self._target.scissor = (0, 0, *self._target.size)
        return box

    def _rendered(self, box: _Box) -> tuple[int, int, int, int]:
        """Left, top, width and height of a part of the picture as it is rendered."""
        left, top, right, bottom = (
            round(value * self._scale) for value in (box.left, box.top, box.right, box.bottom)
        )
        return left, top, right - left, bottom - top

    def _read(self, box: _Box) -> Picture:
        part = self._rendered(box)
        pixels = self._target.read(viewport=part, components=4, alignment=1)
        return np.frombuffer(pixels, np.uint8).reshape(part[3], part[2], 4)

    def _box(self, bodies_m: Float32Array, feet: FloatArray, camera: Camera) -> _Box:
        """What bodies and their shadows can touch, its edges at even pixels so that they stay whole when scaled."""
        around = np.array([[x, y, 0.0] for x in (-_CONTACT_M, _CONTACT_M) for y in (-_CONTACT_M, _CONTACT_M)])
        floor = np.vstack(
            [(feet[:, None, :3] + around).reshape(-1, 3) - [0, 0, down_m] for down_m in (0.02, 0.15)]
        )
        points = np.vstack([bodies_m, self._shadows_of(bodies_m), floor])
        seen = camera.project(points)
        seen = seen[np.isfinite(seen).all(axis=1)]
        low = np.floor((seen.min(axis=0) - _MARGIN_PX) / 2) * 2
        high = np.ceil((seen.max(axis=0) + _MARGIN_PX) / 2) * 2
        low, high = np.clip(low, 0, self._size).astype(int), np.clip(high, 0, self._size).astype(int)
        return _Box(*low.tolist(), *high.tolist())

    def _shadows_of(self, points_m: Float32Array) -> FloatArray:
        """Where the shadow of each point falls on floor, wall or ceiling."""
        lamp = self._room.light.direction
        way_m = np.full(len(points_m), np.inf)
        for wall in self._room.walls:
            closing = float(wall.normal @ lamp)
            if closing > 1e-3:
                way_m = np.minimum(way_m, np.maximum(points_m @ wall.normal - wall.offset_m, 0.0) / closing)
        return points_m - way_m[:, None] * lamp


class _Soles:
    """Where a person's soles are, for the dark spot under them."""

    def __init__(self, outfit: Outfit) -> None:
        person = outfit.person
        self._person = person
        self._bones = [person.bone_index[f"foot.{side}"] for side in "LR"]
        self._middles = []
        for side in ("left", "right"):
            heel, toe = person.joint_m(f"{side}_heel"), person.joint_m(f"{side}_toe")
            self._middles.append((np.append((heel + toe)[:2] / 2, person.sole_m), (toe - heel)[:2]))

    def at(self, pose: Pose) -> FloatArray:
        """Middle of each sole and its heading, shape (2, 4)."""
        rows = []
        for bone, (middle_m, along) in zip(self._bones, self._middles, strict=True):
            turn = pose.rotations[bone]
            place = turn @ (middle_m - self._person.bone_heads_m[bone]) + pose.heads_m[bone]
            forward = turn @ np.append(along, 0.0)
            rows.append([*place, np.arctan2(forward[1], forward[0]) - np.pi / 2])
        return np.array(rows)
