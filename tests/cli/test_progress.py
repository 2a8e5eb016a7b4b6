from __future__ import annotations

from io import StringIO

from rich.console import Console

from hipcheck.cli.progress import watched


def terminal() -> Console:
    return Console(file=StringIO(), force_terminal=True, width=100)


def written(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_terminal_sees_stage_frames_speed_and_time_left(monkeypatch):
    console = terminal()
    with watched("clip [1].mp4", console, shown=True) as show:
        assert show is not None
        for done in range(1, 101):
            show("finding the person", done, 200)
        show("drawing", 50, 200)
    text = written(console)
    assert "clip [1].mp4: drawing" in text
    assert " 50/200" in text


def test_a_total_that_is_not_known_is_no_error():
    console = terminal()
    with watched("clip.mp4", console, shown=True) as show:
        assert show is not None
        show("finding the person", 7, None)
    assert "7/?" in written(console)


def test_more_frames_than_were_stated_are_no_error():
    console = terminal()
    with watched("clip.mp4", console, shown=True) as show:
        assert show is not None
        show("finding the person", 11, 10)
    assert "11/10" in written(console)


def test_the_line_is_gone_in_the_end():
    console = terminal()
    with watched("clip.mp4", console, shown=True) as show:
        assert show is not None
        show("drawing", 1, 2)
    assert written(console).endswith("\x1b[2K")  # erases the line it is on


def test_nothing_is_shown_where_nobody_watches():
    file = Console(file=StringIO(), force_terminal=False)
    with watched("clip.mp4", file, shown=True) as show:
        assert show is None
    assert written(file) == ""


def test_nothing_is_shown_where_quiet_was_asked_for():
    console = terminal()
    with watched("clip.mp4", console, shown=False) as show:
        assert show is None
    assert written(console) == ""
