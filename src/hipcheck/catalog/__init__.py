"""What hipcheck knows as data: movements with their cut-offs, flaws, exercises, and the sources of it all.

Read from TOML in `hipcheck/data`. Unknown keys, dangling sources, exercises or flaws are errors that name file and
place. A movement of one's own is a TOML file of the same form (`--movement path.toml`).
"""

from __future__ import annotations

from hipcheck.catalog.load import load_catalog, load_movement
from hipcheck.catalog.model import (
    CUE_FIELDS,
    SEEN_FIELDS,
    START_FIELDS,
    At,
    Basis,
    Catalog,
    DepthSignal,
    Dose,
    Exercise,
    ExerciseLink,
    Flaw,
    FlawText,
    Maintenance,
    Movement,
    Origin,
    Quote,
    SafetyText,
    Seen,
    Source,
    Strength,
    SymptomNote,
    Threshold,
)

__all__ = [
    "CUE_FIELDS",
    "SEEN_FIELDS",
    "START_FIELDS",
    "At",
    "Basis",
    "Catalog",
    "DepthSignal",
    "Dose",
    "Exercise",
    "ExerciseLink",
    "Flaw",
    "FlawText",
    "Maintenance",
    "Movement",
    "Origin",
    "Quote",
    "SafetyText",
    "Seen",
    "Source",
    "Strength",
    "SymptomNote",
    "Threshold",
    "load_catalog",
    "load_movement",
]
