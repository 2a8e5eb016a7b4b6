"""`hipcheck live`: before a camera, with a word after every rep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from hipcheck.cli.options import (
    JsonOption,
    ModelName,
    MovementOption,
    SettingsOption,
    SideOption,
    StickersOption,
)
from hipcheck.errors import SettingsError

__all__ = ["live"]

_FLAG: Final = ""
_FILMED: Final = "What is filmed"
_DONE: Final = "What is done"
_TOLD: Final = "How it is told"
_KEPT: Final = "What to write"
_MEASURING: Final = "How to measure"

_CameraOption = Annotated[
    int | None,
    typer.Option(
        "--camera",
        metavar="N",
        min=0,
        rich_help_panel=_FILMED,
        show_default="0",
        help="Which camera of this machine, as the system counts them.",
    ),
]
_SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="CLIP|URL",
        rich_help_panel=_FILMED,
        show_default=False,
        help="A clip in place of a camera, or the address of a phone's stream (rtsp://, http://).",
    ),
]
_FastOption = Annotated[
    bool,
    typer.Option(
        "--as-fast-as-possible",
        metavar=_FLAG,
        rich_help_panel=_FILMED,
        help="Take every frame of a clip, without keeping to its pace.",
    ),
]
_RepsOption = Annotated[
    int | None,
    typer.Option(
        "--reps",
        metavar="N",
        min=1,
        rich_help_panel=_DONE,
        show_default="until you stop",
        help="How many on each leg.",
    ),
]
_BothOption = Annotated[
    bool,
    typer.Option(
        "--both-legs",
        metavar=_FLAG,
        rich_help_panel=_DONE,
        help="The other leg after the first, when its reps are done or with the key n.",
    ),
]
_MinutesOption = Annotated[
    float | None,
    typer.Option(
        "--minutes",
        metavar="X",
        min=0.1,
        rich_help_panel=_DONE,
        show_default="until you stop",
        help="How long at most.",
    ),
]
_WarmUpOption = Annotated[
    bool,
    typer.Option(
        "--warmup",
        metavar=_FLAG,
        rich_help_panel=_DONE,
        help="The wake-up before a run that the articles describe, guided: what hipcheck can measure it measures.",
    ),
]
_VoiceOption = Annotated[
    bool,
    typer.Option("--voice", metavar=_FLAG, rich_help_panel=_TOLD, help="Speak, with the system's own voice."),
]
_BeepOption = Annotated[
    bool,
    typer.Option(
        "--beep",
        metavar=_FLAG,
        rich_help_panel=_TOLD,
        help="Tones: two low ones for a fault, a high one for praise.",
    ),
]
_WindowOption = Annotated[
    bool,
    typer.Option(
        "--window/--no-window",
        metavar=_FLAG,
        rich_help_panel=_TOLD,
        help="Show the camera's picture as a mirror.",
    ),
]
_FullScreenOption = Annotated[
    bool,
    typer.Option(
        "--full-screen",
        metavar=_FLAG,
        rich_help_panel=_TOLD,
        help="Begin in full screen; the key f changes it.",
    ),
]
_StatsOption = Annotated[
    bool,
    typer.Option(
        "--stats",
        metavar=_FLAG,
        rich_help_panel=_TOLD,
        help="Print in the end how many frames were followed, and how late; the key s shows it meanwhile.",
    ),
]
_SaveOption = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FOLDER",
        rich_help_panel=_KEPT,
        show_default="nothing is kept",
        help="Write the report, the annotated video and the data as `analyze` does, faces blurred; one that is taken gets a "
        "number behind it.",
    ),
]
_LiveModelOption = Annotated[
    ModelName | None,
    typer.Option(
        "--model",
        rich_help_panel=_MEASURING,
        show_default="full, or lite where full is too slow",
        help="The pose model.",
    ),
]


def live(
    *,
    camera: _CameraOption = None,
    source: _SourceOption = None,
    as_fast_as_possible: _FastOption = False,
    movement: MovementOption = None,
    side: SideOption = None,
    reps: _RepsOption = None,
    both_legs: _BothOption = False,
    minutes: _MinutesOption = None,
    warmup: _WarmUpOption = False,
    voice: _VoiceOption = False,
    beep: _BeepOption = False,
    window: _WindowOption = True,
    full_screen: _FullScreenOption = False,
    stats: _StatsOption = False,
    save: _SaveOption = None,
    json: JsonOption = None,
    stickers: StickersOption = None,
    model: _LiveModelOption = None,
    settings: SettingsOption = None,
) -> None:
    """Stand before a camera: set-up, reps counted and judged, cues, a report in the end.

    Keys in the window: space pauses, n goes on to the other leg or the next exercise, f is full screen, s shows how fast
    everything runs, q ends. So does Ctrl-C. Nothing is kept without --save.
    """
    if camera is not None and source is not None:
        raise SettingsError("--camera and --source: both say what to film; give one of them.")
    if as_fast_as_possible and source is None:
        raise SettingsError("--as-fast-as-possible: a camera keeps its own pace; give a clip with --source.")
    if warmup and (movement or side or reps or both_legs):
        raise SettingsError(
            "--warmup: it has its own exercises; leave out --movement, --side, --reps and --both-legs."
        )

    from hipcheck.catalog import load_movement
    from hipcheck.cli.live_run import LiveRun, Told
    from hipcheck.cli.user_settings import settings_in_use, with_stickers
    from hipcheck.landmarks import Side
    from hipcheck.live.director import SetPlan

    named = load_movement(movement) if movement else None
    LiveRun(
        source=source if source is not None else camera or 0,
        every_frame=as_fast_as_possible,
        plan=None if warmup else SetPlan(named, Side(side) if side else None, reps, both_legs),
        limit_s=minutes * 60.0 if minutes is not None else None,
        settings=with_stickers(settings_in_use(settings), stickers),
        model=model,
        told=Told(window=window, full_screen=full_screen, voice=voice, beep=beep, stats=stats),
        save=save,
        json=json,
    ).run()
