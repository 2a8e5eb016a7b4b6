"""Somebody who walks to and fro behind the person a clip is about."""

from __future__ import annotations

from typing import Final

import numpy as np

from synth.clothes import Outfit, dress
from synth.lights import turned_z
from synth.movements import perform
from synth.people import PEOPLE, Person, load_person
from synth.rig import Pose
from synth.rooms import turn_deg
from synth.spec import ClipSpec, LookSpec, MovementSpec
from synth.timing import FloatArray

__all__ = ["Passerby"]

_BEHIND_M: Final = 1.55
_ASIDE_M: Final = 0.7


class Passerby:
    """A second person, of the same half of the people as the first, in clothes of their own."""

    def __init__(self, spec: ClipSpec, person: Person, duration_s: float) -> None:
        """Choose who it is, what they wear and where they walk."""
        random = np.random.default_rng([spec.room.seed, 37])
        half = person.info.half
        names = [name for name, info in PEOPLE.items() if info.half == half and name != person.name]
        self._person = load_person(str(random.choice(names)))
        self.outfit: Outfit = dress(self._person, _look(self._person, random))
        self._movement = MovementSpec(
            kind="walk", duration_s=duration_s + 1.0, seed=int(random.integers(1000))
        )
        # Walking is along the person's own axis; this one's lies across the picture.
        room_deg = turn_deg(spec.camera)
        self._turn = turned_z(room_deg + float(random.choice([-90.0, 90.0])))
        self._shift_m = turned_z(room_deg) @ np.array([random.uniform(-_ASIDE_M, _ASIDE_M), _BEHIND_M, 0.0])

    def poses(self, time_s: FloatArray) -> tuple[Pose, ...]:
        """Their pose at each time."""
        walked = perform(self._person, self._movement, time_s).poses
        return tuple(
            Pose(self._turn @ pose.rotations, pose.heads_m @ self._turn.T + self._shift_m) for pose in walked
        )


def _look(person: Person, random: np.random.Generator) -> LookSpec:
    colours = random.uniform(0.03, 0.5, (2, 3))
    return LookSpec(
        person=person.name,
        skin=int(random.integers(0, 6)),
        hair="short" if person.info.sex == "man" else random.choice(["long", "bun"]),
        top=random.choice(["loose_shirt", "tight_shirt", "long_sleeves"]),
        bottom=random.choice(["trousers", "leggings"]),
        top_colour=(float(colours[0, 0]), float(colours[0, 1]), float(colours[0, 2])),
        bottom_colour=(float(colours[1, 0]), float(colours[1, 1]), float(colours[1, 2])),
    )
