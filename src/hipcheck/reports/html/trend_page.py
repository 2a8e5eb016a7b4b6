"""`hipcheck history --html`: an athlete's trends on one page, for a screen or a printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from hipcheck.catalog import load_catalog
from hipcheck.change import Session, Trend, TrendPoint
from hipcheck.kinematics import METRICS
from hipcheck.reports.base import whole_file
from hipcheck.reports.change_words import (
    apart_sentence,
    change_text,
    conditions_sentence,
    limit_text,
    read_how,
    trend_sentences,
    value_text,
    verdict_text,
)
from hipcheck.reports.html.assets import data_file, inline, plotly_script, policy, templates
from hipcheck.reports.html.trend import TrendDrawing, trend_drawing, trend_figure
from hipcheck.reports.wording import MISSING, grade_word, leg_name, side_name

__all__ = ["render_trends", "write_trends"]


@dataclass(frozen=True, slots=True)
class _Row:
    """One session in the table under a chart."""

    label: str
    value: str
    grade: str
    since_first: str
    first_verdict: str
    since_last: str
    last_verdict: str


@dataclass(frozen=True, slots=True)
class _TrendView:
    id: str
    side: str
    title: str
    how: str
    sentences: tuple[str, ...]
    drawing: TrendDrawing
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _LegView:
    name: str
    main: tuple[_TrendView, ...]
    more: tuple[_TrendView, ...]


@dataclass(frozen=True, slots=True)
class _SeriesView:
    title: str
    apart: str
    sessions: str
    legs: tuple[_LegView, ...]


def write_trends(athlete: str, series: Sequence[tuple[Session, Sequence[Trend]]], path: Path) -> Path:
    """Write an athlete's trends as one page that needs nothing beside it.

    Args:
        athlete: Name or code.
        series: For each series of like sessions its first session, and the trends; all sessions have dates.
        path: The file.

    Raises:
        OutputError: It cannot be written.
    """
    with whole_file(path) as partial:
        partial.write_text(render_trends(athlete, series), encoding="utf-8")
    return path


def render_trends(athlete: str, series: Sequence[tuple[Session, Sequence[Trend]]]) -> str:
    """The page as text."""
    figures: dict[str, Any] = {}
    views = tuple(_series_view(first, trends, series[0][0], figures) for first, trends in series)
    script, library = data_file("trend.js"), inline(plotly_script())
    return templates().get_template("trend.html.j2").render(
        athlete=athlete,
        series=views,
        figures=figures,
        banner=load_catalog().safety.banner,
        policy=policy(script, library),
        style=data_file("report.css") + data_file("trend.css"),
        script=script,
        library=library,
    )  # fmt: skip


def _series_view(
    first: Session, trends: Sequence[Trend], above: Session, figures: dict[str, Any]
) -> _SeriesView:
    legs = []
    for side, group in groupby(trends, key=lambda trend: trend.side):
        views = [(trend.main, _trend_view(trend, figures)) for trend in group]
        legs.append(
            _LegView(
                leg_name(side).capitalize(),
                tuple(view for main, view in views if main),
                tuple(view for main, view in views if not main),
            )
        )
    dates = sorted({point.session.label for trend in trends for point in trend.points})
    apart = "" if first is above else apart_sentence(above, first)
    return _SeriesView(conditions_sentence(first.conditions), apart, ", ".join(dates), tuple(legs))


def _trend_view(trend: Trend, figures: dict[str, Any]) -> _TrendView:
    chart = f"t{len(figures)}"
    figures[chart] = trend_figure(trend)
    return _TrendView(
        id=chart,
        side=side_name(trend.side),
        title=METRICS[trend.metric].label,
        how=read_how(trend.metric, trend.at, trend.basis),
        sentences=trend_sentences(trend),
        drawing=trend_drawing(trend),
        rows=tuple(_row(trend, point) for point in trend.points),
    )


def _row(trend: Trend, point: TrendPoint) -> _Row:
    first, last = point.from_baseline, point.from_last
    graded = point.session.grade(trend.metric, trend.side)
    return _Row(
        label=point.session.label,
        value=value_text(point.value),
        grade=grade_word(graded.grade) if graded else "",
        since_first=f"{change_text(first)} ({limit_text(first)})"
        if first and first.limit is not None
        else MISSING,
        first_verdict=verdict_text(first) if first else "",
        since_last=f"{change_text(last)} ({limit_text(last)})"
        if last and last.limit is not None
        else MISSING,
        last_verdict=verdict_text(last) if last else "",
    )
