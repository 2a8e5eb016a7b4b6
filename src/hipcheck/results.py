"""What an analysis found: facts, no formatting. Every report renders these and nothing else.

Degrees, seconds and pixels are named in the fields or by the metric's unit. Angles carry anatomical signs, the same
for both legs: + knee inward, + the free side's hip drops, + trunk leans towards the stance leg.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import numpy as np

from hipcheck.catalog import At, Basis, Dose, Flaw, Quote, Threshold
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.poses import PoseSequence

__all__ = [
    "Analysis",
    "Checklist",
    "ChecklistItem",
    "ClipSource",
    "ClipWarning",
    "Facing",
    "Finding",
    "Grade",
    "LiveFacts",
    "MeasuredRep",
    "Measurement",
    "MovementResult",
    "NotMeasured",
    "PlanItem",
    "Provenance",
    "Recommendation",
    "Rep",
    "SessionPlan",
    "SetSummary",
    "Spread",
    "Symptom",
    "Trace",
    "View",
    "ViewKind",
]


class Grade(StrEnum):
    """How a value compares with its cut-offs, given its interval."""

    GOOD = "good"
    BORDERLINE = "borderline"
    """The interval straddles a cut-off: neither clearly absent nor clearly present."""
    MILD = "mild"
    MARKED = "marked"

    @property
    def severity(self) -> float:
        """0 good, 0.5 borderline, 1 mild, 2 marked: the three levels raters agree on best, and their doubt."""
        return {"good": 0.0, "borderline": 0.5, "mild": 1.0, "marked": 2.0}[self.value]


class ViewKind(StrEnum):
    """Where the camera stands, as seen from the person."""

    FRONT = "front"
    BACK = "back"
    SIDE = "side"
    OBLIQUE = "oblique"


class Facing(StrEnum):
    """Which way the person looks in the image."""

    CAMERA = "towards the camera"
    AWAY = "away from the camera"
    IMAGE_LEFT = "to the image's left"
    IMAGE_RIGHT = "to the image's right"


_TRUSTED_ROLL_SD_DEG: Final = 2.0
"""A roll in greater doubt was not measured in quiet standing (convention)."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands and how level it is, measured in quiet standing.

    Attributes:
        kind: Front, back, side or oblique.
        facing: Which way the person looks.
        yaw_deg: Angle between the camera's axis and the person's front (or back); + camera towards the person's
            left. For a side view, angle off the true front, near ±90.
        yaw_sd_deg: Standard deviation of that estimate.
        roll_deg: Tilt of the camera, + picture turned clockwise as seen.
        roll_sd_deg: Standard deviation of that estimate.
    """

    kind: ViewKind
    facing: Facing
    yaw_deg: float
    yaw_sd_deg: float
    roll_deg: float
    roll_sd_deg: float

    @property
    def frontal(self) -> bool:
        """True where frontal-plane metrics can be seen."""
        return self.kind in (ViewKind.FRONT, ViewKind.BACK)

    @property
    def roll_known(self) -> bool:
        """True where the roll was measured in quiet standing; else a leaning body and a tilted camera look alike."""
        return self.roll_sd_deg <= _TRUSTED_ROLL_SD_DEG


@dataclass(frozen=True, slots=True)
class ClipSource:
    """The clip that was analysed, or the landmarks that were saved from it.

    `path` is the name as given, `sha256` the clip's checksum also where only its landmarks were given, as far as these
    know it. Nothing of it leaves the machine.
    """

    path: str
    sha256: str
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    frame_rate_hz: float


@dataclass(frozen=True, slots=True)
class MovementResult:
    """Which movement it is.

    Attributes:
        id: Movement id of the catalogue, or "unknown".
        name: As shown to people.
        detected: False where the user named the movement.
        confidence: Share of reps that look like it, 1.0 where the user named it.
        variant: "lateral" or "forward" for a step-down; "free leg in front", "… middle", "… behind" for a
            single-leg squat; "" where there is none or it cannot be told.
    """

    id: str
    name: str
    detected: bool
    confidence: float
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition.

    Attributes:
        index: Counted from 1 over the clip.
        side: Stance leg; None where both legs work.
        start_s: Descent begins.
        bottom_s: Deepest point.
        end_s: Ascent ends.
        pause_start_s: Descent is over: the body moves at less than 5 % of its fastest.
        pause_end_s: Ascent begins, likewise.
    """

    index: int
    side: Side | None
    start_s: float
    bottom_s: float
    end_s: float
    pause_start_s: float
    pause_end_s: float

    def __post_init__(self) -> None:
        """The parts follow one another."""
        times = (self.start_s, self.pause_start_s, self.bottom_s, self.pause_end_s, self.end_s)
        if list(times) != sorted(times):
            raise ValueError(f"a rep's times must follow one another, but are {times}")

    @property
    def duration_s(self) -> float:
        """Seconds from start to end."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Trace:
    """A metric over time: what charts and CSV show.

    Attributes:
        metric: Metric id.
        side: The leg it belongs to; None where it belongs to both.
        time_s: Shape (T,), the clip's presentation times.
        values: Shape (T,), in the metric's unit, NaN where missing.
        half_width: Half of the 95 % interval at each time, shape (T,), in the metric's unit.
    """

    metric: str
    side: Side | None
    time_s: FloatArray
    values: FloatArray
    half_width: FloatArray


@dataclass(frozen=True, slots=True)
class Measurement:
    """A metric read at one place of one rep, with its interval.

    Attributes:
        metric: Metric id.
        side: The leg it belongs to; None where it belongs to both.
        at: Where in the rep it is read.
        value: In the metric's unit.
        low: Lower end of the 95 % interval.
        high: Upper end.
        excursion: Change from quiet standing, same unit; None where there was no standing to compare with, or
            where the metric has none.
        coverage: Share of the rep's frames in which the metric was there, in [0, 1].
        grade: From the movement's threshold for this metric and place; None where there is none.
    """

    metric: str
    side: Side | None
    at: At
    value: float
    low: float
    high: float
    excursion: float | None
    coverage: float
    grade: Grade | None = None

    @property
    def half_width(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2.0

    def basis_value(self, basis: Basis) -> float:
        """The number a threshold compares: the excursion where asked for and there, else the value."""
        return self.excursion if basis is Basis.EXCURSION and self.excursion is not None else self.value


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Why a metric was withheld: a result, not an error.

    Attributes:
        metric: Metric id.
        side: The leg it would belong to; None for both or for the whole clip.
        reason: One clause that completes "not measured: …".
        remedy: What to do to get it, or "".
    """

    metric: str
    side: Side | None
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredRep:
    """A rep with everything read off it."""

    rep: Rep
    measurements: tuple[Measurement, ...]
    not_measured: tuple[NotMeasured, ...]

    def get(self, metric: str, at: At = At.BOTTOM, side: Side | None = None) -> Measurement | None:
        """The measurement of `metric` at `at`; of the given side, or of whichever there is first."""
        for m in self.measurements:
            if m.metric == metric and m.at is at and (side is None or m.side is side):
                return m
        return None


@dataclass(frozen=True, slots=True)
class SetSummary:
    """A metric over all reps of one leg.

    Attributes:
        metric: Metric id.
        side: Leg, or None.
        at: Where it was read.
        median: Median over the reps.
        low: Lower end of the 95 % interval of the median.
        high: Upper end.
        sd: Standard deviation between reps, NaN for one.
        best: The rep value furthest from the fault.
        worst: The rep value nearest to or deepest in the fault.
        reps: Number of reps it was measured in.
        excursion: Median excursion, None where there is none.
    """

    metric: str
    side: Side | None
    at: At
    median: float
    low: float
    high: float
    sd: float
    best: float
    worst: float
    reps: int
    excursion: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one flaw on one side, over the whole set. A good grade is a finding too.

    Of an asymmetry good means within its noise, mild beyond it, borderline beyond it in reps that disagree.

    Attributes:
        flaw: Which flaw was looked for.
        side: Stance leg; None for both legs or for a comparison of legs.
        grade: Median grade of the reps.
        metric: The metric that was graded.
        value: Median over the reps, in the metric's unit, of what was graded (see `basis`).
        low: Lower end of its 95 % interval.
        high: Upper end.
        basis: Whether `value` is the absolute value or the change from standing.
        shown_in: Indices of the reps graded mild or marked.
        graded: Number of reps that could be graded.
        consistent: True where enough of the reps showed it.
        threshold: The cut-offs; None for an asymmetry, whose limit is `limit`.
        limit: For an asymmetry, the smallest difference that is more than noise.
        text: The finding in plain words, from the catalogue.
    """

    flaw: Flaw
    side: Side | None
    grade: Grade
    metric: str
    value: float
    low: float
    high: float
    basis: Basis
    shown_in: tuple[int, ...]
    graded: int
    consistent: bool
    threshold: Threshold | None
    text: str
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of a clinical sheet.

    Attributes:
        id: Short id.
        text: The item's wording.
        score: Points, 0 for no fault, 0.5 for borderline; None where the view cannot show it.
        max_score: Points of a clear fault.
        reason: Why it is None, or what was seen.
    """

    id: str
    text: str
    score: float | None
    max_score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A clinical sheet filled in automatically, and so not validated.

    Attributes:
        id: "qasls" or "piva".
        title: As shown, with the words "automatic, not validated".
        side: Stance leg.
        items: All items, also those left out.
        total: Sum over the items that could be seen.
        max_total: Largest sum those items could give.
        band: "good", "medium" or "poor" where the sheet defines bands and every item was seen, else "".
    """

    id: str
    title: str
    side: Side | None
    items: tuple[ChecklistItem, ...]
    total: float
    max_total: float
    band: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An exercise, and why.

    Attributes:
        exercise: Exercise id.
        name: As shown.
        for_flaws: The flaws it answers, most important first; empty for maintenance.
        side: The leg to start with; None for both.
        why: One sentence that links it to what was seen.
        strength: "direct", "stated" or "inferred": how strong the articles' link is.
        quotes: A few words of the articles.
        dose: How much, and who says so.
        how: How to do it, in hipcheck's words.
        muscles: Main muscles.
        source: Source id of the first quote, or "" where the exercise is ours.
    """

    exercise: str
    name: str
    for_flaws: tuple[Flaw, ...]
    side: Side | None
    why: str
    strength: str
    quotes: tuple[Quote, ...]
    dose: Dose
    how: str
    muscles: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One exercise of a session: rounds of a given length."""

    exercise: str
    name: str
    rounds: int
    seconds: int
    both_sides: bool


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session of 15 to 20 minutes made of the recommendations; labelled ours where it is ours."""

    minutes: int
    per_week: str
    items: tuple[PlanItem, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Symptom:
    """What the articles say of a sign the user reported; the camera cannot confirm it."""

    symptom: str
    title: str
    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ClipWarning:
    """Something that limits the result, and how to do better next time.

    Attributes:
        code: Stable id for programs: "camera_yaw", "camera_roll", "legs_exchanged", "other_people", …
        text: One sentence for people.
        remedy: How to film better next time, or "".
    """

    code: str
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made this result, so that it can be made again.

    Attributes:
        hipcheck: Version of hipcheck.
        backend: Name and version of what estimated the poses.
        model: Name of the model.
        model_sha256: Its checksum, or "" where there is none.
        hfov_deg: Field of view along the picture's longer side that perspective was taken out with; 0 for a camera so far
            away that there is none.
        hfov_from_clip: The clip names its lens; False where the field of view is the settings' assumption.
        settings: All engineering constants as given, by table.
    """

    hipcheck: str
    backend: str
    model: str
    model_sha256: str
    hfov_deg: float
    hfov_from_clip: bool
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something takes, frame by frame.

    Attributes:
        median: Milliseconds.
        p95: 95th percentile, milliseconds.
    """

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """How a live session kept up with the camera; None where something was not done.

    Attributes:
        frames_seen: Frames that the camera gave.
        frames_dropped: Of these, frames that were not looked at because a newer one had come.
        followed_hz: Frames looked at in a second; NaN for fewer than two.
        latency_ms: From a frame's capture until it was on the screen.
        pose_ms: Estimating the pose.
        session_ms: What the session made of it: where it stands, what to say.
        drawing_ms: Drawing and showing.
    """

    frames_seen: int
    frames_dropped: int
    followed_hz: float
    latency_ms: Spread | None
    pose_ms: Spread | None
    session_ms: Spread | None
    drawing_ms: Spread | None


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything hipcheck has to say about one clip.

    Attributes:
        source: The clip; None where landmarks were analysed without one.
        movement: Which movement.
        view: Where the camera stands; None where nobody stood still long enough to tell.
        reps: The reps with their measurements, in time order.
        traces: Metrics over time.
        summary: Metrics over the reps of each leg.
        findings: Flaws looked for, worst first.
        checklists: Clinical sheets, one per leg.
        recommendations: Exercises, most important flaw first, easiest first; never more than three per flaw.
        plan: A session made of them; None where there are no reps.
        symptoms: What the articles say of signs the user reported.
        not_measured: What was withheld for the whole clip, each metric and side once.
        warnings: What limits the result.
        provenance: What made it.
        poses: The repaired landmarks on the clip's own frames, for drawing and export.
        landmark_sides_exchanged: Shape (T,), True in frames whose legs were exchanged by the model and put right.
        person: Which of the people seen was analysed, counted from 1 in order of appearance.
        others: Everybody else who was seen, as the model found them, so that their faces can be hidden.
        live: How a live session kept up; None for a clip that was filmed before.
    """

    source: ClipSource | None
    movement: MovementResult
    view: View | None
    reps: tuple[MeasuredRep, ...]
    traces: tuple[Trace, ...]
    summary: tuple[SetSummary, ...]
    findings: tuple[Finding, ...]
    checklists: tuple[Checklist, ...]
    recommendations: tuple[Recommendation, ...]
    plan: SessionPlan | None
    symptoms: tuple[Symptom, ...]
    not_measured: tuple[NotMeasured, ...]
    warnings: tuple[ClipWarning, ...]
    provenance: Provenance
    poses: PoseSequence = field(repr=False)
    landmark_sides_exchanged: np.ndarray = field(repr=False)
    person: int = 1
    others: tuple[PoseSequence, ...] = field(default=(), repr=False)
    live: LiveFacts | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """Stance legs that occur, left first."""
        seen = {r.rep.side for r in self.reps}
        return tuple(side for side in Side if side in seen)

    def trace(self, metric: str, side: Side | None) -> Trace | None:
        """The trace of a metric and side, if there is one."""
        return next((t for t in self.traces if t.metric == metric and t.side is side), None)

    def reps_of(self, side: Side | None) -> tuple[MeasuredRep, ...]:
        """The reps on one stance leg."""
        return tuple(r for r in self.reps if r.rep.side is side)
