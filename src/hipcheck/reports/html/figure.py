"""A chart as a Plotly figure: plain dictionaries in the form that plotly.js reads.

Colours are names that the page replaces by those of its light or dark theme: "$left", or "$left/0.2" where they let
the background through.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import Band, Chart, ChartKind, Limit, Line, LineStyle, segments
from hipcheck.reports.wording import scale_of
from hipcheck.results import Rep

__all__ = ["MARGIN_PX", "plotly_figure"]

MARGIN_PX: Final = {"l": 48, "r": 12, "t": 22, "b": 40}
"""Room for the axes. Fixed, so that the page can tell the time from where somebody clicks."""

_WIDTH_PX: Final = {LineStyle.CURVE: 2.0, LineStyle.MEAN: 3.0, LineStyle.REP: 1.0}


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """The figure of a chart.

    Returns:
        `{"data": […], "layout": {…}}`, ready for JSON: numbers, strings, None for missing.
    """
    return {
        "data": [*map(_band, chart.bands), *(_line(chart, line) for line in chart.lines)],
        "layout": {
            "xaxis": {
                "range": list(chart.x_range),
                "title": {"text": "seconds" if chart.kind is ChartKind.TIME else "% of the rep"},
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": "$grid",
            },
            "yaxis": {
                "range": list(chart.y_range),
                "ticksuffix": scale_of(chart.metric).unit,
                "fixedrange": True,
                "zeroline": True,
                "zerolinecolor": "$axis",
                "gridcolor": "$grid",
            },
            "shapes": [
                *_span_shapes(chart),
                *itertools.chain.from_iterable(map(_limit_shapes, chart.limits)),
            ],
            "annotations": [*_span_labels(chart), *map(_limit_label, chart.limits)],
            "margin": dict(MARGIN_PX),
            "font": {"color": "$ink", "size": 12},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "x" if chart.kind is ChartKind.TIME else "closest",
            "dragmode": False,
        },
    }


def _colour(side: Side | None, opacity: float | None = None) -> str:
    name = f"${side.value if side else 'both'}"
    return name if opacity is None else f"{name}/{opacity:g}"


def _numbers(values: FloatArray) -> list[float | None]:
    return [round(v, 3) if v == v else None for v in values.tolist()]  # noqa: PLR0124  NaN differs from itself


def _band(band: Band) -> dict[str, Any]:
    """An outline for each stretch without a gap, as Plotly's own fill would bridge the gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for at, low, high in segments(band.x, band.low, band.high):
        x += [*_numbers(at), *_numbers(at[::-1]), None]
        y += [*_numbers(high), *_numbers(low[::-1]), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": _colour(band.side, 0.18),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _line(chart: Chart, line: Line) -> dict[str, Any]:
    scale = scale_of(chart.metric)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": line.name,
        "x": _numbers(line.x),
        "y": _numbers(line.y),
        "opacity": 0.55 if line.style is LineStyle.REP else 1.0,
        "line": {
            "color": _colour(line.side),
            "width": _WIDTH_PX[line.style],
            "dash": "dash" if line.side is Side.LEFT and line.style is not LineStyle.REP else "solid",
        },
    }
    if line.style is LineStyle.MEAN:  # no moment of the clip: a tap is for the rep behind it
        return {**trace, "hoverinfo": "skip"}
    trace["hovertemplate"] = f"{line.name}: %{{y:.{scale.decimals}f}}{scale.unit}<extra></extra>"
    return trace if line.rep is None else {**trace, "meta": _rep_times(line.rep)}


def _rep_times(rep: Rep) -> dict[str, float]:
    return {"rep": rep.index, "start_s": round(rep.start_s, 3), "end_s": round(rep.end_s, 3)}


def _span_shapes(chart: Chart) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": span.start_s,
            "x1": span.end_s,
            "y0": 0,
            "y1": 1,
            "fillcolor": _colour(span.side, 0.08),
            "line": {"width": 0},
            "layer": "below",
        }
        for span in chart.spans
    ]


def _span_labels(chart: Chart) -> list[dict[str, Any]]:
    return [
        {
            "text": span.label,
            "x": (span.start_s + span.end_s) / 2.0,
            "xref": "x",
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 11, "color": _colour(span.side)},
        }
        for span in chart.spans
    ]


def _limit_shapes(limit: Limit) -> list[dict[str, Any]]:
    """A line at the cut-off, and the area that gets the grade.

    No area where smaller is worse: every rep begins and ends there, and that is no fault.
    """
    across = {"xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": limit.value, "layer": "below"}
    colour = f"${limit.grade.value}"
    line = {"type": "line", **across, "y1": limit.value, "line": {"color": colour, "width": 1, "dash": "dot"}}
    if not limit.above:
        return [line]
    return [
        {"type": "rect", **across, "y1": limit.until, "fillcolor": f"{colour}/0.09", "line": {"width": 0}},
        line,
    ]


def _limit_label(limit: Limit) -> dict[str, Any]:
    return {
        "text": limit.label,
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": limit.value,
        "yref": "y",
        "yanchor": "bottom" if limit.above else "top",
        "showarrow": False,
        "font": {"size": 10, "color": f"${limit.grade.value}-ink"},
        "bgcolor": "$card/0.7",
    }
