"""Every single error with everything it may depend on, for whoever wants to look further than the tables do."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, TypeAlias

import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.recognition import with_verdicts

__all__ = ["Kind", "residuals", "write"]

Kind: TypeAlias = Literal["readings", "frames", "clips", "reps"]

_TO_LEG: Final = pl.when(pl.col("side") == "left").then(1.0).when(pl.col("side") == "right").then(
    -1.0
) * pl.when(pl.col("view") == "back").then(-1.0).otherwise(1.0)
"""Turns an angle towards the person's left into one towards the leg, so that + makes its knee look inward; from behind a
knee that comes forward moves the other way."""


def residuals(rows: Rows, kind: Kind = "readings") -> pl.DataFrame:
    """Rows of one kind with the facts of their clips and what was seen of the camera.

    Args:
        rows: All rows.
        kind: "readings", one metric at one place of one rep; "frames", the same at each moment; "clips" and "reps",
            what was recognised, and when.

    Returns:
        The rows, with `residual` (value less truth) and `residual_image` (value less what is in the picture), and where
        there are values, yaw and its error also signed towards the leg; and a column for each fact of the clip.
    """
    facts = rows.facts.drop("half")
    if kind == "clips":
        return with_verdicts(rows.clips).join(facts, on="clip", how="left")
    camera = rows.clips.select(
        "clip",
        "model",
        "seen_view",
        pl.col("yaw_deg").alias("standing_yaw_deg"),
        "seen_yaw_deg",
        "yaw_sd_deg",
        "roll_deg",
        "seen_roll_deg",
        "roll_sd_deg",
    )
    frame = rows.frames_by_name[kind].join(camera, on=["clip", "model"], how="left")
    if kind in ("readings", "frames"):
        frame = frame.with_columns(
            residual=pl.col("value") - pl.col("truth"),
            residual_image=pl.col("value") - pl.col("truth_image"),
            yaw_error_deg=pl.col("seen_yaw_deg") - pl.col("standing_yaw_deg"),
        ).with_columns(
            yaw_to_leg_deg=pl.col("yaw_deg") * _TO_LEG, yaw_error_to_leg_deg=pl.col("yaw_error_deg") * _TO_LEG
        )
    return frame.join(facts, on="clip", how="left")


def write(frame: pl.DataFrame, path: Path) -> None:
    """Write rows to a file.

    Args:
        frame: From `residuals`.
        path: Ending in ".parquet" or ".csv".

    Raises:
        ValueError: Another ending.
    """
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    elif path.suffix == ".csv":
        frame.write_csv(path, float_precision=5)
    else:
        raise ValueError(f"{path}: ends in neither .parquet nor .csv")
