"""The first tab: one row for each clip and leg, as plain values for the page's script."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from hipcheck.batch.legs import MAIN_ANGLES, Leg, Level, Urgency
from hipcheck.batch.outcomes import Result
from hipcheck.batch.sheet.scale import place
from hipcheck.batch.tables import report_path
from hipcheck.catalog import Flaw, load_catalog
from hipcheck.kinematics import METRICS
from hipcheck.reports.json_document import AnalysisDocument, NotMeasured
from hipcheck.reports.json_document import View as SavedView
from hipcheck.reports.wording import (
    camera_offset_deg,
    format_plus_minus,
    format_value,
    grade_word,
    join_words,
    leg_name,
)
from hipcheck.results import Finding, Grade, View, ViewKind

__all__ = ["QUALITIES", "USUAL", "Row", "angle_cell", "clip_rows", "view_quality"]

Row: TypeAlias = dict[str, Any]

USUAL: Final = {"knee": "knee_fppa_deg", "pelvis": "pelvic_drop_deg", "trunk": "trunk_lean_deg"}
"""The metric that a column's heading names; another one is named in its cell."""

QUALITIES: Final = {
    "straight": "straight",
    "askew": "a little to the side",
    "far": "too far to the side",
    "oblique": "from an angle",
    "unknown": "not known",
}
"""Where the camera stood, in words, best first."""

_VIEWS: Final = {
    ViewKind.FRONT: "front",
    ViewKind.BACK: "behind",
    ViewKind.SIDE: "side",
    ViewKind.OBLIQUE: "angle",
}
_FLAGS: Final = {
    "camera_roll": "camera tilted",
    "camera_yaw": "camera to the side",
    "few_reps": "few reps",
    "legs_exchanged": "legs mixed up, put right",
    "mixed_movements": "several movements",
    "no_reps": "no reps",
    "no_standing": "no quiet standing",
    "no_view": "camera not known",
    "oblique_view": "filmed from an angle",
    "other_people": "somebody else in view",
}
"""Warnings by their codes, short enough for a cell. Others are shown by their code."""
_LEVEL_WORDS: Final = {Level.LITTLE: "too little seen", Level.NONE: "not graded"}


def clip_rows(result: Result, legs: Iterable[Leg], folder: Path) -> list[tuple[tuple[Urgency, int], Row]]:
    """The rows of a clip, each with what it is sorted by: how urgent it is, then which of the clip's legs it is.

    Args:
        result: The clip's results.
        legs: What it shows of each leg.
        folder: The results folder, to see which pictures there are.
    """
    rows = []
    for number, leg in enumerate(legs):
        row = _clip_cells(result) | _leg_cells(leg) | {"thumb": _thumb(result, leg, folder)}
        rows.append(((leg.urgency, number), row))
    return rows


def _clip_cells(result: Result) -> Row:
    state, document = result.state, result.document
    who = state.who
    return {
        "id": state.id,
        "athlete": who.athlete,
        "date": who.date.isoformat() if who.date else "",
        "clip": state.name,
        "href": quote(report_path(state.id)),
        "movement": document.movement.name,
        "variant": document.movement.variant,
        **_view_cells(document),
        "flags": [[_flag(w.code), w.text, w.remedy] for w in document.warnings],
        "pain": who.pain,
        "note": who.note,
        "step": f"step {who.step_height_cm:g} cm" if who.step_height_cm is not None else "",
    }


def _leg_cells(leg: Leg) -> Row:
    level = leg.level
    return {
        "leg": leg_name(leg.side),
        "level": level.name.lower(),
        "worst": _LEVEL_WORDS.get(level) or grade_word(leg.grade),
        "because": _because(leg),
        "reps": len(leg.reps),
        **{angle: angle_cell(leg, angle) for angle in MAIN_ANGLES},
        "also": _also(leg),
        "unseen": [_aspect(flaw) for flaw in leg.withheld],
        "asymmetry": _asymmetry(leg),
    }


def _because(leg: Leg) -> str:
    """What the worst grade is about: the flaws that have it, in a few words."""
    if leg.grade in (None, Grade.GOOD):
        return ""
    worst = dict.fromkeys(f.flaw for f in leg.against if f.grade is leg.grade)
    return join_words([load_catalog().flaws[flaw].title.lower() for flaw in worst])


def angle_cell(leg: Leg, angle: str) -> Row | None:
    """One of the three main angles on a leg: the value, or why there is none; None where the movement has none."""
    found = leg.main(angle)
    if found is None:
        if not leg.looks_at(angle):
            return None
        return _withheld(leg.why_not(angle))
    where = place(found)
    return {
        "text": format_plus_minus(found),
        "grade": found.grade.value,
        "what": "" if found.metric == USUAL[angle] else _short(found, leg),
        "say": found.text,
        "at": [where.low, where.value, where.high, where.beyond] if where else None,
        "sort": where.steps if where else None,
    }


def _short(found: Finding, leg: Leg) -> str:
    side = f", {found.side.value}" if found.side and leg.side is None else ""
    return f"{METRICS[found.metric].short}{side}"


def _withheld(missing: NotMeasured | None) -> Row:
    if missing is None:
        return {"why": "not measured in these reps", "fix": ""}
    return {"why": missing.reason, "fix": missing.remedy}


def _also(leg: Leg) -> list[list[str]]:
    """What else was found or may be there, beside the three angles: words, grade, sentence."""
    main = {flaw for flaws in MAIN_ANGLES.values() for flaw in flaws}
    return [
        [load_catalog().flaws[f.flaw].title, f.grade.value, f.text]
        for f in leg.findings
        if f.grade is not Grade.GOOD and (f.flaw not in main or not _is_shown(f, leg))
    ]


def _is_shown(finding: Finding, leg: Leg) -> bool:
    """Whether a finding stands in one of the three columns, or is a lesser one of the same flaw."""
    shown = (leg.main(angle) for angle in MAIN_ANGLES)
    return any(f is not None and f.flaw is finding.flaw for f in shown)


def _aspect(flaw: Flaw) -> str:
    return load_catalog().flaws[flaw].aspect.lower()


def _asymmetry(leg: Leg) -> Row | None:
    """How the legs compare: the worst of what was compared."""
    found = next(iter(leg.asymmetries), None)
    if found is None:
        return None
    noise = format_value(found.metric, found.limit)
    more = (
        f"{format_value(found.metric, abs(found.value))} more {found.side.value}"
        if found.side
        else "within noise"
    )
    return {
        "text": more,
        "grade": found.grade.value,
        "what": METRICS[found.metric].short,
        "say": f"{found.text} Up to {noise} may be noise.",
        "sort": round(abs(found.value) / found.limit, 3) if found.limit else None,
    }


def _view_cells(document: AnalysisDocument) -> Row:
    quality = view_quality(document)
    view = document.view
    if view is None:
        return {"view": "not known", "quality": quality, "off": ""}
    return {"view": _VIEWS[view.kind], "quality": quality, "off": _off(view)}


def _off(saved: SavedView) -> str:
    """How far off the camera stood, with its doubt: "2° ±7° off"."""
    if saved.yaw_deg is None or saved.yaw_sd_deg is None:
        return ""
    view = View(
        saved.kind,
        saved.facing,
        saved.yaw_deg,
        saved.yaw_sd_deg,
        saved.roll_deg or 0.0,
        saved.roll_sd_deg or 0.0,
    )
    margin = max(1.0, 1.96 * saved.yaw_sd_deg)
    return f"{camera_offset_deg(view):.0f}° ±{margin:.0f}° off"


def view_quality(document: AnalysisDocument) -> str:
    """Where the camera stood, as one of `QUALITIES`: what the clip's own warnings and omissions say of it."""
    codes = {warning.code for warning in document.warnings}
    if document.view is None or "no_view" in codes:
        return "unknown"
    if document.view.kind is ViewKind.OBLIQUE:
        return "oblique"
    if "camera_yaw" not in codes:
        return "straight"
    knee_judged = any(f.flaw is Flaw.KNEE_INWARD for f in document.findings)
    return "askew" if knee_judged else "far"


def _flag(code: str) -> str:
    return _FLAGS.get(code, code.replace("_", " "))


def _thumb(result: Result, leg: Leg, folder: Path) -> str:
    """The key frame of the first rep that shows the worst of the leg; "" where there is none, as of saved landmarks."""
    reps = next((f.shown_in for f in leg.flaws if set(f.shown_in) & set(leg.reps)), leg.reps)
    index = next((rep for rep in reps if rep in leg.reps), leg.reps[0])
    picture = f"clips/{result.state.id}/key_frames/rep{index}.jpg"
    return quote(picture) if (folder / picture).is_file() else ""
