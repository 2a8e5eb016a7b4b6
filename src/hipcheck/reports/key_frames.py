"""Pictures of the moments that matter: quiet standing on each leg, and the bottom of each rep.

Each is the same cut-out of the clip's image, around the person, so that they can be laid side by side; its angles are
drawn on it and its values stand below.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from hipcheck.catalog import At
from hipcheck.kinematics import METRICS
from hipcheck.landmarks import FACE
from hipcheck.poses import PoseSequence
from hipcheck.reports.base import KeyFrame, KeyFrameKind, whole_file
from hipcheck.reports.canvas import DARK, Canvas, Image, rgb, text_width_px
from hipcheck.reports.judged import deciding_grade
from hipcheck.reports.layers import VideoPicture
from hipcheck.reports.moments import LiveValue, Moment, value_at
from hipcheck.reports.overlay import Overlay
from hipcheck.reports.skeleton import body_at
from hipcheck.reports.wording import (
    GRADE_COLOURS,
    GRADE_SYMBOLS,
    grade_word,
    leg_name,
    time_stamp,
)
from hipcheck.results import Analysis, Grade, MeasuredRep

__all__ = ["KeyFrames"]

_LONGEST_PX: Final = 1200
"""Longer side of a picture: sharp on a phone, and a dozen of them still fit into an e-mail."""
_JPEG_QUALITY: Final = 88
_MARGIN: Final = 0.08
"""Room around the landmarks, as a share of their height: hands and feet reach beyond theirs."""
_HEAD_ROOM: Final = 0.12
"""The same above the face, for the crown."""
_NECK_AND_HEAD: Final = 0.3
"""Room above the shoulders where no face is seen: 0.182 of body height (Winter), and a margin."""
_MIN_WIDTH: Final = 0.6
"""Width of a picture, as a share of its height: what is written below needs room."""
_STANDING_S: Final = 1.0
"""How long before a rep quiet standing is looked for."""
_DEPTH_METRICS: Final = ("depth_deg", "knee_flexion_deg", "trunk_forward_lean_deg")
"""What is smallest in standing; the first that there is counts."""


@dataclass(frozen=True, slots=True)
class _Pick:
    """A frame to take: standing before a rep, or its bottom."""

    time_s: float
    kind: KeyFrameKind
    measured: MeasuredRep


@dataclass(frozen=True, slots=True)
class _Row:
    """A value of a caption."""

    text: str
    grade: Grade | None


class KeyFrames:
    """Takes the frames that matter out of a clip that passes by, and saves them as pictures: a `FrameSink`."""

    def __init__(self, analysis: Analysis, folder: Path, overlay: Overlay | None = None) -> None:
        """Choose the frames.

        Args:
            analysis: Of the clip.
            folder: Where the pictures go; made where it does not exist.
            overlay: What draws, where there is one of this analysis already.
        """
        self._analysis = analysis
        self._poses = analysis.poses
        self._folder = folder
        self._overlay = overlay or Overlay(analysis)
        self._waiting = _choose(analysis)
        self._tolerance_s = 0.5 / analysis.poses.frame_rate_hz if len(analysis.poses) > 1 else 0.0
        self._box = _person_box(analysis.poses, [pick.time_s for pick in self._waiting])
        # Nobody knows of quiet standing where the roll could not be measured in it.
        self._standing = "Standing" if analysis.view and analysis.view.roll_known else "Start"
        self._taken: list[KeyFrame] = []

    @property
    def taken(self) -> tuple[KeyFrame, ...]:
        """The pictures so far, in time order."""
        return tuple(self._taken)

    @property
    def done(self) -> bool:
        """True when no later frame is wanted."""
        return not self._waiting

    def wants(self, time_s: float) -> bool:
        """Whether the frame at this time is one that matters. Times must come in order."""
        while self._waiting and self._waiting[0].time_s < time_s - self._tolerance_s:
            self._waiting.pop(0)  # the clip has no frame there
        return bool(self._waiting) and self._waiting[0].time_s <= time_s + self._tolerance_s

    def take(self, picture: VideoPicture, time_s: float) -> None:
        """Draw a frame that is wanted, and save it.

        Args:
            picture: Without any drawing; it is left as it is.
            time_s: Presentation time of the frame.

        Raises:
            OutputError: The picture cannot be written.
        """
        pick = self._waiting.pop(0)
        rep, bottom = pick.measured.rep, pick.kind is KeyFrameKind.BOTTOM
        moments = self._overlay.moments
        moment = moments.bottom_of(pick.measured) if bottom else moments.at(time_s)
        leg = leg_name(rep.side)
        title = f"Rep {rep.index}, {leg}, bottom" if bottom else f"{self._standing}, {leg}"
        title = f"{title} at {time_stamp(time_s)}"
        rows = [self._row(moment, value, pick.measured if bottom else None) for value in _known(moment)]
        canvas = self._drawn(picture, time_s, moment)
        path = self._folder / (f"rep{rep.index}.jpg" if bottom else f"standing_{rep.side or 'both'}.jpg")
        _save(_captioned(canvas, title, rows), path)
        values = [f"{row.text} ({grade_word(row.grade)})" if row.grade else row.text for row in rows]
        self._taken.append(
            KeyFrame(
                path=path,
                rep_index=rep.index if bottom else None,
                side=rep.side,
                time_s=time_s,
                kind=pick.kind,
                caption=f"{title}: {', '.join(values)}" if values else title,
            )
        )

    def _row(self, moment: Moment, value: LiveValue, measured: MeasuredRep | None) -> _Row:
        """A value, at the bottom of a rep with its grade where that is what a finding rests on."""
        found = measured.get(value.metric, At.BOTTOM, value.side) if measured else None
        grade = deciding_grade(self._analysis, measured, found) if measured and found else None
        side = f" {value.side}" if value.side and len(moment.legs) > 1 else ""
        return _Row(f"{METRICS[value.metric].short}{side} {value.text}", grade)

    def _drawn(self, picture: VideoPicture, time_s: float, moment: Moment) -> Canvas:
        left, top, right, bottom = self._box
        scale = min(1.0, _LONGEST_PX / max(right - left, bottom - top))
        size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
        cut = cv2.resize(picture.rgb(*self._box), size, interpolation=cv2.INTER_AREA)
        canvas = Canvas(np.array(cut, dtype=np.uint8))
        body = body_at(self._poses, time_s)
        if body is not None:
            origin_px = np.array([left, top], dtype=np.float64)
            self._overlay.draw_body(canvas, body.moved(origin_px, scale), moment)
        return canvas


def _choose(analysis: Analysis) -> list[_Pick]:
    """The first standing on each leg, and every bottom, in time order."""
    picks = []
    before = {
        measured.rep.side: measured for measured in reversed(analysis.reps)
    }  # the first of each leg stays
    for measured in before.values():
        time_s = _standing_s(analysis, measured)
        if time_s is not None:
            picks.append(_Pick(time_s, KeyFrameKind.STANDING, measured))
    for measured in analysis.reps:
        time_s = _nearest_s(analysis.poses, measured.rep.bottom_s)
        if time_s is not None:
            picks.append(_Pick(time_s, KeyFrameKind.BOTTOM, measured))
    return sorted(picks, key=lambda pick: pick.time_s)


def _nearest_s(poses: PoseSequence, time_s: float) -> float | None:
    """Time of the frame nearest to a time, among those in which the person was found."""
    seen_s = poses.time_s[poses.present]
    return float(seen_s[np.argmin(np.abs(seen_s - time_s))]) if len(seen_s) else None


def _standing_s(analysis: Analysis, measured: MeasuredRep) -> float | None:
    """Time of the frame, shortly before a rep, in which the person stands most upright."""
    rep, poses = measured.rep, analysis.poses
    ended_s = [other.rep.end_s for other in analysis.reps if other.rep.end_s <= rep.start_s]
    from_s = max([rep.start_s - _STANDING_S, *ended_s])
    times_s = poses.time_s[poses.present & (poses.time_s >= from_s) & (poses.time_s <= rep.start_s)]
    if not len(times_s):
        return _nearest_s(poses, rep.start_s)
    traces = [analysis.trace(metric, side) for metric in _DEPTH_METRICS for side in (rep.side, None)]
    depth = next((trace for trace in traces if trace is not None), None)
    bends = [abs(value_at(depth, t)[0]) if depth else np.nan for t in times_s]
    return float(times_s[-1] if np.isnan(bends).all() else times_s[np.nanargmin(bends)])


def _person_box(poses: PoseSequence, times_s: list[float]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, in pixels, of what holds the person at all of the times."""
    size = poses.frame_size
    frames = np.searchsorted(poses.time_s, times_s)
    points = poses.xy_px[frames]
    known = points[np.isfinite(points[..., 0])]
    if not len(known):
        return 0, 0, size.width_px, size.height_px
    (left, top), (right, bottom) = known.min(axis=0), known.max(axis=0)
    tall = bottom - top
    faces = np.isfinite(points[:, list(FACE), 0]).any()
    top -= (_HEAD_ROOM if faces else _NECK_AND_HEAD) * tall
    left, right, bottom = left - _MARGIN * tall, right + _MARGIN * tall, bottom + _MARGIN * tall
    missing = max(0.0, _MIN_WIDTH * (bottom - top) - (right - left))
    return (
        _within(left - missing / 2, size.width_px - 1),
        _within(top, size.height_px - 1),
        _within(right + missing / 2, size.width_px - 1) + 1,
        _within(bottom, size.height_px - 1) + 1,
    )


def _within(value_px: float, last_px: int) -> int:
    return int(min(max(value_px, 0.0), last_px))


def _known(moment: Moment) -> list[LiveValue]:
    return [value for value in moment.values if np.isfinite(value.value)]


def _captioned(canvas: Canvas, title: str, rows: list[_Row]) -> Image:
    """The picture with its caption below: a line for the title, and one for each value."""
    size = canvas.text_px
    pad = size // 2
    step = round(size * 1.5)
    strip = np.full((2 * pad + step * (1 + len(rows)), canvas.width_px, 3), DARK, dtype=np.uint8)
    writing = Canvas(strip, text_px=_fitting_px(title, canvas.width_px - 2 * pad, size))
    writing.text(title, pad, pad + size)
    writing = Canvas(strip, text_px=size)
    for line, row in enumerate(rows, start=1):
        middle = pad + step * line + 0.65 * size
        writing.text(row.text, pad, middle + 0.35 * size)
        if row.grade:
            chip = f"{GRADE_SYMBOLS[row.grade]} {grade_word(row.grade)}"
            width, _ = writing.label_size_px(chip)
            centre = np.array([canvas.width_px - pad - width / 2, middle])
            writing.label(chip, centre, rgb(GRADE_COLOURS[row.grade]))
    return np.concatenate([canvas.image, strip])


def _fitting_px(text: str, width_px: int, size_px: int) -> int:
    """The size at which a text fits into a width, at most the given one."""
    return max(1, min(size_px, int(size_px * width_px / text_width_px(text, size_px))))


def _save(picture: Image, path: Path) -> None:
    options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), options)
    with whole_file(path) as partial:  # cv2.imwrite would fail without a word, and on names beyond ASCII
        partial.write_bytes(encoded.tobytes())
