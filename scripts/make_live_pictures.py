"""Makes the pictures of a live session for the docs, from rendered clips, so that no real person is shown.

Each is a frame of a clip, the landmarks that the `lite` model finds in it, and a scene as a session has it at such a
moment, drawn as the window shows it: docs/images/live_{guide,good,flawed,warmup,end}.jpg.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from hipcheck.backends.mediapipe_tasks import MediaPipeEstimator
from hipcheck.catalog import Flaw
from hipcheck.geometry import FloatArray
from hipcheck.landmarks import Side
from hipcheck.live.picture import Picture
from hipcheck.live.scene import Clock, Cue, CueKind, Gauge, Phase, RepVerdict, Scene
from hipcheck.poses import FrameSize
from hipcheck.reports.canvas import Image
from hipcheck.results import Grade
from hipcheck.video import ClipReader

ROOT = Path(__file__).resolve().parents[1]
CLIPS = ROOT / "sample_videos"
GOOD = "single_leg_squat_good_front"
FLAWED = "single_leg_squat_knee_inward_front"
STEP = "step_down_pelvic_drop_front"


def filmed(clip: str, time_s: float) -> tuple[Image, FloatArray]:
    """A frame of a sample clip, and the landmarks of the person in it."""
    with ClipReader(CLIPS / f"{clip}.mp4") as frames, MediaPipeEstimator("lite") as estimator:
        for frame in frames:
            people = estimator.estimate(frame.image, frame.time_s)
            if frame.time_s >= time_s:
                return np.ascontiguousarray(frame.image), np.asarray(people[0].xy_px, dtype=np.float64)
    raise ValueError(f"{clip} is shorter than {time_s} s")


def gauges(knee: float, lean: float) -> tuple[Gauge, ...]:
    """What is watched in a single-leg squat, with the cut-offs of its file."""
    return (
        Gauge(Flaw.KNEE_INWARD, "Knee inward", knee, 10.0, 15.0),
        Gauge(Flaw.TRUNK_LEAN, "Trunk leaning", lean, 8.0, 12.0),
        Gauge(Flaw.PELVIC_DROP, "Hip sinking", float("nan"), 8.0, 12.0),
    )


def scenes() -> dict[str, tuple[Image, Scene]]:
    """Each picture's frame and scene."""
    standing, still = filmed(GOOD, 0.6)
    up, after = filmed(GOOD, 5.4)
    low, bent = filmed(FLAWED, 3.3)
    step, stepping = filmed(STEP, 1.0)
    reps = Scene(
        time_s=30.0, phase=Phase.MOVE, stance=Side.RIGHT, title="Single-leg squat", wanted=5, gauges=gauges(2.0, 3.0)
    )  # fmt: skip
    flaw = RepVerdict(3, Side.RIGHT, Grade.MARKED, "Knee inward", "19 ±5°", at_s=29.0)
    fix = Cue(CueKind.FIX, "Right knee over the second toe", 29.0, Flaw.KNEE_INWARD, Side.RIGHT)
    return {
        "guide": (
            np.ascontiguousarray(standing[100:700, 101:439]),
            Scene(0.0, Phase.GUIDE, "Step back until I see your feet", outline=True),
        ),
        "stand": (
            standing,
            Scene(3.0, Phase.STAND, "Stand still on both feet", "Three seconds, for comparison.", still, outline=True, fits=True, progress=0.62),
        ),
        "countdown": (standing, Scene(5.0, Phase.COUNTDOWN, "Get ready: right leg", xy_px=still, countdown=3)),
        "good": (
            up,
            replace(reps, xy_px=after, reps=3, depth=0.05, verdict=RepVerdict(3, Side.RIGHT, Grade.GOOD, "Good", "", 29.0)),
        ),
        "flawed": (low, replace(reps, xy_px=bent, reps=3, depth=0.7, to_go="4 cm to go", gauges=gauges(17.0, 3.0), verdict=flaw, cue=fix)),
        "moving": (
            low,
            replace(reps, xy_px=bent, reps=4, depth=1.03, gauges=gauges(17.0, 3.0), verdict=replace(flaw, at_s=20.0)),
        ),
        "measured": (
            step,
            replace(
                reps, xy_px=stepping, reps=12, wanted=None, depth=0.4, to_go="6 cm to go", title="Lateral step-down",
                clock=Clock("Lateral step-down", Side.RIGHT, 18.2, 45.0, 1, 2, "then: left side", measured=True),
                verdict=RepVerdict(11, Side.RIGHT, Grade.MILD, "Trunk leaning", "9° ±3", 20.0),
            ),
        ),
        "switch": (standing, Scene(60.0, Phase.SWITCH, "Now stand on your left leg", "Go on when you are ready.", still, stance=Side.LEFT)),
        "warmup": (
            step,
            Scene(
                70.0, Phase.TIMED, stance=Side.RIGHT,
                clock=Clock("Fire hydrant", Side.RIGHT, 22.4, 30.0, 1, 2, "then: left knee", measured=False, part="knee"),
            ),
        ),
        "rest": (
            step,
            Scene(
                70.0, Phase.REST, "Next: lateral step-down",
                clock=Clock("Lateral step-down", Side.LEFT, 7.4, 15.0, 2, 2, "then: suitcase carry", measured=True),
            ),
        ),
        "paused": (low, replace(reps, phase=Phase.PAUSED, xy_px=bent, headline="Paused")),
        "end": (
            standing,
            Scene(
                120.0, Phase.DONE, "Well done",
                summary=(
                    ("Single-leg squat: 5 reps on the left leg and 5 reps on the right leg", None),
                    ("Knee inward, right: 17 ±4°", Grade.MARKED),
                    ("Trunk, right: too close to call", Grade.BORDERLINE),
                    ("Knee line, left: good", Grade.GOOD),
                    ("Trunk, left: good", Grade.GOOD),
                ),
            ),
        ),
    }  # fmt: skip


def main() -> None:
    """Write the pictures of the docs, or all with their thumbnails elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all-into", type=Path, help="a folder for every state, each also at a tenth of its size"
    )
    folder: Path | None = parser.parse_args().all_into
    for name, (frame, scene) in scenes().items():
        picture = Picture(FrameSize(frame.shape[1], frame.shape[0])).draw(frame, scene)
        shown = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        if folder:
            small = cv2.resize(shown, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(folder / f"{name}.png"), shown)
            cv2.imwrite(str(folder / f"{name}_tenth.png"), small)
        elif name in ("guide", "good", "flawed", "warmup", "end"):
            path = ROOT / "docs" / "images" / f"live_{name}.jpg"
            cv2.imwrite(str(path), shown, [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()
