"""When a rep seems to be over, and over which place: live twins of what finds the reps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hipcheck.dips import drop_over
from hipcheck.kinematics import leg_px
from hipcheck.landmarks import LEGS, Side
from hipcheck.live.descent import Motion, RepWatch
from hipcheck.live.footing import Footing
from hipcheck.poses import PoseSequence
from hipcheck.settings import Settings
from tests.live.played import ROOM
from tests.stick_figure import Camera
from tests.stick_motions import (
    exchanged,
    film,
    minimum_jerk,
    single_leg_deadlifts,
    single_leg_squats,
    squats,
    step_downs,
    walking,
)

FPS = 30.0


def dip(depth: float, down_s: float = 1.0, up_s: float = 1.0, rest: float = 0.0) -> list[float]:
    """Down and up again."""
    down = minimum_jerk(np.arange(round(down_s * FPS)) / (down_s * FPS))
    up = minimum_jerk(np.arange(round(up_s * FPS)) / (up_s * FPS))
    return [*(rest + depth * down), *(rest + depth * (1.0 - up))]


def stay(level: float, seconds: float) -> list[float]:
    return [level] * round(seconds * FPS)


def watched(drops: list[float]) -> tuple[RepWatch, list[float]]:
    """When reps seemed to be over."""
    watch, overs = RepWatch(Settings().reps), []
    for frame, drop in enumerate(drops):
        before = watch.overs
        watch.see(frame / FPS, drop)
        overs += [frame / FPS] if watch.overs > before else []
    return watch, overs


NAN = float("nan")


@pytest.mark.parametrize(
    ("drops", "reps"),
    [
        pytest.param(stay(0.0, 5.0), 0, id="standing"),
        pytest.param([*stay(0.0, 1.0), *dip(0.02), *stay(0.0, 1.0)], 0, id="a shift of weight"),
        pytest.param([*stay(0.0, 1.0), *dip(0.15), *stay(0.0, 1.0)], 1, id="a rep"),
        pytest.param([*stay(0.0, 1.0), *dip(0.06), *stay(0.0, 1.0)], 1, id="a shallow one"),
        pytest.param([*stay(0.0, 1.0), *(3 * dip(0.15)), *stay(0.0, 1.0)], 3, id="three without a pause"),
        pytest.param(
            [*stay(0.0, 1.0), *dip(0.3)[:47], *dip(0.3)[13:47], *dip(0.3)[13:], *stay(0.0, 1.0)], 3, id="only half up"
        ),
        pytest.param([*stay(0.0, 1.0), *dip(0.15)[:30], *stay(0.15, 4.0), *dip(0.15)[30:]], 1, id="a long pause"),
        pytest.param([*stay(0.0, 1.0), *dip(0.15)[:30], *stay(0.15, 9.0)], 0, id="down and staying there"),
        pytest.param(
            [*stay(0.0, 2.0), *stay(0.035, 2.0), *dip(0.06, rest=0.035), *stay(0.035, 1.0), *dip(0.05, rest=0.035), *stay(0.035, 1.0)],
            2,
            id="on one leg, which is lower",
        ),
        pytest.param([*stay(0.0, 1.0), *dip(0.15), *stay(0.03, 1.0)], 1, id="not quite up again"),
        pytest.param([*stay(0.0, 1.0), *dip(0.15)[:45], *stay(NAN, 1.0)], 1, id="out of sight on the way up"),
        pytest.param([*stay(0.0, 1.0), *dip(0.15)[:40], *stay(NAN, 0.2), *dip(0.15)[46:], *stay(0.0, 1.0)], 1, id="a gap"),
    ],
)  # fmt: skip
def test_reps(drops, reps):
    assert watched(drops)[0].overs == reps


def test_a_rep_is_over_soon_after_it_ends():
    _, (over_s,) = watched([*stay(0.0, 1.0), *dip(0.15), *stay(0.0, 1.0)])
    assert 2.6 < over_s < 3.2
    _, (over_s,) = watched([*stay(0.0, 1.0), *dip(0.15)[:-10], *stay(dip(0.15)[-10], 2.0)])
    assert 2.4 < over_s < 3.2


def test_it_tells_the_way_down_from_the_way_up():
    drops = [*stay(0.0, 1.0), *dip(0.15)]
    at = {second: watched(drops[: round(second * FPS)])[0].motion for second in (0.9, 1.8, 2.0, 2.7)}
    assert list(at.values()) == [Motion.REST, Motion.DOWN, Motion.DOWN, Motion.UP]


def footed(poses: PoseSequence) -> np.ndarray:
    """The live drop at each frame."""
    footing, leg = Footing(), max(leg_px(poses, side) for side in Side)
    ankles = poses.xy_px[:, [LEGS[side].ankle for side in Side]]
    shoulders = poses.xy_px[:, [LEGS[side].shoulder for side in Side]].mean(axis=1)
    return np.array(
        [footing.see(float(t), a, s, leg) for t, a, s in zip(poses.time_s, ankles, shoulders, strict=True)]
    )


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 180.0])
@pytest.mark.parametrize(
    ("motion", "leg"),
    [
        (squats(2), Side.LEFT),
        (single_leg_squats(Side.LEFT, 2), Side.LEFT),
        (step_downs(Side.RIGHT, 2), Side.RIGHT),
        (single_leg_deadlifts(Side.LEFT, 2), Side.LEFT),
    ],
)
def test_the_live_drop_is_that_of_the_pipeline(motion, leg, yaw_deg):
    poses = film(motion, replace(ROOM, yaw_deg=yaw_deg))
    live = footed(poses)
    clip = drop_over(poses, leg)
    deep = clip > 0.08
    assert deep.sum() > 20
    # Standing is known only from what came before, not from the whole clip.
    np.testing.assert_allclose(live[deep], clip[deep], atol=0.02)


def test_feet_that_the_model_exchanges_make_no_difference():
    poses = film(single_leg_squats(Side.LEFT, 2), ROOM)
    np.testing.assert_array_equal(footed(exchanged(poses, slice(70, 110))), footed(poses))


def test_who_walks_stands_nowhere_for_long():
    live = footed(film(walking(), Camera(yaw_deg=90.0)))
    assert not (np.nan_to_num(live) > 0.05).any()


def test_without_feet_or_shoulders_nothing_is_known():
    footing = Footing()
    for frame in range(30):
        footing.see(frame / FPS, np.array([[0.0, 500.0], [80.0, 500.0]]), np.array([40.0, 100.0]), 250.0)
    assert np.isnan(footing.see(1.0, np.array([[0.0, 500.0], [80.0, 500.0]]), np.full(2, np.nan), 250.0))
    assert np.isnan(Footing().see(0.0, np.full((2, 2), np.nan), np.array([40.0, 100.0]), 250.0))
    assert np.isnan(footing.see(1.1, np.zeros((2, 2)), np.zeros(2), float("nan")))
