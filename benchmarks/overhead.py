"""How much `hipcheck analyze` costs beyond decoding and MediaPipe.

Runs two things alternately on the same clip: decoding plus MediaPipe's landmarker as plainly as it can be called, and the
whole of hipcheck with all its outputs, the annotated video included. Prints the share of hipcheck's time that is not
decoding and MediaPipe (goal: below 15 %). Processor time is printed beside wall time, as other work on the machine moves
the latter.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hipcheck.backends.models import model_path
from hipcheck.video import ClipReader
from hipcheck.workflow import OutputOptions, analyze_video, write_outputs

ROOT = Path(__file__).resolve().parents[1]


def _plain(clip: Path, model: str) -> None:
    """Decode and estimate, nothing else."""
    import mediapipe as mp  # noqa: PLC0415 - as in hipcheck: loaded only when used
    from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model_path(model))),
        running_mode=vision.RunningMode.VIDEO,
    )
    with vision.PoseLandmarker.create_from_options(options) as landmarker, ClipReader(clip) as frames:
        for number, frame in enumerate(frames):
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=frame.image)
            landmarker.detect_for_video(picture, number * 33)


def _whole(clip: Path, model: str, folder: Path) -> None:
    """Everything `hipcheck analyze` does."""
    analysis = analyze_video(clip, model=model)
    write_outputs(analysis, folder / clip.stem, clip=clip, options=OutputOptions())


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall_s, time.process_time() - cpu_s


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "clips",
        nargs="*",
        type=Path,
        default=[ROOT / "sample_videos" / "single_leg_squat_knee_inward_front.mp4"],
    )
    parser.add_argument("--model", default="full")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(
        "clip                     decoding + MediaPipe        hipcheck, all outputs       share outside (wall, cpu)"
    )
    for clip in options.clips:
        pairs = []
        for run in range(options.runs + 1):
            with tempfile.TemporaryDirectory() as folder:
                plain = _timed(lambda clip=clip: _plain(clip, options.model))  # type: ignore[misc]
                whole = _timed(lambda clip=clip, folder=folder: _whole(clip, options.model, Path(folder)))  # type: ignore[misc]
            if run:  # the first pair warms caches and imports
                pairs.append((plain, whole))
        medians = [[statistics.median(pair[i][k] for pair in pairs) for k in (0, 1)] for i in (0, 1)]
        shares = [statistics.median(1 - pair[0][k] / pair[1][k] for pair in pairs) for k in (0, 1)]
        print(
            f"{clip.name:24s} {medians[0][0]:6.2f} s ({medians[0][1]:6.2f} cpu)   "
            f"{medians[1][0]:6.2f} s ({medians[1][1]:6.2f} cpu)   {shares[0]:6.1%}  {shares[1]:6.1%}"
        )


if __name__ == "__main__":
    main()
