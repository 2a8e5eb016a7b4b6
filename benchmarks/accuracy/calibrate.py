"""What the development half says about the constants of the error model. The check half is never looked at here.

Three questions for each metric, movement and view: how far off is it (bias, SD), how much of that is where the camera
stood and how much the landmarks, and is the stated doubt as large as it should be. Then the same for yaw and roll, for
each sign that the yaw is estimated from, and for the place of each landmark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from benchmarks.accuracy.collect import DATA, collect, shards
from benchmarks.accuracy.landmark_errors import heading_rows, landmark_rows
from benchmarks.accuracy.markdown import number, share, table
from benchmarks.accuracy.residuals import residuals
from benchmarks.accuracy.store import read_shard
from benchmarks.accuracy.table import visible
from hipcheck.kinematics import METRICS

__all__ = ["calibration", "heading_summary", "landmark_summary", "metric_summary", "yaw_summary"]

_HALF: Final = "development"
_Z95: Final = 1.959964
"""Half of a 95 % interval in standard deviations of a normal error."""
_MIN_CLIPS: Final = 4
"""Fewer clips tell no spread between clips."""


def calibration(folder: Path = DATA) -> str:
    """The whole report, for the terminal."""
    rows = collect(folder).of_half(_HALF)
    if not len(rows.clips):
        return "no clips of the development half are kept yet"
    records = [
        (record, model)
        for path in shards(folder)
        for record in read_shard(path)
        if record.half == _HALF
        for model in record.recordings
    ]
    landmarks = pl.concat([landmark_rows(record, model) for record, model in records])
    headings = pl.concat([heading_rows(record, model) for record, model in records])
    return "\n\n".join(
        [
            "ERRORS BY METRIC, MOVEMENT AND VIEW, and what they are made of",
            _printed(
                metric_summary(residuals(rows), ["metric", "movement", "view", "model"]),
                _METRIC_HEAD,
                metric_cells,
            ),
            "THE SAME BY METRIC ALONE",
            _printed(metric_summary(residuals(rows), ["metric", "model"]), _METRIC_HEAD, metric_cells),
            "YAW AND ROLL",
            _printed(yaw_summary(rows.clips), _YAW_HEAD, _plain_cells),
            "SIGNS OF THE YAW, one by one",
            _printed(heading_summary(headings), _HEADING_HEAD, _plain_cells),
            "LANDMARKS BESIDE THEIR JOINTS, millimetres",
            _printed(landmark_summary(landmarks), _LANDMARK_HEAD, _plain_cells),
        ]
    )


_METRIC_HEAD: Final = (
    ">n", ">clips", ">bias", ">SD", ">between clips", ">within", ">camera: bias", ">SD", ">landmarks: bias", ">SD",
    ">per ° of yaw error", ">SD without it", ">stated SD", ">error/stated", ">coverage",
)  # fmt: skip


def metric_summary(errors: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Errors of readings at the bottom or over the rep, taken apart.

    Args:
        errors: From `residuals`.
        by: What to group by.

    Returns:
        One row for each group:
        `bias`, `sd` of value less truth;
        `between`, SD of the clips' means, and `within`, SD of reps about their clip's mean: the shared and the own part;
        `camera_bias`, `camera_sd` of the picture less the person's own plane: yaw, perspective, distance;
        `landmark_bias`, `landmark_sd` of the value less the picture, which mean something where nothing is corrected;
        `per_yaw`, change of the error per degree that the yaw is misjudged towards the leg, and `sd_without_yaw`, what is
        left without it;
        `stated`, median standard deviation that the intervals imply, `scale`, by what they would have to be multiplied for
        95 % of them to hold the truth, and `coverage` as they are.
    """
    chosen = errors.filter(
        pl.col("at").is_in(["bottom", "rep"]) & (pl.col("status") == "measured") & visible()
    )
    rows = []
    for key, group in chosen.group_by(list(by), maintain_order=True):
        rows.append(dict(zip(by, key, strict=True)) | _taken_apart(group))
    return pl.DataFrame(rows).sort(list(by)) if rows else pl.DataFrame()


def _taken_apart(group: pl.DataFrame) -> dict[str, float]:
    residual = group["residual"].to_numpy()
    clip_means = group.group_by("clip").agg(pl.col("residual").mean(), pl.len())
    within = group.with_columns(off=pl.col("residual") - pl.col("residual").mean().over("clip"))[
        "off"
    ].to_numpy()
    freedom = len(residual) - len(clip_means)
    stated = ((group["high"] - group["low"]) / 2.0 / _Z95).to_numpy()
    per_yaw, left = _yaw_part(group)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(residual) / stated
    camera = group["residual"].to_numpy() - group["residual_image"].to_numpy()
    return {
        "n": float(len(residual)),
        "clips": float(len(clip_means)),
        "bias": float(residual.mean()),
        "sd": _sd(residual),
        "between": _sd(clip_means["residual"].to_numpy()) if len(clip_means) >= _MIN_CLIPS else float("nan"),
        "within": float(np.sqrt(np.sum(within**2) / freedom)) if freedom > 0 else float("nan"),
        "camera_bias": _mean(camera),
        "camera_sd": _sd(camera),
        "landmark_bias": _mean(group["residual_image"].to_numpy()),
        "landmark_sd": _sd(group["residual_image"].to_numpy()),
        "per_yaw": per_yaw,
        "sd_without_yaw": left,
        "stated": float(np.median(stated)),
        "scale": float(np.quantile(z, 0.95)) / _Z95,
        "coverage": float(np.mean(np.abs(residual) <= _Z95 * stated)),
    }


def _yaw_part(group: pl.DataFrame) -> tuple[float, float]:
    """Slope of the error over the yaw's own error, and the SD that is left; NaN where the yaw has no sign for a leg."""
    known = group.select("residual", "yaw_error_to_leg_deg").drop_nulls().fill_nan(None).drop_nulls()
    if len(known) < 2 * _MIN_CLIPS:
        return float("nan"), float("nan")
    error, yaw = known["residual"].to_numpy(), known["yaw_error_to_leg_deg"].to_numpy()
    slope, offset = np.polyfit(yaw, error, 1)
    return float(slope), _sd(error - slope * yaw - offset)


def _sd(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def metric_cells(row: dict[str, Any]) -> list[str]:
    """A row of the first table, each number as precise as its metric."""
    metric = row["metric"]
    counts = [f"{row[name]:.0f}" for name in ("n", "clips")]
    names = ("bias", "sd", "between", "within", "camera_bias", "camera_sd", "landmark_bias", "landmark_sd")
    decimals = 3 if not METRICS[metric].unit else 2
    numbers = [number(row[name], decimals=decimals, sign=name.endswith("bias")) for name in names]
    tail = [number(row["per_yaw"], decimals=decimals, sign=True)]
    tail += [number(row[name], decimals=decimals) for name in ("sd_without_yaw", "stated")]
    return [*counts, *numbers, *tail, number(row["scale"], decimals=2), share(row["coverage"])]


_YAW_HEAD: Final = (">clips", ">yaw: bias", ">SD", ">slope", ">stated SD", ">error/stated", ">roll: bias", ">SD",
                    ">stated SD", ">error/stated")  # fmt: skip


def yaw_summary(clips: pl.DataFrame) -> pl.DataFrame:
    """Yaw and roll against the truth, by model and view, and whether their stated doubt is right.

    Args:
        clips: Of known movements whose view was recognised; others are left out.
    """
    known = clips.filter(
        (pl.col("expected_movement") != "unknown") & (pl.col("expected_view") == pl.col("seen_view"))
    ).with_columns(
        yaw_error=(pl.col("seen_yaw_deg") - pl.col("yaw_deg") + 180.0) % 360.0 - 180.0,
        roll_error=pl.col("seen_roll_deg") - pl.col("roll_deg"),
    )
    slope = pl.cov("seen_yaw_deg", "yaw_deg") / pl.col("yaw_deg").var()
    return (
        known.group_by("model", "expected_view")
        .agg(
            pl.len().alias("clips"),
            pl.col("yaw_error").mean().alias("yaw_bias"),
            pl.col("yaw_error").std().alias("yaw_sd"),
            slope.alias("slope"),
            pl.col("yaw_sd_deg").median().alias("yaw_stated"),
            ((pl.col("yaw_error").abs() / pl.col("yaw_sd_deg")).quantile(0.95, "linear") / _Z95).alias(
                "yaw_scale"
            ),
            pl.col("roll_error").mean().alias("roll_bias"),
            pl.col("roll_error").std().alias("roll_sd"),
            pl.col("roll_sd_deg").median().alias("roll_stated"),
            ((pl.col("roll_error").abs() / pl.col("roll_sd_deg")).quantile(0.95, "linear") / _Z95).alias(
                "roll_scale"
            ),
        )
        .sort("model", "expected_view")
    )


_HEADING_HEAD: Final = (">clips", ">bias", ">SD", ">slope", ">SD about the slope")


def heading_summary(headings: pl.DataFrame) -> pl.DataFrame:
    """Each sign of the yaw against the camera's true bearing, by model and view."""
    rows = []
    known = headings.with_columns(
        error=(pl.col("seen_deg") - pl.col("bearing_deg") + 180.0) % 360.0 - 180.0,
        # Folded, so that front and back, left and right can be put on one line.
        off=(pl.col("bearing_deg") + 90.0) % 180.0 - 90.0,
    ).filter(pl.col("seen_deg").is_finite())
    for key, group in known.group_by("model", "view", "sign", maintain_order=True):
        error, off = group["error"].to_numpy(), group["off"].to_numpy()
        enough = len(group) >= _MIN_CLIPS and np.ptp(off) > 1.0
        slope = float(np.polyfit(off, error, 1)[0]) if enough else float("nan")
        left = _sd(error - slope * off) if enough else float("nan")
        rows.append(
            dict(zip(("model", "view", "sign"), key, strict=True))
            | {
                "clips": len(group),
                "bias": _mean(error),
                "sd": _sd(error),
                "slope": 1.0 + slope,
                "left": left,
            }
        )
    return pl.DataFrame(rows).sort("model", "view", "sign") if rows else pl.DataFrame()


_LANDMARK_HEAD: Final = (">clips", ">outward", ">SD", ">down", ">SD", ">forward", ">SD", ">jitter")


def landmark_summary(landmarks: pl.DataFrame) -> pl.DataFrame:
    """Where each landmark lies beside its joint, by model, view, phase and role."""
    keys = ["model", "view", "phase", "joint", "role"]
    spread = [
        expression
        for name in ("outward", "down", "forward")
        for expression in (
            pl.col(f"{name}_mm").fill_nan(None).mean().alias(f"{name}_mean"),
            pl.col(f"{name}_mm").fill_nan(None).std().alias(f"{name}_sd"),
        )
    ]
    return (
        landmarks.group_by(keys)
        .agg(pl.col("clip").n_unique().alias("clips"), *spread, pl.col("jitter_mm").fill_nan(None).median())
        .sort(keys)
    )


def _plain_cells(row: dict[str, Any]) -> list[str]:
    values = [value for value in row.values() if not isinstance(value, str)]
    return [str(values[0]), *(number(value, decimals=2) for value in values[1:])]


def _printed(found: pl.DataFrame, head: Iterable[str], cells: Any) -> str:
    if not len(found):
        return "(nothing)"
    keys = [name for name in found.columns if found[name].dtype == pl.String]
    return table((*keys, *head), _lines(found, keys, cells))


def _lines(found: pl.DataFrame, keys: Sequence[str], cells: Any) -> Iterator[list[str]]:
    for row in found.iter_rows(named=True):
        yield [*(str(row[key]) for key in keys), *cells(row)]
