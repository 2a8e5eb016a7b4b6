"""`hipcheck history`: what has changed in an athlete from session to session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hipcheck.errors import InputError, one_line

if TYPE_CHECKING:
    from hipcheck.batch.store import Store
    from hipcheck.change import Session, Trend

__all__ = ["history"]

_FLAG: Final = ""


def history(
    results: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", show_default=False, help="The results folder of `hipcheck batch`."),
    ],
    *,
    athlete: Annotated[
        str,
        typer.Option(
            "--athlete", metavar="NAME|CODE", show_default=False, help="Whose sessions: a name, or a code."
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE.html", show_default=False, help="Also write the trends as a page."
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", metavar=_FLAG, help="Print JSON for other programs instead.")
    ] = False,
) -> None:
    """Show what has changed in an athlete over time, and what of it is more than noise.

    Each session is held against the first that was made under like conditions, and against the one before it.
    """
    import sys

    from rich.console import Console
    from rich.text import Text

    from hipcheck.batch.store import FILE_NAME, Store
    from hipcheck.change import series_of, trends_of
    from hipcheck.outputs import check_replaceable
    from hipcheck.reports.change_json import trends_json
    from hipcheck.reports.html.trend_page import write_trends
    from hipcheck.reports.terminal_trend import print_trends

    file = results / FILE_NAME
    if not file.is_file():
        raise InputError(
            f"{one_line(str(results))}: holds no {FILE_NAME}; give the folder that `hipcheck batch` wrote its results to."
        )
    if html is not None:
        check_replaceable(html, [])
    with Store(file) as store:
        name, key = _athlete(store, athlete, results)
        sessions, undated = store.sessions(key), store.undated(key)
    if not sessions:
        raise InputError(
            f"{one_line(name)}: none of their {undated} clips has a date; give dates with --roster or --pattern of "
            "`hipcheck batch`."
        )
    series: list[tuple[Session, tuple[Trend, ...]]] = [
        (one[0], trends_of(one)) for one in series_of(sessions)
    ]
    if html is not None:
        write_trends(name, series, html)
    if json:
        sys.stdout.buffer.write(trends_json(name, series))
        return
    console = Console(highlight=False)
    print_trends(name, series, console, undated=undated)
    if html is not None:
        console.print(Text(f"\nWritten: {one_line(str(html))}"), soft_wrap=True)


def _athlete(store: Store, asked: str, folder: Path) -> tuple[str, str]:
    """Who is meant, as shown and as kept: of somebody with a code the code is kept."""
    from hipcheck.batch.codes import Codes
    from hipcheck.batch.naming import known_person

    codes = Codes(folder)
    kept = store.athletes()
    known = known_person(
        asked, {*kept, *(name for name, code in codes.people().items() if code in kept)}, folder
    )
    if known in kept:
        return known, known
    return known, codes.people()[known]
