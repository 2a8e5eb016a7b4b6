"""The table of day-to-day errors is read strictly, and says what its numbers rest on."""

from __future__ import annotations

import pytest

from hipcheck.catalog import At
from hipcheck.catalog.reliability import Evidence, load_reliability, read_reliability
from hipcheck.errors import CatalogError
from hipcheck.kinematics import METRICS

HEAD = "reps = 4\nshared = 0.8\ndepth_within_deg = 10.0\n"
ENTRY = (
    '[[metric]]\nmetric = "depth_deg"\nsem = 3.0\nsource = "convention"\nbasis = "convention"\nnote = "n"\n'
)


def test_the_built_in_table_holds_what_clinical_practice_uses():
    table = load_reliability()
    assert {
        metric: table.of(metric, At.BOTTOM).sem
        for metric in (
            "knee_fppa_deg",
            "pelvic_drop_deg",
            "trunk_lean_deg",
            "hip_adduction_deg",
            "knee_over_foot",
        )
    } == {
        "knee_fppa_deg": 3.2,
        "pelvic_drop_deg": 2.0,
        "trunk_lean_deg": 1.5,
        "hip_adduction_deg": 2.5,
        "knee_over_foot": 0.03,
    }
    assert table.of("knee_fppa_deg", At.MATCHED).sem == 3.0
    assert table.of("knee_wobble", At.REP).share == 0.2


def test_every_metric_in_it_exists_and_every_number_says_where_it_comes_from():
    for entry in load_reliability().metric:
        assert entry.metric in METRICS
        assert entry.note


def test_munros_number_is_what_its_note_says():
    entry = load_reliability().of("knee_fppa_deg", At.BOTTOM)
    assert entry.basis is Evidence.DERIVED
    assert entry.sem == pytest.approx(8.93 / (1.96 * 2**0.5), abs=0.05)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + ENTRY + ENTRY, "t.toml, depth_deg: is there twice"),
        (HEAD + ENTRY.replace('"convention"\nbasis', '"nobody_2020"\nbasis'), "unknown source 'nobody_2020'"),
        (
            HEAD + ENTRY.replace('"convention"\nbasis', '"munro_2012"\nbasis'),
            "a convention cannot rest on 'munro_2012'",
        ),
        (HEAD + ENTRY.replace("3.0", "0.0"), "an SEM of 0 would make every change real"),
        (HEAD + ENTRY.replace("3.0", "-3.0"), "t.toml: .*sem"),
        (HEAD + ENTRY + "sd = 1.0\n", "t.toml: .*sd"),
        (HEAD.replace("0.8", "1.8") + ENTRY, "t.toml: .*shared"),
        (HEAD + "[[metric", "t.toml: not valid TOML"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text, message):
    with pytest.raises(CatalogError, match=message):
        read_reliability(text.encode(), "t.toml")
