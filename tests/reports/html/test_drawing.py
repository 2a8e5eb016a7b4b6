import re
from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import Side
from hipcheck.reports.html.charts import Band, Chart, ChartKind, Limit, Line, LineStyle, Span
from hipcheck.reports.html.drawing import draw, nice_ticks
from hipcheck.results import Grade

CHART = Chart(
    id="time-depth_deg", kind=ChartKind.TIME, metric="depth_deg", title="Depth", y_label="°",
    x_range=(0.0, 10.0), y_range=(0.0, 100.0),
    lines=(Line(Side.LEFT, LineStyle.CURVE, "Left leg", np.array([0.0, 5.0, 10.0]), np.array([0.0, 100.0, 50.0])),),
    bands=(), spans=(), limits=(), sides=(Side.LEFT,), caption="", main=True,
)  # fmt: skip


def points(d):
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", d)]


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (0.0, 10.0, 6, [0, 2, 4, 6, 8, 10]),
        (-3.0, 27.0, 6, [0, 10, 20]),
        (0.0, 14.0, 8, [0, 2, 4, 6, 8, 10, 12, 14]),
        (0.02, 0.13, 6, [0.05, 0.1]),
        (0.0, 100.0, 8, [0, 20, 40, 60, 80, 100]),
        (-0.4, 0.4, 6, [-0.4, -0.2, 0.0, 0.2, 0.4]),
    ],
)
def test_ticks_are_round_and_inside(low, high, most, ticks):
    assert nice_ticks(low, high, most) == pytest.approx(ticks)


def test_a_line_spans_the_drawing_corner_to_corner():
    drawing = draw(CHART)
    (path,) = drawing.lines
    assert points(path.d) == [
        (drawing.left, drawing.bottom),
        ((drawing.left + drawing.right) / 2, drawing.top),
        (drawing.right, (drawing.top + drawing.bottom) / 2),
    ]


def test_a_gap_is_left_open():
    gap = replace(CHART.lines[0], y=np.array([0.0, np.nan, 50.0]))
    (path,) = draw(replace(CHART, lines=(gap,))).lines
    assert path.d.count("M") == 2
    assert len(points(path.d)) == 2


def test_a_band_is_an_outline_of_both_edges():
    band = Band(Side.LEFT, np.array([0.0, 10.0]), np.array([20.0, 30.0]), np.array([40.0, 50.0]))
    drawing = draw(replace(CHART, bands=(band,)))
    xs, ys = zip(*points(drawing.areas[0].d), strict=True)
    assert xs == (drawing.left, drawing.right, drawing.right, drawing.left)
    height = drawing.bottom - drawing.top
    assert [round((drawing.bottom - y) / height * 100) for y in ys] == [40, 50, 30, 20]


def test_a_rep_is_a_box_of_its_time():
    drawing = draw(replace(CHART, spans=(Span(Side.LEFT, 2.0, 4.0, "L1"),)))
    (box,) = drawing.boxes
    width = drawing.right - drawing.left
    assert (box.x - drawing.left) / width == pytest.approx(0.2, abs=1e-3)
    assert box.width / width == pytest.approx(0.2, abs=1e-3)


def test_a_cut_off_above_has_an_area_one_below_only_a_line():
    above, below = (
        draw(replace(CHART, limits=(limit,))).rules[0]
        for limit in (Limit(40.0, 60.0, Grade.MILD, ""), Limit(60.0, 40.0, Grade.MILD, ""))
    )
    height = draw(CHART).bottom - draw(CHART).top
    assert above.area_height / height == pytest.approx(0.2, abs=1e-3)
    assert above.area_y == pytest.approx(above.y - above.area_height, abs=0.1)
    assert below.area_height == 0.0


def test_a_long_curve_is_thinned_but_keeps_its_range():
    x = np.linspace(0.0, 10.0, 5000)
    long = replace(CHART.lines[0], x=x, y=50 + 50 * np.sin(x))
    (path,) = draw(replace(CHART, lines=(long,))).lines
    ys = [y for _, y in points(path.d)]
    assert len(ys) <= 400
    assert max(ys) - min(ys) == pytest.approx(draw(CHART).bottom - draw(CHART).top, rel=0.01)
