from __future__ import annotations

import io

import pytest
from rich.console import Console

from hipcheck.batch.folder import AtWork, ResultsFolder
from hipcheck.batch.jobs import Who
from hipcheck.batch.progress import BatchProgress, told
from hipcheck.batch.running import Finished, Lost, Started
from hipcheck.batch.state import ClipState


def state(name: str = "a.mp4", error: str = "", remedy: str = "") -> ClipState:
    return ClipState(
        id="a",
        name=name,
        sha256="",
        who=Who(),
        fingerprint="",
        status="failed" if error else "done",
        error=error,
        remedy=remedy,
    )


EVENTS = (
    Started(clips=4, unchanged=1, workers=2),
    Finished(state("one.mp4")),
    Lost(("two.mp4", "three.mp4")),
    Finished(state("[red]two.mp4", "the file is empty", "copy it again.")),
)


@pytest.fixture
def folder(tmp_path):
    return ResultsFolder(tmp_path)


def shown(folder, *, terminal: bool, quiet: bool = False, events=EVENTS) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100, color_system=None)
    with BatchProgress(folder, console, quiet=quiet) as on_event:
        for event in events:
            on_event(event)
    return screen.getvalue()


def test_without_a_terminal_each_clip_is_a_line(folder):
    assert shown(folder, terminal=False).splitlines() == [
        "4 clips, 1 of them as before; 2 processes",
        "[2/4] one.mp4",
        "a worker process died; tried again: two.mp4, three.mp4",
        "[3/4] failed: [red]two.mp4: the file is empty; copy it again.",
    ]


def test_quiet_tells_of_failures_alone(folder):
    for terminal in (False, True):
        assert shown(folder, terminal=terminal, quiet=True).splitlines() == [
            "failed: [red]two.mp4: the file is empty; copy it again."
        ]


def test_a_terminal_keeps_failures_above_the_bar(folder):
    text = shown(folder, terminal=True)
    assert "[3/4] failed: [red]two.mp4: the file is empty; copy it again." in text
    assert "[2/4] one.mp4" not in text, "the bar counts what goes well"
    assert "3/4" in text
    assert "1 failed" in text


def test_a_worker_has_a_line(folder):
    with folder.held(), folder.marked(AtWork(id="a", name="a[b]\n.mp4", worker=(1, "here"))):
        console = Console(file=io.StringIO(), width=100, record=True)
        progress = BatchProgress(folder, console)
        console.print(progress)
        folder.tell(AtWork(id="a", name="a[b]\n.mp4", worker=(1, "here"), stage="drawing", frames=3, total=9))
        console.print(progress)
    text = console.export_text()
    assert "  a[b]\\n.mp4: opening the clip\n" in text
    assert "  a[b]\\n.mp4: drawing, 3 of 9\n" in text


def test_a_state_is_one_line():
    assert told(state("a\nb.mp4")) == "a\\nb.mp4"
    assert told(state("a.mp4", "it is broken")) == "a.mp4: it is broken"
    assert told(state("a.mp4", "it is broken", "mend it.")) == "a.mp4: it is broken; mend it."
