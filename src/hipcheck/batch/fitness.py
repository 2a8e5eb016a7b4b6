"""What runs on a cluster's worker before any clip is sent to it: does it have, and can it reach, what the work needs?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from hipcheck.backends.models import read_model
from hipcheck.batch.guard import run_is_over
from hipcheck.batch.jobs import Job
from hipcheck.errors import HipcheckError

__all__ = ["LIBRARIES", "Needs", "needs_of", "unfit", "versions_by_value"]

LIBRARIES: Final = ("av", "mediapipe", "numpy", "opencv-contrib-python", "scipy")
"""What results depend on beside hipcheck itself: with others, the same clip may give other digits."""
_MOST_FOLDERS: Final = 100
"""Of so many of the clips' folders a clip is read (convention), lest the check take longer than the work."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a worker must have and reach.

    Attributes:
        model: "lite", "full" or "heavy".
        model_sha256: The model's checksum.
        folder: Where the clips' results go.
        pulse: The run's, see `ResultsFolder.held`.
        token: A file in the results' folder.
        secret: What is in it.
        clips: Clips and their sizes in bytes.
    """

    model: str
    model_sha256: str
    folder: Path
    pulse: Path
    token: Path
    secret: str
    clips: tuple[tuple[Path, int], ...]


def needs_of(jobs: Iterable[Job], model: str, results: Path, pulse: Path) -> Needs:
    """What the workers of a run must have and reach.

    A token is written beside the pulse, with which it is cleared away at the end of the run.

    Args:
        jobs: The work; of each folder the first clip is taken that can be read here.
        model: "lite", "full" or "heavy".
        results: Where the clips' folders go.
        pulse: The run's.
    """
    samples: dict[Path, tuple[Path, int]] = {}
    for job in jobs:
        if job.sha256 and job.clip.parent not in samples:
            samples[job.clip.parent] = (job.clip, job.clip.stat().st_size)
            if len(samples) == _MOST_FOLDERS:
                break
    token, secret = pulse.with_suffix(".token"), token_hex(16)
    token.write_text(secret, encoding="ascii")
    return Needs(model, read_model(model).sha256, results, pulse, token, secret, tuple(samples.values()))


def versions_by_value(names: Sequence[str]) -> Callable[[], dict[str, str]]:
    """What tells the versions of hipcheck and of these packages; "" for one that is missing.

    It is sent to workers as its code, not by its name (as functions within functions are), so that it also runs where
    hipcheck is missing or another.
    """
    packages = tuple(names)

    def versions() -> dict[str, str]:
        from importlib import import_module, metadata  # noqa: PLC0415  runs where this module may not exist

        found = {}
        try:
            found["hipcheck"] = str(import_module("hipcheck").__version__)
        except ImportError:
            found["hipcheck"] = ""
        for name in packages:
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                found[name] = ""
        return found

    return versions


def unfit(needs: Needs) -> str:
    """Why this process cannot do the work, as words that follow its name; "" where it can."""
    try:
        model = read_model(needs.model)
    except HipcheckError as error:
        return f"has no such model ({error})"
    if model.sha256 != needs.model_sha256:
        return f"has another {needs.model} model"
    return _cannot_write(needs) or _cannot_read(needs.clips)


def _cannot_write(needs: Needs) -> str:
    try:
        if needs.token.read_text(encoding="ascii") != needs.secret:
            return f"has another folder in the place of {needs.folder}"
    except OSError as error:
        return f"does not see the folder {needs.folder} ({error.strerror or error})"
    try:
        with tempfile.TemporaryFile(dir=needs.folder):
            pass
    except OSError as error:
        return f"cannot write to {needs.folder} ({error.strerror or error})"
    if run_is_over(needs.pulse):
        return f"does not see locks in {needs.folder}, which a network file system must be mounted with"
    return ""


def _cannot_read(clips: Iterable[tuple[Path, int]]) -> str:
    for clip, size in clips:
        try:
            with clip.open("rb") as file:
                file.read(1)
            same = clip.stat().st_size == size
        except OSError as error:
            return f"cannot read the clip {clip} ({error.strerror or error})"
        if not same:
            return f"has another file in the place of {clip}"
    return ""
