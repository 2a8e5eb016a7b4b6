"""What the figures mean for somebody who films themselves, in five sentences made of the figures."""

from __future__ import annotations

from typing import Final

import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.markdown import number, share
from benchmarks.accuracy.recognition import with_verdicts
from benchmarks.accuracy.stats import agreement
from benchmarks.accuracy.table import visible

__all__ = ["meaning"]

_UNKNOWN: Final = "?"
"""Stands for a figure that the clips kept so far do not give."""


def meaning(rows: Rows) -> str:
    """Five sentences, from the check half with the default model."""
    readings = rows.readings.filter(
        (pl.col("model") == "full") & (pl.col("half") == "check") & (pl.col("at") == "bottom")
    )
    clips = with_verdicts(rows.clips.filter((pl.col("model") == "full") & (pl.col("half") == "check")))
    sentences = (
        _squarely(readings),
        _turned(readings),
        _bend(readings),
        _intervals(readings),
        _grades(readings, clips),
    )
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1))


def _of(readings: pl.DataFrame, metric: str, *conditions: pl.Expr) -> dict[str, float]:
    """Agreement of one metric's readings; NaN everywhere where there are none."""
    chosen = readings.filter(pl.col("metric") == metric, *conditions)
    found = agreement(chosen, ["metric"])
    row = found.row(0, named=True) if len(found) else {}
    names = ("n", "mae", "p95", "withheld", "coverage", "half_width")
    return {name: float("nan") if row.get(name) is None else float(row[name]) for name in names}


def _share(value: float | None) -> str:
    return share(value) or _UNKNOWN


def _one(value: float) -> str:
    return number(value, decimals=1) or _UNKNOWN


def _whole(value: float) -> str:
    return number(value, decimals=0) or _UNKNOWN


def _facing(max_yaw_deg: float) -> pl.Expr:
    return pl.col("view").is_in(["front", "back"]) & (pl.col("yaw_deg").abs() <= max_yaw_deg)


def _squarely(readings: pl.DataFrame) -> str:
    knee, lean = (_of(readings, metric, _facing(3.0)) for metric in ("knee_fppa_deg", "trunk_lean_deg"))
    return (
        f"Filmed squarely from the front or back (within 3°), the knee's inward angle at the bottom is off by "
        f"{_one(knee['mae'])}° on average and by less than {_whole(knee['p95'])}° in 95 of 100 reps, the trunk's lean by "
        f"{_one(lean['mae'])}° and less than {_whole(lean['p95'])}°."
    )


def _turned(readings: pl.DataFrame) -> str:
    off = (pl.col("yaw_deg").abs() > 3.0) & _facing(15.0)
    knee = _of(readings, "knee_fppa_deg", off)
    return (
        f"Where the camera stood 3 to 15° off, the knee's angle was withheld in {_share(knee['withheld'])} of reps and was "
        f"off by {_one(knee['mae'])}° on average in the others: point the second toe at the lens before you trust it."
    )


def _bend(readings: pl.DataFrame) -> str:
    side, front = (_of(readings, metric, visible()) for metric in ("knee_flexion_deg", "depth_deg"))
    return (
        f"Knee bend is off by {_one(side['mae'])}° on average where it is seen from the side, and by {_one(front['mae'])}° where "
        f"it is inferred from the front."
    )


def _intervals(readings: pl.DataFrame) -> str:
    known = readings.filter(visible() & (pl.col("status") == "measured"))
    inside = (
        known.select(pl.col("truth").is_between(pl.col("low"), pl.col("high")).mean()).item()
        if len(known)
        else None
    )
    knee = _of(readings, "knee_fppa_deg", pl.col("view").is_in(["front", "back"]))
    return (
        f"The printed 95 % intervals held the truth in {_share(inside)} of all readings at the bottom; for the knee's inward "
        f"angle they are ±{_whole(knee['half_width'])}° wide, and a difference smaller than that between two clips is none."
    )


def _grades(readings: pl.DataFrame, clips: pl.DataFrame) -> str:
    graded = readings.filter(pl.col("grade") != "")
    good, marked = (graded.filter(pl.col("deserved") == name)["grade"] for name in ("good", "marked"))
    right = clips["all_right"].mean() if len(clips) else None
    return (
        f"Movement, leg, view and number of reps were all right in {_share(right)} of clips; "  # type: ignore[arg-type]
        f"of {len(good)} grades where the truth is good {int((good == 'marked').sum())} were marked, and of {len(marked)} where "
        f"it is marked {int((marked == 'good').sum())} were good."
    )
