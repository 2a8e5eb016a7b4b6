"""The trend on a page: both drawings show the same sessions, intervals and band, and names are only ever text."""

from __future__ import annotations

import html
import json
import re

import pytest

from hipcheck.change import series_of, trends_of
from hipcheck.reports.html.trend import trend_drawing, trend_figure, trend_range
from hipcheck.reports.html.trend_page import render_trends, write_trends
from tests.sessions import FPPA, day, squat


def sessions(*knees, depths=None):
    return [
        squat(
            v, label=f"2026-03-{n:02d}", date=day(n), error=1.0, depth_deg=depths[n - 1] if depths else 70.0
        )
        for n, v in enumerate(knees, start=1)
    ]


def knee_trend(*knees, **more):
    return next(t for t in trends_of(sessions(*knees, **more)) if t.metric == FPPA)


class TestFigure:
    def test_it_has_every_session_with_its_date_value_and_interval(self):
        band, line = trend_figure(knee_trend(20.0, 14.0, 0.0))["data"]
        assert line["x"] == ["2026-03-01", "2026-03-02", "2026-03-03"]
        assert line["y"] == [20.0, 14.0, 0.0]
        assert line["error_y"]["array"] == pytest.approx([1.96, 1.96, 1.96], abs=0.001)
        assert line["text"] == ["the first session", "within noise", "real, better"]
        assert line["marker"]["symbol"] == ["square", "circle", "diamond"]
        assert band["hoverinfo"] == "skip"

    def test_the_band_is_the_smallest_real_change_around_the_first_session(self):
        band, _ = trend_figure(knee_trend(20.0, 14.0))["data"]
        assert band["y"] == pytest.approx([28.87, 28.87, 11.13, 11.13], abs=0.005)
        assert band["x"] == ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-01"]

    def test_what_cannot_be_compared_is_hollow_and_widens_no_band(self):
        band, line = trend_figure(knee_trend(20.0, 14.0, 30.0, depths=[70.0, 70.0, 110.0]))["data"]
        assert line["marker"]["color"][2] == "$card"
        assert "2026-03-03" not in band["x"]

    def test_a_single_session_has_no_band(self):
        (line,) = trend_figure(knee_trend(20.0))["data"]
        assert line["y"] == [20.0]

    def test_everything_lies_within_its_axis(self):
        trend = knee_trend(20.0, -14.0, 33.0)
        low, high = trend_range(trend)
        figure = trend_figure(trend)
        assert figure["layout"]["yaxis"]["range"] == [low, high]
        for trace in figure["data"]:
            assert low < min(trace["y"])
            assert max(trace["y"]) < high

    def test_it_is_plain_json(self):
        json.dumps(trend_figure(knee_trend(20.0, 14.0)), allow_nan=False)

    def test_an_interval_that_is_not_known_is_none(self):
        trend = next(
            t
            for t in trends_of([squat(v, date=day(n), error=float("nan")) for n, v in ((1, 5.0), (2, 6.0))])
            if t.metric == FPPA
        )
        json.dumps(trend_figure(trend), allow_nan=False)
        assert all(dot.low_y == dot.high_y == dot.y for dot in trend_drawing(trend).dots)


class TestDrawing:
    def test_it_shows_what_the_figure_shows(self):
        trend = knee_trend(20.0, 14.0, 0.0)
        drawing = trend_drawing(trend)
        low, high = trend_range(trend)
        for dot, value in zip(drawing.dots, (20.0, 14.0, 0.0), strict=True):
            share = (drawing.bottom - dot.y) / (drawing.bottom - drawing.top)
            assert low + share * (high - low) == pytest.approx(value, abs=0.1)
        assert [dot.kind for dot in drawing.dots] == ["baseline", "noise", "real"]
        assert drawing.baseline_y == drawing.dots[0].y

    def test_days_are_as_far_apart_as_they_are(self):
        spread = [squat(5.0, label=str(n), date=day(n)) for n in (1, 2, 11)]
        dots = trend_drawing(next(t for t in trends_of(spread) if t.metric == FPPA)).dots
        assert (dots[1].x - dots[0].x) * 9 == pytest.approx(dots[2].x - dots[1].x, abs=1.0)

    def test_texts_stay_within_the_drawing(self):
        drawing = trend_drawing(knee_trend(*[float(n) for n in range(25)]))
        assert len(drawing.x_ticks) <= 9
        for x, text in drawing.x_ticks:
            half = 3.2 * len(text)
            assert x - half > 0
            assert x + half < drawing.width + 6
        assert drawing.x_ticks[-1][1] == "25 Mar 2026"


class TestPage:
    def page(self, name="A. Runner", *knees):
        series = [(one[0], trends_of(one)) for one in series_of(sessions(*(knees or (20.0, 14.0, 0.0))))]
        return render_trends(name, series)

    def test_it_says_in_words_what_the_charts_show(self):
        text = self.page()
        assert "from 20° to 0°, 20° less. A real change for the better: noise alone makes up to 9°." in text
        assert "2026-03-02" in text

    def test_the_table_has_each_sessions_own_grade(self):
        graded = [
            squat(v, label=f"2026-03-{n:02d}", date=day(n), grade=g)
            for n, v, g in ((1, 20.0, "marked"), (2, 9.0, "good"))
        ]
        text = render_trends("A", [(graded[0], trends_of(graded))])
        rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', text)
        assert rows[:2] == [("2026-03-01", "20 ±1°", "marked"), ("2026-03-02", "9 ±1°", "good")]

    def test_sessions_made_otherwise_stand_apart_and_it_says_why(self):
        mixed = [squat(20.0, label="a", date=day(1)), squat(4.0, label="b", date=day(2), model="lite")]
        text = render_trends("A", [(one[0], trends_of(one)) for one in series_of(mixed)])
        assert text.count("Not compared with the sessions above: one was measured with the model full") == 1

    def test_a_name_is_only_ever_text(self):
        text = self.page("<script>alert(1)</script> & Co")
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in text

    def test_it_loads_nothing_from_outside(self):
        text = html.unescape(self.page())
        own = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        assert not re.search(r'(?:src|href)="(?!data:,)', own)
        assert "default-src 'none'" in text

    def test_it_is_written_whole(self, tmp_path):
        series = [(one[0], trends_of(one)) for one in series_of(sessions(1.0, 2.0))]
        path = write_trends("A", series, tmp_path / "deep" / "trend.html")
        assert path.read_text("utf-8").rstrip().endswith("</html>")
