"""Reps in a depth signal: each once, whole, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from hipcheck.reps import REST_SHARE, RepSpan, detect_reps, timed
from hipcheck.settings import RepSettings
from tests.stick_motions import minimum_jerk

SETTINGS = RepSettings()
RATE_HZ = 60.0
MIN_DEPTH = 10.0


def signal(*legs: tuple[float, float], start: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Time and depth of a smooth way through (seconds, depth) turning points."""
    parts, depth = [np.array([start])], start
    for seconds, target in legs:
        share = np.arange(1, round(seconds * RATE_HZ) + 1) / round(seconds * RATE_HZ)
        parts.append(depth + (target - depth) * minimum_jerk(share))
        depth = target
    values = np.concatenate(parts)
    return np.arange(len(values)) / RATE_HZ, values


def found(*legs: tuple[float, float], start: float = 0.0, settings: RepSettings = SETTINGS) -> list[RepSpan]:
    return detect_reps(*signal(*legs, start=start), MIN_DEPTH, settings)


STAND, DOWN, UP = (1.0, 0.0), (1.0, 60.0), (1.0, 0.0)
REP = (DOWN, UP)


def bottoms(spans: list[RepSpan]) -> list[float]:
    return [span.bottom_s for span in spans]


def test_each_rep_is_found_with_its_bottom():
    spans = found(STAND, *REP, STAND, *REP, STAND, *REP, STAND)
    assert bottoms(spans) == pytest.approx([2.0, 5.0, 8.0], abs=1.0 / RATE_HZ)
    assert [span.depth for span in spans] == pytest.approx([60.0] * 3)


def test_a_rep_starts_and_ends_near_rest():
    (span,) = found(STAND, *REP, STAND)
    time_s, depth = signal(STAND, *REP, STAND)
    limit = SETTINGS.end_share * 60.0
    assert 1.0 < span.start_s < 1.5
    assert depth[np.searchsorted(time_s, span.start_s)] < limit
    assert depth[np.searchsorted(time_s, span.end_s)] < limit
    # Both are the moments at which depth passes the limit: a minimum-jerk movement takes 27 % of its time to get there.
    assert span.end_s - span.bottom_s == pytest.approx(span.bottom_s - span.start_s, abs=2.0 / RATE_HZ)


def test_a_clip_of_a_single_rep():
    assert len(found(*REP)) == 1


def test_reps_without_a_pause_between_them():
    assert len(found(STAND, *REP * 5, STAND)) == 5


def test_who_does_not_stand_up_fully_in_between_still_does_reps():
    half_way = (0.7, 25.0)
    spans = found(STAND, DOWN, half_way, (0.7, 60.0), half_way, (0.7, 60.0), UP, STAND)
    assert len(spans) == 3
    for before, after in pairwise(spans):
        assert before.end_s == after.start_s


@pytest.mark.parametrize("pause_s", [0.5, 2.0, 4.0])
def test_a_pause_at_the_bottom_is_one_rep(pause_s):
    (span,) = found(STAND, DOWN, (pause_s, 60.0), UP, STAND)
    assert span.pause_end_s - span.pause_start_s == pytest.approx(pause_s, abs=0.5)
    assert span.pause_start_s <= span.bottom_s <= span.pause_end_s


def test_a_bounce_at_the_bottom_is_one_rep():
    (span,) = found(STAND, DOWN, (0.3, 45.0), (0.3, 58.0), UP, STAND)
    assert span.bottom_s == pytest.approx(2.0, abs=0.05)


def test_a_clip_that_starts_at_the_bottom_has_no_rep_there():
    assert bottoms(found(UP, STAND, *REP, STAND, *REP, STAND, start=60.0)) == pytest.approx(
        [3.0, 6.0], abs=0.02
    )


def test_a_clip_that_ends_at_the_bottom_has_no_rep_there():
    assert bottoms(found(STAND, *REP, STAND, *REP, STAND, DOWN)) == pytest.approx([2.0, 5.0], abs=0.02)


@pytest.mark.parametrize(
    "kept_s", [(1.55, 9.0), (0.0, 5.45)], ids=["begins half-way down", "ends half-way up"]
)
def test_a_rep_that_the_clip_cuts_half_way_is_none(kept_s):
    time_s, depth = signal(STAND, *REP, STAND, *REP, STAND)
    kept = (time_s >= kept_s[0]) & (time_s <= kept_s[1])
    assert max(depth[kept][0], depth[kept][-1]) > 30.0
    assert len(detect_reps(time_s[kept], depth[kept], MIN_DEPTH, SETTINGS)) == 1


def test_a_clip_trimmed_close_to_its_first_and_last_rep_keeps_them():
    time_s, depth = signal(STAND, *REP, STAND, *REP, STAND)
    kept = slice(int(1.3 * RATE_HZ), int(5.7 * RATE_HZ))  # depth is about 10 and 17 of 60 there
    assert depth[kept][0] > 5.0
    assert len(detect_reps(time_s[kept], depth[kept], MIN_DEPTH, SETTINGS)) == 2


def test_a_rep_is_whole_although_the_clip_ends_a_little_lower_again():
    """Who stepped off after the rep, and dipped on the way."""
    spans = found(STAND, DOWN, (1.0, 15.0), (0.3, 27.0))
    assert bottoms(spans) == pytest.approx([2.0], abs=1.0 / RATE_HZ)
    assert spans[0].end_s == pytest.approx(3.0, abs=0.05)


def test_shifting_about_before_the_first_rep_is_none():
    shift = ((0.4, 8.0), (0.4, 0.0))
    assert len(found(STAND, *shift * 3, STAND, *REP, STAND, *REP, STAND)) == 2


def test_a_partial_rep_among_full_ones_is_none():
    assert len(found(STAND, *REP, STAND, (0.8, 22.0), (0.8, 0.0), STAND, *REP, STAND)) == 2


def test_reps_of_different_depth_are_all_reps():
    spans = found(STAND, *REP, STAND, (1.0, 40.0), UP, STAND, (1.0, 70.0), UP, STAND)
    assert [span.depth for span in spans] == pytest.approx([60.0, 40.0, 70.0])


def test_nothing_deep_enough_is_no_rep():
    assert found(STAND, (1.0, 9.0), UP, STAND) == []
    assert found((5.0, 0.0)) == []


@pytest.mark.parametrize(("down_s", "reps"), [(0.1, 0), (0.5, 1), (5.0, 1), (9.0, 0)])
def test_too_short_and_too_long_are_no_reps(down_s, reps):
    assert len(found(STAND, (down_s, 60.0), (down_s, 0.0), STAND)) == reps


def test_a_sitting_down_without_getting_up_is_no_rep():
    assert found(STAND, DOWN, (3.0, 60.0)) == []


def test_a_gap_within_a_rep_takes_it_away_and_no_other():
    time_s, depth = signal(STAND, *REP, STAND, *REP, STAND)
    depth[(time_s > 4.8) & (time_s < 5.2)] = np.nan
    assert bottoms(detect_reps(time_s, depth, MIN_DEPTH, SETTINGS)) == pytest.approx([2.0], abs=0.02)


def test_a_gap_in_standing_takes_nothing_away():
    time_s, depth = signal(STAND, *REP, (2.0, 0.0), *REP, STAND)
    depth[(time_s > 3.8) & (time_s < 4.2)] = np.nan
    assert len(detect_reps(time_s, depth, MIN_DEPTH, SETTINGS)) == 2


@pytest.mark.parametrize("rest", [-4.0, 5.0])
def test_rest_need_not_be_zero(rest):
    time_s, depth = signal(STAND, *REP, STAND, *REP, STAND)
    assert len(detect_reps(time_s, depth + rest, MIN_DEPTH, SETTINGS)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_smooth_noise_does_not_split_or_add_reps(seed):
    time_s, depth = signal(STAND, *REP, STAND, *REP, STAND, *REP, STAND)
    random = np.random.default_rng(seed)
    tremble = sum(
        2.0 * np.sin(2 * np.pi * f * time_s + random.uniform(0, 2 * np.pi)) for f in (0.9, 1.7, 3.1, 4.3)
    )
    assert bottoms(detect_reps(time_s, depth + tremble, MIN_DEPTH, SETTINGS)) == pytest.approx(
        [2, 5, 8], abs=0.35
    )


def test_times_follow_one_another():
    for span in found(STAND, *REP * 3, DOWN, (1.0, 60.0), UP):
        assert span.start_s <= span.pause_start_s <= span.bottom_s <= span.pause_end_s <= span.end_s


def test_too_little_to_tell():
    time_s, depth = signal(STAND, *REP)
    assert detect_reps(time_s[:3], depth[:3], MIN_DEPTH, SETTINGS) == []
    assert detect_reps(time_s, np.full_like(depth, np.nan), MIN_DEPTH, SETTINGS) == []
    assert detect_reps(np.empty(0), np.empty(0), MIN_DEPTH, SETTINGS) == []


# A minimum-jerk movement has covered 5 % of its way after 18.9 % of its time, and is slower than 5 % of its fastest in the
# last 6.0 %: 4s(1-s) = sqrt(0.05).
REST_END = 0.1893
SLOW_END = 0.0597


def tempo(*legs: tuple[float, float], noise: np.ndarray | float = 0.0, start: float = 0.0) -> list[RepSpan]:
    time_s, depth = signal(*legs, start=start)
    return [
        timed(span, time_s, depth + noise) for span in detect_reps(time_s, depth + noise, MIN_DEPTH, SETTINGS)
    ]


def times(span: RepSpan) -> tuple[float, ...]:
    return (span.start_s, span.pause_start_s, span.pause_end_s, span.end_s)


@pytest.mark.parametrize("down_s", [0.7, 1.0, 2.0, 3.5])
@pytest.mark.parametrize("pause_s", [0.3, 1.0])
@pytest.mark.parametrize("up_s", [0.7, 1.5])
def test_a_phase_is_where_the_body_moves(down_s, pause_s, up_s):
    (span,) = tempo(STAND, (down_s, 60.0), (pause_s, 60.0), (up_s, 0.0), STAND)
    leave_s, hold_s, rise_s, back_s = 1.0, 1.0 + down_s, 1.0 + down_s + pause_s, 1.0 + down_s + pause_s + up_s
    expected = (
        leave_s + REST_END * down_s,
        hold_s - SLOW_END * down_s,
        rise_s + SLOW_END * up_s,
        back_s - REST_END * up_s,
    )
    assert times(span) == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("down_s", [0.7, 1.0, 2.0])
def test_shoulders_tell_the_same_times_as_the_knee(down_s):
    # They come down with the square of its angle, and so seem to set out later.
    time_s, angle = signal(STAND, (down_s, 60.0), (0.5, 60.0), (1.0, 0.0), STAND)
    drop = (angle / 60.0) ** 2
    (by_angle,), (by_drop,) = (
        [timed(span, time_s, depth, share) for span in detect_reps(time_s, depth, minimum, SETTINGS)]
        for depth, minimum, share in ((angle, MIN_DEPTH, REST_SHARE), (drop, 0.1, REST_SHARE**2))
    )
    assert times(by_drop) == pytest.approx(times(by_angle), abs=0.1)


def test_who_turns_at_once_has_hardly_paused():
    (span,) = tempo(STAND, (1.5, 60.0), (1.5, 0.0), STAND)
    assert span.pause_end_s - span.pause_start_s < 0.25
    # In reps that follow one another without a stop, as a sine does, there is none.
    time_s = np.arange(0.0, 8.0, 1.0 / RATE_HZ)
    depth = 30.0 - 30.0 * np.cos(2.0 * np.pi * time_s / 2.0)
    spans = [timed(span, time_s, depth) for span in detect_reps(time_s, depth, MIN_DEPTH, SETTINGS)]
    assert len(spans) == 4
    for span in spans:
        assert span.pause_end_s - span.pause_start_s < 0.1


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [0.01, 0.03])
def test_who_does_not_stand_still_still_starts_when_they_go_down(seed, share):
    time_s, _ = signal((2.0, 0.0), *REP, (2.0, 0.0))
    random = np.random.default_rng(seed)
    tremble = sum(
        share * 60.0 / 1.5 * np.sin(2 * np.pi * f * time_s + random.uniform(0, 2 * np.pi))
        for f in (0.7, 1.3, 2.2)
    )
    (span,) = tempo((2.0, 0.0), *REP, (2.0, 0.0), noise=tremble)
    assert times(span) == pytest.approx((2.19, 2.94, 3.06, 3.81), abs=0.2)


def test_times_do_not_run_into_the_next_rep():
    for before, after in pairwise(tempo(STAND, *REP * 4, STAND)):
        assert before.pause_end_s < before.end_s <= after.start_s < after.pause_start_s
    half_way = (0.7, 25.0)
    for before, after in pairwise(
        tempo(STAND, DOWN, half_way, (0.7, 60.0), half_way, (0.7, 60.0), UP, STAND)
    ):
        assert before.end_s <= after.start_s


def test_a_hesitation_on_the_way_belongs_to_the_way():
    (span,) = tempo(STAND, (0.8, 30.0), (0.3, 30.0), (0.8, 60.0), (0.5, 60.0), (0.8, 30.0), (0.8, 0.0), STAND)
    # A tenth of half the way: a quarter of its time.
    assert times(span) == pytest.approx((1.2, 2.85, 3.45, 4.8), abs=0.06)


def test_a_bounce_belongs_to_the_pause():
    (span,) = tempo(STAND, DOWN, (0.3, 50.0), (0.3, 58.0), UP, STAND)
    assert times(span) == pytest.approx((1.19, 1.94, 2.66, 3.41), abs=0.1)


def test_a_rep_that_begins_with_the_clip_starts_there():
    time_s, depth = signal(*REP, STAND)
    late = time_s >= 0.3  # 8 of 60 deep
    (span,) = detect_reps(time_s[late], depth[late], MIN_DEPTH, SETTINGS)
    assert timed(span, time_s[late], depth[late]).start_s == pytest.approx(0.3, abs=0.02)


def test_times_end_where_nothing_is_known():
    time_s, depth = signal(STAND, *REP, STAND)
    depth[time_s < 1.2] = np.nan
    (span,) = detect_reps(time_s, depth, MIN_DEPTH, SETTINGS)
    assert timed(span, time_s, depth).start_s == pytest.approx(1.2, abs=0.05)
    assert timed(span, time_s, np.full_like(depth, np.nan)) == span


def test_the_bottom_stays_within_the_pause():
    time_s, depth = signal(STAND, *REP, STAND)
    (span,) = detect_reps(time_s, depth, MIN_DEPTH, SETTINGS)
    for bottom_s in (1.8, 2.2):  # found in another signal
        moved = timed(replace(span, bottom_s=bottom_s), time_s, depth)
        assert moved.start_s < moved.pause_start_s <= bottom_s <= moved.pause_end_s < moved.end_s
