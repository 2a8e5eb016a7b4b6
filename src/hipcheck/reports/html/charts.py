"""What a chart is: plain values, nothing about how they are drawn.

`curves` makes charts of an analysis; `drawing` and `figure` draw them, one for paper and one for fingers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.results import Grade, Rep

__all__ = [
    "Band",
    "Chart",
    "ChartKind",
    "Limit",
    "Line",
    "LineStyle",
    "Span",
    "segments",
]


class ChartKind(StrEnum):
    """What runs along the horizontal axis."""

    TIME = "time"
    """Seconds of the clip."""
    REPS = "reps"
    """0 to 100 % of a rep."""


class LineStyle(StrEnum):
    """What a line stands for."""

    CURVE = "curve"
    MEAN = "mean"
    REP = "rep"
    """One of the reps behind a mean: thin."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart.

    Attributes:
        side: Whose leg; None for both. Decides colour and dash.
        style: What it stands for.
        name: For the hover text.
        x: Shape (N,), seconds or per cent of the rep.
        y: Shape (N,), the metric's unit, NaN where missing.
        rep: The rep it shows, where it shows a single one.
    """

    side: Side | None
    style: LineStyle
    name: str
    x: FloatArray
    y: FloatArray
    rep: Rep | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """The area between two curves: the interval of a value, or ±1 standard deviation of the reps."""

    side: Side | None
    x: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a rep."""

    side: Side | None
    start_s: float
    end_s: float
    label: str
    """"L1", "R4", or the number alone where both legs work."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A cut-off, and the stretch of values that get its grade.

    Attributes:
        value: The cut-off.
        until: Where the next grade begins, or the edge of the chart.
        grade: What lies between the two.
        label: In words.
    """

    value: float
    until: float
    grade: Grade
    label: str

    @property
    def above(self) -> bool:
        """True where larger values are worse."""
        return self.until > self.value


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        id: Unique on the page.
        kind: What runs along the horizontal axis.
        metric: Metric id.
        title: The metric's label.
        y_label: Unit, and what the values are compared with.
        x_range: First and last value of the horizontal axis.
        y_range: Lowest and highest of the vertical one; wide enough for every curve, band and cut-off.
        lines: Curves, those drawn last in front.
        bands: Areas behind the curves.
        spans: Reps, where the axis is time.
        limits: Cut-offs.
        sides: Legs in the chart, for the legend.
        caption: The key numbers in a sentence, for who cannot see the curves.
        main: False for curves of secondary interest.
    """

    id: str
    kind: ChartKind
    metric: str
    title: str
    y_label: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    spans: tuple[Span, ...]
    limits: tuple[Limit, ...]
    sides: tuple[Side | None, ...]
    caption: str
    main: bool


def segments(x: FloatArray, *columns: FloatArray) -> Iterator[tuple[FloatArray, ...]]:
    """Cut curves at their gaps.

    Args:
        x: Shape (N,), finite.
        *columns: Shape (N,) each.

    Yields:
        `x` and the columns over every longest stretch in which all columns are finite.
    """
    good = np.all([np.isfinite(column) for column in columns], axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    for start, end in edges.reshape(-1, 2):
        yield (x[start:end], *(column[start:end] for column in columns))
