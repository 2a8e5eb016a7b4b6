"""Reads results back: an `analysis.json`, and what of it a comparison of sessions needs."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any, Final

import msgspec
from scipy.stats import norm

from hipcheck.catalog import Basis, Threshold, load_catalog
from hipcheck.change import Conditions, Graded, Session, SessionValue
from hipcheck.errors import InputError, one_line
from hipcheck.kinematics import METRICS
from hipcheck.reports.json_document import SCHEMA_VERSION, AnalysisDocument, Summary
from hipcheck.reports.json_report import JsonReport
from hipcheck.uncertainty import ERRORS

__all__ = ["error_of_change", "read_document", "session_of"]

_USUAL_CONFIDENCE: Final = 0.95
"""Of intervals, where a result does not tell it."""


class _Version(msgspec.Struct):
    """The one key to look at first."""

    schema_version: int


def read_document(path: Path) -> AnalysisDocument:
    """Read a result.

    Args:
        path: An `analysis.json`, or the result folder that holds one.

    Raises:
        InputError: It is not there, is broken, or was written by a hipcheck that writes another form.
    """
    file = path / JsonReport.filename if path.is_dir() else path
    shown = one_line(str(file))
    try:
        text = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"{shown}: cannot be read ({error.strerror}); give the analysis.json of a result, or its folder."
        ) from error
    try:
        version = msgspec.json.decode(text, type=_Version).schema_version
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{shown}: is no result of hipcheck ({error}); give the analysis.json that `hipcheck analyze` writes."
        ) from error
    if version != SCHEMA_VERSION:
        which = "a newer" if version > SCHEMA_VERSION else "an older"
        remedy = "update hipcheck" if version > SCHEMA_VERSION else "analyse the clip again"
        raise InputError(
            f"{shown}: has version {version} of the form, from {which} hipcheck, and this one reads version "
            f"{SCHEMA_VERSION}; {remedy}."
        )
    try:
        return msgspec.json.decode(text, type=AnalysisDocument)
    except msgspec.ValidationError as error:
        raise InputError(f"{shown}: is a damaged result ({error}); analyse the clip again.") from error


def session_of(
    document: AnalysisDocument,
    label: str,
    *,
    date: dt.date | None = None,
    step_height_cm: float | None = None,
) -> Session:
    """What a comparison needs of a result.

    Args:
        document: The result.
        label: As the session is to be called.
        date: Of filming.
        step_height_cm: None where it is not known.
    """
    found, made = document, document.provenance
    return Session(
        label=label,
        conditions=Conditions(
            movement=found.movement.id,
            movement_name=found.movement.name,
            variant=found.movement.variant,
            view=found.view.kind if found.view else None,
            step_height_cm=step_height_cm,
            hipcheck=made.hipcheck,
            model=made.model,
            model_sha256=made.model_sha256,
            settings=made.settings,
        ),
        values=tuple(value for summary in found.summary for value in _values(summary, document)),
        grades=tuple(
            Graded(f.flaw, f.side, f.metric, f.grade) for f in found.findings if f.threshold is not None
        ),
        thresholds=_thresholds(document),
        date=date,
        clips=(found.source.sha256,) if found.source and found.source.sha256 else (),
    )


def _thresholds(document: AnalysisDocument) -> tuple[Threshold, ...]:
    """The movement's cut-offs; of a movement of the user's own, those that made its findings."""
    movement = load_catalog().movements.get(document.movement.id)
    if movement is not None:
        return movement.thresholds
    own = {(f.threshold.metric, f.threshold.at): f.threshold for f in document.findings if f.threshold}
    return tuple(msgspec.convert(msgspec.to_builtins(threshold), Threshold) for threshold in own.values())


def _values(summary: Summary, document: AnalysisDocument) -> list[SessionValue]:
    """The value as seen, and as a change from standing where there is one."""
    if summary.metric not in METRICS:  # of a later hipcheck, whose version forbids comparing anyway
        return []
    error = _standard_error(summary.median, summary.high, document)
    seen = _value(summary, Basis.ABSOLUTE, summary.median, error)
    if summary.excursion is None:
        return [seen]
    change = _value(summary, Basis.EXCURSION, summary.excursion, _of_change(summary, error, document))
    return [seen, change]


def _value(summary: Summary, basis: Basis, value: float, error: float) -> SessionValue:
    return SessionValue(summary.metric, summary.side, summary.at, basis, value, error, summary.reps)


def _of_change(summary: Summary, error: float, document: AnalysisDocument) -> float:
    """The standard error of a change from standing.

    The finding made of it says it. Elsewhere it is reckoned; what standing takes out of the camera's roll stays in.
    """
    for finding in document.findings:
        graded = finding.threshold
        if graded and (finding.metric, finding.side, graded.at, finding.basis) == (
            summary.metric, summary.side, summary.at, Basis.EXCURSION,
        ):  # fmt: skip
            return _standard_error(finding.value, finding.high, document)
    if METRICS[summary.metric].excursion == "ratio":  # a share of standing, by which its error is divided too
        return error * abs((summary.excursion or 0.0) / summary.median) if summary.median else math.nan
    return error_of_change(summary.metric, error)


def error_of_change(metric: str, error: float) -> float:
    """The standard error of a change from standing where only that of the value as seen is known.

    It is less by the part of the bias that standing takes out, and never below the part that it leaves.
    """
    model = ERRORS[metric]
    return (
        error
        if math.isnan(error)
        else max(math.sqrt(max(error**2 - model.absolute_bias**2, 0.0)), model.bias)
    )


def _standard_error(value: float, high: float | None, document: AnalysisDocument) -> float:
    """From the upper half of the interval, as the lower one may end at 0; NaN where it is not known."""
    if high is None:
        return math.nan
    table: dict[str, Any] = document.provenance.settings.get("measurement", {})
    confidence = table.get("confidence", _USUAL_CONFIDENCE)
    return (high - value) / float(norm.ppf(0.5 + confidence / 2.0))
