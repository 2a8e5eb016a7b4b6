import json

import numpy as np
import plotly.graph_objects as go
import pytest

from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import Band, ChartKind
from hipcheck.reports.html.curves import build_charts
from hipcheck.reports.html.figure import MARGIN_PX, plotly_figure
from tests.factories import make_analysis


@pytest.fixture(scope="module")
def charts():
    return {chart.id: chart for chart in build_charts(make_analysis())}


def in_colours(value):
    """The figure with colours in place of their names, as the page's script makes it."""
    if isinstance(value, str):
        return "#123456" if value.startswith("$") else value
    if isinstance(value, list):
        return [in_colours(v) for v in value]
    if isinstance(value, dict):
        return {key: in_colours(v) for key, v in value.items()}
    return value


def test_plotly_knows_every_property(charts):
    for chart in charts.values():
        go.Figure(in_colours(plotly_figure(chart)))  # raises on a property or value it does not know


def test_a_figure_is_strict_json(charts):
    for chart in charts.values():
        json.dumps(plotly_figure(chart), allow_nan=False)


def test_gaps_stay_gaps(charts):
    chart = charts["time-knee_fppa_deg"]
    left = next(t for t in plotly_figure(chart)["data"] if t.get("name") == "Left leg")
    missing = [x for x, y in zip(left["x"], left["y"], strict=True) if y is None]
    assert min(missing) == pytest.approx(7.0, abs=0.05)
    assert max(missing) == pytest.approx(13.0, abs=0.05)


def test_a_band_is_one_closed_outline_for_each_stretch(charts):
    chart = charts["time-depth_deg"]
    x = np.array([0.0, 1.0, 2.0, 3.0])
    band = Band(Side.LEFT, x, np.array([1.0, 1.0, np.nan, 1.0]), np.array([2.0, 3.0, np.nan, 4.0]))
    trace = plotly_figure(type(chart)(**{**as_dict(chart), "bands": (band,)}))["data"][0]
    assert trace["x"] == [0.0, 1.0, 1.0, 0.0, None, 3.0, 3.0, None]
    assert trace["y"] == [2.0, 3.0, 1.0, 1.0, None, 4.0, 1.0, None]
    assert trace["fill"] == "toself"


def as_dict(chart):
    return {name: getattr(chart, name) for name in chart.__slots__}


def test_the_line_of_a_rep_knows_its_time_in_the_clip(charts):
    reps = [t["meta"] for t in plotly_figure(charts["reps-knee_fppa_deg"])["data"] if "meta" in t]
    assert {"rep": 4, "start_s": 7.0, "end_s": 9.0} in reps
    assert len(reps) == 6


def test_a_tap_on_a_mean_is_a_tap_on_the_rep_behind_it(charts):
    means = [
        t for t in plotly_figure(charts["reps-knee_fppa_deg"])["data"] if t.get("name", "").endswith("mean")
    ]
    assert [t["hoverinfo"] for t in means] == ["skip", "skip"]


def test_left_is_dashed_so_that_colour_is_not_its_only_sign(charts):
    lines = {t["name"]: t["line"] for t in plotly_figure(charts["time-knee_fppa_deg"])["data"] if "name" in t}
    assert (lines["Left leg"]["dash"], lines["Right leg"]["dash"]) == ("dash", "solid")


def test_reps_and_cut_offs_are_drawn(charts):
    layout = plotly_figure(charts["time-knee_fppa_deg"])["layout"]
    reps = [s for s in layout["shapes"] if s["xref"] == "x"]
    assert [(s["x0"], s["x1"]) for s in reps] == [(t, t + 2.0) for t in (1.0, 3.0, 5.0, 7.0, 9.0, 11.0)]
    lines = [s["y0"] for s in layout["shapes"] if s["type"] == "line"]
    assert lines == [10.0, 15.0]
    texts = [a["text"] for a in layout["annotations"]]
    assert texts == ["L1", "L2", "L3", "R4", "R5", "R6", "mild from 10°", "marked from 15°"]


def test_margins_are_fixed_as_the_page_reckons_with_them(charts):
    for chart in charts.values():
        layout = plotly_figure(chart)["layout"]
        assert layout["margin"] == MARGIN_PX
        assert layout["xaxis"]["fixedrange"]
        assert layout["hovermode"] == ("x" if chart.kind is ChartKind.TIME else "closest")
