"""A trend as a chart: session means with their intervals, and the band in which a change may be noise.

`trend_figure` gives it for Plotly, `trend_drawing` as the still drawing that stands where scripts do not run.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Final

from hipcheck.change import NORMAL_95, Trend, TrendPoint, Verdict
from hipcheck.reports.change_words import verdict_text
from hipcheck.reports.html.curves import HEADROOM
from hipcheck.reports.html.drawing import nice_ticks
from hipcheck.reports.wording import scale_of, side_name

__all__ = ["TrendDot", "TrendDrawing", "trend_drawing", "trend_figure", "trend_range"]

WIDTH, HEIGHT = 640.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 14.0, 14.0, 34.0
INSET = 30.0
"""Units of the drawing; half of a date's text fits beside the first session and the last."""
_MOST_TICKS: Final = 6
_MOST_DATES: Final = 8


@dataclass(frozen=True, slots=True)
class TrendDot:
    """One session in the drawing.

    Attributes:
        x: Across.
        y: Down, of its value.
        low_y: Of the lower end of its interval.
        high_y: Of the upper end.
        kind: "baseline", "real", "noise" or "apart".
        title: What it shows, in words.
    """

    x: float
    y: float
    low_y: float
    high_y: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """A trend in the units of an SVG drawing.

    Attributes:
        side: "left", "right" or "both"; decides the colour.
        dots: The sessions that have a value.
        line: Path through those.
        band: Outline of the band around the baseline in which a change may be noise; "" for a single session.
        baseline_y: Of the first session's value.
        y_ticks: Height and text.
        x_ticks: Place across and text.
    """

    side: str
    dots: tuple[TrendDot, ...]
    line: str
    band: str
    baseline_y: float
    y_ticks: tuple[tuple[float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def trend_figure(trend: Trend) -> dict[str, Any]:
    """A trend as a Plotly figure: the band from the baseline, the line, and each session with its own interval.

    Args:
        trend: One metric of one leg; its sessions have dates.

    Returns:
        `{"data": […], "layout": {…}}`, ready for JSON; colours are names of the page's theme, as in the report's curves.
    """
    scale, side = scale_of(trend.metric), side_name(trend.side)
    known = _known(trend)
    hover = f"%{{x|%-d %b %Y}}: %{{y:.{scale.decimals}f}}{scale.unit}, %{{text}}<extra></extra>"
    sessions = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": side,
        "x": [_day(p).isoformat() for p in known],
        "y": [_shown(trend, p.value.value) for p in known if p.value],
        "text": [_in_words(p) for p in known],
        "error_y": {
            "type": "data",
            "array": [_half(trend, p) for p in known],
            "color": f"${side}",
            "thickness": 1.5,
        },
        "line": {"color": f"${side}", "width": 2, "dash": "dash" if side == "left" else "solid"},
        "marker": {
            "size": 11,
            "color": [f"${side}" if _kind(p) != "apart" else "$card" for p in known],
            "symbol": [_SYMBOLS[_kind(p)] for p in known],
            "line": {"color": f"${side}", "width": 2},
        },
        "hovertemplate": hover,
    }
    return {"data": [*_figure_band(trend), sessions], "layout": _layout(trend)}


_SYMBOLS: Final = {"baseline": "square", "real": "diamond", "noise": "circle", "apart": "circle"}


def _layout(trend: Trend) -> dict[str, Any]:
    low, high = trend_range(trend)
    return {
        "xaxis": {"type": "date", "fixedrange": True, "gridcolor": "$grid", "tickformat": "%-d %b\n%Y"},
        "yaxis": {
            "range": [low, high],
            "ticksuffix": scale_of(trend.metric).unit,
            "fixedrange": True,
            "zeroline": True,
            "zerolinecolor": "$axis",
            "gridcolor": "$grid",
        },
        "margin": {"l": 52, "r": 14, "t": 14, "b": 44},
        "font": {"color": "$ink", "size": 12},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
    }


def _figure_band(trend: Trend) -> list[dict[str, Any]]:
    edges = _band(trend)
    if not edges:
        return []
    days, lows, highs = ([*part] for part in zip(*edges, strict=True))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [day.isoformat() for day in (*days, *days[::-1])],
            "y": [_shown(trend, v) for v in (*highs, *lows[::-1])],
            "fill": "toself",
            "fillcolor": "$both/0.14",
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
    ]


def trend_drawing(trend: Trend) -> TrendDrawing:
    """The same as a still drawing."""
    known, (low, high) = _known(trend), trend_range(trend)
    first, last = _day(known[0]).toordinal(), _day(known[-1]).toordinal()

    def x(day: dt.date) -> float:
        share = (day.toordinal() - first) / (last - first) if last > first else 0.5
        return round(LEFT + INSET + share * (WIDTH - LEFT - RIGHT - 2.0 * INSET), 1)

    def y(value: float) -> float:
        share = (_shown(trend, value) - low) / (high - low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    dots = []
    for point in known:
        assert point.value is not None
        value = point.value.value
        half = NORMAL_95 * point.value.standard_error
        half = 0.0 if math.isnan(half) else half  # an interval that is not known is not drawn
        title = f"{point.session.label}: {_in_words(point)}"
        dots.append(TrendDot(x(_day(point)), y(value), y(value - half), y(value + half), _kind(point), title))
    edges = [(x(day), y(lower), y(upper)) for day, lower, upper in _band(trend)]
    outline = [f"{at},{up}" for at, _, up in edges] + [f"{at},{down}" for at, down, _ in reversed(edges)]
    scale = scale_of(trend.metric)
    assert known[0].value is not None
    return TrendDrawing(
        side=side_name(trend.side),
        dots=tuple(dots),
        line="M" + " L".join(f"{dot.x},{dot.y}" for dot in dots),
        band=f"M{' L'.join(outline)}Z" if edges else "",
        baseline_y=y(known[0].value.value),
        y_ticks=tuple(
            (y(v / scale.factor), f"{v:g}{scale.unit}") for v in nice_ticks(low, high, _MOST_TICKS)
        ),
        x_ticks=tuple((x(day), f"{day.day} {day:%b %Y}") for day in _dates([_day(p) for p in known])),
    )


def trend_range(trend: Trend) -> tuple[float, float]:
    """Room for every value, interval and band of a trend, as shown."""
    ends = [edge for _, low, high in _band(trend) for edge in (low, high)]
    for point in _known(trend):
        assert point.value is not None
        half = NORMAL_95 * point.value.standard_error
        value = point.value.value
        ends += [value] if math.isnan(half) else [value - half, value + half]
    shown = [_shown(trend, end) for end in ends]
    room = HEADROOM * (max(shown) - min(shown)) or 1.0
    return min(shown) - room, max(shown) + room


def _known(trend: Trend) -> list[TrendPoint]:
    return [point for point in trend.points if point.value is not None]


def _band(trend: Trend) -> list[tuple[dt.date, float, float]]:
    """Around the baseline, at each session: as wide as a change up to there may be noise."""
    base = trend.baseline.value
    limits = [(_day(p), p.from_baseline.limit) for p in _known(trend) if p.from_baseline]
    known = [(day, limit) for day, limit in limits if limit is not None]
    if base is None or not known:
        return []
    start = (_day(trend.baseline), known[0][1])
    return [(day, base.value - limit, base.value + limit) for day, limit in (start, *known)]


def _kind(point: TrendPoint) -> str:
    if point.from_baseline is None:
        return "baseline"
    kinds = {Verdict.REAL: "real", Verdict.WITHIN_NOISE: "noise", Verdict.NOT_COMPARABLE: "apart"}
    return kinds[point.from_baseline.verdict]


def _in_words(point: TrendPoint) -> str:
    return "the first session" if point.from_baseline is None else verdict_text(point.from_baseline)


def _day(point: TrendPoint) -> dt.date:
    assert point.session.date is not None, "a trend is of dated sessions"
    return point.session.date


def _half(trend: Trend, point: TrendPoint) -> float | None:
    """Half of a session's interval, as shown; None where it is not known."""
    assert point.value is not None
    error = point.value.standard_error
    return None if math.isnan(error) else _shown(trend, NORMAL_95 * error)


def _shown(trend: Trend, value: float) -> float:
    return round(scale_of(trend.metric).factor * value, 3)


def _dates(days: list[dt.date]) -> list[dt.date]:
    """As many as have room, the first and the last among them."""
    step = max(1, -(-(len(days) - 1) // (_MOST_DATES - 1)))
    return sorted({*days[::step], days[-1]})
