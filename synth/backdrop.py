"""The empty room, rendered once: what a camera that stands still sees of it does not change.

A hand-held camera only turns, so that its pictures of the room are one larger picture seen through a homography.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import cv2
import moderngl
import numpy as np
import numpy.typing as npt

from synth.cameras import Camera
from synth.gl import Value, context, picture_texture, program, read_pixels, set_uniforms
from synth.parts import Part
from synth.rooms import Room
from synth.shadows import ShadowMap
from synth.textures import texture

__all__ = ["Backdrop", "flipped_projection"]

FloatArray = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_SHADOW_PX: Final = 2048
_FINER: Final = 2  # rendered pixels per pixel of the picture: smooths the edges of the room


def flipped_projection(camera: Camera) -> FloatArray:
    """World to clip space, upside down, so that the first row read back is the top one. Turns front faces clockwise."""
    return np.asarray(np.diag([1.0, -1.0, 1.0, 1.0]) @ camera.view_projection(), float)


class Backdrop:
    """Pictures of the empty room in full light and in the lamp's shadow, and where in the world each pixel is."""

    def __init__(self, room: Room, cameras: Sequence[Camera]) -> None:
        """Render the room for a clip's cameras."""
        gpu = context()
        self._camera = _overview(cameras)
        self._still = all(np.array_equal(camera.rotation, cameras[0].rotation) for camera in cameras)
        surfaces = _SurfaceArrays(room)
        size = (self._camera.width_px, self._camera.height_px)
        big = (size[0] * _FINER, size[1] * _FINER)
        lit, shaded = (_shrunk(picture, size) for picture in surfaces.pictures(self._camera, big))
        self._picture = lit
        self._lit, self._shaded = picture_texture(lit, mipmaps=False), picture_texture(shaded, mipmaps=False)
        self._place = surfaces.places(self._camera, size)
        self._program = program("whole_picture", "backdrop")
        self._triangle = gpu.vertex_array(self._program, [])
        self._target = gpu.framebuffer([gpu.renderbuffer((cameras[0].width_px, cameras[0].height_px), 4)])

    def picture(self, camera: Camera) -> Picture:
        """The room in full light, a new array of shape (height, width, 3)."""
        if self._still:
            return self._picture.copy()
        size = (camera.width_px, camera.height_px)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return _bytes(cv2.warpPerspective(self._picture, self._to_overview(camera), size, flags=flags))

    def shadowed(self, camera: Camera, part: Part, uniforms: Mapping[str, Value]) -> Picture:
        """A part of the room with shadows on it, shape (height, width, 3)."""
        gpu = context()
        to_unit = np.diag([1.0 / self._camera.width_px, 1.0 / self._camera.height_px, 1.0])
        self._target.use()
        self._target.scissor = part.box
        gpu.enable_only(moderngl.NOTHING)
        pictures = (("u_lit", self._lit), ("u_shaded", self._shaded), ("u_place", self._place))
        units: dict[str, Value] = {}
        for unit, (name, bound) in enumerate(pictures, 4):
            bound.use(unit)
            units[name] = unit
        matrix = to_unit @ self._to_overview(camera)
        set_uniforms(self._program, {**uniforms, **units, "u_to_backdrop": matrix})
        self._triangle.render(moderngl.TRIANGLES, vertices=3)
        return read_pixels(self._target, part.box)[..., :3]

    def _to_overview(self, camera: Camera) -> FloatArray:
        """Pixel of the camera to pixel of the overview, shape (3, 3)."""
        if self._still:
            return np.eye(3)
        turn = self._camera.rotation @ camera.rotation.T
        return np.asarray(_intrinsics(self._camera) @ turn @ np.linalg.inv(_intrinsics(camera)))


def _bytes(picture: npt.NDArray[Any]) -> Picture:
    return np.asarray(picture, np.uint8)


def _shrunk(picture: Picture, size: tuple[int, int]) -> Picture:
    return _bytes(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _intrinsics(camera: Camera) -> FloatArray:
    return np.array(
        [
            [camera.focal_px, 0.0, camera.width_px / 2],
            [0.0, camera.focal_px, camera.height_px / 2],
            [0.0, 0.0, 1.0],
        ]
    )


def _overview(cameras: Sequence[Camera]) -> Camera:
    """The first camera, with a picture large enough to hold what all the others see."""
    first = cameras[0]
    if any(not np.array_equal(camera.centre_m, first.centre_m) for camera in cameras):
        raise ValueError("the cameras of a clip must stand in one place and only turn")
    corners = np.array([[x, y, 1.0] for x in (0, first.width_px) for y in (0, first.height_px)])
    margin = 0.0
    for camera in cameras:
        seen = (
            corners
            @ np.linalg.inv(_intrinsics(camera)).T
            @ camera.rotation
            @ first.rotation.T
            @ _intrinsics(first).T
        )
        beyond = np.abs(seen[:, :2] / seen[:, 2:] - [first.width_px / 2, first.height_px / 2])
        margin = max(margin, float((beyond - [first.width_px / 2, first.height_px / 2]).max()))
    border = int(np.ceil(margin)) + 2 if margin > 1e-6 else 0
    return replace(first, width_px=first.width_px + 2 * border, height_px=first.height_px + 2 * border)


class _SurfaceArrays:
    """The room's triangles on the graphics side."""

    def __init__(self, room: Room) -> None:
        gpu = context()
        self._room = room
        self._program = program("room", "room")
        shadow_program = program("depth", "depth")
        self._drawn: list[tuple[moderngl.VertexArray, moderngl.Texture, float]] = []
        casters: list[moderngl.VertexArray] = []
        reach: list[FloatArray] = [np.array([[-1.5, -1.5, 0.0], [1.5, 1.5, 1.5]])]
        textures = {
            surface.texture: picture_texture(texture(surface.texture, room.seed)) for surface in room.surfaces
        }
        for surface in room.surfaces:
            mesh = surface.mesh
            points = gpu.buffer(np.hstack([mesh.points_m, mesh.normals, mesh.uv]).astype("f4").tobytes())
            faces = gpu.buffer(mesh.faces.astype("i4").tobytes())
            layout = [(points, "3f 3f 2f", "in_point", "in_normal", "in_uv")]
            self._drawn.append(
                (gpu.vertex_array(self._program, layout, faces), textures[surface.texture], surface.glow)
            )
            if surface.casts_shadow:
                casters.append(gpu.vertex_array(shadow_program, [(points, "3f 20x", "in_point")], faces))
                reach.append(mesh.points_m)
        self._shadows = ShadowMap(room.light, np.vstack(reach), _SHADOW_PX)
        self._shadows.draw(casters)

    def pictures(self, camera: Camera, size: tuple[int, int]) -> tuple[Picture, Picture]:
        """The room in full light and in the lamp's shadow."""
        gpu = context()
        colours = [gpu.renderbuffer(size, 4), gpu.renderbuffer(size, 4)]
        unread = gpu.renderbuffer(size, 4)
        target = gpu.framebuffer([*colours, unread], gpu.depth_renderbuffer(size))
        self._draw(target, camera)
        lit, shaded = (read_pixels(target, (0, 0, *size), attachment=which)[..., :3] for which in (0, 1))
        return lit, shaded

    def places(self, camera: Camera, size: tuple[int, int]) -> moderngl.Texture:
        """World coordinates of each pixel; w is the normal's z, -2 where there is nothing."""
        gpu = context()
        unread = [gpu.renderbuffer(size, 4), gpu.renderbuffer(size, 4)]
        place = gpu.texture(size, 4, dtype="f4")
        place.filter = (moderngl.NEAREST, moderngl.NEAREST)
        place.repeat_x = place.repeat_y = False
        self._draw(gpu.framebuffer([*unread, place], gpu.depth_renderbuffer(size)), camera)
        return place

    def _draw(self, target: moderngl.Framebuffer, camera: Camera) -> None:
        gpu = context()
        target.use()
        background = np.sqrt(np.clip(self._room.background, 0, 1))
        target.clear(color=(*background.tolist(), -2.0))
        gpu.enable_only(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        gpu.front_face, gpu.cull_face = "cw", "back"
        gpu.depth_func = "<"
        walls = np.array([[*wall.normal, wall.offset_m] for wall in self._room.walls], np.float32)
        set_uniforms(
            self._program,
            {
                **self._shadows.use(0),
                "u_view_projection": flipped_projection(camera),
                "u_lens_m": camera.centre_m,
                "u_walls": walls,
                "u_texture": 1,
            },
        )
        for array, covering, glow in self._drawn:
            covering.use(1)
            set_uniforms(self._program, {"u_glow": glow})
            array.render()
