"""`analysis.json`: everything but the curves, for other programs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from hipcheck.poses import PoseSequence
from hipcheck.reports.base import whole_file
from hipcheck.reports.json_document import SCHEMA_VERSION
from hipcheck.results import Analysis

__all__ = ["JsonReport", "to_json_dict"]

_DECIMALS: Final = 4
"""A tenth of a millisecond, a ten-thousandth of a degree: finer than anything measured here."""

_PARTS: Final = (
    "source", "person", "movement", "view", "reps", "summary", "findings", "checklists", "recommendations", "plan",
    "symptoms", "not_measured", "warnings", "provenance", "live",
)  # fmt: skip
"""Fields of an `Analysis` in the order they are written. The rest is not for this file: the curves are in
frames.csv, the landmarks in landmarks.trc."""

_WRITTEN: Final = (*_PARTS[:4], "stickers", *_PARTS[4:])
"""The file's keys in their order, but for the version."""

_RENAMED: Final = {"for_flaws": "for", "shown_in": "reps", "origin": "from"}
"""Names in `results` that are better words, or no reserved ones, in JSON."""


def to_json_dict(analysis: Analysis) -> dict[str, Any]:
    """An analysis as plain data, in the shape of `json_document.AnalysisDocument`.

    Returns:
        Dicts, lists, strings, numbers, booleans and None; NaN and infinity are None, other floats are rounded to
        four decimals, except in the settings.
    """
    parts = {name: _tidy(_builtins(getattr(analysis, name))) for name in _PARTS}
    parts["reps"] = [{**measured.pop("rep"), **measured} for measured in parts["reps"]]
    parts["provenance"]["settings"] = _builtins(analysis.provenance.settings)
    parts["stickers"] = _tidy(_stickers(analysis.poses))
    return {"schema_version": SCHEMA_VERSION, **{name: parts[name] for name in _WRITTEN}}


def _stickers(poses: PoseSequence) -> dict[str, Any] | None:
    if poses.stickers is None:
        return None
    return {**_builtins(poses.stickers), "seen": poses.stickers_seen}


class JsonReport:
    """Writes `analysis.json`."""

    filename = "analysis.json"

    def write(self, analysis: Analysis, folder: Path) -> Path:
        """Write the file; the same analysis gives the same bytes.

        Raises:
            OutputError: It cannot be written.
        """
        path = folder / self.filename
        compact = msgspec.json.encode(to_json_dict(analysis))
        with whole_file(path) as partial:
            partial.write_bytes(msgspec.json.format(compact, indent=2) + b"\n")
        return path


def _builtins(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=_numpy_scalar)


def _numpy_scalar(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a result holds a {type(value).__name__}, which has no place in JSON")


def _tidy(value: Any) -> Any:
    """Plain data with JSON's names and no float that JSON cannot say."""
    if isinstance(value, dict):
        return {_RENAMED.get(name, name): _tidy(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    if isinstance(value, float):
        return round(value, _DECIMALS) + 0.0 if math.isfinite(value) else None  # + 0.0 turns -0.0 into 0.0
    return value
