"""Things of a sticker's colour that are none: those in the room. The others are in a hand and on clothes."""

from __future__ import annotations

from typing import Final

import numpy as np

from synth.furniture import Surface
from synth.meshes import Mesh, ball, moved, sheet
from synth.rooms import Room, turn_deg
from synth.spec import CameraSpec, StickerSpec

__all__ = ["decoy_surfaces"]

_WEIGHT_M: Final = 0.06
_WEIGHT_AT_M: Final = (-0.52, 0.10, _WEIGHT_M)
_POSTER_ASIDE_M: Final = 0.85
_POSTER_M: Final = (0.80, 0.50)
_POSTER_MIDDLE_M: Final = 1.15
_CIRCLES_APART_M: Final = 0.45
"""At twice the person's distance, two circles of twice a sticker's size look like the real ones."""


def decoy_surfaces(stickers: StickerSpec, room: Room, camera: CameraSpec) -> tuple[Surface, ...]:
    """Those of the decoys that stand or hang in the room."""
    covering = f"sticker_{stickers.colour}"
    found: list[Surface] = []
    if "poster" in stickers.decoys:
        paper, circles = _poster(room, camera, radius_m=1e-3 * stickers.diameter_mm)
        found.append(Surface(mesh=paper, texture="white"))
        found += [Surface(mesh=circle, texture=covering) for circle in circles]
    if "weight" in stickers.decoys:
        weight = moved(ball(_WEIGHT_AT_M, (_WEIGHT_M,) * 3), turned_deg=turn_deg(camera))
        found.append(Surface(mesh=weight, texture=covering, casts_shadow=True))
    return tuple(found)


def _poster(room: Room, camera: CameraSpec, *, radius_m: float) -> tuple[Mesh, list[Mesh]]:
    """Paper and circles on the wall that the camera looks at."""
    turned_deg = turn_deg(camera)
    away = np.array([-np.sin(np.radians(turned_deg)), np.cos(np.radians(turned_deg)), 0.0])
    wall_m = next(-wall.offset_m for wall in room.walls if wall.normal @ away < -0.99)
    width_m, height_m = _POSTER_M
    left_m = _POSTER_ASIDE_M - width_m / 2
    paper = sheet(
        (left_m, wall_m - 0.07, _POSTER_MIDDLE_M - height_m / 2), (width_m, 0.0, 0.0), (0.0, 0.0, height_m)
    )
    circles = [
        ball(
            (_POSTER_ASIDE_M + side * _CIRCLES_APART_M / 2, wall_m - 0.075, _POSTER_MIDDLE_M),
            (radius_m, 0.004, radius_m),
        )
        for side in (-1.0, 1.0)
    ]
    return moved(paper, turned_deg=turned_deg), [moved(circle, turned_deg=turned_deg) for circle in circles]
