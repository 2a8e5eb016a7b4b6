"""Renders the clips of the design, looks at each with the pose models, and keeps landmarks and truth.

Can be broken off and taken up again: a clip is kept whole as soon as it is done, and not rendered again unless its spec
has changed. The videos themselves are thrown away.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import cv2
import numpy as np

from benchmarks.accuracy.collect import DATA, shards
from benchmarks.accuracy.design import Planned
from benchmarks.accuracy.store import ClipRecord, ModelName, add_to_shard, read_specs
from benchmarks.accuracy.truth import ClipTruth
from hipcheck.footage import Footage, Seen, watch
from synth.spec import ClipSpec

__all__ = ["Report", "pending", "record", "shard_of"]

_PER_SHARD: Final = 20
"""Clips in one file: few files, and little to write again when a clip is added."""
_PICTURE_PX: Final = 240
"""Longer side of the picture that is kept."""
_PICTURE_QUALITY: Final = 70

_SAME_TIME_S: Final = 0.001
"""Times of a frame in the video and in the truth may differ by so much: a container's clock ticks."""

Filmed: TypeAlias = Callable[[ClipSpec, Path], tuple[Path, ClipTruth]]
"""Renders a clip into a folder and tells its truth."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a run went.

    Attributes:
        done: Names of the clips kept.
        failed: Names of those that could not be, with the reason.
        seconds: Of the whole run.
    """

    done: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    seconds: float


def shard_of(number: int, folder: Path = DATA) -> Path:
    """The file that a clip is kept in, by its place in the design."""
    first = number - number % _PER_SHARD
    return folder / f"clips_{first:03d}.zip"


def pending(
    planned: Sequence[Planned], models: Iterable[ModelName], folder: Path = DATA
) -> list[tuple[int, Planned, tuple[ModelName, ...]]]:
    """What is still to be done: place in the design, clip, and all models it is then to be recorded with."""
    wanted = set(models)
    kept = {name: of for path in shards(folder) for name, of in read_specs(path).items()}
    todo = []
    for number, clip in enumerate(planned):
        needed = tuple(model for model in clip.models if model in wanted)
        spec, have = kept.get(clip.spec.name, (None, frozenset()))
        if needed and (spec != clip.spec or not have.issuperset(needed)):
            # Those that are there already are recorded again, as the whole clip is written anew.
            again = tuple(model for model in clip.models if model in wanted or model in have)
            todo.append((number, clip, again))
    return todo


def record(
    todo: Sequence[tuple[int, Planned, tuple[ModelName, ...]]],
    *,
    folder: Path = DATA,
    workers: int = 2,
    filmed: Filmed | None = None,
    say: Callable[[str], None] = print,
) -> Report:
    """Record clips, a process for each core, one thread in each.

    Args:
        todo: From `pending`.
        folder: Where shards are kept.
        workers: How many clips at a time.
        filmed: Renders a clip; the project's own renderer by default.
        say: Gets a line for each clip.

    Returns:
        What was done. A clip that fails is told and left out; the others go on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    started, done, failed = time.monotonic(), [], []
    context = multiprocessing.get_context("spawn")
    cores = context.Queue()
    for core in range(workers):
        cores.put(core)
    with ProcessPoolExecutor(workers, context, initializer=_settle, initargs=(cores,)) as pool:
        futures: dict[Future[ClipRecord], tuple[int, str]] = {
            pool.submit(_recorded, clip, models, filmed or _rendered): (number, clip.spec.name)
            for number, clip, models in todo
        }
        try:
            for future in as_completed(futures):
                number, name = futures[future]
                error = future.exception()
                if error is None:
                    add_to_shard(shard_of(number, folder), future.result())
                    done.append(name)
                else:
                    failed.append((name, f"{type(error).__name__}: {error}"))
                say(_progress(len(done) + len(failed), len(futures), time.monotonic() - started, name, error))
        finally:
            pool.shutdown(cancel_futures=True)
    return Report(tuple(done), tuple(failed), time.monotonic() - started)


def _progress(done: int, total: int, seconds: float, name: str, error: BaseException | None) -> str:
    left_min = seconds / done * (total - done) / 60.0
    said = f"FAILED: {type(error).__name__}: {error}" if error else "kept"
    return f"{done}/{total}  {name}  {said}  ({seconds / done:.1f} s a clip, {left_min:.0f} min left)"


def _settle(cores: Queue[int]) -> None:
    """One core for each process, and no more threads than that: more would only get in each other's way."""
    core = cores.get()
    os.environ["LP_NUM_THREADS"] = "0"  # Mesa's software renderer: no threads of its own
    cv2.setNumThreads(1)
    if hasattr(os, "sched_setaffinity"):  # Linux
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[core % len(allowed)]})


def _recorded(clip: Planned, models: Sequence[ModelName], filmed: Filmed) -> ClipRecord:
    with TemporaryDirectory(prefix="hipcheck-benchmark-") as name:
        video, truth = filmed(clip.spec, Path(name))
        seen = {model: watch(Footage(video), "mediapipe", model) for model in models}
        for model in models:
            _check_frames(truth, seen[model], f"{clip.spec.name}, {model}")
        recordings = {model: seen[model].recording for model in models}
        return ClipRecord(clip.spec, clip.half, truth, recordings, _picture(video, truth))


def _check_frames(truth: ClipTruth, seen: Seen, where: str) -> None:
    """The video has the frames whose truth is known.

    Raises:
        ValueError: It has others.
    """
    same = seen.source.frames == len(truth.time_s) and all(
        np.abs(person.time_s - truth.time_s).max() < _SAME_TIME_S for person in seen.recording.people
    )
    if not same:
        raise ValueError(f"{where}: the video's frames are not those of the truth")


def _rendered(spec: ClipSpec, folder: Path) -> tuple[Path, ClipTruth]:
    from benchmarks.accuracy.filming import filmed  # noqa: PLC0415  # the renderer's libraries, only where they are needed

    return filmed(spec, folder)


def _picture(video: Path, truth: ClipTruth) -> bytes:
    """A small JPEG of the first rep's bottom, or of the middle of a clip without reps."""
    moment_s = truth.reps[0].bottom_s if truth.reps else float(np.median(truth.time_s))
    with Footage(video).open() as clip:
        image = next(frame.image for frame in clip if frame.time_s >= moment_s - 1e-6)
    scale = _PICTURE_PX / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    written, content = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _PICTURE_QUALITY]
    )
    if not written:
        raise ValueError(f"{video.name}: its picture cannot be written as a JPEG")
    return content.tobytes()
