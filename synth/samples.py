"""The sample clips: every movement, every view and every flaw, each a few seconds long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from synth.spec import (
    CameraSpec,
    ClipSpec,
    FilmSpec,
    LookSpec,
    MovementSpec,
    RepSpec,
    RoomSpec,
    StickerSpec,
)

__all__ = ["SAMPLES", "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip and, in a few words, what is to be seen in it."""

    spec: ClipSpec
    shows: str


def _rep(**values: Any) -> RepSpec:
    """Short enough for a small clip."""
    return RepSpec(**{"descent_s": 1.0, "bottom_s": 0.2, "ascent_s": 0.9, "pause_s": 0.3, **values})


def _hinge(**values: Any) -> RepSpec:
    """A deadlift's takes longer: the trunk goes further than a knee."""
    return _rep(**{"descent_s": 1.5, "ascent_s": 1.3, **values})


def _movement(kind: str, *reps: RepSpec, **values: Any) -> MovementSpec:
    return MovementSpec(**{"kind": kind, "reps": reps, "stand_before_s": 0.8, "stand_after_s": 0.4, **values})


def _camera(yaw_deg: float, **values: Any) -> CameraSpec:
    return CameraSpec(**{"yaw_deg": yaw_deg, "width_px": 540, "height_px": 960, "distance_m": 2.65, **values})


_SQUAT: Final = {"side": None, "knee_flexion_deg": 95.0}

SAMPLES: Final[tuple[Sample, ...]] = (
    Sample(
        ClipSpec(
            name="squat_good_front",
            movement=_movement("squat", _rep(**_SQUAT), _rep(**_SQUAT), arms="forward", seed=1),
            look=LookSpec(person="woman_average", hair="bun"),
            camera=_camera(0),
            room=RoomSpec(kind="gym", seed=4),
        ),
        "a good squat",
    ),
    Sample(
        ClipSpec(
            name="squat_knees_inward_front",
            movement=_movement(
                "squat",
                _rep(side=None, knee_flexion_deg=85.0, knee_fppa_deg=16.0),
                _rep(side=None, knee_flexion_deg=88.0, knee_fppa_deg=18.0),
                arms="forward",
                seed=2,
            ),
            look=LookSpec(person="man_average", skin=1, top="loose_shirt", top_colour=(0.45, 0.10, 0.08)),
            camera=_camera(3),
            room=RoomSpec(kind="home", light="window_left", seed=5),
        ),
        "both knees move inward",
    ),
    Sample(
        ClipSpec(
            name="squat_heels_rise_side",
            movement=_movement(
                "squat",
                _rep(side=None, knee_flexion_deg=105.0, heel_rise_deg=18.0, trunk_flexion_deg=48.0),
                _rep(side=None, knee_flexion_deg=108.0, heel_rise_deg=20.0, trunk_flexion_deg=50.0),
                arms="forward",
                seed=3,
            ),
            look=LookSpec(
                person="man_older",
                skin=1,
                hair="none",
                top="long_sleeves",
                pattern="striped",
                top_tucked=True,
            ),
            camera=_camera(-90),
            room=RoomSpec(kind="clinic", seed=6),
        ),
        "both heels leave the floor, the trunk leans far forward",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_good_front",
            movement=_movement("single_leg_squat", _rep(), _rep(), arms="on_hips", seed=4),
            look=LookSpec(person="teen_girl", skin=4, hair="bun", top="sports_top", bottom="short_tights"),
            camera=_camera(0),
            room=RoomSpec(kind="clinic", light="window_right", seed=7),
        ),
        "a good single-leg squat, right leg",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_knee_inward_front",
            movement=_movement(
                "single_leg_squat",
                _rep(knee_fppa_deg=18.0, pelvic_drop_deg=8.0, wobble_deg=1.5),
                _rep(knee_fppa_deg=21.0, pelvic_drop_deg=9.0, wobble_deg=1.8),
                _rep(knee_fppa_deg=20.0, pelvic_drop_deg=8.0, wobble_deg=1.5),
                seed=5,
            ),
            look=LookSpec(
                person="woman_muscular",
                skin=0,
                hair="long",
                hair_colour=(0.35, 0.22, 0.10),
                top="vest",
                top_colour=(0.40, 0.06, 0.16),
            ),
            camera=_camera(0),
            room=RoomSpec(kind="home", seed=8),
        ),
        "the right knee moves inward and wobbles a little, the pelvis drops",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_free_leg_front",
            movement=_movement(
                "single_leg_squat",
                _rep(knee_fppa_deg=18.0, pelvic_drop_deg=8.0),
                _rep(knee_fppa_deg=21.0, pelvic_drop_deg=9.0),
                free_leg="front",
                seed=14,
            ),
            look=LookSpec(person="man_muscular", skin=2, top_colour=(0.08, 0.24, 0.20)),
            camera=_camera(0),
            room=RoomSpec(kind="clinic", light="window_left", seed=17),
        ),
        "the same with the free leg in front, nearer to the camera, where its foot looks lower than the one that stands",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_trunk_lean_back",
            movement=_movement(
                "single_leg_squat",
                _rep(side="left", trunk_lean_deg=13.0, wobble_deg=2.5),
                _rep(side="left", trunk_lean_deg=15.0, wobble_deg=2.5),
                seed=6,
            ),
            look=LookSpec(person="man_muscular", skin=3, top="vest", top_colour=(0.55, 0.55, 0.52)),
            camera=_camera(180),
            room=RoomSpec(kind="gym", light="behind", seed=9),
        ),
        "the trunk leans over the left leg; seen from behind",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_right_worse_front",
            movement=_movement(
                "single_leg_squat",
                _rep(side="left", knee_fppa_deg=2.0),
                _rep(side="right", knee_fppa_deg=19.0, trunk_lean_deg=5.0),
                seed=7,
            ),
            look=LookSpec(person="woman_average", skin=3, hair="long", bottom="leggings"),
            camera=_camera(-2, shake_deg=0.25),
            room=RoomSpec(kind="outdoors", seed=10),
        ),
        "one rep on each leg; only the right knee moves inward",
    ),
    Sample(
        ClipSpec(
            name="step_down_pelvic_drop_front",
            movement=_movement(
                "lateral_step_down",
                _rep(pelvic_drop_deg=10.0),
                _rep(pelvic_drop_deg=12.0),
                arms="on_hips",
                seed=8,
            ),
            look=LookSpec(person="woman_heavy", skin=2, hair="bun", top="loose_shirt", bottom="leggings"),
            camera=_camera(0, distance_m=2.9),
            room=RoomSpec(kind="gym", light="window_left", seed=11),
        ),
        "a sideways step-down from a box, the pelvis drops on the left",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_stickers_front",
            movement=_movement(
                "single_leg_squat", _rep(pelvic_drop_deg=9.0), _rep(pelvic_drop_deg=10.0), seed=15
            ),
            look=LookSpec(
                person="woman_average",
                skin=3,
                hair="bun",
                top_tucked=True,
                top_colour=(0.40, 0.40, 0.42),
                bottom="leggings",
                bottom_colour=(0.05, 0.05, 0.09),
                stickers=StickerSpec(
                    colour="green",
                    left_offset_mm=(-2.0, 3.0),
                    right_offset_mm=(3.0, -1.0),
                    slip_mm=2.0,
                    seed=1,
                ),
            ),
            camera=_camera(0, distance_m=2.55),
            room=RoomSpec(kind="clinic", seed=18),
        ),
        "green stickers on the front hip bones, over tight leggings, as the pelvis drops on the left",
    ),
    Sample(
        ClipSpec(
            name="step_down_stickers_front",
            movement=_movement(
                "lateral_step_down",
                _rep(side="left", pelvic_drop_deg=7.0, trunk_lean_deg=8.0),
                _rep(side="left", pelvic_drop_deg=8.0, trunk_lean_deg=10.0),
                arms="crossed",
                seed=16,
            ),
            look=LookSpec(
                person="man_average",
                skin=2,
                top_colour=(0.30, 0.33, 0.30),
                stickers=StickerSpec(
                    colour="pink",
                    on="skin",
                    left_offset_mm=(4.0, 2.0),
                    right_offset_mm=(-3.0, 4.0),
                    slip_mm=2.0,
                    seed=2,
                ),
            ),
            camera=_camera(0, distance_m=2.9),
            room=RoomSpec(kind="home", light="window_left", seed=19),
        ),
        "pink stickers on the skin over the front hip bones; the pelvis drops on the right, the trunk leans to the left",
    ),
    Sample(
        ClipSpec(
            name="step_down_shallow_front",
            movement=_movement(
                "forward_step_down",
                _rep(knee_flexion_deg=35.0),
                _rep(knee_flexion_deg=33.0),
                arms="crossed",
                seed=9,
            ),
            look=LookSpec(person="man_average", skin=5, bottom="trousers", bottom_colour=(0.10, 0.11, 0.16)),
            camera=_camera(0, distance_m=2.9),
            room=RoomSpec(kind="home", light="window_right", seed=12),
        ),
        "a forward step-down that does not go deep",
    ),
    Sample(
        ClipSpec(
            name="deadlift_good_side",
            movement=_movement(
                "single_leg_deadlift", _hinge(knee_flexion_deg=18.0), _hinge(knee_flexion_deg=18.0), seed=10
            ),
            look=LookSpec(person="woman_muscular", skin=2, top="sports_top", bottom="short_tights"),
            camera=_camera(-90, distance_m=3.5),
            room=RoomSpec(kind="clinic", light="window_left", seed=13),
        ),
        "a good single-leg deadlift, right leg, from the side",
    ),
    Sample(
        ClipSpec(
            name="deadlift_poor_hinge_side",
            movement=_movement(
                "single_leg_deadlift",
                _hinge(side="left", trunk_flexion_deg=44.0, knee_flexion_deg=44.0),
                _hinge(side="left", trunk_flexion_deg=42.0, knee_flexion_deg=46.0),
                seed=11,
            ),
            look=LookSpec(person="man_older", skin=1, hair_colour=(0.35, 0.35, 0.36), bottom="trousers"),
            camera=_camera(90, distance_m=3.5),
            room=RoomSpec(kind="gym", seed=14),
        ),
        "the left knee bends where the hip should",
    ),
    Sample(
        ClipSpec(
            name="single_leg_squat_oblique",
            movement=_movement(
                "single_leg_squat", _rep(knee_fppa_deg=10.0), _rep(knee_fppa_deg=12.0), seed=12
            ),
            look=LookSpec(person="teen_girl", skin=1, hair="long", pattern="striped"),
            camera=_camera(40, shake_deg=0.4),
            room=RoomSpec(kind="home", bystander=True, brightness=0.7, seed=15),
            film=FilmSpec(shutter_s=1 / 60, rate_jitter=0.08, noise_sd=3.0),
        ),
        "from 40° off the front, hand-held, dim, somebody walking past: little can be judged",
    ),
    Sample(
        ClipSpec(
            name="walk",
            movement=MovementSpec(kind="walk", duration_s=4.5, seed=13),
            look=LookSpec(person="man_muscular", skin=4, top="loose_shirt", top_colour=(0.10, 0.25, 0.16)),
            camera=_camera(20, distance_m=3.0),
            room=RoomSpec(kind="outdoors", light="window_left", seed=16),
        ),
        "no exercise: nothing may be reported",
    ),
)
"""In the order of their overview."""
