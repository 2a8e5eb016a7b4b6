"""How much metrics differ from day to day by themselves: the data that changes are judged by."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Final, TypeAlias

import msgspec

from hipcheck.catalog.load import decode_toml, load_catalog
from hipcheck.catalog.model import At
from hipcheck.errors import CatalogError

__all__ = ["Evidence", "Reliability", "ReliabilityTable", "load_reliability", "read_reliability"]

_FILE: Final = "reliability.toml"

_NotNegative: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0)]


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: unknown keys are refused."""


class Evidence(StrEnum):
    """What an SEM rests on."""

    STUDY = "study"
    DERIVED = "derived"
    CONVENTION = "convention"


class Reliability(_Entry, frozen=True):
    """The standard error of measurement of one metric between days, in its unit."""

    metric: str
    sem: _NotNegative
    source: str
    """Source id."""
    basis: Evidence
    note: str
    """One sentence: where the number comes from."""
    at: At | None = None
    """The place it is for; None for every place without an entry of its own."""
    share: _NotNegative = 0.0
    """Part of the SEM that grows with the value, as a share of it."""


class ReliabilityTable(_Entry, frozen=True):
    """The whole file."""

    reps: Annotated[int, msgspec.Meta(ge=1)]
    """Reps that each SEM is for."""
    shared: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
    """Share of an SEM that more reps do not take away."""
    depth_within_deg: Annotated[float, msgspec.Meta(gt=0.0)]
    """By how much depths may differ for a comparison at the bottom."""
    metric: tuple[Reliability, ...]

    def of(self, metric: str, at: At) -> Reliability | None:
        """The entry for a metric at a place: its own, else the one for every place; None where there is none."""
        entries = {entry.at: entry for entry in self.metric if entry.metric == metric}
        return entries.get(at) or entries.get(None)


@cache
def load_reliability() -> ReliabilityTable:
    """Read and check the built-in table.

    Raises:
        CatalogError: It is broken or cites what does not exist.
    """
    return read_reliability((resources.files("hipcheck") / "data" / _FILE).read_bytes(), _FILE)


def read_reliability(text: bytes, name: str) -> ReliabilityTable:
    """Read and check a table.

    Args:
        text: TOML.
        name: File name, for the message.

    Raises:
        CatalogError: It is broken, lists a metric twice or cites a source that is not in `references.toml`.
    """
    table = decode_toml(text, ReliabilityTable, name)
    sources = load_catalog().sources
    seen: set[tuple[str, At | None]] = set()
    for entry in table.metric:
        where = f"{name}, {entry.metric}{f' at {entry.at.value}' if entry.at else ''}"
        if (entry.metric, entry.at) in seen:
            raise CatalogError(f"{where}: is there twice.")
        if entry.source not in sources:
            raise CatalogError(
                f"{where}: unknown source {entry.source!r} (known: {', '.join(sorted(sources))})."
            )
        if (entry.basis is Evidence.CONVENTION) is not (entry.source == "convention"):
            raise CatalogError(f"{where}: a {entry.basis.value} cannot rest on {entry.source!r}.")
        if entry.sem == entry.share == 0.0:
            raise CatalogError(f"{where}: an SEM of 0 would make every change real.")
        seen.add((entry.metric, entry.at))
    return table
