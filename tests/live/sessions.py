"""A live session without camera, window or loudspeaker, for tests of what joins its parts."""

from __future__ import annotations

from hipcheck.live.director import Director, SetPlan
from hipcheck.live.engine import Engine, Parts
from hipcheck.live.judge import JudgeAtOnce
from hipcheck.live.leading import SetLeader
from hipcheck.live.screen import NoScreen
from hipcheck.live.sources import open_source
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings


class Ear:
    """Hears every scene."""

    def __init__(self):
        self.scenes = []

    def hear(self, scene):
        self.scenes.append(scene)


def judged(recording, take):
    return analyze_recording(recording, movement=take.movement, side=take.side)


def leader(plan=None, *, whole=False):
    plan = plan or SetPlan()
    return lambda model: SetLeader(
        Director(plan, Settings(), model=model), plan.movement, plan.side, whole=whole
    )


def parts(source, estimator, plan=None, **others):
    """All parts, silent and unseen, every frame judged at once."""
    ready = {
        "source": source,
        "estimator": lambda _: estimator,
        "leader": leader(plan, whole=source.origin.clip is not None),
        "analyze": judged,
        "judge": JudgeAtOnce(),
        "screen": NoScreen(),
        "listener": Ear(),
        "tell": lambda _: None,
    }
    return Parts(**{**ready, **others})


def every_frame(clip):
    return open_source(str(clip), every_frame=True)


def run(made, **how):
    return Engine(made, "any", **how).run()
