"""Joins rim and core: a clip in, an `Analysis` out, and its reports onto the disk.

clip → frames → pose estimator → `Recording` → `session` → `Analysis` → reports
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hipcheck.backends.replay import save_recording
from hipcheck.catalog import Movement, load_catalog, load_movement
from hipcheck.footage import LANDMARK_SUFFIX, Footage, ProgressCallback, counted, replay, watch
from hipcheck.landmarks import Side
from hipcheck.memory import give_back
from hipcheck.outputs import whole_folder
from hipcheck.recommendations import symptom_notes
from hipcheck.reports.annotated_video import ANNOTATED_NAME, annotate
from hipcheck.reports.base import KeyFrame, Report
from hipcheck.reports.csv_report import FramesCsv, RepsCsv
from hipcheck.reports.face_blur import FaceBlur
from hipcheck.reports.html import LIBRARY_NAME, HtmlReport
from hipcheck.reports.json_report import JsonReport
from hipcheck.reports.key_frames import KeyFrames
from hipcheck.reports.motion_files import MotFile, TrcFile
from hipcheck.reports.overlay import Overlay
from hipcheck.results import Analysis, ViewKind
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from hipcheck.video import VideoWriter

__all__ = ["OWN_FILES", "OutputOptions", "analyze_video", "why_no_reps", "write_outputs"]

_KEY_FRAMES: Final = "key_frames"
OWN_FILES: Final = (
    "report.html",
    LIBRARY_NAME,
    ANNOTATED_NAME,
    _KEY_FRAMES,
    "analysis.json",
    "reps.csv",
    "frames.csv",
    "landmarks.trc",
    "angles.mot",
)
"""Everything that hipcheck puts into a result folder."""


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """What goes into a result folder beside report, JSON and CSV.

    Attributes:
        video: The clip with the angles drawn in.
        blur_face: Make faces in video and pictures unrecognisable.
        single_file: Put pictures and video into the HTML page.
        trc: Landmarks as a TRC file.
        mot: Angles as a MOT file.
        shared_library: Where the HTML page finds a chart library that it shares with others, from the folder, in place of
            one in it.
    """

    video: bool = True
    blur_face: bool = True
    single_file: bool = False
    trc: bool = False
    mot: bool = False
    shared_library: str | None = None


def analyze_video(  # noqa: PLR0913 - the options of `hipcheck analyze`, each with a default
    path: Path | str,
    *,
    movement: Movement | str | None = None,
    side: Side | None = None,
    view: ViewKind | None = None,
    person: int | None = None,
    mirrored: bool = False,
    slow_motion_factor: float = 1.0,
    symptoms: Sequence[str] = (),
    settings: Settings | None = None,
    model: str = "full",
    backend: str = "mediapipe",
    save_poses: Path | str | None = None,
    on_progress: ProgressCallback | None = None,
) -> Analysis:
    """Analyse one clip, or landmarks that were saved from one.

    Frames stream through the pose estimator: memory does not grow with the clip, but for its landmarks.

    Args:
        path: A clip, or a landmark file (.npz). The times of a landmark file are those of life already.
        movement: The movement, its id, or the path of a TOML file; recognised otherwise.
        side: The tested leg, where the user names it.
        view: Where the camera stands, where the user names it.
        person: Which person, counted from 1 from the left of the picture; who does the exercise otherwise.
        mirrored: The clip shows the person as a mirror does.
        slow_motion_factor: How many times slower than life the clip plays.
        symptoms: Signs the user reports, as `Catalog.symptoms` names them.
        settings: Engineering constants; the defaults otherwise.
        model: "lite", "full" or "heavy"; what else the backend knows.
        backend: A name in `BACKENDS`.
        save_poses: Where to save the landmarks as found.
        on_progress: Called after each frame.

    Returns:
        The analysis. Without reps where none of the known movements was seen; a warning then says so.

    Raises:
        InputError: The clip or landmark file cannot be used.
        NoPersonError: Nobody in it can be analysed.
        SettingsError: An option is not understood.
        CatalogError: The movement is unknown or its file broken.
        ModelError: The pose model cannot run.
        OutputError: The landmarks cannot be saved.
    """
    path = Path(path)
    named = load_movement(movement) if isinstance(movement, str) else movement
    symptom_notes(symptoms, load_catalog())  # an unknown one is told before the long work, not after it
    if path.suffix.lower() == LANDMARK_SUFFIX:
        seen = replay(path)
    else:
        seen = watch(
            Footage(path, slow_motion_factor, mirrored),
            backend,
            model,
            on_progress,
            (settings or Settings()).stickers,
        )
    if save_poses is not None:
        save_recording(seen.recording, Path(save_poses))
    give_back()  # what the pose estimator took, before the analysis takes its own
    analysis = analyze_recording(
        seen.recording,
        movement=named,
        side=side,
        view=view,
        person=person,
        mirrored=mirrored,
        symptoms=symptoms,
        settings=settings,
        source=seen.source,
        extra_warnings=seen.warnings,
    )
    give_back()  # and what the analysis took, before the clip is drawn on
    return analysis


def why_no_reps(analysis: Analysis) -> str:
    """One sentence about an analysis without reps, as an error has it: what was not found; what to do."""
    warning = next(w for w in analysis.warnings if w.code == "no_reps")
    text, remedy = warning.text.rstrip("."), warning.remedy.rstrip(".")
    return f"{text[0].lower()}{text[1:]}; {remedy[0].lower()}{remedy[1:]}."


def write_outputs(
    analysis: Analysis,
    folder: Path,
    *,
    clip: Footage | Path | None = None,
    options: OutputOptions | None = None,
    on_progress: ProgressCallback | None = None,
) -> list[Path]:
    """Write every report of an analysis into one folder, all of them or none.

    Args:
        analysis: What to write down.
        folder: The result folder to make, parents included. An earlier result there is replaced.
        clip: The clip that was analysed, for video and key frames; None for neither.
        options: What to write.
        on_progress: Called after each frame of the video.

    Returns:
        The files, those directly in the folder first.

    Raises:
        OutputError: They cannot be written, or `folder` is something else than a result folder.
        InputError: The clip cannot be read any more.
    """
    options = options or OutputOptions()
    footage = Footage(clip) if isinstance(clip, Path) else clip
    with whole_folder(folder, OWN_FILES) as staged:
        pictures: tuple[KeyFrame, ...] = ()
        if footage is not None:
            pictures = _draw(analysis, footage, staged, options, on_progress)
            give_back()  # what decoder and encoder took, before the page is made
        video = staged / ANNOTATED_NAME
        for report in _reports(video if video.exists() else None, pictures, options):
            report.write(analysis, staged)
        files = [path.relative_to(staged) for path in staged.rglob("*") if path.is_file()]
    return [folder / file for file in sorted(files, key=lambda file: (len(file.parts), file))]


def _draw(
    analysis: Analysis,
    footage: Footage,
    folder: Path,
    options: OutputOptions,
    on_progress: ProgressCallback | None,
) -> tuple[KeyFrame, ...]:
    """Write the annotated video and the key frames in one pass over the clip."""
    overlay = Overlay(analysis)
    pictures = KeyFrames(analysis, folder / _KEY_FRAMES, overlay)
    blur = FaceBlur(analysis.poses, analysis.others) if options.blur_face else None
    poses = analysis.poses
    with ExitStack() as opened:
        clip = opened.enter_context(footage.open())
        writer = None
        if options.video:
            video = VideoWriter(folder / ANNOTATED_NAME, poses.frame_size, rate_hz=poses.frame_rate_hz)
            writer = opened.enter_context(video)
        frames = clip.planar(turned_round=footage.mirrored)
        frames = counted(frames, "drawing", clip.info.frames, on_progress)
        annotate(frames, overlay, writer=writer, sink=pictures, blur=blur)
    return pictures.taken


def _reports(video: Path | None, pictures: tuple[KeyFrame, ...], options: OutputOptions) -> Iterator[Report]:
    yield JsonReport()
    yield RepsCsv()
    yield FramesCsv()
    yield HtmlReport(
        video=video,
        key_frames=pictures,
        single_file=options.single_file,
        shared_library=options.shared_library,
    )
    if options.trc:
        yield TrcFile()
    if options.mot:
        yield MotFile()
