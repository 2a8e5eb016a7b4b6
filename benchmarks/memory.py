"""Peak memory of `hipcheck analyze` on a short clip and on a long one: it must not grow with the length.

A sample clip is repeated to the two lengths (10 s and 10 min), each is analysed in a process of its own with all outputs,
and the peak resident size is printed, with the difference beside what one copy of the additional landmarks takes: they
are all that is kept of a frame. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

ROOT = Path(__file__).resolve().parents[1]
FRAME_BYTES = 33 * (2 + 3 + 1) * 8
"""One copy of a frame's landmarks: 33 of them, in the picture and in metres, with visibility, in double precision."""


def _repeated(clip: Path, target: Path, seconds: float) -> int:
    """The clip, again and again, as it is encoded, until it is `seconds` long; returns the number of frames."""
    frames, shift = 0, 0
    with av.open(str(target), "w") as long:
        stream = None
        while stream is None or shift * stream.time_base < seconds:
            with av.open(str(clip)) as short:
                source = short.streams.video[0]
                stream = stream or long.add_stream_from_template(source)
                frames, shift = _append(short, source, long, stream, (frames, shift))
    return frames


def _append(
    short: InputContainer,
    source: VideoStream,
    long: OutputContainer,
    stream: VideoStream,
    before: tuple[int, int],
) -> tuple[int, int]:
    """One round: frames and ticks so far go in and come out."""
    frames, shift = before
    end = shift
    for packet in short.demux(source):
        if packet.pts is None or packet.dts is None:  # the end of the file
            continue
        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
        end = max(end, packet.pts + (packet.duration or 0))
        packet.stream = stream
        long.mux(packet)
        frames += 1
    return frames, end


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
    parser.add_argument(
        "--clip", type=Path, default=ROOT / "sample_videos" / "single_leg_squat_good_front.mp4"
    )
    parser.add_argument("--seconds", type=float, nargs=2, default=(10.0, 600.0), metavar=("SHORT", "LONG"))
    parser.add_argument("--model", default="lite")
    options = parser.parse_args()
    peaks, frames = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in options.seconds:
            target = Path(folder) / f"{seconds:.0f}s.mp4"
            frames.append(_repeated(options.clip, target, seconds))
            peaks.append(_peak_mib(target, Path(folder), options.model))
            print(f"{seconds:6.0f} s, {frames[-1]} frames: peak {peaks[-1]:.0f} MiB", flush=True)
    landmarks_mib = (frames[1] - frames[0]) * FRAME_BYTES / 2**20
    more_mib = peaks[1] - peaks[0]
    print(
        f"{more_mib:+.0f} MiB ({more_mib / peaks[0]:+.0%}); "
        f"a copy of the additional landmarks takes {landmarks_mib:.0f} MiB"
    )


if __name__ == "__main__":
    main()
