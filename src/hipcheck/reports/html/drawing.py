"""A chart as shapes of a fixed drawing: shown before, or without, the interactive one, and in print."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import Chart, ChartKind, Limit, LineStyle, segments
from hipcheck.reports.wording import scale_of
from hipcheck.results import Grade

__all__ = ["Drawing", "draw", "nice_ticks"]

WIDTH: Final = 360.0
HEIGHT: Final = 216.0
LEFT: Final = 36.0
RIGHT: Final = 10.0
TOP: Final = 16.0
BOTTOM: Final = 34.0
MAX_POINTS: Final = 400
"""Points of a curve: about one for each unit of the drawing's width."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area."""

    side: Side | None
    style: LineStyle
    d: str


@dataclass(frozen=True, slots=True)
class Box:
    """The time of a rep."""

    side: Side | None
    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A cut-off, and the area of its grade above it.

    Attributes:
        y: The cut-off.
        area_y: Upper edge of the area.
        area_height: 0 where smaller is worse: every rep begins and ends there, and that is no fault.
        label_y: Base line of the label.
        grade: What lies beyond.
        label: In words.
    """

    y: float
    area_y: float
    area_height: float
    label_y: float
    grade: Grade
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a template needs, in units of the drawing: x to the right, y down."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    areas: tuple[Path, ...]
    lines: tuple[Path, ...]
    boxes: tuple[Box, ...]
    rules: tuple[Rule, ...]


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers between `low` and `high`: steps of 1, 2 or 5 times a power of ten, at most `most` of them."""
    raw = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (power * factor) <= most - 1)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * k for k in range(first, last + 1)]


class _Scale:
    """From a chart's values to the drawing."""

    def __init__(self, chart: Chart) -> None:
        (self.x0, x1), (y0, self.y1) = chart.x_range, chart.y_range
        self.per_x = (WIDTH - LEFT - RIGHT) / ((x1 - self.x0) or 1.0)
        self.per_y = (HEIGHT - TOP - BOTTOM) / (self.y1 - y0)

    def x(self, value: float) -> float:
        return round(LEFT + (value - self.x0) * self.per_x, 1)

    def y(self, value: float) -> float:
        return round(TOP + (self.y1 - value) * self.per_y, 1)

    def points(self, x: FloatArray, y: FloatArray) -> list[str]:
        return [f"{self.x(a):g} {self.y(b):g}" for a, b in zip(x, y, strict=True)]


def draw(chart: Chart) -> Drawing:
    """Lay a chart out."""
    scale = _Scale(chart)
    seconds = chart.kind is ChartKind.TIME
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        x_label="seconds" if seconds else "% of the rep",
        x_ticks=tuple(Tick(scale.x(v), f"{v:g}") for v in nice_ticks(*chart.x_range, 8)),
        y_ticks=tuple(
            Tick(scale.y(v), f"{v:g}{scale_of(chart.metric).unit}") for v in nice_ticks(*chart.y_range, 6)
        ),
        areas=tuple(
            Path(band.side, LineStyle.CURVE, _area(scale, band.x, band.low, band.high))
            for band in chart.bands
        ),
        lines=tuple(Path(line.side, line.style, _line(scale, line.x, line.y)) for line in chart.lines),
        boxes=tuple(
            Box(s.side, scale.x(s.start_s), round(scale.x(s.end_s) - scale.x(s.start_s), 1), s.label)
            for s in chart.spans
        ),
        rules=tuple(_rule(scale, limit) for limit in chart.limits),
    )


def _thinned(values: FloatArray) -> FloatArray:
    return values[:: max(1, -(-len(values) // MAX_POINTS))]


def _line(scale: _Scale, x: FloatArray, y: FloatArray) -> str:
    pieces = segments(_thinned(x), _thinned(y))
    return " ".join("M" + " L".join(scale.points(a, b)) for a, b in pieces)


def _area(scale: _Scale, x: FloatArray, low: FloatArray, high: FloatArray) -> str:
    pieces = segments(_thinned(x), _thinned(low), _thinned(high))
    return " ".join(
        "M" + " L".join(scale.points(a, up) + scale.points(a[::-1], down[::-1])) + " Z"
        for a, down, up in pieces
    )


def _rule(scale: _Scale, limit: Limit) -> Rule:
    y, end = scale.y(limit.value), scale.y(limit.until)
    if not limit.above:
        return Rule(y, y, 0.0, y + 10.0, limit.grade, limit.label)
    return Rule(y, end, round(y - end, 1), y - 3.0, limit.grade, limit.label)
