"""The pose models that ship with hipcheck: where they lie, and that they are what they should be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hipcheck.errors import ModelError, SettingsError

__all__ = ["MODEL_SHA256", "Model", "model_path", "read_model"]

MODEL_SHA256: Final[dict[str, str]] = {
    "lite": "8d8bd8dafa074cbeb05659e0b4ff308942ce864157644e347e6355e2ea06dee2",
    "full": "bc29c85fae8c6d2fb16449fa61f1e34fca08799b843063f2211bbce238fa8924",
    "heavy": "22a758b36f44a6c69be53f251d1eb727d5905475310df4d5b796e7630d0d96a7",
}
"""Checksum of each model's file, fastest first; the same as in models/README.md."""

_PACKAGE: Final = Path(__file__).parents[1]
_FOLDERS: Final = (
    _PACKAGE / "models",  # installed: the wheel carries them inside the package
    _PACKAGE.parents[1] / "models",  # a checkout: beside src/
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model file, read and found to be intact.

    Attributes:
        name: As in provenance: "pose_landmarker_full".
        sha256: Its checksum in hexadecimal.
        content: The bundle itself.
    """

    name: str
    sha256: str
    content: bytes = field(repr=False)


def model_path(name: str) -> Path:
    """Where a model lies.

    Args:
        name: "lite", "full" or "heavy".

    Raises:
        SettingsError: There is no model of that name.
        ModelError: Its file is missing.
    """
    if name not in MODEL_SHA256:
        raise SettingsError(f"there is no model {name!r}; choose one of {', '.join(MODEL_SHA256)}.")
    file = f"pose_landmarker_{name}.task"
    for folder in _FOLDERS:
        if (folder / file).is_file():
            return folder / file
    raise ModelError(f"the pose model {file} is missing from {_FOLDERS[0]}; install hipcheck again.")


def read_model(name: str) -> Model:
    """Read a model and compare its checksum.

    Args:
        name: "lite", "full" or "heavy".

    Raises:
        SettingsError: There is no model of that name.
        ModelError: Its file is missing, cannot be read or is damaged.
    """
    path = model_path(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: the pose model cannot be read ({error.strerror}); check the file's permissions."
        ) from error
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != MODEL_SHA256[name]:
        raise ModelError(
            f"{path}: the pose model is damaged, its checksum begins with {sha256[:12]} instead of "
            f"{MODEL_SHA256[name][:12]}; install hipcheck again."
        )
    return Model(path.stem, sha256, content)
