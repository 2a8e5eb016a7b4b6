"""`hipcheck forget`: deletes what a results folder holds of a person, and proves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hipcheck.errors import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from hipcheck.batch.forgetting import Forgetting, Person

__all__ = ["forget"]

_FLAG: Final = ""
_MEGABYTE: Final = 1e6


def forget(
    athlete: Annotated[
        str,
        typer.Argument(
            metavar="NAME|CODE", show_default=False, help="Whom to forget: their name, or their code."
        ),
    ],
    results: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", show_default=False, help="The results folder of `hipcheck batch`."),
    ],
    *,
    yes: Annotated[
        bool, typer.Option("--yes", metavar=_FLAG, help="Do not ask whether it is meant.")
    ] = False,
) -> None:
    """Delete everything that a results folder holds of a person, and look whether anything is left.

    Their clips' result folders, their rows in the database, their code, and the tables and the index that name them.

    The clips themselves are never touched.
    """
    from rich.console import Console

    from hipcheck.batch.forgetting import find_person, forget_person
    from hipcheck.batch.sheet import write_sheet

    person = find_person(results, athlete)
    console = Console(highlight=False)
    _announce(person, results, console)
    if not yes and not typer.confirm("Delete all this?"):
        console.print("Nothing was deleted.")
        raise typer.Exit(1)
    done = forget_person(results, person, remake=write_sheet)
    _tell(done, results, console)
    if not done.proven:
        raise typer.Exit(1)


def _announce(person: Person, folder: Path, console: Console) -> None:
    from rich.text import Text

    from hipcheck.reports.wording import count

    code = f" ({person.code})" if person.code and person.code != person.name else ""
    console.print(Text(f"{one_line(person.name)}{code} in {one_line(str(folder))}:", "bold"))
    console.print(
        Text(
            f"  {count(len(person.clips), 'clip')}, {count(len(person.folders), 'result folder')} with all that lies in it, "
            "the rows in the database, the code, and what the index and the tables say."
        )
    )
    console.print(
        Text("  The clips that were analysed are not in there and stay where they are: delete them yourself.")
    )


def _tell(done: Forgetting, folder: Path, console: Console) -> None:
    from rich.text import Text

    from hipcheck.reports.wording import count, join_words

    deleted = [
        count(len(done.person.folders), "result folder"),
        f"{count(sum(done.rows.values()), 'row')} of the database",
    ]
    console.print(Text(f"Deleted: {join_words(deleted)}."))
    if done.derived:
        names = join_words([path.name for path in done.derived])
        anew = (
            "made anew without them" if done.remade else "deleted; the next `hipcheck batch` makes them anew"
        )
        console.print(Text(f"{names}: {anew}."))
    searched = done.searched
    console.print(
        Text(
            f"Looked through {count(searched.files, 'file')} ({searched.size_bytes / _MEGABYTE:.1f} MB) for the name, the code "
            "and the names of the clips, in names of files and in every byte of them."
        )
    )
    for path in done.named:
        console.print(Text(f"  still names them: {_below(path, folder)}"), soft_wrap=True)
    for path in searched.unread:
        console.print(Text(f"  could not be read: {_below(path, folder)}"), soft_wrap=True)
    for path in done.words:
        console.print(
            Text(f"  holds the word, of somebody else's results: {_below(path, folder)}"), soft_wrap=True
        )
    if done.proven:
        console.print(Text("Nothing in it names them any more.", "bold"))
    else:
        console.print(
            Text("These files are not hipcheck's to delete: look at them, and call it again.", "bold")
        )


def _below(path: Path, folder: Path) -> str:
    return one_line(str(path.relative_to(folder)))
