"""Everything that is made of a whole results folder, in one go: the triage sheet and the tables."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from hipcheck.batch.finding import Work
from hipcheck.batch.folder import ResultsFolder
from hipcheck.batch.legs import legs_of
from hipcheck.batch.outcomes import (
    Trouble,
    TroubleKind,
    forget_left_out,
    outcomes_in,
    remember_left_out,
    what_was_left_out,
)
from hipcheck.batch.places import natural_key
from hipcheck.batch.sheet.people import People
from hipcheck.batch.sheet.rows import QUALITIES, Row, clip_rows
from hipcheck.batch.sheet.scale import MARKED_AT, MILD_AT
from hipcheck.batch.tables import Tables
from hipcheck.catalog import load_catalog
from hipcheck.reports.base import whole_file
from hipcheck.reports.wording import GRADE_SYMBOLS, MISSING
from hipcheck.results import Grade

__all__ = ["SHEET_NAME", "write_sheet"]

SHEET_NAME: Final = "index.html"

_LEVELS: Final = {
    "marked": "marked",
    "mild": "mild",
    "borderline": "borderline",
    "good": "good",
    "little": "too little seen",
    "none": "not graded",
}
"""How a leg did, in words, the most urgent first."""


def write_sheet(results: Path, work: Work | None = None) -> Path:
    """Make the triage sheet and the tables anew from what is in a results folder.

    To be called while no clip is being worked on: after a run, or after results were deleted.

    Args:
        results: The results folder.
        work: What the run found, to tell also of copies, of names that did not fit, and of files that were left out. Without
            it, as after `hipcheck forget`, only what is known of clips that are still there is told again.

    Returns:
        Path of the sheet.

    Raises:
        OutputError: A file cannot be written; each is whole or as it was.
    """
    folder = ResultsFolder(results)
    if work is None:
        forget_left_out(folder)
    else:
        remember_left_out(folder, work)
    tables, people = Tables(), People()
    rows: list[tuple[Any, Row]] = []
    troubles: list[Trouble] = []
    clips = 0
    for outcome in outcomes_in(folder):
        if isinstance(outcome, Trouble):
            troubles.append(outcome)
            continue
        clips += 1
        legs = legs_of(outcome.document)
        tables.add(outcome, legs)
        people.add(outcome, legs)
        rows += [
            ((urgency, clips, number), row)
            for (urgency, number), row in clip_rows(outcome, legs, folder.path)
        ]
    troubles += what_was_left_out(folder)
    for trouble in troubles:
        tables.add_trouble(trouble)
    tables.write(folder.path)
    rows.sort(key=lambda pair: pair[0])
    return _write_page(folder.path / SHEET_NAME, [row for _, row in rows], people, troubles, clips)


def _write_page(path: Path, rows: list[Row], people: People, troubles: list[Trouble], clips: int) -> Path:
    script, style = _data("sheet.js"), _report_style() + _data("sheet.css")
    failed = sum(trouble.kind is TroubleKind.FAILED for trouble in troubles)
    text = _environment().get_template("index.html.j2").render(
        policy=_policy(script, style),
        style=style,
        script=script,
        banner=load_catalog().safety.banner,
        clips=clips,
        failed=failed,
        levels=_levels(rows),
        qualities=QUALITIES,
        movements=sorted({row["movement"] for row in rows}),
        mild_at=MILD_AT,
        marked_at=MARKED_AT,
        data={
            "rows": rows,
            "people": people.cards(),
            "nameless": people.nameless,
            "troubles": _trouble_rows(troubles),
            "symbols": {grade.value: symbol for grade, symbol in GRADE_SYMBOLS.items()},
            "levels": _LEVELS,
            "qualities": QUALITIES,
            "scale": [MILD_AT, MARKED_AT],
        },
    )  # fmt: skip
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")
    return path


def _levels(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """How many rows there are of each level, for the buttons that filter by it."""
    counted = Counter(row["level"] for row in rows)
    symbols = {grade.value: GRADE_SYMBOLS[grade] for grade in Grade}
    return [
        {
            "key": key,
            "word": word,
            "symbol": symbols.get(key, "?" if key == "little" else MISSING),
            "count": counted[key],
        }
        for key, word in _LEVELS.items()
    ]


def _trouble_rows(troubles: Iterable[Trouble]) -> list[Row]:
    kinds = list(TroubleKind)
    ordered = sorted(troubles, key=lambda t: (kinds.index(t.kind), natural_key(t.name)))
    return [
        {"clip": t.name, "kind": t.kind.value, "athlete": t.athlete, "why": _sentence(t.reason), "fix": _sentence(t.remedy),
         "attempts": t.attempts}
        for t in ordered
    ]  # fmt: skip


def _sentence(clause: str) -> str:
    """A clause as a sentence; "" stays."""
    return f"{clause[:1].upper()}{clause[1:].rstrip('.')}." if clause else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("hipcheck", "data/batch"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _data(name: str) -> str:
    return (resources.files("hipcheck") / "data" / "batch" / name).read_text(encoding="utf-8")


@cache
def _report_style() -> str:
    """The reports' own style sheet, so that sheet and reports look alike and share colours that are tested."""
    return (resources.files("hipcheck") / "data" / "report" / "report.css").read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """What the page may load: the key frames beside it, and nothing else at all."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
