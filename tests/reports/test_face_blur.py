from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import FACE, Landmark
from hipcheck.reports.face_blur import CELLS, FaceBlur
from tests.reports.pictures import FACE_CENTRE, filmed, person

SIZE = 1000
CENTRE = np.array(FACE_CENTRE) * SIZE
SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


def noise(seed=0, size=SIZE):
    return np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8)


def hidden(poses, time_s=0.0, others=(), image=None):
    image = noise() if image is None else image.copy()
    FaceBlur(poses, others).hide(image, time_s)
    return image


def changed(image):
    return (image != noise()).any(axis=2)


def circle(centre, radius):
    y, x = np.mgrid[:SIZE, :SIZE]
    return np.hypot(x - centre[0], y - centre[1]) < radius


def roughness(image, where):
    """How much neighbouring pixels differ: 85 on average for noise."""
    steps = np.abs(np.diff(image.astype(int), axis=1)).mean(axis=2)
    return steps[where[:, 1:]].mean()


def gap(poses, landmarks, from_s, until_s):
    missing = np.zeros((len(poses), 33), dtype=bool)
    missing[np.ix_((poses.time_s >= from_s) & (poses.time_s < until_s), list(landmarks))] = True
    return poses.masked(missing)


# Shares of body height from Winter: hip to shoulder 0.288, chin to crown 0.130, shoulder to middle of head 0.117.
HEIGHT_PX = (0.55 - 0.30) * SIZE / 0.288
FACE_PX = 0.130 / 2 * HEIGHT_PX
HEAD_UP_PX = 0.117 * HEIGHT_PX
FACE_PIXELS = circle(CENTRE, FACE_PX)


def test_the_face_is_smooth_and_the_rest_is_as_it_was():
    image = hidden(person(frames=2))
    assert roughness(image, FACE_PIXELS) < 2
    assert roughness(noise(), FACE_PIXELS) > 80
    assert not changed(image)[300:].any()
    assert not changed(image)[:, :300].any()


def test_the_hidden_region_is_clearly_larger_than_the_face():
    image = hidden(person(frames=2))
    assert changed(image)[circle(CENTRE, 1.5 * FACE_PX)].mean() > 0.99


def test_nothing_finer_than_a_few_averages_survives():
    """Two faces with the same averages and opposite details come out the same."""
    y, x = np.mgrid[:SIZE, :SIZE]
    pattern = (((x // 4) + (y // 4)) % 2 * 200).astype(np.uint8)
    one, other = (np.repeat(p[:, :, None], 3, axis=2) for p in (pattern, 200 - pattern))
    poses = person(frames=2)
    a, b = (hidden(poses, image=image)[FACE_PIXELS].astype(int) for image in (one, other))
    assert np.abs(one[FACE_PIXELS].astype(int) - other[FACE_PIXELS]).min() == 200
    assert np.abs(a - b).max() <= 10


def test_at_most_eight_averages_across():
    assert CELLS <= 8


def test_the_colours_within_a_region_are_few_and_blend():
    image = hidden(person(frames=2))
    values = image[FACE_PIXELS].astype(int)
    assert values.std(axis=0).max() < 20  # noise itself: 74


@pytest.mark.parametrize("missing", [0.1, 0.4])
def test_a_face_that_is_not_seen_for_a_moment_stays_hidden(missing):
    poses = gap(person(frames=60), [*FACE, *SHOULDERS], 0.5, 0.5 + missing)
    image = hidden(poses, 0.5 + missing / 2)
    assert roughness(image, FACE_PIXELS) < 2
    assert not changed(image)[700:].any()


def test_through_a_gap_the_region_moves_with_the_person():
    poses = person(frames=60)
    moving = poses.xy_px + np.array([300.0, 0.0]) * (poses.time_s / poses.time_s[-1])[:, None, None]
    poses = gap(replace(poses, xy_px=moving - [150.0, 0.0]), [*FACE, *SHOULDERS, *HIPS], 0.8, 1.2)
    image = hidden(poses, 1.0)
    moved = CENTRE + np.array([300.0 * 1.0 / poses.time_s[-1] - 150.0, 0.0])
    assert roughness(image, circle(moved, FACE_PX)) < 2


@pytest.mark.parametrize("landmarks", [FACE, (*FACE, *HIPS), (*FACE, *HIPS, Landmark.LEFT_SHOULDER)])
def test_without_a_face_the_shoulders_say_where_the_head_is(landmarks):
    """From behind, for the whole clip. Winter: the middle of the head is 0.117 of body height above the shoulders."""
    poses = gap(person(frames=60), landmarks, 0.0, 9.0)
    if Landmark.LEFT_SHOULDER in landmarks:  # one shoulder alone tells no size, so somewhere it must be known
        seen = person(frames=60)
        poses = replace(poses, xy_px=np.where(poses.time_s[:, None, None] < 0.5, seen.xy_px, poses.xy_px),
                        visibility=np.where(poses.time_s[:, None] < 0.5, seen.visibility, poses.visibility))  # fmt: skip
    image = hidden(poses, 1.9)
    middle = 400 if Landmark.LEFT_SHOULDER in landmarks else 500
    head = circle((middle, 300 - HEAD_UP_PX), FACE_PX)
    assert roughness(image, head) < 3


def test_a_trunk_that_leans_at_the_camera_keeps_its_head_hidden():
    """Foreshortened to a fifth: the head is then seen just above the shoulders."""
    bent = person({Landmark.LEFT_SHOULDER: (0.6, 0.5), Landmark.RIGHT_SHOULDER: (0.4, 0.5)}, frames=60)
    poses = gap(bent, FACE, 0.0, 9.0)
    image = hidden(poses, 1.0)
    assert roughness(image, circle((500, 500 - HEAD_UP_PX / 5), FACE_PX)) < 3


def test_a_head_near_the_camera_is_hidden_at_its_own_size():
    """Face landmarks four times as far apart as the body would have it."""
    poses = person({i: (0.5 + 0.16 * np.cos(i), 0.18 + 0.16 * np.sin(i)) for i in FACE}, frames=2)
    assert roughness(hidden(poses), circle(CENTRE, 250) & (np.mgrid[:SIZE, :SIZE][0] > 2)) < 2


def test_a_head_that_is_unknown_for_long_costs_the_picture_down_to_the_hips():
    poses = gap(person(frames=120), [*FACE, *SHOULDERS], 0.0, 4.0)
    image = hidden(poses, 2.0)
    assert roughness(image, np.mgrid[:SIZE, :SIZE][0] < 540) < 2
    assert not changed(image)[551:].any()


def test_a_person_who_is_not_found_for_long_costs_the_picture():
    poses = gap(person(frames=120), list(Landmark), 1.0, 4.0)
    assert roughness(hidden(poses, 2.5), np.ones((SIZE, SIZE), dtype=bool)) < 2


@pytest.mark.parametrize("time_s", [-2.0, 9.0])
def test_a_time_far_from_any_pose_costs_the_picture(time_s):
    assert roughness(hidden(person(frames=60), time_s), np.ones((SIZE, SIZE), dtype=bool)) < 2


def test_between_two_pose_frames_both_places_are_hidden():
    poses = person(frames=4, rate_hz=4.0)
    xy = poses.xy_px.copy()
    xy[1::2] += [200.0, 0.0]
    image = hidden(replace(poses, xy_px=xy), 0.125)
    assert roughness(image, FACE_PIXELS) < 2
    assert roughness(image, circle(CENTRE + np.array([200, 0]), FACE_PX)) < 2


def test_other_people_are_hidden_too_while_they_are_seen():
    me = person(frames=60)
    other = gap(
        replace(person(frames=60), xy_px=me.xy_px + np.array([300.0, 100.0])), list(Landmark), 0.0, 1.0
    )
    theirs = circle(CENTRE + np.array([300, 100]), FACE_PX)
    seen, unseen = hidden(me, 1.5, (other,)), hidden(me, 0.2, (other,))
    assert roughness(seen, theirs) < 2
    assert roughness(seen, FACE_PIXELS) < 2
    assert not changed(unseen)[theirs].any()


@pytest.mark.parametrize("shift", [(-500, 0), (480, -150), (0, -185), (-2000, 0)])
def test_a_face_at_or_beyond_the_edge(shift):
    poses = person(frames=2)
    image = hidden(replace(poses, xy_px=poses.xy_px + shift))
    face = circle(CENTRE + np.array(shift), FACE_PX)
    if face.any():
        assert roughness(image, face) < 6
    else:
        assert not changed(image).any()


# On a video's picture: the same, in brightness and in both colours.


def steps(plane, where):
    """How much neighbouring values of a plane differ."""
    return np.abs(np.diff(plane.astype(int), axis=1))[where[:, 1:]].mean()


def hidden_film(poses, time_s=0.0):
    """Brightness and colours of noise before and after."""
    picture = filmed(noise())
    before = [plane.copy() for plane in picture.planes]
    FaceBlur(poses).hide(picture, time_s)
    return list(
        zip(before, picture.planes, (FACE_PIXELS, FACE_PIXELS[::2, ::2], FACE_PIXELS[::2, ::2]), strict=True)
    )


def test_in_a_videos_picture_the_face_is_smooth_and_the_rest_is_as_it_was():
    for before, after, face in hidden_film(person(frames=2)):
        assert steps(before, face) > 10
        assert steps(after, face) < 2
        changed_rows, changed_columns = np.nonzero(before != after)
        scale = SIZE / len(after)
        assert changed_rows.max() * scale < 300
        assert changed_columns.min() * scale > 300


def test_colours_are_hidden_as_far_as_brightness_is():
    (_, _, _), *colours = planes = hidden_film(person(frames=2))
    smooth = planes[0][0] != planes[0][1]
    for before, after, _ in colours:
        assert ((before != after) | ~smooth[::2, ::2]).mean() > 0.99


@pytest.mark.parametrize(
    ("landmarks", "down_to"), [([*FACE, *SHOULDERS], 540), (list(Landmark), SIZE)], ids=["head", "person"]
)
def test_in_a_videos_picture_too_an_unknown_head_costs_what_may_hold_it(landmarks, down_to):
    poses = gap(person(frames=120), landmarks, 0.0 if down_to < SIZE else 1.0, 4.0)
    for _, after, _ in hidden_film(poses, 2.5):
        rows = np.arange(len(after)) * SIZE / len(after) < down_to
        assert steps(after, np.repeat(rows[:, None], after.shape[1], axis=1)) < 2


def test_a_time_far_from_any_pose_costs_a_videos_picture():
    for _, after, _ in hidden_film(person(frames=60), 9.0):
        assert steps(after, np.ones(after.shape, dtype=bool)) < 2
