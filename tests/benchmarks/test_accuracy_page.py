"""The page says what the recorded clips say, and these are the clips of the design."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.collect import collect, shards
from benchmarks.accuracy.design import design
from benchmarks.accuracy.document import PAGE, differing, sections
from benchmarks.accuracy.record import pending
from benchmarks.accuracy.stickered import STICKER_DATA, stickered_design
from benchmarks.accuracy.store import read_specs

MAX_BYTES = 25_000_000
MIN_KEPT = 20
WORKERS = 4
"""Clips that may be recorded out of turn, as several are at work at a time."""
KEPT = {name: spec for path in shards() for name, (spec, _) in read_specs(path).items()}


@pytest.mark.skipif(not KEPT, reason="no clips are recorded yet: run `python -m benchmarks.accuracy record`")
class TestKept:
    def test_what_is_kept_is_the_designs_first_part_as_it_is_stated(self):
        """Clips take minutes each to record; any first part of the design is a smaller one of the same make-up."""
        planned = design()
        left = {clip.spec.name for _, clip, _ in pending(planned, ("full",))}
        kept = [clip.spec.name for clip in planned if clip.spec.name not in left]
        assert set(KEPT) == set(kept), "clips that are no longer in the design, or not as it states them"
        assert len(kept) >= MIN_KEPT
        first = {clip.spec.name for clip in planned[: len(kept) + WORKERS]}
        assert set(kept) <= first, "record the first clips first"

    def test_they_take_little_space(self):
        kept = [*shards(), *shards(STICKER_DATA)]
        assert sum(path.stat().st_size for path in kept) <= MAX_BYTES

    def test_of_the_clips_with_stickers_none_is_left_out(self):
        assert [clip.spec.name for _, clip, _ in pending(stickered_design(), ("full",), STICKER_DATA)] == []

    def test_the_page_is_in_step_with_them(self):
        stale = differing(PAGE.read_text(encoding="utf-8"), sections(collect(), collect(STICKER_DATA)))
        assert stale == [], "run `python -m benchmarks.accuracy table` and commit docs/accuracy.md"
