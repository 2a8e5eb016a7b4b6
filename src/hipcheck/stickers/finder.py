"""Finds two stickers on a person's front hip bones by themselves, and follows them.

Frame by frame, knowing nothing of the future: a camera and a file give the same result. Nothing is known of the stickers'
colour; they are what is always there while somebody stands, one on each side, alike, and no third like them; and what goes
down with the hips when these go down.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from hipcheck.geometry import FloatArray
from hipcheck.poses import Stickers, StickerTrack
from hipcheck.settings import StickerSettings
from hipcheck.stickers.blobs import Blob, Window, blobs_in, measure
from hipcheck.stickers.body import Body, Posture, body_of
from hipcheck.stickers.colour import hex_of, parse_hex, to_lab
from hipcheck.stickers.following import Follower
from hipcheck.stickers.pairs import Ballot, Candidate, Pair, pairs_in

__all__ = ["StickerFinder"]

_ASIDE_SIZES: Final = 0.6
_ABOVE_SIZES: Final = 0.55
_BELOW_SIZES: Final = 0.3
"""What is looked at about the middle of the hip landmarks, in body sizes. Front hip bones lie 0.25 to the sides and 0.2
above it (rendered people, and a trunk of half a metre)."""
_SEARCH_SIZE_PX: Final = 130.0
"""Larger people are looked at in a reduced picture: a sticker of 2.5 cm then measures 6 to 7 pixels."""
_WINDOW: Final = 2.2
"""Half the side of what a spot is measured in, in its diameters."""
_REFUSED_SIZES: Final = 0.15
"""A pair that has turned out to be none is not taken again where it was, nor within so many body sizes. Convention."""
_PROOF_SIZES: Final = 0.12
"""Hips that have gone so far, in body sizes, prove whether stickers go with them: 6 cm. Convention."""
_PROOF_FRAMES: Final = 5
_WENT_ALONG: Final = 0.5
"""Share of the hips' way that each sticker goes along with at least: landmarks sink less or more than the pelvis, and one
that drops by 10° meanwhile takes 2 cm of the 6 from one side. Both together do not tell: a sticker and a spot on the wall go
half the way. Convention."""


class StickerFinder:
    """Looks for one person's stickers, and follows them once they are found.

    Args:
        settings: What is looked for.
    """

    def __init__(self, settings: StickerSettings) -> None:
        self._settings = settings
        self._wanted = parse_hex(settings.look_for) if settings.look_for.startswith("#") else None
        self._posture = Posture()
        self._ballot = Ballot(settings)
        self._follower: Follower | None = None
        self._proof = _Proof(sure=self._wanted is not None)
        self._refused: list[FloatArray] = []
        self._points: list[tuple[float, FloatArray]] = []
        self._colour = ""
        self._looked_s = -np.inf
        self._in_vain_s = 0.0

    @property
    def off(self) -> bool:
        """Whether nothing is to be looked for."""
        return self._settings.look_for == "off"

    def see(self, image_rgb: npt.NDArray[np.uint8], xy_px: FloatArray, time_s: float) -> FloatArray:
        """Look at the next frame.

        Args:
            image_rgb: Shape (H, W, 3).
            xy_px: The person's landmarks in it, shape (33, 2).
            time_s: Its time, later than the frame before.

        Returns:
            Shape (2, 2), pixels, the person's left and right sticker; NaN where there is none. Whether they are stickers
            is proven later, by `track`.
        """
        nothing = np.full((2, 2), np.nan)
        body = None if self.off else body_of(xy_px)
        if body is None:
            return nothing
        self._posture.see(body, time_s)
        if self._follower is None:
            self._search(image_rgb, body, time_s)
            if self._follower is None:
                return nothing
            return self._points[-1][1]
        points = self._follower.see(image_rgb, body, self._posture, time_s)
        if np.isfinite(points).any():
            self._points.append((time_s, points))
        self._proof.see(points, body, self._posture.size_px)
        if self._proof.failed:
            self._refuse()
            return nothing
        return points

    def track(self) -> StickerTrack | None:
        """Where the stickers were in the frames so far; None where none were found, or none that went with the hips."""
        if self._follower is None or not self._proof.given or not self._points:
            return None
        lost_s = self._follower.lost_s
        known = [(t, p) for t, p in self._points if lost_s is None or t < lost_s]
        if not known:
            return None
        times_s, points = zip(*known, strict=True)
        return StickerTrack(np.array(times_s), np.stack(points), Stickers(self._colour, lost_s))

    def _search(self, image_rgb: npt.NDArray[np.uint8], body: Body, time_s: float) -> None:
        """Look for the stickers, if this frame is worth it."""
        if not (self._posture.quiet and body.frontal) or time_s - self._looked_s < self._pause_s():
            return
        self._in_vain_s += min(time_s - self._looked_s, self._settings.scan_every_s)
        self._looked_s = time_s
        size_px = self._posture.size_px
        pairs = pairs_in(
            self._spots(image_rgb, body, size_px), body, size_px, time_s, self._settings, self._wanted
        )
        pairs = [pair for pair in pairs if not self._was_refused(pair)]
        won = self._ballot.cast([_measured_well(pair, image_rgb) for pair in pairs])
        if self._ballot:
            self._in_vain_s = 0.0
        if won is not None:
            self._begin(won, size_px)

    def _pause_s(self) -> float:
        """Until the next look: longer once somebody has stood there for some time without anything like stickers."""
        settings = self._settings
        if self._ballot:
            pause_s = settings.look_every_s
        elif self._in_vain_s < settings.give_up_s:
            pause_s = settings.scan_every_s
        else:
            pause_s = settings.look_again_every_s
        return pause_s - 1e-6

    def _spots(self, image_rgb: npt.NDArray[np.uint8], body: Body, size_px: float) -> list[Blob]:
        low = body.mid_hip_px - size_px * np.array([_ASIDE_SIZES, _ABOVE_SIZES])
        high = body.mid_hip_px + size_px * np.array([_ASIDE_SIZES, _BELOW_SIZES])
        window = Window.cut(image_rgb, low, high)
        if window is None:
            return []
        return blobs_in(
            window, self._settings.diameter * size_px, self._settings.min_contrast, _SEARCH_SIZE_PX / size_px
        )

    def _begin(self, won: Candidate, size_px: float) -> None:
        self._follower = Follower(won, size_px, self._settings)
        self._points = [(pair.time_s, pair.points_px) for pair in won.pairs]
        rgb = np.median([blob.rgb for pair in won.pairs for blob in pair.blobs], axis=0)
        self._colour = hex_of(np.asarray(rgb, dtype=np.float64))
        self._proof.begin(won.pairs[-1])
        self._ballot.clear()

    def _refuse(self) -> None:
        """What did not move with the hips is no sticker."""
        self._refused.append(np.asarray(self._points[0][1], dtype=np.float64))
        self._follower, self._points = None, []
        self._proof = _Proof(sure=self._wanted is not None)

    def _was_refused(self, pair: Pair) -> bool:
        near_px = _REFUSED_SIZES * self._posture.size_px
        return any(float(np.hypot(*(pair.points_px - old).T).min()) < near_px for old in self._refused)


class _Proof:
    """Whether two spots went down with the hips, as stickers do and posters do not."""

    def __init__(self, *, sure: bool) -> None:
        self.given = sure
        self.failed = False
        self._decided = False
        self._hips_px: FloatArray = np.zeros(2)
        self._points_px: FloatArray = np.zeros((2, 2))
        self._along: list[FloatArray] = []

    def begin(self, pair: Pair) -> None:
        """From here on the ways of hips and stickers are compared."""
        self._hips_px = pair.body.mid_hip_px
        self._points_px = pair.points_px
        self._along = []

    def see(self, points_px: FloatArray, body: Body, size_px: float) -> None:
        """Compare the ways so far."""
        if self._decided or not np.isfinite(points_px).all():
            return
        way = body.mid_hip_px - self._hips_px
        length_px = float(np.hypot(*way))
        if length_px < _PROOF_SIZES * size_px:
            return
        self._along.append((points_px - self._points_px) @ way / length_px**2)
        if len(self._along) >= _PROOF_FRAMES:
            went_along = bool((np.median(self._along, axis=0) >= _WENT_ALONG).all())
            self._decided, self.given, self.failed = True, went_along, not went_along


def _measured_well(pair: Pair, image_rgb: npt.NDArray[np.uint8]) -> Pair:
    """The pair with its spots measured in the frame itself, as they will be while they are followed."""
    finer = []
    for blob in pair.blobs:
        half_px = _WINDOW * blob.diameter_px + 2.0
        window = Window.cut(image_rgb, blob.centre_px - half_px, blob.centre_px + half_px)
        again = None
        if window is not None:
            again = measure(window, to_lab(window.rgb), blob.ab, blob.centre_px - window.origin_px)
        finer.append(again or blob)
    return Pair((finer[0], finer[1]), pair.places, pair.time_s, pair.body)
