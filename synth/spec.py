"""What is filmed: every choice behind a clip, as data. The same spec gives the same clip, pixel for pixel.

Angles in degrees, lengths in metres, times in seconds. Signs are those of hipcheck: knee inward, free hip lower and lean
towards the stance leg are positive, for both legs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "ArmsKind",
    "CameraSpec",
    "ClipSpec",
    "DecoyKind",
    "FilmSpec",
    "LegSide",
    "LookSpec",
    "MovementKind",
    "MovementSpec",
    "RepSpec",
    "RoomSpec",
    "StickerColour",
    "StickerSpec",
]

LegSide = Literal["left", "right"]
MovementKind = Literal[
    "squat",
    "single_leg_squat",
    "lateral_step_down",
    "forward_step_down",
    "single_leg_deadlift",
    "walk",
    "lunge",
    "sit_down",
    "wave",
]
ArmsKind = Literal["hanging", "forward", "on_hips", "crossed"]
StickerColour = Literal["blue", "green", "orange", "pink", "purple", "red", "turquoise", "yellow"]
DecoyKind = Literal["ball", "button", "dotted_bottom", "dotted_top", "poster", "weight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepSpec:
    """One repetition. Angles are commanded at its bottom and grow with depth from those of quiet standing.

    Attributes:
        side: The stance leg; None in a squat. Reps of one clip may change legs.
        knee_flexion_deg: Flexion of the stance knee (both knees in a squat). A small one makes a partial rep.
        knee_fppa_deg: Frontal-plane projection angle in the world's frontal plane. In a squat, both knees.
        fppa_left_deg: The left knee's own in a squat; None for `knee_fppa_deg`.
        hip_rotation_deg: Internal rotation of the stance thigh beyond what the FPPA brings.
        pelvic_drop_deg: The free side's hip lower than the stance side's.
        pelvis_rotation_deg: The pelvis turned towards the stance side (deadlift: opening is negative).
        trunk_lean_deg: Mid-hip to mid-shoulder from the vertical in the world's frontal plane, towards the stance side.
        trunk_rotation_deg: Thorax turned against the pelvis, towards the stance side.
        trunk_flexion_deg: Forward lean of the trunk; None for what goes with the depth. A deadlift's hinge.
        ankle_dorsiflexion_deg: Forward lean of the shank; None for what goes with the depth.
        heel_rise_deg: The stance foot's pitch as its heel leaves the floor.
        wobble_deg: Standard deviation of the knee's frontal-plane wobble while moving.
        foot_touch: The free foot touches the floor during the rep.
        descent_s: From standing to the bottom.
        bottom_s: Held at the bottom.
        ascent_s: From the bottom to standing.
        pause_s: Standing afterwards, before the next rep.
    """

    side: LegSide | None = "right"
    knee_flexion_deg: float = 62.0
    knee_fppa_deg: float = 0.0
    fppa_left_deg: float | None = None
    hip_rotation_deg: float = 0.0
    pelvic_drop_deg: float = 0.0
    pelvis_rotation_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    trunk_rotation_deg: float = 0.0
    trunk_flexion_deg: float | None = None
    ankle_dorsiflexion_deg: float | None = None
    heel_rise_deg: float = 0.0
    wobble_deg: float = 0.4
    foot_touch: bool = False
    descent_s: float = 1.1
    bottom_s: float = 0.2
    ascent_s: float = 1.0
    pause_s: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSpec:
    """What the person does, from the first frame to the last.

    Attributes:
        kind: The movement. Walking, lunging, sitting down and waving are none that hipcheck knows.
        reps: One after the other. What is no exercise has reps too (steps of a walk are made from `duration_s`).
        duration_s: Length of what has no reps (walking, waving).
        free_leg: Where the free foot is held in a single-leg squat.
        arms: What the arms do.
        toe_out_deg: Both feet turned outwards.
        stance_width_m: Between the ankles when standing on two feet; None for hip width.
        box_height_m: Of the step.
        facing_deg: The body turned to its left. The camera stays where its own yaw puts it, so that the person has it at
            a bearing of `CameraSpec.yaw_deg - facing_deg`.
        walk_in: Comes into the picture and takes position first.
        walk_out: Leaves it at the end.
        stand_before_s: Quiet standing on two feet before the first rep.
        stand_after_s: The same after the last.
        sway_deg: Size of the slow sway of quiet standing.
        seed: Of sway and wobble.
    """

    kind: MovementKind = "single_leg_squat"
    reps: tuple[RepSpec, ...] = (RepSpec(),)
    duration_s: float = 4.0
    free_leg: Literal["front", "middle", "behind"] = "behind"
    arms: ArmsKind = "hanging"
    toe_out_deg: float = 8.0
    stance_width_m: float | None = None
    box_height_m: float = 0.20
    facing_deg: float = 0.0
    walk_in: bool = False
    walk_out: bool = False
    stand_before_s: float = 1.2
    stand_after_s: float = 0.8
    sway_deg: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSpec:
    """Where the camera stands and what it is.

    Attributes:
        yaw_deg: Its bearing around the person: 0 in front, + towards the person's left, 180 behind, ±90 at the side.
        roll_deg: Turned about its own axis; + turns the picture's content counter-clockwise.
        pitch_deg: Looking down from the horizontal; None to look at the middle of the person.
        height_m: Of the lens above the floor.
        distance_m: From the lens to the vertical axis the person stands on.
        focal_ratio: Focal length over the picture's longer side (0.78: a phone's main camera).
        offset_x: The person left (-) or right (+) of the picture's middle, as a share of its width, by turning the camera.
        shake_deg: Standard deviation of a hand-held camera's slow rotation; 0 for a tripod.
        width_px: Of the picture.
        height_px: Of the picture.
        seed: Of the shake.
    """

    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    pitch_deg: float | None = None
    height_m: float = 0.95
    distance_m: float = 2.75
    focal_ratio: float = 0.9
    offset_x: float = 0.0
    shake_deg: float = 0.0
    width_px: int = 720
    height_px: int = 1280
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StickerSpec:
    """Two stickers on the front hip bones, as a physio would put them, and coloured things that are none.

    Attributes:
        colour: Of both, and of everything in `decoys`.
        shape: A disc, or a piece of tape as wide as long, stuck on a little crooked.
        diameter_mm: Of the disc; side of the tape.
        left_offset_mm: Where the person's left one is, against the skin over the front hip bone: outwards, up.
        right_offset_mm: The same of the right one.
        on: Skin, with waistband and shirt out of the way, or whatever is worn there.
        slip_mm: How far cloth or skin has carried each along the body, in a direction of its own, where the hip on its
            side is bent by 60° or more; less before, in proportion.
        missing: Which is not there from the start.
        falls_off: Which falls off at `falls_off_s`.
        falls_off_s: When one falls off; None for never.
        decoys: Things of the same colour: a ball in the right hand, a button at the waistband, dots on the clothes, two
            circles on a poster, a weight on the floor.
        seed: Of the directions of slip and of how crooked tape is.
    """

    colour: StickerColour = "green"
    shape: Literal["disc", "tape"] = "disc"
    diameter_mm: float = 25.0
    left_offset_mm: tuple[float, float] = (0.0, 0.0)
    right_offset_mm: tuple[float, float] = (0.0, 0.0)
    on: Literal["skin", "cloth"] = "cloth"
    slip_mm: float = 0.0
    missing: LegSide | Literal["both"] | None = None
    falls_off: LegSide = "left"
    falls_off_s: float | None = None
    decoys: tuple[DecoyKind, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSpec:
    """Who is filmed and in what clothes.

    Attributes:
        person: A name in `synth.people.PEOPLE`.
        skin: 0 very light to 5 very dark.
        hair: Cut.
        hair_colour: Linear RGB, 0 to 1.
        top: What the trunk wears.
        top_tucked: Under the waistband instead of over it.
        bottom: What hips and legs wear.
        pattern: Of the top.
        top_colour: Linear RGB, 0 to 1.
        bottom_colour: Linear RGB, 0 to 1.
        shoe_colour: Linear RGB, 0 to 1.
        stickers: On the front hip bones.
    """

    person: str = "woman_average"
    skin: int = 2
    hair: Literal["none", "short", "long", "bun"] = "short"
    hair_colour: tuple[float, float, float] = (0.05, 0.032, 0.022)
    top: Literal["tight_shirt", "loose_shirt", "vest", "long_sleeves", "sports_top"] = "tight_shirt"
    top_tucked: bool = False
    bottom: Literal["short_tights", "shorts", "leggings", "trousers"] = "shorts"
    pattern: Literal["plain", "striped"] = "plain"
    top_colour: tuple[float, float, float] = (0.10, 0.22, 0.42)
    bottom_colour: tuple[float, float, float] = (0.03, 0.03, 0.035)
    shoe_colour: tuple[float, float, float] = (0.05, 0.05, 0.06)
    stickers: StickerSpec | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSpec:
    """Where it is filmed.

    Attributes:
        kind: The room.
        light: Where most light comes from: ceiling, a window at the person's left or right, or behind the person.
        brightness: Exposure; 1 is well lit.
        bystander: Another person walks past behind.
        seed: Of textures, furniture and the bystander.
    """

    kind: Literal["gym", "home", "clinic", "outdoors"] = "gym"
    light: Literal["ceiling", "window_left", "window_right", "behind"] = "ceiling"
    brightness: float = 1.0
    bystander: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSpec:
    """How the camera records.

    Attributes:
        frame_rate_hz: Mean frame rate.
        rate_jitter: Variable rate: standard deviation of a frame's interval as a share of the mean; 0 for constant.
        shutter_s: Exposure time of a frame, for motion blur; 0 for none.
        noise_sd: Sensor noise, of 255.
        crf: x264's quality; larger is worse.
        seed: Of noise and jitter.
    """

    frame_rate_hz: float = 30.0
    rate_jitter: float = 0.0
    shutter_s: float = 0.0
    noise_sd: float = 2.0
    crf: int = 24
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec:
    """One clip.

    Attributes:
        name: Stem of its files.
        movement: What is done.
        look: By whom.
        camera: Seen from where.
        room: In what surroundings.
        film: Recorded how.
    """

    name: str
    movement: MovementSpec = field(default_factory=MovementSpec)
    look: LookSpec = field(default_factory=LookSpec)
    camera: CameraSpec = field(default_factory=CameraSpec)
    room: RoomSpec = field(default_factory=RoomSpec)
    film: FilmSpec = field(default_factory=FilmSpec)
