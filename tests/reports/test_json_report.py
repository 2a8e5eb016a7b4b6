import dataclasses
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from hipcheck.catalog import At, Basis, Flaw, Origin, Strength
from hipcheck.landmarks import Side
from hipcheck.poses import Stickers
from hipcheck.reports.json_document import json_schema
from hipcheck.reports.json_report import JsonReport, to_json_dict
from hipcheck.results import Analysis, Facing, Grade, LiveFacts, Spread, Symptom, ViewKind
from tests.factories import ARTICLE, make_analysis
from tests.reports.golden_files import check_file, check_golden

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "analysis.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def check(document):
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


def written(analysis, folder):
    return JsonReport().write(analysis, folder).read_text(encoding="utf-8")


def objects(schema):
    """Every object description in a schema that names its keys."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)
    if isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def first_finding(document):
    return document["findings"][0]


def test_the_schema_file_is_made_from_the_types():
    expected = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    check_file(SCHEMA_FILE, expected)


def test_the_schema_is_a_schema_that_leaves_no_key_open():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    described = list(objects(SCHEMA))
    assert len(described) > 15
    for schema in described:
        assert schema["additionalProperties"] is False, schema["title"]
        assert set(schema["required"]) == set(schema["properties"]), schema["title"]


@pytest.mark.parametrize("enum", [Grade, Flaw, ViewKind, Facing, Side, At, Basis, Origin, Strength])
def test_enumerations_are_the_programs_own(enum):
    assert set(SCHEMA["$defs"][enum.__name__]["enum"]) == {member.value for member in enum}


def test_an_analysis_fits_the_schema(tmp_path):
    check(json.loads(written(make_analysis(), tmp_path)))


def test_stickers_are_told_and_null_without_them():
    analysis = make_analysis()
    assert to_json_dict(analysis)["stickers"] is None
    points = np.full((len(analysis.poses), 2, 2), np.nan)
    points[: len(points) // 2] = 5.0
    poses = replace(analysis.poses, asis_px=points, stickers=Stickers("#33cc55", lost_s=1.5))
    document = to_json_dict(replace(analysis, poses=poses))
    check(document)
    assert document["stickers"] == {
        "colour": "#33cc55",
        "seen": round(len(points) // 2 / len(points), 4),
        "lost_s": 1.5,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"source": None},
        {"view": None, "plan": None},
        {"reps": (), "summary": (), "findings": (), "recommendations": (), "checklists": ()},
        {"symptoms": (Symptom("night_pain", "Pain at night", "The article says …", ()),)},
    ],
)
def test_an_analysis_with_less_or_more_fits_the_schema(changes):
    check(to_json_dict(replace(make_analysis(), **changes)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(extra=1),
        lambda d: d.pop("warnings"),
        lambda d: d.update(schema_version=2),
        lambda d: first_finding(d).update(grade="severe"),
        lambda d: first_finding(d).update(flaw="ugly"),
        lambda d: d["view"].update(kind="top"),
        lambda d: d["reps"][0]["measurements"][0].update(value=None),
    ],
)
def test_the_schema_refuses_what_is_not_an_analysis(spoil):
    document = to_json_dict(make_analysis())
    spoil(document)
    with pytest.raises(jsonschema.ValidationError):
        check(document)


def test_it_says_what_the_analysis_says():
    document = to_json_dict(make_analysis("some clip.mp4"))
    assert document["schema_version"] == 1
    assert document["source"]["path"] == "some clip.mp4"
    assert document["movement"]["variant"] == "free leg behind"
    rep = document["reps"][3]
    assert (rep["index"], rep["side"], rep["start_s"], rep["pause_start_s"]) == (4, "right", 7.0, 7.9)
    valgus = next(m for m in rep["measurements"] if (m["metric"], m["at"]) == ("knee_fppa_deg", "bottom"))
    assert (valgus["value"], valgus["low"], valgus["high"], valgus["grade"]) == (21.0, 15.5, 26.5, "marked")
    assert rep["not_measured"][0]["metric"] == "pelvic_drop_deg"
    assert first_finding(document)["reps"] == [4, 5, 6]
    advice = document["recommendations"][0]
    assert advice["for"] == ["knee_inward"]
    assert (advice["dose"]["from"], advice["dose"]["source"]) == ("article", ARTICLE)


def test_nothing_of_an_analysis_is_left_out_unawares():
    in_other_files = {"traces", "poses", "landmark_sides_exchanged", "others"}
    fields = {field.name for field in dataclasses.fields(Analysis)}
    assert fields - in_other_files == set(to_json_dict(make_analysis())) - {"schema_version", "stickers"}


def test_missing_is_null_and_numbers_are_plain():
    analysis = make_analysis()
    summary = replace(analysis.summary[0], sd=float("nan"), median=np.float64(5.123456), reps=np.int64(1))
    view = replace(analysis.view, yaw_deg=float("inf"), roll_deg=-0.00001)
    document = to_json_dict(replace(analysis, summary=(summary,), view=view))
    check(document)
    shown = document["summary"][0]
    assert (shown["sd"], shown["median"], shown["reps"]) == (None, 5.1235, 1)
    assert document["view"]["yaw_deg"] is None
    assert str(document["view"]["roll_deg"]) == "0.0"


def test_settings_keep_every_digit():
    analysis = make_analysis()
    settings = {"smoothing": {"cutoff_hz": 5.00001, "order": 4}}
    provenance = replace(analysis.provenance, settings=settings)
    document = to_json_dict(replace(analysis, provenance=provenance))
    check(document)
    assert document["provenance"]["settings"] == settings


def test_the_same_analysis_gives_the_same_bytes(tmp_path):
    assert written(make_analysis(), tmp_path / "a") == written(make_analysis(), tmp_path / "b")


def test_umlauts_stay_readable(tmp_path):
    assert '"path": "Übung.mp4"' in written(make_analysis("Übung.mp4"), tmp_path)


def test_golden(tmp_path):
    check_golden("analysis.json", written(make_analysis(), tmp_path))


def test_how_a_live_session_kept_up_is_told():
    facts = LiveFacts(900, 30, float("nan"), Spread(31.05, 48.15), Spread(25.0, 33.0), Spread(1.0, 2.0), None)
    document = to_json_dict(replace(make_analysis(), live=facts))
    check(document)
    assert document["live"] == {
        "frames_seen": 900,
        "frames_dropped": 30,
        "followed_hz": None,
        "latency_ms": {"median": 31.05, "p95": 48.15},
        "pose_ms": {"median": 25.0, "p95": 33.0},
        "session_ms": {"median": 1.0, "p95": 2.0},
        "drawing_ms": None,
    }
