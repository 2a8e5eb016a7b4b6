import numpy as np
import pytest

from hipcheck.reports.canvas import DARK, WHITE, Canvas, rgb, suitable_text_px, text_width_px

RED = (255, 0, 0)


def black():
    """As for a picture of 1050 by 1400, where a line is 4 px wide."""
    return Canvas(np.zeros((300, 400, 3), dtype=np.uint8), text_px=36)


def points(*xy):
    return np.array(xy, dtype=float)


def touched(canvas):
    return (canvas.image != 0).any(axis=2)


def linear(colour):
    shares = np.asarray(colour) / 255.0
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    """Contrast ratio of two colours (WCAG 2.2)."""
    high, low = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("width", "height", "size"), [(1080, 1920, 42), (1920, 1080, 42), (2160, 3840, 85), (480, 270, 13)]
)
def test_text_grows_with_the_image_and_never_gets_illegible(width, height, size):
    assert suitable_text_px(width, height) == size


def test_a_line_has_its_colour_and_a_dark_rim():
    canvas = Canvas(np.full((300, 400, 3), 200, dtype=np.uint8), text_px=72)
    canvas.lines([points((50, 150), (350, 150))], RED, width=1.5)
    column = canvas.image[:, 200]
    red, dark = ((column == colour).all(axis=1) for colour in (RED, DARK))
    assert red[150]
    assert red.sum() == pytest.approx(1.5 * 8, abs=2)
    assert dark[:150].any()
    assert dark[150:].any()
    assert (column[:130] == 200).all()


def test_a_line_moves_in_fractions_of_a_pixel():
    middles = []
    for y in (150.0, 150.25, 150.5, 150.75, 151.0):
        canvas = black()
        canvas.lines([points((50, y), (350, y))], WHITE, dashed=True)
        light = canvas.image[:, 55, 0].astype(float)
        middles.append(light @ np.arange(300) / light.sum())
    assert (np.diff(middles) > 0.05).all()
    assert middles[-1] - middles[0] == pytest.approx(1.0, abs=0.01)


def test_a_dashed_line_begins_and_ends_with_a_dash_and_has_gaps():
    canvas = black()
    canvas.lines([points((50, 150), (350, 150))], RED, dashed=True)
    row = touched(canvas)[150, 50:351]
    assert row[0]
    assert row[-1]
    assert np.count_nonzero(np.diff(row.astype(int)) == -1) > 5
    assert 0.3 < row.mean() < 0.8


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e9])
@pytest.mark.parametrize("dashed", [True, False])
def test_a_missing_or_wild_point_draws_nothing(bad, dashed):
    canvas = black()
    canvas.lines([points((50, 150), (bad, 150))], RED, dashed=dashed)
    canvas.disc(np.array([bad, 150.0]), 3, RED)
    canvas.wedge(*points((100, 100), (150, 100), (100, bad)), RED)
    canvas.label("13°", np.array([50.0, bad]))
    assert not touched(canvas).any()


def test_the_other_lines_are_still_drawn():
    canvas = black()
    canvas.lines([points((50, 150), (np.nan, 150)), points((50, 100), (350, 100))], RED)
    assert touched(canvas)[100, 200]
    assert not touched(canvas)[150].any()


def test_a_wedge_fills_the_angle_the_short_way_round():
    canvas = black()
    canvas.wedge(*points((200, 150), (300, 150), (200, 20)), RED)  # from right to up, a quarter
    inside = 200 + 50 * np.cos(np.pi / 4), 150 - 50 * np.sin(np.pi / 4)
    assert canvas.image[int(inside[1]), int(inside[0]), 0] > 50
    on_arc = 200 + 100 * np.cos(np.pi / 4), 150 - 100 * np.sin(np.pi / 4)
    assert tuple(canvas.image[round(on_arc[1]), round(on_arc[0])]) == RED
    assert not touched(canvas)[155:, :].any()
    assert not touched(canvas)[:, :195].any()


def test_a_wedge_that_leaves_the_image_is_cut_off():
    canvas = black()
    canvas.wedge(*points((-20, -20), (200, -20), (-20, 200)), RED)
    assert canvas.image[60, 60, 0] > 50
    canvas.wedge(*points((900, 900), (990, 900), (900, 990)), RED)


def test_white_on_a_plate_can_be_read_on_white():
    canvas = Canvas(np.full((300, 400, 3), 255, dtype=np.uint8))
    canvas.plate(10, 10, 100, 50)
    assert contrast(canvas.image[20, 20], WHITE) > 7.0  # AAA of WCAG 2.2
    assert (canvas.image[60:] == 255).all()


@pytest.mark.parametrize("grade", ["#0072b2", "#999999", "#e69f00", "#d55e00"])
def test_letters_on_a_chip_stand_out(grade):
    canvas = black()
    canvas.label("marked", np.array([200.0, 150.0]), rgb(grade))
    letters = [c for c in (WHITE, DARK) if (canvas.image == c).all(axis=2).any()]
    assert len(letters) == 1
    assert contrast(letters[0], rgb(grade)) > 4.5 - 1e-9 or letters == [DARK]
    other = DARK if letters == [WHITE] else WHITE
    assert contrast(letters[0], rgb(grade)) >= contrast(other, rgb(grade))


@pytest.mark.parametrize("sign", ["°", "±", "\N{MINUS SIGN}", "é", "ß", "·", "▲", "◆", "✓"])
def test_the_font_has_the_signs(sign):
    """OpenCV writes a question mark for what its font lacks."""
    drawn, lacking, question = black(), black(), black()
    drawn.text(sign, 100, 150)
    lacking.text("\ue123", 100, 150)  # private use: no font has it
    question.text("?", 100, 150)
    np.testing.assert_array_equal(lacking.image, question.image)
    assert touched(drawn).any()
    assert (drawn.image != question.image).any()


def test_digits_are_of_one_width_so_that_values_do_not_dance():
    assert len({text_width_px(digit * 3, 30) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("corner", [(0, 0), (399, 0), (0, 299), (399, 299), (-50, 900)])
def test_a_label_is_moved_inside(corner):
    middle, moved = black(), black()
    middle.label("13°", np.array([200.0, 150.0]))
    moved.label("13°", np.array(corner, dtype=float))
    assert moved.image.sum() == middle.image.sum()


def test_a_label_stands_where_it_is_asked_for():
    canvas = black()
    canvas.label("13°", np.array([250.0, 100.0]), (0, 0, 255))
    rows, columns = np.nonzero(touched(canvas))
    assert (rows.min() + rows.max()) / 2 == pytest.approx(100, abs=1)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(250, abs=1)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((30, 40), dtype=np.uint8),
        np.zeros((30, 40, 4), dtype=np.uint8),
        np.zeros((30, 40, 3), dtype=np.float32),
        np.zeros((30, 40, 3), dtype=np.uint8)[:, ::2],
    ],
)
def test_an_image_of_another_kind_is_refused(image):
    with pytest.raises(ValueError, match=r"\(H, W, 3\), but is"):
        Canvas(image)


def test_an_image_that_cannot_be_written_is_refused():
    image = np.zeros((30, 40, 3), dtype=np.uint8)
    image.setflags(write=False)
    with pytest.raises(ValueError, match="writable"):
        Canvas(image)
