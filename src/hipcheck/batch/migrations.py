"""How the database came to be what it is: each step leads from one version to the next.

A step that has been released is never changed; what is to be different is a further step. `PRAGMA user_version` of a
database is the number of steps it has had.

Keys are natural (a name, a date, a clip's id), never counted, and tables have no row numbers: the same results give the same
rows in the same order, whoever came first.
"""

from __future__ import annotations

from typing import Final

__all__ = ["APPLICATION_ID", "MIGRATIONS", "TABLES"]

APPLICATION_ID: Final = 0x68697063
"""Says in the file's header whose database it is: "hipc"."""

TABLES: Final = ("athletes", "sessions", "clips", "reps", "measurements", "summaries", "findings")
"""Tables from what is referred to, to what refers."""

_FIRST: Final = """
CREATE TABLE athletes (
  athlete TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
  athlete TEXT NOT NULL REFERENCES athletes ON DELETE CASCADE,
  date TEXT NOT NULL,
  PRIMARY KEY (athlete, date)
) WITHOUT ROWID;

CREATE TABLE clips (
  clip TEXT PRIMARY KEY NOT NULL,
  athlete TEXT NOT NULL,
  date TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  movement TEXT NOT NULL,
  movement_name TEXT NOT NULL,
  variant TEXT NOT NULL,
  view TEXT,
  step_height_cm REAL,
  pain INTEGER,
  note TEXT NOT NULL,
  hipcheck TEXT NOT NULL,
  model TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  settings TEXT NOT NULL,
  FOREIGN KEY (athlete, date) REFERENCES sessions ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE reps (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  rep INTEGER NOT NULL,
  side TEXT NOT NULL,
  start_s REAL NOT NULL,
  bottom_s REAL NOT NULL,
  end_s REAL NOT NULL,
  PRIMARY KEY (clip, rep)
) WITHOUT ROWID;

CREATE TABLE measurements (
  clip TEXT NOT NULL,
  rep INTEGER NOT NULL,
  metric TEXT NOT NULL,
  side TEXT NOT NULL,
  at TEXT NOT NULL,
  value REAL NOT NULL,
  low REAL,
  high REAL,
  excursion REAL,
  grade TEXT,
  PRIMARY KEY (clip, rep, metric, side, at),
  FOREIGN KEY (clip, rep) REFERENCES reps ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE summaries (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  metric TEXT NOT NULL,
  side TEXT NOT NULL,
  at TEXT NOT NULL,
  basis TEXT NOT NULL,
  value REAL NOT NULL,
  standard_error REAL,
  reps INTEGER NOT NULL,
  PRIMARY KEY (clip, metric, side, at, basis)
) WITHOUT ROWID;

CREATE TABLE findings (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  flaw TEXT NOT NULL,
  side TEXT NOT NULL,
  metric TEXT NOT NULL,
  grade TEXT NOT NULL,
  at TEXT NOT NULL,
  basis TEXT NOT NULL,
  mild REAL NOT NULL,
  marked REAL NOT NULL,
  above INTEGER NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (clip, flaw, side, metric)
) WITHOUT ROWID;
"""

MIGRATIONS: Final[tuple[str, ...]] = (_FIRST,)
"""SQL that leads from version n to version n + 1, in order. Semicolons end statements and stand nowhere else."""
