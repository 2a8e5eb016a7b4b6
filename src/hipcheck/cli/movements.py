"""`hipcheck movements`: which movements there are, and how to film them."""

from __future__ import annotations

__all__ = ["movements"]


def movements() -> None:
    """List the movements that can be analysed, and how to do and film each."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from hipcheck.catalog import load_catalog
    from hipcheck.reports.wording import join_words

    console = Console(highlight=False)
    for movement in load_catalog().movements.values():
        heading = Text.assemble(
            (movement.id, "bold"), f"  {movement.name}, filmed from: {join_words(movement.views)}"
        )
        console.print(heading)
        console.print(Padding(Text(movement.how_to), (0, 0, 1, 4), expand=False))
    console.print("A movement of your own is a TOML file: hipcheck analyze clip.mp4 --movement mine.toml")
