"""Pictures of dressed people in a room.

The room is rendered once (`synth.backdrop`); of each frame only the parts that people and their shadows can reach are
drawn anew: the floor as large as it will be, people a little larger and scaled down, which smooths their edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import moderngl
import numpy as np
import numpy.typing as npt

from synth.backdrop import Backdrop, flipped_projection
from synth.cameras import Camera
from synth.clothes import Layer, Outfit
from synth.gl import Value, context, picture_texture, program, read_pixels, set_uniforms
from synth.parts import Part, part_around
from synth.people import Person
from synth.rig import Pose
from synth.rooms import Room
from synth.shadows import ShadowMap
from synth.stickers import Stickers
from synth.textures import noise_field

__all__ = ["LABELS", "Renderer"]

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

LABELS: Final = {"skin": 1, "bottom": 2, "top": 3, "shoes": 4, "hair": 5, "tail": 6, "held": 7}
"""What `Renderer.labels` calls the layers of the first person; those of the second are 8 higher."""

_SCALE: Final = 1.5  # rendered pixels per pixel of the picture; edges look smooth and a frame stays cheap
_SHADOW_PX: Final = 768
_MARGIN_PX: Final = 6
_CONTACT_M: Final = 0.35  # how far round a foot the floor is darkened
_FURNITURE_M: Final = 0.9  # how far furniture stands out from the wall, and up from the floor
_SPARSE: Final = 12  # every how many points are asked how far a body and its shadow reach
_MOST_FEET: Final = 4  # of two people; as in backdrop.frag


class _Body:
    """One dressed person on the graphics side."""

    def __init__(self, outfit: Outfit, first_label: int) -> None:
        gpu = context()
        self._outfit = outfit
        self._stickers = None if outfit.stickers is None else Stickers(outfit, outfit.stickers)
        self._worn: dict[str, Value] = {"u_sticker_count": 0}
        self.soles = _Soles(outfit.person)
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
            program("depth", "depth"),
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

    def move(self, pose: Pose, time_s: float) -> Float32Array:
        """Take a pose; returns some of the points, shape (n, 3), for how far the body reaches."""
        points_m, normals = self._outfit.posed(pose)
        if self._stickers is not None:
            self._worn = {**self._stickers.uniforms(points_m, pose, time_s)}
        self._moving[:, :3], self._moving[:, 3:] = points_m, normals
        self._points.orphan()
        self._points.write(self._moving)
        return points_m[::_SPARSE]

    def draw(self, uniforms: dict[str, Value]) -> None:
        """Draw all layers into the target in use."""
        gpu = context()
        gpu.enable_only(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        for layer, array, label in self._layers:
            set_uniforms(array.program, {**uniforms, **self._worn, **layer.values, "u_label": label})
            for culled in ("back", "front") if layer.two_sided else ("back",):
                gpu.cull_face = culled  # outsides first: they hide most of the insides
                array.render()


class Renderer:
    """Draws people, dressed and posed, in a room."""

    def __init__(
        self, room: Room, outfits: Sequence[Outfit], cameras: Sequence[Camera], reach_m: FloatArray
    ) -> None:
        """Prepare a clip.

        Args:
            room: Where it takes place.
            outfits: Who is in it: whom it is about first, perhaps somebody who passes.
            cameras: All cameras of the clip; they may turn but not move.
            reach_m: Points, shape (N, 3), such as all bones at all times: nobody goes much further.
        """
        gpu = context()
        self._room = room
        self._size = (cameras[0].width_px, cameras[0].height_px)
        self._backdrop = Backdrop(room, cameras)
        self._shadows = ShadowMap(room.light, reach_m, _SHADOW_PX)
        self._bodies = [_Body(outfit, 8 * number) for number, outfit in enumerate(outfits)]
        self._props = _prop_arrays(room)
        self._noise = picture_texture(noise_field(room.seed))
        rendered = (round(self._size[0] * _SCALE), round(self._size[1] * _SCALE))
        self._target = gpu.framebuffer([gpu.renderbuffer(rendered, 4)], gpu.depth_renderbuffer(rendered))

    def frame(self, poses: Sequence[Pose], camera: Camera, time_s: float = 0.0) -> Picture:
        """A picture, RGB, shape (height, width, 3).

        Args:
            poses: Of each person.
            camera: One of the clip's.
            time_s: In the clip; stickers fall off at theirs.
        """
        picture = self._backdrop.picture(camera)
        bodies_m, feet = self._move(poses, time_s)
        self._shadows.draw(body.shadow_array for body in self._bodies)
        dimmed = part_around(camera.project(self._shaded_m(bodies_m, feet)), _MARGIN_PX, self._size)
        if not dimmed.empty:
            padded = np.zeros((_MOST_FEET, 4))
            padded[: len(feet)] = feet
            uniforms = {**self._shadows.use(0), "u_feet": padded, "u_foot_count": len(feet)}
            picture[dimmed.slices] = self._backdrop.shadowed(camera, dimmed, uniforms)
        covered = part_around(camera.project(bodies_m), _MARGIN_PX, self._size)
        if not covered.empty:
            drawn = self._draw(camera, covered, labels=False)
            smooth = cv2.resize(drawn, covered.size, interpolation=cv2.INTER_AREA)
            picture[covered.slices] = _laid_over(picture[covered.slices], np.asarray(smooth, np.uint8))
        return picture

    def empty_room(self, camera: Camera) -> Picture:
        """The picture without anybody, shape (height, width, 3)."""
        return self._backdrop.picture(camera)

    def labels(self, poses: Sequence[Pose], camera: Camera) -> Picture:
        """Which layer each pixel shows, by `LABELS`, 0 for the room: shape (height, width)."""
        picture = np.zeros(self._size[::-1], np.uint8)
        bodies_m, _ = self._move(poses, 0.0)
        covered = part_around(camera.project(bodies_m), _MARGIN_PX, self._size)
        if not covered.empty:
            drawn = self._draw(camera, covered, labels=True)
            picture[covered.slices] = cv2.resize(drawn, covered.size, interpolation=cv2.INTER_NEAREST)[..., 0]
        return picture

    def _move(self, poses: Sequence[Pose], time_s: float) -> tuple[FloatArray, FloatArray]:
        """Let everybody take their pose; returns some of their points, shape (n, 3), and their feet, shape (f, 4)."""
        points_m = [body.move(pose, time_s) for body, pose in zip(self._bodies, poses, strict=True)]
        feet = [body.soles.at(pose) for body, pose in zip(self._bodies, poses, strict=True)]
        return np.vstack(points_m).astype(float), np.vstack(feet)

    def _draw(self, camera: Camera, part: Part, *, labels: bool) -> Picture:
        """The bodies alone, enlarged by `_SCALE`, RGBA, transparent where nobody is."""
        gpu = context()
        box = part.enlarged(_SCALE)
        projection = flipped_projection(camera)
        self._target.use()
        self._target.scissor = box
        self._target.clear(0.0, 0.0, 0.0, 0.0)
        gpu.front_face = "cw"
        gpu.depth_func = "<"
        gpu.enable_only(moderngl.DEPTH_TEST)
        for prop in self._props:
            set_uniforms(prop.program, {"u_clip": projection})
            prop.render()
        self._noise.use(1)
        uniforms: dict[str, Value] = {
            **self._shadows.use(0),
            "u_view_projection": projection,
            "u_lens_m": camera.centre_m,
            "u_noise": 1,
            "u_labels": labels,
        }
        for body in self._bodies:
            body.draw(uniforms)
        return read_pixels(self._target, box)

    def _shaded_m(self, bodies_m: FloatArray, feet: FloatArray) -> FloatArray:
        """Points that hold everything the bodies' shadows and feet can darken, shape (N, 3)."""
        corners = np.array(
            [[x, y, 0.0] for x in (-_CONTACT_M, _CONTACT_M) for y in (-_CONTACT_M, _CONTACT_M)]
        )
        around = (feet[:, None, :3] + corners).reshape(-1, 3)
        lamp = self._room.light.direction
        points = [around - [0.0, 0.0, 0.02], around - [0.0, 0.0, 0.15]]
        for nearer_m in (0.0, _FURNITURE_M):  # shadows fall on walls and floor, or on what stands there
            way_m = np.full(len(bodies_m), np.inf)
            for wall in self._room.walls:
                closing = float(wall.normal @ lamp)
                if closing > 1e-3:
                    to_wall_m = bodies_m @ wall.normal - wall.offset_m - nearer_m
                    way_m = np.minimum(way_m, np.maximum(to_wall_m, 0.0) / closing)
            points.append(bodies_m - way_m[:, None] * lamp)
        return np.vstack(points)


def _laid_over(below: Picture, above: Picture) -> Picture:
    """A picture under one whose colours are already multiplied by its opacity."""
    through = 255 - above[..., 3:].astype(np.uint16)
    rest = (below * through + 127) // 255
    return np.asarray(np.minimum(rest + above[..., :3], 255), np.uint8)


def _prop_arrays(room: Room) -> list[moderngl.VertexArray]:
    gpu = context()
    arrays = []
    for prop in room.props:
        points = gpu.buffer(prop.mesh.points_m.astype("f4").tobytes())
        faces = gpu.buffer(prop.mesh.faces.astype("i4").tobytes())
        arrays.append(gpu.vertex_array(program("depth", "depth"), [(points, "3f", "in_point")], faces))
    return arrays


class _Soles:
    """Where a person's soles are, for the dark spot under them."""

    def __init__(self, person: Person) -> None:
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
