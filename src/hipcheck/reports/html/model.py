"""Everything `report.html` says, as plain values: `page` fills them in, the template writes them down.

Texts are ready to read but not escaped; the template escapes them. Nothing here knows HTML but for `href` and `src`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hipcheck.reports.html.drawing import Drawing
from hipcheck.reports.html.gauge import Gauge
from hipcheck.reports.html.table_model import ChecklistView, Mark, Moment, RepTable, SummaryGroup

__all__ = [
    "ChipGroup",
    "CurvesView",
    "CutOffRow",
    "ExerciseView",
    "FindingView",
    "MeaningView",
    "MissingView",
    "Page",
    "PictureView",
    "PlanView",
    "PlotView",
    "QuoteView",
    "SafetyView",
    "SettingRow",
    "Step",
    "SymptomView",
    "Verdict",
    "VideoView",
    "WarningView",
]


@dataclass(frozen=True, slots=True)
class ChipGroup:
    """The reps of one leg."""

    title: str
    side: str
    chips: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first screen: what was seen, how sure, what to do."""

    eyebrow: str
    title: str
    mark: Mark | None
    text: str
    sure: tuple[str, ...]
    steps: tuple[Step, ...]
    """What to do."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """One flaw on one leg."""

    title: str
    mark: Mark
    text: str
    seen: str
    """In how many reps."""
    gauge: Gauge | None
    cue: str
    """What to try in the next rep; "" where there is nothing to fix."""
    limits: str
    """The cut-offs, what they are compared with, and their source."""
    convention: bool
    """True where they are a convention of this project and not from a study."""


@dataclass(frozen=True, slots=True)
class MeaningView:
    """What is known of a flaw; never a diagnosis."""

    title: str
    text: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class VideoView:
    """The annotated clip."""

    src: str
    poster: str
    """A picture to show before it plays, or ""."""
    label: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PictureView:
    """A key frame."""

    src: str
    alt: str
    caption: str
    time_s: float
    href: str


@dataclass(frozen=True, slots=True)
class PlotView:
    """A chart as a still drawing; its live form is in the page's script data under the same id."""

    id: str
    label: str
    """What runs along it, and what the area around a curve means."""
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class CurvesView:
    """The charts of one metric."""

    title: str
    y_label: str
    caption: str
    legend: tuple[tuple[str, str], ...]
    """Class and name of each leg."""
    plots: tuple[PlotView, ...]


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of an article, and its name."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """An exercise, and why."""

    name: str
    answers: str
    """What it is for: flaws in words, or keeping what there is."""
    why: str
    strength: str
    """How strong the articles' link is, in a few words; "" for maintenance."""
    quotes: tuple[QuoteView, ...]
    dose: str
    dose_from: str
    """Who says so."""
    dose_is_ours: bool
    amount: str
    """hipcheck's suggestion where the article leaves the amount open, or ""."""
    how: str
    muscles: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A session."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    """Exercise, rounds and time, sides."""
    note: str


@dataclass(frozen=True, slots=True)
class SymptomView:
    """What the articles say of a sign that was reported."""

    title: str
    text: str
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class MissingView:
    """What the clip could not show, for one reason."""

    titles: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class WarningView:
    """What limits the result."""

    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SafetyView:
    """Wording that stands beside every result."""

    banner: str
    before: tuple[str, ...]
    red_flags: tuple[str, ...]
    pain_rule: str


@dataclass(frozen=True, slots=True)
class CutOffRow:
    """A cut-off that was used, and where it is from."""

    flaw: str
    metric: str
    compared: str
    mild: str
    marked: str
    source: str
    convention: bool
    note: str


@dataclass(frozen=True, slots=True)
class SettingRow:
    """An engineering constant."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    clip: str
    verdict: Verdict
    warnings: tuple[WarningView, ...]
    findings: tuple[FindingView, ...]
    meanings: tuple[MeaningView, ...]
    video: VideoView | None
    chips: tuple[ChipGroup, ...]
    pictures: tuple[PictureView, ...]
    curves: tuple[CurvesView, ...]
    more_curves: tuple[CurvesView, ...]
    exercises: tuple[ExerciseView, ...]
    plan: PlanView | None
    rhythm: tuple[QuoteView, ...]
    """How often and how long to train, in the articles' words."""
    progress: str
    """When to move on and when to film again."""
    symptoms: tuple[SymptomView, ...]
    table: RepTable
    summary: tuple[SummaryGroup, ...]
    checklists: tuple[ChecklistView, ...]
    missing: tuple[MissingView, ...]
    how_to_film: str
    safety: SafetyView
    provenance: tuple[tuple[str, str], ...]
    settings: tuple[SettingRow, ...]
    cut_offs: tuple[CutOffRow, ...]
    references: tuple[str, ...]
    """Everything cited, in full."""
    script_data: dict[str, Any]
    """What the page's script needs: times of the reps and figures of the charts."""
