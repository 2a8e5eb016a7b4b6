from dataclasses import replace

import msgspec

from hipcheck.batch.jobs import Who
from hipcheck.batch.legs import legs_of
from hipcheck.batch.outcomes import Result
from hipcheck.batch.sheet.people import People
from hipcheck.reports.json_document import AnalysisDocument
from hipcheck.reports.json_report import to_json_dict
from hipcheck.results import Facing, View, ViewKind
from tests.batch.sheet.folders import Clip, analysis_of, day, state_of


def cards(*clips):
    """The cards of clips, each with a checksum of its own."""
    people = People()
    for number, clip in enumerate(clips):
        analysis = clip.analysis or analysis_of(clip.knee_deg)
        state = state_of(clip, number)
        analysis = replace(analysis, source=replace(analysis.source, sha256=state.sha256))
        document = msgspec.convert(to_json_dict(analysis), AnalysisDocument)
        people.add(Result(state, document), legs_of(document))
    return people.cards(), people.nameless


def row(card, leg, series=0):
    return next(r for r in card["series"][series]["rows"] if r["leg"] == leg)


def test_everybody_has_a_card_the_most_urgent_first_and_nobody_has_none():
    found, nameless = cards(
        Clip("a.mp4", Who("Good", date=day(1)), 2.0),
        Clip("b.mp4", Who("Bad", date=day(1)), 25.0),
        Clip("c.mp4"),
    )
    assert [card["name"] for card in found] == ["Bad", "Good"]
    assert [card["level"] for card in found] == ["marked", "little"]
    assert nameless == 1


def test_a_change_is_judged_against_noise():
    (card,), _ = cards(Clip("a.mp4", Who("A", date=day(1)), 25.0), Clip("b.mp4", Who("A", date=day(29)), 2.0))
    assert card["series"][0]["dates"] == ["2026-03-01", "2026-03-29"]
    assert row(card, "right")["change"]["verdict"] == "real, better"
    assert row(card, "right")["change"]["text"] == "-23°"
    assert row(card, "left")["change"]["verdict"] == "within noise"


def test_dates_come_in_time_whatever_the_clips_are_called():
    (card,), _ = cards(Clip("b.mp4", Who("A", date=day(29)), 2.0), Clip("a.mp4", Who("A", date=day(1)), 25.0))
    assert card["series"][0]["dates"] == ["2026-03-01", "2026-03-29"]


def test_clips_of_one_day_filmed_alike_are_one_session():
    """The mean of 10° and 20°."""
    (card,), _ = cards(Clip("a.mp4", Who("A", date=day(1)), 10.0), Clip("b.mp4", Who("A", date=day(1)), 20.0))
    assert (card["sessions"], card["clips"]) == (1, 2)
    assert row(card, "right")["cells"][0][0].startswith("15 ")
    assert row(card, "right")["change"] is None


def test_the_same_clip_twice_is_no_second_session():
    people = People()
    for name in ("a.mp4", "copy.mp4"):
        document = msgspec.convert(to_json_dict(analysis_of(20.0)), AnalysisDocument)
        people.add(Result(state_of(Clip(name, Who("A", date=day(1))), 7), document), legs_of(document))
    (card,) = people.cards()
    assert len(card["series"]) == 1


def test_unlike_sessions_stand_apart_and_it_is_said_why():
    behind = replace(analysis_of(20.0), view=View(ViewKind.BACK, Facing.AWAY, 1.0, 3.0, 0.0, 1.0))
    (card,), _ = cards(
        Clip("a.mp4", Who("A", date=day(1)), 20.0), Clip("b.mp4", Who("A", date=day(9)), analysis=behind)
    )
    assert [len(series["dates"]) for series in card["series"]] == [1, 1]
    (why,) = card["apart"]
    assert "2026-03-01 and 2026-03-09: not compared, because one was filmed from the front" in why


def test_clips_without_a_date_are_shown_but_not_compared():
    (card,), _ = cards(Clip("a.mp4", Who("A"), 20.0), Clip("b.mp4", Who("A"), 2.0))
    assert [series["dates"] for series in card["series"]] == [["no date"], ["no date"]]
    assert card["sessions"] == 0


def test_left_stands_above_right_with_the_same_metric():
    (card,), _ = cards(Clip("a.mp4", Who("A", date=day(1)), 20.0))
    assert [(r["metric"], r["leg"]) for r in card["series"][0]["rows"]] == [
        ("Knee inward", "left"), ("Knee inward", "right"),
    ]  # fmt: skip
    assert row(card, "right")["cells"][0][1] == "marked"
