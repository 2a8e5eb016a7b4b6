"""The outline of a body to step into, from the front and from the side.

Made of discs and limbs in shares of the body's height (segment lengths after Winter, Biomechanics and Motor Control of
Human Movement, 4th ed., figure 4.1; widths drawn by eye), whose common edge is taken and smoothed.
"""

from __future__ import annotations

from functools import cache
from typing import Final, TypeAlias

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import LEGS, Landmark, Side

__all__ = ["FEET", "HEAD", "around", "at_rest", "dashes", "silhouette"]

HEAD: Final = 0.13
"""Where the crown of the outline is in the frame, as a share of its height."""
FEET: Final = 0.92
"""Where its soles are: a body that fills four fifths of the picture, with room to lift the arms."""

Limb: TypeAlias = tuple[tuple[float, float], tuple[float, float], float]
"""Two ends and the width between them; x from the middle, y from the crown, all in heights of the body."""

_FRONT: Final[tuple[Limb, ...]] = (
    ((0.0, 0.055), (0.0, 0.08), 0.105),  # head
    ((0.0, 0.12), (0.0, 0.18), 0.06),
    ((-0.085, 0.21), (0.085, 0.21), 0.075),  # shoulders
    ((0.0, 0.24), (0.0, 0.33), 0.18),
    ((0.0, 0.33), (0.0, 0.46), 0.16),
    ((-0.04, 0.475), (0.04, 0.475), 0.11),  # hips
    *(
        limb
        for s in (-1.0, 1.0)
        for limb in (
            ((s * 0.105, 0.212), (s * 0.178, 0.37), 0.056),
            ((s * 0.178, 0.37), (s * 0.225, 0.52), 0.05),
            ((s * 0.055, 0.50), (s * 0.075, 0.72), 0.092),
            ((s * 0.075, 0.70), (s * 0.085, 0.93), 0.066),
            ((s * 0.087, 0.955), (s * 0.105, 0.975), 0.05),
        )
    ),
)
_SIDE: Final[tuple[Limb, ...]] = (
    ((0.005, 0.05), (0.015, 0.085), 0.095),
    ((0.065, 0.08), (0.04, 0.07), 0.014),  # nose
    ((-0.005, 0.11), (-0.015, 0.19), 0.055),
    ((0.0, 0.23), (0.0, 0.32), 0.115),
    ((0.0, 0.32), (0.0, 0.44), 0.10),
    ((-0.012, 0.46), (-0.012, 0.49), 0.125),
    ((0.0, 0.52), (0.005, 0.70), 0.095),
    ((0.0, 0.71), (-0.015, 0.92), 0.06),
    ((-0.02, 0.955), (0.0, 0.965), 0.05),
    ((0.0, 0.97), (0.10, 0.983), 0.034),
)
_FINE: Final = 1000
"""Pixels of the body's height while the edge is looked for."""
_SMOOTH: Final = 0.012
_POINTS: Final = 360
_NOSE: Final = 0.075
_HEEL: Final = 0.975
"""Where these landmarks are, in heights of the body."""


@cache
def silhouette(*, side_on: bool) -> FloatArray:
    """The edge of a body, points (n, 2) in heights of the body: x from its middle, y from the crown; closed.

    From the side it looks to the right.
    """
    drawn = np.zeros((_FINE + 100, _FINE), dtype=np.uint8)
    for start, end, wide in _SIDE if side_on else _FRONT:
        ends = [(round(x * _FINE + _FINE / 2), round(y * _FINE + 20)) for x, y in (start, end)]
        cv2.line(drawn, ends[0], ends[1], (255,), round(wide * _FINE), cv2.LINE_AA)
    soft = cv2.GaussianBlur(drawn, (0, 0), _SMOOTH * _FINE)
    edges, _ = cv2.findContours((soft > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    edge = max(edges, key=len)[:, 0].astype(np.float64)
    edge = gaussian_filter1d(edge, _SMOOTH * _FINE, axis=0, mode="wrap")
    even = edge[np.linspace(0, len(edge), _POINTS, endpoint=False).astype(int)]
    top, bottom = even[:, 1].min(), even[:, 1].max()
    shape: FloatArray = (even - [_FINE / 2, top]) / (bottom - top)
    shape.flags.writeable = False
    return shape


def at_rest(frame: tuple[float, float, float, float], *, side_on: bool) -> FloatArray:
    """The outline in the middle of a frame (left, top, right, bottom), whatever its unit."""
    left, top, right, bottom = frame
    high = (FEET - HEAD) * (bottom - top)
    crown = top + HEAD * (bottom - top)
    return np.asarray(silhouette(side_on=side_on) * high + [(left + right) / 2.0, crown])


def around(landmarks: FloatArray, *, side_on: bool) -> FloatArray | None:
    """The outline where a person stands, landmarks (33, 2); None where nose, hips or feet are not known."""
    feet = landmarks[[LEGS[side].heel for side in Side]]
    hips = landmarks[[LEGS[side].hip for side in Side]]
    nose = landmarks[Landmark.NOSE]
    if not (np.isfinite(feet).all() and np.isfinite(hips).all() and np.isfinite(nose).all()):
        return None
    high = float(feet[:, 1].mean() - nose[1]) / (_HEEL - _NOSE)
    shape = silhouette(side_on=side_on)
    if side_on:
        toes = landmarks[[LEGS[side].toe for side in Side]]
        shape = shape * [np.sign(float((toes - feet)[:, 0].sum())) or 1.0, 1.0]
    return np.asarray(shape * high + [float(hips[:, 0].mean()), float(nose[1]) - _NOSE * high])


def dashes(closed: FloatArray, *, of: int = 9, drawn: int = 6) -> list[FloatArray]:
    """The drawn parts of a dashed closed line: `drawn` of every `of` steps from point to point."""
    ring = np.concatenate([closed, closed[:1]])
    return [ring[i : i + drawn + 1] for i in range(0, len(closed), of)]
