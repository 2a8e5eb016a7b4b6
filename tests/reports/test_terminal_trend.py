"""The plot in the terminal: each mark stands where its number says, and the band where a change may be noise."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from hipcheck.change import series_of, trends_of
from hipcheck.reports.terminal_trend import plot_lines, print_trends
from tests.sessions import FPPA, day, squat


def knee_trend(*knees, depths=None):
    sessions = [
        squat(v, label=f"2026-03-{n:02d}", date=day(n), depth_deg=depths[n - 1] if depths else 70.0)
        for n, v in enumerate(knees, start=1)
    ]
    return next(t for t in trends_of(sessions) if t.metric == FPPA)


def column(lines, number):
    """The signs of one session's column, from the top."""
    start = lines[0].index("┤") + 1 + 7 * number
    return [line.ljust(start + 7)[start + 3] for line in lines[:-1]]


def test_marks_say_what_each_session_is():
    lines = plot_lines(knee_trend(20.0, 14.0, 0.0, 30.0, depths=[70.0, 72.0, 75.0, 110.0]), width=80)
    signs = ["".join(column(lines, n)) for n in range(4)]
    assert [next(s for s in "■●◆○" if s in sign) for sign in signs] == ["■", "●", "◆", "○"]
    assert all(sum(sign.count(s) for s in "■●◆○") == 1 for sign in signs)


def test_higher_values_stand_higher():
    lines = plot_lines(knee_trend(20.0, 10.0, 0.0), width=80)
    rows = [next(i for i, sign in enumerate(column(lines, n)) if sign in "■●◆○") for n in range(3)]
    assert rows == sorted(rows)
    assert len(set(rows)) == 3


def test_the_axis_tells_the_value_of_its_row():
    """20 and 0 with the band of 8.9 around 20: from about 29 to -0.5."""
    lines = plot_lines(knee_trend(20.0, 0.0), width=80)
    top, bottom = (float(lines[i].split("°")[0]) for i in (0, 8))
    assert top == pytest.approx(28.87 - (28.87 + 0.49) / 18, abs=0.6)
    assert bottom == pytest.approx(-0.49 + (28.87 + 0.49) / 18, abs=0.6)


def test_the_band_lies_around_the_first_session_and_no_further():
    lines = plot_lines(knee_trend(20.0, 0.0), width=80)
    band = [row for row, line in enumerate(lines[:-1]) if "░" in line]
    values = [28.87 - (row + 0.5) * 29.36 / 9 for row in range(9)]
    assert band == [row for row, value in enumerate(values) if abs(value - 20.0) <= 8.87]


def test_a_session_that_cannot_be_compared_has_no_band():
    lines = plot_lines(knee_trend(20.0, 14.0, 30.0, depths=[70.0, 72.0, 110.0]), width=80)
    assert "░" in "".join(line[lines[0].index("┤") + 8 : lines[0].index("┤") + 15] for line in lines[:-1])
    start = lines[0].index("┤") + 15
    assert "░" not in "".join(line[start:] for line in lines[:-1])


@pytest.mark.parametrize("width", [30, 40, 60, 100])
def test_it_fits_and_keeps_the_first_and_the_last(width):
    lines = plot_lines(knee_trend(*[float(n) for n in range(20)]), width=width)
    assert max(map(len, lines)) <= width
    assert "1 Mar" in lines[-1]
    assert lines[-1].rstrip().endswith("20 Mar")


def test_all_alike_is_a_flat_line_and_no_division_by_zero():
    lines = plot_lines(knee_trend(5.0, 5.0, 5.0), width=60)
    assert len({next(i for i, s in enumerate(column(lines, n)) if s in "■●") for n in range(3)}) == 1


def test_plain_characters_where_there_are_no_others():
    text = "\n".join(plot_lines(knee_trend(20.0, 14.0, 0.0), width=60, utf=False))
    assert text.replace("°", "").isascii()
    assert {"B", "o", "R"} <= set(text)


def test_everything_is_told_at_any_width():
    sessions = [squat(v, label=f"2026-03-{n:02d}", date=day(n)) for n, v in ((1, 20.0), (9, 4.0))]
    series = [(one[0], trends_of(one)) for one in series_of(sessions)]
    for width in (60, 100):
        out = io.StringIO()
        print_trends("A. Runner", series, Console(file=out, width=width), undated=2)
        text = " ".join(out.getvalue().split())
        assert "A real change for the better" in text
        assert "2 clips without a date left out" in text
        assert max(map(len, out.getvalue().splitlines())) <= width


def test_sessions_made_otherwise_stand_apart_and_it_says_why():
    sessions = [squat(20.0, label="a", date=day(1)), squat(4.0, label="b", date=day(2), model="lite")]
    series = [(one[0], trends_of(one)) for one in series_of(sessions)]
    out = io.StringIO()
    print_trends("A. Runner", series, Console(file=out, width=200))
    assert (
        "Not compared with the sessions above: one was measured with the model full and the other with lite."
        in out.getvalue()
    )
    assert "real change for" not in out.getvalue()
