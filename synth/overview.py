"""The sample clips as a set: all of them rendered, a picture of each, and a page that describes them.

The page and the pictures are made from the files, so that they say what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from hipcheck.video import ClipReader
from synth.film import render_clip
from synth.samples import Sample

__all__ = ["write_overview", "write_samples"]

Picture = npt.NDArray[np.uint8]

_PICTURE: Final = "overview.jpg"
_THUMB_PX: Final = (216, 384)
_COLUMNS: Final = 5
_LABEL_PX: Final = 24
_QUALITY: Final = 82
_WORDS: Final = {
    "squat": "squat",
    "single_leg_squat": "single-leg squat",
    "lateral_step_down": "sideways step-down",
    "forward_step_down": "forward step-down",
    "single_leg_deadlift": "single-leg deadlift",
    "walk": "walking",
}
_TEMPLATE: Final = Path(__file__).with_name("samples.md")


def write_samples(samples: Iterable[Sample], folder: Path, report: Callable[[Path], None]) -> None:
    """Render sample clips into a folder and describe them there.

    Args:
        samples: Which.
        folder: Made where it is missing.
        report: Told of each file when it is there.

    Raises:
        RenderError: Nothing can be rendered on this machine.
        OutputError: The files cannot be written.
    """
    samples = tuple(samples)
    for sample in samples:
        report(render_clip(sample.spec, folder))
    for path in write_overview(samples, folder):
        report(path)


def write_overview(samples: Iterable[Sample], folder: Path) -> tuple[Path, Path]:
    """Describe clips that lie in a folder: `README.md` and a picture with a frame of each."""
    rows, thumbs = [], []
    for sample in samples:
        name = sample.spec.name
        truth = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["truth"]
        rows.append(_row(sample, truth))
        thumbs.append(_thumb(folder / f"{name}.mp4", name, truth))
    picture, page = folder / _PICTURE, folder / "README.md"
    cv2.imwrite(str(picture), _sheet(thumbs)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    text = _TEMPLATE.read_text(encoding="utf-8").format(
        count=len(rows), picture=_PICTURE, rows="\n".join(rows)
    )
    page.write_text(text, encoding="utf-8")
    return picture, page


def _row(sample: Sample, truth: dict[str, Any]) -> str:
    spec, view = sample.spec, truth["view"]["kind"]
    cells = [f"`{spec.name}`", _WORDS[spec.movement.kind], {"back": "behind"}.get(view, view)]
    if truth["reps"]:
        rep = truth["reps"][-1]
        side, bottom = rep["side"] or "right", rep["bottom"]
        cells.append(rep["side"] or "both")
        for metric in ("knee_fppa", "pelvic_drop", "trunk_lean"):
            truth_deg = round(bottom[f"{side}_{metric}_deg_world"], 1) + 0.0  # "+ 0.0": never "-0.0"
            cells.append(f"{truth_deg:+.1f}")
        cells.append(f"{bottom[f'{side}_knee_flexion_deg_space']:.0f}")
    else:
        cells += [""] * 5
    return f"| {' | '.join([*cells, sample.shows])} |"


def _thumb(video: Path, name: str, truth: dict[str, Any]) -> Picture:
    """The frame at the bottom of the last rep, or the middle one, with the clip's name above."""
    with ClipReader(video) as clip:
        frames = [(frame.time_s, frame.image) for frame in clip]
    moment_s = truth["reps"][-1]["bottom_s"] if truth["reps"] else frames[len(frames) // 2][0]
    _, image = min(frames, key=lambda timed: abs(timed[0] - moment_s))
    small = cv2.resize(image, _THUMB_PX, interpolation=cv2.INTER_AREA)
    label = np.full((_LABEL_PX, _THUMB_PX[0], 3), 245, np.uint8)
    words, scale = name.replace("_", " "), 0.42
    width = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)[0][0]
    scale *= min(1.0, (_THUMB_PX[0] - 12) / width)
    cv2.putText(label, words, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, scale, (40, 40, 40), 1, cv2.LINE_AA)
    return np.vstack([label, np.asarray(small, np.uint8)])


def _sheet(thumbs: list[Picture]) -> Picture:
    blank = np.full_like(thumbs[0], 245)
    padded = [*thumbs, *([blank] * (-len(thumbs) % _COLUMNS))]
    rows = [np.hstack(padded[start : start + _COLUMNS]) for start in range(0, len(padded), _COLUMNS)]
    return np.asarray(np.vstack(rows), np.uint8)
