"""Everybody's stickers in the frames of one clip, or of one camera."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.poses import StickerTrack
from hipcheck.settings import StickerSettings
from hipcheck.stickers.finder import StickerFinder

__all__ = ["StickerWatch"]


class StickerWatch:
    """Looks for the stickers of everybody who is followed.

    Args:
        settings: What is looked for.
    """

    def __init__(self, settings: StickerSettings) -> None:
        self._settings = settings
        self._finders: dict[int, StickerFinder] = {}

    def see(
        self, image_rgb: npt.NDArray[np.uint8], people: Iterable[tuple[int, FloatArray]], time_s: float
    ) -> dict[int, FloatArray]:
        """Look at the next frame.

        Args:
            image_rgb: Shape (H, W, 3).
            people: Ids and landmarks, shape (33, 2), of everybody in it.
            time_s: Its time.

        Returns:
            Everybody's points, as `StickerFinder.see` gives them, by id; empty where nothing is looked for.
        """
        if self._settings.look_for == "off":
            return {}
        return {person: self._finder(person).see(image_rgb, xy_px, time_s) for person, xy_px in people}

    def _finder(self, person: int) -> StickerFinder:
        if person not in self._finders:
            self._finders[person] = StickerFinder(self._settings)
        return self._finders[person]

    def tracks(self) -> dict[int, StickerTrack]:
        """Where people's stickers were in the frames so far, by id; without those who wear none."""
        found = {person: finder.track() for person, finder in self._finders.items()}
        return {person: track for person, track in found.items() if track is not None}
