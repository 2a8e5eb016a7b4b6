"""Follows two stickers that were found, from frame to frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.settings import StickerSettings
from hipcheck.stickers.blobs import Blob, Window, measure
from hipcheck.stickers.body import Body, Posture
from hipcheck.stickers.colour import Ab, alike, to_lab
from hipcheck.stickers.pairs import Candidate

__all__ = ["Follower"]

_NEAR: Final = 2.2
"""Half the side of what is looked at round where a sticker is expected, in its diameters: at 30 frames a second hips that
turn round within 0.2 s leave their course by half a diameter."""
_CLOSE: Final = 1.4
"""The same for a second look: so little of the surroundings that nothing brighter there outshines a sticker in the shade.
Convention."""
_LOST_SIZES: Final = 0.2
"""By how much more is looked at, in body sizes, once neither was seen for a while and only the hips tell where to look.
Convention."""
_BESIDE_SIZES: Final = 0.05
"""Likewise where the other sticker tells where to look: a pelvis that turned by 6° meanwhile. Convention."""
_TURNED: Final = 0.3
"""By how much of its length the line between them may have changed while neither was seen: 17°. Convention."""
_COAST_S: Final = 0.12
"""For so long its own course tells where it is. Convention."""
_COVERED: Final = 0.5
"""A spot smaller than this share of the sticker's area, as seen lately, is partly covered: its centre is not the
sticker's. Foreshortening shrinks it slowly, and is followed."""
_GROWN: Final = 2.0
"""And one that much larger is something else. Convention."""
_FADED: Final = 0.5
"""Share of the contrast at which stickers are found that is enough to follow one: blurred, or in the shade. Convention."""
_ADAPTING_S: Final = 0.3
"""Over which the area follows what is seen."""
_SHORTEST: Final = 0.45
"""Of their distance in standing: a pelvis turned by 63° from the camera."""
_LONGEST: Final = 1.25
"""Likewise: nothing but coming nearer to the camera draws them apart, a person bending forward by a tenth. Convention."""
_WAY_OFF_SIZES: Final = 0.45
"""A sticker that leaves its place beside the hip landmarks by more is on them no more: bending and the landmarks' own
errors make up to 0.3. Convention."""
_SLIPPED_SIZES: Final = 0.07
"""Change of the line between the stickers in quiet standing on both feet that is no posture: 3.5 cm, or 8°. Convention."""
_LEVEL_FEET_SIZES: Final = 0.15
"""Ankles at heights no more different stand on one floor. Convention."""
_SURE_S: Final = 0.3
"""For so long something must be wrong with them before they are given up. Convention."""
_GONE_S: Final = 1.0
"""Without one of them for so long it counts as gone, unless it is seen again: longer than the bottom of a rep hides it.
Convention."""


@dataclass(slots=True, eq=False)
class _Mark:
    """One sticker.

    Attributes:
        ab: Its colour when it was found.
        area_px2: As seen lately.
        centre_px: Where it was last seen.
        velocity: Pixels a second.
        place: Where it was last seen from the hips, in body sizes.
        home: The same in standing.
        seen_s: When.
    """

    ab: Ab
    area_px2: float
    centre_px: FloatArray
    velocity: FloatArray
    place: FloatArray
    home: FloatArray
    seen_s: float

    @property
    def diameter_px(self) -> float:
        """As seen lately."""
        return float(np.sqrt(4.0 / np.pi * self.area_px2))

    def is_on_course(self, time_s: float) -> bool:
        """Whether it was seen a moment ago, so that its own course tells where it is."""
        return time_s - self.seen_s <= _COAST_S

    def course_px(self, time_s: float) -> FloatArray:
        """Where its own course leads it."""
        return self.centre_px + self.velocity * (time_s - self.seen_s)

    def take(self, blob: Blob, body: Body, size_px: float, time_s: float) -> None:
        """It has been seen."""
        elapsed_s = time_s - self.seen_s
        if 0.0 < elapsed_s <= _COAST_S:
            self.velocity = 0.5 * self.velocity + 0.5 * (blob.centre_px - self.centre_px) / elapsed_s
        else:
            self.velocity = np.zeros(2)
        share = float(-np.expm1(-min(elapsed_s, 0.1) / _ADAPTING_S))
        self.area_px2 += share * (_area_px2(blob) - self.area_px2)
        self.centre_px, self.seen_s = blob.centre_px, time_s
        self.place = (blob.centre_px - body.mid_hip_px) / size_px


def _area_px2(blob: Blob) -> float:
    return float(np.pi / 4.0 * blob.diameter_px**2)


class Follower:
    """Follows the two stickers of one person.

    Args:
        found: The stickers, as they were seen again and again in standing.
        size_px: Body size in standing.
        settings: What colours count as one.

    Attributes:
        lost_s: Since when at least one of them is on its place no more; None while both are.
    """

    def __init__(self, found: Candidate, size_px: float, settings: StickerSettings) -> None:
        self._settings = settings
        places = np.mean([pair.places for pair in found.pairs], axis=0)
        self._marks = [
            _mark(found, side, np.asarray(places[side], dtype=np.float64), size_px) for side in (0, 1)
        ]
        self._line = places[0] - places[1]
        self._across_px = self._marks[0].centre_px - self._marks[1].centre_px
        self._wrong_since_s: float | None = None
        self._off_since_s: float | None = None
        self._seen_s = 0.0
        self._unseen_s = 0.0
        self._gone_s: float | None = None
        self._given_up_s: float | None = None
        self._last_s = found.pairs[-1].time_s

    def _has_given_up(self) -> bool:
        return self._given_up_s is not None

    @property
    def lost_s(self) -> float | None:
        """Since when they are not to be trusted: given up for good, or not seen again."""
        return self._given_up_s if self._given_up_s is not None else self._gone_s

    def see(
        self, image_rgb: npt.NDArray[np.uint8], body: Body, posture: Posture, time_s: float
    ) -> FloatArray:
        """Both in the next frame.

        Returns:
            Shape (2, 2), pixels of the frame, the person's left first; NaN where one is hidden or lost.
        """
        points = np.full((2, 2), np.nan)
        elapsed_s, self._last_s = time_s - self._last_s, time_s
        if self._has_given_up():
            return points
        seen = self._look(image_rgb, body, posture.size_px, time_s)
        for side, blob in enumerate(seen):
            if blob is not None:
                points[side] = blob.centre_px
        if not self._believable(points, body, posture.size_px):
            self._doubt(time_s)
            return np.full((2, 2), np.nan)
        self._wrong_since_s = None
        for mark, blob in zip(self._marks, seen, strict=True):
            if blob is not None:
                mark.take(blob, body, posture.size_px, time_s)
        if seen[0] is not None and seen[1] is not None:
            self._across_px = seen[0].centre_px - seen[1].centre_px
        self._watch_standing(points, body, posture, time_s, elapsed_s)
        return np.full((2, 2), np.nan) if self._has_given_up() else points

    def _look(
        self, image_rgb: npt.NDArray[np.uint8], body: Body, size_px: float, time_s: float
    ) -> list[Blob | None]:
        """Both where they should be: each by its own course, else by the other one's place, else both by the hips."""
        on_course = [
            self._spot(mark, image_rgb, mark.course_px(time_s), 0.0) if mark.is_on_course(time_s) else None
            for mark in self._marks
        ]
        if not any(mark.is_on_course(time_s) for mark in self._marks):
            return self._by_hips(image_rgb, body, size_px)
        seen = list(on_course)
        for side, mark in enumerate(self._marks):
            other = on_course[1 - side]
            if seen[side] is None and other is not None:
                near = other.centre_px + (self._across_px if side == 0 else -self._across_px)
                seen[side] = self._spot(mark, image_rgb, near, _BESIDE_SIZES * size_px)
        return seen

    def _by_hips(self, image_rgb: npt.NDArray[np.uint8], body: Body, size_px: float) -> list[Blob | None]:
        """Both after neither was seen for a while: together, or not at all, as one spot alone may be anything."""
        left, right = (
            self._spot(mark, image_rgb, body.mid_hip_px + mark.place * size_px, _LOST_SIZES * size_px)
            for mark in self._marks
        )
        if left is None or right is None:
            return [None, None]
        changed_px = float(np.hypot(*(left.centre_px - right.centre_px - self._across_px)))
        return [left, right] if changed_px <= _TURNED * float(np.hypot(*self._across_px)) else [None, None]

    def _spot(
        self, mark: _Mark, image_rgb: npt.NDArray[np.uint8], near: FloatArray, further_px: float
    ) -> Blob | None:
        """What looks like one of them near a place, in a wide look or else in a close one."""
        for diameters in (_NEAR, _CLOSE):
            half_px = diameters * mark.diameter_px + 2.0 + further_px
            window = Window.cut(image_rgb, near - half_px, near + half_px)
            if window is None:
                continue
            blob = measure(window, to_lab(window.rgb), mark.ab, near - window.origin_px)
            if blob is not None and self._can_be(blob, mark):
                return blob
        return None

    def _can_be(self, blob: Blob, mark: _Mark) -> bool:
        """Whether a spot can be one of them: neither half covered, nor a fold or a patch of skin."""
        return (
            _COVERED <= _area_px2(blob) / mark.area_px2 <= _GROWN
            and blob.roundness >= self._settings.min_roundness_aside
            and blob.contrast >= _FADED * self._settings.min_contrast
            and alike(blob.ab, mark.ab, 1.5 * self._settings.max_hue_apart_deg, 0.3)
        )

    def _believable(self, points: FloatArray, body: Body, size_px: float) -> bool:
        """Whether what was seen can be two stickers on a pelvis."""
        places = (points - body.mid_hip_px) / size_px
        homes = np.stack([mark.home for mark in self._marks])
        away = np.hypot(*(places - homes).T)
        if (away > _WAY_OFF_SIZES).any():
            return False
        if not np.isfinite(points).all():
            return True
        apart = float(np.hypot(*(places[0] - places[1]))) / float(np.hypot(*self._line))
        return _SHORTEST <= apart <= _LONGEST

    def _doubt(self, time_s: float) -> None:
        """Something else, or something wrong, was seen in their place: once is nothing, for long is the end."""
        if self._wrong_since_s is None:
            self._wrong_since_s = time_s
        if time_s - self._wrong_since_s >= _SURE_S:
            self._given_up_s = self._wrong_since_s

    def _watch_standing(
        self, points: FloatArray, body: Body, posture: Posture, time_s: float, elapsed_s: float
    ) -> None:
        """In quiet standing the stickers are where they were, or they have slipped or come off."""
        if np.isfinite(points).all():
            self._seen_s += elapsed_s
            if self._seen_s >= _SURE_S:
                self._unseen_s, self._gone_s = 0.0, None
            level = posture.tall and body.feet_differ_px <= _LEVEL_FEET_SIZES * posture.size_px
            changed = float(np.hypot(*((points[0] - points[1]) / posture.size_px - self._line)))
            if not (posture.quiet and level and changed > _SLIPPED_SIZES):
                self._off_since_s = None
            elif self._off_since_s is None:
                self._off_since_s = time_s
            elif time_s - self._off_since_s >= _SURE_S:
                self._given_up_s = self._off_since_s
            return
        self._seen_s = 0.0
        if body.frontal:
            self._unseen_s += elapsed_s
            if self._unseen_s >= _GONE_S and self._gone_s is None:
                self._gone_s = time_s - self._unseen_s


def _mark(found: Candidate, side: int, home: FloatArray, size_px: float) -> _Mark:
    last = found.pairs[-1]
    blobs = [pair.blobs[side] for pair in found.pairs]
    return _Mark(
        ab=np.asarray(np.median([blob.ab for blob in blobs], axis=0), dtype=np.float32),
        area_px2=float(np.median([_area_px2(blob) for blob in blobs])),
        centre_px=last.blobs[side].centre_px,
        velocity=np.zeros(2),
        place=(last.blobs[side].centre_px - last.body.mid_hip_px) / size_px,
        home=home,
        seen_s=last.time_s,
    )
