"""The pictures of docs/accuracy.md."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import cv2
import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib.figure import Figure

from benchmarks.accuracy.collect import Rows, shards
from benchmarks.accuracy.recognition import misses
from benchmarks.accuracy.store import read_shard
from benchmarks.accuracy.table import visible
from benchmarks.accuracy.targets import coverage_by_metric
from hipcheck.kinematics import METRICS

__all__ = ["IMAGES", "draw"]

IMAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "images"
"""Where they are put."""

_ANGLES: Final = ("knee_fppa_deg", "trunk_lean_deg", "depth_deg", "knee_flexion_deg")
_MOVEMENTS: Final = {
    "single_leg_squat": "#4269d0",
    "squat": "#efb118",
    "step_down": "#3ca951",
    "single_leg_deadlift": "#ff725c",
}
_STYLE: Final[dict[Any, Any]] = {
    "svg.hashsalt": "hipcheck",  # the same drawing gives the same file
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "legend.frameon": False,
}
_COLUMNS: Final = 8
"""Pictures beside each other in the sheet of misses."""
_CELL_PX: Final = (136, 262)
"""Width and height of one."""


def draw(rows: Rows, folder: Path = IMAGES) -> list[Path]:
    """Draw all pictures, of the check half with the default model.

    Returns:
        The files. The sheet of misses is not among them where nothing was missed.
    """
    check = rows.of_half("check")
    with mpl.rc_context(_STYLE):
        paths = [
            _saved(_agreement_figure(check), folder / "accuracy_angles.svg"),
            _saved(_yaw_figure(check), folder / "accuracy_yaw.svg"),
            _saved(_coverage_figure(check), folder / "accuracy_coverage.svg"),
        ]
    sheet = _misses_sheet(check)
    missed = folder / "accuracy_misses.jpg"
    if sheet is None:
        missed.unlink(missing_ok=True)
        return paths
    cv2.imwrite(str(missed), sheet, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return [*paths, missed]


def _saved(figure: Figure, path: Path) -> Path:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight")
    # Matplotlib leaves blanks at the ends of lines, which version control complains about.
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _bottoms(rows: Rows, metric: str) -> pl.DataFrame:
    return rows.readings.filter(
        (pl.col("model") == "full")
        & (pl.col("metric") == metric)
        & (pl.col("at") == "bottom")
        & (pl.col("status") == "measured")
        & visible()
    )


def _agreement_figure(rows: Rows) -> Figure:
    """Seen over true, a panel for each of the chief angles."""
    figure = Figure(figsize=(10.0, 2.9), layout="constrained")
    for axes, metric in zip(figure.subplots(1, len(_ANGLES)), _ANGLES, strict=True):
        readings = _bottoms(rows, metric)
        _scatter(axes, readings, "truth", "value")
        if len(readings):
            ends = [float(readings["truth"].min()), float(readings["truth"].max())]  # type: ignore[arg-type]
            axes.plot(ends, ends, color="#888888", linewidth=1.0, zorder=1)
        axes.set_title(METRICS[metric].label, fontsize=9)
        axes.set_xlabel("truth, °")
    figure.axes[0].set_ylabel("hipcheck, °")
    _legend(figure)
    return figure


def _scatter(axes: Any, readings: pl.DataFrame, x: str, y: str) -> None:
    for movement, colour in _MOVEMENTS.items():
        mine = readings.filter(pl.col("movement") == movement)
        axes.scatter(
            mine[x], mine[y], s=9, color=colour, alpha=0.65, linewidths=0, label=movement.replace("_", " ")
        )


def _legend(figure: Figure) -> None:
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(_MOVEMENTS), markerscale=2.0)


def _yaw_figure(rows: Rows) -> Figure:
    """Errors of the two frontal angles over the camera's yaw, and the yaw that was seen over the true one."""
    figure = Figure(figsize=(10.0, 3.1), layout="constrained")
    panels = figure.subplots(1, 3)
    for axes, metric in zip(panels[:2], ("knee_fppa_deg", "trunk_lean_deg"), strict=True):
        readings = _bottoms(rows, metric).with_columns(error=pl.col("value") - pl.col("truth"))
        _scatter(axes, readings, "yaw_deg", "error")
        axes.set_title(f"{METRICS[metric].label}: error at the bottom", fontsize=9)
        axes.set_ylabel("error, °")
    clips = rows.clips.filter(
        (pl.col("model") == "full")
        & (pl.col("expected_movement") != "unknown")
        & pl.col("expected_view").is_in(["front", "back"])
        & (pl.col("seen_view") == pl.col("expected_view"))
    )
    panels[2].errorbar(
        clips["yaw_deg"], clips["seen_yaw_deg"], 1.96 * clips["yaw_sd_deg"].to_numpy(), fmt="o", markersize=3,
        linewidth=0.5, color="#6b4fa0", alpha=0.6,
    )  # fmt: skip
    if len(clips):
        ends = [float(clips["yaw_deg"].min()), float(clips["yaw_deg"].max())]  # type: ignore[arg-type]
        panels[2].plot(ends, ends, color="#888888", linewidth=1.0, zorder=1)
    panels[2].set_title("Camera yaw as hipcheck sees it", fontsize=9)
    for axes in panels:
        axes.set_xlabel("true camera yaw, °")
    _legend(figure)
    return figure


def _coverage_figure(rows: Rows) -> Figure:
    """How often the intervals hold the truth."""
    found = coverage_by_metric(rows.of_model("full")).sort("coverage")
    figure = Figure(figsize=(7.0, 0.6 + 0.24 * max(len(found), 1)), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(92, 98, color="#d7ecd9", zorder=0)
    labels = [f"{METRICS[metric].label} (n {n})" for metric, n in found.select("metric", "n").iter_rows()]
    axes.barh(labels, 100.0 * found["coverage"].to_numpy(), color="#4269d0", height=0.6, zorder=2)
    axes.axvline(95, color="#3ca951", linewidth=1.0, zorder=3)
    axes.set_xlim(0.0, 100.0)
    axes.set_xlabel("95 % intervals that hold the truth, % (wanted: 92 to 98)")
    return figure


def _misses_sheet(rows: Rows) -> np.ndarray | None:
    """Small pictures of the clips of which something was not recognised, by name."""
    names = sorted(misses(rows.of_model("full"))["clip"].unique())
    if not names:
        return None
    pictures = {record.spec.name: record.picture_jpeg for path in shards() for record in read_shard(path)}
    cells = [_cell(name, pictures[name]) for name in names if pictures.get(name)]
    while len(cells) % _COLUMNS:
        cells.append(np.full((_CELL_PX[1], _CELL_PX[0], 3), 255, np.uint8))
    return np.vstack([np.hstack(cells[at : at + _COLUMNS]) for at in range(0, len(cells), _COLUMNS)])


def _cell(name: str, jpeg: bytes) -> np.ndarray:
    cell = np.full((_CELL_PX[1], _CELL_PX[0], 3), 255, np.uint8)
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    scale = min((_CELL_PX[0] - 2) / picture.shape[1], 240 / picture.shape[0])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cell[20 : 20 + small.shape[0], : small.shape[1]] = small
    cv2.putText(
        cell,
        name.split("_", maxsplit=1)[0],
        (2, 14),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.45,
        (0, 0, 0),
        1,
        cv2.LINE_AA,
    )
    return cell
