"""What limits a result, in one sentence each, with the way to film better next time."""

from __future__ import annotations

import numpy as np

from hipcheck.catalog import Movement
from hipcheck.people import Prepared
from hipcheck.results import ClipWarning, MovementResult, Rep, View, ViewKind
from hipcheck.settings import Settings

__all__ = ["cautions_of"]

_MIN_RATE_HZ = 24.0
"""Slower clips blur the lowest point and tell nothing of smoothness (convention)."""
_TALL_SHARE = 0.85
"""A person who fills more of the picture stands too near, and perspective bends the angles."""
_FEW_REPS = 3


def cautions_of(
    person: Prepared,
    others: int,
    movement: MovementResult,
    known: Movement | None,
    reps: tuple[Rep, ...],
    settings: Settings,
) -> tuple[ClipWarning, ...]:
    """Everything worth saying about a clip, most important first."""
    found = [
        *_about_movement(movement, known, reps),
        *_about_view(person.view, settings),
        *_about_people(person, others),
        *_about_stickers(person),
        *_about_picture(person),
    ]
    return tuple(found)


def _about_movement(
    movement: MovementResult, known: Movement | None, reps: tuple[Rep, ...]
) -> list[ClipWarning]:
    if not reps:
        what = "No repetitions were found"
        why = (
            f" of a {movement.name.lower()}"
            if known
            else ": this looks like none of the movements hipcheck knows"
        )
        return [
            ClipWarning(
                "no_reps",
                f"{what}{why}.",
                "Film three to five slow repetitions of a squat, single-leg squat, step-down or single-leg deadlift, "
                "standing still before and after; `hipcheck movements` shows how.",
            )
        ]
    out = []
    if movement.detected and movement.confidence < 0.8:
        out.append(
            ClipWarning(
                "mixed_movements",
                f"Only {movement.confidence:.0%} of the repetitions look like a {movement.name.lower()}; the others are left out.",
                "Film one movement per clip, or name it with --movement.",
            )
        )
    per_leg = min(sum(r.side == s for r in reps) for s in {r.side for r in reps})
    on_a_leg = " on a leg" if reps[0].side else ""
    if per_leg < _FEW_REPS:
        out.append(
            ClipWarning(
                "few_reps",
                f"Only {per_leg} repetition{'s' if per_leg > 1 else ''}{on_a_leg}: one rep can be a slip.",
                f"Film five repetitions{' on each leg' if reps[0].side else ''}.",
            )
        )
    return out


def _about_view(view: View | None, settings: Settings) -> list[ClipWarning]:
    if view is None:
        return [ClipWarning("no_view", "Where the camera stands could not be told.", "Film the whole body.")]
    out = []
    if view.kind is ViewKind.OBLIQUE:
        off_deg, of = (
            (abs(view.yaw_deg), "front") if abs(view.yaw_deg) <= 90.0 else (180.0 - abs(view.yaw_deg), "back")
        )
        out.append(
            ClipWarning(
                "oblique_view",
                f"Filmed about {off_deg:.0f}° off the {of}: knee, pelvis and trunk cannot be judged from there.",
                "Put the camera straight in front of you, or straight to the side.",
            )
        )
    elif view.frontal and abs(view.yaw_deg) > settings.view.grade_yaw_deg:
        too_far = abs(view.yaw_deg) > settings.view.refuse_yaw_deg
        so = "knee angles are withheld" if too_far else "intervals are widened for it"
        out.append(
            ClipWarning(
                "camera_yaw",
                f"The camera seems to stand {abs(view.yaw_deg):.0f}° (±{2 * view.yaw_sd_deg:.0f}) to the side; {so}.",
                "Put the camera straight in front of you, the second toe of the standing foot pointing at the lens.",
            )
        )
    if not view.roll_known:
        out.append(
            ClipWarning(
                "no_standing",
                "Nobody stands upright and still in this clip, so changes from standing are less certain, and whether the "
                "camera was level cannot be told.",
                "Stand still on both feet for three seconds before the first repetition.",
            )
        )
    elif abs(view.roll_deg) > settings.view.warn_roll_deg:
        out.append(
            ClipWarning(
                "camera_roll",
                f"The picture is tilted by about {abs(view.roll_deg):.0f}°.",
                "Level the camera.",
            )
        )
    return out


def _about_people(person: Prepared, others: int) -> list[ClipWarning]:
    out = []
    if others:
        who = "somebody else was" if others == 1 else f"{others} others were"
        out.append(
            ClipWarning(
                "other_people",
                f"{who[0].upper()}{who[1:]} in the picture; the person who does the exercise was followed.",
                "Film alone, or choose the person with --person.",
            )
        )
    frames = int(person.exchanged.sum())
    if frames:
        out.append(
            ClipWarning(
                "legs_exchanged",
                f"Left and right leg were exchanged by the pose model in {frames} of {len(person.exchanged)} frames and put right.",
                "A plain background and legs that differ from it help the model.",
            )
        )
    return out


def _about_stickers(person: Prepared) -> list[ClipWarning]:
    stickers = person.poses.stickers
    if stickers is None or stickers.lost_s is None:
        return []
    return [
        ClipWarning(
            "sticker_lost",
            f"From {stickers.lost_s:.1f} s on a sticker was not on its place any more: it has slipped, come off or been covered; "
            "the pelvis is measured up to there.",
            "Press the stickers on well, on skin or a tight waistband, and keep hands off them.",
        )
    ]


def _about_picture(person: Prepared) -> list[ClipWarning]:
    out = []
    poses = person.poses
    rate_hz = poses.frame_rate_hz
    if np.isfinite(rate_hz) and round(rate_hz) < _MIN_RATE_HZ:  # 23.976 is 24
        out.append(
            ClipWarning(
                "low_frame_rate",
                f"Only {rate_hz:.0f} frames a second.",
                "Film with 30 or more frames a second.",
            )
        )
    height = np.nanmedian(
        np.nanmax(poses.xy_px[poses.present, :, 1], axis=1)
        - np.nanmin(poses.xy_px[poses.present, :, 1], axis=1)
    )
    if height > _TALL_SHARE * poses.frame_size.height_px:
        out.append(
            ClipWarning(
                "too_close",
                "You fill nearly the whole picture; so near, perspective bends the angles.",
                "Step back to 3 to 4 metres.",
            )
        )
    missing = 1.0 - float(np.mean(poses.present))
    if missing > 0.1:
        out.append(
            ClipWarning(
                "person_missing",
                f"The person was not found in {missing:.0%} of the frames.",
                "Stay in the picture, in good light.",
            )
        )
    return out
