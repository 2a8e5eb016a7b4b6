"""What stands in a room: floors, walls and furniture, with the camera looking along +Y and the person at the origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from synth.meshes import Mesh, ball, box, joined, sheet

__all__ = ["FURNISHERS", "Plan", "Surface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A mesh and what covers it.

    Attributes:
        mesh: Where it is.
        texture: A name in `synth.textures.TEXTURES`.
        casts_shadow: Whether it keeps the lamp's light from other things.
        glow: Light it gives itself, as a window does.
    """

    mesh: Mesh
    texture: str
    casts_shadow: bool = False
    glow: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A room's size and what is left to chance.

    Attributes:
        back_m: To the wall behind the person, as the camera sees it.
        side_m: To the walls at both sides.
        front_m: To the wall behind the camera.
        height_m: Of the ceiling.
        brightness: Of all light.
        lamps_on: Whether the light comes from the ceiling.
        window_behind: Whether the wall behind the person has windows, and so no pictures or doors.
        random: Decides what stands where.
    """

    back_m: float
    side_m: float
    front_m: float
    height_m: float
    brightness: float
    lamps_on: bool
    window_behind: bool
    random: np.random.Generator

    def either_side(self) -> float:
        """1 or -1: something stands at the right or the left."""
        return float(self.random.choice([-1.0, 1.0]))


def _furniture(texture: str, *meshes: Mesh) -> Surface:
    return Surface(mesh=joined(meshes), texture=texture, casts_shadow=True)


def _shell(
    plan: Plan, floor: str, floor_tile_m: float, wall: str, side_wall: str, wall_tile_m: float
) -> Iterator[Surface]:
    """Floor, three walls, ceiling with its lamps, skirting board."""
    side, back, front, height = plan.side_m, plan.back_m, plan.front_m, plan.height_m
    width, depth = 2 * side, back + front
    yield Surface(
        mesh=sheet((-side, -front, 0), (width, 0, 0), (0, depth, 0), tile_m=floor_tile_m), texture=floor
    )
    yield Surface(
        mesh=sheet((-side, back, 0), (width, 0, 0), (0, 0, height), tile_m=wall_tile_m), texture=wall
    )
    left = sheet((-side, -front, 0), (0, depth, 0), (0, 0, height), tile_m=2.2)
    right = sheet((side, back, 0), (0, -depth, 0), (0, 0, height), tile_m=2.2)
    yield Surface(mesh=joined((left, right)), texture=side_wall)
    ceiling = sheet((-side, back, height), (width, 0, 0), (0, -depth, 0), tile_m=2.2)
    yield Surface(mesh=ceiling, texture="white")
    lamps = [
        sheet((x - 0.3, y, height - 0.01), (0.6, 0, 0), (0, -1.2, 0))
        for x in (-1.1, 1.1)
        for y in (back - 0.7, 0.0)
    ]
    yield Surface(mesh=joined(lamps), texture="white", glow=(0.8 if plan.lamps_on else 0.0) * plan.brightness)
    boards = (
        box((0, back - 0.008, 0.045), (width, 0.016, 0.09)),
        box((-side + 0.008, 0, 0.045), (0.016, 2 * depth, 0.09)),
        box((side - 0.008, 0, 0.045), (0.016, 2 * depth, 0.09)),
    )
    yield Surface(mesh=joined(boards), texture="white")


def _picture(plan: Plan, texture: str, x_m: float, width_m: float, height_m: float) -> Iterator[Surface]:
    if plan.window_behind:
        return
    bottom_m = float(plan.random.uniform(1.1, 1.4))
    y_m = plan.back_m - 0.02
    frame = box((x_m, y_m + 0.006, bottom_m + height_m / 2), (width_m + 0.06, 0.02, height_m + 0.06))
    yield Surface(mesh=frame, texture="black")
    yield Surface(
        mesh=sheet((x_m - width_m / 2, y_m - 0.006, bottom_m), (width_m, 0, 0), (0, 0, height_m)),
        texture=texture,
    )


def _door(plan: Plan, x_m: float) -> Iterator[Surface]:
    if plan.window_behind:
        return
    y_m = plan.back_m - 0.02
    yield Surface(mesh=box((x_m, y_m, 1.03), (0.98, 0.03, 2.06)), texture="white")
    yield Surface(mesh=box((x_m, y_m - 0.01, 1.00), (0.84, 0.03, 1.98)), texture="cream")
    yield Surface(mesh=box((x_m + 0.34, y_m - 0.05, 1.02), (0.11, 0.03, 0.02)), texture="black")


def _gym(plan: Plan) -> Iterator[Surface]:
    wall = str(plan.random.choice(["bricks", "grey", "blue"]))
    yield from _shell(plan, "rubber", 1.0, wall, "grey", 1.3)
    side, back = plan.either_side(), plan.back_m
    yield from _picture(plan, "poster", side * plan.random.uniform(0.7, 1.0), 0.62, 0.85)
    x = -side * 1.15
    shelves = [box((x, back - 0.30, z), (1.2, 0.36, 0.04)) for z in (0.25, 0.62, 0.98)]
    posts = [box((x + 0.6 * end, back - 0.30, 0.55), (0.05, 0.36, 1.1)) for end in (-1, 1)]
    yield _furniture("black", *shelves, *posts)
    for texture, first in (("black", 0), ("red", 1), ("grey", 2)):
        weights = [
            box((x - 0.44 + 0.22 * place, back - 0.32, z + 0.08), (0.11, 0.28, 0.11))
            for row, z in enumerate((0.25, 0.62, 0.98))
            for place in range(5)
            if (row + place) % 3 == first
        ]
        yield _furniture(texture, *weights)
    yield _furniture("wood", box((side * 1.5, back - 0.42, 0.30), (0.60, 0.50, 0.60)))
    yield _furniture("blue", ball((side * 0.85, back - 0.45, 0.30), (0.30, 0.30, 0.30)))
    yield Surface(
        mesh=sheet((-side - 0.35, back - 1.5, 0.004), (0.7, 0, 0), (0, 0.75, 0), tile_m=1.0), texture="sage"
    )


def _home(plan: Plan) -> Iterator[Surface]:
    wall = str(plan.random.choice(["cream", "sage", "white"]))
    yield from _shell(plan, "planks", 1.1, wall, wall, 2.2)
    side, back = plan.either_side(), plan.back_m
    rug = str(plan.random.choice(["fabric", "red", "cream"]))
    yield Surface(mesh=box((0.2 * side, 0.1, 0.004), (2.1, 1.5, 0.008), tile_m=0.8), texture=rug)
    x = side * 1.05
    yield _furniture(
        "fabric",
        box((x, back - 0.50, 0.24), (1.7, 0.80, 0.36), tile_m=0.5),
        box((x, back - 0.18, 0.58), (1.7, 0.22, 0.50), tile_m=0.5),
        *(box((x + 0.80 * end, back - 0.50, 0.42), (0.18, 0.82, 0.36), tile_m=0.5) for end in (-1, 1)),
    )
    yield _furniture("red", box((x - 0.45 * side, back - 0.36, 0.56), (0.40, 0.14, 0.36), tile_m=0.5))
    yield from _picture(plan, "poster", side * 0.9, 0.75, 0.52)
    x = -side * 1.25
    yield _furniture("wood", box((x, back - 0.17, 0.95), (0.90, 0.32, 1.90)))
    yield Surface(mesh=sheet((x - 0.42, back - 0.335, 0.06), (0.84, 0, 0), (0, 0, 1.78)), texture="books")
    pot_x = -side * 0.55
    yield _furniture("white", box((pot_x, back - 0.3, 0.15), (0.28, 0.28, 0.30)))
    leaves = [
        ball((pot_x + dx, back - 0.3 + dy, z), (0.17, 0.15, 0.20), tile_m=0.6)
        for dx, dy, z in ((0, 0, 0.62), (0.11, 0.02, 0.48), (-0.12, 0.03, 0.50), (0.03, -0.08, 0.46))
    ]
    yield _furniture("leaves", *leaves)


def _clinic(plan: Plan) -> Iterator[Surface]:
    yield from _shell(plan, "tiles", 1.2, "white", "white", 2.2)
    side, back = plan.either_side(), plan.back_m
    x = side * 1.15
    yield _furniture("blue", box((x, back - 0.45, 0.70), (1.9, 0.66, 0.10), tile_m=0.9))
    legs = [
        box((x + 0.8 * end, back - 0.45 + 0.25 * row, 0.32), (0.06, 0.06, 0.64))
        for end in (-1, 1)
        for row in (-1, 1)
    ]
    yield _furniture("black", *legs, box((x, back - 0.45, 0.62), (1.7, 0.56, 0.05)))
    yield from _picture(plan, "chart", side * 0.75, 0.50, 0.70)
    yield from _door(plan, -side * 0.95)
    yield _furniture("grey", box((-side * 1.85, back - 0.26, 0.60), (0.60, 0.46, 1.20)))
    yield _furniture("black", ball((side * 0.35, back - 0.80, 0.50), (0.18, 0.18, 0.04)))
    yield _furniture(
        "grey",
        box((side * 0.35, back - 0.80, 0.24), (0.05, 0.05, 0.48)),
        box((side * 0.35, back - 0.80, 0.02), (0.42, 0.42, 0.03)),
    )


def _outdoors(plan: Plan) -> Iterator[Surface]:
    far = 22.0
    yield Surface(
        mesh=sheet((-far, -far, -0.01), (2 * far, 0, 0), (0, 2 * far, 0), tile_m=1.6), texture="grass"
    )
    yield Surface(mesh=box((0, -1.0, -0.02), (5.2, 7.6, 0.04), tile_m=1.6), texture="paving")
    y = float(plan.random.uniform(4.5, 6.0))
    yield _furniture("leaves", box((0, y, 0.75), (16, 0.8, 1.5), tile_m=1.1))
    for place in (-3.1, -1.2, 1.6, 3.4):
        x, deep = place + float(plan.random.uniform(-0.5, 0.5)), y + float(plan.random.uniform(1.2, 3.0))
        yield _furniture("wood", box((x, deep, 1.2), (0.24, 0.24, 2.4)))
        crowns = [
            ball((x + dx, deep + dy, z), (radius, radius, 0.9 * radius), tile_m=1.2)
            for dx, dy, z, radius in ((0, 0, 3.3, 1.15), (0.6, 0.2, 2.8, 0.8), (-0.65, -0.2, 2.9, 0.85))
        ]
        yield _furniture("leaves", *crowns)
    yield _furniture("bricks", box((plan.either_side() * 7.5, y + 8, 2.6), (8, 5, 5.2), tile_m=1.3))
    bench = [box((1.6, y - 1.0, z), (1.5, depth, 0.05)) for z, depth in ((0.45, 0.42),)]
    yield _furniture("wood", *bench, box((1.6, y - 0.80, 0.72), (1.5, 0.05, 0.35)))
    yield _furniture("black", *(box((1.6 + end * 0.6, y - 1.0, 0.22), (0.06, 0.4, 0.44)) for end in (-1, 1)))


FURNISHERS: Mapping[str, Callable[[Plan], Iterator[Surface]]] = MappingProxyType(
    {"clinic": _clinic, "gym": _gym, "home": _home, "outdoors": _outdoors}
)
"""By kind of room."""
