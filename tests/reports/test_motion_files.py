from dataclasses import replace

import numpy as np
import pytest

from hipcheck.landmarks import LANDMARK_COUNT, Landmark, Side
from hipcheck.poses import FrameSize, PoseSequence
from hipcheck.reports.motion_files import MARKERS, MotFile, TrcFile, coordinates_deg, uniform_time_s
from hipcheck.results import Trace
from tests.factories import make_analysis
from tests.reports.golden_files import check_golden


def poses_with(world_m, time_s):
    frames = len(time_s)
    return PoseSequence(
        xy_px=np.zeros((frames, LANDMARK_COUNT, 2)),
        world_m=world_m,
        visibility=np.ones((frames, LANDMARK_COUNT)),
        time_s=np.asarray(time_s),
        frame_size=FrameSize(720, 1280),
    )


def analysis_with(world_m, time_s, traces=()):
    poses = poses_with(world_m, time_s)
    return replace(
        make_analysis(), poses=poses, traces=traces, landmark_sides_exchanged=np.zeros(len(poses), dtype=bool)
    )


def read_trc(path):
    """Header values, and per marker an array of shape (T, 3), as OpenSim's TRCFileAdapter reads them."""
    lines = path.read_text().split("\n")
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = [name for name in lines[3].split("\t") if name]
    assert names[:2] == ["Frame#", "Time"]
    axes = [axis for axis in lines[4].split("\t") if axis]
    assert axes == [f"{axis}{n}" for n in range(1, len(names) - 1) for axis in "XYZ"]
    rows = [line.split("\t") for line in lines[5:] if line]
    assert {len(row) for row in rows} == {2 + len(axes)}
    numbers = np.array(rows, dtype=float)
    markers = {name: numbers[:, 2 + 3 * i : 5 + 3 * i] for i, name in enumerate(names[2:])}
    return header, numbers[:, 1], markers


def read_mot(path):
    """Header entries and one array per column, as OpenSim's Storage reads them."""
    head, body = path.read_text().split("endheader\n")
    header = dict(line.split("=") for line in head.splitlines() if line.count("=") == 1)
    names, *rows = [line.split("\t") for line in body.splitlines()]
    values = np.array(rows, dtype=float)
    assert values.shape == (int(header["nRows"]), int(header["nColumns"]))
    return header, dict(zip(names, values.T, strict=True))


def random_world(frames):
    return np.random.default_rng(1).normal(size=(frames, LANDMARK_COUNT, 3))


def test_markers_come_back_with_y_up(tmp_path):
    world = random_world(5)
    header, time_s, markers = read_trc(TrcFile().write(analysis_with(world, np.arange(5) / 25), tmp_path))
    assert header == {
        "DataRate": "25", "CameraRate": "25", "NumFrames": "5", "NumMarkers": str(len(MARKERS)), "Units": "m",
        "OrigDataRate": "25", "OrigDataStartFrame": "0", "OrigNumFrames": "5",
    }  # fmt: skip
    np.testing.assert_allclose(time_s, np.arange(5) / 25, atol=1e-6)
    np.testing.assert_allclose(markers["RKnee"], world[:, Landmark.RIGHT_KNEE] * [1, -1, -1], atol=1e-5)
    hips = world[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    np.testing.assert_allclose(markers["Hip"], hips.mean(axis=1) * [1, -1, -1], atol=1e-5)


def test_the_axes_stay_right_handed():
    turn = np.diag([1, -1, -1])
    assert np.linalg.det(turn) == pytest.approx(1.0)


def test_a_missing_marker_is_nan_in_its_own_frames_only(tmp_path):
    world = random_world(6)
    world[2:4, Landmark.LEFT_HEEL] = np.nan
    _, _, markers = read_trc(TrcFile().write(analysis_with(world, np.arange(6) / 30), tmp_path))
    assert np.isnan(markers["LHeel"]).all(axis=1).tolist() == [False, False, True, True, False, False]
    assert np.isfinite(markers["RHeel"]).all()


def test_a_varying_frame_rate_becomes_constant_without_shifting_the_motion(tmp_path):
    # Something that moves at a constant speed of 2 m/s is at 2 t, whatever the frames' times.
    time_s = np.array([1.0, 1.03, 1.08, 1.1, 1.16, 1.2])
    world = np.zeros((6, LANDMARK_COUNT, 3))
    world[:, Landmark.NOSE, 0] = 2.0 * time_s
    header, at_s, markers = read_trc(TrcFile().write(analysis_with(world, time_s), tmp_path))
    assert header["DataRate"] == "25"
    np.testing.assert_allclose(np.diff(at_s), 0.04, atol=1e-6)
    np.testing.assert_allclose(markers["Nose"][:, 0], 2.0 * at_s, atol=2e-5)


def test_one_frame_has_no_rate():
    with pytest.raises(ValueError, match="two frames or more, but there are 1"):
        uniform_time_s(poses_with(random_world(1), [0.0]))


def trace(metric, side, values):
    values = np.asarray(values, dtype=float)
    return Trace(metric, side, np.arange(len(values)) / 30, values, np.ones(len(values)))


def test_angles_come_back_under_opensims_names(tmp_path):
    traces = (
        trace("knee_flexion_deg", Side.RIGHT, [0, 30, 60, 90]),
        trace("hip_flexion_deg", Side.LEFT, [10, np.nan, np.nan, 40]),
        trace("hip_adduction_deg", Side.RIGHT, [1, 2, 3, 4]),
        trace("shank_angle_deg", Side.RIGHT, [5, 5, 5, 5]),  # no joint angle, so no coordinate
    )
    path = MotFile().write(analysis_with(random_world(4), np.arange(4) / 30, traces), tmp_path)
    header, columns = read_mot(path)
    assert (header["version"], header["inDegrees"]) == ("1", "yes")
    assert list(columns) == ["time", "hip_adduction_r", "knee_angle_r", "hip_flexion_l"]
    np.testing.assert_allclose(columns["knee_angle_r"], [0, 30, 60, 90], atol=1e-4)
    np.testing.assert_allclose(columns["hip_flexion_l"], [10, np.nan, np.nan, 40], atol=1e-4)


@pytest.mark.parametrize(("side", "sign"), [(Side.RIGHT, 1.0), (Side.LEFT, -1.0)])
def test_lean_over_the_stance_leg_becomes_bending_to_that_side(side, sign):
    lean = trace("trunk_lean_deg", side, [0, 4, 8])
    analysis = analysis_with(random_world(3), np.arange(3) / 30, (lean,))
    np.testing.assert_allclose(coordinates_deg(analysis)["lumbar_bending"], sign * np.array([0, 4, 8]))


def test_bending_follows_the_leg_that_stands():
    # Reps 1 to 3 (1 s to 7 s) stand on the left leg, reps 4 to 6 on the right. Both lean 6° over their leg.
    analysis = make_analysis()
    level = tuple(
        replace(t, values=np.full(len(t.values), 6.0))
        for t in analysis.traces
        if t.metric == "trunk_lean_deg"
    )
    bending = coordinates_deg(replace(analysis, traces=level))["lumbar_bending"]
    assert (bending[60], bending[300]) == (-6.0, 6.0)


def test_nothing_measured_leaves_the_times(tmp_path):
    header, columns = read_mot(MotFile().write(analysis_with(random_world(3), np.arange(3) / 30), tmp_path))
    assert list(columns) == ["time"]
    assert header["nColumns"] == "1"


def test_the_headers_are_the_conventional_ones(tmp_path):
    analysis = analysis_with(
        random_world(2), np.arange(2) / 30, (trace("knee_flexion_deg", Side.LEFT, [1, 2]),)
    )
    trc = TrcFile().write(analysis, tmp_path).read_text()
    mot = MotFile().write(analysis, tmp_path).read_text()
    check_golden("landmarks.trc", trc)
    check_golden("angles.mot", mot)
