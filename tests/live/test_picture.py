"""The picture of a live session: what stands where, mirrored, readable, and quickly drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from hipcheck.catalog import Flaw
from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.live import outline, shades
from hipcheck.live.brush import CAP, HIGH, WIDE, Box, Brush, fitted, width
from hipcheck.live.hud_clock import time_text
from hipcheck.live.hud_gauges import draw_gauge, zone
from hipcheck.live.palette import GRADE, GROUND, MUTED, RIGHT
from hipcheck.live.picture import Picture, picture_size
from hipcheck.live.scene import Clock, Cue, CueKind, Gauge, Phase, RepVerdict, Scene
from hipcheck.poses import FrameSize
from hipcheck.reports.canvas import DARK, WHITE, letters_on
from hipcheck.reports.skeleton import LEG_COLOURS
from hipcheck.results import Grade
from tests.reports.pictures import person

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(640, 480), (1280, 720), (1920, 1080), (720, 1280), (3840, 2160)]
KNEE = Gauge(Flaw.KNEE_INWARD, "Knee inward", 12.0, 10.0, 15.0)
UNSEEN = Gauge(Flaw.PELVIC_DROP, "Hip sinking", float("nan"), 8.0, 12.0)
VERDICT = RepVerdict(3, Side.RIGHT, Grade.MARKED, "Knee inward", "19 ±5°", at_s=9.5)
CLOCK = Clock("Fire hydrant", Side.RIGHT, 22.4, 30.0, 1, 2, "then: left side", measured=False)
MOVE = Scene(
    10.0, Phase.MOVE, stance=Side.RIGHT, title="Single-leg squat", reps=3, wanted=5, depth=0.5, to_go="6 cm to go",
    gauges=(KNEE, UNSEEN),
)  # fmt: skip
SCENES = {
    "guide": Scene(
        0.0, Phase.GUIDE, "Step back until I see your feet", "Tilt the camera, or step back.", outline=True
    ),
    "stand": Scene(3.0, Phase.STAND, "Stand still", "Three seconds.", outline=True, fits=True, progress=0.6),
    "side_on": Scene(0.0, Phase.GUIDE, "Turn side-on to the camera", outline=True, side_on=True),
    "countdown": Scene(5.0, Phase.COUNTDOWN, "Left leg first", countdown=3),
    "good": replace(MOVE, verdict=replace(VERDICT, grade=Grade.GOOD, text="Good", value_text="")),
    "flawed": replace(
        MOVE,
        verdict=VERDICT,
        cue=Cue(CueKind.FIX, "Right knee over the second toe", 9.5, Flaw.KNEE_INWARD, Side.RIGHT),
    ),
    "praised": replace(MOVE, cue=Cue(CueKind.PRAISE, "Yes: knee over the foot", 9.5)),
    "moving": replace(MOVE, verdict=replace(VERDICT, at_s=2.0), depth=1.1, to_go=""),
    "measured": replace(MOVE, clock=replace(CLOCK, measured=True), wanted=None, reps=12),
    "switch": Scene(60.0, Phase.SWITCH, "Now the left leg", "Go on when you are ready.", stance=Side.LEFT),
    "timed": Scene(70.0, Phase.TIMED, clock=CLOCK),
    "rest": Scene(70.0, Phase.REST, "Next: suitcase carry", clock=replace(CLOCK, side=None, then="")),
    "paused": replace(MOVE, phase=Phase.PAUSED, headline="Paused", detail="Space to go on."),
    "end": Scene(
        120.0,
        Phase.DONE,
        "Well done",
        summary=(
            ("Single-leg squat: 5 reps on the left leg and 5 reps on the right leg", None),
            ("Right knee inward", Grade.MARKED),
            ("Trunk leaning", Grade.BORDERLINE),
            ("Not deep", Grade.MILD),
            ("Heel down, left: good", Grade.GOOD),
        ),
    ),
    "empty": Scene(0.0, Phase.GUIDE),
}


def somebody(wide, high):
    """Landmarks of somebody who stands in the middle, facing the camera: their left is on the right of the frame."""
    return person(width=wide, height=high, frames=1).xy_px[0].copy()


def grey(wide, high, level=128):
    return np.full((high, wide, 3), level, dtype=np.uint8)


def drawn(scene, size=(1280, 720), frame=None):
    frame = grey(*size) if frame is None else frame
    return Picture(FrameSize(*size)).draw(frame, scene)


def share_of(image, colour, *, box=None, tolerance=6):
    """How much of an image, or of a box of it in units, has a colour."""
    if box is not None:
        image = Brush(image).part(box)
    near = (np.abs(image.astype(int) - colour) <= tolerance).all(axis=2)
    return float(near.mean())


def places(image, colour, tolerance=6):
    """Columns in which a colour is."""
    near = (np.abs(image.astype(int) - colour) <= tolerance).all(axis=2)
    return np.nonzero(near)[1]


def contrast(one, other):
    """Of WCAG 2.2."""

    def light(colour):
        shares = np.array(colour) / 255.0
        linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return brighter / darker


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn_in_every_size(size, name):
    frame = grey(*size)
    before = frame.copy()
    scene = replace(SCENES[name], xy_px=somebody(*size))
    picture = drawn(scene, size, frame)
    assert picture.shape == (*reversed(tuple(vars_of(picture_size(FrameSize(*size))))), 3)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(frame, before)


def vars_of(size):
    return size.width_px, size.height_px


@pytest.mark.parametrize(
    ("frame", "picture"),
    [
        ((640, 480), (1280, 720)),
        ((1280, 720), (1280, 720)),
        ((720, 1280), (1280, 720)),
        ((1920, 1080), (1920, 1080)),
        ((1080, 1920), (1920, 1080)),
        ((3840, 2160), (1920, 1080)),
        ((1152, 864), (1536, 864)),
    ],
)
def test_a_picture_is_wide_and_of_a_size_that_suits_a_screen(frame, picture):
    assert vars_of(picture_size(FrameSize(*frame))) == picture


def test_the_frame_is_mirrored_and_letters_are_not():
    frame = grey(1280, 720, 0)
    frame[:, :640] = (
        200,
        0,
        0,
    )  # what is on the left of the frame is on the user's right, and in a mirror as well
    picture = drawn(Scene(0.0, Phase.GUIDE), frame=frame)
    assert tuple(picture[300, 1270]) == (200, 0, 0)
    assert tuple(picture[300, 10]) == (0, 0, 0)
    number = drawn(replace(MOVE, reps=7, wanted=None, gauges=()))
    expected = np.zeros((400, 400), np.uint8)
    cv2.putText(expected, "7", (20, 380), (255,), cv2.FontFace("sans"), round(46 * 7.2), 720)
    x, y, across, down = cv2.boundingRect(expected)
    seven = expected[y : y + down, x : x + across]
    white = (number[:, : int(45 * 7.2)] == 255).all(axis=2).astype(np.uint8) * 255
    alike = cv2.minMaxLoc(cv2.matchTemplate(white, seven, cv2.TM_CCOEFF_NORMED))[1]
    mirrored = cv2.minMaxLoc(
        cv2.matchTemplate(white, np.ascontiguousarray(seven[:, ::-1]), cv2.TM_CCOEFF_NORMED)
    )[1]
    assert alike > 0.9 > mirrored + 0.2


@pytest.mark.parametrize("size", [(1280, 720), (640, 480), (720, 1280)], ids=str)
@pytest.mark.parametrize("side", Side)
def test_the_skeleton_lies_on_the_mirrored_person(size, side):
    """A mark in the frame at the knee, and the knee as drawn: at the same place of the picture, on the user's own side."""
    wide, high = size
    xy = somebody(wide, high)
    knee = xy[LEGS[side].knee]
    frame = grey(wide, high, 40)
    cv2.circle(frame, tuple(np.rint(knee).astype(int).tolist()), high // 24, (0, 255, 0), -1)
    plain = drawn(Scene(0.0, Phase.GUIDE), size, frame)
    mark = np.argwhere((plain[..., 1] > 200) & (plain[..., 0] < 60)).mean(axis=0)[::-1]
    picture = drawn(Scene(0.0, Phase.GUIDE, xy_px=xy), size, frame)
    x, y = np.rint(mark).astype(int)
    assert tuple(picture[y, x]) == LEG_COLOURS[side]
    middle = picture.shape[1] / 2
    assert (mark[0] < middle) == (side is Side.LEFT)


def test_the_leg_that_is_tested_is_thicker_and_named():
    xy = somebody(1280, 720)
    counts = {}
    for stance in Side:
        picture = drawn(replace(MOVE, xy_px=xy, stance=stance, gauges=()))
        middle = Box(62.0, 40.0, 116.0, 99.0)
        counts[stance] = share_of(picture, LEG_COLOURS[stance], box=middle)
        chip = Box(4.0, 70.0, 50.0, 82.0)
        assert share_of(picture, LEG_COLOURS[stance], box=chip) > 0.2
        assert share_of(picture, LEG_COLOURS[stance.other], box=chip) == 0.0
        assert counts[stance] > 2.0 * share_of(picture, LEG_COLOURS[stance.other], box=middle)
    assert share_of(drawn(replace(MOVE, stance=None, gauges=())), MUTED, box=chip) == 0.0


@pytest.mark.parametrize("grade", Grade)
def test_a_new_verdict_fills_the_right_of_the_picture_with_its_colour(grade):
    verdict = replace(VERDICT, grade=grade)
    fresh = drawn(replace(MOVE, verdict=verdict))
    right = Box(126.0, 33.0, 173.0, 95.0)
    assert share_of(fresh, GRADE[grade], box=right) > 0.5
    assert share_of(fresh, GRADE[grade], box=Box(0.0, 0.0, WIDE, 1.0)) > 0.95  # the frame around everything
    later = drawn(replace(MOVE, verdict=replace(verdict, at_s=2.0)))
    assert 0.05 < share_of(later, GRADE[grade], box=right) < 0.5
    assert share_of(later, GRADE[grade], box=Box(0.0, 0.0, WIDE, 1.0)) == 0.0


def test_each_grade_has_a_shape_of_its_own():
    signs = []
    for grade in Grade:
        picture = drawn(replace(MOVE, verdict=replace(VERDICT, grade=grade, text=" ", value_text="")))
        letters = letters_on(GRADE[grade])
        part = Brush(picture).part(Box(128.0, 34.0, 158.0, 64.0))
        signs.append((np.abs(part.astype(int) - letters) < 40).all(axis=2))
    for i, one in enumerate(signs):
        assert one.mean() > 0.05
        for other in signs[i + 1 :]:
            assert (one & other).sum() < 0.8 * max(one.sum(), other.sum())


def test_letters_stand_out_from_every_ground():
    for ground in (*GRADE.values(), *LEG_COLOURS.values(), RIGHT):
        assert contrast(letters_on(ground), ground) >= 4.5, ground
    for letters, ground in ((WHITE, GROUND), (DARK, WHITE), (MUTED, GROUND)):
        assert contrast(letters, ground) >= 7.0
    veiled = tuple(
        round(255 * shades.LIGHT) for _ in range(3)
    )  # the brightest picture, in the shadow under letters
    assert contrast(WHITE, veiled) >= 10.0
    assert contrast(MUTED, veiled) >= 7.0


@pytest.mark.parametrize("name", ["guide", "stand", "moving", "switch", "timed", "rest"])
def test_where_words_stand_a_white_room_is_dark(name):
    """Brightest where no letters are: the columns' own ground beside a white frame."""
    picture = drawn(SCENES[name], frame=grey(1280, 720, 255))
    ground = Brush(picture).part(Box(0.0, 97.0, 45.0, 98.0))
    assert ground.max() <= round(255 * shades.LIGHT) + 2


HEADLINES = [
    "Step back until I see your feet",
    "Come closer",
    "Turn side-on to the camera",
    "Turn a little to your right",
    "One at a time, please",
    "Step back until I see your head and feet",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_is_a_twelfth_of_the_picture_high(headline):
    """Measured on the picture: the height of its first capital."""
    picture = drawn(Scene(0.0, Phase.GUIDE, headline))
    white = (picture[:, : int(75 * 7.2)] > 235).all(axis=2).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(white)
    first = min((box for box in boxes[1:] if box[cv2.CC_STAT_AREA] > 100), key=lambda b: (b[1] // 30, b[0]))
    assert first[cv2.CC_STAT_HEIGHT] >= 720 / 12


@pytest.mark.parametrize("text", ["Right knee over the second toe", "Yes: knees over the feet", "Hips back"])
@pytest.mark.parametrize("kind", CueKind)
def test_a_cue_is_a_twelfth_of_the_picture_high_but_for_praise(text, kind):
    across = WIDE - 16.0 - (18.0 if kind is CueKind.PRAISE else 0.0)
    size, lines = fitted(text, across, 26.5, 15.0, lines=2)
    assert size * CAP >= HIGH / 12
    assert len(lines) <= 2
    picture = drawn(replace(MOVE, cue=Cue(kind, text, 9.0)), frame=grey(1280, 720, 0))
    ground = {CueKind.FIX: WHITE, CueKind.PRAISE: RIGHT, CueKind.TELL: GROUND}[kind]
    assert share_of(picture, ground, box=Box(5.0, 3.0, WIDE - 5.0, 29.0)) > 0.5


def test_text_fits_and_loses_no_word():
    for text in (
        *HEADLINES,
        "Donaudampfschifffahrtsgesellschaft",
        "a b c d e f g h i j k l m n o p q r s t u v w",
    ):
        for across, down, lines in ((63.0, 70.0, 5), (40.0, 9.0, 1), (20.0, 30.0, 2)):
            size, wrapped = fitted(text, across, down, 17.0, lines=lines)
            assert " ".join(wrapped) == text
            assert max(width(line, size) for line in wrapped) <= across
            assert len(wrapped) <= lines


def test_an_empty_text_is_no_trouble():
    assert fitted("", 10.0, 10.0, 5.0)[1] == ("",)


def test_an_outline_waits_white_and_closes_green_around_who_fits():
    xy = somebody(1280, 720)
    waiting = drawn(Scene(0.0, Phase.GUIDE, outline=True), frame=grey(1280, 720, 0))
    assert share_of(waiting, RIGHT) == 0.0
    assert share_of(waiting, WHITE) > 0.003
    fits = drawn(Scene(0.0, Phase.GUIDE, outline=True, fits=True, xy_px=xy), frame=grey(1280, 720, 0))
    columns = places(fits[:, : int(115 * 7.2)], RIGHT)
    mirrored_middle = 1279 - xy[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 0].mean()
    assert abs((columns.min() + columns.max()) / 2 - mirrored_middle) < 10
    assert share_of(fits, WHITE) < share_of(waiting, WHITE)
    assert share_of(drawn(Scene(0.0, Phase.GUIDE), frame=grey(1280, 720, 0)), WHITE) == 0.0


@pytest.mark.parametrize("side_on", [False, True])
def test_an_outline_is_a_body_with_room_around_it(side_on):
    shape = outline.at_rest((0.0, 0.0, 177.8, 100.0), side_on=side_on)
    assert shape[:, 1].min() == pytest.approx(100 * outline.HEAD)
    assert shape[:, 1].max() == pytest.approx(100 * outline.FEET)
    assert 60.0 < shape[:, 0].min() < 88.9 < shape[:, 0].max() < 117.0
    area = cv2.contourArea(shape.astype(np.float32))
    assert 0.08 * 79.0**2 < area < 0.25 * 79.0**2


def test_an_outline_from_the_side_looks_where_the_person_looks():
    xy = somebody(1280, 720) / 7.2
    for ahead in (1.0, -1.0):
        for leg in LEGS.values():
            xy[leg.toe] = xy[leg.heel] + [ahead * 8.0, 1.0]
        shape = outline.around(xy, side_on=True)
        feet = shape[shape[:, 1] > np.quantile(shape[:, 1], 0.9)]
        assert np.sign(feet[:, 0].mean() - xy[[23, 24], 0].mean()) == ahead
    xy[LEGS[Side.LEFT].heel] = np.nan
    assert outline.around(xy, side_on=True) is None


@pytest.mark.parametrize("progress", [0.0, 0.25, 0.5, 1.0])
def test_the_ring_of_quiet_standing_fills(progress):
    picture = drawn(Scene(0.0, Phase.STAND, progress=progress))
    right, left = Box(149.2, 20.0, 177.0, 80.0), Box(121.0, 20.0, 148.8, 80.0)
    full = share_of(drawn(Scene(0.0, Phase.STAND, progress=1.0)), RIGHT, box=right)
    assert share_of(picture, RIGHT, box=right) == pytest.approx(min(1.0, 2 * progress) * full, abs=0.1 * full)
    assert share_of(picture, RIGHT, box=left) == pytest.approx(
        max(0.0, 2 * progress - 1) * full, abs=0.1 * full
    )


def test_a_countdown_fills_the_picture():
    white = (drawn(Scene(0.0, Phase.COUNTDOWN, countdown=3)) == 255).all(axis=2)
    rows, columns = np.nonzero(white)
    assert np.ptp(rows) > 0.75 * 720
    assert abs((columns.min() + columns.max()) / 2 - 640) < 30


@pytest.mark.parametrize(("depth", "share"), [(0.0, 0.0), (0.3, 0.25), (0.6, 0.5), (1.2, 1.0), (9.0, 1.0)])
def test_the_depth_bar_fills_downwards(depth, share):
    picture = drawn(replace(MOVE, depth=depth, gauges=()))
    strip = Brush(picture).part(Box(56.5, 32.0, 57.5, 96.0)).astype(int)
    colour = RIGHT if depth >= 1.0 else WHITE
    filled = (np.abs(strip - colour) < 12).all(axis=(1, 2))
    assert filled.mean() == pytest.approx(share, abs=0.07)  # the mark of the target is 2.5 % of the bar
    if share:
        assert filled[: int(0.2 * len(filled))].mean() > 0.9


def test_an_unknown_depth_leaves_the_bar_empty():
    unknown, nothing = drawn(replace(MOVE, depth=float("nan"))), drawn(replace(MOVE, depth=0.0))
    np.testing.assert_array_equal(unknown, nothing)


@pytest.mark.parametrize("wanted", [None, 5, 20])
@pytest.mark.parametrize("reps", [0, 3, 12, 100])
def test_the_number_of_reps_is_large_and_stays_in_its_column(reps, wanted):
    scene = replace(MOVE, reps=reps, wanted=wanted, gauges=(), depth=float("nan"), to_go="", stance=None)
    white = (drawn(scene)[int(30 * 7.2) :, : int(51.4 * 7.2)] > 250).all(axis=2)
    rows, columns = np.nonzero(white)
    assert columns.max() < 50.4 * 7.2
    assert np.ptp(rows) > (0.25 if reps < 10 else 0.1) * 720


def needle(value, mild=10.0, marked=15.0):
    """Where the needle points, as a share of a gauge that is drawn."""
    image = np.zeros((720, 1280, 3), np.uint8)
    draw_gauge(Brush(image), Gauge(Flaw.KNEE_INWARD, "", value, mild, marked), Box(10.0, 10.0, 110.0, 24.0))
    white = (image[int(16.8 * 7.2) : int(18.2 * 7.2)] == 255).all(axis=2)
    columns = np.nonzero(white)[1]
    return (columns.mean() / 7.2 - 10.0) / 100.0 if len(columns) else None


@pytest.mark.parametrize(
    ("value", "share"), [(0.0, 0.0), (-30.0, 0.0), (10.0, 0.5), (15.0, 0.75), (20.0, 1.0), (90.0, 1.0)]
)
def test_a_needle_points_at_its_value_and_stays_on_the_bar(value, share):
    assert needle(value) == pytest.approx(share, abs=0.01)


def test_a_gauge_whose_cut_off_is_near_nothing_has_a_good_zone_all_the_same():
    assert needle(0.0, mild=0.0, marked=5.0) == pytest.approx(1 / 3, abs=0.02)


def test_what_is_not_seen_has_no_needle_and_no_zones():
    assert needle(float("nan")) is None
    image = np.zeros((720, 1280, 3), np.uint8)
    draw_gauge(Brush(image), UNSEEN, Box(10.0, 10.0, 110.0, 24.0))
    assert all(
        share_of(image, colour) == 0.0 for grade, colour in GRADE.items() if grade is not Grade.BORDERLINE
    )


def test_zones_begin_at_their_cut_offs():
    grades = [zone(replace(KNEE, value=value)) for value in (9.9, 10.0, 14.9, 15.0)]
    assert grades == [Grade.GOOD, Grade.MILD, Grade.MILD, Grade.MARKED]


def test_an_angle_at_the_knee_takes_the_colour_of_its_zone():
    xy = somebody(1280, 720)
    xy[LEGS[Side.RIGHT].knee, 0] += 60.0  # inward: their right is on the left of the frame
    middle = Box(62.0, 60.0, 116.0, 99.0)
    shown = {}
    for value, grade in ((2.0, Grade.GOOD), (12.0, Grade.MILD), (18.0, Grade.MARKED)):
        picture = drawn(replace(MOVE, xy_px=xy, gauges=(replace(KNEE, value=value),)))
        shown[grade] = {g: share_of(picture, GRADE[g], box=middle, tolerance=25) for g in Grade}
    assert shown[Grade.MILD][Grade.MILD] > 2 * shown[Grade.GOOD][Grade.MILD] + 0.0005
    assert shown[Grade.MARKED][Grade.MARKED] > 2 * shown[Grade.GOOD][Grade.MARKED] + 0.0005


@pytest.mark.parametrize(
    ("left_s", "of_s", "text"),
    [(30.0, 30.0, "30"), (22.4, 30.0, "23"), (0.2, 30.0, "1"), (0.0, 30.0, "0"), (64.9, 90.0, "1:05"), (9.0, 90.0, "0:09")],
)  # fmt: skip
def test_the_time_to_go_counts_down_to_nothing(left_s, of_s, text):
    assert time_text(left_s, of_s) == text


@pytest.mark.parametrize(("left_s", "share"), [(30.0, 1.0), (15.0, 0.5), (0.0, 0.0)])
def test_the_warm_ups_ring_empties(left_s, share):
    ring = Box(94.0, 12.0, 131.0, 92.0)  # its left half, which is full from 6 o'clock on
    picture = drawn(replace(SCENES["timed"], clock=replace(CLOCK, left_s=left_s)))
    full = share_of(drawn(replace(SCENES["timed"], clock=replace(CLOCK, left_s=30.0))), RIGHT, box=ring)
    assert full > 0.1
    assert share_of(picture, RIGHT, box=ring) == pytest.approx(
        max(0.0, 2 * share - 1) * full, abs=0.05 * full
    )


def test_a_pause_dims_everything():
    paused = drawn(SCENES["paused"], frame=grey(1280, 720, 200))
    assert paused[5, 5].max() <= 0.26 * 200
    assert share_of(paused, WHITE, box=Box(66.0, 12.0, 112.0, 56.0)) > 0.2


def test_the_end_shows_every_line_with_its_sign():
    picture = drawn(SCENES["end"])
    heights = []
    for _, grade in SCENES["end"].summary[1:]:
        part = Brush(picture).part(Box(0.0, 20.0, 23.0, HIGH))  # left of the words
        near = (np.abs(part.astype(int) - GRADE[grade]) <= 2).all(axis=2)
        assert near.sum() > 0.3 * (0.13 * 720) ** 2
        heights.append(np.nonzero(near)[0].mean())
    assert heights == sorted(heights)


def test_a_long_end_fits():
    lines = tuple(
        (f"Line {i} with quite a lot of words in it, more than one can read", Grade.MILD) for i in range(12)
    )
    picture = drawn(replace(SCENES["end"], summary=lines), frame=grey(1280, 720, 0))
    assert share_of(picture, GRADE[Grade.MILD], box=Box(0.0, 92.0, WIDE, 100.0)) == 0.0


def test_frames_of_another_size_than_before_are_placed_anew():
    picture = Picture(FrameSize(1280, 720))
    assert picture.draw(grey(720, 1280), MOVE).shape == (720, 1280, 3)
    assert picture.draw(grey(1280, 720), MOVE).shape == (720, 1280, 3)


def test_nobody_is_drawn_when_nobody_is_there():
    np.testing.assert_array_equal(drawn(Scene(0.0, Phase.GUIDE)), grey(1280, 720))


def test_landmarks_far_outside_are_no_trouble():
    xy = somebody(1280, 720)
    xy[Landmark.LEFT_ANKLE] = (1e9, -1e9)
    xy[Landmark.NOSE] = np.nan
    drawn(replace(MOVE, xy_px=xy, outline=True, fits=True))
    drawn(replace(SCENES["stand"], xy_px=xy))


@pytest.mark.parametrize("name", ["guide", "stand", "good", "flawed", "moving", "timed", "end"])
def test_a_tenth_of_the_picture_is_as_somebody_has_looked_at_it(name):
    """Compared in colour, at a tenth of the size, within what another version of the font may change."""
    scene = replace(SCENES[name], xy_px=somebody(1280, 720))
    small = cv2.resize(drawn(scene), None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    path = GOLDEN / f"{name}.png"
    beside = path.with_suffix(".actual.png")
    GOLDEN.mkdir(exist_ok=True)
    cv2.imwrite(str(beside), cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    assert path.exists(), f"look at {beside}; if it is right, move it to {path}"
    expected = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    off = np.abs(expected.astype(int) - small).max(axis=2)
    assert (off > 48).mean() < 0.01, f"{beside} differs from {path}"
    beside.unlink()
