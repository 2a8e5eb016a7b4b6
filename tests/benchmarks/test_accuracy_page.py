"""The page says what the recorded clips say, and these are the clips of the design."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.collect import collect, shards
from benchmarks.accuracy.design import design
from benchmarks.accuracy.document import PAGE, differing, sections
from benchmarks.accuracy.record import pending, shard_of
from benchmarks.accuracy.store import read_specs

MAX_BYTES = 25_000_000
KEPT = {name: spec for path in shards() for name, (spec, _) in read_specs(path).items()}


@pytest.mark.skipif(not KEPT, reason="no clips are recorded yet: run `python -m benchmarks.accuracy record`")
class TestKept:
    def test_every_clip_of_the_design_is_kept_as_it_is_stated(self):
        planned = design()
        left = [clip.spec.name for _, clip, _ in pending(planned, ("full", "lite", "heavy"))]
        assert left == [], "record them, or take them out of the design"
        assert set(KEPT) == {clip.spec.name for clip in planned}, "clips that are no longer in the design"
        assert {path.name for path in shards()} == {shard_of(number).name for number in range(len(planned))}

    def test_they_take_little_space(self):
        assert sum(path.stat().st_size for path in shards()) <= MAX_BYTES

    def test_the_page_is_in_step_with_them(self):
        stale = differing(PAGE.read_text(encoding="utf-8"), sections(collect()))
        assert stale == [], "run `python -m benchmarks.accuracy table` and commit docs/accuracy.md"
