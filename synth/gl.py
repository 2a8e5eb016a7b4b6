"""The graphics library: one context without a window per process, the shaders, textures and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import moderngl
import numpy as np
import numpy.typing as npt

from hipcheck.errors import HipcheckError

__all__ = ["RenderError", "Value", "context", "picture_texture", "program", "read_pixels", "set_uniforms"]

Value: TypeAlias = bool | float | Sequence[float] | npt.NDArray[Any]

_SHADERS = Path(__file__).parent / "shaders"
_INCLUDES = ("lighting", "surface", "stickers")


class RenderError(HipcheckError):
    """Nothing can be rendered on this machine."""


@cache
def context() -> moderngl.Context:
    """The context of this process.

    Raises:
        RenderError: There is no OpenGL without a window here.
    """
    try:
        made = moderngl.create_context(standalone=True, backend="egl", require=330)  # type: ignore[arg-type]  # its stubs are wrong
    except Exception as error:  # moderngl raises bare Exceptions
        raise RenderError(
            f"cannot render without a window ({error}); on Debian install libegl1 and libgl1-mesa-dri"
        ) from error
    made.gc_mode = "auto"
    for name in _INCLUDES:
        made.includes[name] = _source(f"{name}.glsl")
    return made


def _source(name: str) -> str:
    return (_SHADERS / name).read_text(encoding="utf-8")


@lru_cache(maxsize=16)
def program(vertex: str, fragment: str) -> moderngl.Program:
    """The program of two shaders of `synth/shaders`, by their names without ending."""
    return context().program(
        vertex_shader=_source(f"{vertex}.vert"), fragment_shader=_source(f"{fragment}.frag")
    )


def set_uniforms(of: moderngl.Program, values: Mapping[str, Value]) -> None:
    """Set those of the values that the program uses. Matrices are for column vectors; rows of an array are its elements."""
    for name, value in values.items():
        uniform = of.get(name, None)  # the compiler leaves out what has no effect
        if not isinstance(uniform, moderngl.Uniform):
            continue
        if isinstance(value, np.ndarray):
            columns = value.T if value.ndim == 2 and uniform.array_length == 1 else value
            uniform.write(np.ascontiguousarray(columns, np.float32).tobytes())
        else:
            uniform.value = value


def picture_texture(image: npt.NDArray[np.uint8], *, mipmaps: bool = True) -> moderngl.Texture:
    """A texture of a picture, shape (height, width, channels).

    No anisotropic filtering: without a graphics card it makes a frame take seconds.
    """
    height, width, channels = image.shape
    texture = context().texture((width, height), channels, np.ascontiguousarray(image).tobytes(), alignment=1)
    if mipmaps:
        texture.build_mipmaps()
        texture.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
    else:
        texture.filter = (moderngl.LINEAR, moderngl.LINEAR)
        texture.repeat_x = texture.repeat_y = False
    return texture


def read_pixels(
    target: moderngl.Framebuffer, box: tuple[int, int, int, int], *, attachment: int = 0
) -> npt.NDArray[np.uint8]:
    """What was drawn into a part of a target (left, top, width, height), RGBA, shape (height, width, 4)."""
    pixels = target.read(viewport=box, components=4, attachment=attachment, alignment=1)
    return np.frombuffer(pixels, np.uint8).reshape(box[3], box[2], 4)
