"""Which clips are rendered: the stated design, the same every time.

Two parts. The *grid* crosses, for single-leg squats, what matters most to the angles that are graded: camera yaw and trunk
lean between clips, the knee's angle within each clip. The *sample* spreads over everything else: movements, views,
bodies, clothes, rooms, cameras (`sampling`).

Two halves. Constants may be drawn from the *development* half; the *check* half has other bodies, clothes, rooms and
camera positions, and is only looked at. Clips are ordered so that any first so many of them are a small design of the
same make-up: a run that is broken off is usable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Final, get_args

import numpy as np

from benchmarks.accuracy import sampling
from benchmarks.accuracy.draws import Draw, draws
from benchmarks.accuracy.sampling import Surroundings
from benchmarks.accuracy.store import Half, ModelName
from synth.people import PEOPLE
from synth.spec import CameraSpec, ClipSpec, FilmSpec, LegSide, MovementSpec, RepSpec

__all__ = ["SURROUNDINGS", "Planned", "design"]

_SAMPLE: Final = 104
"""Clips of the sample in each half."""
_SEEDS: Final[dict[Half, int]] = {"development": 11, "check": 12}
_YAWS_DEG: Final = (-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0)
_LEANS_DEG: Final = (0.0, 10.0)
_FPPAS_DEG: Final = (0.0, 10.0, 20.0)
_GRID_PEOPLE: Final[dict[Half, tuple[str, str]]] = {
    "development": ("woman_average", "man_average"),
    "check": ("woman_tall_lean", "man_short_strong"),
}
_EVERY: Final = 3
"""One clip of so many is recorded with the other two models as well."""

SURROUNDINGS: Final[dict[Half, Surroundings]] = {
    "development": Surroundings(
        people=tuple(name for name, person in PEOPLE.items() if person.half == "development"),
        rooms=("gym", "home"),
        colours=((0.10, 0.22, 0.42), (0.03, 0.03, 0.035), (0.45, 0.08, 0.07), (0.55, 0.53, 0.50)),
    ),
    "check": Surroundings(
        people=tuple(name for name, person in PEOPLE.items() if person.half == "check"),
        rooms=("clinic", "outdoors"),
        colours=((0.06, 0.20, 0.09), (0.12, 0.12, 0.13), (0.50, 0.30, 0.05), (0.70, 0.70, 0.72)),
    ),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One clip of the design.

    Attributes:
        spec: What is filmed.
        half: Which half it belongs to.
        models: The pose models it is recorded with.
    """

    spec: ClipSpec
    half: Half
    models: tuple[ModelName, ...]


def design() -> tuple[Planned, ...]:
    """All clips, development and check in turn."""
    halves = [_half(half) for half in _SEEDS]
    return tuple(planned for pair in zip(*halves, strict=True) for planned in pair)


def _half(half: Half) -> list[Planned]:
    parts = _grid(half), [_sampled(half, draw) for draw in draws(_SAMPLE, _SEEDS[half])]
    placed = [
        ((number + 0.5) / len(part), number, spec) for part in parts for number, spec in enumerate(part)
    ]
    placed.sort(key=lambda item: item[0])
    return [
        Planned(
            replace(spec, name=f"{half[0]}{at:03d}_{spec.name}"),
            half,
            ("full", "lite", "heavy") if number % _EVERY == 0 else ("full",),
        )
        for at, (_, number, spec) in enumerate(placed)
    ]


def _sampled(half: Half, draw: Draw) -> ClipSpec:
    among = SURROUNDINGS[half]
    look = sampling.look(draw, among)
    movement = sampling.movement(draw, PEOPLE[look.person].height_m)
    return ClipSpec(
        name=f"{movement.kind}_{sampling.view_of(draw)[0]}",
        movement=movement,
        look=look,
        camera=sampling.camera(draw, movement.kind, look.person),
        room=sampling.room(draw, among),
        film=sampling.film(draw),
    )


def _grid(half: Half) -> list[ClipSpec]:
    """Yaw by lean by body; each clip has a rep for each knee angle, and what else there is comes from the sample."""
    cells = list(product(_GRID_PEOPLE[half], _YAWS_DEG, _LEANS_DEG))
    order = np.random.default_rng(_SEEDS[half]).permutation(len(cells))
    settings = draws(len(cells), _SEEDS[half] + 100)
    return [_cell(half, cells[cell], draw) for cell, draw in zip(order, settings, strict=True)]


def _cell(half: Half, cell: tuple[str, float, float], draw: Draw) -> ClipSpec:
    person, yaw_deg, lean_deg = cell
    among = SURROUNDINGS[half]
    side = draw.one_of("side", get_args(LegSide))
    knees_deg = draw.random().permutation(_FPPAS_DEG)
    reps = tuple(
        RepSpec(
            side=side,
            knee_flexion_deg=64.0,
            knee_fppa_deg=float(knee_deg),
            pelvic_drop_deg=4.0,
            trunk_lean_deg=lean_deg,
            descent_s=0.9,
            bottom_s=0.15,
            ascent_s=0.8,
            pause_s=0.35,
        )
        for knee_deg in knees_deg
    )
    return ClipSpec(
        name=f"grid_yaw{yaw_deg:+.0f}_lean{lean_deg:.0f}",
        movement=MovementSpec(reps=reps, stand_before_s=1.0, stand_after_s=0.5, seed=draw.seed),
        look=sampling.look(draw, Surroundings((person,), among.rooms, among.colours)),
        camera=CameraSpec(yaw_deg=yaw_deg, width_px=540, height_px=960),
        room=sampling.room(draw, among),
        film=FilmSpec(frame_rate_hz=24.0, seed=draw.seed),
    )
