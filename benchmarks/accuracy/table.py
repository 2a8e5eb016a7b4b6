"""The tables of docs/accuracy.md, each made of rows and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import polars as pl

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.markdown import number, share, table
from benchmarks.accuracy.stats import agreement, yaw_bin
from hipcheck.kinematics import METRICS

__all__ = [
    "angles_section",
    "bodies_section",
    "clips_section",
    "hips_section",
    "models_section",
    "movement_words",
    "over_rep_section",
    "times_section",
    "view_section",
    "visible",
    "yaw_section",
]

_VIEWS: Final = {
    "frontal": ("front", "back"),
    "side": ("side",),
    "any": ("front", "back", "side", "oblique"),
}
"""Views from which a metric can be read at all; from others it is withheld by rule."""
_ORDER: Final = {name: number for number, name in enumerate(METRICS)}
_AGREEMENT: Final = (
    ">withheld",
    ">bias",
    ">MAE",
    ">95 %",
    ">slope",
    ">r",
    ">coverage",
    ">±",
    ">MAE in the picture",
)
_BODY_METRICS: Final = ("knee_fppa_deg", "trunk_lean_deg", "depth_deg", "knee_flexion_deg")


def visible() -> pl.Expr:
    """Readings of metrics that the true view can show."""
    planes = {name: _VIEWS[metric.plane] for name, metric in METRICS.items()}
    allowed = [f"{name}/{view}" for name, views in planes.items() for view in views]
    return pl.concat_str("metric", "view", separator="/").is_in(allowed)


def movement_words(name: str) -> str:
    """A movement's id for people."""
    return name.replace("_", " ").replace("single leg", "single-leg").replace("step down", "step-down")


def clips_section(rows: Rows) -> str:
    """What was filmed: clips of each movement and half, and how they were seen."""
    known = rows.clips.filter(pl.col("model") == "full")
    counts = (
        rows.facts.join(known.select("clip", "expected_view", "expected_reps"), on="clip")
        .group_by("kind")
        .agg(
            (pl.col("half") == "development").sum().alias("development"),
            (pl.col("half") == "check").sum().alias("check"),
            *((pl.col("expected_view") == view).sum().alias(view) for view in _VIEWS["any"]),
            pl.col("expected_reps").sum(),
            pl.col("person").n_unique(),
        )
        .sort("kind")
    )
    head = ("movement", ">development", ">check", ">front", ">back", ">side", ">oblique", ">reps", ">bodies")
    return table(head, ([movement_words(str(row[0])), *map(str, row[1:])] for row in counts.iter_rows()))


def angles_section(rows: Rows, model: str = "full") -> str:
    """Every metric by movement and view: at the bottom, or over the rep where it is a number of the rep."""
    chosen = rows.readings.filter(
        (pl.col("model") == model) & pl.col("at").is_in(["bottom", "rep"]) & visible()
    )
    found = agreement(chosen, ["metric", "movement", "view"])
    head = ("metric", "movement", "view", ">reps", *_AGREEMENT)
    return table(
        head,
        (
            [
                f"`{r['metric']}`",
                movement_words(r["movement"]),
                r["view"],
                str(r["reps"]),
                *_agreement_cells(r),
            ]
            for r in _ordered(found)
        ),
    )


def over_rep_section(rows: Rows, model: str = "full") -> str:
    """Every metric that has a value at each moment, over all frames of the reps."""
    frames = rows.frames.filter((pl.col("model") == model) & visible()).with_columns(
        status=pl.lit("measured"),
        low=pl.col("value") - pl.col("half_width"),
        high=pl.col("value") + pl.col("half_width"),
    )
    found = agreement(frames, ["metric", "movement", "view"])
    head = ("metric", "movement", "view", ">frames", *_AGREEMENT[1:])
    return table(
        head,
        (
            [
                f"`{r['metric']}`",
                movement_words(r["movement"]),
                r["view"],
                str(r["n"]),
                *_agreement_cells(r)[1:],
            ]
            for r in _ordered(found)
        ),
    )


def _ordered(found: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows in the order in which reports show metrics."""
    return iter(sorted(found.iter_rows(named=True), key=lambda row: _ORDER[row["metric"]]))


def _agreement_cells(row: dict[str, Any]) -> list[str]:
    metric = row["metric"]
    if not row["n"]:
        return [share(row["withheld"]), *[""] * (len(_AGREEMENT) - 1)]
    return [
        share(row["withheld"]),
        number(row["bias"], metric, sign=True),
        number(row["mae"], metric),
        number(row["p95"], metric),
        number(row["slope"], decimals=2),
        number(row["r"], decimals=2),
        share(row["coverage"]),
        number(row["half_width"], metric),
        number(row["mae_image"], metric),
    ]


def models_section(rows: Rows) -> str:
    """The three models on the clips that were recorded with all of them."""
    with_all = rows.clips.group_by("clip").agg(pl.len()).filter(pl.col("len") == 3)["clip"]
    chosen = rows.readings.filter(
        pl.col("clip").is_in(with_all.implode()) & pl.col("at").is_in(["bottom", "rep"]) & visible()
    )
    found = agreement(chosen, ["metric", "model"])
    head = ("metric", "model", ">reps", *_AGREEMENT)
    return table(
        head,
        ([f"`{r['metric']}`", r["model"], str(r["reps"]), *_agreement_cells(r)] for r in _ordered(found)),
    )


def hips_section(rows: Rows, model: str = "full") -> str:
    """Bias and mean absolute error against both places of the hip joint, by metric, movement and view."""
    chosen = rows.readings.filter(
        (pl.col("model") == model) & (pl.col("at") == "bottom") & (pl.col("status") == "measured") & visible()
    ).join(rows.hips, on=["clip", "half", "rep", "side", "metric"])
    truths = {"figure": "truth", "laboratory": "truth_laboratory"}
    errors = chosen.with_columns(**{name: pl.col("value") - pl.col(truth) for name, truth in truths.items()})
    places = ("metric", "movement", "view")
    found = (
        errors.group_by(places)
        .agg(
            pl.len(),
            *(pl.col(name).mean().alias(f"{name}_bias") for name in truths),
            *(pl.col(name).abs().mean().alias(f"{name}_mae") for name in truths),
        )
        .sort(places)
    )
    head = (
        "metric", "movement", "view", ">reps",
        ">figure's hips: bias", ">MAE", ">laboratory's hips: bias", ">MAE",
    )  # fmt: skip
    return table(
        head,
        (
            [
                f"`{r['metric']}`",
                movement_words(r["movement"]),
                r["view"],
                str(r["len"]),
                *(
                    number(r[f"{name}_{what}"], sign=what == "bias")
                    for name in truths
                    for what in ("bias", "mae")
                ),
            ]
            for r in _ordered(found)
        ),
    )


def yaw_section(rows: Rows, model: str = "full") -> str:
    """Frontal metrics against how far the camera stood off front or back."""
    frontal = [name for name, metric in METRICS.items() if metric.plane == "frontal" and metric.function]
    chosen = rows.readings.filter(
        (pl.col("model") == model)
        & (pl.col("at") == "bottom")
        & pl.col("metric").is_in(frontal)
        & pl.col("view").is_in(["front", "back"])
    )
    found = agreement(chosen.with_columns(yaw_bin()), ["metric", "yaw"])
    head = ("metric", "camera off by", ">reps", *_AGREEMENT)
    return table(
        head, ([f"`{r['metric']}`", r["yaw"], str(r["reps"]), *_agreement_cells(r)] for r in _ordered(found))
    )


def bodies_section(rows: Rows, model: str = "full") -> str:
    """Mean absolute error and bias of the chief angles for each body."""
    chosen = rows.readings.filter(
        (pl.col("model") == model)
        & (pl.col("at") == "bottom")
        & pl.col("metric").is_in(_BODY_METRICS)
        & visible()
    ).join(rows.facts.select("clip", "person"), on="clip")
    found = agreement(chosen, ["person", "metric"])
    cells = {(r["person"], r["metric"]): r for r in found.iter_rows(named=True)}
    halves = dict(rows.facts.select("person", "half").unique().iter_rows())
    head = ("body", "half", *(f">`{metric}`" for metric in _BODY_METRICS))
    return table(
        head,
        (
            [
                person.replace("_", " "),
                halves[person],
                *(_body_cell(cells.get((person, m)), m) for m in _BODY_METRICS),
            ]
            for person in sorted(halves, key=lambda person: (halves[person], person))
        ),
    )


def _body_cell(row: dict[str, Any] | None, metric: str) -> str:
    if row is None or not row["n"]:
        return ""
    return f"{number(row['mae'], metric)} ({number(row['bias'], metric, sign=True)}, n {row['n']})"


def times_section(rows: Rows) -> str:
    """How far off in time reps were found."""
    head = ("half", "model", ">reps", ">found", "start", "bottom", "end")
    groups = rows.reps.group_by("half", "model").agg(
        pl.len(),
        pl.col("found").mean().alias("found_share"),
        *(
            expression
            for name in ("start", "bottom", "end")
            for expression in (
                (1000.0 * pl.col(f"{name}_error_s").fill_nan(None).median()).alias(f"{name}_median"),
                (1000.0 * pl.col(f"{name}_error_s").fill_nan(None).abs().quantile(0.95, "linear")).alias(
                    f"{name}_p95"
                ),
            )
        ),
    )
    return table(
        head,
        (
            [
                r["half"],
                r["model"],
                str(r["len"]),
                share(r["found_share"]),
                *(_time_cell(r, name) for name in head[4:]),
            ]
            for r in groups.sort("half", "model").iter_rows(named=True)
        ),
    )


def _time_cell(row: dict[str, Any], name: str) -> str:
    if row[f"{name}_median"] is None:
        return ""
    return f"{row[f'{name}_median']:+.0f} ms ({row[f'{name}_p95']:.0f})"


def view_section(rows: Rows) -> str:
    """Errors of yaw and roll, and whether their stated doubt is right."""
    known = rows.clips.filter(
        (pl.col("expected_movement") != "unknown") & (pl.col("expected_view") == pl.col("seen_view"))
    ).with_columns(
        yaw_error=(pl.col("seen_yaw_deg") - pl.col("yaw_deg") + 180.0) % 360.0 - 180.0,
        roll_error=pl.col("seen_roll_deg") - pl.col("roll_deg"),
    )
    head = ("half", "model", "view", ">clips", ">yaw: bias", ">MAE", ">95 %", ">within 1.96 SD", ">roll: bias", ">MAE",
            ">95 %", ">within 1.96 SD")  # fmt: skip
    groups = known.group_by("half", "model", "expected_view").agg(pl.len(), *_errors("yaw"), *_errors("roll"))
    return table(
        head,
        (
            [
                r["half"],
                r["model"],
                r["expected_view"],
                str(r["len"]),
                *_error_cells(r, "yaw"),
                *_error_cells(r, "roll"),
            ]
            for r in groups.sort("half", "model", "expected_view").iter_rows(named=True)
        ),
    )


def _errors(name: str) -> Iterator[pl.Expr]:
    error = pl.col(f"{name}_error").fill_nan(None)
    summaries: dict[str, Callable[[], pl.Expr]] = {
        "bias": error.mean,
        "mae": error.abs().mean,
        "p95": lambda: error.abs().quantile(0.95, "linear"),
        "inside": (error.abs() <= 1.96 * pl.col(f"{name}_sd_deg")).mean,
    }
    return (make().alias(f"{name}_{key}") for key, make in summaries.items())


def _error_cells(row: dict[str, Any], name: str) -> list[str]:
    return [
        number(row[f"{name}_bias"], sign=True),
        number(row[f"{name}_mae"]),
        number(row[f"{name}_p95"]),
        share(row[f"{name}_inside"]),
    ]
