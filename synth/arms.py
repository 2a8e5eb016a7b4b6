"""What the arms do: hanging, swinging, or held as the clip says."""

from __future__ import annotations

from typing import Final

import numpy as np

from synth.script import Script
from synth.skeleton import OUTWARD
from synth.spec import ArmsKind
from synth.timing import FloatArray
from synth.turns import about_axis, about_x, about_y, about_z, apply, between, unit

__all__ = ["arm_directions"]

# Directions of the left upper arm and forearm (to the left, backward, up), tuned by eye on rendered people.
_HANGING: Final = ((0.20, 0.02, -1.0), (0.06, -0.22, -1.0))
_HELD: Final[dict[ArmsKind, tuple[tuple[float, float, float], tuple[float, float, float]]]] = {
    "hanging": _HANGING,
    "forward": ((0.08, -1.0, -0.12), (-0.04, -1.0, 0.04)),
    "on_hips": ((0.85, 0.38, -1.0), (-0.50, -0.66, -0.42)),
    "crossed": ((0.10, -0.60, -1.0), (-1.0, -0.14, 0.55)),
}
_RIDES_ALONG: Final[dict[ArmsKind, float]] = {"hanging": 0.0, "forward": 0.35, "on_hips": 1.0, "crossed": 1.0}
"""Whether arms keep to the trunk as it leans forward, or to the vertical."""
_SWINGING_ELBOW: Final = 0.6
"""How much further forward the forearm swings than the upper arm."""
_WAVING: Final = ((0.80, -0.25, 0.25), (0.10, -0.25, 1.0))


def arm_directions(script: Script, thorax: FloatArray, arms: ArmsKind) -> tuple[FloatArray, FloatArray]:
    """Directions of upper arms and forearms.

    Args:
        script: What the arms do.
        thorax: Shape (T, 3, 3).
        arms: How they are held where `Script.posed` is 1.

    Returns:
        Shape (T, 2, 3) each, length 1.
    """
    upright = _without_forward_lean(thorax)
    ways: list[list[FloatArray]] = [[], []]
    for side, outward in enumerate(OUTWARD):
        swing = script.arm_swing_deg[:, side]
        mirror = np.array([outward, 1.0, 1.0])
        hanging = (
            apply(about_x(-swing), mirror * _HANGING[0]),
            apply(about_x(-(1.0 + _SWINGING_ELBOW) * swing), mirror * _HANGING[1]),
        )
        frame = between(upright, thorax, _RIDES_ALONG[arms])
        for part in range(2):
            loose = apply(upright, unit(hanging[part]))
            held = apply(frame, unit(mirror * _HELD[arms][part]))
            way = _turned(loose, held, script.posed)
            if outward < 0:
                waving = about_y(script.wave_deg * part) @ (mirror * unit(np.array(_WAVING[part])))
                way = _turned(way, apply(upright, waving), script.wave)
            ways[part].append(way)
    return np.stack(ways[0], axis=1), np.stack(ways[1], axis=1)


def _turned(start: FloatArray, end: FloatArray, share: FloatArray) -> FloatArray:
    """Unit directions on the shortest way from one to another."""
    axis = np.cross(start, end)
    sine = np.linalg.norm(axis, axis=-1)
    angle_deg = np.degrees(np.arctan2(sine, np.sum(start * end, axis=-1)))
    return apply(about_axis(axis / np.maximum(sine, 1e-12)[:, None], share * angle_deg), start)


def _without_forward_lean(thorax: FloatArray) -> FloatArray:
    """The thorax turned and leaning sideways, but not forward: its left axis kept, its up axis brought back."""
    left = thorax[:, :, 0]
    heading_deg = np.degrees(np.arctan2(left[:, 1], left[:, 0]))
    sideways_deg = np.degrees(np.arctan2(-left[:, 2], np.hypot(left[:, 0], left[:, 1])))
    return np.asarray(about_z(heading_deg) @ about_y(sideways_deg), dtype=np.float64)
