"""The end of a live session: its takes analysed as `analyze` does a clip, and written down as it writes one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from hipcheck.errors import HipcheckError, NoRepsError, OutputError
from hipcheck.footage import Footage, ProgressCallback
from hipcheck.live.leading import Take
from hipcheck.live.recorder import Recorded
from hipcheck.results import Analysis, ClipSource, LiveFacts
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from hipcheck.workflow import OutputOptions, why_no_reps, write_outputs

__all__ = ["Judged", "analysis_of", "folder_for", "free_folder", "judged_takes", "save"]

_FEWEST_FRAMES: Final = 5
"""As of a clip: fewer show no movement."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A take with what it gave.

    Attributes:
        recorded: The take.
        analysis: None where nobody could be analysed in it.
        problem: Why there is no analysis, or none with reps; None where there is one.
    """

    recorded: Recorded
    analysis: Analysis | None
    problem: HipcheckError | None


def analysis_of(recorded: Recorded, settings: Settings, facts: LiveFacts | None = None) -> Analysis:
    """Analyse a take as a whole.

    Args:
        recorded: The take.
        settings: Engineering constants.
        facts: How the session kept up.

    Raises:
        NoPersonError: Nobody in it can be analysed.
    """
    analysis = analyze_recording(
        recorded.recording,
        movement=recorded.take.movement,
        side=recorded.take.side,
        settings=settings,
        source=_source_of(recorded),
    )
    return replace(analysis, live=facts)


def judged_takes(takes: list[Recorded], settings: Settings, facts: LiveFacts | None) -> list[Judged]:
    """Analyse every take; one in which that cannot be done does not stop the others."""
    return [_judged(recorded, settings, facts) for recorded in takes]


def _judged(recorded: Recorded, settings: Settings, facts: LiveFacts | None) -> Judged:
    name = recorded.origin.name
    if len(recorded.times_s) < _FEWEST_FRAMES:
        return Judged(recorded, None, NoRepsError(f"{name}: it ended before anything could be seen."))
    try:
        analysis = analysis_of(recorded, settings, facts)
    except HipcheckError as problem:
        return Judged(recorded, None, problem)
    nothing = None if analysis.reps else NoRepsError(f"{name}: {why_no_reps(analysis)}")
    return Judged(recorded, analysis, nothing)


def save(
    judged: Judged,
    folder: Path,
    options: OutputOptions | None = None,
    on_progress: ProgressCallback | None = None,
) -> list[Path]:
    """Write a take's result folder, as `analyze` does.

    Args:
        judged: With an analysis that has reps.
        folder: To be made.
        options: What goes into it.
        on_progress: Called after each frame of the video.

    Raises:
        OutputError: It cannot be written.
    """
    assert judged.analysis is not None
    film = judged.recorded.film
    footage = Footage(film) if film is not None else None
    return write_outputs(judged.analysis, folder, clip=footage, options=options, on_progress=on_progress)


def free_folder(folder: Path) -> Path:
    """A folder that is not taken: this one, or else `folder-2`, `folder-3`, …: a session never replaces another."""
    names = (folder if n == 1 else folder.with_name(f"{folder.name}-{n}") for n in count(1))
    return next(path for path in names if not _taken(path))


def folder_for(take: Take, folder: Path, takes: int) -> Path:
    """Where a take goes: the folder itself, or one in it where there are several takes.

    Args:
        take: The take.
        folder: Of the session.
        takes: How many there are.
    """
    if takes == 1:
        return folder
    words = (f"{take.number:02d}", take.movement.id if take.movement else "", take.side or "")
    return folder / "_".join(word for word in words if word)


def _taken(folder: Path) -> bool:
    if not folder.exists():
        return False
    try:
        return not folder.is_dir() or any(folder.iterdir())
    except OSError as error:
        raise OutputError(f"{folder}: cannot be read ({error.strerror}); choose another folder.") from error


def _source_of(recorded: Recorded) -> ClipSource:
    times_s, size = recorded.times_s, recorded.size
    steps_s = np.diff(times_s)
    return ClipSource(
        path=recorded.origin.name,
        sha256=recorded.origin.sha256,
        duration_s=times_s[-1] - times_s[0],
        frames=len(times_s),
        width_px=size.width_px,
        height_px=size.height_px,
        frame_rate_hz=float(1.0 / np.median(steps_s)),
    )
