"""A made-up session: a stick figure before the director, judged by the pipeline on what was seen so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from hipcheck.errors import NoPersonError
from hipcheck.landmarks import Side
from hipcheck.live.director import Director, Key, SetPlan
from hipcheck.live.looks import LivePerson, Look
from hipcheck.live.scene import Cue, CueKind, Phase, Scene
from hipcheck.poses import PoseSequence, Recording
from hipcheck.results import Analysis
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from tests.stick_figure import Camera, FrameSize, Posture
from tests.stick_motions import STANDING, Motion, film

BRIGHT = 120.0
RATE_HZ = 20.0
"""As slow as a live session may be."""
ROOM = Camera(distance_m=3.5, height_m=0.9, size=FrameSize(1280, 720))
"""A laptop's camera, or a phone laid on its side, well placed."""


@dataclass
class Session:
    """What came out, frame by frame."""

    director: Director
    scenes: list[Scene] = field(default_factory=list)
    asked_s: list[float] = field(default_factory=list)

    @property
    def phases(self) -> list[Phase]:
        """In the order in which they came."""
        return [
            s.phase for n, s in enumerate(self.scenes) if n == 0 or s.phase is not self.scenes[n - 1].phase
        ]

    @property
    def cues(self) -> list[Cue]:
        """Each once."""
        said: list[Cue] = []
        for scene in self.scenes:
            if scene.cue is not None and scene.cue not in said:
                said.append(scene.cue)
        return said

    @property
    def advice(self) -> list[Cue]:
        """Corrections and praise."""
        return [cue for cue in self.cues if cue.kind is not CueKind.TELL]

    @property
    def headlines(self) -> list[str]:
        """Each once, in order."""
        return list(dict.fromkeys(scene.headline for scene in self.scenes if scene.headline))

    @property
    def verdicts(self) -> list:
        said: list = []
        for scene in self.scenes:
            if scene.verdict is not None and scene.verdict not in said:
                said.append(scene.verdict)
        return said

    def at(self, time_s: float) -> Scene:
        """The scene of a moment."""
        return min(self.scenes, key=lambda scene: abs(scene.time_s - time_s))


def look(poses: PoseSequence, frame: int, luma: float = BRIGHT, others: Iterable[PoseSequence] = ()) -> Look:
    """One frame of poses as the director sees it; nobody where the landmarks are missing."""
    people = tuple(
        LivePerson(number, p.xy_px[frame], p.world_m[frame], p.visibility[frame], p.asis_px[frame])
        for number, p in enumerate((poses, *others), start=1)
        if np.isfinite(p.xy_px[frame]).any()
    )
    return Look(float(poses.time_s[frame]), poses.frame_size, people, luma)


def judge(poses: PoseSequence, frames: int, plan: SetPlan, window_s: float = 60.0) -> Analysis | None:
    """What the pipeline says of so many frames, of the last minute at most."""
    seen = poses[:frames].between(poses.time_s[frames - 1] - window_s, np.inf)
    try:
        return analyze_recording(
            Recording((seen,), "perfect 1.0", ""), movement=plan.movement, side=plan.side, settings=Settings()
        )
    except NoPersonError:
        return None


def play(
    poses: PoseSequence,
    plan: SetPlan | None = None,
    *,
    keys: dict[float, Key] | None = None,
    luma: Callable[[float], float] = lambda _: BRIGHT,
    others: Iterable[PoseSequence] = (),
    window_s: float = 60.0,
) -> Session:
    """Show all frames to a new director; it is judged as soon as it asks."""
    plan = plan or SetPlan()
    session = Session(Director(plan, Settings()))
    pressed = dict(keys or {})
    for frame, time_s in enumerate(poses.time_s):
        for at_s in [at_s for at_s in pressed if time_s >= at_s]:
            session.director.key(pressed.pop(at_s))
        session.scenes.append(session.director.see(look(poses, frame, luma(float(time_s)), others)))
        if session.director.wants_judgement:
            session.asked_s.append(float(time_s))
            session.director.judged(judge(poses, frame + 1, plan, window_s))
    return session


def waiting(motion: Motion, seconds: float = 8.0) -> Motion:
    """A motion after so long a quiet stand that the set-up and the countdown are over."""
    return Motion.starting(STANDING).hold(seconds).then(motion)


def filmed(motion: Motion, camera: Camera = ROOM, rate_hz: float = RATE_HZ) -> PoseSequence:
    """A motion in the room, after the set-up."""
    return film(waiting(motion), camera, rate_hz=rate_hz)


def still(posture: Posture = STANDING, camera: Camera = ROOM, seconds: float = 3.0) -> PoseSequence:
    """Somebody who only stands."""
    return film(Motion.starting(posture).hold(seconds), camera, rate_hz=RATE_HZ)


__all__ = [
    "BRIGHT",
    "RATE_HZ",
    "ROOM",
    "Session",
    "Side",
    "filmed",
    "judge",
    "look",
    "play",
    "still",
    "waiting",
]
