"""Points of a scrambled Sobol sequence: one for each clip, one dimension for each factor.

Any first so many points cover every factor evenly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy.stats import qmc

from hipcheck.geometry import FloatArray

__all__ = ["Draw", "draws"]

T = TypeVar("T")

_FACTORS: Final = (
    "kind", "view", "yaw", "camera_side", "near", "side", "reps", "both_legs", "partial", "fppa", "lean", "drop",
    "hip_rotation", "pelvis_rotation", "trunk_rotation", "flexion", "hinge", "heel_rise", "heel_size", "wobble", "touch",
    "toe_out", "width", "box", "free_leg", "arms", "descent", "bottom", "ascent", "pause", "walk_in", "walk_out",
    "person", "skin", "hair", "hair_colour", "top", "tucked", "bottom_wear", "pattern", "top_colour", "bottom_colour",
    "room", "light", "brightness", "bystander", "height", "distance", "focal", "offset", "shake", "roll", "format",
    "rate", "jitter", "shutter", "noise", "crf",
)  # fmt: skip
"""The dimensions. A factor that a movement does not have is left unused."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One point of the unit cube, by the names of its dimensions, and a generator for what differs between reps."""

    at: Mapping[str, float]
    seed: int

    def between(self, factor: str, low: float, high: float) -> float:
        """Evenly spread over a range, to three decimals."""
        return round(low + self.at[factor] * (high - low), 3)

    def one_of(self, factor: str, options: Sequence[T]) -> T:
        """Each with equal probability."""
        return options[min(int(self.at[factor] * len(options)), len(options) - 1)]

    def weighted(self, factor: str, options: Sequence[tuple[T, float]]) -> T:
        """Each with its own probability; they add up to 1."""
        edges = np.cumsum([share for _, share in options])
        return options[min(int(np.searchsorted(edges, self.at[factor], side="right")), len(options) - 1)][0]

    def in_share(self, factor: str, share: float) -> bool:
        """True for this share of the clips."""
        return self.at[factor] < share

    def signed(self, factor: str, parts: Sequence[tuple[float, float, float]]) -> float:
        """Around 0, to either side alike, from rings of (share, from, to)."""
        sign, u = (
            (1.0, 2.0 * self.at[factor] - 1.0)
            if self.at[factor] >= 0.5
            else (-1.0, 1.0 - 2.0 * self.at[factor])
        )
        for share, low, high in parts:
            if u < share:
                return round(sign * (low + u / share * (high - low)), 3)
            u -= share
        return round(sign * parts[-1][2], 3)

    def random(self) -> np.random.Generator:
        """For what differs from rep to rep."""
        return np.random.default_rng(self.seed)


def draws(count: int, seed: int) -> list[Draw]:
    """The first points of the sequence.

    Args:
        count: How many.
        seed: Of the scrambling; another seed gives another sample of the same ranges.
    """
    sequence = qmc.Sobol(len(_FACTORS), scramble=True, rng=seed)
    points: FloatArray = sequence.random_base2(int(np.ceil(np.log2(max(count, 2)))))[:count]
    return [
        Draw(dict(zip(_FACTORS, point.tolist(), strict=True)), seed * 100_000 + number)
        for number, point in enumerate(points)
    ]
