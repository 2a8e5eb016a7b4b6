"""The random part of the design: one point of a scrambled Sobol sequence is one clip.

Each factor has a dimension of its own, so that any first so many clips cover every factor evenly. Ranges are what people
film, rather wider than advised: somebody who was asked to face a camera at hip height, three metres away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

import numpy as np

from benchmarks.accuracy.draws import Draw
from synth.people import PEOPLE
from synth.spec import (
    ArmsKind,
    CameraSpec,
    FilmSpec,
    LegSide,
    LookSpec,
    MovementKind,
    MovementSpec,
    RepSpec,
    RoomSpec,
)

__all__ = ["Surroundings", "camera", "film", "look", "movement", "room", "step_height_m", "view_of"]

Colour: TypeAlias = tuple[float, float, float]
RoomKind: TypeAlias = Literal["gym", "home", "clinic", "outdoors"]

_KINDS: Final[tuple[tuple[MovementKind, float], ...]] = (
    ("squat", 0.20),
    ("single_leg_squat", 0.24),
    ("lateral_step_down", 0.14),
    ("forward_step_down", 0.10),
    ("single_leg_deadlift", 0.17),
    ("walk", 0.03),
    ("lunge", 0.04),
    ("sit_down", 0.04),
    ("wave", 0.04),
)
"""Shares of the movements. Single-leg squats are in the factorial part too."""
_VIEWS: Final = (("front", 0.52), ("back", 0.14), ("side", 0.22), ("oblique", 0.12))
_FORMATS: Final = (((540, 960), 0.72), ((960, 540), 0.14), ((720, 1280), 0.10), ((1080, 1920), 0.04))
_RATES_HZ: Final = ((24.0, 0.33), (25.0, 0.22), (30.0, 0.36), (60.0, 0.07), (120.0, 0.012), (240.0, 0.008))
_ONE_LEGGED: Final = ("single_leg_squat", "lateral_step_down", "forward_step_down", "single_leg_deadlift")
_PARTIAL_SHARE: Final = 0.3
"""Depth of a partial rep as a share of a whole one's; below half, hipcheck does not count it."""
_SEGMENT: Final = 0.245
"""Length of thigh and shank, each, as a share of the body's height (Drillis and Contini 1966)."""
_REACH_M: Final[dict[str, float]] = {"lateral_step_down": 0.03, "forward_step_down": 0.06}
"""What the free leg loses in height by reaching past the step."""
_HAIR_COLOURS: Final[tuple[Colour, ...]] = (
    (0.01, 0.008, 0.007),
    (0.05, 0.03, 0.02),
    (0.25, 0.15, 0.06),
    (0.4, 0.38, 0.36),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the two halves of the design do not share.

    Attributes:
        people: Bodies.
        rooms: Kinds of room.
        colours: Of clothes, linear RGB.
    """

    people: tuple[str, ...]
    rooms: tuple[RoomKind, ...]
    colours: tuple[Colour, ...]


def view_of(draw: Draw) -> tuple[str, float]:
    """Where the camera stands: its name and its bearing, degrees, + towards the person's left."""
    view = draw.weighted("view", _VIEWS)
    left = 1.0 if draw.in_share("camera_side", 0.5) else -1.0
    if view == "side":
        return view, left * round(90.0 + draw.signed("yaw", ((0.5, 0.0, 5.0), (0.5, 5.0, 16.0))), 3)
    if view == "oblique":
        off_deg = draw.between("yaw", 38.0, 57.0)
        return view, left * (off_deg if draw.in_share("near", 0.7) else 180.0 - off_deg)
    yaw_deg = draw.signed("yaw", ((0.35, 0.0, 3.0), (0.5, 3.0, 15.0), (0.15, 15.0, 24.0)))
    if view == "front":
        return view, yaw_deg
    return view, round(float(np.copysign(180.0 - abs(yaw_deg), yaw_deg)), 3)


def movement(draw: Draw, height_m: float) -> MovementSpec:
    """What is done.

    Args:
        draw: Of the clip. Clips of many frames a second are short.
        height_m: Of the person, whose free foot is to reach the floor from the step.
    """
    kind = draw.weighted("kind", _KINDS)
    brief = draw.weighted("rate", _RATES_HZ) > 60.0
    if kind in ("walk", "wave"):
        return MovementSpec(kind=kind, reps=(), duration_s=2.0 if brief else 4.0, seed=draw.seed)
    reps = _reps(draw, kind)
    return MovementSpec(
        kind=kind,
        reps=(_quick(reps[0]),) if brief else reps[:1] if kind == "sit_down" else reps,
        free_leg=draw.one_of("free_leg", ("front", "middle", "behind")),
        arms=draw.one_of("arms", get_args(ArmsKind)),
        toe_out_deg=draw.between("toe_out", 5.0, 25.0)
        if kind == "squat"
        else draw.between("toe_out", 0.0, 14.0),
        stance_width_m=draw.between("width", 0.22, 0.42) if kind == "squat" else None,
        box_height_m=step_height_m(draw, kind, reps, height_m),
        walk_in=draw.in_share("walk_in", 0.08) and not brief,
        walk_out=draw.in_share("walk_out", 0.06) and not brief,
        stand_before_s=0.6 if brief else 1.0,
        stand_after_s=0.3 if brief else 0.5,
        seed=draw.seed,
    )


def _reps(draw: Draw, kind: MovementKind) -> tuple[RepSpec, ...]:
    count = draw.weighted("reps", ((1, 0.45), (2, 0.40), (3, 0.15)))
    first = _stance(draw) if kind in _ONE_LEGGED else None
    both_legs = first is not None and draw.in_share("both_legs", 0.22)
    count = min(count, 2) if both_legs else count
    whole = [_rep(draw, kind, first, number) for number in range(count)]
    if both_legs:
        whole.append(_rep(draw, kind, "left" if first == "right" else "right", count))
    if kind in (*_ONE_LEGGED, "squat") and count > 1 and draw.in_share("partial", 0.2):
        at = int(draw.random().integers(1, len(whole)))
        whole.insert(at, _shallow(whole[at]))
    return tuple(whole)


def step_height_m(draw: Draw, kind: MovementKind, reps: Sequence[RepSpec], height_m: float) -> float:
    """As high as the heel comes down, more or less: that is how a step-down is done."""
    if kind not in _REACH_M:
        return MovementSpec().box_height_m  # nobody sees it
    deepest = max(reps, key=lambda rep: rep.knee_flexion_deg)
    lowered_m = 2.0 * _SEGMENT * height_m * (1.0 - np.cos(np.radians(deepest.knee_flexion_deg) / 2.0))
    reached_m = float(lowered_m) - _REACH_M[kind] + draw.between("box", -0.02, 0.02)
    return round(float(np.clip(reached_m, 0.08, 0.20)), 3)


def _stance(draw: Draw) -> LegSide:
    """The stance leg: from the side mostly the one near the camera, as asked for."""
    view, bearing_deg = view_of(draw)
    if view == "side":
        left = (bearing_deg > 0) is draw.in_share("near", 0.75)
        return "left" if left else "right"
    return draw.one_of("side", get_args(LegSide))


def _rep(draw: Draw, kind: MovementKind, side: LegSide | None, number: int) -> RepSpec:
    """A rep of the clip's own manner, a little different each time."""
    random = np.random.default_rng((draw.seed, number))

    def about(value: float, sd: float) -> float:
        return round(value + float(random.normal(0.0, sd)), 2)

    heel_deg = draw.between("heel_size", 4.0, 18.0) if draw.in_share("heel_rise", 0.2) else 0.0
    rep = RepSpec(
        side=side,
        wobble_deg=draw.between("wobble", 0.2, 2.0),
        heel_rise_deg=heel_deg,
        descent_s=max(about(draw.between("descent", 0.7, 1.4), 0.08), 0.5),
        bottom_s=max(about(draw.between("bottom", 0.0, 0.4), 0.03), 0.0),
        ascent_s=max(about(draw.between("ascent", 0.6, 1.2), 0.08), 0.5),
        pause_s=draw.between("pause", 0.2, 0.5),
    )
    if kind in ("lunge", "sit_down"):
        return replace(rep, side=draw.one_of("side", get_args(LegSide)), heel_rise_deg=0.0)
    if kind == "squat":
        fppa_deg = draw.between("fppa", -14.0, 16.0)
        return replace(
            rep,
            knee_flexion_deg=about(draw.between("flexion", 65.0, 112.0), 3.0),
            knee_fppa_deg=about(fppa_deg, 1.5),
            fppa_left_deg=about(fppa_deg, 3.0),
            trunk_lean_deg=about(0.0, 2.0),
            trunk_rotation_deg=about(0.0, 3.0),
        )
    if kind == "single_leg_deadlift":
        flexion_deg = max(about(draw.between("flexion", 10.0, 30.0), 2.0), 8.0)
        return replace(
            rep,
            knee_flexion_deg=flexion_deg,
            # A knee that hardly bends cannot go far inward.
            knee_fppa_deg=round(flexion_deg * draw.between("fppa", -0.2, 0.5), 2),
            pelvic_drop_deg=about(draw.between("drop", -4.0, 8.0), 1.0),
            pelvis_rotation_deg=about(draw.between("pelvis_rotation", -20.0, 6.0), 1.5),
            trunk_lean_deg=about(draw.between("lean", -5.0, 8.0), 1.0),
            trunk_flexion_deg=about(draw.between("hinge", 45.0, 85.0), 3.0),
        )
    squat = kind == "single_leg_squat"
    return replace(
        rep,
        knee_flexion_deg=about(draw.between("flexion", 45.0 if squat else 60.0, 80.0), 3.0),
        knee_fppa_deg=about(draw.between("fppa", -8.0, 24.0), 2.0),
        hip_rotation_deg=about(draw.between("hip_rotation", -4.0, 8.0), 1.0),
        # Who steps down lets the hip of the free leg sink towards the floor.
        pelvic_drop_deg=about(draw.between("drop", -4.0 if squat else 0.0, 12.0), 1.0),
        pelvis_rotation_deg=about(draw.between("pelvis_rotation", -6.0, 8.0), 1.0),
        trunk_lean_deg=about(draw.between("lean", -3.0, 14.0), 1.5),
        trunk_rotation_deg=about(draw.between("trunk_rotation", -10.0, 10.0), 1.5),
        foot_touch=squat and draw.in_share("touch", 0.1),
    )


def _quick(rep: RepSpec) -> RepSpec:
    """The same rep in little time."""
    return replace(rep, descent_s=0.7, bottom_s=0.05, ascent_s=0.6, pause_s=0.2)


def _shallow(rep: RepSpec) -> RepSpec:
    """The same rep, broken off early."""
    hinge_deg = rep.trunk_flexion_deg
    return replace(
        rep,
        knee_flexion_deg=_PARTIAL_SHARE * rep.knee_flexion_deg,
        knee_fppa_deg=_PARTIAL_SHARE * rep.knee_fppa_deg,
        fppa_left_deg=None,
        trunk_lean_deg=_PARTIAL_SHARE * rep.trunk_lean_deg,
        trunk_flexion_deg=None if hinge_deg is None else _PARTIAL_SHARE * hinge_deg,
        foot_touch=False,
    )


def look(draw: Draw, among: Surroundings) -> LookSpec:
    """Who is filmed, and in what."""
    return LookSpec(
        person=draw.one_of("person", among.people),
        skin=draw.one_of("skin", range(6)),
        hair=draw.one_of("hair", ("none", "short", "long", "bun")),
        hair_colour=draw.one_of("hair_colour", _HAIR_COLOURS),
        top=draw.one_of("top", ("tight_shirt", "loose_shirt", "vest", "long_sleeves", "sports_top")),
        top_tucked=draw.in_share("tucked", 0.3),
        bottom=draw.one_of("bottom_wear", ("short_tights", "shorts", "leggings", "trousers")),
        pattern="striped" if draw.in_share("pattern", 0.3) else "plain",
        top_colour=draw.one_of("top_colour", among.colours),
        bottom_colour=draw.one_of("bottom_colour", among.colours),
    )


def room(draw: Draw, among: Surroundings) -> RoomSpec:
    """Where it is filmed."""
    return RoomSpec(
        kind=draw.one_of("room", among.rooms),
        light=draw.one_of("light", ("ceiling", "window_left", "window_right", "behind")),
        brightness=draw.between("brightness", 0.55, 1.25),
        bystander=draw.in_share("bystander", 0.08),
        seed=draw.seed,
    )


def camera(draw: Draw, kind: MovementKind, person: str) -> CameraSpec:
    """Where the camera stands, far enough away that the whole movement is in the picture."""
    view, yaw_deg = view_of(draw)
    width_px, height_px = draw.weighted("format", _FORMATS)
    focal_ratio = draw.between("focal", 0.72, 0.95)
    offset = draw.signed("offset", ((0.6, 0.0, 0.04), (0.4, 0.04, 0.12)))
    px_m = focal_ratio * max(width_px, height_px)  # pixels that a metre takes at a metre's distance
    tall_m = 1.2 * PEOPLE[person].height_m + (0.25 if "step" in kind else 0.0)
    lying = kind == "single_leg_deadlift" and view in ("side", "oblique")
    wide_m = (2.3 if lying else 1.3) / (1.0 - 2.0 * abs(offset))
    needed_m = max(tall_m * px_m / height_px, wide_m * px_m / width_px)
    return CameraSpec(
        yaw_deg=yaw_deg,
        roll_deg=draw.signed("roll", ((0.55, 0.0, 1.0), (0.35, 1.0, 5.0), (0.10, 5.0, 9.0))),
        height_m=draw.between("height", 0.6, 1.4),
        distance_m=round(max(draw.between("distance", 2.4, 3.8), needed_m), 3),
        focal_ratio=focal_ratio,
        offset_x=offset,
        shake_deg=draw.between("shake", 0.1, 0.6) if draw.in_share("shake", 0.25) else 0.0,
        width_px=width_px,
        height_px=height_px,
        seed=draw.seed,
    )


def film(draw: Draw) -> FilmSpec:
    """How the camera records."""
    rate_hz = draw.weighted("rate", _RATES_HZ)
    return FilmSpec(
        frame_rate_hz=rate_hz,
        rate_jitter=draw.between("jitter", 0.1, 0.3) if draw.in_share("jitter", 0.15) else 0.0,
        # Blur costs several renderings a frame, so few clips have it; shorter than the frame at any rate.
        shutter_s=min(draw.between("shutter", 0.0, 0.2) / 6.0, 0.5 / rate_hz)
        if draw.in_share("shutter", 0.12)
        else 0.0,
        noise_sd=draw.between("noise", 1.0, 7.0),
        crf=round(draw.between("crf", 20.0, 33.0)),
        seed=draw.seed,
    )
