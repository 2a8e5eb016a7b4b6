"""`hipcheck compare`: two results or more; which changes are real, and which may be noise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hipcheck.errors import InputError, SettingsError, one_line

if TYPE_CHECKING:
    from hipcheck.change import Comparison, Session

__all__ = ["compare"]

_FLAG: Final = ""


def compare(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULT",
            show_default=False,
            help="Two results or more, the earliest first: each an analysis.json or the folder that holds it.",
        ),
    ],
    *,
    json: Annotated[
        bool, typer.Option("--json", metavar=_FLAG, help="Print JSON for other programs instead.")
    ] = False,
) -> None:
    """Tell real changes between results from noise.

    Each leg and metric is compared at the same depth; a change is real only beyond the smallest one that is more than noise.

    Of more than two results, each is held against the first and against the one before it.
    """
    if len(results) < 2:
        raise SettingsError(
            "compare needs two results: hipcheck compare before/analysis.json after/analysis.json"
        )

    import sys

    from rich.console import Console

    from hipcheck.reports.change_json import comparisons_json
    from hipcheck.reports.terminal_change import print_comparison

    compared = list(_compared([_session(path) for path in results]))
    if json:
        sys.stdout.buffer.write(comparisons_json(compared))
        return
    console = Console(highlight=False)
    for comparison in compared:
        print_comparison(comparison, console)


def _session(path: Path) -> Session:
    from hipcheck.reports.saved import read_document, session_of

    document = read_document(path)
    if not document.reps:
        raise InputError(f"{one_line(str(path))}: holds no repetition, so that there is nothing to compare.")
    name = path.parent if path.name == "analysis.json" else path
    return session_of(document, str(name) if name != Path() else str(path))


def _compared(sessions: list[Session]) -> list[Comparison]:
    """Each session after the first against the first, and against the one before where that is another."""
    from hipcheck.change import compare as held_against

    pairs = []
    for number, session in enumerate(sessions[1:], start=1):
        pairs.append(held_against(sessions[0], session))
        if number > 1:
            pairs.append(held_against(sessions[number - 1], session))
    return pairs
