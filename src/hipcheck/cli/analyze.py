"""`hipcheck analyze`: recorded clips in, results out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from hipcheck.cli.options import (
    BlurFaceOption,
    ClipsArgument,
    FilesOption,
    JsonOption,
    MirroredOption,
    ModelOption,
    MotOption,
    MovementOption,
    OutOption,
    PersonOption,
    QuietOption,
    SavePosesOption,
    SettingsOption,
    SideOption,
    SingleFileOption,
    SlowMotionOption,
    StickersOption,
    SymptomOption,
    TrcOption,
    VideoOption,
    ViewOption,
)
from hipcheck.errors import SettingsError

__all__ = ["analyze"]


def analyze(
    clips: ClipsArgument,
    *,
    movement: MovementOption = None,
    side: SideOption = None,
    view: ViewOption = None,
    person: PersonOption = None,
    mirrored: MirroredOption = False,
    slow_motion_factor: SlowMotionOption = 1.0,
    symptom: SymptomOption = None,
    out: OutOption = Path(),
    files: FilesOption = True,
    video: VideoOption = True,
    blur_face: BlurFaceOption = True,
    single_file: SingleFileOption = False,
    trc: TrcOption = False,
    mot: MotOption = False,
    json: JsonOption = None,
    save_poses: SavePosesOption = None,
    stickers: StickersOption = None,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    quiet: QuietOption = False,
) -> None:
    """Analyse recorded clips: angles with intervals, findings, exercises, a report.

    Each clip gets a folder with an HTML report, the clip with the angles drawn in, key frames, JSON and CSV.

    A clip that cannot be analysed does not stop the others.
    """
    if save_poses is not None and len(clips) > 1:
        raise SettingsError("--save-poses takes one clip; give the clips one by one to save their landmarks.")

    from hipcheck.catalog import load_movement
    from hipcheck.cli.runs import Run, Wanted
    from hipcheck.cli.user_settings import settings_in_use, with_stickers
    from hipcheck.footage import Footage
    from hipcheck.landmarks import Side
    from hipcheck.results import ViewKind
    from hipcheck.workflow import OutputOptions, analyze_video

    run = Run(
        look=partial(
            analyze_video,
            movement=load_movement(movement) if movement else None,
            side=Side(side) if side else None,
            view=ViewKind(view) if view else None,
            person=person,
            mirrored=mirrored,
            slow_motion_factor=slow_motion_factor,
            symptoms=symptom or (),
            settings=with_stickers(settings_in_use(settings), stickers),
            model=model,
            save_poses=save_poses,
        ),
        film=partial(Footage, slow_motion_factor=slow_motion_factor, mirrored=mirrored),
        wanted=Wanted(
            out=out if files else None,
            options=OutputOptions(
                video=video, blur_face=blur_face, single_file=single_file, trc=trc, mot=mot
            ),
            json=json,
            save_poses=save_poses,
        ),
        quiet=quiet,
    )
    run.analyze(clips)
