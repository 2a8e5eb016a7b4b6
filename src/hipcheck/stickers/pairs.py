"""Which two spots could be the stickers: in one picture, and over many in which somebody stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.settings import StickerSettings
from hipcheck.stickers.blobs import Blob
from hipcheck.stickers.body import Body
from hipcheck.stickers.colour import Ab, alike

__all__ = ["Ballot", "Candidate", "Pair", "pairs_in"]

_SAME_PLACE_SIZES: Final = 0.06
"""Spots that lie no farther apart beside the hips, in body sizes, are the same in two pictures: 3 cm. Convention."""
_OF_LOOKS: Final = 0.7
"""Share of the looks since it was first seen in which a pair must be seen. Convention."""
_CLEARLY: Final = 2.0
"""How many times the votes of any other pair the stickers must have to be taken at once; otherwise twice as many pictures
decide. Convention."""
_ONE_KIND: Final = 1.8
"""Further spots of the pair's colour and no more than so many times larger or smaller are of its kind. Convention."""
_PATTERN: Final = 3
"""So many further spots of a kind make it a pattern: a button, or two dots on a poster, do not yet. Convention."""
_OFF_MIDDLE: Final = 0.3
"""Share of their distance that their middle may lie beside the hips': one each side, not one and a button. Convention."""
_USUAL: Final = ((0.50, 0.12), (-0.18, 0.12), (0.0, 0.06), (0.0, 0.08))
"""Of front hip bones, in body sizes, and how much that varies: their distance; their middle below the hips', and beside it;
how much lower one is. Rendered people; the spread is a convention."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two spots in one picture.

    Attributes:
        blobs: That of the person's left and that of their right.
        places: Shape (2, 2), where they lie from the middle of the hips, in body sizes.
        time_s: Of the frame.
        body: The trunk in that frame.
    """

    blobs: tuple[Blob, Blob]
    places: FloatArray
    time_s: float
    body: Body

    @property
    def weight(self) -> float:
        """How much it looks like stickers: how bright, and how much where front hip bones usually are."""
        across, middle = self.places[0] - self.places[1], self.places.mean(axis=0)
        seen = (float(np.hypot(*across)), float(middle[1]), float(middle[0]), float(across[1]))
        off = sum(
            ((value - usual) / spread) ** 2 for value, (usual, spread) in zip(seen, _USUAL, strict=True)
        )
        return min(blob.contrast for blob in self.blobs) * float(np.exp(-off / 4.0))

    @property
    def points_px(self) -> FloatArray:
        """Both centres, shape (2, 2)."""
        return np.stack([blob.centre_px for blob in self.blobs])


def pairs_in(
    blobs: list[Blob],
    body: Body,
    size_px: float,
    time_s: float,
    settings: StickerSettings,
    wanted: Ab | None = None,
) -> list[Pair]:
    """Every two spots that lie, and look, as two stickers on the front hip bones of somebody who stands.

    Args:
        blobs: Spots about the hips.
        body: The trunk in this frame.
        size_px: Body size in standing.
        time_s: Of the frame.
        settings: What counts as alike, level and apart.
        wanted: The stickers' colour, where it is known.
    """
    fit = [blob for blob in blobs if _could_be_one(blob, size_px, settings, wanted)]
    found = []
    for one, other in combinations(fit, 2):
        ordered = sorted((one, other), key=lambda blob: -body.left_x * float(blob.centre_px[0]))
        pair = (ordered[0], ordered[1])
        places = np.stack([(blob.centre_px - body.mid_hip_px) / size_px for blob in pair])
        if not (_well_placed(places, settings) and _of_a_kind(*pair, settings)):
            continue
        further = sum(_is_of_their_kind(third, pair, settings) for third in blobs if third not in pair)
        if further >= _PATTERN:
            continue
        found.append(Pair(pair, places, time_s, body))
    return found


def _could_be_one(blob: Blob, size_px: float, settings: StickerSettings, wanted: Ab | None) -> bool:
    if not settings.min_diameter <= blob.diameter_px / size_px <= settings.max_diameter:
        return False
    if blob.roundness < settings.min_roundness_aside:
        return False
    if wanted is not None:
        return alike(blob.ab, wanted, settings.max_hue_off_wanted_deg, 0.2)
    return float(np.hypot(*blob.ab)) >= settings.min_chroma


def _well_placed(places: FloatArray, settings: StickerSettings) -> bool:
    across, middle = places[0] - places[1], places.mean(axis=0)
    apart = float(np.hypot(*across))
    tilt_deg = float(np.degrees(np.arctan2(abs(across[1]), abs(across[0]))))
    return (
        settings.min_apart <= apart <= settings.max_apart
        and tilt_deg <= settings.max_tilt_deg
        and abs(float(middle[0])) <= min(settings.max_aside, _OFF_MIDDLE * apart)
        and -settings.max_above <= float(middle[1]) <= settings.max_below
    )


def _of_a_kind(one: Blob, other: Blob, settings: StickerSettings) -> bool:
    sizes = sorted((one.diameter_px, other.diameter_px))
    return (
        sizes[0] >= settings.min_size_ratio * sizes[1]
        and max(one.roundness, other.roundness) >= settings.min_roundness
        and alike(one.ab, other.ab, settings.max_hue_apart_deg, settings.min_chroma_ratio)
    )


def _is_of_their_kind(blob: Blob, pair: tuple[Blob, Blob], settings: StickerSettings) -> bool:
    """Whether a third spot has the pair's colour and size."""
    diameter_px = (pair[0].diameter_px + pair[1].diameter_px) / 2.0
    if not 1.0 / _ONE_KIND <= blob.diameter_px / diameter_px <= _ONE_KIND:
        return False
    ab = np.asarray((pair[0].ab + pair[1].ab) / 2.0, dtype=np.float32)
    return alike(blob.ab, ab, settings.max_hue_apart_deg, settings.min_chroma_ratio)


@dataclass(slots=True, eq=False)
class Candidate:
    """A pair seen again and again.

    Attributes:
        pairs: As seen, in the order of time.
        looks: Pictures looked at since the first.
    """

    pairs: list[Pair] = field(default_factory=list)
    looks: int = 1

    @property
    def lasted_s(self) -> float:
        """From the first time it was seen to the last."""
        return self.pairs[-1].time_s - self.pairs[0].time_s

    @property
    def votes(self) -> float:
        """How often it was seen, and how much like stickers."""
        return sum(pair.weight for pair in self.pairs)

    def is_seen_in(self, pair: Pair, settings: StickerSettings) -> bool:
        """Whether a pair of the next picture is this one."""
        last = self.pairs[-1]
        moved = np.hypot(*(pair.places - last.places).T)
        return float(moved.max()) <= _SAME_PLACE_SIZES and all(
            alike(now.ab, before.ab, settings.max_hue_apart_deg, settings.min_chroma_ratio)
            for now, before in zip(pair.blobs, last.blobs, strict=True)
        )


class Ballot:
    """Counts over many pictures which pair is always there, on hips that sway a little."""

    def __init__(self, settings: StickerSettings) -> None:
        self._settings = settings
        self._candidates: list[Candidate] = []

    def __bool__(self) -> bool:
        return bool(self._candidates)

    def clear(self) -> None:
        """Forget all votes."""
        self._candidates.clear()

    def cast(self, pairs: list[Pair]) -> Candidate | None:
        """Count one picture.

        Returns:
            The pair that has won, as soon as one has.
        """
        for candidate in self._candidates:
            candidate.looks += 1
        for pair in pairs:
            known = next((c for c in self._candidates if c.is_seen_in(pair, self._settings)), None)
            if known is None:
                self._candidates.append(Candidate([pair]))
            elif known.pairs[-1].time_s < pair.time_s:
                known.pairs.append(pair)
        self._candidates = list(self._lasting())
        return self._winner()

    def _lasting(self) -> Iterator[Candidate]:
        for candidate in self._candidates:
            missed = candidate.looks - len(candidate.pairs)
            if missed <= max(2, (1.0 - _OF_LOOKS) * candidate.looks):
                yield candidate

    def _winner(self) -> Candidate | None:
        ranked = sorted(self._candidates, key=lambda c: -c.votes)
        if not ranked:
            return None
        first = ranked[0]
        enough = (
            len(first.pairs) >= self._settings.min_looks and first.lasted_s >= self._settings.min_standing_s
        )
        clear = len(ranked) == 1 or first.votes >= _CLEARLY * ranked[1].votes
        counted = len(first.pairs) >= 2 * self._settings.min_looks
        return first if enough and (clear or counted) else None
