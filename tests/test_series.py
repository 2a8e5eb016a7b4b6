"""Series are the same however many of the landmarks seen by other cameras are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck import series as series_module
from hipcheck.catalog import load_catalog
from hipcheck.landmarks import Side
from hipcheck.results import Rep
from hipcheck.series import Clip, Measurer
from hipcheck.settings import Settings
from hipcheck.smoothing import smooth
from tests.readings import a_view
from tests.stick_motions import film, single_leg_squats

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
