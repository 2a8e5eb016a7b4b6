"""Where the shoulders come down over a foot that stays, and what that looks like."""

from __future__ import annotations

import numpy as np
import pytest

from hipcheck.dips import drop_over, look_at, overlap, spans_over
from hipcheck.landmarks import Side
from hipcheck.reps import RepSpan
from hipcheck.settings import RepSettings, Settings
from hipcheck.smoothing import smooth
from hipcheck.views import estimate_view
from tests.stick_figure import Camera
from tests.stick_motions import (
    STANDING,
    Motion,
    film,
    single_leg_deadlifts,
    single_leg_squats,
    squats,
    standing_still,
    step_downs,
    walking,
)

SIDES = pytest.mark.parametrize("side", Side)
BOTTOMS_S = [3.6, 6.2, 8.8]


def smoothed(motion: Motion, yaw_deg: float = 0.0):
    return smooth(film(motion, Camera(yaw_deg=yaw_deg, distance_m=3.5)), Settings().smoothing)


def looks(motion: Motion, side: Side, yaw_deg: float = 0.0):
    poses = smoothed(motion, yaw_deg)
    view = estimate_view(poses, Settings().view)
    assert view is not None
    return [look_at(poses, view, span) for span in spans_over(poses, side, RepSettings())]


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 45.0, 90.0, -90.0, 180.0])
def test_squats_are_found_over_either_foot(yaw_deg, side):
    found = spans_over(smoothed(squats(), yaw_deg), side, RepSettings())
    assert [span.bottom_s for span in found] == pytest.approx(BOTTOMS_S, abs=0.15)


@SIDES
def test_reps_on_one_leg_are_found_over_it_whatever_the_other_one_did_before(side):
    """The foot of the leg that comes second was held up at knee height all through the first leg's reps."""
    both = single_leg_squats(side, 2).then(single_leg_squats(side.other, 2))
    poses = smoothed(both)
    for leg in Side:
        found = [look.feet.stance for look in looks(both, leg) if look.feet.stance is leg]
        assert found == [leg] * 2, spans_over(poses, leg, RepSettings())


def test_depth_is_what_the_shoulders_come_down_by():
    poses = smoothed(squats(1))
    drop = drop_over(poses, Side.LEFT)
    y = poses.xy_px[:, 11, 1]
    leg = np.percentile(poses.xy_px[:, 27, 1] - poses.xy_px[:, 23, 1], 95)
    assert np.nanmax(drop) == pytest.approx((y.max() - np.percentile(y, 5)) / leg, rel=0.05)


def test_nobody_comes_down_in_standing_or_walking():
    assert spans_over(smoothed(standing_still()), Side.LEFT, RepSettings()) == []
    assert spans_over(smoothed(walking(), 90.0), Side.LEFT, RepSettings()) == []


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, -90.0, 45.0])
def test_the_free_foot_of_a_step_down_comes_to_lie_lower_than_it_ever_stood(yaw_deg, side):
    found = looks(step_downs(side), side, yaw_deg)
    assert len(found) == 3
    for look in found:
        assert look.feet.stance is side
        assert max(look.lowered, -look.feet.rises) > 0.07


@SIDES
@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, -90.0])
def test_the_free_foot_of_a_deadlift_rises(yaw_deg, side):
    assert all(look.feet.rises > 0.1 for look in looks(single_leg_deadlifts(side), side, yaw_deg))


@pytest.mark.parametrize(
    ("b", "shared"), [((0.0, 2.0), 1.0), ((1.0, 3.0), 0.5), ((1.5, 1.75), 1.0), ((2.0, 4.0), 0.0)]
)
def test_overlap_is_a_share_of_the_shorter_one(b, shared):
    def span(start_s: float, end_s: float) -> RepSpan:
        middle_s = (start_s + end_s) / 2.0
        return RepSpan(start_s, middle_s, middle_s, middle_s, end_s, 1.0)

    assert overlap(span(0.0, 2.0), span(*b)) == pytest.approx(shared)
    assert overlap(span(*b), span(0.0, 2.0)) == pytest.approx(shared)


def test_a_foot_that_is_never_seen_has_no_dips():
    poses = smoothed(squats(1))
    unseen = np.zeros(poses.visibility.shape, dtype=bool)
    unseen[:, 27] = True
    assert spans_over(poses.masked(unseen), Side.LEFT, RepSettings()) == []


def test_standing_is_measured_anew_where_a_foot_is_put_down_anew():
    """Who comes a step nearer looks a quarter taller: standing farther off is no crouch, and squats count from there."""
    far = film(squats(1), Camera(distance_m=4.4))
    near = film(Motion.starting(STANDING).hold(1.0).then(squats(1)), Camera(distance_m=4.0))
    for poses in (far, near):
        assert len(spans_over(smooth(poses, Settings().smoothing), Side.LEFT, RepSettings())) == 1
