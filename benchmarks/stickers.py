"""What looking for stickers costs a frame, where there are none and where there are.

Landmarks are found first; then the frames of each clip pass through the sticker finder alone. Processor time, as other work
on the machine moves the wall's. Goals: below 1 ms a frame without stickers, below 4 ms with them; beside it stands what
MediaPipe takes for the same frames.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from hipcheck.footage import Footage, watch
from hipcheck.settings import StickerSettings
from hipcheck.stickers import StickerWatch

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = (
    "single_leg_squat_good_front",
    "squat_good_front",
    "single_leg_squat_stickers_front",
    "step_down_stickers_front",
)


def _costs(clip: Path, model: str) -> tuple[float, float, int, int]:
    """Milliseconds a frame of everything but stickers and of stickers alone, frames, and frames with stickers."""
    start_s = time.process_time()
    people = watch(
        Footage(clip), "mediapipe", model, stickers=StickerSettings(look_for="off")
    ).recording.people
    model_s = time.process_time() - start_s
    finders, spent_s, frames = StickerWatch(StickerSettings()), 0.0, 0
    with Footage(clip).open() as pictures:
        for picture, frame in enumerate(pictures):
            here = [(n, person.xy_px[picture]) for n, person in enumerate(people) if person.present[picture]]
            start_s = time.thread_time()
            finders.see(frame.image, here, frame.time_s)
            spent_s += time.thread_time() - start_s
            frames += 1
    seen = sum(int(np.isfinite(t.points_px).all(axis=(1, 2)).sum()) for t in finders.tracks().values())
    return 1e3 * model_s / frames, 1e3 * spent_s / frames, frames, seen


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    samples = [ROOT / "sample_videos" / f"{name}.mp4" for name in SAMPLES]
    parser.add_argument("clips", nargs="*", type=Path, default=samples)
    parser.add_argument("--model", default="lite")
    options = parser.parse_args()
    print(
        f"{'clip':44s} {'frames':>6s} {'with stickers':>13s} {'ms a frame':>10s} {'of decoding and MediaPipe':>26s}"
    )
    for clip in options.clips:
        model_ms, stickers_ms, frames, seen = _costs(clip, options.model)
        share = stickers_ms / model_ms
        print(f"{clip.name:44s} {frames:6d} {seen:13d} {stickers_ms:10.2f} {share:25.1%}")


if __name__ == "__main__":
    main()
