from dataclasses import replace

import cv2
import numpy as np
import pytest

from hipcheck.errors import OutputError
from hipcheck.landmarks import FACE, Landmark, Side
from hipcheck.reports.base import KeyFrame, KeyFrameKind
from hipcheck.reports.canvas import rgb
from hipcheck.reports.key_frames import KeyFrames
from hipcheck.reports.skeleton import LEG_COLOURS
from hipcheck.results import MeasuredRep, Rep
from tests.factories import make_analysis, make_poses
from tests.reports.pictures import filmed, person

# make_analysis: reps of 2 s from 1.0 s on, 1 to 3 left, 4 to 6 right; depth is 65·(1 - cos π(t - 1)) / 2.


def run(analysis, folder, times_s=None, shade=90):
    sink = KeyFrames(analysis, folder)
    size = analysis.poses.frame_size
    picture = filmed(np.full((size.height_px, size.width_px, 3), shade, dtype=np.uint8))
    before = [plane.copy() for plane in picture.planes]
    for time_s in analysis.poses.time_s if times_s is None else times_s:
        if sink.wants(time_s):
            sink.take(picture, time_s)
    for plane, untouched in zip(picture.planes, before, strict=True):
        np.testing.assert_array_equal(plane, untouched)  # the frame goes on to the video
    return sink


def picture(frame):
    return cv2.cvtColor(cv2.imread(str(frame.path)), cv2.COLOR_BGR2RGB)


def near(image, colour, within=40):
    return (np.abs(image.astype(int) - colour) < within).all(axis=2).sum()


def test_standing_on_each_leg_and_the_bottom_of_each_rep(tmp_path):
    sink = run(make_analysis(), tmp_path)
    assert sink.done
    assert [(f.kind, f.rep_index, f.side) for f in sink.taken] == [
        (KeyFrameKind.STANDING, None, Side.LEFT),
        (KeyFrameKind.BOTTOM, 1, Side.LEFT),
        (KeyFrameKind.BOTTOM, 2, Side.LEFT),
        (KeyFrameKind.BOTTOM, 3, Side.LEFT),
        (KeyFrameKind.STANDING, None, Side.RIGHT),
        (KeyFrameKind.BOTTOM, 4, Side.RIGHT),
        (KeyFrameKind.BOTTOM, 5, Side.RIGHT),
        (KeyFrameKind.BOTTOM, 6, Side.RIGHT),
    ]
    assert len({f.path for f in sink.taken}) == 8
    assert all(f.path.parent == tmp_path and f.path.suffix == ".jpg" for f in sink.taken)
    np.testing.assert_allclose([f.time_s for f in sink.taken], [1, 2, 4, 6, 7, 8, 10, 12], atol=1 / 60)


def test_standing_is_the_least_bent_frame_within_a_second_before_the_rep(tmp_path):
    analysis = make_analysis()
    dip_s = 0.4
    traces = tuple(
        replace(t, values=np.abs(t.time_s - dip_s) * 30.0) if t.metric == "depth_deg" else t
        for t in analysis.traces
    )
    assert run(replace(analysis, traces=traces), tmp_path).taken[0].time_s == pytest.approx(dip_s, abs=1 / 60)


def test_without_a_trace_of_depth_standing_is_where_the_rep_begins(tmp_path):
    assert run(replace(make_analysis(), traces=()), tmp_path).taken[0].time_s == pytest.approx(
        1.0, abs=1 / 30
    )


def test_the_caption_has_the_measured_values_with_margin_and_grade(tmp_path):
    captions = {f.rep_index: f.caption for f in run(make_analysis(), tmp_path).taken}
    assert captions[4] == (
        "Rep 4, right leg, bottom at 0:08.0: Knee inward 21 ±6° (marked), Trunk lean 6 ±3°, Depth 68 ±8°"
    ), "only what a finding rests on has a grade"


def test_the_caption_of_standing_has_the_values_of_that_frame_without_grade(tmp_path):
    assert run(make_analysis(), tmp_path).taken[0].caption == (
        "Standing, left leg at 0:01.0: Knee inward 0 ±6°, Trunk lean 0 ±3°, Depth 0 ±8°"
    )


def test_standing_that_nobody_knows_of_is_called_the_start(tmp_path):
    analysis = make_analysis()
    swaying = replace(analysis, view=replace(analysis.view, roll_sd_deg=20.0))
    assert run(swaying, tmp_path).taken[0].caption.startswith("Start, left leg at 0:01.0: ")


def test_values_that_were_withheld_are_left_out(tmp_path):
    analysis = make_analysis()
    reps = tuple(replace(m, measurements=()) for m in analysis.reps)
    captions = [f.caption for f in run(replace(analysis, reps=reps, traces=()), tmp_path).taken]
    assert captions[1] == "Rep 1, left leg, bottom at 0:02.0"


def test_the_picture_shows_the_leg_and_the_grade_in_their_colours(tmp_path):
    frames = {f.rep_index: picture(f) for f in run(make_analysis(), tmp_path).taken}
    for index, side in ((1, Side.LEFT), (4, Side.RIGHT)):
        assert near(frames[index], LEG_COLOURS[side]) > 1000
    marked = rgb("#d55e00")
    assert near(frames[4], marked) > 5 * max(1, near(frames[1], marked))


def test_the_pictures_have_one_cut_out_and_a_strip_of_text(tmp_path):
    frames = [picture(f) for f in run(make_analysis(), tmp_path, shade=200).taken]
    assert len({frame.shape for frame in frames}) == 1
    height, width, _ = frames[0].shape
    assert width >= 0.5 * height
    assert (frames[0][-30:] < 60).mean() > 0.6  # dark, with white letters
    background = frames[0][5, 5]
    assert np.abs(background.astype(int) - 200).max() < 5


def test_the_cut_out_holds_the_person_with_room_for_the_head(tmp_path):
    """1000 px: landmarks from the face at 140 to the toes at 970 px."""
    poses = person(width=2000, height=1000, frames=420)
    left, top, right, bottom = KeyFrames(make_analysis(poses=poses), tmp_path)._box
    assert top < 140 - 0.1 * 830
    assert bottom > 970
    assert right - left < 1000  # not the whole wide picture
    assert left < 500 + 330 < 500 + 670 < right
    hidden = KeyFrames(make_analysis(poses=person(width=2000, height=1000, missing=FACE)), tmp_path)._box
    crown = 300 - 0.182 * (550 - 300) / 0.288  # above the shoulders, by the proportions of Winter
    assert hidden[1] < crown


def test_a_person_at_the_edge_is_cut_out_as_far_as_the_picture_goes(tmp_path):
    poses = person(width=400, height=1000)
    assert KeyFrames(make_analysis(poses=poses), tmp_path)._box[::2] == (0, 400)


def test_a_4k_clip_makes_pictures_for_a_phone(tmp_path):
    sink = run(make_analysis(poses=make_poses(width_px=2160, height_px=3840)), tmp_path)
    height, width, _ = picture(sink.taken[0]).shape
    assert max(height, width) < 1600
    assert sink.taken[0].path.stat().st_size < 300_000


def test_a_squat_on_both_legs_has_one_standing(tmp_path):
    analysis = make_analysis()
    reps = tuple(
        MeasuredRep(Rep(i, None, 2.0 * i, 2.0 * i + 1, 2.0 * i + 2, 2.0 * i + 1, 2.0 * i + 1), (), ())
        for i in (1, 2)
    )
    taken = run(replace(analysis, reps=reps, findings=()), tmp_path).taken
    assert [(f.kind.value, f.side, f.path.name) for f in taken] == [
        ("standing", None, "standing_both.jpg"),
        ("bottom", None, "rep1.jpg"),
        ("bottom", None, "rep2.jpg"),
    ]
    assert taken[1].caption.startswith("Rep 1, both legs, bottom at")


def test_without_reps_no_frame_is_wanted(tmp_path):
    sink = KeyFrames(replace(make_analysis(), reps=(), findings=()), tmp_path)
    assert sink.done
    assert not sink.wants(2.0)


def test_frames_that_the_clip_lacks_are_passed_over(tmp_path):
    analysis = make_analysis()
    times_s = analysis.poses.time_s
    sink = run(analysis, tmp_path, times_s[(times_s < 3.5) | (times_s > 4.5)])
    assert 2 not in [f.rep_index for f in sink.taken]
    assert 3 in [f.rep_index for f in sink.taken]
    assert sink.done


def test_frames_in_which_nobody_was_found_are_not_chosen(tmp_path):
    poses = make_poses()
    gone = np.repeat(((poses.time_s > 1.8) & (poses.time_s < 2.1))[:, None], 33, axis=1)
    taken = run(make_analysis(poses=poses.masked(gone)), tmp_path).taken
    assert taken[1].time_s == pytest.approx(2.1, abs=1 / 30)
    nobody = make_poses().masked(np.ones_like(gone))
    assert KeyFrames(make_analysis(poses=nobody), tmp_path).done


def test_a_folder_that_cannot_be_written_is_an_error_for_people(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"standing_left\.jpg: cannot be written"):
        run(make_analysis(), tmp_path / "file")


def test_a_folder_with_accents(tmp_path):
    taken = run(make_analysis(), tmp_path / "Übung für Zoë").taken
    assert isinstance(taken[0], KeyFrame)
    assert taken[0].path.read_bytes()[:2] == b"\xff\xd8"  # JPEG
    assert sorted(p.name for p in (tmp_path / "Übung für Zoë").iterdir()) == sorted(
        f.path.name for f in taken
    )


def test_a_landmark_far_out_does_not_break_the_cut_out(tmp_path):
    poses = person({Landmark.LEFT_WRIST: (40.0, -3.0)})
    left, top, right, bottom = KeyFrames(make_analysis(poses=poses), tmp_path)._box
    assert 0 <= left < right <= 1000
    assert 0 <= top < bottom <= 1000
