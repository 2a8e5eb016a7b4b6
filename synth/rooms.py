"""Where somebody is filmed: floor, walls, furniture, windows and the things a movement needs.

A room is built round the person and turned so that one of its four walls lies behind them as the camera sees them, the
way people lean a phone against something and step back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from synth.furniture import FURNISHERS, Plan, Surface
from synth.lights import Light, light_of, turned_z
from synth.meshes import box, joined, moved, sheet
from synth.spec import CameraSpec, RoomSpec

__all__ = ["Room", "Surface", "Wall", "build_room", "turn_deg"]

FloatArray = npt.NDArray[np.float64]

_BEHIND_CAMERA_M: Final = 1.0
_HEIGHTS_M: Final = {"gym": 3.4, "home": 2.6, "clinic": 2.7, "outdoors": 30.0}


@dataclass(frozen=True, slots=True, eq=False)
class Wall:
    """A plane that bounds the room: points with `normal · x = offset_m`; the normal points into the room."""

    normal: FloatArray
    offset_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """What is there to be seen besides people.

    Attributes:
        surfaces: Everything that stands still.
        props: Those of them that people stand or sit on, and that can hide a part of them.
        light: That falls on it.
        walls: Floor, walls and ceiling: where shadows fall, and what makes the corners dim.
        background: Linear colour where there is nothing.
        seed: Of its textures.
    """

    surfaces: tuple[Surface, ...]
    props: tuple[Surface, ...]
    light: Light
    walls: tuple[Wall, ...]
    background: tuple[float, float, float]
    seed: int


def turn_deg(camera: CameraSpec) -> float:
    """How far the room is turned about its vertical axis: to the quarter from which the camera films."""
    return 90.0 * round(camera.yaw_deg / 90.0)


def build_room(room: RoomSpec, camera: CameraSpec, props: tuple[Surface, ...] = ()) -> Room:
    """A furnished room.

    Args:
        room: Its kind, light and seed.
        camera: From where it is filmed.
        props: What the movement needs: a step, a seat. In world axes.
    """
    turned_deg = turn_deg(camera)
    plan = _plan(room, camera, turned_deg)
    furnished = [*FURNISHERS[room.kind](plan), *_windows(plan, room, turned_deg)]
    surfaces = [replace(surface, mesh=moved(surface.mesh, turned_deg=turned_deg)) for surface in furnished]
    sky = (0.42, 0.60, 0.85) if room.kind == "outdoors" else (0.30, 0.30, 0.31)
    return Room(
        surfaces=(*surfaces, *props),
        props=props,
        light=light_of(room, turned_deg),
        walls=_walls(plan, turned_deg),
        background=(sky[0] * room.brightness, sky[1] * room.brightness, sky[2] * room.brightness),
        seed=room.seed,
    )


def _plan(room: RoomSpec, camera: CameraSpec, turned_deg: float) -> Plan:
    random = np.random.default_rng([room.seed, 17])
    outdoors = room.kind == "outdoors"
    back_m, side_m = (
        (9.0, 9.0) if outdoors else (float(random.uniform(2.7, 3.3)), float(random.uniform(2.4, 3.1)))
    )
    toward = _toward_window(room, turned_deg)
    return Plan(
        back_m=back_m,
        side_m=side_m,
        front_m=camera.distance_m + _BEHIND_CAMERA_M,
        height_m=_HEIGHTS_M[room.kind],
        brightness=room.brightness,
        lamps_on=room.light == "ceiling",
        window_behind=toward is not None and toward[1] > 0.5,
        random=random,
    )


def _walls(plan: Plan, turned_deg: float) -> tuple[Wall, ...]:
    turn = turned_z(turned_deg)
    inward = (
        ((0.0, 0.0, 1.0), 0.0),
        ((0.0, 0.0, -1.0), -plan.height_m),
        ((0.0, -1.0, 0.0), -plan.back_m),
        ((0.0, 1.0, 0.0), -plan.front_m),
        ((1.0, 0.0, 0.0), -plan.side_m),
        ((-1.0, 0.0, 0.0), -plan.side_m),
    )
    return tuple(Wall(normal=turn @ np.array(normal), offset_m=offset_m) for normal, offset_m in inward)


def _toward_window(room: RoomSpec, turned_deg: float) -> FloatArray | None:
    """Out of the window the light comes through, in the plan's axes, shape (3,); None where there is none."""
    if room.kind == "outdoors" or room.light == "ceiling":
        return None
    outward = {"window_left": (1.0, 0.0, 0.0), "window_right": (-1.0, 0.0, 0.0), "behind": (0.0, 1.0, 0.0)}
    return np.asarray(turned_z(-turned_deg) @ np.array(outward[room.light]))


def _windows(plan: Plan, room: RoomSpec, turned_deg: float) -> Iterator[Surface]:
    """Two windows in their wall, unless it is the one behind the camera."""
    toward = _toward_window(room, turned_deg)
    if toward is None or toward[1] < -0.5:
        return
    turned = float(np.degrees(np.arctan2(-toward[0], toward[1])))
    away_m = plan.back_m if plan.window_behind else plan.side_m
    width_m = 1.3
    for middle in (-0.9, 0.9):
        left = middle - width_m / 2
        pane = sheet((left, away_m - 0.012, 0.95), (width_m, 0, 0), (0, 0, 1.25))
        yield Surface(mesh=moved(pane, turned_deg=turned), texture="glass", glow=1.5 * plan.brightness)
        bars = [
            box((x, away_m - 0.025, z), (wide, 0.03, high))
            for x, z, wide, high in (
                (middle, 0.93, width_m, 0.06),
                (middle, 2.20, width_m, 0.06),
                (left + 0.025, 1.565, 0.05, 1.33),
                (left + width_m - 0.025, 1.565, 0.05, 1.33),
                (middle, 1.565, 0.04, 1.33),
            )
        ]
        yield Surface(mesh=moved(joined(bars), turned_deg=turned), texture="white")
