"""Clips per hour of `hipcheck batch` on one and on more workers, and how close that is to what the machine allows.

The sample clips, each under several names and with a byte of its own at its end so that none is a copy, are analysed with all
outputs. For comparison, the same clips go through decoding and MediaPipe alone, in as many processes: what cores share
(memory, caches, clock speed) slows these, too, and nothing that is built on them can be faster. Each number is the median of
the runs, which take turns, as machines differ and are shared.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_videos"


def _clips(folder: Path, samples: int, copies: int) -> list[Path]:
    """The first sample clips from the front, several times over."""
    clips = []
    for copy in range(copies):
        for sample in sorted(SAMPLES.glob("*_front.mp4"))[:samples]:
            clip = folder / f"{sample.stem}_{copy}.mp4"
            shutil.copy(sample, clip)
            with clip.open("ab") as file:
                file.write(bytes([0, 0, 0, 9]) + b"free" + bytes([copy]))  # a box that players skip
            clips.append(clip)
    return clips


def _batch_s(folder: Path, out: Path, workers: int, model: str) -> float:
    """Seconds for all clips, with the start of the program and of its workers."""
    command = [sys.executable, "-m", "hipcheck", "batch", folder, "--out", out, "--model", model, "--quiet"]
    start_s = time.perf_counter()
    subprocess.run([*command, "--workers", str(workers)], check=False, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start_s


def _poses(clip: Path, model: str) -> int:
    """Decoding and MediaPipe alone; frames."""
    from hipcheck.footage import Footage, watch  # noqa: PLC0415  in the process that needs it
    from hipcheck.settings import StickerSettings  # noqa: PLC0415

    return watch(Footage(clip), "mediapipe", model, stickers=StickerSettings(look_for="off")).source.frames


def _poses_s(clips: Sequence[Path], workers: int, model: str) -> float:
    """Seconds for all clips, once the processes have started."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for begun in [pool.submit(_poses, clip, model) for clip in clips[:workers]]:
            begun.result()
        start_s = time.perf_counter()
        for done in [pool.submit(_poses, clip, model) for clip in clips]:
            done.result()
        return time.perf_counter() - start_s


def _same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same results, to the byte."""
    files = sorted(path.relative_to(one) for path in (one / "clips").rglob("*") if path.is_file())
    return bool(files) and all((one / file).read_bytes() == (other / file).read_bytes() for file in files)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=10, help="how many sample clips are taken")
    parser.add_argument("--copies", type=int, default=1, help="how often each sample clip is analysed")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--model", default="full")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, os.cpu_count() or 2])
    options = parser.parse_args()
    batch_s: dict[int, list[float]] = {workers: [] for workers in options.workers}
    poses_s: dict[int, list[float]] = {workers: [] for workers in options.workers}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clips"
        folder.mkdir()
        clips = _clips(folder, options.samples, options.copies)
        outs = {workers: Path(name) / f"results-{workers}" for workers in options.workers}
        for _ in range(options.runs):
            for workers, out in outs.items():
                shutil.rmtree(out, ignore_errors=True)
                batch_s[workers].append(_batch_s(folder, out, workers, options.model))
                poses_s[workers].append(_poses_s(clips, workers, options.model))
        first, *others = outs.values()
        alike = all(_same(first, other) for other in others)
    _print(len(clips), batch_s, poses_s)
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024.0  # kibibytes on Linux
    print(f"\nresults of all runs alike, to the byte: {'yes' if alike else 'NO'}")
    print(f"largest process: {peak_mib:.0f} MiB; load of the machine at the end: {os.getloadavg()[0]:.1f}")


def _print(clips: int, batch_s: dict[int, list[float]], poses_s: dict[int, list[float]]) -> None:
    def per_hour(seconds: list[float]) -> float:
        return clips / statistics.median(seconds) * 3600.0

    fewest = min(batch_s)
    print(
        "| workers | clips per hour | of that on one worker | decoding + MediaPipe alone | of that in one process |"
    )
    print("|--:|--:|--:|--:|--:|")
    for workers, seconds in batch_s.items():
        batch, poses = per_hour(seconds), per_hour(poses_s[workers])
        gain, ceiling = batch / per_hour(batch_s[fewest]), poses / per_hour(poses_s[fewest])
        print(f"| {workers} | {batch:.0f} | {gain:.2f} | {poses:.0f} | {ceiling:.2f} |")


if __name__ == "__main__":
    main()
