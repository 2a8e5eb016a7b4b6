"""Series are what their metrics say of the landmarks as they are read; what other cameras would have seen is not kept."""

from __future__ import annotations

import weakref
from dataclasses import replace

import numpy as np
import pytest

from hipcheck import series as series_module
from hipcheck.catalog import load_catalog
from hipcheck.kinematics import METRICS as METRICS_BY_NAME
from hipcheck.kinematics import depth_on_leg_deg, hip_flexion_deg
from hipcheck.landmarks import LEGS, Side
from hipcheck.results import Rep, ViewKind
from hipcheck.series import Clip, Measurer
from hipcheck.settings import Settings
from hipcheck.smoothing import smooth
from tests.readings import a_view
from tests.stick_figure import Camera
from tests.stick_motions import film, noisy, single_leg_squats, squats

METRICS = ("knee_fppa_deg", "trunk_lean_deg")


def a_measurer() -> Measurer:
    poses = noisy(film(single_leg_squats(Side.LEFT)), 1.0, seed=1)
    settings = Settings()
    view = replace(a_view(), yaw_deg=8.0, yaw_sd_deg=4.0)
    reps = (Rep(1, Side.LEFT, 1.5, 2.6, 3.7, 2.5, 2.7),)
    smoothed = smooth(poses, settings.smoothing)
    return Measurer(Clip(poses, smoothed, view, load_catalog().movements["single_leg_squat"], reps, settings))


@pytest.fixture
def pictures(monkeypatch) -> list[weakref.ref[np.ndarray]]:
    """What other cameras saw, as long as anybody keeps it."""
    seen: list[weakref.ref[np.ndarray]] = []
    squared = series_module.squared

    def noted(*args):
        assert not [picture for picture in seen if picture() is not None], "an earlier picture is still kept"
        poses = squared(*args)
        seen.append(weakref.ref(poses.xy_px))
        return poses

    monkeypatch.setattr(series_module, "squared", noted)
    return seen


def test_metrics_read_together_are_the_same_as_each_alone(monkeypatch):
    keys = [(metric, side) for metric in METRICS for side in Side]
    together = a_measurer()
    expected = [together.series(*key) for key in keys]
    monkeypatch.setattr(Measurer, "_read_together", lambda _self, metric, side: [(metric, side)])
    for key, series in zip(keys, expected, strict=True):
        alone = a_measurer().series(*key)
        np.testing.assert_array_equal(alone.values, series.values)
        np.testing.assert_array_equal(alone.camera, series.camera)
        assert alone.noise == series.noise > 0.0


def test_a_leg_is_seen_by_six_cameras_once_for_all_its_metrics(pictures):
    """Raw, smooth, and smooth with two errors of the camera to either side."""
    measurer = a_measurer()
    for number, side in enumerate(Side, start=1):
        for metric in METRICS:
            measurer.series(metric, side)
        assert len(pictures) == 6 * number


def test_no_picture_is_kept_once_it_is_read(pictures):
    """Twelve of them would take many times the memory of a long clip's own landmarks."""
    measurer = a_measurer()
    series = [measurer.series(metric, side) for metric in METRICS for side in Side]
    assert len(series) == 4
    assert [picture() for picture in pictures] == [None] * 12


def test_depth_on_one_leg_counts_from_where_its_reps_begin_and_end():
    measurer = a_measurer()
    rep = measurer.clip.reps[0]
    seen = measurer._squared(measurer.clip.smooth, Side.LEFT)
    expected = depth_on_leg_deg(seen, Side.LEFT, [rep.start_s, rep.end_s])
    np.testing.assert_array_equal(measurer.series("depth_deg", Side.LEFT).values, expected)


def test_from_the_side_hips_go_back_to_where_rigid_thighs_want_them():
    """A model that puts a bent hip nearer to the knee than it is makes a squat look shallower, and its trunk more upright."""
    true = film(squats(1), Camera(yaw_deg=90.0))
    bend = np.clip(hip_flexion_deg(true, Side.LEFT) / 90.0, 0.0, 1.0)[:, None]
    xy_px = np.array(true.xy_px)
    for leg in LEGS.values():
        xy_px[:, leg.hip] += (
            0.05 * bend * (xy_px[:, leg.knee] + xy_px[:, leg.shoulder] - 2 * xy_px[:, leg.hip])
        )
    seen = replace(true, xy_px=xy_px)
    settings = Settings()
    view = a_view(ViewKind.SIDE)
    clip = Clip(seen, smooth(seen, settings.smoothing), view, load_catalog().movements["squat"], (), settings)
    measurer = Measurer(clip)
    for name in ("knee_flexion_deg", "hip_flexion_deg"):
        function = METRICS_BY_NAME[name].function
        assert function is not None
        deepest = function(true, Side.LEFT).max()
        as_seen = deepest - function(seen, Side.LEFT).max()
        as_read = deepest - measurer.series(name, Side.LEFT).values.max()
        assert as_seen > 2.0
        assert abs(as_read) < 0.5 * as_seen
