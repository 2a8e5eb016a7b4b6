"""From a recording to the one person who does the exercise, ready to be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hipcheck.errors import NoPersonError, SettingsError
from hipcheck.geometry import BoolArray
from hipcheck.identity import believable, height_px, mask_unbelievable, repair_sides
from hipcheck.kinematics import sided, without_stickers
from hipcheck.landmarks import LEGS, Side
from hipcheck.movements import UNKNOWN, Dip, find_dips
from hipcheck.poses import PoseSequence, Recording
from hipcheck.results import View
from hipcheck.settings import Settings
from hipcheck.smoothing import mask_outliers, smooth
from hipcheck.views import estimate_view

__all__ = ["Prepared", "choose", "prepare"]

_MIN_FEET_SHARE = 0.5
"""Share of a person's frames in which a foot must be seen for a rep to be found over it."""
_MIN_LEG_SHARE = 0.6
"""Share of a dip's frames in which hip, knee and ankle of its leg must be seen: somebody who walks behind things has a
hidden leg half of the time. Convention."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One person with everything that is known before the movement is.

    Attributes:
        number: Place in the recording, counted from 1.
        poses: Repaired landmarks on the clip's own frames, as filmed, in the picture only.
        smooth: The same smoothed, on a uniform time base, as filmed.
        exchanged: Shape (T,), frames in which the legs' labels were put right.
        view: Where the camera stands; None where it cannot be told.
        dips: Everything that could be a rep.
    """

    number: int
    poses: PoseSequence
    smooth: PoseSequence
    exchanged: BoolArray
    view: View | None
    dips: tuple[Dip, ...]


def prepare(recording: Recording, settings: Settings, *, mirrored: bool) -> tuple[Prepared, ...]:
    """Repair and smooth everybody who can be a person at all.

    Args:
        recording: Landmarks of everybody found.
        settings: Engineering constants.
        mirrored: Whether the clip shows the person as a mirror does; left and right are then put right first.

    Returns:
        In the recording's order, without phantoms.
    """
    prepared = []
    for number, person in enumerate(recording.people, start=1):
        poses, exchanged = _repaired(person.mirrored() if mirrored else person, settings)
        poses = without_stickers(poses) if settings.stickers.look_for == "off" else sided(poses)
        if not believable(poses, settings.identity):
            continue
        smoothed = smooth(_trimmed(poses), settings.smoothing)
        view = estimate_view(smoothed, settings.view, model=recording.model, mirrored=mirrored)
        dips = find_dips(smoothed, view, settings.reps) if view else []
        dips = [dip for dip in dips if _leg_seen(dip, poses)]
        prepared.append(Prepared(number, poses.in_picture(), smoothed, exchanged, view, tuple(dips)))
    return tuple(prepared)


def _repaired(poses: PoseSequence, settings: Settings) -> tuple[PoseSequence, BoolArray]:
    """Left and right put right, what cannot be believed taken out; and the frames in which the legs were exchanged."""
    repaired = repair_sides(poses)
    believed = mask_unbelievable(repaired.poses, settings.identity)
    return mask_outliers(believed, settings.smoothing), repaired.exchanged


def _leg_seen(dip: Dip, poses: PoseSequence) -> bool:
    """Whether the leg that carries a dip was really seen in it, and not only bridged by smoothing."""
    leg = LEGS[dip.side]
    during = poses.between(dip.span.start_s, dip.span.end_s)
    seen = [np.isfinite(during.xy_px[:, joint, 0]).mean() for joint in (leg.hip, leg.knee, leg.ankle)]
    return bool(min(seen) >= _MIN_LEG_SHARE)


def _trimmed(poses: PoseSequence) -> PoseSequence:
    """From the first to the last frame in which the person was found."""
    here = np.flatnonzero(poses.present)
    return poses[int(here[0]) : int(here[-1]) + 1]


def choose(people: tuple[Prepared, ...], settings: Settings, person: int | None, where: str) -> Prepared:
    """The person to analyse: the one named, else the one who does most of an exercise, else the tallest.

    Args:
        people: From `prepare`.
        settings: The smallest person and feet that can be measured.
        person: Counted from 1, from the left of the picture; None to choose.
        where: Name of the clip, for messages.

    Raises:
        NoPersonError: Nobody, too small or cropped a person, or no feet.
        SettingsError: There is no such person.
    """
    if not people:
        raise NoPersonError(
            f"{where}: nobody could be followed for {settings.identity.min_person_s:g} s or longer; film one person, whole "
            "body in the picture, in good light."
        )
    if person is not None:
        ranked = sorted(people, key=lambda p: float(np.nanmedian(p.poses.xy_px[:, :, 0])))
        if not 1 <= person <= len(ranked):
            whom = (
                "leave --person out"
                if len(ranked) == 1
                else f"choose one of 1 to {len(ranked)}, from the left"
            )
            raise SettingsError(f"{where}: there is no person {person} who could be followed; {whom}.")
        chosen = ranked[person - 1]
    else:
        chosen = max(people, key=_exercise)
    _check_size(chosen.poses, settings, where)
    _check_feet(chosen.poses, where)
    return chosen


def _exercise(person: Prepared) -> tuple[int, float, float]:
    named = [dip for dip in person.dips if dip.movement != UNKNOWN]
    return len(named), sum(dip.span.depth for dip in named), height_px(person.poses)


def _check_size(poses: PoseSequence, settings: Settings, where: str) -> None:
    share = height_px(poses) / poses.frame_size.height_px
    if share < settings.identity.min_height_share:
        raise NoPersonError(
            f"{where}: the person fills only {share:.0%} of the picture's height, {settings.identity.min_height_share:.0%}"
            " is needed; come closer or zoom in."
        )


def _check_feet(poses: PoseSequence, where: str) -> None:
    seen = [np.isfinite(poses.xy_px[poses.present, LEGS[side].ankle, 0]).mean() for side in Side]
    if max(seen) < _MIN_FEET_SHARE:
        raise NoPersonError(
            f"{where}: the feet are out of the picture or hidden most of the time; step back until the whole body, "
            "feet included, is in view."
        )
