from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import LEGS, Landmark, Side
from hipcheck.reports.canvas import WHITE, Canvas, rgb
from hipcheck.reports.overlay import Overlay
from hipcheck.reports.skeleton import LEG_COLOURS, body_at, draw_skeleton
from hipcheck.results import Facing, Grade, MeasuredRep, Rep, View, ViewKind
from tests.factories import make_analysis
from tests.reports.pictures import analysis_of, at, black, leg_of, person, pixel

NOW_S = 8.0  # the bottom of the rep of `analysis_of`


def drawn(analysis, time_s=NOW_S):
    image = black(analysis.poses)
    Overlay(analysis).draw(image, time_s)
    return image


def body_only(analysis, time_s=NOW_S):
    """Without the panel."""
    overlay, image = Overlay(analysis), black(analysis.poses)
    overlay.draw_body(Canvas(image), body_at(analysis.poses, time_s), overlay.moments.at(time_s))
    return image


def view(roll_deg=0.0, kind=ViewKind.FRONT, facing=Facing.CAMERA, yaw_deg=0.0):
    return View(kind, facing, yaw_deg, 1.0, roll_deg, 0.5)


def coloured(image, colour):
    return (image == colour).all(axis=2)


# skeleton


@pytest.mark.parametrize("side", Side)
def test_the_tested_leg_is_bright_and_thick_the_free_leg_thin(side):
    poses = person()
    image = body_only(analysis_of(poses, side=side))
    widths = {}
    for leg in Side:
        hip, knee, _ = leg_of(poses, leg)
        y = int((hip[1] + knee[1]) / 2)
        colour = np.array(pixel(image, (hip + knee) / 2), dtype=float)
        bright = np.array(LEG_COLOURS[leg], dtype=float)
        np.testing.assert_allclose(colour / bright, 1.0 if leg is side else 0.75, atol=0.02)
        x = int(hip[0])
        widths[leg] = int(coloured(image, pixel(image, (hip + knee) / 2))[y, x - 30 : x + 30].sum())
    assert widths[side] >= 2 * widths[side.other] > 0


def test_both_legs_of_a_squat_are_bright():
    poses = person()
    analysis = replace(analysis_of(poses), reps=(MeasuredRep(Rep(1, None, 7.0, 8.0, 9.0, 7.9, 8.1), (), ()),))
    image = body_only(analysis)
    for side in Side:
        hip, knee, _ = leg_of(poses, side)
        assert pixel(image, (hip + knee) / 2) == LEG_COLOURS[side]


def test_left_is_left_also_from_behind():
    mirrored = {
        landmark: (1.0 - x / 1000, y / 1000) for landmark in Landmark for x, y in [at(person(), landmark)]
    }
    poses = person(mirrored)
    image = body_only(analysis_of(poses, side=Side.LEFT, view=view(kind=ViewKind.BACK, facing=Facing.AWAY)))
    hip, knee, _ = leg_of(poses, Side.LEFT)
    assert hip[0] < 500
    assert pixel(image, (hip + knee) / 2) == LEG_COLOURS[Side.LEFT]


def test_nothing_is_drawn_for_a_missing_landmark():
    values = [("knee_fppa_deg", 12.0)]
    whole = body_only(analysis_of(person(), values))
    poses = person(missing=[Landmark.RIGHT_KNEE])
    image = body_only(analysis_of(poses, values))
    hip, _, ankle = leg_of(poses, Side.RIGHT)
    leg = np.s_[int(hip[1]) + 20 : int(ankle[1]) - 20, 300:500]
    assert whole[leg].any()
    assert not image[leg].any()


def test_nobody_leaves_the_picture_as_it_is():
    poses = person(missing=list(Landmark))
    assert not body_only(analysis_of(poses, [("knee_fppa_deg", 12.0), ("trunk_lean_deg", 5.0)])).any()


def test_what_the_model_is_not_sure_of_is_dashed_and_thin():
    def thigh(poses):
        image = body_only(analysis_of(poses))
        hip, knee, _ = leg_of(poses, Side.RIGHT)
        rows = np.arange(int(hip[1]) + 20, int(knee[1]) - 20)
        return image[rows, round(hip[0])].any(axis=1)

    assert thigh(person()).all()
    dashed = thigh(person(unsure=[Landmark.RIGHT_KNEE]))
    assert 0.3 < dashed.mean() < 0.85
    assert np.count_nonzero(np.diff(dashed.astype(int))) > 6


def test_no_line_of_the_skeleton_crosses_the_face():
    poses = person(frames=2)
    image = black(poses)
    draw_skeleton(Canvas(image), body_at(poses, 0.0), (Side.LEFT,))
    assert not image[100:260, 420:580].any()


@pytest.mark.parametrize("time_s", [0.016, 13.98])
def test_a_frame_between_two_pose_frames_takes_the_nearer(time_s):
    assert body_at(person(), time_s) is not None


@pytest.mark.parametrize("time_s", [-0.1, 5.0, 14.1])
def test_a_time_without_a_pose_frame_has_nobody(time_s):
    poses = person()
    assert body_at(poses.take((poses.time_s < 4.9) | (poses.time_s > 5.1)), time_s) is None


def linear(colour):
    shares = np.array(colour) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lab(rgb_linear):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(xyz @ np.clip(rgb_linear, 0, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


# Machado, Oliveira, Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency".
@pytest.mark.parametrize(
    "seen",
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    ],
    ids=["all colours", "without red", "without green", "without blue"],
)
def test_the_legs_look_different_to_everybody(seen):
    """Twenty times a just noticeable difference, which is about 2 (CIE 1976)."""
    left, right = (lab(np.array(seen) @ linear(LEG_COLOURS[side])) for side in Side)
    assert np.linalg.norm(left - right) > 40


# angles


def bent_inward(side):
    """The knee 0.05 of the height inside of the hip-ankle line."""
    inward = 0.05 if side is Side.RIGHT else -0.05
    x = 0.45 if side is Side.RIGHT else 0.55
    return person({LEGS[side].knee: (x + inward, 0.75)})


@pytest.mark.parametrize("side", Side)
def test_the_knee_angle_is_a_wedge_from_the_straight_on_line_to_the_shank(side):
    poses = bent_inward(side)
    image = body_only(analysis_of(poses, [("knee_fppa_deg", 30.0)], side=side))
    plain = body_only(analysis_of(poses, side=side))
    hip, knee, ankle = leg_of(poses, side)
    straight = (knee - hip) / np.linalg.norm(knee - hip)
    shank = (ankle - knee) / np.linalg.norm(ankle - knee)
    middle = (straight + shank) / np.linalg.norm(straight + shank)
    inside = knee + middle * 0.4 * np.linalg.norm(ankle - knee)
    assert pixel(plain, inside) == (0, 0, 0)
    assert min(pixel(image, inside)) > 60
    on_arc = knee + middle * 0.6 * min(np.linalg.norm(knee - hip), np.linalg.norm(ankle - knee))
    assert max(image[round(on_arc[1]) - 2 : round(on_arc[1]) + 3, round(on_arc[0])].max(axis=0)) == 255
    beyond = knee + middle * 0.9 * np.linalg.norm(ankle - knee)
    assert pixel(image, beyond) == (0, 0, 0)


@pytest.mark.parametrize("side", Side)
def test_the_value_stands_on_the_outer_side_of_the_knee(side):
    poses = bent_inward(side)
    changed = (
        body_only(analysis_of(poses, [("knee_fppa_deg", 30.0)], side=side))
        != body_only(analysis_of(poses, side=side))
    ).any(axis=2)
    knee = at(poses, LEGS[side].knee)
    y, x = round(knee[1]), round(knee[0])
    outside = changed[y - 20 : y + 20, : x - 15] if side is Side.RIGHT else changed[y - 20 : y + 20, x + 15 :]
    inside = changed[y - 20 : y, x + 15 :] if side is Side.RIGHT else changed[y - 20 : y, : x - 15]
    assert outside.sum() > 200
    assert not inside.any()


@pytest.mark.parametrize("metric", ["knee_fppa_deg", "trunk_lean_deg", "knee_flexion_deg", "hip_flexion_deg"])
def test_a_value_that_was_withheld_or_is_missing_has_no_wedge(metric):
    poses = bent_inward(Side.RIGHT)
    without = body_only(analysis_of(poses))
    assert (body_only(analysis_of(poses, [(metric, 12.0)])) != without).any()
    np.testing.assert_array_equal(body_only(analysis_of(poses, [(metric, np.nan)])), without)


@pytest.mark.parametrize("roll_deg", [-15.0, 0.0, 15.0])
def test_the_vertical_leans_as_the_camera_did(roll_deg):
    """+ roll turns the picture clockwise, and with it the way up."""
    poses = person({Landmark.LEFT_SHOULDER: (0.85, 0.35), Landmark.RIGHT_SHOULDER: (0.72, 0.35)})
    with_angle = body_only(analysis_of(poses, [("trunk_lean_deg", 40.0)], view=view(roll_deg)))
    without = body_only(analysis_of(poses, view=view(roll_deg)))
    changed = coloured(with_angle, WHITE) & ~coloured(without, WHITE)
    hip = (at(poses, Landmark.LEFT_HIP) + at(poses, Landmark.RIGHT_HIP)) / 2
    shoulder = (at(poses, Landmark.LEFT_SHOULDER) + at(poses, Landmark.RIGHT_SHOULDER)) / 2
    far = np.linalg.norm(shoulder - hip) * np.linspace(0.75, 0.95, 40)  # beyond the wedge
    hits = {
        tilt: sum(
            changed[
                round(hip[1] - r * np.cos(np.radians(tilt))), round(hip[0] + r * np.sin(np.radians(tilt)))
            ]
            for r in far
        )
        for tilt in (-15.0, 0.0, 15.0)
    }
    assert hits.pop(roll_deg) > 10
    assert set(hits.values()) == {0}


def test_the_trunk_line_runs_from_mid_hip_to_mid_shoulder():
    poses = person({Landmark.LEFT_SHOULDER: (0.85, 0.35), Landmark.RIGHT_SHOULDER: (0.72, 0.35)})
    image = body_only(analysis_of(poses, [("trunk_lean_deg", 40.0)], view=view()))
    hip, shoulder = np.array([500.0, 550.0]), np.array([785.0, 350.0])
    for share in (0.3, 0.5, 0.7, 0.9):
        assert pixel(image, hip + share * (shoulder - hip)) == WHITE


def test_the_pelvis_is_drawn_between_the_stickers():
    poses = person()
    stickers = np.repeat(
        [[[560.0, 560.0], [440.0, 520.0]]], len(poses), axis=0
    )  # right hip higher: left drops
    poses = replace(poses, asis_px=stickers)
    with_angle = body_only(analysis_of(poses, [("pelvic_drop_deg", 18.0)]))
    without = body_only(analysis_of(poses))
    middle = np.array([500.0, 540.0])
    assert pixel(with_angle, middle) == WHITE
    assert pixel(without, middle) == (0, 0, 0)
    level = with_angle[520, 445:560]  # from the sticker of the stance leg, the right one
    assert coloured(level[None], WHITE).sum() > 30


def test_without_stickers_no_pelvis_is_drawn():
    poses = person()
    np.testing.assert_array_equal(
        body_only(analysis_of(poses, [("pelvic_drop_deg", 18.0)])), body_only(analysis_of(poses))
    )


def squat(poses, metric, side=None):
    analysis = analysis_of(poses, [(metric, 0.8)])
    return replace(
        analysis,
        reps=(MeasuredRep(Rep(1, None, 7.0, 8.0, 9.0, 7.9, 8.1), (), ()),),
        traces=tuple(replace(t, side=side) for t in analysis.traces),
    )


def test_knees_and_ankles_are_joined_by_the_distances_that_are_compared():
    poses = person({Landmark.LEFT_ANKLE: (0.65, 0.93), Landmark.RIGHT_ANKLE: (0.35, 0.93)})
    image = body_only(squat(poses, "knee_ankle_separation"))
    assert coloured(image, WHITE)[930, 400:600].mean() > 0.3
    assert image[750, 460:540].any()
    assert not body_only(squat(poses, "hip_shift"))[930, 400:600].any()


@pytest.mark.parametrize("roll_deg", [0.0, 10.0])
def test_the_knee_has_a_plumb_line_down_to_the_height_of_the_toes(roll_deg):
    poses = person({Landmark.LEFT_KNEE: (0.70, 0.75)})
    analysis = replace(squat(poses, "knee_over_foot", Side.LEFT), view=view(roll_deg))
    image = body_only(analysis)
    down = np.array([-np.sin(np.radians(roll_deg)), np.cos(np.radians(roll_deg))])
    plumb = [pixel(image, np.array([700.0, 750.0]) + r * down) == WHITE for r in range(40, 200)]
    assert 0.3 < np.mean(plumb) < 0.9
    assert not image[990:].any()


def test_a_flaw_colours_its_wedge_while_it_shows():
    analysis = make_analysis(poses=bent_inward(Side.RIGHT))
    grade = rgb("#d55e00")
    shows, quiet = body_only(analysis, 8.0), body_only(analysis, 7.2)
    assert coloured(shows, grade).sum() > 500
    assert not coloured(quiet, grade).any()


# panel


def plate_of(image, background=255):
    rows, columns = np.nonzero((image < background).all(axis=2))
    return columns.min(), rows.min(), columns.max(), rows.max()


def on_white(analysis, time_s=NOW_S):
    size = analysis.poses.frame_size
    image = np.full((size.height_px, size.width_px, 3), 255, dtype=np.uint8)
    Overlay(analysis).draw(image, time_s)
    return image


@pytest.mark.parametrize("size", [(270, 480), (480, 270), (854, 480), (1081, 1919), (2160, 3840)])
def test_the_panel_fits_every_size(size):
    poses = person(width=size[0], height=size[1], missing=list(Landmark), frames=300)
    analysis = analysis_of(poses, [("knee_fppa_deg", 12.0), ("trunk_lean_deg", 5.0), ("depth_deg", 60.0)])
    left, top, right, bottom = plate_of(on_white(analysis))
    assert (left, top) == (0, 0)
    assert right < 0.9 * size[0]
    assert bottom < 0.6 * size[1]


def test_the_panel_stays_where_and_as_large_as_it_is():
    poses = person(missing=list(Landmark))
    analysis = analysis_of(poses, [("knee_fppa_deg", 12.0), ("trunk_lean_deg", np.nan)])
    assert (
        plate_of(on_white(analysis, 0.0))
        == plate_of(on_white(analysis, 8.0))
        == plate_of(on_white(analysis, 13.0))
    )


def test_the_panel_says_something_else_in_another_phase_and_of_another_value():
    poses = person(missing=list(Landmark))
    first = on_white(analysis_of(poses, [("knee_fppa_deg", 12.0)]), 7.5)
    assert (first != on_white(analysis_of(poses, [("knee_fppa_deg", 13.0)]), 7.5)).any()
    assert (first != on_white(analysis_of(poses, [("knee_fppa_deg", 12.0)]), 8.5)).any()
    np.testing.assert_array_equal(first, on_white(analysis_of(poses, [("knee_fppa_deg", 12.0)]), 7.4))


def test_the_panel_names_the_leg_in_its_colour():
    poses = person(missing=list(Landmark))
    for side in Side:
        image = on_white(analysis_of(poses, side=side))
        assert coloured(image, LEG_COLOURS[side]).any()
        assert not coloured(image, LEG_COLOURS[side.other]).any()


@pytest.mark.parametrize(
    ("centre", "corner"), [((0.2, 0.1), "right top"), ((0.8, 0.1), "left top"), ((0.5, 0.1), "left bottom")]
)
def test_the_panel_avoids_the_person(centre, corner):
    """All landmarks in a blob; a person in the middle reaches into both upper corners."""
    spread = 0.45 if centre[0] == 0.5 else 0.1
    rng = np.random.default_rng(4)
    blob = {
        landmark: (centre[0] + rng.uniform(-spread, spread), centre[1] + rng.uniform(-0.1, 0.1))
        for landmark in Landmark
    }
    poses = person(blob)
    clean = np.full((1000, 1000, 3), 255, dtype=np.uint8)
    analysis = analysis_of(poses, [("knee_fppa_deg", 12.0)])
    overlay = Overlay(analysis)
    overlay._panel.draw(Canvas(clean), overlay.moments.at(NOW_S))
    left, top, right, bottom = plate_of(clean)
    touches = {"left": left == 0, "top": top == 0, "right": right == 999, "bottom": bottom == 999}
    assert {side for side, yes in touches.items() if yes} == set(corner.split())


def test_flaws_stand_below_the_panel_in_the_colour_of_the_grade():
    poses = person(missing=list(Landmark))
    analysis = make_analysis(poses=poses)
    assert coloured(on_white(analysis, 8.0), rgb("#d55e00")).sum() > 1000
    assert not coloured(on_white(analysis, 2.0), rgb("#d55e00")).any()


def test_one_flaw_seen_in_two_metrics_is_said_once():
    poses = person(missing=list(Landmark))
    analysis = make_analysis(poses=poses)
    twice = replace(
        analysis, findings=(analysis.findings[0], replace(analysis.findings[0], grade=Grade.MILD))
    )
    np.testing.assert_array_equal(on_white(twice, 8.0), on_white(analysis, 8.0))


def test_without_a_rep_there_is_no_panel():
    poses = person(missing=list(Landmark))
    assert (on_white(replace(analysis_of(poses), reps=())) == 255).all()


def test_without_a_view_the_picture_is_taken_as_level():
    poses = person()
    values = [("trunk_lean_deg", 5.0)]
    np.testing.assert_array_equal(
        drawn(replace(analysis_of(poses, values), view=None)),
        drawn(analysis_of(poses, values, view=view(0.0))),
    )
