"""Writes docs/metrics.md and the drawing of docs/stickers.md from the code, so that both say the same.

`--check` only compares.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

from hipcheck.catalog import Threshold, load_catalog
from hipcheck.catalog.reliability import Evidence, load_reliability
from hipcheck.kinematics import METRICS, Metric
from hipcheck.stickers.sheet import where_svg
from hipcheck.uncertainty import ERRORS

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "metrics.md"
DRAWING = DOCS / "images" / "stickers_where.svg"

HEAD = """\
# Metrics

<!-- Written by scripts/build_docs.py from the tables in the code; change those. -->

What each number is, the view it needs, what positive means, and the error model its interval rests on. Signs, units and
places are explained in [conventions](conventions.md). "SEM" is the standard error of measurement before camera yaw and
roll, landmark bias and the clip's own noise are added.

"""


def _summary(metric: Metric) -> str:
    if metric.function is None:
        return "a number of the whole rep"
    return inspect.getdoc(metric.function).split("\n")[0].rstrip(".")  # type: ignore[union-attr]


def _unit(metric: Metric) -> str:
    return metric.unit or "ratio"


def _metric_rows() -> list[str]:
    views = {"frontal": "front, back", "side": "side", "any": "any"}
    rows = ["| metric | id | unit | view | + means | SEM | SEM from |", "|---|---|---|---|---|---|---|"]
    for metric in METRICS.values():
        error = ERRORS[metric.id]
        rows.append(
            f"| {metric.label} | `{metric.id}` | {_unit(metric)} | {views[metric.plane]} | {metric.positive} "
            f"| {error.sem:g} | {error.source} |"
        )
    return rows


def _definition_rows() -> list[str]:
    return [
        f"- `{metric.id}`: {_summary(metric)}." for metric in METRICS.values() if metric.function is not None
    ]


def _threshold_row(threshold: Threshold) -> str:
    sources = load_catalog().sources
    sign = ">" if threshold.above else "<"
    return (
        f"| {threshold.flaw.value.replace('_', ' ')} | `{threshold.metric}` | {threshold.at.value} "
        f"| {threshold.basis.value} | {sign} {threshold.mild:g} | {sign} {threshold.marked:g} "
        f"| {sources[threshold.source].short} | {threshold.note} |"
    )


def _movement_sections() -> list[str]:
    lines: list[str] = []
    for movement in load_catalog().movements.values():
        lines += [f"### {movement.name}", "", movement.how_to, ""]
        lines += ["| flaw | metric | at | graded on | mild | marked | source | what it rests on |"]
        lines += ["|---|---|---|---|---|---|---|---|"]
        lines += [_threshold_row(threshold) for threshold in movement.thresholds]
        lines += [""]
    return lines


def _reliability_rows() -> list[str]:
    table, sources = load_reliability(), load_catalog().sources
    rows = ["| metric | at | SEM | rests on | note |", "|---|---|---|---|---|"]
    for entry in table.metric:
        sem = (
            f"{entry.share:.0%} of the value" if entry.share else f"{entry.sem:g}{METRICS[entry.metric].unit}"
        )
        at = entry.at.value if entry.at else "any place"
        source = sources[entry.source].short
        rests_on = source if entry.basis is Evidence.CONVENTION else f"{source} ({entry.basis.value})"
        rows.append(f"| `{entry.metric}` | {at} | {sem} | {rests_on} | {entry.note} |")
    return [
        f"The standard error of measurement of one session's typical value over {table.reps} reps, by which",
        "[changes between sessions](change.md) are judged, together with each clip's own interval. A metric that is not listed is",
        "not judged.",
        "",
        *rows,
    ]


def page() -> str:
    """The whole page."""
    lines = [*_metric_rows(), "", "## Definitions", "", *_definition_rows(), "", "## Cut-offs", ""]
    lines += [
        "Of several cut-offs for one flaw the first that could be measured makes the finding; the others are graded in the",
        "tables. `convention` means that no study stands behind the number.",
        "",
    ]
    lines += [*_movement_sections(), "## Noise between days", "", *_reliability_rows()]
    return HEAD + "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page, or say whether it is in step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if one of them is out of date")
    if parser.parse_args().check:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in _files().items()))
    for path, text in _files().items():
        path.write_text(text, encoding="utf-8")
    return 0


def _files() -> dict[Path, str]:
    return {PAGE: page(), DRAWING: where_svg()}


if __name__ == "__main__":
    sys.exit(main())
