"""Follows one person from frame to frame: landmarks for the picture, and what they do at this moment.

Everything here is causal: it knows what came before and nothing of what comes. It is for the eye and for timing; what a rep
is worth says the pipeline.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from hipcheck.geometry import FloatArray, length, mid
from hipcheck.identity import height_px
from hipcheck.kinematics import leg_px
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.live.following import Follower
from hipcheck.live.labels import order_of
from hipcheck.live.looks import LivePerson, Look
from hipcheck.poses import FrameSize, PoseSequence, unknown
from hipcheck.results import View
from hipcheck.settings import Settings
from hipcheck.smoothing import OneEuro
from hipcheck.support import feet_of
from hipcheck.views import estimate_view

__all__ = ["Body", "History", "Tracker"]

_MIN_CUTOFF_HZ: Final = 1.7
_BETA: Final = 12.0
"""Hertz per body height and second: shoulders in a slow squat move at 0.2 of it, which opens the filter to 4 Hz. Conventions,
tried on the sample clips: a skeleton that neither trembles nor trails."""
_RECENT_S: Final = 3.0
_COARSE_S: Final = 0.1
"""Steps of the long memory, in which reps are looked for."""
_REMEMBERED_S: Final = 20.0
"""Longer than any rep lasts."""
_VIEW_S: Final = 1.0
_VIEW_EVERY_S: Final = 0.2
_STANCE_S: Final = 0.4
_STANCE_EVERY_S: Final = 0.1
_STANCE_HOLD_S: Final = 0.3
"""Which leg stands must look alike for so long before it is believed. Convention."""
_QUIET_S: Final = 0.4
_QUIET_HEIGHTS_PER_S: Final = 0.1
"""As in `hipcheck.views.quiet_standing`."""
_LEVEL_HEIGHTS: Final = 0.04
"""Body heights: ankles, and knees, whose heights differ by less belong to feet on one floor, as in `hipcheck.views`."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The followed person at one moment.

    Attributes:
        time_s: Of the frame.
        xy_px: Shape (33, 2), smoothed; NaN where a landmark is not to be believed.
        world_m: Shape (33, 3).
        visibility: Shape (33,).
        asis_px: Shape (2, 2), smoothed; NaN without stickers.
        seen_px: Shape (33, 2), as the model gives them.
    """

    time_s: float
    xy_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    asis_px: FloatArray
    seen_px: FloatArray


def sequence(bodies: list[Body], size: FrameSize) -> PoseSequence:
    """Moments of one person as poses over time."""
    return PoseSequence(
        xy_px=np.array([body.xy_px for body in bodies]).reshape(-1, 33, 2),
        world_m=np.array([body.world_m for body in bodies]).reshape(-1, 33, 3),
        visibility=np.array([body.visibility for body in bodies]).reshape(-1, 33),
        time_s=np.array([body.time_s for body in bodies]),
        frame_size=size,
        asis_px=np.array([body.asis_px for body in bodies]).reshape(-1, 2, 2),
    )


class History:
    """The last seconds of a person: every frame of the last few, and of the time before that one in a tenth of a second."""

    def __init__(self) -> None:
        self.size = FrameSize(1, 1)
        self._recent: deque[Body] = deque()
        self._coarse: deque[Body] = deque()

    def __len__(self) -> int:
        return len(self._recent)

    def clear(self) -> None:
        """Forget everything."""
        self._recent.clear()
        self._coarse.clear()

    def add(self, body: Body, size: FrameSize) -> None:
        """One more moment, later than all before. Of a picture of another size nothing before counts."""
        if size != self.size:
            self.clear()
        self.size = size
        self._recent.append(body)
        while self._recent[0].time_s < body.time_s - _RECENT_S:
            self._recent.popleft()
        if not self._coarse or body.time_s >= self._coarse[-1].time_s + _COARSE_S:
            self._coarse.append(body)
        while self._coarse[0].time_s < body.time_s - _REMEMBERED_S:
            self._coarse.popleft()

    def last(self, seconds: float) -> PoseSequence:
        """Every frame of so many seconds, `_RECENT_S` at most."""
        newest_s = self._recent[-1].time_s if self._recent else 0.0
        return sequence([b for b in self._recent if b.time_s >= newest_s - seconds], self.size)

    def coarse(self) -> PoseSequence:
        """All that is remembered, in steps of a tenth of a second, and the newest moment; only what is in the picture."""
        bodies = list(self._coarse)
        if self._recent and self._recent[-1].time_s > bodies[-1].time_s:
            bodies.append(self._recent[-1])
        return PoseSequence(
            xy_px=np.array([body.xy_px for body in bodies]).reshape(-1, 33, 2),
            world_m=unknown(len(bodies), 33, 3),
            visibility=unknown(len(bodies), 33),
            time_s=np.array([body.time_s for body in bodies]),
            frame_size=self.size,
        )


class Tracker:
    """The followed person, moment by moment.

    Attributes:
        history: Of the person followed.
        body: At this moment; None where nobody is seen.
        company: Others in view.
        view: Where the camera stands, over the last second; None where it cannot be told.
        stance: The leg that stands alone; None where both do, or it cannot be told.
        moving: Whether they do an exercise: then the view is what it was in standing.
        hold_stance: Whether they are deep in a rep, in which nobody changes legs, but models exchange them.
    """

    def __init__(self, settings: Settings, *, model: str = "") -> None:
        self.settings, self.model = settings, model
        self.follower = Follower()
        self.history = History()
        self.body: Body | None = None
        self.company: tuple[LivePerson, ...] = ()
        self.view: View | None = None
        self.stance: Side | None = None
        self.moving = self.hold_stance = False
        self._view_at_s = self._stance_at_s = -np.inf
        self._foot: tuple[Side, FloatArray, float] | None = None
        self._looks_like: Side | None = None
        self._looks_like_since_s = -np.inf
        self._points = OneEuro(_MIN_CUTOFF_HZ, _BETA)

    def see(self, look: Look) -> Body | None:
        """The person to follow in one more frame, smoothed."""
        person, changed = self.follower.choose(look)
        self.company = tuple(other for other in look.people if other is not person)
        if changed:
            self._start_anew()
        self.body = self._smoothed(person, look) if person is not None else None
        if self.body is not None:
            self.history.add(self.body, look.size)
            self._look_round(look.time_s)
        return self.body

    def _start_anew(self) -> None:
        self.history.clear()
        self._points.reset()
        self.view = self.stance = self._looks_like = None
        self._view_at_s = self._stance_at_s = self._looks_like_since_s = -np.inf

    def _smoothed(self, person: LivePerson, look: Look) -> Body:
        seen = np.asarray(person.xy_px, dtype=np.float64)
        y = seen[:, 1][np.isfinite(seen[:, 1])]
        tall_px = max(float(np.ptp(y)), 1.0) if y.size else 1.0
        order = np.arange(len(seen))
        if self.hold_stance and self._foot is not None:
            leg, place_px, across_px = self._foot
            order = order_of(seen, leg, place_px, across_px, tall_px)
        seen, visibility = seen[order], person.visibility[order]
        believed = np.nan_to_num(visibility) >= self.settings.identity.min_visibility
        points = np.concatenate([np.where(believed[:, None], seen, np.nan), person.asis_px])
        points = self._points(look.time_s, points, tall_px)
        return Body(look.time_s, points[:-2], person.world_m[order], visibility, points[-2:], seen)

    def stands(self, leg: Side | None) -> None:
        """A leg stands, and nothing moves: its foot is where it will be in the rep, and left and right are as they are now."""
        if leg is None or self.body is None or not np.isfinite(self.body.xy_px[LEGS[leg].ankle, 0]):
            self._foot = None
            return
        marks = ((Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER), (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))
        across = sum(float(self.body.xy_px[left, 0] - self.body.xy_px[right, 0]) for left, right in marks)
        frontal = self.view is not None and self.view.frontal
        self._foot = leg, self.body.xy_px[LEGS[leg].ankle], np.nan_to_num(across) if frontal else 0.0

    def _look_round(self, time_s: float) -> None:
        """Now and then, where the camera stands and which leg carries: dear, and neither changes from frame to frame."""
        if not self.moving and time_s >= self._view_at_s + _VIEW_EVERY_S:
            self._view_at_s = time_s
            poses = self.history.last(_VIEW_S)
            seen = len(poses) >= 5
            self.view = estimate_view(poses, self.settings.view, model=self.model) if seen else None
        if not self.hold_stance and time_s >= self._stance_at_s + _STANCE_EVERY_S:
            self._stance_at_s = time_s
            self._tell_stance(time_s)

    def _tell_stance(self, time_s: float) -> None:
        looks_like = self._standing_leg()
        if looks_like is not self._looks_like:
            self._looks_like, self._looks_like_since_s = looks_like, time_s
        elif time_s >= self._looks_like_since_s + _STANCE_HOLD_S:
            self.stance = looks_like

    def _standing_leg(self) -> Side | None:
        poses = self.history.last(_STANCE_S)
        legs_px = [px for px in (leg_px(self.history.coarse(), side) for side in Side) if np.isfinite(px)]
        if len(poses) < 3 or not legs_px or max(legs_px) <= 0.0:
            return None
        frontal = self.view is not None and self.view.frontal
        feet = feet_of(poses, poses, max(legs_px), side_on=self.view is not None and not frontal)
        return feet.stance if feet.alone(frontal=frontal) else None

    @property
    def tall_px(self) -> float:
        """The person's height in the picture; NaN where nobody is seen."""
        return height_px(self.history.last(_QUIET_S)) if len(self.history) else float("nan")

    @property
    def quiet(self) -> bool:
        """Whether trunk and feet have not moved in the last moments."""
        poses = self.history.last(_QUIET_S)
        if self.body is None or len(poses) < 3 or poses.duration_s < _QUIET_S / 2.0:
            return False
        moved = _QUIET_HEIGHTS_PER_S * poses.duration_s * height_px(poses)
        trunk = mid(_middle(poses, Landmark.LEFT_SHOULDER), _middle(poses, Landmark.LEFT_HIP))
        ankles = [poses.xy_px[:, LEGS[side].ankle] for side in Side]
        strayed = [_reach(points) for points in (trunk, *ankles)]
        known = [reach for reach in strayed if np.isfinite(reach)]
        return np.isfinite(strayed[0]) and max(known) < moved

    @property
    def on_both_feet(self) -> bool:
        """Whether no foot is lifted, as far as this view shows it: from the side one may hide the other."""
        poses = self.history.last(_QUIET_S)
        if self.view is None or not self.view.frontal or not len(poses):
            return True
        y = np.median(poses.xy_px[..., 1], axis=0)
        apart = [
            abs(y[left] - y[right])
            for left, right in (
                (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
                (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
            )
        ]
        return not max(apart) > _LEVEL_HEIGHTS * height_px(poses)


def _middle(poses: PoseSequence, left: Landmark) -> FloatArray:
    return mid(poses.xy_px[:, left], poses.xy_px[:, left + 1])


def _reach(points: FloatArray) -> float:
    """How far a point, shape (T, 2), comes from where it was at first; NaN where it is not known."""
    known = points[np.isfinite(points[:, 0])]
    return float(length(known - known[0]).max()) if len(known) else float("nan")
