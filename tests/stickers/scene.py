"""A person painted flat, with or without stickers, whose every pixel is known: half a metre of trunk is 120 pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from hipcheck.landmarks import LANDMARK_COUNT, Landmark
from hipcheck.settings import StickerSettings
from hipcheck.stickers import StickerFinder

RATE_HZ = 30.0
SIZE_PX = 120.0
GREEN, BLUE, ORANGE, PINK, GREY = (
    (30, 190, 80),
    (40, 90, 220),
    (250, 130, 20),
    (235, 60, 140),
    (120, 120, 120),
)
HOMES_PX = np.array(
    [[31.0, -22.0], [-31.0, -22.0]]
)  # of the person's left and right, from the middle of the hips
DISC_PX = 6.4
FINE = 2
"""Painted so many times larger, and reduced: soft edges."""


GRAIN = np.random.default_rng(3).normal(0.0, 2.0, (440, 320, 3)).astype(np.float32)
"""Noise of a sensor, turned round for every picture."""


@dataclass(frozen=True)
class Spot:
    """A disc. Moves with the hips, or with nothing where `on_wall`; is there from `from_s` until `until_s`."""

    place_px: tuple[float, float]
    colour: tuple[int, int, int] = GREEN
    diameter_px: float = DISC_PX
    on_wall: bool = False
    from_s: float = 0.0
    until_s: float = np.inf


def stickers(colour=GREEN, **rest) -> list[Spot]:
    return [Spot(tuple(home), colour, **rest) for home in HOMES_PX]


@dataclass
class Scene:
    """Stands for a second, goes down and comes up in two, stands again; the hips sway a little all the time."""

    spots: Sequence[Spot] = ()
    shirt: tuple[int, int, int] = (70, 80, 110)
    behind: bool = False
    seconds: float = 4.0
    light: Callable[[np.ndarray], np.ndarray] = lambda image: image
    squats: bool = True
    hidden: tuple[float, float] = (np.inf, np.inf)
    """From when to when a hand is over the person's left sticker."""
    noise: np.random.Generator = field(default_factory=lambda: np.random.default_rng(7))

    def hips_px(self, time_s: float) -> np.ndarray:
        down = np.sin(np.pi * np.clip(time_s - 1.0, 0.0, 2.0) / 2.0) ** 2 if self.squats else 0.0
        return np.array([160.0 + 1.5 * np.sin(2.0 * time_s) + 8.0 * down, 210.0 + 60.0 * down])

    def landmarks(self, time_s: float) -> np.ndarray:
        xy = np.full((LANDMARK_COUNT, 2), 160.0)
        hips = self.hips_px(time_s)
        left = -1.0 if self.behind else 1.0
        for side, sign in (("LEFT", left), ("RIGHT", -left)):
            xy[Landmark[f"{side}_SHOULDER"]] = hips + np.array([sign * 42.0, -SIZE_PX])
            xy[Landmark[f"{side}_HIP"]] = hips + np.array([sign * 24.0, 0.0])
            xy[Landmark[f"{side}_ANKLE"]] = [160.0 + sign * 22.0, 400.0]
        return xy + self.noise.normal(0.0, 0.3, xy.shape)

    def centres_px(self, time_s: float) -> np.ndarray:
        """Of the stickers, the person's left first."""
        return self.hips_px(time_s) + (HOMES_PX[::-1] if self.behind else HOMES_PX)

    def image(self, time_s: float) -> np.ndarray:
        big = np.full((440 * FINE, 320 * FINE, 3), 170, dtype=np.uint8)
        hips = self.hips_px(time_s)
        corner = (
            ((hips - [52.0, 130.0]) * FINE).astype(int),
            ((hips + np.array([52.0, 60.0])) * FINE).astype(int),
        )
        cv2.rectangle(big, tuple(map(int, corner[0])), tuple(map(int, corner[1])), self.shirt, -1)
        for spot in self.spots:
            if spot.from_s <= time_s < spot.until_s:
                at = (self.hips_px(0.0) if spot.on_wall else hips) + spot.place_px
                # OpenCV counts from the middle of the first pixel.
                where = tuple(int(v) for v in np.round((at * FINE - 0.5) * 16))
                cv2.circle(
                    big, where, round(spot.diameter_px * FINE / 2 * 16), spot.colour, -1, cv2.LINE_AA, 4
                )
        if self.hidden[0] <= time_s < self.hidden[1]:
            hand = (hips + HOMES_PX[0]) * FINE
            cv2.circle(big, (int(hand[0]), int(hand[1])), 15 * FINE, (200, 160, 140), -1)
        image = cv2.resize(big, (320, 440), interpolation=cv2.INTER_AREA).astype(np.float32)
        image = self.light(image) + np.roll(GRAIN, int(self.noise.integers(GRAIN.size)))
        return np.clip(image, 0, 255).astype(np.uint8)

    def frames(self) -> Iterator[tuple[np.ndarray, np.ndarray, float]]:
        for time_s in np.arange(round(self.seconds * RATE_HZ)) / RATE_HZ:
            yield self.image(time_s), self.landmarks(time_s), float(time_s)


def watched(scene: Scene, settings: StickerSettings | None = None) -> StickerFinder:
    """A finder that has seen the whole scene."""
    finder = StickerFinder(settings or StickerSettings())
    for image, xy_px, time_s in scene.frames():
        finder.see(image, xy_px, time_s)
    return finder
