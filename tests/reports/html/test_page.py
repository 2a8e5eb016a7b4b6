from dataclasses import replace
from pathlib import Path

from hipcheck.catalog import load_catalog
from hipcheck.landmarks import Side
from hipcheck.reports.base import KeyFrame, KeyFrameKind
from hipcheck.reports.html.media import Media, Picture
from hipcheck.reports.html.page import build_page
from hipcheck.results import NotMeasured
from tests.factories import make_analysis
from tests.reports.html.samples import empty_analysis

STANDING = KeyFrame(Path("a.jpg"), None, Side.LEFT, 0.5, KeyFrameKind.STANDING, "Standing")
BOTTOM = KeyFrame(Path("b.jpg"), 1, Side.LEFT, 2.0, KeyFrameKind.BOTTOM, "Rep 1: knee inward 5 ±6°")
MEDIA = Media("annotated.mp4", (Picture(STANDING, "a.jpg"), Picture(BOTTOM, "b.jpg")))
NO_MEDIA = Media("", ())
ANALYSIS = make_analysis("folder/Übung.mp4")
PAGE = build_page(ANALYSIS, MEDIA)


def test_the_page_is_named_after_movement_and_clip():
    assert PAGE.title == "Single-leg squat, Übung.mp4"
    assert build_page(empty_analysis(), NO_MEDIA).title == "Single-leg squat"


def test_chips_are_grouped_by_leg():
    assert [(g.title, [(c.label, c.time_s) for c in g.chips]) for g in PAGE.chips] == [
        ("Left leg", [("L1", 2.0), ("L2", 4.0), ("L3", 6.0)]),
        ("Right leg", [("R4", 8.0), ("R5", 10.0), ("R6", 12.0)]),
    ]


def test_before_the_video_plays_it_shows_a_lowest_point():
    assert PAGE.video.poster == "b.jpg"
    assert (PAGE.video.width_px, PAGE.video.height_px) == (720, 1280)


def test_pictures_say_what_they_show_and_lead_to_their_moment():
    picture = PAGE.pictures[1]
    assert picture.alt == "Frame at 0:02.0, lines and angles drawn in"
    assert picture.caption == "Rep 1: knee inward 5 ±6°"
    assert picture.href == "annotated.mp4#t=2.00"


def test_graded_curves_stand_before_the_others():
    assert [c.title for c in PAGE.curves] == ["Knee inward (FPPA)", "Depth (knee bend from hip height)"]
    assert [len(c.plots) for c in PAGE.curves] == [2, 2]
    assert [c.title for c in PAGE.more_curves] == ["Trunk lean", "Line through the hip landmarks"]


def test_plots_say_what_their_lines_and_bands_are():
    labels = [p.label for p in PAGE.curves[0].plots]
    assert labels == ["Over the clip, with 95 % interval", "All reps, mean ± SD"]
    alone = build_page(replace(ANALYSIS, reps=ANALYSIS.reps[:1]), NO_MEDIA)
    depth = next(c for c in alone.curves if c.title.startswith("Depth"))
    assert [p.label for p in depth.plots][-1] == "The rep"


def test_every_plot_has_its_live_form():
    plots = [p.id for c in (*PAGE.curves, *PAGE.more_curves) for p in c.plots]
    assert plots == list(PAGE.script_data["charts"])


def test_the_script_knows_every_rep():
    assert PAGE.script_data["reps"][3] == {
        "index": 4, "label": "R4", "side": "right", "start_s": 7.0, "bottom_s": 8.0, "end_s": 9.0,
    }  # fmt: skip
    assert PAGE.script_data["frame_s"] == round(1 / 30, 5)


def test_a_checklist_shows_what_was_left_out_and_never_counts_it_as_good():
    (sheet,) = PAGE.checklists
    assert sheet.title == "QASLS-style (automatic, not validated), right leg"
    assert [(r.score, r.seen) for r in sheet.rows] == [("0 of 1", True), ("left out", False)]
    assert sheet.total == "0 of 1 points, 0 is best; 1 of 2 items left out, never counted as good."


def test_a_complete_checklist_gives_its_band():
    (sheet,) = ANALYSIS.checklists
    full = replace(sheet, items=sheet.items[:1], band="good")
    (view,) = build_page(replace(ANALYSIS, checklists=(full,)), NO_MEDIA).checklists
    assert view.total == "0 of 1 points, 0 is best: good."


def test_what_is_missing_for_the_same_reason_stands_together():
    side = ("needs a side view", "film from the side")
    missing = (
        NotMeasured("heel_rise", None, *side),
        NotMeasured("trunk_lean_deg", Side.LEFT, "shoulders hidden"),
        NotMeasured("knee_flexion_deg", None, *side),
    )
    views = build_page(replace(ANALYSIS, not_measured=missing), NO_MEDIA).missing
    assert [(v.titles, v.reason, v.remedy) for v in views] == [
        ("Heel rise and Knee flexion", *side),
        ("Trunk lean (left)", "shoulders hidden", ""),
    ]


def test_safety_is_the_catalogues():
    safety = load_catalog().safety
    assert (PAGE.safety.banner, PAGE.safety.red_flags) == (safety.banner, safety.red_flags)


def test_without_a_clip_nothing_leads_to_one():
    page = build_page(ANALYSIS, NO_MEDIA)
    assert page.video is None
    assert {c.href for g in page.chips for c in g.chips} == {""}


def test_an_analysis_that_found_nothing_makes_a_page_all_the_same():
    page = build_page(empty_analysis(), NO_MEDIA)
    assert page.curves == page.chips == page.findings == page.exercises == ()
    assert page.table.groups == ()
    assert page.clip == ""


def test_a_movement_of_ones_own_has_no_filming_advice_of_ours():
    own = replace(ANALYSIS.movement, id="my_lunge", name="My lunge")
    assert build_page(replace(ANALYSIS, movement=own), NO_MEDIA).how_to_film == ""
