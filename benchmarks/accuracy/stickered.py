"""Clips of people who wear stickers on their front hip bones, and of some who only seem to: a design of its own.

Movements on one leg from the front, as pelvic drop is read there. Everything that matters to it varies: drop, lean and knee
against each other within each clip, so that what leaks from one into another shows; camera yaw; the stickers' colour, size,
shape, place, slip, what they are stuck on. A quarter of the clips show no two stickers, but things of their colours.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np

from benchmarks.accuracy import sampling
from benchmarks.accuracy.collect import DATA
from benchmarks.accuracy.design import SURROUNDINGS, Planned
from benchmarks.accuracy.draws import Draw, draws
from benchmarks.accuracy.store import Half
from hipcheck.geometry import FloatArray
from synth.palette import STICKER_COLOURS
from synth.people import PEOPLE
from synth.spec import (
    CameraSpec,
    ClipSpec,
    DecoyKind,
    FilmSpec,
    LegSide,
    LookSpec,
    MovementKind,
    MovementSpec,
    RepSpec,
    StickerColour,
    StickerSpec,
)

__all__ = ["STICKER_DATA", "stickered_design"]

STICKER_DATA: Final[Path] = DATA / "stickers"
"""Where these clips are kept."""
_WITHOUT: Final = 4
"""One of so many shows no two stickers."""
_BLOCKS: Final[dict[Half, tuple[tuple[int, int], ...]]] = {
    "development": ((32, 21), (24, 23)),
    "check": ((32, 22), (24, 24)),
}
"""Clips and seed of each sample that a half is made of, one after the other: another sample leaves those before as they are."""
_KINDS: Final[tuple[tuple[MovementKind, float], ...]] = (
    ("single_leg_squat", 0.6),
    ("lateral_step_down", 0.25),
    ("forward_step_down", 0.15),
)
_DROPS_DEG: Final = (0.0, 5.0, 10.0)
_LEANS_DEG: Final = (0.0, 5.0, 10.0)
_FPPAS_DEG: Final = (0.0, 8.0, 16.0)
_UNLIKE: Final = 0.25
"""Distance of two tints from which nobody would call them the same. Convention."""
_DECOYS: Final[tuple[tuple[DecoyKind, ...], ...]] = (
    ("poster",),
    ("dotted_top",),
    ("dotted_bottom",),
    ("weight", "ball"),
    ("button", "weight"),
    ("poster", "button"),
    ("dotted_top", "poster"),
    ("ball", "button"),
)


def stickered_design() -> tuple[Planned, ...]:
    """All clips, development and check in turn."""
    halves = [_half(half) for half in _BLOCKS]
    return tuple(planned for pair in zip(*halves, strict=True) for planned in pair)


def _half(half: Half) -> list[Planned]:
    drawn = chain.from_iterable(draws(clips, seed) for clips, seed in _BLOCKS[half])
    return [Planned(_clip(half, number, draw), half, ("full",)) for number, draw in enumerate(drawn)]


def _clip(half: Half, number: int, draw: Draw) -> ClipSpec:
    among = SURROUNDINGS[half]
    kind = draw.weighted("kind", _KINDS)
    stickers = _stickers(draw)
    without = number % _WITHOUT == _WITHOUT - 1
    if without:
        turn = number // _WITHOUT
        one: LegSide | Literal["both"] = draw.one_of("side", get_args(LegSide)) if turn % 2 else "both"
        stickers = replace(stickers, missing=one, decoys=_DECOYS[turn % len(_DECOYS)])
    look = _visible(sampling.look(draw, among), stickers)
    look = replace(look, stickers=replace(stickers, colour=_unlike_clothes(stickers.colour, look)))
    reps = _reps(draw)
    box_m = sampling.step_height_m(draw, kind, reps, PEOPLE[look.person].height_m)
    return ClipSpec(
        name=f"{half[0]}{number:03d}_{'without' if without else 'stickers'}_{kind}",
        movement=MovementSpec(
            kind=kind,
            reps=reps,
            free_leg=draw.one_of("free_leg", ("middle", "behind")),
            arms=draw.one_of("arms", ("forward", "crossed")),
            box_height_m=box_m,
            stand_before_s=1.2,
            stand_after_s=0.5,
            seed=draw.seed,
        ),
        look=look,
        camera=_camera(draw, kind, look.person),
        room=sampling.room(draw, among),
        film=FilmSpec(
            frame_rate_hz=24.0,
            noise_sd=draw.between("noise", 1.0, 6.0),
            crf=round(draw.between("crf", 20.0, 30.0)),
            seed=draw.seed,
        ),
    )


def _stickers(draw: Draw) -> StickerSpec:
    """As people put them: up to 15 mm off, unequally, 20 to 30 mm large."""
    random = draw.random()
    off_mm = random.uniform(-10.0, 10.0, size=(2, 2)).round(1)
    return StickerSpec(
        colour=draw.one_of("hair_colour", get_args(StickerColour)),
        shape="tape" if draw.in_share("jitter", 0.25) else "disc",
        diameter_mm=draw.between("heel_size", 20.0, 30.0),
        left_offset_mm=(float(off_mm[0, 0]), float(off_mm[0, 1])),
        right_offset_mm=(float(off_mm[1, 0]), float(off_mm[1, 1])),
        on="skin" if draw.in_share("tucked", 0.5) else "cloth",
        slip_mm=draw.between("heel_rise", 0.0, 5.0),
        seed=draw.seed,
    )


def _visible(look: LookSpec, stickers: StickerSpec) -> LookSpec:
    """Dressed so that stickers hold: on skin, or on tights with the shirt under the waistband."""
    if stickers.on == "skin":
        return replace(look, stickers=stickers)
    bottom = look.bottom if look.bottom in ("short_tights", "leggings") else "leggings"
    top = "tight_shirt" if look.top == "loose_shirt" else look.top
    return replace(look, bottom=bottom, top=top, top_tucked=True, stickers=stickers)


def _unlike_clothes(colour: StickerColour, look: LookSpec) -> StickerColour:
    """That colour, or the next one that is not that of the clothes, as people are told."""
    palette: tuple[StickerColour, ...] = get_args(StickerColour)
    first = palette.index(colour)
    for name in (*palette[first:], *palette[:first]):
        tint = _tint(STICKER_COLOURS[name])
        if all(
            np.linalg.norm(tint - _tint(cloth)) > _UNLIKE for cloth in (look.top_colour, look.bottom_colour)
        ):
            return name
    return colour


def _tint(rgb: tuple[float, float, float]) -> FloatArray:
    """A colour without its lightness: shares of red, green and blue."""
    return np.asarray(rgb, dtype=np.float64) / max(sum(rgb), 1e-6)


def _reps(draw: Draw) -> tuple[RepSpec, ...]:
    """Three, with drop, lean and knee each at all of their sizes, in orders that have nothing to do with each other."""
    random = np.random.default_rng([draw.seed, 1])  # not the one that places the stickers
    side = draw.one_of("side", get_args(LegSide))
    orders = (random.permutation(values) for values in (_DROPS_DEG, _LEANS_DEG, _FPPAS_DEG))
    return tuple(
        RepSpec(
            side=side,
            knee_flexion_deg=draw.between("flexion", 50.0, 68.0),
            pelvic_drop_deg=float(drop_deg),
            trunk_lean_deg=float(lean_deg),
            knee_fppa_deg=float(fppa_deg),
            pelvis_rotation_deg=draw.between("pelvis_rotation", -6.0, 8.0),
            descent_s=0.9,
            bottom_s=0.15,
            ascent_s=0.8,
            pause_s=0.35,
        )
        for drop_deg, lean_deg, fppa_deg in zip(*orders, strict=True)
    )


def _camera(draw: Draw, kind: MovementKind, person: str) -> CameraSpec:
    """In front: half of them within 5°, the others up to 15° off."""
    placed = sampling.camera(draw, kind, person)
    yaw_deg = draw.signed("yaw", ((0.5, 0.0, 5.0), (0.5, 5.0, 15.0)))
    return replace(
        placed,
        yaw_deg=yaw_deg,
        roll_deg=float(np.clip(placed.roll_deg, -5.0, 5.0)),
        width_px=540,
        height_px=960,
        distance_m=round(draw.between("distance", 2.6, 3.6), 3),
        offset_x=float(np.clip(placed.offset_x, -0.05, 0.05)),
    )
