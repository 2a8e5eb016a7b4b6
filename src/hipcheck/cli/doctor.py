"""`hipcheck doctor`: does everything that hipcheck needs work on this machine?"""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import typer

from hipcheck.errors import HipcheckError, ModelError

__all__ = ["CHECKS", "Check", "doctor", "run_checks"]

_REINSTALL: Final = "install hipcheck again: pip install --force-reinstall hipcheck"
_CODECS: Final = ("h264", "hevc")
"""What phones record in."""
_ENCODER: Final = "libx264"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    Attributes:
        what: The thing checked.
        fine: True where it works.
        detail: What was found.
        remedy: What to do where it does not work, else "".
    """

    what: str
    fine: bool
    detail: str
    remedy: str = ""


def doctor() -> None:
    """Check that everything hipcheck needs works on this machine.

    Looks at packages, pose models, a real pose estimation, video codecs, folders, settings and the catalogue.

    No camera is touched and nothing is sent. Ends with exit code 1 where something is broken.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    broken = 0
    for check in run_checks():
        broken += not check.fine
        told = check.detail + (f"\n→ {check.remedy}" if check.remedy else "")
        table.add_row("[green]✓[/]" if check.fine else "[red]✗[/]", check.what, told)
    console = Console()
    console.print(table)
    console.print(
        f"\n{broken} of these must be put right before hipcheck can work." if broken else "\nAll is well."
    )
    if broken:
        raise typer.Exit(1)


def run_checks() -> Iterator[Check]:
    """Run every check, one after the other; one that breaks is a finding, not an end."""
    for what, check in CHECKS.items():
        try:
            yield from check()
        except HipcheckError as error:  # its message says what to do
            yield Check(what, False, str(error))
        except Exception as error:  # noqa: BLE001  # whatever is broken here is what the user came to find out
            reason = str(error) or type(error).__name__
            yield Check(what, False, reason, _REINSTALL)


def _python() -> Iterator[Check]:
    yield Check("Python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _packages() -> Iterator[Check]:
    from packaging.requirements import Requirement

    wrong = []
    for line in metadata.requires("hipcheck") or ():
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version} is not {requirement.specifier}")
    if wrong:
        yield Check("packages", False, "; ".join(wrong), _REINSTALL)
    else:
        yield Check("packages", True, f"all in range; mediapipe {metadata.version('mediapipe')}")


def _opencv() -> Iterator[Check]:
    """Two packages that own the same `cv2` folder overwrite each other."""
    owners = metadata.packages_distributions().get("cv2", [])
    others = sorted({name for name in owners if name != "opencv-contrib-python"})
    if others:
        names = " ".join(others)
        yield Check(
            "OpenCV",
            False,
            f"{' and '.join(others)} overwrites opencv-contrib-python",
            f"pip uninstall {names} and then pip install --force-reinstall opencv-contrib-python",
        )
        return
    import cv2

    yield Check("OpenCV", True, cv2.__version__)


def _video() -> Iterator[Check]:
    import av
    from av.codec.codec import UnknownCodecError

    missing = [codec for codec in _CODECS if codec not in av.codecs_available]
    if missing:
        yield Check(
            "video reading",
            False,
            f"no decoder for {', '.join(missing)}",
            "pip install --force-reinstall --only-binary av av",
        )
    else:
        yield Check("video reading", True, f"{', '.join(_CODECS)} with PyAV {av.__version__}")
    try:
        av.Codec(_ENCODER, "w")
    except UnknownCodecError:
        yield Check(
            "video writing",
            False,
            f"no encoder {_ENCODER}",
            "pip install --force-reinstall --only-binary av av, or analyse with --no-video",
        )
    else:
        yield Check("video writing", True, _ENCODER)


def _models() -> Iterator[Check]:
    from hipcheck.backends.models import MODEL_SHA256, read_model

    for name in MODEL_SHA256:
        try:
            model = read_model(name)
        except ModelError as error:
            yield Check(f"model {name}", False, str(error))
        else:
            yield Check(f"model {name}", True, f"intact, sha256 {model.sha256[:12]}…")


def _pose() -> Iterator[Check]:
    """Runs the whole of MediaPipe once, on a picture of nobody."""
    import numpy as np

    from hipcheck.backends import BACKENDS

    grey = np.full((64, 64, 3), 128, dtype=np.uint8)
    with BACKENDS["mediapipe"]("lite") as estimator:
        people = estimator.estimate(grey, 0.0)
    yield Check(
        "pose estimation", True, f"runs, and sees {len(people) or 'nobody'} in an empty picture, as it should"
    )


def _folders() -> Iterator[Check]:
    for what, folder in (("temporary folder", Path(tempfile.gettempdir())), ("current folder", Path())):
        shown = str(folder.absolute())
        try:
            with tempfile.TemporaryFile(dir=folder):
                yield Check(what, True, shown)
        except OSError as error:
            yield Check(what, False, f"{shown}: {error.strerror}", "choose another folder with --out")


def _settings() -> Iterator[Check]:
    from hipcheck.cli.user_settings import settings_in_use, user_settings_file

    settings_in_use(None)
    file = user_settings_file()
    yield Check("settings", True, f"from {file}" if file.is_file() else f"built in; your own would be {file}")


def _catalogue() -> Iterator[Check]:
    from hipcheck.catalog import load_catalog

    catalog = load_catalog()
    yield Check(
        "catalogue",
        True,
        f"{len(catalog.movements)} movements, {len(catalog.exercises)} exercises and drills",
    )


CHECKS: Final[dict[str, Callable[[], Iterator[Check]]]] = {
    "Python": _python,
    "packages": _packages,
    "OpenCV": _opencv,
    "video": _video,
    "models": _models,
    "pose estimation": _pose,
    "folders": _folders,
    "settings": _settings,
    "catalogue": _catalogue,
}
"""Every check by what it checks, in the order they are run."""
