"""The lamp's view of what keeps its light from other things."""

from __future__ import annotations

from collections.abc import Iterable

import moderngl
import numpy as np
import numpy.typing as npt

from synth.gl import Value, context, program, set_uniforms
from synth.lights import Light

__all__ = ["ShadowMap"]

FloatArray = npt.NDArray[np.float64]

_MARGIN_M = 0.25
_BIAS_M = 0.006  # convention: as little as keeps lit surfaces from shading themselves


class ShadowMap:
    """Distances from the lamp, over a square that holds everything that casts shadows."""

    def __init__(self, light: Light, points_m: FloatArray, size_px: int) -> None:
        """Make room for things that reach no further than a little beyond `points_m`, shape (N, 3)."""
        self._light = light
        self._size_px = size_px
        across = np.cross(
            light.direction, (0.0, 1.0, 0.0) if abs(light.direction[1]) < 0.9 else (1.0, 0.0, 0.0)
        )
        across /= np.linalg.norm(across)
        axes = np.stack([across, np.cross(light.direction, across), -light.direction])
        seen = points_m @ axes.T
        low, high = seen.min(axis=0) - _MARGIN_M, seen.max(axis=0) + _MARGIN_M
        self._width_m = float(max(high[0] - low[0], high[1] - low[1]))
        self._depth_m = float(high[2] - low[2])
        half = np.array([self._width_m, self._width_m, self._depth_m]) / 2
        self._clip = np.eye(4)
        self._clip[:3, :3] = axes / half[:, None]
        self._clip[:3, 3] = -((low + high) / 2) / half
        self._texture = context().depth_texture((size_px, size_px))
        self._texture.compare_func = "<="
        self._texture.filter = (
            moderngl.NEAREST,
            moderngl.NEAREST,
        )  # soft edges come from looking at several places
        self._texture.repeat_x = self._texture.repeat_y = False
        self._target = context().framebuffer(depth_attachment=self._texture)
        self._program = program("depth", "depth")

    def draw(self, casters: Iterable[moderngl.VertexArray]) -> None:
        """See the casters, arrays of the program `depth`, as the lamp does."""
        gpu = context()
        self._target.use()
        self._target.clear(depth=1.0)
        gpu.enable_only(moderngl.DEPTH_TEST)
        gpu.depth_func = "<"
        set_uniforms(self._program, {"u_clip": self._clip})
        for caster in casters:
            caster.render()

    def use(self, unit: int) -> dict[str, Value]:
        """Bind the map and return the uniforms of `lighting.glsl` that have to do with the lamp."""
        self._texture.use(unit)
        to_map = np.diag([0.5, 0.5, 0.5, 1.0])
        to_map[:3, 3] = 0.5
        return {
            "u_shadow_map": unit,
            "u_lamp_matrix": to_map @ self._clip,
            "u_penumbra": max(self._light.penumbra_m / self._width_m, 0.8 / self._size_px),
            "u_shadow_bias": _BIAS_M / self._depth_m,
            "u_lamp_direction": self._light.direction,
            "u_lamp_colour": self._light.lamp,
            "u_fill_direction": self._light.fill_direction,
            "u_fill_colour": self._light.fill,
            "u_sky_colour": self._light.sky,
            "u_floor_colour": self._light.floor,
        }
