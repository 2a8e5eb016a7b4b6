"""What the clips with stickers say: whether stickers are found, and how far the pelvic drop read off them is off."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.markdown import number, share, table
from hipcheck.geometry import FloatArray
from hipcheck.settings import MeasurementSettings
from hipcheck.uncertainty import half_width, sd_of_change

__all__ = ["drop_section", "found_section", "leaks"]

_METRICS: Final = ("pelvic_drop_deg", "hip_adduction_deg")
_YAWS: Final = (("up to 5°", 0.0, 5.0), ("5 to 15°", 5.0, 15.0))
_SDS: Final = float(half_width(1.0, MeasurementSettings().confidence))
"""Standard deviations in half an interval."""
_FEWEST: Final = 12
"""Fewer readings tell no slope and no leak."""


def found_section(rows: Rows) -> str:
    """In how many clips stickers were found, by what there was to find."""
    clips = rows.clips.join(rows.facts.select("clip", worn="stickers"), on="clip")
    lines = []
    for half in ("check", "development"):
        for worn, words in (
            ("two", "two stickers"),
            ("one", "one sticker, and things"),
            ("none", "things alone"),
        ):
            found = clips.filter((pl.col("half") == half) & (pl.col("worn") == worn))["stickers"]
            if len(found):
                lines.append([half, words, str(len(found)), f"{found.sum()}"])
    return table(("half", "worn", ">clips", ">stickers found"), lines)


def drop_section(rows: Rows) -> str:
    """Errors of what is read off stickers, at the bottom: of its change from quiet standing, and the intervals of both."""
    chosen = _chosen(rows)
    lines = []
    for half in ("check", "development"):
        for metric in _METRICS:
            for words, low, high in _YAWS:
                within = chosen.filter(
                    (pl.col("half") == half)
                    & (pl.col("metric") == metric)
                    & pl.col("yaw_deg").abs().is_between(low, high, closed="right" if low else "both")
                )
                if len(within):
                    lines.append([half, f"`{metric}`", words, *_cells(within)])
    head = (
        "half", "metric", "camera off by", ">reps", ">withheld or missed", ">bias", ">MAE", ">95 %", ">slope",
        ">per ° of lean", ">per ° of knee", ">coverage", ">±", ">of the angle itself", ">±",
    )  # fmt: skip
    return table(head, lines)


def _chosen(rows: Rows) -> pl.DataFrame:
    """Readings at the bottom of whole reps of people with two stickers, with the true angles that might leak in."""
    worn = rows.facts.filter(pl.col("stickers") == "two").select("clip")
    bottom = rows.readings.filter(pl.col("at") == "bottom").join(worn, on="clip", how="semi")
    keys = ["clip", "model", "rep", "side"]
    true = {
        name: bottom.filter(pl.col("metric") == metric).select(*keys, pl.col("truth_excursion").alias(name))
        for name, metric in (("lean", "trunk_lean_deg"), ("knee", "knee_fppa_deg"))
    }
    return (
        bottom.filter(pl.col("metric").is_in(_METRICS))
        .join(true["lean"], on=keys, how="left")
        .join(true["knee"], on=keys, how="left")
        .join(rows.clips.select("clip", "model", "roll_sd_deg"), on=["clip", "model"], how="left")
        .with_columns(error=pl.col("excursion") - pl.col("truth_excursion"))
    )


def _cells(group: pl.DataFrame) -> list[str]:
    measured = group.filter((pl.col("status") == "measured") & pl.col("error").is_finite())
    error = measured["error"].to_numpy()
    if not len(error):
        return [str(len(group)), share(1.0), *[""] * 10]
    of_value = ((measured["high"] - measured["low"]) / 2.0).to_numpy()
    of_change = _of_change(measured, of_value)
    slope, lean, knee = leaks(measured)
    inside = measured["truth"].is_between(measured["low"], measured["high"]).to_numpy()
    return [
        str(len(group)),
        share(1.0 - len(measured) / len(group)),
        number(float(error.mean()), sign=True),
        number(float(np.abs(error).mean())),
        number(float(np.quantile(np.abs(error), 0.95))),
        *(f"{part:+.2f}" if np.isfinite(part) else "" for part in (slope, lean, knee)),
        share(float((np.abs(error) <= of_change).mean())),
        number(float(np.median(of_change))),
        share(float(inside.mean())),
        number(float(np.median(of_value))),
    ]


def _of_change(measured: pl.DataFrame, of_value: FloatArray) -> FloatArray:
    """Half of the intervals of changes from standing, from those of the angles themselves."""
    [metric] = measured["metric"].unique()
    return sd_of_change(metric, of_value / _SDS, measured["roll_sd_deg"].to_numpy()) * _SDS


def leaks(measured: pl.DataFrame) -> tuple[float, float, float]:
    """How much the seen change grows with the true one, and with trunk lean and knee where that stays the same.

    Args:
        measured: `excursion`, `truth_excursion`, `lean` and `knee`, degrees.

    Returns:
        Slope, and degrees per degree of lean and of knee, by least squares; NaN where there are too few readings.
    """
    known = measured.drop_nulls(["lean", "knee"])
    if len(known) < _FEWEST:
        return float("nan"), float("nan"), float("nan")
    columns = known.select("truth_excursion", "lean", "knee").to_numpy()
    design = np.column_stack([columns, np.ones(len(known))])
    solution = np.linalg.lstsq(design, known["excursion"].to_numpy(), rcond=None)[0]
    return float(solution[0]), float(solution[1]), float(solution[2])
