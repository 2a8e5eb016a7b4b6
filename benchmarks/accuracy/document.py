"""Writes the generated parts of docs/accuracy.md, between markers, and says whether they are in step with the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.accuracy import table
from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.design import design
from benchmarks.accuracy.knee_parts import knee_parts_section
from benchmarks.accuracy.markdown import details, same_but_for_rounding
from benchmarks.accuracy.recognition import (
    confusion_section,
    grades_section,
    misses,
    misses_section,
    recognition_section,
)
from benchmarks.accuracy.sticker_table import drop_section, found_section
from benchmarks.accuracy.targets import targets_section
from benchmarks.accuracy.words import meaning

__all__ = ["PAGE", "differing", "replaced", "sections"]

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
_SECTION: Final = re.compile(r"<!-- (\w+) begins -->\n\n(.*?)\n\n<!-- \1 ends -->", re.DOTALL)


def sections(rows: Rows, stickered: Rows | None = None) -> dict[str, str]:
    """Every generated part of the page that comes from the rendered clips, by name.

    Args:
        rows: Of the design.
        stickered: Of the clips with stickers.
    """
    parts = _with_stickers(stickered) if stickered is not None and len(stickered.clips) else {}
    return parts | (_of_the_design(rows) if len(rows.clips) else {})


def _with_stickers(rows: Rows) -> dict[str, str]:
    return {"found": found_section(rows), "drop": drop_section(rows)}


def _of_the_design(rows: Rows) -> dict[str, str]:
    check, development = rows.of_half("check"), rows.of_half("development")
    return {
        "meaning": meaning(rows),
        "aims": targets_section(rows),
        "clips": "\n\n".join([_recorded(rows), table.clips_section(rows)]),
        "angles": "\n\n".join(
            [
                _picture("True against seen angles at the bottom of each rep", "angles.svg"),
                _picture("How often 95 % intervals hold the truth, by metric", "coverage.svg"),
                table.angles_section(check),
                details("The same of the development half", table.angles_section(development)),
                details("Over all frames of the reps, check half", table.over_rep_section(check)),
            ]
        ),
        "yaw": "\n\n".join(
            [
                _picture("Errors over camera yaw, and estimated over true yaw", "yaw.svg"),
                table.yaw_section(check),
                details("The same of the development half", table.yaw_section(development)),
            ]
        ),
        "parts": "\n\n".join(
            [
                knee_parts_section(check.knee_parts),
                details("The same of the development half", knee_parts_section(development.knee_parts)),
            ]
        ),
        "hips": "\n\n".join(
            [
                table.hips_section(check),
                details(
                    "The same of the development half",
                    table.hips_section(development),
                ),
            ]
        ),
        "models": table.models_section(check),
        "bodies": table.bodies_section(rows),
        "recognition": "\n\n".join([recognition_section(rows), _confusion(check), _confusion(development)]),
        "misses": "\n\n".join([misses_section(check), *_sheet(check), _folded_misses(development)]),
        "times": table.times_section(rows),
        "view": table.view_section(rows),
        "grades": "\n\n".join(
            [
                grades_section(check),
                details("The same of the development half", grades_section(development)),
            ]
        ),
    }


def _recorded(rows: Rows) -> str:
    """How much of the design the page rests on: a part of it is a smaller design of the same make-up."""
    done, planned = len(rows.facts), len(design())
    share = f"All {planned} clips" if done == planned else f"**{done} of the {planned} clips**"
    return f"{share} of the design are recorded."


def _picture(what: str, name: str) -> str:
    return f"![{what}](images/accuracy_{name})"


def _sheet(check: Rows) -> list[str]:
    """The sheet of pictures of what was missed with the default model, where there is one."""
    missed = len(misses(check.of_model("full")))
    return [_picture("The clips of which something was not recognised", "misses.jpg")] if missed else []


def _confusion(half: Rows) -> str:
    name = str(half.clips["half"].item(0)) if len(half.clips) else "no"
    return details(f"What each movement was taken for, {name} half", confusion_section(half))


def _folded_misses(development: Rows) -> str:
    count = development.clips.select(pl.col("clip").n_unique()).item() if len(development.clips) else 0
    return details(f"The same of the {count} clips of the development half", misses_section(development))


def replaced(page: str, parts: Mapping[str, str]) -> str:
    """The page with its parts put in.

    Raises:
        ValueError: The page has no place for a part.
    """
    missing = set(parts) - set(_said(page))
    if missing:
        raise ValueError(f"the page has no markers for {', '.join(sorted(missing))}")

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        return (
            f"<!-- {name} begins -->\n\n{parts[name]}\n\n<!-- {name} ends -->"
            if name in parts
            else match.group(0)
        )

    return _SECTION.sub(put, page)


def differing(page: str, parts: Mapping[str, str]) -> list[str]:
    """Names of the parts that the page says otherwise, by more than rounding."""
    said = _said(page)
    return [name for name, text in parts.items() if not same_but_for_rounding(said.get(name, ""), text)]


def _said(page: str) -> dict[str, str]:
    return {match.group(1): match.group(2) for match in _SECTION.finditer(page)}
