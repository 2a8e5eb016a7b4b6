"""Makes the pictures of live sessions for the docs: docs/images/live_{guide,good,flawed,warmup,end}.jpg.

Each is what the window showed at a moment of a session that took place: the engine, the pose model and the pipeline as in
`hipcheck live`, before rendered clips in place of a camera, so that no real person is shown. Nothing is written in by hand:
a moment is told by the phase of the session and the grade of the rep.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeAlias

import cv2
import numpy as np

from hipcheck.backends.mediapipe_tasks import MediaPipeEstimator
from hipcheck.catalog import load_movement
from hipcheck.landmarks import Side
from hipcheck.live.director import Director, SetPlan
from hipcheck.live.ending import judged_takes
from hipcheck.live.engine import Engine, Parts
from hipcheck.live.judge import JudgeAtOnce
from hipcheck.live.keys import Key
from hipcheck.live.leading import Leader, SetLeader, Take
from hipcheck.live.picture import Picture
from hipcheck.live.rounds import WarmUpLeader
from hipcheck.live.scene import Phase, Scene
from hipcheck.live.sound import Announcer, silence
from hipcheck.live.sources import LiveFrame, Origin
from hipcheck.live.warmup import WarmUp
from hipcheck.poses import FrameSize, Recording
from hipcheck.reports.canvas import Image
from hipcheck.results import Analysis, Grade
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from hipcheck.video import ClipReader, RgbImage

ROOT: Final = Path(__file__).resolve().parents[1]
CLIPS: Final = ROOT / "sample_videos"
IMAGES: Final = ROOT / "docs" / "images"
GOOD: Final = "single_leg_squat_good_front"
FLAWED: Final = "single_leg_squat_knee_inward_front"
STEP: Final = "step_down_pelvic_drop_front"

MODEL: Final = "full"
BEFORE_S: Final = 8.0
"""The set-up, quiet standing and the countdown take so long."""
AFTER_S: Final = 1.5
"""A rep is judged about a second after its end."""
RATE_HZ: Final = 30.0
SLOW_HZ: Final = 4.0
"""Frames a second of session time where only a clock runs."""
NOISE: Final = 3
"""A camera's frames differ by a few grey levels also where nothing moves."""
NEAR: Final = (slice(165, 570), slice(0, 540))
"""Rows and columns of a picture in which whoever stands in it is cut off at the knees: 4:3, as from a laptop on a table."""

Moment: TypeAlias = Callable[[Scene], bool]
Timed: TypeAlias = tuple[RgbImage, float]


class Stage:
    """Frames in place of a camera's, as fast as they are used. See `hipcheck.live.sources.Source`."""

    dropped: Final = 0
    why_ended: Final = ""

    def __init__(self, frames: Iterator[Timed]) -> None:
        self.origin: Final = Origin("camera 0")
        self.seen = 0
        self.ended = False
        self._frames = frames

    def next(self, timeout_s: float) -> LiveFrame | None:  # noqa: ARG002 - nothing to wait for
        """The next frame; None after the last."""
        frame = next(self._frames, None)
        if frame is None:
            self.ended = True
            return None
        self.seen += 1
        return LiveFrame(*frame, time.perf_counter())

    def __enter__(self) -> Self:
        """The stage itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


class Album:
    """Keeps the picture of the first moment of each kind. See `hipcheck.live.screen.Screen`."""

    shows: Final = True
    closed: Final = False

    def __init__(self, moments: dict[str, Moment]) -> None:
        self._moments = moments
        self._picture: Picture | None = None
        self.pictures: dict[str, Image] = {}

    @property
    def full(self) -> bool:
        """Whether every moment has come that a session has before its end."""
        return self.pictures.keys() >= self._moments.keys() - {"end"}

    def show(self, image_rgb: RgbImage | None, scene: Scene, stats: str) -> None:  # noqa: ARG002 - figures are not for the docs
        """Draw as the window does, and keep it if it is wanted."""
        assert image_rgb is not None
        if self._picture is None:
            self._picture = Picture(FrameSize(image_rgb.shape[1], image_rgb.shape[0]))
        for name, wanted in self._moments.items():
            if name not in self.pictures and wanted(scene):
                self.pictures[name] = self._picture.draw(image_rgb, scene)

    def pressed(self) -> Iterable[Key]:
        """Nobody presses a key."""
        return ()


@dataclass(frozen=True, slots=True)
class Enough:
    """Ends a session when the album is full; where its end is wanted too, it lasts as long as its frames do."""

    album: Album
    to_its_end: bool

    def is_set(self) -> bool:
        """Whether it is enough."""
        return self.album.full and not self.to_its_end


def filmed(clip: str) -> Iterator[Timed]:
    """A sample clip's frames with their times."""
    with ClipReader(CLIPS / f"{clip}.mp4") as frames:
        for frame in frames:
            yield np.ascontiguousarray(frame.image), frame.time_s


def held(image: RgbImage, begin_s: float, seconds: float, rate_hz: float = RATE_HZ) -> Iterator[Timed]:
    """Somebody stays as they are, before a camera that has noise."""
    chance = np.random.default_rng(1)
    for number in range(round(seconds * rate_hz)):
        noise = chance.integers(-NOISE, NOISE + 1, image.shape, dtype=np.int16)
        yield np.clip(image + noise, 0, 255).astype(np.uint8), begin_s + number / rate_hz


def set_before(clip: str) -> Iterator[Timed]:
    """Whoever is in a clip stands until the countdown is over, does what they do in it, and stays."""
    image, last_s = next(filmed(clip))
    yield from held(image, 0.0, BEFORE_S)
    for image, time_s in filmed(clip):
        last_s = BEFORE_S + time_s
        yield image, last_s
    yield from held(image, last_s + 1.0 / RATE_HZ, AFTER_S)


def too_near() -> Iterator[Timed]:
    """Somebody whose feet are out of view."""
    image, _ = next(filmed(GOOD))
    yield from held(np.ascontiguousarray(image[NEAR]), 0.0, 3.0)


def about_to_warm_up() -> Iterator[Timed]:
    """Somebody stands before the camera for as long as it takes until the second exercise."""
    image, _ = next(filmed(STEP))
    yield from held(image, 0.0, 90.0, SLOW_HZ)


def set_leader(plan: SetPlan) -> Callable[[str], Leader]:
    """Makes who leads a set, as `hipcheck live` does."""
    return lambda model: SetLeader(Director(plan, Settings(), model=model), plan.movement, plan.side)


def warm_up_leader(model: str) -> Leader:
    """Who leads the warm-up, likewise."""
    return WarmUpLeader(WarmUp(), lambda plan: Director(plan, Settings(), model=model))


def analyzed(recording: Recording, take: Take) -> Analysis:
    """The pipeline."""
    return analyze_recording(recording, movement=take.movement, side=take.side)


def session(
    frames: Iterator[Timed], leader: Callable[[str], Leader], moments: dict[str, Moment]
) -> dict[str, Image]:
    """Run a session, and give the pictures of its moments.

    Raises:
        ValueError: One of them never came.
    """
    album = Album(moments)
    parts = Parts(
        source=Stage(frames),
        estimator=MediaPipeEstimator,
        leader=leader,
        analyze=analyzed,
        judge=JudgeAtOnce(),
        screen=album,
        listener=Announcer(silence()),
    )
    engine = Engine(parts, MODEL, stop=Enough(album, to_its_end="end" in moments))
    outcome = engine.run()
    if outcome.failure is not None:
        raise outcome.failure
    if "end" in moments:
        takes = judged_takes(outcome.takes, Settings(), outcome.facts)
        engine.show_end(takes[-1].analysis, wait_s=0.01)
    if missing := moments.keys() - album.pictures.keys():
        raise ValueError(f"the session had no moment like {', '.join(sorted(missing))}")
    return album.pictures


def graded(*, fault: bool) -> Moment:
    """A rep was judged, with its correction or without one, and the next one is under way."""

    def here(scene: Scene) -> bool:
        if scene.verdict is None or not scene.to_go:
            return False
        corrected = scene.cue is not None and scene.cue.flaw is not None
        grades = (Grade.MILD, Grade.MARKED) if fault else (Grade.GOOD,)
        return scene.verdict.grade in grades and corrected is fault

    return here


def timed(scene: Scene) -> bool:
    """An exercise that is only timed is well under way, on the right."""
    clock = scene.clock
    return (
        scene.phase is Phase.TIMED and clock is not None and clock.side is Side.RIGHT and clock.left_s < 23.0
    )


def out_of_view(scene: Scene) -> bool:
    """Something about the set-up must change."""
    return scene.phase is Phase.GUIDE and not scene.fits


def summed_up(scene: Scene) -> bool:
    """The end."""
    return scene.phase is Phase.DONE and bool(scene.summary)


def all_pictures() -> dict[str, Image]:
    """Every picture, by name."""
    five = SetPlan(load_movement("single_leg_squat"), reps=5)
    sessions: tuple[tuple[Iterator[Timed], Callable[[str], Leader], dict[str, Moment]], ...] = (
        (too_near(), set_leader(SetPlan()), {"guide": out_of_view}),
        (set_before(GOOD), set_leader(five), {"good": graded(fault=False)}),
        (set_before(FLAWED), set_leader(five), {"flawed": graded(fault=True), "end": summed_up}),
        (about_to_warm_up(), warm_up_leader, {"warmup": timed}),
    )
    pictures: dict[str, Image] = {}
    for frames, leader, moments in sessions:
        pictures |= session(frames, leader, moments)
    return pictures


def main() -> None:
    """Write the pictures of the docs, or elsewhere with their thumbnails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="another folder, each also at a tenth of its size")
    folder: Path | None = parser.parse_args().into
    for name, picture in all_pictures().items():
        shown = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        cv2.imwrite(str((folder or IMAGES) / f"live_{name}.jpg"), shown, [cv2.IMWRITE_JPEG_QUALITY, 88])
        if folder:
            small = cv2.resize(shown, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(folder / f"live_{name}_tenth.png"), small)


if __name__ == "__main__":
    main()
