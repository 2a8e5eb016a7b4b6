"""`python -m synth`: render a clip of a spec, or the sample clips."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hipcheck.errors import HipcheckError
from synth.film import render_clip
from synth.overview import write_samples
from synth.samples import SAMPLES
from synth.spec_file import read_spec

app = typer.Typer(add_completion=False, help="Film people whose joint angles are known exactly.")

OutOption = Annotated[Path, typer.Option("--out", help="Folder for the files; made where it is missing.")]


@app.command()
def clip(
    spec: Annotated[Path, typer.Argument(help="JSON; see synth/spec.py.")], out: OutOption = Path()
) -> None:
    """Render one clip, and the truth about it."""
    typer.echo(render_clip(read_spec(spec), out))


@app.command()
def samples(out: OutOption = Path("sample_videos")) -> None:
    """Render the sample clips and describe them (minutes)."""
    write_samples(SAMPLES, out, typer.echo)


def main() -> None:
    """Run; a user's error is one sentence."""
    try:
        app()
    except HipcheckError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
