"""Engineering constants, with units in their names, and their strict override from a TOML file.

Clinical knowledge (cut-offs, exercises) is not here: it is data, in `hipcheck/data`. These are the constants of
the measuring itself. Those tagged "convention" were chosen by reasoning, not taken from a study.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from hipcheck.errors import SettingsError

__all__ = [
    "STICKERS_PATTERN",
    "IdentitySettings",
    "MeasurementSettings",
    "PelvisSettings",
    "RepSettings",
    "ScoringSettings",
    "Settings",
    "SmoothingSettings",
    "StickerSettings",
    "ViewSettings",
    "load_settings",
]


# What a value may be at all, so that a slip of the pen in a settings file is told and not measured with.
_Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Probability: TypeAlias = Annotated[float, msgspec.Meta(gt=0.0, lt=1.0)]
_Ratio: TypeAlias = Annotated[float, msgspec.Meta(gt=0.0, le=100.0)]
_Seconds: TypeAlias = Annotated[float, msgspec.Meta(gt=0.0, le=60.0)]
_Degrees: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=180.0)]

STICKERS_PATTERN: Final = "^(auto|off|#[0-9a-fA-F]{6})$"
"""What can be said of stickers."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a settings file: unknown keys are refused."""


class IdentitySettings(_Table, frozen=True):
    """Whose landmarks these are, and which of them to believe."""

    min_visibility: _Share = 0.3
    """Landmarks below are masked. Convention, after the keypoint thresholds of comparable tools; the heavy model gives
    knees in plain sight no more than 0.4."""
    max_bone_change: _Ratio = 0.35
    """A thigh or shank longer than its own 90th percentile by this share is an error of the landmarks, as a
    bone can look shorter by foreshortening but not longer. Convention; perspective explains up to about 0.2."""
    max_step_body: _Ratio = 0.35
    """A landmark that leaves its neighbours in time by more than this share of body height within one frame
    and comes back is an outlier. Convention."""
    min_height_share: _Share = 0.25
    """A person shorter than this share of the image height is too small: MediaPipe's crop then holds fewer
    source pixels than its 256-pixel input. Convention."""
    min_person_s: _Seconds = 0.8
    """A person seen for less is not analysed: shorter than any rep."""


class SmoothingSettings(_Table, frozen=True):
    """From raw landmarks to smooth trajectories."""

    cutoff_hz: Annotated[float, msgspec.Meta(gt=0.0, lt=15.0)] = 5.0
    """Zero-phase Butterworth cut-off. 4 to 6 Hz at 30 frames a second: clinical practice for slow squats."""
    order: Annotated[int, msgspec.Meta(ge=2, le=8, multiple_of=2)] = 4
    """Effective order after the forward and the backward pass; even."""
    rate_hz: Annotated[float, msgspec.Meta(ge=30.0, le=1000.0)] = 60.0
    """Uniform time base that everything is measured on, whatever the clip's own rate."""
    max_gap_s: _Seconds = 0.25
    """Longer gaps stay missing."""
    hampel_window_s: _Seconds = 0.25
    """Window of the outlier filter: long enough for three frames in a row, short enough that the turn of a squat of 0.4 s
    down and 0.4 s up is none."""
    hampel_sigmas: _Ratio = 4.0
    """Deviation from the window's median, in robust standard deviations, that counts as an outlier."""


class ViewSettings(_Table, frozen=True):
    """Where the camera stands."""

    frontal_max_yaw_deg: _Degrees = 30.0
    """Up to here a view is called front or back. Convention; grading ends much earlier, at `refuse_yaw_deg`."""
    side_min_yaw_deg: _Degrees = 65.0
    """From here on a view is called side; between the two it is oblique. Convention."""
    grade_yaw_deg: _Degrees = 3.0
    """Up to here the camera counts as aligned: it makes at most 3.5° of false valgus at 60° of knee bend."""
    refuse_yaw_deg: _Degrees = 15.0
    """Frontal knee measures are withheld where yaw more likely than not exceeds this. It is taken out, and up to here the
    error does not grow with it (rendered people, development half); farther off hardly anybody was filmed."""
    refuse_roll_deg: _Degrees = 8.0
    """Pelvis and trunk measures are withheld beyond this roll."""
    warn_roll_deg: _Degrees = 3.0
    """A tilted camera is mentioned from here on."""
    prior_yaw_sd_deg: Annotated[float, msgspec.Meta(gt=0.0, le=90.0)] = 8.0
    """How far off people who are asked to point a toe at the lens stand: 95 % within 16°. Convention."""
    assumed_hfov_deg: Annotated[float, msgspec.Meta(ge=0.0, le=150.0)] = 64.0
    """Field of view along the longer image side where the clip does not name its lens; for perspective. A phone's main camera
    is a 24 to 27 mm one by its 35 mm equivalent, and its stabilised video about a tenth narrower than its photos
    (`hipcheck.video.lens`): 66 to 61°; 64° is a focal length of 0.8 of that side. 0 for a camera so far away that there is
    none."""
    focal_sd_share: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.15
    """Standard deviation of cameras' focal lengths about that, as a share: phones, and webcams from 55 to 80°. Convention."""
    known_focal_sd_share: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.08
    """The same where the clip names its lens: how much narrower its video is than a photo is not written down. The cameras
    in `hipcheck.video.lens` span 0.96 to 1.18; alike likely between 0.96 and 1.22, that is 7 %, and the lens is rounded to
    a millimetre."""


class PelvisSettings(_Table, frozen=True):
    """What a line through two stickers does not tell of the pelvis. All of these are conventions."""

    rotation_sd_deg: _Degrees = 8.0
    """How far a pelvis turns about the vertical in a rep. Where the camera looks up or down at it, that shows as a drop."""
    pitch_sd_deg: _Degrees = 4.0
    """How far cameras that were put up level look up or down."""
    tilt_sd_deg: _Degrees = 30.0
    """How far it tilts forward in a rep: what stickers lie apart in height counts less then."""


class RepSettings(_Table, frozen=True):
    """What counts as a rep. All of these are conventions."""

    start_share: _Share = 0.20
    """A rep begins when depth passes this share of the set's typical depth."""
    end_share: _Share = 0.15
    """It ends when depth falls below this share."""
    min_peak_share: _Share = 0.5
    """A rep shallower than this share of the set's deepest is a partial one."""
    min_duration_s: _Seconds = 0.6
    min_phase_s: _Seconds = 0.2
    """Nobody goes down, or comes up, faster than this."""
    max_duration_s: _Seconds = 12.0
    edge_share: _Share = 0.4
    """At the very start or end of a clip a rep may be cut, if its depth there is below this share of its own."""
    settle_s: _Seconds = 0.5
    """A rep is scored only when this much has been seen after it."""


class MeasurementSettings(_Table, frozen=True):
    """Reading a metric off a rep, with its interval."""

    matched_flexion_deg: _Degrees = 60.0
    """Depth at which reps and sessions are compared (Lewis 2015, Khuu 2016)."""
    bottom_window_s: _Seconds = 0.1
    """The value at the bottom is the mean over this window around the lowest point."""
    min_coverage: _Share = 0.8
    """A metric missing in more of the rep is not measured."""
    max_half_width_deg: _Degrees = 20.0
    """An angle with a wider interval is withheld: it would span good and marked. Convention."""
    baseline_min_s: _Seconds = 0.2
    """Shortest quiet stand that gives a baseline."""
    confidence: _Probability = 0.95
    """Of every interval."""


class ScoringSettings(_Table, frozen=True):
    """From a value and its interval to a grade. Conventions."""

    sure: _Probability = 0.8
    """Probability that the true value lies past a cut-off from which the grade is given."""
    clear: _Probability = 0.2
    """Probability below which the flaw counts as absent; between the two it is borderline."""
    consistent_share: _Share = 0.6
    """Share of reps that must show a flaw for it to count as consistent."""
    asymmetry_same_way: _Share = 0.8
    """Share of rep pairs that must differ in the same direction."""


class StickerSettings(_Table, frozen=True):
    """What counts as a sticker on a front hip bone.

    Sizes are shares of a body size: the length of the trunk or the breadth of the shoulders in standing, about half a metre.
    All but the sticker's own size are conventions.
    """

    look_for: Annotated[str, msgspec.Meta(pattern=STICKERS_PATTERN)] = "auto"
    """"auto" finds stickers of any saturated colour, "off" none, and "#rrggbb" those of that colour alone, at once."""
    diameter: _Share = 0.052
    """2.5 cm, as `hipcheck stickers` prints them."""
    min_diameter: _Share = 0.025
    max_diameter: _Share = 0.10
    """Half and twice that: 20 to 30 mm on small and on tall people, blurred or turned away a little."""
    min_roundness: _Share = 0.65
    """Narrower spots are seams, fingers and folds."""
    min_roundness_aside: _Share = 0.4
    """Of one of the two, on the hip that is turned away."""
    min_contrast: _Ratio = 17.0
    """Difference in colour (a and b of CIELAB) from what is round it. Bright stickers have 40 to 90, in the shade or before a
    bright window 20 to 30. Folds make up to 20 in plain clothes, but no two alike on both sides that go with the hips."""
    min_chroma: _Ratio = 15.0
    """Distance from grey. Saturated stickers have 40 to 90, in the shade down to 20; skin 15 to 30."""
    max_hue_apart_deg: _Degrees = 25.0
    min_chroma_ratio: _Share = 0.45
    min_size_ratio: _Share = 0.55
    """How alike the two must be: one may lie in the shade, or be turned away."""
    max_hue_off_wanted_deg: _Degrees = 40.0
    """How far a camera may turn the hue of a colour that was named."""
    min_apart: _Share = 0.28
    max_apart: _Share = 0.80
    """Distance between them: front hip bones lie 20 to 28 cm apart."""
    max_tilt_deg: _Degrees = 15.0
    """Of the line between them in standing: uneven placement, a pelvis that is not level and a tilted camera."""
    max_aside: _Share = 0.12
    max_above: _Share = 0.42
    max_below: _Share = 0.12
    """Where their middle may lie from that of the hip landmarks, which is 0.2 below the front hip bones."""
    min_looks: Annotated[int, msgspec.Meta(ge=2, le=100)] = 5
    min_standing_s: _Seconds = 0.35
    """So often, and for so long, two spots must be there before they are followed."""
    look_every_s: _Seconds = 0.08
    """Time between looks once there is something like stickers. Frames that were looked at count from the first, so this must
    be shorter than the gap that smoothing bridges."""
    scan_every_s: _Seconds = 0.16
    """And before."""
    give_up_s: _Seconds = 3.0
    """After so long a standing without anything like stickers only one frame in `look_again_every_s` is looked at."""
    look_again_every_s: _Seconds = 1.0


class Settings(_Table, frozen=True):
    """All engineering constants of one analysis."""

    identity: IdentitySettings = IdentitySettings()
    smoothing: SmoothingSettings = SmoothingSettings()
    view: ViewSettings = ViewSettings()
    reps: RepSettings = RepSettings()
    measurement: MeasurementSettings = MeasurementSettings()
    scoring: ScoringSettings = ScoringSettings()
    stickers: StickerSettings = StickerSettings()
    pelvis: PelvisSettings = PelvisSettings()

    def as_dict(self) -> dict[str, Any]:
        """Plain nested dict, for the provenance of a result."""
        plain = msgspec.to_builtins(self)
        assert isinstance(plain, dict)
        return plain


def load_settings(path: Path) -> Settings:
    """Read a TOML file that overrides some of the defaults.

    Args:
        path: A file with the tables `[identity]`, `[smoothing]`, `[view]`, `[reps]`, `[measurement]`,
            `[scoring]`, `[stickers]`, `[pelvis]`, each optional, as are all their keys.

    Returns:
        The settings, defaults where the file is silent.

    Raises:
        SettingsError: The file cannot be read, is not TOML, or holds an unknown key, a wrong type or a value that
            cannot be; the message names the file and the place.
    """
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise SettingsError(f"{path}: cannot read the settings file ({error.strerror}).") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}; see docs/cli.md for the settings there are.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML ({error}).") from error
