"""The options that commands share: their names, their allowed values, their help.

Only plain types here, so that `--help` need not load numpy; `tests/cli/test_options.py` holds the allowed values
against the types they stand for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import typer

__all__ = [
    "BlurFaceOption",
    "ClipsArgument",
    "FilesOption",
    "FlawName",
    "JsonOption",
    "MirroredOption",
    "ModelName",
    "ModelOption",
    "MotOption",
    "MovementOption",
    "OutOption",
    "PersonOption",
    "QuietOption",
    "SavePosesOption",
    "SettingsOption",
    "SideName",
    "SideOption",
    "SingleFileOption",
    "SlowMotionOption",
    "StickersOption",
    "SymptomOption",
    "TrcOption",
    "VideoOption",
    "ViewName",
    "ViewOption",
]

SideName: TypeAlias = Literal["left", "right"]
ViewName: TypeAlias = Literal["front", "back", "side"]
ModelName: TypeAlias = Literal["lite", "full", "heavy"]
FlawName: TypeAlias = Literal[
    "knee_inward",
    "pelvic_drop",
    "trunk_lean",
    "wobble",
    "poor_hinge",
    "pelvis_opening",
    "limited_depth",
    "heel_rise",
    "asymmetry",
]

_FLAG: Final = ""
"""Value to show in the help of an option that takes none; typer would show "<bool>"."""

_CLIP: Final = "What is in the clip"
_FILES: Final = "What to write"
_MEASURING: Final = "How to measure"

ClipsArgument: TypeAlias = Annotated[
    list[Path],
    typer.Argument(
        metavar="CLIP",
        show_default=False,
        help="Clips from a phone or camera, or landmarks saved with --save-poses (.npz).",
    ),
]

MovementOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--movement",
        metavar="ID|FILE.toml",
        rich_help_panel=_CLIP,
        show_default="recognised",
        help="The movement: an id that `hipcheck movements` lists, or a TOML file of your own.",
    ),
]
SideOption: TypeAlias = Annotated[
    SideName | None,
    typer.Option(
        "--side",
        rich_help_panel=_CLIP,
        show_default="recognised in each rep",
        help="The person's own leg that they stand on.",
    ),
]
ViewOption: TypeAlias = Annotated[
    ViewName | None,
    typer.Option(
        "--view",
        rich_help_panel=_CLIP,
        show_default="recognised",
        help="Where the camera stands, as seen from the person.",
    ),
]
PersonOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--person",
        metavar="N",
        min=1,
        rich_help_panel=_CLIP,
        show_default="who does the exercise",
        help="Which person, counted from the left of the picture.",
    ),
]
MirroredOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--mirrored",
        metavar=_FLAG,
        rich_help_panel=_CLIP,
        help="The clip is a mirror image (some selfie cameras): exchange left and right.",
    ),
]
SlowMotionOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--slow-motion-factor",
        metavar="X",
        rich_help_panel=_CLIP,
        help="How many times slower than life the clip plays: 8 for 240 pictures a second played at 30.",
    ),
]
SymptomOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--symptom",
        metavar="NAME",
        rich_help_panel=_CLIP,
        show_default=False,
        help="A sign you have noticed, to read what the articles say of it. May be given several times; "
        "an unknown one names those there are.",
    ),
]

OutOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="FOLDER",
        rich_help_panel=_FILES,
        show_default="the current folder",
        help="Where the result folders go, one `CLIPNAME_hipcheck` for each clip.",
    ),
]
FilesOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--files/--no-files",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Write result folders, or only what --json and --save-poses ask for.",
    ),
]
JsonOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--json",
        metavar="FILE|-",
        rich_help_panel=_FILES,
        help="Also write the results as JSON, one line for each clip; - is standard output, and everything else "
        "then goes to standard error.",
    ),
]
SavePosesOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--save-poses",
        metavar="FILE.npz",
        rich_help_panel=_FILES,
        help="Also save the landmarks, to analyse them again in no time (one clip only).",
    ),
]
TrcOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--trc",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Also write the landmarks as a TRC file (OpenSim and others).",
    ),
]
MotOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--mot",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Also write the angles as a MOT file (OpenSim and others).",
    ),
]
SingleFileOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--single-file",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Put pictures and video inside the HTML report, so that one file can be sent.",
    ),
]
VideoOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--video/--no-video",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Write the clip with the angles drawn in; key frames are written in any case.",
    ),
]
BlurFaceOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--blur-face/--no-blur-face",
        metavar=_FLAG,
        rich_help_panel=_FILES,
        help="Blur the face in the annotated video and pictures, as they are meant for sharing.",
    ),
]

ModelOption: TypeAlias = Annotated[
    ModelName,
    typer.Option(
        "--model",
        rich_help_panel=_MEASURING,
        help="The pose model: lite is the fastest, heavy takes two to three times as long as full.",
    ),
]
StickersOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--stickers",
        metavar="auto|off|#RRGGBB",
        rich_help_panel=_MEASURING,
        show_default="auto",
        help="Stickers on the front hip bones, which pelvic drop needs: found by themselves, left alone, or of the colour "
        "given; `hipcheck stickers` shows where they go.",
    ),
]
SettingsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE.toml",
        rich_help_panel=_MEASURING,
        help="Engineering constants that replace the built-in ones; docs/cli.md lists them.",
    ),
]
QuietOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", metavar=_FLAG, help="Print nothing but errors (and what --json - asks for)."
    ),
]
