"""The commands put together, and the one place where errors for users are caught."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from hipcheck.cli.analyze import analyze
from hipcheck.cli.batch import batch
from hipcheck.cli.compare import compare
from hipcheck.cli.doctor import doctor
from hipcheck.cli.ending import STOPPED, stoppable, unprintable
from hipcheck.cli.exercises import exercises
from hipcheck.cli.forget import forget
from hipcheck.cli.history import history
from hipcheck.cli.live import live
from hipcheck.cli.movements import movements
from hipcheck.cli.stickers import stickers
from hipcheck.errors import HipcheckError, one_line
from hipcheck.version import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    name="hipcheck",
    help="Looks at how a person moves on one leg and says, honestly, what it sees.",
    epilog="It measures movement and is no diagnosis. Nothing you analyse leaves this machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a bug keeps its plain traceback
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (analyze, live, batch, compare, history, forget, movements, exercises, stickers, doctor):
    app.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"hipcheck {__version__}")
        raise typer.Exit


@app.callback()
def _hipcheck(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",  # as in `options`
            callback=_print_version,
            is_eager=True,
            help="Print the version and stop.",
        ),
    ] = False,
) -> None:
    """Looks at how a person moves on one leg and says, honestly, what it sees."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the program's name; those of this process by default.

    Returns:
        The exit code: 0 done, 1 something could not be analysed or written, 2 wrong usage; 130 stopped by Ctrl-C, 143 and
        129 by another signal.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A file name or a sign that the terminal cannot show must not end the program.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        if sys.stdout is not None:  # as it is where there is no console
            sys.stdout.flush()  # what cannot be printed is told here, not by Python after the end
    except OSError as error:
        message = unprintable(error)
        if message is None:
            raise
        if message:
            typer.echo(f"error: {message}", err=True)
        return 1
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        with stoppable():
            app(arguments, prog_name="hipcheck")
    except SystemExit as stop:  # typer ends this way, also after help and wrong usage
        if stop.code in STOPPED:
            typer.echo("stopped; nothing half-written is left behind", err=True)
        return stop.code if isinstance(stop.code, int) else 0
    except HipcheckError as error:
        typer.echo(f"error: {one_line(str(error))}", err=True)
        return error.exit_code
    return 0
