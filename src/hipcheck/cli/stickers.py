"""`hipcheck stickers`: where stickers on the front hip bones go, and a sheet of them to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from hipcheck.errors import OutputError

__all__ = ["stickers"]


def stickers(
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.svg", help="Also write a sheet of discs to print and cut out."),
    ] = None,
    paper: Annotated[Literal["a4", "letter"], typer.Option("--paper", help="The size of that sheet.")] = "a4",
) -> None:
    """Explain how two stickers let hipcheck measure the pelvis, and print them.

    The sheet is an SVG drawing that any browser opens and prints, true to scale at 100 %.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from hipcheck.outputs import check_replaceable
    from hipcheck.reports.base import whole_file
    from hipcheck.stickers.sheet import DIAMETER_MM, WHERE, sheet_svg

    if out is not None:
        if out.suffix.lower() != ".svg":
            raise OutputError(f"{out}: the sheet is an SVG drawing; give a file name that ends in .svg.")
        check_replaceable(out, [])
    console = Console(highlight=False)
    console.print(Text("Two stickers show how far the pelvis drops", "bold"))
    console.print(
        Text(
            "The landmarks of the pose model do not. Pelvic drop, the opening of the pelvis and hip adduction are measured "
            f"only with two bright round stickers of {DIAMETER_MM:.0f} mm (20 to 30 mm will do) on the front hip bones.\n"
        )
    )
    for number, step in enumerate(WHERE, start=1):
        console.print(Padding(Text(f"{number}. {step}"), (0, 0, 0, 2), expand=False))
    if out is None:
        console.print(Text("\nA sheet to print and cut out: hipcheck stickers --out stickers.svg"))
        return
    with whole_file(out) as partial:
        partial.write_text(sheet_svg(paper), encoding="utf-8")
    console.print(Text(f"\nWritten: {out}. Print it at 100 %; its line must measure 100 mm."))
