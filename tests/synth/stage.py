"""Small scenes for tests of rendering: somebody at the bottom of a rep, in a picture of a few thousand pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from synth.cameras import Camera, camera_path
from synth.clothes import dress
from synth.film import prop_of
from synth.movements import perform
from synth.people import load_person
from synth.render import Renderer
from synth.rig import Pose, joints_m
from synth.rooms import build_room
from synth.spec import CameraSpec, LookSpec, MovementSpec, RepSpec, RoomSpec

SMALL = CameraSpec(width_px=108, height_px=192, distance_m=2.9)
SQUAT = MovementSpec(kind="squat", reps=(RepSpec(side=None, knee_flexion_deg=90.0),), arms="forward")


@dataclass(frozen=True)
class Scene:
    """A renderer and what it is to draw."""

    renderer: Renderer
    poses: tuple[Pose, ...]
    camera: Camera
    person: object

    def picture(self):
        return self.renderer.frame(self.poses, self.camera)

    def labels(self):
        return self.renderer.labels(self.poses, self.camera)

    def label_at(self, joint):
        """The label where a joint is."""
        x, y = self.camera.project(joints_m(self.person, self.poses[0])[joint]).astype(int)
        return int(self.labels()[y, x])


@cache
def bottom_of(movement, person):
    """The pose at the bottom of the first rep, or in the middle of what has none, and the boxes."""
    whole = perform(load_person(person), movement, np.zeros(1))
    moment_s = whole.reps[0].bottom_s if whole.reps else movement.duration_s / 2
    there = perform(load_person(person), movement, np.array([moment_s]))
    return there.poses[0], there.boxes


def scene(movement=SQUAT, *, look=LookSpec(), room=RoomSpec(), camera=SMALL):  # noqa: B008  # frozen
    pose, boxes = bottom_of(movement, look.person)
    person = load_person(look.person)
    lens = camera_path(camera, np.array([0.0, 0.0, 0.5 * person.info.height_m]), np.zeros(1))[0]
    built = build_room(room, camera, tuple(prop_of(block) for block in boxes))
    return Scene(Renderer(built, [dress(person, look)], [lens], pose.heads_m), (pose,), lens, person)
