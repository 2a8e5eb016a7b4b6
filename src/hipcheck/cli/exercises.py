"""`hipcheck exercises`: the catalogue of exercises, with whose words they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from hipcheck.cli.options import FlawName

if TYPE_CHECKING:
    from hipcheck.catalog import Catalog, Dose, Exercise, Flaw

__all__ = ["exercise_lines", "exercises"]


def exercises(
    flaw: Annotated[
        FlawName | None,
        typer.Option("--flaw", help="Only the exercises that lead out of this flaw, easiest first."),
    ] = None,
) -> None:
    """List the exercises and drills, each with the article it comes from; what is ours says so."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from hipcheck.catalog import Flaw, load_catalog

    catalog = load_catalog()
    console = Console(highlight=False)
    chosen, only = list(catalog.exercises), Flaw(flaw) if flaw else None
    if only is not None:
        text = catalog.flaws[only]
        console.print(Text(text.title, "bold"))
        console.print(Text(text.meaning + (f" {text.note}" if text.note else "") + "\n"))
        chosen = list(text.exercises)
    for number, exercise_id in enumerate(chosen, start=1):
        exercise = catalog.exercises[exercise_id]
        rank = f"{number}. " if only else ""
        console.print(Text.assemble((f"{rank}{exercise.name}", "bold"), f"  {exercise.id}"))
        for line in exercise_lines(exercise, catalog, only):
            console.print(Padding(Text(line), (0, 0, 0, 4), expand=False))
        console.print()
    console.print("“…” are an article's words; “ours” marks what hipcheck adds.")


def exercise_lines(exercise: Exercise, catalog: Catalog, only: Flaw | None = None) -> Iterator[str]:
    """What is known of an exercise, a line each: what it is for, whose words, how much, how.

    Args:
        exercise: The exercise.
        catalog: Where its flaws and sources are.
        only: Of what it is for, name only this flaw.
    """
    from hipcheck.catalog import Origin, Strength
    from hipcheck.reports.wording import cite

    for link in exercise.links:
        if only is None or link.flaw is only:
            ours = " (ours)" if link.strength is Strength.INFERRED else ""
            yield f"for {catalog.flaws[link.flaw].title.lower()}{ours}: {link.reason}"
    for quote in exercise.quotes:
        yield f"“{quote.text}” ({cite(quote.article)})"
    if exercise.origin is Origin.HIPCHECK:
        yield "ours: no article names this exercise"
    if not exercise.readable:
        yield "this passage cannot be read in our copy of the article"
    if exercise.note:
        yield exercise.note
    if exercise.dose is not None:
        yield f"dose: {_dose(exercise.dose)}"
    if exercise.how:
        yield f"how (ours): {exercise.how}"


def _dose(dose: Dose) -> str:
    from hipcheck.catalog import Origin
    from hipcheck.reports.wording import cite

    said = f"“{dose.text}” ({cite(dose.source)})" if dose.origin is Origin.ARTICLE else f"{dose.text} (ours)"
    return f"{said}; {dose.amount} (ours)" if dose.amount else said
