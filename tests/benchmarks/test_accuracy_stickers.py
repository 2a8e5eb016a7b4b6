"""The clips with stickers: their design, how they are kept, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from benchmarks.accuracy.collect import Rows
from benchmarks.accuracy.design import SURROUNDINGS
from benchmarks.accuracy.rows import ClipRow, ReadingRow, as_frame
from benchmarks.accuracy.sticker_table import drop_section, found_section, leaks
from benchmarks.accuracy.stickered import stickered_design
from benchmarks.accuracy.store import add_to_shard, read_shard
from hipcheck.poses import Recording, Stickers
from tests.benchmarks.stand_in import record_of
from tests.benchmarks.test_accuracy_knee_parts import SET
from tests.benchmarks.test_accuracy_tables import clip, reading

DESIGN = stickered_design()


class TestDesign:
    def test_the_halves_share_neither_bodies_nor_rooms(self):
        for planned in DESIGN:
            among = SURROUNDINGS[planned.half]
            assert planned.spec.look.person in among.people
            assert planned.spec.room.kind in among.rooms

    def test_a_quarter_of_the_clips_shows_no_two_stickers(self):
        for half in ("development", "check"):
            worn = [p.spec.look.stickers for p in DESIGN if p.half == half]
            assert all(stickers is not None for stickers in worn)
            without = [stickers for stickers in worn if stickers and stickers.missing]
            assert len(without) * 4 == len(worn)
            assert all(stickers.decoys for stickers in without)
            assert {stickers.missing == "both" for stickers in without} == {True, False}

    def test_drop_lean_and_knee_vary_against_each_other(self):
        reps = [rep for planned in DESIGN for rep in planned.spec.movement.reps]
        angles = np.array([(r.pelvic_drop_deg, r.trunk_lean_deg, r.knee_fppa_deg) for r in reps])
        between = np.corrcoef(angles.T)[np.triu_indices(3, 1)]
        assert np.abs(between).max() < 0.25
        assert np.ptp(angles, axis=0).min() >= 10.0

    def test_it_is_the_same_every_time(self):
        assert stickered_design() == DESIGN


def test_stickers_come_back_from_where_they_are_kept(tmp_path):
    record = record_of(SET)
    person = record.recordings["full"].people[0]
    points = np.full((len(person), 2, 2), np.nan)
    points[3:9, 0] = [[100.5, 200.25]]
    points[4:, 1] = np.linspace([300.0, 210.0], [310.0, 220.0], len(person) - 4)
    wearing = replace(person, asis_px=points, stickers=Stickers("#33cc55", lost_s=1.5))
    kept = record.recordings["full"]
    recording = Recording((wearing,), kept.backend, kept.model, kept.model_sha256)
    add_to_shard(tmp_path / "a.zip", replace(record, recordings={"full": recording}))
    [back] = read_shard(tmp_path / "a.zip")
    found = back.recordings["full"].people[0]
    np.testing.assert_allclose(found.asis_px, points, atol=1.0 / 16.0)
    assert found.stickers == wearing.stickers


def test_who_wears_none_comes_back_without(tmp_path):
    add_to_shard(tmp_path / "a.zip", record_of(SET))
    [back] = read_shard(tmp_path / "a.zip")
    found = back.recordings["full"].people[0]
    assert found.stickers is None
    assert np.isnan(found.asis_px).all()


def test_what_leaks_from_other_angles_is_told_apart_from_the_slope():
    random = np.random.default_rng(4)
    drop, lean, knee = random.uniform(0.0, 12.0, (3, 40))
    seen = pl.DataFrame(
        {
            "truth_excursion": drop,
            "lean": lean,
            "knee": knee,
            "excursion": 0.9 * drop - 0.2 * lean + 0.05 * knee + 3,
        }
    )
    assert leaks(seen) == pytest.approx((0.9, -0.2, 0.05))
    assert np.isnan(leaks(seen.head(5))).all()


def of_stickers(worn: dict[str, str], found: set[str], readings: list[ReadingRow]) -> Rows:
    nothing = pl.DataFrame()
    clips = [clip(clip=name, stickers=name in found) for name in worn]
    facts = pl.DataFrame({"clip": list(worn), "stickers": list(worn.values())})
    return Rows(facts, as_frame(ClipRow, clips), nothing, as_frame(ReadingRow, readings), *[nothing] * 4)


def cells(section: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines()[2:]]


def test_what_was_found_is_told_by_what_was_worn():
    rows = of_stickers({"a": "two", "b": "two", "c": "one", "d": "none"}, {"a", "d"}, [])
    assert cells(found_section(rows)) == [
        ["check", "two stickers", "2", "1"],
        ["check", "one sticker, and things", "1", "0"],
        ["check", "things alone", "1", "1"],
    ]


def test_intervals_of_the_change_and_of_the_angle_are_held_against_their_own_truths():
    """A sticker that sits 7° too high is off in the angle, not in the change."""
    known = {"metric": "pelvic_drop_deg", "clip": "a", "side": "left", "half_width": 6.0}
    rows = of_stickers(
        {"a": "two"},
        {"a"},
        [
            reading(12.0, 5.0, rep=1, excursion=6.0, truth_excursion=5.0, **known),
            reading(5.0, 4.0, rep=2, excursion=9.0, truth_excursion=4.0, **known),
            reading(4.0, 4.0, rep=3, excursion=4.0, truth_excursion=4.0, **known),
            reading(None, 5.0, rep=4, **{key: known[key] for key in ("metric", "clip", "side")}),
        ],
    )
    [[half, metric, _, reps, withheld, bias, mae, *_, of_change, change, of_value, value]] = cells(
        drop_section(rows)
    )
    assert (half, metric, reps, withheld) == ("check", "`pelvic_drop_deg`", "4", "25 %")
    assert (bias, mae) == ("+2.0", "2.0")
    assert (of_change, of_value, value) == ("67 %", "67 %", "6.0")
    assert 1.0 < float(change) < 5.0, "the errors inside and outside"
