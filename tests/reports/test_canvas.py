import cv2
import numpy as np
import pytest

from hipcheck.reports.canvas import DARK, WHITE, Canvas, rgb, suitable_text_px, text_width_px
from tests.reports.pictures import filmed, seen

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


# On a video's picture everything looks as on an RGB image. Colours have half the resolution there, and soft edges: they
# are compared where none is near. Brightness is compared everywhere.

SHIRT = (190, 60, 40)


def drawn_both_ways(draw, background=SHIRT):
    """The same on an RGB image and on a video's picture, both as RGB; as for 2160 by 2880, lines are 8 px wide."""
    image = np.full((600, 800, 3), background, dtype=np.uint8)
    picture = filmed(image)
    draw(Canvas(image, text_px=72))
    draw(Canvas(picture, text_px=72))
    return image.astype(int), seen(picture).astype(int)


def flat(image, reach=4):
    """Pixels all of whose neighbours, up to `reach` away, have their colour."""
    one = image[..., 0] * 65536 + image[..., 1] * 256 + image[..., 2]
    around = np.ones((2 * reach + 1, 2 * reach + 1), dtype=np.uint8)
    least, most = (change(one.astype(np.float32), around) for change in (cv2.erode, cv2.dilate))
    return least == most


def test_on_a_videos_picture_the_colours_are_the_same():
    """Of everything that can be drawn, at odd places too."""
    colours = [rgb(name) for name in ("#f0e442", "#56b4e9", "#d55e00", "#0072b2")]

    def everything(canvas):
        canvas.plate(21, 21, 190, 93)
        canvas.wedge(*points((400, 200), (600, 200), (400, 20)), colours[3])
        canvas.lines([points((80, 250), (720, 420))], colours[0], width=1.7)
        canvas.lines([points((80, 480), (720, 481))], WHITE, width=1.7, dashed=True)
        canvas.disc(np.array([201.0, 400.0]), 3.0, colours[1])
        canvas.label("marked", np.array([601.0, 551.0]), colours[2])

    image, film = drawn_both_ways(everything)
    where = flat(image)
    inside = {tuple(colour) for colour in image[where]}
    assert inside > {SHIRT, WHITE, DARK, *colours}
    assert len(inside) == 7 + 2  # and the ground seen through plate and wedge
    np.testing.assert_allclose(film[where], image[where], atol=4)


def test_on_a_videos_picture_the_shapes_are_the_same():
    """On grey, where brightness is all there is. A shape one pixel off would differ by dozens."""

    def everything(canvas):
        canvas.plate(21, 21, 390, 143)
        canvas.text("left 13°", 31, 95)
        canvas.wedge(*points((400, 200), (600, 200), (400, 20)), (160, 160, 160))
        canvas.lines([points((80, 250), (720, 420))], WHITE, width=1.7)
        canvas.disc(np.array([201.0, 400.0]), 3.0, DARK)
        canvas.label("marked", np.array([601.0, 551.0]), (160, 160, 160))

    image, film = drawn_both_ways(everything, (90, 90, 90))
    assert np.abs(film - image).max() <= 5  # each of the things drawn over one another is rounded


@pytest.mark.parametrize("colour", ["#56b4e9", "#f0e442", "#d55e00"])
@pytest.mark.parametrize(("left", "baseline"), [(30, 60), (31, 60), (30, 61), (31, 61)])
def test_letters_keep_their_colour_at_even_and_odd_places(colour, left, baseline):
    image, film = drawn_both_ways(
        lambda canvas: canvas.text("lil", left, baseline + 90, rgb(colour)), (60, 60, 60)
    )
    inside = flat(image, 2) & (image == rgb(colour)).all(axis=2)
    assert inside.sum() > 20
    np.testing.assert_allclose(film[inside], image[inside], atol=8)


def test_white_letters_take_no_colour_from_the_ground():
    ground = rgb("#0072b2")
    image, film = drawn_both_ways(lambda canvas: canvas.label("lil", np.array([201.0, 151.0]), ground))
    white = flat(image, 2) & (image == WHITE).all(axis=2)
    assert white.sum() > 20
    assert film[white].min() > 245


@pytest.mark.parametrize(
    "corner", [(-60.0, 20.0), (790.0, 20.0), (100.0, 4.0), (100.0, 630.0), (1900.0, 1900.0)]
)
def test_a_text_may_leave_a_videos_picture(corner):
    image, film = drawn_both_ways(lambda canvas: canvas.text("left 13°", *corner), (90, 90, 90))
    assert np.abs(film - image).max() <= 5


def test_away_from_what_is_drawn_a_videos_picture_stays_as_it_was():
    rng = np.random.default_rng(5)
    picture = filmed(rng.integers(0, 256, (300, 400, 3), dtype=np.uint8))
    before = [plane.copy() for plane in picture.planes]
    Canvas(picture, text_px=36).label("13°", np.array([100.0, 100.0]))
    for plane, untouched, step in zip(picture.planes, before, (1, 2, 2), strict=True):
        changed = np.argwhere(plane != untouched) * step
        assert len(changed)
        assert (np.abs(changed - 100) < 60).all()
