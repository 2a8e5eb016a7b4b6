"""A finding as a ruler: the value, its interval, and the cut-offs it is compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hipcheck.reports.wording import format_value
from hipcheck.results import Finding, Grade

__all__ = ["Gauge", "Zone", "gauge"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the ruler, in per cent of its length."""

    start: float
    width: float
    grade: Grade
    word: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """A ruler from 0 to 100 %.

    Attributes:
        low: Lower end of the interval.
        value: The value.
        high: Upper end.
        zones: Good, mild and marked; or within and beyond noise.
        ticks: Place and label of each cut-off.
        label: The same in words.
    """

    low: float
    value: float
    high: float
    zones: tuple[Zone, ...]
    ticks: tuple[tuple[float, str], ...]
    label: str


def gauge(finding: Finding) -> Gauge | None:
    """The ruler of a finding; None where it has no cut-off or its interval is not known."""
    if not (math.isfinite(finding.low) and math.isfinite(finding.high)):
        return None
    if finding.threshold is not None:
        mild, marked = finding.threshold.mild, finding.threshold.marked
        step = marked - mild
        edges = [mild - 2.0 * step, mild, marked, marked + 2.0 * step]
        zones = [(Grade.GOOD, "good"), (Grade.MILD, "mild"), (Grade.MARKED, "marked")]
        words = f"mild {'from' if step > 0 else 'below'} {{}}, marked {'from' if step > 0 else 'below'} {{}}"
    elif finding.limit is not None:
        edges = [-2.0 * finding.limit, -finding.limit, finding.limit, 2.0 * finding.limit]
        more = (Grade.MILD, "more than noise")
        zones = [more, (Grade.GOOD, "within noise"), more]
        words = "noise reaches from {} to {}"
    else:
        return None
    return _lay_out(finding, edges, zones, words)


def _spoken(finding: Finding) -> list[str]:
    value, low, high = (format_value(finding.metric, v) for v in (finding.value, finding.low, finding.high))
    return [value] if finding.low == finding.high else [value, f"most likely between {low} and {high}"]


def _lay_out(finding: Finding, edges: list[float], zones: list[tuple[Grade, str]], words: str) -> Gauge:
    """Place everything on a ruler that holds the edges and the interval."""
    held = [*edges, finding.low, finding.high, finding.value]
    start, length = min(held), max(held) - min(held)

    def place(value: float) -> float:
        return round(100.0 * (value - start) / length, 2)

    downwards = edges[0] > edges[-1]
    borders = [max(held) if downwards else start, *edges[1:-1], start if downwards else max(held)]
    laid = []
    for (grade, word), a, b in zip(zones, borders[:-1], borders[1:], strict=True):
        low, high = sorted((place(a), place(b)))
        laid.append(Zone(low, round(high - low, 2), grade, word))
    limits = edges[1:-1]
    labels = [format_value(finding.metric, limit) for limit in limits]
    return Gauge(
        low=place(finding.low),
        value=place(finding.value),
        high=place(finding.high),
        zones=tuple(laid),
        ticks=tuple((place(limit), label) for limit, label in zip(limits, labels, strict=True)),
        label=f"{', '.join(_spoken(finding))}; {words.format(*labels)}",
    )
