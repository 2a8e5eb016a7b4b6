"""Peak memory of `hipcheck analyze` on a short clip and on a long one: it must not grow with the length.

A sample clip is repeated to the two lengths (10 s and 10 min), each is analysed in a process of its own with all outputs,
and the peak resident size is printed with the ratio. Takes about fifteen minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hipcheck.poses import FrameSize
from hipcheck.video import ClipReader, VideoWriter

ROOT = Path(__file__).resolve().parents[1]


def _repeated(clip: Path, target: Path, seconds: float) -> None:
    """The clip, again and again, until it is `seconds` long."""
    start_s = 0.0
    with ClipReader(clip) as first:
        size = FrameSize(first.info.width_px, first.info.height_px)
    with VideoWriter(target, size) as writer:
        while start_s < seconds:
            last_s = 0.0
            with ClipReader(clip) as frames:
                for frame in frames:
                    writer.write(frame.image, start_s + frame.time_s)
                    last_s = frame.time_s
            start_s += last_s + 1.0 / 30.0


def _peak_mib(clip: Path, folder: Path, model: str) -> float:
    command = [
        sys.executable,
        "-m",
        "hipcheck",
        "analyze",
        str(clip),
        "--out",
        str(folder),
        "--model",
        model,
        "--quiet",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{clip.name}: exit code {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / 1024.0  # kibibytes on Linux


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, default=ROOT / "sample_videos" / "sls_good_male.mp4")
    parser.add_argument("--seconds", type=float, nargs=2, default=(10.0, 600.0), metavar=("SHORT", "LONG"))
    parser.add_argument("--model", default="lite")
    options = parser.parse_args()
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in options.seconds:
            target = Path(folder) / f"{seconds:.0f}s.mp4"
            _repeated(options.clip, target, seconds)
            peaks.append(_peak_mib(target, Path(folder), options.model))
            print(f"{seconds:6.0f} s: peak {peaks[-1]:7.0f} MiB", flush=True)
    print(f"ratio {peaks[1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
