"""What hipcheck takes a clip for, and the grades it gives, against what they should be."""

from __future__ import annotations

from typing import Final

import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.markdown import share, table
from benchmarks.accuracy.table import movement_words

__all__ = [
    "RIGHT",
    "confusion_section",
    "grades_section",
    "misses",
    "misses_section",
    "recognition_section",
    "with_verdicts",
]

RIGHT: Final = ("movement", "leg", "view", "reps")
"""What must be right about a clip."""
_GIVEN: Final = ("good", "borderline", "mild", "marked", "")
_DESERVED: Final = ("good", "mild", "marked")


def with_verdicts(clips: pl.DataFrame) -> pl.DataFrame:
    """Clips with a column for each of `RIGHT`: True, False, or null where there is nothing to be right about."""
    known = pl.col("expected_movement") != "unknown"
    one_leg = known & (pl.col("expected_sides") != "") & ~pl.col("expected_sides").str.contains("both")
    same_legs = pl.col("expected_sides").str.split(" ").list.unique().list.sort() == (
        pl.col("seen_sides").str.split(" ").list.unique().list.sort()
    )
    return clips.with_columns(
        movement=pl.col("expected_movement") == pl.col("seen_movement").replace("nobody", "unknown"),
        leg=pl.when(one_leg).then(same_legs),
        view=pl.when(known).then(pl.col("expected_view") == pl.col("seen_view")),
        reps=pl.col("expected_reps") == pl.col("seen_reps"),
    ).with_columns(all_right=pl.all_horizontal(pl.col(name).fill_null(value=True) for name in RIGHT))


def recognition_section(rows: Rows) -> str:
    """Shares of clips in which movement, leg, view and number of reps are right."""
    groups = (
        with_verdicts(rows.clips)
        .group_by("half", "model")
        .agg(pl.len(), *(pl.col(name).mean() for name in (*RIGHT, "all_right", "right_person")))
        .sort("half", "model")
    )
    head = ("half", "model", ">clips", *(f">{name}" for name in RIGHT), ">all four", ">right person")
    return table(
        head,
        ([r[0], r[1], str(r[2]), *(share(value) for value in r[3:])] for r in groups.iter_rows()),
    )


def confusion_section(rows: Rows, model: str = "full") -> str:
    """Movements as filmed, and what they were taken for."""
    clips = rows.clips.filter(pl.col("model") == model).join(rows.facts.select("clip", "kind"), on="clip")
    seen = sorted(clips["seen_movement"].unique())
    counts = clips.group_by("kind", "seen_movement").agg(pl.len())
    at = {(kind, found): count for kind, found, count in counts.iter_rows()}
    head = ("filmed", *(f">{movement_words(name)}" for name in seen))
    return table(
        head,
        (
            [movement_words(kind), *(str(at.get((kind, name), "")) for name in seen)]
            for kind in sorted(clips["kind"].unique())
        ),
    )


def grades_section(rows: Rows, model: str = "full") -> str:
    """Grades of single reps, and of whole sets, against those the truth deserves."""
    head = ("flaw", "truth deserves", ">reps: good", ">borderline", ">mild", ">marked", ">not graded",
            ">sets: good", ">borderline", ">mild", ">marked")  # fmt: skip
    reps = _grades(
        rows.readings.filter((pl.col("model") == model) & (pl.col("deserved") != "") & _could_be_graded())
    )
    sets = _grades(rows.findings.filter(pl.col("model") == model))
    flaws = sorted({flaw for flaw, _, _ in reps})
    return table(
        head,
        (
            [
                flaw.replace("_", " "),
                deserved,
                *(_count(reps, flaw, deserved, given) for given in _GIVEN),
                *(_count(sets, flaw, deserved, given) for given in _GIVEN[:-1]),
            ]
            for flaw in flaws
            for deserved in _DESERVED
        ),
    )


def _could_be_graded() -> pl.Expr:
    """Readings of metrics that hipcheck has at all: the pelvis' need stickers."""
    return ~pl.col("metric").is_in(["pelvic_drop_deg", "pelvis_opening_deg"]) & (
        pl.col("status") == "measured"
    )


def _grades(rows: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    counts = rows.group_by("flaw", "deserved", "grade").agg(pl.len())
    return {(flaw, deserved, grade): count for flaw, deserved, grade, count in counts.iter_rows()}


def _count(counts: dict[tuple[str, str, str], int], flaw: str, deserved: str, given: str) -> str:
    return str(counts.get((flaw, deserved, given), ""))


def misses(rows: Rows) -> pl.DataFrame:
    """Clips of which something was not recognised, with `wrong` in words."""
    judged = with_verdicts(rows.clips).filter(~pl.col("all_right"))
    said = [
        pl.when(~pl.col(name).fill_null(value=True)).then(
            pl.format("{} {}, seen {}", pl.lit(name), *_pair(name))
        )
        for name in RIGHT
    ]
    return judged.with_columns(wrong=pl.concat_str(said, separator="; ", ignore_nulls=True)).sort(
        "clip", "model"
    )


def _pair(name: str) -> tuple[pl.Expr, pl.Expr]:
    columns = {"movement": "movement", "leg": "sides", "view": "view", "reps": "reps"}
    return tuple(pl.col(f"{when}_{columns[name]}").cast(pl.String) for when in ("expected", "seen"))  # type: ignore[return-value]


def misses_section(rows: Rows) -> str:
    """Every clip of which something was not recognised."""
    found = misses(rows)
    if not len(found):
        return "None."
    return table(
        ("clip", "model", "what was wrong", ">yaw"),
        (
            [f"`{r['clip']}`", r["model"], r["wrong"].replace("_", " "), f"{r['yaw_deg']:.0f}°"]
            for r in found.iter_rows(named=True)
        ),
    )
