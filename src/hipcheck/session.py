"""The pipeline: landmarks in, `Analysis` out. `analyze`, `live` and `batch` all come through here.

people → repair → smooth → view → movement, leg, reps → measurements → grades → findings → exercises
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from hipcheck.catalog import Movement, load_catalog
from hipcheck.cautions import cautions_of
from hipcheck.checklists import checklists_of
from hipcheck.errors import NoPersonError
from hipcheck.geometry import BoolArray, FloatArray
from hipcheck.kinematics import depth_deg, knee_fppa_deg, levelled
from hipcheck.landmarks import Side
from hipcheck.measurement import measure_rep, traces_of
from hipcheck.movements import name_movement, reps_of
from hipcheck.people import Prepared, choose, prepare
from hipcheck.poses import PoseSequence, Recording
from hipcheck.recommendations import plan_session, recommend, symptom_notes
from hipcheck.results import (
    Analysis,
    Checklist,
    ClipSource,
    ClipWarning,
    Finding,
    MeasuredRep,
    MovementResult,
    NotMeasured,
    Provenance,
    Rep,
    View,
    ViewKind,
)
from hipcheck.scoring import RepReadings, findings_of, graded_rep, summary_of
from hipcheck.series import Clip, Measurer
from hipcheck.settings import Settings
from hipcheck.smoothing import resampled_to
from hipcheck.version import __version__
from hipcheck.views import as_named, with_sign
from hipcheck.yaw import DepthBias, depth_bias, squat_yaw

__all__ = ["analyze_poses", "analyze_recording", "with_lens"]


@dataclass(frozen=True, slots=True)
class _Request:
    """What the user asked for, the settings for this clip, and what is known of the model that saw it."""

    movement: Movement | None
    side: Side | None
    view: ViewKind | None
    person: int | None
    mirrored: bool
    settings: Settings
    bias: DepthBias


def analyze_recording(  # noqa: PLR0913 - the options of `hipcheck analyze`, each with a default
    recording: Recording,
    *,
    movement: Movement | None = None,
    side: Side | None = None,
    view: ViewKind | None = None,
    person: int | None = None,
    mirrored: bool = False,
    symptoms: Sequence[str] = (),
    settings: Settings | None = None,
    source: ClipSource | None = None,
    extra_warnings: Sequence[ClipWarning] = (),
) -> Analysis:
    """Analyse everybody's landmarks of one clip.

    Args:
        recording: Landmarks of everybody found.
        movement: The movement, where the user names it; detected otherwise.
        side: The tested leg, where the user names it.
        view: Where the camera stands, where the user names it.
        person: Which person, counted from 1 from the left of the picture; who does the exercise otherwise.
        mirrored: The clip shows the person as a mirror does.
        symptoms: Signs the user reports, as `Catalog.symptoms` names them.
        settings: Engineering constants; the defaults otherwise.
        source: The clip the landmarks come from.
        extra_warnings: What reading the clip had to say.

    Returns:
        The analysis. Without reps where none of the known movements was seen; a warning then says so.

    Raises:
        NoPersonError: Nobody can be analysed; one sentence says why and what to do.
        SettingsError: Unknown symptom or person.
    """
    settings = settings or Settings()
    notes = symptom_notes(symptoms, load_catalog())
    where = source.path if source else "recording"
    for_clip = with_lens(settings, recording.hfov_deg)
    request = _Request(movement, side, view, person, mirrored, for_clip, depth_bias(recording.model))
    seen = _seen(recording, request, where)
    outcome = _measured(seen.clip)
    catalog = load_catalog()
    recommendations = recommend(outcome.findings, catalog, pain_reported=bool(symptoms))
    return Analysis(
        source=source,
        movement=seen.movement,
        view=seen.clip.view,
        reps=outcome.reps,
        traces=traces_of(outcome.measurer, _stances(seen.clip), seen.poses.time_s),
        summary=summary_of(outcome.readings, seen.clip.movement, settings) if seen.clip.movement else (),
        findings=outcome.findings,
        checklists=_checklists(outcome, seen.clip),
        recommendations=recommendations,
        plan=plan_session(recommendations, catalog) if seen.clip.reps else None,
        symptoms=notes,
        not_measured=_withheld(outcome.reps),
        warnings=(*extra_warnings, *seen.cautions),
        provenance=Provenance(
            __version__,
            recording.backend,
            recording.model,
            recording.model_sha256,
            hfov_deg=for_clip.view.assumed_hfov_deg,
            hfov_from_clip=recording.hfov_deg is not None,
            settings=settings.as_dict(),
        ),
        poses=seen.poses,
        landmark_sides_exchanged=seen.exchanged,
        person=seen.number,
        others=_others(recording, seen.number, mirrored=mirrored),
    )


def analyze_poses(
    poses: PoseSequence,
    *,
    movement: Movement | None = None,
    side: Side | None = None,
    view: ViewKind | None = None,
    settings: Settings | None = None,
) -> Analysis:
    """Analyse one person's landmarks, wherever they come from.

    Args:
        poses: At least a second or so of landmarks.
        movement: The movement, where it is known; detected otherwise.
        side: The tested leg, where it is known.
        view: Where the camera stands, where it is known.
        settings: Engineering constants; the defaults otherwise.

    Returns:
        The analysis; see `analyze_recording`.
    """
    recording = Recording((poses,), backend="landmarks", model="")
    return analyze_recording(recording, movement=movement, side=side, view=view, settings=settings)


def with_lens(settings: Settings, hfov_deg: float | None) -> Settings:
    """The settings with a clip's own field of view, where it is known, in place of the assumed one and its doubt.

    Args:
        settings: As given.
        hfov_deg: Along the longer side of the picture; None where it is not known.
    """
    if hfov_deg is None:
        return settings
    view = settings.view
    known = msgspec.structs.replace(view, assumed_hfov_deg=hfov_deg, focal_sd_share=view.known_focal_sd_share)
    return msgspec.structs.replace(settings, view=known)


def _others(recording: Recording, number: int, *, mirrored: bool) -> tuple[PoseSequence, ...]:
    others = (person for n, person in enumerate(recording.people, start=1) if n != number)
    return tuple(person.mirrored() if mirrored else person for person in others)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """One person, with what they do and where the camera stands. Of a long clip's landmarks, only what is still needed.

    Attributes:
        number: Place in the recording, counted from 1.
        exchanged: Shape (T,), frames in which the legs' labels were put right.
        poses: Smoothed landmarks on the clip's own frames, as filmed.
        movement: What they do.
        clip: What is measured.
        cautions: What is to be said about the clip.
    """

    number: int
    exchanged: BoolArray
    poses: PoseSequence
    movement: MovementResult
    clip: Clip
    cautions: tuple[ClipWarning, ...]


def _seen(recording: Recording, request: _Request, where: str) -> _Seen:
    settings = request.settings
    people = prepare(recording, settings, mirrored=request.mirrored)
    person = choose(people, settings, request.person, where)
    if person.view is None:
        raise NoPersonError(
            f"{where}: shoulders and hips are never seen together; film the whole body, in good light."
        )
    view = as_named(person.view, request.view, settings.view) if request.view else person.view
    named = _movement(person, request)
    known = request.movement or load_catalog().movements.get(named.id)
    reps = (
        reps_of(list(person.dips), known, person.smooth, view, settings.reps, request.side) if known else ()
    )
    view = _view_from_squats(view, person.smooth, reps, request.bias)
    roll_deg = view.roll_deg if view.roll_known else 0.0
    raw, smooth = (levelled(poses.in_picture(), roll_deg) for poses in (person.poses, person.smooth))
    return _Seen(
        number=person.number,
        exchanged=person.exchanged,
        poses=resampled_to(person.smooth, person.poses.time_s),
        movement=named,
        clip=Clip(raw, smooth, view, known, reps, settings, request.bias),
        cautions=cautions_of(replace(person, view=view), len(people) - 1, named, known, reps, settings),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What one person's landmarks gave."""

    measurer: Measurer
    readings: tuple[RepReadings, ...]
    reps: tuple[MeasuredRep, ...]
    findings: tuple[Finding, ...]


def _measured(clip: Clip) -> _Outcome:
    measurer = Measurer(clip)
    if clip.movement is None:
        return _Outcome(measurer, (), (), ())
    readings = tuple(_readings(measurer, rep) for rep in clip.reps)
    reps = tuple(graded_rep(r, clip.movement, clip.view, clip.settings) for r in readings)
    findings = findings_of(readings, reps, clip.movement, load_catalog(), clip.settings)
    return _Outcome(measurer, readings, reps, findings)


def _movement(person: Prepared, request: _Request) -> MovementResult:
    if request.movement is None:
        return name_movement(list(person.dips), {m.id: m.name for m in load_catalog().movements.values()})
    variants = [d.variant for d in person.dips if d.movement == request.movement.id and d.variant]
    variant = max(variants, key=variants.count) if variants else ""
    return MovementResult(request.movement.id, request.movement.name, False, 1.0, variant)


def _view_from_squats(view: View, poses: PoseSequence, reps: tuple[Rep, ...], bias: DepthBias) -> View:
    """The view, with what a squat on both legs tells about the yaw."""
    bottoms = [rep.bottom_s for rep in reps if rep.side is None]
    if not bottoms or not view.frontal:
        return view
    fppa = {side: _median_at(knee_fppa_deg(poses, side), poses, bottoms) for side in Side}
    depths = [_median_at(depth_deg(poses, side), poses, bottoms) for side in Side]
    flexion = float(np.mean(depths))
    behind = view.kind is ViewKind.BACK
    return with_sign(view, squat_yaw(fppa[Side.LEFT], fppa[Side.RIGHT], flexion, behind=behind, bias=bias))


def _median_at(values: FloatArray, poses: PoseSequence, times_s: list[float]) -> float:
    return float(np.median(np.interp(times_s, poses.time_s, values)))


def _readings(measurer: Measurer, rep: Rep) -> RepReadings:
    readings, withheld = measure_rep(measurer, rep)
    return RepReadings(rep, tuple(readings), tuple(withheld))


def _stances(clip: Clip) -> tuple[Side | None, ...]:
    if clip.movement is not None and clip.movement.legs == 2:
        return (None,)
    sides = {rep.side for rep in clip.reps}
    return tuple(side for side in Side if side in sides) or tuple(Side)


def _checklists(outcome: _Outcome, clip: Clip) -> tuple[Checklist, ...]:
    if clip.movement is None:
        return ()
    return checklists_of(outcome.reps, clip.movement, clip.smooth, clip.view)


def _asks_alike(one: NotMeasured, other: NotMeasured) -> bool:
    """Whether two reps of a leg ask for the same: 0 and 1 % seen are no two reasons."""
    return (one.side, one.remedy) == (other.side, other.remedy)


def _withheld(reps: tuple[MeasuredRep, ...]) -> tuple[NotMeasured, ...]:
    """What no rep of a leg gave, each metric once for each thing to do about it; legs named only where they differ."""
    measured = {(m.metric, m.side) for rep in reps for m in rep.measurements}
    reasons: dict[str, list[NotMeasured]] = {}
    for rep in reps:
        for n in rep.not_measured:
            told = reasons.setdefault(n.metric, [])
            if (n.metric, n.side) not in measured and not any(_asks_alike(n, other) for other in told):
                told.append(n)
    out = []
    for metric, rows in reasons.items():
        if not rows:
            continue
        same = len({row.reason for row in rows}) == 1 and not any(name == metric for name, _ in measured)
        out += [replace(rows[0], side=None)] if same else rows
    return tuple(out)
