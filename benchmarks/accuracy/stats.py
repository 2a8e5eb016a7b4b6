"""What a group of errors comes down to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

__all__ = ["MIN_FOR_SLOPE", "agreement", "yaw_bin"]

MIN_FOR_SLOPE: Final = 8
"""Fewer readings give no slope or correlation worth printing."""
_MIN_SPREAD: Final = 1e-6
"""Truths that do not vary more give none at all."""


def agreement(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Errors of readings by group.

    Args:
        rows: Readings: `status`, `value`, `low`, `high`, `truth`, `truth_image`, and the columns of `by`.
        by: What to group by.

    Returns:
        One row for each group, sorted, with
        `n` readings that were measured, `reps` that could have been,
        `bias`, `mae` and `p95` (95th percentile of the absolute error) against the truth,
        `mae_image` against the picture,
        `slope` of the value over the truth and `r`, null where there are too few readings or the truth does not vary,
        `withheld` and `missed` as shares of all, `coverage` of the intervals as a share of the measured ones,
        and their median `half_width`.
    """
    error = pl.col("value") - pl.col("truth")
    measured = pl.col("status") == "measured"
    known = error.filter(measured)
    spread = pl.col("truth").filter(measured).std()
    enough = (measured.sum() >= MIN_FOR_SLOPE) & (spread > _MIN_SPREAD)
    r = pl.corr(pl.col("value").filter(measured), pl.col("truth").filter(measured))
    # fmt: off
    return rows.group_by(list(by)).agg(
        measured.sum().alias("n"),
        pl.len().alias("reps"),
        known.mean().alias("bias"),
        known.abs().mean().alias("mae"),
        known.abs().quantile(0.95, "linear").alias("p95"),
        (pl.col("value") - pl.col("truth_image")).filter(measured).fill_nan(None).abs().mean().alias("mae_image"),
        pl.when(enough).then(r * pl.col("value").filter(measured).std() / spread).alias("slope"),
        pl.when(enough).then(r.fill_nan(None)).alias("r"),
        (pl.col("status") == "withheld").mean().alias("withheld"),
        (pl.col("status") == "missed").mean().alias("missed"),
        pl.col("truth").is_between(pl.col("low"), pl.col("high")).filter(measured).mean().alias("coverage"),
        ((pl.col("high") - pl.col("low")) / 2.0).filter(measured).median().alias("half_width"),
    ).sort(list(by))
    # fmt: on


def yaw_bin(column: str = "yaw_deg") -> pl.Expr:
    """How far the camera stands off front or back, in words that sort."""
    off = pl.col(column).abs()
    return (
        pl.when(off <= 3.0)
        .then(pl.lit("0 to 3°"))
        .when(off <= 8.0)
        .then(pl.lit("3 to 8°"))
        .when(off <= 15.0)
        .then(pl.lit("8 to 15°"))
        .otherwise(pl.lit("over 15°"))
        .alias("yaw")
    )
