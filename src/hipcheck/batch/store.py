"""The database of a results folder: athletes, sessions, clips, reps, measurements.

It is worked on in memory and written anew as a whole, row by row in the order of their keys, under a hidden name that then
takes the file's place. So the file is never half-written; the same results give the same bytes, in whatever order they
came; and what was deleted is nowhere in it, not even in pages that are no longer used.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from hipcheck.batch.jobs import Job
from hipcheck.batch.migrations import APPLICATION_ID, MIGRATIONS, TABLES
from hipcheck.batch.rows import clip_row, conditions_of, known_or_null, side_key, side_of, threshold_of
from hipcheck.catalog import At, Basis, Flaw, load_catalog
from hipcheck.change import Graded, Session, SessionValue, merged
from hipcheck.errors import InputError, OutputError, one_line
from hipcheck.reports.base import whole_file
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.saved import session_of
from hipcheck.results import Grade

__all__ = ["FILE_NAME", "Forgotten", "Store"]

FILE_NAME: Final = "hipcheck.sqlite"
"""Of the database, in the results folder."""

_UNKNOWN_DATE: Final = ""
"""What stands in a key where there is no date."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted of one athlete.

    Attributes:
        rows: Deleted rows by table.
        clips: Ids of the clips that were theirs.
        names: Names of those clips, as they were shown.
    """

    rows: dict[str, int]
    clips: tuple[str, ...]
    names: tuple[str, ...]


class Store:
    """The database of one results folder. As a context manager it saves at the end, unless something went wrong.

    Args:
        path: The file; it need not exist yet.

    Raises:
        InputError: It is there but is no database of hipcheck's, is damaged, or is from a newer hipcheck.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed = False  # a look does not write, not even what was upgraded
        self._database = _new_database()
        if path.exists():
            try:
                self._load()
            except BaseException:
                self._database.close()
                raise
        self._database.execute("PRAGMA foreign_keys = ON")

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Save, if all went well, and let go of the file."""
        try:
            if kind is None:
                self.save()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of everything; what was not saved is lost."""
        self._database.close()

    def put(self, job: Job, document: AnalysisDocument) -> None:
        """Keep a clip's results, in place of any that its id had.

        Args:
            job: Which clip, and whom it shows.
            document: Its results.
        """
        who = job.who
        date = who.date.isoformat() if who.date else _UNKNOWN_DATE
        session = session_of(document, job.name, date=who.date, step_height_cm=who.step_height_cm)
        with self._database:
            self._drop(job.id)
            self._insert("athletes", [(who.athlete,)], known=True)
            self._insert("sessions", [(who.athlete, date)], known=True)
            self._insert("clips", [clip_row(job, date, session)])
            self._insert(
                "reps",
                ((job.id, r.index, side_key(r.side), r.start_s, r.bottom_s, r.end_s) for r in document.reps),
            )
            self._insert(
                "measurements",
                ((job.id, r.index, m.metric, side_key(m.side), m.at, m.value, m.low, m.high, m.excursion, m.grade)
                 for r in document.reps for m in r.measurements),
            )  # fmt: skip
            self._insert(
                "summaries",
                ((job.id, v.metric, side_key(v.side), v.at, v.basis, v.value, known_or_null(v.standard_error), v.reps)
                 for v in session.values),
            )  # fmt: skip
            self._insert(
                "findings",
                ((job.id, f.flaw, side_key(f.side), f.metric, f.grade, t.at, t.basis, t.mild, t.marked, int(t.above), t.source,
                  t.note) for f in document.findings if (t := f.threshold)),
            )  # fmt: skip
        self._changed = True

    def drop(self, clip: str) -> None:
        """Delete what is kept of a clip, if anything is."""
        with self._database:
            self._drop(clip)
        self._changed = True

    def athletes(self) -> tuple[str, ...]:
        """Everybody with results, by name; "" stands for clips that nobody's name was given for."""
        return tuple(name for (name,) in self._rows("SELECT athlete FROM athletes ORDER BY athlete"))

    def clips(self) -> tuple[str, ...]:
        """Ids of all clips."""
        return tuple(clip for (clip,) in self._rows("SELECT clip FROM clips ORDER BY clip"))

    def clips_of(self, athlete: str) -> tuple[tuple[str, str], ...]:
        """An athlete's clips: id and name of each, by date."""
        return tuple((row["clip"], row["name"]) for row in self._clip_rows(athlete))

    def sessions(self, athlete: str) -> tuple[Session, ...]:
        """An athlete's dated sessions, in time order; clips of one day under the same conditions are one session.

        Clips without a date have no place in time and are left out; `undated` counts them.
        """
        by_day: dict[tuple[Any, ...], list[Session]] = {}
        for row in self._clip_rows(athlete):
            if row["date"] != _UNKNOWN_DATE:
                session = self._session(row)
                c = session.conditions
                key = (row["date"], c.movement, c.variant, c.view, c.step_height_cm, c.hipcheck, c.model, c.model_sha256,
                       row["settings"])  # fmt: skip
                by_day.setdefault(key, []).append(session)
        return tuple(merged(sessions) for sessions in by_day.values())

    def undated(self, athlete: str) -> int:
        """How many of an athlete's clips have no date."""
        return sum(row["date"] == _UNKNOWN_DATE for row in self._clip_rows(athlete))

    def forget(self, athlete: str) -> Forgotten:
        """Delete everything that is kept of an athlete. Nothing of it is left in the file once it is saved.

        Returns:
            What was deleted: nothing for somebody who is not there.
        """
        rows = list(self._clip_rows(athlete))
        counted = self._counts()
        with self._database:
            self._database.execute("DELETE FROM athletes WHERE athlete = ?", (athlete,))
        self._changed = True
        left = self._counts()
        return Forgotten(
            rows={table: counted[table] - left[table] for table in TABLES},
            clips=tuple(row["clip"] for row in rows),
            names=tuple(row["name"] for row in rows),
        )

    def save(self) -> None:
        """Write the file anew, unless nothing has changed.

        Raises:
            OutputError: It cannot be written; the file stays as it was.
        """
        if not self._changed:
            return
        with whole_file(self._path) as partial:
            partial.unlink(missing_ok=True)  # of a run that was killed
            try:
                self._write(partial)
            except sqlite3.Error as error:
                raise OutputError(
                    f"{one_line(str(self._path))}: cannot be written ({error}); check the folder and the free space."
                ) from error
        self._changed = False

    def _write(self, path: Path) -> None:
        """All rows in the order of their keys, in one transaction: the same rows give the same bytes."""
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = OFF")  # the hidden file is thrown away if anything goes wrong
            file.execute("BEGIN")
            _upgrade(file, 0)
            for table in TABLES:
                cursor = self._database.execute(f"SELECT * FROM {table}")  # noqa: S608  our own names; in order of the key
                marks = ", ".join("?" * len(cursor.description))
                file.executemany(f"INSERT INTO {table} VALUES ({marks})", cursor)  # noqa: S608
            file.execute("COMMIT")

    def _load(self) -> None:
        shown = one_line(str(self._path))
        try:
            with contextlib.closing(_opened(self._path)) as file:
                (version,) = file.execute("PRAGMA user_version").fetchone()
                (whose,) = file.execute("PRAGMA application_id").fetchone()
                if whose != APPLICATION_ID:
                    raise InputError(
                        f"{shown}: is no database of hipcheck's; move it away or choose another folder."
                    )
                if version > len(MIGRATIONS):
                    raise InputError(
                        f"{shown}: is from a newer hipcheck (version {version} of the database, and this one knows "
                        f"{len(MIGRATIONS)}); update hipcheck."
                    )
                self._database.close()
                self._database = _new_database(empty=True)
                file.backup(self._database)
            with self._database:
                _upgrade(self._database, version)
        except sqlite3.Error as error:
            raise InputError(
                f"{shown}: the database is damaged ({error}); delete it and run `hipcheck batch` again, which makes it anew "
                "from the clips' results."
            ) from error

    def _drop(self, clip: str) -> None:
        """The clip, and its session and athlete where nothing else is left of them."""
        owner = self._database.execute("SELECT athlete, date FROM clips WHERE clip = ?", (clip,)).fetchone()
        if owner is None:
            return
        self._database.execute("DELETE FROM clips WHERE clip = ?", (clip,))
        self._database.execute(
            "DELETE FROM sessions WHERE athlete = ?1 AND date = ?2 "
            "AND NOT EXISTS (SELECT 1 FROM clips WHERE athlete = ?1 AND date = ?2)",
            tuple(owner),
        )
        self._database.execute(
            "DELETE FROM athletes WHERE athlete = ?1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE athlete = ?1)",
            (owner["athlete"],),
        )

    def _insert(self, table: str, rows: Iterable[Sequence[Any]], *, known: bool = False) -> None:
        """Insert rows, all of one length; those that are there already stay where `known`."""
        listed = list(rows)
        if listed:
            marks = ", ".join("?" * len(listed[0]))
            verb = "INSERT OR IGNORE" if known else "INSERT"
            self._database.executemany(f"{verb} INTO {table} VALUES ({marks})", listed)

    def _rows(self, query: str, *values: str) -> Iterator[sqlite3.Row]:
        return iter(self._database.execute(query, values))

    def _clip_rows(self, athlete: str) -> list[sqlite3.Row]:
        return list(self._rows("SELECT * FROM clips WHERE athlete = ? ORDER BY date, clip", athlete))

    def _counts(self) -> dict[str, int]:
        return {table: next(self._rows(f"SELECT count(*) FROM {table}"))[0] for table in TABLES}  # noqa: S608

    def _session(self, clip: sqlite3.Row) -> Session:
        findings = list(self._rows("SELECT * FROM findings WHERE clip = ? ORDER BY flaw, side", clip["clip"]))
        movement = load_catalog().movements.get(clip["movement"])
        return Session(
            label=clip["date"],
            conditions=conditions_of(clip),
            values=tuple(
                SessionValue(
                    row["metric"], side_of(row["side"]), At(row["at"]), Basis(row["basis"]), row["value"],
                    math.nan if row["standard_error"] is None else row["standard_error"], row["reps"],
                )
                for row in self._rows("SELECT * FROM summaries WHERE clip = ?", clip["clip"])
            ),
            grades=tuple(
                Graded(Flaw(f["flaw"]), side_of(f["side"]), f["metric"], Grade(f["grade"])) for f in findings
            ),
            thresholds=movement.thresholds if movement else tuple(map(threshold_of, findings)),
            date=dt.date.fromisoformat(clip["date"]),
            clips=(clip["sha256"],) if clip["sha256"] else (),
        )  # fmt: skip


def _new_database(*, empty: bool = False) -> sqlite3.Connection:
    """One in memory, of the newest version."""
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    if not empty:
        with database:
            _upgrade(database, 0)
    return database


def _opened(path: Path) -> sqlite3.Connection:
    """A database file, read only and whole: anything else than a database is an error now and not later."""
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (told,) = file.execute("PRAGMA quick_check(1)").fetchone()
    except BaseException:
        file.close()
        raise
    if told != "ok":
        file.close()
        raise sqlite3.DatabaseError(told)
    return file


def _upgrade(database: sqlite3.Connection, version: int) -> None:
    """Take the steps from a version to the newest. To be called within a transaction."""
    for step in MIGRATIONS[version:]:
        for statement in step.split(";"):
            if statement.strip():
                database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
