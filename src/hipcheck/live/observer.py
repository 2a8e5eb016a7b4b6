"""The followed person at this moment: how deep, on which leg, at which angles, and whether a rep seems to be over."""

from __future__ import annotations

import numpy as np

from hipcheck.catalog import Movement
from hipcheck.kinematics import leg_px
from hipcheck.landmarks import LEGS, Side
from hipcheck.live.depth import Depth, leg_length_m, to_go
from hipcheck.live.descent import Motion, RepWatch
from hipcheck.live.footing import Footing
from hipcheck.live.gauges import Standing
from hipcheck.live.guide import Facts
from hipcheck.live.looks import Look
from hipcheck.live.scene import Gauge
from hipcheck.live.texts import Texts
from hipcheck.live.tracker import Tracker
from hipcheck.settings import Settings

__all__ = ["Observer"]

_MIN_FRAMES = 5
_DEEP = 0.3
"""Share of the depth asked for from which a fault of a rep matters: above it, people still find their balance. Convention."""
_DEEP_DROP = 0.05
"""The same in leg lengths of the shoulders, where no depth is asked for."""


class Observer:
    """Looks at one person, frame by frame.

    Attributes:
        tracker: Whom it follows.
        watch: Whether a rep is going on.
        depth: How deep they are.
        standing: Their quiet standing; None before there was any.
        gauges: Angles at this moment.
    """

    def __init__(self, settings: Settings, texts: Texts, *, model: str = "") -> None:
        self._settings, self._texts, self._model = settings, texts, model
        self.tracker = Tracker(settings, model=model)
        self.watch = RepWatch(settings.reps)
        self.depth = Depth()
        self.standing: Standing | None = None
        self.gauges: tuple[Gauge, ...] = ()
        self.drop = float("nan")
        self._leg_m = float("nan")
        self._footing = Footing()

    def remember_standing(self, seconds: float) -> None:
        """Take the last so many seconds for quiet standing, and stay with this person from now on."""
        poses = self.tracker.history.last(seconds)
        self.standing = Standing(
            poses, self.tracker.view, self._settings.view, self._texts, model=self._model
        )
        self._leg_m = leg_length_m(poses)
        self.tracker.moving = True
        self.tracker.follower.stay()

    def look_round(self) -> None:
        """Somebody may come anew, and the camera may be put elsewhere."""
        self.tracker.moving = False
        self.tracker.follower.release()

    def facts(self, look: Look, views: tuple[str, ...], leg: Side | None) -> Facts:
        """What the guide may look at."""
        tracker = self.tracker
        return Facts(
            size=look.size,
            luma=look.luma,
            body=tracker.body,
            company=tracker.company,
            tall_px=tracker.tall_px,
            view=tracker.view,
            views=views,
            leg=leg,
            settings=self._settings,
        )

    def move(self, movement: Movement, leg: Side | None) -> None:
        """Look at how somebody moves, in the frame that the tracker has just seen.

        Args:
            movement: What they do, or what is taken for it.
            leg: That stands; None for both or unknown.
        """
        body, history = self.tracker.body, self.tracker.history
        if body is None or len(history) < _MIN_FRAMES:
            self.gauges, self.drop = (), float("nan")
            return
        coarse = history.coarse()
        legs_px = [px for px in (leg_px(coarse, side) for side in Side) if np.isfinite(px)]
        ankles = body.xy_px[[LEGS[side].ankle for side in Side]]
        shoulders = body.xy_px[[LEGS[side].shoulder for side in Side]].mean(axis=0)
        self.drop = self._footing.see(body.time_s, ankles, shoulders, max(legs_px, default=float("nan")))
        self.watch.see(body.time_s, self.drop)
        frontal = self.tracker.view is None or self.tracker.view.frontal
        on = leg if movement.legs == 1 else None
        seen = self.standing.picture(body, on) if self.standing else coarse
        self.depth.see(seen, movement, leg, self.watch.motion, frontal=frontal)
        self.gauges = self.standing.gauges(body, movement, leg) if self.standing else ()
        self.tracker.hold_stance = self.deep
        if not self.deep:
            self.tracker.stands(leg)

    @property
    def deep(self) -> bool:
        """Whether a rep is going on, far enough down for its faults to matter."""
        if self.watch.motion is Motion.REST:
            return False
        return self.depth.share > _DEEP if np.isfinite(self.depth.share) else self.drop > _DEEP_DROP

    @property
    def to_go(self) -> str:
        """How far there is still to go, in words."""
        return to_go(self.depth, self.watch.motion, self._leg_m, self._texts)
