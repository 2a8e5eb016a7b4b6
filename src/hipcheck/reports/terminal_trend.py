"""What the terminal shows of an athlete's sessions: what has changed for certain, and small plots of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from hipcheck.change import NORMAL_95, Session, Trend, TrendPoint, Verdict
from hipcheck.errors import one_line
from hipcheck.kinematics import METRICS
from hipcheck.reports.change_words import (
    apart_sentence,
    conditions_sentence,
    read_how,
    trend_sentences,
    value_text,
)
from hipcheck.reports.terminal_change import verdict_style
from hipcheck.reports.terminal_page import INDENT, TerminalPage
from hipcheck.reports.wording import count, leg_name, scale_of

__all__ = ["plot_lines", "print_trends"]

_ROWS: Final = 9
_MOST_COLUMNS: Final = 12
"""Sessions that are plotted; of more, the first and the last ones."""
_COLUMN: Final = 7
"""Characters for a session: as wide as "24 Mar" and a space."""

_SIGNS: Final = {
    "baseline": "■", "real": "◆", "noise": "●", "apart": "○", "bar": "│", "band": "░", "edge": "┤",
}  # fmt: skip
_PLAIN_SIGNS: Final = {
    "baseline": "B", "real": "R", "noise": "o", "apart": "x", "bar": "|", "band": ".", "edge": "|",
}  # fmt: skip
_KINDS: Final = {Verdict.REAL: "real", Verdict.WITHIN_NOISE: "noise", Verdict.NOT_COMPARABLE: "apart"}


def print_trends(
    athlete: str, series: Sequence[tuple[Session, Sequence[Trend]]], console: Console, *, undated: int = 0
) -> None:
    """Print an athlete's trends.

    Args:
        athlete: Name or code.
        series: For each series of like sessions its first session, and the trends; all sessions have dates.
        console: Where to.
        undated: How many clips have no date and are left out.
    """
    page = TerminalPage(console)
    utf = (console.encoding or "").lower().startswith("utf")
    page.text(one_line(athlete), style="bold")
    for number, (first, trends) in enumerate(series):
        dates = sorted({point.session.label for trend in trends for point in trend.points})
        page.heading(f"{conditions_sentence(first.conditions)}: {count(len(dates), 'session')}")
        if number:
            page.text(apart_sentence(series[0][0], first))
        for side, group in groupby(trends, key=lambda trend: trend.side):
            legs = list(group)
            page.blank()
            page.text(leg_name(side).capitalize(), style="bold")
            for trend in legs:
                _print_trend(trend, page, utf=utf)
    page.blank()
    if undated:
        page.text(f"{count(undated, 'clip')} without a date left out: it has no place in time.", style="dim")
    signs = _SIGNS if utf else _PLAIN_SIGNS
    page.text(
        f"{signs['baseline']} first session, {signs['real']} real change since, {signs['noise']} within noise, "
        f"{signs['apart']} not comparable, {signs['bar']} a session's own 95 % interval, {signs['band']} up to there a change "
        "since the first session may be noise.",
        style="dim",
    )


def _print_trend(trend: Trend, page: TerminalPage, *, utf: bool) -> None:
    last = trend.points[-1].from_baseline
    page.blank()
    page.text(
        f"{METRICS[trend.metric].label}, {read_how(trend.metric, trend.at, trend.basis)}", indent=INDENT
    )
    if trend.main and len(trend.points) > 1:
        for line in plot_lines(trend, width=page.console.width - INDENT, utf=utf):
            page.console.print(Text(" " * INDENT + line), soft_wrap=True)
    for text in trend_sentences(trend):
        style = verdict_style(last).replace("dim", "") if last else ""
        page.item(Text("- ", style), Text(text))


def plot_lines(trend: Trend, *, width: int, utf: bool = True) -> list[str]:
    """A trend as lines of text: a column for each session, in time order.

    Args:
        trend: With two sessions or more.
        width: Characters a line may have; of sessions without room the earliest after the first are left out.
        utf: False for plain characters.
    """
    signs = _SIGNS if utf else _PLAIN_SIGNS
    known = [point for point in trend.points if point.value is not None]
    axis = max(len(value_text(point.value, margin=False)) for point in known) + 2
    room = max(2, min(_MOST_COLUMNS, (width - axis - 1) // _COLUMN))
    shown = known if len(known) <= room else [known[0], *known[len(known) - room + 1 :]]
    ends = _range(trend, shown)
    rows = [_row(trend, shown, ends, number, axis, signs) for number in range(_ROWS)]
    days = "".join(_day(point).center(_COLUMN) for point in shown)
    return [*rows, (" " * axis + " " + days).rstrip()]


def _row(
    trend: Trend,
    shown: Sequence[TrendPoint],
    ends: tuple[float, float],
    number: int,
    axis: int,
    signs: dict[str, str],
) -> str:
    """One line of the plot; number 0 is the highest."""
    low, high = ends
    step = (high - low) / _ROWS
    middle = high - (number + 0.5) * step
    scale = scale_of(trend.metric)
    label = f"{scale.factor * middle:.{scale.decimals}f}{scale.unit}" if number % 2 == 0 else ""
    cells = []
    for point in shown:
        assert point.value is not None
        on_row = min(_ROWS - 1, int((high - point.value.value) / step)) == number
        cells.append(_cell(trend, point, middle, signs, marked=on_row))
    return f"{label:>{axis}}{signs['edge']}{''.join(cells)}".rstrip()


def _cell(trend: Trend, point: TrendPoint, middle: float, signs: dict[str, str], *, marked: bool) -> str:
    """What a session has at the middle of a row: its mark, its interval, the band around the baseline, or nothing."""
    assert point.value is not None
    around = " "
    base, limit = trend.baseline.value, _limit(trend, point)
    if base is not None and limit is not None and abs(middle - base.value) <= limit:
        around = signs["band"]
    sign = around
    half = NORMAL_95 * point.value.standard_error
    if math.isfinite(half) and abs(middle - point.value.value) <= half:
        sign = signs["bar"]
    if marked:
        sign = signs[_KINDS[point.from_baseline.verdict] if point.from_baseline else "baseline"]
    left = _COLUMN // 2
    return around * left + sign + around * (_COLUMN - left - 1)


def _limit(trend: Trend, point: TrendPoint) -> float | None:
    """Up to where a change may be noise at a session; at the baseline as at the next one."""
    if point.from_baseline is not None:
        return point.from_baseline.limit
    limits = (
        p.from_baseline.limit for p in trend.points if p.from_baseline and p.from_baseline.limit is not None
    )
    return next(limits, None)


def _range(trend: Trend, shown: Sequence[TrendPoint]) -> tuple[float, float]:
    """Of the plot: all values, all of the band, and half of each interval, so that one wide one does not flatten the rest."""
    base = trend.baseline.value
    ends = []
    for point in shown:
        assert point.value is not None
        half = NORMAL_95 * point.value.standard_error / 2.0
        ends += (
            [point.value.value - half, point.value.value + half]
            if math.isfinite(half)
            else [point.value.value]
        )
        if base is not None and point.from_baseline and point.from_baseline.limit is not None:
            ends += [base.value - point.from_baseline.limit, base.value + point.from_baseline.limit]
    low, high = min(ends), max(ends)
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _day(point: TrendPoint) -> str:
    date = point.session.date
    return f"{date.day} {date:%b}" if date else point.session.label[:6]
