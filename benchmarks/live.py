"""Whether `hipcheck live` keeps up with a camera: a 720p clip at 30 frames a second, followed as if it were being filmed.

Everything runs as in a session: capture in its own thread, the `full` model, the director, the pipeline after each rep, the
picture in a window, and the film that --save keeps. The goal is to follow at least 20 frames a second, and to show them
within 100 ms (95th percentile). Without a display the window opens on one that nobody sees (Xvfb), where it is installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import cv2

from hipcheck.backends import BACKENDS
from hipcheck.catalog import load_movement
from hipcheck.live.director import Director, SetPlan
from hipcheck.live.engine import Engine, Parts
from hipcheck.live.filming import Films
from hipcheck.live.judge import JudgeAside
from hipcheck.live.leading import SetLeader
from hipcheck.live.scene import Scene
from hipcheck.live.screen import NoScreen, WindowScreen
from hipcheck.live.sources import open_source
from hipcheck.live.window import Window
from hipcheck.poses import FrameSize
from hipcheck.results import LiveFacts, Spread
from hipcheck.session import analyze_recording
from hipcheck.settings import Settings
from hipcheck.video import VideoWriter, frames_from

ROOT = Path(__file__).resolve().parents[1]
CLIP = ROOT / "sample_videos" / "single_leg_squat_knee_inward_front.mp4"
WIDTH_PX, HEIGHT_PX, RATE_HZ = 720, 1280, 30.0
STANDING_S = 8
"""Three of quiet standing, three of the countdown, and some for the set-up."""
SHORTEST_HZ, LONGEST_MS = 20.0, 100.0


class _Deaf:
    def hear(self, scene: Scene) -> None:
        """Say nothing."""


def _scaled_up(clip: Path, folder: Path) -> Path:
    """The clip in 720p, after its first second there and back for as long as set-up and countdown take."""
    path = folder / "720p.mp4"
    images = [
        cv2.resize(frame.image, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
        for frame in frames_from(clip)
    ]
    second = images[: round(RATE_HZ)]
    standing = (second + second[::-1]) * (STANDING_S // 2)
    with VideoWriter(path, FrameSize(WIDTH_PX, HEIGHT_PX), rate_hz=RATE_HZ) as video:
        for number, image in enumerate(standing + images):
            video.write(image, number / RATE_HZ)
    return path


def _followed(clip: Path, model: str, *, window: bool, film: bool) -> tuple[LiveFacts, float]:
    """One session, and its processor time in seconds."""
    movement, settings = load_movement("single_leg_squat"), Settings()
    with ExitStack() as opened:
        screen = WindowScreen(opened.enter_context(Window("hipcheck"))) if window else NoScreen()
        films = opened.enter_context(Films(clip)) if film else None
        parts = Parts(
            source=open_source(str(clip)),
            estimator=BACKENDS["mediapipe"],
            leader=lambda name: SetLeader(Director(SetPlan(movement), settings, model=name), movement, None),
            analyze=lambda recording, take: analyze_recording(recording, movement=take.movement),
            judge=JudgeAside(),
            screen=screen,
            listener=_Deaf(),
            films=films,
            tell=print,
        )
        engine = Engine(parts, model)
        begun_s = time.process_time()
        outcome = engine.run()
        took_s = time.process_time() - begun_s
    if outcome.failure is not None:
        raise outcome.failure
    assert outcome.facts is not None
    return outcome.facts, took_s


def _ms(spread: Spread | None) -> str:
    return f"{spread.median:.0f} / {spread.p95:.0f}" if spread else "-"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", nargs="?", type=Path, default=CLIP)
    parser.add_argument("--models", nargs="+", default=["full", "lite"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-film", action="store_true", help="without what --save costs")
    arguments = parser.parse_args()
    xvfb = shutil.which("xvfb-run")
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY") and xvfb:
        raise SystemExit(
            subprocess.call([xvfb, "-a", "-s", "-screen 0 1920x1080x24", sys.executable, *sys.argv])
        )
    window = bool(os.environ.get("DISPLAY")) or not sys.platform.startswith("linux")
    if hasattr(os, "getloadavg"):
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; window: {window}; median / 95 % in ms")
    print(
        "| model | frames/s | dropped | frame to screen | pose | session | drawing | processor, ms a frame | goal |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    with tempfile.TemporaryDirectory() as folder:
        clip = _scaled_up(arguments.clip, Path(folder))
        for model in arguments.models * arguments.runs:
            facts, took_s = _followed(clip, model, window=window, film=not arguments.no_film)
            assert facts.latency_ms is not None
            met = facts.followed_hz >= SHORTEST_HZ and facts.latency_ms.p95 < LONGEST_MS
            frames = facts.frames_seen - facts.frames_dropped
            print(
                f"| {model} | {facts.followed_hz:.1f} | {facts.frames_dropped} of {facts.frames_seen} "
                f"| {_ms(facts.latency_ms)} | {_ms(facts.pose_ms)} | {_ms(facts.session_ms)} "
                f"| {_ms(facts.drawing_ms)} | {1000 * took_s / frames:.0f} | {'met' if met else '**missed**'} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
