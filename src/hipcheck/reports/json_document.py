"""The shape of `analysis.json`, version 1, as types.

`docs/analysis.schema.json` is made from these types. Other programs read the file: a change here is an entry in the
changelog, and one that breaks readers is a new `SCHEMA_VERSION`. Fields are listed in the order they are written.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec

from hipcheck.catalog import At, Basis, Flaw, Origin, Strength
from hipcheck.landmarks import Side
from hipcheck.results import Facing, Grade, ViewKind

__all__ = ["SCHEMA_VERSION", "AnalysisDocument", "json_schema"]

SCHEMA_VERSION: Final = 1


def _says(text: str) -> Any:
    return msgspec.Meta(description=text)


Text = Annotated[str, _says("Plain text for people, in English.")]
Seconds = Annotated[float, _says("Seconds of the clip's own time.")]
MetricId = Annotated[
    str, _says("Metric id; its suffix names its unit (_deg, _s), none means ratio or count.")
]
SourceId = Annotated[str, _says("Id of a publication, article or convention; empty where there is none.")]
OneSide = Annotated[Side | None, _says("The person's own side; null for both legs, or for the whole clip.")]
MaybeNumber = Annotated[float | None, _says("Null where it is not known.")]


class _Object(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A JSON object with exactly these keys, all of them always there."""


class Source(_Object, frozen=True):
    """The clip."""

    path: Annotated[str, _says("As it was given.")]
    sha256: Annotated[
        str, _says("Checksum of the clip; of the landmark file where that does not know its clip.")
    ]
    duration_s: float
    frames: int
    width_px: Annotated[int, _says("Of the upright image, after the container's rotation.")]
    height_px: int
    frame_rate_hz: MaybeNumber


class Movement(_Object, frozen=True):
    """Which movement it is."""

    id: Annotated[str, _says('"squat", "single_leg_squat", "step_down", "single_leg_deadlift", "unknown", or the '
                             "id of a movement of the user's own.")]  # fmt: skip
    name: Text
    detected: Annotated[bool, _says("False where the user named the movement.")]
    confidence: Annotated[float, _says("Share of reps that look like it, in [0, 1].")]
    variant: Annotated[
        str, _says("How it was done, such as where the free leg was held; empty where not known.")
    ]


class View(_Object, frozen=True):
    """Where the camera stands and how level it is."""

    kind: ViewKind
    facing: Facing
    yaw_deg: Annotated[float | None, _says(
        "Angle between the camera's axis and the person's front (or back); + camera towards the person's left. "
        "For a side view, angle off the true front, near ±90.")]  # fmt: skip
    yaw_sd_deg: MaybeNumber
    roll_deg: Annotated[float | None, _says("Tilt of the camera; + picture turned clockwise as seen.")]
    roll_sd_deg: MaybeNumber


class StickersFound(_Object, frozen=True):
    """Two stickers on the front hip bones, from which the pelvis is measured."""

    colour: Annotated[str, _says('As the camera gives it, "#rrggbb".')]
    seen: Annotated[float, _says("Share of the frames in which both were seen, in [0, 1].")]
    lost_s: Annotated[
        float | None, _says("Since when one was not on its place any more; null where both stayed.")
    ]


class Measurement(_Object, frozen=True):
    """A metric read at one place of one rep, with its 95 % interval."""

    metric: MetricId
    side: OneSide
    at: Annotated[
        At, _says("Where in the rep: at its bottom, at 60° of knee bend, at its peak, over all of it.")
    ]
    value: float
    low: MaybeNumber
    high: MaybeNumber
    excursion: Annotated[float | None, _says("Change from quiet standing; null where there was none.")]
    coverage: Annotated[float, _says("Share of the rep's frames in which the metric was there, in [0, 1].")]
    grade: Annotated[Grade | None, _says("Null where this metric is not graded at this place.")]


class NotMeasured(_Object, frozen=True):
    """A metric that was withheld, and why."""

    metric: MetricId
    side: OneSide
    reason: Text
    remedy: Annotated[str, _says("What to do to get it; empty where nothing helps.")]


class Rep(_Object, frozen=True):
    """One repetition with everything read off it."""

    index: Annotated[int, _says("Counted from 1 over the clip.")]
    side: Annotated[Side | None, _says("Stance leg; null where both legs work.")]
    start_s: Annotated[float, _says("Descent begins.")]
    bottom_s: Annotated[float, _says("Deepest point.")]
    end_s: Annotated[float, _says("Ascent ends.")]
    pause_start_s: Annotated[float, _says("Descent is over.")]
    pause_end_s: Annotated[float, _says("Ascent begins.")]
    measurements: list[Measurement]
    not_measured: list[NotMeasured]


class Summary(_Object, frozen=True):
    """A metric over all reps of one leg."""

    metric: MetricId
    side: OneSide
    at: At
    median: float
    low: MaybeNumber
    high: MaybeNumber
    sd: Annotated[float | None, _says("Standard deviation between reps; null for a single rep.")]
    best: Annotated[float | None, _says("The rep furthest from the fault.")]
    worst: Annotated[float | None, _says("The rep nearest to or deepest in the fault.")]
    reps: Annotated[int, _says("Number of reps it was measured in.")]
    excursion: MaybeNumber


class Threshold(_Object, frozen=True):
    """The cut-offs a finding was graded by."""

    flaw: Flaw
    metric: MetricId
    at: At
    basis: Basis
    mild: float
    marked: float
    source: SourceId
    note: Text
    above: Annotated[bool, _says("True: larger is worse. False: smaller is worse.")]


class Finding(_Object, frozen=True):
    """What was seen of one flaw on one side over the whole set. A good grade is a finding too."""

    flaw: Flaw
    side: OneSide
    grade: Grade
    metric: MetricId
    value: Annotated[float, _says("Median over the reps of what was graded; see `basis`.")]
    low: MaybeNumber
    high: MaybeNumber
    basis: Annotated[Basis, _says("Whether `value` is the value as seen or its change from quiet standing.")]
    reps: Annotated[list[int], _says("Indices of the reps graded mild or marked.")]
    graded: Annotated[int, _says("Number of reps that could be graded.")]
    consistent: Annotated[bool, _says("True where enough of the reps showed it.")]
    threshold: Annotated[Threshold | None, _says("Null for an asymmetry, whose limit is `limit`.")]
    text: Text
    limit: Annotated[
        float | None, _says("For an asymmetry: the smallest difference that is more than noise.")
    ]


class ChecklistItem(_Object, frozen=True):
    """One line of a clinical sheet."""

    id: str
    text: Text
    score: Annotated[float | None, _says("Points; null where the clip cannot show it.")]
    max_score: float
    reason: Text


class Checklist(_Object, frozen=True):
    """A clinical sheet filled in automatically, and so not validated."""

    id: Annotated[str, _says('"qasls" or "piva".')]
    title: Text
    side: OneSide
    items: list[ChecklistItem]
    total: Annotated[float, _says("Sum over the items that could be seen.")]
    max_total: Annotated[float, _says("Largest sum those items could give.")]
    band: Annotated[str, _says('"good", "medium", "poor", or empty where the sheet gives none.')]


class Quote(_Object, frozen=True):
    """A few words of an article."""

    text: str
    article: SourceId


class Dose(_Object, frozen=True):
    """How much."""

    text: Text
    from_: Annotated[Origin, _says("Who says so.")] = msgspec.field(name="from")
    source: SourceId
    amount: Annotated[
        str, _says("What hipcheck suggests where the article leaves the amount open, or empty.")
    ]


class Recommendation(_Object, frozen=True):
    """An exercise, and why."""

    exercise: Annotated[str, _says("Exercise id.")]
    name: Text
    for_: Annotated[list[Flaw], _says("The flaws it answers; empty for maintenance.")] = msgspec.field(
        name="for"
    )
    side: Annotated[Side | None, _says("The leg to start with; null for both.")]
    why: Text
    strength: Annotated[Strength, _says("How firmly the articles tie the exercise to the flaw.")]
    quotes: list[Quote]
    dose: Dose
    how: Text
    muscles: list[str]
    source: SourceId


class PlanItem(_Object, frozen=True):
    """One exercise of a session: rounds of a given length."""

    exercise: str
    name: Text
    rounds: int
    seconds: int
    both_sides: bool


class Plan(_Object, frozen=True):
    """A training session made of the recommendations."""

    minutes: int
    per_week: Text
    items: list[PlanItem]
    note: Text


class Symptom(_Object, frozen=True):
    """What the articles say of a sign the user reported; the camera cannot confirm it."""

    symptom: str
    title: Text
    text: Text
    quotes: list[Quote]


class Caution(_Object, frozen=True):
    """Something that limits the result."""

    code: Annotated[str, _says('Stable id for programs: "camera_yaw", "other_people", …')]
    text: Text
    remedy: Annotated[str, _says("How to film better next time, or empty.")]


class Provenance(_Object, frozen=True):
    """What made this result, so that it can be made again."""

    hipcheck: Annotated[str, _says("Version of hipcheck.")]
    backend: str
    model: str
    model_sha256: str
    hfov_deg: Annotated[float, _says(
        "Field of view of the camera along the picture's longer side that perspective was taken out of frontal angles with; "
        "0 for a camera so far away that there is none.")]  # fmt: skip
    hfov_from_clip: Annotated[
        bool, _says("True where the clip names its lens; false where the field of view is assumed.")
    ]
    settings: Annotated[dict[str, Any], _says("All engineering constants, by table; see docs/cli.md.")]


class Spread(_Object, frozen=True):
    """How long something takes with each frame, in milliseconds."""

    median: float
    p95: Annotated[float, _says("95th percentile.")]


Took = Annotated[Spread | None, _says("Null where it was not done.")]


class Live(_Object, frozen=True):
    """How a live session kept up with the camera."""

    frames_seen: Annotated[int, _says("Frames that the camera gave.")]
    frames_dropped: Annotated[int, _says("Of these, not looked at because a newer one had come.")]
    followed_hz: Annotated[float | None, _says("Frames looked at in a second.")]
    latency_ms: Annotated[Spread | None, _says("From a frame's capture until it was on the screen.")]
    pose_ms: Took
    session_ms: Annotated[Spread | None, _says("What the session made of it: where it stands, what to say.")]
    drawing_ms: Annotated[Spread | None, _says("Drawing and showing; null where there was no window.")]


class AnalysisDocument(_Object, frozen=True):
    """Everything hipcheck has to say about one clip, except the curves, which are in frames.csv."""

    schema_version: Annotated[Literal[1], _says("Raised when a change would break readers.")]
    source: Annotated[Source | None, _says("Null where landmarks were analysed without a clip.")]
    person: Annotated[int, _says("Which of the people seen, counted from 1 in order of appearance.")]
    movement: Movement
    view: Annotated[View | None, _says("Null where it could not be told.")]
    stickers: Annotated[StickersFound | None, _says("Null where none were found, or none looked for.")]
    reps: Annotated[list[Rep], _says("In time order.")]
    summary: list[Summary]
    findings: Annotated[list[Finding], _says("Worst first.")]
    checklists: list[Checklist]
    recommendations: Annotated[
        list[Recommendation], _says("Most important flaw first, easiest exercise first.")
    ]
    plan: Plan | None
    symptoms: list[Symptom]
    not_measured: Annotated[
        list[NotMeasured], _says("Withheld for the whole clip, each metric and side once.")
    ]
    warnings: list[Caution]
    provenance: Provenance
    live: Annotated[Live | None, _says("Null for a clip that was filmed before it was analysed.")]


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `analysis.json`, as kept in `docs/analysis.schema.json`."""
    schema = msgspec.json.schema(AnalysisDocument)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"hipcheck analysis.json, version {SCHEMA_VERSION}",
        **schema,
    }
