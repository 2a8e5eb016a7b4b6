"""Memory: an analysis takes little more for a long clip than its landmarks, and what is freed is given back."""

from __future__ import annotations

import platform
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipcheck.landmarks import LANDMARK_COUNT, Side
from hipcheck.memory import give_back
from hipcheck.poses import Recording, unknown
from hipcheck.reports.csv_report import FramesCsv
from hipcheck.session import analyze_recording
from tests.factories import make_analysis
from tests.stick_motions import film, noisy, single_leg_squats

LANDMARKS_BYTES = LANDMARK_COUNT * (2 + 3 + 1) * 8
"""A frame's landmarks in double precision: in the picture, in metres, and their visibility."""


def a_recording(rounds: int) -> Recording:
    """A set of three squats, again and again, as an estimator would give it."""
    one = noisy(film(single_leg_squats(Side.LEFT)), 1.0, seed=1)
    frames = rounds * len(one)

    def again(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values.astype(np.float32)] * rounds)

    poses = replace(
        one,
        xy_px=again(one.xy_px),
        world_m=again(one.world_m),
        visibility=again(one.visibility),
        time_s=np.arange(frames) / 30.0,
        asis_px=unknown(frames, 2, 2),
    )
    return Recording((poses,), "test", "")


def peak_bytes(recording: Recording) -> int:
    """The most that NumPy and Python hold at once during an analysis, beyond the recording itself."""
    tracemalloc.start()
    try:
        assert analyze_recording(recording).reps
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_an_analysis_takes_less_than_four_times_a_long_clips_landmarks():
    """Smoothed landmarks, at 60 Hz twice as many as were filmed, make up most of it."""
    short, long = (a_recording(rounds) for rounds in (4, 16))
    frames = len(long.people[0]) - len(short.people[0])
    assert (peak_bytes(long) - peak_bytes(short)) / frames < 4 * LANDMARKS_BYTES


def test_rows_of_frames_are_written_one_by_one(tmp_path):
    """The cells of all frames at once would be some sixty bytes each."""
    analysis = make_analysis()
    frames = 20_000
    values = np.linspace(0.0, 1.0, frames) / 3.0
    poses = replace(
        analysis.poses,
        xy_px=unknown(frames, LANDMARK_COUNT, 2),
        world_m=unknown(frames, LANDMARK_COUNT, 3),
        visibility=unknown(frames, LANDMARK_COUNT),
        time_s=np.arange(frames) / 30.0,
        asis_px=unknown(frames, 2, 2),
    )
    traces = tuple(
        replace(trace, time_s=poses.time_s, values=values, half_width=values) for trace in analysis.traces
    )
    long = replace(
        analysis, poses=poses, traces=traces, landmark_sides_exchanged=np.zeros(frames, dtype=np.bool_)
    )
    tracemalloc.start()
    try:
        FramesCsv().write(long, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < frames * len(traces) * 2 * 10


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked to give memory back")
def test_freed_memory_is_given_back_although_something_behind_it_is_kept():
    pieces = [bytes(4000) for _ in range(20_000)]
    kept = pieces[::1000]
    del pieces
    before = resident_mib()
    give_back()
    assert resident_mib() < before - 40.0
    assert len(kept) == 20


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_nothing_is_done(monkeypatch, system):
    def never(_name: None) -> None:
        raise AssertionError

    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("ctypes.CDLL", never)
    give_back()
