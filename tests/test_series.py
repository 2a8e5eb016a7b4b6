"""Series are what their metrics say of the landmarks as they are read, however many views of them are kept."""

from __future__ import annotations

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
from tests.stick_motions import film, single_leg_squats, squats

METRICS = ("knee_fppa_deg", "trunk_lean_deg")


def a_measurer() -> Measurer:
    poses = film(single_leg_squats(Side.LEFT))
    settings = Settings()
    view = replace(a_view(), yaw_deg=8.0, yaw_sd_deg=4.0)
    reps = (Rep(1, Side.LEFT, 1.5, 2.6, 3.7, 2.5, 2.7),)
    smoothed = smooth(poses, settings.smoothing)
    return Measurer(Clip(poses, smoothed, view, load_catalog().movements["single_leg_squat"], reps, settings))


@pytest.mark.parametrize("kept", [1, 2])
def test_what_is_kept_changes_nothing(monkeypatch, kept):
    keys = [(metric, side) for metric in METRICS for side in Side]
    roomy = a_measurer()
    expected = [roomy.series(*key) for key in keys]
    monkeypatch.setattr(series_module, "_SCENES", kept)
    narrow = a_measurer()
    for key, series in zip(keys, expected, strict=True):
        again = narrow.series(*key)
        np.testing.assert_array_equal(again.values, series.values)
        np.testing.assert_array_equal(again.camera, series.camera)
        assert again.noise == series.noise


def test_no_more_is_kept_than_one_leg_needs():
    """A long clip's landmarks, seen by six cameras for each leg, would take twelve times their memory."""
    measurer = a_measurer()
    for metric in METRICS:
        for side in Side:
            measurer.series(metric, side)
            assert len(measurer._scenes) <= 6


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
