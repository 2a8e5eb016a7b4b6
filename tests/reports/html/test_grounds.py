from dataclasses import replace

import pytest

from hipcheck.catalog import load_catalog
from hipcheck.reports.html.grounds import cut_off_rows, provenance_rows, references, setting_rows
from tests.factories import ARTICLE, make_analysis

ANALYSIS = make_analysis()


def with_source(source):
    first = ANALYSIS.findings[0]
    fields = {name: getattr(first.threshold, name) for name in first.threshold.__struct_fields__}
    threshold = type(first.threshold)(**{**fields, "source": source})
    return replace(ANALYSIS, findings=(replace(first, threshold=threshold),))


def test_a_cut_off_used_for_both_legs_is_listed_once():
    (row,) = cut_off_rows(ANALYSIS)
    assert (row.mild, row.marked, row.source, row.convention) == (
        "from 10°",
        "from 15°",
        "Herrington 2014",
        False,
    )
    assert row.compared == "at the bottom, change from standing"
    assert row.note == "Separates people with and without knee pain."


def test_a_convention_is_shown_as_such_and_is_no_reference():
    (row,) = cut_off_rows(with_source("convention"))
    assert row.convention
    own = load_catalog().sources["convention"].title
    assert not any(own in reference for reference in references(with_source("convention")))


def test_everything_cited_is_listed_in_full_once():
    sources = load_catalog().sources
    listed = references(ANALYSIS)
    assert len(listed) == len(set(listed))
    for source in ("herrington_2014", ARTICLE):
        assert (
            sum(
                sources[source].title in reference and sources[source].where in reference
                for reference in listed
            )
            == 1
        )


def test_provenance_names_what_made_the_result_and_from_what():
    rows = dict(provenance_rows(ANALYSIS))
    assert rows["Model, SHA-256"] == "b" * 64
    assert rows["Clip, SHA-256"] == "0" * 64
    assert rows["Clip, size"] == "720 by 1280 pixels, 420 frames in 14.0 s, 30 a second"


def test_without_a_clip_or_model_checksum_nothing_is_made_up():
    bare = replace(ANALYSIS, source=None, provenance=replace(ANALYSIS.provenance, model_sha256=""))
    assert [name for name, _ in provenance_rows(bare)] == [
        "hipcheck",
        "Pose estimator",
        "Model",
        "Field of view",
    ]


@pytest.mark.parametrize(
    ("hfov_deg", "from_clip", "says"),
    [
        (64.0, False, "64° along the picture's longer side, assumed, as no lens is named"),
        (62.36, True, "62° along the picture's longer side, from the lens that the clip names"),
        (0.0, False, "assumed to be that of a camera far away"),
    ],
)
def test_the_field_of_view_is_said_to_be_read_or_assumed(hfov_deg, from_clip, says):
    provenance = replace(ANALYSIS.provenance, hfov_deg=hfov_deg, hfov_from_clip=from_clip)
    assert dict(provenance_rows(replace(ANALYSIS, provenance=provenance)))["Field of view"] == says


def test_settings_are_listed_by_their_dotted_names():
    settings = {"smoothing": {"cutoff_hz": 5.0, "order": 4}, "live": True}
    rows = setting_rows(replace(ANALYSIS, provenance=replace(ANALYSIS.provenance, settings=settings)))
    assert [(r.name, r.value) for r in rows] == [
        ("smoothing.cutoff_hz", "5.0"),
        ("smoothing.order", "4"),
        ("live", "True"),
    ]
