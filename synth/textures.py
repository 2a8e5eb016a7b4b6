"""Pictures made from noise that cover walls, floors and furniture: sRGB, uint8, shape (size, size, 3).

They tile, and the same seed gives the same texture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from synth.palette import STICKER_COLOURS

__all__ = ["TEXTURES", "Rgb", "Texture", "cloudy", "noise_field", "texture"]

Texture: TypeAlias = npt.NDArray[np.uint8]
Float32Array: TypeAlias = npt.NDArray[np.float32]
Rgb: TypeAlias = tuple[int, int, int]

_SIZE_PX = 512


def _floats(values: npt.ArrayLike) -> Float32Array:
    return np.asarray(values, np.float32)


def cloudy(size_px: int, rng: np.random.Generator, *, octaves: int = 6, coarsest: int = 4) -> Float32Array:
    """Fractal noise that tiles: shape (size, size), within -1 to 1.

    Args:
        size_px: Side of the square.
        rng: Where the noise comes from.
        octaves: How many sizes of blots.
        coarsest: Blots along a side in the coarsest of them.
    """
    field = np.zeros((size_px, size_px), np.float32)
    for octave in range(octaves):
        cells = coarsest * 2**octave
        if cells > size_px:
            break
        grid = rng.standard_normal((cells, cells)).astype(np.float32)
        padded = np.pad(grid, 2, mode="wrap")  # so that the enlarged grid meets itself at its edges
        step = size_px // cells
        enlarged = cv2.resize(padded, None, fx=step, fy=step, interpolation=cv2.INTER_CUBIC)
        inner = enlarged[2 * step : 2 * step + size_px, 2 * step : 2 * step + size_px]
        field += 0.55**octave * cv2.resize(inner, (size_px, size_px))
    return _floats(field / np.abs(field).max())


@lru_cache(maxsize=4)
def noise_field(seed: int) -> Texture:
    """Two independent cloudy fields in red and green, for the unevenness of skin and the folds of cloth."""
    rng = np.random.default_rng(seed)
    fields = [cloudy(_SIZE_PX, rng, octaves=6, coarsest=8) for _ in range(2)]
    return np.stack(
        [*((field * 0.5 + 0.5) * 255 for field in fields), np.full_like(fields[0], 128)], -1
    ).astype(np.uint8)


def _plain(colour: Rgb, rng: np.random.Generator, *, clouds: float, grain: float) -> Float32Array:
    grains = cv2.GaussianBlur(rng.standard_normal((_SIZE_PX, _SIZE_PX)).astype(np.float32), (0, 0), 0.9)
    shade = clouds * cloudy(_SIZE_PX, rng, octaves=5, coarsest=2) + grain * grains
    return _floats(colour) + shade[..., None]


def _painted(colour: Rgb) -> Callable[[np.random.Generator], Float32Array]:
    return lambda rng: _plain(colour, rng, clouds=6, grain=4)


def _planks(rng: np.random.Generator, colour: Rgb = (158, 118, 80), rows: int = 8) -> Float32Array:
    image = np.empty((_SIZE_PX, _SIZE_PX, 3), np.float32)
    height, length = _SIZE_PX // rows, _SIZE_PX // 2
    for row in range(rows):
        start = int(rng.integers(0, _SIZE_PX))
        for half in range(2):
            fibres = rng.standard_normal((max(height // 3, 2), 10)).astype(np.float32)
            grain = cv2.resize(fibres, (length, height), interpolation=cv2.INTER_CUBIC)
            plank = _floats(colour) * rng.uniform(0.84, 1.08) + grain[..., None] * _floats([8, 7, 6])
            plank[:1] *= 0.6
            plank[:, :1] *= 0.6
            columns = (start + half * length + np.arange(length)) % _SIZE_PX
            image[row * height : (row + 1) * height, columns] = plank
    return image


def _wood(rng: np.random.Generator) -> Float32Array:
    fibres = cv2.resize(
        rng.standard_normal((128, 6)).astype(np.float32), (_SIZE_PX, _SIZE_PX), interpolation=cv2.INTER_CUBIC
    )
    return _floats((146, 104, 68)) + fibres[..., None] * _floats([9, 8, 6])


def _rubber(rng: np.random.Generator) -> Float32Array:
    image = _plain((70, 71, 74), rng, clouds=6, grain=5)
    speckled = rng.random((_SIZE_PX, _SIZE_PX)) > 0.985
    specks = _floats([[112, 122, 138], [142, 142, 142], [98, 98, 104]])
    image[speckled] = specks[rng.integers(0, 3, int(speckled.sum()))]
    image = _floats(cv2.GaussianBlur(image, (0, 0), 0.7))
    image[:2] *= 0.6
    image[:, :2] *= 0.6
    return image


def _bricks(rng: np.random.Generator) -> Float32Array:
    rows, columns, joint = 16, 4, 3
    image = np.full((_SIZE_PX, _SIZE_PX, 3), (172, 165, 156), np.float32)
    height, width = _SIZE_PX // rows, _SIZE_PX // columns
    for row in range(rows):
        shift = width // 2 if row % 2 else 0
        for column in range(columns):
            colour = _floats((152, 94, 74)) * rng.uniform(0.78, 1.14)
            across = np.arange(shift + column * width + joint, shift + (column + 1) * width) % _SIZE_PX
            image[row * height + joint : (row + 1) * height, across] = colour
    image += 5 * rng.standard_normal((_SIZE_PX, _SIZE_PX, 1)).astype(np.float32)
    return cv2.GaussianBlur(image, (0, 0), 0.8) + 14 * cloudy(_SIZE_PX, rng)[..., None]


def _tiles(rng: np.random.Generator) -> Float32Array:
    image = _plain((196, 198, 196), rng, clouds=4, grain=3)
    for start in range(0, _SIZE_PX, _SIZE_PX // 4):
        image[start : start + 2] -= 26
        image[:, start : start + 2] -= 26
    return image


def _paving(rng: np.random.Generator) -> Float32Array:
    image = _plain((150, 146, 138), rng, clouds=10, grain=8)
    side = _SIZE_PX // 4
    for row in range(4):
        for column in range(4):
            image[row * side : (row + 1) * side, column * side : (column + 1) * side] *= rng.uniform(
                0.9, 1.07
            )
    for start in range(0, _SIZE_PX, side):
        image[start : start + 3] *= 0.62
        image[:, start : start + 3] *= 0.62
    return image


def _grass(rng: np.random.Generator) -> Float32Array:
    blades = cv2.GaussianBlur(rng.standard_normal((_SIZE_PX, _SIZE_PX)).astype(np.float32), (0, 0), 1.2)
    patches = cloudy(_SIZE_PX, rng, octaves=5, coarsest=4)
    return _floats((86, 112, 52)) + (34 * blades + 16 * patches)[..., None] * _floats([0.9, 1.0, 0.6])


def _leaves(rng: np.random.Generator) -> Float32Array:
    clumps = cloudy(_SIZE_PX, rng, octaves=7, coarsest=6)
    return _floats((56, 86, 40)) + (46 * clumps)[..., None] * _floats([0.8, 1.0, 0.6])


def _fabric(rng: np.random.Generator) -> Float32Array:
    weave = 5 * np.indices((_SIZE_PX, _SIZE_PX)).sum(0).astype(np.float32)[..., None] % 11
    return _floats(_plain((112, 118, 128), rng, clouds=7, grain=5) + weave - 5)


def _poster(rng: np.random.Generator) -> Float32Array:
    image = np.full((_SIZE_PX, _SIZE_PX, 3), rng.integers(30, 90, 3), np.uint8)
    for _ in range(6):
        colour = tuple(int(value) for value in rng.integers(40, 230, 3))
        centre = tuple(int(value) for value in rng.integers(0, _SIZE_PX, 2))
        cv2.circle(image, centre, int(rng.integers(40, 160)), colour, -1, cv2.LINE_AA)
    cv2.putText(image, "MOVE", (52, 300), cv2.FONT_HERSHEY_DUPLEX, 4.2, (240, 240, 235), 12, cv2.LINE_AA)
    return image.astype(np.float32)


def _chart(rng: np.random.Generator) -> Float32Array:
    # No figure of a body: a pose model would find a second person in it.
    image = np.full((_SIZE_PX, _SIZE_PX, 3), (232, 230, 222), np.uint8)
    cv2.rectangle(image, (30, 30), (480, 92), (60, 110, 140), -1)
    for bar, height in enumerate(rng.integers(60, 200, 6)):
        left = 50 + 72 * bar
        cv2.rectangle(image, (left, 340 - int(height)), (left + 44, 340), (196, 130, 96), -1)
    for row in range(4):
        end = (int(rng.integers(260, 470)), 380 + 30 * row)
        cv2.line(image, (44, 380 + 30 * row), end, (90, 96, 104), 6, cv2.LINE_AA)
    return image.astype(np.float32)


def _books(rng: np.random.Generator) -> Float32Array:
    image = np.full((_SIZE_PX, _SIZE_PX, 3), (62, 46, 34), np.float32)
    shelf = _SIZE_PX // 4
    for row in range(4):
        x = 6
        while x < _SIZE_PX - 24:
            width, height = int(rng.integers(12, 30)), int(rng.integers(72, 108))
            bottom = (row + 1) * shelf - 12
            image[bottom - height : bottom, x : x + width] = rng.integers(40, 210, 3)
            x += width + 2
        image[(row + 1) * shelf - 12 : (row + 1) * shelf] = (150, 112, 78)
    return image


TEXTURES: Mapping[str, Callable[[np.random.Generator], Float32Array]] = MappingProxyType(
    {
        "black": _painted((38, 38, 41)),
        "blue": _painted((70, 96, 132)),
        "books": _books,
        "bricks": _bricks,
        "chart": _chart,
        "cream": _painted((206, 197, 180)),
        "fabric": _fabric,
        "glass": _painted((150, 168, 180)),
        "grass": _grass,
        "grey": _painted((176, 179, 180)),
        "leaves": _leaves,
        "paving": _paving,
        "planks": _planks,
        "poster": _poster,
        "red": _painted((150, 44, 42)),
        "rubber": _rubber,
        "sage": _painted((160, 172, 152)),
        "tiles": _tiles,
        "white": _painted((216, 216, 212)),
        "wood": _wood,
        **{
            f"sticker_{name}": _painted((round(255 * r**0.5), round(255 * g**0.5), round(255 * b**0.5)))
            for name, (r, g, b) in STICKER_COLOURS.items()
        },
    }
)
"""Makers of textures, by name."""


@lru_cache(maxsize=64)
def texture(name: str, seed: int) -> Texture:
    """A texture of `TEXTURES`, the same for the same seed."""
    image = TEXTURES[name](np.random.default_rng([seed, len(name), *name.encode()]))
    made: Texture = np.clip(image, 0, 255).astype(np.uint8)
    made.flags.writeable = False
    return made
