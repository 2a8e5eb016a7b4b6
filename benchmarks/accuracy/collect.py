"""Every kept clip, analysed anew and held against its truth: the rows that tables and exports are made of."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks.accuracy.compare import compare, movement_of
from benchmarks.accuracy.hips import HipRow, hip_rows
from benchmarks.accuracy.knee_parts import KneePartRow
from benchmarks.accuracy.readings import TruthReader
from benchmarks.accuracy.rows import ClipRow, FindingRow, FrameRow, ReadingRow, RepRow, as_frame, clip_facts
from benchmarks.accuracy.store import read_shard
from hipcheck.settings import Settings

__all__ = ["DATA", "Rows", "collect", "shards"]

DATA: Final = Path(__file__).parent / "data"
"""Where recorded clips are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """All comparisons.

    Attributes:
        facts: What is known of each clip; one row per clip.
        clips: What was recognised; one row per clip and model, as in all that follow.
        reps: Times of true reps.
        readings: Metrics at places of true reps.
        findings: Flaws over sets.
        frames: Metrics over time.
        knee_parts: Where the error of the knee's inward angle comes from.
        hips: Truths with the hip joint in another place; one row per metric, side, rep and clip.
    """

    facts: pl.DataFrame
    clips: pl.DataFrame
    reps: pl.DataFrame
    readings: pl.DataFrame
    findings: pl.DataFrame
    frames: pl.DataFrame
    knee_parts: pl.DataFrame
    hips: pl.DataFrame

    def of_half(self, half: str) -> Rows:
        """The rows of one half of the design."""
        return Rows(*(frame.filter(pl.col("half") == half) for frame in self.frames_by_name.values()))

    def of_model(self, model: str) -> Rows:
        """The rows of one pose model; what is known of the clips stays whole."""
        return Rows(
            *(
                frame.filter(pl.col("model") == model) if "model" in frame.columns else frame
                for frame in self.frames_by_name.values()
            )
        )

    @property
    def frames_by_name(self) -> dict[str, pl.DataFrame]:
        """All data frames, in the order of the attributes."""
        return {name: getattr(self, name) for name in self.__slots__}


def shards(folder: Path = DATA) -> list[Path]:
    """The files that clips are kept in."""
    return sorted(folder.glob("*.zip"))


def collect(folder: Path = DATA) -> Rows:
    """Analyse all kept clips, on as many cores as there are.

    Args:
        folder: With the shards.

    Returns:
        Rows sorted by clip and model, so that they do not depend on who was first.
    """
    paths = shards(folder)
    # Spawned, not forked: polars has threads, which do not survive a fork.
    context = multiprocessing.get_context("spawn")
    workers = max(1, min(os.cpu_count() or 1, len(paths)))
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        parts = list(pool.map(_of_shard, paths)) or [_of_nothing()]
    return Rows(
        *(_stacked(part) for part in zip(*(part.frames_by_name.values() for part in parts), strict=True))
    )


def _stacked(parts: tuple[pl.DataFrame, ...]) -> pl.DataFrame:
    filled = [part for part in parts if part.width] or [pl.DataFrame()]
    stacked = pl.concat(filled)
    keys = [key for key in ("clip", "model") if key in stacked.columns]
    return stacked.sort(keys, maintain_order=True) if keys else stacked


def _of_nothing() -> Rows:
    kinds = (ClipRow, RepRow, ReadingRow, FindingRow, FrameRow, KneePartRow, HipRow)
    return Rows(pl.DataFrame(), *(as_frame(kind, []) for kind in kinds))


def _of_shard(path: Path) -> Rows:
    facts = []
    clips: list[ClipRow] = []
    reps: list[RepRow] = []
    readings: list[ReadingRow] = []
    findings: list[FindingRow] = []
    frames: list[FrameRow] = []
    knee_parts: list[KneePartRow] = []
    hips: list[HipRow] = []
    for record in read_shard(path):
        facts.append(clip_facts(record.spec, record.truth, record.half))
        movement, settings = movement_of(record), Settings()
        reader = TruthReader(record.truth, movement, settings) if movement else None
        hips += hip_rows(record, movement, settings) if movement else []
        for model in record.recordings:
            comparison = compare(record, model, settings, reader)
            clips.append(comparison.clip)
            reps += comparison.reps
            readings += comparison.readings
            findings += comparison.findings
            frames += comparison.frames
            knee_parts += comparison.knee_parts
    return Rows(
        pl.DataFrame(facts),
        as_frame(ClipRow, clips),
        as_frame(RepRow, reps),
        as_frame(ReadingRow, readings),
        as_frame(FindingRow, findings),
        as_frame(FrameRow, frames),
        as_frame(KneePartRow, knee_parts),
        as_frame(HipRow, hips),
    )
