"""The benchmark's commands: `python -m benchmarks.accuracy --help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

from benchmarks.accuracy.store import Half, ModelName


def main(arguments: list[str] | None = None) -> int:
    """Run one command; see the package's documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_design(commands)
    _add_record(commands)
    _add_table(commands)
    _add_residuals(commands)
    _add_calibrate(commands)
    _add_changes(commands)
    options = parser.parse_args(arguments)
    return int(options.run(options))


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _add_design(commands: Commands[argparse.ArgumentParser]) -> None:
    commands.add_parser("design", help="list the clips of the design").set_defaults(run=_design)


def _add_record(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "record", help="render clips and keep their landmarks; takes up where it was left"
    )
    parser.add_argument("--limit", type=int, help="only the first so many clips of the design")
    parser.add_argument("--models", nargs="+", choices=get_args(ModelName), default=get_args(ModelName))
    parser.add_argument("--half", choices=get_args(Half), help="only clips of this half")
    parser.add_argument(
        "--stickers", action="store_true", help="the clips with stickers, which are a design of their own"
    )
    parser.add_argument("--workers", type=int, default=2, help="clips at a time (default: 2)")
    parser.set_defaults(run=_record)


def _add_table(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("table", help="recompute docs/accuracy.md and its pictures")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the page is out of date"
    )
    parser.add_argument(
        "--balance", type=Path, help="folder of the real footage, to measure that anew as well"
    )
    parser.set_defaults(run=_table)


def _add_residuals(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("residuals", help="write every single error with what it may depend on")
    parser.add_argument("--out", type=Path, required=True, help="a .parquet or .csv file")
    parser.add_argument("--of", choices=("readings", "frames", "clips", "reps"), default="readings")
    parser.set_defaults(run=_residuals)


def _add_calibrate(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "calibrate", help="what the development half says about the error model's constants"
    )
    parser.set_defaults(run=_calibrate)


def _add_changes(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "changes", help="how often noise alone passes for a real change (docs/change.md)"
    )
    parser.set_defaults(run=_changes)


def _design(_: argparse.Namespace) -> int:
    from benchmarks.accuracy.design import design  # noqa: PLC0415  # each command loads what it needs

    for planned in design():
        print(planned.spec.name, planned.half, *planned.models)
    return 0


def _record(options: argparse.Namespace) -> int:
    from benchmarks.accuracy.collect import DATA  # noqa: PLC0415
    from benchmarks.accuracy.design import design  # noqa: PLC0415
    from benchmarks.accuracy.record import pending, record  # noqa: PLC0415
    from benchmarks.accuracy.stickered import STICKER_DATA, stickered_design  # noqa: PLC0415

    folder = STICKER_DATA if options.stickers else DATA
    planned = (stickered_design() if options.stickers else design())[: options.limit]
    todo = [item for item in pending(planned, options.models, folder) if options.half in (None, item[1].half)]
    print(f"{len(todo)} of {len(planned)} clips to do")
    report = record(todo, folder=folder, workers=options.workers)
    print(f"{len(report.done)} clips kept in {report.seconds / 60.0:.0f} min")
    for name, reason in report.failed:
        print(f"{name}: {reason}", file=sys.stderr)
    return int(bool(report.failed))


def _table(options: argparse.Namespace) -> int:
    from benchmarks.accuracy.balance import balance_section  # noqa: PLC0415
    from benchmarks.accuracy.collect import collect  # noqa: PLC0415
    from benchmarks.accuracy.document import PAGE, differing, replaced, sections  # noqa: PLC0415
    from benchmarks.accuracy.plots import draw  # noqa: PLC0415
    from benchmarks.accuracy.stickered import STICKER_DATA  # noqa: PLC0415

    rows = collect()
    parts = sections(rows, collect(STICKER_DATA))
    page = PAGE.read_text(encoding="utf-8")
    if options.check:
        stale = differing(page, parts)
        print(f"out of date: {', '.join(stale)}" if stale else "the page is in step with the data")
        return int(bool(stale))
    if options.balance:
        parts["balance"] = balance_section(options.balance)
    PAGE.write_text(replaced(page, parts), encoding="utf-8")
    for path in (PAGE, *draw(rows)):
        print(f"wrote {path}")
    return 0


def _residuals(options: argparse.Namespace) -> int:
    from benchmarks.accuracy.collect import collect  # noqa: PLC0415
    from benchmarks.accuracy.residuals import residuals, write  # noqa: PLC0415

    found = residuals(collect(), options.of)
    write(found, options.out)
    print(f"wrote {len(found)} rows to {options.out}")
    return 0


def _calibrate(_: argparse.Namespace) -> int:
    from benchmarks.accuracy.calibrate import calibration  # noqa: PLC0415

    print(calibration())
    return 0


def _changes(_: argparse.Namespace) -> int:
    from benchmarks.accuracy.changes import changes_table, collect_changes  # noqa: PLC0415

    print(changes_table(collect_changes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
