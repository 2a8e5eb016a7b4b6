from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from hipcheck.catalog import Dose, Flaw, Origin, load_catalog
from hipcheck.recommendations import symptom_notes
from hipcheck.reports.terminal import print_analysis
from hipcheck.reports.wording import MISSING
from hipcheck.results import Grade, NotMeasured
from tests.factories import ARTICLE, make_analysis
from tests.reports.golden_files import check_golden
from tests.reports.variants import deadlift_from_the_side, squat_on_both_legs, without_reps

REPORT = Path("clip_hipcheck/report.html")
FILES = [REPORT, Path("clip_hipcheck/analysis.json"), Path("clip_hipcheck/reps.csv")]

EVERY_KIND = [
    make_analysis(),
    deadlift_from_the_side(),
    squat_on_both_legs(),
    without_reps("unknown", "Unknown movement"),
    without_reps("single_leg_squat", "Single-leg squat"),
]


def shown(analysis, width=100, **options):
    file = StringIO()
    console = Console(file=file, width=width, **options)
    print_analysis(analysis, console, report_path=REPORT, files=FILES)
    return file.getvalue()


def section(text, title):
    """The lines below a heading, up to the next empty line."""
    _, _, rest = text.partition(f"\n{title}\n")
    assert rest, f"no heading {title!r}"
    return rest.partition("\n\n")[0]


def flowing(text):
    """The text whatever its line breaks."""
    return " ".join(text.split())


def without_trailing_spaces(text):
    return "\n".join(line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("single_leg_squat", make_analysis),
        ("deadlift", deadlift_from_the_side),
        ("squat", squat_on_both_legs),
        ("no_reps", lambda: without_reps("unknown", "Unknown movement")),
    ],
)
def test_golden(name, make, width):
    check_golden(f"terminal_{name}_{width}.txt", without_trailing_spaces(shown(make(), width)))


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("analysis", EVERY_KIND, ids=lambda a: f"{a.movement.id}, {len(a.reps)} reps")
def test_no_line_is_too_long_and_nothing_is_cut(analysis, width):
    text = shown(analysis, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_a_wider_terminal_shows_more_columns():
    narrow, wide = (flowing(shown(deadlift_from_the_side(), width)) for width in (80, 120))
    assert "T-line " not in narrow.partition("More metrics")[0]
    assert "More metrics are in the report" in narrow
    assert "T-line" in wide
    assert "More metrics are in the report" not in wide


def test_into_a_file_goes_plain_text():
    assert "\x1b" not in shown(make_analysis())


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = shown(make_analysis(), force_terminal=True, color_system="truecolor")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = shown(make_analysis(), force_terminal=True, color_system="truecolor")
    vermillion = "38;2;213;94;0"
    assert vermillion in coloured
    assert vermillion not in plain
    assert "◆ " in plain


def test_an_old_encoding_gets_plain_signs():
    buffer = TextIOWrapper(BytesIO(), encoding="cp1252", errors="strict")
    console = Console(file=buffer, width=100)
    print_analysis(squat_on_both_legs(), console)
    buffer.flush()
    text = buffer.buffer.getvalue().decode("cp1252")
    assert "+ good" in text
    assert "104 %" in text


def test_the_numbers_are_those_that_were_graded():
    reps = shown(make_analysis()).split("\nReps\n")[1].split("\nExercises")[0]
    row = next(line for line in reps.splitlines() if line.split()[:2] == ["4", "right"])
    # Graded is the excursion: 20°, where the absolute value is 21°. Trunk: 5.8° and 6.1° round alike.
    assert row.split()[2:] == [
        "68", "±8°", "✓", "20", "±6°", "◆", MISSING, "6", "±3°", "✓", "0.9", "/", "0.9", "±0.1", "s",
    ]  # fmt: skip
    assert reps.count("not measured") == 1
    assert "Knee inward and Trunk lean: at the bottom, change from standing." in flowing(reps)


def test_findings_come_with_grade_and_the_source_of_the_limit():
    seen = section(shown(make_analysis()), "What was seen")
    assert "◆ marked" in seen
    assert "Your right knee moved inward about 18° (13 to 23)." in seen
    assert "Herrington 2014" in seen


def test_a_limit_is_in_the_unit_of_its_sentence():
    """knee_wobble is said in percent of shin length; its mild cut-off is then no bare 0.3."""
    thresholds = load_catalog().movements["single_leg_squat"].thresholds
    wobble = next(t for t in thresholds if t.metric == "knee_wobble")
    finding = replace(make_analysis().findings[0], metric="knee_wobble", threshold=wobble)
    text = shown(replace(make_analysis(), findings=(finding,)))
    assert f"[mild above {100 * wobble.mild:.0f} %" in text


def test_a_limit_of_our_own_is_called_so():
    fields = {**msgspec.structs.asdict(make_analysis().findings[0].threshold), "source": "convention"}
    threshold = type(make_analysis().findings[0].threshold)(**fields)
    finding = replace(make_analysis().findings[0], threshold=threshold)
    assert "marked above 15°; hipcheck's own limits]" in flowing(
        shown(replace(make_analysis(), findings=(finding,)))
    )


def test_what_could_not_be_judged_is_named_with_the_findings():
    seen = flowing(section(shown(make_analysis()), "What was seen"))
    assert (
        "? not judged Level of the pelvis, upright trunk, steadiness, depth and heel on the floor: see"
        in seen
    )


def good(*flaws):
    return tuple(replace(make_analysis().findings[1], flaw=flaw) for flaw in flaws)


def test_where_most_could_not_be_judged_the_next_rep_is_not_called_good():
    findings = good(Flaw.WOBBLE)
    text = section(shown(replace(make_analysis(), findings=findings)), "Next")
    assert "1. Film again before you judge this set: only 1 of 6 things could be judged." in text
    findings = good(Flaw.WOBBLE, Flaw.KNEE_INWARD, Flaw.LIMITED_DEPTH)
    text = section(shown(replace(make_analysis(), findings=findings)), "Next")
    assert "1. In the next rep: the same again; nothing of what could be judged stood out." in text


def test_a_sheet_names_what_gave_points():
    (sheet,) = make_analysis().checklists
    items = (replace(sheet.items[0], score=0.5), replace(sheet.items[0], text="Arms move", score=1.0))
    sheet = replace(sheet, items=(*items, sheet.items[1]), total=1.5, max_total=2.0)
    assert (
        "right leg: 1.5 of 2 points (0 is best): trunk leans in any direction (½) and arms move; 1 of 3 items could"
    ) in flowing(shown(replace(make_analysis(), checklists=(sheet,))))


def test_a_squat_shows_no_column_that_says_nothing_there():
    text = section(shown(squat_on_both_legs(), 120), "Reps")
    assert "inward" not in text


def test_of_exercises_that_keep_what_there_is_the_session_s_are_explained():
    (advice,) = make_analysis().recommendations
    names = {"glute_bridge": "Glute bridge", "clamshell": "Clamshell", "sldl": "Deadlift"}
    keeping = tuple(replace(advice, exercise=e, name=name, for_flaws=()) for e, name in names.items())
    text = section(shown(replace(make_analysis(), recommendations=keeping)), "Exercises")
    assert text.startswith("  To keep what you have\n  - Clamshell [1]\n")
    assert text.count("Lie on your side, knees bent") == 1
    assert "As good: Glute bridge [1] and Deadlift [1]; “hipcheck exercises” says how." in text


def test_an_exercise_for_what_is_too_close_to_call_says_so():
    unclear = tuple(replace(f, grade=Grade.BORDERLINE) for f in make_analysis().findings)
    text = section(shown(replace(make_analysis(), findings=unclear)), "Exercises")
    assert text.startswith("  For: knee moving inward (too close to call)\n")


def test_files_are_named_once_and_pictures_counted():
    folder = Path("clip_hipcheck")
    names = [
        "report.html",
        "annotated.mp4",
        "plotly.min.js",
        "reps.csv",
        "key_frames/a.jpg",
        "key_frames/b.jpg",
    ]
    file = StringIO()
    print_analysis(
        make_analysis(),
        Console(file=file, width=100),
        report_path=REPORT,
        files=[folder / name for name in names],
    )
    assert section(file.getvalue(), "Also written").splitlines() == [
        "  - annotated.mp4 (the clip with lines and angles) and reps.csv in clip_hipcheck",
        "  - 2 pictures in clip_hipcheck/key_frames",
    ]


def test_a_line_break_in_a_name_breaks_no_line():
    assert shown(make_analysis("a\nb.mp4")).startswith("a\\nb.mp4, 14.0 s\n")


def test_an_asymmetry_says_what_is_noise():
    finding = replace(make_analysis().findings[0], threshold=None, limit=7.4)
    text = shown(replace(make_analysis(), findings=(finding,)))
    assert "[a difference up to 7° is noise]" in text


def with_doses(*doses):
    """Exercises named A, B, … with these doses; no source where hipcheck gives the dose."""
    (advice,) = make_analysis().recommendations
    recommendations = tuple(
        replace(advice, name=name, dose=dose, source=dose.source)
        for name, dose in zip("ABC", doses, strict=False)
    )
    return section(shown(replace(make_analysis(), recommendations=recommendations)), "Exercises")


def test_exercises_say_how_much_and_whose_words_that_are():
    article = load_catalog().sources[ARTICLE].short
    by_article = Dose(text="2-3 times per week", origin=Origin.ARTICLE, source=ARTICLE, amount="3 rounds")
    text = with_doses(by_article, replace_dose(by_article, amount="4 rounds"))
    assert "A [1]: 3 rounds" in text
    assert "B [1]: 4 rounds" in text
    assert f"[1] {article}; how much, in its words: “2-3 times per week”." in flowing(text)
    assert "The amounts beside the names are hipcheck's suggestion." in text


def test_an_articles_dose_alone_is_not_called_ours():
    text = with_doses(Dose(text="2-3 times per week", origin=Origin.ARTICLE, source=ARTICLE))
    assert "hipcheck's" not in text


def test_our_dose_is_no_quote():
    text = with_doses(Dose(text="five slow reps", origin=Origin.HIPCHECK))
    assert "A (hipcheck's own): five slow reps" in text
    assert "“" not in text
    assert "The amounts beside the names are hipcheck's suggestion." in text


def test_a_shared_reason_is_said_once():
    dose = Dose(text="five slow reps", origin=Origin.HIPCHECK)
    text = with_doses(dose, dose, dose)
    assert text.count("- ") == 3
    assert text.count("Trains the muscles that hold the knee out.") == 1


def replace_dose(dose, **changes):
    return msgspec.structs.replace(dose, **changes)


def test_what_shares_a_reason_shares_a_line():
    reason = "needs a side view"
    missing = tuple(
        NotMeasured(metric, None, reason, "film from the side") for metric in ("heel_rise", "hip_flexion_deg")
    )
    text = section(shown(replace(make_analysis(), not_measured=missing)), "Not measured")
    assert text == "  - Heel rise and Hip flexion: needs a side view. To get it: film from the side."


def test_a_reported_sign_is_shown_as_such():
    (symptom,) = symptom_notes(["knee"], load_catalog())
    text = flowing(section(shown(replace(make_analysis(), symptoms=(symptom,)), 120), "What you reported"))
    assert f"{symptom.title}: Both articles name the knee first" in text
    assert text.count("the camera cannot confirm this") == 1


def test_it_ends_with_what_to_do_next():
    text = shown(make_analysis())
    assert text.endswith(
        "\nNext\n"
        "  1. In the next rep: right knee over the second toe.\n"
        "  2. Train: the session above, 2-3 times per week (Clamshells).\n"
        "  3. When you film again: film alone.\n"
        "  4. Open the report:\n"
        "     clip_hipcheck/report.html\n"
    )
    assert flowing(load_catalog().safety.banner) in flowing(text)


def test_a_long_path_stays_in_one_piece():
    path = Path("a folder with a long name") / ("x" * 150) / "report.html"
    file = StringIO()
    print_analysis(make_analysis(), Console(file=file, width=80), report_path=path)
    assert str(path) in file.getvalue()


def test_nothing_graded_says_how_to_get_it():
    analysis = replace(make_analysis(), findings=(), warnings=())
    text = shown(analysis)
    assert "Nothing could be graded" in section(text, "What was seen")
    assert "When you film again: use two stickers; film from the side." in section(text, "Next")


def test_an_unknown_movement_is_to_be_named():
    text = section(shown(without_reps("unknown", "Unknown movement")), "Next")
    for movement in load_catalog().movements:
        assert movement in text
    assert "When you film again: start and end each rep standing upright." in text


def test_a_known_movement_without_reps_says_how_to_do_it():
    text = section(shown(without_reps("single_leg_squat", "Single-leg squat")), "Next")
    assert flowing(load_catalog().movements["single_leg_squat"].how_to) in flowing(text)


@pytest.mark.parametrize("grade", Grade)
def test_brackets_in_names_are_no_markup(grade):
    finding = replace(make_analysis().findings[0], grade=grade, text="[bold]Right[/] knee [/]")
    analysis = replace(make_analysis("[red]clip.mp4"), findings=(finding,))
    text = shown(analysis)
    assert "[bold]Right[/] knee [/]" in text
    assert "[red]clip.mp4" in text
